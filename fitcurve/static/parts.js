// The parts of a sum by number, one more, one less, and Fit; only the chosen part's sliders show.
import { button, make, write } from "./dom.js";
import { limitOf } from "./limit.js";
import { refit } from "./refit.js";
import { addPart, chosenPart, inkOf, living, removePart } from "./sums.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./sums.js").Sum} Sum */

const downhill = { stage: /** @type {const} */ ("descent") }; // as Fit goes

/** A button for part i. @param {Fig} fig @param {number} i */
function chip(fig, i) {
  const el = make(
    "button",
    {
      type: "button",
      class: "fitcurve-chip",
      "data-part": i,
      "aria-label": `part ${i}`,
      onclick: () => fig.show("parts", { chosen: i }),
    },
    String(i),
  );
  el.style.setProperty("--ink", inkOf(i));
  return { i, el };
}

/** The sliders of parts, which another panel has made. @param {Fig} fig @param {Sum} sum */
function rowsOf(fig, sum) {
  return sum.names.map(name => ({
    name,
    el: /** @type {HTMLElement} */ (fig.root.querySelector(`[data-param="${name}"]`)?.closest(".fitcurve-row")),
  }));
}

/** @param {Fig} fig @returns {Panel|null} */
export const partsPanel = fig => {
  const sum = fig.spec.parts;
  if (!sum?.alike) return null;
  const count = make("span", { class: "fitcurve-label" });
  const add = button("add-part", "+", () => addPart(fig, sum), { "aria-label": "Add a part", title: "Add a part" });
  const remove = button("remove-part", "−", () => removePart(fig, sum), {
    "aria-label": "Remove the chosen part",
    title: "Remove the chosen part",
  });
  const fitting = refit(fig);
  const fit = button("fit", "Fit", fitting.toggle, {
    "aria-pressed": "false",
    title: "A thousand steps downhill, each shorter than the last",
  });
  const chips = Array.from({ length: sum.room }, (_, k) => chip(fig, k + 1));
  const head = make(
    "div",
    { class: "fitcurve-parts-head" },
    count,
    ...(sum.spare ? [add, remove] : []),
    fig.hasData && fig.measures ? fit : null,
  );
  const closeLimit = limitOf(fig, sum);
  /** @type {ReturnType<typeof rowsOf>|null} */
  let rows = null;
  /** @type {unknown[]} */
  let seen = [];
  return {
    name: "parts",
    view: { chosen: null, fitting: false, limit: null },
    el: make(
      "div",
      { class: "fitcurve-parts", role: "group", "aria-label": "parts" },
      head,
      make("div", { class: "fitcurve-chips" }, ...chips.map(({ el }) => el)),
    ),
    paint(state) {
      const live = living(sum, state.params);
      const chosen = chosenPart(sum, state);
      const news = [live.join(), chosen, state.view];
      if (news.every((v, i) => v === seen[i])) return;
      seen = news;
      for (const { i, el } of chips) {
        write(el, { hidden: !live.includes(i), "aria-pressed": String(i === chosen) });
      }
      rows ??= rowsOf(fig, sum);
      for (const { name, el } of rows) write(el, { hidden: !sum.arrays.some(array => array + chosen === name) });
      write(count, { text: live.length === 1 ? "1 part" : `${live.length} parts` });
      write(add, { "aria-disabled": String(live.length === sum.room) });
      write(remove, { "aria-disabled": String(!chosen) });
      const { fitting } = state.view.parts;
      write(fit, { text: fitting ? "Stop" : "Fit", "aria-pressed": String(fitting), hidden: !fig.shows(downhill) });
    },
    close() {
      closeLimit();
      fitting.close();
    },
  };
};
