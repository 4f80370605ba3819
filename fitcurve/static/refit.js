// Fit: all parameters at once, by the r-algorithm, a few steps a frame. Any hand stops it.
import { isStuck } from "./notes.js";
import { rAlgorithm } from "./ralgorithm.js";
import { hasCome } from "./sample.js";

/** @typedef {import("./types.js").Fig} Fig */

const stepsAFrame = 10;
const itsOwn = new Set(["descended", "remember", "noted", "show", "found", "commit"]); // what it does isn't a hand's

/** @param {Fig} fig */
export function refit(fig) {
  const { act } = fig;
  const calm = matchMedia("(prefers-reduced-motion: reduce)"); // then the whole walk is one picture
  /** @type {ReturnType<typeof rAlgorithm>|null} */
  let walk = null;
  let frame = 0;

  function stop() {
    if (!walk) return;
    walk = null;
    cancelAnimationFrame(frame);
    fig.show("parts", { fitting: false });
    fig.done();
  }
  function advance() {
    if (!walk) return;
    let moment = null;
    let ended = false;
    for (let left = calm.matches ? Infinity : stepsAFrame; left > 0 && !ended; left--) {
      const { value, done } = walk.next();
      if (done) ended = true;
      else moment = value;
    }
    if (moment) {
      act("descended", { params: moment.params, momentum: null });
      fig.remember();
    }
    if (ended) stop();
    else frame = requestAnimationFrame(advance);
  }
  function start() {
    fig.walk.pause();
    if (isStuck(fig)) return;
    fig.startHistory();
    fig.walk.beginRun({}, "Fit");
    walk = rAlgorithm(fig.measure, fig.state.params, fig.state.sliders);
    fig.show("parts", { fitting: true });
    advance();
  }
  const off = fig.watch((state, before, name) => {
    if (itsOwn.has(name)) return;
    const goesOn = !!walk && hasCome(state, before, name);
    stop();
    if (goesOn) queueMicrotask(start); // once all that came with it is heard
  });
  return {
    toggle: () => (walk ? stop() : start()),
    close() {
      off();
      cancelAnimationFrame(frame);
      walk = null;
    },
  };
}
