// What a screen reader hears, beside the names of things.
import { make } from "./dom.js";

const pause = 700; // ms without a change, before a number is worth saying

export function speaker() {
  const el = make("div", { class: "fitcurve-live", "aria-live": "polite" });
  let timer = 0;
  /** @param {string} text */
  function say(text) {
    clearTimeout(timer);
    el.textContent = text;
  }
  return {
    el,
    say,
    /** Says it when nothing has changed for a while. @param {() => string} text */
    saySoon(text) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const said = text();
        if (said) say(said);
      }, pause);
    },
    close: () => clearTimeout(timer),
  };
}
