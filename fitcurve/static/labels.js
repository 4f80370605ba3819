// The names of the axes, with their units; one that there is no room for is clipped, and the pointer tells the rest.
import { clipped } from "./words.js";

/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Scales} Scales */

/** Where each name goes: its middle, how long it may be, and how it is turned. @param {Scales} s */
const placesOf = ({ left, right, top, bottom, w, h, ink }) => [
  { px: (left + right) / 2, py: h - ink.size * 0.7, room: w - left, turn: 0 },
  { px: ink.size * 0.7, py: (top + bottom) / 2, room: bottom - top, turn: -Math.PI / 2 },
];

/** @returns {Layer} */
export const labels = () => {
  /** @type {string[]} */
  let shown = [];
  return {
    name: "labels",
    clip: false,
    off: ({ labels }) => !labels.some(Boolean),
    still: ({ labels }) => [labels],
    paint(g, { labels }, s) {
      g.font = s.ink.font;
      g.fillStyle = s.ink.ink;
      g.textAlign = "center";
      g.textBaseline = "middle";
      shown = placesOf(s).map(({ px, py, room, turn }, i) => {
        const text = clipped(labels[i] ?? "", text => g.measureText(text).width <= room);
        g.save();
        g.translate(px, py);
        g.rotate(turn);
        g.fillText(text, 0, 0);
        g.restore();
        return text;
      });
    },
    hit(px, py, { labels }, s) {
      const at = py > s.h - s.ink.size * 1.4 ? 0 : px < s.ink.size * 1.4 ? 1 : -1;
      const name = labels[at];
      return name && shown[at] !== name ? { title: name } : null;
    },
  };
};
