// The colours of a heat map: viridis, as light as the loss is high, to every kind of eye.

// At eight of its own places
const viridis = [
  [68, 1, 84],
  [70, 50, 127],
  [54, 92, 141],
  [39, 127, 142],
  [31, 161, 135],
  [74, 194, 109],
  [159, 218, 58],
  [253, 231, 37],
];

/** The colour at t, from 0 (low) to 1 (high): [r, g, b]. @param {number} t */
export function tint(t) {
  const at = Math.min(1, Math.max(0, t)) * (viridis.length - 1);
  const i = Math.min(viridis.length - 2, Math.floor(at));
  return viridis[i].map((v, c) => Math.round(v + (at - i) * (viridis[i + 1][c] - v)));
}

const shades = 256; // more than an eye can tell apart
const bytes = new Uint8ClampedArray(4 * shades);
for (let i = 0; i < shades; i++) bytes.set([...tint(i / (shades - 1)), 255], 4 * i);
/** Its colours, from low to high, each as a pixel of a canvas has it: one word, not four. */
export const palette = new Uint32Array(bytes.buffer);

/**
 * How far up v is, between lo and hi; the root spreads out the floor of the valley.
 * @param {number} v @param {number} lo @param {number} hi
 */
export const rise = (v, lo, hi) => Math.sqrt(Math.max(0, v - lo) / (hi - lo || 1));

/**
 * Of the finite values: the least, and the one that the part q of them doesn't exceed.
 * @param {Float64Array} values @param {number} q
 */
export function spread(values, q) {
  const sorted = values.filter(Number.isFinite).sort();
  const { length: n } = sorted;
  return n ? { lo: sorted[0], hi: sorted[Math.floor(q * (n - 1))] } : { lo: NaN, hi: NaN };
}
