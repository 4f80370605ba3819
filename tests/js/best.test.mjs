// The least MAE, against what must be so. (tests/test_both_languages.py sets it against a linear programme.)
import assert from "node:assert/strict";
import test from "node:test";
import { leastAbsolute, leastLoss, orthonormal } from "../../fitcurve/static/best.js";
import { fullness } from "../../fitcurve/static/loss.js";
import { nearest, added, moved, removed } from "../../fitcurve/static/points.js";
import { line } from "./examples.mjs";

const col = (...v) => Float64Array.from(v);

test("the best constant is a median", () => {
  const { loss, w } = leastAbsolute([col(1, 1, 1, 1, 1)], col(9, 1, 5, 2, 100));
  assert.deepEqual(w, [5]);
  assert.equal(loss, (4 + 4 + 0 + 3 + 95) / 5);
});

test("as many points as parameters are met exactly; fewer too, and columns that say the same", () => {
  assert.ok(leastAbsolute([col(0, 1), col(1, 1)], col(3, 5)).loss < 1e-12);
  assert.ok(leastAbsolute([col(2), col(1)], col(3)).loss < 1e-12);
  assert.deepEqual(leastAbsolute([col(1, 1, 1), col(2, 2, 2)], col(1, 2, 9)).loss, 8 / 3);
});

test("a sum's least loss is known, and none that the figure's own loss doesn't have there", () => {
  const kind = { squared: false, scale: 1, power: 1 };
  const ask = { program: line, names: ["a", "b"], x: col(0, 1, 2), y: col(1, 3, 6), kind };
  const mae = ({ a, b }) => ({ loss: ask.x.reduce((s, x, i) => s + Math.abs(a * x + b - ask.y[i]), 0) / 3 });
  assert.ok(Math.abs(leastLoss({ ...ask, measure: mae }).loss - 1 / 6) < 1e-12);
  assert.equal(leastLoss({ ...ask, measure: p => ({ loss: 2 * mae(p).loss }) }), null);
  const sum = { ...ask, kind: { ...kind, scale: 3 }, measure: p => ({ loss: 3 * mae(p).loss }) };
  assert.ok(Math.abs(leastLoss(sum).loss - 1 / 2) < 1e-12);
  assert.deepEqual(Object.keys(leastLoss({ ...ask, names: ["b"], all: ["a", "b"], measure: mae }).params), ["a", "b"]);
});

test("where one can't tell whether a column is a sum of the others, nothing is said", () => {
  const x = Float64Array.from({ length: 30 }, (_, i) => Math.sin(i));
  const close = x.map((v, i) => v + 1e-13 * Math.cos(7 * i));
  assert.equal(orthonormal([x, close]), null);
  assert.equal(orthonormal([x, x.map(v => 2 * v)]).Q.length, 1);
  assert.equal(leastAbsolute([col(1, NaN)], col(1, 2)), null);
});

test("the gauge says what its words say, wherever one began", () => {
  assert.deepEqual([fullness(1, 1, 9), fullness(2, 1, 9), fullness(4, 1, 9), fullness(NaN, 1, 9)], [0, 0.5, 0.75, 1]);
  assert.ok(fullness(1.0025, 1, 9) < 0.003, "a quarter of a percent is no full bar");
  assert.ok(fullness(0, 0, 5) === 0 && fullness(0.05, 0, 5) === 0.5 && fullness(5, 0, 5) > 0.98, "a least of 0");
});

test("points move, come and go as new columns", () => {
  const s = { x: col(0, 1), y: col(5, 6), held: col(1, 0), yerr: col(3, 2) },
    plain = f => f.map(c => [...c]);
  assert.deepEqual(plain(moved(s, 1, 7, 8)), [
    [0, 7],
    [5, 8],
    [1, 0],
    [3, 2],
  ]);
  assert.deepEqual(plain(added(s, 7, 8)), [
    [0, 1, 7],
    [5, 6, 8],
    [1, 0, 0],
    [3, 2, 2],
  ]);
  assert.deepEqual(plain(removed(s, 0)), [[1], [6], [0], [2]]);
  assert.deepEqual(moved({ ...s, held: null, yerr: null }, 0, 1, 1).slice(2), [null, null]);
  assert.deepEqual(plain([s.x, s.y]), [
    [0, 1],
    [5, 6],
  ]);
  const scales = { x: v => 10 * v, y: v => v };
  assert.deepEqual([nearest(9, 6, s, scales, 5), nearest(5, 50, s, scales, 5)], [1, -1]);
});
