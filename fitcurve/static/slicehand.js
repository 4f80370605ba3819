// A hand on the slice is one on its slider.
import { snap } from "./controls.js";
import { placeOn } from "./dom.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./surface.js").Frame} Frame */

/** @param {HTMLCanvasElement} canvas @param {Fig} fig @param {() => Frame|null} frameNow */
export function takeSliceInHand(canvas, fig, frameNow) {
  const near = 24; // pixels: so near the ball, a finger takes hold instead of scrolling the page
  const param = () => fig.state.view.slice.param;
  let held = false;
  /** @param {number} v */
  const set = v => fig.act("set", { [param()]: snap(v, fig.state.sliders[param()]) });
  /** @param {PointerEvent} e */
  function follow(e) {
    const frame = frameNow();
    if (held && frame) set(frame.ux(placeOn(canvas, e)[0]));
  }
  /** @param {{clientX: number, clientY: number}} e */
  const isNear = e => {
    const frame = frameNow();
    return !!frame && Math.abs(frame.x(fig.state.params[param()]) - placeOn(canvas, e)[0]) < near;
  };
  function letGo() {
    if (held) fig.done();
    held = false;
  }
  canvas.addEventListener("pointerdown", e => {
    if (e.button !== 0 || fig.state.view.veil.on) return;
    held = e.pointerType !== "touch" || isNear(e);
    if (!held) return;
    canvas.setPointerCapture(e.pointerId);
    follow(e);
  });
  canvas.addEventListener("pointermove", follow);
  canvas.addEventListener("pointerup", letGo);
  canvas.addEventListener("pointercancel", letGo);
  canvas.addEventListener("touchstart", e => void (isNear(e.touches[0]) && e.preventDefault()), { passive: false });
  /** Stops of the slider, by key. @type {Record<string, number>} */
  const ways = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
  canvas.addEventListener("keydown", e => {
    const { min, max, step } = fig.state.sliders[param()];
    const ends = /** @type {Record<string, number>} */ ({ Home: min, End: max });
    const to = ends[e.key] ?? fig.state.params[param()] + ways[e.key] * step;
    if (Number.isNaN(to) || e.ctrlKey || e.metaKey || e.altKey || fig.state.view.veil.on) return;
    e.preventDefault();
    set(to);
    fig.done(false);
  });
}
