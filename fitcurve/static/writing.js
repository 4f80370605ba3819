// What is on a pad, what the net reads there, and everything that may change it. It knows nothing of the DOM.
import { compile } from "./program.js";
import { pixelsOf } from "./rasterise.js";

/**
 * @typedef {import("./rasterise.js").Writing} Writing
 * @typedef {import("./program.js").Program} Program
 * @typedef {{
 *   title: string, size: number, labels: string[], paper: number, ink: number, program: Program, soft: Program,
 *   examples: {pixels: number[], label: string|null}[], right: [number, number], now?: number[],
 * }} PadSpec  `paper`, `ink`: what the net takes for an empty pixel and for one that is all ink; `right`: how many
 *   labelled examples it reads, and of how many; `soft` makes probabilities of scores; `now`: what was on it when saved
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
  const { size, paper, ink } = spec;
  const net = compile(spec.program, 1);
  const soft = compile(spec.soft, 1);
  /** The net's own pixel as a share of full ink; a rounding beside paper is paper. @param {number} v */
  const share = v => {
    const part = (v - paper) / (ink - paper);
    return part > 1e-6 ? Math.min(1, part) : 0;
  };
  /** @param {ArrayLike<number>} pixels */
  const shares = pixels => Float64Array.from(pixels, share);
  /** Shares of full ink as the net's own pixels. @param {Float64Array} pixels */
  const inkOf = pixels => Array.from(pixels, v => paper * (1 - v) + ink * v);
  /** @param {ArrayLike<number>} pixels @returns {Writing} */
  const painted = pixels => ({ strokes: [], cells: shares(pixels) });
  let now = spec.now?.some(share) ? painted(spec.now) : blank;
  /** @type {Writing[]} */
  let past = [];
  let reading = read();
  const wire = messenger(host, () => inkOf(pad.pixels));

  /** @returns {Reading|null} null where nothing is written */
  function read() {
    const pixels = pixelsOf(now, size);
    const scores = Array.from(net.run([inkOf(pixels)]));
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
    inkOf,
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
    const other = shares(pixels).some((v, i) => Math.abs(v - mine[i]) > 1e-6);
    if (!pad.held && !wire.busy && other) pad.change(painted(pixels), false);
  });
  return pad;
}
