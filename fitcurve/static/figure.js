/**
 * A traced program, forwards and backwards. Pure: it knows nothing of the DOM, and nothing is ever `eval`ed.
 * @typedef {{inputs: string[], data: number[], defaults: (number|null)[], ops: any[][], output: number}} Program
 *   Value number i < inputs.length is an input (a column where `data` holds i), the next ones are the results of `ops`.
 */

// Where JavaScript and torch differ, torch is right.
const pow = (a, b) => b === 2 ? a * a : a === 1 || a === -1 && (b === Infinity || b === -Infinity) ? 1 : Math.pow(a, b);
const sign = a => a > 0 ? 1 : a < 0 ? -1 : 0;
const even = a => Math.abs(a % 1) === 0.5 ? 2 * Math.round(a / 2) : Math.round(a);
const mod = (a, b) => { const r = a % b; return r !== 0 && r < 0 !== b < 0 ? r + b : r; };
const floordiv = (a, b) => {
  if (b === 0) return a / b;
  const r = a % b, q = (a - r) / b - (r !== 0 && r < 0 !== b < 0), f = Math.floor(q);
  return q - f > 0.5 ? f + 1 : f;
};
const total = as => { let s = 0; for (let i = 0; i < as.length; i++) s += as[i]; return s; };
const extreme = pick => as => { let m = as[0]; for (let i = 1; i < as.length; i++) m = pick(m, as[i]); return m; };
const same = (a, b) => a === b || a !== a && b !== b;
const ties = (y, as) => { let k = 0; for (let i = 0; i < as.length; i++) if (same(as[i], y)) k++; return k; };
const flat = () => 0;

// The commonest, which `forwards` and `backwards` know by name.
const plus = (a, b) => a + b, minus = (a, b) => a - b, times = (a, b) => a * b, id = a => a;
const minus_g = g => -g, g_times_a = (g, y, a) => g * a, g_times_b = (g, y, a, b) => g * b, g_sign = (g, y, a) => g * sign(a);
const g_power = (g, y, a, b) => b === 0 ? 0 : g * (b * pow(a, b - 1));

/**
 * Every operation: `f`, its value; `d`, for each argument what the adjoint `g` of the value `y` adds to that argument's.
 * An argument without a `d` is one that torch does not differentiate. `all` takes a whole column, and `share` says how
 * its adjoint is split.
 */
export const ops = {
  add: { f: plus, d: [id, id] },
  sub: { f: minus, d: [id, minus_g] },
  mul: { f: times, d: [g_times_b, g_times_a] },
  div: { f: (a, b) => a / b, d: [(g, y, a, b) => g / b, (g, y, a, b) => -g * (a / b / b)] },
  floordiv: { f: floordiv, d: [flat, flat] },
  remainder: { f: mod, d: [id, (g, y, a, b) => -g * floordiv(a, b)] },
  pow: { f: pow, d: [g_power, (g, y, a, b) => a === 0 && b >= 0 ? 0 * g : g * (y * Math.log(a))] },
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
  relu: { f: a => a < 0 ? 0 : a, d: [(g, y) => y <= 0 ? 0 : g] },
  sigmoid: { f: a => 1 / (1 + Math.exp(-a)), d: [(g, y) => g * (1 - y) * y] },
  softplus: { f: a => a > 20 ? a : Math.log1p(Math.exp(a)), d: [(g, y, a) => a > 20 ? g : g * Math.exp(a) / (Math.exp(a) + 1)] },
  maximum: { f: (a, b) => Math.max(a, b), d: [(g, y, a, b) => a < b ? 0 : a === b ? g / 2 : g, (g, y, a, b) => b < a ? 0 : a === b ? g / 2 : g] },
  minimum: { f: (a, b) => Math.min(a, b), d: [(g, y, a, b) => a > b ? 0 : a === b ? g / 2 : g, (g, y, a, b) => b > a ? 0 : a === b ? g / 2 : g] },
  clip: { f: (a, lo, hi) => Math.min(Math.max(a, lo), hi), d: [(g, y, a, lo, hi) => a >= lo && a <= hi ? g : 0, (g, y, a, lo, hi) => a < lo && lo < hi ? g : 0, (g, y, a, lo, hi) => a > hi || hi < lo ? g : 0] },
  where: { f: (c, a, b) => c !== 0 ? a : b, d: [null, (g, y, c) => c !== 0 ? g : 0, (g, y, c) => c !== 0 ? 0 : g] },
  gt: { f: (a, b) => +(a > b) },
  ge: { f: (a, b) => +(a >= b) },
  lt: { f: (a, b) => +(a < b) },
  le: { f: (a, b) => +(a <= b) },
  eq: { f: (a, b) => +(a === b) },
  ne: { f: (a, b) => +(a !== b) },
  logical_and: { f: (a, b) => +(a !== 0 && b !== 0) },
  logical_or: { f: (a, b) => +(a !== 0 || b !== 0) },
  logical_xor: { f: (a, b) => +(a !== 0 !== (b !== 0)) },
  logical_not: { f: a => +(a === 0) },
  isnan: { f: a => +(a !== a) },
  isfinite: { f: a => +Number.isFinite(a) },
  detach: { f: id },
  expand: { f: id, d: [id] },
  numel: { all: as => as.length },
  sum: { all: total, share: id, d: [id] },
  mean: { all: as => total(as) / as.length, share: (g, y, as) => g / as.length, d: [id] },
  amax: { all: extreme(Math.max), share: (g, y, as) => g / ties(y, as), d: [(g, y, a) => same(a, y) ? g : 0] },
  amin: { all: extreme(Math.min), share: (g, y, as) => g / ties(y, as), d: [(g, y, a) => same(a, y) ? g : 0] },
};

