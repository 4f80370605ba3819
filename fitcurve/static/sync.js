// The wire. Python hears what a hand or a run does eight times a second, the newest values last; where the pictures
// leave the page no time, less often, for JupyterLab works as long at an edit as at three of them. The page owns the
// values while a hand is on them: of a parameter that the kernel hasn't heard of yet (since edit number `seq`), what it
// says is late, and is ignored; what only repeats that edit is an echo, and changes nothing. Whoever sets a parameter
// last has it: what Python set while a run moved it stops the run (ledger.js). An edit may get lost, by Ctrl-C in
// Python: where no answer comes, all that is unheard is told again (silence.js).
import { sameDials } from "./dials.js";
import { withEnds } from "./ends.js";
import { column } from "./fit.js";
import { ledger } from "./ledger.js";
import { recollector } from "./recollect.js";
import { silence } from "./silence.js";
import { idle } from "./spare.js";
import { num } from "./words.js";

/** @typedef {import("./types.js").Data} Data */
/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Host} Host */
/** @typedef {import("./types.js").Report} Report */

const shared = /** @type {const} */ (["params", "x", "y", "dials", "epoch", "predictions", "sliders"]); // are told
/** Changes that are not ours to tell. @type {Set<string>} */
export const theirs = new Set([
  "heard",
  "followed",
  "answered",
  "found",
  "noted",
  "recollected",
  "endsHeard",
  "ghostsHeard",
]);
const gap = 120; // ms between two edits: JupyterLab works at each of them
const patience = 300; // ms that an edit waits for a moment to spare: on a slow machine the pictures come first
const crowd = 4; // edits on their way; where the kernel computes, or the data are moving, it is one question at a time
const rest = 120; // ms that a hand on very many points rests before the kernel hears of it
const many = 1000; // points
const rested = 300; // ms after which a hand isn't on a slider any more: what Python set since is newer

/** Data as Python sent them. @param {Data} data */
const columns = ({ x, y, held, yerr, of, xlim, ylim, grid, labels }) => ({
  ...{ x: column(x), y: column(y), held: column(held), yerr: column(yerr) },
  ...{ of, home: { xlim, ylim }, grid },
  ...(labels ? { labels } : {}),
});

/**
 * Our side of the wire: tells the kernel of our edits.
 * @param {Fig} fig @param {Host|null} host
 */
function teller(fig, host) {
  const me = Math.random().toString(36).slice(2); // tells two views of one figure apart
  const news = ledger(fig);
  let seq = 0; // our newest edit,
  let heard = 0; // and the last one that the kernel has heard
  let edits = 0; // how many of Python's own we know of
  let whole = false; // is the next edit to tell everything?
  /** @type {number[]} edits that were sent */
  let sent = [0];
  let lastSent = -Infinity;
  let lastHand = -Infinity;
  let timer = 0;
  let ticket = 0; // for that moment
  let due = 0; // when it is meant to send
  let late = 0;
  const [later, cancel] = idle(patience);
  const quiet = host && silence(fig, host, again);

  const isMoving = () => news.hasData(heard);
  const isFull = () => sent.filter(n => n > heard).length >= (fig.measures && !isMoving() ? crowd : 1);
  const isDue = () => !!(timer || ticket);
  function stay() {
    clearTimeout(timer);
    cancel(ticket);
    timer = ticket = 0;
  }
  function ring() {
    timer = 0;
    ticket = later(() => send());
  }
  function send(anyway = false) {
    const now = performance.now();
    const at = isDue() ? Math.min(now, Math.max(due, now - gap / 2)) : now; // the next is no later for that
    stay();
    const last = sent[sent.length - 1];
    if (!host || last === seq || (isFull() && !anyway)) return;
    const edit = news.take({ by: me, seq, since: whole ? heard : last, sent: last, whole, edits });
    sent = [...sent.filter(n => n > heard), seq];
    whole = false;
    lastSent = at;
    host.send(edit);
    quiet?.asked();
  }
  /** Tells all that the kernel hasn't heard, once more. */
  function again() {
    whole = true;
    seq++;
    send(true);
  }
  /** How long what there is to tell may wait, in ms. */
  function delay() {
    if (!fig.measures) return 0;
    return Math.max(0, lastSent + gap - performance.now());
  }
  /** Sends what there is to tell: soon, or after so many ms. @param {number} [asked] */
  function tell(asked) {
    const isHeavy = isMoving() && (fig.state.x?.length ?? 0) > many;
    if (asked === undefined && isDue() && !isHeavy) return;
    const wait = asked ?? delay();
    if (!wait) return send();
    stay();
    const ms = isHeavy ? rest : wait;
    due = performance.now() + ms;
    timer = setTimeout(ring, ms);
  }
  /** What no other edit has told: runs; where the kernel computes, a moment that is known when its answer is there. */
  function tellRest() {
    late = 0;
    if (!news.hasMoments && !news.hasChart) return;
    if (heard === seq) seq++;
    tell();
  }
  const off = fig.watch((state, before, name) => {
    if (theirs.has(name)) return;
    const isSeen = fig.traced || (state.xlim === before.xlim && state.log === before.log); // else: of the curve there
    const same = isSeen && shared.every(key => state[key] === before[key]);
    news.note(state, before, name, seq + 1);
    clearTimeout(late);
    if (same && (news.hasChart || (news.hasMoments && !fig.measures))) late = setTimeout(tellRest, rest);
    if (same && !(name === "remember" && fig.measures && news.hasMoments)) return;
    seq++;
    if (!fig.state.running) lastHand = performance.now();
    tell();
  });
  return {
    me,
    news,
    tell,
    get waiting() {
      return heard < seq;
    },
    /** Is all told, and heard? */
    get settled() {
      return heard >= seq && !(host && (news.hasMoments || news.hasChart));
    },
    get edits() {
      return edits;
    },
    /** What the kernel has heard; is it an answer to us? @param {Report} said */
    acknowledge(said) {
      const answered = said.by === me;
      const before = heard;
      if (answered) heard = Math.max(heard, said.seq);
      const isAsked = sent[sent.length - 1] > heard;
      if (heard > before || !isAsked) quiet?.heard(isAsked);
      return answered;
    },
    /** Whose values hold? @param {Report} said */
    judge(said) {
      const isRested = performance.now() - lastHand > rested;
      const judged = news.hear(said, { heard, edits, seq: seq + 1, rested: isRested });
      edits = said.edits;
      if (judged.overruled) {
        seq++;
        whole = true;
      }
      return judged;
    },
    /** Asks for something. @param {import("./types.js").Ask["ask"]} what */
    ask(what) {
      host?.send({ ask: what, by: me });
      quiet?.asked();
    },
    isOurs: /** @param {"hasData"|"hasDials"|"hasPredictions"|"hasEnds"} what */ what => news[what](heard),
    lost: () => quiet?.lost(),
    close() {
      off();
      stay();
      clearTimeout(late);
      quiet?.close();
    },
  };
}

