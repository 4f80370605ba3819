// The hand on the view: Ctrl and the wheel, two fingers, an axis that is dragged, keys; and the button that leads back.
import { button, placeOn, write } from "./dom.js";
import { isFitted, notPositive, outsideWords, reframed } from "./view.js";
import { brief } from "./words.js";

/** @typedef {import("./types.js").Axes} Axes */
/** @typedef {import("./types.js").Choice} Choice */
/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Host} Host */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Scales} Scales */
/** @typedef {import("./types.js").State} State */
/** @typedef {[number, number]} Place  in pixels; or as parts of the axes, from the left and from below */

const nearer = 0.8; // of the axis: what one press of + leaves
const stride = 0.1; // of the axis, for an arrow
const notch = 15; // pixels of a wheel's turn that count at once, and
const halving = 50; // that double or halve the axis

/** A place as parts of the axes. @param {Scales} s @param {Place} place @returns {Place} */
const partsOf = ({ left, right, top, bottom }, [px, py]) => [
  (px - left) / (right - left),
  (py - bottom) / (top - bottom),
];

/** The axis that a place is on; inside the plot, and in its corner, both. @param {Scales} s @param {Place} place */
const axesAt = ({ left, bottom }, [px, py]) => (px < left === py > bottom ? "xy" : px < left ? "y" : "x");

/**
 * What was at one place, as parts of these axes, comes to another, and they are `by` times as long.
 * @param {Pick<State, "xlim"|"ylim"|"log">} view @param {string} axes @param {Place} from @param {Place} to
 * @param {number} by @returns {Partial<Axes>}
 */
export function seenAs({ xlim, ylim, log }, axes, from, to, by) {
  return {
    ...(axes.includes("x") ? { xlim: reframed(xlim, from[0], to[0], by, log.includes("x")) } : {}),
    ...(axes.includes("y") ? { ylim: reframed(ylim, from[1], to[1], by, log.includes("y")) } : {}),
  };
}

/** By how much a turn of the wheel stretches the axes. @param {Pick<WheelEvent, "deltaY"|"deltaMode">} e */
export function stretchOf({ deltaY, deltaMode }) {
  const turned = deltaMode ? notch * Math.sign(deltaY) : deltaY; // else it counts lines, or pages
  return 2 ** (Math.max(-notch, Math.min(notch, turned)) / halving);
}

/**
 * Ctrl and the wheel, at the pointer.
 * @param {Fig} fig @param {HTMLElement} canvas @param {() => Scales|null} scales
 */
function listenToWheel(fig, canvas, scales) {
  /** @param {WheelEvent} e */
  const turn = e => {
    const s = scales();
    if (!s || !(e.ctrlKey || e.metaKey)) return;
    e.preventDefault();
    const at = partsOf(s, placeOn(canvas, e));
    fig.act("looked", seenAs(fig.state, axesAt(s, placeOn(canvas, e)), at, at, stretchOf(e)));
  };
  canvas.addEventListener("wheel", turn, { passive: false });
}

/**
 * Two fingers: what is between them stays there, and as far from each of them.
 * @param {Fig} fig @param {HTMLElement} canvas @param {() => Scales|null} scales
 */
function listenToFingers(fig, canvas, scales) {
  /** @param {TouchEvent} e */
  const seen = e => {
    const [[ax, ay], [bx, by]] = [e.touches[0], e.touches[1]].map(touch => placeOn(canvas, touch));
    return { middle: /** @type {Place} */ ([(ax + bx) / 2, (ay + by) / 2]), apart: Math.hypot(ax - bx, ay - by) };
  };
  /** @type {{middle: Place, apart: number, axes: string, s: Scales, view: State}|null} */
  let first = null;
  canvas.addEventListener(
    "touchstart",
    e => {
      const s = scales();
      first = null;
      if (!s || e.touches.length !== 2) return;
      e.preventDefault();
      const { middle, apart } = seen(e);
      first = { middle, apart, axes: axesAt(s, middle), s, view: fig.state };
    },
    { passive: false },
  );
  canvas.addEventListener(
    "touchmove",
    e => {
      if (!first || e.touches.length !== 2) return;
      e.preventDefault();
      const { s, view, axes } = first;
      const { middle, apart } = seen(e);
      const by = first.apart / Math.max(1, apart);
      fig.act("looked", seenAs(view, axes, partsOf(s, first.middle), partsOf(s, middle), by));
    },
    { passive: false },
  );
}

/** Drag an axis along; a double click fits it. @param {Fig} fig @returns {Layer} */
export const axisHand = fig => ({
  name: "axis-hand",
  still: () => [],
  paint() {},
  hit(px, py, view, s) {
    const axes = axesAt(s, [px, py]);
    if (axes === "xy") return null;
    const from = partsOf(s, [px, py]);
    return {
      cursor: axes === "x" ? "ew-resize" : "ns-resize",
      byFinger: false,
      move: (px, py) => fig.act("looked", seenAs(view, axes, from, partsOf(s, [px, py]), 1)),
      twice: () => fig.act("viewFitted", axes),
    };
  },
});

