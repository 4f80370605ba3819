// A hand on the map: a walk starts where it is put down.
import { snap } from "./controls.js";
import { lossCalled } from "./describe.js";
import { placeOn } from "./dom.js";
import { brief, format } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./surface.js").Frame} Frame */
/** @typedef {import("./types.js").Params} Params */
/** @typedef {[number, number]} Place  in pixels of the canvas */

const reach = 24; // pixels: this near, a finger takes hold instead of scrolling the page
const dragged = 4; // pixels, before a press is a drag

/**
 * What a hand does: go to a place of the map, say where that is, start a walk there.
 * @param {Fig} fig @param {() => Frame|null} frameNow
 */
function mover(fig, frameNow) {
  const { act, spec } = fig;
  /**
   * To a tenth of a slider's step, and no farther than the map.
   * @param {number} v @param {string} name @param {number[]} range
   */
  const tidy = (v, name, [lo, hi]) => {
    const { min, step } = fig.state.sliders[name];
    const stop = min + (Math.round(((v - min) / step) * 10) / 10) * step;
    return Math.min(hi, Math.max(lo, Number(stop.toPrecision(12))));
  };
  const isAsked = () => !!fig.state.view.predict?.asking; // where will Run end? Then a mark is moved, not the start
  const here = () => ({ ...fig.state.params, ...(isAsked() ? fig.state.view.predict.at : {}) });
  /** @param {Params} to */
  const put = to => (isAsked() ? fig.show("predict", { at: to }) : act("set", to));
  const tell = () => {
    const frame = frameNow();
    if (!frame) return;
    const { view } = fig.state;
    const params = here();
    const where = frame.on.map(name => `${name} ${brief(params[name])}`).join(", ");
    if (isAsked()) return fig.say(`you say ${where}`);
    fig.say(view.veil.on ? where : `${where}: ${lossCalled(spec)} ${format(fig.numbers().loss)}`);
  };
  return {
    tell,
    put,
    here,
    isAsked,
    /** @param {Place} place */
    goTo([px, py]) {
      const frame = frameNow();
      if (!frame) return;
      const [p, q] = frame.on;
      const [across, upward] = frame.ranges;
      put({ [p]: tidy(frame.ux(px), p, across), [q]: tidy(frame.uy(py), q, upward) });
    },
    /** Is the place where we are near this one? @param {Place} place */
    near([px, py]) {
      const frame = frameNow();
      if (!frame) return false;
      const [p, q] = frame.on;
      const params = here();
      return Math.hypot(frame.x(params[p]) - px, frame.y(params[q]) - py) < reach;
    },
    /** A walk starts here, if we have left the place where the hand found us. @param {Params} from */
    start(from) {
      if (isAsked()) return tell();
      const { params } = fig.state;
      if (fig.names.every(name => params[name] === from[name])) return;
      act("startHere");
      fig.done();
      tell();
    },
  };
}

/** @param {HTMLCanvasElement} canvas @param {Fig} fig @param {() => Frame|null} frameNow */
function byPointer(canvas, fig, frameNow) {
  const { goTo, near, start } = mover(fig, frameNow);
  /** @type {Place|null} */
  let press = null; // where, until the hand lifts
  let from = fig.state.params; // when it came down
  let held = false;
  let moved = false;
  canvas.addEventListener("pointerdown", e => {
    if (e.button !== 0 || !frameNow() || fig.state.view.veil.on) return;
    press = placeOn(canvas, e);
    from = fig.state.params;
    moved = false;
    held = e.pointerType !== "touch" || near(press);
    if (!held) return;
    canvas.setPointerCapture(e.pointerId);
    if (!near(press)) goTo(press);
  });
  canvas.addEventListener("pointermove", e => {
    if (!held || !press) return;
    const place = placeOn(canvas, e);
    moved ||= Math.hypot(place[0] - press[0], place[1] - press[1]) > dragged;
    if (moved) goTo(place);
  });
  canvas.addEventListener("pointerup", e => {
    if (!press) return;
    if (!held) goTo(placeOn(canvas, e));
    held = false;
    press = null;
    start(from);
  });
  canvas.addEventListener("pointercancel", () => {
    if (held) start(from);
    held = false;
    press = null;
  });
  const holdPage = (/** @type {TouchEvent} */ e) => {
    if (near(placeOn(canvas, e.touches[0]))) e.preventDefault();
  };
  canvas.addEventListener("touchstart", holdPage, { passive: false });
}

/** The axis that a key moves along, 0 or 1, and which way. @type {Record<string, [number, number]>} */
const ways = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 1], ArrowDown: [1, -1] };

/** @param {HTMLCanvasElement} canvas @param {Fig} fig @param {() => Frame|null} frameNow */
function byKeys(canvas, fig, frameNow) {
  const { act } = fig;
  const { tell, put, here, isAsked } = mover(fig, frameNow);
  canvas.addEventListener("keydown", e => {
    const frame = frameNow();
    if (!ways[e.key] || !frame || e.ctrlKey || e.metaKey || e.altKey || fig.state.view.veil.on) return;
    e.preventDefault();
    const [axis, way] = ways[e.key];
    const name = frame.on[axis];
    const [lo, hi] = frame.ranges[axis];
    const { min, max, step } = fig.state.sliders[name];
    // The slider's own stops, on to the ends of the map.
    const stops = { min: min + Math.ceil((lo - min) / step - 1e-9) * step, max: Math.max(max, hi), step };
    const from = here();
    const to = snap(from[name] + way * step * (e.shiftKey ? 10 : 1), stops);
    if (to === from[name]) return tell(); // at the end of the map
    if (isAsked()) {
      put({ [frame.on[0]]: from[frame.on[0]], [frame.on[1]]: from[frame.on[1]], [name]: to });
      return tell();
    }
    act("set", { [name]: to });
    act("startHere");
    fig.done(false);
    tell();
  });
}

/** @param {HTMLCanvasElement} canvas @param {Fig} fig @param {() => Frame|null} frameNow */
export function takeMapInHand(canvas, fig, frameNow) {
  byPointer(canvas, fig, frameNow);
  byKeys(canvas, fig, frameNow);
}
