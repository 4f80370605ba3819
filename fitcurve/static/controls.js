// What the controls beside the plot share: a row with a name, a slider and a number. Their stylesheet is beside this.
import { make } from "./dom.js";

/** @typedef {import("./types.js").Slider} Slider */

/** The nearest stop of a slider. @param {number} v @param {Pick<Slider, "min"|"max"|"step">} slider */
export function snap(v, { min, max, step }) {
  const stop = min + Math.round((v - min) / step) * step;
  return Number(Math.min(max, Math.max(min, stop)).toPrecision(12));
}

/**
 * A row: a name, a track, a number.
 * @param {string} name @param {HTMLElement[]} track  what moves on it @param {HTMLElement} number
 */
export const row = (name, track, number) =>
  make(
    "div",
    { class: "fitcurve-row" },
    make("span", { class: "fitcurve-label" }, ...name.split(/(?<=_)/).flatMap(part => [part, make("wbr")])),
    make("div", { class: "fitcurve-track" }, ...track),
    number,
  );
