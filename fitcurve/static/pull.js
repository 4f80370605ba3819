// A hand on the curve: pull it anywhere, and the parameters follow, by their gradient there.
import { compile } from "./program.js";
import { brief } from "./words.js";

/**
 * Brings f(params) to `v` by the least motion of the sliders that does it: Gauss and Newton's steps, which never make
 * the gap wider, damped where no parameter has much of a say, and no slider beyond its ends; one that has none stays. `at(params)` is `{ f, grad }`,
 * `limits` the sliders; `height`, that of the plot, says what is a small gap.
 */
export function pulled(at, params, v, limits, height) {
  const names = Object.keys(params),
    span = name => limits[name].max - limits[name].min;
  let now = at(params);
  for (let turn = 0; turn < 12 && Math.abs(v - now.f) > 1e-4 * height; turn++) {
    let free = names.filter(
        name => Number.isFinite(now.grad[name]) && Math.abs(now.grad[name]) * span(name) > 0.005 * height,
      ),
      next = null;
    while (free.length && !next) {
      // those at their ends are out, the others go the whole way
      const weight = free.reduce((sum, name) => sum + (span(name) * now.grad[name]) ** 2, (0.01 * height) ** 2),
        gap = v - now.f;
      const move = Object.fromEntries(free.map(name => [name, (gap * now.grad[name] * span(name) ** 2) / weight]));
      const most = Math.max(...free.map(name => Math.abs(move[name]) / span(name))),
        by = Math.min(1, 0.2 / most);
      const ends = free.filter(name => {
        const { min, max } = limits[name],
          p = params[name],
          to = p + by * move[name];
        return move[name] < 0 ? p <= min && to < min : p >= max && to > max;
      });
      if (ends.length) {
        free = free.filter(name => !ends.includes(name));
        continue;
      }
      for (let part = by; part > 1e-3 * by && !next; part /= 2) {
        const to = { ...params };
        for (const name of free) {
          const { min, max } = limits[name],
            p = params[name];
          to[name] = Math.min(Math.max(max, p), Math.max(Math.min(min, p), p + part * move[name]));
        }
        const there = at(to);
        if (Math.abs(v - there.f) < Math.abs(gap)) {
          params = to;
          next = there;
        }
      }
      if (!next) return params;
    }
    if (!next) return params;
    now = next;
  }
  return params;
}

/** The point of the polyline (xs, ys), in pixels, that is nearest to (px, py): `{ px, py, far }`. */
export function closest(px, py, xs, ys) {
  let best = { px, py, far: Infinity };
  for (let i = 1; i < xs.length; i++) {
    if (Math.abs(xs[i] - px) > 30 && Math.abs(xs[i - 1] - px) > 30) continue;
    const dx = xs[i] - xs[i - 1],
      dy = ys[i] - ys[i - 1],
      t = Math.min(1, Math.max(0, ((px - xs[i - 1]) * dx + (py - ys[i - 1]) * dy) / (dx * dx + dy * dy || 1)));
    const qx = xs[i - 1] + t * dx,
      qy = ys[i - 1] + t * dy,
      far = Math.hypot(px - qx, py - qy);
    if (far < best.far) best = { px: qx, py: qy, far };
  }
  return best;
}

/** Where the hand is on the curve is `view["curve-hand"].x`; it shows while the hand or the focus is there. */
export const pull = fig => {
  const {
    spec: { program, params: limits },
    names,
    act,
  } = fig;
  if (!program || !names.length || !fig.canChangeCount) return null;
  const model = compile(
    program,
    1,
    names.map(name => program.inputs.indexOf(name)),
  );
  const at = u => params => {
    const [f] = model.run(program.inputs.map(name => (name === "x" ? u : params[name]))),
      slopes = model.grad();
    return { f, grad: Object.fromEntries(names.map(name => [name, slopes[program.inputs.indexOf(name)][0]])) };
  };
  const clamp = (v, [lo, hi]) => Math.min(hi, Math.max(lo, v));
  const to = (u, v) => {
    const { params, xlim, ylim } = fig.state,
      hold = clamp(u, xlim),
      there = pulled(at(hold), params, v, limits, ylim[1] - ylim[0]);
    fig.show("curve-hand", { x: hold });
    if (there !== params) act("set", there);
  };
  const height = () => at(fig.state.view["curve-hand"].x)(fig.state.params).f;
  const tell = () => fig.say(`the curve at x ${brief(fig.state.view["curve-hand"].x)}: ${brief(height())}`);
  const place = u => fig.show("curve-hand", { x: clamp(u, fig.state.xlim), on: true });
  return {
    name: "curve-hand",
    view: { x: 0, on: false },
    clip: false,
    paint(g, state, s) {
      const { x: hold, on } = state.view["curve-hand"];
      if (!on) return;
      g.fillStyle = s.ink.paper;
      g.strokeStyle = s.ink.curve;
      g.lineWidth = 3;
      g.beginPath();
      g.arc(s.x(hold), Math.min(s.bottom, Math.max(s.top, s.y(height()))), s.ink.size * 0.5, 0, 2 * Math.PI);
      g.fill();
      g.stroke();
    },
    hit(px, py, state, s) {
      const { xs, curve } = fig.numbers(),
        on = closest(
          px,
          py,
          Array.from(xs, s.x),
          Array.from(curve, v => s.clamp(v)),
        );
      if (!(on.far <= Math.max(9, s.ink.size * 0.7))) return null;
      const dy = s.y(at(s.ux(px))(state.params).f) - py,
        off = Math.abs(dy) < 40 ? dy : 0; // the curve keeps its place under the hand
      return {
        cursor: "grab",
        move: (px, py) => {
          place(s.ux(px));
          to(s.ux(px), s.uy(py + off));
        },
        drop: () => {
          fig.show("curve-hand", { on: false });
          fig.done();
        },
      };
    },
    keys: {
      label: "the curve: left and right go along it, up and down pull it, shift by more",
      focus: () => {
        place(fig.state.view["curve-hand"].x);
        tell();
      },
      blur: () => fig.show("curve-hand", { on: false }),
      press(key, { shiftKey }) {
        const {
            view: {
              "curve-hand": { x: hold },
            },
            xlim,
            ylim,
          } = fig.state,
          step = (shiftKey ? 10 : 1) / 100;
        const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key] ?? [0, 0];
        if (dx) place(hold + dx * step * (xlim[1] - xlim[0]));
        else if (dy) {
          to(hold, height() + dy * step * (ylim[1] - ylim[0]));
          fig.done(false);
        } else return false;
        tell();
        return true;
      },
    },
  };
};
