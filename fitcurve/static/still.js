// The plot as a picture of its own, by day: for where no script runs.
import { inkOf } from "./ink.js";
import { calculator } from "./numbers.js";
import { painterOf, scalesOf } from "./plot.js";
import { viewActions } from "./view.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Ink} Ink */
/** @typedef {{state: Fig["state"], now: import("./types.js").Numbers}} Shown  a state, and its numbers */

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

/**
 * What is shown where all the data are in view, wherever one looks now.
 * @param {Pick<Fig, "state"|"spec"|"numbers"|"measures">} fig @returns {Shown}
 */
export function fittedView({ state, spec, numbers, measures }) {
  const fitted = viewActions.viewFitted(state);
  const isHere = fitted.xlim === state.xlim;
  return {
    state: fitted,
    now: isHere
      ? numbers()
      : calculator(
          spec,
          () => fitted,
          () => measures,
        ).numbers(),
  };
}

/** A PNG in base64. @param {Fig} fig @param {Ink} ink @param {Shown} shown */
export function stillOf(fig, ink, { state, now }) {
  const [ground] = blank();
  const [above, g] = blank();
  const scales = scalesOf(g, wide, high, state, ink);
  painterOf(fig.layers.filter(fig.shows), ground)(g, state, scales, now);
  const [page, paper] = blank();
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, wide, high);
  for (const canvas of [ground, above]) paper.drawImage(canvas, 0, 0, wide, high);
  return page.toDataURL("image/png").replace(/^.*,/, "");
}
