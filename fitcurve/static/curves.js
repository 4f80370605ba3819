// Other curves on the plot, each in a dash of its own, with its name where it ends.
import { knower, seenGhosts } from "./ghosts.js";
import { grown } from "./ink.js";
import { stacked } from "./nametags.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Ghost} Ghost */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Scales} Scales */
/** @typedef {import("./types.js").State} State */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {{px: number, py: number}} End  where a curve's name stands, in pixels */

const tones = /** @type {const} */ (["run2", "run3", "run4", "soft"]); // not the colour of the figure's own curve
const dashes = [[8, 4], [2, 3], [10, 3, 2, 3], [15, 4], [4, 2, 1, 2]]; // prettier-ignore
const named = 6; // curves; of more, only the chosen one has its name
const longest = 24; // characters of a name on the plot

/** How a curve of this mark is drawn: twenty that differ in colour or dash. @param {number} mark */
export const lookOf = mark => ({
  tone: tones[mark % tones.length],
  dash: dashes[(mark + Math.floor(mark / 20)) % dashes.length],
});

/** @param {string} name */
const shortened = name => (name.length > longest ? `${name.slice(0, longest - 1)}…` : name);

/**
 * Draws one, and says where it ends on the plot.
 * @param {Context} g @param {Scales} s @param {ArrayLike<number>} xs @param {ArrayLike<number>} ys @returns {End|null}
 */
function trace(g, s, xs, ys) {
  /** @type {End|null} */
  let end = null;
  g.beginPath();
  for (let i = 0; i < ys.length; i++) {
    if (!Number.isFinite(ys[i])) continue;
    const px = s.x(xs[i]);
    const py = s.clamp(ys[i]);
    g.lineTo(px, py);
    if (px <= s.right && py >= s.top && py <= s.bottom) end = { px, py };
  }
  g.stroke();
  return end;
}

/**
 * The names, none over another.
 * @param {Context} g @param {Scales} s @param {(End & {name: string, colour: string})[]} ends
 */
function paintNames(g, s, ends) {
  const line = s.ink.size * 1.25;
  const wanted = ends.map(({ py }) => py - line * 0.6);
  const heights = stacked(wanted, line, s.top + line / 2, s.bottom - line / 2);
  g.font = s.ink.font;
  g.textAlign = "right";
  g.textBaseline = "middle";
  g.lineJoin = "round";
  g.setLineDash([]);
  g.lineWidth = 4 * s.ink.px;
  g.strokeStyle = s.ink.paper;
  ends.forEach(({ name, px, colour }, i) => {
    g.strokeText(shortened(name), px - 4, heights[i]);
    g.fillStyle = colour;
    g.fillText(shortened(name), px - 4, heights[i]);
  });
}

/** @param {Fig} fig @returns {Layer} */
export const curves = fig => {
  const { curve } = knower(fig);
  return {
    name: "curves",
    stage: "all",
    view: { on: true, active: null },
    off: state => !seenGhosts(state).length,
    still: ({ ghosts, told, view, x, xlim, log }) => [ghosts, told, xlim, log, view.curves, view.veil?.on, x],
    paint(g, state, s) {
      const { active } = state.view.curves;
      const ghosts = seenGhosts(state);
      const ends = [];
      g.lineCap = "butt";
      g.lineJoin = "round";
      for (const ghost of ghosts) {
        const { tone, dash } = lookOf(ghost.mark);
        const isChosen = ghost.id === active;
        const { xs, ys } = curve(ghost, state);
        g.strokeStyle = s.ink[tone];
        g.lineWidth = s.ink.size * (isChosen ? 0.25 : ghosts.length > named ? 0.1 : 0.15);
        g.setLineDash(grown(dash, s.ink));
        const end = trace(g, s, xs, ys);
        const isNamed = isChosen || (ghosts.length <= named && !active);
        if (end && isNamed) ends.push({ ...end, name: ghost.name, colour: s.ink[tone] });
      }
      paintNames(g, s, ends);
    },
  };
};
