/**
 * A traced program, forwards and backwards. Pure: it knows nothing of the DOM, and nothing is ever `eval`ed.
 * @typedef {{inputs: string[], data: number[], defaults: (number|null)[], ops: any[][], output: number, rows?: number[][]}} Program
 *   Value number i < inputs.length is an input (a column where `data` holds i, a row of k numbers where `rows` holds
 *   [i, k]), the next ones are the results of `ops`.
 */

// Where JavaScript and torch differ, torch is right.
const pow = (a, b) =>
  b === 2 ? a * a : a === 1 || (a === -1 && (b === Infinity || b === -Infinity)) ? 1 : Math.pow(a, b);
const sign = a => (a > 0 ? 1 : a < 0 ? -1 : 0);
const even = a => (Math.abs(a % 1) === 0.5 ? 2 * Math.round(a / 2) : Math.round(a));
const mod = (a, b) => {
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? r + b : r;
};
const floordiv = (a, b) => {
  if (b === 0) return a / b;
  const r = a % b,
    q = (a - r) / b - (r !== 0 && r < 0 !== b < 0),
    f = Math.floor(q);
  return q - f > 0.5 ? f + 1 : f;
};
const total = as => {
  let s = 0;
  for (let i = 0; i < as.length; i++) s += as[i];
  return s;
};
const extreme = pick => as => {
  let m = as[0];
  for (let i = 1; i < as.length; i++) m = pick(m, as[i]);
  return m;
};
const same = (a, b) => a === b || (a !== a && b !== b);
const ties = (y, as) => {
  let k = 0;
  for (let i = 0; i < as.length; i++) if (same(as[i], y)) k++;
  return k;
};
const flat = () => 0;
const argmax = as => {
  let m = 0;
  for (let i = 1; i < as.length && as[m] === as[m]; i++) if (as[i] > as[m] || as[i] !== as[i]) m = i;
  return m;
};

// The commonest, which `forwards` and `backwards` know by name.
const plus = (a, b) => a + b,
  minus = (a, b) => a - b,
  times = (a, b) => a * b,
  id = a => a;
const minus_g = g => -g,
  g_times_a = (g, y, a) => g * a,
  g_times_b = (g, y, a, b) => g * b,
  g_sign = (g, y, a) => g * sign(a);
const g_power = (g, y, a, b) => (b === 0 ? 0 : g * (b * pow(a, b - 1)));

/**
 * Every operation: `f`, its value; `d`, for each argument what the adjoint `g` of the value `y` adds to that argument's.
 * An argument without a `d` is one that torch does not differentiate. `all` takes a whole column, and `share` says how
 * its adjoint is split. `product` multiplies a row by a constant matrix.
 */
