/**
 * The live figure, put together: one state, a list of layers over one canvas, a list of panels.
 *
 * These files are plain ES modules: node's tests import them as they are, a notebook's output carries them by name, and
 * loader.js links them in the browser. No build, no bundler. A stylesheet beside a module travels with it.
 *
 * The sums (pure: they know nothing of the DOM)
 *   program.js    the traced function, both ways             fit.js        function, data, loss; one step downhill
 *   state.js      the state, its actions, undo               dials.js      the four settings of a descent
 *   special.js    log Γ, Bessel's functions
 *   numbers.js    the numbers of a state                     runs.js       runs by name, to be compared
 *   best.js       the least MAE                              words.js      numbers for readers, Python and JSON
 *   describe.js   the figure in words                        python.js     the state as a line of Python
 *   shape.js      where a curve turns, jumps, is zero         seek.js       such places, between those drawn
 *   link.js       the state as an address                    types.js      what all of these hand each other
 * The figure
 *   fig.js        what layers and panels are given           sync.js       what page and kernel tell each other
 *   ledger.js     what the kernel has yet to hear          silence.js    when it doesn't answer
 *   record.js     the runs and the walk, to be kept        recollect.js  and asked for by a view that opens later
 *   walk.js       Step and Run                               replay.js     back through a run
 *   keep.js       a notebook is saved with it             left.js       as it was left
 *   follow.js     the kernel's own walk                      keys.js       the shortcuts
 *   stages.js     how much is shown: it grows            host.js       the kernel's end of the wire
 *   live.js       what a screen reader hears                 scripting.js  what scripts may ask
 *   focus.js      the focus is never lost                    rest.js       what comes to rest
 *   spare.js      the time that is left over
 *   door.js       refuses a spec that was damaged          intact.js     is its program whole?
 *   dom.js        elements, canvases                         ink.js        the palette as it is by this light
 *   menu.js       menus, boxes                               loader.js     brings all this to life
 * On the plot
 *   plot.js       scales, ticks, the stack of layers         pointer.js    pointer and keys, to the layers
 *   layers.js     axes, gaps, curve                          points.js     the data, and a hand on them
 *   pull.js       a hand on the curve                        draw.js       a stroke becomes the data
 *   axis.js       how an axis runs: evenly, or by logs      view.js       which part of the plane is in view
 *   zoom.js       a hand on that                             still.js      the plot as a picture, by day
 *   labels.js     the names of the axes                      reading.js    what the point under the pointer says
 *   errorbars.js  error bars                                  errors.js     those of other data
 *   gaps.js       its residual, its share of the loss         inwords.js    the curve in words
 *   partlines.js  each part of a sum by itself               hooks.js      where its parts bend, to be dragged
 * Beside it
 *   heldout.js    points held out for a test                 sample.js     a new sample
 *   metrics.js    a second reading beside the loss           scores.js     R² and its like
 *   loss.js       the loss                                   gauge.js      how far it is from the best
 *   controls.js   a row: name, slider, number                sweep.js      ▶: a slider over its range and back
 *   box.js        a number to type                           typed.js      what was typed, read
 *   sliders.js    the parameters                             arrow.js      the way that would help, and how steep
 *   buttons.js    Step, Run, Reset, Copy                     pace.js       the pace of Run
 *   endsform.js   the ends of a slider, in place             ends.js       what they may be
 *   descent.js    the dials                                  strip.js      the strip chart, to go back in
 *   chart.js      how the strip chart is painted             legend.js     its lines by name
 *   veil.js       predict, then reveal; the best fit         share.js      to copy, to remember
 *   present.js    a ring for the pointer; the loss as sound  more.js       what is behind ⋯ and ?
 *   ear.js        the curve by ear, and the descent          score.js      which notes, and when
 *   notes.js      what is to be said of the function
 *   predict.js    what one thinks it will be, and was        verdict.js    how far off that was, in words
 *   foretell.js   a curve that one thinks fits best          ask.js        where will Run end? in place
 * The data as a table
 *   table.js      the box: rows, paste, CSV                grid.js        its rows, as many as are seen
 *   pasted.js     two columns, read and written
 * The picture to take along
 *   picture.js    copied, saved as PNG or SVG              paper.js       title, legend and plot on white paper
 *   recorder.js   a canvas that remembers, and            svg.js         what it remembers, as SVG
 *   sections.js   what map, slice and chart add
 * A sum of parts
 *   parts.js      the parts by number, and Fit               sums.js       which parts there are, and their hooks
 *   refit.js      Fit                                        ralgorithm.js Shor's r-algorithm, by which it goes
 *   limit.js      the least loss that such a sum can have    pieces.js     the least error of straight pieces
 * Other curves, to compare
 *   ghosts.js     which there are, what is known of each     curves.js     how they are drawn
 *   roster.js     by name, and the spread of their losses    addlinks.js   links, pasted
 *   links.js      links, read as from strangers              ghostsync.js  page and kernel have the same
 *   nametags.js   their names, kept apart
 * The map
 *   map.js        the loss over two parameters               maphand.js    a hand on it
 *   survey.js     each loss of it, in the time left over     surface.js    how it is painted
 *   heat.js       the colours of heights                     contour.js    lines of equal height
 * In its place
 *   slice.js      the loss along one slider                  slicehand.js  a hand on it
 *   cutter.js     the slice as it is, and its ball           slicing.js    where it is sampled, and its words
 *   slicepicture.js  how it is painted
 * (The pad is a page of its own: pad.js, writing.js, rasterise.js.)
 *
 * A new feature is a new file, its `import`, and its name in `layers` or `panels` below: a function of `fig` that
 * returns null where it doesn't apply, or
 *   a layer  { name, paint(g, state, scales, now), off?(state), still?(state), clip?,
 *              hit?(px, py, state, scales), hitEmpty?(…), legend?(state), isTool? }   (the last two: of a picture)
 *   a panel  { name, el?, where?, head?, paint?(state, now, isDrag), still?, resize?(), stops?, picture?() }
 *            (`head`: its button above; `where`: "main" or inside another panel, by name; `still`: it paints nothing
 *            that depends on parameters, so a drag leaves it as it is; `isDrag`: is it as it was, but for parameters?
 *            `picture`: what it adds to one on paper)
 * Either may have
 *   stage: "loss", "descent", "all"  from where on it is shown; before, nothing of it is there: no line, key or paint
 *   view: { …flags }                 what it shows, as it begins; `state.view[name]`, set by `fig.show(name, { flag })`
 *   actions: { name: (state, …) => state }      changes of the state, for `fig.act(name, …)`
 *   shortcuts: { m: { label, act } }            keys, which `?` lists
 *   keys: { label, press?, focus?, blur? }      for a layer that keys can reach; for a panel, what `?` says of it
 *   menu: [{ name, label, act, key?, off?(state), on?(state), hidden?(state) }]     lines behind ⋯
 *   atRest()                         what a screen reader is to hear once a change has come to rest, or ""
 *   close()                          undoes what it hooked
 * (types.js has the names of all flags in `View`, and of all actions in `Actions`.)
 * It is given
 *   fig.state, fig.act(name, …), fig.watch((state, before, name) => …)    the state, which nobody writes to
 *   fig.numbers()         { loss, grad, preds, curve, xs } at the state; `now` is the same
 *   fig.whenKnown(() => …)    does it when these are there: where Python computes them, they may lag behind the state
 *   fig.measure(params)   { loss, grad, preds } at any others; preds are overwritten by the next call
 * and what else `Fig` says in types.js. Of the pointer, `hit`, `hitEmpty` and `keys`: pointer.js. An action of several
 * components stands in state.js. Change things only by `fig.act`: the picture, the kernel and undo follow. When the
 * hand comes to rest, `fig.done()`.
 */
