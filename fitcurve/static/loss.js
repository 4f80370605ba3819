// The loss, and a gauge against the least there is, wherever that is known.
import { distance, lossCalled, lossMeans } from "./describe.js";
import { make, write } from "./dom.js";
import { rows, seenBy } from "./fit.js";
import { gaugeOf } from "./gauge.js";
import { compile } from "./program.js";
import { blank, format } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */

/**
 * The loss of the best level line, that of the mean or of the median: by it a gauge is measured whose least is 0.
 * @param {Fig} fig @returns {(state: import("./types.js").State) => number}
 */
export function levelOf({ spec }) {
  /** @type {Float64Array|null} */
  let seen = null;
  let level = 0;
  return ({ x, y: all, held, yerr }) => {
    if (!spec.loss || !x || !all || all === seen) return level;
    seen = all;
    const data = rows({ x, y: all, held, yerr });
    const { y } = data;
    const { run } = compile(spec.loss, y.length, []);
    const median = Float64Array.from(y).sort()[y.length >> 1];
    const mean = y.reduce((sum, v) => sum + v / y.length, 0);
    const losses = [median, mean].map(v => run([new Float64Array(y.length).fill(v), ...seenBy(data)])[0]);
    return (level = Math.min(...losses) || 0);
  };
}

/**
 * How full the gauge is: empty at the least there is, half full at twice that, three quarters at four times. It says
 * what the words beside it say, wherever one began. Where the least is (nearly) 0, a hundredth of the level stands for
 * it.
 * @param {number} loss @param {number} least @param {number} level
 */
export function fullness(loss, least, level) {
  const over = Math.max(0, loss - least);
  const part = over / (over + Math.max(least, level / 100));
  return over === 0 ? 0 : Number.isFinite(part) ? part : 1;
}

/** @param {Fig} fig @returns {Panel|null} */
export const lossPanel = fig => {
  if (!fig.hasData) return null;
  const { least: kind, parts } = fig.spec;
  const called = lossCalled(fig.spec);
  const level = levelOf(fig);
  const name = make("span", { class: "fitcurve-name", title: lossMeans(fig.spec) });
  const reading = make("output", { class: "fitcurve-number", "data-loss": true, "aria-live": "off" });
  const against = make("div", { class: "fitcurve-against", hidden: true });
  let letters = 0;
  const gauge = gaugeOf(fig, `${called} against the best possible`);
  const line = make("div", { class: "fitcurve-reading" }, name, make("div", {}, reading));
  return {
    name: "loss",
    stage: "loss",
    el: make("div", { class: "fitcurve-loss", "data-measured": !!(kind || parts) }, line, against, gauge.el),
    paint(state, { loss }) {
      const least = state.best ?? state.view.parts?.limit;
      const isVeiled = state.view.veil.on;
      write(name, { text: state.held ? `training ${called}` : called });
      const said = isVeiled ? blank(format(loss)) : format(loss);
      write(reading, { text: said });
      if (said.length !== letters) reading.style.setProperty("--letters", String((letters = said.length)));
      write(against, { hidden: !least });
      write(gauge.el, { hidden: !least });
      if (!least) return;
      const part = isVeiled ? 0 : fullness(loss, least.loss, level(state));
      const words = isVeiled ? blank(distance(loss, least)) : distance(loss, least);
      write(against, { text: words, title: "says" in least ? least.says : "" });
      gauge.fill(part, words);
    },
    close: gauge.close,
  };
};
