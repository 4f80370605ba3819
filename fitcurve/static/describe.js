// The figure in words, for whoever can't see it. Pure.
import { countOf } from "./fit.js";
import { isIn } from "./stages.js";
import { outsideWords } from "./view.js";
import { brief, chosen, format } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Best | import("./types.js").Limit} Mark  that a loss is told against */
/** @typedef {import("./types.js").State} State */

/**
 * How far from the best, in words; or nothing where that isn't known.
 * @param {number} loss @param {Mark|null} [best]
 */
export function distance(loss, best) {
  if (!best) return "";
  const ratio = loss / best.loss;
  const least = "words" in best ? best.words : "the best";
  if (loss <= 1.0005 * best.loss) return `${least} there is`;
  if (!(ratio < 1e4)) return `${least} is ${format(best.loss)}`;
  const far = ratio < 1.1 ? `${format(100 * (ratio - 1), 2)} % above` : `${format(ratio, 3)} ×`;
  return `${far} ${least}, ${format(best.loss)}`;
}

/** What the data are of, where their axes have names. @param {Pick<State, "labels">} state */
function axesOf({ labels }) {
  const [across, up] = labels ?? [];
  return across || up ? `, ${up ?? "y"} against ${across ?? "x"}` : "";
}

/** What the loss is called, with its unit where that isn't the data's. @param {Fig["spec"]} spec */
export const lossCalled = ({ loss_name: name, yerr }) => (yerr ? `${name} in error bars` : name);

/** What it measures, where it is known to be a mean of the residuals. @param {Pick<Fig["spec"], "gaps">} spec */
export function lossMeans({ gaps }) {
  if (!gaps || Math.abs(gaps.scale - 1) > 1e-9) return "";
  if (!gaps.squared) return "the mean size of the residuals";
  return gaps.power === 1 ? "the mean of the residuals’ squares" : "the root of the mean of the residuals’ squares";
}

/** How one looks at them, where that isn't as ever. @param {State} state */
function viewOf(state) {
  const log = { x: ", log x axis", y: ", log y axis", xy: ", log axes" }[state.log] ?? "";
  return log + outsideWords(state);
}

/**
 * The loss, and that of the test.
 * @param {string} name @param {{loss: number, test?: number}} now
 */
export const lossInWords = (name, { loss, test }) =>
  `${name} ${format(loss)}${test === undefined ? "" : `, on those held out ${format(test)}`}`;

const most = 12; // parameters that are told one by one

/** "a = 1.1, b = 0.5"; nothing of very many. @param {Pick<Fig, "spec"|"names">} fig @param {State["params"]} params */
export function valuesInWords({ spec, names }, params) {
  if (names.length > most) return "";
  /** @param {string} name */
  const value = name => {
    const { options } = spec.params[name];
    return options ? options[chosen(params[name], options.length)] : brief(params[name]);
  };
  return names.map(name => `${name} = ${value(name)}`).join(", ");
}

/**
 * The figure in a sentence.
 * @param {Pick<Fig, "spec"|"names"|"hasData">} fig @param {State} state @param {{loss: number, test?: number}} now
 */
export function describe({ spec, names, hasData }, state, now) {
  const { params, x, held, of, labels, best, view } = state;
  const what = `${spec.title} with ${valuesInWords({ spec, names }, params) || `${names.length} parameters`}`;
  if (!hasData || !x) return what;
  const n = of ?? x.length;
  const out = !held ? "" : `, ${of ? "some" : countOf(held)} of them held out`;
  const data = `${n} points${out}${axesOf({ labels })}${viewOf(state)}`;
  if (!isIn(view.stage?.at ?? "all", "loss")) return `${what}, over ${data}`;
  if (view.veil?.on) return `${what}: ${lossCalled(spec)} hidden over ${data}`;
  const far = distance(now.loss, best ?? view.parts?.limit);
  return `${what}: ${lossInWords(lossCalled(spec), now)} over ${data}${far && `; ${far}`}`;
}
