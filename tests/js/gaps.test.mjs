// What is said of a point, and the names of axes: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { pointLines, shareOf } from "../../fitcurve/static/gaps.js";
import { clipped, named, unitOf } from "../../fitcurve/static/words.js";

const mean = { squared: false, scale: 1, power: 1 };
const squares = { squared: true, scale: 1, power: 1 };

test("the shares of all gaps are the whole loss, at any scale", () => {
  for (const scale of [1e-200, 1e-9, 1, 1e9, 1e200])
    for (const kind of [mean, squares, { ...mean, scale: 20 }]) {
      const gaps = [3, -1, 0.5, 0].map(v => v * scale);
      const shares = gaps.map((_, i) => shareOf(kind, gaps, i));
      assert.ok(Math.abs(shares.reduce((sum, v) => sum + v, 0) - 1) < 1e-12);
      assert.ok(Math.abs(shares[0] - (kind.squared ? 9 / 10.25 : 3 / 4.5)) < 1e-12);
      assert.equal(shares[3], 0);
    }
});

test("a root of a mean has no shares, nor has what isn't known, nor a loss of 0 or without end", () => {
  assert.equal(shareOf({ squared: true, scale: 1, power: 0.5 }, [1, 2], 0), null);
  assert.equal(shareOf(null, [1, 2], 0), null);
  assert.equal(shareOf(mean, [0, 0], 0), null);
  assert.equal(shareOf(mean, [Infinity, 1], 0), null);
  assert.equal(shareOf(mean, [NaN, 1], 1), null);
});

const fig = { spec: { loss_name: "mae", gaps: mean }, waiting: false };
const state = { x: Float64Array.of(0, 1), y: Float64Array.of(2, 5), of: null, view: { veil: { on: false } } };

test("a point says its place, its residual with sign, and its share", () => {
  const said = pointLines(fig, state, { preds: [3, 2] }, 1);
  assert.deepEqual(said, ["x 1", "y 5", "residual +3", "75.0 % of the mae"]);
  assert.equal(pointLines(fig, state, { preds: [3, 2] }, 0)[2], "residual −1");
});

test("the veil isn't betrayed, and what isn't known isn't said", () => {
  const veiled = { ...state, view: { veil: { on: true } } };
  assert.deepEqual(pointLines(fig, veiled, { preds: [3, 2] }, 1), ["x 1", "y 5", "residual +3"]);
  assert.deepEqual(pointLines(fig, { ...state, of: 1e6 }, { preds: [3, 2] }, 1), ["x 1", "y 5", "residual +3"]);
  assert.deepEqual(pointLines(fig, state, {}, 1), ["x 1", "y 5"]);
  assert.deepEqual(pointLines({ ...fig, waiting: true }, state, { preds: [3, 2] }, 1), ["x 1", "y 5"]);
});

test("where the axes have names and units, they are said", () => {
  const labels = ["time [s]", "height (m)"];
  const said = pointLines(fig, { ...state, labels }, { preds: [3, 2] }, 1);
  assert.deepEqual(said.slice(0, 3), ["time 1 s", "height 5 m", "residual +3 m"]);
  assert.equal(named("dose", "3"), "dose 3");
  assert.equal(named("[m]", "3"), "[m] 3");
  assert.equal(named("time since the drop [s]", "3", 12), "time since… 3 s");
  assert.equal(unitOf("زمان [ثانیه]"), " ثانیه");
  assert.equal(unitOf(null) + unitOf("dose"), "");
});

test("a text is clipped to what fits, never through a letter", () => {
  const fits = n => text => Array.from(text).length <= n;
  assert.equal(clipped("height [m]", fits(10)), "height [m]");
  assert.equal(clipped("height [m]", fits(8)), "height…");
  assert.equal(clipped("🙂🙂🙂", fits(2)), "🙂…");
  assert.equal(clipped("height", fits(0)), "");
});
