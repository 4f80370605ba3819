// A slice of the loss: along one slider, the others as they are. Hidden until asked for, in the map's place.
import { ballOf, cutter } from "./cutter.js";
import { lossCalled } from "./describe.js";
import { button, make, roomOf, sized, write } from "./dom.js";
import { sliding } from "./map.js";
import { sliceSection } from "./sections.js";
import { takeSliceInHand } from "./slicehand.js";
import { paintBall, paintGround, paintSlice } from "./slicepicture.js";
import { heights, inWords } from "./slicing.js";
import { brief, inFull } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./surface.js").Frame} Frame */
/** @typedef {import("./cutter.js").Slice} Slice */
/** @typedef {ReturnType<typeof ballOf>} Ball */

/** What stands above and below it. @param {Fig} fig @param {string[]} names */
function legend(fig, names) {
  /** @type {HTMLSelectElement} */
  const menu = make(
    "select",
    { "data-slice-of": true, "aria-label": "slice along", onchange: () => fig.show("slice", { param: menu.value }) },
    ...names.map(name => make("option", { value: name }, name)),
  );
  const sweep = button("sweep-slice", "▶", () => {
    const { slice, sweep } = fig.state.view;
    fig.show("sweep", { param: sweep.param ? null : slice.param });
  });
  const lines = { here: make("span"), slope: make("span"), step: make("span") };
  return {
    head: make("div", { class: "fitcurve-map-head" }, make("span", {}, `${lossCalled(fig.spec)} along `, menu), sweep),
    foot: make(
      "div",
      { class: "fitcurve-slice-key" },
      make("div", {}, make("b", { class: "fitcurve-here" }, "●"), lines.here),
      make("div", {}, make("b", { class: "fitcurve-slope" }, "╱"), lines.slope),
      make("div", {}, make("b", { class: "fitcurve-here" }, "→"), lines.step),
    ),
    /** @param {State} state */
    paintHead({ view }) {
      const { param } = view.slice;
      if (menu.value !== param) menu.value = param;
      const isOn = !!view.sweep.param;
      write(sweep, {
        text: isOn ? "❚❚" : "▶",
        "aria-pressed": String(isOn),
        "aria-label": isOn ? "stop the sweep" : `sweep ${param}`,
      });
    },
    /** @param {Record<"here"|"slope"|"step", string>} words */
    paint(words) {
      for (const name of /** @type {const} */ (["here", "slope", "step"])) write(lines[name], { text: words[name] });
    },
  };
}

/** The picture: the axes on one canvas, on another above it whatever moves. @param {Fig} fig */
function picture(fig) {
  const canvas = /** @type {HTMLCanvasElement} */ (make("canvas", { "data-slice": true, tabindex: 0, role: "slider" }));
  const below = /** @type {HTMLCanvasElement} */ (make("canvas", { "aria-hidden": "true" }));
  const el = make("div", { class: "fitcurve-surface" }, below, canvas);
  const room = roomOf(el, fig.repaint);
  /** @type {Frame|null} */
  let frame = null;
  /** @type {[number, number]|null} */
  let axis = null;
  /** @type {string|null} */
  let param = null;
  let atRest = true;
  /** @type {unknown[]} */
  let painted = [];
  return {
    el,
    canvas,
    close: room.close,
    get frame() {
      return frame;
    },
    /** The hand has come to rest: the axis may be made anew. */
    rest() {
      atRest = true;
    },
    /** @param {State} state @param {Slice} cut @param {Ball} ball */
    paint({ view, sliders }, cut, ball) {
      if (!room.w || !room.h) return;
      if (param !== view.slice.param) axis = null;
      param = view.slice.param;
      const [lo, hi] = cut.range;
      const known = Number.isFinite(ball.loss) ? ball.loss : lo;
      axis = heights(axis, [Math.min(lo, known), Math.max(hi, known)], atRest);
      atRest = false;
      const seen = view.sweep.param === param ? view.sweep.seen : null;
      const { min, max } = sliders[param];
      const news = [param, min, max, ...axis, room.w, room.h, fig.ink];
      if (!frame || news.some((v, i) => v !== painted[i])) {
        frame = paintGround(below, room, [param, lossCalled(fig.spec)], [[min, max], axis], fig.ink);
        painted = news;
      }
      const g = sized(canvas, room.w, room.h);
      paintSlice(g, room, frame, cut, seen, fig.ink);
      paintBall(g, frame, ball, fig.ink);
    },
    /** On paper. @param {State} state @param {Slice} cut @param {Ball} ball */
    section: (state, cut, ball) => (room.w && room.h && axis ? sliceSection(fig, state, cut, ball, room, axis) : null),
    /** Behind the veil nothing stays that tells of it. @param {string} name */
    cover(name) {
      write(canvas, {
        "aria-label": `slice along ${name}, hidden`,
        "aria-valuetext": "hidden",
        "aria-description": "",
      });
    },
    /** @param {string} name @param {number} v @param {string} words @param {number} lowest */
    describe(name, v, words, lowest) {
      const { min, max } = fig.state.sliders[name];
      const now = Number.isFinite(v) ? Math.min(max, Math.max(min, v)) : min;
      write(canvas, {
        "aria-label": `slice of ${lossCalled(fig.spec)} along ${name}`,
        "aria-valuemin": inFull(min),
        "aria-valuemax": inFull(max),
        "aria-valuenow": inFull(now),
        "aria-valuetext": words,
        "aria-description": `lowest on this slice near ${name} ${brief(Number(lowest.toPrecision(3)))}`,
      });
    },
  };
}

