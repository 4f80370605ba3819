// The numbers of a figure: computed here where the function is traced, else as the kernel has answered. Pure.
import { fit } from "./fit.js";
import { num } from "./words.js";

/** @typedef {import("./types.js").Fit} Fit */
/** @typedef {import("./types.js").Measured} Measured */
/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").Params} Params */
/** @typedef {import("./types.js").Spec} Spec */
/** @typedef {import("./types.js").State} State */

/** @param {Record<string, import("./types.js").Numeral|null>} scores @returns {import("./scores.js").Scores} */
const numbers = scores =>
  /** @type {any} */ (Object.fromEntries(Object.entries(scores).map(([k, v]) => [k, v === null ? null : num(v)])));

/** @param {State["answer"]} answer @param {string[]} names */
const answered = ({ loss, test_loss: test, scores, grad, preds, curve, xs }, names) => ({
  ...(xs ? { xs: Float64Array.from(xs, num) } : {}),
  loss: /** @type {number} */ (loss === undefined ? undefined : num(loss)),
  test: test === undefined || test === null ? undefined : num(test),
  scores: scores && { training: numbers(scores.training), test: scores.test && numbers(scores.test) },
  grad: grad && Object.fromEntries(names.map(name => [name, num(grad[name])])),
  preds: preds?.map(num),
  curve: Array.from(curve ?? [], num),
});

/**
 * Says the numbers of a state. They are kept until what they depend on changes; so ask as often as you like.
 * `measures`: is the loss found here, where the function is traced? It is the kernel's, where that has more points than
 * the page.
 * @param {Spec} spec @param {() => State} stateNow @param {() => boolean} measures
 */
export function calculator(spec, stateNow, measures) {
  /** @type {Fit} */
  let model;
  /** @type {Fit|null} */
  let probe = null;
  /** @type {unknown[]} */
  let fittedTo = [];
  /** @type {Numbers} */
  let shown;
  /** @type {unknown[]} */
  let shownFor = [];

  /** The function on the data as they are. */
  function fitted() {
    const { x, y, held, xlim, log, grid } = stateNow();
    const seen = [x, y, held, grid];
    if (!model || seen.some((v, i) => v !== fittedTo[i])) {
      model = fit({ ...spec, x, y, held, xlim, log, grid: grid ?? spec.grid });
      probe = null;
    } else if (xlim !== fittedTo[4] || log !== fittedTo[5]) model = { ...model, ...model.over({ xlim, log }) };
    fittedTo = [...seen, xlim, log];
    return model;
  }
  return {
    fitted,
    /** At the state as it is now. @returns {Numbers} */
    numbers() {
      const { params, answer, view } = stateNow();
      const { xs, curve, measure } = fitted();
      const isOurs = curve && measures();
      const seen = [params, model, isOurs ? null : answer, isOurs || view.residuals?.on];
      if (shown && seen.every((v, i) => v === shownFor[i])) return shown;
      shownFor = seen;
      const theirs = () => answered(answer, Object.keys(spec.params));
      if (!curve) return (shown = { params, xs, ...theirs() });
      if (!isOurs) {
        const preds = view.residuals?.on ? measure?.(params).preds : undefined;
        return (shown = { params, xs, ...theirs(), preds, curve: curve(params) });
      }
      const measured = /** @type {Measured} */ (measure?.(params) ?? {});
      return (shown = { params, xs, ...measured, curve: curve(params) });
    },
    /**
     * At any other parameters, by a copy of the function, whose buffers are not those on show.
     * @param {Params} params
     */
    measure(params) {
      const { data } = fitted();
      probe ??= fit({ ...spec, ...data, xlim: stateNow().xlim });
      return /** @type {Measured} */ (probe.measure?.(params) ?? {});
    },
  };
}