import { checkFigure } from "./door.js";
import { button, make, paintForPrint, watchDensity, write } from "./dom.js";
import { lossCalled, lossInWords } from "./describe.js";
import { figOf, fullScreen } from "./fig.js";
import { focusKeeper } from "./focus.js";
import { hostOf } from "./host.js";
import { inkOf } from "./ink.js";
import { keepInNotebook } from "./keep.js";
import { listenToKeys } from "./keys.js";
import { speaker } from "./live.js";
import { letScriptsAsk } from "./scripting.js";
import { keepToStage, shareStage, stagePanel } from "./stages.js";
import { canRedo, canUndo, isOnlyMoved } from "./state.js";
import { connect } from "./sync.js";
import { axes, curve, residuals } from "./layers.js";
import { curves } from "./curves.js";
import { connectGhosts } from "./ghostsync.js";
import { bestFit, veilPanel } from "./veil.js";
import { handles, points } from "./points.js";
import { errorBars } from "./errorbars.js";
import { chosenLine, partLines } from "./partlines.js";
import { pull } from "./pull.js";
import { labels } from "./labels.js";
import { axisHand, shareLog, zoomPanel } from "./zoom.js";
import { readingPanel } from "./reading.js";
import { inWordsPanel } from "./inwords.js";
import { earPanel } from "./ear.js";
import { hooks } from "./hooks.js";
import { drawPanel, pen } from "./draw.js";
import { foretold } from "./foretell.js";
import { plotPanel } from "./plot.js";
import { lossPanel } from "./loss.js";
import { heldOutPanel } from "./heldout.js";
import { metricsPanel } from "./metrics.js";
import { samplePanel } from "./sample.js";
import { partsPanel } from "./parts.js";
import { slidersPanel } from "./sliders.js";
import { buttonsPanel, copyPanel, downhillPanel, resetPanel } from "./buttons.js";
import { notesPanel } from "./notes.js";
import { predictPanel, verdictPanel } from "./predict.js";
import { descentPanel, gapsPanel, planPanel, switchesPanel } from "./descent.js";
import { stripPanel } from "./strip.js";
import { mapPanel } from "./map.js";
import { rosterPanel } from "./roster.js";
import { slicePanel } from "./slice.js";
import { sweepPanel } from "./sweep.js";
import { endsPanel } from "./endsform.js";
import { pacePanel } from "./pace.js";
import { sharePanel } from "./share.js";
import { tablePanel } from "./table.js";
import { haloPanel, soundPanel } from "./present.js";
import { picturePanel } from "./picture.js";
import { morePanel } from "./more.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Host} Host */
/** @typedef {import("./types.js").Spec} Spec */
/** @typedef {ReturnType<typeof plotPanel>} Plot */

