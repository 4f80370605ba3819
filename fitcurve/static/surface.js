// How the map of the loss is painted: the surface below, and on it the walk, the best, and where we are.
import { contour } from "./contour.js";
import { sized } from "./dom.js";
import { palette, rise } from "./heat.js";
import { besideBalls, boxRound } from "./nametags.js";
import { scale, ticks } from "./plot.js";
import { saidEnd } from "./verdict.js";
import { clipped } from "./words.js";

/** @typedef {import("./survey.js").Task} Task */
/** @typedef {import("./survey.js").Survey} Survey */
/** @typedef {import("./dom.js").Canvas} Canvas */
/** @typedef {import("./types.js").Ink} Ink */
/** @typedef {import("./types.js").State} State */
/** @typedef {{w: number, h: number}} Room */
/** @typedef {ReturnType<typeof frameOf>} Frame */
/** @typedef {CanvasRenderingContext2D} Context */

const contours = 9;

/**
 * The frame of a map or a slice: where its axes run, from what they measure to pixels (`x`, `y`) and back (`ux`, `uy`).
 * @param {Context} g @param {Room} room @param {Pick<Task, "on"|"ranges">} task @param {Ink} ink
 */
export function frameOf(g, { w, h }, { on, ranges }, ink) {
  const [across, upward] = ranges;
  g.font = ink.font;
  const top = ink.size * 0.5; // half a letter
  const bottom = h - ink.size * 2;
  const right = w - 10;
  const ys = ticks(...upward, bottom - top, ink.size * 3.6);
  /** @param {{text: string}[]} all */
  const widest = all => Math.max(0, ...all.map(t => g.measureText(t.text).width));
  const left = widest(ys) + 14;
  const close = ticks(...across, right - left, ink.size * 5);
  const xs = ticks(...across, right - left, Math.max(ink.size * 5, widest(close) + ink.size));
  return {
    left,
    right,
    top,
    bottom,
    on,
    ranges,
    xs,
    ys,
    x: scale(...across, left, right),
    y: scale(...upward, bottom, top),
    ux: scale(left, right, ...across),
    uy: scale(bottom, top, ...upward),
  };
}

/** Of n × n pixels: to make one takes longer than to fill it. @type {HTMLCanvasElement[]} */
const squares = [];
/** @param {number} n */
function squareOf(n) {
  const canvas = (squares[n] ??= document.createElement("canvas"));
  if (canvas.width !== n) canvas.width = canvas.height = n;
  return canvas;
}

