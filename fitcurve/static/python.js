// The state as a line of Python, to be pasted into one's own notebook. Pure.
import { turned } from "./dials.js";
import { literal } from "./words.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Slider} Slider */
/** @typedef {Pick<import("./types.js").Fig, "spec"|"names"|"first">} Fig */

/** A number as Python reads it: a float stays one. @param {number} v */
function float(v) {
  const s = literal(v);
  return /^-?\d+$/.test(s) ? `${s}.0` : s;
}

/** @param {Float64Array|null} v */
const list = v => `[${Array.from(v ?? [], literal).join(", ")}]`;

/** Has a hand changed the data? @param {Pick<Fig, "first">} fig @param {State} state */
export const dataChanged = ({ first }, { x, y }) => x !== first.x || y !== first.y;

/**
 * The parameters alone: what `spec.python` makes of them.
 * @param {Pick<Fig, "spec">} fig @param {Pick<State, "params">} state
 */
export const asFunction = ({ spec }, { params }) =>
  spec.python.replace(/\{(\w+)\}/g, (all, name) => (Object.hasOwn(params, name) ? literal(params[name]) : all));

/** A slider as `explore` is given it: a number alone where it would make the same slider. @param {Slider} slider */
function sliderArgument({ value, min, max, step }) {
  const whole = [value, min, max, step].every(Number.isInteger) && step === 1;
  const number = whole ? literal : float;
  /** @param {number} a @param {number} b */
  const near = (a, b) => Math.abs(a - b) < 1e-9;
  const [lo, hi] = [-value, 3 * value].sort((a, b) => a - b);
  const usual = value && near(min, lo) && near(max, hi) && near(step, whole ? 1 : 0.1);
  return usual ? number(value) : `(${number(min)}, ${number(max)}, ${number(step)})`;
}

/** @param {Fig} fig @param {State} state */
function exploreCall(fig, state) {
  const { spec, names } = fig;
  const { call = "f", loss_name: lossName } = spec;
  const data = dataChanged(fig, state) ? [list(state.x), list(state.y)] : ["x", "y"];
  const loss = lossName === "mae" ? [] : [`loss=${lossName}`];
  const sliders = names.map(name => `${name}=${sliderArgument(spec.params[name])}`);
  return `fig = explore(${[call, ...(spec.y ? [...data, ...loss] : []), ...sliders].join(", ")})`;
}

/**
 * The figure itself, with these sliders, these dials, and these data if a hand has changed them.
 * @param {Fig} fig @param {State} state
 */
export function asFigure(fig, state) {
  const { spec, names } = fig;
  const { params, dials } = state;
  const moved = names.some(name => params[name] !== spec.params[name].value);
  const values = names.map(name => `${name}=${literal(params[name])}`).join(", ");
  const settings = turned(dials, spec.dials).map(name => {
    const v = dials[name];
    return `fig.${name} = ${typeof v === "number" ? literal(v) : JSON.stringify(v)}`;
  });
  return [exploreCall(fig, state), ...(moved ? [`fig.params = dict(${values})`] : []), ...settings].join("; ");
}
