// Step, Run, Reset, Copy.
import { questionOf } from "./ask.js";
import { button, make, write } from "./dom.js";
import { copyMenu } from "./share.js";

/** @param {import("./types.js").Fig} fig @returns {import("./types.js").Panel} */
export const buttonsPanel = fig => {
  const { walk, hasData } = fig;
  const question = hasData ? questionOf(fig) : null;
  const run = button("run", "Run", question?.press ?? walk.toggle, { "aria-pressed": "false" });
  const downhill = question ? [button("step", "Step", walk.step), run, question.el] : [];
  const reset = button("reset", "Reset", walk.reset);
  const copy = copyMenu(fig);
  return {
    name: "buttons",
    shortcuts: { k: { label: "copy a link to this state", act: copy.link } },
    el: make("div", { class: "fitcurve-buttons" }, ...downhill, reset, copy.el),
    paint(state) {
      const { running } = state;
      question?.paint(state);
      write(run, { text: running ? "Pause" : "Run", "aria-pressed": String(running) });
    },
    close: () => question?.close(),
  };
};
