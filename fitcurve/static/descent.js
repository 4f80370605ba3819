// The dials: the learning rate, on a logarithmic slider; friction; what Run does with them.
import { row } from "./controls.js";
import { hasFocus, make, toggle, write } from "./dom.js";
import { says, titleOf } from "./runs.js";
import { brief } from "./words.js";

/** @typedef {import("./dom.js").Attributes} Attributes */
/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */

/**
 * A dial with a slider: its name, its slider, its number, which may be typed: no mouse meets every stop of a slider.
 * @param {"lr"|"friction"} name @param {string} label
 * @param {Attributes} attrs  of the slider
 * @param {() => void} turned @param {(v: number) => void} typed
 */
function slidingDial(name, label, attrs, turned, typed) {
  /** @type {HTMLInputElement} */
  const number = make("input", {
    type: "number",
    class: "fitcurve-number",
    "data-typed": name,
    step: "any",
    "aria-label": `${name}, typed`,
    oninput: () => typed(number.valueAsNumber),
    onblur: () => (number.value = String(shown)),
  });
  let shown = NaN;
  const range = make("input", { type: "range", "aria-label": label, ...attrs, oninput: turned });
  range.dataset[name] = "";
  return {
    range,
    el: row(name, [range], number),
    /** @param {number} v */
    paint(v) {
      shown = Number(v.toPrecision(6));
      if (!hasFocus(number) && number.valueAsNumber !== shown) number.value = String(shown);
      write(range, { "aria-valuetext": brief(v) });
    },
  };
}

/** @param {Fig} fig */
function rateDial(fig) {
  let shown = fig.state.dials.lr;
  const attrs = { min: -4, max: 1, step: 0.02, value: Math.log10(shown) }; // powers of ten
  const dial = slidingDial(
    "lr",
    "learning rate",
    attrs,
    () => fig.act("tune", { lr: Number((10 ** range.valueAsNumber).toPrecision(2)) }),
    lr => Number.isFinite(lr) && lr > 0 && fig.act("tune", { lr }),
  );
  const { range } = dial;
  return {
    el: dial.el,
    /** @param {number} lr */
    paint(lr) {
      const isOff = Math.abs(10 ** range.valueAsNumber / lr - 1) > 0.06;
      if (lr !== shown && isOff) range.value = String(Math.log10(lr)); // Python's own
      shown = lr;
      dial.paint(lr);
    },
  };
}

/** @param {Fig} fig */
function frictionDial(fig) {
  const label = "friction: 1 is plain descent, 0 adds up all gradients";
  const attrs = { min: 0, max: 1, step: 0.05, value: fig.state.dials.friction };
  const dial = slidingDial(
    "friction",
    label,
    attrs,
    () => fig.act("tune", { friction: range.valueAsNumber }),
    friction => friction >= 0 && friction <= 1 && fig.act("tune", { friction }),
  );
  const { range } = dial;
  return {
    el: dial.el,
    /** @param {number} friction */
    paint(friction) {
      if (range.valueAsNumber !== friction) range.value = String(friction);
      dial.paint(friction);
    },
  };
}

/** What Run does: its schedule, and how many steps. @param {Fig} fig */
function planOf(fig) {
  const { schedules, limits } = fig.spec;
  const options = Object.keys(schedules ?? {}).map(name => make("option", { value: name }, titleOf(name)));
  /** @type {HTMLSelectElement} */
  const schedule = make(
    "select",
    {
      class: "fitcurve-select",
      "data-schedule": true,
      "aria-label": "schedule",
      onchange: () => fig.act("tune", { schedule: schedule.value }),
    },
    ...options,
  );
  /** @type {HTMLInputElement} */
  const steps = make("input", {
    type: "number",
    class: "fitcurve-number",
    "data-steps": true,
    min: 1,
    max: limits.steps,
    step: 1,
    "aria-label": "steps",
    onchange() {
      const n = Math.round(steps.valueAsNumber);
      if (n >= 1 && n <= limits.steps) fig.act("tune", { steps: n });
      steps.value = String(fig.state.dials.steps);
    },
  });
  return {
    el: make("span", { class: "fitcurve-plan" }, schedule, steps, "steps"),
    /** @param {import("./types.js").Dials} dials */
    paint(dials) {
      if (schedule.value !== dials.schedule) schedule.value = dials.schedule;
      if (steps.valueAsNumber !== dials.steps && !hasFocus(steps)) steps.value = String(dials.steps);
    },
  };
}

/** @param {Fig} fig @returns {Panel|null} */
export const descentPanel = fig => {
  if (!fig.hasData) return null;
  const rate = rateDial(fig);
  const friction = frictionDial(fig);
  const plan = planOf(fig);
  const note = make("p", { class: "fitcurve-says", "data-says": true });
  const bars = toggle("residuals", "residuals", false, on => fig.show("residuals", { on }));
  const dials = make("div", { class: "fitcurve-dials" }, rate.el, friction.el);
  const switches = make("div", { class: "fitcurve-switches" }, plan.el, bars.el);
  return {
    name: "descent",
    el: make("div", { class: "fitcurve-descent" }, dials, note, switches),
    paint(state) {
      const { lr, friction: share } = state.dials;
      rate.paint(lr);
      friction.paint(share);
      plan.paint(state.dials);
      write(note, { text: says(share) });
      bars.box.checked = state.view.residuals.on;
    },
  };
};
