// Which part of the plane is in view: the axes' ends, and which of them run by the logarithm. `home` is where all data
// are seen on even axes, `fitted` on the axes as they are. Undo has no part in it: what one looks at is nothing made,
// and one press fits it to the data. Pure.
import { partOf, valueAt } from "./axis.js";
import { withBars } from "./errors.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Axes} Axes */
/** @typedef {[number, number]} Range */
/** @typedef {"x"|"y"} Axis */

const margins = { x: 0.05, y: 0.15 }; // air at either end, as a share of the range: Python's own
const least = 0.1; // of an axis: what fills less of it is too small to be seen
const finest = 1e-6; // of the size of its numbers: so short may an axis be, and
const far = 1e150; // so large may they be

/** @type {WeakMap<Float64Array, Range>} */
const known = new WeakMap();
/** The least and the greatest of a column, which nobody writes to. @param {Float64Array} v @returns {Range} */
function endsOf(v) {
  const ends = known.get(v) ?? [v.reduce((a, b) => Math.min(a, b)), v.reduce((a, b) => Math.max(a, b))];
  known.set(v, ends);
  return ends;
}

/** From the least to the greatest, and some air. @param {number[]} ends @param {number} margin @param {boolean} log */
function rangeOf([lo, hi], margin, log) {
  if (log && lo === hi) return [lo / 10, hi * 10];
  if (log) return [-margin, 1 + margin].map(part => valueAt(part, [lo, hi], true));
  const air = (hi - lo) * margin || Math.max(1, Math.abs(lo) * margin);
  return [lo - air, hi + air];
}

/**
 * The last range still, or another where one of them is outside, or all are crowded in a small part of it. (Python does
 * the same: `keep_or_rescale`.)
 * @param {number[]} last @param {Float64Array} v @param {number} margin @param {boolean} [log]
 */
export function keptOrRescaled(last, v, margin, log = false) {
  const [lo, hi] = endsOf(v);
  const isCrowded = lo < hi && partOf(hi, last, log) - partOf(lo, last, log) < least;
  return last[0] <= lo && hi <= last[1] && !isCrowded ? last : rangeOf([lo, hi], margin, log);
}

/** @param {Axes} last @param {Pick<State, "x"|"y"|"yerr">} data @param {string} log @returns {Axes} */
function showingAll(last, { x, y, yerr }, log) {
  if (!x || !y) return last;
  const isLog = log.includes("y");
  const xlim = keptOrRescaled(last.xlim, x, margins.x, log.includes("x"));
  const ylim = keptOrRescaled(last.ylim, withBars(y, yerr, isLog), margins.y, isLog);
  return xlim === last.xlim && ylim === last.ylim ? last : { xlim, ylim };
}

/** Where all the data are seen. @param {Pick<State, "fitted"|"log"|"x"|"y"|"yerr">} s */
export const homeOf = s => showingAll(s.fitted, s, s.log);

/** @param {Axes} a @param {Axes} b */
export const sameAxes = (a, b) =>
  [a.xlim, a.ylim].every((range, i) => range.every((v, j) => v === [b.xlim, b.ylim][i][j]));

/** @param {State} s */
export const isFitted = s => sameAxes(s, homeOf(s));

/**
 * The least and the greatest along an axis, of the data or of what there is at first.
 * @param {State} s @param {Axis} axis
 */
const endsAlong = (s, axis) => {
  const v = s[axis];
  return v ? endsOf(v) : (s.ends?.[axis] ?? s.home[`${axis}lim`]);
};

/** Where an axis can't run by the logarithm: its least number; else null. @param {State} s @param {Axis} axis */
export function notPositive(s, axis) {
  const [lo] = endsAlong(s, axis);
  return lo > 0 ? null : lo;
}

/** Those of these axes that can. @param {State} s @param {string} log */
const possible = (s, log) => [...log].filter(axis => notPositive(s, /** @type {Axis} */ (axis)) === null).join("");

