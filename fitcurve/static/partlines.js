// Each part of a sum by itself, everything else at 0: thin lines below the curve.
import { compile } from "./program.js";
import { pathFor } from "./recorder.js";
import { chosenPart, inkOf, living, valuesOf } from "./sums.js";

/** @typedef {import("./sums.js").Sum} Sum */
/** @typedef {import("./sums.js").Params} Params */
/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Scales} Scales */

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

/** @param {Fig} fig @returns {Layer|null} */
export const partLines = fig => {
  const sum = fig.spec.parts;
  if (!sum?.part || !fig.traced) return null;
  const lineOf = drawer(sum, sum.part);
  return {
    name: "parts",
    paint(g, state, s, { xs }) {
      const chosen = chosenPart(sum, state);
      g.lineJoin = "round";
      for (const i of living(sum, state.params)) {
        g.strokeStyle = inkOf(i);
        g.globalAlpha = i === chosen ? 0.95 : 0.4;
        g.lineWidth = (i === chosen ? 2 : 1.25) * s.ink.px;
        g.stroke(lineOf(g, i, state.params, xs, s));
      }
    },
  };
};
