// The fit: a function, some data, a loss; and one step downhill. Pure: it knows nothing of the DOM.
import { evenly } from "./axis.js";
import { compile, compose } from "./program.js";
import { num } from "./words.js";

/** @typedef {import("./types.js").Params} Params */
/** @typedef {import("./types.js").Program} Program */
/** @typedef {import("./types.js").Spec} Spec */
/**
 * @typedef {{
 *   x: Float64Array, y: Float64Array, held?: Float64Array|null, yerr?: Float64Array|null,
 * }} Data  `held`, 1 for each point that is held out; `yerr`, their error bars
 */

/** Numbers as Python sent them, made a column. @param {ArrayLike<number|string>|null|undefined} v */
export function column(v) {
  if (!v || v instanceof Float64Array) return v ?? null;
  return Float64Array.from(v, num);
}

/**
 * Does this program hold a number for each point? Then it has nothing to say between them, nor of other points.
 * @param {Program|null} program
 */
export const hasColumns = program => !!program?.ops.some(([name, value]) => name === "const" && Array.isArray(value));

/**
 * The values in the order of these places.
 * @param {Float64Array} places @returns {(v: Float64Array) => Float64Array}
 */
function sorter(places) {
  const order = Array.from(places.keys()).sort((i, j) => places[i] - places[j]);
  return v => Float64Array.from(order, i => v[i]);
}

/**
 * What the program takes, in its order.
 * @param {Program} program @param {Params} params @param {Float64Array|null} x
 */
const inputs = (program, params, x) => program.inputs.map(name => (name === "x" ? x : params[name]));

/**
 * The curve as it is drawn over the axis that is in view: its places `xs`, and its heights there. Where a function has
 * a number for each point, or looks at all points together, that is at the points alone.
 * @param {Program} program @param {Float64Array|null} x @param {Pick<Spec, "limits"|"pointwise">} of
 * @returns {(axis: Pick<Spec, "xlim"|"log">) => {xs: Float64Array, curve: (params: Params) => Float64Array}}
 */
function drawnCurve(program, x, { limits, pointwise }) {
  const atPoints = hasColumns(program) || pointwise === false ? x : null;
  const inOrder = atPoints ? sorter(atPoints) : null;
  const alone = compile(program, atPoints?.length ?? limits.curve, []);
  return ({ xlim, log }) => {
    const places = atPoints ?? evenly(xlim, limits.curve, log?.includes("x"));
    return {
      xs: inOrder ? inOrder(places) : places,
      curve(params) {
        const v = alone.run(inputs(program, params, places));
        if (v.length !== places.length) return new Float64Array(places.length).fill(v[0]);
        return inOrder ? inOrder(v) : v;
      },
    };
  };
}

/**
 * Of some columns the rows that are held out, or those that are not, by which everything is fitted.
 * @param {Data} data @param {boolean} [out]
 * @returns {{x: Float64Array, y: Float64Array, yerr: Float64Array|null}}
 */
export function rows({ x, y, held, yerr = null }, out = false) {
  if (!held) return out ? { x: x.subarray(0, 0), y: y.subarray(0, 0), yerr } : { x, y, yerr };
  const isWanted = (/** @type {unknown} */ _, /** @type {number} */ i) => !!held[i] === out;
  return { x: x.filter(isWanted), y: y.filter(isWanted), yerr: yerr && yerr.filter(isWanted) };
}

/** What a loss takes beside predictions: actual values, and error bars if there are some. @param {Data} data */
export const seenBy = ({ y, yerr }) => (yerr ? [y, yerr] : [y]);

/** How many points are held out. @param {Float64Array|null} held */
export const countOf = held => held?.reduce((sum, v) => sum + v, 0) ?? 0;

/**
 * The loss on the points that are held out, with their predictions: forwards only.
 * @param {Program} program @param {Program} loss @param {Data} data
 */
function tester(program, loss, data) {
  const { x } = data;
  const whole = compose(program, loss);
  const { run, values } = compile(whole, x.length, []);
  /** @param {Params} params */
  return params => {
    const [test] = run([...inputs(program, params, x), ...seenBy(data)]);
    return { test, preds: values[whole.preds] };
  };
}

