// Other curves by name: the spread of their losses as a strip of dots, and a list; to be chosen, or taken away.
import { addLinks, newId } from "./addlinks.js";
import { lookOf } from "./curves.js";
import { lossCalled } from "./describe.js";
import { button, make, write } from "./dom.js";
import { stopBeside } from "./focus.js";
import { ghostActions, knower, mostCurves, spread } from "./ghosts.js";
import { swatch } from "./legend.js";
import { format } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Ghost} Ghost */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./ghosts.js").Measured} Measured */
/** @typedef {NonNullable<ReturnType<typeof spread>>} Spread */

const wide = 50; // times the least: a spread so wide is shown on a logarithmic axis
const near = 0.02; // of the strip: dots so near each other are stacked
const highest = 4; // dots in a stack
const heavy = 20_000; // points × curves, which are measured only when the hand rests

/** Where on the strip a loss is, from 0 to 1. @param {Spread} spread */
function axisOf({ least, most }) {
  const isWide = least.loss > 0 && most.loss > wide * least.loss;
  const scaled = isWide ? Math.log : (/** @type {number} */ v) => v;
  const [lo, hi] = [scaled(least.loss), scaled(most.loss)];
  return {
    isWide,
    /** @param {number} loss */
    at: loss => (hi > lo ? Math.min(1, Math.max(0, (scaled(loss) - lo) / (hi - lo))) : 0.5),
  };
}

/** How a mark stands on the strip. @param {number} at @param {number} [row] */
const placed = (at, row = 0) => `left: ${(100 * at).toFixed(2)}%; --row: ${row}`;

/** The strip: a dot for each loss, a bar at the median. It says nothing that the list doesn't. @param {Fig} fig */
function stripOf(fig) {
  const el = make("div", { class: "fitcurve-spread", "aria-hidden": "true" });
  const here = make("i", { class: "fitcurve-mine" });
  /** @type {ReturnType<typeof axisOf>|null} */
  let axis = null;
  return {
    el,
    /** @param {Spread|null} known */
    paint(known) {
      el.hidden = !known || known.known.length < 2;
      axis = known && axisOf(known);
      if (!known || !axis) return;
      const { at } = axis;
      /** @type {number[]} */
      const places = [];
      const dots = known.known.map(({ ghost, loss }) => {
        const place = at(loss);
        const row = places.filter(other => place - other < near).length % highest;
        places.push(place);
        const dot = make("i", { class: "fitcurve-loss-dot", style: placed(place, row) });
        dot.dataset.curve = ghost.id;
        dot.title = `${ghost.name}: ${format(loss)}`;
        dot.toggleAttribute("data-least", ghost === known.least.ghost);
        dot.addEventListener("pointerenter", () => fig.show("curves", { active: ghost.id }));
        return dot;
      });
      el.replaceChildren(make("i", { class: "fitcurve-median", style: placed(at(known.median)) }), here, ...dots);
    },
    /** @param {string|null} active */
    choose(active) {
      for (const dot of el.children)
        dot.toggleAttribute("data-active", /** @type {HTMLElement} */ (dot).dataset.curve === active);
    },
    /** Where the figure's own loss is. @param {number} loss */
    moveTo(loss) {
      if (el.hidden || !axis) return;
      const at = Number.isFinite(loss) ? axis.at(loss) : 1;
      here.style.left = `${(100 * at).toFixed(2)}%`;
    },
  };
}

/** A curve's line in the list. @param {Fig} fig @param {Ghost} ghost @param {() => void} drop */
function entryOf(fig, ghost, drop) {
  const { tone, dash } = lookOf(ghost.mark);
  const title = make("span", { class: "fitcurve-run" }, ghost.name);
  const loss = make("span", { class: "fitcurve-number" });
  const choose = () => fig.show("curves", { active: ghost.id });
  const pick = make(
    "button",
    { type: "button", class: "fitcurve-pick", "data-curve-name": ghost.name, onclick: choose, onfocus: choose },
    swatch(tone, dash),
    title,
    loss,
  );
  const remove = button("drop-curve", "×", drop, { "aria-label": `Remove ${ghost.name}` });
  const el = make("div", { class: "fitcurve-entry", onpointerenter: choose }, pick, remove);
  return {
    el,
    pick,
    /** @param {string} words @param {boolean} isActive @param {boolean} stops  is it the one that Tab comes to? */
    paint(words, isActive, stops) {
      write(loss, { text: words });
      write(pick, { "aria-pressed": String(isActive), tabindex: stops ? "0" : "-1" });
      write(remove, { tabindex: stops ? "0" : "-1" });
    },
  };
}

