// The ends of sliders, and their steps: what they may be. Pure.
import { brief } from "./words.js";

/** @typedef {import("./types.js").Ends} Ends */
/** @typedef {import("./types.js").Slider} Slider */
/** @typedef {import("./types.js").State} State */
/** @typedef {State["sliders"]} Sliders */

/** Of all that slide, by name: a choice has no ends. @param {Sliders} sliders @returns {Record<string, Ends>} */
export const endsOf = sliders =>
  Object.fromEntries(
    Object.entries(sliders).flatMap(([name, { min, max, step, options }]) =>
      options ? [] : [[name, [min, max, step]]],
    ),
  );

/**
 * The same sliders, some with other ends.
 * @param {Sliders} sliders @param {Record<string, Ends>} ends @returns {Sliders}
 */
export function withEnds(sliders, ends) {
  const others = Object.entries(ends).map(([name, [min, max, step]]) => [name, { ...sliders[name], min, max, step }]);
  return { ...sliders, ...Object.fromEntries(others) };
}

/** How far a value is outside of ends. @param {number} v @param {Pick<Slider, "min"|"max">} slider */
export const outside = (v, { min, max }) => Math.max(0, min - v, v - max);

/**
 * Why a slider can't have these ends, and which of its numbers is to be changed; null where it can. No value is changed
 * by them: so they may leave it no farther outside than it is.
 * @param {string} name @param {number} v  of the parameter @param {Slider} slider  as it is
 * @param {Pick<Slider, "min"|"max"|"step">} to
 * @returns {{which: "min"|"max"|"step", why: string}|null}
 */
export function whyNot(name, v, slider, to) {
  const { min, max, step } = to;
  const which = min === slider.min ? "max" : "min";
  if (!(min < max)) return { which, why: "the lower end first, then the upper" };
  if (!Number.isFinite(max - min)) return { which, why: "too far apart" };
  if (!(step > 0)) return { which: "step", why: "more than 0" };
  if (step > max - min) return { which: "step", why: `at most ${brief(max - min)}` };
  if (!(outside(v, to) > outside(v, slider))) return null;
  return { which: v < min ? "min" : "max", why: `${name} is ${brief(v)}: keep it inside` };
}
