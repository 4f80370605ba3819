// The least mean absolute or mean squared error of a weighted sum of columns, with its proof. Python's `best` finds it
// in the same way, and says more of why; it stands here too because a hand moves the data where there is no kernel.
// tests/test_both_languages.py compares the two.
import { compile } from "./program.js";

/** @typedef {import("./program.js").Program} Program */
/** @typedef {number[][]} Matrix  rows of numbers */
/**
 * Orthonormal columns that span the same as others, and what turns weights of the ones into weights of the others.
 * @typedef {{Q: Float64Array[], back: (weights: number[]) => number[]}} Basis
 */
/**
 * A corner: the sum that passes through as many points, `rows`, as there are columns. `inverse` makes weights of
 * heights there.
 * @typedef {{Q: Float64Array[], rows: number[], inverse: Matrix}} Corner
 */

const rounding = 2 ** -52; // of a double, relative

/** @param {ArrayLike<number>} v */
function largest(v) {
  let size = 0;
  for (let i = 0; i < v.length; i++) size = Math.max(size, Math.abs(v[i]));
  return size;
}
/** A power of 2 near the largest of |v|: to divide by it costs no digit. @param {ArrayLike<number>} v */
const powerOf2 = v => 2 ** Math.floor(Math.log2(largest(v) || 1));

/** @param {ArrayLike<number>} u @param {ArrayLike<number>} v */
function dot(u, v) {
  let sum = 0;
  for (let i = 0; i < u.length; i++) sum += u[i] * v[i];
  return sum;
}
/** @param {ArrayLike<number>} v */
function mean(v) {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i];
  return sum / v.length;
}

/** Takes from v what it has of q, and says how much that was. @param {Float64Array} v @param {Float64Array} q */
function project(v, q) {
  const share = dot(v, q);
  for (let i = 0; i < v.length; i++) v[i] -= share * q[i];
  return share;
}

/**
 * The weights w of R w = v. @param {number[][]} R  a row for each unknown: what it has of each of the values
 * @param {number[]} v
 */
function solved(R, v) {
  const w = new Array(v.length).fill(0);
  for (let a = v.length - 1; a >= 0; a--) {
    let rest = v[a];
    for (let b = a + 1; b < v.length; b++) rest -= R[b][a] * w[b];
    w[a] = rest / R[a][a];
  }
  return w;
}

/**
 * The longest of these columns first, then the one of which most is left, and so on: what the others leave of each,
 * twice for the rounding (Gram and Schmidt). Null where one can't tell whether a column is a sum of the others.
 * @param {ArrayLike<number>[]} A @returns {Basis|null}
 */
export function orthonormal(A) {
  const scale = A.map(powerOf2);
  const rest = A.map((column, j) => Float64Array.from(column, v => v / scale[j]));
  const shares = A.map(() => /** @type {number[]} */ ([]));
  const lengths = () => rest.map((v, j) => (order.includes(j) ? 0 : Math.sqrt(dot(v, v))));
  /** @type {number[]} */
  const order = [];
  /** @type {Float64Array[]} */
  const Q = [];
  const first = Math.max(0, ...lengths());
  if (!Number.isFinite(first)) return null;
  for (;;) {
    const left = lengths();
    const length = Math.max(0, ...left);
    if (!(length > 1e-12 * first)) {
      if (length > 1e-14 * first) return null;
      break;
    }
    const j = left.indexOf(length);
    Q.forEach((q, a) => (shares[j][a] += project(rest[j], q)));
    const size = Math.sqrt(dot(rest[j], rest[j]));
    const q = rest[j].map(v => v / size);
    shares[j].push(size);
    order.push(j);
    rest.forEach((v, i) => order.includes(i) || shares[i].push(project(v, q)));
    Q.push(q);
  }
  const R = order.map(j => shares[j]);
  return {
    Q,
    back(weights) {
      const w = new Array(A.length).fill(0);
      solved(R, weights).forEach((v, a) => (w[order[a]] = v / scale[order[a]]));
      return w;
    },
  };
}

