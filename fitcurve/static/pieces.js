// The least error of straight pieces, joined or not: no sum of ReLUs of as many pieces has less.
import { leastAbsolute } from "./best.js";

/**
 * The least sum of weighted gaps to one height: at a weighted median.
 * @param {Float64Array} y @param {Float64Array} weights
 */
function levelCost(y, weights) {
  const order = Array.from(y.keys()).sort((i, j) => y[i] - y[j]);
  let left = weights.reduce((sum, w) => sum + w, 0) / 2;
  const median = y[order.find(i => (left -= weights[i]) <= 0) ?? order[order.length - 1]];
  return y.reduce((sum, v, i) => sum + weights[i] * Math.abs(v - median), 0);
}

/**
 * The least sum of weighted gaps to one line; x in order. It is that of rows times their weights. Without a proof it
 * counts as 0, so that the limit is never too high.
 * @param {Float64Array} x @param {Float64Array} y @param {Float64Array} weights
 */
function lineCost(x, y, weights) {
  if (x[0] === x.at(-1)) return levelCost(y, weights);
  if (x.length <= 2) return 0;
  const [u, v] = [x, y].map(column => column.map((one, i) => one * weights[i]));
  return y.length * (leastAbsolute([u, weights], v)?.loss ?? 0);
}

/**
 * What each run of points costs as one straight piece, as a share of the mean: `costs[i][j]` for those from the i-th
 * place up to the j-th, in the order of x; points at one x are one place. A row at each turn. With error bars each gap
 * is in units of its own.
 * @param {Float64Array} x @param {Float64Array} y @param {Float64Array|null} [yerr]
 */
export function* pieceCosts(x, y, yerr = null) {
  const order = Array.from(x.keys()).sort((i, j) => x[i] - x[j]);
  const n = order.length;
  const u = Float64Array.from(order, i => x[i]);
  const v = Float64Array.from(order, i => y[i]);
  const weights = Float64Array.from(order, i => (yerr ? 1 / yerr[i] : 1));
  const ends = [...Array.from(u.keys()).filter(i => !i || u[i] > u[i - 1]), n]; // where a run may begin and end
  /** @type {Float64Array[]} */
  const costs = [];
  for (let i = 0; i < ends.length - 1; i++) {
    const row = new Float64Array(ends.length);
    for (let j = i + 1; j < ends.length; j++) {
      const [x, y, w] = [u, v, weights].map(column => column.subarray(ends[i], ends[j]));
      row[j] = lineCost(x, y, w) / n;
    }
    costs.push(row);
    yield costs;
  }
}

/**
 * The least mean absolute error of k straight pieces: no sum of k - 1 ReLUs has less.
 *
 * Python's `fig.limit` is the same number; it is found here too because the gauge must follow points that a hand moves
 * where there is no kernel. tests/test_both_languages.py compares the two.
 * @param {Float64Array[]} costs  of `pieceCosts` @param {number} k
 */
export function leastPieces(costs, k) {
  const n = costs.length;
  let least = new Float64Array(n + 1).fill(Infinity);
  least[0] = 0;
  for (let piece = 0; piece < k; piece++) {
    const next = Float64Array.from(least);
    for (let i = 0; i < n; i++) for (let j = i + 1; j <= n; j++) next[j] = Math.min(next[j], least[i] + costs[i][j]);
    least = next;
  }
  return least[n];
}
