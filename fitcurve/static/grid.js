// Rows of numbers, to be edited: a table of which only the rows that are seen are made.
import { hasFocus, make, write } from "./dom.js";
import { decimalOf, readNumber } from "./typed.js";

/** @typedef {0|1|2} Column */
/**
 * @typedef {{
 *   count: () => number, at: (i: number, j: Column) => number, columns: Column[], name: (j: Column) => string,
 *   isFixed: () => boolean, canAdd: () => boolean, whyNot: (j: Column, v: number) => string,
 *   put: (i: number, j: Column, v: number) => void, add: (x: number, y: number, third?: number) => void,
 *   remove: (i: number) => void, say: (text: string) => void,
 * }} Rows  how many; a number, the columns, and what each is called; may none be changed, may rows come and go, why a
 *   number isn't taken in its column, or nothing; a new row needs the first two
 */
/**
 * @typedef {{
 *   el: HTMLTableRowElement, head: HTMLElement, boxes: HTMLInputElement[], drop: HTMLElement,
 * }} Slot
 */

const spare = 6; // rows beyond either edge of what is seen

/** @param {Rows} rows */
export function gridOf(rows) {
  const body = make("tbody");
  const heads = rows.columns.map(() => make("th", { scope: "col" }));
  const corner = make("th", { scope: "col", "aria-label": "row" });
  const last = make("th", { scope: "col", "aria-label": "remove" });
  const table = make(
    "table",
    { "aria-label": "data", role: "grid" },
    make("thead", {}, make("tr", {}, corner, ...heads, last)),
    body,
  );
  const room = make("div", {}, table); // as high as all rows
  const el = make("div", { class: "fitcurve-grid", tabindex: -1, onscroll: () => render() }, room);
  /** @type {Slot[]} */
  const slots = [];
  let first = 0; // the row of the first slot
  const end = rows.columns.length - 1; // the last column
  /** As it is read in a cell that has no focus. @param {number} v */
  const shown = v => String(Number(v.toPrecision(end > 1 ? 5 : 7)));
  let here = /** @type {[number, Column]} */ ([0, 0]); // the cell that Tab comes to
  /** @type {Map<string, {text: string, why: string}>} what was typed and isn't in the data: refused, or half a row */
  const typed = new Map();
  let counted = 0; // rows, when it was typed

  const total = () => rows.count() + Number(rows.canAdd());
  const isNew = (/** @type {number} */ i) => i === rows.count();
  const rowHeight = () => slots[0]?.el.offsetHeight || 30;
  /** @param {number} i @param {Column} j */
  const text = (i, j) => (isNew(i) ? "" : String(rows.at(i, j)));

  /** @param {number} i @param {Column} j @param {HTMLInputElement} box */
  function accept(i, j, box) {
    const said = box.value.trim();
    const key = `${i} ${j}`;
    if (typed.delete(key)) rows.say("");
    if (!said || said === text(i, j) || (!isNew(i) && said === shown(rows.at(i, j)))) return render();
    const read = readNumber(said, decimalOf(navigator.language));
    const why = read.why ?? rows.whyNot(j, read.v);
    const v = why ? undefined : read.v;
    if (v === undefined || isNew(i)) typed.set(key, { text: said, why });
    if (v === undefined) rows.say(`${said}: ${why}`);
    else if (isNew(i)) addRow(i);
    else rows.put(i, j, v);
    render();
  }
  /** The new row is one of the data as soon as its first two numbers are there. @param {number} i */
  function addRow(i) {
    const [x, y, third] = rows.columns.map(j => {
      const own = typed.get(`${i} ${j}`);
      return own && !own.why ? readNumber(own.text, decimalOf(navigator.language)).v : undefined;
    });
    if (x === undefined || y === undefined) return;
    typed.clear();
    rows.add(x, y, third);
  }
  /** @param {number} i */
  function drop(i) {
    typed.clear();
    rows.remove(i);
    go(Math.min(i, rows.count() - 1), 0);
  }
  /** To another cell, which is brought in sight. @param {number} i @param {Column} j */
  function go(i, j) {
    const to = Math.max(0, Math.min(total() - 1, i));
    here = [to, j];
    const h = rowHeight();
    const top = to * h;
    const seen = el.clientHeight - 2 * h; // below the headings
    if (top < el.scrollTop) el.scrollTop = top;
    else if (top > el.scrollTop + seen) el.scrollTop = top - seen;
    render();
    const box = slots[to - first]?.boxes[j];
    box?.focus({ preventScroll: true });
    box?.select();
  }
  /** @param {KeyboardEvent} e @param {number} i @param {Column} j */
  function press(e, i, j) {
    const box = /** @type {HTMLInputElement} */ (e.target);
    const page = Math.max(1, Math.floor(el.clientHeight / rowHeight()) - 2);
    /** @type {Record<string, number>} */
    const ways = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    if (e.altKey || e.metaKey || e.isComposing) return;
    const ends = e.ctrlKey ? { Home: -i, End: total() - 1 - i }[e.key] : undefined;
    const by = ends ?? (e.ctrlKey ? undefined : ways[e.key]);
    const atEdge = {
      ArrowLeft: j > 0 && !box.selectionEnd,
      ArrowRight: j < end && box.selectionStart === box.value.length,
    };
    const after = /** @type {Column} */ (j < end ? j + 1 : 0);
    if (by !== undefined) move(box, i + by, ends === undefined ? j : 0);
    else if (e.key === "Enter") move(box, after ? i : i + 1, after);
    else if (atEdge[/** @type {"ArrowLeft"} */ (e.key)] && !e.shiftKey)
      move(box, i, /** @type {Column} */ (e.key === "ArrowLeft" ? j - 1 : j + 1));
    else if (e.key === "Escape" && typed.delete(`${i} ${j}`)) box.value = text(i, j);
    else return;
    e.preventDefault();
  }
  /**
   * What was typed is taken before the hand goes on.
   * @param {HTMLInputElement} box @param {number} i @param {Column} j
   */
  function move(box, i, j) {
    box.blur();
    go(i, j);
  }
  /** A row's elements, for whichever row they show. @returns {Slot} */
  function slotOf() {
    const row = () => first + slots.findIndex(slot => slot.el === el);
    const boxes = rows.columns.map(j =>
      make("input", {
        type: "text",
        inputmode: "decimal",
        autocomplete: "off",
        class: "fitcurve-number",
        onfocus: e => {
          here = [row(), j];
          const box = /** @type {HTMLInputElement} */ (e.target);
          if (!typed.has(here.join(" "))) box.value = text(...here);
          render();
        },
        onblur: e => accept(row(), j, /** @type {HTMLInputElement} */ (e.target)),
        onkeydown: e => press(e, row(), j),
      }),
    );
    const head = make("th", { scope: "row" });
    const remove = make("button", { type: "button", class: "fitcurve-button", onclick: () => drop(row()) }, "×");
    const cells = boxes.map(box => make("td", {}, box));
    const el = make("tr", {}, head, ...cells, make("td", {}, remove));
    return { el, head, boxes, drop: remove };
  }
  /** @param {Slot} slot @param {number} i */
  function fill({ el, head, boxes, drop }, i) {
    const name = isNew(i) ? "a new point" : `point ${i + 1}`;
    const stops = i === here[0] ? "0" : "-1";
    write(el, { "aria-rowindex": String(i + 2) });
    write(head, { text: isNew(i) ? "+" : String(i + 1), "aria-label": name });
    boxes.forEach((box, k) => {
      const j = /** @type {Column} */ (k);
      const own = typed.get(`${i} ${j}`);
      const why = own?.why ?? "";
      write(box, {
        "aria-label": `${rows.name(j)} of ${name}`,
        "aria-invalid": String(!!why),
        "aria-description": why,
        title: why,
        tabindex: stops,
      });
      box.readOnly = rows.isFixed();
      if (!hasFocus(box)) box.value = own?.text ?? (isNew(i) ? "" : shown(rows.at(i, j)));
    });
    drop.hidden = isNew(i) || !rows.canAdd() || rows.count() < 2;
    write(drop, { "aria-label": `Remove ${name}`, tabindex: stops });
  }
  /** Makes the rows that are seen, and fills them. */
  function render() {
    const h = rowHeight();
    if (rows.count() !== counted) typed.clear(); // rows have come or gone: it isn't known whose it was
    counted = rows.count();
    const many = Math.min(total(), Math.ceil(el.clientHeight / h) + 2 * spare);
    const start = Math.max(0, Math.min(total() - many, Math.floor(el.scrollTop / h) - spare));
    here = [Math.min(here[0], total() - 1), here[1]];
    if (start !== first) leave();
    first = start;
    while (slots.length > many) slots.pop()?.el.remove();
    while (slots.length < many) {
      slots.push(slotOf());
      body.append(slots[slots.length - 1].el);
    }
    slots.forEach((slot, k) => fill(slot, start + k));
    write(room, { style: `padding: ${start * h}px 0 ${(total() - start - many) * h}px` });
    write(table, { "aria-rowcount": String(total() + 1) });
    heads.forEach((head, j) => write(head, { text: rows.name(/** @type {Column} */ (j)) }));
  }
  /** The rows go on to others: what was typed in one stays its own. */
  function leave() {
    const box = slots.flatMap(({ boxes }) => boxes).find(hasFocus);
    if (box) el.focus({ preventScroll: true });
  }
  return { el, render, go, forget: () => typed.clear() };
}
