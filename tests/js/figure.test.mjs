// The pure parts of the page, run by plain node: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { snap } from "../../fitcurve/static/controls.js";
import { descend, fit } from "../../fitcurve/static/fit.js";
import { scale, ticks } from "../../fitcurve/static/plot.js";
import { boxed, brief, format, literal, num } from "../../fitcurve/static/words.js";
import { line, mae } from "./examples.mjs";

const spec = {
  program: line,
  loss: mae,
  params: { a: {}, b: {} },
  x: [0, 1, 2],
  y: [1, 3, 6],
  xlim: [0, 2],
  limits: { curve: 241 },
};

test("a coordinate becomes a pixel", () => assert.equal(scale(0, 10, 100, 200)(2.5), 125));

test("ticks are round, inside, and share their decimals", () => {
  assert.deepEqual(
    ticks(-2.2, 2.2, 440, 80).map(t => t.text),
    ["−2", "−1", "0", "1", "2"],
  );
  assert.deepEqual(
    ticks(0, 0.5, 200, 80).map(t => t.text),
    ["0.0", "0.2", "0.4"],
  );
  for (const [lo, hi] of [
    [-1e-6, 3e-6],
    [999, 1001.5],
    [-7e8, 2e9],
  ]) {
    const at = ticks(lo, hi, 500);
    assert.ok(at.length >= 3 && at.length <= 12, `${at.length} ticks`);
    assert.ok(at.every(t => t.v >= lo - 1e-9 * (hi - lo) && t.v <= hi + 1e-9 * (hi - lo)));
  }
});

test("numbers are written for a reader", () => {
  assert.deepEqual(
    [2.40013, -0.04567, 0, 1234.56, 2e7, NaN, -Infinity].map(v => format(v)),
    ["2.400", "−0.04567", "0", "1235", "2.00e+7", "not a number", "−∞"],
  );
  assert.deepEqual([1.1, 0.05, -3].map(brief), ["1.1", "0.05", "−3"]);
});

test("and for a slider's box, which has room for seven letters", () => {
  const texts = [1.1, 0.00105, 1e9, 987650000, -1.2345e9, 1e-9, 12345, Infinity].map(v =>
    boxed(v, { min: 0, max: 4 * Math.abs(Number.isFinite(v) ? v : 1) }),
  );
  assert.deepEqual(texts, ["1.1", "0.00105", "1e9", "9.88e8", "-1.23e9", "1e-9", "12345", "∞"]);
});

test("and for Python", () =>
  assert.deepEqual([1.1 + 2.2, -0.5, 3, NaN].map(literal), ["3.3", "-0.5", "3", 'float("nan")']));

test("words that stand for numbers", () =>
  assert.deepEqual(["inf", "-inf", "nan", 2].map(num), [Infinity, -Infinity, NaN, 2]));

test("a slider stops at its stops and its ends", () => {
  const limits = { min: -1.1, max: 3.3, step: 0.1 };
  assert.deepEqual(
    [1.23, -9, 9, 0.299].map(v => snap(v, limits)),
    [1.2, -1.1, 3.3, 0.3],
  );
});

test("a fit is measured forwards and backwards", () => {
  const { preds, loss, grad } = fit(spec).measure({ a: 1, b: 1 });
  assert.deepEqual([...preds], [1, 2, 3]);
  assert.equal(loss, 4 / 3);
  assert.deepEqual(grad, { a: -1, b: -2 / 3 }); // at the point that is hit, torch's slope of abs: 0
});

test("the curve spans the axis", () => {
  const { xs, curve } = fit(spec),
    ys = curve({ a: 2, b: 1 });
  assert.deepEqual([xs[0], xs.at(-1), ys[0], ys.at(-1)], [0, 2, 1, 5]);
});

test("a constant function is a level curve", () => {
  const flat = { inputs: ["x", "a"], data: [0], defaults: [null, null], ops: [], output: 1 };
  const { curve, measure } = fit({ ...spec, program: flat, params: { a: {} } });
  assert.deepEqual(new Set(curve({ a: 3 })), new Set([3]));
  assert.deepEqual([...measure({ a: 3 }).preds], [3, 3, 3]);
});

test("a function with a number for each point is drawn at the points, in order", () => {
  const tied = {
    inputs: ["x", "a"],
    data: [0],
    defaults: [null, null],
    ops: [
      ["const", [30, 10, 20]],
      ["mul", 2, 1],
    ],
    output: 3,
  };
  const { xs, curve } = fit({ ...spec, program: tied, params: { a: {} }, x: [2, 0, 1], y: [0, 0, 0] });
  assert.deepEqual(
    [[...xs], [...curve({ a: 1 })]],
    [
      [0, 1, 2],
      [10, 20, 30],
    ],
  );
});

test("friction 0 piles the gradients up, 1 forgets them, between them is momentum", () => {
  const once = descend({ a: 1 }, { a: 2 }, { lr: 0.1, friction: 0, momentum: null });
  assert.deepEqual(once, { params: { a: 0.8 }, momentum: { a: 2 } });
  assert.deepEqual(descend(once.params, { a: 1 }, { lr: 0.1, friction: 0, momentum: once.momentum }).momentum, {
    a: 3,
  });
  assert.deepEqual(descend(once.params, { a: 1 }, { lr: 0.1, friction: 0.25, momentum: once.momentum }).momentum, {
    a: 2.5,
  });
  assert.deepEqual(descend({ a: 1 }, { a: 1 }, { lr: 0.1, friction: 1, momentum: { a: Infinity } }).momentum, { a: 1 });
  assert.deepEqual(descend(once.params, { a: 1 }, { lr: 0.1, friction: 1, momentum: once.momentum }).momentum, {
    a: 1,
  });
});
