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

const inks = ["ink", "soft", "grid", "line", "point", "curve", "gap", "help", "paper", "wash"];

/** The palette and the size of letters, as they are now. @param {HTMLElement} root */
export function inkOf(root) {
  const css = getComputedStyle(root);
  const size = parseFloat(css.fontSize) * 0.86;
  return /** @type {import("./types.js").Ink} */ ({ ...inksOf(root, inks), size, font: `${size}px ${css.fontFamily}` });
}