export const ops = {
  add: { f: plus, d: [id, id] },
  sub: { f: minus, d: [id, minus_g] },
  mul: { f: times, d: [g_times_b, g_times_a] },
  div: { f: (a, b) => a / b, d: [(g, y, a, b) => g / b, (g, y, a, b) => -g * (a / b / b)] },
  floordiv: { f: floordiv, d: [flat, flat] },
  remainder: { f: mod, d: [id, (g, y, a, b) => -g * floordiv(a, b)] },
  pow: { f: pow, d: [g_power, (g, y, a, b) => (a === 0 && b >= 0 ? 0 * g : g * (y * Math.log(a)))] },
  neg: { f: a => -a, d: [minus_g] },
  abs: { f: Math.abs, d: [g_sign] },
  sign: { f: sign, d: [flat] },
  floor: { f: Math.floor, d: [flat] },
  ceil: { f: Math.ceil, d: [flat] },
  round: { f: even, d: [flat] },
  trunc: { f: Math.trunc, d: [flat] },
  sqrt: { f: Math.sqrt, d: [(g, y) => g / (2 * y)] },
  exp: { f: Math.exp, d: [(g, y) => g * y] },
  expm1: { f: Math.expm1, d: [(g, y) => g * (y + 1)] },
  log: { f: Math.log, d: [(g, y, a) => g / a] },
  log2: { f: Math.log2, d: [(g, y, a) => g / (a * Math.LN2)] },
  log10: { f: Math.log10, d: [(g, y, a) => g / (a * Math.LN10)] },
  log1p: { f: Math.log1p, d: [(g, y, a) => g / (a + 1)] },
  sin: { f: Math.sin, d: [(g, y, a) => g * Math.cos(a)] },
  cos: { f: Math.cos, d: [(g, y, a) => g * -Math.sin(a)] },
  tan: { f: Math.tan, d: [(g, y) => g * (1 + y * y)] },
  asin: { f: Math.asin, d: [(g, y, a) => g / Math.sqrt(1 - a * a)] },
  acos: { f: Math.acos, d: [(g, y, a) => -g / Math.sqrt(1 - a * a)] },
  atan: { f: Math.atan, d: [(g, y, a) => g / (a * a + 1)] },
  sinh: { f: Math.sinh, d: [(g, y, a) => g * Math.cosh(a)] },
  cosh: { f: Math.cosh, d: [(g, y, a) => g * Math.sinh(a)] },
  tanh: { f: Math.tanh, d: [(g, y) => g * (1 - y * y)] },
  relu: { f: a => (a < 0 ? 0 : a), d: [(g, y) => (y <= 0 ? 0 : g)] },
  sigmoid: { f: a => 1 / (1 + Math.exp(-a)), d: [(g, y) => g * (1 - y) * y] },
  softplus: {
    f: a => (a > 20 ? a : Math.log1p(Math.exp(a))),
    d: [(g, y, a) => (a > 20 ? g : (g * Math.exp(a)) / (Math.exp(a) + 1))],
  },
  maximum: {
    f: (a, b) => Math.max(a, b),
    d: [(g, y, a, b) => (a < b ? 0 : a === b ? g / 2 : g), (g, y, a, b) => (b < a ? 0 : a === b ? g / 2 : g)],
  },
  minimum: {
    f: (a, b) => Math.min(a, b),
    d: [(g, y, a, b) => (a > b ? 0 : a === b ? g / 2 : g), (g, y, a, b) => (b > a ? 0 : a === b ? g / 2 : g)],
  },
  clip: {
    f: (a, lo, hi) => Math.min(Math.max(a, lo), hi),
    d: [
      (g, y, a, lo, hi) => (a >= lo && a <= hi ? g : 0),
      (g, y, a, lo, hi) => (a < lo && lo < hi ? g : 0),
      (g, y, a, lo, hi) => (a > hi || hi < lo ? g : 0),
    ],
  },
  where: {
    f: (c, a, b) => (c !== 0 ? a : b),
    d: [null, (g, y, c) => (c !== 0 ? g : 0), (g, y, c) => (c !== 0 ? 0 : g)],
  },
  gt: { f: (a, b) => +(a > b) },
  ge: { f: (a, b) => +(a >= b) },
  lt: { f: (a, b) => +(a < b) },
  le: { f: (a, b) => +(a <= b) },
  eq: { f: (a, b) => +(a === b) },
  ne: { f: (a, b) => +(a !== b) },
  logical_and: { f: (a, b) => +(a !== 0 && b !== 0) },
  logical_or: { f: (a, b) => +(a !== 0 || b !== 0) },
  logical_xor: { f: (a, b) => +((a !== 0) !== (b !== 0)) },
  logical_not: { f: a => +(a === 0) },
  isnan: { f: a => +(a !== a) },
  isfinite: { f: a => +Number.isFinite(a) },
  detach: { f: id },
  expand: { f: id, d: [id] },
  numel: { all: as => as.length },
  sum: { all: total, share: id, d: [id] },
  mean: { all: as => total(as) / as.length, share: (g, y, as) => g / as.length, d: [id] },
  amax: { all: extreme(Math.max), share: (g, y, as) => g / ties(y, as), d: [(g, y, a) => (same(a, y) ? g : 0)] },
  amin: { all: extreme(Math.min), share: (g, y, as) => g / ties(y, as), d: [(g, y, a) => (same(a, y) ? g : 0)] },
  argmax: { all: argmax },
  matmul: { product, d: [productBack] },
};

const number = v => (typeof v === "number" ? v : { inf: Infinity, "-inf": -Infinity, nan: NaN }[v]);
const none = new Float64Array(1);

