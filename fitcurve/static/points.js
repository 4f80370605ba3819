// The data: dots that can be taken hold of. Drag one; double-click on the empty plot to add one, on a point to remove
// it. Enter and Delete do the same.
import { shifted } from "./axis.js";
import { leastLoss } from "./best.js";
import { median } from "./errors.js";
import { rows } from "./fit.js";
import { pointLines } from "./gaps.js";
import { holdOut } from "./heldout.js";
import { withoutSpare } from "./sums.js";
import { outside } from "./view.js";

/** @typedef {import("./types.js").Choice} Choice */
/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Scales} Scales */
/** @typedef {import("./types.js").State} State */
/** @typedef {{x: Float64Array, y: Float64Array, held: Float64Array|null, yerr: Float64Array|null}} Columns */

const few = 100; // points are as large as letters,
const many = 1000; // and above this a cloud

/** @param {number} n @param {number} size  of letters */
const radius = (n, size) => (n <= few ? size * 0.34 : n <= many ? 3 : 1.7);

/**
 * The point in view that is nearest to (px, py), no farther than `reach` pixels; or -1.
 * @param {number} px @param {number} py @param {Pick<Columns, "x"|"y">} data
 * @param {Pick<Scales, "x"|"y"> & Partial<Scales>} s @param {number} reach
 */
export function nearest(px, py, { x, y }, s, reach) {
  let best = -1;
  let least = reach;
  for (let i = 0; i < x.length; i++) {
    const d = Math.hypot(s.x(x[i]) - px, s.y(y[i]) - py);
    if (d > least || s.shows?.(x[i], y[i]) === false) continue;
    least = d;
    best = i;
  }
  return best;
}

/** @typedef {[Columns["x"], Columns["y"], Columns["held"], Columns["yerr"]]} News  for the action `points` */
/** The column with another value at i. @param {Float64Array} v @param {number} i @param {number} to */
const put = (v, i, to) => v.map((was, j) => (j === i ? to : was));
/**
 * New columns: point i elsewhere, or with another error bar, one more, one less.
 * @param {Columns} data @param {number} i @param {number} u @param {number} v @param {number} [bar] @returns {News}
 */
export const moved = ({ x, y, held, yerr }, i, u, v, bar) => [
  put(x, i, u),
  put(y, i, v),
  held,
  yerr && bar !== undefined ? put(yerr, i, bar) : yerr,
];
/** @param {Columns} data @param {number} u @param {number} v @param {number} [bar] @returns {News} */
export const added = ({ x, y, held, yerr }, u, v, bar) => [
  Float64Array.of(...x, u),
  Float64Array.of(...y, v),
  held && Float64Array.of(...held, 0),
  yerr && Float64Array.of(...yerr, bar ?? median(yerr)),
];
/** @param {Columns} data @param {number} i @returns {News} */
export function removed({ x, y, held, yerr }, i) {
  const without = (/** @type {Float64Array} */ v) => v.filter((_, j) => j !== i);
  return [without(x), without(y), held && without(held), yerr && without(yerr)];
}

/** The data of a figure that has some. @param {State} state @returns {Columns} */
export function dataOf({ x, y, held, yerr }) {
  if (!x || !y) throw new TypeError("this figure has no data");
  return { x, y, held, yerr };
}

/**
 * A point that is held out: a ring, also where points are very many.
 * @param {CanvasRenderingContext2D} g @param {Scales} s @param {boolean} isLarge
 */
function paintHollow(g, { ink }, isLarge) {
  g.save();
  g.fillStyle = ink.paper;
  g.strokeStyle = ink.point;
  g.lineWidth = (isLarge ? 2 : 1) * ink.px;
  if (isLarge) g.fill();
  g.stroke();
  g.restore();
}

/** @param {Fig} fig @returns {Layer|null} */
export const points = fig => {
  if (!fig.hasData) return null;
  return {
    name: "points",
    clip: false,
    still: ({ x, y }) => [x, y],
    legend: ({ held }) => [
      { text: held ? "training" : "data", tone: "point", dot: "full" },
      ...(held ? [/** @type {const} */ ({ text: "test", tone: "point", dot: "hollow" })] : []),
    ],
    paint(g, state, s) {
      const { x, y, held } = dataOf(state);
      const n = x.length;
      const r = radius(n, s.ink.size);
      g.fillStyle = s.ink.point;
      g.strokeStyle = s.ink.paper;
      g.lineWidth = 1.5 * s.ink.px;
      g.globalAlpha = n <= many ? 1 : 0.45;
      for (let i = 0; i < n; i++) {
        if (!s.shows(x[i], y[i])) continue;
        g.beginPath();
        g.arc(s.x(x[i]), s.y(y[i]), r, 0, 2 * Math.PI);
        if (held?.[i]) paintHollow(g, s, n <= many);
        else {
          g.fill();
          if (n <= many) g.stroke();
        }
      }
    },
  };
};

