// Which part of the plane is in view: its axes' ends. `home` is where all the data are seen. Pure.

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Axes} Axes */
/** @typedef {[number, number]} Range */

const margins = { x: 0.05, y: 0.15 }; // air at either end, as a share of the range: Python's own
const least = 0.1; // of an axis: what fills less of it is too small to be seen

/** The least and the greatest of a column. @param {Float64Array} v @returns {Range} */
function endsOf(v) {
  let lo = Infinity;
  let hi = -Infinity;
  for (const u of v) {
    if (u < lo) lo = u;
    if (u > hi) hi = u;
  }
  return [lo, hi];
}

/** From the least of them to the greatest, and some air. @param {Float64Array} v @param {number} margin */
function rangeOf(v, margin) {
  const [lo, hi] = endsOf(v);
  const air = (hi - lo) * margin || Math.max(1, Math.abs(lo) * margin);
  return [lo - air, hi + air];
}

/**
 * The last range still, or another where one of them is outside, or all are crowded in a small part of it. (Python does
 * the same: `keep_or_rescale`.)
 * @param {number[]} last @param {Float64Array} v @param {number} margin
 */
export function keptOrRescaled(last, v, margin) {
  const [lo, hi] = endsOf(v);
  const isCrowded = lo < hi && hi - lo < least * (last[1] - last[0]);
  return last[0] <= lo && hi <= last[1] && !isCrowded ? last : rangeOf(v, margin);
}

/** Where all the data are seen. @param {Pick<State, "home"|"x"|"y">} s @returns {Axes} */
export function homeOf({ home, x, y }) {
  if (!x || !y) return home;
  const xlim = keptOrRescaled(home.xlim, x, margins.x);
  const ylim = keptOrRescaled(home.ylim, y, margins.y);
  return xlim === home.xlim && ylim === home.ylim ? home : { xlim, ylim };
}

/** @param {Axes} a @param {Axes} b */
export const sameAxes = (a, b) =>
  [a.xlim, a.ylim].every((range, i) => range.every((v, j) => v === [b.xlim, b.ylim][i][j]));

/** The state, of other data, with axes that show them all. @param {State} s @returns {State} */
export function rehoused(s) {
  const home = homeOf(s);
  return sameAxes(home, s) && sameAxes(home, s.home) ? s : { ...s, home, ...home };
}
