// A walk downhill: Step, Run and Replay; the kernel's own walk followed.
import { descend } from "./fit.js";
import { alike, chosen, howOf, shares } from "./runs.js";
import { here } from "./state.js";
import { num } from "./words.js";

const byHand = new Set(["set", "points", "undo", "redo", "reset", "heard"]); // whoever takes hold of something stops the run
export const speeds = { slow: 5, medium: 20, fast: 80 }; // steps a second, in a replay

/** Thirty steps a second; who asked for less motion sees two pictures a second of the same walk. */
export function walker(fig) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)"),
    share = shares(fig.spec.schedules);
  let timer = null,
    track = null,
    film = null,
    from = 0,
    at = 0,
    by;
  const off = fig.watch((state, before, name) => {
    const taken = byHand.has(name);
    if (taken) pause();
    if (taken || name === "scrubbed") by = undefined;
    if (taken || name === "descended" || name === "tune") track = null;
  });

  /** Another run: what is remembered from here on is its own. */
  function beginRun(how, name) {
    fig.act("began", { how, moments: [{ params: fig.state.params, loss: fig.numbers().loss }], name });
    by = fig.state.runs.at(-1).id;
  }
  /** The run that goes on from here: the last one, if it is at this place and was made so, else another. */
  function begin(single) {
    const { runs, params } = fig.state,
      how = howOf(fig.state, single),
      last = runs.at(-1);
    const on = last && alike(last.how, how) && !over(last) && here({ history: last.moments.slice(-1), params }) === 0;
    if (on) by = last.id;
    else beginRun(how);
  }
  const over = ({ how, moments }) => moments.length > how.steps;

  /** One step; may there be another? */
  function step() {
    const { grad } = fig.numbers();
    if (!grad || !fig.names.every(name => Number.isFinite(grad[name]))) return false;
    const { params, friction, momentum, lr, schedule, steps, runs } = fig.state,
      run = runs.at(-1),
      how = howOf(fig.state, !run.how.schedule);
    if (!alike(how, run.how)) fig.act("retuned", how);
    const rate = how.schedule ? lr * share(schedule, Math.min(run.moments.length, steps) - 1, steps) : lr;
    fig.act("descended", descend(params, grad, { lr: rate, friction, momentum }));
    if (fig.traced) fig.remember();
    return true;
  }
  function run() {
    const [every, times] = calm.matches ? [500, fig.traced ? 15 : 1] : [33, 1];
    pause();
    begin(false);
    fig.act("run", true);
    timer = setInterval(() => {
      if (fig.waiting) return; // for the gradient at where we are
      for (let i = 0; i < times; i++) {
        const run = fig.state.runs.at(-1);
        if (!run || run.id !== by || over(run) || !step()) return pause(); // it has come to its end, or was removed
      }
    }, every);
  }
  function pause() {
    clearInterval(timer);
    timer = null;
    if (film) {
      film = null;
      fig.show("strip", { replaying: false });
      fig.act("commit");
    }
    if (fig.state.running) {
      fig.act("run", false);
      fig.act("commit");
    }
  }

  /** The moment `at` of the line that is chosen. */
  function scrub(i, line = chosen(fig.state)) {
    const moment = line.moments[Math.min(i, line.moments.length - 1)];
    if (moment) fig.act("scrubbed", moment.params);
  }
  function replay() {
    pause();
    const { moments } = chosen(fig.state),
      now = here({ history: moments, params: fig.state.params });
    film = {
      line: chosen(fig.state),
      start: now < 0 || now === moments.length - 1 ? 0 : now,
      from: performance.now(),
      at: -1,
    };
    fig.show("strip", { replaying: true });
  }
  /** The next picture of the replay; is there more to come? */
  function play() {
    if (fig.waiting) return true;
    const { line, start, from } = film,
      rate = speeds[fig.state.view.strip.speed] ?? speeds.medium,
      every = calm.matches ? 500 : 1;
    const end = line.moments.length - 1,
      i = Math.min(end, start + Math.floor((Math.floor((performance.now() - from) / every) * every * rate) / 1000));
    if (i !== film.at) {
      film.at = i;
      scrub(i, line);
    }
    if (i === end) pause();
    return !!film;
  }

  return {
    get by() {
      return by;
    },
    pause,
    beginRun,
    replay,
    toggle: () => (fig.state.running ? pause() : run()),
    /** A hand on the scrubber. */
    scrub(i) {
      pause();
      scrub(i);
    },
    step() {
      if (fig.waiting) return;
      pause();
      begin(true);
      step();
      fig.act("commit");
    },
    reset() {
      fig.act("reset");
      fig.startHistory();
      fig.done();
    },
    /** The kernel ran a whole descent: walk through it in three seconds at most. */
    follow(walked, way) {
      pause();
      beginRun({ ...way, steps: walked.length - 1 });
      track = walked;
      from = performance.now();
      at = 1; // the first is where we are
    },
    /** So much further at this frame; is there more to come? */
    advance() {
      if (film) return play();
      if (!track) return false;
      const length = calm.matches ? 1 : Math.min(3000, track.length * 33);
      const to = Math.min(track.length, Math.ceil(((performance.now() - from) / length) * track.length)),
        moments = [];
      for (; at < to; at++) {
        const params = Object.fromEntries(fig.names.map((name, j) => [name, num(track[at][j])]));
        moments.push({ params, loss: fig.measure(params).loss, by });
      }
      if (moments.length) fig.act("followed", ...moments);
      if (at < track.length) return true;
      track = null;
      fig.act("commit");
      return false;
    },
    close() {
      off();
      clearInterval(timer);
    },
  };
}
