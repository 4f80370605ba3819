// Predict first: a number for the loss before it is revealed, or for where Run will end; and how far off that was.
import { button, make, write } from "./dom.js";
import { curveWords } from "./foretell.js";
import { isOver } from "./runs.js";
import { byItself } from "./state.js";
import { decimalOf, readNumber } from "./typed.js";
import { verdict, withOne } from "./verdict.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").NumberPrediction} NumberPrediction */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Prediction} Prediction */
/** @typedef {import("./types.js").State} State */

/**
 * Keeps a prediction, and says how it went; but not what the veil covers.
 * @param {Fig} fig @param {NumberPrediction["what"]} what @param {number} said @param {number} was
 */
export function keep(fig, what, said, was, params = fig.state.params) {
  fig.act("predicted", { what, said, was: Number.isFinite(was) ? was : null, params });
  fig.wire.tell(0);
  if (!fig.state.view.veil?.on) fig.say(verdict({ what, said }, was));
}

/**
 * A box for a guess. `read` hands on what was typed, null for nothing; what is no number is refused, with a word why.
 * @param {Fig} fig @param {import("./dom.js").Attributes} attrs @param {() => void} entered
 */
export function guessBox(fig, attrs, entered) {
  /** @type {HTMLInputElement} */
  const box = make("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    class: "fitcurve-number",
    ...attrs,
    oninput: () => mark(""),
    onkeydown: e => {
      if (e.key === "Enter") entered();
    },
  });
  /** @param {string} why */
  function mark(why) {
    write(box, { "aria-invalid": String(!!why), "aria-description": why, title: why });
  }
  return {
    box,
    /** @param {(said: number|null) => void} go */
    read(go) {
      const { v = null, why } = box.value.trim() ? readNumber(box.value, decimalOf(navigator.language)) : {};
      mark(why ?? "");
      if (why) {
        fig.say(`${box.value}: ${why}`);
        return box.focus({ preventScroll: true });
      }
      box.value = "";
      go(v);
    },
  };
}

/** When a run that was predicted has come to its end, that is told. @param {Fig} fig */
function awaitEnd(fig) {
  return fig.watch(state => {
    const awaited = state.view.predict?.awaited;
    const run = awaited && state.runs.find(({ id }) => id === awaited.run);
    if (!run || state.running || !isOver(run)) return;
    fig.show("predict", { awaited: null });
    keep(fig, "end", awaited.said, run.moments[run.moments.length - 1].loss, run.moments[0].params);
  });
}

/** Where will Run end? In place of the buttons, until it runs. @param {Fig} fig */
function question(fig) {
  const ask = (/** @type {boolean} */ on) => fig.show("predict", { asking: on });
  const run = () =>
    guess.read(said => {
      ask(false);
      fig.root.focus({ preventScroll: true });
      fig.walk.toggle();
      const { by } = fig.walk;
      if (said !== null && by !== undefined) fig.show("predict", { awaited: { said, run: by } });
    });
  const name = fig.spec.loss_name;
  const guess = guessBox(fig, { "data-guess": "end", "aria-label": `the ${name} at the end of Run, predicted` }, run);
  const end = button("predict-end", "×", () => ask(false), { "aria-label": "No prediction" });
  const text = make("span", {}, `Run will end at ${name}`);
  const el = make(
    "div",
    { class: "fitcurve-ask", hidden: true },
    text,
    guess.box,
    button("predict-run", "Run", run),
    end,
  );
  el.addEventListener("keydown", e => {
    if (e.key !== "Escape") return;
    ask(false);
    fig.root.focus({ preventScroll: true });
  });
  return { el, ask, box: guess.box };
}

/** @param {Fig} fig @returns {Panel|null} */
export const predictPanel = fig => {
  if (!fig.hasData) return null;
  const { el, ask, box } = question(fig);
  const told = make("span", { class: "fitcurve-verdict" });
  const label = "predict where Run ends";
  const open = () => {
    ask(true);
    el.hidden = false;
    box.focus({ preventScroll: true });
  };
  return {
    name: "predict",
    stage: "descent",
    view: { asking: false, awaited: null },
    el,
    actions: {
      predicted: (state, prediction) => byItself(state, { predictions: withOne(state.predictions, prediction) }),
    },
    shortcuts: { e: { label, act: open } },
    menu: [{ name: "predict", label: "Predict where Run ends", key: "e", act: open }],
    paint({ view, predictions }, { loss }) {
      if (!told.isConnected) fig.root.querySelector(".fitcurve-reading .fitcurve-number")?.after(told);
      el.hidden = !view.predict.asking;
      const last = /** @type {NumberPrediction|undefined} */ (predictions.findLast(({ what }) => what !== "curve"));
      const ofNumber = last && last.was === loss ? verdict(last, loss) : "";
      const ofCurve = curveWords(fig);
      const covered = view.veil?.on;
      const title = [ofNumber, ofCurve].filter(Boolean).join("; ");
      write(told, { text: covered ? "" : ofNumber || ofCurve, title: covered ? "" : title });
    },
    close: awaitEnd(fig),
  };
};
