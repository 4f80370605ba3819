// Points that are held out for a test: no fit sees them, and the loss on them says whether it has learned anything but
// the points that it has seen. A hand holds one out, or takes it back.
import { lossCalled } from "./describe.js";
import { make, write } from "./dom.js";
import { countOf } from "./fit.js";
import { gaugeOf } from "./gauge.js";
import { fullness, levelOf } from "./loss.js";
import { here } from "./state.js";
import { withoutSpare } from "./sums.js";
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

/** Can points of this figure be held out, each by itself? @param {Pick<Fig, "spec"|"canChangeCount">} fig */
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

/**
 * Every third point from left to right, but neither the first nor the last, as a column.
 * @param {Float64Array} x
 */
export function everyThird(x) {
  const order = [...x.keys()].sort((i, j) => x[i] - x[j]);
  const held = new Float64Array(x.length);
  order.forEach((i, k) => (held[i] = Number(k % 3 === 1 && k < x.length - 1)));
  return held;
}

/** Are there enough points to hold a third of them out? @param {Fig} fig */
const canSpareAThird = fig => isDivisible(fig) && (fig.state.x?.length ?? 0) > 2;

/** No point is held out any more. @param {Fig} fig */
function holdNone(fig) {
  const { x, y } = fig.state;
  if (!x || !y) return;
  fig.act("points", x.slice(), y.slice(), null);
  fig.done();
  fig.say("no point is held out");
}

/** Holds every third point out. `anew`: and goes back to the start, where no fit has seen them. @param {Fig} fig */
export function holdThird(fig, anew = false) {
  const { x, y } = fig.state;
  if (!x || !y || !canSpareAThird(fig)) return fig.say("none of these points can be held out");
  const held = everyThird(x);
  fig.act("points", x.slice(), y.slice(), held);
  if (anew) fig.walk.reset();
  fig.done();
  if (!anew) fig.say(`every third point is held out, ${countOf(held)} of ${x.length}`);
}

const enough = 20; // steps of a run that may have learned something

/**
 * How many parameters the newest run has, if it has come to its end with as many as there are points, or more, and has
 * seen all of these; else 0.
 * @param {Pick<Fig, "names"|"spec"|"canChangeCount">} fig @param {State} state
 */
export function mayFool(fig, { x, held, of, params, running, runs, view }) {
  const moments = runs.at(-1)?.moments ?? [];
  const isUnderWay = running || view.parts?.fitting;
  if (!x || x.length < 3 || held || of || isUnderWay || view.veil?.on || moments.length <= enough) return 0;
  if (!isDivisible(fig) || here({ history: moments.slice(-1), params })) return 0;
  const { parts } = fig.spec;
  const count = (parts ? withoutSpare(parts, params) : fig.names).length;
  return count >= x.length && moments[moments.length - 1].loss < moments[0].loss ? count : 0;
}

/** The point that was chosen last, of those that there are. @param {State} state */
const chosenOf = ({ x, view }) => Math.min(view["points-hand"].chosen, (x?.length ?? 1) - 1);

/** @param {Fig} fig @returns {import("./types.js").Choice[]} */
const choices = fig => [
  {
    name: "hold-out",
    label: state => {
      const i = chosenOf(state);
      return state.held?.[i] ? `Take point ${i + 1} back` : `Hold point ${i + 1} out, for a test`;
    },
    hidden: () => !isDivisible(fig),
    act: () => {
      const i = chosenOf(fig.state);
      fig.say(`point ${i + 1}: ${holdOut(fig, i)}`);
    },
  },
  {
    name: "hold-third",
    label: "Hold every third point out, for a test",
    key: "x",
    hidden: ({ held }) => !!held || !canSpareAThird(fig),
    act: () => holdThird(fig),
  },
  {
    name: "hold-none",
    label: "Take all points back that are held out",
    key: "x",
    hidden: ({ held }) => !held || !isDivisible(fig),
    act: () => holdNone(fig),
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
  const toggle = () => (fig.state.held ? holdNone(fig) : holdThird(fig));
  return {
    name: "held-out",
    stage: "loss",
    shortcuts: { x: { label: "hold every third point out for a test, or take all back", act: toggle } },
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
