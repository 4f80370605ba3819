// The strip chart's picture: the loss of every line, step by step, and the place that the hand is at.
import { sized } from "./dom.js";
import { grown } from "./ink.js";
import { scale } from "./plot.js";
import { brief } from "./words.js";

/** @typedef {import("./types.js").Best} Best */
/** @typedef {import("./dom.js").Canvas} Canvas */
/** @typedef {import("./types.js").Ink} Ink */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {(v: number) => number} Scale */
/** @typedef {{at: number, text: string}} Rule  a line across the chart, with what it stands for */
/** @typedef {{x: Scale, y: Scale, w: number, h: number, bottom: number}} Frame  the chart's scales and size */

/** Lines are told apart without their colours too. */
export const dashes = [[2, 3], [], [7, 3], [10, 3, 2, 3], [4, 2]];

/** @param {Line[]} lines */
const lossesOf = lines => lines.flatMap(line => line.moments.map(m => m.loss)).filter(Number.isFinite);
/** The losses on points held out. @param {Line} line */
const testsOf = ({ moments }) => moments.flatMap(({ test }) => (Number.isFinite(test) ? [Number(test)] : []));

const flown = 1000; // times the loss of a level line: so far up no line begins but where a run had flown to

/**
 * How far above the best the lines began: the farthest, but for those that began where a run had flown to.
 * @param {number[]} firsts @param {number} low
 * @param {number} level  the loss of a level line through the data; 0 where that isn't known
 */
export function beginning(firsts, low, level) {
  const excess = firsts.map(loss => loss - low).filter(v => v > 0);
  if (!excess.length) return 0;
  const least = Math.min(...excess);
  return Math.max(least, ...excess.filter(v => v <= flown * (level || least)));
}

const above = 100; // times as far above the best as the lines began: as far as the logarithmic axis goes

/**
 * How far above the best, each tenth as far down as the last; what climbs much higher than it began leaves the chart.
 * @param {number[]} losses @param {number} first  how far above the best they began
 * @param {number} low @param {number} top @param {number} bottom
 */
function logarithmic(losses, first, low, top, bottom) {
  /** @param {number} loss */
  const excess = loss => Math.log10(Math.max(loss - low, 1e-12));
  const known = losses.map(excess).filter(v => v > -6);
  const highest = Math.log10(above * (first || Math.abs(low) || 1));
  const hi = Math.max(Math.min(Math.max(...known), highest), -3);
  const lo = Math.min(...known, hi - 1);
  const y = scale(lo, hi, bottom, top);
  const every = Math.ceil((hi - lo) / 12);
  const powers = Array.from({ length: 12 }, (_, i) => Math.floor(hi) - i * every).filter(n => n >= lo);
  return {
    y: /** @type {Scale} */ (loss => Math.max(y(Math.max(excess(loss), lo)), -9)),
    rules: powers.map(n => ({ at: y(n), text: brief(10 ** n) })),
  };
}

/**
 * As they are; what climbs much higher than it began leaves the chart.
 * @param {number[]} losses @param {number} first  how far above the best they began
 * @param {number} low @param {number} top @param {number} bottom
 */
function linear(losses, first, low, top, bottom) {
  const high = Math.min(Math.max(...losses, low), low + 3 * (first || Math.abs(low) || 1));
  const y = scale(low, high > low ? high : low + 1, bottom, top);
  return { y: /** @type {Scale} */ (loss => Math.max(y(loss), -9)), rules: /** @type {Rule[]} */ ([]) };
}

/** @param {CanvasRenderingContext2D} g @param {number} y @param {number} w @param {Ink} ink */
function paintBest(g, y, w, ink) {
  g.strokeStyle = ink.help;
  g.lineWidth = 1.5 * ink.px;
  g.setLineDash(grown([2, 4], ink));
  g.beginPath();
  g.moveTo(0, y);
  g.lineTo(w, y);
  g.stroke();
}

/**
 * @param {CanvasRenderingContext2D} g @param {Line} line @param {Frame} frame @param {Ink} ink
 * @param {string} tone @param {boolean} isChosen
 */
