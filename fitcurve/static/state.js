// The state of a figure, and everything that may change it. Pure: no DOM, no clock, no kernel.
import { sameDials } from "./dials.js";
import { column } from "./fit.js";
import { num } from "./words.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Snapshot} Snapshot */
/** @typedef {import("./types.js").Moment} Moment */
/** @typedef {import("./types.js").Params} Params */
/** @typedef {import("./types.js").Best} Best */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Watcher} Watcher */

const undoable = 200; // snapshots that are kept

/**
 * The first state of a figure. `now`: where it stood when it was saved.
 * @param {import("./types.js").Spec} spec @returns {State}
 */
export function begin({ params, now, x, y, of = null, xlim, ylim, dials, limits, best = null }) {
  const names = Object.keys(params);
  const start = Object.fromEntries(names.map(name => [name, num(params[name].value)]));
  const saved = Object.fromEntries(names.map(name => [name, num(now?.params[name] ?? start[name])]));
  const first = { params: saved, x: column(x), y: column(y) };
  return {
    ...first,
    start,
    momentum: null,
    dials: { ...dials, ...now?.dials },
    limits,
    of,
    best,
    history: [],
    hand: null,
    runs: [],
    epoch: 0,
    running: false,
    answer: now?.answer ?? {},
    error: null,
    view: /** @type {View} */ ({}), // each component brings its own
    xlim,
    ylim,
    base: first,
    past: [],
    future: [],
  };
}

/** @param {Params} a @param {Params} b */
const equal = (a, b) => a === b || Object.keys(a).every(name => a[name] === b[name]);
/** @param {Snapshot} s @returns {Snapshot} */
const snapshot = ({ params, x, y }) => ({ params, x, y });
/** @param {State} s @param {Snapshot} to */
const unmoved = (s, { params, x, y }) => x === s.x && y === s.y && equal(params, s.params);

/** The moves by hand: of this walk, or until it has some, of the last one. @param {State} s */
export function movesByHand({ history, hand }) {
  const own = history.filter(m => !m.by);
  return own.length > 1 || !hand ? own : hand;
}

/** Losses from another start are another walk. @param {State} s */
export const anotherWalk = s => ({ history: [], epoch: s.epoch + 1, hand: movesByHand(s) });

/**
 * Losses on other data are another walk too, and another best; what was known of these says nothing.
 * @param {State} s
 */
export const otherData = s => ({
  ...anotherWalk(s),
  best: undefined,
  runs: [],
  hand: null,
});

/** @param {State} s @param {Snapshot} to @returns {State} */
const backTo = (s, to) => ({
  ...s,
  ...to,
  momentum: null,
  base: to,
  ...(to.x === s.x && to.y === s.y ? {} : otherData(s)),
});

/** Where in the history the parameters are now, or -1. @param {Pick<State, "history"|"params">} state */
export const here = ({ history, params }) => history.findLastIndex(m => equal(m.params, params));

/** Moments of the walk; one at the same place as the last is none. @param {State} s @param {Moment[]} moments */
function remembered(s, moments) {
  const news = moments.filter((m, i) => {
    const last = i ? moments[i - 1] : s.history.at(-1);
    return !last || !equal(m.params, last.params);
  });
  if (!s.y || !news.length) return s;
  const history = [...s.history, ...news];
  const most = s.limits.steps + 1; // a whole run
  while (history.length > most) history.splice(1, most / 2);
  if (!news.some(m => m.by)) return { ...s, history };
  const runs = s.runs.map(r => ({ ...r, moments: [...r.moments, ...news.filter(m => m.by === r.id)] }));
  return { ...s, history, runs };
}

/** The hand has come to rest: what it did is one thing to undo. @param {State} s @returns {State} */
function committed(s) {
  if (unmoved(s, s.base)) return s;
  return { ...s, past: [...s.past, s.base].slice(-undoable), base: snapshot(s), future: [] };
}

/** @param {State} s @returns {State} */
function undone(s) {
  const t = committed(s);
  const to = t.past.at(-1);
  return to ? { ...backTo(t, to), past: t.past.slice(0, -1), future: [...t.future, t.base] } : s;
}

/** @param {State} s @returns {State} */
function redone(s) {
  const t = committed(s);
  const to = t.future.at(-1);
  return to ? { ...backTo(t, to), future: t.future.slice(0, -1), past: [...t.past, t.base] } : s;
}

