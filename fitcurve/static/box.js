// A box for a number. What is none, or not allowed, is refused in plain sight: it stays, marked, with a word why.
import { hasFocus, make, write } from "./dom.js";
import { decimalOf, readNumber } from "./typed.js";
import { inFull } from "./words.js";

/** Keys that move by a step. @type {Record<string, number>} */
const ways = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/**
 * @typedef {{
 *   now: () => number, set: (v: number) => void, done: (atOnce?: boolean) => void, step: number,
 *   text: (v: number) => string, why?: (v: number) => string, say: (text: string) => void,
 * }} Held  the number that a box holds: as it is, how it is set while a hand types, and when the hand is done; how far
 *   a key moves it; how it is written in full; why a number is not allowed, or nothing
 */

/** @param {import("./dom.js").Attributes} attrs @param {Held} held */
export function numberBox(attrs, held) {
  let before = held.now(); // before a hand typed
  /** @type {number|null} */
  let refusedAt = null; // what the number was when the text was refused
  let whole = NaN; // the number that is written in full
  let told = NaN; // the number that a screen reader has,
  let seen = ""; // and what is seen of it
  const word = make("span", { class: "fitcurve-why", hidden: true });
  /** @type {HTMLInputElement} */
  const box = make("input", {
    type: "text",
    inputmode: "decimal",
    role: "spinbutton",
    autocomplete: "off",
    class: "fitcurve-number",
    ...attrs,
    onfocus() {
      if (refusedAt === null) before = held.now();
    },
    oninput() {
      const { v } = read();
      if (v !== undefined) mark("");
      move(v ?? before);
    },
    onchange() {
      const { v, why } = read();
      if (why && box.value.trim()) return refuse(why);
      accept(v ?? before);
    },
    onkeydown(e) {
      const by = ways[e.key];
      if (e.key === "Escape" && refusedAt !== null) {
        e.preventDefault();
        accept(before);
      } else if (by && !e.ctrlKey && !e.metaKey && !e.altKey) {
        e.preventDefault();
        stepBy(by);
      }
    },
  });
  function read() {
    const said = readNumber(box.value, decimalOf(navigator.language));
    const why = said.v === undefined ? "" : held.why?.(said.v);
    return why ? { why } : said;
  }
  /** @param {number} v */
  function move(v) {
    if (v !== held.now()) held.set(v);
  }
  /** @param {string} why */
  function mark(why) {
    refusedAt = why ? held.now() : null;
    word.textContent = why;
    word.hidden = !why;
    write(box, { "aria-invalid": String(!!why), "aria-description": why });
  }
  /** @param {string} why */
  function refuse(why) {
    move(before);
    mark(why);
    held.say(`${box.value}: ${why}`);
  }
  /** @param {number} v */
  function accept(v, atOnce = true) {
    mark("");
    move(v);
    held.done(atOnce);
    before = whole = held.now();
    box.value = held.text(whole);
  }
  /** @param {number} by */
  function stepBy(by) {
    const next = Number((held.now() + by * held.step).toPrecision(12));
    if (Number.isFinite(next) && !held.why?.(next)) accept(next, false);
  }
  return {
    box,
    el: make("span", { class: "fitcurve-box" }, box, word),
    /** @param {number} v @param {string} shown  what there is room for */
    paint(v, shown) {
      if (v === told && shown === seen) return; // another slider is dragged
      if (v !== told) write(box, { "aria-valuenow": inFull(v) });
      told = v;
      seen = "";
      if (refusedAt !== null && v !== refusedAt)
        mark(""); // moved by something else: the text is of the past
      else if (refusedAt !== null || hasFocus(box)) return;
      if (v !== whole) box.value = shown; // what a hand typed stays, with all its digits
      whole = v === whole ? v : NaN;
      seen = shown;
    },
  };
}
