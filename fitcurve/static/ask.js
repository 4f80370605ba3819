// Where will Run end? Asked in the row of Run itself: a number, a place on the map, or neither.
import { lossCalled } from "./describe.js";
import { button, hasFocus, make, write } from "./dom.js";
import { guessBox } from "./predict.js";
import { placeWords } from "./verdict.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").State} State */

/** Goes on, and keeps what was said until the run has ended. @param {Fig} fig @param {number|null} said */
function go(fig, said) {
  const { at } = fig.state.view.predict;
  fig.show("predict", { asking: false, at: null });
  fig.whenKnown(() => {
    if (!fig.state.running) fig.walk.toggle();
    const { by } = fig.walk;
    if ((said !== null || at) && by !== undefined) fig.show("predict", { awaited: { said, at, run: by } });
  });
}

/**
 * The question, and what a press of Run does: with `hide` it asks before another run begins, until one doesn't want to
 * be asked.
 * @param {Fig} fig
 */
export function questionOf(fig) {
  const name = lossCalled(fig.spec);
  const answer = () => guess.read(said => go(fig, said));
  const label = `the ${name} at the end of Run, predicted`;
  const guess = guessBox(fig, { "data-guess": "end", "aria-label": label }, answer);
  const leave = () => fig.show("predict", { asking: false, at: null, offered: false });
  const text = make("span", {}, make("span", {}, "ends at"), " ", make("span", {}, name));
  const end = button("predict-end", "×", leave, { "aria-label": "No prediction" });
  const el = make("div", { class: "fitcurve-ask", hidden: true }, text, guess.box, end);
  el.addEventListener("keydown", e => {
    if (e.key === "Escape") leave();
  });
  const close = fig.watch(({ view }, before) => {
    const { asking } = view.predict ?? {};
    if (asking === before.view.predict?.asking) return;
    write(el, { hidden: !asking });
    if (asking && !hasFocus(guess.box)) guess.box.focus({ preventScroll: true });
  });
  return {
    el,
    close,
    press() {
      const { running, view } = fig.state;
      if (view.predict.asking) return answer();
      if (view.predict.offered && !running && fig.walk.begins) return fig.show("predict", { asking: true });
      fig.walk.toggle();
    },
    /** @param {State} state */
    paint(state) {
      const { at } = state.view.predict;
      write(text, { title: at ? `you say ${placeWords(at)}` : "" });
    },
  };
}