/** Within the axis; from beyond it, no farther out. @param {number} v @param {number[]} range @param {number} from */
const clamp = (v, [lo, hi], from) => Math.min(Math.max(hi, from), Math.max(Math.min(lo, from), v));

/**
 * What a hand can do to the points, one at a time: `view["points-hand"].chosen`.
 * @param {Fig} fig
 */
function mover(fig) {
  const data = () => dataOf(fig.state);
  const chosen = () => Math.min(fig.state.view["points-hand"].chosen, data().x.length - 1);
  /** @param {number} i */
  const choose = i => fig.show("points-hand", { chosen: i });
  const tell = (what = "") => {
    const i = chosen();
    const said = pointLines(fig, fig.state, fig.numbers(), i);
    const { x, y } = data();
    const { xlim, ylim } = fig.state;
    if (outside({ x: x.subarray(i, i + 1), y: y.subarray(i, i + 1), xlim, ylim })) said.push("outside the view");
    fig.say(`${what}point ${i + 1} of ${data().x.length}: ${said.join(", ")}`);
  };
  return {
    data,
    chosen,
    choose,
    tell,
    /** Moves point i to (u, v), or as near as the axes go. @param {number} i @param {number} u @param {number} v */
    put(i, u, v) {
      const { xlim, ylim } = fig.state;
      const { x, y } = data();
      choose(i);
      fig.act("points", ...moved(data(), i, clamp(u, xlim, x[i]), clamp(v, ylim, y[i])));
    },
    /** @param {number} u @param {number} v */
    add(u, v) {
      if (!fig.canChangeCount) return;
      fig.act("points", ...added(data(), u, v));
      choose(data().x.length - 1);
      fig.done();
      tell("added: ");
    },
    /** @param {number} i */
    remove(i) {
      if (!fig.canChangeCount || data().x.length < 2 || isLastSeen(data(), i)) return;
      fig.act("points", ...removed(data(), i));
      choose(Math.min(i, data().x.length - 1));
      fig.done();
      tell("removed; ");
    },
    /** Chooses the next point to the right, or to the left. @param {number} way */
    step(way) {
      const { x, y } = data();
      const order = Array.from(x.keys()).sort((i, j) => x[i] - x[j] || y[i] - y[j]);
      const place = order.indexOf(chosen()) + way;
      choose(order[Math.min(x.length - 1, Math.max(0, place))]);
      tell();
    },
  };
}

/** Is this the only point that isn't held out? @param {Columns} data @param {number} i */
export const isLastSeen = ({ held }, i) => !!held && held.every((v, j) => !!v === (j !== i));

/** @type {Record<string, [number, number]>} */
const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @param {Fig} fig @param {ReturnType<typeof mover>} hand @returns {Layer["keys"]} */
function keysOf(fig, { data, chosen, put, add, remove, step, tell }) {
  return {
    label:
      "data points: left and right choose one, shift and an arrow moves it, Enter adds one, " +
      "Delete removes it, o holds it out",
    focus: () => {
      fig.show("points-hand", { focused: true });
      tell();
    },
    blur: () => fig.show("points-hand", { focused: false }),
    press(key, { shiftKey }) {
      if (!fig.canMovePoints) return false;
      const { xlim, ylim, log } = fig.state;
      const { x, y } = data();
      const i = chosen();
      const along = (/** @type {number} */ by) => shifted(x[i], by / 100, xlim, log.includes("x"));
      const up = (/** @type {number} */ by) => shifted(y[i], by / 100, ylim, log.includes("y"));
      if (key === "o") tell(`${holdOut(fig, i)}: `);
      else if (key === "Enter") add(clamp(along(2), xlim, x[i]), y[i]);
      else if (key === "Delete" || key === "Backspace") remove(i);
      else if (ways[key]) {
        const [dx, dy] = ways[key];
        if (shiftKey) {
          put(i, dx ? along(dx) : x[i], dy ? up(dy) : y[i]);
          fig.done(false);
          tell();
        } else step(dx || dy);
      } else return false;
      return true;
    },
  };
}