/** The list: one stop of the Tab key; arrows go through it, Delete takes one away. @param {Fig} fig */
function listOf(fig) {
  const el = make("div", { class: "fitcurve-legend", role: "group", "aria-label": "curves to compare, by name" });
  /** @type {Map<Ghost, ReturnType<typeof entryOf>>} */
  const entries = new Map();
  const ghosts = () => [...entries.keys()];
  /** @param {number} i */
  const focus = i => entries.get(ghosts()[Math.min(ghosts().length - 1, Math.max(0, i))])?.pick.focus();
  /** @param {Ghost} ghost */
  function drop(ghost) {
    const i = ghosts().indexOf(ghost);
    fig.act("ghostDropped", ghost.id);
    fig.say(`${ghost.name} removed`);
    sync(fig.state.ghosts);
    if (entries.size) focus(i);
    else stopBeside(fig.root, el).focus({ preventScroll: true });
  }
  /** @param {Ghost[]} all */
  function sync(all) {
    for (const [ghost, { el }] of entries) {
      if (all.includes(ghost)) continue;
      el.remove();
      entries.delete(ghost);
    }
    for (const ghost of all) {
      const entry = entries.get(ghost) ?? entryOf(fig, ghost, () => drop(ghost));
      entries.delete(ghost);
      entries.set(ghost, entry);
    }
    [...entries.values()].forEach((entry, i) => {
      if (el.children[i] !== entry.el) el.insertBefore(entry.el, el.children[i] ?? null);
    });
  }
  el.addEventListener("keydown", e => {
    const i = [...entries.values()].findIndex(({ el }) => el.contains(/** @type {Node} */ (e.target)));
    /** @type {Record<string, number>} */
    const ways = { ArrowDown: i + 1, ArrowRight: i + 1, ArrowUp: i - 1, ArrowLeft: i - 1, Home: 0, End: entries.size };
    if (e.key in ways) focus(ways[e.key]);
    else if (e.key === "Delete" || e.key === "Backspace") drop(ghosts()[i]);
    else return;
    e.preventDefault();
    e.stopPropagation();
  });
  return {
    el,
    sync,
    /** @param {Measured[]} all @param {Spread|null} known @param {string|null} active @param {boolean} isVeiled */
    paint(all, known, active, isVeiled) {
      const chosen = all.some(({ ghost }) => ghost.id === active) ? active : all[0]?.ghost.id;
      for (const { ghost, loss } of all) {
        const isLeast = all.length > 1 && ghost === known?.least.ghost;
        const entry = entries.get(ghost);
        entry?.el.toggleAttribute("data-least", isLeast && !isVeiled);
        const words = isVeiled || !fig.hasData ? "" : format(loss) + (isLeast ? " least" : "");
        entry?.paint(words, ghost.id === active, ghost.id === chosen);
      }
    },
  };
}

/** @param {string} lossName @param {Spread} known @param {boolean} isWide */
const spreadWords = (lossName, { known, least, median, most }, isWide) =>
  `${lossName} of ${known.length}: least ${format(least.loss)} (${least.ghost.name}), ` +
  `median ${format(median)}, most ${format(most.loss)}${isWide ? "; log axis" : ""}`;

/** What is behind ⋯. @param {Fig} fig @param {() => void} paste @returns {import("./types.js").Choice[]} */
const choices = (fig, paste) => [
  {
    name: "keep-curve",
    label: "Keep this curve, to compare with",
    off: ({ ghosts }) => ghosts.length >= mostCurves,
    act() {
      fig.act("ghostsAdded", [{ id: newId(), name: "", params: { ...fig.state.params } }]);
      fig.say(`Kept as ${fig.state.ghosts.at(-1)?.name}`);
    },
  },
  { name: "add-links", label: "Add curves from links…", act: paste },
  {
    name: "show-curves",
    label: "The other curves",
    hidden: ({ ghosts }) => !ghosts.length,
    on: ({ view }) => view.curves.on,
    act: () => fig.show("curves", { on: !fig.state.view.curves.on }),
  },
];

/** @param {Fig} fig @returns {Panel} */
export const rosterPanel = fig => {
  const { loss: lossOf } = knower(fig);
  const strip = stripOf(fig);
  const list = listOf(fig);
  const words = make("span");
  const key = make("span", { class: "fitcurve-spread-key", "aria-hidden": "true" });
  key.append(...["▾ here", "○ least", "❘ median"].map(text => make("span", {}, text)));
  const el = make(
    "div",
    {
      class: "fitcurve-roster",
      hidden: true,
      onpointerleave: () => void (fig.state.view.curves.active && fig.show("curves", { active: null })),
      onfocusout(e) {
        if (!el.contains(/** @type {Node|null} */ (e.relatedTarget))) fig.show("curves", { active: null });
      },
    },
    make("p", { class: "fitcurve-spread-words" }, words, " ", key),
    strip.el,
    list.el,
  );
  const links = addLinks(fig);
  /** @type {unknown[]} */
  let seen = [];
  /** @type {unknown[]} */
  let measured = [];
  /** @type {Measured[]} */
  let all = [];
  /** @type {Spread|null} */
  let known = null;

  /** @param {State} state */
  function measure(state) {
    const { ghosts, told, x, y, base } = state;
    const news = [ghosts, told, x, y, fig.measures];
    if (news.every((v, i) => v === measured[i])) return;
    const isMoving = x !== base.x || y !== base.y;
    if (isMoving && ghosts === measured[0] && ghosts.length * (x?.length ?? 0) > heavy) return;
    measured = news;
    list.sync(ghosts);
    all = ghosts.map(ghost => ({ ghost, loss: /** @type {number} */ (lossOf(ghost, state)) }));
    known = fig.hasData ? spread(all) : null;
  }
  return {
    name: "roster",
    stage: "all",
    el,
    stops: [links.box],
    actions: ghostActions,
    menu: choices(fig, links.open),
    paint(state, { loss }) {
      const { ghosts, view } = state;
      const isShown = ghosts.length > 0 && view.curves.on;
      if (el.hidden === isShown) el.hidden = !isShown;
      if (!isShown) return;
      measure(state);
      const isVeiled = !!view.veil?.on;
      const news = [all, isVeiled, view.curves.active];
      if (news.some((v, i) => v !== seen[i])) {
        const open = isVeiled ? null : known;
        if (seen[0] !== all || seen[1] !== isVeiled) strip.paint(open);
        strip.choose(view.curves.active);
        const isSpread = open && open.known.length > 1;
        write(key, { hidden: !isSpread });
        write(words, { text: isSpread ? spreadWords(lossCalled(fig.spec), open, axisOf(open).isWide) : "To compare" });
        list.paint(all, known, view.curves.active, isVeiled);
      }
      seen = news;
      strip.moveTo(loss);
    },
  };
};
