// The state as a line of Python, to be pasted into one's own notebook. Pure.
import { turned } from "./dials.js";
import { outside } from "./ends.js";
import { living } from "./sums.js";
import { chosen, literal } from "./words.js";

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

/** The numbers of the points that are held out. @param {Float64Array|null} held */
export const heldRows = held => Array.from(held ?? []).flatMap((v, i) => (v ? [i] : []));

/** Has a hand changed the data? @param {Pick<Fig, "first">} fig @param {State} state */
export const dataChanged = ({ first }, { x, y }) => x !== first.x || y !== first.y;

/**
 * The parameters alone: what `spec.python` makes of them.
 * @param {Pick<Fig, "spec">} fig @param {Pick<State, "params">} state
 */
export const asFunction = ({ spec }, { params }) =>
  spec.python.replace(/\{([^{}]+)\}/g, (all, name) =>
    Object.hasOwn(params, name) ? valueOf(spec, params, name) : all,
  );

/**
 * A slider as `explore` is given it: a number alone where it would make the same slider, else its ends and its step,
 * and where it starts unless that is the middle.
 * @param {Slider} slider
 */
function sliderArgument({ value, min, max, step, check, code }) {
  if (code) return check ? code[value] : choices(code, value);
  const whole = [value, min, max, step].every(Number.isInteger) && step === 1;
  const number = whole ? literal : float;
  /** @param {number} a @param {number} b */
  const near = (a, b) => Math.abs(a - b) <= 1e-9 * (max - min);
  const [lo, hi] = [-value, 3 * value].sort((a, b) => a - b);
  const [least, most] = whole ? [0, 10_000] : [2, 100];
  const plain = near(step, whole ? 1 : 0.1) && max - min >= least && max - min <= most;
  if (value && near(min, lo) && near(max, hi) && plain) return number(value);
  const middle = whole ? Math.floor((min + max) / 2) : (min + max) / 2;
  if (near(value, middle)) return `(${number(min)}, ${number(max)}, ${number(step)})`;
  return `dict(value=${number(value)}, min=${number(min)}, max=${number(max)}, step=${number(step)})`;
}

/** A list of choices, the one to start with first. @param {string[]} code @param {number} start */
const choices = (code, start) => `[${[code[start], ...code.filter((_, i) => i !== start)].join(", ")}]`;

/**
 * A parameter as the function is given it.
 * @param {Fig["spec"]} spec @param {State["params"]} params @param {string} name
 */
function valueOf(spec, params, name) {
  const { code } = spec.params[name];
  return code ? code[chosen(params[name], code.length)] : literal(params[name]);
}

/**
 * A function's arrays, without the parts that add nothing.
 * @param {Fig["spec"]} spec @param {State["params"]} params
 */
function arrayArguments({ parts }, params) {
  if (!parts) return [];
  const live = living(parts, params);
  const numbers = (/** @type {string} */ array) => (live.length ? live : [1]).map(i => literal(params[array + i]));
  return parts.own.map((name, k) => `${name}=[${numbers(parts.arrays[k]).join(", ")}]`);
}

/**
 * A slider with the ends that it has by now; where it starts is one of its own places.
 * @param {Slider} slider @returns {Slider}
 */
const startable = slider => ({ ...slider, value: Math.min(slider.max, Math.max(slider.min, slider.value)) });

/** What `explore` takes between function and sliders, in its own order, as it is if it isn't given. */
const usual = {
  x: "None",
  y: "None",
  loss: "mae",
  hide: "False",
  labels: "None",
  show: '"all"',
  test: "None",
  data: "None",
  yerr: "None",
  log: "None",
};
const options = /** @type {(keyof typeof usual)[]} */ (Object.keys(usual));

/** @param {string|null} text */
const quoted = text => (text === null ? "None" : JSON.stringify(text));

/** One number for bars that are all alike. @param {Float64Array} yerr */
const bars = yerr => (yerr.every(v => v === yerr[0]) ? literal(yerr[0]) : list(yerr));

/**
 * The data: by the name of what has drawn them, by theirs, or their numbers, where they are no one else's.
 * @param {Fig} fig @param {State} state
 */
