// Step, Run, Reset, Copy.
import { button, make, write } from "./dom.js";
import { copyMenu } from "./share.js";

/** @param {import("./types.js").Fig} fig @returns {import("./types.js").Panel} */
export const buttonsPanel = fig => {
  const { walk, hasData } = fig;
  const run = button("run", "Run", walk.toggle, { "aria-pressed": "false" });
  const downhill = hasData ? [button("step", "Step", walk.step), run] : [];
  const reset = button("reset", "Reset", walk.reset);
  return {
    name: "buttons",
    el: make("div", { class: "fitcurve-buttons" }, ...downhill, reset, copyMenu(fig)),
    paint({ running }) {
      write(run, { text: running ? "Pause" : "Run", "aria-pressed": String(running) });
    },
  };
};
