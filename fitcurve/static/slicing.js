// The loss along one parameter, the others as they are: sampled where it bends, and put into words. Pure.
import { brief, format } from "./words.js";

/** @typedef {[number, number]} Range */
/** @typedef {{left: number, right: number}} Kink  the slopes on its two sides */

const coarse = 33; // places, to begin with
const fine = 400; // places, in the time left over
const work = 1e5; // numbers computed in a frame
export const few = 9; // places, without which there is no picture

/**
 * How many losses a frame has time for.
 * @param {number} points @param {number} ops  operations of the function and its loss
 */
export const affordable = (points, ops) => Math.max(2, Math.min(97, Math.floor(work / (points * ops))));

/**
 * Where the curve may be farthest from the straight line between two neighbouring places, and how far: where the lines
 * on either side of it, carried on, meet. For straight pieces that is the very kink. What is wider than the places are
 * meant to be at first comes before all else, the widest before all.
 * @param {number[]} ts @param {number[]} vs @param {number} i  of the left one @param {number} span  of all
 */
function widest(ts, vs, i, span) {
  const slope = (/** @type {number} */ j) => (vs[j + 1] - vs[j]) / (ts[j + 1] - ts[j]);
  const [t0, t1] = [ts[i], ts[i + 1]];
  const width = t1 - t0;
  const middle = t0 + width / 2;
  const known = Number.isFinite(vs[i]);
  if (!(middle > t0 && middle < t1)) return { at: middle, off: 0 };
  if (width > (1.01 * span) / (coarse - 1)) return { at: middle, off: (Number.MAX_VALUE * width) / span };
  if (known !== Number.isFinite(vs[i + 1])) return { at: middle, off: width > span / 1000 ? Infinity : 0 };
  if (!known) return { at: middle, off: 0 };
  const before = i > 0 ? slope(i - 1) - slope(i) : NaN;
  const after = i + 2 < ts.length ? slope(i) - slope(i + 1) : NaN;
  const a = Number.isFinite(before) ? before : after; // at an end, as on the other side
  const b = Number.isFinite(after) ? after : before;
  if (!(a * b > 0)) return { at: middle, off: Math.min(Math.abs(a), Math.abs(b)) * width || 0 };
  const at = t0 + (b / (a + b)) * width;
  return { at: at > t0 && at < t1 ? at : middle, off: Math.abs(a * (b / (a + b)) * width) };
}

/**
 * The losses from lo to hi: at a few even places, and then always where the picture may be farthest from the truth.
 * @param {(t: number) => number} lossAt @param {Range} range @param {number} most  losses at first
 */
