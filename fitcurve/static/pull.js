// A hand on the curve: pull it anywhere, and the parameters follow, by their gradient there.
import { lengthAt, shifted } from "./axis.js";
import { compile } from "./program.js";
import { brief } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Params} Params */
/** @typedef {import("./types.js").Program} Program */
/** @typedef {Record<string, {min: number, max: number}>} Sliders */
/** @typedef {{f: number, grad: Params}} Height  of the curve at one x, and its slope along each parameter */
/** @typedef {(params: Params) => Height} HeightAt */
/** @typedef {Height & {params: Params}} Place */

const longest = 0.2; // of a slider, in one step

/**
 * Gauss and Newton's step towards a gap closed: the least motion of the sliders that does it, damped where no parameter
 * has much of a say.
 * @param {Params} grad @param {string[]} free  the sliders that move @param {number} gap @param {Sliders} limits
 * @param {number} height
 */
function stepOf(grad, free, gap, limits, height) {
  /** @param {string} name */
  const span = name => limits[name].max - limits[name].min;
  const weight = free.reduce((sum, name) => sum + (span(name) * grad[name]) ** 2, (0.01 * height) ** 2);
  const step = Object.fromEntries(free.map(name => [name, (gap * grad[name] * span(name) ** 2) / weight]));
  const most = Math.max(...free.map(name => Math.abs(step[name]) / span(name)));
  return { step, part: Math.min(1, longest / most) };
}

/**
 * Is a slider at its end, or beyond, and to go on?
 * @param {number} p @param {number} by @param {Sliders[string]} slider
 */
const atItsEnd = (p, by, { min, max }) => (by < 0 ? p <= min && p + by < min : p >= max && p + by > max);

/**
 * No slider goes beyond its ends; one that is there stays.
 * @param {number} p @param {number} by @param {Sliders[string]} s
 */
const stopped = (p, by, { min, max }) => Math.min(Math.max(max, p), Math.max(Math.min(min, p), p + by));

/**
 * A place where the gap is less: so far along the step, or half as far, and so on.
 * @param {HeightAt} at @param {Place} now @param {number} v @param {Sliders} limits @param {Params} step
 * @param {number} part  of the step @returns {Place|null}
 */
function along(at, now, v, limits, step, part) {
  for (let by = part; by > 1e-3 * part; by /= 2) {
    const params = { ...now.params };
    for (const name in step) params[name] = stopped(params[name], by * step[name], limits[name]);
    const there = at(params);
    if (Math.abs(v - there.f) < Math.abs(v - now.f)) return { params, ...there };
  }
  return null;
}

/**
 * A place that is nearer to v; null where there is none. Sliders that can hardly move the curve here stay where they
 * are, those at their ends too, and the others go the whole way.
 * @param {HeightAt} at @param {Place} now @param {number} v @param {Sliders} limits @param {number} height
 */
function nearer(at, now, v, limits, height) {
  const { params, f, grad } = now;
  let free = Object.keys(params).filter(name => {
    const reach = Math.abs(grad[name]) * (limits[name].max - limits[name].min);
    return Number.isFinite(grad[name]) && reach > 0.005 * height;
  });
  while (free.length) {
    const { step, part } = stepOf(grad, free, v - f, limits, height);
    const going = free.filter(name => !atItsEnd(params[name], part * step[name], limits[name]));
    if (going.length === free.length) return along(at, now, v, limits, step, part);
    free = going;
  }
  return null;
}

/**
 * Brings f(params) to `v` by the least motion of the sliders that does it: Gauss and Newton's steps, which never make
 * the gap wider, damped where no parameter has much of a say, and no slider beyond its ends.
 * @param {HeightAt} at @param {Params} params @param {number} v @param {Sliders} limits
 * @param {number} height  of the plot: it says what is a small gap
 */
export function pulled(at, params, v, limits, height) {
  /** @type {Place} */
  let now = { params, ...at(params) };
  for (let turn = 0; turn < 12 && Math.abs(v - now.f) > 1e-4 * height; turn++) {
    const next = nearer(at, now, v, limits, height);
    if (!next) break;
    now = next;
  }
  return now.params;
}

/**
 * The point of the polyline (xs, ys), in pixels, that is nearest to (px, py).
 * @param {number} px @param {number} py @param {ArrayLike<number>} xs @param {ArrayLike<number>} ys
 */
export function closest(px, py, xs, ys) {
  let best = { px, py, far: Infinity };
  for (let i = 1; i < xs.length; i++) {
    if (Math.abs(xs[i] - px) > 30 && Math.abs(xs[i - 1] - px) > 30) continue;
    const dx = xs[i] - xs[i - 1];
    const dy = ys[i] - ys[i - 1];
    const part = ((px - xs[i - 1]) * dx + (py - ys[i - 1]) * dy) / (dx * dx + dy * dy || 1);
    const t = Math.min(1, Math.max(0, part));
    const qx = xs[i - 1] + t * dx;
    const qy = ys[i - 1] + t * dy;
    const far = Math.hypot(px - qx, py - qy);
    if (far < best.far) best = { px: qx, py: qy, far };
  }
  return best;
}

