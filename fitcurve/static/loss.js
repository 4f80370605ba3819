// The loss, and a gauge against the least there is, wherever that is known.
import { distance } from "./describe.js";
import { make, write } from "./dom.js";
import { format } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */

/** @param {string} lossName */
const gaugeOf = lossName =>
  make(
    "div",
    {
      class: "fitcurve-gauge",
      role: "meter",
      "aria-label": `${lossName} against the best possible`,
      "aria-valuemin": "0",
      "aria-valuemax": "100",
      hidden: true,
    },
    make("i"),
  );

/** @param {Fig} fig @returns {Panel|null} */
export const lossPanel = fig => {
  if (!fig.hasData) return null;
  const { loss_name: lossName, best, parts } = fig.spec;
  const name = make("span", { class: "fitcurve-name" }, lossName);
  const reading = make("output", { class: "fitcurve-number", "data-loss": true, "aria-live": "off" });
  const against = make("span", { class: "fitcurve-against", hidden: true });
  const gauge = gaugeOf(lossName);
  const line = make("div", { class: "fitcurve-reading" }, name, reading, against);
  return {
    name: "loss",
    el: make("div", { class: "fitcurve-loss", "data-measured": !!(best || parts) }, line, gauge),
    paint({ best, history, view }, { loss }) {
      const least = best ?? view.parts?.limit;
      write(reading, { text: format(loss) });
      against.hidden = gauge.hidden = !least;
      if (!least) return;
      const worst = history[0]?.loss ?? loss;
      const part = Math.min(1, Math.max(0, (loss - least.loss) / (worst - least.loss || 1)));
      const words = distance(loss, least);
      write(against, { text: words });
      write(gauge, { "aria-valuenow": String(Math.round(100 * part) || 0), "aria-valuetext": words });
      gauge.style.setProperty("--part", Number.isFinite(part) ? part.toFixed(4) : "1");
    },
  };
};
