// What is behind ⋯ and ?: the menu of all that has no button of its own, and the list of all keys.
import { button, make } from "./dom.js";
import { isLetter, keyOf } from "./keys.js";
import { dialog, menuButton } from "./menu.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Choice} Choice */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./menu.js").Group} Group */
/** @typedef {import("./dom.js").Child} Child */

/** @type {[string, string][]} what stands together behind ⋯: first what a student needs first */
const groups = [
  ["Predict", "veil predict-the-curve foretold predict"],
  ["Show", "best-fit slice sweep pace score"],
  ["Data", "data hold-out hold-third hold-none original"],
  ["Compare", "keep-curve show-curves add-links remember back"],
  ["Axes", "zoom-in zoom-out log-x log-y ends-menu"],
  ["Hear", "inwords ear ear-descent sound"],
  ["Figure", "picture halo fewer full keys letters"],
];

/**
 * The lines of a menu in their groups; those that are in none come last, so that no feature needs to be known here.
 * @param {Choice[]} menu @returns {Group[]}
 */
export function grouped(menu) {
  const of = (/** @type {string} */ names) => names.split(" ").flatMap(name => menu.filter(line => line.name === name));
  const placed = groups.map(([name, names]) => /** @type {Group} */ ([name, of(names)]));
  const others = menu.filter(line => !placed.some(([, lines]) => lines.includes(line)));
  return [...placed, ["Others", others]];
}

/** @type {Record<string, string>} */
const keyNames = { ctrl: "Ctrl", shift: "Shift", alt: "Alt", escape: "Esc" };

/** "ctrl+y" -> ["Ctrl", "Y"] @param {string} chord */
const keysOf = chord => {
  const keys = chord === "+" ? [chord] : chord.split("+");
  return keys.map(key => keyNames[key] ?? (keys.length > 1 ? key.toUpperCase() : key));
};

/**
 * What the keys do, as [[chords, label], …], from the shortcuts themselves.
 * @param {Fig["shortcuts"]} shortcuts @returns {[string[][], string][]}
 */
export function keyList(shortcuts) {
  /** @type {Map<string, string[][]>} */
  const found = new Map();
  for (const [chord, { label }] of Object.entries(shortcuts))
    found.set(label, [...(found.get(label) ?? []), keysOf(chord)]);
  return [...found].map(([label, chords]) => [chords, label]);
}

/** Keys, as they are drawn. @param {string[]} keys @returns {Child[]} */
const drawn = keys => keys.flatMap((key, i) => [i ? "+" : null, make("kbd", {}, key)]);

/** @type {[Child[], string][]} */
const twice = [[["double click, double tap"], "on the empty plot it adds a point, on a point it removes it"]];

/** @param {Fig} fig @returns {[Child[], string][]} */
function rowsOf(fig) {
  const works = Object.entries(fig.shortcuts).filter(([chord]) => fig.state.view.more.letters || !isLetter(chord));
  /** @type {[Child[], string][]} */
  const shortcuts = keyList(Object.fromEntries(works)).map(([chords, label]) => [
    chords.flatMap((keys, i) => [i ? " or " : null, ...drawn(keys)]),
    label,
  ]);
  /** @type {[Child[], string][]} */
  const own = fig.shown.flatMap(({ keys }) => {
    if (!keys) return [];
    const [where, ...what] = keys.label.split(": ");
    return [[[`on ${where.startsWith("the ") ? "" : "the "}${where}`], what.join(": ")]];
  });
  return [
    ...shortcuts,
    [drawn(["Esc"]), "close this, a menu, the full screen"],
    [["on a slider"], "arrows move it by a step, Page Up and Page Down by ten"],
    ...(fig.hasData ? twice : []),
    ...own,
  ];
}

/** Letters do nothing, for whoever speaks to the page or types by accident; or they do again. @param {Fig} fig */
function switchLetters(fig) {
  const letters = !fig.state.view.more.letters;
  fig.show("more", { letters });
  fig.say(letters ? "Letter keys on" : "Letter keys off");
}

/** @param {Fig} fig @returns {Panel} */
export const morePanel = fig => {
  const table = make("div", { class: "fitcurve-keys", role: "list" });
  const box = dialog("Keys", table);
  function showKeys() {
    const rows = rowsOf(fig).map(([keys, label]) =>
      make("div", { role: "listitem" }, make("span", {}, ...keys), make("span", {}, label)),
    );
    table.replaceChildren(...rows);
    box.showModal();
  }
  box.addEventListener("keydown", e => {
    if (keyOf(e) !== "?") return;
    e.preventDefault();
    box.close();
  });
  const opener = button("more", "⋯", () => {}, { "aria-label": "More" });
  const menu = menuButton(fig, opener, () => grouped(fig.shown.flatMap(({ menu = [] }) => menu)), "More");
  const hasButton = () => fig.root.querySelector("[data-action=fullscreen]")?.checkVisibility?.() ?? false;
  return {
    name: "more",
    view: { letters: true },
    head: menu.el,
    stops: [box],
    shortcuts: { "?": { label: "all keys", act: showKeys } },
    menu: [
      { name: "full", label: "Full screen", key: "f", hidden: hasButton, act: () => fig.shortcuts.f.act() },
      { name: "keys", label: "All keys…", key: "?", act: showKeys },
      {
        name: "letters",
        label: "Letters are keys",
        on: ({ view }) => view.more.letters,
        act: () => switchLetters(fig),
      },
    ],
    close: () => menu.close(),
  };
};