/**
 * Every change by its name: (state, …what happened) -> the next state, or the same one if nothing changed. Components
 * bring others.
 */
export const actions = {
  /** A hand set some parameters. @param {State} s @param {Params} params @returns {State} */
  set: (s, params) => ({ ...s, params: { ...s.params, ...params }, momentum: null }),
  /** Gradient descent went a step. @param {State} s @param {Pick<State, "params"|"momentum">} to @returns {State} */
  descended: (s, { params, momentum }) => ({ ...s, params, momentum }),
  /** Some dials were turned. @param {State} s @param {Partial<State["dials"]>} dials @returns {State} */
  tune: (s, dials) => {
    const to = { ...s.dials, ...dials };
    return sameDials(to, s.dials) ? s : { ...s, dials: to };
  },
  /** Components are there, each with what it shows at first. @param {State} s @param {View} view @returns {State} */
  furnished: (s, view) => ({ ...s, view }),
  /**
   * What a component shows, which nobody but the page needs to know.
   * @param {State} s @param {keyof View} name @param {Partial<View[keyof View]>} flags @returns {State}
   */
  show: (s, name, flags) => ({ ...s, view: { ...s.view, [name]: { ...s.view[name], ...flags } } }),
  /**
   * A hand moved, added or removed a point: new columns.
   * @param {State} s @param {Float64Array} x @param {Float64Array} y @returns {State}
   */
  points: (s, x, y) => ({ ...s, x, y, ...otherData(s) }),
  /**
   * The least loss has been found, or can't be; undefined: it is to be looked for.
   * @param {State} s @param {Best|null|undefined} best @returns {State}
   */
  found: (s, best) => (s.best === best ? s : { ...s, best }),
  /** Moments of the walk. @param {State} s @param {...Moment} moments @returns {State} */
  remember: (s, ...moments) => remembered(s, moments),
  /** The same, of what the kernel knows already. @param {State} s @param {...Moment} moments @returns {State} */
  noted: (s, ...moments) => remembered(s, moments),
  /**
   * The walk before this view of the figure was there.
   * @param {State} s @param {...Moment} moments @returns {State}
   */
  recollected: (s, ...moments) => remembered({ ...s, history: [] }, [...moments, ...s.history.slice(1)]),
  /** @param {State} s @returns {State} */
  reset: s => ({ ...s, params: { ...s.start }, momentum: null, ...anotherWalk(s) }),
  /** @param {State} s @param {boolean} running @returns {State} */
  run: (s, running) => (s.running === running ? s : { ...s, running }),

  commit: committed,
  undo: undone,
  redo: redone,

  /** Python moved something. @param {State} s @param {Partial<State>} news @returns {State} */
  heard: (s, { x = s.x, y = s.y, of = s.of, dials, ...news }) => {
    const data = x === s.x && y === s.y ? {} : { x, y, of, ...otherData(s) };
    const next = { ...actions.tune(s, dials ?? {}), ...data, ...news };
    const isPart = next !== s && "x" in data && (s.of || of); // of the points: there is no way back to the others
    return isPart ? { ...next, past: [], future: [], base: snapshot(next) } : next;
  },
  /**
   * The walk that Python ran, as far as it is to be seen by now.
   * @param {State} s @param {...Moment} moments @returns {State}
   */
  followed: (s, ...moments) => ({ ...remembered(s, moments), params: moments[moments.length - 1].params }),
  /**
   * What the kernel computed; after an error the last curve stays.
   * @param {State} s @param {import("./types.js").Answer|null|undefined} answer @returns {State}
   */
  answered: (s, answer) => ({ ...s, answer: { curve: s.answer.curve, ...answer }, error: answer?.error ?? null }),
};

/**
 * Holds the state, `now()`. `act(name, …)` changes it and tells whoever watches: (state, before, name).
 * @param {State} state @param {Partial<import("./types.js").Actions>} known
 */
export function store(state, known = actions) {
  /** @type {Set<Watcher>} */
  const watchers = new Set();
  /** @type {import("./types.js").Act} */
  const act = (name, ...what) => {
    if (!Object.hasOwn(known, name)) throw new Error(`no action is called ${name}`);
    const action = /** @type {(s: State, ...what: unknown[]) => State} */ (known[name]);
    const before = state;
    const after = action(state, ...what);
    state = after;
    if (after !== before) for (const watcher of watchers) watcher(after, before, name);
    return after;
  };
  return {
    now: () => state,
    act,
    /** @param {Watcher} watcher */
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}
