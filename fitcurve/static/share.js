// The state to take along: copied as Python or as a link, and remembered, to come back to.
import { errorsFor } from "./errors.js";
import { button, make } from "./dom.js";
import { asFragment, fromFragment } from "./link.js";
import { dialog, menuButton } from "./menu.js";
import { noteUntilMoved } from "./notes.js";
import { asFigure, asFunction } from "./python.js";
import { anotherWalk, otherData, secured } from "./state.js";
import { rehoused, viewActions } from "./view.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Kept} Kept */

/** Which figure of its page is it? @param {HTMLElement} root */
function placeOf(root) {
  const own = root.closest(".fitcurve-saved");
  return own ? Math.max(0, [...document.querySelectorAll(".fitcurve-saved")].indexOf(own)) : 0;
}

/**
 * The figure as it stands, as a link. A notebook's own address shows nobody the figure: there it is the end of one,
 * for `fig.add` and for other figures.
 * @param {Fig} fig
 */
const linkOf = fig =>
  (fig.alone ? location.href.replace(/#.*/, "") : "fitcurve:") + asFragment(fig, fig.state, placeOf(fig.root));

/**
 * Copies a text, or where the browser doesn't let us, selects it for a hand.
 * @param {Fig} fig @param {HTMLElement} opener
 */
export function copier(fig, opener) {
  const name = opener.textContent;
  const area = make("textarea", { readonly: true, rows: 5, "aria-label": "to be copied" });
  const box = dialog("Copy this", make("p", {}, "It is selected: press Ctrl+C, or ⌘C."), area);
  let timer = 0;
  /** @param {string} text */
  function byHand(text) {
    if (!box.isConnected) fig.root.append(box);
    area.value = text;
    box.showModal();
    area.focus();
    area.select();
    fig.say("The browser does not let this page copy. The text is selected: press Control C.");
  }
  /** @param {string} text @param {string} [what]  that is short enough to be said */
  return async (text, what = text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      return byHand(text); // no permission, or not a secure page
    }
    opener.textContent = "Copied";
    fig.say(`Copied ${what}`);
    clearTimeout(timer);
    timer = setTimeout(() => {
      opener.textContent = name;
    }, 1500);
  };
}

/** The button that copies, with its menu; and what copies a link at once. @param {Fig} fig */
export function copyMenu(fig) {
  const opener = button("copy", "Copy", () => {});
  const copy = copier(fig, opener);
  const link = () => void copy(linkOf(fig), "a link to this state");
  const choices = [
    { name: "copy-python", label: "the function, in Python", act: () => copy(asFunction(fig, fig.state)) },
    { name: "copy-figure", label: "this figure, in Python", act: () => copy(asFigure(fig, fig.state)) },
    { name: "copy-link", label: "a link to this state", key: "k", act: link },
  ];
  return { el: menuButton(fig, opener, () => [["", choices]], "Copy").el, link };
}

/** Another state altogether, and a new walk from there. @param {State} s @param {Partial<Kept>} to @returns {State} */
function recalled(s, { x = s.x, y = s.y, held = x === s.x ? s.held : null, yerr = s.yerr, log = s.log, ...to }) {
  const same = x === s.x && y === s.y;
  const there = {
    ...secured(s),
    ...to,
    x,
    y,
    held,
    yerr: errorsFor(yerr, x?.length ?? 0),
    momentum: null,
    ...(same ? anotherWalk(s) : otherData(s)),
  };
  return viewActions.logged(same ? there : rehoused(there), log);
}

/** Goes to another state. @param {Fig} fig @param {Partial<Kept>} to */
function goTo(fig, to) {
  fig.walk.pause();
  fig.act("recall", to);
  fig.done();
}

/** On a page without a kernel: goes to the state that the page's address says. @param {Fig} fig */
function followAddress(fig) {
  let gone = false;
  function follow() {
    if (gone || !fig.alone || !fig.traced) return;
    const i = placeOf(fig.root);
    /** @type {string[]} */
    const faults = [];
    const to = fromFragment(fig, fig.state, location.hash, i, why => faults.push(why));
    if (to) goTo(fig, to);
    if (faults.length) noteUntilMoved(fig, `Of the link that leads here not all can be taken: ${faults.join("; ")}.`);
    if (!to) return;
    if (i) fig.root.scrollIntoView({ block: "nearest" });
  }
  addEventListener("hashchange", follow);
  queueMicrotask(follow);
  return () => {
    gone = true;
    removeEventListener("hashchange", follow);
  };
}

/** Remember, come back; and open where the address says. @param {Fig} fig @returns {Panel} */
export const sharePanel = fig => {
  function remember() {
    const { params, x, y, held, yerr, dials } = fig.state;
    fig.show("share", { kept: { params, x, y, held, yerr, dials } });
    fig.say("Remembered");
  }
  function back() {
    const { kept } = fig.state.view.share;
    if (!kept) return fig.say("Nothing is remembered yet");
    goTo(fig, kept);
    fig.say("Back");
  }
  return {
    name: "share",
    stage: "all",
    view: { kept: null },
    shortcuts: {
      p: { label: "remember how it is now", act: remember },
      b: { label: "back to what is remembered", act: back },
    },
    menu: [
      { name: "remember", label: "Remember how it is now", key: "p", act: remember },
      {
        name: "back",
        label: "Back to what is remembered",
        key: "b",
        hidden: ({ view }) => !view.share.kept,
        act: back,
      },
    ],
    actions: { recall: recalled },
    close: followAddress(fig),
  };
};
