// The map: the loss over two parameters, seen from above. Hidden until asked for.
import { lossCalled } from "./describe.js";
import { button, make, roomOf, write } from "./dom.js";
import { seenGhosts } from "./ghosts.js";
import { takeMapInHand } from "./maphand.js";
import { nameKeeper } from "./nametags.js";
import { butWith, mapSection } from "./sections.js";
import { anotherWalk } from "./state.js";
import { marksOn, paintBalls, paintNumbers, paintPlaces, paintSurface } from "./surface.js";
import { lossOf, surveyor } from "./survey.js";
import { brief, format } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./survey.js").Task} Task */
/** @typedef {import("./survey.js").Survey} Survey */
/** @typedef {import("./survey.js").Range} Range */
/** @typedef {import("./surface.js").Frame} Frame */

/** A number to read, of three figures. @param {number} v */
const short = v => brief(Number(v.toPrecision(3)));

/**
 * A slider's own range, and as much more as it takes to show the best.
 * @param {State} state @param {string} name @returns {Range}
 */
function rangeOf({ sliders, best }, name) {
  const { min, max } = sliders[name];
  const b = best?.params[name] ?? min;
  if (b >= min && b <= max) return [min, max];
  return [Math.min(min, b - 0.1 * (max - b)), Math.max(max, b + 0.1 * (b - min))];
}

/** The axes of the map, and the parameters that aren't on it. @param {Fig} fig @param {State} state */
function axesOf({ names }, state) {
  const { across, upward } = state.view.map;
  /** @type {Task["on"]} */
  const on = [across, upward];
  /** @type {Task["ranges"]} */
  const ranges = [rangeOf(state, across), rangeOf(state, upward)];
  return { on, ranges, key: `${on} ${ranges}`, off: names.filter(name => !on.includes(name)) };
}

/** What is to be surveyed. @param {Fig} fig @returns {(state: State) => Task} */
function tasksOf(fig) {
  /** @type {unknown[]} */
  let seen = [];
  /** @type {ReturnType<typeof axesOf>} */
  let axes;
  return state => {
    const { params, view, sliders, best } = state;
    const now = [view.map, sliders, best];
    if (!axes || now.some((v, i) => v !== seen[i])) axes = axesOf(fig, state);
    seen = now;
    const { off, ...shown } = axes;
    return { params, ...shown, others: off.map(name => params[name]) };
  };
}

/** The parameters that can be gone along: a choice has nothing between one option and the next. @param {Fig} fig */
export const sliding = ({ names, spec }) => names.filter(name => !spec.params[name].options);

/** @param {Fig} fig @param {"across"|"upward"} which @param {string} text */
function axisMenu(fig, which, text) {
  const other = which === "across" ? "upward" : "across";
  const menu = /** @type {HTMLSelectElement} */ (
    make(
      "select",
      {
        "data-axis": which,
        "aria-label": `${text} the map`,
        onchange: () => {
          const axes = fig.state.view.map;
          const taken = menu.value === axes[other]; // then the two change places
          fig.show("map", { [which]: menu.value, ...(taken ? { [other]: axes[which] } : {}) });
        },
      },
      ...sliding(fig).map(name => make("option", { value: name }, name)),
    )
  );
  return menu;
}

/**
 * The parameters that aren't on the map, where the best is above or below it: somewhere else in one of them.
 * @param {Fig} fig @param {State} state @param {string[]} on
 */
function elsewhere({ names }, { best, params, sliders }, on) {
  if (!best) return [];
  const others = names.filter(name => !on.includes(name));
  const near = others.every(name => {
    const { min, max } = sliders[name];
    return Math.abs(best.params[name] - params[name]) <= 0.01 * (max - min);
  });
  return near ? [] : others;
}

/** The map in words. @param {Task} task @param {Survey|null} survey @param {Record<string, number>} params */
function description({ on: [p, q], ranges }, survey, params) {
  if (!survey || survey.lowest < 0) return "";
  const { n } = survey.grid;
  /** @param {number} i @param {Range} range */
  const middle = (i, [lo, hi]) => short(lo + ((hi - lo) * (i + 0.5)) / n);
  const u = middle(survey.lowest % n, ranges[0]);
  const v = middle(Math.floor(survey.lowest / n), ranges[1]);
  return `now ${p} ${brief(params[p])}, ${q} ${brief(params[q])}; lowest on this map near ${p} ${u}, ${q} ${v}`;
}

