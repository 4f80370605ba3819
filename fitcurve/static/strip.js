// The strip chart: the loss of every run, step by step, and a hand that goes back through it.
import { dashes, paintLines, paintPlace } from "./chart.js";
import { lossCalled, lossInWords } from "./describe.js";
import { button, make, roomOf, toggle, write } from "./dom.js";
import { inksOf, inksOnPaper } from "./ink.js";
import { legendOf } from "./legend.js";
import { levelOf } from "./loss.js";
import { speeds } from "./replay.js";
import { chosen, lines, reach, runActions } from "./runs.js";
import { chartSection } from "./sections.js";
import { here } from "./state.js";
import { saidEnd } from "./verdict.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").State} State */

const tones = dashes.map((_, tone) => `run${tone}`);

/** Where on this line the parameters are now, or -1. @param {Line} line @param {State} state */
const placeOn = ({ moments }, { params }) => here({ history: moments, params });

/** The hand that goes back through a line. @param {Fig} fig */
function scrubber(fig) {
  const lossName = lossCalled(fig.spec);
  /** @type {HTMLInputElement} */
  const el = make("input", {
    type: "range",
    name: "step",
    "data-history": true,
    min: 0,
    max: 0,
    step: 1,
    value: 0,
    "aria-label": "step: go back through the run",
    oninput: () => fig.walk.scrub(el.valueAsNumber),
    onchange: () => fig.act("commit"),
    onclick: land,
    onkeyup(e) {
      if (/^(Arrow|Home|End|Page)/.test(e.key)) land();
    },
  });
  /**
   * Off the path, the slider's own value is a step like any other; to choose it changes no value, so no `input` tells.
   */
  function land() {
    if (placeOn(chosen(fig.state), fig.state) >= 0) return;
    fig.walk.scrub(el.valueAsNumber);
    fig.act("commit");
  }
  return {
    el,
    /** @param {Line} line @param {number} at @param {boolean} veiled */
    describe({ name, moments }, at, veiled) {
      const loss = veiled ? "" : `: ${lossInWords(lossName, moments[at] ?? {})}`;
      const where = `step ${at} of ${name}${loss}`;
      write(el, { "aria-valuetext": at >= 0 ? where : `off the path of ${name}` });
    },
    /** @param {number} at */
    moveTo(at) {
      if (at >= 0 && el.valueAsNumber !== at) el.value = String(at); // a hand may have gone beyond the line's end
    },
  };
}

/** Replay, its speed, and the logarithmic axis. @param {Fig} fig */
function replayBar(fig) {
  const isReplaying = () => fig.state.view.strip.replaying;
  const toggleReplay = () => (isReplaying() ? fig.walk.pause() : fig.walk.replay());
  const replay = button("replay", "Replay", toggleReplay, { "aria-pressed": "false" });
  /** @type {HTMLSelectElement} */
  const speed = make(
    "select",
    {
      class: "fitcurve-select",
      "data-speed": true,
      "aria-label": "replay speed",
      onchange() {
        fig.show("strip", { speed: speed.value });
        if (isReplaying()) fig.walk.replay();
      },
    },
    ...Object.keys(speeds).map(name => make("option", { selected: name === "medium" }, name)),
  );
  const log = toggle("log", "log", false, on => fig.show("strip", { log: on }));
  log.el.title = "How far above the best, on a logarithmic axis";
  const el = make("div", { class: "fitcurve-replay" }, replay, speed, log.el);
  return {
    el,
    /** @param {State["view"]["strip"]} flags @param {boolean} isUseful */
    paint({ replaying, log: isLog }, isUseful) {
      write(replay, { text: replaying ? "Pause" : "Replay", "aria-pressed": String(replaying) });
      log.box.checked = isLog;
      el.classList.toggle("fitcurve-away", !isUseful);
    },
  };
}

