// What is to be said of the function: that it has changed, say. Why no step can be taken from here, where the function
// has no number, that a run flies off, or may have fooled itself. And that Python doesn't answer.
import { lossCalled } from "./describe.js";
import { button, make } from "./dom.js";
import { holdThird, mayFool } from "./heldout.js";
import { flies, isOver, overfits } from "./runs.js";
import { here } from "./state.js";
import { countInWords, format, whereNoNumber, whyNoStep } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").State} State */

const together =
  "This function looks at all points together, so it says nothing of places between them: its curve is drawn through " +
  "the points.";

/** Says something for as long as nothing moves. @param {Fig} fig @param {string} words */
export function noteUntilMoved(fig, words) {
  const { params, x, y } = fig.state;
  fig.show("notes", { stuck: { params, x, y, words } });
}

/** A step was asked for, and there is none: says why. Is it so? @param {Fig} fig */
export function isStuck(fig) {
  const { loss, grad } = fig.numbers();
  const words = whyNoStep(loss, grad ?? {});
  if (!words) return false;
  noteUntilMoved(fig, words);
  return true;
}

/** @param {Fig} fig @param {State} state */
function thinned({ spec, measures, shows }, { x, of, view }) {
  if (!of || !x) return [];
  const what = `${countInWords(x.length)} of ${countInWords(of)} points are drawn.`;
  if (!shows({ stage: "loss" })) return [what];
  const picture = view.map?.open ? "map" : view.slice?.on ? "slice" : "";
  const map = !measures && picture ? ` The ${picture} is that of those drawn.` : "";
  return [`${what} The ${spec.loss_name} is that of ${measures ? "these" : "all"}.${map}`];
}

/**
 * The newest run flies off: by itself, or it goes on uphill where those before it have flown to.
 * @param {Line} run @param {State["history"]} history
 * @returns {{how: "diverging"|"above", from: number}|null}  `from` which loss
 */
function flightOf({ moments }, history) {
  const how = flies(moments);
  if (how) return { how, from: moments[0].loss };
  const steps = history.slice(
    Math.max(
      0,
      history.findLastIndex(m => !m.by),
    ),
  );
  const climbs = moments[moments.length - 1].loss > moments[0].loss;
  return climbs && flies(steps) === "diverging" ? { how: "diverging", from: steps[0].loss } : null;
}

/**
 * Says so, while we are at its end. Where the rate is still to shrink, a run may be far up for a while.
 * @param {Fig} fig @param {State} state
 */
function flown({ spec }, { runs, history, params, running, view }) {
  const run = runs.at(-1);
  if (!run || view.veil?.on || here({ history: run.moments.slice(-1), params })) return [];
  const flight = flightOf(run, history);
  if (!flight) return [];
  const began = `began at ${lossCalled(spec)} ${format(flight.from)}`;
  if (flight.how === "diverging") return [`Diverging: the learning rate is too large. The walk ${began}.`];
  const { schedule = "constant" } = run.dials;
  const isUnderWay = schedule === "constant" ? running : !isOver(run);
  return isUnderWay ? [] : [`The learning rate is too large: the run ${began}, and stays above it.`];
}

/**
 * The newest run has learned its own points, and no others: says so at its end.
 * @param {Fig} fig @param {State} state
 */
function overfitted({ spec }, { runs, params, running, view }) {
  const run = runs.at(-1);
  if (!run || running || view.parts?.fitting || view.veil?.on || here({ history: run.moments.slice(-1), params }))
    return [];
  const found = overfits(run.moments);
  if (!found) return [];
  const { step, least, last } = found;
  const [fell, climbed] = [
    [least.loss, last.loss],
    [least.test, last.test],
  ].map(ends => ends.map(v => format(v, 3)));
  return [
    `Overfitting: since step ${step} the training ${lossCalled(spec)} fell from ${fell.join(" to ")}, ` +
      `and that of the test climbed from ${climbed.join(" to ")}.`,
  ];
}

/**
 * The newest run may have learned its points by heart, and there is no test: says what would tell.
 * @param {Fig} fig @param {State} state
 */
function unproven(fig, state) {
  const count = mayFool(fig, state);
  if (!count) return [];
  return [
    `${count} parameters for ${state.x?.length} points: such a fit can learn the points by heart, noise and all, and ` +
      `the ${lossCalled(fig.spec)} doesn't tell. Points that it hasn't seen do.`,
  ];
}

/** Where the function has no number. @param {Fig} fig @param {State} state @param {Numbers} now */
function noNumber({ spec, hasData }, { x }, { loss, preds }) {
  if (!hasData || !x || loss === undefined || Number.isFinite(loss) || preds?.length !== x.length) return [];
  return [whereNoNumber(loss, spec.loss_name, x, preds)];
}

/**
 * All that is to be said now; and which of it is a doubt, to be tried on points that are held out.
 * @param {Fig} fig @param {State} state @param {Numbers} now
 */
function notesNow(fig, state, now) {
  const { params, x, y, view } = state;
  const { said, silence, stuck } = view.notes;
  const isHere = stuck && stuck.params === params && stuck.x === x && stuck.y === y;
  const own = fig.spec.pointwise === false ? [together] : [];
  const whyNot = isHere ? [stuck.words] : [];
  const first = silence ? [silence] : [];
  const noLoss = fig.shows({ stage: "loss" }) ? noNumber(fig, state, now) : [];
  const ofRuns = fig.shows({ stage: "descent" }) ? [flown, overfitted, unproven].map(note => note(fig, state)) : [];
  const [flight = [], fooled = [], doubt = []] = ofRuns;
  const walk = [...flight, ...fooled, ...whyNot, ...noLoss, ...doubt];
  return { notes: [...first, ...walk, ...said, ...own, ...thinned(fig, state)], doubt };
}

/** @param {Fig} fig @returns {Panel} */
export const notesPanel = fig => {
  const el = make("div", { class: "fitcurve-notes", "data-notes": true, hidden: true });
  const test = button("test-anew", "Hold every third point out, and start anew", () => {
    holdThird(fig, true);
    const again = fig.state.view.parts ? "Fit" : "Run";
    noteUntilMoved(fig, `Every third point is held out, drawn hollow. Now ${again} again: the test's loss tells.`);
    const next = /** @type {HTMLElement} */ (fig.root.querySelector(`[data-action=${again.toLowerCase()}]`));
    next.focus({ preventScroll: true });
  });
  /** @type {string[]|null} */
  let shown = null;
  return {
    name: "notes",
    view: { said: [], silence: "", stuck: null },
    el,
    paint(state, now) {
      const { notes, doubt } = notesNow(fig, state, now);
      if (shown && notes.join("\n") === shown.join("\n")) return;
      for (const note of notes) if (shown && !shown.includes(note)) fig.say(note, true);
      const line = (/** @type {string} */ note) =>
        make("p", { class: "fitcurve-note" }, note, ...(doubt.includes(note) ? [" ", test] : []));
      el.replaceChildren(...notes.map(line));
      el.hidden = !notes.length;
      shown = notes;
    },
  };
};
