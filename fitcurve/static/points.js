// The data: dots that can be taken hold of. Drag one; click on the empty plot to add one; double-click, or Delete, to remove one.
import { leastLoss } from "./best.js";
import { brief } from "./words.js";

const radius = (n, size) => (n <= 100 ? size * 0.34 : n <= 1000 ? 3 : 1.7);

/** The point nearest to (px, py), no farther than `reach` pixels; or -1. */
export function nearest(px, py, { x, y }, s, reach) {
  let best = -1,
    least = reach;
  for (let i = 0; i < x.length; i++) {
    const d = Math.hypot(s.x(x[i]) - px, s.y(y[i]) - py);
    if (d <= least) {
      least = d;
      best = i;
    }
  }
  return best;
}

/** Columns with point i elsewhere, with one more, with one less: new ones. */
export const moved = ({ x, y }, i, u, v) => [x.with(i, u), y.with(i, v)];
export const added = ({ x, y }, u, v) => [Float64Array.of(...x, u), Float64Array.of(...y, v)];
export const removed = ({ x, y }, i) => [x.filter((_, j) => j !== i), y.filter((_, j) => j !== i)];

export const points = fig =>
  fig.hasData && {
    name: "points",
    clip: false,
    still: ({ x, y }) => [x, y],
    paint(g, { x, y }, s) {
      const n = x.length,
        r = radius(n, s.ink.size);
      g.fillStyle = s.ink.point;
      g.strokeStyle = s.ink.paper;
      g.lineWidth = 1.5;
      g.globalAlpha = n <= 1000 ? 1 : 0.45;
      for (let i = 0; i < n; i++) {
        g.beginPath();
        g.arc(s.x(x[i]), s.y(y[i]), r, 0, 2 * Math.PI);
        g.fill();
        if (n <= 1000) g.stroke();
      }
    },
  };

/**
 * The hand on the points; which one is chosen is `view["points-hand"].chosen`. The least loss follows the data: here where the page can
 * find it, else the kernel says it, and until then there is none.
 */
export const handles = fig => {
  if (!fig.hasData) return null;
  let timer = 0;
  const clamp = (v, [lo, hi]) => Math.min(hi, Math.max(lo, v)),
    { act, spec, names } = fig;
  const chosen = ({ view, x } = fig.state) => Math.min(view["points-hand"].chosen, x.length - 1),
    choose = point => fig.show("points-hand", { chosen: point });
  const put = (i, u, v) => {
    choose(i);
    act("points", ...moved(fig.state, i, clamp(u, fig.state.xlim), clamp(v, fig.state.ylim)));
  };
  const tell = (what = "") => {
    const { x, y } = fig.state,
      i = chosen();
    fig.say(`${what}point ${i + 1} of ${x.length}: x ${brief(x[i])}, y ${brief(y[i])}`);
  };
  const add = (u, v) => {
    if (!fig.canChangeCount) return;
    act("points", ...added(fig.state, u, v));
    choose(fig.state.x.length - 1);
    fig.done();
    tell("added: ");
  };
  const remove = i => {
    if (!fig.canChangeCount || fig.state.x.length < 2) return;
    act("points", ...removed(fig.state, i));
    choose(Math.min(i, fig.state.x.length - 1));
    fig.done();
    tell("removed; ");
  };
  /** The next point to the right or left of the chosen one. */
  const step = by => {
    const { x, y } = fig.state,
      order = Array.from(x.keys()).sort((i, j) => x[i] - x[j] || y[i] - y[j]);
    choose(order[Math.min(x.length - 1, Math.max(0, order.indexOf(chosen()) + by))]);
  };
  const seek = () => {
    const { x, y, best } = fig.state;
    if (best === undefined) act("found", leastLoss({ program: spec.program, names, x, y, measure: fig.measure }));
  };
  const off = fig.watch((state, before) => {
    if (state.best !== undefined || (state.x === before.x && state.y === before.y) || !spec.best || !fig.traced) return;
    clearTimeout(timer);
    if (state.x.length <= 500) seek();
    else timer = setTimeout(seek, 150); // many points: when the hand rests
  });
  return {
    name: "points-hand",
    view: { chosen: 0, focused: false },
    clip: false,
    paint(g, state, s) {
      if (!state.view["points-hand"].focused) return;
      const i = chosen(state);
      g.strokeStyle = s.ink.ink;
      g.lineWidth = 2;
      g.beginPath();
      g.arc(s.x(state.x[i]), s.y(state.y[i]), radius(state.x.length, s.ink.size) + 4, 0, 2 * Math.PI);
      g.stroke();
    },
    hit(px, py, state, s) {
      const i = fig.canMovePoints ? nearest(px, py, state, s, Math.max(10, radius(state.x.length, s.ink.size))) : -1;
      if (i < 0) return null;
      const dx = s.x(state.x[i]) - px,
        dy = s.y(state.y[i]) - py; // the point keeps its place under the hand
      return {
        cursor: "grab",
        move: (px, py) => put(i, s.ux(px + dx), s.uy(py + dy)),
        drop: () => {
          fig.done();
          tell();
        },
        click: () => {
          choose(i);
          tell();
        },
        twice: () => remove(i),
      };
    },
    hitEmpty: (px, py, state, s) =>
      fig.canChangeCount ? { cursor: "copy", click: (px, py) => add(s.ux(px), s.uy(py)) } : null,
    keys: {
      label: "data points: left and right choose one, shift and an arrow moves it, Enter adds one, Delete removes it",
      focus: () => {
        fig.show("points-hand", { focused: true });
        tell();
      },
      blur: () => fig.show("points-hand", { focused: false }),
      press(key, { shiftKey }) {
        if (!fig.canMovePoints) return false;
        const { x, y, xlim, ylim } = fig.state,
          i = chosen(),
          along = (xlim[1] - xlim[0]) / 100,
          up = (ylim[1] - ylim[0]) / 100;
        const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key] ?? [0, 0];
        if (key === "Enter") add(clamp(x[i] + 2 * along, xlim), y[i]);
        else if (key === "Delete" || key === "Backspace") remove(i);
        else if (shiftKey && (dx || dy)) {
          put(i, x[i] + dx * along, y[i] + dy * up);
          fig.done(false);
          tell();
        } else if (dx || dy) {
          step(dx || dy);
          tell();
        } else return false;
        return true;
      },
    },
    close() {
      off();
      clearTimeout(timer);
    },
  };
};