const number = v => typeof v === "number" ? v : { inf: Infinity, "-inf": -Infinity, nan: NaN }[v];
const none = new Float64Array(1);

// A call for each number costs several times the sum that it does, so the commonest have loops of their own.
/** y[i] = f(a[i], b[i], c[i]); what has one number has it for every i. */
function forwards(f, y, a, b = none, c = none) {
  const n = y.length, p = +(a.length === n), q = +(b.length === n), r = +(c.length === n);
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
  const n = Math.max(a.length, y.length), t = +(to.length === n), o = +(y.length === n);
  const p = +(a.length === n), q = +(b.length === n), r = +(c.length === n);
  if (d === id) for (let i = 0; i < n; i++) to[i * t] += g[i * o];
  else if (d === minus_g) for (let i = 0; i < n; i++) to[i * t] -= g[i * o];
  else if (d === g_times_a) for (let i = 0; i < n; i++) to[i * t] += g[i * o] * a[i * p];
  else if (d === g_times_b) for (let i = 0; i < n; i++) to[i * t] += g[i * o] * b[i * q];
  else if (d === g_sign) for (let i = 0; i < n; i++) to[i * t] += g[i * o] * sign(a[i * p]);
  else if (d === g_power && b.length === 1 && b[0] === 2) for (let i = 0; i < n; i++) to[i * t] += g[i * o] * (2 * a[i * p]);
  else for (let i = 0; i < n; i++) to[i * t] += d(g[i * o], y[i * o], a[i * p], b[i * q], c[i * r]);
}

/** Which values are columns (the others are single numbers)? @param {Program} program @returns {boolean[]} */
export function columns({ inputs, data, ops: code }) {
  const wide = inputs.map((_, i) => data.includes(i));
  for (const [name, ...args] of code) {
    if (name !== "const" && !Object.hasOwn(ops, name)) throw new Error(`no operation is called ${name}`);
    wide.push(name === "const" ? Array.isArray(args[0]) : !ops[name].all && args.some(i => wide[i]));
  }
  return wide;
}

/**
 * A program made ready for columns of n numbers. Its buffers are made here, once: `run` and `grad` make no garbage,
 * and what they return is overwritten by the next call.
 * @param {Program} program @param {number} n  how many points
 * @param {number[]} wrt  the inputs whose gradient is wanted: all of them, unless you say
 */
