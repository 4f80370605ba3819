// The curve under a hand, and the drawing: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { drawnOver, sampled } from "../../fitcurve/static/draw.js";
import { bars } from "../../fitcurve/static/layers.js";
import { leastPieces, pieceCosts } from "../../fitcurve/static/pieces.js";
import { closest, pulled } from "../../fitcurve/static/pull.js";
import { rAlgorithm } from "../../fitcurve/static/ralgorithm.js";

const limits = { a: { min: -3, max: 3 }, b: { min: -3, max: 3 } };
const line =
  u =>
  ({ a, b }) => ({ f: a * u + b, grad: { a: u, b: 1 } });

test("the curve comes to the pointer by the least motion of the sliders", () => {
  const { a, b } = pulled(line(1), { a: 0, b: 0 }, 2, limits, 10);
  assert.ok(Math.abs(a + b - 2) < 2e-3 && Math.abs(a - b) < 1e-9);
  const wide = pulled(line(1), { a: 0, b: 0 }, 2, { ...limits, a: { min: -30, max: 30 } }, 10);
  assert.ok(wide.a > 50 * wide.b, "a longer slider moves more");
});

test("a slider that can hardly move the curve here stays where it is, however hard the pull", () => {
  const p = pulled(({ a, b }) => ({ f: a + 0.001 * b, grad: { a: 1, b: 0.001 } }), { a: 0, b: 0 }, -30, limits, 10);
  assert.deepEqual(p, { a: -3, b: 0 });
});

test("a slider stops at its end, and the others go on", () => {
  const p = pulled(line(1), { a: 2.9, b: 0 }, 5.5, limits, 10);
  assert.ok(p.a === 3 && Math.abs(p.b - 2.5) < 2e-3);
  assert.deepEqual(pulled(line(1), { a: 0, b: 0 }, 50, limits, 10), { a: 3, b: 3 });
  const beyond = pulled(line(1), { a: 7, b: 0 }, 9, limits, 10);
  assert.ok(beyond.a === 7 && Math.abs(beyond.b - 2) < 2e-3, "where Run went beyond an end, it is not thrown back");
});

test("no pull makes the gap wider, none jumps where nothing has a say", () => {
  const wave = ({ w }) => ({ f: Math.sin(w), grad: { w: Math.cos(w) } }),
    one = { w: { min: -9, max: 9 } };
  for (const v of [-1, -0.3, 0.2, 0.99, 5])
    for (let w = -9; w <= 9; w += 0.37) {
      const p = pulled(wave, { w }, v, one, 2);
      assert.ok(Math.abs(Math.sin(p.w) - v) <= Math.abs(Math.sin(w) - v) && Math.abs(p.w) <= 9);
    }
  const p = { w: 1 };
  assert.equal(
    pulled(() => ({ f: 0, grad: { w: 0 } }), p, 1, one, 2),
    p,
  );
  assert.equal(
    pulled(() => ({ f: NaN, grad: { w: NaN } }), p, 1, one, 2),
    p,
  );
  assert.ok(Math.abs(pulled(({ w }) => ({ f: 1e-9 * w, grad: { w: 1e-9 } }), p, 1, one, 2).w - 1) < 0.05);
});

test("the nearest point of a curve", () => {
  assert.deepEqual(closest(5, 3, [0, 10], [0, 0]), { px: 5, py: 0, far: 3 });
  assert.equal(closest(5, 50, [5, 6], [0, 100]).far < 1, true, "of a steep one too");
  assert.equal(closest(500, 0, [0, 10], [0, 0]).far, Infinity);
});

test("a stroke is a point in each part that it passes, wherever the pen was last", () => {
  const whole = sampled(
    [
      [0, 0],
      [6, 6],
    ],
    [0, 6],
    6,
  );
  assert.equal(whole.x.join(), "0.5,1.5,2.5,3.5,4.5,5.5");
  whole.y.forEach((v, i) => assert.ok(Math.abs(v - whole.x[i]) < 0.2));
  const back = sampled(
    [
      [0, 0],
      [6, 0],
      [3.1, 9],
    ],
    [0, 6],
    6,
  );
  assert.equal(back.x.length, 6);
  assert.ok(back.y[0] === 0 && back.y[3] > 6 && back.y[5] > 0);
  assert.equal(
    sampled(
      [
        [2, 1],
        [2, 4],
      ],
      [0, 6],
      6,
    ).x.join(),
    "2.5",
  );
  assert.equal(
    sampled(
      [
        [-1, 1],
        [9, 4],
      ],
      [0, 6],
      6,
    ).x.length,
    6,
    "beyond the axes is at their ends",
  );
});

