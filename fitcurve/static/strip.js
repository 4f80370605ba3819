// The strip chart: the loss of every run, step by step, and a hand that goes back through it.
import { button, make, roomOf, sized, toggle, write } from "./dom.js";
import { speeds } from "./walk.js";
import { inksOf } from "./ink.js";
import { scale } from "./plot.js";
import { chosen, lines, reach, runActions } from "./runs.js";
import { here } from "./state.js";
import { brief, format } from "./words.js";

const dashes = [[2, 3], [], [7, 3], [10, 3, 2, 3], [4, 2]]; // lines are told apart without their colours too

const tones = dashes.map((_, tone) => `run${tone}`);

/** A piece of the line, as the chart draws it. */
function swatch(tone) {
  const part = (tag, attrs) => {
    const el = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const key in attrs) el.setAttribute(key, attrs[key]);
    return el;
  };
  const svg = part("svg", { class: "fitcurve-swatch", width: 24, height: 8, "aria-hidden": "true" });
  svg.append(
    part("line", {
      x2: 24,
      y1: 4,
      y2: 4,
      "stroke-width": 2.5,
      "stroke-dasharray": dashes[tone].join(" "),
      style: `stroke: var(--fitcurve-run${tone})`,
    }),
  );
  return svg;
}

/** One line of the legend: press it to go back through that run, or take it away. */
function entry(fig, { id, tone, name }) {
  const figure = make("span", { class: "fitcurve-number" });
  const pick = make(
    "button",
    { type: "button", class: "fitcurve-pick", "data-line": id, onclick: () => fig.show("strip", { line: id }) },
    swatch(tone),
    make("span", { class: "fitcurve-run" }),
    figure,
  );
  const drop = id
    ? button("drop", "×", () => {
        const next = el.nextElementSibling ?? el.previousElementSibling;
        fig.act("dropped", id);
        (next?.querySelector("button") ?? fig.root.querySelector("[data-history]")).focus();
      })
    : null;
  const el = make("div", { class: "fitcurve-entry" }, pick, drop);
  return {
    el,
    paint({ name, moments }, on, least) {
      const text = format(moments.at(-1).loss, 4);
      write(pick, { "aria-pressed": String(on), title: least ? `${name}: the least so far` : name });
      write(pick.children[1], { text: name });
      write(figure, { text });
      el.toggleAttribute("data-least", least);
      if (drop) write(drop, { "aria-label": `Remove ${name}` });
    },
  };
}

/** The losses of the chart as heights: as they are, or how far above the best, each tenth as far down as the last. */
function heights(all, best, log, above, below) {
  const losses = all.flatMap(l => l.moments.map(m => m.loss)).filter(Number.isFinite),
    low = best?.loss ?? 0;
  if (log) {
    const excess = v => Math.log10(Math.max(v - low, 1e-12)),
      known = losses.map(excess).filter(v => v > -6),
      hi = Math.max(...known, -3),
      lo = Math.min(...known, hi - 1);
    const y = scale(lo, hi, below, above);
    return {
      y: v => y(Math.max(excess(v), lo)),
      rules: Array.from({ length: 12 }, (_, i) => 4 - i)
        .filter(n => n >= lo && n <= hi)
        .map(n => ({ at: y(n), text: brief(10 ** n) })),
    };
  }
  const first = Math.max(...all.map(l => l.moments[0].loss).filter(Number.isFinite), low),
    high = Math.min(Math.max(...losses, low), low + 3 * (first - low || 1)); // what climbs further leaves the chart
  const y = scale(low, high > low ? high : low + 1, below, above);
  return { y: v => Math.max(y(v), -9), rules: [] };
}

