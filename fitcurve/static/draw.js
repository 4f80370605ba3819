// The pen: in this mode a stroke of the pointer or a finger becomes the data, or the curve that is predicted.
import { partOf, valueAt } from "./axis.js";
import { button, write } from "./dom.js";
import { foretell } from "./foretell.js";
import { grown } from "./ink.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Scales} Scales */
/** @typedef {import("./types.js").State} State */
/** @typedef {[number, number]} Point */
/** @typedef {{x: Float64Array, y: Float64Array}} Columns */

const parts = 60; // of the axis: a stroke leaves a point in each
const fewest = 3; // points, before a stroke becomes the data

/**
 * A stroke as a point in each of the n equal parts of (lo, hi) that it passes: the mean height there, and where it
 * comes back, of the last time.
 * @param {Point[]} stroke @param {number[]} range @param {number} n @returns {Columns}
 */
export function sampled(stroke, [lo, hi], n) {
  const wide = (hi - lo) / n;
  /** @type {Map<number, {sum: number, count: number}>} */
  const slots = new Map();
  let last = -1;
  /** @param {number} u @param {number} v */
  const mark = (u, v) => {
    const i = Math.min(n - 1, Math.max(0, Math.floor((u - lo) / wide)));
    const back = i === last ? slots.get(i) : null;
    const slot = back ?? { sum: 0, count: 0 };
    slots.set(i, slot);
    slot.sum += v;
    slot.count++;
    last = i;
  };
  stroke.forEach(([u, v], k) => {
    const [u0, v0] = stroke[Math.max(0, k - 1)];
    const steps = Math.max(1, Math.ceil((Math.abs(u - u0) / wide) * 4));
    for (let t = 1; t <= steps; t++) mark(u0 + ((u - u0) * t) / steps, v0 + ((v - v0) * t) / steps);
  });
  const found = [...slots].sort(([i], [j]) => i - j);
  return {
    x: Float64Array.from(found, ([i]) => lo + (i + 0.5) * wide),
    y: Float64Array.from(found, ([, { sum, count }]) => sum / count),
  };
}

/**
 * A drawing with another stroke over it, which counts wherever it goes.
 * @param {Columns} under @param {Columns} stroke
 */
export function drawnOver({ x, y }, stroke) {
  const lo = stroke.x[0];
  const hi = stroke.x[stroke.x.length - 1];
  const kept = Array.from(x, (u, i) => [u, y[i]]).filter(([u]) => u < lo || u > hi);
  const drawn = Array.from(stroke.x, (u, i) => [u, stroke.y[i]]);
  const all = [...kept, ...drawn].sort(([u], [v]) => u - v);
  return { x: Float64Array.from(all, ([u]) => u), y: Float64Array.from(all, ([, v]) => v) };
}

/** In equal parts of the axis as it is looked at. @param {Point[]} stroke @param {State} state @returns {Columns} */
function strokePoints(stroke, { xlim, log }) {
  if (!log.includes("x")) return sampled(stroke, xlim, parts);
  const { x, y } = sampled(
    stroke.map(([u, v]) => [partOf(u, xlim, true), v]),
    [0, 1],
    parts,
  );
  return { x: x.map(part => valueAt(part, xlim, true)), y };
}

/** @param {Fig} fig */
const draws = fig => fig.hasData && fig.canChangeCount;
/** @param {import("./types.js").State} state */
const drawsData = ({ view }) => view.pen.on && !view.pen.curve;

/**
 * Begins to draw, the data or the curve that is predicted, or ends it.
 * @param {Fig} fig @param {boolean} on @param {boolean} curve
 */
export function drawing(fig, on, curve = false) {
  const { pen } = fig.state.view;
  if (on === pen.on && (!on || curve === pen.curve)) return;
  fig.show("pen", { on, curve: on && curve });
  const what = curve ? "your curve" : "the data";
  fig.say(on ? `Drawing: drag across the plot, and the stroke becomes ${what}. Escape ends it.` : "No longer drawing");
}

