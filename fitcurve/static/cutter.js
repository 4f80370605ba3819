// The slice of the state as it is, and all that is to be seen at the ball.
import { affordable, few, isLevel, kinkAt, slicer } from "./slicing.js";
import { spareTime } from "./spare.js";
import { lossOf, slice as turn, stillness } from "./survey.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").State} State */
/** @typedef {ReturnType<typeof slicer>} Slice */
/** @typedef {{param: string, cut: Slice}} Cut */

/** How many losses a frame has time for, for these data. @param {Fig} fig @param {State} state */
const inAFrame = ({ spec: { program, loss } }, { x }) =>
  affordable(x?.length ?? 0, (program?.ops.length ?? 0) + (loss?.ops.length ?? 0));

/** The loss of all parameters, made anew for other data. @param {Fig} fig */
function lossesOf({ spec }) {
  let seen = /** @type {Pick<State, "x"|"y">} */ ({ x: null, y: null });
  /** @type {import("./survey.js").Losses} */
  let losses = () => () => NaN;
  /** @param {State} state @param {string} param */
  return ({ params, x, y, held, yerr }, param) => {
    if (x && y && (x !== seen.x || y !== seen.y)) losses = lossOf(spec, { x, y, held, yerr });
    seen = { x, y };
    return losses(params, param);
  };
}

/**
 * The slice: at once as fine as there is time for in a frame, and finer when all is still. Where there is no time for
 * one, it is made in the time left over, and the last one stays as long.
 * @param {Fig} fig
 */
export function cutter(fig) {
  const along = lossesOf(fig);
  /** @type {Cut|null} */
  let made = null;
  /** @type {Cut|null} */
  let shown = null;
  /** @type {unknown[]} */
  let seen = [];
  let since = 0;
  let isDone = false; // is it as fine as it gets?
  const isPoor = () => !!made && made.cut.ts.length < few;
  const { ask, pause } = spareTime(refine, () => (isPoor() ? 0 : stillness - (performance.now() - since)));
  function refine() {
    if (!made) return;
    const before = made.cut.ts.length;
    isDone = made.cut.refine(undefined, performance.now() + turn);
    if (!isDone) ask();
    if (made.cut.ts.length > before) fig.repaint();
  }
  /** @param {State} state @param {string} param @param {(t: number) => number} lossAt */
  function begin(state, param, lossAt) {
    const { min, max } = state.sliders[param];
    const most = inAFrame(fig, state);
    const cut = slicer(lossAt, [min, max], most);
    cut.refine(most);
    made = { param, cut };
    since = performance.now();
    isDone = false;
  }
  return {
    pause,
    /** What is to be shown, and the loss along it. @param {State} state @param {string} param */
    of(state, param) {
      const { params, sliders, x, y } = state;
      const lossAt = along(state, param);
      const { min, max } = sliders[param];
      const news = [param, min, max, x, y, ...fig.names.filter(name => name !== param).map(name => params[name])];
      const isSame = news.every((v, i) => v === seen[i]);
      if (!made || made.param !== param || (!isSame && !isPoor())) {
        begin(state, param, lossAt);
        seen = news;
      }
      if (!isDone) ask();
      if (!isPoor() || shown?.param !== param) shown = made;
      return shown && { cut: shown.cut, lossAt };
    },
  };
}

/**
 * All that is to be seen at the ball. (Where points are very many, no one of them makes a kink that can be seen.)
 * @param {Fig} fig @param {string} param @param {(t: number) => number} lossAt @param {Numbers} now
 */
export function ballOf(fig, param, lossAt, { loss, grad }) {
  const { params } = fig.state;
  const { min, max } = fig.state.sliders[param];
  const v = params[param];
  const next = fig.walk.peek();
  const to = next ? next[param] : null;
  const slope = grad?.[param] ?? NaN;
  return {
    v,
    loss: fig.measures ? loss : lossAt(v),
    slope: isLevel(slope, max - min, loss ?? NaN) ? 0 : slope,
    kink: inAFrame(fig, fig.state) < few ? null : kinkAt(lossAt, v, max - min),
    to,
    lossThere: to === null ? NaN : lossAt(to),
    others: !!next && fig.names.some(name => name !== param && next[name] !== params[name]),
  };
}
