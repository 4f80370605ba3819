// Menus that open from a button, and boxes over the figure.
import { button, make, write } from "./dom.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Choice} Choice */
/** @typedef {import("./types.js").State} State */
/** @typedef {[string, Choice[]]} Group  of a menu: its name for who can't see that it is one, or "" for the only one */

const air = 12; // px, between a list and the end of what is seen
const least = 120; // px: a list is that tall, however little is seen

/** One line of a menu. @param {Choice} choice @param {State} state @param {() => void} chosen */
function item({ name, label, key, off, on }, state, chosen) {
  return make(
    "button",
    {
      type: "button",
      class: "fitcurve-item",
      role: on ? "menuitemcheckbox" : "menuitem",
      tabindex: -1,
      "data-action": name,
      "aria-checked": on ? String(on(state)) : null,
      "aria-disabled": off?.(state) ? "true" : null,
      onclick: chosen,
    },
    make("span", {}, typeof label === "function" ? label(state) : label),
    key && state.view.more.letters ? make("kbd", { "aria-hidden": "true" }, key) : null,
  );
}

/**
 * The part of the screen that an element can be seen in: what scrolls round it cuts it off.
 * @param {HTMLElement} el
 */
function sightOf(el) {
  const seen = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };
  const isPage = (/** @type {Element} */ e) => e === document.body || e === document.documentElement;
  for (let e = /** @type {Element|null} */ (el); e && !isPage(e); e = outer(e)) {
    if (getComputedStyle(e).overflowY === "visible") continue;
    const { left, top, right, bottom } = e.getBoundingClientRect();
    seen.left = Math.max(seen.left, left);
    seen.top = Math.max(seen.top, top);
    seen.right = Math.min(seen.right, right);
    seen.bottom = Math.min(seen.bottom, bottom);
  }
  return seen;
}

/** What an element stands in, out of a shadow too. @param {Element} el @returns {Element|null} */
const outer = el => el.parentElement ?? /** @type {Partial<ShadowRoot>} */ (el.getRootNode()).host ?? null;

/**
 * Puts an open list below its button or above it, wherever there is more room, and no taller than that.
 * @param {HTMLElement} list @param {HTMLElement} beside @param {HTMLElement} root
 */
function place(list, beside, root) {
  write(list, { "--fitcurve-room": "none", "--fitcurve-left": "0px" });
  const at = beside.getBoundingClientRect();
  const box = list.getBoundingClientRect();
  const seen = sightOf(root);
  const figure = root.getBoundingClientRect();
  const scale = at.width / beside.offsetWidth || 1; // of a page that is shown larger, or smaller
  const [below, above] = [seen.bottom - at.bottom, at.top - seen.top];
  const isUp = box.height + air > below && above > below;
  const left = Math.min(at.left, Math.min(seen.right, figure.right) - box.width);
  write(list, {
    "data-way": isUp ? "up" : "down",
    "--fitcurve-room": `${Math.max(least, (isUp ? above : below) - air) / scale}px`,
    "--fitcurve-left": `${(Math.max(left, seen.left, figure.left) - at.left) / scale}px`,
  });
  const groups = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(".fitcurve-group")]);
  groups.forEach((el, i) => write(el, { "data-top": !i || el.offsetLeft > groups[i - 1].offsetLeft }));
}

/**
 * The nearest line to the right of one, or to its left; itself, where there is none.
 * @param {HTMLElement[]} all @param {HTMLElement} from @param {boolean} isRight
 */
function across(all, from, isRight) {
  const at = from.getBoundingClientRect();
  const far = (/** @type {HTMLElement} */ el) => {
    const { left, top } = el.getBoundingClientRect();
    return isRight === left > at.left && left !== at.left ? Math.hypot(left - at.left, top - at.top) : Infinity;
  };
  return all.reduce((best, el) => (far(el) < far(best) ? el : best), from);
}

/**
 * The keys of an open menu.
 * @param {HTMLElement} list @param {(back: boolean) => void} close
 */
