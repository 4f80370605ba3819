// What a curve does: where it turns, stays level, breaks off or jumps, is zero, and where it has a kink. Pure.
import { edgeOf, extreme, jumpIn, kinkIn, poleIn, rootIn } from "./seek.js";

/** @typedef {(x: number) => number} At  the height of the curve, where it can be computed at any place */
/** @typedef {{x: number, y: number}} Place */
/** @typedef {{k: number, way: number}} Turn  at the place number k: 1 for a maximum, −1 for a minimum */
/** @typedef {{from: number, to: number, jumps: boolean}} Range  of places, and does the curve jump at its end? */
/**
 * A stretch without hole or jump: its ends and where it turns or stays level, in order; all its places; and does a jump
 * end it? `way` says what a node is: 1 a maximum, −1 a minimum, 0 neither.
 * @typedef {{nodes: (Place & {way: number})[], places: Place[], jumps: boolean}} Stretch
 * @typedef {{x: number, crosses: boolean}} Zero
 * @typedef {{stretches: Stretch[], zeros: Zero[], kinks: number[]}} Shape
 */

const equal = 1e-12; // as rounding goes, relative to two heights
const noise = { computed: 1e-9, sampled: 1e-6 }; // what is no turn, relative to the largest height
const suspect = { computed: 2, sampled: 8 }; // how much steeper than its neighbours a jump is, at the least

/** @param {number} a @param {number} b */
const isLevel = (a, b) => Math.abs(a - b) <= equal * Math.max(Math.abs(a), Math.abs(b));

const huge = 1e6; // times higher than both its neighbours: a pole, or as good as one

/** The places in a row that have a height, poles left out. @param {Float64Array} ys @returns {Range[]} */
function rangesOf(ys) {
  /** @param {number} k */
  const isPole = k => Math.abs(ys[k]) > huge * Math.max(Math.abs(ys[k - 1]), Math.abs(ys[k + 1]));
  /** @type {Range[]} */
  const found = [];
  for (let k = 0; k < ys.length; k++) {
    const last = found.at(-1);
    if (isPole(k) && last) last.jumps = true;
    if (isPole(k) || !Number.isFinite(ys[k])) continue;
    if (last?.to === k - 1) last.to = k;
    else found.push({ from: k, to: k, jumps: false });
  }
  return found;
}

/** The largest height there is, up or down. @param {Float64Array} ys */
const largestOf = ys => ys.reduce((most, y) => (Number.isFinite(y) ? Math.max(most, Math.abs(y)) : most), 0);

/**
 * Says whether the curve jumps, or has a pole, between the places k and k + 1; looks only where it may.
 * @param {Float64Array} xs @param {Float64Array} ys @param {At|null} at
 */
function jumper(xs, ys, at) {
  const least = (at ? noise.computed : noise.sampled) * largestOf(ys);
  /** @param {number} k */
  return k => {
    const by = Math.abs(ys[k + 1] - ys[k]);
    const beside = [ys[k] - ys[k - 1], ys[k + 2] - ys[k + 1]].map(Math.abs).filter(Number.isFinite);
    const isSteep = by > least && by > (at ? suspect.computed : suspect.sampled) * Math.max(...beside);
    if (!at) return isSteep && beside.length ? { left: null, right: null } : null;
    if (isSteep || ys[k] > 0 !== ys[k + 1] > 0) return jumpIn(at, xs[k], xs[k + 1]);
    const [before, a, b, next] = ys.subarray(Math.max(0, k - 1), k + 3).map(Math.abs);
    return k && Math.max(a, b) > Math.max(before, next) ? poleIn(at, xs[k], xs[k + 1]) : null;
  };
}

/**
 * Where a stretch turns: it must go back by more than `least`, or it is rounding.
 * @param {Float64Array} ys @param {Range} range @param {number} least @returns {Turn[]}
 */
