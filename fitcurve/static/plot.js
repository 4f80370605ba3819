// The main plot: scales, ticks, and a stack of layers over one canvas.
import { logTicks, partOf, valueAt } from "./axis.js";
import { make, roomOf, sized, write } from "./dom.js";
import { takeHold } from "./pointer.js";
import { describe } from "./describe.js";
import { afterRest } from "./rest.js";
import { isFitted } from "./view.js";
import { superscript, words } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Ink} Ink */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Scales} Scales */
/** @typedef {import("./types.js").State} State */
/** @typedef {CanvasRenderingContext2D} Context */

const pause = 300; // ms without a move, before the picture is told anew in words

/**
 * From one range to another: data to pixels, or the other way round.
 * @param {number} lo @param {number} hi @param {number} from @param {number} to
 */
export const scale = (lo, hi, from, to) => (/** @type {number} */ v) => from + ((v - lo) / (hi - lo)) * (to - from);

/**
 * Round numbers between lo and hi, about one every `gap` of `px` pixels.
 * @param {number} lo @param {number} hi @param {number} px @param {number} gap
 */
export function ticks(lo, hi, px, gap = 80) {
  const rough = hi / Math.max(1, px / gap) - lo / Math.max(1, px / gap); // their difference may be too large
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find(m => m * power >= rough * 0.999) ?? 10) * power;
  const first = Math.ceil(lo / step - 1e-9);
  const count = Math.floor(hi / step + 1e-9) - first + 1;
  if (!(step > 0 && count > 0 && count < 1000)) return [];
  const at = Array.from({ length: count }, (_, i) => (first + i) * step);
  const texts = labels(at, step);
  return at.map((v, i) => ({ v, text: texts[i] }));
}

/**
 * The numbers of an axis: with as many decimals as the step has, and where this is long, by one power of ten.
 * @param {number[]} at @param {number} step
 */
function labels(at, step) {
  const decimals = -Math.floor(Math.log10(step) + 1e-9);
  /** @param {string[]} texts */
  const longest = texts => Math.max(...texts.map(text => text.length));
  const most = Math.max(...at.map(Math.abs));
  const writable = decimals <= 100 && most < 1e21; // more, and toFixed makes other words of it
  const plain = writable ? at.map(v => words(v.toFixed(Math.max(0, decimals)))) : null;
  if (plain && longest(plain) < 7) return plain;
  const top = Math.floor(Math.log10(most) + 1e-9);
  const digits = Math.min(100, Math.max(0, top + decimals));
  const scaled = at.map(v => (v ? `${words((v / 10 ** top).toFixed(digits))}×10${superscript(top)}` : "0"));
  return plain && longest(plain) <= longest(scaled) ? plain : scaled;
}

/**
 * The ticks of an axis, even or logarithmic.
 * @param {number[]} range @param {boolean} log @param {number} px @param {number} gap
 */
function ticksOf([lo, hi], log, px, gap) {
  const byPowers = log ? logTicks(lo, hi, px, gap) : [];
  return byPowers.length ? byPowers : ticks(lo, hi, px, gap);
}

/**
 * From data to pixels, and back.
 * @param {number[]} range @param {boolean} log @param {number} from @param {number} to
 */
const pixelsOf = (range, log, from, to) => ({
  to: (/** @type {number} */ v) => from + partOf(v, range, log) * (to - from),
  back: (/** @type {number} */ px) => valueAt((px - from) / (to - from), range, log),
});

/**
 * The scales of a plot: where its axes run, from data to pixels (`x`, `y`) and back (`ux`, `uy`), and its inks.
 * @param {Context} g @param {number} w @param {number} h @param {State} state @param {Ink} ink
 * @param {number} [least]  of the room left of it, so that it doesn't shake while an axis moves @returns {Scales}
 */
export function scalesOf(g, w, h, { xlim, ylim, log, labels: [across, up] }, ink, least = 0) {
  g.font = ink.font;
  const top = 8;
  const bottom = h - ink.size * (across ? 3.4 : 2);
  const right = w - 10;
  const ys = ticksOf(ylim, log.includes("y"), bottom - top, ink.size * 4.2);
  const wide = Math.max(...ys.map(t => g.measureText(t.text).width));
  const left = Math.max(least, wide + 14 + (up ? ink.size * 1.5 : 0));
  const xs = ticksOf(xlim, log.includes("x"), right - left, ink.size * 6);
  const x = pixelsOf(xlim, log.includes("x"), left, right);
  const y = pixelsOf(ylim, log.includes("y"), bottom, top);
  const isIn = (/** @type {number} */ v, /** @type {number[]} */ [lo, hi]) => v >= lo && v <= hi;
  return {
    w,
    h,
    left,
    right,
    top,
    bottom,
    ink,
    xs,
    ys,
    x: x.to,
    y: y.to,
    ux: x.back,
    uy: y.back,
    clamp: v => Math.min(2 * h, Math.max(-h, y.to(v))),
    shows: (u, v) => isIn(u, xlim) && isIn(v, ylim),
  };
}

/**
 * The plot as it is shown now, but for a hand's tools: whole, on any canvas.
 * @param {Context} g @param {Fig} fig @param {{w: number, h: number}} room @param {Ink} ink
 * @param {(name: string) => void} [begins]  hears which layer comes
 */
