/**
 * A traced program, forwards and backwards. Pure: it knows nothing of the DOM, and nothing is ever `eval`ed.
 *
 * Value number i < inputs.length is an input (a column where `data` holds i, a row of k numbers where `rows` holds
 * [i, k]), the next ones are the results of `ops`: the name of an operation and the numbers of its arguments, or
 * ["const", v], or ["array", shape, packed].
 * @typedef {[name: string, ...args: (number|string|(number|string)[])[]]} Instruction
 * @typedef {{
 *   inputs: string[], data: number[], rows?: number[][], defaults?: (number|null)[],
 *   ops: Instruction[], output: number,
 * }} Program
 * @typedef {(a: number, b: number, c: number) => number} Pointwise  one number of the result
 * @typedef {(column: Float64Array) => number} Reduction             one number for a whole column
 * @typedef {(y: Float64Array, column: Float64Array) => void} Scan    a column of a column, along the points
 * @typedef {(g: number, y: number, a: number, b: number, c: number) => number} Slope  see `ops`
 * @typedef {{
 *   f?: Pointwise, all?: Reduction, share?: (g: number, y: number, column: Float64Array) => number,
 *   product?: typeof product, d?: (Slope|null)[],
 *   scan?: Scan, back?: (to: Float64Array, g: Float64Array, y: Float64Array, a: Float64Array) => void,
 * }} Operation
 */

import { digamma, i0, i1, j0, j1, lgamma, trigamma } from "./special.js";

// Where JavaScript and torch differ, torch is right.

/** @type {Pointwise} */
function pow(a, b) {
  if (b === 2) return a * a;
  if (a === 1 || (a === -1 && Math.abs(b) === Infinity)) return 1;
  return Math.pow(a, b);
}

/** @param {number} a */
const sign = a => (a > 0 ? 1 : a < 0 ? -1 : 0);

/** To the nearest whole number, halves to the even one. @param {number} a */
const even = a => (Math.abs(a % 1) === 0.5 ? 2 * Math.round(a / 2) : Math.round(a));

/** The remainder, with the sign of b. @type {Pointwise} */
function mod(a, b) {
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? r + b : r;
}

/** @type {Pointwise} */
function floordiv(a, b) {
  if (b === 0) return a / b;
  const r = a % b;
  const q = (a - r) / b - +(r !== 0 && r < 0 !== b < 0);
  const f = Math.floor(q);
  return q - f > 0.5 ? f + 1 : f;
}

/** @type {Reduction} */
function total(column) {
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += column[i];
  return sum;
}

/** @param {(a: number, b: number) => number} pick @returns {Reduction} */
const extreme = pick => column => {
  let most = column[0];
  for (let i = 1; i < column.length; i++) most = pick(most, column[i]);
  return most;
};

/** @param {number} a @param {number} b */
const same = (a, b) => a === b || (Number.isNaN(a) && Number.isNaN(b));

/** How often y is in the column. @param {number} y @param {Float64Array} column */
function ties(y, column) {
  let count = 0;
  for (let i = 0; i < column.length; i++) if (same(column[i], y)) count++;
  return count;
}

/** The place of the greatest, or of the first NaN. @type {Reduction} */
function argmax(column) {
  let most = 0;
  for (let i = 1; i < column.length && !Number.isNaN(column[most]); i++)
    if (column[i] > column[most] || Number.isNaN(column[i])) most = i;
  return most;
}

/**
 * The lower of the two in the middle, as torch has it; NaN if there is one. `sort` of an array of floats puts NaN last.
 * @type {Reduction}
 */
function median(column) {
  const sorted = column.slice().sort();
  return Number.isNaN(sorted[sorted.length - 1]) ? NaN : sorted[(sorted.length - 1) >> 1];
}

/**
 * A series whose terms have one sign, so nothing cancels; Abramowitz and Stegun, 7.1.6.
 * @param {number} a @returns {number}
 */
function erf(a) {
  if (Math.abs(a) > 2) return a > 0 ? 1 - erfc(a) : erfc(-a) - 1;
  let term = a;
  let sum = a;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) sum += term *= (2 * a * a) / (2 * n + 1);
  return twoByRootPi * Math.exp(-a * a) * sum;
}
/**
 * 1 - erf, small as it may be: where the series ends, a continued fraction; 7.1.14 there.
 * @param {number} a @returns {number}
 */
