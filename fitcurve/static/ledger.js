// What the kernel has yet to hear of: which parameters a hand or a run has moved, and in which edit; moments, data,
// dials. And whose value holds, ours or the kernel's. No clock, no DOM.
import { endsOf } from "./ends.js";
import { recorder } from "./record.js";
import { num } from "./words.js";

/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Moment} Moment */
/** @typedef {import("./types.js").Params} Params */
/** @typedef {import("./types.js").Report} Report */
/** @typedef {import("./types.js").State} State */

const steps = new Set(["descended", "scrubbed"]); // moves that go on by themselves, while a run, a film or Fit is on

/** What a loss is called in a moment: another name where a parameter is called so. @param {string[]} names */
export const lossKey = (names, key = "loss") => {
  while (names.includes(key)) key = `_${key}`;
  return key;
};

/** Is it a run, a film or Fit that moves the parameters? @param {State} state */
const goesByItself = ({ running, view }) => running || !!view.strip?.replaying || !!view.parts?.fitting;

/** @param {{x: Float64Array, y: Float64Array, held: Float64Array|null}} data */
const dataAsLists = ({ x, y, held }) => ({ x: [...x], y: [...y], held: held && [...held] });

/** What came to the end of a history; older moments may have gone. @param {State} s @param {State} before */
function newMoments({ history }, { history: before }) {
  const last = before.at(-1);
  return history.slice(last ? history.lastIndexOf(last) + 1 : 1); // the first is the start, which Python knows
}

/** @param {Fig} fig */
export function ledger(fig) {
  const { names } = fig;
  const key = lossKey(names);
  const testKey = lossKey(names, "test_loss");
  const record = recorder(fig);
  let known = fig.state.params; // the newest that either side has said
  /** @type {Map<string, {seq: number, ran: boolean}>} the edit that tells of our newest change of each parameter */
  const changed = new Map();
  /** @type {Moment[]} */
  let moments = [];
  // the edits that tell of our newest of these
  const at = { walk: 0, x: 0, dials: 0, predictions: 0, sliders: 0, view: 0 };

  return {
    /** Our side has changed something; the edit `seq` will tell. @param {State} s @param {State} before */
    note(s, before, /** @type {string} */ name, /** @type {number} */ seq) {
      if (s.epoch !== before.epoch) {
        at.walk = seq;
        moments = s.history.slice(1); // undo brings back a whole walk
      }
      if (name === "remember") moments.push(...newMoments(s, before));
      if (s.x !== before.x || s.y !== before.y) at.x = seq;
      if (s.dials !== before.dials) at.dials = seq;
      if (s.predictions !== before.predictions) at.predictions = seq;
      if (s.xlim !== before.xlim || s.log !== before.log) at.view = seq;
      if (s.sliders !== before.sliders) at.sliders = seq;
      if (s.params === before.params && s.dials === before.dials && s.epoch === before.epoch) return;
      const ran = steps.has(name) && goesByItself(fig.state);
      for (const n of names) if (!Object.is(s.params[n], known[n])) changed.set(n, { seq, ran });
      known = s.params;
    },
    get hasMoments() {
      return moments.length > 0;
    },
    /** Are there runs to tell of, or have they gone? */
    get hasChart() {
      return record.has(fig.state);
    },
    /** Python has told us of its chart. */
    knowChart: () => record.know(fig.state),
    forgetChart: record.forget,
    /** Have the data changed since that edit? @param {number} since */
    hasData: since => at.x > since,
    /** Have the dials? @param {number} since */
    hasDials: since => at.dials > since,
    /** Have the predictions? @param {number} since */
    hasPredictions: since => at.predictions > since,
    /** Have the ends of sliders? @param {number} since */
    hasEnds: since => at.sliders > since,
    /** Other data: what was remembered on those before says nothing. */
    forget() {
      moments = [];
      at.walk = 0;
    },
    /**
     * All that is new since an edit, and where we are; from here on it is told. A whole edit has the whole history.
     * @param {{by: string, seq: number, since: number, sent: number, whole: boolean, edits: number}} head
     * @returns {Edit}
     */
    take({ by, seq, since, sent, whole, edits }) {
      const { params, dials, momentum, x, y, held, labels, history, predictions, sliders, xlim, log } = fig.state;
      const begins = whole || at.walk > sent;
      const told = whole ? history.slice(1) : moments;
      moments = [];
      /** @param {boolean} ran */
      const named = ran => [...changed].filter(([, c]) => c.seq > since && c.ran === ran).map(([n]) => n);
      return {
        by,
        seq,
        after: whole ? null : sent,
        params,
        dials,
        momentum,
        restart: begins ? (history[0]?.params ?? params) : null,
        data: at.x > since && x && y ? { ...dataAsLists({ x, y, held }), labels } : null,
        history: told.map(({ params, loss, test }) => ({
          ...params,
          [key]: loss,
          ...(test === undefined ? {} : { [testKey]: test }),
        })),
        moved: named(false),
        ran: named(true),
        tuned: at.dials > since,
        ...(at.predictions > since ? { predictions } : {}),
        ...(at.sliders > since ? { sliders: endsOf(sliders) } : {}),
        ...(at.view > since && !fig.traced ? { view: { xlim, log: log.includes("x") } } : {}),
        ...(whole || record.has(fig.state) ? { chart: record.take(fig.state, whole) } : {}),
        edits,
      };
    },
    /**
     * Whose values hold? Of what the kernel hasn't heard, ours: unless Python has set it since. That is sure where a
     * run moved it, and where the hand has rested so long that the kernel must have been busy; edit `seq` tells that.
     * @param {Report} said @param {{heard: number, edits: number, seq: number, rested: boolean}} now
     */
    hear({ params, own = {} }, { heard, edits, seq, rested }) {
      /** @type {Map<string, number>} */
      const news = new Map();
      let kept = 0;
      let overruled = false;
      for (const n of names) {
        const mine = changed.get(n);
        if (mine && mine.seq > heard) {
          if (!(own[n] > edits && (mine.ran || rested))) {
            kept++;
            continue;
          }
          overruled = true;
          if (mine.ran) changed.delete(n);
          else changed.set(n, { seq, ran: false });
        }
        const v = num(params[n]);
        if (!Object.is(v, known[n])) news.set(n, v);
      }
      const changes = /** @type {Params} */ (Object.fromEntries(news));
      known = { ...known, ...changes };
      return { news: changes, kept, overruled };
    },
  };
}
