// Predict first: a number for the loss before it is revealed, or for where Run will end; and how far off that was.
import { make, write } from "./dom.js";
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
 * @param {Fig} fig @param {Omit<NumberPrediction, "was">} prediction @param {number} was
 */
export function keep(fig, { what, said, params, ...place }, was) {
  fig.act("predicted", { what, said, was: Number.isFinite(was) ? was : null, params, ...place });
  fig.wire.tell(0);
  if (!fig.state.view.veil?.on) fig.say(verdict({ what, said, ...place }, was));
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
    placeholder: "?",
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
    const { said, at } = awaited;
    const [first, last] = [run.moments[0], run.moments[run.moments.length - 1]];
    const ended = Object.fromEntries(Object.keys(at ?? {}).map(name => [name, last.params[name]]));
    fig.show("predict", { awaited: null });
    keep(fig, { what: "end", said, params: first.params, ...(at ? { at, ended } : {}) }, last.loss);
  });
}

/**
 * How far off the last one was, beside the loss, while we are where it was made.
 * @param {Fig} fig @returns {Panel|null}
 */
export const verdictPanel = fig => {
  if (!fig.hasData) return null;
  const told = make("span", { class: "fitcurve-verdict" });
  return {
    name: "verdict",
    stage: "loss",
    actions: {
      predicted: (state, prediction) => byItself(state, { predictions: withOne(state.predictions, prediction) }),
    },
    paint({ view, predictions }, { loss }) {
      if (!told.isConnected) fig.root.querySelector(".fitcurve-reading")?.append(told);
      const last = /** @type {NumberPrediction|undefined} */ (
        predictions.filter(({ what }) => what !== "curve").at(-1)
      );
      const isHere = last && last.was === loss;
      const ofNumber = isHere ? verdict(last, loss, true) : "";
      const covered = view.veil.on;
      const title = [isHere ? verdict(last, loss) : "", curveWords(fig)].filter(Boolean).join("; ");
      write(told, { text: covered ? "" : ofNumber || curveWords(fig, true), title: covered ? "" : title });
    },
  };
};

/** @param {Fig} fig @returns {Panel|null} */
export const predictPanel = fig => {
  if (!fig.hasData) return null;
  const label = "predict where Run ends";
  const open = () => fig.show("predict", { asking: true });
  return {
    name: "predict",
    stage: "descent",
    view: { asking: false, at: null, awaited: null, offered: !!fig.spec.hide },
    shortcuts: { e: { label, act: open } },
    menu: [{ name: "predict", label: "Predict where Run ends", key: "e", act: open }],
    close: awaitEnd(fig),
  };
};
