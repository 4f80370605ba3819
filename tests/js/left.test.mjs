// What a notebook is saved with: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { withEnds } from "../../fitcurve/static/ends.js";
import { outputNow, specNow } from "../../fitcurve/static/left.js";
import { runActions } from "../../fitcurve/static/runs.js";
import { recalled } from "../../fitcurve/static/record.js";
import { ghostActions } from "../../fitcurve/static/ghosts.js";
import { actions, begin, store } from "../../fitcurve/static/state.js";
import { calculator } from "../../fitcurve/static/numbers.js";
import { fittedView } from "../../fitcurve/static/still.js";
import { line, mae, spec as plain } from "./examples.mjs";

const now = { params: { a: 1, b: 1 }, dials: plain.dials, sliders: {}, predictions: [], answer: null };
const spec = {
  ...plain,
  title: "f(x, a, b)</script>",
  held: null,
  yerr: null,
  of: null,
  labels: [null, null],
  best: null,
  grid: null,
};
const first = { ...spec, show: "all", now };

/** A figure of this spec, as far as it is kept. */
function figOf(spec) {
  const { act, now } = store(begin(spec), { ...actions, ...runActions, ...ghostActions, recollected: recalled });
  act("furnished", { stage: { at: "all" }, strip: {} });
  const fig = { names: ["a", "b"], hasData: true, measures: true, act };
  return Object.defineProperty(fig, "state", { get: now });
}

/** An output of it, as Python makes one. */
function outputOf(spec) {
  const json = JSON.stringify(spec).replace(/</g, "\\u003c");
  const html =
    `<div data-entry="figure.js"><img alt="old" src="data:image/png;base64,OLD" style=""><div class="fitcurve-note">` +
    `old</div><script type="application/json">${json}</script><script>f("alt=\\"old\\"")</script></div>`;
  return { "text/html": html, "image/png": "OLD", "text/plain": "old" };
}
const specIn = data => JSON.parse(/"application\/json">(.*?)<\/script>/.exec(data["text/html"])[1]);
const look = () => ({ words: 'f & <g> "$&"', png: "NEW" });

test("a figure that stands where its output says leaves it as it is", () => {
  const data = outputOf(first);
  assert.equal(
    outputNow(data, figOf(first), () => assert.fail("nothing is to be painted")),
    data,
  );
  const turned = { ...first, now: { ...now, params: { b: 1, a: 1 } } };
  const other = outputOf(turned);
  assert.equal(outputNow(other, figOf(first), look), other, "in whatever order it says so");
});

test("parameters, data, dials, stage and axes that were changed go into the output", () => {
  const fig = figOf(first);
  fig.act("points", Float64Array.of(0, 1, 3), Float64Array.of(1, -2, 1e-9));
  fig.act("set", { a: 1 / 3, b: Infinity });
  fig.act("tune", { lr: 9 });
  fig.act("show", "stage", { at: "loss" });
  const got = specIn(outputNow(outputOf(first), fig, look));
  assert.deepEqual([got.x, got.y, got.show], [[0, 1, 3], [1, -2, 1e-9], "loss"]);
  assert.deepEqual([got.now.params, got.now.dials.lr, got.title], [{ a: 1 / 3, b: "inf" }, 9, spec.title]);
  const again = figOf(got);
  assert.deepEqual(again.state.params, fig.state.params);
  const wider = { ...fig, state: { ...fig.state, sliders: withEnds(fig.state.sliders, { b: [-9, 9, 0.5] }) } };
  assert.deepEqual(specNow(first, wider).now.sliders, { b: [-9, 9, 0.5] });
  assert.deepEqual(specNow(got, fig), got, "once more, and it is the same");
});

test("picture, words and note are those of the figure as it stands", () => {
  const fig = figOf(first);
  fig.act("set", { a: 2 });
  const data = outputNow({ ...outputOf(first), "text/html": [outputOf(first)["text/html"]] }, fig, look);
  const words = "f &#38; &#60;g&#62; &#34;$&#38;&#34;";
  assert.deepEqual([data["image/png"], data["text/plain"]], ["NEW", 'f & <g> "$&"']);
  assert.ok(data["text/html"].includes(`<img alt="${words}" src="data:image/png;base64,NEW" style="">`));
  assert.ok(data["text/html"].includes(`<div class="fitcurve-note">${words}. Run the cell for the live figure.</div>`));
  assert.ok(data["text/html"].includes('<script>f("alt=\\"old\\"")</script>'), "no script is touched");
});

test("the walk, its runs and what undo goes back to come along, and another curve", () => {
  const fig = figOf(first);
  const moment = (a, loss, by) => ({ params: { a, b: 1 }, loss, by });
  fig.act("remember", moment(1, 9), moment(2, 5));
  fig.act("set", { a: 2 });
  fig.act("began", { dials: { lr: 0.5, schedule: "constant", steps: 2 }, moments: [moment(2, 5)] });
  fig.act("remember", moment(3, NaN, 1), moment(4, 1, 1));
  fig.act("set", { a: 4 });
  fig.act("ghostsAdded", [{ id: "g", name: "mine", params: { a: 0, b: 0 } }]);
  const got = specIn(outputNow(outputOf(first), fig, look));
  const again = figOf(got);
  again.act("recollected", got.now.past, again.names, [], true);
  const { history, runs } = again.state;
  assert.deepEqual(
    history,
    JSON.parse(JSON.stringify(fig.state.history), (k, v) => (v === null ? NaN : v)),
  );
  assert.deepEqual([runs[0].name, runs[0].moments.map(m => m.loss)], ["lr 0.5", [5, NaN, 1]]);
  assert.deepEqual(got.curves, [{ id: "g", name: "mine", params: { a: 0, b: 0 }, program: null, veiled: false }]);
  again.act("undo");
  assert.deepEqual(again.state.params, { a: 2, b: 1 });
});

test("a notebook is saved with log axes, but not with where one looked", () => {
  const given = { ...first, x: [1, 10], y: [1, 2], xlim: [0, 11], ylim: [0, 3] };
  const fig = figOf(given);
  fig.act("looked", { xlim: [2, 3] });
  assert.deepEqual(specNow(given, fig), given);
  fig.act("logged", "x");
  assert.deepEqual(specNow(given, fig), { ...given, log: "x" });
  assert.equal(begin(specNow(given, fig)).log, "x");
});

test("its picture is of all the data, wherever one looks, on even axes and log ones", () => {
  for (const log of [null, "x"]) {
    const spec = { ...first, program: line, loss: mae, x: [1, 10], y: [1, 2], xlim: [0, 11], ylim: [0, 3], log };
    const fig = figOf(spec);
    const { numbers } = calculator(
      spec,
      () => fig.state,
      () => true,
    );
    const asked = () => fittedView({ state: fig.state, spec, numbers, measures: true });
    const { state, now } = asked();
    assert.equal(now, numbers(), "nothing is computed twice");
    fig.act("looked", { xlim: [2, 3], ylim: [0.5, 0.6] });
    assert.deepEqual(asked().now, now);
    assert.deepEqual([asked().state.xlim, asked().state.ylim], [state.xlim, state.ylim]);
    fig.act("points", Float64Array.of(1, 99), Float64Array.of(-7, 2));
    const { xlim, ylim } = asked().state;
    assert.ok(xlim[1] > 99 && ylim[0] < -7, "and of those that a hand has dragged out of sight");
  }
});
