// The slice of the state as it is, and all that is to be seen at the ball.
import { affordable, kinkAt, slicer } from "./slicing.js";
import { lossOf, slice as turn, spareTime, stillness } from "./survey.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").State} State */
/** @typedef {ReturnType<typeof slicer>} Slice */

/** The slice: at once as fine as there is time for in a frame, and finer when all is still. @param {Fig} fig */
export function cutter(fig) {
  const { program, loss, params: sliders } = fig.spec;
  const ops = (program?.ops.length ?? 0) + (loss?.ops.length ?? 0) + 1;
  /** @type {(params: import("./types.js").Params) => number} */
  let lossOfAll = () => NaN;
  /** @type {unknown[]} */
  let data = [];
  /** @type {unknown[]} */
  let seen = [];
  let since = 0;
  /** @type {{cut: Slice, lossAt: (t: number) => number}|null} */
  let made = null;
  const { ask, pause } = spareTime(refine, () => stillness - (performance.now() - since));
  function refine() {
    if (!made) return;
    const before = made.cut.ts.length;
    if (!made.cut.refine(undefined, performance.now() + turn)) ask();
    if (made.cut.ts.length > before) fig.repaint();
  }
  return {
    pause,
    /** @param {State} state @param {string} param */
    of({ params, x, y }, param) {
      if (!x || !y) return null;
      if (x !== data[0] || y !== data[1]) lossOfAll = lossOf(fig.spec, { x, y });
      data = [x, y];
      const news = [param, x, y, ...fig.names.filter(name => name !== param).map(name => params[name])];
      if (made && news.every((v, i) => v === seen[i])) return made;
      seen = news;
      since = performance.now();
      const at = { ...params };
      const lossAt = (/** @type {number} */ t) => {
        at[param] = t;
        return lossOfAll(at);
      };
      const most = affordable(x.length, ops);
      const cut = slicer(lossAt, [sliders[param].min, sliders[param].max], most);
      cut.refine(most);
      made = { cut, lossAt };
      ask();
      return made;
    },
  };
}

/**
 * All that is to be seen at the ball.
 * @param {Fig} fig @param {string} param @param {(t: number) => number} lossAt @param {Numbers} now
 */
export function ballOf(fig, param, lossAt, { grad }) {
  const { params } = fig.state;
  const { min, max } = fig.spec.params[param];
  const v = params[param];
  const next = fig.walk.peek();
  const to = next ? next[param] : null;
  return {
    v,
    loss: lossAt(v),
    slope: grad?.[param] ?? NaN,
    kink: kinkAt(lossAt, v, max - min),
    to,
    lossThere: to === null ? NaN : lossAt(to),
    others: !!next && fig.names.some(name => name !== param && next[name] !== params[name]),
  };
}
