// Is a program that came with a page whole, and no longer than a page can bear? What comes in may be anything, hence
// `any`. Pure.
import { ops } from "./program.js";

const numbers = 1e8; // that a program may compute, all its values counted
const longest = 1e6; // row, as in Python

/** Error unless this holds. @param {unknown} holds @param {string} what  the part that was damaged */
export function must(holds, what) {
  if (!holds) throw new Error(`this page was damaged, in its ${what}`);
}
/** @param {any} v @param {number} lo @param {number} hi */
export const isWhole = (v, lo, hi) => Number.isInteger(v) && v >= lo && v <= hi;
/** A number as JSON has it. @param {any} v */
export const isNumeral = v => typeof v === "number" || v === "nan" || v === "inf" || v === "-inf";
/** @param {any} v */
export const isObject = v => typeof v === "object" && v !== null && !Array.isArray(v);
/** @param {any} v */
export const isText = v => typeof v === "string";
/** @param {any} v @param {(item: any) => boolean} is @param {number} [n]  how many there must be */
export const isList = (v, is, n) => Array.isArray(v) && v.every(is) && (n === undefined || v.length === n);
/** @param {any} v @param {(v: any) => unknown} is */
export const isNothingOr = (v, is) => v === undefined || v === null || !!is(v);

/** How many arguments an operation takes. @param {string} name */
export function arity(name) {
  const { f, all, product, scan } = ops[name];
  if (all || scan) return 1;
  return product || name === "expand" ? 2 : /** @type {Function} */ (f).length;
}

/** How many numbers an array has that was packed whole, in 4 or 8 bytes each; else NaN. @param {any[]} args */
function sizeOfArray([shape, packed]) {
  if (!isList(shape, v => isWhole(v, 1, numbers)) || !isText(packed)) return NaN;
  const size = shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
  const bytes = (packed.length / 4) * 3 - /** @type {string[]} */ (packed.match(/=?=?$/))[0].length;
  return bytes === 4 * size || bytes === 8 * size ? size : NaN;
}

/**
 * How many numbers an instruction makes of values of these sizes, with columns of n; NaN if it makes no sense.
 * @param {any[]} instruction @param {number[]} sizes @param {number} n
 */
function sizeOf([name, ...args], sizes, n) {
  if (name === "const" && isNumeral(args[0])) return 1;
  if (name === "const") return isList(args[0], isNumeral, n) ? n : NaN;
  if (name === "array") return sizeOfArray(args);
  if (!Object.hasOwn(ops, name)) return NaN;
  if (!isList(args, i => isWhole(i, 0, sizes.length - 1), arity(name))) return NaN;
  const given = args.map(i => sizes[i]);
  if (ops[name].product) return given[1] % given[0] ? NaN : given[1] / given[0];
  const size = Math.max(...given);
  if (!given.every(v => v === 1 || v === size)) return NaN;
  return ops[name].all ? 1 : size;
}

/**
 * How long each input is, in order; null where columns, rows and defaults don't go together, or an input has no number.
 * @param {any} program @param {number} n @param {(name: string, i: number) => boolean} given
 */
function inputSizes({ inputs, data, rows = [], defaults = [] }, n, given) {
  /** @param {any} i */
  const isInput = i => isWhole(i, 0, inputs.length - 1);
  /** @param {any} row */
  const isRow = row => isList(row, Number.isInteger, 2) && isInput(row[0]) && isWhole(row[1], 1, longest);
  const fit = isList(data, isInput) && isList(rows, isRow) && isList(defaults, v => v === null || isNumeral(v));
  if (!isList(inputs, isText) || new Set(inputs).size < inputs.length || !fit) return null;
  const row = new Map(rows);
  const sizes = inputs.map((/** @type {string} */ name, /** @type {number} */ i) => {
    if (!given(name, i) && !isNumeral(defaults[i])) return NaN;
    return data.includes(i) ? n : (row.get(i) ?? 1);
  });
  return sizes.some(Number.isNaN) ? null : sizes;
}

/**
 * Error unless this is a program that columns of n don't keep too long. Of its inputs, those that are `given`, by name
 * or by place, need no default.
 * @param {any} program @param {string} what @param {number} n @param {(name: string, i: number) => boolean} given
 */
export function checkProgram(program, what, n, given) {
  must(isObject(program) && Array.isArray(program.inputs) && isList(program.ops, Array.isArray), what);
  const sizes = inputSizes(program, n, given);
  must(sizes, what);
  let total = 0;
  for (const size of sizes) total += size;
  for (const instruction of program.ops) {
    const size = sizeOf(instruction, sizes, n);
    total += size;
    must(total <= numbers, what);
    sizes.push(size);
  }
  must(isWhole(program.output, 0, sizes.length - 1), what);
}
