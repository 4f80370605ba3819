// Step, Run, Reset, Copy.
import { button, make, write } from "./dom.js";
import { copyMenu } from "./share.js";

/** @param {import("./types.js").Fig} fig @returns {import("./types.js").Panel} */
export const buttonsPanel = fig => {
  const { walk, hasData } = fig;
  const run = button("run", "Run", walk.toggle, { "aria-pressed": "false" });
  const downhill = hasData ? [button("step", "Step", walk.step), run] : [];
  const reset = button("reset", "Reset", walk.reset);
  const copy = copyMenu(fig);
  return {
    name: "buttons",
    shortcuts: { k: { label: "copy a link to this state", act: copy.link } },
    el: make("div", { class: "fitcurve-buttons" }, ...downhill, reset, copy.el),
    paint({ running }) {
      write(run, { text: running ? "Pause" : "Run", "aria-pressed": String(running) });
    },
  };
};
