// A second reading beside the loss, where it is asked for: R², the mean squared or absolute error, the largest gap.
import { make, write } from "./dom.js";
import { bothScores, titles } from "./scores.js";
import { format } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").State} State */
/** @typedef {keyof typeof titles} Kind */

const kinds = /** @type {Kind[]} */ (Object.keys(titles));
const undefinedR2 = "undefined: all y are the same";

/** @param {State} state @param {Numbers} now */
function scoresNow({ y, held }, { scores, preds }) {
  if (scores) return scores;
  return y && preds?.length === y.length ? bothScores(preds, y, held) : null;
}

/** @param {number|null|undefined} v */
const inWords = v => (v === null ? undefinedR2 : format(v));

/** What is to be read. @param {State} state @param {Numbers} now @param {Kind} kind */
function reading(state, now, kind) {
  const both = scoresNow(state, now);
  if (!both) return "…";
  const test = both.test && inWords(both.test[kind]);
  return `${inWords(both.training[kind])}${test ? `, test ${test}` : ""}`;
}

/** @param {Fig} fig @returns {Panel|null} */
export const metricsPanel = fig => {
  if (!fig.hasData) return null;
  const weight = fig.spec.yerr ? ", unweighted" : ""; // the loss is in units of error bars, these aren't
  /** @type {HTMLSelectElement} */
  const select = make(
    "select",
    {
      class: "fitcurve-select",
      "data-score-kind": true,
      "aria-label": "a second reading",
      onchange: () => fig.show("score", { kind: /** @type {Kind} */ (select.value) }),
    },
    ...kinds.map(kind => make("option", { value: kind }, titles[kind] + weight)),
  );
  const said = make("output", { class: "fitcurve-number", "data-score": true, "aria-live": "off" });
  const line = make("div", { class: "fitcurve-score", hidden: true }, select, said);
  return {
    name: "score",
    stage: "loss",
    view: { on: false, kind: "r2" },
    menu: [
      {
        name: "score",
        label: "R², MSE or another score as well",
        on: ({ view }) => view.score.on,
        act: () => fig.show("score", { on: !fig.state.view.score.on }),
      },
    ],
    paint(state, now) {
      if (!line.isConnected) fig.panels.find(({ name }) => name === "loss")?.el?.append(line);
      const { on, kind } = state.view.score;
      write(line, { hidden: !on });
      if (!on) return;
      if (select.value !== kind) select.value = kind;
      write(said, { text: state.view.veil.on ? "" : reading(state, now, kind) });
    },
  };
};
