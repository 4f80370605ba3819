// The figure on paper: title, parameters, loss and legend, and below them the plot. The same strokes paint a canvas and
// are written down as SVG.
import { distance, lossCalled, valuesInWords } from "./describe.js";
import { paintWhole } from "./plot.js";
import { clipped, format } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Ink} Ink */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {{text: string, font: string, tone: "ink"|"soft", py: number}} Line */

const air = 0.9; // to all sides, in letters
const mark = 2; // letters: how long a line of the legend is

/** The loss as the figure says it, against the best, and that of the test; behind the veil nothing. @param {Fig} fig */
function lossLines({ hasData, state, spec, numbers, shows }) {
  if (!hasData || state.view.veil.on || !shows({ stage: "loss" })) return [];
  const { loss, test } = numbers();
  const own = `${state.held ? "training " : ""}${lossCalled(spec)} ${format(loss)}`;
  const far = distance(loss, state.best ?? state.view.parts?.limit);
  return [own + (far && `, ${far}`), ...(test === undefined ? [] : [`test ${lossCalled(spec)} ${format(test)}`])];
}

/** @param {Context} g @param {Fig} fig @param {number} w @param {Ink} ink @returns {Line[]} */
function linesOf(g, fig, w, ink) {
  const title = `600 ${ink.size * 1.15}px monospace`;
  const told = [
    { text: fig.spec.title, font: title, tone: "ink" },
    { text: valuesInWords(fig, fig.state.params), font: ink.font, tone: "soft" },
    ...lossLines(fig).map(text => ({ text, font: ink.font, tone: "ink" })),
  ];
  return /** @type {Omit<Line, "py">[]} */ (told)
    .filter(({ text }) => text)
    .map((line, i) => {
      g.font = line.font;
      const text = clipped(line.text, text => g.measureText(text).width <= w - 2 * air * ink.size);
      return { ...line, text, py: (air + 0.8 + 1.6 * i) * ink.size };
    });
}

/**
 * What is drawn, by name, in rows.
 * @param {Context} g @param {Fig} fig @param {number} w @param {Ink} ink
 */
function legendOf(g, fig, w, ink) {
  const { size } = ink;
  const marks = fig.layers.flatMap(layer => (fig.shows(layer) && layer.legend?.(fig.state)) || []);
  g.font = ink.font;
  let [px, row] = [air * size, 0];
  return marks.map(one => {
    const room = (mark + 0.5) * size + g.measureText(one.text).width;
    if (px + room > w - air * size && px > air * size) [px, row] = [air * size, row + 1];
    const placed = { ...one, px, row };
    px += room + 1.4 * size;
    return placed;
  });
}

/** Where everything goes. @param {Context} g @param {Fig} fig @param {{w: number, h: number}} room @param {Ink} ink */
export function paperOf(g, fig, room, ink) {
  const lines = linesOf(g, fig, room.w, ink);
  const legend = legendOf(g, fig, room.w, ink);
  const rows = legend.length ? 1 + legend[legend.length - 1].row : 0;
  const head = Math.ceil((air + 1.6 * (lines.length + rows)) * ink.size); // a plot's lines are on whole pixels
  return { w: room.w, h: head + room.h, head, room, ink, lines, legend };
}

/** @param {Context} g @param {Mark} mark @param {number} px @param {number} py @param {Ink} ink */
function paintMark(g, { tone, dot, wide = 0.15, dash = [] }, px, py, { size, px: pixel, ...ink }) {
  g.beginPath();
  g.strokeStyle = g.fillStyle = ink[tone];
  g.lineWidth = dot ? 2 * pixel : wide * size;
  g.lineCap = dash.length ? "round" : "butt";
  g.setLineDash(dash.map(v => v * size));
  if (dot) g.arc(px + (mark * size) / 2, py, 0.34 * size, 0, 2 * Math.PI);
  else {
    g.moveTo(px, py);
    g.lineTo(px + mark * size, py);
  }
  if (dot === "full") g.fill();
  else g.stroke();
  g.setLineDash([]);
}

/**
 * @param {Context} g @param {Fig} fig @param {ReturnType<typeof paperOf>} paper
 * @param {(name: string) => void} [begins]  hears what comes: "paper", "title", "legend", then each layer
 */
export function paintPaper(g, fig, { w, h, head, room, ink, lines, legend }, begins) {
  const { size } = ink;
  begins?.("paper");
  g.fillStyle = ink.paper;
  g.fillRect(0, 0, w, h);
  g.textAlign = "left";
  g.textBaseline = "alphabetic";
  begins?.("title");
  for (const { text, font, tone, py } of lines) {
    g.font = font;
    g.fillStyle = ink[tone];
    g.fillText(text, air * size, py);
  }
  begins?.("legend");
  g.font = ink.font;
  for (const one of legend) {
    const py = (air + 0.8 + 1.6 * (lines.length + one.row)) * size;
    paintMark(g, one, one.px, py - 0.35 * size, ink);
    g.fillStyle = ink.ink;
    g.fillText(one.text, one.px + (mark + 0.5) * size, py);
  }
  g.save();
  g.translate(0, head);
  paintWhole(g, fig, room, ink, begins);
  g.restore();
}
