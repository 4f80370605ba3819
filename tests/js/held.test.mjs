// Points held out for a test, and what else is said of a fit: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { apart } from "../../fitcurve/static/chart.js";
import { checkFigure } from "../../fitcurve/static/door.js";
import { rows } from "../../fitcurve/static/fit.js";
import { pointLines } from "../../fitcurve/static/gaps.js";
import { everyThird, holdOut, holdThird, mayFool, turnedOver } from "../../fitcurve/static/heldout.js";
import { bars, residuals } from "../../fitcurve/static/layers.js";
import { isLastSeen } from "../../fitcurve/static/points.js";
import { lossMeans } from "../../fitcurve/static/describe.js";
import { asFigure } from "../../fitcurve/static/python.js";
import { overfits } from "../../fitcurve/static/runs.js";
import { bothScores, rSquared } from "../../fitcurve/static/scores.js";
import { begin, store } from "../../fitcurve/static/state.js";
import { spec as example } from "./examples.mjs";

const col = (...v) => Float64Array.from(v);
const three = { ...example, x: [0, 1, 2], y: [1, 2, 4], view: {} };

/** A figure of three points, as far as holding one out asks. */
function live(more = {}) {
  const { act, now } = store(begin({ ...three, ...more }));
  act("furnished", { "points-hand": { chosen: 0, focused: false } });
  const fig = { act, canChangeCount: true, spec: { ...three, ...more }, done: () => act("commit") };
  Object.defineProperty(fig, "state", { get: now });
  return { fig, act, now };
}

test("rows are divided in order, and none are where none is held out", () => {
  const data = { x: col(0, 1, 2), y: col(1, 2, 4), held: col(0, 1, 0) };
  assert.deepEqual(
    [rows(data), rows(data, true)],
    [
      { x: col(0, 2), y: col(1, 4), yerr: null },
      { x: col(1), y: col(2), yerr: null },
    ],
  );
  assert.deepEqual(rows({ ...data, yerr: col(7, 8, 9) }, true).yerr, col(8));
  assert.equal(rows({ ...data, held: null }).x, data.x);
  assert.equal(rows({ ...data, held: null }, true).x.length, 0);
});

test("every third point is held out, from left to right, and neither end; one press, one thing to undo", () => {
  assert.deepEqual(everyThird(col(0, 1, 2, 3, 4, 5, 6)), col(0, 1, 0, 0, 1, 0, 0));
  assert.deepEqual(everyThird(col(2, 0, 1)), col(0, 0, 1), "in whatever order they come");
  assert.deepEqual(everyThird(col(1, 1, 1, 1)), col(0, 1, 0, 0));
  for (let n = 3; n < 60; n++) {
    const held = everyThird(Float64Array.from({ length: n }, (_, i) => Math.sin(9 * i)));
    const count = held.reduce((sum, v) => sum + v, 0);
    assert.ok(count >= 1 && Math.abs(count - n / 3) <= 1, `${count} of ${n}`);
  }
  const { fig, act, now } = live();
  const said = [];
  Object.assign(fig, { say: words => said.push(words), walk: { reset: () => act("reset") } });
  act("set", { a: 9 });
  fig.done();
  holdThird(fig, true);
  assert.deepEqual([now().held, now().params.a], [col(0, 1, 0), now().start.a]);
  assert.deepEqual(said, [], "the note says it");
  act("undo");
  assert.deepEqual([now().held, now().params.a], [null, 9]);
  holdThird(fig);
  assert.deepEqual([now().held, now().params.a], [col(0, 1, 0), 9]);
  for (const more of [{ x: [0, 1], y: [1, 2] }, { pointwise: false }]) {
    const other = Object.assign(live(more).fig, { say: words => said.push(words) });
    holdThird(other);
    assert.deepEqual([other.state.held, said.at(-1)], [null, "none of these points can be held out"]);
  }
});

