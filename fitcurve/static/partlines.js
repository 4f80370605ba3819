// Each part of a sum by itself, everything else at 0: thin lines below the curve, the chosen one on top. A hand moves
// the chosen one, so the others are a layer that is still.
import { compile } from "./program.js";
import { pathFor } from "./recorder.js";
import { chosenPart, inkOf, isAsBefore, living, valuesOf } from "./sums.js";

/** @typedef {import("./sums.js").Sum} Sum */
/** @typedef {import("./sums.js").Params} Params */
/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Scales} Scales */
/** @typedef {import("./types.js").State} State */

/**
 * A line through these places, in pixels.
 * @param {CanvasRenderingContext2D} g @param {Float64Array} xs @param {Float64Array} ys @param {Scales} s
 */
function pathOf(g, xs, ys, s) {
  const path = pathFor(g);
  for (let j = 0; j < xs.length; j++) path.lineTo(s.x(xs[j]), s.clamp(ys[j] ?? ys[0]));
  return path;
}

/**
 * The line of a part along xs; kept until its numbers change, or the axes.
 * @param {Sum} sum @param {import("./program.js").Program} program  of one part
 */
function drawer(sum, program) {
  /** @type {Map<number, {own: number[], path: Path2D}>} */
  const kept = new Map();
  /** @type {Scales|null} */
  let scales = null;
  /** @type {Float64Array} */
  let xs = new Float64Array(0);
  let model = compile(program, 0, []);
  /** The program's are those of part 1: its `w1` is `w3` for part 3. @param {number} i @param {Params} params */
  const inputs = (i, params) =>
    program.inputs.map(name => {
      if (name === "x") return xs;
      const array = name.slice(0, -1);
      return sum.arrays.includes(array) ? params[array + i] : 0;
    });
  /**
   * @param {CanvasRenderingContext2D} g @param {number} i @param {Params} params @param {Float64Array} along
   * @param {Scales} s
   */
  return (g, i, params, along, s) => {
    if (along !== xs) model = compile(program, along.length, []);
    if (along !== xs || s !== scales) kept.clear();
    xs = along;
    scales = s;
    const own = valuesOf(sum, params, i);
    const last = kept.get(i);
    if (last && own.every((v, j) => v === last.own[j])) return last.path;
    const path = pathOf(g, xs, model.run(inputs(i, params)), s);
    kept.set(i, { own, path });
    return path;
  };
}

/** @param {Sum} sum @param {State} state */
const others = (sum, state) => living(sum, state.params).filter(i => i !== chosenPart(sum, state));

/**
 * What tells one picture of the others from the next: it is the same as long as a hand moves only the chosen one.
 * @param {Sum} sum
 */
function othersKeeper(sum) {
  let kept = { chosen: /** @type {number|undefined} */ (0), live: /** @type {number[]} */ ([]), params: {} };
  return (/** @type {State} */ state) => {
    const { params } = state;
    const live = living(sum, params);
    const chosen = chosenPart(sum, state);
    const isSame =
      chosen === kept.chosen &&
      live.length === kept.live.length &&
      live.every((i, k) => i === kept.live[k] && (i === chosen || isAsBefore(sum, params, kept.params, i)));
    if (!isSame) kept = { chosen, live, params };
    return kept;
  };
}

/** @param {Fig} fig @returns {Layer|null} */
export const partLines = ({ spec: { parts: sum }, traced }) => {
  if (!sum?.part || !traced) return null;
  const lineOf = drawer(sum, sum.part);
  const kept = othersKeeper(sum);
  return {
    name: "parts",
    still: state => [state.x, state.grid, kept(state)],
    paint(g, state, s, { xs }) {
      g.lineJoin = "round";
      g.globalAlpha = 0.4;
      g.lineWidth = 1.25 * s.ink.px;
      for (const i of others(sum, state)) {
        g.strokeStyle = inkOf(i);
        g.stroke(lineOf(g, i, state.params, xs, s));
      }
    },
  };
};

/** @param {Fig} fig @returns {Layer|null} */
export const chosenLine = ({ spec: { parts: sum }, traced }) => {
  if (!sum?.part || !traced) return null;
  const lineOf = drawer(sum, sum.part);
  return {
    name: "chosen-part",
    paint(g, state, s, { xs }) {
      const i = chosenPart(sum, state);
      if (!i) return;
      g.strokeStyle = inkOf(i);
      g.globalAlpha = 0.95;
      g.lineWidth = 2 * s.ink.px;
      g.lineJoin = "round";
      g.stroke(lineOf(g, i, state.params, xs, s));
    },
  };
};
