// Runs: each way downhill that was tried, by its name, to be looked back on and compared. Pure.
import { compile } from "./program.js";
import { handsOwn } from "./state.js";
import { brief } from "./words.js";

export const most = 4; // runs that are kept
export const titles = { constant: "constant", geometric: "geometric", inv_sqrt: "1/√t", cosine: "cosine" };

/**
 * @typedef {{lr: number, friction: number, schedule?: string, steps?: number}} How  without a schedule: the Step button
 * @typedef {{id: number, tone: number, name: string, epoch: number, how: How, moments: {params: object, loss: number}[]}} Line
 */

/** "lr 1.2 geometric", "Step lr 0.05 friction 0.1" */
export const nameOf = ({ lr, friction, schedule }) =>
  [
    schedule ? "" : "Step ",
    lr ? `lr ${brief(lr)}` : "stretched",
    schedule && schedule !== "constant" ? ` ${titles[schedule] ?? schedule}` : "",
    friction === 1 ? "" : ` friction ${brief(friction)}`,
  ].join("");

/** What a run is made with, now. */
export const howOf = ({ lr, friction, schedule, steps }, single) =>
  single ? { lr, friction } : { lr, friction, schedule, steps };

export const alike = (a, b) => ["lr", "friction", "schedule", "steps"].every(key => a[key] === b[key]);

/** Python's schedules, ready to run: (name, step, steps) -> the share of lr. */
export function shares(programs) {
  const ready = Object.fromEntries(
    Object.entries(programs ?? {}).map(([name, program]) => [name, compile(program, 1, [])]),
  );
  return (name, step, steps) => ready[name].run([step, steps])[0];
}

/** What friction does, in a line. */
export const says = friction =>
  friction === 1
    ? "Plain descent: each gradient is used once."
    : friction === 0
      ? "The gradients add up: a ball without friction."
      : `Momentum: each step keeps ${brief(100 * (1 - friction))} % of the last.`;

/** The lines of the chart: the moves by hand, and the runs. @returns {Line[]} */
export const lines = state => [{ id: 0, tone: 0, name: "by hand", how: {}, moments: handsOwn(state) }, ...state.runs];

/** The line that the scrubber is on. */
export const chosen = state => lines(state).find(l => l.id === state.view.strip?.line) ?? lines(state).at(-1);

/** How far the chart reaches: until a reset, the newest run has its whole length before it. */
export function reach(state) {
  const { how, epoch } = state.runs.at(-1) ?? {};
  return Math.max(1, (epoch === state.epoch && how?.steps) || 0, ...lines(state).map(l => l.moments.length - 1));
}

/** Two runs of one name are told apart. */
const unlike = (name, runs) => {
  for (let n = 1; ; n++) {
    const full = n > 1 ? `${name} (${n})` : name;
    if (!runs.some(r => r.name === full)) return full;
  }
};
const last = (s, change) => ({
  ...s,
  runs: s.runs.map((r, i) => (i === s.runs.length - 1 ? { ...r, ...change(r) } : r)),
});

export const runActions = {
  /** Another run begins; the oldest of five goes. */
  began: (s, { how, moments, name = nameOf(how) }) => {
    const kept = s.runs.slice(-(most - 1)),
      id = 1 + Math.max(0, ...s.runs.map(r => r.id), ...s.history.map(m => m.by ?? 0));
    const tone = Array.from({ length: most }, (_, i) => i + 1).find(t => !kept.some(r => r.tone === t));
    return {
      ...s,
      runs: [...kept, { id, tone, name: unlike(name, kept), first: name, epoch: s.epoch, how, moments }],
      view: { ...s.view, strip: { ...s.view.strip, line: id } },
    };
  },
  /** Somebody turned a dial while it ran. */
  retuned: (s, how) =>
    last(s, ({ first }) => ({ how, name: unlike(`${first} → ${nameOf(how)}`, s.runs.slice(0, -1)) })),
  dropped: (s, id) => ({ ...s, runs: s.runs.filter(r => r.id !== id) }),
  /** Back to a moment: there the ball is at rest. */
  scrubbed: (s, params) => ({ ...s, params, momentum: null }),
};