// The last one is on top.
const layers = [
  ...[axes, axisHand, labels, residuals, curves, bestFit, errorBars, points, partLines, chosenLine, curve, foretold],
  ...[pull, handles, hooks, pen], // hands
];
const panels = [
  plotPanel,
  stagePanel,
  inWordsPanel,
  lossPanel,
  heldOutPanel,
  metricsPanel,
  partsPanel,
  slidersPanel,
  buttonsPanel,
  downhillPanel,
  resetPanel,
  copyPanel,
  verdictPanel,
  predictPanel,
  pacePanel,
  notesPanel,
  descentPanel,
  switchesPanel,
  planPanel,
  gapsPanel,
  stripPanel,
  rosterPanel,
  mapPanel,
  slicePanel,
  sweepPanel,
  endsPanel,
  drawPanel,
  samplePanel,
  readingPanel,
  zoomPanel,
  tablePanel,
  veilPanel,
  sharePanel,
  picturePanel,
  soundPanel,
  earPanel,
  haloPanel,
  morePanel,
];

/** Calls `paint` at the next frame, once, however often it was asked to. @param {() => void} paint */
function framer(paint) {
  let frame = 0;
  let gone = false;
  return {
    ask() {
      if (frame || gone) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        paint();
      });
    },
    close() {
      gone = true;
      cancelAnimationFrame(frame);
    },
  };
}

/** The line above the plot. @param {Fig} fig */
function headOf(fig) {
  const { act, root, spec, panels } = fig;
  const undo = button("undo", "↶", () => act("undo"), { "aria-label": "Undo", "aria-disabled": "true" });
  const redo = button("redo", "↷", () => act("redo"), { "aria-label": "Redo", "aria-disabled": "true" });
  const title = make("span", { class: "fitcurve-title" }, spec.title);
  const own = panels.map(panel => panel.head);
  const full = button("fullscreen", "Full screen", () => fullScreen(root));
  return {
    el: make("div", { class: "fitcurve-head" }, title, undo, redo, ...own, full),
    /** @param {Fig["state"]} state */
    paint(state) {
      write(undo, { "aria-disabled": String(!canUndo(state)) });
      write(redo, { "aria-disabled": String(!canRedo(state)) });
    },
  };
}

/** The panels below that line: those of the plot, and the others beside them. @param {Fig} fig */
function bodyOf({ panels }) {
  const of = (/** @type {string|undefined} */ place) => panels.filter(p => p.where === place).map(p => p.el);
  const main = of("main");
  const side = of(undefined);
  for (const { el, name } of panels) el?.append(...of(name).filter(inside => inside != null));
  return make("div", { class: "fitcurve-body" }, ...main, make("div", { class: "fitcurve-panel" }, ...side));
}

/** Only the kernel could compute this function, and there is none: the figure stands still. @param {Fig} fig */
function standStill({ act, spec, root }) {
  const error = "Python computes this function: run the cell to bring the figure to life.";
  act("answered", { ...spec.now?.answer, error });
  const dead = root.querySelectorAll(".fitcurve-panel :is(input, select, button:not([data-action^=copy]))");
  for (const el of /** @type {NodeListOf<HTMLInputElement|HTMLButtonElement>} */ (dead)) el.disabled = true;
}

/** What is to be said of the loss. @param {Fig} fig */
const lossWords = ({ hasData, state, spec, numbers, shows }) =>
  hasData && !state.view.veil.on && shows({ stage: "loss" }) ? lossInWords(lossCalled(spec), numbers()) : "";

/**
 * Whoever can't see what has changed hears it, once it rests.
 * @param {Fig} fig @param {ReturnType<typeof speaker>} live
 */
