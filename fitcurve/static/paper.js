// The figure on paper: title, parameters, loss and legend, below them the plot, and as sections what else is seen. The
// same strokes paint a canvas and are written down as SVG.
import { distance, lossCalled, valuesInWords } from "./describe.js";
import { paintWhole } from "./plot.js";
import { clipped, format } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Ink} Ink */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./types.js").Section} Section */
/** @typedef {Omit<Mark, "tone"> & {colour: string, px: number, row: number}} Placed */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {{text: string, font: string, tone: "ink"|"soft", py: number}} Line */

const air = 0.9; // to all sides, in letters
const mark = 2; // letters: how long a line of the legend is
const gap = 0.3; // letters, below a section's picture

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
 * Marks in rows.
 * @template {{text: string}} M
 * @param {Context} g @param {M[]} marks @param {number} w @param {Ink} ink
 * @returns {(M & {px: number, row: number})[]}
 */
function inRows(g, marks, w, ink) {
  const { size } = ink;
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

/** What is drawn, by name. @param {Fig} fig */
const marksOf = fig => fig.layers.flatMap(layer => (fig.shows(layer) && layer.legend?.(fig.state)) || []);

/** How many rows these are. @param {{row: number}[]} marks */
const rowsOf = marks => (marks.length ? 1 + marks[marks.length - 1].row : 0);

/**
 * Where everything of a section goes.
 * @param {Context} g @param {Section} section @param {number} w @param {Ink} ink
 */
function placedSection(g, section, w, ink) {
  const { size } = ink;
  const legend = inRows(g, section.marks ?? [], w, ink);
  const top = Math.ceil((air + 1.6) * size); // below its heading
  const below = Math.ceil((gap + 1.6 * (rowsOf(legend) + (section.foot?.length ?? 0))) * size);
  return { ...section, legend, top, high: top + section.h + below };
}

/**
 * Where everything goes: the plot below its legend, and below it the sections, if there are any.
 * @param {Context} g @param {Fig} fig @param {{w: number, h: number}} room @param {Ink} ink @param {Section[]} [more]
 */
export function paperOf(g, fig, room, ink, more = []) {
  const w = Math.max(room.w, ...more.map(section => section.w + (section.inset ? 2 * air * ink.size : 0)));
  const lines = linesOf(g, fig, w, ink);
  const legend = inRows(g, marksOf(fig), w, ink);
  const head = Math.ceil((air + 1.6 * (lines.length + rowsOf(legend))) * ink.size); // whole pixels, as a plot's lines
  const sections = more.map(section => placedSection(g, section, w, ink));
  const foot = sections.length ? Math.ceil(air * ink.size) : 0;
  const h = head + room.h + sections.reduce((sum, { high }) => sum + high, 0) + foot;
  return { w, h, head, room, ink, lines, legend, sections };
}

/**
 * @param {Context} g @param {string} colour @param {Pick<Mark, "dot"|"wide"|"dash">} mark
 * @param {number} px @param {number} py @param {Ink} ink
 */
function paintMark(g, colour, { dot, wide = 0.15, dash = [] }, px, py, { size, px: pixel }) {
  g.beginPath();
  g.strokeStyle = g.fillStyle = colour;
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
 * @param {Context} g @param {Placed[]} legend @param {number} top  of its first row, in letters @param {Ink} ink
 */
function paintLegend(g, legend, top, ink) {
  const { size } = ink;
  g.font = ink.font;
  for (const one of legend) {
    const py = (top + 0.8 + 1.6 * one.row) * size;
    paintMark(g, one.colour, one, one.px, py - 0.35 * size, ink);
    g.fillStyle = ink.ink;
    g.fillText(one.text, one.px + (mark + 0.5) * size, py);
  }
}

/** @param {Context} g */
function plainLetters(g) {
  g.textAlign = "left";
  g.textBaseline = "alphabetic";
}

/**
 * A part of the figure, from (0, 0).
 * @param {Context} g @param {ReturnType<typeof placedSection>} section @param {number} w @param {Ink} ink
 */
function paintSection(g, { head, h, top, inset, foot = [], legend, paint }, w, ink) {
  const { size } = ink;
  const left = air * size;
  plainLetters(g);
  g.font = ink.font;
  g.fillStyle = ink.ink;
  g.fillText(head, left, (air + 0.8) * size);
  g.save();
  g.translate(inset ? left : 0, top);
  paint({ isSheet: true, getContext: () => g }, ink);
  g.restore();
  plainLetters(g);
  const below = (top + h) / size + gap;
  paintLegend(g, legend, below, ink);
  g.fillStyle = ink.soft;
  foot.forEach((text, i) => {
    const line = clipped(text, text => g.measureText(text).width <= w - 2 * left);
    g.fillText(line, left, (below + 0.8 + 1.6 * (i + rowsOf(legend))) * size);
  });
}

/**
 * @param {Context} g @param {Fig} fig @param {ReturnType<typeof paperOf>} paper
 * @param {(name: string) => void} [begins]  hears what comes: "paper", "title", "legend", then each layer and section
 */
export function paintPaper(g, fig, { w, h, head, room, ink, lines, legend, sections }, begins) {
  const { size } = ink;
  begins?.("paper");
  g.fillStyle = ink.paper;
  g.fillRect(0, 0, w, h);
  plainLetters(g);
  begins?.("title");
  for (const { text, font, tone, py } of lines) {
    g.font = font;
    g.fillStyle = ink[tone];
    g.fillText(text, air * size, py);
  }
  begins?.("legend");
  const coloured = legend.map(one => ({ ...one, colour: ink[one.tone] }));
  paintLegend(g, coloured, air + 1.6 * lines.length, ink);
  g.save();
  g.translate(0, head);
  paintWhole(g, fig, room, ink, begins);
  g.translate(0, room.h);
  for (const section of sections) {
    begins?.(section.name);
    g.save();
    paintSection(g, section, w, ink);
    g.restore();
    g.translate(0, section.high);
  }
  g.restore();
}