function erfc(a) {
  if (!(a > 2)) return 1 - erf(a);
  return (twoByRootPi / 2) * (Math.exp(-a * a) / (a + restOfErfc(a)));
}
/** @param {number} a */
function restOfErfc(a) {
  let rest = 0;
  for (let n = 50; n > 0; n--) rest = n / 2 / (a + rest);
  return rest;
}
const twoByRootPi = 2 / Math.sqrt(Math.PI);

/** exp(a²) erfc(a): the same fraction @param {number} a */
function erfcx(a) {
  if (!(a > 2)) return Math.exp(a * a) * erfc(a);
  return twoByRootPi / 2 / (a + restOfErfc(a));
}

/** log(exp(a) + exp(b)), and no overflow on the way @type {Pointwise} */
function logaddexp(a, b) {
  if (a === b) return a + Math.LN2;
  return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
}

/** The slope of sin(πa)/πa; near 0, where the formula cancels, its series @param {number} a @param {number} y */
function sincSlope(a, y) {
  const t = Math.PI * a;
  const s = t * t;
  if (s < 0.09) return -((Math.PI * t) / 3) * (1 - (s / 10) * (1 - (s / 28) * (1 - s / 54)));
  return (Math.cos(t) - y) / a;
}

// The commonest, which `forwards` and `backwards` know by name.
/** @type {Pointwise} */
const plus = (a, b) => a + b;
/** @type {Pointwise} */
const minus = (a, b) => a - b;
/** @type {Pointwise} */
const times = (a, b) => a * b;
/** @param {number} a */
const id = a => a;
/** @type {Slope} */
const minusG = g => -g;
/** @type {Slope} */
const gTimesA = (g, y, a) => g * a;
/** @type {Slope} */
const gTimesB = (g, y, a, b) => g * b;
/** @type {Slope} */
const gTimesSign = (g, y, a) => g * sign(a);
/** @type {Slope} */
const gTimesPower = (g, y, a, b) => (b === 0 ? 0 : g * (b * pow(a, b - 1, 0)));
/** @type {Slope} */
const gTimesThird = (g, y, a, b, c) => g * c;
const flat = () => 0;
/** 1/(a² + b²); 0 where that is 1/0, as torch has it. @param {number} a @param {number} b */
function overSquare(a, b) {
  const square = a * a + b * b;
  return square === 0 ? 0 : 1 / square;
}
/** @param {number} p @param {number} t */
const inside = (p, t) => p >= 0 && p <= 1 && t >= 0 && t <= 1;
/** A logarithm as torch takes it for a cross entropy. @param {number} v */
const atLeast = v => Math.max(v, -100);

/** @type {Scan} */
function runningSum(y, a) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) y[i] = sum += a[i];
}
/** @param {Float64Array} to @param {Float64Array} g */
function runningSumBack(to, g) {
  let sum = 0;
  for (let i = g.length - 1; i >= 0; i--) to[i] += sum += g[i];
}
/** @type {Scan} */
function runningProduct(y, a) {
  let product = 1;
  for (let i = 0; i < a.length; i++) y[i] = product *= a[i];
}
/** @param {Float64Array} to @param {Float64Array} g @param {Float64Array} y @param {Float64Array} a */
function runningProductBack(to, g, y, a) {
  let owed = 0; // to the product up to here
  for (let i = g.length - 1; i >= 0; i--) {
    owed = g[i] + (i + 1 < g.length ? owed * a[i + 1] : 0);
    to[i] += owed * (i ? y[i - 1] : 1);
  }
}
/** Each place gets the number before it, the first its own. @type {Scan} */
function shift(y, a) {
  for (let i = a.length - 1; i > 0; i--) y[i] = a[i - 1];
  y[0] = a[0];
}
/** @param {Float64Array} to @param {Float64Array} g */
function shiftBack(to, g) {
  for (let i = 1; i < g.length; i++) to[i - 1] += g[i];
  to[0] += g[0];
}

/**
 * Every operation: `f`, its value; `d`, for each argument what the adjoint `g` of the value `y` adds to that
 * argument's. An argument without a `d` is one that torch does not differentiate. `all` takes a whole column, and
 * `share` says how its adjoint is split; `scan` makes a column of a column, `back` its adjoint. `product` multiplies a
 * row by a constant matrix; `productBack`, its adjoint.
 * @type {Record<string, Operation>}
 */