export const stripPanel = fig => {
  if (!fig.hasData) return null;
  const { loss_name: lossName } = fig.spec,
    canvas = make("canvas", { "aria-hidden": "true" }),
    top = make("canvas", { "aria-hidden": "true" });
  const scrub = make("input", {
    type: "range",
    name: "step",
    "data-history": true,
    min: 0,
    max: 0,
    step: 1,
    value: 0,
    "aria-label": "step: go back through the run",
    oninput: () => fig.walk.scrub(scrub.valueAsNumber),
    onchange: () => fig.act("commit"),
    onclick: () => land(),
    onkeyup: e => {
      if (/^(Arrow|Home|End|Page)/.test(e.key)) land();
    },
  });
  /** Off the path, the slider's own value is a step like any other; to choose it changes no value, so no `input` tells. */
  const land = () => {
    const { moments } = chosen(fig.state);
    if (here({ history: moments, params: fig.state.params }) >= 0) return;
    fig.walk.scrub(scrub.valueAsNumber);
    fig.act("commit");
  };
  const chart = make("div", { class: "fitcurve-strip" }, canvas, top, scrub);
  const legend = make("div", { class: "fitcurve-legend", role: "group", "aria-label": "runs" });
  const replay = button("replay", "Replay", () => (fig.state.view.strip.replaying ? fig.walk.pause() : fig.walk.replay()), {
    "aria-pressed": "false",
  });
  const speed = make(
    "select",
    {
      class: "fitcurve-select",
      "data-speed": true,
      "aria-label": "replay speed",
      onchange: () => {
        fig.show("strip", { speed: speed.value });
        if (fig.state.view.strip.replaying) fig.walk.replay();
      },
    },
    ...Object.keys(speeds).map(name => make("option", { selected: name === "medium" }, name)),
  );
  const log = toggle("log", "log", false, on => fig.show("strip", { log: on }));
  log.title = "How far above the best, on a logarithmic axis";
  const bar = make("div", { class: "fitcurve-replay" }, replay, speed, log);
  const empty = make("p", { class: "fitcurve-empty" }, "Step and Run leave their lines here, to compare.");
  legend.append(empty);
  const entries = new Map();
  let inks = [],
    seen = [],
    all,
    shown,
    on,
    frame,
    place;

  const off = fig.watch((state, before, name) => {
    // a hand's own moves are a line too
    if (name === "remember" && state.history !== before.history && !state.history.at(-1).by && state.view.strip.line)
      fig.show("strip", { line: 0 });
  });

  function paintLegend(shown, on) {
    const ends = shown.map(l => l.moments.at(-1).loss).filter(Number.isFinite),
      least = shown.length > 1 ? Math.min(...ends) : NaN;
    for (const [id, { el }] of entries)
      if (!shown.some(l => l.id === id)) {
        el.remove();
        entries.delete(id);
      }
    for (const line of shown) {
      if (!entries.has(line.id)) {
        const e = entry(fig, line);
        entries.set(line.id, e);
        line.id ? legend.append(e.el) : legend.prepend(e.el);
      }
      entries.get(line.id).paint(line, line.id === on.id, line.moments.at(-1).loss === least);
    }
    empty.hidden = shown.length > 0;
  }

  /** Everything but the hand's own place: drawn when there is something new, not at every frame of a drag. */
  function paintLines(state, all, shown, on) {
    const { ink } = fig,
      { w, h } = room,
      g = sized(canvas, w, h),
      { best, view } = state,
      bottom = h - ink.size * 1.7;
    const x = scale(0, reach(state), 10, w - 10),
      { y, rules } = heights(all, best, view.strip.log, 6, bottom);
    g.fillStyle = ink.grid;
    for (const { at } of rules) g.fillRect(0, at, w, 1);
    if (!view.strip.log && best) {
      g.strokeStyle = ink.help;
      g.lineWidth = 1.5;
      g.setLineDash([2, 4]);
      g.beginPath();
      g.moveTo(0, y(best.loss));
      g.lineTo(w, y(best.loss));
      g.stroke();
    }
    for (const line of [...shown.filter(l => l.id !== on.id), ...shown.filter(l => l.id === on.id)]) {
      // the chosen one on top
      g.strokeStyle = inks[line.tone];
      g.setLineDash(dashes[line.tone]);
      g.lineWidth = line.id === on.id ? 2.5 : 1.5;
      g.beginPath();
      line.moments.forEach(({ loss }, i) => Number.isFinite(loss) && g.lineTo(x(i), y(loss)));
      g.stroke();
    }
    g.setLineDash([]);
    g.font = ink.font;
    g.textBaseline = "middle";
    g.textAlign = "right";
    g.strokeStyle = ink.paper;
    g.fillStyle = ink.soft;
    g.lineWidth = 4;
    g.lineJoin = "round";
    for (const { at, text } of rules)
      if (at > ink.size && at < bottom - 2) {
        g.strokeText(text, w - 2, at);
        g.fillText(text, w - 2, at);
      }
    g.textBaseline = "bottom";
    g.textAlign = "left";
    g.fillText(view.strip.log && best ? `${lossName} above the best` : lossName, 0, h);
    return { x, y, w, h, bottom };
  }

  function paintPlace(at, on, { x, y, w, h, bottom }) {
    const { ink } = fig,
      g = sized(top, w, h),
      loss = on.moments[at]?.loss,
      steps = Math.max(0, on.moments.length - 1);
    if (at >= 0 && Number.isFinite(loss)) {
      g.fillStyle = inks[on.tone];
      g.globalAlpha = 0.35;
      g.fillRect(x(at) - 0.5, 0, 1, bottom);
      g.globalAlpha = 1;
      g.beginPath();
      g.arc(x(at), y(loss), 4.5, 0, 2 * Math.PI);
      g.fill();
    }
    g.font = ink.font;
    g.fillStyle = ink.soft;
    g.textBaseline = "bottom";
    g.textAlign = "right";
    g.fillText(at >= 0 ? `step ${at} of ${steps}` : `${steps} steps`, w, h);
    write(scrub, {
      "aria-valuetext":
        at >= 0 ? `step ${at} of ${on.name}: ${lossName} ${format(loss)}` : `off the path of ${on.name}`,
    });
  }

  const room = roomOf(chart, fig.repaint);
  return {
    name: "strip",
    view: { line: null, log: false, speed: "medium", replaying: false },
    el: make("div", { class: "fitcurve-time" }, chart, bar, legend),
    actions: runActions,
    resize() {
      inks = Object.values(inksOf(fig.root, tones));
    },
    paint(state) {
      const { history, runs, view, best } = state,
        { line, log: deep, replaying } = view.strip,
        news = [history, runs, line, deep, replaying, best, inks, room.w, room.h];
      if (news.some((v, i) => v !== seen[i])) {
        seen = news;
        place = null;
        all = lines(state).filter(l => l.moments.length);
        shown = all.filter(l => l.moments.length > 1);
        on = chosen(state);
        frame = paintLines(state, all, shown, on);
        write(scrub, { max: String(reach(state)) });
        write(replay, { text: view.strip.replaying ? "Pause" : "Replay", "aria-pressed": String(!!view.strip.replaying) });
        bar.classList.toggle("fitcurve-away", !shown.length);
        log.firstChild.checked = !!view.strip.log;
        paintLegend(shown, on);
      }
      const at = here({ history: on.moments, params: state.params });
      if (at !== place) paintPlace((place = at), on, frame);
      if (at >= 0 && scrub.valueAsNumber !== at) scrub.value = at; // a hand may have gone beyond the line's end
    },
    close() {
      off();
      room.close();
    },
  };
};
