// The data as a table, behind ⋯ and the key t: edited cell by cell, pasted from a spreadsheet, given back as CSV.
import { button, download, make, write } from "./dom.js";
import { median } from "./errors.js";
import { gridOf } from "./grid.js";
import { dialog } from "./menu.js";
import { asCsv, readColumns } from "./pasted.js";
import { added, dataOf, moved, removed } from "./points.js";
import { copier } from "./share.js";
import { decimalOf } from "./typed.js";
import { brief } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./pasted.js").Pasted} Pasted */

const few = 4; // lines that are named, of those that can't be read

/**
 * What the grid asks for; each change of it is one thing to undo.
 * @param {Fig} fig @param {(text: string) => void} say
 * @returns {import("./grid.js").Rows}
 */
function rowsOf(fig, say) {
  const data = () => dataOf(fig.state);
  /** @type {import("./grid.js").Column[]} */
  const columns = fig.spec.yerr ? [0, 1, 2] : [0, 1];
  const names = () => [fig.state.labels[0] ?? "x", fig.state.labels[1] ?? "y", "error bar"];
  const bars = () => data().yerr ?? new Float64Array(0);
  /** @param {import("./points.js").News} columns */
  function take([x, y, held, yerr]) {
    fig.act("given", x, y, { held, yerr });
    fig.done();
  }
  return {
    count: () => data().x.length,
    at: (i, j) => [data().x, data().y, bars()][j][i],
    columns,
    name: j => names()[j],
    whyNot: (j, v) => (j === 2 && !(v > 0) ? "an error bar is more than 0" : ""),
    isFixed: () => !fig.canMovePoints,
    canAdd: () => fig.canChangeCount,
    put(i, j, v) {
      const row = columns.map(k => (k === j ? v : this.at(i, k)));
      take(moved(data(), i, row[0], row[1], row[2]));
    },
    add(x, y, yerr) {
      take(added(data(), x, y, yerr));
      say(`added: point ${data().x.length}`);
    },
    remove(i) {
      take(removed(data(), i));
      say(`removed: ${data().x.length} points are left`);
    },
    say,
  };
}

/** How many, in words. @param {number} n @param {string} what */
const counted = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;

/**
 * What is lost with the points, where such rows take their place.
 * @param {import("./points.js").Columns} data @param {Pick<Pasted, "x"|"yerr">} read
 */
export function lost({ x, held, yerr }, read) {
  if (read.x.length === x.length) return [];
  const bar = yerr && !read.yerr ? brief(median(yerr)) : null;
  const bars = bar === null ? [] : [`each gets the error bar ${bar}, the median, if they replace the data`];
  return [...bars, ...(held ? ["none is held out, if they replace the data"] : [])];
}

/** What was read, in lines. @param {Pasted} read @param {string} full  why it can't all be taken, or nothing */
function outcome({ x, labels, refused, notes }, full) {
  const named = labels ? `, headings ${labels.join(" and ")}` : "";
  const more = refused.length > few ? [`and ${refused.length - few} more lines`] : [];
  const left = x.length && refused.length ? ["Left out:"] : [];
  const read = x.length ? [`${counted(x.length, "row")} read${named}${notes.map(note => `; ${note}`).join("")}`] : [];
  return [...read, ...left, ...refused.slice(0, few), ...more, ...(full ? [full] : [])].join("\n");
}

/** Why these rows can't be the data, with as many that are there; or nothing. @param {Fig} fig @param {number} n */
function whyNot(fig, n) {
  const most = fig.spec.limits.points;
  if (n > most) return `Too many: a figure takes ${most} points from here at most`;
  if (!fig.canChangeCount && n !== dataOf(fig.state).x.length)
    return "This function holds a number for each point: none can come or go";
  return "";
}

/**
 * What was read, in place of the data.
 * @param {unknown} _ @param {Pasted} read
 */
function replaced(_, { x, y, yerr, labels }) {
  const more = { ...(labels ? { labels } : {}), ...(yerr ? { yerr: Float64Array.from(yerr) } : {}) };
  return { x: Float64Array.from(x), y: Float64Array.from(y), more };
}

/**
 * What was read, after the data: none of it is held out, and where it has no error bars it gets their median.
 * @param {import("./points.js").Columns} data @param {Pasted} read
 */
function joined({ x, y, held, yerr }, read) {
  const all = (/** @type {Float64Array} */ v, /** @type {number[]} */ news) => Float64Array.of(...v, ...news);
  const bars = yerr && all(yerr, read.yerr ?? read.x.map(() => median(yerr)));
  const marks = held && all(held, read.x.map(() => 0)); // prettier-ignore
  return { x: all(x, read.x), y: all(y, read.y), more: { ...(marks && { held: marks }), ...(bars && { yerr: bars }) } };
}

