// The least mean absolute error, exactly, where the function is a weighted sum of its parameters.
import { compile } from "./program.js";

/** Columns of A that hold all the others, and as many rows: elimination with full pivoting. */
function basis(A, n) {
  const k = A.length,
    M = A.map(col => Float64Array.from(col)),
    rows = [],
    cols = [],
    size = Math.max(...M.map(col => col.reduce((m, v) => Math.max(m, Math.abs(v)), 0)));
  for (let r = 0; r < Math.min(n, k); r++) {
    let row = -1,
      col = -1,
      most = 1e-10 * size;
    for (let j = 0; j < k; j++)
      if (!cols.includes(j))
        for (let i = 0; i < n; i++)
          if (!rows.includes(i) && Math.abs(M[j][i]) > most) {
            most = Math.abs(M[j][i]);
            row = i;
            col = j;
          }
    if (row < 0) break;
    for (let j = 0; j < k; j++)
      if (j !== col && !cols.includes(j)) {
        const f = M[j][row] / M[col][row];
        for (let i = 0; i < n; i++) M[j][i] -= f * M[col][i];
      }
    rows.push(row);
    cols.push(col);
  }
  return { rows, cols };
}

/** The inverse of a small square matrix (rows of numbers), or null. */
function inverse(B) {
  const k = B.length,
    M = B.map((row, i) => [...row, ...row.map((_, j) => +(i === j))]);
  for (let c = 0; c < k; c++) {
    let p = c;
    for (let r = c + 1; r < k; r++) if (Math.abs(M[r][c]) > Math.abs(M[p][c])) p = r;
    if (!M[p][c]) return null;
    [M[c], M[p]] = [M[p], M[c]];
    const d = M[c][c];
    for (let j = 0; j < 2 * k; j++) M[c][j] /= d;
    for (let r = 0; r < k; r++)
      if (r !== c && M[r][c]) {
        const f = M[r][c];
        for (let j = 0; j < 2 * k; j++) M[r][j] -= f * M[c][j];
      }
  }
  return M.map(row => row.slice(k));
}

/**
 * The weights w that make mean |y − Aw| least; A is a list of columns. The least is at a vertex, where the sum passes
 * through as many points as it has (independent) columns: from one, walk along the edge that falls most steeply to the
 * lowest place on it, a weighted median, until no edge falls (Bloomfield and Steiger, 1980): that is the proof that it
 * is the least. Without that proof the answer is null.
 */
export function leastAbsolute(A, y) {
  const n = y.length,
    { rows, cols } = basis(A, n),
    k = cols.length,
    r = new Float64Array(n),
    e = new Float64Array(n);
  const size = y.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  // Points that lie on the sum without being asked to would hide the way down: every point is shaken a billionth, each its own way.
  const shaken = y.map((v, i) => v + 1e-9 * size * ((Math.sin(12.9898 * i + 1) * 43758.5453) % 1));
  const through = (inv, y) => {
    const w = new Array(A.length).fill(0);
    cols.forEach((j, a) => {
      w[j] = rows.reduce((s, i, b) => s + inv[a][b] * y[i], 0);
    });
    return w;
  };
  const gaps = (w, y) => {
    for (let i = 0; i < n; i++) {
      let v = y[i];
      for (const j of cols) v -= A[j][i] * w[j];
      r[i] = v;
    }
    for (const i of rows) r[i] = 0;
  };
  for (let turn = 0; turn < 50 + 20 * k + n; turn++) {
    const inv = inverse(rows.map(i => cols.map(j => A[j][i])));
    if (!inv) return null;
    gaps(through(inv, shaken), shaken);
    // along edge b the sum leaves point rows[b], at one unit a step, and keeps the other points of the vertex
    let steepest = -1e-9,
      edge = -1,
      way = 1;
    for (let b = 0; b < k; b++) {
      let slope = 0,
        kinks = 1,
        sum = 1;
      for (let i = 0; i < n; i++) {
        if (rows.includes(i)) continue;
        let v = 0;
        for (let a = 0; a < k; a++) v += A[cols[a]][i] * inv[a][b];
        sum += Math.abs(v);
        if (r[i] > 0) slope -= v;
        else if (r[i] < 0) slope += v;
        else kinks += Math.abs(v);
      }
      const falls = (kinks - Math.abs(slope)) / sum;
      if (falls < steepest) {
        steepest = falls;
        edge = b;
        way = slope > 0 ? -1 : 1;
      }
    }
    if (edge < 0) {
      const w = through(inv, y);
      gaps(w, y);
      return { loss: r.reduce((s, v) => s + Math.abs(v), 0) / n, w };
    }
    const stops = [];
    let rise = 1; // how steeply the loss changes along this edge: it falls at first, and turns at the weighted median
    for (let i = 0; i < n; i++) {
      if (rows.includes(i)) continue;
      let v = 0;
      for (let a = 0; a < k; a++) v += A[cols[a]][i] * inv[a][edge];
      v *= way;
      e[i] = v;
      const t = v ? r[i] / v : 0;
      if (v && t > 0) {
        stops.push([t, i]);
        rise -= Math.abs(v);
      } else rise += Math.abs(v);
    }
    stops.sort((a, b) => a[0] - b[0]);
    const stop = stops.find(([, i]) => (rise += 2 * Math.abs(e[i])) >= 0);
    if (!stop) return null;
    rows[edge] = stop[1];
  }
  return null;
}

/**
 * The least loss of a traced function on these data, with the parameters where it is reached; or null where it isn't
 * known: the function is no such sum there, or `measure` (its own loss) says otherwise than the mean absolute error.
 */
export function leastLoss({ program, names, x, y, measure }) {
  const { run } = compile(program, x.length, []),
    at = p => {
      const v = run(program.inputs.map(name => (name === "x" ? x : p[name])));
      return v.length === x.length ? Float64Array.from(v) : new Float64Array(x.length).fill(v[0]);
    };
  const of = f => Object.fromEntries(names.map((name, i) => [name, f(i)]));
  const rest = at(of(() => 0)),
    A = names.map((_, j) => at(of(i => +(i === j))).map((v, i) => v - rest[i]));
  const trial = at(of(i => 0.3 + 1.7 * i)),
    size = trial.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
  const linear = trial.every(
    (v, i) => Math.abs(v - rest[i] - A.reduce((s, col, j) => s + col[i] * (0.3 + 1.7 * j), 0)) <= 1e-9 * size,
  );
  const least =
    names.length &&
    linear &&
    leastAbsolute(
      A,
      y.map((v, i) => v - rest[i]),
    );
  if (!least) return null;
  const params = of(i => least.w[i]),
    { loss } = measure(params);
  return Math.abs(loss - least.loss) <= 1e-9 * (1 + least.loss) ? { loss, params } : null;
}
