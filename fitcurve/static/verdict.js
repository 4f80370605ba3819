// The predictions that are kept; and how far off one was, in words and in its own unit. Pure.
import { brief, format, unitOf } from "./words.js";

/** @typedef {import("./types.js").CurvePrediction} CurvePrediction */
/** @typedef {import("./types.js").NumberPrediction} NumberPrediction */
/** @typedef {import("./types.js").Prediction} Prediction */

const kept = 100; // predictions
const close = 0.005; // of the number: nearer, and it is as good as right

/**
 * With one more; of very many, the newest.
 * @param {Prediction[]} predictions @param {Prediction} prediction
 */
export const withOne = (predictions, prediction) => [...predictions, prediction].slice(-kept);

/** A distance, short. @param {number} v */
export const far = v => brief(Number(v.toPrecision(3)));

/** @param {Pick<NumberPrediction, "what"|"said">} prediction @param {number} was */
export function verdict({ what, said }, was) {
  const told = `you said ${brief(said)}, it ${what === "end" ? "ended at" : "is"} ${format(was)}`;
  const off = Math.abs(said - was);
  if (!Number.isFinite(off)) return told;
  if (off <= close * Math.abs(was)) return `${told}: spot on`;
  return `${told}: ${far(off)} too ${said > was ? "high" : "low"}`;
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

/** @param {CurvePrediction} prediction @param {(string|null)[]|null} [labels]  of the axes */
export function curveVerdict(prediction, labels) {
  const found = distances(prediction);
  if (!found) return "";
  const { mean, most } = found;
  const [across, up] = labels ?? [];
  const unit = unitOf(up);
  const at = `x = ${brief(Number(most.x.toPrecision(3)))}${unitOf(across)}`;
  return `your curve is ${far(mean)}${unit} off on average, at most ${far(most.off)}${unit} at ${at}`;
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
