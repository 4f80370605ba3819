// Step, Run, Reset, Copy.
import { questionOf } from "./ask.js";
import { button, make, write } from "./dom.js";
import { copyMenu } from "./share.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */

/** The row of them. @returns {Panel} */
export const buttonsPanel = () => ({ name: "buttons", el: make("div", { class: "fitcurve-buttons" }) });

/** @param {Fig} fig @returns {Panel} */
export const resetPanel = ({ walk }) => ({
  name: "reset",
  where: "buttons",
  el: button("reset", "Reset", walk.reset),
});

/** @param {Fig} fig @returns {Panel} */
export const copyPanel = fig => {
  const { el, link } = copyMenu(fig);
  const shortcuts = { k: { label: "copy a link to this state", act: link } };
  return { name: "copy", where: "buttons", stage: "all", shortcuts, el };
};

/** @param {Fig} fig @returns {Panel|null} */
export const downhillPanel = fig => {
  const { walk, hasData } = fig;
  if (!hasData) return null;
  const question = questionOf(fig);
  const run = button("run", "Run", question.press, { "aria-pressed": "false" });
  return {
    name: "downhill",
    still: true,
    where: "buttons",
    stage: "descent",
    el: make("span", { class: "fitcurve-buttons" }, button("step", "Step", walk.step), run, question.el),
    paint(state) {
      const { running } = state;
      question.paint(state);
      write(run, { text: running ? "Pause" : "Run", "aria-pressed": String(running) });
    },
    close: question.close,
  };
};
