// The curve in words: what it does, where it is zero, how the points lie about it. `w` shows and speaks them.
import { make, write } from "./dom.js";
import { hasColumns } from "./fit.js";
import { compile } from "./program.js";
import { afterRest } from "./rest.js";
import { shapeOf } from "./shape.js";
import { brief, named, unitOf } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./shape.js").Stretch} Stretch */
/** @typedef {import("./shape.js").Place} Place */
/**
 * Numbers in the figure's own format, the names and units of its axes with them.
 * @typedef {{at: (x: number) => string, height: (y: number) => string}} Say
 */

const few = 6; // things of a kind that are named one by one

/**
 * @param {(string|null)[] | null | undefined} labels  of the axes
 * @param {number} span  of x: less is zero @returns {Say}
 */
export function sayer(labels, span) {
  const [across, up] = labels ?? [];
  return {
    at: x => named(across ?? "x", brief(Math.abs(x) < 1e-7 * span ? 0 : x)),
    height: y => brief(y) + unitOf(up),
  };
}

/** "a, b and c" @param {string[]} all */
const listed = all => (all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all.at(-1)}` : (all[0] ?? ""));

/** From one node to the next. @param {Stretch["nodes"][0]} from @param {Stretch["nodes"][0]} to @param {Say} say */
function leg(from, to, { at, height }) {
  if (Math.abs(from.y - to.y) <= 1e-12 * Math.abs(from.y)) return `stays at ${height(to.y)} until ${at(to.x)}`;
  const kind = to.way > 0 ? "a maximum of " : to.way < 0 ? "a minimum of " : "";
  return `${to.y > from.y ? "rises" : "falls"} to ${kind}${height(to.y)} at ${at(to.x)}`;
}

/** A stretch that turns too often for each turn to be named. @param {Stretch["nodes"]} nodes @param {Say} say */
function wavy(nodes, { at, height }) {
  const [first, last] = [nodes[0], nodes[nodes.length - 1]];
  const low = nodes.reduce((a, b) => (b.y < a.y ? b : a));
  const high = nodes.reduce((a, b) => (b.y > a.y ? b : a));
  const turns = nodes.filter(({ way }) => way).length;
  return (
    `From ${height(first.y)} at ${at(first.x)} it goes to ${height(last.y)} at ${at(last.x)} ` +
    `and turns ${turns} times; lowest ${height(low.y)} at ${at(low.x)}, highest ${height(high.y)} at ${at(high.x)}.`
  );
}

/** @param {Stretch} stretch @param {Say} say */
function stretchWords({ nodes }, say) {
  const [first, ...rest] = nodes;
  if (!rest.length) return `${say.height(first.y)} at ${say.at(first.x)}, and nowhere beside it.`;
  if (rest.length > few) return wavy(nodes, say);
  const legs = rest.map((to, i) => leg(nodes[i], to, say));
  return `From ${say.height(first.y)} at ${say.at(first.x)} it ${legs.join(", then ")}.`;
}

/** What is between a stretch and the next. @param {Stretch} before @param {Stretch|undefined} next @param {Say} say */
function between({ nodes, jumps }, next, { at, height }) {
  if (!next) return [];
  const [end, start] = [nodes[nodes.length - 1], next.nodes[0]];
  if (!jumps) return [`No value between ${at(end.x)} and ${at(start.x)}.`];
  const isSharp = at(end.x) === at(start.x);
  return [
    isSharp
      ? `It jumps from ${height(end.y)} to ${height(start.y)} at ${at(end.x)}.`
      : `It breaks off between ${at(end.x)} and ${at(start.x)}.`,
  ];
}

/** Several places; many by their number, first and last. @param {string} what @param {number[]} xs @param {Say} say */
function placesWords(what, xs, { at }) {
  const places = xs.map(at);
  if (xs.length <= few) return `${what} at ${listed(places)}.`;
  return `${what} ${xs.length} times, first at ${places[0]}, last at ${places[places.length - 1]}.`;
}

/** @param {Shape} shape @param {number[]} xlim @param {Say} say @returns {string[]} */
export function shapeWords({ stretches, zeros, kinks }, [lo, hi], say) {
  if (!stretches.length) return ["The curve has no value here."];
  const first = stretches[0].nodes[0].x;
  const last = stretches[stretches.length - 1].nodes.slice(-1)[0].x;
  const close = 1e-6 * (hi - lo);
  const said = stretches.flatMap((stretch, i) => [
    stretchWords(stretch, say),
    ...between(stretch, stretches[i + 1], say),
  ]);
  if (first > lo + close) said.unshift(`No value before ${say.at(first)}.`);
  if (last < hi - close) said.push(`No value after ${say.at(last)}.`);
  if (stretches.length > few) said.splice(1, said.length - 2, `Then ${stretches.length - 2} more stretches.`);
  const [crossed, touched] = [true, false].map(way => zeros.filter(z => z.crosses === way).map(z => z.x));
  if (crossed.length) said.push(placesWords("It crosses zero", crossed, say));
  if (touched.length) said.push(placesWords("It touches zero", touched, say));
  if (kinks.length)
    said.push(placesWords(kinks.length > few ? "It has a kink" : kinks.length > 1 ? "Kinks" : "A kink", kinks, say));
  return said;
}

/** @param {number} n @param {string} where */
const lying = (n, where) => `${n} ${n === 1 ? "point lies" : "points lie"} ${where}`;

/**
 * How the points lie about the curve.
 * @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {ArrayLike<number>} preds @param {Say} say
 * @returns {string[]}
 */
export function pointWords(x, y, preds, { at, height }) {
  const gaps = Array.from(y, (v, i) => v - preds[i]);
  const [above, below, on] = [1, -1, 0].map(way => gaps.filter(gap => Math.sign(gap) === way).length);
  const none = gaps.filter(Number.isNaN).length;
  const counts = [lying(above, "above the curve"), `${below} below`, on && `${on} on it`];
  const said = [`${counts.filter(Boolean).join(", ")}${none ? `; at ${none} the curve has no value` : ""}.`];
  const size = (/** @type {number} */ i) => (Number.isNaN(gaps[i]) ? -1 : Math.abs(gaps[i]));
  const widest = gaps.reduce((most, _, i) => (size(i) > size(most) ? i : most), 0);
  const side = gaps[widest] > 0 ? "above" : "below";
  if (size(widest) > 0)
    said.push(`The widest gap is at ${at(x[widest])}: the point is ${height(size(widest))} ${side} the curve.`);
  return said;
}

/**
 * The height of a traced function at any one place; null where there is none but at the points.
 * @param {Fig} fig @returns {((params: import("./types.js").Params) => (x: number) => number)|null}
 */
function heights({ spec: { program, pointwise } }) {
  if (!program || pointwise === false || hasColumns(program)) return null;
  const { run } = compile(program, 1, []);
  return params => x => run(program.inputs.map(name => (name === "x" ? x : params[name])))[0];
}

/** All of it, a sentence each. @param {Fig} fig @returns {() => string[]} */
function teller(fig) {
  const heightsOf = heights(fig);
  return () => {
    const { params, x, y, xlim, view } = fig.state;
    const { xs, curve, preds } = fig.numbers();
    const say = sayer(fig.spec.labels, xlim[1] - xlim[0]);
    const said = shapeWords(shapeOf(xs, curve, heightsOf?.(params)), xlim, say);
    const isTold = !view.veil?.on && fig.shows({ stage: "loss" });
    const isKnown = x && y && isTold && !fig.waiting && preds?.length === y.length;
    return isKnown ? [...said, ...pointWords(x, y, preds, say)] : said;
  };
}

const rest = 300; // ms without a change

/**
 * Below the plot, to be read at any time; on the screen when it is asked for. A change is spoken once it rests, and of
 * it no more than what is new.
 * @param {Fig} fig @returns {Panel}
 */
export const inWordsPanel = fig => {
  const el = make("p", { class: "fitcurve-inwords", "data-words": true });
  const tell = teller(fig);
  /** @type {string[]} */
  let spoken = [];
  /** @type {unknown[]} */
  let seen = [];
  function speak() {
    const said = tell();
    const news = said.filter(sentence => !spoken.includes(sentence));
    spoken = said;
    return news.join(" ");
  }
  const rewrite = () => write(el, { text: tell().join(" ") });
  const resting = afterRest(rest, rewrite);
  function toggle() {
    const on = !fig.state.view.inwords.on;
    fig.show("inwords", { on });
    spoken = [];
    rewrite();
    fig.say(on ? speak() : "The curve in words: off");
  }
  return {
    name: "inwords",
    where: "main",
    view: { on: false },
    el,
    shortcuts: { w: { label: "the curve in words, shown and spoken as it changes", act: toggle } },
    menu: [{ name: "inwords", label: "The curve in words", key: "w", on: ({ view }) => view.inwords.on, act: toggle }],
    atRest: () => (fig.state.view.inwords.on ? speak() : ""),
    paint({ view, x, y }, { curve, preds, params }) {
      write(el, { "data-on": String(view.inwords.on) });
      const now = [curve, params, x, y, preds, view.veil?.on, view.stage.at];
      if (now.every((v, i) => v === seen[i])) return;
      seen = now;
      resting.ask();
    },
    close: resting.cancel,
  };
};
