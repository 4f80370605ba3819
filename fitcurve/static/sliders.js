// The parameters: each with its name, its slider with the arrow that would help, its number; or a choice.
import { arrowsOf } from "./arrow.js";
import { numberBox } from "./box.js";
import { row, snap } from "./controls.js";
import { make, write } from "./dom.js";
import { isLevel } from "./slicing.js";
import { boxed, brief, chosen, literal } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Slider} Slider */
/** @typedef {import("./types.js").State} State */

/** Stops that a key moves by. @type {Record<string, number>} */
const ways = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

const hair = 1 / 200; // of its way, about a pixel: to put the thumb there costs a picture the browser's layout

/** The slider itself. @param {Fig} fig @param {string} name */
function rangeOf(fig, name) {
  const { min, max, value } = fig.spec.params[name];
  let shown = NaN; // the number that its thumb shows: in a hand, but for a hair
  /** @type {Slider|null} */
  let ends = null; // between these
  /** @type {HTMLInputElement} */
  const range = make("input", {
    type: "range",
    "data-param": name,
    min,
    max,
    step: "any",
    value,
    "aria-label": name,
    oninput() {
      const slider = fig.state.sliders[name];
      const { min, max } = slider;
      shown = snap(range.valueAsNumber, slider);
      if (Math.abs(range.valueAsNumber - shown) > hair * (max - min)) range.valueAsNumber = shown;
      fig.act("set", { [name]: shown });
    },
    onchange() {
      shown = NaN;
      fig.done();
      fig.repaint();
    },
    onkeydown(e) {
      const by = ways[e.key];
      if (!by || e.ctrlKey || e.metaKey || e.altKey) return;
      e.preventDefault();
      const { params, sliders } = fig.state;
      fig.act("set", { [name]: snap(params[name] + by * sliders[name].step, sliders[name]) });
      fig.done(false);
    },
  });
  return {
    range,
    /** @param {number} v @param {Slider} slider */
    paint(v, slider) {
      if (v === shown && slider === ends) return;
      if (slider !== ends) write(range, { min: String(slider.min), max: String(slider.max) });
      range.value = String(v);
      shown = v;
      ends = slider;
    },
  };
}

/**
 * One parameter of many: yes or no, or one of several, as a number of the state.
 * @param {Fig} fig @param {string} name
 */
function choiceOf(fig, name) {
  const { options = [], check } = fig.spec.params[name];
  /** @param {number} i */
  const choose = i => {
    fig.act("set", { [name]: i });
    fig.done();
  };
  /** @type {import("./dom.js").Attributes} */
  const attrs = { "data-param": name, "aria-label": name };
  if (check) {
    /** @type {HTMLInputElement} */
    const box = make("input", { type: "checkbox", ...attrs, onchange: () => choose(Number(box.checked)) });
    return {
      control: make("label", { class: "fitcurve-switch" }, box),
      /** @param {number} i */
      paint(i) {
        box.checked = chosen(i, 2) === 1;
      },
    };
  }
  /** @type {HTMLSelectElement} */
  const menu = make(
    "select",
    { class: "fitcurve-select", ...attrs, onchange: () => choose(menu.selectedIndex) },
    ...options.map(text => make("option", {}, text)),
  );
  return {
    control: menu,
    /** @param {number} i */
    paint(i) {
      if (menu.selectedIndex !== chosen(i, options.length)) menu.selectedIndex = chosen(i, options.length);
    },
  };
}

/** A choice: its row, and how it is painted. @param {Fig} fig @param {string} name */
function choice(fig, name) {
  const { control, paint } = choiceOf(fig, name);
  return { name, el: row(name, [control], make("span")), paint: (/** @type {State} */ s) => paint(s.params[name]) };
}

/**
 * One parameter: its row, and how it is painted.
 * @param {Fig} fig @param {string} name @param {ReturnType<typeof arrowsOf>} arrows
 */
function parameter(fig, name, arrows) {
  const { range, paint: paintRange } = rangeOf(fig, name);
  const box = numberBox(
    { "data-number": name, "aria-label": `${name}, typed` },
    {
      now: () => fig.state.params[name],
      set: v => fig.act("set", { [name]: v }),
      done: fig.done,
      get step() {
        return fig.state.sliders[name].step;
      },
      text: v => (Number.isFinite(v) ? literal(v) : brief(v)),
      say: fig.say,
    },
  );
  const arrow = arrows.of(name);
  /** @type {unknown[]} */
  let told = [];
  let text = "";
  /** What is written of the number. @param {number} v @param {Slider} slider @param {string} way */
  function tell(v, slider, way) {
    const news = [v, slider, way];
    if (news.every((v, i) => v === told[i])) return; // another slider is dragged
    told = news;
    text = boxed(v, slider);
    const words = brief(v) + (way && `; ${way} would help`);
    write(range, { "aria-valuetext": words });
  }
  /**
   * As long as the slope is steep, and pointing the way to go.
   * @param {number} v @param {Slider} slider @param {string} way @param {number} long
   */
  function paintArrow(v, { min, max }, way, long) {
    arrow.paint(Math.min(1, Math.max(0, (v - min) / (max - min))), way, long);
  }
  return {
    name,
    el: row(name, [range, arrow.el], box.el),
    /** @param {State} state @param {number} slope @param {number} steepest  slope so far @param {boolean} covered */
    paint({ params, sliders }, slope, steepest, covered) {
      const [v, slider] = [params[name], sliders[name]];
      const way = covered ? "" : slope > 0 ? "less" : slope < 0 ? "more" : "";
      paintRange(v, slider);
      tell(v, slider, way);
      box.paint(v, text);
      if (fig.hasData) paintArrow(v, slider, way, way && Number.isFinite(slope) ? Math.abs(slope) / steepest : 0);
    },
  };
}

/**
 * The slope along a parameter: none where it is nothing but rounding.
 * @param {string} name @param {State} state @param {Numbers} now
 */
function slopeAlong(name, { sliders }, { grad, loss }) {
  const slope = grad?.[name] ?? NaN;
  const { min, max } = sliders[name];
  return isLevel(slope, max - min, loss ?? NaN) ? 0 : slope;
}

/** @param {Fig} fig @returns {Panel} */
export const slidersPanel = fig => {
  const slopes = { stage: /** @type {const} */ ("descent") };
  const arrows = arrowsOf(fig);
  const parameters = fig.names.map(name => (fig.spec.params[name].options ? choice : parameter)(fig, name, arrows));
  let steepest = 0; // slope of this walk: the longest arrow
  let epoch = 0;
  return {
    name: "sliders",
    el: make("div", { class: "fitcurve-sliders" }, ...parameters.map(({ el }) => el)),
    paint(state, now) {
      if (state.epoch !== epoch) steepest = 0;
      epoch = state.epoch;
      const covered = !!state.view.veil?.on || !fig.shows(slopes);
      for (const { name, el, paint } of parameters) {
        const slope = slopeAlong(name, state, now);
        if (Number.isFinite(slope)) steepest = Math.max(steepest, Math.abs(slope));
        if (!el.hidden) paint(state, slope, steepest, covered);
      }
    },
    close: arrows.close,
  };
};
