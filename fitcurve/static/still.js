// The plot as a picture of its own, by day: for where no script runs.
import { inkOf } from "./ink.js";
import { painterOf, scalesOf } from "./plot.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Ink} Ink */

const wide = 704; // px, as Python's own picture
const high = 440;
const letters = 15;

/** The palette by day. @param {HTMLElement} root @returns {Ink} */
export function inkByDay(root) {
  const isPrinted = root.hasAttribute("data-printed");
  root.toggleAttribute("data-printed", true);
  const ink = inkOf(root);
  root.toggleAttribute("data-printed", isPrinted);
  const px = (ink.px * letters) / ink.size;
  return { ...ink, size: letters, px, font: ink.font.replace(/^[\d.]+px/, `${letters}px`) };
}

/** @returns {[HTMLCanvasElement, CanvasRenderingContext2D]} */
function blank() {
  const canvas = document.createElement("canvas");
  canvas.width = wide;
  canvas.height = high;
  return [canvas, /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"))];
}

/** A PNG in base64. @param {Fig} fig @param {Ink} ink */
export function stillOf(fig, ink) {
  const { state } = fig;
  const [ground] = blank();
  const [above, g] = blank();
  const scales = scalesOf(g, wide, high, state, ink);
  painterOf(fig.layers.filter(fig.shows), ground)(g, state, scales, fig.numbers());
  const [page, paper] = blank();
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, wide, high);
  for (const canvas of [ground, above]) paper.drawImage(canvas, 0, 0, wide, high);
  return page.toDataURL("image/png").replace(/^.*,/, "");
}
