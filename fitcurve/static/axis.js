// How an axis runs: evenly in its numbers, or in their logarithms. A *part* of it is 0 at its lower end, 1 at its upper
// one. Pure.
import { superscript, words } from "./words.js";

/** @typedef {import("./types.js").Tick} Tick */

/** @param {number} lo @param {number} hi  whose quotient may be too large for a number */
const logLength = (lo, hi) => Math.log(hi) - Math.log(lo);

/** From a number to its part of the axis. @param {number} v @param {number[]} range @param {boolean} [log] */
export function partOf(v, [lo, hi], log = false) {
  if (!log) return (v - lo) / (hi - lo);
  return (Math.log(Math.max(0, v)) - Math.log(lo)) / logLength(lo, hi); // of 0 and less: −∞
}

/** And back. @param {number} part @param {number[]} range @param {boolean} [log] */
export const valueAt = (part, [lo, hi], log = false) =>
  log ? Math.exp(Math.log(lo) + part * logLength(lo, hi)) : lo + (hi - lo) * part;

/** The number that is so much of the axis further. @param {number} v @param {number} by @param {number[]} range */
export const shifted = (v, by, range, log = false) => valueAt(partOf(v, range, log) + by, range, log);

/** How long the axis would be, were all of it as it is at v. @param {number} v @param {number[]} range */
export const lengthAt = (v, [lo, hi], log = false) => (log ? Math.abs(v) * logLength(lo, hi) : hi - lo);

/** n places at equal distances, from end to end. @param {number[]} range @param {number} n @param {boolean} [log] */
export function evenly([lo, hi], n, log = false) {
  const at = (/** @type {number} */ i) => lo + ((hi - lo) * i) / (n - 1);
  return Float64Array.from({ length: n }, (_, i) => (log ? valueAt(i / (n - 1), [lo, hi], true) : at(i)));
}

/** Numbers as powers of ten, or as they are where all are short. @param {number[]} at */
function powerTexts(at) {
  const plain = at.map(v => words(String(v)));
  if (plain.every(text => text.length < 6 && !text.includes("e"))) return plain;
  return at.map(v => {
    const power = Math.floor(Math.log10(v) + 1e-9);
    const digit = Math.round(v / 10 ** power);
    return `${digit > 1 ? `${digit}×` : ""}10${superscript(power)}`;
  });
}

/**
 * Numbers of these digits in each decade, or in every so many, from lo to hi.
 * @param {number} lo @param {number} hi @param {number[]} digits @param {number} [stride]
 */
function decades(lo, hi, digits, stride = 1) {
  const [first, last] = [lo, hi].map(v => Math.floor(Math.log10(v) / stride + 1e-9) * stride);
  const powers = Array.from({ length: (last - first) / stride + 1 }, (_, i) => first + i * stride);
  const all = powers.flatMap(power => digits.map(digit => Number(`${digit}e${power}`)));
  return all.filter(v => v >= lo * (1 - 1e-9) && v <= hi * (1 + 1e-9));
}

/**
 * The ticks of a log axis, one about every `gap` of `px` pixels: powers of ten, or some of them; where there is room
 * 2 and 5 times as much as well; and between them others without a text. None where the axis is shorter than two of
 * them: then it is as good as even.
 * @param {number} lo @param {number} hi @param {number} px @param {number} gap @returns {Tick[]}
 */
export function logTicks(lo, hi, px, gap) {
  const decade = (px * Math.LN10) / logLength(lo, hi); // its length, in pixels
  const at = decades(lo, hi, decade > 4 * gap ? [1, 2, 5] : [1], Math.ceil(gap / decade));
  if (at.length < 2) return [];
  const texts = powerTexts(at);
  const named = at.map((v, i) => ({ v, text: texts[i] }));
  if (decade < gap) return named;
  const between = decades(lo, hi, [1, 2, 3, 4, 5, 6, 7, 8, 9]).filter(v => !at.includes(v));
  return [...named, ...between.map(v => ({ v, text: "" }))];
}
