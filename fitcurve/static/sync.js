// The wire. The page owns the values while a hand is on them: whatever the kernel says before it has heard
// our newest edit (number `seq`) is late, and is ignored; what only repeats that edit is an echo, and is not applied.
import { column } from "./fit.js";
import { num } from "./words.js";

/** @typedef {import("./types.js").Data} Data */
/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Host} Host */
/** @typedef {import("./types.js").Moment} Moment */
/** @typedef {import("./types.js").Report} Report */

const shared = /** @type {const} */ (["params", "x", "y", "dials", "epoch"]); // what the kernel hears of
const theirs = new Set(["heard", "followed", "answered", "found", "noted"]); // actions that are not ours to tell
const pause = 120; // ms that the hand must rest before the kernel hears of it

/** What the loss is called in a moment: another name where a parameter is called loss. @param {string[]} names */
const lossKey = (names, key = "loss") => {
  while (names.includes(key)) key = `_${key}`;
  return key;
};

/**
 * What the next edit has to tell: moments, a new walk, new data.
 * @param {Fig} fig
 */
function collector(fig) {
  /** @type {Moment[]} */
  let moments = [];
  let restarted = false;
  let moved = false;
  return {
    /** @type {import("./types.js").Watcher} */
    note(state, before, name) {
      if (state.epoch !== before.epoch) {
        restarted = true;
        moments = [];
      }
      // The first of a walk is its start, which the kernel knows.
      if (name === "remember") moments.push(...state.history.slice(before.history.length || 1));
      if (state.x !== before.x || state.y !== before.y) moved = true;
    },
    /**
     * All of that, and where we are; from here on it is told.
     * @param {string} by @param {number} seq @returns {Edit}
     */
    take(by, seq) {
      const { params, dials, momentum, x, y, history } = fig.state;
      const edit = {
        by,
        seq,
        params,
        dials,
        momentum,
        restart: restarted ? (history[0]?.params ?? params) : null,
        data: moved && x && y ? { x: Array.from(x), y: Array.from(y) } : null,
        history: moments.map(({ params, loss }) => ({ ...params, [lossKey(fig.names)]: loss })),
      };
      moments = [];
      restarted = moved = false;
      return edit;
    },
  };
}

/** Data as Python sent them. @param {Data} data */
const columns = ({ x, y, of, xlim, ylim, grid }) => ({ x: column(x), y: column(y), of, xlim, ylim, grid });

/**
 * Our side of the wire: tells the kernel of our edits.
 * @param {Fig} fig @param {Host|null} host
 */
function teller(fig, host) {
  const me = Math.random().toString(36).slice(2); // tells two views of one figure apart
  const news = collector(fig);
  let seq = 0; // our newest edit,
  let sent = 0; // the last one that was sent,
  let heard = 0; // and the last one that the kernel has heard
  let timer = 0;

  function send() {
    const asking = !fig.measures && sent > heard; // where the kernel computes: one question at a time
    if (!host || sent === seq || asking) return;
    sent = seq;
    host.send(news.take(me, seq));
  }
  /** Sends what there is to tell, after a while. @param {number} wait */
  function tell(wait = fig.measures ? pause : 0) {
    clearTimeout(timer);
    if (wait) timer = setTimeout(send, wait);
    else send();
  }
  const off = fig.watch((state, before, name) => {
    if (theirs.has(name)) return;
    news.note(state, before, name);
    if (shared.every(key => state[key] === before[key])) return;
    seq++;
    tell();
  });
  return {
    tell,
    /** Is there an edit that the kernel hasn't heard yet? */
    get waiting() {
      return heard < seq;
    },
    /** Takes note of what the kernel has heard; is it an answer to us? @param {Report} said */
    acknowledge(said) {
      if (said.by !== me) return false;
      heard = Math.max(heard, said.seq);
      return true;
    },
    close() {
      off();
      clearTimeout(timer);
    },
  };
}

/**
 * The kernel's side: hears where it stands. `edits`, how many of Python's own we know of.
 * @param {Fig} fig @param {Host} host @param {ReturnType<typeof teller>} ours @param {number} edits
 */
function hearer(fig, host, ours, edits) {
  let dataVersion = 0;

  /** New data, if there are any. @param {Report} said @param {boolean} echo  does it repeat what our hand did? */
  function hearData({ data_version: version }, echo) {
    const isNew = version > dataVersion;
    if (!isNew) return;
    dataVersion = version;
    const data = host.data();
    if (!echo) fig.act("heard", columns(data));
    else if (!fig.traced) fig.act("heard", { grid: data.grid }); // where the curve goes may go with the points
    fig.act("found", data.best && { ...data.best, loss: num(data.best.loss) });
  }
  /** @param {Report} said @param {boolean} moved  did Python move something? */
  function hearState({ params, dials, momentum, walk }, moved) {
    if (moved && fig.traced && walk) {
      fig.act("heard", { dials, momentum });
      return fig.walk.follow(walk.rows, walk.dials);
    }
    const values = Object.fromEntries(fig.names.map(name => [name, num(params[name])]));
    fig.act("heard", { dials, momentum, params: values });
    if (moved) fig.settle();
  }
  /** What Python has to say of the function. @param {string[]} notes */
  function hearNotes(notes = []) {
    if (notes.join() !== (fig.state.view.notes?.said ?? []).join()) fig.show("notes", { said: notes });
  }
  /** @param {Report} said */
  return said => {
    if (!said?.params) return;
    hearNotes(said.notes);
    const answered = ours.acknowledge(said);
    if (!fig.measures) fig.act("answered", said.answer); // any answer is newer than the one on show
    if (ours.waiting) return ours.tell();
    const moved = said.edits > edits; // else it repeats what a hand did
    const echo = answered && !moved;
    edits = said.edits;
    hearData(said, echo);
    if (!echo) hearState(said, moved);
    else if (!fig.measures) fig.remember();
  };
}

/**
 * Keeps a figure and its kernel of one mind; `host` is the kernel's end, or null without one. The data go over the wire
 * only when they change.
 * @param {Fig} fig @param {Host|null} host
 */
export function connect(fig, host) {
  const wire = teller(fig, host);
  let gone = false;
  if (host) {
    const { state } = host;
    const hear = hearer(fig, host, wire, state?.params ? state.edits - 1 : 0);
    if (state?.params) hear({ ...state, walk: null });
    host.listen(said => {
      if (!gone) hear(said);
    });
  }
  return {
    tell: wire.tell,
    get waiting() {
      return wire.waiting;
    },
    close() {
      gone = true;
      wire.close();
    },
  };
}
