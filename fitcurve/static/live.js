// What a screen reader hears, beside the names of things.
import { make } from "./dom.js";
import { afterRest } from "./rest.js";

const pause = 700; // ms without a change, before a number is worth saying

export function speaker() {
  const el = make("div", { class: "fitcurve-live", "aria-live": "polite" });
  /** What is to be said. */
  let words = () => "";
  const resting = afterRest(pause, () => {
    const said = words();
    if (said) say(said);
  });
  /** @param {string} text */
  function say(text) {
    resting.cancel();
    el.textContent = text;
  }
  return {
    el,
    say,
    /** Says it when nothing has changed for a while. @param {() => string} text */
    saySoon(text) {
      words = text;
      resting.ask();
    },
    close: resting.cancel,
  };
}
