// The state of a figure, and everything that may change it. Pure: no DOM, no clock, no kernel.
import { column } from "./fit.js";
import { num } from "./words.js";

/**
 * @typedef {{params: Object<string, number>, x: Float64Array|null, y: Float64Array|null}} Spot  what undo brings back
 * @typedef {{loss: number, params: Object<string, number>, by?: number}} Moment  `by` the run of this id; else by hand
 * @typedef {Spot & {
 *   start: Object<string, number>, momentum: Object<string, number>|null, lr: number, friction: number, schedule: string, steps: number,
 *   best: Moment|null|undefined,         // the least loss there is on these data; null, not known; undefined, not looked for yet
 *   runs: import("./runs.js").Line[],
 *   history: Moment[], epoch: number,    // the walk so far, and how often a new one was begun
 *   hand: Moment[]|null,                 // the moves by hand of the walk before
 *   running: boolean, answer: object, error: string|null,  // the kernel's newest answer, where it computes the curve
 *   view: Object<string, any>, xlim: number[], ylim: number[],
 *   base: Spot, past: Spot[], future: Spot[]}} State  never written to: each action makes a new one
 */

/** The first state of a figure. `now`: where it stood when it was saved. @returns {State} */
export function begin({ params, now, x, y, xlim, ylim, dials, best = null }) {
  const numbers = (names, of) => Object.fromEntries(names.map(name => [name, num(of(name))]));
  const names = Object.keys(params),
    start = numbers(names, name => params[name].value);
  const spot = { params: numbers(names, name => now?.params[name] ?? start[name]), x: column(x), y: column(y) };
  return {
    ...spot,
    start,
    momentum: null,
    ...dials,
    ...now?.dials,
    best,
    history: [],
    hand: null,
    runs: [],
    epoch: 0,
    running: false,
    answer: now?.answer ?? {},
    error: null,
    view: {},
    xlim,
    ylim,
    base: spot,
    past: [],
    future: [],
  };
}

const equal = (a, b) => a === b || Object.keys(a).every(name => a[name] === b[name]);
const spot = ({ params, x, y }) => ({ params, x, y });
const unmoved = (s, { params, x, y }) => x === s.x && y === s.y && equal(params, s.params);
/** The moves by hand: of this walk, or until it has some, of the last one. */
export const handsOwn = ({ history, hand }) => {
  const own = history.filter(m => !m.by);
  return own.length > 1 || !hand ? own : hand;
};
/** Losses from another start, or on other data, are another walk. */
export const afresh = s => ({ history: [], epoch: s.epoch + 1, hand: handsOwn(s) });
export const elsewhere = s => ({ ...afresh(s), best: undefined, runs: [], hand: null });
const back = (s, to) => ({
  ...s,
  ...to,
  momentum: null,
  base: to,
  ...(to.x === s.x && to.y === s.y ? {} : elsewhere(s)),
});

/** Where in the history the parameters are now, or -1. */
export const here = ({ history, params }) => history.findLastIndex(m => equal(m.params, params));

/** Every change by its name: (state, …what happened) -> the next state, or the same one if nothing changed. */
export const actions = {
  /** A hand set some parameters. */
  set: (s, params) => ({ ...s, params: { ...s.params, ...params }, momentum: null }),
  /** Gradient descent went a step. */
  descended: (s, { params, momentum }) => ({ ...s, params, momentum }),
  /** The learning rate, friction, schedule, number of steps. */
  tune: (s, settings) => ({ ...s, ...settings }),
  /** What is shown, which nobody but the page needs to know. */
  show: (s, name, flags) => ({ ...s, view: { ...s.view, [name]: { ...s.view[name], ...flags } } }),
  /** A hand moved, added or removed a point: new columns. */
  points: (s, x, y) => ({ ...s, x, y, ...elsewhere(s) }),
  /** The least loss on these data has been found, or can't be (null). */
  found: (s, best) => (s.best === best ? s : { ...s, best }),
  /** Moments of the walk; one at the same place as the last is none. */
  remember: (s, ...moments) => {
    const news = moments.filter((m, i) => {
      const last = i ? moments[i - 1] : s.history.at(-1);
      return !last || !equal(m.params, last.params);
    });
    if (!s.y || !news.length) return s;
    const history = [...s.history, ...news];
    while (history.length > 2000) history.splice(1, 1000);
    const runs = !news.some(m => m.by)
      ? s.runs
      : s.runs.map(r => ({ ...r, moments: [...r.moments, ...news.filter(m => m.by === r.id)] }));
    return { ...s, history, runs };
  },
  /** The same, of what the kernel knows already. */
  noted: (s, ...moments) => actions.remember(s, ...moments),
  reset: s => ({ ...s, params: { ...s.start }, momentum: null, ...afresh(s) }),
  run: (s, running) => (s.running === running ? s : { ...s, running }),

  /** The hand has come to rest: what it did is one thing to undo. */
  commit: s => (unmoved(s, s.base) ? s : { ...s, past: [...s.past, s.base].slice(-200), base: spot(s), future: [] }),
  undo: s => {
    const t = actions.commit(s);
    return t.past.length ? { ...back(t, t.past.at(-1)), past: t.past.slice(0, -1), future: [...t.future, t.base] } : s;
  },
  redo: s => {
    const t = actions.commit(s);
    return t.future.length
      ? { ...back(t, t.future.at(-1)), future: t.future.slice(0, -1), past: [...t.past, t.base] }
      : s;
  },

  /** Python moved something. */
  heard: (s, { x = s.x, y = s.y, ...news }) => {
    const data = x === s.x && y === s.y ? {} : { x, y, ...elsewhere(s) };
    return { ...s, ...data, ...news };
  },
  /** The walk that Python ran, as far as it is to be seen by now. */
  followed: (s, ...moments) => ({ ...actions.remember(s, ...moments), params: moments.at(-1).params }),
  /** What the kernel computed; after an error the last curve stays. */
  answered: (s, answer) => ({ ...s, answer: { curve: s.answer.curve, ...answer }, error: answer?.error ?? null }),
};

/** Holds the state, `now()`. `act(name, …)` changes it and tells whoever watches: (state, before, name). */
export function store(state, known = actions) {
  const watchers = new Set();
  return {
    now: () => state,
    act(name, ...what) {
      if (!Object.hasOwn(known, name)) throw new Error(`no action is called ${name}`);
      const before = state,
        after = (state = known[name](state, ...what));
      if (after !== before) for (const watcher of watchers) watcher(after, before, name);
      return after;
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}
