// What is to be said of a point: its place, its residual, and its share of the loss. Pure.
import { isIn } from "./stages.js";
import { brief, format, named, unitOf } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").LossKind} LossKind */
/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").State} State */

/**
 * The share of gap i in a loss that is a mean or a sum of what each gap adds, from 0 to 1; null for any other loss,
 * and where a gap has no size.
 * @param {LossKind|null|undefined} kind @param {ArrayLike<number>} gaps @param {number} i
 */
export function shareOf(kind, gaps, i) {
  if (kind?.power !== 1) return null;
  const largest = Array.from(gaps).reduce((most, gap) => Math.max(most, Math.abs(gap)), 0);
  /** @param {number} gap  against the largest, whose square may be too large for a number */
  const size = gap => Math.abs(gap / largest) ** (kind.squared ? 2 : 1);
  const share = size(gaps[i]) / Array.from(gaps, size).reduce((sum, v) => sum + v, 0);
  return Number.isFinite(share) ? share : null;
}

/** With its sign, which for a residual is half of what it says. @param {number} v */
const signed = v => (v > 0 ? `+${brief(v)}` : brief(v));

/**
 * What is to be said of point i: its place, and where the curve's height there is known, its residual, y − f(x), and
 * its share of the loss. Behind the veil the share is left out, as it would tell the loss; before there is a loss at
 * all, both are.
 * @param {Pick<Fig, "spec"|"waiting">} fig @param {State} state @param {Numbers} now @param {number} i
 * @param {number} [most]  letters of an axis' name
 */
export function pointLines({ spec, waiting }, { x, y, held, yerr, of, view, labels }, { preds }, i, most) {
  if (!x || !y) return [];
  const [across, up] = labels ?? [];
  const lines = [named(across ?? "x", brief(x[i]), most), named(up ?? "y", brief(y[i]), most)];
  if (waiting || !isIn(view.stage?.at ?? "all", "loss") || preds?.length !== y.length) return lines;
  const gaps = y.map((v, j) => v - preds[j]);
  lines.push(`residual ${signed(gaps[i])}${unitOf(up)}`);
  if (yerr) lines.push(`= ${format(Math.abs(gaps[i] / yerr[i]), 2)} error bars`);
  if (held?.[i]) return [...lines, "held out"];
  const seen = gaps.map((gap, j) => (held?.[j] ? 0 : gap / (yerr?.[j] ?? 1)));
  const share = of || view.veil?.on ? null : shareOf(spec.gaps, seen, i);
  if (share !== null) lines.push(`${format(100 * share, 3)} % of the ${spec.loss_name}`);
  return lines;
}