export function paintWhole(g, fig, { w, h }, ink, begins) {
  const { state } = fig;
  const scales = scalesOf(g, w, h, state, ink);
  for (const layer of fig.layers) {
    if (layer.isTool || !fig.shows(layer)) continue;
    begins?.(layer.name);
    paintLayer(g, layer, state, scales, fig.numbers());
  }
}

/** @param {Context} g @param {Layer} layer @param {State} state @param {Scales} scales @param {Numbers} now */
function paintLayer(g, layer, state, scales, now) {
  if (layer.off?.(state)) return;
  const { left, right, top, bottom } = scales;
  g.save();
  if (layer.clip !== false) {
    g.beginPath();
    g.rect(left, top, right - left, bottom - top);
    g.clip();
  }
  layer.paint(g, state, scales, now);
  g.restore();
}

/**
 * The picture of still layers, painted anew only if what they show has changed.
 * @param {Layer[]} layers @param {HTMLCanvasElement} canvas
 */
function stillPicture(layers, canvas) {
  /** @type {unknown[]} */
  let seen = [];
  /** @param {State} state @param {Scales} scales @param {Numbers} now */
  return (state, scales, now) => {
    /** @type {unknown[]} */
    const news = [scales];
    for (const layer of layers) news.push(layer.off?.(state), ...(layer.still?.(state) ?? []));
    if (news.length !== seen.length || news.some((v, i) => v !== seen[i])) {
      const g = sized(canvas, scales.w, scales.h);
      for (const layer of layers) paintLayer(g, layer, state, scales, now);
    }
    seen = news;
    return canvas;
  };
}

/**
 * What paints some layers in a frame, all of them still or none: the still ones are a picture that is kept.
 * @param {Layer[]} layers @returns {Layer["paint"]}
 */
function painterOfSome(layers) {
  if (!layers[0].still)
    return (g, state, s, now) => {
      for (const layer of layers) paintLayer(g, layer, state, s, now);
    };
  const picture = stillPicture(layers, document.createElement("canvas"));
  return (g, state, s, now) => {
    if (layers.some(layer => !layer.off?.(state))) g.drawImage(picture(state, s, now), 0, 0, s.w, s.h);
  };
}

/** As they lie on one another: the still ones together, and the others. @param {Layer[]} layers */
function byStillness(layers) {
  /** @type {Layer[][]} */
  const groups = [];
  for (const layer of layers) {
    const last = groups.at(-1);
    if (last && !last[0].still === !layer.still) last.push(layer);
    else groups.push([layer]);
  }
  return groups;
}

/**
 * How a frame paints the layers: the still ones at the bottom have a canvas of their own, which a drag leaves as it is.
 * @param {Layer[]} layers @param {HTMLCanvasElement} ground @returns {Layer["paint"]}
 */
export function painterOf(layers, ground) {
  const [lowest, ...others] = byStillness(layers);
  const below = stillPicture(lowest, ground);
  const above = others.map(painterOfSome);
  return (g, state, s, now) => {
    below(state, s, now);
    for (const paint of above) paint(g, state, s, now);
  };
}

/**
 * Layers are painted in the order of the list, those that say `still` only when that, the size or the theme changes.
 * @param {Fig} fig
 */
export const plotPanel = fig => {
  const ground = /** @type {HTMLCanvasElement} */ (make("canvas", { "aria-hidden": "true" }));
  const canvas = /** @type {HTMLCanvasElement} */ (make("canvas", { "data-curve": true, role: "img" }));
  const alarm = make("p", { class: "fitcurve-error", role: "alert", hidden: true });
  const el = make("div", { class: "fitcurve-plot" }, ground, canvas, alarm);
  const room = roomOf(el, fig.outdated);
  /** @type {string|null} */
  let alarmed = null;
  /** @type {Layer["paint"]|null} */
  let paintAll = null;
  let stage = ""; // which the painter is for
  /** @type {Scales|null} */
  let scales = null;
  /** @type {unknown[]} */
  let limits = [];
  const tell = () => write(canvas, { "aria-label": describe(fig, fig.state, fig.numbers()) });
  const atRest = afterRest(pause, tell);

  return {
    name: "plot",
    where: /** @type {const} */ ("main"),
    el,
    stops: takeHold(canvas, fig, () => scales).stops,
    get scales() {
      return scales;
    },
    get hidden() {
      return !room.w;
    },
    resize() {
      scales = null;
    },
    /** @param {State} state @param {Numbers} now @param {boolean} isDrag */
    paint(state, now, isDrag) {
      const { w, h } = room;
      const axes = [state.xlim, state.ylim, state.log, state.labels];
      let least = 0;
      if (axes.some((v, i) => v !== limits[i])) {
        if (scales && !isFitted(state)) least = scales.left;
        scales = null;
      }
      limits = axes;
      const g = sized(canvas, w, h);
      if (w && h) {
        scales ??= scalesOf(g, w, h, state, fig.ink, least);
        const { at } = state.view.stage;
        if (at !== stage) paintAll = painterOf(fig.layers.filter(fig.shows), ground);
        stage = at;
        paintAll?.(g, state, scales, now);
      }
      if (state.error !== alarmed) write(alarm, { text: state.error ?? "", hidden: !state.error });
      alarmed = state.error;
      if (isDrag) atRest.ask();
      else tell();
    },
    close() {
      atRest.cancel();
      room.close();
    },
  };
};
