// Numbers and words: what a number looks like to a reader, to Python, and in JSON.

/** JSON has no infinities: Python sends them as words. */
export const num = v => (typeof v === "string" ? ({ inf: Infinity, "-inf": -Infinity }[v] ?? NaN) : v);

/** A true minus sign, and no minus before nought. */
export const words = s =>
  String(s)
    .replace(/^-0(\.0*)?$/, "0$1")
    .replace("-", "−");

/** A number to read: four significant figures, a true minus sign. */
export function format(v, digits = 4) {
  if (!Number.isFinite(v)) return v === undefined ? "…" : Number.isNaN(v) ? "not a number" : v > 0 ? "∞" : "−∞";
  const size = Math.abs(v);
  if (!size) return "0";
  if (size >= 1e6 || size < 1e-4) return words(v.toExponential(2));
  return words(v.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(size)))));
}

/** The same without trailing noughts: a parameter, a learning rate. */
export const brief = v => (Number.isFinite(v) ? words(Number(v.toPrecision(4))) : format(v));

/** A number to copy into Python: short, and the same float when read back to ten places. */
export const literal = v =>
  Number.isFinite(v) ? String(Number(v.toPrecision(10))) : `float("${v < 0 ? "-inf" : v > 0 ? "inf" : "nan"}")`;
