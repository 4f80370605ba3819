// Numbers and words: what a number looks like to a reader, to Python, and in JSON.

const infinities = new Map([
  ["inf", Infinity],
  ["-inf", -Infinity],
]);

/** JSON has no infinities: Python sends them as words. @param {number|string} v */
export const num = v => (typeof v === "string" ? (infinities.get(v) ?? NaN) : v);

/** The other way round. @param {number} v @returns {number|string} */
export const numeral = v => (Number.isFinite(v) ? v : String(v).toLowerCase().replace("infinity", "inf"));

/** A true minus sign, and no minus before nought. @param {string} s */
export const words = s => (s.includes("-") ? s.replace(/^-0(\.0*)?$/, "0$1").replace("-", "−") : s);

/** Which of n options a number stands for: the nearest, the last for NaN. @param {number} v @param {number} n */
export const chosen = (v, n) => Math.max(0, Math.min(n - 1, Number.isNaN(v) ? n - 1 : Math.floor(v + 0.5)));

/** A whole number, raised: the exponent in ×10⁶. @param {number} n */
export const superscript = n => String(n).replace(/[-\d]/g, c => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)]));

/** A number to read: four significant figures, a true minus sign. @param {number|undefined} v @param {number} digits */
export function format(v, digits = 4) {
  if (v === undefined) return "…";
  if (Number.isNaN(v)) return "not a number";
  if (!Number.isFinite(v)) return v > 0 ? "∞" : "−∞";
  const size = Math.abs(v);
  if (!size) return "0";
  if (size >= 1e6 || size < 1e-4) return words(v.toExponential(2));
  return words(v.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(size)))));
}

/** The same without trailing noughts: a parameter, a learning rate. @param {number} v */
export const brief = v => (Number.isFinite(v) ? words(String(Number(v.toPrecision(4)))) : format(v));

const widest = 7; // letters that a box has room for

/**
 * What a slider's box has room for: five digits, and none that the slider could not show; where that is too long,
 * three, and a power of ten.
 * @param {number} v @param {{min: number, max: number}} slider
 */
export function boxed(v, { min, max }) {
  if (!Number.isFinite(v)) return format(v);
  const decimals = Math.min(100, Math.max(0, 4 - Math.floor(Math.log10(max - min))));
  const shown = Number(Number(v.toPrecision(5)).toFixed(decimals));
  const [text, power] = [String(shown), Number(shown.toPrecision(3)).toExponential().replace("e+", "e")];
  return text.length <= widest || text.length <= power.length ? text : power;
}

const plain = new Intl.NumberFormat("en", { useGrouping: false, maximumSignificantDigits: 15 }); // slow to be made
/** A number as assistive technology takes it, without an exponent. @param {number} v */
export function inFull(v) {
  const text = String(v);
  const isPlain = !Number.isFinite(v) || (text.length <= 15 && !text.includes("e")); // and most are
  return isPlain ? text : plain.format(v);
}

const grouped = new Intl.NumberFormat("en");
/** 10,000 @param {number} n */
export const countInWords = n => grouped.format(n);

const withUnit = /^(.*\S)\s*[[(]([^\])]+)[\])]$/u;

/**
 * "time [s]" and "1.2" -> "time 1.2 s"; the name is clipped where it is longer than `most`, the number never.
 * @param {string} label @param {string} v @param {number} most
 */
export function named(label, v, most = Infinity) {
  const name = withUnit.exec(label)?.[1] ?? label;
  return `${clipped(name, text => text.length <= most)} ${v}${unitOf(label)}`;
}

/** The unit in the name of an axis, to be put behind a number; or nothing. @param {string|null} [label] */
export function unitOf(label) {
  const unit = withUnit.exec(label ?? "")?.[2];
  return unit ? ` ${unit}` : "";
}

/** As much of a text as fits, with … for the rest. @param {string} text @param {(text: string) => boolean} fits */
export function clipped(text, fits) {
  const letters = Array.from(text);
  if (!text || fits(text)) return text;
  while (letters.length && !fits(`${letters.join("").trimEnd()}…`)) letters.pop();
  return letters.length ? `${letters.join("").trimEnd()}…` : "";
}

/** As wide as these words, and telling nothing. @param {string} s */
export const blank = s => s.replace(/\S/g, "\u2007");

/** A number to copy into Python: short, and the same float when read back to ten places. @param {number} v */
export function literal(v) {
  if (Number.isFinite(v)) return String(Number(v.toPrecision(10)));
  if (Number.isNaN(v)) return `float("nan")`;
  return v < 0 ? `float("-inf")` : `float("inf")`;
}

const few = 3; // places that are named

/**
 * Where the function has no number, so that the loss has none: the first few places, in order, and how many more.
 * @param {number} loss @param {string} lossName @param {ArrayLike<number>} x @param {ArrayLike<number>} preds
 */
export function whereNoNumber(loss, lossName, x, preds) {
  const isNoNumber = Number.isNaN(loss) ? Number.isNaN : (/** @type {number} */ v) => !Number.isFinite(v);
  const what = Number.isNaN(loss) ? "not a number" : "infinite";
  const places = [...Array(x.length).keys()].filter(i => isNoNumber(preds[i])).map(i => x[i]);
  if (!places.length) return `The ${lossName} is ${what}, though the function is finite at each point.`;
  const named = places.sort((a, b) => a - b).slice(0, few);
  const more = places.length - named.length;
  const at = `x = ${named.map(brief).join(", ")}` + (more ? ` and ${more} more points` : "");
  const how = Number.isNaN(loss) ? "the function has no number" : "so is the function";
  return `The ${lossName} is ${what}: ${how} at ${at}.`;
}

/**
 * Why no step can be taken from here; null where there is nothing in the way. (The kernel says the same in the same
 * words: `why_no_step`.)
 * @param {number} loss @param {Record<string, number>} grad
 */
export function whyNoStep(loss, grad) {
  const name = Object.keys(grad).find(name => !Number.isFinite(grad[name]));
  if (name === undefined) return null;
  const from = "No step from here: ";
  if (!Number.isFinite(loss)) {
    const what = Number.isNaN(loss) ? "not a number" : "infinite";
    return `${from}the loss is ${what}, so nothing says which way is down. Try other parameters.`;
  }
  if (!Number.isNaN(grad[name]))
    return `${from}the slope along ${name} is infinite, as that of a square root at 0. Try other parameters.`;
  return (
    `${from}the slope along ${name} is not a number, though the loss is one. torch.where and masks ` +
    "compute the branch not taken too: where its slope is infinite or NaN, 0 times it is NaN. Give that branch " +
    "numbers that it can take, as in torch.sqrt(torch.where(x > 0, a*x, 1.))."
  );
}
