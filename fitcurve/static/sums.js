// A function of parts, as a sum of ReLUs: which parts it has, where their hooks are; one part more, one less.

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").State} State */
/** @typedef {NonNullable<import("./types.js").Spec["parts"]>} Sum  what the spec says of the parts */
/** @typedef {Record<string, number>} Params */

const inks = ["#0072b2", "#00916a", "#b0609a", "#3a9fd8", "#a87400", "#7d4fa8", "#5b8c2a", "#6b7280"];
/** The colour of part i, from 1. @param {number} i */
export const inkOf = i => inks[(i - 1) % inks.length];

/** The names of each part's numbers, which every picture asks for. @type {WeakMap<string[], string[][]>} */
const named = new WeakMap();
/** The names of the numbers of part i, one of each of these arrays. @param {string[]} arrays @param {number} i */
function namesOf(arrays, i) {
  let all = named.get(arrays);
  if (!all) named.set(arrays, (all = []));
  return (all[i] ??= arrays.map(name => name + i));
}

/** The numbers of part i. @param {Sum} sum @param {Params} params @param {number} i */
export const valuesOf = (sum, params, i) => namesOf(sum.arrays, i).map(name => params[name]);

/** Has part i the same numbers? @param {Sum} sum @param {Params} params @param {Params} before @param {number} i */
export const isAsBefore = (sum, params, before, i) =>
  namesOf(sum.arrays, i).every(name => Object.is(params[name], before[name]));

/** A picture asks several times for the same parameters. @type {WeakMap<Params, {of: Sum, live: number[]}>} */
const known = new WeakMap();

/**
 * The parts that there are: where one can be spared, those that aren't all 0.
 * @param {Sum} sum @param {Params} params
 */
export function living(sum, params) {
  const last = known.get(params);
  if (last?.of === sum) return last.live;
  const live = [];
  for (let i = 1; i <= sum.room; i++) if (!sum.spare || namesOf(sum.arrays, i).some(name => params[name])) live.push(i);
  known.set(params, { of: sum, live });
  return live;
}

/** The names of all parameters but those of spare parts. @param {Sum} sum @param {Params} params */
export function withoutSpare(sum, params) {
  const live = new Set(living(sum, params).flatMap(i => namesOf(sum.arrays, i)));
  return Object.keys(params).filter(name => live.has(name) || !sum.names.includes(name));
}

/** The part whose sliders show; undefined where there is none. @param {Sum} sum @param {State} state */
export function chosenPart(sum, { params, view }) {
  const live = living(sum, params);
  return live.find(i => i === view.parts.chosen) ?? live.at(0);
}

/** Where part i bends, an x; NaN where it has no hook. @param {Sum} sum @param {Params} params @param {number} i */
export function hookAt({ hook }, params, i) {
  if (!hook) return NaN;
  const [m, b] = namesOf(hook, i);
  return -params[b] / params[m];
}

/** What moves the hook of part i to u. @param {Sum} sum @param {Params} params @param {number} i @param {number} u */
export function toHook({ hook }, params, i, u) {
  if (!hook) return {};
  const [m, b] = namesOf(hook, i);
  return { [b]: -params[m] * u };
}

/** The middle of the widest gap that places leave between lo and hi. @param {number[]} places @param {number[]} xlim */
function middleOfGap(places, [lo, hi]) {
  const ends = [lo, ...places.filter(u => u > lo && u < hi).sort((a, b) => a - b), hi];
  const gaps = ends.slice(1).map((u, j) => u - ends[j]);
  const j = gaps.indexOf(Math.max(...gaps));
  return ends[j] + gaps[j] / 2;
}

/**
 * The numbers of a new part i: its hook is where there is most room, and it adds nothing yet.
 * @param {Sum} sum @param {Fig} fig @param {number[]} live @param {number} i
 */
function newPart(sum, { spec, state }, live, i) {
  if (!sum.hook) return Object.fromEntries(sum.arrays.map(name => [name + i, spec.params[name + i].max / 4]));
  const [m, b] = sum.hook;
  const hooks = live.map(j => hookAt(sum, state.params, j));
  const flat = Object.fromEntries(sum.arrays.map(name => [name + i, 0]));
  return { ...flat, [m + i]: 1, [b + i]: -middleOfGap(hooks, state.xlim) };
}

/** @param {Fig} fig @param {Sum} sum */
export function addPart(fig, sum) {
  const live = living(sum, fig.state.params);
  const i = live.findIndex((part, k) => part !== k + 1) + 1 || live.length + 1; // the first number that is free
  if (i > sum.room || !sum.spare) return;
  fig.act("set", newPart(sum, fig, live, i));
  fig.show("parts", { chosen: i });
  fig.done();
  fig.say(`part ${i} added: ${live.length + 1} parts`);
}

/** @param {Fig} fig @param {Sum} sum */
export function removePart(fig, sum) {
  const live = living(sum, fig.state.params);
  const i = chosenPart(sum, fig.state);
  if (!i || !sum.spare) return;
  const at = live.indexOf(i);
  fig.act("set", Object.fromEntries(sum.arrays.map(name => [name + i, 0])));
  fig.show("parts", { chosen: live[at + 1] ?? live[at - 1] });
  fig.done();
  fig.say(`part ${i} removed: ${live.length - 1} parts`);
}
