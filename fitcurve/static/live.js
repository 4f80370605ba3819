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
  let isFresh = false; // was something said in this very moment?
  /** `isMore`: beside what was said just now, and the numbers that follow at rest. @param {string} text */
  function say(text, isMore = false) {
    if (!isMore) resting.cancel();
    el.textContent = isMore && isFresh ? `${el.textContent}. ${text}` : text;
    isFresh = true;
    queueMicrotask(() => (isFresh = false));
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
