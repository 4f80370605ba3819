// The least MAE, against what must be so. (tests/test_both_languages.py sets it against a linear programme.)
import assert from "node:assert/strict";
import test from "node:test";
import { leastAbsolute, leastLoss } from "../../fitcurve/static/best.js";
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

test("a sum's least loss is known, another function's is not, nor another loss's", () => {
  const ask = { program: line, names: ["a", "b"], x: col(0, 1, 2), y: col(1, 3, 6) };
  const mae = ({ a, b }) => ({ loss: ask.x.reduce((s, x, i) => s + Math.abs(a * x + b - ask.y[i]), 0) / 3 });
  assert.ok(Math.abs(leastLoss({ ...ask, measure: mae }).loss - 1 / 6) < 1e-12);
  assert.equal(leastLoss({ ...ask, measure: p => ({ loss: 2 * mae(p).loss }) }), null);
  assert.equal(
    leastLoss({
      ...ask,
      measure: mae,
      program: {
        ...line,
        ops: [
          ["mul", 1, 1],
          ["add", 3, 2],
        ],
      },
    }),
    null,
  );
});

test("points move, come and go as new columns", () => {
  const s = { x: col(0, 1), y: col(5, 6) },
    plain = f => f.map(c => [...c]);
  assert.deepEqual(plain(moved(s, 1, 7, 8)), [
    [0, 7],
    [5, 8],
  ]);
  assert.deepEqual(plain(added(s, 7, 8)), [
    [0, 1, 7],
    [5, 6, 8],
  ]);
  assert.deepEqual(plain(removed(s, 0)), [[1], [6]]);
  assert.deepEqual(plain([s.x, s.y]), [
    [0, 1],
    [5, 6],
  ]);
  const scales = { x: v => 10 * v, y: v => v };
  assert.deepEqual([nearest(9, 6, s, scales, 5), nearest(5, 50, s, scales, 5)], [1, -1]);
});
