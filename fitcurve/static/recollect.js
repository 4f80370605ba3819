// What was before this view was there, and what another view has done since: Python keeps chart and history, and is
// asked for them at the beginning, and when another view has changed the chart.
/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Host} Host */
/** @typedef {import("./types.js").Report} Report */

const rest = 300; // ms that the other view rests before it is asked for

/**
 * @param {Fig} fig @param {Host} host
 * @param {{me: string, readonly settled: boolean, news: ReturnType<typeof import("./ledger.js").ledger>}} ours
 */
export function recollector(fig, host, ours) {
  const { moments = 0, charts = 0 } = host.state ?? {};
  let seen = charts; // how often the chart had changed, when we heard of it
  let isDue = false;
  let isNew = true; // undo knows nothing yet
  let timer = 0;
  let asked = fig.state;

  function ask() {
    asked = fig.state;
    isDue = false;
    host.send({ ask: "history", by: ours.me });
  }
  /** Where there is something of our own to tell, that goes first. */
  function askAtRest() {
    if (ours.settled && !fig.state.running) ask();
  }
  host.hearPast(past => {
    const { state } = fig;
    const same = /** @type {const} */ (["epoch", "x", "y", "runs"]).every(key => state[key] === asked[key]);
    if (past.by !== ours.me || !same) return;
    const last = asked.history.at(-1);
    const since = state.history.slice(last ? state.history.lastIndexOf(last) + 1 : 1);
    fig.act("recollected", past, fig.names, since, isNew && state.past === asked.past);
    isNew = false;
    ours.news.knowChart();
  });
  if (moments > 1 || charts) ask();
  return {
    /** @param {Report} said */
    hear({ charts = 0, chart_by: by }) {
      if (charts > seen && by !== ours.me) {
        isDue = true;
        ours.news.forgetChart();
      }
      seen = charts;
      clearTimeout(timer);
      if (isDue) timer = setTimeout(askAtRest, rest);
    },
    close: () => clearTimeout(timer),
  };
}
