// A walk downhill: Step and Run, the kernel's own walk followed, and the strip chart to go back in.
import { make, sized, write } from "./dom.js";
import { descend } from "./fit.js";
import { scale } from "./plot.js";
import { here } from "./state.js";
import { format, num } from "./words.js";

const byHand = new Set(["set", "points", "undo", "redo", "reset", "heard"]);  // whoever takes hold of something stops the run

/** Thirty steps a second; who asked for less motion sees two pictures a second of the same walk. */
export function walker(fig) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let timer = null, track = null, from = 0, at = 0;
  const off = fig.watch((state, before, name) => {
    if (byHand.has(name)) pause();
    if (byHand.has(name) || name === "descended" || name === "tune") track = null;
  });

  function step(times = 1) {
    const { grad } = fig.numbers();
    if (!grad || !fig.names.every(name => Number.isFinite(grad[name]))) return pause();
    fig.act("descended", descend(fig.state.params, grad, fig.state));
    if (fig.traced) fig.remember();
    if (times > 1) step(times - 1);
  }
  function run() {
    const [every, times] = calm.matches ? [500, fig.traced ? 15 : 1] : [33, 1];
    let left = 3000;
    fig.act("run", true);
    timer = setInterval(() => {
      if (fig.waiting) return;  // for the gradient at where we are
      step(times);
      if (!(left -= times > 0)) pause();
    }, every);
  }
  function pause() {
    clearInterval(timer); timer = null;
    if (fig.state.running) { fig.act("run", false); fig.act("commit"); }
  }

  return {
    pause, toggle: () => fig.state.running ? pause() : run(),
    step() { pause(); step(); fig.act("commit"); },
    reset() { fig.act("reset"); fig.open(); fig.done(); },
    /** The kernel ran a whole descent: walk through it in three seconds at most. */
    follow(walked) { track = walked; from = performance.now(); at = 0; },
    /** So much further at this frame; is there more to come? */
    advance() {
      if (!track) return false;
      const length = calm.matches ? 1 : Math.min(3000, track.length * 33);
      const to = Math.min(track.length, Math.ceil((performance.now() - from) / length * track.length)), moments = [];
      for (; at < to; at++) {
        const params = Object.fromEntries(fig.names.map((name, j) => [name, num(track[at][j])]));
        moments.push({ params, loss: fig.measure(params).loss });
      }
      if (moments.length) fig.act("followed", ...moments);
      if (at < track.length) return true;
      track = null;
      fig.act("commit");
      return false;
    },
    close() { off(); clearInterval(timer); },
  };
}

/** The loss of every moment, as a range that can be dragged. */
export const stripPanel = fig => {
  if (!fig.hasData) return null;
  const { lossName } = fig.spec, canvas = make("canvas", { "aria-hidden": "true" });
  const scrub = make("input", { type: "range", "data-history": true, min: 0, max: 0, step: 1, value: 0, "aria-label": "loss history: go back to a step",
    oninput: e => fig.act("set", fig.state.history[e.target.value].params), onchange: () => fig.act("commit") });
  const el = make("div", { class: "fitcurve-strip" }, canvas, scrub);
  return {
    name: "strip", el,
    paint(state) {
      const { ink } = fig, { history, best } = state, w = el.clientWidth, h = el.clientHeight, g = sized(canvas, w, h), last = history.length - 1;
      const losses = history.map(m => m.loss), top = Math.max(...losses.filter(Number.isFinite)), low = best?.loss ?? 0;
      const x = scale(0, Math.max(1, last), 4, w - 4), y = scale(low, top > low ? top : low + 1, h - ink.size * 1.7, 6);
      g.strokeStyle = ink.help; g.setLineDash([4, 4]); g.beginPath(); g.moveTo(0, y(low)); g.lineTo(w, y(low)); g.stroke(); g.setLineDash([]);
      g.strokeStyle = g.fillStyle = ink.curve; g.lineWidth = ink.size * 0.14; g.beginPath();
      losses.forEach((v, i) => Number.isFinite(v) && g.lineTo(x(i), y(v)));
      g.stroke();
      const at = here(state);
      if (at >= 0 && Number.isFinite(losses[at])) { g.beginPath(); g.arc(x(at), y(losses[at]), ink.size * 0.27, 0, 2 * Math.PI); g.fill(); }
      g.font = ink.font; g.fillStyle = ink.soft; g.textBaseline = "bottom";
      g.textAlign = "left"; g.fillText("loss so far", 0, h); g.textAlign = "right"; g.fillText(last === 1 ? "1 move" : `${Math.max(0, last)} moves`, w, h);
      write(scrub, { max: String(Math.max(0, last)) });
      if (at >= 0) { scrub.value = at; write(scrub, { "aria-valuetext": `move ${at}: ${lossName} ${format(losses[at])}` }); }
    },
  };
};
