// A curve as music: pitch for height, left to right in stereo, static below zero, a tick at each point. Pure.

import { partOf } from "./axis.js";

/**
 * At `t` seconds: the pitch in Hz, null where the curve has no height; from −1, left, to 1, right; and is there static?
 * @typedef {{t: number, hz: number|null, pan: number, static: boolean}} Tone
 * @typedef {{seconds: number, tones: Tone[], ticks: {t: number, hz: number, pan: number}[]}} Score
 * @typedef {{
 *   xs: ArrayLike<number>, ys: ArrayLike<number>, xlim: number[], ylim: number[],
 *   log?: string, x?: ArrayLike<number>|null, y?: ArrayLike<number>|null,
 * }} Picture  a curve, its axes, which of them are logarithmic, and perhaps points
 */

const duration = 3; // seconds, from left to right
const lowest = 220; // Hz, at the foot of the plot, and
const octaves = 3; // to its top
const dense = 0.02; // seconds between two ticks, at the least

/** @param {number} v @param {number[]} range @param {boolean} [log] */
const part = (v, [lo, hi], log) => (lo === hi ? 0 : Math.min(1, Math.max(0, partOf(v, [lo, hi], log))));

/** @param {number} v @param {number[]} ylim @param {boolean} [log] */
export const hzOf = (v, ylim, log) => lowest * 2 ** (octaves * part(v, ylim, log));

/** @param {Picture} picture @returns {Score} */
export function scoreOf({ xs, ys, xlim, ylim, log = "", x, y }) {
  /** @param {number} u @param {number} v */
  const note = (u, v) => {
    const across = part(u, xlim, log.includes("x"));
    return { t: duration * across, hz: hzOf(v, ylim, log.includes("y")), pan: 2 * across - 1 };
  };
  const tones = Array.from(xs, (u, i) => {
    const isNumber = Number.isFinite(ys[i]);
    return { ...note(u, ys[i]), ...(isNumber ? {} : { hz: null }), static: !isNumber || ys[i] < 0 };
  });
  const all = Array.from(x ?? [], (u, i) => note(u, y?.[i] ?? NaN)).sort((a, b) => a.t - b.t);
  let last = -Infinity;
  const ticks = all.filter(({ t }) => {
    const isHeard = t - last >= dense;
    if (isHeard) last = t;
    return isHeard;
  });
  return { seconds: duration, tones, ticks };
}
