// The least mean absolute error, exactly, where the function is a weighted sum of its parameters.
import { compile } from "./program.js";

/** @typedef {import("./program.js").Program} Program */
/** @typedef {number[][]} Matrix  rows of numbers */
/**
 * A vertex: the sum of these columns that passes through as many points, `rows`. `inverse` makes weights of heights
 * there.
 * @typedef {{columns: ArrayLike<number>[], rows: number[], inverse: Matrix}} Vertex
 */

/** @param {Float64Array} values */
const largest = values => values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);

/**
 * The largest entry of the columns M, away from these rows and columns, if it is more than `least`.
 * @param {Float64Array[]} M @param {number[]} rows @param {number[]} cols @param {number} least
 */
function pivot(M, rows, cols, least) {
  let found = null;
  for (let col = 0; col < M.length; col++) {
    if (cols.includes(col)) continue;
    for (let row = 0; row < M[col].length; row++) {
      const size = Math.abs(M[col][row]);
      if (!(size > least) || rows.includes(row)) continue;
      least = size;
      found = { row, col };
    }
  }
  return found;
}

/**
 * A basis: columns of A that hold all the others, and as many rows, by elimination with full pivoting.
 * @param {ArrayLike<number>[]} A @param {number} n  how long a column is
 */
function basis(A, n) {
  const M = A.map(col => Float64Array.from(col));
  const least = 1e-10 * Math.max(...M.map(largest));
  /** @type {number[]} */
  const rows = [];
  /** @type {number[]} */
  const cols = [];
  while (rows.length < Math.min(n, A.length)) {
    const next = pivot(M, rows, cols, least);
    if (!next) break;
    const { row, col } = next;
    rows.push(row);
    cols.push(col);
    for (let j = 0; j < M.length; j++) {
      if (cols.includes(j)) continue;
      const share = M[j][row] / M[col][row];
      for (let i = 0; i < n; i++) M[j][i] -= share * M[col][i];
    }
  }
  return { rows, cols };
}

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

/** The weights of the vertex's columns, with these heights. @param {Vertex} vertex @param {Float64Array} y */
const weightsAt = ({ rows, inverse }, y) => inverse.map(row => rows.reduce((sum, i, b) => sum + row[b] * y[i], 0));

/** How far each point is above the sum at a vertex. @param {Vertex} vertex @param {Float64Array} y */
function gapsAt(vertex, y) {
  const { columns, rows } = vertex;
  const weights = weightsAt(vertex, y);
  const gaps = y.map((v, i) => columns.reduce((rest, col, a) => rest - col[i] * weights[a], v));
  for (const i of rows) gaps[i] = 0;
  return gaps;
}

/**
 * How fast the sum rises at point i along edge b: there the sum leaves point rows[b], at one unit a step, and keeps the
 * other points of the vertex.
 * @param {Vertex} vertex @param {number} b @param {number} i
 */
function rate({ columns, inverse }, b, i) {
  let v = 0;
  for (let a = 0; a < columns.length; a++) v += columns[a][i] * inverse[a][b];
  return v;
}

/**
 * The edge along which the loss falls most steeply, up (way 1) or down (-1); or null, at the least.
 * @param {Vertex} vertex @param {Float64Array} gaps
 */
function steepestEdge(vertex, gaps) {
  let best = null;
  let steepest = -1e-9;
  for (let b = 0; b < vertex.rows.length; b++) {
    let slope = 0;
    let kinks = 1;
    let sum = 1;
    for (let i = 0; i < gaps.length; i++) {
      if (vertex.rows.includes(i)) continue;
      const v = rate(vertex, b, i);
      sum += Math.abs(v);
      if (gaps[i] > 0) slope -= v;
      else if (gaps[i] < 0) slope += v;
      else kinks += Math.abs(v);
    }
    const fall = (kinks - Math.abs(slope)) / sum;
    if (!(fall < steepest)) continue;
    steepest = fall;
    best = { edge: b, way: slope > 0 ? -1 : 1 };
  }
  return best;
}

/**
 * The point where the loss turns along an edge: it falls at first, until the sum has passed the weighted median.
 * @param {Vertex} vertex @param {Float64Array} gaps @param {{edge: number, way: number}} edge
 * @returns {number|undefined}
 */
