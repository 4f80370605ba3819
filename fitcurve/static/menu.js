// Menus that open from a button, and boxes over the figure.
import { button, make, write } from "./dom.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Choice} Choice */
/** @typedef {import("./types.js").State} State */

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
 * Puts an open list where the figure has room for it.
 * @param {HTMLElement} list @param {HTMLElement} beside @param {HTMLElement} root
 */
function place(list, beside, root) {
  const room = root.getBoundingClientRect();
  const at = beside.getBoundingClientRect();
  const box = list.getBoundingClientRect();
  list.dataset.side = at.right - box.width < room.left ? "left" : "right";
  list.dataset.way = at.bottom + box.height > room.bottom && at.top - box.height > room.top ? "up" : "down";
}

/**
 * The keys of an open menu.
 * @param {HTMLElement} list @param {(back: boolean) => void} close
 */
function listenToKeys(list, close) {
  list.addEventListener("keydown", e => {
    const all = /** @type {HTMLElement[]} */ ([...list.children]);
    const { activeElement } = /** @type {Document|ShadowRoot} */ (list.getRootNode());
    const i = all.findIndex(el => el === activeElement);
    const n = all.length;
    /** @type {Record<string, number>} */
    const ways = { ArrowDown: (i + 1) % n, ArrowUp: (i + n - 1) % n, Home: 0, End: n - 1 };
    const to = ways[e.key];
    const typed = e.key === "Tab" || (e.key.length === 1 && e.key !== " ");
    if (to !== undefined) all[to].focus();
    else if (e.key === "Escape" || typed) close(true);
    if (to !== undefined || e.key === "Escape") e.preventDefault();
  });
}

/**
 * A button that opens a list of choices: its element, and what closes it.
 * @param {Fig} fig @param {HTMLElement} opener @param {() => Choice[]} choices @param {string} name
 */
export function menuButton(fig, opener, choices, name) {
  const list = make("div", { class: "fitcurve-menu", role: "menu", "aria-label": name, hidden: true });
  const el = make("span", { class: "fitcurve-opener" }, opener, list);
  write(opener, { "aria-haspopup": "menu", "aria-expanded": "false" });
  /** @param {PointerEvent} e */
  const away = e => {
    if (!e.composedPath().includes(el)) close();
  };
  function open() {
    const offered = choices().filter(choice => !choice.hidden?.(fig.state));
    const items = offered.map(choice =>
      item(choice, fig.state, () => {
        if (choice.off?.(fig.state)) return;
        close(true);
        choice.act();
      }),
    );
    list.replaceChildren(...items);
    list.hidden = false;
    write(opener, { "aria-expanded": "true" });
    place(list, el, fig.root);
    items[0].focus({ preventScroll: true });
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