function dataOf(fig, state) {
  const isNew = dataChanged(fig, state);
  if (!isNew && fig.spec.data_call) return { data: fig.spec.data_call };
  return isNew || fig.spec.samples ? { x: list(state.x), y: list(state.y) } : { x: "x", y: "y" };
}

/** Those that aren't as usual. @param {Fig} fig @param {State} state @returns {Partial<typeof usual>} */
function optionsOf(fig, state) {
  const { spec } = fig;
  const { view, held, yerr, of, log, labels } = state;
  const ofData = {
    ...dataOf(fig, state),
    loss: spec.loss_call ?? spec.loss_name,
    hide: view?.veil?.on ? "True" : "",
    show: quoted(view?.stage?.at ?? "all"),
    test: held && !of ? `[${heldRows(held).join(", ")}]` : "",
    yerr: yerr && !of ? bars(yerr) : "",
  };
  /** @type {Partial<typeof usual>} */
  const all = {
    ...(spec.y ? ofData : {}),
    labels: labels?.some(Boolean) ? `(${labels.map(quoted).join(", ")})` : "",
    log: log ? quoted(log) : "",
  };
  return Object.fromEntries(
    options.flatMap(name => (all[name] && all[name] !== usual[name] ? [[name, all[name]]] : [])),
  );
}

/**
 * Those, as they are given: by name, or where the function has such a name for itself, by their places.
 * @param {Fig} fig @param {State} state
 */
function optionsGiven(fig, state) {
  const { x, y, ...named } = optionsOf(fig, state);
  const own = [...fig.names, ...(fig.spec.parts?.own ?? [])];
  const given = Object.entries(named);
  const data = x && y ? [x, y] : [];
  if (!given.some(([name]) => own.includes(name))) return [...data, ...given.map(([name, text]) => `${name}=${text}`)];
  const last = options.indexOf(/** @type {keyof typeof usual} */ (given[given.length - 1][0]));
  return options.slice(0, last + 1).map(name => ({ ...usual, x, y, ...named })[name] ?? usual[name]);
}

/** @param {Fig} fig @param {State} state */
function exploreCall(fig, state) {
  const { spec, names } = fig;
  const single = names.filter(name => !spec.parts?.names.includes(name));
  const sliders = [
    ...arrayArguments(spec, state.params),
    ...single.map(name => `${name}=${sliderArgument(startable(state.sliders[name]))}`),
  ];
  return `fig = explore(${[spec.call || "f", ...optionsGiven(fig, state), ...sliders].join(", ")})`;
}

/**
 * The sliders of arrays, which `explore` isn't given, where a hand has changed their ends.
 * @param {Fig} fig @param {State} state
 */
function endsOfArrays({ spec }, { params, sliders }) {
  const isInside = (/** @type {string} */ name) => outside(params[name], sliders[name]) === 0;
  const changed = (spec.parts?.names ?? []).filter(name => sliders[name] !== spec.params[name] && isInside(name));
  const ends = changed.map(name => {
    const { min, max, step } = sliders[name];
    return `${name}=(${[min, max, step].map(float).join(", ")})`;
  });
  return ends.length ? [`fig.sliders = dict(${ends.join(", ")})`] : [];
}

/**
 * The figure itself, with these sliders, these dials, and these data if a hand has changed them.
 * @param {Fig} fig @param {State} state
 */
export function asFigure(fig, state) {
  const { spec, names } = fig;
  const { params, sliders, dials } = state;
  const single = names.filter(name => !spec.parts?.names.includes(name));
  const moved = single.some(name => params[name] !== startable(sliders[name]).value);
  const values = single.map(name => `${name}=${valueOf(spec, params, name)}`).join(", ");
  const settings = turned(dials, spec.dials).map(name => {
    const v = dials[name];
    return `fig.${name} = ${typeof v === "number" ? literal(v) : JSON.stringify(v)}`;
  });
  const set = moved ? [`fig.params = dict(${values})`] : [];
  return [exploreCall(fig, state), ...set, ...endsOfArrays(fig, state), ...settings].join("; ");
}
