// The legend of the strip chart: each line by name, to be chosen or taken away.
import { dashes } from "./chart.js";
import { button, make, write } from "./dom.js";
import { brief, format } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Line} Line */

/** @param {string} tag @param {Record<string, string|number>} attrs */
function drawing(tag, attrs) {
  const el = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, v] of Object.entries(attrs)) el.setAttribute(key, String(v));
  return el;
}

/** A piece of a line, as it is drawn. @param {string} tone @param {number[]} dash */
export function swatch(tone, dash) {
  const svg = drawing("svg", { class: "fitcurve-swatch", viewBox: "0 0 24 8", "aria-hidden": "true" });
  const line = drawing("line", {
    x2: 24,
    y1: 4,
    y2: 4,
    "stroke-width": 2.5,
    "stroke-dasharray": dash.join(" "),
    style: `stroke: var(--fitcurve-${tone})`,
  });
  svg.append(line);
  return svg;
}

/** @param {Line} line */
const lastLoss = ({ moments }) => moments[moments.length - 1].loss;

/**
 * One line of the legend: press it to go back through that run, or take it away.
 * @param {Fig} fig @param {Line} line
 */
function entry(fig, { id, tone }) {
  const loss = make("span", { class: "fitcurve-number" });
  const title = make("span", { class: "fitcurve-run" });
  const choose = () => fig.show("strip", { line: id });
  const pick = make(
    "button",
    { type: "button", class: "fitcurve-pick", "data-line": id, onclick: choose },
    swatch(`run${tone}`, dashes[tone]),
    title,
    loss,
  );
  const el = make("div", { class: "fitcurve-entry" }, pick);
  const drop = button("drop", "×", () => {
    const next = el.nextElementSibling ?? el.previousElementSibling;
    const focused = next?.querySelector("button") ?? fig.root.querySelector("[data-history]");
    fig.act("dropped", id);
    /** @type {HTMLElement} */ (focused).focus();
  });
  if (id) el.append(drop); // the moves by hand stay
  return {
    id,
    el,
    /** @param {Line} line @param {boolean} on @param {boolean} least @param {boolean} veiled */
    paint(line, on, least, veiled) {
      write(pick, { "aria-pressed": String(on), title: least ? `${line.name}: the least so far` : line.name });
      write(title, { text: line.name });
      write(loss, { text: veiled ? "" : format(lastLoss(line), 4) });
      write(drop, { "aria-label": `Remove ${line.name}` });
      el.toggleAttribute("data-least", least);
    },
  };
}

/** @param {Fig} fig */
export function legendOf(fig) {
  const empty = make("p", { class: "fitcurve-empty" }, "Step and Run leave lines here.");
  const told = make("p", { class: "fitcurve-told-end", hidden: true });
  const el = make("div", { class: "fitcurve-legend", role: "group", "aria-label": "runs" }, empty, told);
  /** @type {Map<number, ReturnType<typeof entry>>} */
  const entries = new Map();

  /** @param {Line[]} lines */
  function removeOthers(lines) {
    for (const [id, { el }] of entries) {
      if (lines.some(line => line.id === id)) continue;
      el.remove();
      entries.delete(id);
    }
  }
  /** The entry of this line, new if need be. @param {Line} line */
  function entryOf(line) {
    const known = entries.get(line.id);
    if (known) return known;
    const made = entry(fig, line);
    entries.set(line.id, made);
    return made;
  }
  return {
    el,
    /**
     * @param {Line[]} lines @param {Line} chosen @param {boolean} veiled  then it names them, and says no more
     * @param {number|null} said  of the end of a run
     */
    paint(lines, chosen, veiled, said) {
      write(told, { text: said === null ? "" : `◂ you said ${brief(said)}`, hidden: said === null });
      const ends = lines.map(lastLoss).filter(Number.isFinite);
      const least = lines.length > 1 && !veiled ? Math.min(...ends) : NaN;
      removeOthers(lines);
      for (const line of lines) entryOf(line).paint(line, line.id === chosen.id, lastLoss(line) === least, veiled);
      lines.forEach((line, i) => {
        const entry = entryOf(line).el;
        if (el.children[i] !== entry) el.insertBefore(entry, el.children[i]);
      });
      write(empty, { hidden: lines.length > 0 });
    },
  };
}
