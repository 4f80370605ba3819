// For tests and other people's scripts: `el.fitcurve.state()` and `el.fitcurve.scales()`; `el` is the figure's root.

import { endsOf } from "./ends.js";
import { knower } from "./ghosts.js";

/** @typedef {import("./types.js").Fig} Fig */

/** @param {Fig} fig @param {() => import("./types.js").Scales|null} scalesNow */
export function letScriptsAsk(fig, scalesNow) {
  const scales = () => {
    const scales = scalesNow();
    const { xlim, ylim, log } = fig.state;
    if (!scales) return null;
    const { left, right, top, bottom } = scales;
    return { left, right, top, bottom, xlim, ylim, log };
  };
  const known = knower(fig);
  const state = () => {
    const { params, x, y, held, dials, history, runs, ghosts, running, error, best, predictions, sliders } = fig.state;
    const { loss, test, grad, curve, xs } = fig.numbers();
    return {
      params: { ...params },
      sliders: endsOf(sliders),
      loss,
      test,
      grad,
      curve: { x: Array.from(xs), y: Array.from(curve) },
      x: x && Array.from(x),
      y: y && Array.from(y),
      held: held && Array.from(held),
      best,
      ...dials,
      history: history.length,
      runs: runs.map(({ name, moments }) => ({
        name,
        losses: moments.map(m => m.loss),
        tests: moments.map(m => m.test),
      })),
      curves: ghosts.map(ghost => ({ name: ghost.name, params: ghost.params, loss: known.loss(ghost, fig.state) })),
      running,
      predictions,
      error,
    };
  };
  /** Has the kernel heard all that there is to say, and answered? */
  const settled = () => fig.alone || fig.wire.settled;
  Object.assign(fig.root, { fitcurve: { scales, state, settled } });
}
