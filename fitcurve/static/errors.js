// Error bars: those of other data, and of one point more; how far they reach. Pure.

/** The median, the lower one of an even number, as torch has it. @param {Float64Array} v */
export const median = v => v.slice().sort()[(v.length - 1) >> 1];

/**
 * The error bars of n points: as they are, or where the number of points is another, their median for each.
 * @param {Float64Array|null} yerr @param {number} n
 */
export const errorsFor = (yerr, n) => (!yerr || yerr.length === n ? yerr : new Float64Array(n).fill(median(yerr)));

/** @type {WeakMap<Float64Array, {y: Float64Array, log: boolean, ends: Float64Array}>} by error bars: their last */
const known = new WeakMap();

/**
 * As far as points are seen with their error bars: both ends of each. On a log axis, where 0 has no place, a bar counts
 * down to a tenth of its point. (Python does the same: `with_bars`.)
 * @param {Float64Array} y @param {Float64Array|null|undefined} yerr @param {boolean} log
 */
export function withBars(y, yerr, log) {
  if (!yerr) return y;
  const last = known.get(yerr);
  if (last?.y === y && last.log === log) return last.ends;
  const low = y.map((v, i) => Math.max(v - yerr[i], log ? v / 10 : -Infinity));
  const ends = Float64Array.of(...low, ...y.map((v, i) => v + yerr[i]));
  known.set(yerr, { y, log, ends });
  return ends;
}
