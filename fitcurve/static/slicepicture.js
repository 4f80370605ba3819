// How a slice of the loss is painted: the axes below, and on them the slice, the ball, its tangent, and the next step.
import { sized } from "./dom.js";
import { grown } from "./ink.js";
import { frameOf, paintAxes } from "./surface.js";

/** @typedef {import("./surface.js").Frame} Frame */
/** @typedef {import("./dom.js").Canvas} Canvas */
/** @typedef {import("./types.js").Ink} Ink */
/** @typedef {{w: number, h: number}} Room */
/** @typedef {[number, number]} Range */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {{v: number, loss: number, slope: number, to: number|null, lossThere: number}} Ball */

/** @param {number} v @param {number} lo @param {number} hi */
const clamp = (v, lo, hi) => Math.min(hi, Math.max(lo, v));

/** @param {Context} g @param {Frame} frame @param {() => void} paint */
function inside(g, { left, right, top, bottom }, paint) {
  g.save();
  g.beginPath();
  g.rect(left, top, right - left, bottom - top);
  g.clip();
  paint();
  g.restore();
}

/**
 * The axes: painted when they change, not at every frame, as letters cost the most. Their frame.
 * @param {Canvas} canvas @param {Room} room @param {[string, string]} on @param {[Range, Range]} ranges
 * @param {Ink} ink
 */
export function paintGround(canvas, room, on, ranges, ink) {
  const g = sized(canvas, room.w, room.h);
  const frame = frameOf(g, room, { on, ranges }, ink);
  const { left, right, top, bottom, x, y } = frame;
  g.fillStyle = ink.grid;
  for (const t of frame.ys) g.fillRect(left, Math.round(y(t.v)), right - left, 1);
  for (const t of frame.xs) g.fillRect(Math.round(x(t.v)), top, 1, bottom - top);
  paintAxes(g, frame, ink);
  return frame;
}

/**
 * The slice: all of it, or what a sweep has seen so far.
 * @param {Context} g @param {Room} room @param {Frame} frame @param {{ts: number[], vs: number[]}} cut
 * @param {Range|null} seen @param {Ink} ink
 */
export function paintSlice(g, room, { left, right, top, bottom, x, y }, { ts, vs }, seen, ink) {
  g.beginPath();
  const [from, to] = seen ? seen.map(x) : [left, right];
  g.rect(from - 1, top, to - from + 2, bottom - top);
  g.save();
  g.clip();
  g.strokeStyle = ink.ink;
  g.lineWidth = 2 * ink.px;
  g.lineJoin = "round";
  g.beginPath();
  let isOn = false;
  ts.forEach((t, i) => {
    const isNumber = Number.isFinite(vs[i]);
    if (isNumber) g[isOn ? "lineTo" : "moveTo"](x(t), clamp(y(vs[i]), -room.h, 2 * room.h));
    isOn = isNumber;
  });
  g.stroke();
  g.restore();
}

/**
 * Straight through the ball, as steep as the slope, always as long.
 * @param {Context} g @param {Frame} frame @param {Ball} ball
 */
function paintTangent(g, { left, right, x, y }, { v, loss, slope }) {
  const [dx, dy] = [x(v + 1) - x(v), y(loss + slope) - y(loss)];
  const long = (right - left) * 0.26;
  const size = Math.hypot(dx, dy);
  if (!Number.isFinite(size) || !size) return;
  g.beginPath();
  g.moveTo(x(v) - (dx / size) * long, y(loss) - (dy / size) * long);
  g.lineTo(x(v) + (dx / size) * long, y(loss) + (dy / size) * long);
  g.stroke();
}

/**
 * The next step: along the axis from where we are to where it lands, and that place of the slice.
 * @param {Context} g @param {Frame} frame @param {Ball} ball @param {Ink} ink
 */
function paintStep(g, { left, right, top, bottom, x, y }, { v, loss, to, lossThere: there }, ink) {
  if (to === null) return;
  const px = clamp(x(v), left, right);
  const qx = clamp(x(to), left, right);
  const isOn = qx === x(to) && Number.isFinite(there);
  const level = bottom - ink.size * 0.45;
  g.strokeStyle = g.fillStyle = ink.curve;
  g.lineWidth = ink.px;
  g.setLineDash(grown([3, 4], ink));
  g.beginPath();
  g.moveTo(px, clamp(y(loss), top, bottom));
  g.lineTo(px, level);
  if (isOn) {
    g.moveTo(qx, clamp(y(there), top, bottom));
    g.lineTo(qx, level);
  }
  g.stroke();
  g.setLineDash([]);
  g.lineWidth = 2.5 * ink.px;
  const head = clamp(Math.abs(qx - px), 0, ink.size * 0.55) * Math.sign(qx - px);
  g.beginPath();
  g.moveTo(px, level);
  g.lineTo(qx - head, level);
  g.stroke();
  g.beginPath();
  g.moveTo(qx, level);
  g.lineTo(qx - head, level - ink.size * 0.3);
  g.lineTo(qx - head, level + ink.size * 0.3);
  g.fill();
}

/** Where the next step lands. @param {Context} g @param {Frame} frame @param {Ball} ball @param {Ink} ink */
function paintLanding(g, { left, right, top, bottom, x, y }, { to, lossThere }, ink) {
  if (to === null || x(to) < left || x(to) > right || !Number.isFinite(lossThere)) return;
  g.beginPath();
  g.arc(x(to), clamp(y(lossThere), top, bottom), ink.size * 0.32, 0, 2 * Math.PI);
  g.lineWidth = 2 * ink.px;
  g.strokeStyle = ink.curve;
  g.fillStyle = ink.paper;
  g.fill();
  g.stroke();
}

/**
 * The ball, its tangent and its next step.
 * @param {Context} g @param {Frame} frame @param {Ball} ball @param {Ink} ink
 */
export function paintBall(g, frame, ball, ink) {
  const { left, right, top, bottom, x, y } = frame;
  if (!Number.isFinite(ball.loss)) return;
  inside(g, frame, () => {
    g.strokeStyle = ink.help;
    g.lineWidth = 3 * ink.px;
    g.lineCap = "round";
    if (x(ball.v) >= left && x(ball.v) <= right) paintTangent(g, frame, ball);
  });
  paintStep(g, frame, ball, ink);
  g.beginPath();
  g.arc(clamp(x(ball.v), left, right), clamp(y(ball.loss), top, bottom), ink.size * 0.5, 0, 2 * Math.PI);
  g.lineWidth = 2.5 * ink.px;
  g.strokeStyle = ink.paper;
  g.fillStyle = ink.curve;
  g.fill();
  g.stroke();
  paintLanding(g, frame, ball, ink);
}
