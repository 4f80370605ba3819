// Predict, then reveal: what would give the answer away is covered until it is asked for.
import { distance, lossCalled, lossMeans } from "./describe.js";
import { button, make, write } from "./dom.js";
import { drawing } from "./draw.js";
import { fit } from "./fit.js";
import { compareCurve, pairsBox } from "./foretell.js";
import { guessBox, keep } from "./predict.js";
import { verdict } from "./verdict.js";
import { format } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Choice} Choice */
/** @typedef {import("./types.js").State} State */

/** The curve of the best parameters; found anew when they, the data or the axis change. @param {Fig} fig */
function bestCurve(fig) {
  /** @type {unknown[]} */
  let seen = [];
  /** @type {Float64Array} */
  let xs = new Float64Array(0);
  /** @type {Float64Array} */
  let ys = new Float64Array(0);
  /** @param {State} state */
  return ({ best, x, y, xlim, log }) => {
    const now = [best, x, y, xlim, log];
    if (now.some((v, i) => v !== seen[i])) {
      const model = fit({ ...fig.spec, x, y, held: null, xlim, log });
      ys = Float64Array.from(model.curve?.(best?.params ?? {}) ?? []);
      xs = model.xs;
      seen = now;
    }
    return { xs, ys };
  };
}

/** @param {State} state */
const isSeen = ({ view, best }) => view["best-fit"].on && !view.veil.on && !!best;

/** The best fit, dotted, beneath the curve that a hand has fitted. @param {Fig} fig @returns {Layer|null} */
export const bestFit = fig => {
  if (!fig.traced || !fig.hasData) return null;
  const curveOf = bestCurve(fig);
  return {
    name: "best-fit",
    stage: "loss",
    view: { on: false },
    off: state => !isSeen(state),
    still: ({ best, x, y }) => [best, x, y],
    legend: state => (isSeen(state) ? [{ text: "best fit", tone: "help", wide: 0.23, dash: [0.2, 0.5] }] : []),
    paint(g, state, s) {
      const { xs, ys } = curveOf(state);
      g.strokeStyle = s.ink.help;
      g.lineWidth = s.ink.size * 0.23;
      g.setLineDash([s.ink.size * 0.2, s.ink.size * 0.5]);
      g.lineCap = g.lineJoin = "round";
      g.beginPath();
      for (let i = 0; i < ys.length; i++) if (Number.isFinite(ys[i])) g.lineTo(s.x(xs[i]), s.clamp(ys[i]));
      g.stroke();
    },
  };
};

/**
 * Covers the loss, or reveals it with the best fit; and how far off what was said before is.
 * @param {Fig} fig @param {number|null} said
 */
function toggle(fig, said = null) {
  const { spec, state, traced } = fig;
  const veiled = !state.view.veil.on;
  fig.show("veil", { on: veiled });
  if (traced) fig.show("best-fit", { on: !veiled });
  if (veiled) return fig.say(`${spec.loss_name} and best fit hidden`);
  drawing(fig, false);
  fig.whenKnown(() => unveiled(fig, said));
}

/** @param {Fig} fig @param {number|null} said */
function unveiled(fig, said) {
  const { spec, state } = fig;
  if (state.view.veil.on) return; // again
  const { loss } = fig.numbers();
  const curve = compareCurve(fig);
  if (said !== null) keep(fig, { what: "loss", said, params: fig.state.params }, loss);
  const far = distance(loss, state.best);
  const ofLoss =
    said === null ? `${lossCalled(spec)} ${format(loss)}${far && `; ${far}`}` : verdict({ what: "loss", said }, loss);
  fig.say(curve ? `${ofLoss}; ${curve}` : ofLoss);
}

/** @param {Fig} fig @param {() => void} act  covers, or reveals @returns {Choice[]} */
const choices = (fig, act) => [
  {
    name: "veil",
    label: ({ view }) => (view.veil.on ? "Reveal the loss" : "Hide the loss, to predict it"),
    key: "r",
    act,
  },
  {
    name: "best-fit",
    label: "The best fit, dotted",
    on: ({ view }) => fig.traced && view["best-fit"].on,
    off: ({ view }) => view.veil.on,
    hidden: ({ best }) => !best || !fig.traced,
    act: () => fig.show("best-fit", { on: !fig.state.view["best-fit"].on }),
  },
];

/**
 * What is asked while the loss is covered: its number or, with the pen, the curve of the best fit.
 * @param {Fig} fig @param {(said: number|null) => void} reveal
 */
function questionOf(fig, reveal) {
  const name = lossCalled(fig.spec);
  const ask = () => pairs.take() && guess.read(reveal);
  const guess = guessBox(fig, { "data-guess": "loss", "aria-label": `the ${name}, predicted` }, ask);
  const pairs = pairsBox(fig, ask);
  const text = make("span", { title: lossMeans(fig.spec) });
  const toggle = () => drawing(fig, !fig.state.view.pen.curve, true);
  const draw = button("predict-curve", "✎", toggle, {
    "aria-label": "Predict the curve",
    title: "Predict the curve (c)",
  });
  return {
    ask,
    pairs: pairs.box,
    el: make("div", { class: "fitcurve-cover" }, text, guess.box, pairs.box, draw, button("reveal", "Reveal", ask)),
    /** @param {boolean} curve */
    paint(curve) {
      write(text, { text: curve ? "Draw it, or" : `Predict the ${name}` });
      write(draw, { "aria-pressed": String(curve) });
      write(guess.box, { hidden: curve });
      write(pairs.box, { hidden: !curve });
    },
  };
}

/** @param {Fig} fig @returns {Panel|null} */
export const veilPanel = fig => {
  if (!fig.hasData) return null;
  const question = questionOf(fig, said => toggle(fig, said));
  const act = () => (fig.state.view.veil.on ? question.ask() : toggle(fig));
  const drawCurve = () => {
    if (!fig.state.view.veil.on) toggle(fig);
    drawing(fig, true, true);
    question.paint(true);
    question.el.hidden = false;
    question.pairs.focus({ preventScroll: true });
  };
  return {
    name: "veil",
    still: true,
    stage: "loss",
    where: "loss",
    el: question.el,
    view: { on: !!fig.spec.hide },
    shortcuts: {
      r: { label: "hide the loss, to predict it first; then reveal it", act },
      c: { label: "predict the best curve: draw it, or type pairs x:y", act: drawCurve },
    },
    menu: [
      ...choices(fig, act),
      { name: "predict-the-curve", label: "Predict the best curve…", key: "c", act: drawCurve },
    ],
    paint({ view }) {
      write(fig.root, { "data-veiled": view.veil.on });
      write(question.el, { hidden: !view.veil.on });
      question.paint(view.pen.curve);
    },
  };
};
