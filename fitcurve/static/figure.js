/**
 * The live figure, put together. One state, a list of layers over one canvas, a list of panels.
 *
 * These files are plain ES modules: node's tests import them as they are, a notebook's output carries them by name, and
 * loader.js links them in the browser. No build, no bundler.
 *
 *   program.js   the traced function, forwards and backwards      plot.js      scales, ticks, the stack of layers
 *   words.js     numbers for readers, Python and JSON             pointer.js   pointer and keys, to the layers
 *   fit.js       function, data, loss; one step downhill          layers.js    axes, gaps, curve
 *   state.js     the state, its actions, undo                     points.js    the data, and a hand on them
 *   best.js      the least MAE                                    controls.js  loss, sliders, buttons, settings
 *   sync.js      what page and kernel tell each other             walk.js      Step, Run, Replay
 *   map.js       the loss over two parameters, from above         menu.js      what is behind ⋯ and ?
 *   veil.js      predict, then reveal; the best fit; the figure in words
 *   share.js     the state as Python, as a link, and kept     present.js   a ring round the pointer; the loss as sound
 *   dom.js       elements, canvases                               runs.js      runs by name, to be compared
 *   draw.js      a stroke becomes the data                        pull.js      a hand on the curve
 *   parts.js     sums of parts, their hooks, Fit                  strip.js     the strip chart, to go back in
 *
 * A new feature is a new file, its `import`, and its name in `layers` or `panels` below: a function of
 * `fig` that returns
 *   a layer  { name, paint(g, state, scales, now), still?(state), clip?, hit?(px, py, state, scales), hitEmpty?(…), keys? }
 *   a panel  { name, el?, where?: "main", head?, paint?(state, now), resize?(), stops? }  (`head`: its button beside the title)
 * and either may have `actions: { name: (state, …) => state }`, `shortcuts: { m: { label: "map, shown or not", act: () => … } }`
 * (`?` lists them all), `menu: [{ name, label, act, key?, off?(state), on?(state) }]` (behind ⋯) and `close()`; or
 * returns nothing where it doesn't apply. It is given
 *   fig.state, fig.act(name, …), fig.watch((state, before, name) => …)    the state (state.js), which nobody writes to
 *   fig.numbers()   { loss, grad, preds, curve, xs } at the state; `now` is the same
 *   fig.measure(params)   { loss, grad, preds } at any others; preds are overwritten by the next call
 *   fig.done(), fig.say(text), fig.walk, fig.ink, fig.spec, fig.names, fig.hasData, fig.traced, fig.root
 * Its own flags live in `state.view` (`fig.show(name, { flag })`), new data are new columns (`fig.act("points", x, y)`).
 * Of the pointer, `hit`, `hitEmpty` and `keys`: pointer.js. Change things only by `fig.act`; the picture, the kernel and undo follow. When the hand comes to rest, `fig.done()`.
 */
import { button, make, write } from "./dom.js";
import { fit } from "./fit.js";
import { inksOf } from "./ink.js";
import { format, num } from "./words.js";
import { actions, begin, store } from "./state.js";
import { axes, curve, residuals } from "./layers.js";
import { handles, points } from "./points.js";
import { pull } from "./pull.js";
import { drawPanel, pen } from "./draw.js";
import { hooks } from "./hooks.js";
import { partLines } from "./partlines.js";
import { partsPanel } from "./parts.js";
import { plotPanel } from "./plot.js";
import { buttonsPanel, descentPanel, lossPanel, slidersPanel } from "./controls.js";
import { mapPanel } from "./map.js";
import { morePanel } from "./menu.js";
import { bestFit, veilPanel } from "./veil.js";
import { sharePanel } from "./share.js";
import { haloPanel, soundPanel } from "./present.js";
import { walker } from "./walk.js";
import { stripPanel } from "./strip.js";
import { connect } from "./sync.js";

const layers = [axes, residuals, bestFit, points, partLines, curve, pull, handles, hooks, pen]; // the last one is on top
const panels = [
  plotPanel,
  lossPanel,
  partsPanel,
  slidersPanel,
  buttonsPanel,
  descentPanel,
  stripPanel,
  mapPanel,
  drawPanel,
  veilPanel,
  sharePanel,
  soundPanel,
  haloPanel,
  morePanel,
];

const inks = ["ink", "soft", "grid", "line", "point", "curve", "gap", "help", "paper", "wash"];

/** "ctrl+shift+z"; but "?", however that is typed */
const chord = e =>
  [
    e.ctrlKey || e.metaKey ? "ctrl+" : "",
    e.altKey ? "alt+" : "",
    e.shiftKey && (e.key.length > 1 || /[a-z]/i.test(e.key)) ? "shift+" : "",
    e.key.toLowerCase(),
  ].join("");
/** Is this a letter that belongs to what it is typed into? */
const typed = ({ key, target, ctrlKey, metaKey }) =>
  key.length === 1 && !ctrlKey && !metaKey && target.matches("select, textarea, [type=number], [type=text]");

