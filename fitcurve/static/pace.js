// The pace of Run: as it is, in a chosen time, or a step at each press. The numbers are the same at any.
import { make, write } from "./dom.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {Pick<import("./types.js").State, "view"|"dials">} Paced */

/** In how many seconds a run is walked; 0: at its own pace. @type {Record<string, number>} */
const paces = { "as it is": 0, "in 10 s": 10, "in 30 s": 30, "each step": 0 };

/** @param {Pick<Paced, "view">} state */
export const secondsOf = ({ view }) => paces[view.pace?.name] ?? 0;

/** Does Run go a step at each press? @param {Paced} state */
export const isByStep = ({ view }) => view.pace?.name === "each step";

const quick = 33; // ms between two pictures of a run,
const calm = 500; // and for whoever asked for less motion

/**
 * How a run goes: `steps` every so many ms, thirty a second if nothing else is said; half a step is owed.
 * @param {Paced} state @param {boolean} less  motion
 */
export function beatOf(state, less) {
  const step = (1000 * secondsOf(state)) / state.dials.steps || quick;
  const every = Math.max(less ? calm : quick, step);
  return { every, steps: every / step };
}

/** @param {Fig} fig @returns {Panel|null} */
export const pacePanel = fig => {
  if (!fig.hasData) return null;
  const menu = /** @type {HTMLSelectElement} */ (
    make(
      "select",
      {
        class: "fitcurve-select",
        "data-pace": true,
        "aria-label": "pace of Run",
        onchange() {
          fig.show("pace", { name: menu.value });
          if (isByStep(fig.state)) fig.walk.pause();
        },
      },
      ...Object.keys(paces).map(name => make("option", {}, name)),
    )
  );
  const el = make("label", { class: "fitcurve-switch", hidden: true }, "pace", menu);
  const note = make("span");
  el.append(note);
  return {
    name: "pace",
    still: true,
    stage: "descent",
    el,
    view: { on: false, name: "as it is" },
    menu: [
      {
        name: "pace",
        label: "Run slower, or step by step",
        on: ({ view }) => view.pace.on,
        act: () => fig.show("pace", { on: !fig.state.view.pace.on, name: "as it is" }),
      },
    ],
    paint(state) {
      const { on, name } = state.view.pace;
      write(el, { hidden: !on });
      if (menu.value !== name) menu.value = name;
      write(note, { text: isByStep(state) ? "Run takes one" : "" });
    },
  };
};
