// Error bars: how far they reach, how they are drawn, where they are kept: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { checkFigure } from "../../fitcurve/static/door.js";
import { errorBars } from "../../fitcurve/static/errorbars.js";
import { errorsFor, withBars } from "../../fitcurve/static/errors.js";
import { specNow } from "../../fitcurve/static/left.js";
import { calculator } from "../../fitcurve/static/numbers.js";
import { scalesOf } from "../../fitcurve/static/plot.js";
import { begin, store } from "../../fitcurve/static/state.js";
import { isFitted } from "../../fitcurve/static/view.js";
import { line, spec as example } from "./examples.mjs";

const col = (...v) => Float64Array.from(v);
const spec = { ...example, x: [1, 2, 3], y: [1, 10, 100], yerr: [2, 1, 50], xlim: [0.9, 3.1], ylim: [-20, 170] };

test("bars of as many points stay, of others they are their median", () => {
  const yerr = col(10, 9, 2);
  assert.equal(errorsFor(yerr, 3), yerr);
  assert.deepEqual(errorsFor(yerr, 2), col(9, 9));
  assert.equal(errorsFor(null, 2), null);
});

test("the axes reach as far as the bars; a log one down to a tenth of a point at most", () => {
  const [y, yerr] = [col(1, 10), col(2, 1)];
  assert.deepEqual(withBars(y, yerr, false), col(-1, 9, 3, 11));
  assert.deepEqual(withBars(y, yerr, true), col(0.1, 9, 3, 11));
  assert.equal(withBars(y, yerr, true), withBars(y, yerr, true), "asked again, it is known");
  assert.equal(withBars(y, null, true), y);
  const { act, now } = store(begin(spec));
  act("furnished", {});
  act("logged", "y");
  assert.ok(now().ylim[0] > 0 && now().ylim[0] < 0.1 && now().ylim[1] > 150, String(now().ylim));
  act("logged", "");
  assert.deepEqual(now().ylim, spec.ylim);
  act("points", now().x, col(1, 10, 150));
  assert.ok(!isFitted(now()), "200 is out of sight");
  act("viewFitted");
  assert.ok(now().ylim[1] > 200);
});

test("a bar that has no end on a log axis goes down to the plot's edge, and none is lost", () => {
  const state = begin({ ...spec, log: "y" });
  const points = [];
  const pen = { beginPath() {}, stroke() {}, measureText: () => ({ width: 9 }) };
  pen.moveTo = pen.lineTo = (px, py) => points.push([px, py]);
  const scales = scalesOf(pen, 400, 300, state, { size: 10, px: 1 });
  errorBars({ spec }).paint(pen, state, scales, {});
  assert.equal(points.length, 3 * 6);
  assert.ok(points.flat().every(Number.isFinite));
  const [[, top], [, bottom]] = points;
  assert.ok(bottom > scales.bottom && Math.abs(top - scales.y(3)) < 1e-9, "1 ± 2");
  assert.ok(Math.abs(points[7][1] - scales.y(9)) < 1e-9, "10 ± 1");
});

/** The mean of the gaps in error bars. */
const loss = {
  inputs: ["preds", "acts", "yerr"],
  data: [0, 1, 2],
  defaults: [null, null, null],
  ops: [
    ["sub", 0, 1],
    ["div", 3, 2],
    ["abs", 4],
    ["mean", 5],
  ],
  output: 6,
};

test("other bars of the same points are another loss; other axes another curve, of the same fit", () => {
  const own = { ...spec, program: line, loss };
  let state = begin(own);
  const calc = calculator(
    own,
    () => state,
    () => true,
  );
  const first = calc.fitted();
  assert.equal(calc.numbers().loss, (1 / 2 + 7 / 1 + 96 / 50) / 3);
  assert.equal(calc.fitted(), first);
  state = { ...state, xlim: [1, 2] };
  assert.ok(calc.fitted().measure === first.measure && calc.numbers().xs.at(-1) === 2);
  state = { ...state, log: "x" };
  assert.ok(calc.fitted().measure === first.measure && calc.numbers().xs[120] < 1.45);
  state = { ...state, yerr: col(1, 1, 1) };
  assert.equal(calc.numbers().loss, (1 + 7 + 96) / 3);
});

test("a notebook is saved with the bars as they stand, and the door looks at them", () => {
  const whole = { ...spec, title: "", call: "", python: "", loss_name: "", params: {}, program: null, loss: null };
  const limits = { ...spec.limits, gaps: 200, points: 20000 };
  const told = { ...whole, limits, dials: { ...spec.dials, schedule: undefined }, best: null };
  const { act, now } = store(begin(told));
  act("furnished", { stage: { at: "all" }, strip: {} });
  act("points", col(1, 2, 3, 4), col(1, 10, 100, 7));
  const left = specNow(told, { state: now(), names: [], hasData: true, measures: true });
  assert.deepEqual([left.y, left.yerr], [[1, 10, 100, 7], [2, 2, 2, 2]]); // prettier-ignore
  assert.deepEqual(begin(left).yerr, now().yerr);
  checkFigure(told);
  for (const yerr of [[1, 1], [1, 0, 1], [1, -1, 1], [1, "inf", 1], "111"])
    assert.throws(() => checkFigure({ ...told, yerr }), /damaged, in its data/);
  assert.throws(() => checkFigure({ ...told, y: null }), /damaged, in its data/);
});