test("another stroke counts wherever it goes", () => {
  const two = drawnOver({ x: [0, 1, 2, 3], y: [0, 0, 0, 0] }, { x: [1, 1.5, 2], y: [7, 8, 9] });
  assert.deepEqual(
    [[...two.x], [...two.y]],
    [
      [0, 1, 1.5, 2, 3],
      [0, 7, 8, 9, 0],
    ],
  );
});

test("the long walk goes down a narrow valley, and ends at its best place", () => {
  const valley = ({ a, b }) => ({
    loss: Math.abs(a - 1) + 100 * Math.abs(a + b),
    grad: { a: Math.sign(a - 1) + 100 * Math.sign(a + b), b: 100 * Math.sign(a + b) },
  });
  let least = Infinity,
    end = null;
  for (end of rAlgorithm(valley, { a: -2, b: 3 }, limits)) least = Math.min(least, end.loss);
  assert.ok(end.loss === least && end.loss < 0.02 && valley(end.params).loss === end.loss);
  const nan = [...rAlgorithm(() => ({ loss: NaN, grad: { a: NaN, b: 0 } }), { a: 1, b: 1 }, limits)];
  assert.deepEqual(nan.at(-1).params, { a: 1, b: 1 });
});

test("a parameter at nought that nothing pulls stays there", () => {
  const f = ({ a }) => ({ loss: Math.abs(a - 1), grad: { a: Math.sign(a - 1), b: 0 } });
  for (const { params } of rAlgorithm(f, { a: -2, b: 0 }, limits)) assert.equal(params.b, 0);
});

test("the least error of straight pieces", () => {
  const costs = (x, y) => [...pieceCosts(Float64Array.from(x), Float64Array.from(y))].at(-1);
  const x = [0, 1, 2, 3, 4, 5, 6, 7, 8],
    tent = x.map(u => Math.abs(u - 4));
  assert.ok(leastPieces(costs(x, tent), 2) < 1e-12);
  assert.ok(leastPieces(costs(x, tent), 1) > 1);
  assert.ok(Math.abs(leastPieces(costs([2, 0, 1], [0, 0, 3]), 1) - 1) < 1e-12, "in any order of x");
  assert.ok(Math.abs(leastPieces(costs([1, 1, 1, 1], [0, 1, 2, 9]), 1) - 2.5) < 1e-12, "one above the other");
  const shared = costs([3, 1, 1, 2, 1, 3], [4, 0, 5, 7, 1, 2]);
  for (const k of [2, 3, 9])
    assert.ok(Math.abs(leastPieces(shared, k) - 7 / 6) < 1e-12, "points at one place share a height");
  const far = costs([3e9, 1e9, 1e9, 2e9, 1e9, 3e9], [4e-9, 0, 5e-9, 7e-9, 1e-9, 2e-9]);
  assert.ok(Math.abs(leastPieces(far, 1) / leastPieces(shared, 1) - 1e-9) < 1e-18, "at any scale");
});

test("gaps that fall on one column of pixels are one bar, which covers as much", () => {
  const bar = (x, y0, y1) => ({ x, y0, y1 });
  const few = [bar(0.5, 3, 1), bar(7.2, 2, NaN), bar(9.9, 4, 4)];
  assert.deepEqual(
    bars(3, i => few[i], 10),
    [few[0], few[2]],
  );
  const many = Array.from({ length: 500 }, (_, i) =>
    bar(((i * 7) % 103) / 10 - 0.1, i % 11, i % 2 ? (i % 3 ? 5 - (i % 13) : 20 - (i % 13)) : NaN),
  );
  const want = Array.from({ length: 10 }, (_, c) => {
    const ys = many.filter(({ x, y1 }) => Math.floor(x) === c && y1 === y1).flatMap(({ y0, y1 }) => [y0, y1]);
    return bar(c + 0.5, Math.min(...ys), Math.max(...ys));
  });
  assert.deepEqual(
    bars(500, i => many[i], 10),
    want,
  );
  const down = [bar(0.5, 1, 9), bar(0.2, 12, 3), bar(0.9, 2, 2), bar(1.5, 0, 50)];
  assert.deepEqual(
    bars(4, i => down[i], 1),
    [bar(0.5, 1, 12)],
    "whichever end is higher; none beyond the plot",
  );
});
