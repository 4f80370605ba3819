// What layers and panels are given: `fig`, the figure as they see it. Its type is in types.js.
import { calculator } from "./numbers.js";
import { recalled } from "./record.js";
import { isIn } from "./stages.js";
import { actions, begin, store } from "./state.js";
import { movesOn, walker } from "./walk.js";

/** @typedef {import("./types.js").Component} Component */
/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Spec} Spec */

/** @param {HTMLElement} root */
export function fullScreen(root) {
  if (document.fullscreenElement === root) document.exitFullscreen();
  else root.requestFullscreen?.().then(() => root.matches(":focus-within") || root.focus());
}

/** Its own shortcuts, and those of its components that are shown. @param {Fig} fig @returns {Fig["shortcuts"]} */
function shortcutsOf({ root, act, shown }) {
  const own = {
    "ctrl+z": { label: "undo", act: () => act("undo") },
    "ctrl+shift+z": { label: "redo", act: () => act("redo") },
    "ctrl+y": { label: "redo", act: () => act("redo") },
    f: { label: "full screen", act: () => fullScreen(root) },
  };
  return Object.assign(own, ...shown.map(({ shortcuts }) => shortcuts));
}

/** Components bring actions of their own. @param {Component[]} components @param {Record<string, unknown>} known */
function learn(components, known) {
  for (const { actions: own } of components)
    for (const [name, action] of Object.entries(own ?? {})) {
      if (known[name]) throw new Error(`two actions are called ${name}`);
      known[name] = action;
    }
}

/**
 * The layers and panels that apply to this figure. From here on it has them.
 * @param {Fig} fig @param {((fig: Fig) => Layer|null)[]} layers @param {((fig: Fig) => Panel|null)[]} panels
 */
function furnish(fig, layers, panels) {
  fig.layers = layers.map(create => create(fig)).filter(layer => layer !== null);
  fig.panels = panels.map(create => create(fig)).filter(panel => panel !== null);
  fig.components = [...fig.layers, ...fig.panels];
}

/**
 * What needs the numbers at this state is done once they are there; a hand that moves on lets go of it.
 * @param {() => Fig} figNow @param {Fig["watch"]} watch @returns {Pick<Fig, "whenKnown">}
 */
function patient(figNow, watch) {
  /** @type {(() => void)[]} */
  let queue = [];
  function go() {
    while (queue.length && !figNow().waiting) queue.shift()?.();
  }
  watch((state, before, name) => {
    if (movesOn(name)) queue = [];
    if (name === "answered" && queue.length) queueMicrotask(go); // when all of the answer is heard
  });
  return {
    whenKnown(act) {
      queue.push(act);
      go();
    },
  };
}

/**
 * What is remembered of the walk. (`figNow()` is not there yet when this is called.)
 * @param {() => Fig} figNow
 * @returns {Pick<Fig, "startHistory"|"remember"|"settle"|"done">}
 */
function historian(figNow) {
  /** @param {Fig} fig */
  const moment = fig => {
    const { loss, test } = fig.numbers();
    return { params: fig.state.params, loss, test, by: fig.walk.by };
  };
  return {
    startHistory() {
      const fig = figNow();
      if (fig.hasData && !fig.state.history.length && !fig.waiting) fig.act("noted", moment(fig));
    },
    remember() {
      const fig = figNow();
      fig.startHistory();
      if (fig.hasData && !fig.waiting) fig.act("remember", moment(fig));
    },
    settle() {
      const fig = figNow();
      fig.startHistory();
      fig.act("noted", moment(fig));
      fig.act("commit");
    },
    done(atOnce = true) {
      const fig = figNow();
      fig.remember();
      fig.act("commit");
      if (atOnce) fig.wire.tell(0);
    },
  };
}

/**
 * A figure without its place in the page: `mount` adds that, and the wire to the kernel.
 * @param {Spec} spec
 * @param {Pick<Fig, "root"|"alone"|"say"|"repaint"|"outdated">} place
 * @param {((fig: Fig) => Layer|null)[]} layers
 * @param {((fig: Fig) => Panel|null)[]} panels
 */
export function figOf(spec, place, layers, panels) {
  const known = { ...actions, recollected: recalled };
  const { act, watch, now } = store(begin(spec), known);
  const traced = !!spec.program;
  const measures = () => traced && (place.alone || !now().of);
  const { fitted, numbers, measure } = calculator(spec, now, measures);
  const hasData = !!spec.y;
  /** @type {Fig} */
  const fig = {
    ...place,
    spec,
    names: Object.keys(spec.params),
    traced,
    hasData,
    first: now(),
    act,
    watch,
    numbers,
    measure,
    ink: /** @type {import("./types.js").Ink} */ ({}), // with the first picture
    walk: /** @type {import("./types.js").Walk} */ ({}), // as all these, in a moment
    layers: [],
    panels: [],
    components: [],
    get shortcuts() {
      return shortcutsOf(fig);
    },
    get shown() {
      return fig.components.filter(fig.shows);
    },
    shows: ({ stage }) => isIn(now().view.stage.at, stage),
    wire: { tell() {}, ask() {}, waiting: false, settled: true },
    get state() {
      return now();
    },
    get waiting() {
      return !measures() && fig.wire.waiting;
    },
    get measures() {
      return measures();
    },
    get canMovePoints() {
      return !now().of && (traced || !fig.alone);
    },
    get canChangeCount() {
      return fig.canMovePoints && !fitted().ofThesePoints;
    },
    show(name, flags) {
      act("show", name, flags);
    },
    ...historian(() => fig),
    ...patient(() => fig, watch),
  };
  fig.walk = walker(fig);
  furnish(fig, layers, panels);
  learn(fig.components, known);
  const views = fig.components.flatMap(({ name, view }) => (view ? [[name, view]] : []));
  act("furnished", Object.fromEntries(views));
  return fig;
}
