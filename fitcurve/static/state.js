// The state of a figure, and everything that may change it. Pure: no DOM, no clock, no kernel.
import { sameDials } from "./dials.js";
import { withEnds } from "./ends.js";
import { errorsFor } from "./errors.js";
import { column } from "./fit.js";
import { firstView, inView, rehoused, sameAxes, viewActions } from "./view.js";
import { num } from "./words.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Snapshot} Snapshot */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("./types.js").Moment} Moment */
/** @typedef {import("./types.js").Params} Params */
/** @typedef {import("./types.js").Best} Best */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Watcher} Watcher */

const undoable = 200; // snapshots that are kept
export const most = 4; // runs that are kept

/**
 * The first state of a figure. `now`: where it stood when it was saved.
 * @param {import("./types.js").Spec} spec @returns {State}
 */
export function begin({ params, now, x, y, held = null, yerr = null, of = null, xlim, ylim, ...spec }) {
  const { labels, best = null } = spec;
  const names = Object.keys(params);
  const start = Object.fromEntries(names.map(name => [name, num(params[name].value)]));
  const saved = Object.fromEntries(names.map(name => [name, num(now?.params[name] ?? start[name])]));
  const first = {
    params: saved,
    sliders: withEnds(params, now?.sliders ?? {}),
    x: column(x),
    y: column(y),
    held: column(held),
    yerr: column(yerr),
    start,
    momentum: null,
    dials: { ...spec.dials, ...now?.dials },
    limits: spec.limits,
    of,
    best,
    history: [],
    hand: null,
    runs: [],
    ghosts: [],
    told: {},
    predictions: now?.predictions ?? [],
    epoch: 0,
    running: false,
    answer: now?.answer ?? {},
    error: null,
    view: /** @type {View} */ ({}), // each component brings its own
    xlim,
    ylim,
    home: { xlim, ylim },
    fitted: { xlim, ylim },
    ends: spec.ends ?? null,
    log: "",
    labels: labels ?? [null, null],
    past: [],
    future: [],
  };
  return firstView({ ...first, base: snapshot(first) }, spec.log ?? "");
}

/** @param {Params} a @param {Params} b */
function equal(a, b) {
  if (a === b) return true;
  for (const name in a) if (a[name] !== b[name]) return false;
  return true;
}
/** @param {Omit<State, "base">} s @returns {Snapshot} */
function snapshot({ params, x, y, momentum, best, history, hand, epoch, runs, ghosts, predictions, view, ...s }) {
  return {
    params,
    sliders: s.sliders,
    home: s.home,
    labels: s.labels,
    x,
    y,
    held: s.held,
    yerr: s.yerr,
    momentum,
    best,
    history,
    hand,
    epoch,
    runs,
    ghosts,
    predictions,
    line: view.strip?.line ?? null,
  };
}
/** @param {State} s @param {Snapshot} to */
const unmoved = (s, { params, x, y, epoch }) => x === s.x && y === s.y && epoch === s.epoch && equal(params, s.params);

/** The moves by hand: of this walk, or until it has some, of the last one. @param {State} s */
export function movesByHand({ history, hand }) {
  const own = history.filter(m => !m.by);
  return own.length > 1 || !hand ? own : hand;
}

/** Losses from another start are another walk. @param {State} s */
export const anotherWalk = s => ({
  history: [],
  epoch: 1 + Math.max(s.epoch, ...s.runs.map(run => run.epoch ?? 0)),
  hand: movesByHand(s),
});

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

/**
 * Runs that were removed, with those that are there: as many as are kept, each in a tone of its own.
 * @param {Line[]} then @param {Line[]} now
 */
function withRemoved(then, now) {
  const gone = then.filter(run => !now.some(({ id }) => id === run.id));
  const back = gone.slice(Math.max(0, gone.length + now.length - most));
  const tones = Array.from({ length: most }, (_, i) => i + 1);
  const toned = back.map(run => {
    const isFree = !now.some(({ tone }) => tone === run.tone);
    const free = tones.find(tone => ![...now, ...back].some(other => other.tone === tone));
    return isFree ? run : { ...run, tone: free ?? run.tone };
  });
  return [...toned, ...now].sort((a, b) => a.id - b.id);
}

/**
 * To another moment, with its walk, its runs and its momentum. Undoing takes no run from the chart that was made on the
 * same data since: it is there to be compared.
 * @param {State} s @param {Snapshot} to @param {boolean} isUndo @returns {State}
 */
function goTo(s, { line, ...to }, isUndo) {
  const onSameData = to.x === s.x && to.y === s.y;
  const { epoch, history, hand, view } = s;
  const walk = to.epoch === epoch ? { epoch, history, hand } : {};
  const runs = isUndo && onSameData ? withRemoved(to.runs, s.runs) : to.runs;
  const best = onSameData ? s.best : to.best;
  const strip = to.epoch === epoch ? view.strip : { ...view.strip, line };
  const home = sameAxes(to.home, s.home) ? s.home : to.home;
  const next = { ...s, ...to, home, ...walk, runs, best, view: view.strip ? { ...view, strip } : view };
  return { ...next, base: snapshot(next) };
}

/** Where in the history the parameters are now, or -1. @param {Pick<State, "history"|"params">} state */
export const here = ({ history, params }) => history.findLastIndex(m => equal(m.params, params));

/** Moments of the walk; one at the same place as the last is none. @param {State} s @param {Moment[]} moments */
export function remembered(s, moments) {
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
  return unmoved(s, s.base) ? s : turned(s);
}

