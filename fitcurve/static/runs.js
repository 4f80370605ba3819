// Runs: each way downhill that was tried, by its name, to be looked back on and compared. Pure.
import { compile } from "./program.js";
import { byItself, most, movesByHand } from "./state.js";
import { brief } from "./words.js";

/** @typedef {import("./types.js").Dials} Dials */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("./types.js").Moment} Moment */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Program} Program */

/** @type {Record<string, string>} */
const titles = { constant: "constant", geometric: "geometric", inv_sqrt: "1/√t", cosine: "cosine" };

/** A schedule, for a reader. @param {string} schedule */
export const titleOf = schedule => titles[schedule] ?? schedule;

/** "lr 1.2 geometric", "Step lr 0.05 friction 0.1" @param {Partial<Dials>} dials */
export function nameOf({ lr, friction = 1, schedule }) {
  const step = schedule ? "" : "Step ";
  const rate = lr ? `lr ${brief(lr)}` : "stretched";
  const shrinking = schedule && schedule !== "constant" ? ` ${titleOf(schedule)}` : "";
  const kept = friction === 1 ? "" : ` friction ${brief(friction)}`;
  return step + rate + shrinking + kept;
}

/** What Step is made with; it has no plan. @param {Dials} dials @returns {Partial<Dials>} */
export const stepDials = ({ lr, friction }) => ({ lr, friction });

/**
 * Python's schedules, ready to run: (name, step, steps) -> the share of lr.
 * @param {Record<string, Program>|null|undefined} programs
 * @returns {(name: string, step: number, steps: number) => number}
 */
export function shares(programs) {
  const ready = Object.fromEntries(
    Object.entries(programs ?? {}).map(([name, program]) => [name, compile(program, 1, [])]),
  );
  return (name, step, steps) => ready[name].run([step, steps])[0];
}

/** What friction does, in a line. @param {number} friction */
export function says(friction) {
  if (friction === 1) return "Plain descent: each gradient is used once.";
  if (friction === 0) return "The gradients add up: a ball without friction.";
  return `Momentum: each step keeps ${brief(100 * (1 - friction))} % of the last.`;
}

/** The highest of these losses. @param {Moment[]} moments */
const peak = moments => Math.max(...moments.map(m => m.loss));

/**
 * Does this run fly off? "diverging": its peaks grow and grow, or the loss has become infinite. "above": it stays
 * above where it began, as the mean absolute error does, whose slope is no steeper the farther off one is.
 * @param {Moment[]} moments @returns {"diverging"|"above"|null}
 */
export function flies(moments) {
  const [first, ...rest] = moments.filter(m => !Number.isNaN(m.loss));
  const last = rest.at(-1);
  if (!last || first !== moments[0] || first.loss === Infinity) return null;
  if (last.loss === Infinity) return "diverging";
  if (rest.length < 3 || !rest.slice(-6).every(m => m.loss > 1.2 * first.loss)) return null;
  const n = Math.floor(rest.length / 3);
  const [late, middle, early] = [rest.slice(-n), rest.slice(-2 * n, -n), rest.slice(0, -2 * n)].map(peak);
  const grows = late > 1.5 * middle && middle > 1.5 * early;
  return rest.length >= 6 && grows && last.loss > 10 * first.loss ? "diverging" : "above";
}

const clear = 0.05; // of a loss: less isn't worth a word

/**
 * Where this run began to overfit: at the least test loss, if since then that has climbed while the training loss fell.
 * @param {Moment[]} moments @returns {{step: number, least: Moment, last: Moment}|null}
 */
export function overfits(moments) {
  const tests = moments.map(({ test }) => (Number.isFinite(test) ? Number(test) : Infinity));
  const step = tests.indexOf(Math.min(...tests));
  const [least, last] = [moments[step], moments[moments.length - 1]];
  if (!last || !Number.isFinite(last.test) || !Number.isFinite(least.test)) return null;
  const hasClimbed = Number(last.test) > (1 + clear) * Number(least.test);
  return hasClimbed && last.loss < (1 - clear) * least.loss ? { step, least, last } : null;
}

/** Has this run come to its end? @param {Line} run */
export const isOver = ({ dials, moments }) => dials.steps !== undefined && moments.length > dials.steps;

/** The lines of the chart: the moves by hand, and the runs. @param {State} state @returns {Line[]} */
export const lines = state => [
  { id: 0, tone: 0, name: "by hand", dials: {}, moments: movesByHand(state) },
  ...state.runs,
];

/** The line that the scrubber is on. @param {State} state */
export function chosen(state) {
  const all = lines(state);
  return all.find(line => line.id === state.view.strip?.line) ?? all[all.length - 1];
}

/** How far the chart reaches: until a reset, the newest run has its whole length before it. @param {State} state */
export function reach(state) {
  const run = state.runs.at(-1);
  const planned = run?.epoch === state.epoch ? (run.dials.steps ?? 0) : 0;
  return Math.max(1, planned, ...lines(state).map(line => line.moments.length - 1));
}

/** Two runs of one name are told apart. @param {string} name @param {Line[]} runs */
export function unlike(name, runs) {
  const taken = new Set(runs.map(run => run.name));
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name} (${n})`;
  return free;
}

export const runActions = {
  /**
   * Another run begins; the oldest of five goes.
   * @param {State} s @param {{dials: Partial<Dials>, moments: Moment[], name?: string}} run @returns {State}
   */
  began: (s, { dials, moments, name = nameOf(dials) }) => {
    const kept = s.runs.slice(-(most - 1));
    const id = 1 + Math.max(0, ...s.runs.map(run => run.id), ...s.history.map(m => m.by ?? 0));
    const tones = Array.from({ length: most }, (_, i) => i + 1);
    const tone = tones.find(t => !kept.some(run => run.tone === t)) ?? most;
    const run = { id, tone, name: unlike(name, kept), first: name, epoch: s.epoch, dials, moments };
    return { ...s, runs: [...kept, run], view: { ...s.view, strip: { ...s.view.strip, line: id } } };
  },
  /** Somebody turned a dial while it ran. @param {State} s @param {Partial<Dials>} dials @returns {State} */
  retuned: (s, dials) => {
    const before = s.runs.slice(0, -1);
    const run = s.runs[s.runs.length - 1];
    const name = unlike(`${run.first} → ${nameOf(dials)}`, before);
    return { ...s, runs: [...before, { ...run, dials, name }] };
  },
  /** @param {State} s @param {number} id @returns {State} */
  dropped: (s, id) => byItself(s, { runs: s.runs.filter(run => run.id !== id) }),
  /** Back to a moment: there the ball is at rest. @param {State} s @param {State["params"]} params @returns {State} */
  scrubbed: (s, params) => ({ ...s, params, momentum: null }),
};