/** The losses as colours. @param {Survey} survey */
function heatMap({ grid: { n, values }, lo, hi }) {
  const canvas = squareOf(n);
  const image = new ImageData(n, n);
  const pixels = new Uint32Array(image.data.buffer);
  const highest = palette.length - 1;
  for (let k = 0; k < values.length; k++) {
    const v = values[k];
    const shade = Math.min(highest, Math.round(highest * rise(v, lo, hi)));
    if (Number.isFinite(v)) pixels[n * (n - 1 - Math.floor(k / n)) + (k % n)] = palette[shade];
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}

/** @param {Context} g @param {Survey} survey @param {Frame} frame @param {Ink} ink */
function paintContours(g, { grid: { n, values }, lo, hi }, { left, right, top, bottom }, ink) {
  const x = scale(-0.5, n - 0.5, left, right);
  const y = scale(-0.5, n - 0.5, bottom, top);
  g.strokeStyle = "#fff";
  g.globalAlpha = 0.45;
  g.lineWidth = ink.px;
  g.beginPath();
  for (let i = 1; i <= contours; i++) {
    const level = lo + (i / (contours + 1)) ** 2 * (hi - lo);
    for (const [x0, y0, x1, y1] of contour(values, n, level)) {
      g.moveTo(x(x0), y(y0));
      g.lineTo(x(x1), y(y1));
    }
  }
  g.stroke();
  g.globalAlpha = 1;
}

/** @param {Context} g @param {Frame} frame @param {Ink} ink */
export function paintAxes(g, { left, right, bottom, xs, ys, x, y }, ink) {
  g.fillStyle = ink.soft;
  g.textAlign = "right";
  g.textBaseline = "middle";
  for (const t of ys) g.fillText(t.text, left - 7, y(t.v));
  g.textAlign = "center";
  g.textBaseline = "top";
  for (const t of xs) {
    const half = g.measureText(t.text).width / 2;
    // neither beyond the canvas nor under the lowest of the left
    g.fillText(t.text, Math.max(left - 7 + half, Math.min(x(t.v), right + 10 - half)), bottom + 6);
  }
}

/**
 * The numbers beside a map, painted when it has other axes. Its frame.
 * @param {Canvas} canvas @param {Room} room @param {Task} task @param {Ink} ink
 */
export function paintNumbers(canvas, room, task, ink) {
  const g = sized(canvas, room.w, room.h);
  const frame = frameOf(g, room, task, ink);
  paintAxes(g, frame, ink);
  return frame;
}

/**
 * What lies below the walk: painted when there is another map, not at every frame.
 * @param {Canvas} canvas @param {Room} room @param {Frame} frame @param {Survey|null} survey
 * @param {Ink} ink
 */
export function paintSurface(canvas, room, frame, survey, ink) {
  const g = sized(canvas, room.w, room.h);
  if (!survey) return;
  const { left, right, top, bottom } = frame;
  g.drawImage(heatMap(survey), left, top, right - left, bottom - top);
  paintContours(g, survey, frame, ink);
}

const sizes = { star: 0.75, here: 0.5, cross: 0.4 }; // half as wide as they are, in letters

/** @param {Context} g @param {number} x @param {number} y @param {Ink} ink @param {boolean} full */
function star(g, x, y, { size, px }, full) {
  const r = size * sizes.star;
  g.beginPath();
  for (let i = 0; i < 10; i++) {
    const angle = (i * Math.PI) / 5 - Math.PI / 2;
    const d = i % 2 ? r * 0.42 : r;
    g.lineTo(x + d * Math.cos(angle), y + d * Math.sin(angle));
  }
  g.closePath();
  g.lineWidth = 3 * px;
  g.strokeStyle = "#000";
  g.stroke();
  g.fillStyle = full ? "#fff" : "#0008";
  g.fill();
  g.lineWidth = 1.5 * px;
  g.strokeStyle = "#fff";
  g.stroke();
}

const inBlack = /** @type {[string, number][]} */ ([["#000a", 4], ["#fff", 2]]); // prettier-ignore

/**
 * The way that was walked: white in black, to be seen on any colour.
 * @param {Context} g @param {Frame} frame @param {State["history"]} history @param {Ink} ink
 */
function paintWalk(g, { on: [p, q], x, y }, history, { px }) {
  g.lineJoin = g.lineCap = "round";
  for (const [colour, width] of inBlack) {
    g.strokeStyle = colour;
    g.lineWidth = width * px;
    g.beginPath();
    for (const { params } of history) g.lineTo(x(params[p]), y(params[q]));
    g.stroke();
  }
}

/**
 * Where these parameters are on a map, or the place at its edge that is nearest to them.
 * @param {Frame} frame @param {State["params"]} params @returns {[number, number]}
 */
const placeIn = ({ on: [p, q], left, right, top, bottom, x, y }, params) => [
  Math.min(Math.max(x(params[p]), left), right),
  Math.min(Math.max(y(params[q]), top), bottom),
];

/**
 * A ball in a white and a black ring, seen on any colour; at the edge if it is beyond. Returns where it is.
 * @param {Context} g @param {Frame} frame @param {State["params"]} params
 * @param {{radius: number, ring: number, fill: string}} look @param {Ink} ink
 */
function paintRinged(g, frame, params, { radius, ring, fill }, ink) {
  const [px, py] = placeIn(frame, params);
  g.beginPath();
  g.arc(px, py, radius, 0, 2 * Math.PI);
  g.lineWidth = (ring + 2.5) * ink.px;
  g.strokeStyle = "#000";
  g.stroke();
  g.lineWidth = ring * ink.px;
  g.strokeStyle = "#fff";
  g.stroke();
  g.fillStyle = fill;
  g.fill();
  return [px, py];
}

/**
 * Where we are, or the place at the edge that is nearest to it.
 * @param {Context} g @param {Frame} frame @param {State["params"]} params @param {Ink} ink
 */
function paintHere(g, frame, params, ink) {
  paintRinged(g, frame, params, { radius: ink.size * sizes.here, ring: 2.5, fill: ink.curve }, ink);
}

const ball = { size: 0.32, name: 24 }; // in letters; characters of a name

/**
 * What no name may cover: where we are, the best, and where a run was said to end.
 * @param {Frame} frame @param {State} state @param {Ink} ink
 */
export function marksOn(frame, state, { size }) {
  const [p, q] = frame.on;
  const at = saidEnd(state)?.at;
  const crossed = at && p in at && q in at ? at : null;
  /** @type {[State["params"]|undefined|null, number][]} */
  const marks = [
    [state.params, sizes.here],
    [state.best?.params, sizes.star],
    [crossed, sizes.cross],
  ];
  return marks.flatMap(([params, r]) => (params ? [boxRound(...placeIn(frame, params), r * size)] : []));
}

/**
 * Other curves' parameters, each a ball, at the edge if it is beyond; with their names, as far as there is room. Where
 * each name stands, or null.
 * @param {Canvas} canvas @param {Frame} frame @param {import("./types.js").Ghost[]} ghosts
 * @param {string|null} active @param {Ink} ink @param {import("./nametags.js").Box[]} marks  which they keep clear of
 */
export function paintBalls(canvas, frame, ghosts, active, ink, marks) {
  if (!ghosts.length) return [];
  const g = /** @type {Context} */ (canvas.getContext("2d"));
  g.font = ink.font;
  g.textAlign = "left";
  g.textBaseline = "middle";
  g.lineJoin = "round";
  const balls = ghosts.flatMap(({ id, name, params }) => {
    if (!params) return [];
    const first = id === active;
    const radius = ink.size * ball.size * (first ? 1.6 : 1);
    const [px, py] = paintRinged(g, frame, params, { radius, ring: 1.5, fill: first ? "#fff" : "#5f6770" }, ink);
    const text = clipped(name, text => text.length <= ball.name);
    return [{ px, py, text, first, wide: g.measureText(text).width }];
  });
  const places = besideBalls(balls, frame, ink.size * 1.2, ink.size * 0.8, marks);
  g.lineWidth = 3 * ink.px;
  g.strokeStyle = "#000";
  g.fillStyle = "#fff";
  places.forEach((place, i) => {
    if (!place) return;
    const at = /** @type {const} */ ([balls[i].text, place.left, (place.top + place.bottom) / 2]);
    g.strokeText(...at);
    g.fillText(...at);
  });
  return places;
}

/**
 * Where a run was said to end, a cross with its name, and a line from there to where it did end.
 * @param {Context} g @param {Frame} frame @param {State} state @param {Ink} ink
 */
function paintSaid(g, frame, state, ink) {
  const { at, ended } = saidEnd(state) ?? {};
  const { x, y } = frame;
  const [p, q] = frame.on;
  if (!at || !(p in at && q in at)) return;
  const [px, py, r] = [x(at[p]), y(at[q]), ink.size * sizes.cross];
  g.beginPath();
  for (const way of [1, -1]) {
    g.moveTo(px - r, py - way * r);
    g.lineTo(px + r, py + way * r);
  }
  if (ended) {
    g.moveTo(px, py);
    g.lineTo(x(ended[p]), y(ended[q]));
  }
  for (const [colour, width] of inBlack) {
    g.strokeStyle = colour;
    g.lineWidth = width * ink.px;
    g.stroke();
  }
  const word = "you said";
  g.font = ink.font;
  g.textAlign = "left";
  g.textBaseline = "middle";
  const said = [{ px, py, wide: g.measureText(word).width }];
  const [place] = besideBalls(said, frame, ink.size * 1.2, r * 1.6, marksOn(frame, state, ink).slice(0, -1));
  if (!place) return;
  const where = /** @type {const} */ ([word, place.left, (place.top + place.bottom) / 2]);
  g.lineWidth = 3 * ink.px;
  g.strokeStyle = "#000";
  g.strokeText(...where);
  g.fillStyle = "#fff";
  g.fillText(...where);
}

/**
 * The walk, the best, and where we are: at every frame. `full`: is the best on this map, and not above or below it?
 * @param {Canvas} canvas @param {Room} room @param {Frame} frame
 * @param {State} state @param {boolean} full @param {Ink} ink
 */
export function paintPlaces(canvas, room, frame, state, full, ink) {
  const { history, params, best } = state;
  const { on, left, right, top, bottom } = frame;
  const g = sized(canvas, room.w, room.h);
  g.save();
  g.beginPath();
  g.rect(left, top, right - left, bottom - top);
  g.clip();
  paintWalk(g, frame, history, ink);
  if (best) star(g, frame.x(best.params[on[0]]), frame.y(best.params[on[1]]), ink, full);
  g.restore();
  paintHere(g, frame, params, ink);
  paintSaid(g, frame, state, ink);
}