export function compile(program, n, wrt = program.inputs.map((_, i) => i)) {
  const { inputs, defaults = [], ops: code, output } = program, k = inputs.length, wide = columns(program);
  const values = wide.map(w => new Float64Array(w ? n : 1)), adjoints = wide.map(w => new Float64Array(w ? n : 1));
  const slopes = wide.map(() => false), reached = wide.map(() => false), steps = [], back = [];
  const fill = (to, v, name) => {
    if (v == null) throw new TypeError(`${name} is missing`);
    if (typeof v === "number") to.fill(v);
    else if (v.length === to.length) to.set(v);
    else throw new RangeError(`${name} has ${v.length} numbers, not ${to.length}`);
  };
  for (const i of wrt) slopes[i] = true;
  code.forEach(([name, ...args], j) => {
    const y = values[k + j], { f, all, d } = ops[name] ?? {};
    if (name === "const") return fill(y, [args[0]].flat().map(number), "a constant");
    const as = args.map(i => values[i]);
    slopes[k + j] = args.some((i, p) => d?.[p] && slopes[i]);
    steps.push(all ? () => { y[0] = all(as[0]); } : () => forwards(f, y, as[0], as[1], as[2]));
  });
  reached[output] = slopes[output];
  for (let j = code.length - 1; j >= 0; j--) {
    const [name, ...args] = code[j], y = values[k + j], g = adjoints[k + j], { d, share } = ops[name] ?? {};
    if (name === "const" || !reached[k + j]) continue;
    const as = args.map(i => values[i]);
    if (share) back.push(() => { g[0] = share(g[0], y[0], as[0]); });
    args.forEach((i, p) => {
      if (!d?.[p] || !slopes[i]) return;
      reached[i] = true;
      back.push(() => backwards(d[p], adjoints[i], g, y, as[0], as[1], as[2]));
    });
  }
  return {
    values, adjoints,
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
  const k = model.inputs.length, extra = loss.inputs.length - 1, m = model.ops.length;
  const shift = i => i < k ? i : i + extra;                    // the model's values make room for the loss's inputs
  const moved = (code, to) => code.map(([name, ...args]) => name === "const" ? [name, ...args] : [name, ...args.map(to)]);
  const preds = k + extra + m;                                 // a model that is one number is one at every point
  const join = i => i === 0 ? preds : i <= extra ? k + i - 1 : preds + i - extra;
  return {
    inputs: [...model.inputs, ...loss.inputs.slice(1)], output: join(loss.output),
    data: [...model.data, ...loss.data.filter(i => i).map(join)],
    defaults: [...(model.defaults ?? []), ...(loss.defaults ?? []).slice(1)],
    ops: [...moved(model.ops, shift), ["expand", shift(model.output), shift(model.data[0])], ...moved(loss.ops, join)],
    preds,
  };
}

// ───────────────────────────── numbers and words ─────────────────────────────

/** JSON has no infinities: Python sends them as words. */
export const num = v => typeof v === "string" ? { inf: Infinity, "-inf": -Infinity }[v] ?? NaN : v;

/** Data coordinate -> pixel, and the other way round. */
export const scale = (lo, hi, from, to) => v => from + (v - lo) / (hi - lo) * (to - from);

/** Round numbers between lo and hi, about one every `gap` of `px` pixels. */
export function ticks(lo, hi, px, gap = 80) {
  const rough = (hi - lo) / Math.max(1, px / gap), power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find(m => m * power >= rough * 0.999) * power;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(lo / step - 1e-9), last = Math.floor(hi / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const v = (first + i) * step;
    return { v, text: words(v.toFixed(digits)) };
  });
}

const words = s => String(s).replace(/^-0(\.0*)?$/, "0$1").replace("-", "−");

/** A number to read: four significant figures, a true minus sign. */
export function format(v, digits = 4) {
  if (!Number.isFinite(v)) return v === undefined ? "…" : Number.isNaN(v) ? "not a number" : v > 0 ? "∞" : "−∞";
  const size = Math.abs(v);
  if (!size) return "0";
  if (size >= 1e6 || size < 1e-4) return words(v.toExponential(2));
  return words(v.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(size)))));
}

/** The same without trailing noughts: a parameter, a learning rate. */
export const brief = v => Number.isFinite(v) ? words(Number(v.toPrecision(4))) : format(v);

/** A number to copy into Python: short, and the same float when read back to ten places. */
export const literal = v => Number.isFinite(v) ? String(Number(v.toPrecision(10))) : `float("${v < 0 ? "-inf" : v > 0 ? "inf" : "nan"}")`;

/** The nearest stop of a slider. */
export function snap(v, { min, max, step }) {
  const stop = min + Math.round((v - min) / step) * step;
  return Number(Math.min(max, Math.max(min, stop)).toPrecision(12));
}

// ───────────────────── the fit: a function, some data, a loss ─────────────────────

/** What the page itself can say of any parameters. Pure: it knows nothing of the DOM. */
export function fit({ program, loss, params, x, y, xlim: [lo, hi] = [], grid }) {
  const names = Object.keys(params), column = v => v && Float64Array.from(v, num), data = { x: column(x), y: column(y) };
  if (!program) return { names, data, xs: column(grid) };
  const tied = program.ops.some(([name, c]) => name === "const" && Array.isArray(c));  // holds one number for each point: has nothing to say between them
  const at = tied ? data.x : Float64Array.from({ length: 241 }, (_, i) => lo + (hi - lo) * i / 240);
  const order = tied ? Array.from(at.keys()).sort((i, j) => at[i] - at[j]) : null, sorted = v => order ? Float64Array.from(order, i => v[i]) : v;
  const alone = compile(program, at.length, []), whole = y && compose(program, loss);
  const wrt = y && names.map(name => program.inputs.indexOf(name)), both = y && compile(whole, x.length, wrt);
  const inputs = (p, x) => program.inputs.map(name => name === "x" ? x : p[name]);
  return {
    names, data, xs: sorted(at),
    curve(p) {
      const v = alone.run(inputs(p, at));
      return v.length === at.length ? sorted(v) : new Float64Array(at.length).fill(v[0]);
    },
    /** The predictions, the loss, and its slope along each parameter: forwards, then backwards. */
    measure(p) {
      if (!y) return {};
      const [loss] = both.run([...inputs(p, data.x), data.y]), slopes = both.grad();
      return { preds: both.values[whole.preds], loss, grad: Object.fromEntries(names.map((name, i) => [name, slopes[wrt[i]][0]])) };
    },
  };
}

