// The hooks of a sum of ReLUs, on the curve: drag one sideways.
import { shifted } from "./axis.js";
import { addPart, chosenPart, hookAt, inkOf, living, removePart, toHook } from "./sums.js";
import { brief } from "./words.js";

/** @typedef {import("./sums.js").Sum} Sum */
/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Scales} Scales */
/** @typedef {{xs: Float64Array, curve: ArrayLike<number>}} Drawn  the curve as it is drawn */
/** @typedef {{i: number, px: number, py: number}} Hook  of part i, in pixels */

const reach = 12; // pixels

/** The curve's height at u, between the points that it is drawn through. @param {number} u @param {Drawn} drawn */
function heightAt(u, { xs, curve }) {
  let [i, after] = [0, xs.length - 1]; // halved until they are neighbours
  while (after - i > 1) {
    const middle = (i + after) >> 1;
    if (xs[middle] > u) after = middle;
    else i = middle;
  }
  return curve[i] + ((u - xs[i]) / (xs[i + 1] - xs[i])) * (curve[i + 1] - curve[i]);
}

/** Those in sight. @param {Sum} sum @param {State} state @param {Scales} s @param {Drawn} now @returns {Hook[]} */
function hooksOn(sum, { params, xlim: [lo, hi] }, s, now) {
  const seen = [];
  for (const i of living(sum, params)) {
    const u = hookAt(sum, params, i);
    if (u >= lo && u <= hi)
      seen.push({ i, px: s.x(u), py: Math.min(s.bottom, Math.max(s.top, s.y(heightAt(u, now)))) });
  }
  return seen;
}

/** @param {CanvasRenderingContext2D} g @param {Hook} hook @param {number} r */
function diamond(g, { px, py }, r) {
  g.beginPath();
  g.moveTo(px, py - r);
  g.lineTo(px + r, py);
  g.lineTo(px, py + r);
  g.lineTo(px - r, py);
  g.closePath();
  g.fill();
  g.stroke();
}

/** @param {CanvasRenderingContext2D} g @param {Hook[]} hooks @param {State} state @param {Scales} s @param {Sum} sum */
function paintHooks(g, hooks, state, { ink }, sum) {
  const chosen = chosenPart(sum, state);
  const r = ink.size * 0.38;
  const onTop = hooks.sort((a, b) => +(a.i === chosen) - +(b.i === chosen));
  g.font = ink.font;
  g.textAlign = "center";
  g.textBaseline = "bottom";
  g.lineWidth = 2 * ink.px;
  g.fillStyle = ink.paper;
  for (const hook of onTop) {
    const { i, px, py } = hook;
    g.strokeStyle = inkOf(i);
    if (i === chosen) g.fillStyle = inkOf(i);
    diamond(g, hook, r + 1);
    if (i !== chosen) continue;
    g.fillStyle = ink.ink;
    g.fillText(String(i), px, py - r - 5);
    if (!state.view.hooks.focused) continue;
    g.strokeStyle = ink.ink;
    g.beginPath();
    g.arc(px, py, r + 6, 0, 2 * Math.PI);
    g.stroke();
  }
}

/** @param {Fig} fig @param {Sum} sum */
function hooksByKeys(fig, sum) {
  const { act } = fig;
  const tell = () => {
    const i = chosenPart(sum, fig.state);
    fig.say(i ? `part ${i}: hook at x ${brief(hookAt(sum, fig.state.params, i))}` : "no parts");
  };
  /** @param {number} i @param {number} u */
  const put = (i, u) => {
    const [lo, hi] = fig.state.xlim;
    act("set", toHook(sum, fig.state.params, i, Math.min(hi, Math.max(lo, u))));
  };
  /** The next part, or the one before. @param {number} i @param {number} way */
  const choose = (i, way) => {
    const live = living(sum, fig.state.params);
    fig.show("parts", { chosen: live[(live.indexOf(i) + way + live.length) % live.length] });
    tell();
  };
  /** @param {number} i @param {number} by  hundredths of the axis */
  const move = (i, by) => {
    const { params, xlim, log } = fig.state;
    const u = hookAt(sum, params, i);
    if (!Number.isFinite(u)) return;
    put(i, shifted(u, by / 100, xlim, log.includes("x")));
    fig.done(false);
    tell();
  };
  return {
    tell,
    put,
    /** @param {string} key @param {KeyboardEvent} event */
    press(key, { shiftKey }) {
      const i = chosenPart(sum, fig.state);
      if (key === "Enter") addPart(fig, sum);
      else if (key === "Delete" || key === "Backspace") removePart(fig, sum);
      else if (i && (key === "ArrowUp" || key === "ArrowDown")) choose(i, key === "ArrowUp" ? 1 : -1);
      else if (i && (key === "ArrowLeft" || key === "ArrowRight"))
        move(i, (key === "ArrowRight" ? 1 : -1) * (shiftKey ? 10 : 1));
      else return false;
      return true;
    },
  };
}

/** @param {Fig} fig @returns {Layer|null} */
export const hooks = fig => {
  const sum = fig.spec.parts;
  if (!sum?.hook || !fig.traced) return null;
  const { tell, put, press } = hooksByKeys(fig, sum);
  return {
    name: "hooks",
    view: { focused: false },
    clip: false,
    paint(g, state, s, now) {
      paintHooks(g, hooksOn(sum, state, s, now), state, s, sum);
    },
    hit(px, py, state, s) {
      const chosen = chosenPart(sum, state);
      const [near] = hooksOn(sum, state, s, fig.numbers())
        .map(hook => ({ ...hook, far: Math.hypot(hook.px - px, hook.py - py) - (hook.i === chosen ? 2 : 0) }))
        .sort((a, b) => a.far - b.far);
      if (!near || near.far > reach) return null;
      const dx = near.px - px; // the hook keeps its place under the hand
      const choose = () => fig.show("parts", { chosen: near.i });
      return {
        cursor: "ew-resize",
        click: () => {
          choose();
          tell();
        },
        move: px => {
          choose();
          put(near.i, s.ux(px + dx));
        },
        drop: () => {
          fig.done();
          tell();
        },
      };
    },
    keys: {
      label:
        "hooks, where the parts bend: up and down choose a part, left and right move its hook, " +
        "Enter adds a part, Delete removes it",
      focus: () => {
        fig.show("hooks", { focused: true });
        tell();
      },
      blur: () => fig.show("hooks", { focused: false }),
      press,
    },
  };
};