/** A constant array: its shape, and its numbers in single or double precision, as base64. */
export function unpack(shape, packed) {
  const size = shape.reduce((a, b) => a * b, 1),
    { buffer } = Uint8Array.from(atob(packed), c => c.charCodeAt(0));
  return Float64Array.from(new (buffer.byteLength === 4 * size ? Float32Array : Float64Array)(buffer));
}

/** y[j] = Σ a[i] w[i, j] */
function product(y, a, w) {
  const m = y.length;
  y.fill(0);
  for (let i = 0; i < a.length; i++) for (let j = 0; j < m; j++) y[j] += a[i] * w[i * m + j];
}

/** to[i] += Σ g[j] w[i, j] */
function productBack(to, g, w) {
  const m = g.length;
  for (let i = 0; i < to.length; i++) for (let j = 0; j < m; j++) to[i] += g[j] * w[i * m + j];
}

// A call for each number costs several times the sum that it does, so the commonest have loops of their own.
/** y[i] = f(a[i], b[i], c[i]); what has one number has it for every i. */
function forwards(f, y, a, b = none, c = none) {
  const n = y.length,
    p = +(a.length === n),
    q = +(b.length === n),
    r = +(c.length === n);
  if (f === plus) for (let i = 0; i < n; i++) y[i] = a[i * p] + b[i * q];
  else if (f === minus) for (let i = 0; i < n; i++) y[i] = a[i * p] - b[i * q];
  else if (f === times) for (let i = 0; i < n; i++) y[i] = a[i * p] * b[i * q];
  else if (f === Math.abs) for (let i = 0; i < n; i++) y[i] = Math.abs(a[i]);
  else if (f === id) for (let i = 0; i < n; i++) y[i] = a[i * p];
  else if (f === pow && b.length === 1 && b[0] === 2) for (let i = 0; i < n; i++) y[i] = a[i * p] * a[i * p];
  else for (let i = 0; i < n; i++) y[i] = f(a[i * p], b[i * q], c[i * r]);
}

/** to[i] += d(g[i], y[i], a[i], b[i], c[i]): one argument's part in the gradient. */
function backwards(d, to, g, y, a, b = none, c = none) {
  const n = Math.max(a.length, y.length),
    t = +(to.length === n),
    o = +(y.length === n);
  const p = +(a.length === n),
    q = +(b.length === n),
    r = +(c.length === n);
  if (d === id) for (let i = 0; i < n; i++) to[i * t] += g[i * o];
  else if (d === minus_g) for (let i = 0; i < n; i++) to[i * t] -= g[i * o];
  else if (d === g_times_a) for (let i = 0; i < n; i++) to[i * t] += g[i * o] * a[i * p];
  else if (d === g_times_b) for (let i = 0; i < n; i++) to[i * t] += g[i * o] * b[i * q];
  else if (d === g_sign) for (let i = 0; i < n; i++) to[i * t] += g[i * o] * sign(a[i * p]);
  else if (d === g_power && b.length === 1 && b[0] === 2)
    for (let i = 0; i < n; i++) to[i * t] += g[i * o] * (2 * a[i * p]);
  else for (let i = 0; i < n; i++) to[i * t] += d(g[i * o], y[i * o], a[i * p], b[i * q], c[i * r]);
}

/** How many numbers each value is, with columns of n. @param {Program} program @returns {number[]} */
export function sizes({ inputs, data, rows = [], ops: code }, n) {
  const size = inputs.map((_, i) => (data.includes(i) ? n : (rows.find(([j]) => j === i)?.[1] ?? 1)));
  for (const [name, ...args] of code) {
    if (name === "const") size.push(Array.isArray(args[0]) ? n : 1);
    else if (name === "array") size.push(args[0].reduce((a, b) => a * b, 1));
    else if (!Object.hasOwn(ops, name)) throw new Error(`no operation is called ${name}`);
    else if (ops[name].product) size.push(size[args[1]] / size[args[0]]);
    else size.push(ops[name].all ? 1 : args.reduce((most, i) => Math.max(most, size[i]), 1));
  }
  return size;
}

/**
 * A program made ready for columns of n numbers. Its buffers are made here, once: `run` and `grad` make no garbage,
 * and what they return is overwritten by the next call.
 * @param {Program} program @param {number} n  how many points
 * @param {number[]} wrt  the inputs whose gradient is wanted: all of them, unless you say
 */