const quick = 500; // points: so few that the least loss is sought at every move; else when the hand rests
const rest = 150; // ms

/**
 * The least loss follows the data, and how many parts there are: here where the page can find it, else the kernel says
 * it, and until then there is none.
 * @param {Fig} fig
 */
function followBest(fig) {
  const { spec, names, measure } = fig;
  const { program, least: kind, parts } = spec;
  let timer = 0;
  /** The parameters but those of spare parts. @param {State} state */
  const inUse = ({ params }) => (parts?.spare ? withoutSpare(parts, params) : names);
  const seek = () => {
    if (!program || !kind || fig.state.best !== undefined) return;
    const data = rows(dataOf(fig.state));
    fig.act("found", leastLoss({ program, names: inUse(fig.state), all: names, ...data, kind, measure }));
  };
  const off = fig.watch((state, before) => {
    if (!kind || !fig.measures) return;
    const sameParts = state.params === before.params || !parts?.spare || `${inUse(state)}` === `${inUse(before)}`;
    if (!sameParts && state.best !== undefined) return void fig.act("found", undefined);
    const sameData = state.x === before.x && state.y === before.y && state.best === before.best;
    if (state.best !== undefined || sameData) return;
    clearTimeout(timer);
    if (dataOf(state).x.length <= quick) seek();
    else timer = setTimeout(seek, rest);
  });
  if (fig.alone && fig.state.of) {
    fig.act("found", undefined); // Python's best is that of all points; here there are some of them
    timer = setTimeout(seek, 0);
  }
  return () => {
    off();
    clearTimeout(timer);
  };
}

/** @param {Float64Array|null} a @param {Float64Array|null} b */
export const same = (a, b) => a === b || (!!a && a.length === b?.length && a.every((v, i) => Object.is(v, b[i])));

const columns = /** @type {const} */ (["x", "y", "held", "yerr"]);

/** The data that the figure began with, whatever hands have done to them. @param {Fig} fig @returns {Choice} */
function original(fig) {
  const { x, y, held, yerr, of } = fig.first;
  return {
    name: "original",
    label: "Back to the original data",
    hidden: state => !fig.canMovePoints || !!of || columns.every(key => same(state[key], fig.first[key])),
    act() {
      if (!x || !y) return;
      fig.act("given", x, y, { labels: fig.first.labels, held, yerr });
      fig.done();
      fig.say(`The original data: ${x.length} points`);
    },
  };
}

/** The hand on the points. @param {Fig} fig @returns {Layer|null} */
export const handles = fig => {
  if (!fig.hasData) return null;
  const hand = mover(fig);
  const { chosen, choose, put, add, remove, tell } = hand;
  return {
    name: "points-hand",
    isTool: true,
    view: { chosen: 0, focused: false },
    clip: false,
    off: ({ view }) => !view["points-hand"].focused,
    paint(g, state, s) {
      const { x, y } = dataOf(state);
      const i = chosen();
      if (!s.shows(x[i], y[i])) return;
      g.strokeStyle = s.ink.ink;
      g.lineWidth = 2 * s.ink.px;
      g.beginPath();
      g.arc(s.x(x[i]), s.y(y[i]), radius(x.length, s.ink.size) + 4 * s.ink.px, 0, 2 * Math.PI);
      g.stroke();
    },
    hit(px, py, state, s) {
      const { x, y } = dataOf(state);
      const reach = Math.max(10, radius(x.length, s.ink.size));
      const i = fig.canMovePoints ? nearest(px, py, { x, y }, s, reach) : -1;
      if (i < 0) return null;
      const dx = s.x(x[i]) - px; // the point keeps its place under the hand
      const dy = s.y(y[i]) - py;
      return {
        cursor: "grab",
        move: (px, py) => put(i, s.ux(px + dx), s.uy(py + dy)),
        drop: () => {
          fig.done();
          tell();
        },
        click: () => {
          choose(i);
          tell();
        },
        twice: () => remove(i),
      };
    },
    hitEmpty: (px, py, state, s) => (fig.canChangeCount ? { twice: (px, py) => add(s.ux(px), s.uy(py)) } : null),
    menu: [original(fig)],
    keys: keysOf(fig, hand),
    close: followBest(fig),
  };
};
