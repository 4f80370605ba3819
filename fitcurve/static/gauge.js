// A gauge: how far the loss is from the least there is. It is a canvas, as arrows are, and for their reason.
import { make, roomOf, sized, write } from "./dom.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {CanvasRenderingContext2D} Context */

const wall = 2; // pixels, of a hollow one

/** @param {Context} g @param {{w: number, h: number}} room @param {number} part */
function paintHollow(g, { w, h }, part) {
  for (const y of [0, h - wall]) g.fillRect(0, y, part * w, wall);
  g.fillRect(part * (w - wall), 0, wall, h);
}

/**
 * A gauge with this name; a hollow one, if it is of points that are held out, as they are hollow.
 * @param {Fig} fig @param {string} label @param {{hollow?: boolean}} [look]
 */
export function gaugeOf(fig, label, { hollow = false } = {}) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const el = make(
    "div",
    {
      class: "fitcurve-gauge",
      role: "meter",
      "aria-label": label,
      "aria-valuemin": "0",
      "aria-valuemax": "100",
      hidden: true,
    },
    canvas,
  );
  if (hollow) el.classList.add("fitcurve-hollow");
  const room = roomOf(canvas, fig.repaint);
  /** @type {unknown[]} */
  let painted = [];
  return {
    el,
    close: room.close,
    /** How full it is, from 0 to 1, and in words. @param {number} part @param {string} words */
    fill(part, words) {
      write(el, { "aria-valuenow": String(Math.round(100 * part)), "aria-valuetext": words });
      const news = [part, room.w, room.h, fig.ink];
      if (!room.w || news.every((v, i) => v === painted[i])) return;
      painted = news;
      canvas.dataset.gauge = part.toFixed(4);
      const g = sized(canvas, room.w, room.h);
      g.fillStyle = hollow ? fig.ink.point : fig.ink.curve;
      if (hollow) paintHollow(g, room, part);
      else g.fillRect(0, 0, part * room.w, room.h);
    },
  };
}
