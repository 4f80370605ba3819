// The palette, for whoever paints on a canvas: a stylesheet's colours as they are by this day's or night's light.
import { make } from "./dom.js";

/**
 * The colours `--fitcurve-<name>` inside `root`, by name. Each is asked of an element that has it as its own colour:
 * the property itself would only say how it is made up.
 * @param {HTMLElement} root @param {string[]} names @returns {Record<string, string>}
 */
export function inksOf(root, names) {
  const probes = names.map(name => make("i", { style: `color: var(--fitcurve-${name})` }));
  const palette = make("div", { hidden: true }, ...probes);
  root.append(palette);
  const inks = Object.fromEntries(names.map((name, i) => [name, getComputedStyle(probes[i]).color]));
  palette.remove();
  return inks;
}

const letters = 12.9; // pixels: the size of a plot's letters in a notebook
const names = ["ink", "soft", "grid", "line", "point", "curve", "gap", "help", "paper", "wash", "run2", "run3", "run4"];

/**
 * The palette, the size of letters, and what is a pixel there, as they are now.
 * @param {HTMLElement} root @returns {import("./types.js").Ink}
 */
export function inkOf(root) {
  const css = getComputedStyle(root);
  const size = parseFloat(css.fontSize) * 0.86;
  const palette = /** @type {import("./types.js").Ink} */ (inksOf(root, names));
  return { ...palette, size, px: size / letters, font: `${size}px ${css.fontFamily}` };
}

/** Colours of day, as on white paper, whatever the light is. @param {HTMLElement} root @param {string[]} names */
export function inksOnPaper(root, names) {
  const paper = make("div", { class: "fitcurve", "data-printed": true, hidden: true });
  root.append(paper);
  const inks = inksOf(paper, names);
  paper.remove();
  return inks;
}

/** The palette of day. @param {import("./types.js").Fig} fig */
export const inkOnPaper = ({ root, ink }) => ({ ...ink, ...inksOnPaper(root, names) });

/** A dash that grows with the letters. @param {number[]} dash @param {import("./types.js").Ink} ink */
export const grown = (dash, { px }) => dash.map(v => v * px);