/** What stands above and below the map. @param {Fig} fig */
function legend(fig) {
  const { spec } = fig;
  const across = axisMenu(fig, "across", "across");
  const upward = axisMenu(fig, "upward", "up");
  const low = make("span");
  const high = make("span");
  const note = make("span");
  const askKey = make("span", { hidden: true }, make("b", {}, "✕"), " press where Run will end");
  const bestKey = make("span", {}, make("b", {}, "★"), " best", note);
  return {
    head: make(
      "div",
      { class: "fitcurve-map-head" },
      make("span", {}, lossCalled(spec), " over ", across, " and ", upward),
      make("span", { class: "fitcurve-map-scale" }, low, make("i"), high),
    ),
    foot: make(
      "div",
      { class: "fitcurve-map-key" },
      make("span", {}, make("b", { class: "fitcurve-here" }, "●"), " here"),
      bestKey,
      askKey,
    ),
    /** @param {State} state */
    paintAxes({ view }) {
      if (across.value !== view.map.across) across.value = view.map.across;
      if (upward.value !== view.map.upward) upward.value = view.map.upward;
    },
    /** @param {Survey} survey */
    paintScale({ lo, hi }) {
      write(low, { text: format(lo, 3) });
      write(high, { text: format(hi, 3) });
    },
    /** Behind the veil it says nothing. */
    blank() {
      for (const el of [low, high, note]) write(el, { text: "" });
    },
    /** @param {State} state @param {string[]} others  the parameters whose best is elsewhere */
    paintBest({ best, view }, others) {
      const asking = !!view.predict?.asking;
      write(askKey, { hidden: !asking });
      write(note, { text: butWith(best, others) });
      write(bestKey, { hidden: !best || asking });
    },
  };
}

/**
 * The picture: the axes on one canvas, the surface on another, and above it whatever changes at every frame.
 * @param {Fig} fig @param {ReturnType<typeof legend>} key
 */
function picture(fig, { paintScale, paintBest, blank }) {
  const { spec } = fig;
  const canvas = /** @type {HTMLCanvasElement} */ (
    make("canvas", { "data-map": true, tabindex: 0, role: "application" })
  );
  const [ground, below] = [0, 1].map(() => make("canvas", { "aria-hidden": "true" }));
  const el = make("div", { class: "fitcurve-surface" }, ground, below, canvas);
  const room = roomOf(el, fig.repaint);
  /** @type {Frame|null} */
  let frame = null;
  /** @type {unknown[]} */
  let numbered = [];
  /** @type {unknown[]} */
  let painted = [];
  /** @type {unknown[]} */
  let placed = [];
  /** @type {Survey|null} */
  let told = null;
  const names = nameKeeper();

  /** @param {State} state @param {Task} task @param {Survey|null} survey */
  function paintBelow(state, task, survey) {
    const axes = [task.key, room.w, room.h, fig.ink];
    if (!frame || axes.some((v, i) => v !== numbered[i])) frame = paintNumbers(ground, room, task, fig.ink);
    numbered = axes;
    const { on, active } = state.view.curves ?? {};
    const news = [survey, frame, state.ghosts, on, active];
    const marks = state.ghosts.length ? marksOn(frame, state, fig.ink) : [];
    if (news.every((v, i) => v === painted[i]) && names.mayStay(marks)) return frame;
    painted = news;
    if (survey) paintScale(survey);
    paintSurface(below, room, frame, survey, fig.ink);
    names.keep(paintBalls(below, frame, seenGhosts(state), active ?? null, fig.ink, marks), marks);
    return frame;
  }
  return {
    el,
    canvas,
    close: room.close,
    get frame() {
      return frame;
    },
    /** Behind the veil: the map is covered, and nothing stays that tells of it. */
    cover() {
      blank();
      painted = placed = [];
      write(canvas, { "aria-label": `map of ${lossCalled(spec)}, hidden`, "aria-description": "" });
    },
    /** On paper, with the survey that is there. @param {State} state @param {Survey|null} survey */
    section: (state, survey) =>
      survey && room.w && room.h ? mapSection(fig, state, survey, room, elsewhere(fig, state, survey.task.on)) : null,
    /**
     * The last survey is on show as long as it has the axes that are wanted.
     * @param {State} state @param {Task} wanted @param {Survey|null} last
     */
    paint(state, wanted, last) {
      if (!room.w || !room.h) return;
      const survey = last?.task.key === wanted.key ? last : null;
      const task = survey?.task ?? wanted;
      const others = elsewhere(fig, state, task.on);
      frame = paintBelow(state, task, survey);
      const [p, q] = task.on;
      const { params, history, best, predictions, runs, view } = state;
      const news = [frame, params[p], params[q], others.join(), history, best, predictions, runs, view];
      const isSame = news.every((v, i) => v === placed[i]); // with a hand on a slider that isn't on the map
      if (isSame && survey === told) return;
      placed = news;
      told = survey;
      if (!isSame) paintPlaces(canvas, room, frame, state, !others.length, fig.ink);
      paintBest(state, others);
      const mover = state.view.predict?.asking ? "your mark of where Run ends" : "the start";
      write(canvas, {
        "aria-label": `map of ${lossCalled(spec)} over ${p} and ${q}: arrow keys move ${mover}, shift by ten steps`,
        "aria-description": description(task, survey, state.params),
      });
    },
  };
}

