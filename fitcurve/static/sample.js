// A new sample of the same kind, where the data come from a function: Python draws it, and a page without Python has
// some to draw from.
import { button } from "./dom.js";
import { column } from "./fit.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").State} State */

/** The samples that travel with a page, one after the other. @param {Fig} fig */
function fromThePage(fig) {
  const { samples } = fig.spec;
  let next = 0;
  return () => {
    const { x, y, held, xlim, ylim } = /** @type {NonNullable<typeof samples>} */ (samples)[next];
    next = (next + 1) % (samples?.length ?? 1);
    fig.act("heard", { x: column(x), y: column(y), held: column(held), home: { xlim, ylim } });
    fig.done();
  };
}

/**
 * Has the sample come that a hand has asked for? What it started meanwhile is meant for that one.
 * @type {(state: State, before: State, name: string) => boolean}
 */
export const hasCome = (state, before, name) => name === "heard" && state.y !== before.y && !!before.view.sample?.asked;

/** @param {Fig} fig @returns {Panel|null} */
export const samplePanel = fig => {
  const { samples } = fig.spec;
  if (!fig.hasData || !samples || (fig.alone && !samples.length)) return null;
  const draw = fig.alone ? fromThePage(fig) : () => fig.wire.ask("sample");
  const act = () => {
    fig.act("asked");
    draw();
  };
  const off = fig.watch((state, before, name) => {
    if (!hasCome(state, before, name)) return;
    fig.show("sample", { asked: false });
    fig.say(`A new sample: ${state.y?.length} points`);
  });
  const title = "Other data of the same kind (n)";
  return {
    name: "sample",
    stage: "loss",
    view: { asked: false },
    actions: { asked: state => ({ ...state, view: { ...state.view, sample: { asked: true } } }) },
    head: button("sample", "New sample", act, { title }),
    shortcuts: { n: { label: "a new sample: other data of the same kind", act } },
    close: off,
  };
};
