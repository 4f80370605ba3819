// A walk downhill: Step and Run. Replay goes back through a run (replay.js), and the kernel's own walk is followed
// (follow.js).
import { sameDials } from "./dials.js";
import { descend } from "./fit.js";
import { follower } from "./follow.js";
import { isStuck } from "./notes.js";
import { beatOf, isByStep } from "./pace.js";
import { replayer } from "./replay.js";
import { isOver, shares, stepDials } from "./runs.js";
import { hasCome } from "./sample.js";
import { here } from "./state.js";
import { whyNoStep } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("./types.js").Params} Params */
/** @typedef {import("./types.js").Walk} Walk */

// Who takes hold of something stops the run.
const byHand = new Set(["set", "points", "given", "undo", "redo", "reset", "heard", "asked"]);

/** Who takes hold, or goes to another moment, goes on from another place. @param {string} name  of an action */
export const movesOn = name => byHand.has(name) || name === "scrubbed";

/** One step downhill: from the gradient at where we are, by the dials as they are. @param {Fig} fig */
function stepper(fig) {
  const share = shares(fig.spec.schedules);
  /** @param {Line} run */
  function rateOf(run) {
    const { lr, schedule, steps } = fig.state.dials;
    if (!run.dials.schedule) return lr;
    return lr * share(schedule, Math.min(run.moments.length, steps) - 1, steps);
  }
  /** @param {Params} grad @param {number} lr */
  function next(grad, lr) {
    const { params, momentum, dials } = fig.state;
    return descend(params, grad, { lr, friction: dials.friction, momentum });
  }
  return {
    /** May there be another? */
    step() {
      const { grad } = fig.numbers();
      if (!grad || isStuck(fig)) return false;
      const { dials, runs } = fig.state;
      const run = runs[runs.length - 1];
      const now = run.dials.schedule ? dials : stepDials(dials);
      if (!sameDials(now, run.dials)) fig.act("retuned", now);
      fig.act("descended", next(grad, rateOf(run)));
      if (fig.measures) fig.remember();
      return true;
    },
    /** Where the run's next step would land, or that of Step; null where there is none. */
    peek() {
      const { loss, grad } = fig.numbers();
      if (!grad || fig.waiting || whyNoStep(loss, grad)) return null;
      const { running, dials, runs } = fig.state;
      return next(grad, running ? rateOf(runs[runs.length - 1]) : dials.lr).params;
    },
  };
}

/** Which run the next moments belong to. @param {Fig} fig */
function runKeeper(fig) {
  /** @type {number|undefined} */
  let by;

  /** Another run: what is remembered from here on is its own. @type {Walk["beginRun"]} */
  function begin(dials, name) {
    const { loss, test } = fig.numbers();
    const start = { params: fig.state.params, loss, test };
    fig.act("began", { dials, moments: [start], name });
    by = fig.state.runs.at(-1)?.id;
  }
  /**
   * The last run, if it is at this place, was made so, and isn't over.
   * @param {Partial<import("./types.js").Dials>} dials
   */
  function unfinished(dials) {
    const { runs, params } = fig.state;
    const last = runs.at(-1);
    const isHere = last && here({ history: last.moments.slice(-1), params }) === 0;
    return last && isHere && sameDials(last.dials, dials) && !isOver(last) ? last : null;
  }
  return {
    get by() {
      return by;
    },
    begin,
    /**
     * Goes on with the last run, if it is at this place and was made so; else begins another.
     * @type {Walk["beginRun"]}
     */
    resume(dials) {
      const last = unfinished(dials);
      if (last) by = last.id;
      else begin(dials);
    },
    unfinished,
    /** A hand has taken hold: what comes is its own. */
    leave() {
      by = undefined;
    },
    /** Is the last run the one that goes on, and not at its end? */
    isOn() {
      const run = fig.state.runs.at(-1);
      return !!run && run.id === by && !isOver(run);
    },
  };
}

/**
 * Step and Run.
 * @param {Fig} fig @param {ReturnType<typeof runKeeper>} keeper @param {MediaQueryList} less  motion
 */
function runner(fig, keeper, less) {
  const { step, peek } = stepper(fig);
  let timer = 0;
  let owed = 0; // steps, and parts of one
  function stop() {
    clearTimeout(timer);
    if (!fig.state.running) return;
    fig.act("run", false);
    fig.act("commit");
  }
  /** Until the run has come to its end, or was removed. */
  function goOn() {
    if (fig.waiting) return; // for the gradient at where we are
    for (; owed > 0.999 && fig.state.running; owed--) if (!keeper.isOn() || !step()) return stop();
  }
  /** The next steps, in a moment. */
  function wait() {
    const { every, steps } = beatOf(fig.state, less.matches);
    timer = setTimeout(() => {
      owed = Math.min(owed + steps, fig.measures ? Infinity : 1);
      goOn();
      if (fig.state.running) wait();
    }, every);
  }
  /** One step of this kind of run. @param {Partial<import("./types.js").Dials>} dials */
  function single(dials) {
    keeper.resume(dials);
    step();
    fig.act("commit");
  }
  return {
    stop,
    peek,
    start() {
      const { dials } = fig.state;
      if (isByStep(fig.state)) return single(dials);
      keeper.resume(dials);
      fig.act("run", true);
      owed = 0;
      wait();
    },
    step: () => single(stepDials(fig.state.dials)),
    close: () => clearTimeout(timer),
  };
}

/** @param {Fig} fig @returns {Walk} */
export function walker(fig) {
  const less = matchMedia("(prefers-reduced-motion: reduce)");
  const keeper = runKeeper(fig);
  const run = runner(fig, keeper, less);
  const replay = replayer(fig, less);
  const follow = follower(fig, less);
  function pause() {
    replay.stop();
    run.stop();
  }
  const off = fig.watch((state, before, name) => {
    const taken = byHand.has(name);
    if (taken) pause();
    if (movesOn(name)) keeper.leave();
    if (taken || name === "descended" || name === "tune") follow.stop();
    if (before.running && hasCome(state, before, name)) queueMicrotask(run.start); // when all of it is heard
  });
  return {
    get by() {
      return keeper.by;
    },
    get begins() {
      return !keeper.unfinished(fig.state.dials);
    },
    beginRun: keeper.begin,
    peek: run.peek,
    pause,
    step: () =>
      fig.whenKnown(() => {
        pause();
        run.step();
      }),
    toggle: () =>
      fig.state.running
        ? pause()
        : fig.whenKnown(() => {
            pause();
            run.start();
          }),
    reset() {
      fig.act("reset");
      fig.startHistory();
      fig.done();
    },
    /** A hand on the scrubber. */
    scrub(i) {
      pause();
      replay.scrub(i);
    },
    replay() {
      pause();
      replay.start();
    },
    follow(rows, dials) {
      pause();
      keeper.begin({ ...dials, steps: rows.length - 1 });
      follow.start(rows);
    },
    /** So much further at this frame; is there more to come? */
    advance: () => replay.advance() ?? follow.advance(keeper.by),
    close() {
      off();
      run.close();
    },
  };
}
