// What a screen reader hears, beside the names of things.
import { make } from "./dom.js";
import { afterRest } from "./rest.js";

const pause = 700; // ms without a change, before a number is worth saying
const moment = 100; // ms: what is said in one, a screen reader hears together

export function speaker() {
  const el = make("div", { class: "fitcurve-live", "aria-live": "polite" });
  /** What is to be said. */
  let words = () => "";
  const resting = afterRest(pause, () => {
    const said = words();
    if (said) say(said);
  });
  let saidAt = -Infinity;
  /** `isMore`: beside what was said just now, and the numbers that follow at rest. @param {string} text */
  function say(text, isMore = false) {
    const now = performance.now();
    const isBeside = isMore && now - saidAt < moment;
    if (!isMore) resting.cancel();
    el.textContent = isBeside ? `${el.textContent}. ${text}` : text;
    saidAt = now;
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