/** The weighted sum at point i. @param {Float64Array[]} Q @param {number[]} w @param {number} i */
function at(Q, w, i) {
  let sum = 0;
  for (let a = 0; a < Q.length; a++) sum += Q[a][i] * w[a];
  return sum;
}
/** How far each point is above the sum. @param {Float64Array[]} Q @param {Float64Array} y @param {number[]} w */
const gapsOf = (Q, y, w) => y.map((v, i) => v - at(Q, w, i));

/** The inverse of a small square matrix, or null. @param {Matrix} B @returns {Matrix|null} */
function inverted(B) {
  const k = B.length;
  const M = B.map((row, i) => [...row, ...row.map((_, j) => +(i === j))]);
  for (let c = 0; c < k; c++) {
    let p = c;
    for (let r = c + 1; r < k; r++) if (Math.abs(M[r][c]) > Math.abs(M[p][c])) p = r;
    if (!M[p][c]) return null;
    [M[c], M[p]] = [M[p], M[c]];
    const d = M[c][c];
    for (let j = 0; j < 2 * k; j++) M[c][j] /= d;
    for (let r = 0; r < k; r++) {
      const share = M[r][c];
      if (r === c || !share) continue;
      for (let j = 0; j < 2 * k; j++) M[r][j] -= share * M[c][j];
    }
  }
  return M.map(row => row.slice(k));
}

/** The weights of the sum through a corner. @param {Corner} corner @param {ArrayLike<number>} y */
const weightsAt = ({ rows, inverse }, y) => inverse.map(row => rows.reduce((sum, i, b) => sum + row[b] * y[i], 0));

/**
 * Independent rows, as many as columns, of these candidates: the longest, then the one of which most is left. Null
 * where there aren't enough.
 * @param {Float64Array[]} Q @param {number[]} candidates
 */
function independent(Q, candidates) {
  const rest = candidates.map(i => Float64Array.from(Q, q => q[i]));
  /** @type {number[]} */
  const rows = [];
  let first = 0;
  while (rows.length < Q.length) {
    const left = rest.map(v => Math.sqrt(dot(v, v)));
    const length = Math.max(0, ...left);
    first ||= length;
    if (!(length > 1e-6 * first)) return null;
    const j = left.indexOf(length);
    const q = rest[j].map(v => v / length);
    rows.push(candidates[j]);
    for (const v of rest) project(v, q);
    rest[j].fill(0);
  }
  return rows;
}

/**
 * As many points as columns: among those nearest to the least squares, if they will do.
 * @param {Float64Array[]} Q @param {Float64Array} y
 */
function firstCorner(Q, y) {
  const squares = Q.map(q => dot(q, y));
  const gaps = gapsOf(Q, y, squares);
  const order = Array.from(gaps.keys()).sort((i, j) => Math.abs(gaps[i]) - Math.abs(gaps[j]));
  return independent(Q, order.slice(0, 20 * Q.length)) ?? independent(Q, order);
}

/**
 * How hard each point of a corner must pull to hold the others' balance: more than 1 is more than it can.
 * @param {Corner} corner @param {Float64Array} pulls  of the others
 */
function balanceOf({ Q, inverse }, pulls) {
  const off = Q.map(q => dot(q, pulls));
  return inverse[0].map((_, b) => -off.reduce((sum, v, a) => sum + v * inverse[a][b], 0));
}

/**
 * The point where the loss turns along an edge, on which the sum leaves point rows[b] and keeps the corner's others: a
 * weighted median of where it meets the points.
 * @param {Corner} corner @param {Float64Array} gaps @param {number} b @param {number} way  up (1) or down (-1)
 */
