// What every plot shows: the axes, the gaps, the curve. (The points have a file of their own.)
import { grown } from "./ink.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Layer} Layer */

/** On a pixel, not between two. @param {number} px */
const crisp = px => Math.round(px) + 0.5;

/** @returns {Layer} */
export const axes = () => ({
  name: "axes",
  clip: false,
  still: () => [],
  paint(g, state, { left, right, top, bottom, x, y, xs, ys, ink }) {
    /** @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @param {boolean} strong */
    const line = (x0, y0, x1, y1, strong) => {
      g.strokeStyle = strong ? ink.soft : ink.grid;
      g.beginPath();
      g.moveTo(x0, y0);
      g.lineTo(x1, y1);
      g.stroke();
    };
    g.font = ink.font;
    g.fillStyle = ink.soft;
    g.lineWidth = ink.px;
    g.textAlign = "right";
    g.textBaseline = "middle";
    for (const t of ys) {
      const p = crisp(y(t.v));
      line(left, p, right, p, t.v === 0);
      g.fillText(t.text, left - 8, p);
    }
    g.textAlign = "center";
    g.textBaseline = "top";
    for (const t of xs) {
      const p = crisp(x(t.v));
      line(p, top, p, bottom, t.v === 0);
      g.fillText(t.text, p, bottom + 8);
    }
  },
});

/** @typedef {{x: number, y0: number, y1: number}} Bar */
/**
 * Vertical bars, in pixels. Bars on one pixel column cover each other, so where there are more than the
 * `w` columns, each column has one that covers as much as they do. `at(i)` is the i-th of n; NaN where there is none.
 * @param {number} n @param {(i: number) => Bar} at @param {number} w
 */
export function bars(n, at, w) {
  const all = [];
  if (n <= w) {
    for (let i = 0; i < n; i++) {
      const bar = at(i);
      if (!Number.isNaN(bar.y0) && !Number.isNaN(bar.y1)) all.push(bar);
    }
    return all;
  }
  const top = new Float64Array(w).fill(Infinity);
  const bottom = new Float64Array(w).fill(-Infinity);
  for (let i = 0; i < n; i++) {
    const { x, y0, y1 } = at(i);
    const column = Math.floor(x);
    // Neither NaN nor a column beyond the plot is less than anything.
    if (Math.min(y0, y1) < top[column]) top[column] = Math.min(y0, y1);
    if (Math.max(y0, y1) > bottom[column]) bottom[column] = Math.max(y0, y1);
  }
  for (let column = 0; column < w; column++) {
    const [y0, y1] = [top[column], bottom[column]];
    if (y0 <= y1) all.push({ x: column + 0.5, y0, y1 });
  }
  return all;
}

/**
 * The bars whose mean height is the MAE; dashed, those of the points held out, which it doesn't count.
 * @param {Fig} fig @returns {Layer}
 */
export const residuals = ({ spec, state }) => ({
  name: "residuals",
  stage: "loss",
  view: { on: !!state.y && state.y.length <= spec.limits.gaps },
  legend: ({ view, x }) => (view.residuals.on && x ? [{ text: "residuals", tone: "gap", wide: 0.19 }] : []),
  paint(g, { view, x, y, held }, s, { preds }) {
    if (!view.residuals.on || !x || !y || preds?.length !== x.length) return;
    const wide = x.length <= 100 ? s.ink.size * 0.19 : s.ink.px;
    g.strokeStyle = s.ink.gap;
    for (const out of held ? [0, 1] : [0]) {
      /** @param {number} i */
      const at = i => ({ x: s.x(x[i]), y0: (held?.[i] ?? 0) === out ? s.clamp(y[i]) : NaN, y1: s.clamp(preds[i]) });
      g.lineWidth = out ? wide / 2 : wide;
      g.setLineDash(out ? grown([3, 3], s.ink) : []);
      g.beginPath();
      for (const bar of bars(x.length, at, Math.ceil(s.w))) {
        g.moveTo(bar.x, bar.y0);
        g.lineTo(bar.x, bar.y1);
      }
      g.stroke();
    }
    g.setLineDash([]);
  },
});

/** @param {Fig} fig @returns {Layer} */
export const curve = ({ spec }) => ({
  name: "curve",
  legend: () => [{ text: spec.call, tone: "curve", wide: 0.23 }],
  paint(g, state, s, { xs, curve: ys }) {
    g.strokeStyle = s.ink.curve;
    g.lineWidth = s.ink.size * 0.23;
    g.lineJoin = "round";
    g.beginPath();
    let down = false; // the pen: it is lifted wherever the curve has no height
    for (let i = 0; i < ys.length; i++) {
      const here = Number.isFinite(ys[i]);
      if (here) g[down ? "lineTo" : "moveTo"](s.x(xs[i]), s.clamp(ys[i]));
      down = here;
    }
    g.stroke();
  },
});