function turnsOf(ys, { from, to }, least) {
  /** @type {Turn[]} */
  const found = [];
  let low = from;
  let high = from;
  let way = 0;
  for (let k = from + 1; k <= to; k++) {
    if (ys[k] > ys[high]) high = k;
    if (ys[k] < ys[low]) low = k;
    if (way >= 0 && ys[high] - ys[k] > least) {
      if (way) found.push({ k: high, way: 1 });
      way = -1;
      low = k;
    } else if (way <= 0 && ys[k] - ys[low] > least) {
      if (way) found.push({ k: low, way: -1 });
      way = 1;
      high = k;
    }
  }
  return found;
}

/** Where a stretch stays level for three places or more: from, to. @param {Float64Array} ys @param {Range} range */
function levelsOf(ys, { from, to }) {
  /** @type {[number, number][]} */
  const found = [];
  let first = from;
  for (let k = from + 1; k <= to + 1; k++) {
    if (k <= to && isLevel(ys[k], ys[first])) continue;
    if (k - first > 2) found.push([first, k - 1]);
    first = k;
  }
  return found;
}

/**
 * The two ends of where it stays level, as nodes, and where exactly they are.
 * @param {Float64Array} xs @param {Float64Array} ys @param {[number, number]} level @param {Range} range
 * @param {At|null} at
 */
function levelNodes(xs, ys, [first, last], { from, to }, at) {
  /** @param {number} x */
  const isOn = x => isLevel(/** @type {At} */ (at)(x), ys[first]);
  const begins = at && first > from ? edgeOf(isOn, xs[first], xs[first - 1]) : xs[first];
  const ends = at && last < to ? edgeOf(isOn, xs[last], xs[last + 1]) : xs[last];
  return [begins, ends].map(x => ({ x, y: ys[first], way: 0 }));
}

/**
 * The end of a stretch, where the hole beside it begins: a square root's, at 0. A curve without bound ends where it is
 * drawn last.
 * @param {Float64Array} xs @param {Float64Array} ys @param {number} k @param {number} beyond @param {At|null} at
 */
function endOf(xs, ys, k, beyond, at) {
  const drawn = { x: xs[k], y: ys[k], way: 0 };
  if (!at || !(beyond in xs)) return drawn;
  const x = edgeOf(x => Number.isFinite(at(x)), xs[k], xs[beyond]);
  const y = at(x);
  const before = at(x + (xs[k] - x) * 1e-6);
  return Math.abs(y - before) <= 0.01 * Math.abs(y - ys[k]) || y === ys[k] ? { x, y, way: 0 } : drawn;
}

/**
 * @param {Float64Array} xs @param {Float64Array} ys @param {Range} range @param {At|null} at
 * @param {[Place|null, Place|null]} ends  where a jump begins or ends it @returns {Stretch}
 */
function stretchOf(xs, ys, range, at, [left, right]) {
  const { from, to, jumps } = range;
  const places = Array.from({ length: to - from + 1 }, (_, i) => ({ x: xs[from + i], y: ys[from + i] }));
  const largest = largestOf(ys.subarray(from, to + 1));
  const levels = levelsOf(ys, range);
  const turns = turnsOf(ys, range, (at ? noise.computed : noise.sampled) * largest);
  const flat = levels.flatMap(level => levelNodes(xs, ys, level, range, at));
  const peaks = turns
    .filter(({ k }) => !levels.some(([first, last]) => k >= first && k <= last))
    .map(({ k, way }) => ({ ...extreme(at, xs, ys, k, way, noise.computed * largest), way }));
  const first = left ? { ...left, way: 0 } : endOf(xs, ys, from, from - 1, at);
  const last = right ? { ...right, way: 0 } : endOf(xs, ys, to, to + 1, at);
  const inner = [...flat, ...peaks].sort((a, b) => a.x - b.x).filter(({ x }) => x > first.x && x < last.x);
  const all = from === to && first.x === last.x ? [first] : [first, ...inner, last];
  const nodes = all.filter(
    ({ y }, i) => !all[i - 1] || !all[i + 1] || !isLevel(y, all[i - 1].y) || !isLevel(y, all[i + 1].y),
  );
  const met = [...places.filter(({ x }) => !peaks.some(peak => peak.x === x)), ...peaks, ...(left ? [left] : [])];
  return { nodes, places: [...met, ...(right ? [right] : [])].sort((a, b) => a.x - b.x), jumps };
}

