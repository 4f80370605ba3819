// The one place where hands reach the plot: the pointer, the finger, and the keys.
import { make, placeOn, write } from "./dom.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Grip} Grip */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Scales} Scales */

const still = 4; // pixels: a press that moves no farther is a click
const soon = 500; // ms between two taps of a finger, and
const near = 30; // pixels, that make them one double tap

/**
 * What is under the pointer: the layers are asked from the top one down.
 * @param {Fig} fig @param {Scales|null} scales @param {number} px @param {number} py @returns {Grip|null}
 */
function gripAt(fig, scales, px, py) {
  if (!scales) return null;
  const downwards = fig.layers.filter(fig.shows).reverse();
  for (const layer of downwards) {
    const grip = layer.hit?.(px, py, fig.state, scales);
    if (grip) return grip;
  }
  const { left, right, top, bottom } = scales;
  if (px < left || px > right || py < top || py > bottom) return null;
  for (const layer of downwards) {
    const grip = layer.hitEmpty?.(px, py, fig.state, scales);
    if (grip) return grip;
  }
  return null;
}

/** A layer's tab stop. @param {Layer} layer */
function stopOf({ name, keys }) {
  return make("div", {
    class: "fitcurve-stop",
    tabindex: 0,
    role: "application",
    "data-layer": name,
    "aria-label": keys?.label,
    onfocus: () => keys?.focus?.(),
    onblur: () => keys?.blur?.(),
    /** @param {KeyboardEvent} e */
    onkeydown: e => {
      if (!e.ctrlKey && !e.metaKey && !e.altKey && keys?.press?.(e.key, e)) e.preventDefault();
    },
  });
}

/**
 * Two taps of a finger, near each other in place and time: not every browser makes a double click of them.
 * @returns {(e: PointerEvent) => boolean}  is this the second?
 */
function tapCounter() {
  /** @type {PointerEvent|null} */
  let first = null;
  return e => {
    const isSecond =
      !!first &&
      e.timeStamp - first.timeStamp < soon &&
      Math.hypot(e.clientX - first.clientX, e.clientY - first.clientY) < near;
    first = isSecond ? null : e;
    return isSecond;
  };
}

/**
 * Asks the layers, from the top one down, what is under the pointer. `layer.hit(px, py, state, scales)` answers with a
 * *grip* `{ cursor?, title?, move?(px, py), drop?(), click?(px, py), twice?(px, py) }` or nothing; if none has anything
 * there, `layer.hitEmpty(…)` is asked the same way. A grip holds the pointer until it is let go; a press that stays
 * where it is is a click, two are `twice`; `byFinger: false`: not of a finger, which scrolls the page there. A layer
 * with `keys: { label, press(key, event), focus?(), blur?() }` gets a tab stop of its own, `[data-layer=name]`; `press`
 * returns true for a key that it has used.
 * @param {HTMLCanvasElement} canvas @param {Fig} fig @param {() => Scales|null} scalesNow
 */
export function takeHold(canvas, fig, scalesNow) {
  /** @type {{grip: Grip, from: [number, number], moved: boolean}|null} */
  let held = null;
  let byFinger = false;
  const isSecondTap = tapCounter();
  /** @param {{clientX: number, clientY: number}} e */
  const under = e => gripAt(fig, scalesNow(), ...placeOn(canvas, e));

  canvas.addEventListener("pointerdown", e => {
    if (held || e.button !== 0) return;
    const grip = under(e);
    if (!grip || (grip.byFinger === false && e.pointerType === "touch")) return;
    held = { grip, from: placeOn(canvas, e), moved: false };
    canvas.setPointerCapture(e.pointerId);
  });
  canvas.addEventListener("pointermove", e => {
    if (!held) {
      const grip = under(e);
      canvas.style.cursor = grip?.cursor ?? "";
      write(canvas, { title: grip?.title ?? "" });
      return;
    }
    const [px, py] = placeOn(canvas, e);
    held.moved ||= Math.hypot(px - held.from[0], py - held.from[1]) >= still;
    if (held.moved) held.grip.move?.(px, py);
  });
  canvas.addEventListener("pointerup", e => {
    const last = held;
    held = null;
    byFinger = e.pointerType === "touch";
    if (last?.moved) return last.grip.drop?.();
    last?.grip.click?.(...placeOn(canvas, e));
    if (last && byFinger && isSecondTap(e)) last.grip.twice?.(...placeOn(canvas, e));
  });
  const letGo = () => {
    const last = held;
    held = null;
    if (last?.moved) last.grip.drop?.();
  };
  canvas.addEventListener("pointercancel", letGo);
  canvas.addEventListener("dblclick", e => {
    if (!byFinger) under(e)?.twice?.(...placeOn(canvas, e));
  });
  /** A finger on something that moves doesn't scroll the page; two of them let go. @param {TouchEvent} e */
  const holdPage = e => {
    if (e.touches.length > 1) return letGo();
    const grip = under(e.touches[0]);
    if (grip?.move && grip.byFinger !== false) e.preventDefault();
  };
  canvas.addEventListener("touchstart", holdPage, { passive: false });
  return { stops: fig.layers.filter(layer => layer.keys).map(stopOf) };
}
