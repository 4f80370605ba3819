// The ends of a slider, in place: two numbers below the one that a hand or the focus is on, which open a small form.
import { button, hasFocus, make, write } from "./dom.js";
import { endsOf, whyNot, withEnds } from "./ends.js";
import { sliding } from "./map.js";
import { byItself } from "./state.js";
import { decimalOf, readNumber } from "./typed.js";
import { brief, literal } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Ends} Ends */
/** @typedef {import("./types.js").Slider} Slider */
/** @typedef {import("./types.js").State} State */
/** @typedef {State["sliders"]} Sliders */
/** @typedef {"min"|"step"|"max"} Which */

/** @param {Sliders} a @param {Sliders} b */
const same = (a, b) => JSON.stringify(endsOf(a)) === JSON.stringify(endsOf(b));

export const endsActions = {
  /** A hand gave a slider other ends. @param {State} s @param {string} name @param {Ends} ends @returns {State} */
  endsSet: (s, name, ends) => byItself(s, { sliders: withEnds(s.sliders, { [name]: ends }) }),
  /**
   * Python tells of all sliders; as the figure begins, they have always been so.
   * @param {State} s @param {Sliders} sliders @param {boolean} isFirst @returns {State}
   */
  endsHeard: (s, sliders, isFirst) => {
    if (same(s.sliders, sliders)) return s;
    return isFirst ? { ...s, sliders, base: { ...s.base, sliders } } : byItself(s, { sliders });
  },
};

/** As it is written: without the last digits, which sums leave behind. @param {number} v */
const written = v => literal(Number(v.toPrecision(12)));

/** @type {[Which, string, string][]} with the word before it, and its name */
const fields = [
  ["min", "from", "lower end"],
  ["step", "step", "step"],
  ["max", "to", "upper end"],
];

/** The two numbers. @param {(which: Which) => void} open */
function marksOf(open) {
  const mark = (/** @type {Which} */ which) =>
    button("ends", "", () => open(which), { class: "fitcurve-end", tabindex: -1, "data-end": which });
  const [lower, upper] = [mark("min"), mark("max")];
  /** @type {Slider|null} */
  let shown = null;
  return {
    /** @param {string} name @param {Slider} slider @param {Element} track */
    paint(name, slider, track) {
      if (slider === shown && lower.parentElement === track) return;
      shown = slider;
      if (lower.parentElement !== track) track.append(lower, upper);
      write(lower, { text: brief(slider.min), "aria-label": `${brief(slider.min)}, the lower end of ${name}` });
      write(upper, { text: brief(slider.max), "aria-label": `${brief(slider.max)}, the upper end of ${name}` });
    },
  };
}

/**
 * The form. `take` is called with what was typed by Enter, or as the focus leaves it; `giveUp` by Escape.
 * @param {() => void} take @param {() => void} giveUp
 */
function formOf(take, giveUp) {
  /** @param {Which} which */
  const boxOf = which =>
    /** @type {HTMLInputElement} */ (
      make("input", { type: "text", inputmode: "decimal", autocomplete: "off", "data-end": which })
    );
  const boxes = { min: boxOf("min"), step: boxOf("step"), max: boxOf("max") };
  const word = make("span", { class: "fitcurve-why", hidden: true });
  const el = make(
    "div",
    {
      class: "fitcurve-ends",
      role: "group",
      hidden: true,
      onkeydown(e) {
        if (e.key !== "Enter" && e.key !== "Escape") return;
        e.preventDefault();
        e.stopPropagation();
        (e.key === "Enter" ? take : giveUp)();
      },
      onfocusout: e => void (el.contains(/** @type {Node|null} */ (e.relatedTarget)) || take()),
    },
    ...fields.map(([which, text]) => make("label", {}, text, boxes[which])),
    word,
  );
  /** Which number is wrong, and why; or none. @param {Which|null} wrong */
  function mark(wrong, why = "") {
    for (const [which] of fields)
      write(boxes[which], { "aria-invalid": String(which === wrong), "aria-description": which === wrong ? why : "" });
    write(word, { text: why, hidden: !why });
  }
  return {
    el,
    boxes,
    mark,
    /** @param {string} name @param {Slider} slider @param {Which} which  gets the focus */
    open(name, slider, which) {
      write(el, { hidden: false, "aria-label": `ends of ${name}` });
      for (const [of, , title] of fields) {
        boxes[of].value = written(slider[of]);
        write(boxes[of], { "aria-label": `${title} of ${name}` });
      }
      mark(null);
      boxes[which].focus({ preventScroll: true });
      boxes[which].select();
    },
  };
}

