// A notebook is saved with its figures as they were left, not as their cells first showed them. JupyterLab asks the
// notebook for its text when it saves; there each figure's output is exchanged for the figure as it stands. The output
// on the page is left alone: nothing is drawn anew. Other editors don't let us, and keep what Python has made.
import { describe } from "./describe.js";
import { outputNow } from "./left.js";
import { fittedView, inkByDay, stillOf } from "./still.js";
import { theirs } from "./sync.js";

/** @typedef {import("./left.js").Bundle} Bundle */
/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").State} State */
/** @typedef {{cells: {outputs?: {data?: Bundle}[]}[]}} Text  a notebook's */
/** @typedef {{toJSON: () => Text, dirty: boolean, collaborative?: boolean}} Notebook  as JupyterLab has it */
/** @typedef {(data: Bundle) => Bundle} Leave */

/** @type {WeakMap<Notebook, Map<string, Leave>>} of each notebook that is open: its figures by name */
const notebooks = new WeakMap();

/** An output with the figure that it holds, as this was left. @param {Map<string, Leave>} figures */
const leftIn = figures => (/** @type {{data?: Bundle}} */ output) => {
  const html = [output.data?.["text/html"] ?? ""].flat().join("");
  const leave = figures.get(/^<div data-entry="figure.js" data-figure="(\w+)"/.exec(html)?.[1] ?? "");
  if (!leave || !output.data) return output;
  try {
    return { ...output, data: leave(output.data) };
  } catch (e) {
    console.warn(e); // whatever is wrong with a figure, the notebook is saved
    return output;
  }
};

/** The figures of a notebook, which is from now on saved with them. @param {Notebook} notebook */
function figuresOf(notebook) {
  const known = notebooks.get(notebook);
  if (known) return known;
  /** @type {Map<string, Leave>} */
  const figures = new Map();
  const left = leftIn(figures);
  const toJSON = notebook.toJSON.bind(notebook);
  notebook.toJSON = () => {
    const text = toJSON();
    return {
      ...text,
      cells: text.cells.map(cell => (cell.outputs ? { ...cell, outputs: cell.outputs.map(left) } : cell)),
    };
  };
  notebooks.set(notebook, figures);
  return figures;
}

const shown = /** @type {const} */ (["params", "x", "y", "held", "yerr", "labels", "home", "log", "dials", "hand"]);
const compared = /** @type {const} */ (["history", "runs", "ghosts", "predictions", "sliders", "answer", "best"]);
/** All of a state that is kept. @param {State} state */
const keptOf = state => [...[...shown, ...compared].map(key => state[key]), state.view.stage.at];

/** What is to be put for a figure's output, made anew only where the figure has changed. @param {Fig} fig */
function leaver(fig) {
  /** @type {import("./types.js").Ink|null} */
  let ink = null;
  /** @type {{seen: unknown[], before: Bundle, after: Bundle}|null} */
  let last = null;
  function look() {
    const shown = fittedView(fig);
    const words = describe(fig, shown.state, shown.now);
    return { words, png: stillOf(fig, (ink ??= inkByDay(fig.root)), shown) };
  }
  return {
    /** @param {Bundle} data @returns {Bundle} */
    leave(data) {
      const seen = keptOf(fig.state);
      const isSame = last?.before["text/html"] === data["text/html"] && seen.every((v, i) => v === last?.seen[i]);
      if (!last || !isSame) last = { seen, before: data, after: outputNow(data, fig, look) };
      return last.after;
    },
    /** While it is on the page, its colours can be asked for. */
    look() {
      ink ??= inkByDay(fig.root);
    },
  };
}

/**
 * From now on a notebook is saved with this figure as it stands, and is to be saved when a hand has changed it. Returns
 * what ends that.
 * @param {Fig} fig @param {import("./types.js").Host|null} host
 */
export function keepInNotebook(fig, host) {
  const notebook = host?.notebook?.();
  if (!host?.name || typeof notebook?.toJSON !== "function" || notebook.collaborative) return () => {};
  const { name } = host;
  const figures = figuresOf(notebook);
  const { leave, look } = leaver(fig);
  figures.set(name, leave);
  const off = fig.watch((state, before, action) => {
    if (theirs.has(action)) return;
    const then = keptOf(before);
    if (keptOf(state).every((v, i) => v === then[i])) return;
    figures.set(name, leave); // of several views, the one that a hand was on last
    look();
    notebook.dirty = true;
  });
  return () => {
    off();
    if (figures.get(name) === leave) figures.delete(name);
  };
}