/** The axes that suit home, and how they run. @param {State} s @returns {State} */
function refitted(s) {
  const ends = { x: endsAlong(s, "x"), y: s.y ? endsOf(withBars(s.y, s.yerr, true)) : endsAlong(s, "y") };
  /** @param {Axis} axis */
  const along = axis => (s.log.includes(axis) ? rangeOf(ends[axis], margins[axis], true) : s.home[`${axis}lim`]);
  const fitted = { xlim: along("x"), ylim: along("y") };
  return { ...s, fitted, ...showingAll(fitted, s, s.log) };
}

/** The first view. @param {State} s @param {string} log @returns {State} */
export const firstView = (s, log) => refitted({ ...s, log: possible(s, log) });

/**
 * The view keeps up with the data: other axes are another view, and none runs by the logarithm of what has none.
 * @param {State} s @param {State} before @returns {State}
 */
export function inView(s, before) {
  const isSame = s.home === before.home && s.x === before.x && s.y === before.y;
  const log = isSame ? s.log : possible(s, s.log);
  if (s.home === before.home && log === before.log) return s;
  return refitted({ ...s, log });
}

/** The state, of other data, with axes that show them all. @param {State} s @returns {State} */
export const rehoused = s => ({ ...s, home: { ...showingAll(s.home, s, "") } });

/**
 * An axis that can be looked at, or the last one.
 * @param {number[]} last @param {number[]} next @param {boolean} log
 */
function lookable(last, [lo, hi], log) {
  const size = Math.max(Math.abs(lo), Math.abs(hi));
  const isLong = hi - lo > Math.max(finest * size, 1 / far);
  return isLong && size < far && (!log || lo > 1 / far) ? [lo, hi] : last;
}

/**
 * The axis moved and stretched: what was at one part of it is at another, and it is `by` times as long. Zooming leaves
 * a part where it is; panning leaves the length.
 * @param {number[]} range @param {number} from @param {number} to @param {number} by @param {boolean} log
 */
export function reframed(range, from, to, by, log) {
  const next = [from - to * by, from + (1 - to) * by].map(part => valueAt(part, range, log));
  return lookable(range, next, log);
}

/** How many points there are out of sight. @param {Pick<State, "x"|"y"|"xlim"|"ylim">} s */
export function outside({ x, y, xlim, ylim }) {
  if (!x || !y) return 0;
  const isSeen = (/** @type {number} */ u, /** @type {number[]} */ range) => u >= range[0] && u <= range[1];
  let count = 0;
  for (let i = 0; i < x.length; i++) if (!isSeen(x[i], xlim) || !isSeen(y[i], ylim)) count++;
  return count;
}

/** In words that follow others, or nothing where all are seen. @param {Pick<State, "x"|"y"|"xlim"|"ylim">} s */
export function outsideWords(s) {
  const n = outside(s);
  return n ? `, ${n} point${n > 1 ? "s" : ""} outside the view` : "";
}

export const viewActions = {
  /** A hand looks elsewhere. @param {State} s @param {Partial<Axes>} to @returns {State} */
  looked(s, { xlim = s.xlim, ylim = s.ylim }) {
    return sameAxes(s, { xlim, ylim }) ? s : { ...s, xlim, ylim };
  },
  /** All the data, along one axis or both. @param {State} s @param {string} [axes] @returns {State} */
  viewFitted(s, axes = "xy") {
    const fitted = homeOf(s);
    const { xlim, ylim } = fitted;
    const to = { ...(axes.includes("x") ? { xlim } : {}), ...(axes.includes("y") ? { ylim } : {}) };
    const next = viewActions.looked(s, to);
    return fitted === s.fitted ? next : { ...next, fitted };
  },
  /** These axes run by the logarithm, as far as they can. @param {State} s @param {string} log @returns {State} */
  logged: (s, log) => (possible(s, log) === s.log ? s : { ...s, log: possible(s, log) }),
};
