// Predict the curve: a stroke, or a few pairs x:y, that is kept beside the truth; and how far off it was.
import { make, write } from "./dom.js";
import { fit } from "./fit.js";
import { grown } from "./ink.js";
import { byItself } from "./state.js";
import { decimalOf, readNumber } from "./typed.js";
import { curveVerdict, distances, far, heightAt, withOne } from "./verdict.js";
import { brief } from "./words.js";

/** @typedef {import("./types.js").CurvePrediction} CurvePrediction */
/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Params} Params */
/** @typedef {import("./types.js").Scales} Scales */
/** @typedef {import("./types.js").State} State */

const most = 60; // points of such a curve
const dash = [12, 3, 2, 3, 2, 3];

/** The newest curve that was predicted. @param {Pick<State, "predictions">} state */
export const newestCurve = ({ predictions }) =>
  /** @type {CurvePrediction|undefined} */ (predictions.filter(({ what }) => what === "curve").at(-1));

/** Where the true curve is: the best fit, or where that isn't known, the curve as it stands. @param {State} state */
const truthOf = ({ params, best }) => ({ ...params, ...best?.params });

/**
 * The heights of the true curve at these places; null where it has none.
 * @param {Fig} fig @param {number[]} x @returns {(number|null)[]}
 */
function heights(fig, x) {
  const { spec, state } = fig;
  if (!fig.traced) {
    const { xs, curve } = fig.numbers();
    return x.map(u => heightAt(xs, curve, u));
  }
  const drawn = fit({ ...spec, x: state.x, y: state.y, held: null, xlim: state.xlim });
  const isOwn = spec.pointwise !== false && !drawn.ofThesePoints; // each place has a height of its own
  const { xs, curve } = isOwn ? fit({ ...spec, loss: null, x, y: null, pointwise: false }) : drawn;
  const ys = /** @type {NonNullable<typeof curve>} */ (curve)(truthOf(state));
  return x.map(u => heightAt(xs, ys, u));
}

/**
 * A curve was drawn: it takes the place of one that wasn't compared yet.
 * @param {Fig} fig @param {{x: ArrayLike<number>, y: ArrayLike<number>}} drawn
 */
export function foretell(fig, { x, y }) {
  const prediction = { what: "curve", x: Array.from(x), said: Array.from(y), was: null, params: fig.state.params };
  fig.act("foretold", /** @type {CurvePrediction} */ (prediction));
  fig.show("foretold", { on: true });
  fig.wire.tell(0);
  fig.say(`your curve: ${x.length} points from x = ${brief(x[0])} to ${brief(x[x.length - 1])}; Reveal compares it`);
}

/** The loss is revealed: how far off was the curve? Nothing where none was drawn. @param {Fig} fig */
export function compareCurve(fig) {
  const drawn = newestCurve(fig.state);
  if (!drawn || drawn.was) return "";
  const compared = { ...drawn, was: heights(fig, drawn.x), params: truthOf(fig.state) };
  fig.act("foretold", compared);
  fig.wire.tell(0);
  return curveVerdict(compared, fig.spec.labels);
}

/** The newest one, as long as the truth is what it was compared with. @param {Fig} fig */
function comparedCurve({ state, names }) {
  const drawn = newestCurve(state);
  const truth = truthOf(state);
  const holds = drawn?.was && state.view.foretold.on && names.every(name => drawn.params[name] === truth[name]);
  return holds ? drawn : null;
}

/** What is to be said of it. @param {Fig} fig @param {boolean} [isShort] */
export function curveWords(fig, isShort) {
  const drawn = comparedCurve(fig);
  return drawn ? curveVerdict(drawn, fig.spec.labels, isShort) : "";
}

/** The same in short. @param {Fig} fig */
function offOf(fig) {
  const drawn = comparedCurve(fig);
  const found = drawn && distances(drawn);
  return found ? `${far(found.mean)} off` : "";
}

/**
 * "-2:9, 0:1" as points in order, or a word why it is none. Pure.
 * @param {string} typed @param {string} [decimal]  the reader's own sign between units and tenths
 * @returns {{x: number[], y: number[], why?: undefined}|{why: string}}
 */