/** The survey of the state as it is. @param {Fig} fig */
function surveyOf(fig) {
  const surveys = surveyor(fig.repaint);
  const taskOf = tasksOf(fig);
  /** @type {{x: Float64Array|null, y: Float64Array|null}} */
  let data = { x: null, y: null };
  return {
    surveys,
    /** Asks for the map of this state, if it isn't the one that is being made. @param {State} state */
    want(state) {
      const { x, y, held, yerr } = state;
      if (x && y && (x !== data.x || y !== data.y)) {
        data = { x, y };
        surveys.onto(lossOf(fig.spec, { x, y, held, yerr }));
      }
      const wanted = surveys.want(taskOf(state));
      surveys.plan();
      return wanted;
    },
  };
}

/** @param {Fig} fig @returns {Panel|null} */
export const mapPanel = fig => {
  const { traced, hasData } = fig;
  const names = sliding(fig);
  if (!hasData || !traced || names.length < 2) return null;
  const key = legend(fig);
  const seen = picture(fig, key);
  const { surveys, want } = surveyOf(fig);
  const el = make(
    "div",
    { class: "fitcurve-map", role: "group", "aria-label": "Map of the loss", hidden: true },
    key.head,
    seen.el,
    key.foot,
  );
  const toggle = () => fig.show("map", { open: !fig.state.view.map.open });
  let told = "off"; // what a screen reader knows of it: that, "hidden", or "seen"
  /** Once it shows something, and when it has gone. @param {string} news @param {string} words */
  function tell(news, words) {
    if (news !== told) fig.say(words, true);
    told = news;
  }
  const opener = button("map", "Map", toggle, { "aria-pressed": "false", title: "The loss, seen from above (m)" });
  takeMapInHand(seen.canvas, fig, () => seen.frame);
  Object.assign(seen.canvas, { fitcurve: () => seen.frame && shown(seen.frame, surveys) });
  return {
    name: "map",
    stage: "all",
    where: "main",
    view: { open: false, across: names[0], upward: names[1] },
    el,
    head: opener,
    shortcuts: { m: { label: "map of the loss, shown or not", act: toggle } },
    keys: { label: "the map: arrows move the place where a run starts, with shift by ten steps" },
    /** A walk begins here. */
    actions: { startHere: state => ({ ...state, momentum: null, ...anotherWalk(state) }) },
    paint(state) {
      const { open } = state.view.map;
      write(opener, { "aria-pressed": String(open) });
      write(el, { hidden: !open });
      if (!open) {
        tell("off", "map: off");
        return surveys.pause();
      }
      key.paintAxes(state);
      write(seen.canvas, { tabindex: state.view.veil.on ? "-1" : "0" });
      if (state.view.veil.on) {
        tell("hidden", "map: hidden");
        return seen.cover();
      }
      seen.paint(state, want(state), surveys.done);
      const words = seen.canvas.getAttribute("aria-description");
      if (words) tell("seen", `map of ${lossCalled(fig.spec)}: ${words}`);
    },
    picture() {
      const { map, veil } = fig.state.view;
      return map.open && !veil.on ? seen.section(fig.state, surveys.done) : null;
    },
    close() {
      surveys.close();
      seen.close();
    },
  };
};

/**
 * For tests and other people's scripts: what the map shows, and where.
 * @param {Frame} frame @param {ReturnType<typeof surveyor>} surveys
 */
function shown({ left, right, top, bottom, on, ranges }, { done, complete }) {
  const values = done && Array.from(done.grid.values);
  return { left, right, top, bottom, on, ranges, params: done?.task.params, values, complete };
}
