// Back through a run: by the scrubber, or as a film of it.
import { chosen } from "./runs.js";
import { here } from "./state.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Line} Line */

/** Steps a second. @type {Record<string, number>} */
export const speeds = { slow: 5, medium: 20, fast: 80 };

/**
 * @param {Fig} fig
 * @param {MediaQueryList} less  motion: who asked for that sees two pictures a second
 */
export function replayer(fig, less) {
  /** @type {{line: Line, first: number, since: number, at: number}|null} */
  let film = null;

  /** To the moment `i` of a line, the chosen one unless you say. @param {number} i */
  function scrub(i, line = chosen(fig.state)) {
    const moment = line.moments[Math.min(i, line.moments.length - 1)];
    if (moment) fig.act("scrubbed", moment.params);
  }
  function stop() {
    if (!film) return;
    film = null;
    fig.show("strip", { replaying: false });
    fig.act("commit");
  }
  return {
    scrub,
    stop,
    /** From where we are on the line, or where that is its end or nowhere, from its first moment. */
    start() {
      const line = chosen(fig.state);
      const now = here({ history: line.moments, params: fig.state.params });
      const first = now < 0 || now === line.moments.length - 1 ? 0 : now;
      film = { line, first, since: performance.now(), at: -1 };
      fig.show("strip", { replaying: true });
    },
    /** The next picture; is there more to come? Null where there is no film. */
    advance() {
      if (!film) return null;
      if (fig.waiting) return true;
      const { line, first, since } = film;
      const rate = speeds[fig.state.view.strip.speed] ?? speeds.medium;
      const every = less.matches ? 500 : 1; // ms
      const shown = Math.floor((performance.now() - since) / every) * every;
      const end = line.moments.length - 1;
      const i = Math.min(end, first + Math.floor((shown * rate) / 1000));
      if (i !== film.at) {
        film.at = i;
        scrub(i, line);
      }
      if (i === end) stop();
      return !!film;
    },
  };
}
