// What is to be said of the function: that it has changed, say. Why no step can be taken from here. And that
// Python doesn't answer.
import { make } from "./dom.js";
import { whyNoStep } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").State} State */

const together =
  "This function looks at all points together, so it says nothing of places between them: its curve is drawn through " +
  "the points.";

/**
 * A step was asked for, and there is none: says why, for as long as nothing moves. Is it so?
 * @param {Fig} fig
 */
export function isStuck(fig) {
  const { loss, grad } = fig.numbers();
  const words = whyNoStep(loss, grad ?? {});
  if (!words) return false;
  const { params, x, y } = fig.state;
  fig.show("notes", { stuck: { params, x, y, words } });
  return true;
}

/** @param {Fig} fig @param {State} state */
function thinned({ spec, measures }, { x, of, view }) {
  if (!of || !x) return [];
  const what = `${x.length.toLocaleString("en")} of ${of.toLocaleString("en")} points are drawn.`;
  const map = !measures && view.map?.open ? " The map is that of those drawn." : "";
  return [`${what} The ${spec.loss_name} is that of ${measures ? "these" : "all"}.${map}`];
}

/** All that is to be said now. @param {Fig} fig @param {State} state */
function notesNow(fig, state) {
  const { params, x, y, view } = state;
  const { said, silence, stuck } = view.notes;
  const isHere = stuck && stuck.params === params && stuck.x === x && stuck.y === y;
  const own = fig.spec.pointwise === false ? [together] : [];
  return [...(silence ? [silence] : []), ...(isHere ? [stuck.words] : []), ...said, ...own, ...thinned(fig, state)];
}

/** @param {Fig} fig @returns {Panel} */
export const notesPanel = fig => {
  const el = make("div", { class: "fitcurve-notes", "data-notes": true, hidden: true });
  /** @type {string[]|null} */
  let shown = null;
  return {
    name: "notes",
    view: { said: [], silence: "", stuck: null },
    el,
    paint(state) {
      const notes = notesNow(fig, state);
      if (shown && notes.join("\n") === shown.join("\n")) return;
      for (const note of notes) if (shown && !shown.includes(note)) fig.say(note);
      el.replaceChildren(...notes.map(note => make("p", { class: "fitcurve-note" }, note)));
      el.hidden = !notes.length;
      shown = notes;
    },
  };
};
