// Columns, two or three, as they are pasted from a spreadsheet, a file or a page: which sign is between them, which is
// the decimal sign, and whether there are headings, is found in the text itself. And the other way: as CSV. Pure.

/**
 * @typedef {{
 *   x: number[], y: number[], yerr: number[]|null, labels: string[]|null, refused: string[], notes: string[],
 * }} Pasted  `yerr`, error bars, where there is a third column of them
 */
/** @typedef {{apart: RegExp, decimal: "."|","}} Style  what is between two cells, and between units and tenths */

const tab = /\t/;
const semicolon = /;/;
const comma = /,/;
const space = /[ \t]+/;
/** In this order, where several read as many rows. @type {Style[]} */
const styles = [tab, semicolon, comma, space].flatMap(apart =>
  /** @type {const} */ ([".", ","])
    .filter(decimal => apart !== comma || decimal === ".")
    .map(decimal => ({ apart, decimal })),
);
const thin = /(?<=\d)[\u2009\u202f\u00a0'’](?=\d{3})/g; // between thousands
const grouped = { ".": /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/, ",": /^[+-]?\d{1,3}(\.\d{3})+(,\d*)?$/ };
const whole = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The cells of a line; what is in quotes is one. @param {string} line @param {RegExp} apart */
function cellsOf(line, apart) {
  /** @type {string[]} */
  const kept = [];
  const masked = line.replace(
    /"((?:[^"]|"")*)"/g,
    (_, inside) => `\ue000${kept.push(inside.replace(/""/g, '"')) - 1}\ue000`,
  );
  const open = (/** @type {string} */ cell) => cell.replace(/\ue000(\d+)\ue000/g, (_, i) => kept[Number(i)]);
  return (apart === space ? masked.trim() : masked).split(apart).map(cell => open(cell).trim());
}

/** A cell as a number; NaN where it is none. @param {string} cell @param {"."|","} decimal */
function numberOf(cell, decimal) {
  let text = cell.replace(/^[−–]/, "-").replace(/e[−–]/i, "e-").replace(thin, "");
  if (grouped[decimal].test(text)) text = text.replaceAll(decimal === "." ? "," : ".", "");
  if (decimal === "," && text.includes(".")) return NaN;
  text = text.replace(decimal, ".");
  const v = whole.test(text) ? Number(text) : NaN;
  return Number.isFinite(v) ? v : NaN;
}

/**
 * The style in which most lines have two numbers, and of such the one in which most have three; or nothing.
 * @param {string[]} lines @param {string} decimal
 */
function styleOf(lines, decimal) {
  const counted = styles.map(style => {
    const [pairs, triples] = [2, 3].map(count => lines.filter(line => rowOf(line, style, count)).length);
    return { style, count: pairs + (pairs && triples / (lines.length + 1)) };
  });
  const most = Math.max(...counted.map(({ count }) => count));
  if (!most) return null;
  const best = counted.filter(({ count }) => count === most).map(({ style }) => style);
  return best.find(style => style.decimal === decimal) ?? best[0];
}

/** Why a line is no row of so many columns. @param {string} line @param {Style} style @param {number} count */
function whyNot(line, { apart, decimal }, count) {
  const cells = cellsOf(line, apart);
  if (cells.length < 2) return "one column, two are needed";
  if (cells.length < count) return "no error bar";
  const wrong = cells.slice(0, count).find(cell => Number.isNaN(numberOf(cell, decimal)));
  if (wrong) return `“${wrong.slice(0, 20)}” is no number`;
  return cells.slice(0, count).every(Boolean)
    ? `“${cells[2]}” is no error bar: that is more than 0`
    : "a cell is empty";
}

/** The numbers of a row, or null. @param {string} line @param {Style} style @param {number} count */
function rowOf(line, { apart, decimal }, count) {
  const row = cellsOf(line, apart).slice(0, count).map(cell => numberOf(cell, decimal)); // prettier-ignore
  return row.length === count && row.every(Number.isFinite) && (count < 3 || row[2] > 0) ? row : null;
}

/**
 * The names of both columns, if the first line has some.
 * @param {string} line @param {Style} style @param {string} next
 */
function headingsOf(line, { apart, decimal }, next) {
  const cells = cellsOf(line, apart);
  const isName = (/** @type {string} */ cell) => !!cell && Number.isNaN(numberOf(cell, decimal));
  const isWhole = apart !== space || cells.length === cellsOf(next, apart).length;
  return isWhole && isName(cells[0]) && isName(cells[1]) ? cells.slice(0, 2) : null;
}

/**
 * What was pasted, read: the rows that can be taken, and the others by their lines, with why they can't.
 * @param {string} text @param {string} [decimal]  the reader's own sign, where the text could be read in two ways
 * @param {boolean} [hasErrors]  is a third column, if there is one, of error bars?
 * @returns {Pasted}
 */
export function readColumns(text, decimal = ".", hasErrors = false) {
  /** @type {Pasted} */
  const read = { x: [], y: [], yerr: null, labels: null, refused: [], notes: [] };
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  const written = lines.filter(line => line.trim());
  const style = styleOf(written, decimal);
  if (!style) {
    const why = written.length ? "No line has two numbers, one for each column" : "There is nothing to read";
    return { ...read, refused: [why] };
  }
  if (written.length > 1) read.labels = headingsOf(written[0], style, written[1]);
  const first = read.labels ? lines.indexOf(written[0]) : -1;
  const most = Math.max(...written.map(line => cellsOf(line, style.apart).length));
  const count = hasErrors && written.some(line => rowOf(line, style, 3)) ? 3 : 2;
  if (count > 2) read.yerr = [];
  lines.forEach((line, i) => {
    if (!line.trim() || i === first) return;
    const row = rowOf(line, style, count);
    if (!row) return void read.refused.push(`line ${i + 1}: ${whyNot(line, style, count)}`);
    read.x.push(row[0]);
    read.y.push(row[1]);
    read.yerr?.push(row[2]);
  });
  if (most > count) read.notes.push(`the first ${count > 2 ? "three" : "two"} of ${most} columns`);
  if (count > 2) read.notes.push("the third column is error bars");
  if (style.decimal === "," && /\d,\d/.test(text)) read.notes.push("a comma is the decimal sign");
  const isGrouped = style.decimal === "." && style.apart !== comma && /\d,\d{3}/.test(text);
  if (isGrouped) read.notes.push("a comma is between thousands");
  return read;
}

/** A cell of CSV: quoted where it must be. @param {string} text */
const quoted = text => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * The columns as CSV, with headings; each number reads back as it is.
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>, yerr?: ArrayLike<number>|null}} data
 * @param {(string|null)[]} labels
 */
export function asCsv({ x, y, yerr }, [across, up]) {
  const written = (/** @type {number} */ v) => (Object.is(v, -0) ? "-0" : String(v));
  const columns = [x, y, ...(yerr ? [yerr] : [])];
  const names = [across ?? "x", up ?? "y", "yerr"].slice(0, columns.length);
  const rows = Array.from(x, (_, i) => columns.map(column => written(column[i])).join(","));
  return [names.map(quoted).join(","), ...rows, ""].join("\n");
}