export function readPairs(typed, decimal = ".") {
  const between = decimal === "," ? /[;\s]+/ : /[;,\s]+/;
  const texts = typed.trim().replace(/\s*:\s*/g, ":").split(between).filter(Boolean); // prettier-ignore
  /** @type {[number, number][]} */
  const pairs = [];
  for (const text of texts) {
    const [u, v, ...more] = text.replace(/,$/, "").split(":").map(part => readNumber(part, decimal)); // prettier-ignore
    if (!v || more.length) return { why: `${text}: write pairs, as −1:2 0:1` };
    if (u.why !== undefined || v.why !== undefined) return { why: `${text}: ${u.why ?? v.why}` };
    pairs.push([u.v, v.v]);
  }
  pairs.sort(([a], [b]) => a - b);
  const twice = pairs.find(([u], i) => i && u === pairs[i - 1][0]);
  if (twice) return { why: `x = ${brief(twice[0])} stands there twice` };
  if (pairs.length > most) return { why: `${most} pairs at most` };
  return { x: pairs.map(([u]) => u), y: pairs.map(([, v]) => v) };
}

/** A box for such pairs. @param {Fig} fig @param {() => void} skipped  Enter, with nothing in it */
export function pairsBox(fig, skipped) {
  const decimal = decimalOf(navigator.language);
  /** @type {HTMLInputElement} */
  const box = make("input", {
    type: "text",
    autocomplete: "off",
    class: "fitcurve-number",
    "data-guess": "curve",
    "aria-label": "your curve, predicted: pairs x:y",
    oninput: () => refuse(""),
    onkeydown: e => {
      if (e.key !== "Enter") return;
      if (!box.value.trim()) skipped();
      else take();
    },
  });
  box.placeholder = "−1:2 0:1";
  /** @param {string} why */
  function refuse(why) {
    write(box, { "aria-invalid": String(!!why), "aria-description": why, title: why });
  }
  /** Are they taken? */
  function take() {
    if (!box.value.trim()) return true;
    const read = readPairs(box.value, decimal);
    refuse(read.why ?? "");
    if (read.why !== undefined) {
      fig.say(read.why);
      box.focus({ preventScroll: true });
      return false;
    }
    box.value = "";
    foretell(fig, read);
    return true;
  }
  return { box, take };
}

/**
 * @param {CanvasRenderingContext2D} g @param {Scales} s @param {CurvePrediction} drawn
 * @param {string} off  how far, in words; or nothing
 */
function paintDrawn(g, s, drawn, off) {
  const { x, said } = drawn;
  g.strokeStyle = g.fillStyle = s.ink.ink;
  g.lineWidth = s.ink.size * 0.16;
  g.setLineDash(grown(dash, s.ink));
  g.lineJoin = "round";
  g.beginPath();
  x.forEach((u, i) => g.lineTo(s.x(u), s.clamp(said[i])));
  g.stroke();
  g.setLineDash([]);
  const r = 3 * s.ink.px;
  if (x.length <= 12) for (const [i, u] of x.entries()) g.fillRect(s.x(u) - r, s.clamp(said[i]) - r, 2 * r, 2 * r);
  paintName(g, s, drawn, off);
}

/** @param {CanvasRenderingContext2D} g @param {Scales} s @param {CurvePrediction} drawn @param {string} off */
function paintName(g, s, { x, said }, off) {
  const last = x.findLastIndex((u, i) => s.x(u) <= s.right && s.y(said[i]) >= s.top && s.y(said[i]) <= s.bottom);
  if (last < 0) return;
  const name = off ? `your curve, ${off}` : "your curve";
  g.font = s.ink.font;
  g.textAlign = "right";
  g.textBaseline = "bottom";
  g.lineWidth = 4 * s.ink.px;
  g.strokeStyle = s.ink.paper;
  const px = Math.max(s.left + g.measureText(name).width + 6, s.x(x[last]) - 6);
  const py = Math.max(s.top + 1.5 * s.ink.size, s.y(said[last]) - 4);
  g.strokeText(name, px, py);
  g.fillText(name, px, py);
}

/** What a hand has drawn, in a dash of its own, with its name where it ends. @param {Fig} fig @returns {Layer|null} */
export const foretold = fig => {
  if (!fig.hasData) return null;
  return {
    name: "foretold",
    stage: "loss",
    view: { on: true },
    actions: {
      foretold(state, prediction) {
        const last = newestCurve(state);
        const others = last?.was ? state.predictions : state.predictions.filter(other => other !== last);
        return byItself(state, { predictions: withOne(others, prediction) });
      },
    },
    menu: [
      {
        name: "foretold",
        label: "The curve that you predicted",
        on: ({ view }) => view.foretold.on,
        hidden: state => !newestCurve(state),
        act: () => fig.show("foretold", { on: !fig.state.view.foretold.on }),
      },
    ],
    off: state => !state.view.foretold.on || !!state.view.pen.stroke || !newestCurve(state),
    paint(g, state, s) {
      const drawn = newestCurve(state);
      if (drawn) paintDrawn(g, s, drawn, state.view.veil.on ? "" : offOf(fig));
    },
  };
};