/** @param {CanvasRenderingContext2D} g @param {Scales} s @param {Point[]|null} stroke */
function paintPen(g, s, stroke) {
  g.strokeStyle = s.ink.point;
  g.setLineDash(grown([5, 5], s.ink));
  g.lineWidth = 1.5 * s.ink.px;
  g.strokeRect(s.left + 1, s.top + 1, s.right - s.left - 2, s.bottom - s.top - 2);
  if (!stroke) return;
  g.setLineDash([]);
  g.lineWidth = 2 * s.ink.px;
  g.lineJoin = g.lineCap = "round";
  g.beginPath();
  for (const [u, v] of stroke) g.lineTo(s.x(u), s.y(v));
  g.stroke();
}

/**
 * A stroke that begins here, as it goes on, and when the pen is lifted.
 * @param {Fig} fig @param {Scales} s @param {Point} from  in pixels
 * @param {{moved?: (points: Columns) => void, lifted: (points: Columns) => void}} what
 * @returns {import("./types.js").Grip}
 */
function strokeOf(fig, s, from, { moved, lifted }) {
  /** @param {number} px @param {number} py @returns {Point} */
  const at = (px, py) => [s.ux(Math.min(s.right, Math.max(s.left, px))), s.uy(Math.min(s.bottom, Math.max(s.top, py)))];
  let stroke = [at(...from)];
  const points = () => strokePoints(stroke, fig.state);
  return {
    cursor: "crosshair",
    move(px, py) {
      stroke = [...stroke, at(px, py)];
      fig.show("pen", { stroke });
      moved?.(points());
    },
    drop() {
      fig.show("pen", { stroke: null });
      lifted(points());
    },
  };
}

/** The first stroke replaces the data, the next go over it. @param {Fig} fig */
function dataPen(fig) {
  /** @type {Columns|null} */
  let drawn = null; // the data as this pen left them
  const close = fig.watch((state, before) => {
    if (state.view.pen?.on !== before.view.pen?.on) drawn = null;
  });
  return {
    close,
    /** @param {Scales} s @param {Point} from */
    hit(s, from) {
      const { x, y } = fig.state;
      const under = drawn && drawn.x === x && drawn.y === y ? drawn : null;
      return strokeOf(fig, s, from, {
        moved(points) {
          if (points.x.length < fewest) return;
          drawn = under ? drawnOver(under, points) : points;
          fig.act("points", drawn.x, drawn.y, null);
        },
        lifted() {
          fig.done();
          if (drawn) fig.say(`drawn: ${drawn.x.length} points`);
        },
      });
    },
  };
}

/**
 * While `view.pen.on`, whatever the hand does on the plot is a stroke: of the data, or of the curve.
 * @param {Fig} fig @returns {Layer|null}
 */
export const pen = fig => {
  if (!fig.hasData) return null;
  const data = dataPen(fig);
  /** @param {Columns} points */
  const lifted = points => {
    if (points.x.length >= fewest) foretell(fig, points);
  };
  return {
    name: "pen",
    stage: "loss",
    isTool: true,
    view: { on: false, curve: false, stroke: null },
    off: ({ view }) => !view.pen.on,
    paint: (g, { view }, s) => paintPen(g, s, view.pen.stroke),
    hit(px, py, { view }, s) {
      if (!view.pen.on) return null;
      return view.pen.curve ? strokeOf(fig, s, [px, py], { lifted }) : data.hit(s, [px, py]);
    },
    shortcuts: { escape: { label: "stop drawing", act: () => drawing(fig, false) } },
    close: data.close,
  };
};

/** @param {Fig} fig @returns {Panel|null} */
export const drawPanel = fig => {
  if (!draws(fig)) return null;
  const toggle = () => drawing(fig, !drawsData(fig.state));
  const el = button("draw", "Draw", toggle, {
    "aria-pressed": "false",
    title: "Draw the data (d)",
  });
  return {
    name: "draw",
    still: true,
    stage: "all",
    head: el,
    shortcuts: { d: { label: "draw data of your own, or stop drawing", act: toggle } },
    paint(state) {
      write(el, { "aria-pressed": String(drawsData(state)) });
    },
  };
};