/**
 * Where a stretch is zero between its ends, but for where it stays so.
 * @param {Stretch} stretch @param {At|null} at @returns {Zero[]}
 */
function zerosOf({ places }, at) {
  return places.flatMap(({ x, y }, i) => {
    const [before, next] = [places[i - 1], places[i + 1]];
    if (!next) return [];
    if (y === 0 && before?.y && next.y) return [{ x, crosses: before.y > 0 !== next.y > 0 }];
    if (!y || !next.y || y > 0 === next.y > 0) return [];
    return [{ x: at ? rootIn(at, x, next.x) : x + ((next.x - x) * y) / (y - next.y), crosses: true }];
  });
}

/**
 * Where the slope jumps, but at an end.
 * @param {Float64Array} xs @param {Float64Array} ys @param {Range} range @param {At|null} at
 */
function kinksOf(xs, ys, { from, to }, at) {
  /** @param {number} k */
  const slope = k => (ys[k + 1] - ys[k]) / (xs[k + 1] - xs[k]);
  /** @param {number} k  how much steeper it is after place k than before it */
  const bend = k => (k > from && k < to ? slope(k) - slope(k - 1) : 0);
  const sharp = 1.5 * (at ? suspect.computed : suspect.sampled);
  const least = (at ? noise.computed : 10 * noise.sampled) * largestOf(ys);
  /** @type {number[]} */
  const found = [];
  for (let k = from + 1; k < to; k++) {
    const step = xs[k] - xs[k - 1];
    const here = Math.abs(bend(k) + bend(k + 1)); // one between two places shows at both
    const beside = Math.max(Math.abs(bend(k - 1)), Math.abs(bend(k + 2)));
    if (!(here > sharp * beside && here * step > least)) continue;
    const x = at ? kinkIn(at, xs[k - 1], xs[Math.min(to, k + 2)]) : xs[k];
    if (x === null || Math.min(x - xs[from], xs[to] - x) < 1e-3 * step) continue;
    if (!(x - found[found.length - 1] < 1.5 * step)) found.push(x);
  }
  return found;
}

/**
 * What the curve through these places does. Where its height can be computed anywhere (`at`) each thing is sought
 * between the places too, and a jump or a kink is told from what is only steep; else the places must do.
 * @param {ArrayLike<number>} across  in order @param {ArrayLike<number>} up @param {At|null} at @returns {Shape}
 */
export function shapeOf(across, up, at = null) {
  const xs = Float64Array.from(across);
  const ys = Float64Array.from(up);
  const jump = jumper(xs, ys, at);
  /** @type {{range: Range, left: Place|null, right: Place|null}[]} */
  const pieces = [];
  for (const { from, to, jumps } of rangesOf(ys)) {
    let left = null;
    let first = from;
    for (let k = from; k < to; k++) {
      const found = jump(k);
      if (!found) continue;
      pieces.push({ range: { from: first, to: k, jumps: true }, left, right: found.left });
      left = found.right;
      first = k + 1;
    }
    pieces.push({ range: { from: first, to, jumps }, left, right: null });
  }
  const stretches = pieces.map(({ range, left, right }) => stretchOf(xs, ys, range, at, [left, right]));
  return {
    stretches,
    zeros: stretches.flatMap(stretch => zerosOf(stretch, at)),
    kinks: pieces.flatMap(({ range }) => kinksOf(xs, ys, range, at)),
  };
}
