// What is behind ⋯ and ?: menus that open from a button, and the list of all keys.
import { button, make, write } from "./dom.js";

const text = (label, state) => (typeof label === "function" ? label(state) : label);

/** A button that opens a list: `items()` are `{ name, label, act, key?, off?(state), on?(state) }`. Its element. */
export function menuButton(fig, opener, items, name) {
  const list = make("div", { class: "fitcurve-menu", role: "menu", "aria-label": name, hidden: true }),
    el = make("span", { class: "fitcurve-opener" }, opener, list);
  write(opener, { "aria-haspopup": "menu", "aria-expanded": "false" });
  const away = e => {
      if (!e.composedPath().includes(el)) close();
    },
    choices = () => [...list.children];
  function open() {
    const { state } = fig;
    list.replaceChildren(
      ...items().map(({ name, label, act, key, off, on }) =>
        make(
          "button",
          {
            type: "button",
            class: "fitcurve-item",
            role: on ? "menuitemcheckbox" : "menuitem",
            tabindex: -1,
            "data-action": name,
            "aria-checked": on ? String(!!on(state)) : null,
            "aria-disabled": off?.(state) ? "true" : null,
            onclick: () => {
              if (off?.(fig.state)) return;
              close(true);
              act();
            },
          },
          make("span", {}, text(label, state)),
          key && make("kbd", { "aria-hidden": "true" }, key),
        ),
      ),
    );
    list.hidden = false;
    write(opener, { "aria-expanded": "true" });
    const room = fig.root.getBoundingClientRect(),
      at = el.getBoundingClientRect(),
      box = list.getBoundingClientRect();
    list.dataset.side = at.right - box.width < room.left ? "left" : "right";
    list.dataset.way = at.bottom + box.height > room.bottom && at.top - box.height > room.top ? "up" : "down";
    choices()[0].focus({ preventScroll: true });
    document.addEventListener("pointerdown", away, true);
  }
  function close(back = false) {
    if (list.hidden) return;
    list.hidden = true;
    write(opener, { "aria-expanded": "false" });
    document.removeEventListener("pointerdown", away, true);
    if (back) opener.focus({ preventScroll: true });
  }
  opener.addEventListener("click", () => (list.hidden ? open() : close(true)));
  el.addEventListener("focusout", e => {
    if (e.relatedTarget && !el.contains(e.relatedTarget)) close();
  });
  list.addEventListener("keydown", e => {
    const all = choices(),
      i = all.indexOf(fig.root.getRootNode().activeElement),
      n = all.length;
    const to = { ArrowDown: (i + 1) % n, ArrowUp: (i + n - 1) % n, Home: 0, End: n - 1 }[e.key];
    if (to !== undefined) all[to].focus();
    else if (e.key === "Escape") close(true);
    else {
      if (e.key === "Tab" || (e.key.length === 1 && e.key !== " ")) close(true);
      return;
    }
    e.preventDefault();
  });
  return Object.assign(el, { close });
}

/** A box over the figure; the browser gives the focus back when it closes, and Esc closes it. */
export function dialog(title, ...inside) {
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

const keyNames = { ctrl: "Ctrl", shift: "Shift", alt: "Alt", escape: "Esc" };

/** What the keys do, as [[chords, label], …], from the shortcuts themselves. */
export function keyList(shortcuts) {
  const found = new Map();
  for (const [keys, { label }] of Object.entries(shortcuts))
    found.set(label, [
      ...(found.get(label) ?? []),
      keys.split("+").map(k => keyNames[k] ?? (keys.includes("+") ? k.toUpperCase() : k)),
    ]);
  return [...found].map(([label, keys]) => [keys, label]);
}

export const morePanel = fig => {
  const table = make("div", { class: "fitcurve-keys", role: "list" }),
    keys = dialog("Keys", table),
    kbd = parts => parts.flatMap((k, i) => [i ? "+" : null, make("kbd", {}, k)]);
  function list() {
    const rows = keyList(fig.shortcuts).map(([chords, label]) => [
      chords.flatMap((parts, i) => [i ? " or " : null, ...kbd(parts)]),
      label,
    ]);
    rows.push(
      [["Esc"].map(k => make("kbd", {}, k)), "close this, a menu, the full screen"],
      [["on a slider"], "arrows move it by a step, Page Up and Page Down by ten"],
    );
    for (const { keys } of fig.components)
      if (keys) {
        const [where, ...what] = keys.label.split(": ");
        rows.push([[`on ${where.startsWith("the ") ? "" : "the "}${where}`], what.join(": ")]);
      }
    table.replaceChildren(
      ...rows.map(([keys, label]) =>
        make("div", { role: "listitem" }, make("span", {}, ...keys), make("span", {}, label)),
      ),
    );
    keys.showModal();
  }
  keys.addEventListener("keydown", e => {
    if (e.key === "?") {
      e.preventDefault();
      keys.close();
    }
  });
  const more = menuButton(
    fig,
    button("more", "⋯", () => {}, { "aria-label": "More" }),
    () => fig.components.flatMap(p => p.menu ?? []),
    "More",
  );
  return {
    name: "more",
    head: more,
    stops: [keys],
    shortcuts: { "?": { label: "all keys", act: list } },
    menu: [
      { name: "full", label: "Full screen", key: "f", act: () => fig.shortcuts.f.act() },
      { name: "keys", label: "Keys", key: "?", act: list },
    ],
    close: () => more.close(),
  };
};