function turnOf(vertex, gaps, { edge, way }) {
  /** @type {{at: number, i: number, size: number}[]} */
  const stops = [];
  let rise = 1; // how steeply the loss changes
  for (let i = 0; i < gaps.length; i++) {
    if (vertex.rows.includes(i)) continue;
    const v = way * rate(vertex, edge, i);
    const at = v ? gaps[i] / v : 0;
    if (at > 0) stops.push({ at, i, size: Math.abs(v) });
    rise += at > 0 ? -Math.abs(v) : Math.abs(v);
  }
  stops.sort((s, t) => s.at - t.at);
  for (const { i, size } of stops) {
    rise += 2 * size;
    if (rise >= 0) return i;
  }
}

/**
 * The weights w that make mean |y − Aw| least; A is a list of columns. The least is at a vertex, where the sum passes
 * through as many points as it has (independent) columns: from one, walk along the edge that falls most steeply to the
 * lowest place on it, a weighted median, until no edge falls (Bloomfield and Steiger, 1980): that is the proof that it
 * is the least. Without that proof the answer is null.
 *
 * It stands here and in Python (`least_mae` and its like, a linear programme of scipy's), because a hand moves the data
 * where there is no kernel; tests/test_both_languages.py compares the two.
 * @param {ArrayLike<number>[]} A @param {Float64Array} y
 */
export function leastAbsolute(A, y) {
  const n = y.length;
  const { rows, cols } = basis(A, n);
  const columns = cols.map(j => A[j]);
  // Points on the sum that needn't be would hide the way down: each is shaken a billionth, in its own way.
  const size = largest(y) || 1;
  const shaken = y.map((v, i) => v + 1e-9 * size * ((Math.sin(12.9898 * i + 1) * 43758.5453) % 1));
  for (let turn = 0; turn < 50 + 20 * cols.length + n; turn++) {
    const inverse = inverted(rows.map(i => columns.map(col => col[i])));
    if (!inverse) return null;
    const vertex = { columns, rows, inverse };
    const gaps = gapsAt(vertex, shaken);
    const edge = steepestEdge(vertex, gaps);
    if (!edge) {
      const w = new Array(A.length).fill(0);
      weightsAt(vertex, y).forEach((v, a) => (w[cols[a]] = v));
      return { loss: gapsAt(vertex, y).reduce((sum, v) => sum + Math.abs(v), 0) / n, w };
    }
    const next = turnOf(vertex, gaps, edge);
    if (next === undefined) return null;
    rows[edge.edge] = next;
  }
  return null;
}

/**
 * The columns that the parameters weigh, and what is added to them, where the function is such a sum; else null.
 *
 * The same test stands in Python, which makes it when the figure is made; the page makes it again for points that a
 * hand has moved. tests/test_both_languages.py compares the two.
 * @param {{program: Program, names: string[], x: Float64Array}} model
 */
export function weighedColumns({ program, names, x }) {
  const { run } = compile(program, x.length, []);
  /** The function's values, its i-th parameter being weight(i). @param {(i: number) => number} weight */
  const at = weight => {
    const weights = Object.fromEntries(names.map((name, i) => [name, weight(i)]));
    const v = run(program.inputs.map(name => (name === "x" ? x : weights[name])));
    return v.length === x.length ? Float64Array.from(v) : new Float64Array(x.length).fill(v[0]);
  };
  const rest = at(() => 0);
  const columns = names.map((_, j) => at(i => +(i === j)).map((v, i) => v - rest[i]));
  const trial = at(trialWeight);
  const close = 1e-9 * Math.max(1, largest(trial));
  const isSum = trial.every((v, i) => {
    const weighed = columns.reduce((sum, col, j) => sum + col[i] * trialWeight(j), 0);
    return Math.abs(v - rest[i] - weighed) <= close;
  });
  return isSum ? { columns, rest } : null;
}
/** @param {number} i */
const trialWeight = i => 0.3 + 1.7 * i;

/**
 * The least loss of a traced function on these data, with the parameters where it is reached; or null where it isn't
 * known: the function is no such sum there, or `measure` (its own loss) says otherwise than the mean absolute error.
 * @param {{
 *   program: Program, names: string[], x: Float64Array, y: Float64Array,
 *   measure: (params: Record<string, number>) => {loss: number},
 * }} model
 */
export function leastLoss({ program, names, x, y, measure }) {
  const sum = names.length ? weighedColumns({ program, names, x }) : null;
  if (!sum) return null;
  const least = leastAbsolute(
    sum.columns,
    y.map((v, i) => v - sum.rest[i]),
  );
  if (!least) return null;
  const params = Object.fromEntries(names.map((name, i) => [name, least.w[i]]));
  const { loss } = measure(params);
  return Math.abs(loss - least.loss) <= 1e-9 * (1 + least.loss) ? { loss, params } : null;
}