/**
 * The kernel's side: hears where it stands.
 * @param {Fig} fig @param {Host} host @param {ReturnType<typeof teller>} ours
 */
function hearer(fig, host, ours) {
  let dataVersion = 0;
  let isFirst = true; // report

  /** New data, if there are any. @param {Report} said */
  function hearData({ data_version: version, data_by: by }) {
    if (version <= dataVersion || ours.isOurs("hasData")) return;
    dataVersion = version;
    const data = host.data();
    if (by !== ours.me) {
      ours.news.forget();
      fig.act("heard", columns(data));
      ours.news.knowChart();
    } else if (!fig.traced) fig.act("heard", { grid: data.grid }); // where the curve goes may go with the points
    fig.act("found", data.best && { ...data.best, loss: num(data.best.loss) });
  }
  /** @param {Report} said @param {boolean} moved  did Python move something? */
  function hearState(said, moved) {
    const { dials, momentum, walk } = said;
    const { news, kept, overruled } = ours.judge(said);
    if (!ours.isOurs("hasDials") && !sameDials(dials, fig.state.dials)) fig.act("heard", { dials });
    if (moved && fig.traced && walk && !kept) {
      fig.act("heard", { momentum });
      fig.walk.follow(walk.rows, walk.dials);
    } else if (Object.keys(news).length || overruled || (moved && !kept)) {
      fig.act("heard", { ...(kept ? {} : { momentum }), params: { ...fig.state.params, ...news } });
      if (moved && !kept) fig.settle();
    }
  }
  /** What another view of the figure has predicted. @param {Report} said */
  function hearPredictions({ predictions }) {
    if (!predictions || ours.isOurs("hasPredictions")) return;
    if (JSON.stringify(predictions) !== JSON.stringify(fig.state.predictions)) fig.act("heard", { predictions });
  }
  /** The ends of sliders. @param {Report} said */
  function hearEnds({ sliders: said }) {
    if (said && !ours.isOurs("hasEnds")) fig.act("endsHeard", withEnds(fig.spec.params, said), isFirst);
    isFirst = false;
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
    const moved = said.edits > ours.edits; // else it repeats what a hand did
    hearData(said);
    hearPredictions(said);
    hearEnds(said);
    hearState(said, moved);
    if (ours.waiting) ours.tell();
    else if (answered && !moved && !fig.measures) fig.remember();
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
  let forget = () => {};
  if (host) {
    const { state } = host;
    const hear = hearer(fig, host, wire);
    if (state?.params) hear({ ...state, walk: null });
    const past = recollector(fig, host, wire);
    forget = past.close;
    host.listen(
      said => {
        if (gone) return;
        hear(said);
        past.hear(said);
      },
      () => {
        if (!gone) wire.lost();
      },
    );
  }
  return {
    tell: wire.tell,
    ask: wire.ask,
    get waiting() {
      return wire.waiting;
    },
    get settled() {
      return wire.settled;
    },
    close() {
      gone = true;
      forget();
      wire.close();
    },
  };
}
