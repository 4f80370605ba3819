// The limit of a sum of ReLUs: the least loss that its straight pieces, one more than ReLUs, can have on these data,
// joined or not. It is `view.parts.limit`.
import { rows } from "./fit.js";
import { leastPieces, pieceCosts } from "./pieces.js";
import { living } from "./sums.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./sums.js").Sum} Sum */

const slice = 6; // ms of work at a time, so that a hand gets through
const rest = 200; // ms that a hand on the points must have rested

/**
 * The costs of straight pieces on these points, found a little at a time.
 * @param {ReturnType<typeof rows>} seen
 */
function costsOf({ x, y, yerr }) {
  const rows = pieceCosts(x, y, yerr);
  /** @type {Float64Array[]|null} */
  let costs = null;
  return {
    /** The costs, once they are complete; goes on with them till `until`. @param {number} until */
    next(until) {
      while (performance.now() < until) {
        const { value, done } = rows.next();
        if (done) return costs;
        costs = value;
      }
      return null;
    },
  };
}

/** What the limit of n parts is. @param {number} n */
const bound = n => `the least of ${n + 1} straight pieces, joined or not: no sum of ${n} ReLUs has less`;

/** Keeps the limit up to date, for the points and the number of parts. @param {Fig} fig @param {Sum} sum */
export function limitOf(fig, sum) {
  const { hasData, spec } = fig;
  let timer = 0;
  /** @type {(ReturnType<typeof costsOf> & {of: Float64Array})|null} the costs, and of which points they are */
  let costs = null;
  /** @param {State} state */
  const count = ({ params }) => living(sum, params).length;
  /** @param {number} wait */
  const later = wait => {
    clearTimeout(timer);
    timer = setTimeout(seek, wait);
  };
  function seek() {
    const { x, y, held, yerr, view } = fig.state;
    if (!sum.pieces || !hasData || !x || !y) return;
    const seen = rows({ x, y, held, yerr });
    if (seen.x.length > spec.limits.exact) return;
    if (costs?.of !== x) costs = { of: x, ...costsOf(seen) };
    const known = costs.next(performance.now() + slice);
    if (!known) return later(8);
    const n = count(fig.state);
    const loss = leastPieces(known, n + 1);
    const size = seen.y.reduce((most, v, i) => Math.max(most, Math.abs(v) / (seen.yerr?.[i] ?? 1)), 0);
    const limit = loss > 1e-12 * size ? { loss, words: "the limit", says: bound(n) } : null;
    if (limit?.loss !== view.parts.limit?.loss) fig.show("parts", { limit });
  }
  const off = fig.watch((state, before) => {
    if (state.x !== before.x || state.y !== before.y) {
      if (state.view.parts.limit) fig.show("parts", { limit: null });
      later(rest);
    } else if (state.params !== before.params && count(state) !== count(before)) later(0);
  });
  later(0);
  return () => {
    off();
    clearTimeout(timer);
  };
}
