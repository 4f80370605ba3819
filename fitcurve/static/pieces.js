// The least error of straight pieces, joined or not: no sum of ReLUs of as many pieces has less.
import { leastAbsolute } from "./best.js";

/** The least sum of gaps to one height. @param {Float64Array} y */
function levelCost(y) {
  const sorted = Float64Array.from(y).sort();
  const median = sorted[sorted.length >> 1];
  return y.reduce((sum, v) => sum + Math.abs(v - median), 0);
}

/**
 * The least sum of gaps to one line; x in order. Without a proof it counts as 0, so that the limit is never too high.
 * @param {Float64Array} x @param {Float64Array} y
 */
function lineCost(x, y) {
  if (x[0] === x.at(-1)) return levelCost(y);
  if (x.length <= 2) return 0;
  const ones = new Float64Array(x.length).fill(1);
  return y.length * (leastAbsolute([x, ones], y)?.loss ?? 0);
}

/**
 * What each run of points costs as one straight piece, as a share of the mean: `costs[i][j]` for those from the i-th
 * place up to the j-th, in the order of x; points at one x are one place. A row at each turn.
 * @param {Float64Array} x @param {Float64Array} y
 */
export function* pieceCosts(x, y) {
  const order = Array.from(x.keys()).sort((i, j) => x[i] - x[j]);
  const n = order.length;
  const u = Float64Array.from(order, i => x[i]);
  const v = Float64Array.from(order, i => y[i]);
  const ends = [...Array.from(u.keys()).filter(i => !i || u[i] > u[i - 1]), n]; // where a run may begin and end
  /** @type {Float64Array[]} */
  const costs = [];
  for (let i = 0; i < ends.length - 1; i++) {
    const row = new Float64Array(ends.length);
    for (let j = i + 1; j < ends.length; j++)
      row[j] = lineCost(u.subarray(ends[i], ends[j]), v.subarray(ends[i], ends[j])) / n;
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
