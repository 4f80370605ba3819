// The state as the end of an address: "#fitcurve=0&p.a=1.25&lr=0.1". Pure.
import { dialNames, readDials, turned } from "./dials.js";
import { endsOf, withEnds } from "./ends.js";
import { dataChanged, heldRows } from "./python.js";
import { literal } from "./words.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Kept} Kept */
/** @typedef {Pick<import("./types.js").Fig, "spec"|"names"|"first"|"canChangeCount">} Fig */

const longestData = 4000; // characters: more points than that don't go into an address
const columns = /** @type {const} */ (["x", "y"]);
const mark = /^(p|s)\./; // a parameter, the ends of its slider

/** The ends that are others than at first, by name. @param {Fig} fig @param {State} state */
function endsChanged({ first }, { sliders }) {
  const before = endsOf(first.sliders);
  return Object.entries(endsOf(sliders)).filter(([name, ends]) => ends.some((v, i) => v !== before[name][i]));
}

/**
 * What such an address says of this state. `i`: which figure of the page it is.
 * @param {Fig} fig @param {State} state
 */
export function asFragment(fig, state, i = 0) {
  const words = new URLSearchParams({ fitcurve: String(i) });
  if (fig.spec.title) words.set("f", fig.spec.title);
  for (const name of fig.names) words.set(`p.${name}`, literal(state.params[name]));
  for (const [name, ends] of endsChanged(fig, state)) words.set(`s.${name}`, ends.join(" "));
  for (const name of turned(state.dials, fig.first.dials)) words.set(name, String(state.dials[name]));
  if (state.log !== fig.first.log) words.set("log", state.log);
  const data = columns.map(name => Array.from(state[name] ?? [], literal).join(" "));
  if (fig.spec.y && dataChanged(fig, state) && data.join().length < longestData) {
    columns.forEach((name, j) => words.set(name, data[j]));
    if (state.yerr) words.set("yerr", Array.from(state.yerr, literal).join(" "));
    if (state.held) words.set("test", heldRows(state.held).join(" "));
  }
  return `#${words}`;
}

/** @param {string|null|undefined} v */
const number = v => (v?.trim() ? Number(v) : NaN);
/** @param {string|null} text */
const numbers = text => (text?.trim() ? text.trim().split(/\s+/) : []).map(Number);

/**
 * The points that are held out, from their numbers; null for none, undefined for what makes no sense.
 * @param {string|null} text @param {number} n
 */
function readHeld(text, n) {
  const rows = new Set(numbers(text));
  const fits = [...rows].every(i => Number.isInteger(i) && i >= 0 && i < n);
  if (!fits || rows.size >= n) return undefined;
  return rows.size ? Float64Array.from({ length: n }, (_, i) => Number(rows.has(i))) : null;
}

/** Error bars for n points; null for what makes no sense. @param {string|null} text @param {number} n */
function readErrors(text, n) {
  const yerr = Float64Array.from(numbers(text));
  return yerr.length === n && yerr.every(v => v > 0 && Number.isFinite(v)) ? yerr : null;
}

/**
 * The data, if there are some and they make sense for this figure.
 * @param {Fig} fig @param {State} state @param {URLSearchParams} words @param {(why: string) => void} refuse
 */
function readData(fig, state, words, refuse) {
  if (!columns.some(name => words.has(name))) return {};
  const [x, y] = columns.map(name => Float64Array.from(numbers(words.get(name))));
  const whole = x.length && x.length === y.length && [...x, ...y].every(Number.isFinite);
  const fits = fig.canChangeCount || x.length === state.x?.length;
  if (!fig.spec.y || !whole || !fits) return void refuse("its data make no sense here");
  const bars = state.yerr && words.has("yerr") ? readErrors(words.get("yerr"), x.length) : undefined;
  if (bars === null) refuse("its error bars make no sense");
  const held = readHeld(words.get("test"), x.length);
  if (held === undefined) refuse("its points held out make no sense");
  return { x, y, held: held ?? null, ...(bars ? { yerr: bars } : {}) };
}

/**
 * The parameters, those that are numbers.
 * @param {Fig} fig @param {State} state @param {URLSearchParams} words @param {(why: string) => void} refuse
 */
function readParams(fig, state, words, refuse) {
  const params = { ...state.params };
  for (const name of fig.names) {
    const text = words.get(`p.${name}`);
    const v = number(text);
    if (Number.isFinite(v)) params[name] = v;
    else if (text !== null) refuse(`its ${name} is no number: ${short(text)}`);
  }
  return params;
}

/**
 * The sliders with the ends that it says, where one can slide between them; nothing where it says none.
 * @param {Fig} fig @param {State} state @param {URLSearchParams} words @param {(why: string) => void} refuse
 */
function readEnds(fig, state, words, refuse) {
  /** @type {Record<string, import("./types.js").Ends>} */
  const ends = {};
  for (const name of Object.keys(endsOf(state.sliders))) {
    const text = words.get(`s.${name}`);
    if (text === null) continue;
    const [min, max, step, ...more] = numbers(text);
    const width = max - min;
    if (width > 0 && Number.isFinite(width) && step > 0 && step <= width && !more.length) ends[name] = [min, max, step];
    else refuse(`the ends of ${name} make no sense: ${short(text)}`);
  }
  return Object.keys(ends).length ? { sliders: withEnds(state.sliders, ends) } : {};
}

/** Which axes are logarithmic, if it says so. @param {URLSearchParams} words @param {(why: string) => void} refuse */
function readLog(words, refuse) {
  const log = words.get("log");
  if (log === null) return {};
  if (["", "x", "y", "xy"].includes(log)) return { log };
  return void refuse(`its log axes make no sense: ${short(log)}`);
}

/** @param {string} text */
const short = text => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/**
 * What such an address says, as far as it makes sense for this figure; or null if it is of another one. `refuse` hears
 * why something isn't taken.
 * @param {Fig} fig @param {State} state @param {string} hash @param {number} [i]
 * @param {(why: string) => void} [refuse] @returns {Partial<Kept>|null}
 */
export function fromFragment(fig, state, hash, i = 0, refuse = () => {}) {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  if (number(words.get("fitcurve")) !== i) return null;
  const of = words.get("f") ?? fig.spec.title;
  if (of !== fig.spec.title) {
    refuse(`it is of ${short(of)}, and this figure of ${fig.spec.title}`);
    return null;
  }
  const names = [...words.keys()].filter(key => mark.test(key)).map(key => key.replace(mark, ""));
  for (const name of new Set(names))
    if (!fig.names.includes(name)) refuse(`it has ${short(name)}, and this figure not`);
  const dials = readDials(name => words.get(name), fig.spec);
  for (const name of dialNames.filter(name => words.has(name) && !(name in dials)))
    refuse(`its ${name} makes no sense: ${short(words.get(name) ?? "")}`);
  return {
    params: readParams(fig, state, words, refuse),
    dials: { ...state.dials, ...dials },
    ...readEnds(fig, state, words, refuse),
    ...readLog(words, refuse),
    ...readData(fig, state, words, refuse),
  };
}