/** One step of gradient descent. Without zero_grad the gradients pile up, as they do in PyTorch. */
export function descend(params, grad, { lr, zero_grad, piled }) {
  const pile = {}, next = {};
  for (const name in params) {
    pile[name] = grad[name] + (zero_grad || !piled ? 0 : piled[name]);
    next[name] = params[name] - lr * pile[name];
  }
  return { params: next, piled: pile };
}

// ─────────────────────────────────── the page ───────────────────────────────────

/** An element; `on…` attributes are listeners, strings among the children are text, never HTML. */
function make(tag, attrs = {}, ...children) {
  const el = document.createElement(tag);
  for (const [key, v] of Object.entries(attrs)) {
    if (key.startsWith("on")) el.addEventListener(key.slice(2), v);
    else if (v === true) el.setAttribute(key, "");
    else if (v !== false && v != null) el.setAttribute(key, v);
  }
  el.append(...children.filter(c => c != null));
  return el;
}

/** Writes only what changed, so that a frame costs what it shows. */
function write(el, attrs) {
  for (const [key, v] of Object.entries(attrs)) {
    if (key === "text") { if (el.textContent !== v) el.textContent = v; }
    else if (el.getAttribute(key) !== v) el.setAttribute(key, v);
  }
}

/**
 * Puts a live figure into `el`. `spec` says all of it; `host` is the kernel's end of the wire, or null without one:
 * `{ state, send(message), listen(callback) }`. Returns the function that takes it away again.
 */
