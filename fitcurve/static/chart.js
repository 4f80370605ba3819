// The strip chart's picture: the loss of every line, step by step, and the place that the hand is at.
import { sized } from "./dom.js";
import { scale } from "./plot.js";
import { brief } from "./words.js";

/** @typedef {import("./types.js").Best} Best */
/** @typedef {import("./types.js").Ink} Ink */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {(v: number) => number} Scale */
/** @typedef {{at: number, text: string}} Rule  a line across the chart, with what it stands for */
/** @typedef {{x: Scale, y: Scale, w: number, h: number, bottom: number}} Frame  the chart's scales and size */

/** Lines are told apart without their colours too. */
export const dashes = [[2, 3], [], [7, 3], [10, 3, 2, 3], [4, 2]];

/** @param {Line[]} lines */
const lossesOf = lines => lines.flatMap(line => line.moments.map(m => m.loss)).filter(Number.isFinite);

/**
 * How far above the best, each tenth as far down as the last.
 * @param {number[]} losses @param {number} low @param {number} above @param {number} below
 */
function logarithmic(losses, low, above, below) {
  /** @param {number} loss */
  const excess = loss => Math.log10(Math.max(loss - low, 1e-12));
  const known = losses.map(excess).filter(v => v > -6);
  const hi = Math.max(...known, -3);
  const lo = Math.min(...known, hi - 1);
  const y = scale(lo, hi, below, above);
  const powers = Array.from({ length: 12 }, (_, i) => 4 - i).filter(n => n >= lo && n <= hi);
  return {
    y: /** @type {Scale} */ (loss => y(Math.max(excess(loss), lo))),
    rules: powers.map(n => ({ at: y(n), text: brief(10 ** n) })),
  };
}

/**
 * As they are; what climbs much higher than it began leaves the chart.
 * @param {number[]} losses @param {number[]} firsts  those that the lines began with
 * @param {number} low @param {number} above @param {number} below
 */
function linear(losses, firsts, low, above, below) {
  const first = Math.max(...firsts, low);
  const high = Math.min(Math.max(...losses, low), low + 3 * (first - low || 1));
  const y = scale(low, high > low ? high : low + 1, below, above);
  return { y: /** @type {Scale} */ (loss => Math.max(y(loss), -9)), rules: /** @type {Rule[]} */ ([]) };
}

/** @param {CanvasRenderingContext2D} g @param {number} y @param {number} w @param {Ink} ink */
function paintBest(g, y, w, ink) {
  g.strokeStyle = ink.help;
  g.lineWidth = 1.5;
  g.setLineDash([2, 4]);
  g.beginPath();
  g.moveTo(0, y);
  g.lineTo(w, y);
  g.stroke();
}

/**
 * @param {CanvasRenderingContext2D} g @param {Line} line @param {Frame} frame @param {string} ink
 * @param {boolean} isChosen
 */
function paintLine(g, { tone, moments }, { x, y }, ink, isChosen) {
  g.strokeStyle = ink;
  g.setLineDash(dashes[tone]);
  g.lineWidth = isChosen ? 2.5 : 1.5;
  g.beginPath();
  moments.forEach(({ loss }, i) => {
    if (Number.isFinite(loss)) g.lineTo(x(i), y(loss));
  });
  g.stroke();
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
  g.lineWidth = 4;
  g.lineJoin = "round";
  for (const { at, text } of rules) {
    if (at <= ink.size || at >= bottom - 2) continue;
    g.strokeText(text, w - 2, at);
    g.fillText(text, w - 2, at);
  }
}

/**
 * Everything but the hand's own place: painted when there is something new, not at every frame of a drag. Its frame.
 * @param {HTMLCanvasElement} canvas @param {{w: number, h: number}} room @param {Ink} ink @param {string[]} tones
 * @param {{
 *   lines: Line[], shown: Line[], chosen: Line, reach: number, best: Best|null|undefined, log: boolean,
 *   lossName: string,
 * }} what  `lines` set the scale, `shown` are drawn; `reach`, how many steps there is room for
 * @returns {Frame}
 */
export function paintLines(canvas, { w, h }, ink, tones, { lines, shown, chosen, reach, best, log, lossName }) {
  const g = sized(canvas, w, h);
  const top = 6;
  const bottom = h - ink.size * 1.7;
  const low = best?.loss ?? 0;
  const firsts = lossesOf(lines.map(line => ({ ...line, moments: line.moments.slice(0, 1) })));
  const { y, rules } = log
    ? logarithmic(lossesOf(lines), low, top, bottom)
    : linear(lossesOf(lines), firsts, low, top, bottom);
  const frame = { x: scale(0, reach, 10, w - 10), y, w, h, bottom };
  g.fillStyle = ink.grid;
  for (const { at } of rules) g.fillRect(0, at, w, 1);
  if (!log && best) paintBest(g, y(best.loss), w, ink);
  const isChosen = (/** @type {Line} */ line) => line.id === chosen.id;
  const onTop = [...shown.filter(line => !isChosen(line)), ...shown.filter(isChosen)];
  for (const line of onTop) paintLine(g, line, frame, tones[line.tone], isChosen(line));
  g.setLineDash([]);
  g.font = ink.font;
  paintRuleTexts(g, rules, frame, ink);
  g.fillStyle = ink.soft;
  g.textBaseline = "bottom";
  g.textAlign = "left";
  g.fillText(log && best ? `${lossName} above the best` : lossName, 0, h);
  return frame;
}

/**
 * The hand's place, at this moment of the line, or -1.
 * @param {HTMLCanvasElement} canvas @param {Frame} frame @param {Ink} ink @param {string} tone
 * @param {Line} line @param {number} at
 */
export function paintPlace(canvas, { x, y, w, h, bottom }, ink, tone, { moments }, at) {
  const g = sized(canvas, w, h);
  const loss = moments[at]?.loss;
  const steps = Math.max(0, moments.length - 1);
  if (at >= 0 && Number.isFinite(loss)) {
    g.fillStyle = tone;
    g.globalAlpha = 0.35;
    g.fillRect(x(at) - 0.5, 0, 1, bottom);
    g.globalAlpha = 1;
    g.beginPath();
    g.arc(x(at), y(loss), 4.5, 0, 2 * Math.PI);
    g.fill();
  }
  g.font = ink.font;
  g.fillStyle = ink.soft;
  g.textBaseline = "bottom";
  g.textAlign = "right";
  g.fillText(at >= 0 ? `step ${at} of ${steps}` : `${steps} steps`, w, h);
}
