// What Python, a saved page and a notebook keep for a view that opens later: the walk, the chart's runs, the moves by
// hand, as rows of numbers; and how chart, history and undo come together again. Pure.
import { nameOf, unlike } from "./runs.js";
import { most, rebased, remembered, retraced } from "./state.js";
import { num } from "./words.js";

/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("./types.js").Moment} Moment */
/** @typedef {import("./types.js").Past} Past */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").ToldLine} ToldLine */

/**
 * Moments as rows: the parameters in order, the loss, and that on the points held out, if there are any.
 * @param {Moment[]} moments @param {string[]} names
 */
const rowsOf = (moments, names) =>
  moments.map(({ params, loss, test }) => [
    ...names.map(name => params[name]),
    loss,
    ...(test === undefined ? [] : [test]),
  ]);

/** @param {Column[]} rows @param {string[]} names */
const momentsOf = (rows, names) =>
  rows.map(
    /** @returns {Moment} */ row => ({
      params: Object.fromEntries(names.map((name, j) => [name, num(row[j])])),
      loss: num(row[names.length]),
      ...(row.length > names.length + 1 ? { test: num(row[names.length + 1]) } : {}),
    }),
  );

/** As many as Python keeps of a run: the first, and the newest. @param {Moment[]} moments @param {number} most */
const kept = (moments, most) => (moments.length > most ? [moments[0], ...moments.slice(1 - most)] : moments);

/**
 * A run, as it is told.
 * @param {Line} run @param {Moment[]} moments @param {string[]} names @returns {Omit<ToldLine, "start">}
 */
const toldOf = ({ moments: _, first, epoch = 0, ...run }, moments, names) => ({
  ...{ ...run, first: first ?? run.name, epoch },
  rows: rowsOf(moments, names),
});

const room = 20_000; // numbers that a page keeps of the walk; and as many of the runs, and of the moves by hand

/**
 * What a page or a notebook keeps: of the walk and the moves by hand the first moment and the newest, of the runs the
 * newest, each whole. Null where nothing has happened yet. (Python's `kept_past` is the same.)
 * @param {Pick<State, "history"|"hand"|"runs"|"epoch"|"limits">} state @param {string[]} names
 * @returns {Omit<Past, "by">|null}
 */
export function pastOf({ history, hand, runs, epoch, limits }, names) {
  if (history.length < 2 && !runs.length && !hand) return null;
  const longest = Math.floor(room / (names.length + 1));
  const whole = runs.map(run => toldOf(run, kept(run.moments, limits.steps + 1), names));
  let left = longest;
  const gone = whole.findLastIndex(({ rows }) => (left -= rows.length) < 0);
  const rows = (/** @type {Moment[]} */ moments) => rowsOf(kept(moments, longest), names);
  const told = whole.slice(gone + 1).map(run => ({ ...run, start: 0 }));
  return { history: rows(history), chart: { epoch, runs: told, hand: hand && rows(hand) } };
}

/**
 * What Python knows of the chart, and what it has yet to hear.
 * @param {{names: string[], state: State}} fig
 */
export function recorder({ names, state }) {
  const longest = state.limits.steps + 1;
  let { runs, hand, epoch } = state; // as it was told
  /** @type {Map<number, Moment[]>} */
  let told = new Map();

  /** @param {Line} run */
  function newsOf(run) {
    const moments = kept(run.moments, longest);
    const before = told.get(run.id) ?? [];
    const start = moments[before.length - 1] === before.at(-1) ? before.length : 0;
    return { ...toldOf(run, moments.slice(start), names), start };
  }
  /** All of it is known. @param {State} s */
  function know(s) {
    ({ runs, hand, epoch } = s);
    told = new Map(runs.map(run => [run.id, kept(run.moments, longest)]));
  }
  return {
    /** Is there more to tell? @param {State} s */
    has: s => s.runs !== runs || s.hand !== hand || s.epoch !== epoch,
    know,
    /** Somebody else has told of another chart: the next to be told is whole. */
    forget: () => told.clear(),
    /** All that is new; from here on it is told. @param {State} s @param {boolean} whole */
    take(s, whole) {
      if (whole) told.clear();
      const by = whole || s.hand !== hand ? { hand: rowsOf(s.hand ?? [], names) } : {};
      const chart = { epoch: s.epoch, runs: s.runs.map(newsOf), ...by };
      know(s);
      return chart;
    },
  };
}

/** @param {Moment} moment */
const placeOf = ({ params }) => Object.values(params).join();

/** Where a run comes by each place, in order. @param {Line} run */
function byPlace({ moments }) {
  /** @type {Map<string, number[]>} */
  const found = new Map();
  for (const [i, moment] of moments.entries()) {
    const place = placeOf(moment);
    found.set(place, [...(found.get(place) ?? []), i]);
  }
  return found;
}

/**
 * Whose moments they are: those of this walk's runs, each in its turn, and the hand's.
 * @param {Moment[]} history @param {Line[]} runs @returns {Moment[]}
 */
export function attributed(history, runs) {
  const turns = runs.map(run => ({ by: run.id, places: byPlace(run), next: 1 })); // it began where we were
  return history.map(moment => {
    const place = placeOf(moment);
    for (const turn of turns) {
      const i = turn.places.get(place)?.find(i => i >= turn.next);
      if (i === undefined) continue;
      turn.next = i + 1;
      return { ...moment, by: turn.by };
    }
    return moment;
  });
}

/** Where a hand rested, a Step landed or a run ended: what undo goes back to. @param {State} s */
function stops({ history, runs }) {
  const single = new Set(runs.filter(run => !run.dials.schedule).map(run => run.id));
  return history.filter((m, i) => !m.by || single.has(m.by) || history[i + 1]?.by !== m.by);
}

/**
 * Another line beside these. One that Python ran has no name yet.
 * @param {Line[]} lines @param {ToldLine} told @param {string[]} names
 */
function withLine(lines, { rows, start, ...run }, names) {
  const [first, ...rest] = momentsOf(rows, names);
  const name = run.name || unlike(nameOf(run.dials), lines);
  const moments = [first, ...rest.map(moment => ({ ...moment, by: run.id }))];
  return [...lines, { ...run, name, first: run.first || name, moments }];
}

/**
 * The figure as it was left: its chart, its walk, and in a view that is new, undo along this walk.
 * @param {State} s @param {Omit<Past, "by">} past @param {string[]} names
 * @param {Moment[]} since  moments since it was asked for
 * @param {boolean} isNew
 * @returns {State}
 */
export function recalled(s, { history, chart }, names, since, isNew) {
  const told = chart ?? { epoch: s.epoch, runs: [] };
  const runs = told.runs.slice(-most).reduce((lines, run) => withLine(lines, run, names), /** @type {Line[]} */ ([]));
  const moments = attributed(
    momentsOf(history, names),
    runs.filter(run => run.epoch === told.epoch),
  );
  const hand = told.hand?.length ? momentsOf(told.hand, names) : null;
  const walk = remembered({ ...s, epoch: told.epoch, hand, runs: [], history: [] }, [...moments, ...since]);
  const next = { ...walk, runs };
  return isNew ? retraced(next, stops(next)) : rebased(next);
}