function turnOf({ Q, rows, inverse }, gaps, b, way) {
  const edge = inverse.map(row => row[b] * way);
  const stops = [{ i: rows[b], at: 0, size: 1 }];
  for (let i = 0; i < gaps.length; i++) {
    const rate = rows.includes(i) ? 0 : at(Q, edge, i);
    if (rate) stops.push({ i, at: gaps[i] / rate, size: Math.abs(rate) });
  }
  stops.sort((s, t) => s.at - t.at);
  let left = stops.reduce((sum, { size }) => sum + size, 0) / 2;
  return stops.find(({ size }) => (left -= size) <= 0)?.i ?? rows[b];
}

/**
 * From corner to corner, each time along the edge that falls most steeply (Barrodale and Roberts, 1973): the corner
 * from which none falls, and how each point pulls there. Null where the walk stalls.
 * @param {Float64Array[]} Q @param {Float64Array} y
 */
function walkDown(Q, y) {
  const rows = firstCorner(Q, y);
  if (!rows) return null;
  let least = Infinity;
  let stalled = 0;
  for (let turn = 0; turn < 100 + 50 * Q.length && stalled <= 20 + 5 * Q.length; turn++) {
    const inverse = inverted(rows.map(i => Q.map(q => q[i])));
    if (!inverse) return null;
    const corner = { Q, rows, inverse };
    const gaps = gapsOf(Q, y, weightsAt(corner, y));
    for (const i of rows) gaps[i] = 0;
    const pulls = gaps.map(Math.sign);
    const balance = balanceOf(corner, pulls);
    const size = largest(balance);
    if (size <= 1 + 1e-12) {
      rows.forEach((i, b) => (pulls[i] = Math.max(-1, Math.min(1, balance[b]))));
      return { rows, pulls, corner };
    }
    const loss = mean(gaps.map(Math.abs));
    stalled = loss < least ? 0 : stalled + 1;
    least = Math.min(least, loss);
    const b = balance.findIndex(v => Math.abs(v) === size);
    rows[b] = turnOf(corner, gaps, b, Math.sign(balance[b]));
  }
  return null;
}

/**
 * Do the pulls prove that no weights have a loss less by more than a billionth, or by what rounding hides?
 * @param {Float64Array[]} Q @param {Float64Array} y @param {number[]} w @param {Float64Array} pulls
 */
function isProven(Q, y, w, pulls) {
  const gaps = gapsOf(Q, y, w);
  const loss = mean(gaps.map(Math.abs));
  const balance = Math.hypot(...Q.map(q => dot(q, pulls)));
  const bound = dot(pulls, gaps) / y.length - 2 * balance * loss;
  return loss - bound <= Math.max(1e-9 * loss, 16 * rounding * mean(y.map(Math.abs)));
}

/** A number between -1 and 1 for each i, of no pattern. @param {number} i */
const shake = i => 2 * ((((Math.sin(12.9898 * i + 1) * 43758.5453) % 1) + 1) % 1) - 1;

/** The weights of orthonormal columns with the least MAE; or null. @param {Float64Array[]} Q @param {Float64Array} y */
function absoluteWeights(Q, y) {
  const squares = Q.map(q => dot(q, y));
  const left = mean(gapsOf(Q, y, squares).map(Math.abs));
  if (!Q.length || left <= 16 * rounding * mean(y.map(Math.abs))) return squares; // nothing is left to explain
  for (const size of [0, 1e-12, 1e-9]) {
    const found = walkDown(Q, size ? y.map((v, i) => v + size * shake(i)) : y);
    if (!found) continue;
    const w = weightsAt(found.corner, y);
    if (isProven(Q, y, w, found.pulls)) return w;
  }
  return null;
}

/** The weights of orthonormal columns with the least squares. @param {Float64Array[]} Q @param {Float64Array} y */
function squaredWeights(Q, y) {
  const w = Q.map(q => dot(q, y));
  const gaps = gapsOf(Q, y, w);
  return w.map((v, a) => v + dot(Q[a], gaps)); // once more, for the rounding
}

