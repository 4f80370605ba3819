// What a notebook is saved with: a figure's output as Python made it, but of the figure as it was left. Pure.
import { endsOf } from "./ends.js";
import { pastOf } from "./record.js";
import { numeral } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Spec} Spec */
/** @typedef {import("./types.js").State} State */
/** @typedef {Record<string, any>} Bundle  an output's data, by their type */
/** @typedef {{words: string, png: string}} Look  the figure in words, and its picture in base64 */

/** As Python writes JSON: infinities are words, and no `<` ends the script that it stands in. @param {unknown} v */
const asJson = v =>
  JSON.stringify(v, (_, u) => {
    if (u instanceof Float64Array) return Array.from(u);
    return typeof u === "number" ? numeral(u) : u;
  }).replace(/</g, "\\u003c");

/** Two that say the same are the same text, in whatever order they say it. @param {unknown} v */
const sorted = v =>
  JSON.stringify(v, (_, u) =>
    u && typeof u === "object" && !Array.isArray(u)
      ? Object.fromEntries(Object.entries(u).sort(([a], [b]) => (a < b ? -1 : 1)))
      : u,
  );

/** The ends of the sliders that have others than at first. @param {Spec} spec @param {State} state */
function otherEnds({ params }, { sliders }) {
  const first = endsOf(params);
  return Object.fromEntries(Object.entries(endsOf(sliders)).filter(([name, v]) => `${v}` !== `${first[name]}`));
}

/** Curves to compare, as they are told. @param {State} state */
const toldCurves = ({ ghosts, told }) =>
  ghosts.map(({ id, name, params, program, veiled }) => {
    const known = told[id];
    return { id, name, params, program, veiled, told: known && { loss: known.loss, xs: known.xs, ys: known.ys } };
  });

/**
 * The spec that came with an output, of the figure as it stands: what Python's `snapshot` would say.
 * @param {Spec} spec @param {Pick<Fig, "state"|"names"|"hasData"|"measures">} fig @returns {Spec}
 */
export function specNow(spec, { state, names, hasData, measures }) {
  const { params, dials, predictions, answer, ghosts } = state;
  const { x, y, held, of, home, labels, best = null, grid = spec.grid } = state;
  const log = state.log || null;
  const past = pastOf(state, names);
  const ids = (/** @type {{id: string}[]} */ curves) => curves.map(({ id }) => id).join();
  const next = {
    ...spec,
    ...{ x, y, held, of, ...home, labels, best, grid },
    ...(log === (spec.log ?? null) ? {} : { log }),
    ...(ids(ghosts) === ids(spec.curves ?? []) ? {} : { curves: toldCurves(state) }),
    show: hasData ? state.view.stage.at : spec.show,
    now: {
      ...{ params, dials, sliders: otherEnds(spec, state), predictions },
      ...{ answer: measures ? null : answer, ...(past ? { past } : {}) },
    },
  };
  return JSON.parse(asJson(next));
}

/** @param {string} text */
const escaped = text => text.replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);

const block = /(?<=<script type="application\/json">).*?(?=<\/script>)/s;
const picture = /(?<=<img )alt="[^"]*" src="data:image\/png;base64,[^"]*"/;
const note = /(?<=<div class="fitcurve-note">)[^<]*/;

/**
 * The output of a figure as it stands; the same where it still is as the output says.
 * @param {Bundle} data @param {Pick<Fig, "state"|"names"|"hasData"|"measures">} fig @param {() => Look} look
 * @returns {Bundle}
 */
export function outputNow(data, fig, look) {
  const html = [data["text/html"]].flat().join("");
  const spec = JSON.parse(block.exec(html)?.[0] ?? "");
  const next = specNow(spec, fig);
  if (sorted(next) === sorted(spec)) return data;
  const { words, png } = look();
  const said = html
    .replace(block, () => asJson(next))
    .replace(picture, () => `alt="${escaped(words)}" src="data:image/png;base64,${png}"`)
    .replace(note, () => escaped(`${words}. Run the cell for the live figure.`));
  return { ...data, "text/html": said, "image/png": png, "text/plain": words };
}
