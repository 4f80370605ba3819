// What else is said of a fit: R², the mean squared and the mean absolute error, the largest gap. Pure.
// (Python says the same where it has more points than the page: `scores` in fit.py.)

/** @typedef {{r2: number|null, mse: number, mae: number, gap: number}} Scores */

/** Their names, for a reader. @type {Record<keyof Scores, string>} */
export const titles = { r2: "R²", mse: "MSE", mae: "MAE", gap: "largest gap" };

/** @param {ArrayLike<number>} v */
const largest = v => Array.from(v).reduce((most, u) => Math.max(most, Math.abs(u)), 0);
/** @param {ArrayLike<number>} v */
const mean = v => Array.from(v).reduce((sum, u) => sum + u / v.length, 0);

/**
 * R² = 1 − SS_res / SS_tot: what share of the squares round the mean the function explains. Null where all y are the
 * same, so that there is nothing to be explained.
 * @param {Float64Array} gaps @param {Float64Array} y
 */
export function rSquared(gaps, y) {
  const middle = mean(y);
  const off = y.map(v => v - middle);
  const unit = largest(off); // the squares of what is very large or small are no numbers
  if (y.every(v => v === y[0])) return null;
  const squares = (/** @type {Float64Array} */ v) => v.reduce((sum, u) => sum + (u / unit) ** 2, 0);
  return 1 - squares(gaps) / squares(off);
}

/** All of them. @param {ArrayLike<number>} preds @param {Float64Array} y @returns {Scores} */
export function scoresOf(preds, y) {
  const gaps = y.map((v, i) => v - preds[i]);
  return { r2: rSquared(gaps, y), mse: mean(gaps.map(v => v * v)), mae: mean(gaps.map(Math.abs)), gap: largest(gaps) };
}

/**
 * Of all points those that are held out, or those that are not.
 * @param {ArrayLike<number>} v @param {ArrayLike<number>|null|undefined} held @param {boolean} out
 */
const picked = (v, held, out) => Float64Array.from(v).filter((_, i) => !!held?.[i] === out);

/**
 * Of the points that are fitted, and where some are held out of these.
 * @param {ArrayLike<number>} preds @param {Float64Array} y @param {Float64Array|null} [held]
 */
export function bothScores(preds, y, held) {
  const of = (/** @type {boolean} */ out) => scoresOf(picked(preds, held, out), picked(y, held, out));
  return { training: of(false), test: held ? of(true) : null };
}