/**
 * Puts a live figure into `el`. `spec` says all of it; `host` is the kernel's end of the wire, or null without one:
 * `{ state, data(), send(message), listen(callback) }`. Returns the function that takes it away again.
 */
export function mount(el, spec, host = null) {
  const known = { ...actions },
    { act, watch, now: stateNow } = store(begin(spec), known);
  const traced = !!spec.program,
    hasData = !!spec.y,
    names = Object.keys(spec.params);
  let frame = 0,
    frames = 0,
    resized = true,
    gone = false,
    saying = 0,
    wire = null,
    shown = {},
    model = null,
    probe = null,
    fittedTo = [];

  const live = make("div", { class: "fitcurve-live", "aria-live": "polite" });
  const undo = button("undo", "↶", () => act("undo"), { "aria-label": "Undo", "aria-disabled": "true" }),
    redo = button("redo", "↷", () => act("redo"), { "aria-label": "Redo", "aria-disabled": "true" });
  const root = make("div", {
    class: "fitcurve",
    "data-fitcurve": true,
    "data-frame": 0,
    role: "group",
    tabindex: -1,
    "aria-label": spec.title,
    "data-lm-suppress-shortcuts": "true",
  });

  // ── What layers and panels are given ──
  /** The function on the data as they are. */
  function fitted() {
    const { x, y, xlim, grid } = stateNow(),
      seen = [x, y, xlim, grid];
    if (seen.some((v, i) => v !== fittedTo[i]) || !model) {
      model = fit({ ...spec, x, y, xlim, grid: grid ?? spec.grid });
      probe = null;
      fittedTo = seen;
    }
    return model;
  }
  /** The numbers for the state as it is now. */
  function numbers() {
    const { params, answer } = stateNow(),
      m = fitted();
    if (shown.params === params && shown.model === m && (traced || shown.answer === answer)) return shown;
    if (traced) return (shown = { params, model: m, ...m.measure(params), curve: m.curve(params), xs: m.xs });
    const { loss, grad, preds, curve } = answer; // the kernel's newest answer, until the next one comes
    return (shown = {
      params,
      model: m,
      answer,
      loss: num(loss),
      grad: grad && Object.fromEntries(names.map(name => [name, num(grad[name])])),
      preds: preds?.map(num),
      curve: (curve ?? []).map(num),
      xs: m.xs,
    });
  }
  /** The numbers at any other parameters, by a copy of the function, whose buffers are not those on show. */
  function measure(params) {
    const { data } = fitted(),
      { xlim } = stateNow();
    return (probe ??= fit({ ...spec, ...data, xlim })).measure(params);
  }
  const moment = () => ({ params: stateNow().params, loss: numbers().loss, by: fig.walk.by });
  const fig = {
    spec,
    names,
    traced,
    hasData,
    root,
    act,
    show: (name, flags) => act("show", name, flags),
    watch,
    numbers,
    measure,
    ink: {},
    get state() {
      return stateNow();
    },
    /** Is there no kernel? */
    alone: !host,
    get waiting() {
      return !traced && wire?.waiting;
    },
    get canMovePoints() {
      return traced || !!host;
    },
    /** May points come and go? */
    get canChangeCount() {
      return fig.canMovePoints && !fitted().fixed;
    },
    /** The walk begins where we are. */
    startHistory() {
      if (hasData && !stateNow().history.length && !fig.waiting) act("noted", moment());
    },
    /** Here is a moment of the walk. */
    remember() {
      fig.startHistory();
      if (hasData && !fig.waiting) act("remember", moment());
    },
    settle() {
      fig.startHistory();
      act("noted", moment());
      act("commit");
    },
    /** The hand has come to rest: one thing to undo, and Python hears of it (at once, or soon). */
    done(atOnce = true) {
      fig.remember();
      act("commit");
      if (atOnce) wire.tell(0);
    },
    say(text) {
      clearTimeout(saying);
      live.textContent = text;
    },
    repaint: () => draw(),
    /** The size or the theme has changed. */
    outdated() {
      resized = true;
      draw();
    },
  };
  fig.walk = walker(fig);
  const built = list => list.map(create => create(fig)).filter(Boolean);
  fig.layers = built(layers);
  fig.panels = built(panels);
  const components = [...fig.layers, ...fig.panels];
  for (const { actions: own = {} } of components)
    for (const name in own) {
      if (known[name]) throw new Error(`two actions are called ${name}`);
      known[name] = own[name];
    }
  for (const { name, view } of components) if (view) act("show", name, view);
  const fullscreen = () =>
    document.fullscreenElement === root
      ? document.exitFullscreen()
      : root.requestFullscreen?.().then(() => root.focus());
  fig.components = components;
  fig.shortcuts = Object.assign(
    {
      "ctrl+z": { label: "undo", act: () => act("undo") },
      "ctrl+shift+z": { label: "redo", act: () => act("redo") },
      "ctrl+y": { label: "redo", act: () => act("redo") },
      f: { label: "full screen", act: fullscreen },
    },
    ...components.map(p => p.shortcuts),
  );

  // ── Work is done once a frame, on the newest state ──
  const draw = () => {
    if (!frame && !gone) frame = requestAnimationFrame(paint);
  };

  function restyle() {
    const css = getComputedStyle(root),
      size = parseFloat(css.fontSize) * 0.86;
    fig.ink = {
      ...inksOf(root, inks),
      size,
      font: `${size}px ${css.fontFamily}`,
    };
    for (const panel of fig.panels) panel.resize?.();
    resized = false;
  }

  function paint() {
    frame = 0;
    if (fig.panels[0].hidden) return; // when it is seen again, its size changes
    const more = fig.walk.advance();
    if (resized) restyle();
    fig.startHistory();
    const state = stateNow(),
      now = numbers();
    for (const panel of fig.panels) panel.paint?.(state, now);
    write(undo, { "aria-disabled": String(actions.undo(state) === state) });
    write(redo, { "aria-disabled": String(actions.redo(state) === state) });
    root.dataset.frame = ++frames;
    if (more) draw();
  }

  const unwatch = watch((state, before, name) => {
    draw();
    if (
      !hasData ||
      (state.params === before.params && state.x === before.x && state.y === before.y) ||
      state.view.veil?.on
    )
      return;
    clearTimeout(saying);
    saying = setTimeout(() => fig.say(`${spec.loss_name} ${format(numbers().loss)}`), 700);
  });

  // ── Here it lives ──
  const main = fig.panels.filter(p => p.where === "main"),
    side = fig.panels.filter(p => p.where !== "main"),
    panel = make("div", { class: "fitcurve-panel" }, ...side.map(p => p.el ?? null));
  root.append(
    make(
      "div",
      { class: "fitcurve-head" },
      make("span", { class: "fitcurve-title" }, spec.title),
      undo,
      redo,
      ...fig.panels.map(p => p.head),
      button("fullscreen", "Full screen", fullscreen),
    ),
    make("div", { class: "fitcurve-body" }, ...main.map(p => p.el), panel),
    ...fig.panels.flatMap(p => p.stops ?? []),
    live,
  );
  root.addEventListener("keydown", e => {
    const f = Object.hasOwn(fig.shortcuts, chord(e)) && fig.shortcuts[chord(e)];
    if (f && !e.defaultPrevented && !e.isComposing && !typed(e) && !e.target.closest("dialog")) {
      e.preventDefault();
      f.act();
    }
  });
  for (const type of ["pointerdown", "click"])
    // whoever works with the figure has its keys, whatever the page around it does with a click
    root.addEventListener(type, () => {
      if (!root.contains(root.getRootNode().activeElement)) root.focus({ preventScroll: true });
    });
  for (const type of ["keydown", "keypress", "keyup"]) root.addEventListener(type, e => e.stopPropagation()); // keys are ours, not the notebook's
  root.addEventListener("transitionstart", e => {
    if (e.target === root) fig.outdated();
  }); // the stylesheet makes a change of theme a transition
  root.fitcurve = {
    scales() {
      const { left, right, top, bottom } = fig.panels[0].scales,
        { xlim, ylim } = stateNow();
      return { left, right, top, bottom, xlim, ylim };
    },
    state() {
      const { params, x, y, lr, friction, schedule, steps, history, runs, running, error, best } = stateNow(),
        { loss, grad, curve, xs } = numbers();
      return {
        params: { ...params },
        loss,
        grad,
        curve: { x: Array.from(xs), y: Array.from(curve) },
        x: x && Array.from(x),
        y: y && Array.from(y),
        best,
        lr,
        friction,
        schedule,
        steps,
        history: history.length,
        runs: runs.map(({ name, moments }) => ({ name, losses: moments.map(m => m.loss) })),
        running,
        error,
      };
    },
  };
  if (!traced && !host) {
    act("answered", {
      ...spec.now?.answer,
      error: "Python computes this function: run the cell to bring the figure to life.",
    });
    for (const dead of panel.querySelectorAll("input, button:not([data-action^=copy])")) dead.disabled = true;
  }
  el.replaceChildren(root);
  wire = connect(fig, host, (walked, way) => {
    fig.walk.follow(walked, way);
    draw();
  });
  draw();
  return () => {
    gone = true;
    fig.walk.close();
    wire.close();
    unwatch();
    for (const part of components) part.close?.();
    cancelAnimationFrame(frame);
    clearTimeout(saying);
    root.remove();
  };
}

/** anywidget's door: the same figure, with the kernel at the other end. */
function render({ model, el }) {
  let off = () => {};
  const host = {
    state: model.get("_state"),
    data: () => model.get("_data"),
    send: message =>
      model.send(
        JSON.parse(JSON.stringify(message, (key, v) => (typeof v === "number" && !Number.isFinite(v) ? String(v) : v))),
      ), // infinities as words
    listen(callback) {
      const changed = () => callback(model.get("_state"));
      model.on("change:_state", changed);
      off = () => model.off("change:_state", changed);
    },
  };
  const unmount = mount(el, model.get("_spec"), host);
  return () => {
    off();
    unmount();
  };
}
export default { render };