test("a long run with as many parameters as points is doubted, unless some are held out", () => {
  const { fig, now } = live();
  const moments = Array.from({ length: 30 }, (_, i) => ({ params: { ...now().params, a: i }, loss: 30 - i }));
  const at = (more = {}, view = {}) => {
    const runs = [{ id: 1, tone: 1, name: "Fit", first: "Fit", epoch: 0, dials: {}, moments }];
    return { ...now(), runs, params: { ...moments.at(-1).params }, ...more, view: { ...now().view, ...view } };
  };
  Object.assign(fig, { names: ["a", "b", "c"] });
  assert.equal(mayFool(fig, at()), 3);
  assert.equal(mayFool({ ...fig, names: ["a", "b"] }, at()), 0, "two parameters for three points");
  assert.equal(mayFool(fig, at({ held: col(0, 1, 0) })), 0);
  assert.equal(mayFool(fig, at({ running: true })), 0);
  assert.equal(mayFool(fig, at({ params: moments[3].params })), 0, "we are elsewhere");
  assert.equal(mayFool(fig, at({ of: 99 })), 0, "only some of the points are here");
  assert.equal(mayFool(fig, at({}, { veil: { on: true } })), 0, "behind the veil nothing is said of a loss");
  assert.equal(mayFool(fig, at({}, { parts: { fitting: true } })), 0);
  assert.equal(mayFool({ ...fig, canChangeCount: false }, at()), 0, "there none can be held out");
  moments.reverse();
  assert.equal(mayFool(fig, at()), 0, "it has learned nothing");
  moments.splice(5);
  assert.equal(mayFool(fig, at()), 0);
});

test("a hand holds a point out and takes it back, but never the last; undo knows", () => {
  const { fig, act, now } = live();
  assert.equal(holdOut(fig, 1), "held out");
  assert.equal(holdOut(fig, 0), "held out");
  assert.deepEqual(now().held, col(1, 1, 0));
  assert.equal(holdOut(fig, 2), "it stays: a fit needs a point");
  assert.ok(isLastSeen(now(), 2) && !isLastSeen(now(), 1));
  assert.equal(holdOut(fig, 0), "taken back");
  assert.equal(holdOut(fig, 1), "taken back");
  assert.equal(now().held, null);
  for (let i = 0; i < 4; i++) act("undo");
  assert.equal(now().held, null);
  act("redo");
  assert.deepEqual(now().held, col(0, 1, 0));
  assert.equal(turnedOver(null, 1, 0).length, 1);
});

test("where points only make sense together none is held out", () => {
  const { fig, now } = live({ pointwise: false });
  assert.equal(holdOut(fig, 1), "none of these points can be held out");
  assert.equal(now().held, null);
});

test("who is held out stays so while points move, and is forgotten with other data", () => {
  const { act, now } = live({ held: [0, 1, 0] });
  act("points", col(5, 1, 2), col(1, 2, 4));
  assert.deepEqual(now().held, col(0, 1, 0));
  act("points", col(5, 1), col(1, 2));
  assert.equal(now().held, null);
  act("heard", { x: col(7, 8), y: col(1, 2), held: col(1, 0) });
  assert.deepEqual(now().held, col(1, 0));
});

test("a point that is held out is none of the loss; the others share it", () => {
  const fig = { spec: { loss_name: "mae", gaps: { squared: false, scale: 1, power: 1 } }, waiting: false };
  const state = { x: col(0, 1, 2), y: col(1, 2, 4), held: col(0, 1, 0), view: {} };
  const now = { preds: [0, 0, 1] };
  assert.deepEqual(pointLines(fig, state, now, 1).slice(2), ["residual +2", "held out"]);
  assert.equal(pointLines(fig, state, now, 2)[3], "75.0 % of the mae");
});

test("its gap is dashed, beside the bars whose mean is the loss", () => {
  const drawn = [];
  let dash = "";
  const g = { beginPath() {}, stroke() {}, setLineDash: v => (dash = v.join()), lineTo() {} };
  const pen = { ...g, moveTo: px => drawn.push([px, dash]) };
  const same = v => v;
  const scales = { x: same, y: same, clamp: same, w: 100, ink: { size: 10, px: 2 } };
  const state = { view: { residuals: { on: true } }, x: col(0, 1, 2), y: col(1, 2, 4), held: col(0, 1, 0) };
  residuals({ spec: example, state }).paint(pen, state, scales, { preds: [0, 0, 1] });
  assert.deepEqual(drawn, [
    [0, ""],
    [2, ""],
    [1, "6,6"],
  ]);
  assert.equal(bars(1, () => ({ x: 0, y0: NaN, y1: 1 }), 9).length, 0);
});