export function mount(el, spec, host = null) {
  const model = fit(spec), { names } = model, hasData = !!spec.y, traced = !!spec.program;
  const start = Object.fromEntries(names.map(name => [name, num(spec.params[name].value)]));
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const me = Math.random().toString(36).slice(2);  // tells two views of one figure apart
  let params = { ...start, ...spec.now }, shown = {}, piled = null, error = traced || host ? null : "Python computes this function: run the cell to bring the figure to life.", answer = spec.answer ?? {};
  let history = [], fresh = [], lr = spec.lr, zero_grad = true, residuals = hasData && spec.x.length <= 200;
  let frames = 0, frame = 0, dirty = true, resized = true, hidden = 0, steepest = 0;
  let running = null, playing = null, gone = false;

  // What you see, top to bottom
  const button = (action, text, click, more = {}) =>
    make("button", { type: "button", class: "fitcurve-button", "data-action": action, onclick: click, ...more }, text);
  const toggle = (name, text, on, change) => make("label", { class: "fitcurve-switch" },
    make("input", { type: "checkbox", role: "switch", [`data-${name}`]: true, checked: on, onchange: e => change(e.target.checked) }), text);
  const canvas = make("canvas", { "data-curve": true, role: "img" });
  const alarm = make("p", { class: "fitcurve-error", role: "alert", hidden: true });
  const plot = make("div", { class: "fitcurve-plot" }, canvas, alarm);
  const rows = Object.fromEntries(names.map(name => [name, row(name)]));
  const lossText = make("output", { class: "fitcurve-number", "data-loss": true, "aria-live": "off" });
  const against = make("span", { class: "fitcurve-against" });
  const gauge = make("div", { class: "fitcurve-gauge", role: "meter", "aria-label": `${spec.lossName} against the best possible`, "aria-valuemin": "0", "aria-valuemax": "100" }, make("i"));
  const lossBox = make("div", { class: "fitcurve-loss" },
    make("div", { class: "fitcurve-reading" }, make("span", { class: "fitcurve-name" }, spec.lossName), lossText, spec.best ? against : null), spec.best ? gauge : null);
  const runButton = button("run", "Run", () => running ? pause() : go(), { "aria-pressed": "false" });
  const lrText = make("output", { class: "fitcurve-number" });
  const lrRange = make("input", { type: "range", "data-lr": true, min: -4, max: 1, step: 0.05, value: Math.log10(lr), "aria-label": "learning rate", oninput: e => { lr = Number((10 ** e.target.value).toPrecision(2)); edited(); } });
  const strip = make("canvas", { "aria-hidden": "true" });
  const scrub = make("input", { type: "range", "data-history": true, min: 0, max: 0, step: 1, value: 0, "aria-label": "loss history: go back to a step", oninput: e => { pause(); params = { ...history[e.target.value].params }; piled = null; edited(); } });
  const zeroSwitch = toggle("zero-grad", "zero_grad", zero_grad, on => { zero_grad = on; edited(); });
  const descent = make("div", { class: "fitcurve-descent" },
    make("div", { class: "fitcurve-row" }, make("span", { class: "fitcurve-label" }, "lr"), make("div", { class: "fitcurve-track" }, lrRange), lrText),
    make("div", { class: "fitcurve-switches" },
      zeroSwitch,
      toggle("residuals", "residuals", residuals, on => { residuals = on; draw(); })),
    make("div", { class: "fitcurve-strip" }, strip, scrub));
  const copyButton = button("copy", "Copy as Python", copy);
  const buttons = make("div", { class: "fitcurve-buttons" },
    ...hasData ? [button("step", "Step", () => { pause(); step(); }), runButton] : [], button("reset", "Reset", reset), copyButton);
  const live = make("div", { class: "fitcurve-live", "aria-live": "polite" });
  const panel = make("div", { class: "fitcurve-panel" }, hasData ? lossBox : null,
    make("div", { class: "fitcurve-sliders" }, ...names.map(name => rows[name].el)), buttons, hasData ? descent : null);
  const root = make("div", { class: "fitcurve", "data-fitcurve": true, "data-frame": 0, role: "group", "aria-label": spec.title, "data-lm-suppress-shortcuts": "true" },
    make("div", { class: "fitcurve-head" }, make("span", { class: "fitcurve-title" }, spec.title),
      button("fullscreen", "Full screen", () => document.fullscreenElement === root ? document.exitFullscreen() : root.requestFullscreen?.())),
    make("div", { class: "fitcurve-body" }, plot, panel), live);

  /** One parameter: its name, its slider with the arrow that would help, its number. */
  function row(name) {
    const { min, max, step } = spec.params[name], { value } = spec.params[name], limits = { min, max, step };
    const set = v => { pause(); piled = null; params = { ...params, [name]: v }; edited(); };
    const range = make("input", { type: "range", "data-param": name, min, max, step: "any", value, "aria-label": name,
      oninput: () => { const v = snap(range.valueAsNumber, limits); range.value = v; set(v); }, onchange: () => { remember(); tell(0); },
      onkeydown: e => {
        const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[e.key];
        if (!by || e.ctrlKey || e.metaKey || e.altKey) return;
        e.preventDefault(); set(snap(params[name] + by * step, limits)); remember();
      } });
    const box = make("input", { type: "number", class: "fitcurve-number", "data-number": name, step: "any", value, "aria-label": `${name}, typed`,
      oninput: () => { if (Number.isFinite(box.valueAsNumber)) set(box.valueAsNumber); }, onchange: () => { remember(); box.value = literal(params[name]); tell(0); } });
    const arrow = make("i", { class: "fitcurve-arrow", "data-arrow": name, "aria-hidden": "true" });
    const el = make("div", { class: "fitcurve-row" }, make("span", { class: "fitcurve-label" }, name), make("div", { class: "fitcurve-track" }, range, arrow), box);
    return { el, range, box, arrow, limits };
  }

  // ── Work is done once a frame, on the newest value ──
  function draw() { dirty = true; if (!frame && !gone) frame = requestAnimationFrame(paint); }

  /** The numbers for the parameters as they are now. */
  function measure() {
    if (shown.params === params) return shown;
    if (traced) shown = { params, ...model.measure(params), curve: model.curve(params) };
    else {  // the kernel's newest answer, until the next one comes
      const { loss, grad, preds, curve } = answer;
      shown = { params, loss: num(loss), grad: grad && Object.fromEntries(names.map(name => [name, num(grad[name])])), preds: preds?.map(num), curve: (curve ?? []).map(num) };
    }
    return shown;
  }

  function paint() {
    frame = 0;
    if (playing) follow();
    if (!dirty) return;
    if (!plot.clientWidth) { if (hidden++ < 60) draw(); return; }  // JupyterLab hides the page for a moment when the theme changes
    dirty = false; hidden = 0;
    const now = measure();
    drawPlot(now);
    for (const name of names) drawRow(name, now);
    if (hasData) { drawLoss(now); drawStrip(); }
    write(alarm, { text: error ?? "" });
    alarm.hidden = !error;
    const at = names.map(name => `${name} = ${brief(params[name])}`).join(", ");
    write(canvas, { "aria-label": `${spec.title} with ${at}${hasData ? `: ${spec.lossName} ${format(now.loss)} over ${spec.x.length} points` : ""}` });
    root.dataset.frame = ++frames;
  }

  // ── The plot: axes and points are drawn once a size, the curve once a frame ──
  const layers = { axes: document.createElement("canvas"), points: document.createElement("canvas") };
  let box = null, ink = {};

  function size(c, w, h) {
    const dpr = window.devicePixelRatio || 1, [W, H] = [Math.round(w * dpr), Math.round(h * dpr)];
    if (c.width !== W || c.height !== H) { c.width = W; c.height = H; }
    const g = c.getContext("2d");
    g.setTransform(dpr, 0, 0, dpr, 0, 0); g.clearRect(0, 0, w, h);
    return g;
  }

  function layout() {
    resized = false;
    const css = getComputedStyle(root), v = name => css.getPropertyValue(`--fitcurve-${name}`).trim();
    ink = Object.fromEntries(["ink", "soft", "grid", "point", "curve", "gap", "help", "paper"].map(name => [name, v(name)]));
    const w = plot.clientWidth, h = plot.clientHeight, text = parseFloat(css.fontSize) * 0.86;
    ink.size = text; ink.font = `${text}px ${css.fontFamily}`;
    const g = size(layers.axes, w, h);
    g.font = ink.font;
    const [ylo, yhi] = spec.ylim, [xlo, xhi] = spec.xlim, bottom = h - text * 2;
    const ys = ticks(ylo, yhi, bottom - 8, text * 4.2), left = Math.max(...ys.map(t => g.measureText(t.text).width)) + 14;
    box = { w, h, left, right: w - 10, top: 8, bottom, x: scale(xlo, xhi, left, w - 10), y: scale(ylo, yhi, bottom, 8) };
    g.fillStyle = ink.soft; g.lineWidth = 1;
    const line = (x0, y0, x1, y1, strong) => { g.strokeStyle = strong ? ink.soft : ink.grid; g.beginPath(); g.moveTo(x0, y0); g.lineTo(x1, y1); g.stroke(); };
    const crisp = p => Math.round(p) + 0.5;
    g.textAlign = "right"; g.textBaseline = "middle";
    for (const t of ys) { const p = crisp(box.y(t.v)); line(left, p, box.right, p, t.v === 0); g.fillText(t.text, left - 8, p); }
    g.textAlign = "center"; g.textBaseline = "top";
    for (const t of ticks(xlo, xhi, box.right - left, text * 6)) { const p = crisp(box.x(t.v)); line(p, box.top, p, bottom, t.v === 0); g.fillText(t.text, p, bottom + 8); }
    const d = size(layers.points, w, h), { x, y } = model.data;
    if (!hasData) return;
    const n = x.length, r = n <= 100 ? text * 0.34 : n <= 1000 ? 3 : 1.7;
    d.fillStyle = ink.point; d.strokeStyle = ink.paper; d.lineWidth = 1.5; d.globalAlpha = n <= 1000 ? 1 : 0.45;
    for (let i = 0; i < n; i++) {
      d.beginPath(); d.arc(box.x(x[i]), box.y(y[i]), r, 0, 2 * Math.PI); d.fill();
      if (n <= 1000) d.stroke();
    }
  }

  function drawPlot({ curve, preds }) {
    if (resized) layout();
    const { w, h, left, right, top, bottom } = box, g = size(canvas, w, h), { x, y } = model.data;
    const paste = layer => g.drawImage(layer, 0, 0, w, h), clamp = v => Math.min(2 * h, Math.max(-h, box.y(v)));
    if (!w || !h) return;
    paste(layers.axes);
    g.save(); g.beginPath(); g.rect(left, top, right - left, bottom - top); g.clip();
    if (residuals && preds?.length) {
      g.strokeStyle = ink.gap; g.lineWidth = x.length <= 100 ? 2.5 : 1; g.beginPath();
      for (let i = 0; i < x.length; i++) if (preds[i] === preds[i]) { const p = box.x(x[i]); g.moveTo(p, box.y(y[i])); g.lineTo(p, clamp(preds[i])); }
      g.stroke();
    }
    if (hasData) { g.restore(); paste(layers.points); g.save(); g.beginPath(); g.rect(left, top, right - left, bottom - top); g.clip(); }
    g.strokeStyle = ink.curve; g.lineWidth = 3; g.lineJoin = "round"; g.beginPath();
    for (let i = 0, pen = false; i < curve.length; i++) {
      const on = Number.isFinite(curve[i]);
      if (on) g[pen ? "lineTo" : "moveTo"](box.x(model.xs[i]), clamp(curve[i]));
      pen = on;
    }
    g.stroke(); g.restore();
  }

  function drawRow(name, { grad }) {
    const { range, box: number, arrow, limits: { min, max } } = rows[name], v = params[name], slope = grad?.[name];
    if (range.valueAsNumber !== v) range.value = v;
    if (root.getRootNode().activeElement !== number && number.valueAsNumber !== Number(literal(v))) number.value = Number(v.toPrecision(5));
    const way = slope > 0 ? "less" : slope < 0 ? "more" : "";
    write(range, { "aria-valuetext": brief(v) + (way && `; ${way} would help`) });
    if (!hasData) return;
    steepest = Math.max(steepest, Number.isFinite(slope) ? Math.abs(slope) : 0);
    const at = Math.min(1, Math.max(0, (v - min) / (max - min))), long = way && Number.isFinite(slope) ? Math.abs(slope) / steepest : 0;
    arrow.dataset.way = way;
    arrow.style.setProperty("--at", at.toFixed(4)); arrow.style.setProperty("--long", long.toFixed(4));
  }

  function drawLoss({ loss }) {
    if (!history.length) history.push({ params, loss });
    write(lossText, { text: format(loss) });
    if (!spec.best) return;
    const worst = history[0].loss, ratio = loss / spec.best.loss, part = Math.min(1, Math.max(0, (loss - spec.best.loss) / (worst - spec.best.loss || 1)));
    write(against, { text: Number.isFinite(ratio) ? `${ratio < 1.0005 ? "the best there is" : `${format(ratio, 3)} × the best, ${format(spec.best.loss)}`}` : `the best is ${format(spec.best.loss)}` });
    write(gauge, { "aria-valuenow": String(Math.round(100 * part) || 0), "aria-valuetext": against.textContent });
    gauge.style.setProperty("--part", Number.isFinite(part) ? part.toFixed(4) : "1");
  }

  function drawStrip() {
    const w = strip.parentNode.clientWidth, h = strip.parentNode.clientHeight, g = size(strip, w, h), last = history.length - 1;
    const losses = history.map(p => p.loss), top = Math.max(...losses.filter(Number.isFinite)), low = spec.best?.loss ?? 0;
    const x = scale(0, Math.max(1, last), 4, w - 4), y = scale(low, top > low ? top : low + 1, h - ink.size * 1.7, 6);
    g.strokeStyle = ink.help; g.setLineDash([4, 4]); g.beginPath(); g.moveTo(0, y(low)); g.lineTo(w, y(low)); g.stroke(); g.setLineDash([]);
    g.strokeStyle = g.fillStyle = ink.curve; g.lineWidth = 1.75; g.beginPath();
    losses.forEach((v, i) => Number.isFinite(v) && g.lineTo(x(i), y(v)));
    g.stroke();
    const here = history.findLastIndex(p => names.every(name => p.params[name] === params[name]));
    if (here >= 0 && Number.isFinite(losses[here])) { g.beginPath(); g.arc(x(here), y(losses[here]), 3.5, 0, 2 * Math.PI); g.fill(); }
    g.font = ink.font; g.fillStyle = ink.soft; g.textBaseline = "bottom";
    g.textAlign = "left"; g.fillText("loss so far", 0, h); g.textAlign = "right"; g.fillText(last === 1 ? "1 move" : `${last} moves`, w, h);
    if (scrub.max !== String(last)) scrub.max = last;
    if (here >= 0) { scrub.value = here; write(scrub, { "aria-valuetext": `move ${here}: ${spec.lossName} ${format(losses[here])}` }); }
    write(lrText, { text: brief(lr) }); write(lrRange, { "aria-valuetext": brief(lr) });
  }

  // ── What a hand does ──
  function remember(entry = { params, loss: measure().loss }, ours = true) {
    const last = history.at(-1);
    if (!hasData || !traced && acked < seq || last && names.every(name => last.params[name] === entry.params[name])) return;
    history.push(entry);
    if (ours) fresh.push({ ...entry.params, loss: entry.loss });
    if (history.length > 2000) history.splice(1, 1000);
    say();
  }

  /** After any edit of ours: the kernel hears of it when the hand rests, and can't answer before that. */
  function edited() { seq++; playing = null; draw(); say(); tell(); }

  function step(times = 1) {
    const { grad } = measure();
    if (!grad || !names.every(name => Number.isFinite(grad[name]))) return pause();
    ({ params, piled } = descend(params, grad, { lr, zero_grad, piled }));
    if (traced) remember();
    edited();
    if (times > 1) step(times - 1);
  }

  /** Thirty steps a second; who asked for less motion sees two pictures a second of the same walk. */
  function go() {
    const [every, times] = calm.matches ? [500, traced ? 15 : 1] : [33, 1];
    let left = 3000;
    running = setInterval(() => {
      if (!traced && acked < seq) return;  // wait for the gradient at where we are
      step(times);
      if (!(left -= times > 0)) pause();
    }, every);
    write(runButton, { text: "Pause", "aria-pressed": "true" });
  }
  function pause() { clearInterval(running); running = null; write(runButton, { text: "Run", "aria-pressed": "false" }); }
  function reset() { pause(); params = { ...start }; piled = null; history = []; fresh = []; forget = true; steepest = 0; edited(); tell(0); }

  async function copy() {
    const text = spec.python.replace(/\{(\w+)\}/g, (all, name) => name in params ? literal(params[name]) : all);
    try { await navigator.clipboard.writeText(text); }
    catch {  // no permission, or not a secure page
      const area = make("textarea", { class: "fitcurve-live" }); area.value = text;
      root.append(area); area.select(); document.execCommand("copy"); area.remove(); copyButton.focus();
    }
    copyButton.textContent = "Copied"; live.textContent = `Copied ${text}`;
    setTimeout(() => { copyButton.textContent = "Copy as Python"; }, 1500);
  }

  let saying = 0;
  function say() {
    clearTimeout(saying);
    if (hasData) saying = setTimeout(() => write(live, { text: `${spec.lossName} ${format(measure().loss)}` }), 700);
  }

  // ── The wire. The page owns the values while a hand is on them: whatever the kernel says
  //    before it has heard our newest edit (number `seq`) is an echo of the past, and is ignored. ──
  let seq = 0, acked = 0, sent = 0, heard = 0, timer = 0, forget = false;

  function tell(wait = traced ? 120 : 0) {
    if (!host) return;
    clearTimeout(timer);
    const send = () => {
      if (gone || sent === seq || !traced && sent > acked) return;  // for a figure that the kernel computes: one question at a time
      sent = seq;
      host.send({ by: me, seq, params, lr, zero_grad, piled, forget, history: fresh.splice(0) });
      forget = false;
    };
    if (wait) timer = setTimeout(send, wait); else send();
  }

  function hear(state) {
    if (gone || !state?.params) return;
    if (state.by === me) acked = Math.max(acked, state.seq);
    if (!traced) {  // any answer is newer than the one on show; after an error the last curve stays
      answer = { curve: answer.curve, ...state.answer }; error = answer.error ?? null; shown = {}; draw();
    }
    if (acked < seq) return tell();
    const news = state.edits > heard;  // Python moved the parameters; else it repeats what a hand did
    heard = state.edits;
    if (!news && state.by === me) return traced || remember();
    pause();
    ({ lr, zero_grad, piled } = state);
    lrRange.value = Math.log10(lr); zeroSwitch.querySelector("input").checked = zero_grad;
    if (news && traced && state.play) playing = { track: state.play, from: performance.now(), at: 0 };
    else { params = Object.fromEntries(names.map(name => [name, num(state.params[name])])); playing = null; if (news) remember(undefined, false); }
    draw();
  }

  /** The kernel ran a whole descent: walk through it in three seconds at most. */
  function follow() {
    const { track, from, at } = playing, length = calm.matches ? 1 : Math.min(3000, track.length * 33);
    const to = Math.min(track.length, Math.ceil((performance.now() - from) / length * track.length));
    for (let i = at; i < to; i++) {
      params = Object.fromEntries(names.map((name, j) => [name, num(track[i][j])]));
      remember({ params, loss: model.measure(params).loss }, false);
    }
    playing = to < track.length ? { track, from, at: to } : null;
    dirty = true;
    if (playing) frame = requestAnimationFrame(paint);
  }

  // ── Here it lives ──
  for (const type of ["keydown", "keypress", "keyup"]) root.addEventListener(type, e => e.stopPropagation());  // keys are ours, not the notebook's
  root.addEventListener("transitionstart", e => { if (e.target === root) { resized = true; draw(); } });  // the stylesheet makes a change of theme a transition
  root.fitcurve = {
    state: () => { const { loss, grad, curve } = measure(); return { params: { ...params }, loss, grad, curve: { x: Array.from(model.xs), y: Array.from(curve) }, lr, zero_grad, history: history.length, running: !!running, error }; },
  };
  if (!traced && !host) for (const dead of panel.querySelectorAll("input, button:not([data-action=copy])")) dead.disabled = true;
  el.replaceChildren(root);
  const watch = new ResizeObserver(() => { resized = true; draw(); });
  watch.observe(plot);
  if (host) { if (host.state?.params) { heard = host.state.edits - 1; hear({ ...host.state, play: null }); } host.listen(hear); }
  draw();
  return () => { gone = true; pause(); cancelAnimationFrame(frame); clearTimeout(timer); clearTimeout(saying); watch.disconnect(); root.remove(); };
}

/** anywidget's door: the same figure, with the kernel at the other end. */
function render({ model, el }) {
  let off = () => {};
  const host = {
    state: model.get("_state"),
    send: message => model.send(JSON.parse(JSON.stringify(message, (key, v) => typeof v === "number" && !Number.isFinite(v) ? String(v) : v))),  // infinities as words
    listen(callback) {
      const changed = () => callback(model.get("_state"));
      model.on("change:_state", changed); off = () => model.off("change:_state", changed);
    },
  };
  const unmount = mount(el, model.get("_spec"), host);
  return () => { off(); unmount(); };
}
export default { render };
