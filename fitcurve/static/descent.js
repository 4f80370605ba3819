// The dials: the learning rate, on a logarithmic slider; friction; what Run does with them.
import { numberBox } from "./box.js";
import { row } from "./controls.js";
import { make, toggle, write } from "./dom.js";
import { says, titleOf } from "./runs.js";
import { brief } from "./words.js";

/** @typedef {import("./dom.js").Attributes} Attributes */
/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */

/**
 * A dial with a slider: its name, its slider, its number, which may be typed: no mouse meets every stop of a slider.
 * @param {Fig} fig @param {"lr"|"friction"} name @param {string} label
 * @param {Attributes} attrs  of the slider
 * @param {(at: number) => number} valueAt  of the dial, where the slider is
 * @param {(v: number) => string} why  a value makes no sense, or nothing
 */
function slidingDial(fig, name, label, attrs, valueAt, why) {
  /** @param {number} v */
  const set = v => fig.act("tune", { [name]: v });
  const now = () => fig.state.dials[name];
  const range = make("input", {
    type: "range",
    "aria-label": label,
    ...attrs,
    oninput: () => set(valueAt(range.valueAsNumber)),
  });
  range.dataset[name] = "";
  const number = numberBox(
    { "data-typed": name, "aria-label": `${name}, typed` },
    { now, set, why, done: () => {}, step: 0.05, text: String, say: fig.say },
  );
  return {
    range,
    el: row(name, [range], number.el),
    /** @param {number} v */
    paint(v) {
      number.paint(v, brief(v));
      write(range, { "aria-valuetext": brief(v) });
    },
  };
}

/** @param {Fig} fig */
function rateDial(fig) {
  let shown = fig.state.dials.lr;
  const attrs = { min: -4, max: 1, step: 0.02, value: Math.log10(shown) }; // powers of ten
  const rateAt = (/** @type {number} */ at) => Number((10 ** at).toPrecision(2));
  const { el, range, paint } = slidingDial(fig, "lr", "learning rate", attrs, rateAt, v => (v > 0 ? "" : "above 0"));
  return {
    el,
    /** @param {number} lr */
    paint(lr) {
      const isOff = Math.abs(10 ** range.valueAsNumber / lr - 1) > 0.06;
      if (lr !== shown && isOff) range.value = String(Math.log10(lr)); // Python's own, or typed
      shown = lr;
      paint(lr);
    },
  };
}

/** @param {Fig} fig */
function frictionDial(fig) {
  const label = "friction: 1 is plain descent, 0 adds up all gradients";
  const attrs = { min: 0, max: 1, step: 0.05, value: fig.state.dials.friction };
  const why = (/** @type {number} */ v) => (v >= 0 && v <= 1 ? "" : "from 0 to 1");
  const { el, range, paint } = slidingDial(fig, "friction", label, attrs, v => v, why);
  return {
    el,
    /** @param {number} friction */
    paint(friction) {
      if (range.valueAsNumber !== friction) range.value = String(friction);
      paint(friction);
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
  const steps = numberBox(
    { "data-steps": true, "aria-label": "steps" },
    {
      now: () => fig.state.dials.steps,
      set: n => fig.act("tune", { steps: n }),
      done: () => {},
      step: 1,
      text: String,
      why: n => (Number.isInteger(n) && n >= 1 && n <= limits.steps ? "" : `a whole number, 1 to ${limits.steps}`),
      say: fig.say,
    },
  );
  return {
    el: make("span", { class: "fitcurve-plan" }, schedule, steps.el, "steps"),
    /** @param {import("./types.js").Dials} dials */
    paint(dials) {
      if (schedule.value !== dials.schedule) schedule.value = dials.schedule;
      steps.paint(dials.steps, String(dials.steps));
    },
  };
}

/** @param {Fig} fig @returns {Panel|null} */
export const descentPanel = fig => {
  if (!fig.hasData) return null;
  const rate = rateDial(fig);
  const friction = frictionDial(fig);
  const note = make("p", { class: "fitcurve-says", "data-says": true });
  const dials = make("div", { class: "fitcurve-dials" }, rate.el, friction.el);
  return {
    name: "descent",
    still: true,
    stage: "descent",
    el: make("div", { class: "fitcurve-descent" }, dials, note),
    paint(state) {
      const { lr, friction: share } = state.dials;
      rate.paint(lr);
      friction.paint(share);
      write(note, { text: says(share) });
    },
  };
};

/** The row of what Run does, and what else is switched. @param {Fig} fig @returns {Panel|null} */
export const switchesPanel = ({ hasData }) =>
  hasData ? { name: "switches", stage: "loss", el: make("div", { class: "fitcurve-switches" }) } : null;

/** @param {Fig} fig @returns {Panel|null} */
export const planPanel = fig => {
  if (!fig.hasData) return null;
  const plan = planOf(fig);
  return {
    name: "plan",
    still: true,
    where: "switches",
    stage: "descent",
    el: plan.el,
    paint: ({ dials }) => plan.paint(dials),
  };
};

/** @param {Fig} fig @returns {Panel|null} */
export const gapsPanel = fig => {
  if (!fig.hasData) return null;
  const bars = toggle("residuals", "residuals", false, on => fig.show("residuals", { on }));
  return {
    name: "gaps",
    still: true,
    where: "switches",
    stage: "loss",
    el: bars.el,
    paint({ view }) {
      bars.box.checked = view.residuals.on;
    },
  };
};