function paintLine(g, { tone: i, moments }, { x, y }, ink, tone, isChosen) {
  g.strokeStyle = tone;
  g.setLineDash(grown(dashes[i], ink));
  g.lineWidth = (isChosen ? 2.5 : 1.5) * ink.px;
  g.beginPath();
  moments.forEach(({ loss }, i) => {
    if (Number.isFinite(loss)) g.lineTo(x(i), y(loss));
  });
  g.stroke();
}

const rings = 12; // along a line

/**
 * The loss on the points that are held out, as hollow as they are.
 * @param {CanvasRenderingContext2D} g @param {Line} line @param {Frame} frame @param {Ink} ink
 */
function paintTest(g, { moments }, { x, y }, ink) {
  const places = moments.flatMap(({ test }, i) => (Number.isFinite(test) ? [[x(i), y(Number(test))]] : []));
  const every = Math.ceil(places.length / rings);
  g.strokeStyle = ink.point;
  g.fillStyle = ink.paper;
  g.setLineDash([]);
  g.lineWidth = 1.5 * ink.px;
  g.beginPath();
  for (const [px, py] of places) g.lineTo(px, py);
  g.stroke();
  places.forEach(([px, py], i) => {
    if ((places.length - 1 - i) % every) return;
    g.beginPath();
    g.arc(px, py, 3 * ink.px, 0, 2 * Math.PI);
    g.fill();
    g.stroke();
  });
}

/**
 * Where two names stand, each beyond the end of its own line, as far apart as letters are high; between top and bottom.
 * @param {number} a @param {number} b  the heights of the ends @param {number} size  of letters @param {number} bottom
 */
export function apart(a, b, size, bottom) {
  const first = 0.7 * size;
  const lower = Math.max(Math.min(Math.max(a, b) + 0.9 * size, bottom - 0.6 * size), first + 1.1 * size);
  const upper = Math.min(Math.max(Math.min(a, b) - 0.9 * size, first), lower - 1.1 * size);
  return a > b ? [lower, upper] : [upper, lower];
}

/**
 * Which of the two is which, at the end of each.
 * @param {CanvasRenderingContext2D} g @param {Line} line @param {Frame} frame @param {Ink} ink
 */
function paintNames(g, { moments }, { x, y, w, bottom }, ink) {
  const { loss, test } = moments[moments.length - 1];
  if (!Number.isFinite(test) || !Number.isFinite(loss)) return;
  const px = Math.min(x(moments.length - 1), w - 8);
  g.textAlign = px > w / 4 ? "right" : "left";
  g.textBaseline = "middle";
  g.strokeStyle = ink.paper;
  g.fillStyle = ink.ink;
  g.lineWidth = 4 * ink.px;
  g.lineJoin = "round";
  const heights = apart(y(loss), y(Number(test)), ink.size, bottom);
  ["training", "test"].forEach((text, i) => {
    g.strokeText(text, px, heights[i]);
    g.fillText(text, px, heights[i]);
  });
}

/**
 * What the rules stand for.
 * @param {CanvasRenderingContext2D} g @param {Rule[]} rules @param {Frame} frame @param {Ink} ink
 */
function paintRuleTexts(g, rules, { w, bottom }, ink) {
  g.textBaseline = "middle";
  g.textAlign = "right";
  g.strokeStyle = ink.paper;
  g.fillStyle = ink.soft;
  g.lineWidth = 4 * ink.px;
  g.lineJoin = "round";
  for (const { at, text } of rules) {
    if (at <= ink.size || at >= bottom - 2) continue;
    g.strokeText(text, w - 2, at);
    g.fillText(text, w - 2, at);
  }
}

/**
 * Where a run was said to end: a wedge at the right edge, with its name.
 * @param {CanvasRenderingContext2D} g @param {number} said @param {Frame} frame @param {Ink} ink
 */
