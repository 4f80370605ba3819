// The state as the end of an address: "#fitcurve=0&p.a=1.25&lr=0.1". Pure.
import { readDials, turned } from "./dials.js";
import { dataChanged, heldRows } from "./python.js";
import { literal } from "./words.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Kept} Kept */
/** @typedef {Pick<import("./types.js").Fig, "spec"|"names"|"first"|"canChangeCount">} Fig */

const longestData = 4000; // characters: more points than that don't go into an address
const columns = /** @type {const} */ (["x", "y"]);

/**
 * What such an address says of this state. `i`: which figure of the page it is.
 * @param {Fig} fig @param {State} state
 */
export function asFragment(fig, state, i = 0) {
  const words = new URLSearchParams({ fitcurve: String(i) });
  if (fig.spec.title) words.set("f", fig.spec.title);
  for (const name of fig.names) words.set(`p.${name}`, literal(state.params[name]));
  for (const name of turned(state.dials, fig.first.dials)) words.set(name, String(state.dials[name]));
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

/**
 * The points that are held out, from their numbers; null for none, and for what makes no sense.
 * @param {string|null} text @param {number} n
 */
function readHeld(text, n) {
  const rows = new Set(text?.trim() ? text.trim().split(/\s+/).map(Number) : []);
  const fits = [...rows].every(i => Number.isInteger(i) && i >= 0 && i < n);
  return rows.size && rows.size < n && fits ? Float64Array.from({ length: n }, (_, i) => Number(rows.has(i))) : null;
}

/** Error bars for n points; null for what makes no sense. @param {string|null} text @param {number} n */
function readErrors(text, n) {
  const yerr = Float64Array.from(text?.trim().split(/\s+/) ?? [], Number);
  return yerr.length === n && yerr.every(v => v > 0 && Number.isFinite(v)) ? yerr : null;
}

/**
 * The data, if there are some and they make sense for this figure.
 * @param {Fig} fig @param {State} state @param {URLSearchParams} words
 */
function readData(fig, state, words) {
  const [x, y] = columns.map(name => {
    const numbers = words.get(name)?.trim().split(/\s+/) ?? [];
    return Float64Array.from(numbers, Number);
  });
  const whole = x.length && x.length === y.length && [...x, ...y].every(Number.isFinite);
  const fits = fig.canChangeCount || x.length === state.x?.length;
  if (!fig.spec.y || !whole || !fits) return {};
  const bars = state.yerr && readErrors(words.get("yerr"), x.length);
  return { x, y, held: readHeld(words.get("test"), x.length), ...(bars ? { yerr: bars } : {}) };
}

/**
 * What such an address says, as far as it makes sense for this figure; or null if it is of another one.
 * @param {Fig} fig @param {State} state @param {string} hash @returns {Partial<Kept>|null}
 */
export function fromFragment(fig, state, hash, i = 0) {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  if (number(words.get("fitcurve")) !== i) return null;
  if ((words.get("f") ?? fig.spec.title) !== fig.spec.title) return null;
  const params = { ...state.params };
  for (const name of fig.names) {
    const v = number(words.get(`p.${name}`));
    if (Number.isFinite(v)) params[name] = v;
  }
  const dials = { ...state.dials, ...readDials(name => words.get(name), fig.spec) };
  return { params, dials, ...readData(fig, state, words) };
}