/**
 * It takes the map's place, and the map takes its; a sweep is seen on the slice along its slider.
 * @param {Fig} fig @param {() => void} rest  is called when a hand comes to rest
 */
const makeRoom = (fig, rest) =>
  fig.watch(({ view }, before, name) => {
    if (name === "commit" || name === "undo" || name === "redo") rest();
    if (!view.slice?.on || name !== "show") return;
    const { param } = view.sweep;
    if (view.map?.open && !before.view.map.open) fig.show("slice", { on: false });
    else if (view.map?.open && !before.view.slice.on) fig.show("map", { open: false });
    else if (param && param !== before.view.sweep.param) fig.show("slice", { param });
  });

/** @param {Fig} fig @returns {Panel|null} */
export const slicePanel = fig => {
  const names = sliding(fig);
  if (!fig.hasData || !fig.traced || !names.length) return null;
  const cuts = cutter(fig);
  const seen = picture(fig);
  const key = legend(fig, names);
  const off = makeRoom(fig, seen.rest);
  /** @type {Ball|null} */
  let ball = null;
  /** @type {Slice|null} */
  let cut = null;
  let slope = ""; // in words, while it is to be seen
  let told = ""; // along which slider it was, or hidden, when a screen reader heard of it
  /** It is there, or revealed, or along another slider, or has gone. @param {string} param @param {string} words */
  function tell(param, words) {
    const news = words === "hidden" ? words : param;
    if (news !== told) fig.say(param ? `slice along ${param}: ${words}` : "slice: off", true);
    told = news;
  }
  const toggle = () => fig.show("slice", { on: !fig.state.view.slice.on });
  const isOn = (/** @type {State} */ { view }) => view.slice.on;
  const alone = names.length === 1; // then it has the map's button too
  const opener = button("slice", "Slice", toggle, { "aria-pressed": "false", title: "The loss along the slider (l)" });
  const el = make(
    "div",
    { class: "fitcurve-map fitcurve-slice", role: "group", "aria-label": "Slice of the loss", hidden: true },
    key.head,
    seen.el,
    key.foot,
  );
  takeSliceInHand(seen.canvas, fig, () => seen.frame);
  Object.assign(seen.canvas, { fitcurve: () => shown(seen.frame, cut, ball) });
  return {
    name: "slice",
    stage: "descent",
    where: "main",
    view: { on: false, param: names[0] },
    el,
    head: alone ? opener : undefined,
    shortcuts: { l: { label: "slope: the loss along one slider, shown or not", act: toggle } },
    keys: { label: "the slice: arrows move its slider" },
    atRest: () => slope,
    menu: alone ? [] : [{ name: "slice", label: "Slope: the loss along one slider", key: "l", on: isOn, act: toggle }],
    paint(state, now) {
      const { on, param } = state.view.slice;
      write(opener, { "aria-pressed": String(on) });
      write(el, { hidden: !on });
      slope = "";
      if (!on) {
        tell("", "");
        return cuts.pause();
      }
      key.paintHead(state);
      write(seen.canvas, { tabindex: state.view.veil.on ? "-1" : "0" });
      const made = state.view.veil.on ? null : cuts.of(state, param);
      if (!made) {
        key.paint({ here: "", slope: "", step: "" });
        tell(param, "hidden");
        return seen.cover(param);
      }
      cut = made.cut;
      ball = ballOf(fig, param, made.lossAt, now);
      seen.paint(state, cut, ball);
      const words = inWords(lossCalled(fig.spec), param, ball);
      key.paint(words);
      slope = words.slope;
      tell(param, Object.values(words).join("; "));
      seen.describe(param, ball.v, `${words.here}; ${words.slope}`, cut.lowest);
    },
    picture() {
      const { slice, veil } = fig.state.view;
      return slice.on && !veil.on && cut && ball ? seen.section(fig.state, cut, ball) : null;
    },
    close() {
      off();
      cuts.pause();
      seen.close();
    },
  };
};

/**
 * For tests and other people's scripts: what the slice shows, and where.
 * @param {Frame|null} frame @param {Slice|null} cut @param {Ball|null} ball
 */
function shown(frame, cut, ball) {
  if (!frame || !cut || !ball) return null;
  const { left, right, top, bottom, on, ranges } = frame;
  return { left, right, top, bottom, on, ranges, ts: [...cut.ts], losses: [...cut.vs], ...ball };
}
