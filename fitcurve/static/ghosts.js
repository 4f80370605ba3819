// Other curves, to compare: which there are, and what is known of each. Pure.
import { fit } from "./fit.js";
import { byItself } from "./state.js";
import { num } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Fit} Fit */
/** @typedef {import("./types.js").Ghost} Ghost */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").ToldGhost} Told */

export const mostCurves = 40;

/** The least mark that no other has. @param {Ghost[]} ghosts */
function freeMark(ghosts) {
  let mark = 0;
  while (ghosts.some(ghost => ghost.mark === mark)) mark++;
  return mark;
}

/** This name, or with a number behind it that no other has. @param {string} name @param {Ghost[]} ghosts */
function unlike(name, ghosts) {
  const isTaken = (/** @type {string} */ name) => ghosts.some(ghost => ghost.name === name);
  let i = ghosts.length + 1;
  if (name && !isTaken(name)) return name;
  if (name) i = 2;
  while (isTaken(`${name || "curve"} ${i}`)) i++;
  return `${name || "curve"} ${i}`;
}

/**
 * The list that the kernel, or a saved page, tells. One that was there keeps its mark.
 * @param {Ghost[]} before @param {Told[]} list @returns {Ghost[]}
 */
export function ghostsOf(before, list) {
  /** @type {Ghost[]} */
  const ghosts = [];
  for (const { id, name, params, program, veiled } of list) {
    const known = before.find(ghost => ghost.id === id);
    const at = params && Object.fromEntries(Object.entries(params).map(([key, v]) => [key, num(v)]));
    const mark = known?.mark ?? freeMark([...before, ...ghosts]);
    ghosts.push(known ?? { id, name, params: at ?? null, program: program ?? null, veiled, mark });
  }
  return ghosts;
}

/** What only the kernel could compute of them, and for which data. @param {Told[]} list @param {State} state */
const toldOf = (list, { x, y }) =>
  Object.fromEntries(
    list.map(({ id, told }) => [
      id,
      told && { loss: told.loss, xs: Float64Array.from(told.xs ?? [], num), ys: told.ys?.map(num) ?? [], x, y },
    ]),
  );

/** The actions of such curves. */
export const ghostActions = {
  /**
   * A hand has added some; a name that is taken gets a number.
   * @param {State} s @param {Pick<Ghost, "id"|"name"|"params">[]} news @returns {State}
   */
  ghostsAdded: (s, news) => {
    const ghosts = [...s.ghosts];
    for (const { id, name, params } of news.slice(0, Math.max(0, mostCurves - ghosts.length))) {
      ghosts.push({ id, name: unlike(name, ghosts), params, program: null, veiled: false, mark: freeMark(ghosts) });
    }
    return ghosts.length === s.ghosts.length ? s : byItself(s, { ghosts });
  },
  /** @param {State} s @param {string} id @returns {State} */
  ghostDropped: (s, id) => byItself(s, { ghosts: s.ghosts.filter(ghost => ghost.id !== id) }),
  /**
   * Python has told which there are. `how`: in answer to our own hand, so that the list is known; or as the figure
   * begins.
   * @param {State} s @param {Told[]} list @param {"ours"|"first"|"news"} how @returns {State}
   */
  ghostsHeard: (s, list, how) => {
    const told = { ...s, told: { ...s.told, ...toldOf(list, s) } };
    if (how === "ours") return told;
    const ghosts = ghostsOf(s.ghosts, list);
    if (how === "first") return { ...told, ghosts, base: { ...s.base, ghosts } };
    const same = ghosts.length === s.ghosts.length && ghosts.every((ghost, i) => ghost === s.ghosts[i]);
    return same ? told : byItself(told, { ghosts });
  },
};

/** Those that may be seen. @param {State} state */
export const seenGhosts = ({ ghosts, view }) =>
  view.curves?.on ? ghosts.filter(ghost => !(ghost.veiled && view.veil?.on)) : [];

/**
 * What to ask of a curve: where it goes, and its loss. The answers are kept until what they depend on changes.
 * @param {Fig} fig
 */
export function knower(fig) {
  /** @type {WeakMap<Ghost, {seen: unknown[], fit: Fit|null}>} */
  const fits = new WeakMap();
  /** @type {Fit|null} */
  let own = null;
  /** @type {unknown[]} */
  let ownSeen = [];
  /** The figure's own function, by buffers of its own. @param {State} state */
  function ownFit({ x, y, held, xlim, log }) {
    const seen = [x, y, xlim, log];
    if (!own || seen.some((v, i) => v !== ownSeen[i])) own = fit({ ...fig.spec, x, y, held, xlim, log });
    ownSeen = seen;
    return own;
  }
  /** What the page can ask of this curve; null where only the kernel can. @param {Ghost} ghost @param {State} state */
  function fitOf(ghost, state) {
    if (ghost.params) return fig.traced ? ownFit(state) : null;
    if (!ghost.program) return null;
    const { x, y, held, xlim, log } = state;
    const seen = [x, y, xlim, log];
    const kept = fits.get(ghost);
    if (kept && seen.every((v, i) => v === kept.seen[i])) return kept.fit;
    const made = fit({ ...fig.spec, program: ghost.program, params: {}, pointwise: true, x, y, held, xlim, log });
    fits.set(ghost, { seen, fit: made });
    return made;
  }
  return {
    /** Places and heights, from left to right. @param {Ghost} ghost @param {State} state */
    curve(ghost, state) {
      const its = fitOf(ghost, state);
      if (its?.curve) return { xs: its.xs, ys: its.curve(ghost.params ?? {}) };
      return { xs: state.told[ghost.id]?.xs ?? [], ys: state.told[ghost.id]?.ys ?? [] };
    },
    /** Undefined where it isn't known. @param {Ghost} ghost @param {State} state @returns {number|undefined} */
    loss(ghost, state) {
      const told = state.told[ghost.id];
      const its = fig.measures ? fitOf(ghost, state) : null;
      if (its?.measure) return its.measure(ghost.params ?? {}).loss;
      const isOld = told?.x !== state.x || told?.y !== state.y;
      return told?.loss == null || isOld ? undefined : num(told.loss);
    },
  };
}

/** @typedef {{ghost: Ghost, loss: number}} Measured */

/**
 * Their losses from the least to the most, and which of them is the least, and the median.
 * @param {Measured[]} all
 */
export function spread(all) {
  const known = all.filter(({ loss }) => Number.isFinite(loss)).sort((a, b) => a.loss - b.loss);
  if (!known.length) return null;
  const mid = known.length / 2;
  const median = (known[Math.ceil(mid) - 1].loss + known[Math.floor(mid)].loss) / 2;
  return { known, least: known[0], median, most: known[known.length - 1] };
}
