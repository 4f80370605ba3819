// A box to paste links into, one or many: those that can be taken are added, the others named.
import { button, make, write } from "./dom.js";
import { mostCurves } from "./ghosts.js";
import { readLinks } from "./links.js";
import { dialog } from "./menu.js";

/** An id of a curve that a hand adds. */
export const newId = () => Date.now().toString(36) + Math.random().toString(36).slice(2);

/** @param {import("./types.js").Fig} fig */
export function addLinks(fig) {
  const area = make("textarea", { rows: 6, "aria-label": "links, one a line or with commas between" });
  const outcome = make("p", { class: "fitcurve-outcome", role: "status" });
  const box = dialog(
    "Add links of figures",
    make("p", {}, "One a line, or with commas; a name may stand before each. In a figure, the key k copies its link."),
    area,
    make("div", { class: "fitcurve-buttons" }, button("take-links", "Add", take)),
    outcome,
  );
  function take() {
    const { taken, refused } = readLinks(area.value, fig.spec);
    const before = fig.state.ghosts.length;
    const room = Math.max(0, mostCurves - before);
    if (taken.length && room) fig.act("ghostsAdded", taken.map(link => ({ id: newId(), ...link }))); // prettier-ignore
    const added = fig.state.ghosts.length - before;
    const over = taken.length - added;
    const full = over ? [`${over} more: a figure shows ${mostCurves} curves at most`] : [];
    const said = `${added} added`;
    if (!taken.length && !refused.length) return write(outcome, { text: "There is no link in the box" });
    if (!refused.length && !over) {
      area.value = "";
      box.close();
      return fig.say(said);
    }
    write(outcome, { text: [said, ...refused, ...full].join("\n") });
  }
  return {
    box,
    open() {
      write(outcome, { text: "" });
      box.showModal();
      area.focus();
    },
  };
}