/** @param {State} s @returns {State} */
function turned(s) {
  return { ...s, past: [...s.past, s.base].slice(-undoable), base: snapshot(s), future: [] };
}

/**
 * Something is about to be wiped: all that is there by now is what undo brings back. (Not in the middle of a gesture,
 * which has wiped it already.)
 * @param {State} s @returns {State}
 */
export function secured(s) {
  const { x, y, epoch } = s.base;
  const isUnderWay = x !== s.x || y !== s.y || epoch !== s.epoch;
  return isUnderWay ? s : { ...committed(s), base: snapshot(s) };
}

/** A change that is one thing to undo, though nothing moves. @param {State} s @param {Partial<State>} change */
export const byItself = (s, change) => turned({ ...secured(s), ...change });

/** A walk has come in from elsewhere: what is under way still began where it did. @param {State} s @returns {State} */
export function rebased(s) {
  const { epoch, history, hand, runs } = s;
  return { ...s, base: { ...s.base, epoch, history, hand, runs } };
}

/**
 * What undo and redo find in a view that has just been opened: the places of the walk before it.
 * @param {State} s @param {Moment[]} stops @returns {State}
 */
export function retraced(s, stops) {
  const base = snapshot(s);
  const at = here({ history: stops, params: s.params });
  const [before, after] = at < 0 ? [stops, []] : [stops.slice(0, at), stops.slice(at + 1)];
  /** @param {Moment} moment */
  const place = ({ params }) => ({ ...base, params, momentum: null });
  return { ...s, base, past: before.map(place).slice(-undoable), future: after.map(place).reverse() };
}

/** @param {State} s @returns {State} */
function undone(s) {
  const t = committed(s);
  const to = t.past.at(-1);
  return to ? { ...goTo(t, to, true), past: t.past.slice(0, -1), future: [...t.future, snapshot(t)] } : s;
}

/** @param {State} s @returns {State} */
function redone(s) {
  const t = committed(s);
  const to = t.future.at(-1);
  return to ? { ...goTo(t, to, false), future: t.future.slice(0, -1), past: [...t.past, snapshot(t)] } : s;
}

/** @param {State} s */
export const canUndo = s => s.past.length > 0 || !unmoved(s, s.base);
/** @param {State} s */
export const canRedo = s => s.future.length > 0 && unmoved(s, s.base);

const moves = new Set(["params", "momentum", "answer"]);
/**
 * Is this what it was, but for other parameters? So it is all along a drag.
 * @param {State} s @param {State} before
 */
export const isOnlyMoved = (s, before) =>
  s.params !== before.params &&
  /** @type {(keyof State)[]} */ (Object.keys(s)).every(key => s[key] === before[key] || moves.has(key));

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
   * A hand moved, added or removed a point, or held one out: new columns, `x` and `y` in any case. Of as many points
   * as before, the same are held out, if it isn't said.
   * @param {State} s @param {Float64Array} x @param {Float64Array} y @param {Float64Array|null} [held]
   * @param {Float64Array|null} [yerr]
   * @returns {State}
   */
  points: (s, x, y, held = s.held?.length === x.length ? s.held : null, yerr = errorsFor(s.yerr, x.length)) => ({
    ...secured(s),
    x,
    y,
    held,
    yerr,
    ...otherData(s),
  }),
  /**
   * Other data altogether, perhaps with other names of the axes, which show them all.
   * @param {State} s @param {Float64Array} x @param {Float64Array} y
   * @param {Partial<Pick<State, "labels"|"held"|"yerr">>} more
   * @returns {State}
   */
  given: (s, x, y, { labels = s.labels, held, yerr } = {}) =>
    rehoused({ ...actions.points(s, x, y, held, yerr), labels }),
  /**
   * The least loss has been found, or can't be; undefined: it is to be looked for.
   * @param {State} s @param {Best|null|undefined} best @returns {State}
   */
  found: (s, best) => (s.best === best ? s : { ...s, best }),
  /** Moments of the walk. @param {State} s @param {...Moment} moments @returns {State} */
  remember: (s, ...moments) => remembered(s, moments),
  /** The same, of what the kernel knows already. @param {State} s @param {...Moment} moments @returns {State} */
  noted: (s, ...moments) => remembered(s, moments),
  /** Back to the start, and another walk; who hasn't left it goes on with the one that there is. @param {State} s */
  reset: s => {
    const isThere = equal(s.params, s.start) && s.history.length < 2 && !s.runs.some(run => run.epoch === s.epoch);
    return { ...secured(s), params: { ...s.start }, momentum: null, ...(isThere ? {} : anotherWalk(s)) };
  },
  /** @param {State} s @param {boolean} running @returns {State} */
  run: (s, running) => (s.running === running ? s : { ...s, running }),

  ...viewActions,

  commit: committed,
  undo: undone,
  redo: redone,

  /** Python moved something. @param {State} s @param {Partial<State>} news @returns {State} */
  heard: (s, { x = s.x, y = s.y, held = s.held, yerr = s.yerr, of = s.of, dials, home = s.home, ...news }) => {
    const data =
      x === s.x && y === s.y ? {} : { x, y, held, yerr: errorsFor(yerr, x?.length ?? 0), of, ...otherData(s) };
    const axes = sameAxes(home, s.home) ? {} : { home };
    const next = { ...actions.tune("x" in data ? secured(s) : s, dials ?? {}), ...data, ...axes, ...news };
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
  answered(s, answer) {
    const { curve, xs } = answer?.curve ? answer : s.answer;
    return { ...s, answer: { ...answer, curve, xs }, error: answer?.error ?? null };
  },
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
    const after = inView(action(state, ...what), before);
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