export const ops = {
  add: { f: plus, d: [id, id] },
  sub: { f: minus, d: [id, minusG] },
  mul: { f: times, d: [gTimesB, gTimesA] },
  div: { f: (a, b) => a / b, d: [(g, y, a, b) => g / b, (g, y, a, b) => -g * (a / b / b)] },
  floordiv: { f: floordiv, d: [flat, flat] },
  remainder: { f: mod, d: [id, (g, y, a, b) => -g * floordiv(a, b, 0)] },
  pow: { f: pow, d: [gTimesPower, (g, y, a, b) => (a === 0 && b >= 0 ? 0 * g : g * (y * Math.log(a)))] },
  neg: { f: a => -a, d: [minusG] },
  abs: { f: Math.abs, d: [gTimesSign] },
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
  asinh: { f: Math.asinh, d: [(g, y, a) => g / Math.sqrt(a * a + 1)] },
  acosh: { f: Math.acosh, d: [(g, y, a) => g / Math.sqrt(a * a - 1)] },
  atanh: { f: Math.atanh, d: [(g, y, a) => g / (1 - a * a)] },
  atan2: {
    f: Math.atan2,
    d: [(g, y, a, b) => g * (b * overSquare(a, b)), (g, y, a, b) => g * (-a * overSquare(a, b))],
  },
  relu: { f: a => (a < 0 ? 0 : a), d: [(g, y) => (y <= 0 ? 0 : g)] },
  sigmoid: { f: a => 1 / (1 + Math.exp(-a)), d: [(g, y) => g * (1 - y) * y] },
  softplus: {
    f: a => (a > 20 ? a : Math.log1p(Math.exp(a))),
    d: [(g, y, a) => (a > 20 ? g : (g * Math.exp(a)) / (Math.exp(a) + 1))],
  },
  exp2: { f: a => pow(2, a, 0), d: [(g, y) => g * y * Math.LN2] },
  erf: { f: erf, d: [(g, y, a) => g * (twoByRootPi * Math.exp(-a * a))] },
  erfc: { f: erfc, d: [(g, y, a) => -g * (twoByRootPi * Math.exp(-a * a))] },
  erfcx: { f: erfcx, d: [(g, y, a) => g * (2 * a * y - twoByRootPi)] },
  lgamma: { f: lgamma, d: [(g, y, a) => g * digamma(a)] },
  digamma: { f: digamma, d: [(g, y, a) => g * trigamma(a)] },
  j0: { f: j0, d: [(g, y, a) => -g * j1(a)] },
  j1: { f: j1, d: [(g, y, a) => g * (Math.abs(a) <= Number.EPSILON ? 0.5 : j0(a) - y / a)] },
  i0: { f: i0, d: [(g, y, a) => g * i1(a)] },
  i1: { f: i1, d: [(g, y, a) => g * (Math.abs(a) > Number.EPSILON ? i0(a) - y / a : 0.5)] },
  sinc: {
    f: a => (a === 0 ? 1 : Math.sin(Math.PI * a) / (Math.PI * a)),
    d: [(g, y, a) => (a === 0 ? 0 : g * sincSlope(a, y))],
  },
  hypot: { f: Math.hypot, d: [(g, y, a) => g * (a / y), (g, y, a, b) => g * (b / y)] },
  logaddexp: {
    f: logaddexp,
    d: [(g, y, a, b) => g / (1 + Math.exp(b - a)), (g, y, a, b) => g / (1 + Math.exp(a - b))],
  },
  lerp: {
    f: (a, b, w) => (Math.abs(w) < 0.5 ? a + w * (b - a) : b - (b - a) * (1 - w)),
    d: [(g, y, a, b, w) => g * (1 - w), gTimesThird, (g, y, a, b) => g * (b - a)],
  },
  binary_cross_entropy: {
    f: (p, t) => (inside(p, t) ? (t - 1) * atLeast(Math.log1p(-p)) - t * atLeast(Math.log(p)) : NaN),
    d: [
      (g, y, p, t) => (inside(p, t) ? (g * (p - t)) / Math.max(p * (1 - p), Math.fround(1e-12)) : 0),
      (g, y, p, t) => (inside(p, t) ? g * (Math.log1p(-p) - Math.log(p)) : 0),
    ],
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
  isnan: { f: a => +Number.isNaN(a) },
  isfinite: { f: a => +Number.isFinite(a) },
  detach: { f: id },
  expand: { f: id, d: [id] },
  numel: { all: column => column.length },
  sum: { all: total, share: id, d: [id] },
  mean: { all: column => total(column) / column.length, share: (g, y, column) => g / column.length, d: [id] },
  amax: {
    all: extreme(Math.max),
    share: (g, y, column) => g / ties(y, column),
    d: [(g, y, a) => (same(a, y) ? g : 0)],
  },
  amin: {
    all: extreme(Math.min),
    share: (g, y, column) => g / ties(y, column),
    d: [(g, y, a) => (same(a, y) ? g : 0)],
  },
  median: {
    all: median,
    share: (g, y, column) => g / ties(y, column),
    d: [(g, y, a) => (same(a, y) ? g : 0)],
  },
  argmax: { all: argmax },
  cumsum: { scan: runningSum, back: runningSumBack, d: [id] },
  cumprod: { scan: runningProduct, back: runningProductBack, d: [id] },
  before: { scan: shift, back: shiftBack, d: [id] },
  matmul: { product, d: [id] },
};

/** A constant as JSON has it. @param {number|string} v */
const number = v => (typeof v === "number" ? v : (infinities.get(v) ?? NaN));
const infinities = new Map([
  ["inf", Infinity],
  ["-inf", -Infinity],
]);
const none = new Float64Array(1);

/**
 * A constant array: its shape, and its numbers in single or double precision, as base64.
 * @param {number[]} shape @param {string} packed
 */
export function unpack(shape, packed) {
  const { buffer } = Uint8Array.from(atob(packed), c => c.charCodeAt(0));
  const single = buffer.byteLength === 4 * sizeOf(shape);
  return Float64Array.from(single ? new Float32Array(buffer) : new Float64Array(buffer));
}
/** @param {number[]} shape */
const sizeOf = shape => shape.reduce((a, b) => a * b, 1);

/** y[j] = Σ a[i] w[i, j] @param {Float64Array} y @param {Float64Array} a @param {Float64Array} w */
function product(y, a, w) {
  const m = y.length;
  y.fill(0);
  for (let i = 0; i < a.length; i++) for (let j = 0; j < m; j++) y[j] += a[i] * w[i * m + j];
}

/** to[i] += Σ g[j] w[i, j] @param {Float64Array} to @param {Float64Array} g @param {Float64Array} w */
function productBack(to, g, w) {
  const m = g.length;
  for (let i = 0; i < to.length; i++) for (let j = 0; j < m; j++) to[i] += g[j] * w[i * m + j];
}

// A call for each number costs several times the sum that it does, so the commonest have loops of their own.
/**
 * y[i] = f(a[i], b[i], c[i]); what has one number has it for every i.
 * @param {Pointwise} f @param {Float64Array} y @param {Float64Array} a @param {Float64Array} b @param {Float64Array} c
 */
function forwards(f, y, a, b = none, c = none) {
  const n = y.length;
  const p = +(a.length === n);
  const q = +(b.length === n);
  const r = +(c.length === n);
  if (f === plus) for (let i = 0; i < n; i++) y[i] = a[i * p] + b[i * q];
  else if (f === minus) for (let i = 0; i < n; i++) y[i] = a[i * p] - b[i * q];
  else if (f === times) for (let i = 0; i < n; i++) y[i] = a[i * p] * b[i * q];
  else if (f === Math.abs) for (let i = 0; i < n; i++) y[i] = Math.abs(a[i]);
  else if (f === id) for (let i = 0; i < n; i++) y[i] = a[i * p];
  else if (f === pow && b.length === 1 && b[0] === 2) for (let i = 0; i < n; i++) y[i] = a[i * p] * a[i * p];
  else for (let i = 0; i < n; i++) y[i] = f(a[i * p], b[i * q], c[i * r]);
}

/**
 * to[i] += d(g[i], y[i], a[i], b[i], c[i]): one argument's part in the gradient.
 * @param {Slope} d @param {Float64Array} to @param {Float64Array} g @param {Float64Array} y
 * @param {Float64Array} a @param {Float64Array} b @param {Float64Array} c
 */
function backwards(d, to, g, y, a, b = none, c = none) {
  const n = Math.max(a.length, y.length);
  const t = +(to.length === n);
  const o = +(y.length === n);
  const p = +(a.length === n);
  const q = +(b.length === n);
  const r = +(c.length === n);
  if (d === id) for (let i = 0; i < n; i++) to[i * t] += g[i * o];
  else if (d === minusG) for (let i = 0; i < n; i++) to[i * t] -= g[i * o];
  else if (d === gTimesA) for (let i = 0; i < n; i++) to[i * t] += g[i * o] * a[i * p];
  else if (d === gTimesB) for (let i = 0; i < n; i++) to[i * t] += g[i * o] * b[i * q];
  else if (d === gTimesSign) for (let i = 0; i < n; i++) to[i * t] += g[i * o] * sign(a[i * p]);
  else if (d === gTimesPower && b.length === 1 && b[0] === 2)
    for (let i = 0; i < n; i++) to[i * t] += g[i * o] * (2 * a[i * p]);
  else for (let i = 0; i < n; i++) to[i * t] += d(g[i * o], y[i * o], a[i * p], b[i * q], c[i * r]);
}

/** The numbers of an operation's arguments. @param {Instruction} instruction */
const argumentsOf = ([, ...args]) => /** @type {number[]} */ (args);
/** @param {Instruction} instruction */
const isConstant = ([name]) => name === "const" || name === "array";

/** The numbers of a constant. @param {Instruction} instruction */
function constant([name, ...args]) {
  if (name === "const") return args.flat().map(number);
  return unpack(.../** @type {[number[], string]} */ (args));
}

/** How many numbers each value is, with columns of n. @param {Program} program @param {number} n @returns {number[]} */
export function sizes({ inputs, data, rows = [], ops: code }, n) {
  const size = inputs.map((_, i) => (data.includes(i) ? n : (rows.find(([j]) => j === i)?.[1] ?? 1)));
  for (const instruction of code) {
    const [name, first] = instruction;
    const args = argumentsOf(instruction);
    if (name === "const") size.push(Array.isArray(first) ? n : 1);
    else if (name === "array") size.push(sizeOf(/** @type {number[]} */ (first)));
    else if (!Object.hasOwn(ops, name)) throw new Error(`no operation is called ${name}`);
    else if (ops[name].product) size.push(size[args[1]] / size[args[0]]);
    else size.push(ops[name].all ? 1 : args.reduce((most, i) => Math.max(most, size[i]), 1));
  }
  return size;
}

/** @typedef {number|ArrayLike<number>|null|undefined} Numbers */
/** Fills `to`; were there other numbers before? @param {Float64Array} to @param {Numbers} v @param {string} name */
function fill(to, v, name) {
  if (v == null) throw new TypeError(`${name} is missing`);
  const one = typeof v === "number";
  if (!one && v.length !== to.length) throw new RangeError(`${name} has ${v.length} numbers, not ${to.length}`);
  let news = false;
  for (let i = 0; i < to.length; i++) {
    const u = one ? v : v[i];
    if (Object.is(u, to[i])) continue;
    to[i] = u;
    news = true;
  }
  return news;
}

/** Which values have a slope along one of the inputs `wrt`. @param {Program} program @param {number[]} wrt */
function sloping({ inputs, ops: code }, wrt) {
  const slopes = inputs.map((_, i) => wrt.includes(i));
  for (const instruction of code) {
    const d = ops[instruction[0]]?.d;
    slopes.push(!isConstant(instruction) && argumentsOf(instruction).some((i, p) => d?.[p] && slopes[i]));
  }
  return slopes;
}

/**
 * What computes each value from those before it, in order: value `at` from the values p, q and r, or fewer.
 * @param {Program} program @param {Float64Array[]} values
 */
function stepsForwards({ inputs, ops: code }, values) {
  /** @param {Operation} operation @param {Float64Array} y @param {Float64Array[]} args */
  function step({ f, all, product, scan }, y, [a, b, c]) {
    if (product) return () => product(y, a, b);
    if (scan) return () => scan(y, a);
    if (f) return () => forwards(f, y, a, b, c);
    return () => {
      y[0] = /** @type {Reduction} */ (all)(a);
    };
  }
  return code.flatMap((instruction, j) => {
    if (isConstant(instruction)) return [];
    const [p, q = p, r = p] = argumentsOf(instruction);
    const args = argumentsOf(instruction).map(i => values[i]);
    const at = inputs.length + j;
    return [{ at, p, q, r, go: step(ops[instruction[0]], values[at], args) }];
  });
}

/**
 * What hands each value's adjoint to its arguments, in order, from the result back to the inputs that slope.
 * @param {Program} program @param {Float64Array[]} values @param {Float64Array[]} adjoints @param {boolean[]} slopes
 */
function stepsBackwards({ inputs, ops: code, output }, values, adjoints, slopes) {
  const reached = slopes.map((slope, i) => slope && i === output);
  /** @type {(() => void)[]} */
  const steps = [];
  for (let j = code.length - 1; j >= 0; j--) {
    const at = inputs.length + j;
    if (isConstant(code[j]) || !reached[at]) continue;
    const { product, back, share, d = [] } = ops[code[j][0]];
    const numbers = argumentsOf(code[j]);
    const [a, b, c] = numbers.map(i => values[i]);
    const y = values[at];
    const g = adjoints[at];
    if (share)
      steps.push(() => {
        g[0] = share(g[0], y[0], a);
      });
    numbers.forEach((i, p) => {
      const slope = d[p];
      if (!slope || !slopes[i]) return;
      reached[i] = true;
      const to = adjoints[i];
      if (product) steps.push(() => productBack(to, g, b));
      else if (back) steps.push(() => back(to, g, y, a));
      else steps.push(() => backwards(slope, to, g, y, a, b, c));
    });
  }
  return steps;
}

/**
 * A program made ready for columns of n numbers. Its buffers are made here, once: `run` and `grad` make no garbage,
 * and what they return is overwritten by the next call.
 * @param {Program} program @param {number} n  how many points
 * @param {number[]} wrt  the inputs whose gradient is wanted: all of them, unless you say
 */
export function compile(program, n, wrt = program.inputs.map((_, i) => i)) {
  const { inputs, defaults = [], ops: code, output } = program;
  const k = inputs.length;
  const values = sizes(program, n).map(size => new Float64Array(size));
  const adjoints = values.map((v, i) => (code[i - k]?.[0] === "array" ? none : new Float64Array(v.length)));
  code.forEach((instruction, j) => {
    if (isConstant(instruction)) fill(values[k + j], constant(instruction), "a constant");
  });
  const slopes = sloping(program, wrt);
  const steps = stepsForwards(program, values);
  const back = stepsBackwards(program, values, adjoints, slopes);
  const news = new Uint8Array(values.length); // which values a run has changed
  let isWhole = false; // has a run come to its end?
  return {
    values,
    adjoints,
    /**
     * The result for these inputs (numbers, arrays of n numbers), in the program's order. Only what depends on an input
     * that has changed is computed anew: a hand moves one slider of many.
     * @param {Numbers[]} args
     */
    run(args) {
      const all = !isWhole;
      isWhole = false;
      for (let i = 0; i < k; i++) news[i] = +fill(values[i], args[i] ?? defaults[i], inputs[i]);
      for (let i = 0; i < steps.length; i++) {
        const { at, p, q, r, go } = steps[i];
        news[at] = +all | news[p] | news[q] | news[r];
        if (news[at]) go();
      }
      isWhole = true;
      return values[output];
    },
    /**
     * The result along input i, a number, the others as the last `run` had them: a function of that number, which
     * computes what depends on it and looks at nothing else. Another `run` ends it.
     * @param {number} i @returns {(v: number) => Float64Array}
     */
    along(i) {
      const reached = values.map((_, j) => j === i);
      const going = steps.filter(({ at, p, q, r }) => (reached[at] = reached[p] || reached[q] || reached[r]));
      return v => {
        values[i][0] = v;
        for (let j = 0; j < going.length; j++) going[j].go();
        return values[output];
      };
    },
    /**
     * The gradient at the last `run`: `adjoints[i]` for input i.
     * @param {number|ArrayLike<number>} seed  the result's own
     */
    grad(seed = 1) {
      for (let i = 0; i < adjoints.length; i++) adjoints[i].fill(0);
      if (slopes[output]) fill(adjoints[output], seed, "the seed");
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
  const k = model.inputs.length;
  const extra = loss.inputs.length - 1;
  const preds = k + extra + model.ops.length; // a model that is one number is one at every point
  /** The model's values make room for the loss's inputs. @param {number} i */
  const shift = i => (i < k ? i : i + extra);
  /** @param {number} i */
  const join = i => (i === 0 ? preds : i <= extra ? k + i - 1 : preds + i - extra);
  /** @param {Instruction[]} code @param {(i: number) => number} to @returns {Instruction[]} */
  const moved = (code, to) =>
    code.map(instruction =>
      isConstant(instruction) ? instruction : [instruction[0], ...argumentsOf(instruction).map(to)],
    );
  return {
    inputs: [...model.inputs, ...loss.inputs.slice(1)],
    output: join(loss.output),
    data: [...model.data, ...loss.data.filter(i => i).map(join)],
    defaults: [...(model.defaults ?? []), ...(loss.defaults ?? []).slice(1)],
    ops: [...moved(model.ops, shift), ["expand", shift(model.output), shift(model.data[0])], ...moved(loss.ops, join)],
    preds,
  };
}
