// The predictions that are kept; and how far off one was, in words and in its own unit. Pure.
import { brief, format, unitOf } from "./words.js";

/** @typedef {import("./types.js").CurvePrediction} CurvePrediction */
/** @typedef {import("./types.js").NumberPrediction} NumberPrediction */
/** @typedef {import("./types.js").Params} Params */
/** @typedef {import("./types.js").Prediction} Prediction */
/** @typedef {import("./types.js").State} State */

const kept = 100; // predictions
const close = 0.005; // of the number: nearer, and it is as good as right

/**
 * With one more; of very many, the newest.
 * @param {Prediction[]} predictions @param {Prediction} prediction
 */
export const withOne = (predictions, prediction) => [...predictions, prediction].slice(-kept);

/** A distance, short. @param {number} v */
export const far = v => brief(Number(v.toPrecision(3)));

/** How far a number that was said is off; nothing where it is no distance. @param {number} said @param {number} was */
function offBy(said, was) {
  const off = Math.abs(said - was);
  if (!Number.isFinite(off)) return "";
  return off <= close * Math.abs(was) ? "spot on" : `${far(off)} too ${said > was ? "high" : "low"}`;
}

/** "a 2.1, b 0.5" @param {Params} at */
export const placeWords = at =>
  Object.entries(at)
    .map(([name, v]) => `${name} ${brief(v)}`)
    .join(", ");

/** @param {Params} at @param {Params} ended */
function placeVerdict(at, ended) {
  const offs = Object.keys(at).map(name => `${name} ${offBy(at[name], ended[name])}`);
  return `you said ${placeWords(at)}, it ended at ${placeWords(ended)}: ${offs.join(", ")}`;
}

/**
 * @param {Pick<NumberPrediction, "what"|"said"|"at"|"ended">} prediction @param {number} was
 * @param {boolean} [isBeside]  does it stand beside that number, which then needn't be told?
 */
export function verdict({ what, said, at, ended }, was, isBeside = false) {
  const place = at && ended ? placeVerdict(at, ended) : "";
  if (said === null) return place;
  const truth = isBeside ? "" : `, it ${what === "end" ? "ended at" : "is"} ${format(was)}`;
  const told = `you said ${brief(said)}${truth}`;
  const off = offBy(said, was);
  return [off ? `${told}: ${off}` : told, place].filter(Boolean).join("; ");
}

/** The last loss of a run, as a prediction has it. @param {import("./types.js").Line} run */
const endOf = ({ moments }) => {
  const { loss } = moments[moments.length - 1];
  return Number.isFinite(loss) ? loss : null;
};

/**
 * What was said of the end of a run: that is asked now, awaited, or still on the chart. `ended`: where it ended.
 * @param {Pick<State, "view"|"predictions"|"runs">} state
 * @returns {{said: number|null, at?: Params|null, ended?: Params}|null}
 */
export function saidEnd({ view, predictions, runs }) {
  const { asking, at, awaited } = view.predict ?? {};
  if (asking) return { said: null, at };
  if (awaited) return awaited;
  const last = /** @type {NumberPrediction|undefined} */ (predictions.filter(({ what }) => what === "end").at(-1));
  return last && runs.some(run => endOf(run) === last.was) ? last : null;
}

/**
 * The vertical distances of a drawn curve from the true one at its places: their mean, the largest, and where that is.
 * Where the true one has no height there is none; null where it has none at all.
 * @param {Pick<CurvePrediction, "x"|"said"|"was">} prediction
 */
export function distances({ x, said, was }) {
  const all = (was ?? []).flatMap((v, i) => (v === null ? [] : [{ off: Math.abs(said[i] - v), x: x[i] }]));
  if (!all.length) return null;
  const mean = all.reduce((sum, { off }) => sum + off / all.length, 0);
  return { mean, most: all.reduce((most, next) => (next.off > most.off ? next : most)) };
}

/**
 * @param {CurvePrediction} prediction @param {(string|null)[]|null} [labels]  of the axes
 * @param {boolean} [isShort]  without the farthest place
 */
export function curveVerdict(prediction, labels, isShort = false) {
  const found = distances(prediction);
  if (!found) return "";
  const { mean, most } = found;
  const [across, up] = labels ?? [];
  const unit = unitOf(up);
  const at = `x = ${brief(Number(most.x.toPrecision(3)))}${unitOf(across)}`;
  const short = `your curve is ${far(mean)}${unit} off on average`;
  return isShort ? short : `${short}, at most ${far(most.off)}${unit} at ${at}`;
}

/**
 * The height of a curve at u, between the places that it is drawn through; null where it has none.
 * @param {ArrayLike<number>} xs  in order @param {ArrayLike<number>} ys @param {number} u
 */
export function heightAt(xs, ys, u) {
  const i = Array.prototype.findIndex.call(xs, v => v >= u);
  if (i < 0 || u < xs[0]) return null;
  const part = i && xs[i] > xs[i - 1] ? (xs[i] - u) / (xs[i] - xs[i - 1]) : 0;
  const v = part ? part * ys[i - 1] + (1 - part) * ys[i] : ys[i];
  return Number.isFinite(v) ? v : null;
}
