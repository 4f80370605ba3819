// A number as a hand types it: what it means, or a word why it is none. Pure.

/** @typedef {{v: number, why?: undefined}|{v?: undefined, why: string}} Reading */

const whole = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What stands between units and tenths where this language is spoken. @param {string} [locale] */
export function decimalOf(locale) {
  try {
    const parts = new Intl.NumberFormat(locale).formatToParts(1.5);
    return parts.find(part => part.type === "decimal")?.value ?? ".";
  } catch {
    return ".";
  }
}

/** What a number with a comma, or a fraction, could have meant. @param {string} text */
function meant(text) {
  const dotted = text.replace(",", ".");
  if (whole.test(dotted)) return `write ${dotted}, with a point`;
  const [top, bottom, ...rest] = text.split("/");
  const share = bottom && !rest.length && [top, bottom].every(part => whole.test(part)) ? +top / +bottom : NaN;
  return Number.isFinite(share) ? `no fractions: write ${Number(share.toPrecision(4))}` : "not a number";
}

/**
 * Reads it as Python would; and with a comma for the point, where the reader's language has one.
 * @param {string} typed @param {string} [decimal]  the reader's own sign between units and tenths @returns {Reading}
 */
export function readNumber(typed, decimal = ".") {
  const text = typed.trim().replace("−", "-");
  const pointed = decimal === "," && !text.includes(".") ? text.replace(",", ".") : text;
  if (!whole.test(pointed)) return { why: meant(text) };
  const v = Number(pointed);
  if (!Number.isFinite(v)) return { why: "too large for a number" };
  if (!v && /[1-9]/.test(pointed.split(/e/i)[0])) return { why: "too small for a number" };
  return { v };
}