/** Where columns are pasted; what was read is said before it is taken. @param {Fig} fig @param {() => void} taken */
function pasteBox(fig, taken) {
  const hasErrors = !!fig.spec.yerr;
  const area = make("textarea", { rows: 2, "aria-label": "columns, pasted", oninput: () => look() });
  const said = make("p", { class: "fitcurve-read", role: "status" });
  const replace = button("replace-data", "Replace the data", () => take(false));
  const add = button("add-data", "Add to the data", () => take(true));
  const columns = hasErrors ? "two columns, or three with error bars" : "two columns";
  const label = make("label", { class: "fitcurve-paste" }, `Paste ${columns}, of a spreadsheet or a CSV file`, area);
  const choices = make("div", { class: "fitcurve-table-buttons", hidden: true }, replace, add);
  let read = readColumns("");
  function look() {
    read = readColumns(area.value, decimalOf(navigator.language), hasErrors);
    const n = read.x.length;
    const all = n + dataOf(fig.state).x.length;
    const full = n ? whyNot(fig, n) : "";
    const notes = [...read.notes, ...lost(dataOf(fig.state), read)];
    write(said, { text: area.value.trim() ? outcome({ ...read, notes }, full) : "" });
    choices.hidden = !n || !!full;
    add.hidden = !!whyNot(fig, all);
  }
  /** @param {boolean} isMore */
  function take(isMore) {
    const { x, y, more } = (isMore ? joined : replaced)(dataOf(fig.state), read);
    fig.act("given", x, y, more);
    fig.done();
    const words = `${counted(read.x.length, "row")} taken: ${counted(x.length, "point")}`;
    area.value = "";
    look();
    write(said, { text: words });
    taken();
  }
  return {
    els: [label, said, choices],
    /** @param {string} text */
    offer(text) {
      area.value = text;
      look();
      if (!choices.hidden) replace.focus();
    },
    clear() {
      area.value = "";
      look();
    },
  };
}

/** To have it elsewhere, and to go back. @param {Fig} fig */
function buttonsOf(fig) {
  const csv = () => asCsv(dataOf(fig.state), fig.state.labels);
  const copyButton = button("copy-csv", "Copy as CSV", () => copy(csv(), `${dataOf(fig.state).x.length} rows`));
  const copy = copier(fig, copyButton);
  const save = button("save-csv", "Save as CSV", () => download("data.csv", new Blob([csv()], { type: "text/csv" })));
  const undo = button("undo-data", "Undo", () => fig.act("undo"));
  return make("div", { class: "fitcurve-table-buttons" }, undo, copyButton, save);
}

/** Why the data can only be read, or nothing. @param {Fig} fig */
function onlyRead(fig) {
  const { of, x } = fig.state;
  if (of) return `${x?.length} of ${of} points, to be read only: Python has the others`;
  return fig.canMovePoints ? "" : "To be read only: Python computes this function";
}

/** @param {Fig} fig @returns {Panel|null} */
export const tablePanel = fig => {
  if (!fig.hasData) return null;
  const line = make("p", { class: "fitcurve-read fitcurve-said", role: "status" });
  const say = (/** @type {string} */ text) => write(line, { text }); // a dialog's own: what is behind it isn't heard
  const grid = gridOf(rowsOf(fig, say));
  const paste = pasteBox(fig, () => {
    grid.forget();
    grid.go(0, 0);
  });
  const note = make("p", { class: "fitcurve-read" });
  const editing = make("div", {}, ...paste.els);
  const box = dialog("Data", note, grid.el, line, buttonsOf(fig), editing);
  /** @type {unknown[]} */
  let seen = [];
  function open() {
    const why = onlyRead(fig);
    write(note, { text: why });
    note.hidden = !why;
    editing.hidden = !!why;
    grid.forget();
    say("");
    box.showModal();
    paste.clear();
    grid.render();
    grid.render(); // now that a row's height is known
    grid.go(0, 0);
  }
  box.addEventListener("paste", e => {
    const text = e.clipboardData?.getData("text") ?? "";
    const isCell = /** @type {HTMLElement} */ (e.target).matches("textarea") || !readColumns(text).x.length;
    if (isCell || !fig.canMovePoints) return;
    e.preventDefault();
    paste.offer(text);
  });
  return {
    name: "table",
    still: true,
    stops: [box],
    shortcuts: { t: { label: "the data as a table", act: open } },
    menu: [{ name: "data", label: "The data, as a table…", key: "t", act: open }],
    paint({ x, y, yerr, labels }) {
      const now = [x, y, yerr, labels];
      if (box.open && now.some((v, i) => v !== seen[i])) grid.render();
      seen = now;
    },
  };
};