const sayAtRest = (fig, live) =>
  fig.watch((state, before) => {
    if (state.params === before.params && state.x === before.x && state.y === before.y) return;
    live.saySoon(() => {
      const said = fig.components.map(({ atRest }) => atRest?.() ?? "");
      return [lossWords(fig), ...said].filter(Boolean).join(". ");
    });
  });

/**
 * What paints the figure as it is now, and says whether there is more to come. `anew`: also what a drag leaves alone.
 * @param {Fig} fig @param {(state: Fig["state"]) => void} paintHead
 */
function painter(fig, paintHead) {
  const keepFocus = focusKeeper(fig.root);
  let frame = 0; // its number
  /** @type {Fig["state"]|null} */
  let painted = null;
  /** @type {Fig["panels"]} */
  let all = []; // that are shown,
  /** @type {Fig["panels"]} */
  let moving = []; // and those of them that a drag may change
  return (/** @type {boolean} */ anew) => {
    const more = fig.walk.advance();
    fig.startHistory();
    const { state } = fig;
    const now = fig.numbers();
    const isDrag = !anew && !!painted && (state === painted || isOnlyMoved(state, painted));
    if (!isDrag) {
      all = fig.panels.filter(fig.shows);
      moving = all.filter(panel => !panel.still);
    }
    for (const panel of isDrag ? moving : all) panel.paint?.(state, now, isDrag);
    paintHead(state);
    if (!isDrag) keepFocus();
    painted = state;
    fig.root.setAttribute("data-frame", String(++frame));
    return more;
  };
}

/** The figure's element, empty. @param {Spec} spec */
const rootOf = spec =>
  make("div", {
    class: "fitcurve",
    "data-fitcurve": true,
    "data-frame": 0,
    role: "group",
    tabindex: -1,
    "aria-label": spec.title,
    "data-lm-suppress-shortcuts": "true",
    "data-grows": (spec.show ?? "all") !== "all",
  });

/**
 * Puts a live figure into `el`. `spec` says all of it; `host` is the kernel's end of the wire, or null without one.
 * Returns the function that takes it away again.
 * @param {HTMLElement} el @param {Spec} spec @param {Host|null} host
 */
export function mount(el, spec, host = null) {
  checkFigure(spec);
  const root = rootOf(spec);
  const live = speaker();
  let isOutdated = true;
  function show() {
    if (plot.hidden) return; // when it is seen again, its size changes
    const anew = isOutdated;
    if (anew) {
      fig.ink = inkOf(root);
      for (const panel of fig.panels) panel.resize?.();
      isOutdated = false;
    }
    if (paint(anew)) frames.ask();
  }
  const frames = framer(show);
  const outdated = () => {
    isOutdated = true;
    frames.ask();
  };
  const place = { root, alone: !host, say: live.say, repaint: frames.ask, outdated };
  const fig = figOf(spec, place, layers, panels);
  const plot = /** @type {Plot} */ (fig.panels.find(panel => panel.name === "plot"));
  const head = headOf(fig);
  const paint = painter(fig, head.paint);
  root.append(head.el, bodyOf(fig), ...fig.panels.flatMap(panel => panel.stops ?? []), live.el);
  root.addEventListener("transitionstart", e => {
    if (e.target === root) outdated(); // the stylesheet makes a change of theme a transition
  });
  letScriptsAsk(fig, () => plot.scales);
  const printed = (/** @type {boolean} */ atOnce) => {
    outdated();
    if (atOnce) show();
  };
  const places = [listenToKeys(fig), watchDensity(outdated), paintForPrint(root, printed)];
  keepToStage(fig);
  const unwatch = [fig.watch(frames.ask), shareStage(fig, host), shareLog(fig, host), sayAtRest(fig, live), ...places];
  if (!fig.traced && fig.alone) standStill(fig);
  fig.numbers(); // what can't be computed fails here, while the picture still stands
  el.replaceChildren(root);
  const wire = connect(fig, host);
  fig.wire = wire;
  unwatch.push(connectGhosts(fig, host), keepInNotebook(fig, host));
  if (fig.alone && spec.now?.past) fig.act("recollected", spec.now.past, fig.names, [], true);
  frames.ask();
  return () => {
    frames.close();
    fig.walk.close();
    wire.close();
    for (const off of unwatch) off();
    for (const component of fig.components) component.close?.();
    live.close();
    root.remove();
  };
}

/**
 * anywidget's door: the same figure, with the kernel at the other end.
 * @param {{model: import("./host.js").Model, el: HTMLElement}} place
 */
function render({ model, el }) {
  const { host, close } = hostOf(model);
  const unmount = mount(el, model.get("_spec"), host);
  return () => {
    close();
    unmount();
  };
}
export default { render };
