// Places sought on a curve whose height can be computed anywhere, by halving and the golden section. Pure.

/** @typedef {import("./shape.js").At} At */
/** @typedef {import("./shape.js").Place} Place */

const huge = 1e6; // times higher than where it was drawn: a pole
const golden = (Math.sqrt(5) - 1) / 2;

/**
 * The last place that `holds`, from one where it does towards one where it doesn't.
 * @param {(x: number) => boolean} holds @param {number} yes @param {number} no
 */
export function edgeOf(holds, yes, no) {
  for (let i = 0; i < 60; i++) {
    const middle = (yes + no) / 2;
    if (holds(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}

/**
 * Where f, of one sign at one end and of the other at the other, changes it.
 * @param {At} at @param {number} a @param {number} b
 */
export function rootIn(at, a, b) {
  const isPositive = at(a) > 0;
  return edgeOf(x => at(x) > 0 === isPositive, a, b);
}

/** Where f is highest between a and b, if it rises and then falls. @param {At} f @param {number} a @param {number} b */
function topOf(f, a, b) {
  let [left, right] = [b - golden * (b - a), a + golden * (b - a)];
  let [ofLeft, ofRight] = [f(left), f(right)];
  for (let i = 0; i < 60 && left < right; i++) {
    if (ofLeft > ofRight) {
      [b, right, ofRight] = [right, left, ofLeft];
      ofLeft = f((left = b - golden * (b - a)));
    } else {
      [a, left, ofLeft] = [left, right, ofRight];
      ofRight = f((right = a + golden * (b - a)));
    }
  }
  return (a + b) / 2;
}

/**
 * The top (`way` 1) or the bottom (−1) beside the place k, and there itself where nothing more is known; what is within
 * `least` of zero is zero.
 * @param {At|null} at @param {Float64Array} xs @param {Float64Array} ys @param {number} k @param {number} way
 * @param {number} least @returns {Place}
 */
export function extreme(at, xs, ys, k, way, least) {
  if (!at) return { x: xs[k], y: ys[k] };
  const x = topOf(x => way * at(x), xs[k - 1], xs[k + 1]);
  const y = at(x);
  const top = way * y >= way * ys[k] ? { x, y } : { x: xs[k], y: ys[k] };
  return { x: top.x, y: Math.abs(top.y) <= least ? 0 : top.y };
}

/**
 * The jump between a and b, and the curve's ends on both sides of it; null where it is only steep. At a pole the ends
 * are where it was drawn.
 * @param {At} at @param {number} a @param {number} b
 */
export function jumpIn(at, a, b) {
  const whole = Math.abs(at(b) - at(a));
  for (let i = 0; i < 45; i++) {
    const middle = (a + b) / 2;
    const [toLeft, toRight] = [Math.abs(at(middle) - at(a)), Math.abs(at(b) - at(middle))];
    if (!Number.isFinite(toLeft + toRight)) return { left: null, right: null };
    if (toLeft > toRight) b = middle;
    else a = middle;
  }
  const by = Math.abs(at(b) - at(a));
  if (by < whole / 2) return null;
  if (by > 4 * whole) return { left: null, right: null };
  return { left: { x: a, y: at(a) }, right: { x: b, y: at(b) } };
}

/**
 * A pole between a and b, on whose two sides the curve goes off the same way.
 * @param {At} at @param {number} a @param {number} b
 */
export function poleIn(at, a, b) {
  const size = (/** @type {number} */ x) => Math.abs(at(x));
  const top = size(topOf(size, a, b));
  return top > huge * Math.max(size(a), size(b)) || !Number.isFinite(top) ? { left: null, right: null } : null;
}

const parts = 9;

/**
 * Where the slope jumps between a and b; null where it only changes fast.
 * @param {At} at @param {number} a @param {number} b
 */
export function kinkIn(at, a, b) {
  const close = 1e-5 * (b - a);
  let first = 0;
  for (let turn = 0; b - a > close; turn++) {
    const step = (b - a) / parts;
    const heights = Array.from({ length: parts + 1 }, (_, i) => at(a + i * step));
    const slopes = heights.slice(1).map((v, i) => (v - heights[i]) / step);
    /** @param {number} i  over two parts: a kink inside one shows on both its sides */
    const bend = i => Math.abs(slopes[i + 2] - slopes[i]);
    let most = 0;
    for (let i = 1; i + 2 < parts; i++) if (bend(i) > bend(most)) most = i;
    if (turn === 0) first = bend(most);
    if (!(bend(most) > first / 2)) return null;
    [a, b] = [a + most * step, a + (most + 3) * step];
  }
  return (a + b) / 2;
}
