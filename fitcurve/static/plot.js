// The main plot: scales, ticks, and a stack of layers over one canvas.
import { make, roomOf, sized, write } from "./dom.js";
import { takeHold } from "./pointer.js";
import { describe } from "./veil.js";
import { words } from "./words.js";

/** Data coordinate -> pixel, and the other way round. */
export const scale = (lo, hi, from, to) => v => from + ((v - lo) / (hi - lo)) * (to - from);

/** Round numbers between lo and hi, about one every `gap` of `px` pixels. */
export function ticks(lo, hi, px, gap = 80) {
  const rough = (hi - lo) / Math.max(1, px / gap),
    power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find(m => m * power >= rough * 0.999) * power;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(lo / step - 1e-9),
    last = Math.floor(hi / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const v = (first + i) * step;
    return { v, text: words(v.toFixed(digits)) };
  });
}

/** The scales of a plot: where its axes run, from data to pixels (`x`, `y`) and back (`ux`, `uy`), and its inks. */
function scalesOf(g, w, h, { xlim, ylim }, ink) {
  g.font = ink.font;
  const bottom = h - ink.size * 2,
    ys = ticks(...ylim, bottom - 8, ink.size * 4.2),
    right = w - 10,
    top = 8;
  const left = Math.max(...ys.map(t => g.measureText(t.text).width)) + 14,
    xs = ticks(...xlim, right - left, ink.size * 6);
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
    x: scale(...xlim, left, right),
    y: scale(...ylim, bottom, top),
    ux: scale(left, right, ...xlim),
    uy: scale(bottom, top, ...ylim),
    /** A height that canvases can draw, however far off. */
    clamp(v) {
      return Math.min(2 * h, Math.max(-h, this.y(v)));
    },
  };
}

/** Layers are painted in the order of the list, those that say `still` only when that, the size or the theme changes. */
export const plotPanel = fig => {
  const canvas = make("canvas", { "data-curve": true, role: "img" });
  const alarm = make("p", { class: "fitcurve-error", role: "alert", hidden: true });
  const el = make("div", { class: "fitcurve-plot" }, canvas, alarm),
    pictures = new Map();
  const room = roomOf(el, fig.outdated);
  let scales = null,
    xlim,
    ylim;

  /** A still layer's picture, painted anew if what it shows has changed. */
  function picture(layer, state, now) {
    const seen = [scales, ...layer.still(state)],
      kept = pictures.get(layer) ?? { canvas: document.createElement("canvas"), seen: [] };
    if (seen.some((v, i) => v !== kept.seen[i]))
      layer.paint(sized(kept.canvas, scales.w, scales.h), state, scales, now);
    pictures.set(layer, { ...kept, seen });
    return kept.canvas;
  }

  function paintLayer(g, layer, state, now) {
    const { left, right, top, bottom, w, h } = scales;
    g.save();
    if (layer.clip !== false) {
      g.beginPath();
      g.rect(left, top, right - left, bottom - top);
      g.clip();
    }
    if (layer.still) g.drawImage(picture(layer, state, now), 0, 0, w, h);
    else layer.paint(g, state, scales, now);
    g.restore();
  }

  const hands = takeHold(canvas, fig, () => scales);
  return {
    name: "plot",
    where: "main",
    el,
    stops: hands.stops,
    get scales() {
      return scales;
    },
    get hidden() {
      return !room.w;
    },
    resize() {
      scales = null;
    },
    paint(state, now) {
      const { w, h } = room;
      if (state.xlim !== xlim || state.ylim !== ylim) {
        scales = null;
        ({ xlim, ylim } = state);
      }
      const g = sized(canvas, w, h);
      if (w && h) {
        scales ??= scalesOf(g, w, h, state, fig.ink);
        for (const layer of fig.layers) paintLayer(g, layer, state, now);
      }
      write(alarm, { text: state.error ?? "" });
      alarm.hidden = !state.error;
      write(canvas, { "aria-label": describe(fig, state, now) });
    },
    close: room.close,
  };
};