/** The height of a traced function at one x. @param {Program} program @param {string[]} names */
function heightOf(program, names) {
  const inputs = names.map(name => program.inputs.indexOf(name));
  const model = compile(program, 1, inputs);
  /** @param {number} u @returns {HeightAt} */
  return u => params => {
    const [f] = model.run(program.inputs.map(name => (name === "x" ? u : params[name])));
    const slopes = model.grad();
    return { f, grad: Object.fromEntries(names.map((name, i) => [name, slopes[inputs[i]][0]])) };
  };
}

/** @param {number} v @param {number[]} range */
const clamp = (v, [lo, hi]) => Math.min(hi, Math.max(lo, v));

/** What a hand on the curve can do. @param {Fig} fig @param {(u: number) => HeightAt} at */
function holder(fig, at) {
  const here = () => fig.state.view["curve-hand"].x;
  const height = () => at(here())(fig.state.params).f;
  return {
    here,
    height,
    /** The curve goes through (u, v), or as near as it can. @param {number} u @param {number} v */
    pullTo(u, v) {
      const { params, sliders, xlim, ylim, log } = fig.state;
      const x = clamp(u, xlim);
      const there = pulled(at(x), params, v, sliders, lengthAt(v, ylim, log.includes("y")));
      fig.show("curve-hand", { x });
      if (there !== params) fig.act("set", there);
    },
    /** @param {number} u */
    place(u) {
      fig.show("curve-hand", { x: clamp(u, fig.state.xlim), on: true });
    },
    tell(what = "") {
      fig.say(`${what}the curve at x ${brief(here())}: ${brief(height())}`);
    },
    letGo() {
      fig.show("curve-hand", { on: false });
    },
    /** Keys take hold of it: what they do until they let go is one thing to undo. */
    grab() {
      fig.show("curve-hand", { held: fig.state.params });
      fig.say("grabbed: up and down pull the curve, Enter lets go, Escape brings it back");
    },
    /** @param {boolean} back  to where it was grabbed */
    drop(back) {
      const { held } = fig.state.view["curve-hand"];
      fig.show("curve-hand", { held: null });
      if (back && held) fig.act("set", held);
      fig.done();
    },
  };
}

/** @type {Record<string, [number, number]>} */
const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * Keys go along the curve, and pull it.
 * @param {Fig} fig @param {ReturnType<typeof holder>} hand @returns {Layer["keys"]}
 */
function keysOf(fig, { here, height, pullTo, place, tell, letGo, grab, drop }) {
  const isHeld = () => !!fig.state.view["curve-hand"].held;
  return {
    label: "the curve: left and right go along it, Enter or Space grabs it, up and down pull it, shift by more",
    focus: () => {
      place(here());
      tell();
    },
    blur() {
      if (isHeld()) drop(false);
      letGo();
    },
    press(key, { shiftKey }) {
      if (!isHeld() && (key === "Enter" || key === " ")) {
        grab();
        return true;
      }
      if (isHeld() && ["Enter", " ", "Escape"].includes(key)) {
        drop(key === "Escape");
        tell(key === "Escape" ? "back: " : "let go: ");
        return true;
      }
      if (!ways[key]) return false;
      const { xlim, ylim, log } = fig.state;
      const [dx, dy] = ways[key];
      const step = (shiftKey ? 10 : 1) / 100;
      if (dx) place(shifted(here(), dx * step, xlim, log.includes("x")));
      else {
        pullTo(here(), shifted(height(), dy * step, ylim, log.includes("y")));
        if (!isHeld()) fig.done(false);
      }
      tell();
      return true;
    },
  };
}

/**
 * Where the hand is on the curve is `view["curve-hand"].x`; it shows while the hand or the focus is there.
 * @param {Fig} fig @returns {Layer|null}
 */
export const pull = fig => {
  const { program, pointwise } = fig.spec;
  if (!program || pointwise === false || !fig.names.length || !fig.canChangeCount) return null;
  const at = heightOf(program, fig.names);
  const hand = holder(fig, at);
  return {
    name: "curve-hand",
    isTool: true,
    view: { x: 0, on: false, held: null },
    clip: false,
    off: ({ view }) => !view["curve-hand"].on,
    paint(g, state, s) {
      const { x, held } = state.view["curve-hand"];
      if (x < state.xlim[0] || x > state.xlim[1]) return;
      g.fillStyle = held ? s.ink.curve : s.ink.paper;
      g.strokeStyle = s.ink.curve;
      g.lineWidth = 3 * s.ink.px;
      g.beginPath();
      g.arc(s.x(x), clamp(s.y(hand.height()), [s.top, s.bottom]), s.ink.size * 0.5, 0, 2 * Math.PI);
      g.fill();
      g.stroke();
    },
    hit(px, py, state, s) {
      const { xs, curve } = fig.numbers();
      const { far } = closest(px, py, Array.from(xs, s.x), Array.from(curve, s.clamp));
      if (!(far <= Math.max(9, s.ink.size * 0.7))) return null;
      const dy = s.y(at(s.ux(px))(state.params).f) - py;
      const off = Math.abs(dy) < 40 ? dy : 0; // the curve keeps its place under the hand
      return {
        cursor: "grab",
        move: (px, py) => {
          hand.place(s.ux(px));
          hand.pullTo(s.ux(px), s.uy(py + off));
        },
        drop: () => {
          hand.letGo();
          fig.done();
        },
      };
    },
    keys: keysOf(fig, hand),
  };
};
