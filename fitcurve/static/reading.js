// The number on the gap: what the point under the pointer, or the keys, says; or the curve's height there.
import { make, placeOn, write } from "./dom.js";
import { pointLines } from "./gaps.js";
import { closest } from "./pull.js";
import { nearest } from "./points.js";
import { brief, named, unitOf } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Scales} Scales */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").View["reading"]} Place */

const reach = 14; // pixels round a point, and
const near = 24; // to either side of the curve
const most = 12; // letters of a name in so small a box
const nowhere = { point: null, x: null };

/** The sampled place of the curve that is nearest to x. @param {ArrayLike<number>} xs @param {number} x */
function sampleAt(xs, x) {
  let best = 0;
  for (let i = 1; i < xs.length; i++) if (Math.abs(xs[i] - x) < Math.abs(xs[best] - x)) best = i;
  return best;
}

/** @param {Fig} fig @param {Numbers} now @param {number} i  of the curve's places */
function curveLines({ state }, { xs, curve }, i) {
  const [across, up] = state.labels;
  return [named(across ?? "x", brief(xs[i]), most), `f(x) ${brief(curve[i])}${unitOf(up)}`];
}

/**
 * What is at this place of the plot: a point, or else the curve.
 * @param {Fig} fig @param {Scales} s @param {[number, number]} place @returns {Place}
 */
function placeUnder(fig, s, [px, py]) {
  const { x, y } = fig.state;
  const point = x && y ? nearest(px, py, { x, y }, s, reach) : -1;
  if (point >= 0) return { point, x: null };
  const { xs, curve } = fig.numbers();
  const foot = closest(px, py, Array.from(xs, s.x), Array.from(curve, s.clamp));
  const isInside = px >= s.left && px <= s.right && py >= s.top && py <= s.bottom;
  return isInside && foot.far <= near ? { point: null, x: s.ux(foot.px) } : nowhere;
}

/**
 * Follows the pointer; a tap leaves what it found. What is held stays: a point that is dragged says how it fares.
 * @param {Fig} fig @param {HTMLElement} el @param {() => Scales|null} scalesNow
 */
function follow(fig, el, scalesNow) {
  const canvas = /** @type {HTMLCanvasElement} */ (el.querySelector("canvas[data-curve]"));
  /** @param {Place} to */
  const show = to => {
    const { point, x } = fig.state.view.reading;
    if (to.point !== point || to.x !== x) fig.show("reading", to);
  };
  const look = (/** @type {PointerEvent} */ e) => {
    const scales = scalesNow();
    if (scales) show(placeUnder(fig, scales, placeOn(canvas, e)));
  };
  canvas.addEventListener("pointerdown", look);
  canvas.addEventListener("pointermove", e => {
    if (!e.buttons) look(e);
  });
  canvas.addEventListener("pointerleave", e => {
    if (e.pointerType !== "touch") show(nowhere);
  });
  canvas.addEventListener("pointercancel", () => show(nowhere));
}

/**
 * What is read now: where it is on the plot, and the lines.
 * @param {Fig} fig @param {State} state @param {Numbers} now
 */
function readingOf(fig, state, now) {
  const { view, x, y } = state;
  const hand = view["points-hand"];
  const { point: under, x: u } = view.reading;
  const point = under ?? (hand?.focused && u === null ? hand.chosen : null);
  if (view.pen?.on) return null;
  if (point !== null && x && y && point < x.length)
    return { u: x[point], v: y[point], lines: pointLines(fig, state, now, point, most) };
  if (u === null) return null;
  const i = sampleAt(now.xs, u);
  const v = now.curve[i];
  return Number.isFinite(v) ? { u: now.xs[i], v, lines: curveLines(fig, now, i), onCurve: true } : null;
}

/** A small box beside the point, never over it: to the right and above, where there is room. @returns {Panel} */
export const readingPanel = (/** @type {Fig} */ fig) => {
  const dot = make("i", { class: "fitcurve-dot", hidden: true });
  const box = make("div", { class: "fitcurve-readout", "aria-hidden": "true", hidden: true });
  const plot = () =>
    /** @type {ReturnType<typeof import("./plot.js").plotPanel>} */ (fig.panels.find(({ name }) => name === "plot"));
  return {
    name: "reading",
    view: nowhere,
    paint(state, now) {
      if (!box.isConnected) {
        plot().el.append(dot, box);
        follow(fig, plot().el, () => plot().scales);
      }
      const { scales: s } = plot();
      const found = s && readingOf(fig, state, now);
      const read = found && (found.onCurve || s.shows(found.u, found.v)) ? found : null;
      write(box, { hidden: !read });
      write(dot, { hidden: !read?.onCurve });
      if (!s || !read) return;
      const [px, py] = [s.x(read.u), Math.min(s.bottom, Math.max(s.top, s.y(read.v)))];
      const { size } = s.ink;
      write(box, {
        text: read.lines.join("\n"),
        "data-side": px + 13 * size > s.right ? "left" : "right",
        "data-way": py - 6 * size < s.top ? "below" : "above",
      });
      for (const el of [box, dot]) write(el, { style: `left: ${px.toFixed(1)}px; top: ${py.toFixed(1)}px` });
    },
  };
};
