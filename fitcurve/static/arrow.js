// The arrow below a slider's thumb: it points the way that lowers the loss, as long as the gradient. It is a canvas: an
// element of another style at each frame costs the browser most of all, in a page as large as JupyterLab's.
import { make, sized, write } from "./dom.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {CanvasRenderingContext2D} Context */

const letter = 1 / 0.86; // of the page, in those of the ink
const thumb = 1.34; // in letters of the page, as all these; sliders.css has
const beyond = 4.3; // how far an arrow's element goes beyond the track on each side: as far as the longest
const [least, more] = [0.14, 4.3]; // the shaft of a slope of 0, and what the steepest adds
const head = 0.53;

/**
 * @param {Context} g @param {{w: number, h: number}} room @param {number} at  which part of the thumb's way
 * @param {number} side  1: to the right @param {number} long  which part of the longest @param {number} em
 */
function paintArrow(g, { w, h }, at, side, long, em) {
  const from = (beyond + thumb / 2) * em + at * (w - (2 * beyond + thumb) * em);
  const neck = from + side * (least + more * long) * em;
  g.fillRect(Math.min(from, neck), h * 0.4, Math.abs(neck - from), h * 0.2);
  g.beginPath();
  g.moveTo(neck, 0);
  g.lineTo(neck + side * head * em, h / 2);
  g.lineTo(neck, h);
  g.fill();
}

/** The arrows of a figure, which all have one size: that of those in sight. @param {Fig} fig */
export function arrowsOf(fig) {
  const room = { w: 0, h: 0 };
  const seer = new ResizeObserver(seen => {
    const { target } = seen.find(({ target }) => target.clientWidth) ?? {};
    if (!target) return;
    Object.assign(room, { w: target.clientWidth, h: target.clientHeight });
    fig.repaint();
  });
  return {
    close: () => seer.disconnect(),
    /** @param {string} name  of the parameter */
    of(name) {
      const el = make("canvas", { class: "fitcurve-arrow", "data-arrow": name, "aria-hidden": "true" });
      seer.observe(el);
      /** @type {unknown[]} */
      let painted = [];
      return {
        el,
        /** @param {number} at  which part of the way @param {string} way  "more", "less" or "" @param {number} long */
        paint(at, way, long) {
          const news = [at, way, long, room.w, room.h, fig.ink];
          if (news.every((v, i) => v === painted[i])) return;
          painted = news;
          write(el, { "data-way": way, "data-long": long.toFixed(4) });
          if (!room.w) return;
          const g = sized(el, room.w, room.h);
          g.fillStyle = fig.ink.help;
          if (way) paintArrow(g, room, at, way === "more" ? 1 : -1, long, fig.ink.size * letter);
        },
      };
    },
  };
}
