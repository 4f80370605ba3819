// A figure grows with the lesson: how much of it is shown, and the button that brings more.
import { button, write } from "./dom.js";

/** @typedef {import("./types.js").Component} Component */
/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Host} Host */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Stage} Stage */

/** From the least to the most. @type {Stage[]} */
export const stages = ["sliders", "loss", "descent", "all"];

/** The one after, or before; nothing at the ends. @param {Stage} at @param {number} by @returns {Stage|undefined} */
export const beside = (at, by) => stages[stages.indexOf(at) + by];

/** Is what comes with a stage shown, when the figure is at this one? @param {Stage} at @param {Stage} [stage] */
export const isIn = (at, stage = "sliders") => stages.indexOf(stage) <= stages.indexOf(at);

/** The button that brings a stage: what it says, and what that is. @type {Partial<Record<Stage, [string, string]>>} */
const words = {
  loss: ["+ loss", "+ loss: one number, the gaps, the best fit"],
  descent: ["+ descent", "+ descent: slopes, Step and Run, the chart"],
  all: ["+ more", "+ more: the map, drawing, sound, copies"],
};

/**
 * All that a component has in the page.
 * @param {Fig} fig @param {Component & Pick<Panel, "el"|"head"|"stops">} component
 */
function elementsOf({ root }, { name, el, head, stops = [], keys }) {
  const stop = keys && root.querySelector(`[data-layer="${name}"]`);
  return [el, head, stop, ...stops].filter(element => element instanceof Element);
}

/** What isn't shown is out of sight, of the Tab key's way and of a screen reader's. @param {Fig} fig */
export function keepToStage(fig) {
  for (const component of fig.components)
    if (component.stage)
      for (const el of elementsOf(fig, component)) el.classList.toggle("fitcurve-later", !fig.shows(component));
}

/** Page and kernel are at one stage. Returns what ends that. @param {Fig} fig @param {Host|null} host */
export function shareStage(fig, host) {
  const off = fig.watch((state, before, name) => {
    const { at } = state.view.stage;
    if (name !== "show" || at === before.view.stage.at) return;
    if (!fig.shows({ stage: "descent" })) fig.walk.pause();
    keepToStage(fig);
    if (host?.stage() !== at) host?.setStage(at);
  });
  host?.hearStage(at => fig.hasData && fig.show("stage", { at }));
  return off;
}

/** Without data there is nothing to come. @param {Fig} fig @returns {Panel} */
export const stagePanel = fig => {
  const { show } = fig.spec;
  const at = () => fig.state.view.stage.at;
  /** @param {Stage|undefined} to */
  const go = to => to && fig.show("stage", { at: to });
  function grow() {
    go(beside(at(), 1));
    fig.say(`Now with ${at()}`);
  }
  const more = button("grow", "", grow);
  return {
    name: "stage",
    still: true,
    view: { at: fig.hasData && show && stages.includes(show) ? show : "all" },
    head: more,
    menu: [
      {
        name: "fewer",
        label: "Show less",
        hidden: () => !fig.hasData || !beside(at(), -1),
        act: () => {
          const less = at();
          go(beside(less, -1));
          fig.say(`Now without ${less}`);
        },
      },
    ],
    paint({ view }) {
      const [text, label] = words[beside(view.stage.at, 1) ?? view.stage.at] ?? ["", ""];
      write(more, { text, "aria-label": label, hidden: view.stage.at === "all" });
    },
  };
};