/**
 * The least mean absolute (or squared) error of y against any weighted sum of the columns A, and the weights; null
 * without a proof.
 * @param {ArrayLike<number>[]} A @param {Float64Array} y @param {boolean} isSquared
 */
function least(A, y, isSquared) {
  const basis = orthonormal(A);
  if (!basis) return null;
  const unit = powerOf2(y);
  const scaled = y.map(v => v / unit);
  const w = isSquared ? squaredWeights(basis.Q, scaled) : absoluteWeights(basis.Q, scaled);
  if (!w) return null;
  const gaps = gapsOf(basis.Q, scaled, w);
  const loss = isSquared ? mean(gaps.map(v => v * v)) * unit ** 2 : mean(gaps.map(Math.abs)) * unit;
  return { loss, w: basis.back(w).map(v => v * unit) };
}
/** @param {ArrayLike<number>[]} A @param {Float64Array} y */
export const leastAbsolute = (A, y) => least(A, y, false);
/** @param {ArrayLike<number>[]} A @param {Float64Array} y */
export const leastSquares = (A, y) => least(A, y, true);

const far = 2 ** 200; // out there what isn't weighed is nothing beside what is: no digit of a small column is lost

/**
 * The columns that these parameters weigh, and what is added to them, of a function that is such a sum: Python has told
 * so from its program. The other parameters are 0.
 * @param {{program: Program, names: string[], x: Float64Array}} model
 */
export function weighedColumns({ program, names, x }) {
  const { run } = compile(program, x.length, []);
  /** The function's values where one parameter is far out, and the others are 0. @param {string} [on] */
  const values = on => {
    const v = run(program.inputs.map(name => (name === "x" ? x : name === on ? far : 0)));
    return v.length === x.length ? Float64Array.from(v) : new Float64Array(x.length).fill(v[0]);
  };
  const rest = values();
  return { columns: names.map(name => values(name).map((v, i) => (v - rest[i]) / far)), rest };
}

/**
 * The mean absolute gap, or the root of the mean squared one, that a loss of this kind stands for.
 * @param {import("./types.js").LossKind} kind @param {number} loss
 */
function gapOf({ squared, scale, power }, loss) {
  const mean = (loss / scale) ** (1 / power);
  return squared ? Math.sqrt(mean) : mean;
}

/**
 * The least loss of a weighted sum on these data, with the parameters where it is reached; or null where it isn't known
 * for certain. `names`: the parameters that may change; `all`: and those that are 0.
 * @param {{
 *   program: Program, names: string[], all?: string[], x: Float64Array, y: Float64Array, yerr?: Float64Array|null,
 *   kind: import("./types.js").LossKind, measure: (params: Record<string, number>) => {loss: number},
 * }} model
 */
export function leastLoss({ program, names, all = names, x, y, yerr = null, kind, measure }) {
  if (!names.length) return null;
  const inBars = /** @type {(v: Float64Array) => Float64Array} */ v => (yerr ? v.map((u, i) => u / yerr[i]) : v);
  const weighed = weighedColumns({ program, names, x });
  const columns = weighed.columns.map(inBars);
  const rest = inBars(weighed.rest);
  const acts = inBars(y);
  const found = least(
    columns,
    acts.map((v, i) => v - rest[i]),
    kind.squared,
  );
  if (!found) return null;
  const weights = Object.fromEntries(names.map((name, j) => [name, found.w[j]]));
  const params = { ...Object.fromEntries(all.map(name => [name, 0])), ...weights };
  const { loss } = measure(params);
  const proven = kind.squared ? Math.sqrt(found.loss) : found.loss;
  const sizes = columns.map(column => column.map(Math.abs));
  const shares = found.w.map(Math.abs);
  const terms = acts.map((v, i) => Math.abs(v) + Math.abs(rest[i]) + at(sizes, shares, i));
  return Math.abs(gapOf(kind, loss) - proven) <= 1e-9 * proven + 64 * rounding * mean(terms) ? { loss, params } : null;
}
