// What map, slice and strip chart add to the picture of the whole figure: painted as in the page, with their words.
import { dashes, paintLines, paintPlace } from "./chart.js";
import { lossCalled } from "./describe.js";
import { sized } from "./dom.js";
import { seenGhosts } from "./ghosts.js";
import { paintBall, paintGround, paintSlice } from "./slicepicture.js";
import { inWords } from "./slicing.js";
import { marksOn, paintBalls, paintNumbers, paintPlaces, paintSurface } from "./surface.js";
import { brief, format } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Section} Section */
/** @typedef {import("./types.js").State} State */
/** @typedef {{w: number, h: number}} Room */

/** Where the best is, if not on the map. @param {State["best"]} best @param {string[]} others */
export function butWith(best, others) {
  const at = (/** @type {string} */ name) => (best ? brief(Number(best.params[name].toPrecision(3))) : "");
  const but = others.map(name => `${name} = ${at(name)}`).join(", ");
  return but && `, but with ${but}`;
}

/**
 * @param {Fig} fig @param {State} state @param {import("./survey.js").Survey} survey @param {Room} room
 * @param {string[]} others  the parameters whose best is elsewhere @returns {Section}
 */
export function mapSection({ spec }, state, survey, { w, h }, others) {
  const [p, q] = survey.task.on;
  const { lo, hi } = survey;
  const best = state.best ? `   ★ best${butWith(state.best, others)}` : "";
  return {
    name: "map",
    head: `${lossCalled(spec)} over ${p} and ${q}, from ${format(lo, 3)}, dark, to ${format(hi, 3)}`,
    w,
    h,
    paint(canvas, ink) {
      const frame = paintNumbers(canvas, { w, h }, survey.task, ink);
      paintSurface(canvas, { w, h }, frame, survey, ink);
      const active = state.view.curves?.active ?? null;
      paintBalls(canvas, frame, seenGhosts(state), active, ink, marksOn(frame, state, ink));
      paintPlaces(canvas, { w, h }, frame, state, !others.length, ink);
    },
    foot: [`● here${best}`],
  };
}

/**
 * @param {Fig} fig @param {State} state @param {import("./cutter.js").Slice} cut
 * @param {ReturnType<typeof import("./cutter.js").ballOf>} ball @param {Room} room
 * @param {[number, number]} axis  of the loss @returns {Section}
 */
export function sliceSection({ spec }, { view, sliders }, cut, ball, { w, h }, axis) {
  const { param } = view.slice;
  const { min, max } = sliders[param];
  const name = lossCalled(spec);
  const { here, slope, step } = inWords(name, param, ball);
  const seen = view.sweep.param === param ? view.sweep.seen : null;
  return {
    name: "slice",
    head: `${name} along ${param}`,
    w,
    h,
    paint(canvas, ink) {
      const frame = paintGround(canvas, { w, h }, [param, name], [[min, max], axis], ink);
      const g = sized(canvas, w, h);
      paintSlice(g, { w, h }, frame, cut, seen, ink);
      paintBall(g, frame, ball, ink);
    },
    foot: [`● ${here}`, `╱ ${slope}`, `→ ${step}`],
  };
}

/**
 * @param {Fig} fig @param {Room} room @param {Parameters<typeof paintLines>[4]} told @param {number} at  which step
 * @param {Record<string, string>} inks  of its lines @returns {Section}
 */
export function chartSection({ spec }, { w, h }, told, at, inks) {
  const { shown, chosen } = told;
  const tones = Object.values(inks);
  return {
    name: "chart",
    inset: true,
    head: `${lossCalled(spec)} at each step`,
    w,
    h,
    paint(canvas, ink) {
      const frame = paintLines(canvas, { w, h }, ink, tones, told);
      paintPlace(canvas, frame, ink, tones[chosen.tone], chosen, at);
    },
    marks: shown.map(({ name, tone, moments }) => ({
      text: `${name} ${format(moments[moments.length - 1].loss)}`,
      colour: tones[tone],
      dash: dashes[tone].map(v => v / 13),
    })),
  };
}