/** Its two canvases: the lines, and above them the place of the hand. @param {Fig} fig @param {HTMLElement} scrub */
function chartOf(fig, scrub) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const top = make("canvas", { "aria-hidden": "true" });
  const el = make("div", { class: "fitcurve-strip" }, canvas, top, scrub);
  const room = roomOf(el, fig.repaint);
  const level = levelOf(fig);
  /** @type {string[]} */
  let inks = [];
  /** @type {ReturnType<typeof paintLines>|null} */
  let frame = null;
  return {
    el,
    room,
    restyle() {
      inks = Object.values(inksOf(fig.root, tones));
    },
    /** What it looks like, beside what it shows. */
    looks: () => [inks, room.w, room.h],
    /** @param {State} state @param {Line[]} all @param {Line[]} shown @param {Line} on */
    paintLines(state, all, shown, on) {
      frame = paintLines(canvas, room, fig.ink, inks, this.told(state, all, shown, on));
    },
    /** What is drawn. @param {State} state @param {Line[]} all @param {Line[]} shown @param {Line} on */
    told: (state, all, shown, on) => ({
      lines: all,
      shown,
      chosen: on,
      reach: reach(state),
      best: state.best,
      level: level(state),
      log: state.view.strip.log,
      lossName: lossCalled(fig.spec),
      said: saidEnd(state)?.said ?? null,
    }),
    /** @param {Line} on @param {number} at */
    paintPlace(on, at) {
      if (frame) paintPlace(top, frame, fig.ink, inks[on.tone], on, at);
    },
  };
}

/** A hand's own moves are a line too: once it moves, that one is chosen. @param {Fig} fig */
const chooseTheHand = fig =>
  fig.watch((state, before, name) => {
    const moved = name === "remember" && state.history !== before.history && !state.history.at(-1)?.by;
    if (moved && state.view.strip.line) fig.show("strip", { line: 0 });
  });

/** @param {Fig} fig @returns {Panel|null} */
export const stripPanel = fig => {
  if (!fig.hasData) return null;
  const scrub = scrubber(fig);
  const bar = replayBar(fig);
  const legend = legendOf(fig);
  const chart = chartOf(fig, scrub.el);
  const off = chooseTheHand(fig);
  /** @type {unknown[]} */
  let seen = [];
  /** @type {Line} */
  let on;
  /** @type {number|null} */
  let place = null;

  /** The lines, and those that are drawn. @param {State} state */
  function linesOf(state) {
    const all = lines(state).filter(line => line.moments.length);
    return { all, shown: all.filter(line => line.moments.length > 1) };
  }
  /** @param {State} state */
  function paintAll(state) {
    const { all, shown } = linesOf(state);
    on = chosen(state);
    place = null;
    chart.paintLines(state, all, shown, on);
    write(scrub.el, { max: String(reach(state)) });
    bar.paint(state.view.strip, shown.length > 0);
    legend.paint(shown, on, state.view.veil.on, saidEnd(state)?.said ?? null);
  }
  return {
    name: "strip",
    stage: "descent",
    view: { line: null, log: false, speed: "medium", replaying: false },
    el: make("div", { class: "fitcurve-time" }, chart.el, bar.el, legend.el),
    actions: runActions,
    resize: chart.restyle,
    paint(state) {
      const { history, runs, view, best, predictions } = state;
      const { line, log, replaying } = view.strip;
      const news = [
        history,
        runs,
        line,
        log,
        replaying,
        best,
        view.veil.on,
        predictions,
        view.predict,
        ...chart.looks(),
      ];
      if (news.some((v, i) => v !== seen[i])) paintAll(state);
      seen = news;
      const at = placeOn(on, state);
      if (at !== place) {
        chart.paintPlace(on, at);
        scrub.describe(on, at, view.veil.on);
      }
      place = at;
      scrub.moveTo(at);
    },
    picture() {
      const { state } = fig;
      const { all, shown } = linesOf(state);
      if (!shown.length || state.view.veil.on) return null;
      const told = chart.told(state, all, shown, on);
      return chartSection(fig, chart.room, told, placeOn(on, state), inksOnPaper(fig.root, tones));
    },
    close() {
      off();
      chart.room.close();
    },
  };
};
