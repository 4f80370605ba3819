// Draw the data: in this mode a stroke of the pointer or a finger becomes them.
import { button, write } from "./dom.js";

/**
 * A stroke [[x, y], …] as a point in each of the n equal parts of (lo, hi) that it passes: the mean height there, and
 * where it comes back, of the last time.
 */
export function sampled(stroke, [lo, hi], n) {
  const wide = (hi - lo) / n,
    slots = new Map();
  let last = null;
  const mark = (u, v) => {
    const i = Math.min(n - 1, Math.max(0, Math.floor((u - lo) / wide)));
    if (i !== last) slots.set((last = i), { sum: 0, count: 0 });
    const slot = slots.get(i);
    slot.sum += v;
    slot.count++;
  };
  stroke.forEach(([u, v], k) => {
    const [u0, v0] = stroke[Math.max(0, k - 1)],
      steps = Math.max(1, Math.ceil((Math.abs(u - u0) / wide) * 4));
    for (let t = 1; t <= steps; t++) mark(u0 + ((u - u0) * t) / steps, v0 + ((v - v0) * t) / steps);
  });
  const order = [...slots.keys()].sort((i, j) => i - j);
  return {
    x: Float64Array.from(order, i => lo + (i + 0.5) * wide),
    y: Float64Array.from(order, i => slots.get(i).sum / slots.get(i).count),
  };
}

/** A drawing with another stroke over it, which counts wherever it goes. */
export function drawnOver({ x, y }, stroke) {
  const [lo, hi] = [stroke.x[0], stroke.x.at(-1)],
    rows = Array.from(x, (u, i) => [u, y[i]]).filter(([u]) => u < lo || u > hi);
  const all = [...rows, ...Array.from(stroke.x, (u, i) => [u, stroke.y[i]])].sort((a, b) => a[0] - b[0]);
  return { x: Float64Array.from(all, r => r[0]), y: Float64Array.from(all, r => r[1]) };
}

const draws = fig => fig.hasData && fig.canChangeCount;

/** `view.pen.on`: whatever the hand does on the plot is a stroke. The first one replaces the data, the next go over it. */
export const pen = fig => {
  if (!draws(fig)) return null;
  const { act } = fig;
  let drawing = null; // the data as this pen left them
  const show = on => {
    if (on === fig.state.view.pen.on) return;
    drawing = null;
    fig.show("pen", { on });
    fig.say(
      on ? "Drawing: drag across the plot, and the stroke becomes the data. Escape ends it." : "No longer drawing",
    );
  };
  fig.draw = show;
  return {
    name: "pen",
    view: { on: false, stroke: null },
    paint(g, state, s) {
      if (!state.view.pen.on) return;
      g.strokeStyle = s.ink.point;
      g.setLineDash([5, 5]);
      g.lineWidth = 1.5;
      g.strokeRect(s.left + 1, s.top + 1, s.right - s.left - 2, s.bottom - s.top - 2);
      const { stroke } = state.view.pen;
      if (!stroke) return;
      g.setLineDash([]);
      g.lineWidth = 2;
      g.lineJoin = g.lineCap = "round";
      g.beginPath();
      for (const [u, v] of stroke) g.lineTo(s.x(u), s.y(v));
      g.stroke();
    },
    hit(px, py, state, s) {
      if (!state.view.pen.on) return null;
      const { x, y } = state,
        under = drawing && drawing.x === x && drawing.y === y ? drawing : null;
      const at = (px, py) => [
        s.ux(Math.min(s.right, Math.max(s.left, px))),
        s.uy(Math.min(s.bottom, Math.max(s.top, py))),
      ];
      let stroke = [at(px, py)];
      return {
        cursor: "crosshair",
        move(px, py) {
          stroke = [...stroke, at(px, py)];
          fig.show("pen", { stroke });
          const now = sampled(stroke, state.xlim, 60);
          if (now.x.length < 3) return;
          drawing = under ? drawnOver(under, now) : now;
          act("points", drawing.x, drawing.y);
        },
        drop() {
          fig.show("pen", { stroke: null });
          fig.done();
          if (drawing) fig.say(`drawn: ${drawing.x.length} points`);
        },
      };
    },
    shortcuts: {
      d: { label: "draw the data, or stop drawing", act: () => show(!fig.state.view.pen.on) },
      escape: { label: "stop drawing", act: () => show(false) },
    },
  };
};

export const drawPanel = fig => {
  if (!draws(fig)) return null;
  const el = button("draw", "Draw", () => fig.draw(!fig.state.view.pen.on), {
    "aria-pressed": "false",
    title: "Draw the data (d)",
  });
  return {
    name: "draw",
    head: el,
    paint({ view }) {
      write(el, { "aria-pressed": String(view.pen.on) });
    },
  };
};