export function compile(program, n, wrt = program.inputs.map((_, i) => i)) {
  const { inputs, defaults = [], ops: code, output } = program,
    k = inputs.length,
    size = sizes(program, n);
  const values = size.map(s => new Float64Array(s)),
    adjoints = size.map((s, i) => (code[i - k]?.[0] === "array" ? none : new Float64Array(s)));
  const slopes = size.map(() => false),
    reached = size.map(() => false),
    steps = [],
    back = [];
  const fill = (to, v, name) => {
    if (v == null) throw new TypeError(`${name} is missing`);
    if (typeof v === "number") to.fill(v);
    else if (v.length === to.length) to.set(v);
    else throw new RangeError(`${name} has ${v.length} numbers, not ${to.length}`);
  };
  for (const i of wrt) slopes[i] = true;
  code.forEach(([name, ...args], j) => {
    const y = values[k + j],
      { f, all, d } = ops[name] ?? {};
    if (name === "const") return fill(y, [args[0]].flat().map(number), "a constant");
    if (name === "array") return y.set(unpack(...args));
    const as = args.map(i => values[i]);
    slopes[k + j] = args.some((i, p) => d?.[p] && slopes[i]);
    steps.push(
      ops[name].product
        ? () => product(y, as[0], as[1])
        : all
          ? () => {
              y[0] = all(as[0]);
            }
          : () => forwards(f, y, as[0], as[1], as[2]),
    );
  });
  reached[output] = slopes[output];
  for (let j = code.length - 1; j >= 0; j--) {
    const [name, ...args] = code[j],
      y = values[k + j],
      g = adjoints[k + j],
      { d, share } = ops[name] ?? {};
    if (name === "const" || name === "array" || !reached[k + j]) continue;
    const as = args.map(i => values[i]);
    if (share)
      back.push(() => {
        g[0] = share(g[0], y[0], as[0]);
      });
    args.forEach((i, p) => {
      if (!d?.[p] || !slopes[i]) return;
      reached[i] = true;
      back.push(
        ops[name].product
          ? () => d[p](adjoints[i], g, as[1])
          : () => backwards(d[p], adjoints[i], g, y, as[0], as[1], as[2]),
      );
    });
  }
  return {
    values,
    adjoints,
    /** The result for these inputs (numbers, arrays of n numbers), in the program's order. @returns {Float64Array} */
    run(args) {
      for (let i = 0; i < k; i++) fill(values[i], args[i] ?? defaults[i], inputs[i]);
      for (let i = 0; i < steps.length; i++) steps[i]();
      return values[output];
    },
    /** The gradient at the last `run`: `adjoints[i]` for input i. @param {number|ArrayLike<number>} seed  the result's own */
    grad(seed = 1) {
      for (let i = 0; i < adjoints.length; i++) adjoints[i].fill(0);
      if (reached[output]) fill(adjoints[output], seed, "the seed");
      for (let i = 0; i < back.length; i++) back[i]();
      return adjoints;
    },
  };
}

/**
 * The loss of a model as one program: the model's inputs, then the loss's without its first, which is the model's
 * result. `preds` says which value that is, so the predictions can be read from `values`.
 * @param {Program} model @param {Program} loss @returns {Program & {preds: number}}
 */
export function compose(model, loss) {
  const k = model.inputs.length,
    extra = loss.inputs.length - 1,
    m = model.ops.length;
  const shift = i => (i < k ? i : i + extra); // the model's values make room for the loss's inputs
  const moved = (code, to) =>
    code.map(([name, ...args]) => (name === "const" || name === "array" ? [name, ...args] : [name, ...args.map(to)]));
  const preds = k + extra + m; // a model that is one number is one at every point
  const join = i => (i === 0 ? preds : i <= extra ? k + i - 1 : preds + i - extra);
  return {
    inputs: [...model.inputs, ...loss.inputs.slice(1)],
    output: join(loss.output),
    data: [...model.data, ...loss.data.filter(i => i).map(join)],
    defaults: [...(model.defaults ?? []), ...(loss.defaults ?? []).slice(1)],
    ops: [...moved(model.ops, shift), ["expand", shift(model.output), shift(model.data[0])], ...moved(loss.ops, join)],
    preds,
  };
}