/** Where one looks, in words. @param {State} state */
function inWords({ xlim, ylim, ...state }) {
  const along = (/** @type {string} */ axis, /** @type {number[]} */ ends) => `${axis} ${ends.map(brief).join(" to ")}`;
  return `${along("x", xlim)}, ${along("y", ylim)}${outsideWords({ xlim, ylim, ...state })}`;
}

/** @type {Record<string, Place>} */
const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** What keys do to the view: each says what is seen now. @param {Fig} fig */
function byKeys(fig) {
  const tell = (what = "") => fig.say(what + inWords(fig.state));
  /** @param {number} by @param {string} [axes] */
  const zoom = (by, axes = "xy") => {
    fig.act("looked", seenAs(fig.state, axes, [0.5, 0.5], [0.5, 0.5], by));
    tell();
  };
  return {
    nearer: () => zoom(nearer),
    farther: () => zoom(1 / nearer),
    fitted() {
      fig.act("viewFitted");
      tell("All in view: ");
    },
    /** Arrows move the view; with Shift they bring one axis nearer, or farther. @param {KeyboardEvent} e */
    press(e) {
      const way = ways[e.key];
      if (!way || e.ctrlKey || e.metaKey || e.altKey) return;
      e.preventDefault();
      const [across, up] = way;
      if (e.shiftKey) return zoom(nearer ** (across + up), across ? "x" : "y");
      fig.act("looked", seenAs(fig.state, "xy", [across * stride, up * stride], [0, 0], 1));
      tell();
    },
  };
}

/**
 * The line of the menu that makes an axis logarithmic; none, where neither can be.
 * @param {Fig} fig @param {"x"|"y"} axis @returns {Choice}
 */
function logChoice(fig, axis) {
  /** @param {State} state */
  const isOff = state => notPositive(state, axis) !== null;
  return {
    name: `log-${axis}`,
    label: state => (isOff(state) ? `Log ${axis} axis: it needs every ${axis} above 0` : `Log ${axis} axis`),
    off: isOff,
    hidden: state => notPositive(state, "x") !== null && notPositive(state, "y") !== null,
    on: ({ log }) => log.includes(axis),
    act() {
      const others = fig.state.log.replace(axis, "");
      const to = fig.state.log.includes(axis) ? others : [...others, axis].sort().join("");
      fig.act("logged", to);
      fig.say(to.includes(axis) ? `${axis} axis logarithmic` : `${axis} axis even`);
    },
  };
}

/** Page and kernel have the same log axes. Returns what ends that. @param {Fig} fig @param {Host|null} host */
export function shareLog(fig, host) {
  const hear = () => void fig.act("logged", host?.log?.() ?? "");
  const off = fig.watch(({ log }, before) => {
    if (log === before.log) return;
    if ((host?.log?.() ?? "") !== log) host?.setLog?.(log || null);
  });
  if (host?.log) hear();
  host?.hearLog?.(hear);
  return off;
}

/** There only while the view isn't the one that shows all the data. @param {Fig} fig @returns {Panel} */
export const zoomPanel = fig => {
  const hand = byKeys(fig);
  const el = button("fit-view", "Fit view", hand.fitted, {
    class: "fitcurve-button fitcurve-fitview",
    title: "Fit view (v); arrows move it, with Shift they zoom one axis",
    onkeydown: hand.press,
    hidden: true,
  });
  let isHooked = false;
  function hook() {
    const found = fig.panels.find(({ name }) => name === "plot");
    const plot = /** @type {ReturnType<typeof import("./plot.js").plotPanel>} */ (found);
    const canvas = /** @type {HTMLElement} */ (plot.el.querySelector("canvas[data-curve]"));
    for (const listen of [listenToWheel, listenToFingers]) listen(fig, canvas, () => plot.scales);
    isHooked = true;
  }
  return {
    name: "zoom",
    still: true,
    where: "plot",
    el,
    keys: { label: "button Fit view: arrows move the view, with Shift they zoom one axis" },
    shortcuts: {
      v: { label: "see all the data again", act: hand.fitted },
      "+": { label: "zoom in", act: hand.nearer },
      "-": { label: "zoom out", act: hand.farther },
    },
    menu: [
      { name: "zoom-in", label: "Zoom in", key: "+", act: hand.nearer },
      { name: "zoom-out", label: "Zoom out", key: "-", act: hand.farther },
      logChoice(fig, "x"),
      logChoice(fig, "y"),
    ],
    paint(state) {
      if (!isHooked) hook();
      write(el, { hidden: isFitted(state) });
    },
  };
};