/**
 * The three numbers of a form; or which of them is none, and why. One that is as it was has all its digits.
 * @param {Record<Which, HTMLInputElement>} boxes @param {Slider} slider
 * @returns {{to: Record<Which, number>, wrong?: undefined}|{wrong: {which: Which, why: string}}}
 */
function readForm(boxes, slider) {
  const { min, step, max } = slider;
  const to = { min, step, max };
  const decimal = decimalOf(navigator.language);
  for (const [which] of fields) {
    const { value } = boxes[which];
    const { v, why } = value === written(slider[which]) ? { v: slider[which] } : readNumber(value, decimal);
    if (v === undefined) return { wrong: { which, why: why ?? "" } };
    to[which] = v;
  }
  return { to };
}

/**
 * The form, for one slider at a time, in its row.
 * @param {Fig} fig @param {(name: string) => HTMLElement|null} rowOf
 */
function editor(fig, rowOf) {
  /** @type {string|null} */
  let name = null;
  const form = formOf(take, () => close(true));
  /** @param {boolean} back  the focus, to the slider */
  function close(back) {
    const row = name === null ? null : rowOf(name);
    name = null;
    write(form.el, { hidden: true });
    if (back) row?.querySelector("input")?.focus({ preventScroll: true });
  }
  function take() {
    if (name === null) return;
    const slider = fig.state.sliders[name];
    const read = readForm(form.boxes, slider);
    if (read.wrong) return refuse(read.wrong);
    const wrong = whyNot(name, fig.state.params[name], slider, read.to);
    if (wrong) return refuse(wrong);
    set(name, slider, read.to);
    close([...Object.values(form.boxes)].some(hasFocus));
  }
  /** @param {{which: Which, why: string}} wrong */
  function refuse({ which, why }) {
    form.mark(which, why);
    fig.say(`${form.boxes[which].value}: ${why}`);
  }
  /** @param {string} name @param {Slider} slider @param {Record<Which, number>} to */
  function set(name, slider, { min, max, step }) {
    if (min === slider.min && max === slider.max && step === slider.step) return;
    fig.act("endsSet", name, [min, max, step]);
    fig.done();
    fig.say(`${name} from ${brief(min)} to ${brief(max)} in steps of ${brief(step)}`);
  }
  return {
    /** @param {string} of @param {Which} which  gets the focus */
    open(of, which = "min") {
      if (name !== null && name !== of) close(false);
      name = of;
      rowOf(of)?.querySelector(".fitcurve-track")?.append(form.el);
      form.open(of, fig.state.sliders[of], which);
    },
  };
}

/** @param {Fig} fig @returns {Panel|null} */
export const endsPanel = fig => {
  const names = sliding(fig);
  if (!names.length || (!fig.traced && fig.alone)) return null;
  let last = names[0]; // the slider that had the focus last
  let at = ""; // the one below which the numbers are
  /** @type {Map<string, HTMLElement|null>} */
  const rows = new Map(); // found once, not at every frame
  /** @param {string} name */
  function rowOf(name) {
    const find = () => fig.root.querySelector(`[data-param="${CSS.escape(name)}"]`)?.closest(".fitcurve-row");
    if (!rows.get(name)) rows.set(name, /** @type {HTMLElement|undefined} */ (find()) ?? null);
    return rows.get(name) ?? null;
  }
  const { open } = editor(fig, rowOf);
  const marks = marksOf(which => open(at, which));
  /** @param {Event} e */
  function visit({ type, target }) {
    const row = /** @type {Element} */ (target).closest(".fitcurve-row");
    const name = row?.querySelector("[data-param]")?.getAttribute("data-param") ?? "";
    if (!names.includes(name)) return;
    at = name;
    if (type === "focusin") last = name;
    paintMarks();
  }
  function paintMarks() {
    const track = at && rowOf(at)?.querySelector(".fitcurve-track");
    if (track) marks.paint(at, fig.state.sliders[at], track);
  }
  for (const type of ["pointerover", "focusin"]) fig.root.addEventListener(type, visit);
  return {
    name: "ends",
    still: true,
    actions: endsActions,
    shortcuts: {
      o: {
        label: "change where a slider begins and ends, and its step: the one that had the focus last",
        act: () => open(last),
      },
    },
    menu: [{ name: "ends-menu", label: () => `Slider ${last}: its range and step…`, key: "o", act: () => open(last) }],
    paint: paintMarks,
    close() {
      for (const type of ["pointerover", "focusin"]) fig.root.removeEventListener(type, visit);
    },
  };
};
