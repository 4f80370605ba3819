// The loss over two parameters, sounded place by place in the time that a hand leaves over.
import { rows, seenBy } from "./fit.js";
import { spread } from "./heat.js";
import { compile, compose } from "./program.js";
import { spareTime } from "./spare.js";

/**
 * @typedef {Record<string, number>} Params
 * @typedef {[number, number]} Range
 * @typedef {[string, string]} Pair  the parameters of the two axes
 * @typedef {{params: Params, on: Pair, ranges: [Range, Range], key: string, others: number[]}} Task
 *   What to survey: `key` tells one map's axes from another's; `others`, the parameters that aren't on it.
 * @typedef {{task: Task, level: number, grid: ReturnType<typeof survey>}} Job
 * @typedef {Job & {lo: number, hi: number, lowest: number}} Survey  `lowest`: the place of the least loss
 */

/** @typedef {(t: number) => number} LossAlong */
/** @typedef {(params: Params, name: string) => LossAlong} Losses  along one parameter, the others as they are */

/**
 * The loss along any parameter, and nothing else: forwards only. It is that of the points that aren't held out.
 * @param {import("./types.js").Spec} spec
 * @param {import("./fit.js").Data} data
 * @returns {Losses}
 */
export function lossOf({ program, loss }, data) {
  if (!program || !loss) throw new TypeError("there is no program to run");
  const seen = rows(data);
  const { x } = seen;
  const { run, along } = compile(compose(program, loss), x.length, []);
  const names = program.inputs;
  /** @type {((v: number) => Float64Array)[]} */
  const ways = [];
  /** @type {LossAlong|null} */
  let last = null; // who has brought the program to its place
  return (params, name) => {
    const i = names.indexOf(name);
    const place = { ...params };
    /** @type {LossAlong} */
    function lossAt(t) {
      if (last !== lossAt) run([...names.map(input => (input === "x" ? x : place[input])), ...seenBy(seen)]);
      last = lossAt;
      ways[i] ??= along(i);
      return ways[i](t)[0];
    }
    return lossAt;
  };
}

/**
 * Every loss of a grid of n × n; `next(until)` goes on with it till that time, and says whether it is complete.
 * @param {Losses} losses @param {Params} params @param {string[]} on @param {number[][]} ranges
 * @param {number} n
 */
export function survey(losses, params, [p, q], [[pl, ph], [ql, qh]], n) {
  let values = new Float64Array(0); // a drag begins many a survey that never comes to its first row
  /** The middle of the i-th cell. @param {number} lo @param {number} hi @param {number} i */
  const along = (lo, hi, i) => lo + ((hi - lo) * (i + 0.5)) / n;
  let k = 0;
  /**
   * Goes on to the end of the row, or of the time, which it looks at every eight places.
   * @param {number} until @param {() => number} clock
   */
  function row(until, clock) {
    const lossAt = losses({ ...params, [q]: along(ql, qh, Math.floor(k / n)) }, p);
    const end = k + n - (k % n);
    while (k < end) {
      values[k] = lossAt(along(pl, ph, k % n));
      k++;
      if (k % 8 === 0 && clock() > until) break;
    }
  }
  return {
    n,
    get values() {
      return values;
    },
    get isBegun() {
      return k > 0;
    },
    /** @param {number} until */
    next(until, clock = () => performance.now()) {
      if (!k) values = new Float64Array(n * n);
      do row(until, clock);
      while (k < n * n && clock() < until);
      return k === n * n;
    },
  };
}

const levels = [24, 56, 112]; // coarse first; fine when all has been still for a moment, so that it never shimmers
export const stillness = 150; // ms
export const slice = 5; // ms of work at a time
const beat = 100; // ms from one coarse map to the next: a hand that moves sees ten a second, and each frame is quick

/** Surveys what is wanted, and calls `surveyed` whenever there is another map to show. @param {() => void} surveyed */
export function surveyor(surveyed) {
  const { ask, pause } = spareTime(work, wait);
  /** @type {Losses} */
  let losses = () => () => NaN;
  /** @type {Task|null} */
  let wanted = null;
  /** @type {Job|null} */
  let job = null;
  /** @type {Survey|null} */
  let done = null;
  let since = 0; // the last change
  let last = 0; // the last coarse map

  /** ms until the job may go on. */
  function wait() {
    if (job?.level) return stillness - (performance.now() - since);
    return job && done?.task.key === job.task.key ? beat - (performance.now() - last) : 0;
  }
  /** @param {Task} task @param {number} level */
  function begin(task, level) {
    job = { task, level, grid: survey(losses, task.params, task.on, task.ranges, levels[level]) };
  }
  /** What comes after a job that is done. @param {Job} last */
  function following({ task, level }) {
    job = null;
    if (!level) last = performance.now();
    if (wanted && task !== wanted) begin(wanted, 0);
    else if (level + 1 < levels.length) begin(task, level + 1);
  }
  /** Goes on in the time that is left over. A coarse map is finished, so that a hand that never rests sees some. */
  function work() {
    if (!job || !wanted) return;
    if (job.task !== wanted && !job.grid.isBegun) begin(wanted, 0);
    if (job.grid.next(performance.now() + slice)) {
      const { values } = job.grid;
      const { lo, hi } = spread(values, 0.96);
      done = { ...job, lo, hi, lowest: values.indexOf(lo) };
      following(job);
      surveyed();
    }
    plan();
  }
  function plan() {
    if (job) ask();
  }
  return {
    /** The newest map, of these data or of others. */
    get done() {
      return done;
    },
    get complete() {
      return !job && !!done;
    },
    /** Other data: other losses. @param {Losses} others */
    onto(others) {
      losses = others;
      wanted = null;
    },
    /** Is this the map that is being made? Else it is wanted from now on. @param {Task} task */
    want(task) {
      const fresh = wanted?.key !== task.key;
      if (wanted && !fresh && task.others.every((v, i) => Object.is(v, wanted?.others[i]))) return wanted;
      since = performance.now();
      wanted = task;
      if (fresh || !job || job.level) begin(task, 0);
      plan();
      return task;
    },
    plan,
    pause,
    close() {
      pause();
      job = null;
    },
  };
}