export function slicer(lossAt, [lo, hi], most = coarse) {
  const n = Math.min(coarse, most);
  const ts = Array.from({ length: n }, (_, i) => (i === n - 1 ? hi : lo + ((hi - lo) * i) / (n - 1)));
  const vs = ts.map(lossAt);
  const evenly = Float64Array.from(vs.filter(Number.isFinite)).sort();
  const gaps = ts.slice(1).map((_, i) => widest(ts, vs, i, hi - lo));
  let low = evenly[0] ?? Infinity;
  let high = evenly[evenly.length - 1] ?? -Infinity;
  /** The widest gap, or -1 where all are too small to be seen. */
  function worst() {
    let i = -1;
    let off = (high - low) / 2000;
    gaps.forEach((gap, j) => {
      if (gap.off > off) [i, off] = [j, gap.off];
    });
    return i;
  }
  /** @param {number} i */
  function split(i) {
    const { at } = gaps[i];
    const v = lossAt(at);
    ts.splice(i + 1, 0, at);
    vs.splice(i + 1, 0, v);
    gaps.splice(i, 1, gaps[i], gaps[i]);
    for (let j = Math.max(0, i - 1); j <= Math.min(gaps.length - 1, i + 2); j++) gaps[j] = widest(ts, vs, j, hi - lo);
    if (!Number.isFinite(v)) return;
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  return {
    ts,
    vs,
    /** The heights to be shown: all, but for what climbs much higher than half of them. */
    get range() {
      if (low > high) return [0, 1]; // no number anywhere
      const usual = evenly[evenly.length >> 1] - low;
      return /** @type {Range} */ ([low, usual > 0 ? Math.min(high, low + 12 * usual) : high]);
    },
    /** Where the lowest of them is. */
    get lowest() {
      return low > high ? NaN : ts[vs.indexOf(low)];
    },
    /** Up to so many places, or till that time; is there nothing left to better? */
    refine(count = fine, until = Infinity, clock = () => performance.now()) {
      for (let i = worst(); i >= 0; i = worst()) {
        if (ts.length >= count) return count >= fine;
        if (clock() > until) return false;
        split(i);
      }
      return true;
    },
  };
}

/**
 * The axis of the losses: it only grows, so that nothing jumps under a hand. At rest it is made anew, where what is to
 * be shown has left it or fills less than half of it.
 * @param {Range|null} before @param {Range} shown @param {boolean} atRest @returns {Range}
 */
export function heights(before, [lo, hi], atRest) {
  const room = (hi - lo) * 0.06 || Math.abs(lo) * 0.1 || 1;
  if (!before) return [lo - room, hi + room];
  const fits = lo >= before[0] && hi <= before[1];
  if (atRest && !(fits && hi - lo > (before[1] - before[0]) / 2)) return [lo - room, hi + room];
  return [lo < before[0] ? lo - room : before[0], hi > before[1] ? hi + room : before[1]];
}

/**
 * Is there a kink at t, where there is no single slope? Its slopes on either side, or null. Nearer by, the slopes of a
 * smooth curve grow alike, and those of a kink stay as they are.
 * @param {(t: number) => number} lossAt @param {number} t @param {number} span  of the slider
 * @returns {Kink|null}
 */
export function kinkAt(lossAt, t, span) {
  const v = lossAt(t);
  const sides = (/** @type {number} */ h) => ({ left: (v - lossAt(t - h)) / h, right: (lossAt(t + h) - v) / h });
  const far = Math.max(span * 1e-6, Math.abs(t) * 1e-9);
  const near = far / 16;
  const [wide, close] = [sides(far), sides(near)];
  const turn = Math.abs(close.right - close.left);
  const noise = (1e-13 * Math.abs(v)) / near; // of numbers with sixteen digits
  return turn > noise && turn > 0.7 * Math.abs(wide.right - wide.left) ? wide : null;
}

/**
 * Is a slope nothing but rounding? Over the whole slider it would change the loss by less than that has digits.
 * @param {number} slope @param {number} span  of the slider @param {number} loss
 */
export const isLevel = (slope, span, loss) => Math.abs(slope) * span <= 1e-13 * Math.abs(loss);

/** A slope to read, of three figures. @param {number} v */
const short = v => brief(Number(v.toPrecision(3)));

/** Which way is down. @param {string} name @param {number} slope */
function wayDown(name, slope) {
  if (Number.isNaN(slope)) return ": nothing says which way is down";
  if (!slope) return ": level here";
  return `: a ${slope < 0 ? "larger" : "smaller"} ${name} lowers it`;
}

/** @param {string} name @param {number} slope @param {Kink|null} kink */
function slopeInWords(name, slope, kink) {
  if (!kink) return `slope ${short(slope)}${wayDown(name, slope)}`;
  const sides = `slope ${short(kink.left)} left of it, ${short(kink.right)} right of it`;
  return `a kink: ${sides}; the tangent is torch's, ${short(slope)}`;
}

/**
 * A slice in words: where we are, the slope there, and the next step.
 * @param {string} lossName @param {string} name  of the parameter
 * @param {{
 *   v: number, loss: number, slope: number, kink: Kink|null, to: number|null, lossThere: number, others: boolean,
 * }} now  `to`: where the next step goes, if there is one; `others`: do other parameters move with it?
 */
export function inWords(lossName, name, { v, loss, slope, kink, to, lossThere, others }) {
  const too = others ? "; the others move as well" : "";
  return {
    here: `${lossName} ${format(loss)} at ${name} = ${brief(v)}`,
    slope: slopeInWords(name, slope, kink),
    step:
      to === null ? "no step from here" : `next Step: ${name} = ${brief(to)}, ${format(lossThere)} on this slice${too}`,
  };
}