function listenToKeys(list, close) {
  list.addEventListener("keydown", e => {
    const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(".fitcurve-item")]);
    const { activeElement } = /** @type {Document|ShadowRoot} */ (list.getRootNode());
    const i = all.findIndex(el => el === activeElement);
    const n = all.length;
    /** @type {Record<string, () => HTMLElement>} */
    const ways = {
      ArrowDown: () => all[(i + 1) % n],
      ArrowUp: () => all[(i + n - 1) % n],
      ArrowRight: () => across(all, all[i], true),
      ArrowLeft: () => across(all, all[i], false),
      Home: () => all[0],
      End: () => all[n - 1],
    };
    const to = ways[e.key]?.();
    const typed = e.key === "Tab" || (e.key.length === 1 && e.key !== " ");
    if (to) to.focus();
    else if (e.key === "Escape" || typed) close(true);
    if (to || e.key === "Escape") e.preventDefault();
  });
}

/**
 * What is about to be switched on or off, for whoever doesn't see it; it may say more by itself.
 * @param {Fig} fig @param {Choice} choice
 */
function tellSwitched({ state, say }, { label, on }) {
  const name = typeof label === "function" ? label(state) : label;
  if (on) say(`${name}: ${on(state) ? "off" : "on"}`);
}

/** @param {Group} group @param {(choice: Choice) => HTMLElement} line */
const groupOf = ([name, choices], line) =>
  make(
    "div",
    { class: "fitcurve-group", role: name ? "group" : "presentation", "aria-label": name || null },
    ...choices.map(line),
  );

/**
 * A button that opens a list of choices: its element, and what closes it.
 * @param {Fig} fig @param {HTMLElement} opener @param {() => Group[]} groups @param {string} name
 */
export function menuButton(fig, opener, groups, name) {
  const list = make("div", { class: "fitcurve-menu", role: "menu", "aria-label": name, hidden: true });
  const el = make("span", { class: "fitcurve-opener" }, opener, list);
  write(opener, { "aria-haspopup": "menu", "aria-expanded": "false" });
  /** @param {PointerEvent} e */
  const away = e => {
    if (!e.composedPath().includes(el)) close();
  };
  const isOffered = (/** @type {Choice} */ { hidden }) => !hidden?.(fig.state);
  function open() {
    /** @param {Choice} choice */
    const line = choice =>
      item(choice, fig.state, () => {
        if (choice.off?.(fig.state)) return;
        close(true);
        tellSwitched(fig, choice);
        choice.act();
      });
    const offered = groups().map(([name, all]) => /** @type {Group} */ ([name, all.filter(isOffered)]));
    const filled = offered.filter(([, choices]) => choices.length).map(group => groupOf(group, line));
    list.replaceChildren(make("div", { class: "fitcurve-groups", role: "presentation" }, ...filled));
    list.hidden = false;
    write(opener, { "aria-expanded": "true" });
    place(list, el, fig.root);
    list.scrollTop = 0;
    /** @type {HTMLElement|null} */ (list.querySelector(".fitcurve-item"))?.focus({ preventScroll: true });
    document.addEventListener("pointerdown", away, true);
  }
  /** @param {boolean} back  the focus, to the button */
  function close(back = false) {
    if (list.hidden) return;
    list.hidden = true;
    write(opener, { "aria-expanded": "false" });
    document.removeEventListener("pointerdown", away, true);
    if (back) opener.focus({ preventScroll: true });
  }
  opener.addEventListener("click", () => (list.hidden ? open() : close(true)));
  el.addEventListener("focusout", e => {
    if (e.relatedTarget && !el.contains(/** @type {Node} */ (e.relatedTarget))) close();
  });
  listenToKeys(list, close);
  return { el, close };
}

/**
 * A box over the figure; the browser gives the focus back when it closes, and Esc closes it.
 * @param {string} title @param {...Node} inside
 */
export function dialog(title, ...inside) {
  /** @type {HTMLDialogElement} */
  const el = make(
    "dialog",
    { class: "fitcurve-dialog", "aria-label": title },
    make(
      "div",
      { class: "fitcurve-head" },
      make("strong", {}, title),
      button("close", "Close", () => el.close()),
    ),
    ...inside,
  );
  el.addEventListener("click", e => {
    if (e.target === el) el.close();
  });
  return el;
}
