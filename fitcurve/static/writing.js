// What is on a pad, what the net reads there, and everything that may change it. It knows nothing of the DOM.
import { compile } from "./program.js";
import { pixelsOf } from "./rasterise.js";

/**
 * @typedef {import("./rasterise.js").Writing} Writing
 * @typedef {import("./program.js").Program} Program
 * @typedef {{
 *   title: string, size: number, labels: string[], ink: number, program: Program, soft: Program,
 *   examples: {pixels: number[], label: string|null}[], now?: number[],
 * }} PadSpec  `ink`: a pixel that is all ink; `soft` makes probabilities of scores; `now`: what was on it when saved
 * @typedef {{send(pixels: number[]): void, listen(callback: (pixels: number[]) => void): () => void}} Host  the kernel
 * @typedef {{pixels: Float64Array, scores: number[], probs: number[], best: number}} Reading
 * @typedef {ReturnType<typeof openWriting>} Pad
 */

/** @type {Writing} */
export const blank = { strokes: [], cells: null };

/**
 * Tells the kernel what is on the pad: at once, or soon.
 * @param {Host|null} host @param {() => number[]} inkNow
 */
function messenger(host, inkNow) {
  let timer = 0;
  return {
    get busy() {
      return timer > 0;
    },
    send(wait = 120) {
      if (!host || (timer && wait)) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = 0;
        host.send(inkNow());
      }, wait);
    },
    close: () => clearTimeout(timer),
  };
}

/** @param {PadSpec} spec @param {Host|null} host @param {() => void} changed */
export function openWriting(spec, host, changed) {
  const { size, ink } = spec;
  const net = compile(spec.program, 1);
  const soft = compile(spec.soft, 1);
  /** Pixels as shares of full ink. @param {ArrayLike<number>} pixels */
  const shares = pixels => Float64Array.from(pixels, v => Math.min(1, Math.max(0, v / ink)));
  /** @param {ArrayLike<number>} pixels @returns {Writing} */
  const painted = pixels => ({ strokes: [], cells: shares(pixels) });
  let now = spec.now?.some(v => v) ? painted(spec.now) : blank;
  /** @type {Writing[]} */
  let past = [];
  let reading = read();
  const wire = messenger(host, () => pad.inkOf(pad.pixels));

  /** @returns {Reading|null} null where nothing is written */
  function read() {
    const pixels = pixelsOf(now, size);
    const scores = Array.from(net.run([pixels.map(v => v * ink)]));
    const probs = Array.from(soft.run([scores]));
    if (pixels.every(v => !v)) return null;
    return { pixels, scores, probs, best: probs.indexOf(Math.max(...probs)) };
  }
  /** @param {Writing} next */
  function show(next) {
    now = next;
    reading = read();
    changed();
  }
  const pad = {
    spec,
    /** Is a hand writing? */
    held: false,
    shares,
    painted,
    show,
    send: wire.send,
    get writing() {
      return now;
    },
    get reading() {
      return reading;
    },
    get pixels() {
      return pixelsOf(now, size);
    },
    get canUndo() {
      return past.length > 0;
    },
    /** The net's own pixels. @param {Float64Array} pixels */
    inkOf: pixels => Array.from(pixels, v => v * ink),
    /** Something else is on the pad: one thing to undo. @param {Writing} next */
    change(next, tell = true) {
      if (next === now) return;
      past = [...past, now].slice(-200);
      show(next);
      if (tell) wire.send(0);
    },
    undo() {
      const last = past.pop();
      if (!last) return;
      show(last);
      wire.send(0);
    },
    close() {
      off?.();
      wire.close();
    },
  };
  const off = host?.listen(pixels => {
    const mine = pad.pixels;
    const other = pixels.some((v, i) => Math.abs(v / ink - mine[i]) > 1e-6);
    if (!pad.held && !wire.busy && other) pad.change(painted(pixels), false);
  });
  return pad;
}