/** The k-th of a column, or of a lone number, which stands for all. @param {Float64Array} v @param {number} k */
const entry = (v, k) => (v.length === 1 ? v[0] : v[k]);

/**
 * What the points say that are fitted, and beside it the loss on those that are held out.
 * @param {Program} program @param {Program} loss @param {string[]} names
 * @param {Data} data
 * @returns {(params: Params) => import("./types.js").Measured}
 */
function bothMeasured(program, loss, names, data) {
  const measure = measurer(program, loss, names, rows(data));
  const { held } = data;
  if (!held) return measure;
  const testAt = tester(program, loss, rows(data, true));
  const all = new Float64Array(held.length);
  return params => {
    const { preds, ...measured } = measure(params);
    const { test, preds: others } = testAt(params);
    let [k, m] = [0, 0];
    for (let i = 0; i < all.length; i++) all[i] = held[i] ? entry(others, m++) : entry(preds, k++);
    return { ...measured, preds: all, test };
  };
}

/**
 * The predictions, the loss, and its slope along each parameter: forwards, then backwards.
 * @param {Program} program @param {Program} loss @param {string[]} names
 * @param {Data} data
 */
function measurer(program, loss, names, data) {
  const { x } = data;
  const whole = compose(program, loss);
  const wrt = names.map(name => program.inputs.indexOf(name));
  const both = compile(whole, x.length, wrt);
  /** @param {Params} params */
  return params => {
    const [value] = both.run([...inputs(program, params, x), ...seenBy(data)]);
    const slopes = both.grad();
    return {
      preds: both.values[whole.preds],
      loss: value,
      grad: Object.fromEntries(names.map((name, i) => [name, slopes[wrt[i]][0]])),
    };
  };
}

/**
 * What the page itself can say of any parameters. New data are a new fit. Where the kernel must compute, it says only
 * where: at the places `xs`.
 * @param {Pick<Spec, "program"|"loss"|"params"|"xlim"|"log"|"grid"|"limits"|"pointwise"> & {
 *   x: import("./types.js").Column|Float64Array|null, y: import("./types.js").Column|Float64Array|null,
 *   held?: import("./types.js").Column|Float64Array|null, yerr?: import("./types.js").Column|Float64Array|null,
 * }} spec
 */
export function fit({ program, loss, params, x, y, held, yerr, xlim, log, grid, limits, pointwise }) {
  const names = Object.keys(params);
  const data = { x: column(x), y: column(y), held: column(held), yerr: column(yerr) };
  const draw = program && drawnCurve(program, data.x, { limits, pointwise });
  const points = data.x && data.y ? { ...data, x: data.x, y: data.y } : null;
  const measure = program && loss && points ? bothMeasured(program, loss, names, points) : null;
  const nowhere = { xs: column(grid) ?? new Float64Array(0), curve: undefined };
  /** The curve over another axis. @param {Pick<Spec, "xlim"|"log">} axis */
  const over = axis => draw?.(axis) ?? nowhere;
  return {
    names,
    data,
    /** Does the function or its loss belong to these very points, so that none may come or go? */
    ofThesePoints: hasColumns(program) || hasColumns(loss),
    measure,
    over,
    ...over({ xlim, log }),
  };
}

/**
 * One step of gradient descent: friction 1 forgets the last step, 0 keeps all of it, as PyTorch does without zero_grad.
 *
 * It stands here and in Python (`momentum_step`), because the page walks where there is no kernel.
 * @param {Params} params @param {Params} grad
 * @param {{lr: number, friction: number, momentum: Params|null}} how  `momentum`: the buffer, after the step before
 */
export function descend(params, grad, { lr, friction, momentum }) {
  const each = /** @param {(name: string) => number} f @returns {Params} */ f =>
    Object.fromEntries(Object.keys(params).map(name => [name, f(name)]));
  const buffer = each(name => {
    const kept = friction === 1 || !momentum ? 0 : (1 - friction) * momentum[name];
    return grad[name] + kept;
  });
  return { params: each(name => params[name] - lr * buffer[name]), momentum: buffer };
}
