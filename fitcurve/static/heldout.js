// Points that are held out for a test: no fit sees them, and the loss on them says whether it has learned anything but
// the points that it has seen. A hand holds one out, or takes it back.
import { lossCalled } from "./describe.js";
import { make, write } from "./dom.js";
import { countOf } from "./fit.js";
import { gaugeOf } from "./gauge.js";
import { fullness, levelOf } from "./loss.js";
import { blank, format } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").State} State */

/**
 * The column where point i is held out that was not, or the other way round; null where none is left to be held out.
 * @param {Float64Array|null} held @param {number} n @param {number} i
 */
export function turnedOver(held, n, i) {
  const next = Float64Array.from(held ?? new Float64Array(n));
  next[i] = 1 - next[i];
  return next.includes(1) ? next : null;
}

/** Can points of this figure be held out, each by itself? @param {Fig} fig */
const isDivisible = fig => fig.canChangeCount && fig.spec.pointwise !== false;

/** Holds point i out, or takes it back; says how that went. @param {Fig} fig @param {number} i */
export function holdOut(fig, i) {
  const { x, y, held } = fig.state;
  if (!x || !y) return "";
  if (!isDivisible(fig)) return "none of these points can be held out";
  const next = turnedOver(held, x.length, i);
  if (next && countOf(next) === x.length) return "it stays: a fit needs a point";
  fig.act("points", x.slice(), y.slice(), next);
  fig.done();
  return next?.[i] ? "held out" : "taken back";
}

/** @param {Fig} fig @returns {import("./types.js").Choice[]} */
const choices = fig => [
  {
    name: "hold-out",
    label: ({ held, view }) => {
      const i = view["points-hand"].chosen;
      return held?.[i] ? `Take point ${i + 1} back` : `Hold point ${i + 1} out, for a test`;
    },
    hidden: ({ x, view }) => !isDivisible(fig) || (x?.length ?? 0) <= view["points-hand"].chosen,
    act: () => {
      const i = fig.state.view["points-hand"].chosen;
      fig.say(`point ${i + 1}: ${holdOut(fig, i)}`);
    },
  },
  {
    name: "hold-none",
    label: "Hold no point out",
    hidden: ({ held }) => !held || !isDivisible(fig),
    act: () => {
      const { x, y } = fig.state;
      if (!x || !y) return;
      fig.act("points", x.slice(), y.slice(), null);
      fig.done();
      fig.say("no point is held out");
    },
  },
];

/** Beneath the loss, that of the test, with a gauge of its own: a hollow one. @param {Fig} fig @returns {Panel|null} */
export const heldOutPanel = fig => {
  if (!fig.hasData) return null;
  const lossName = lossCalled(fig.spec);
  const level = levelOf(fig);
  const reading = make("output", { class: "fitcurve-number", "data-test-loss": true, "aria-live": "off" });
  const line = make("div", { class: "fitcurve-test" }, make("i"), make("span", {}, `test ${lossName}`), reading);
  const gauge = gaugeOf(fig, `test ${lossName} against the best possible of the others`, { hollow: true });
  return {
    name: "held-out",
    stage: "loss",
    menu: choices(fig),
    paint(state, { test }) {
      if (!line.isConnected) fig.panels.find(({ name }) => name === "loss")?.el?.append(line, gauge.el);
      const least = state.best ?? state.view.parts?.limit;
      const isVeiled = state.view.veil.on;
      write(line, { hidden: !state.held });
      write(gauge.el, { hidden: !state.held || !least || test === undefined });
      if (!state.held) return;
      const said = isVeiled ? blank(format(test)) : format(test);
      write(reading, { text: said });
      if (gauge.el.hidden || !least) return;
      const part = isVeiled ? 0 : fullness(/** @type {number} */ (test), least.loss, level(state));
      gauge.fill(part, said);
    },
    close: gauge.close,
  };
};