test("R² is not defined where all y are the same, and is right where their squares are no numbers", () => {
  assert.equal(rSquared(col(1, 2), col(0.1, 0.1)), null);
  for (const s of [1e-200, 1, 1e200]) {
    const [gaps, y] = [col(s, -s, 0), col(s, 2 * s, 6 * s)];
    assert.ok(Math.abs(rSquared(gaps, y) - (1 - 2 / 14)) < 1e-12);
  }
  const both = bothScores([1, 2, 3], col(1, 2, 5), col(0, 0, 1));
  assert.deepEqual(both, { training: { r2: 1, mse: 0, mae: 0, gap: 0 }, test: { r2: null, mse: 4, mae: 2, gap: 2 } });
  assert.equal(bothScores([1, 2, 3], col(1, 2, 5), null).test, null);
});

test("the line that makes this figure again says who is held out", () => {
  const { fig, now } = live({ held: [0, 1, 1], call: "f", loss_name: "mae" });
  assert.match(
    asFigure({ ...fig, names: ["a", "b"], first: now() }, now()),
    /^fig = explore\(f, x, y, test=\[1, 2\], /,
  );
});

test("the door takes no mask that leaves nothing to be fitted, nor one of another length", () => {
  const whole = { ...three, title: "", call: "", python: "", loss_name: "", params: {}, program: null, loss: null };
  const dials = { ...three.dials, schedule: undefined };
  const spec = { ...whole, dials, limits: { ...three.limits, points: 20000 }, best: null };
  checkFigure({ ...spec, held: [0, 1, 0] });
  const sample = { x: [1, 2], y: [3, 4], held: null, xlim: [0, 1], ylim: [0, 1] };
  checkFigure({ ...spec, samples: [sample] });
  for (const held of [[1, 1, 1], [0, 1], [0, 0.5, 0], "010"])
    assert.throws(() => checkFigure({ ...spec, held }), /damaged, in its data/);
  for (const broken of [
    { ...sample, y: null },
    { ...sample, held: [1, 1] },
    { ...sample, xlim: [1, 0] },
  ])
    assert.throws(() => checkFigure({ ...spec, samples: [broken] }), /damaged, in its samples/);
});

test("the names of the two lines never cover each other, nor leave the chart", () => {
  for (const [a, b] of [
    [50, 50],
    [0, 90],
    [90, 0],
    [90, 90],
    [-9, -9],
    [40, 41],
  ]) {
    const [p, q] = apart(a, b, 10, 90);
    assert.ok(Math.abs(p - q) >= 11 - 1e-9 && Math.min(p, q) >= 0 && Math.max(p, q) <= 84, `${a} ${b}: ${p} ${q}`);
    assert.equal(p > q, a > b);
  }
});

test("a run overfits where its test loss has climbed while its training loss fell, both clearly", () => {
  const run = (...pairs) => pairs.map(([loss, test]) => ({ loss, test }));
  for (const size of [1e-9, 1, 1e9]) {
    const at = overfits(run([3, 4], [2, 1], [1, 2], [0.5, 3]).map(m => ({ loss: m.loss * size, test: m.test * size })));
    assert.deepEqual([at.step, at.least.loss, at.last.test], [1, 2 * size, 3 * size]);
  }
  assert.equal(overfits(run([3, 4], [2, 3], [1, 2])), null, "both fall");
  assert.equal(overfits(run([1, 1], [2, 2])), null, "both climb");
  assert.equal(overfits(run([1, 1], [0.99, 1.5])), null, "the training loss is as it was");
  assert.equal(overfits(run([1, 1], [0.5, 1.01])), null, "the test loss is as it was");
  assert.equal(overfits([{ loss: 1 }, { loss: 0.5 }]), null, "there is no test");
  assert.equal(overfits(run([1, NaN], [0.5, NaN])), null);
  assert.equal(overfits([]), null);
});

test("what a loss measures is said where it is a mean of residuals, and of no other", () => {
  const said = (squared, scale, power) => lossMeans({ gaps: { squared, scale, power } });
  assert.equal(said(false, 1 + 1e-12, 1), "the mean size of the residuals");
  assert.match(said(true, 1, 1), /^the mean of .* squares$/);
  assert.match(said(true, 1, 0.5), /^the root of the mean/);
  assert.deepEqual([said(true, 0.5, 1), lossMeans({ gaps: null }), lossMeans({})], ["", "", ""]);
});
