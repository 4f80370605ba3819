// The walk that the kernel ran: the page walks through it, in three seconds at most, or at the pace that was chosen.
import { secondsOf } from "./pace.js";
import { num } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Column} Column */

/** How long a walk of so many rows takes, in ms. @param {number} rows @param {import("./types.js").State} state */
const duration = (rows, state) => 1000 * secondsOf(state) || Math.min(3000, rows * 33);

/**
 * @param {Fig} fig
 * @param {MediaQueryList} less  motion: who asked for that sees its end at once
 */
export function follower(fig, less) {
  /** @type {Column[]|null} */
  let walk = null;
  let since = 0;
  let at = 0;

  /** @param {Column} row @param {number|undefined} by */
  function moment(row, by) {
    const params = Object.fromEntries(fig.names.map((name, j) => [name, num(row[j])]));
    const { loss, test } = fig.measure(params);
    return { params, loss, test, by };
  }
  return {
    /** @param {Column[]} rows */
    start(rows) {
      walk = rows;
      since = performance.now();
      at = 1; // the first is where we are
    },
    stop() {
      walk = null;
    },
    /** So much further, as moments of the run `by`; is there more to come? @param {number|undefined} by */
    advance(by) {
      if (!walk) return false;
      const rows = walk;
      const length = less.matches ? 1 : duration(rows.length, fig.state);
      const to = Math.min(rows.length, Math.ceil(((performance.now() - since) / length) * rows.length));
      const moments = rows.slice(at, to).map(row => moment(row, by));
      at = Math.max(at, to);
      if (moments.length) fig.act("followed", ...moments);
      if (at < rows.length) return true;
      walk = null;
      fig.act("commit");
      return false;
    },
  };
}