function paintSaid(g, said, { y, w, bottom }, ink) {
  const at = Math.min(Math.max(y(said), ink.size * 0.6), bottom - ink.size * 0.5);
  g.fillStyle = ink.ink;
  g.beginPath();
  const r = 5 * ink.px;
  g.moveTo(w - 2 * r, at);
  g.lineTo(w, at - r);
  g.lineTo(w, at + r);
  g.fill();
  g.textBaseline = "middle";
  g.textAlign = "right";
  g.strokeStyle = ink.paper;
  g.lineWidth = 4 * ink.px;
  g.strokeText("you said", w - 2.6 * r, at);
  g.fillText("you said", w - 2.6 * r, at);
}

/**
 * Everything but the hand's own place: painted when there is something new, not at every frame of a drag. Its frame.
 * @param {Canvas} canvas @param {{w: number, h: number}} room @param {Ink} ink @param {string[]} tones
 * @param {{
 *   lines: Line[], shown: Line[], chosen: Line, reach: number, best: Best|null|undefined, level: number, log: boolean,
 *   lossName: string, said: number|null,
 * }} what  `lines` set the scale, `shown` are drawn; `reach`, how many steps there is room for; `said`, of the end
 * @returns {Frame}
 */
export function paintLines(
  canvas,
  { w, h },
  ink,
  tones,
  { lines, shown, chosen, reach, best, level, log, lossName, said },
) {
  const g = sized(canvas, w, h);
  const top = 6;
  const bottom = h - ink.size * 1.7;
  const tests = shown.includes(chosen) ? testsOf(chosen) : [];
  const low = Math.min(best?.loss ?? 0, ...(log ? [] : tests));
  const firsts = lossesOf(lines.map(line => ({ ...line, moments: line.moments.slice(0, 1) })));
  const axis = log ? logarithmic : linear;
  const heights = [...lossesOf(lines), ...tests, ...(said === null ? [] : [said])];
  const { y, rules } = axis(heights, beginning(firsts, low, level), low, top, bottom);
  const frame = { x: scale(0, reach, 10, w - 10), y, w, h, bottom };
  g.fillStyle = ink.grid;
  for (const { at } of rules) g.fillRect(0, at, w, ink.px);
  if (!log && best) paintBest(g, y(best.loss), w, ink);
  const isChosen = (/** @type {Line} */ line) => line.id === chosen.id;
  const onTop = [...shown.filter(line => !isChosen(line)), ...shown.filter(isChosen)];
  for (const line of onTop) paintLine(g, line, frame, ink, tones[line.tone], isChosen(line));
  if (tests.length) paintTest(g, chosen, frame, ink);
  g.setLineDash([]);
  g.font = ink.font;
  if (tests.length) paintNames(g, chosen, frame, ink);
  paintRuleTexts(g, rules, frame, ink);
  if (said !== null) paintSaid(g, said, frame, ink);
  g.fillStyle = ink.soft;
  g.textBaseline = "bottom";
  g.textAlign = "left";
  g.fillText(log && best ? `${lossName} above the best` : lossName, 0, h);
  return frame;
}

/**
 * The hand's place, at this moment of the line, or -1.
 * @param {Canvas} canvas @param {Frame} frame @param {Ink} ink @param {string} tone
 * @param {Line} line @param {number} at
 */
export function paintPlace(canvas, { x, y, w, h, bottom }, ink, tone, { moments }, at) {
  const g = sized(canvas, w, h);
  const loss = moments[at]?.loss;
  const r = 4.5 * ink.px;
  const steps = Math.max(0, moments.length - 1);
  if (at >= 0 && Number.isFinite(loss)) {
    g.fillStyle = tone;
    g.globalAlpha = 0.35;
    g.fillRect(x(at) - ink.px / 2, 0, ink.px, bottom);
    g.globalAlpha = 1;
    g.beginPath();
    g.arc(x(at), Math.max(y(loss), r), r, 0, 2 * Math.PI);
    g.fill();
  }
  g.font = ink.font;
  g.fillStyle = ink.soft;
  g.textBaseline = "bottom";
  g.textAlign = "right";
  g.fillText(at >= 0 ? `step ${at} of ${steps}` : `${steps} ${steps === 1 ? "step" : "steps"}`, w, h);
}
