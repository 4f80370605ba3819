// The slice of the loss, the sweep, the pace of a run: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { beatOf, isByStep, secondsOf } from "../../fitcurve/static/pace.js";
import { affordable, heights, inWords, isLevel, kinkAt, slicer } from "../../fitcurve/static/slicing.js";
import { swept, valueAt } from "../../fitcurve/static/sweep.js";

const scales = [1, 1e-9, 1e9];

/** Random numbers that are the same each time. */
function random(seed) {
  let s = seed;
  return () => (s = (s * 16807) % 2147483647) / 2147483647;
}

/** How far the polyline is from f, as a part of its height. */
function farthest({ ts, vs }, f, lo, hi) {
  let far = 0;
  for (let k = 0; k <= 5000; k++) {
    const t = lo + ((hi - lo) * k) / 5000;
    const i = Math.min(ts.length - 2, Math.max(0, ts.findIndex(u => u >= t) - 1));
    const chord = vs[i] + ((vs[i + 1] - vs[i]) * (t - ts[i])) / (ts[i + 1] - ts[i]);
    far = Math.max(far, Math.abs(chord - f(t)));
  }
  return far / (Math.max(...vs) - Math.min(...vs));
}

test("an MAE along one parameter, with its kinks, at any scale, in few losses", () => {
  for (const scale of scales)
    for (let seed = 1; seed < 20; seed++) {
      const r = random(seed);
      const kinks = Array.from({ length: 1 + seed }, () => ({ at: (4 * r() - 2) * scale, steep: r() }));
      let count = 0;
      const f = t => kinks.reduce((sum, { at, steep }) => sum + (steep * Math.abs(t - at)) / kinks.length, 0);
      const cut = slicer(t => (count++, f(t)), [-2 * scale, 2 * scale], 97);
      cut.refine(97);
      assert.ok(count <= 97, "no more than a frame has time for");
      assert.deepEqual(
        cut.ts,
        [...cut.ts].sort((a, b) => a - b),
      );
      assert.deepEqual(cut.vs, cut.ts.map(f));
      assert.ok(farthest(cut, f, -2 * scale, 2 * scale) < 1e-3);
    }
});

test("a single kink is found exactly, and straight lines ask for no more", () => {
  const kink = slicer(t => Math.abs(t - 0.123456), [-1, 3]);
  assert.equal(kink.refine(), true);
  assert.ok(kink.ts.some(t => Math.abs(t - 0.123456) < 1e-12));
  assert.ok(kink.ts.length < 40);
  const straight = slicer(t => 3 * t, [0, 1]);
  straight.refine();
  assert.equal(straight.ts.length, 33);
});

test("a smooth curve gets its places where it bends", () => {
  const f = t => Math.exp(-((t - 1) ** 2) / 0.01);
  const cut = slicer(f, [-2, 3]);
  cut.refine();
  assert.ok(farthest(cut, f, -2, 3) < 2e-3);
  const near = cut.ts.filter(t => Math.abs(t - 1) < 0.5).length;
  assert.ok(near > cut.ts.length / 2);
  assert.ok(Math.abs(cut.lowest - 1) > 0.5);
});

test("it stops when its time is up, and goes on where it was", () => {
  let now = 0;
  const f = t => (now++, Math.cos(9 * t));
  const cut = slicer(f, [0, 3], 2);
  let turns = 0;
  while (!cut.refine(undefined, now + 10, () => now)) {
    turns++;
    assert.ok(turns < 100);
  }
  assert.ok(turns > 3);
  assert.ok(farthest(cut, t => Math.cos(9 * t), 0, 3) < 2e-3);
});

test("where there is no number there is no line, and its end is found", () => {
  const cut = slicer(t => (t > 0.3 ? Math.sqrt(t - 0.3) : NaN), [-1, 1]);
  cut.refine();
  const first = cut.ts[cut.vs.findIndex(Number.isFinite)];
  assert.ok(first > 0.3 && first < 0.303);
  const nothing = slicer(() => NaN, [0, 1]);
  assert.equal(nothing.refine(), true);
  assert.deepEqual(nothing.range, [0, 1]);
  const flat = slicer(() => 7, [0, 1]);
  assert.deepEqual(flat.range, [7, 7]);
});

test("what climbs far up leaves the picture; a parabola stays whole", () => {
  const tower = slicer(t => Math.exp(50 * t), [0, 1]);
  assert.ok(tower.range[1] < 1e-6 * Math.exp(50));
  assert.deepEqual(slicer(t => t * t, [0, 1]).range, [0, 1]);
});

test("a frame pays for as many losses as it can", () => {
  assert.equal(affordable(20, 9), 97);
  assert.equal(affordable(20_000, 9), 2);
  assert.ok(affordable(1000, 9) * 1000 * 9 <= 1e5);
});

test("the axis only grows under a hand, and is made anew at rest where it should be", () => {
  const first = heights(null, [1, 2], true);
  assert.ok(first[0] < 1 && first[1] > 2);
  const grown = heights(first, [1.5, 9], false);
  assert.equal(grown[0], first[0]);
  assert.ok(grown[1] > 9);
  assert.deepEqual(heights(grown, [1.5, 2], false), grown);
  assert.ok(heights(grown, [1.5, 2], true)[1] < 2.1);
  assert.deepEqual(heights(grown, [1, 8], true), grown, "what fills most of it stays where it is");
});

test("a kink is told from a bend, at any scale", () => {
  for (const scale of scales)
    for (const height of scales) {
      const kinky = t => height * (2 + Math.abs(t / scale - 0.3) + 0.5 * (t / scale));
      const kink = kinkAt(kinky, 0.3 * scale, 4 * scale);
      assert.ok(Math.abs(kink.left / (-0.5 * (height / scale)) - 1) < 1e-3);
      assert.ok(Math.abs(kink.right / (1.5 * (height / scale)) - 1) < 1e-3);
      assert.equal(kinkAt(kinky, 0.31 * scale, 4 * scale), null);
      for (const bend of [1, 100, 1e4])
        for (const t of [0, 0.01, 0.3, 1])
          assert.equal(
            kinkAt(u => height * (1 + bend * (u / scale - 0.3) ** 2), t * scale, 4 * scale),
            null,
          );
    }
});

test("the slice in words", () => {
  const now = { v: 1.2, loss: 1.0905, slope: -0.8, kink: null, to: 1.24, lossThere: 1.058, others: true };
  assert.deepEqual(inWords("mae", "a", now), {
    here: "mae 1.091 at a = 1.2",
    slope: "slope −0.8: a larger a lowers it",
    step: "next Step: a = 1.24, 1.058 on this slice; the others move as well",
  });
  const say = change => inWords("mae", "a", { ...now, ...change });
  assert.match(say({ slope: 2 }).slope, /a smaller a lowers it/);
  assert.match(say({ slope: 0 }).slope, /level here/);
  assert.match(say({ slope: NaN }).slope, /nothing says/);
  assert.equal(say({ to: null }).step, "no step from here");
  assert.doesNotMatch(say({ others: false }).step, /others/);
  assert.equal(
    say({ kink: { left: -1, right: 0.5 }, slope: -0.25 }).slope,
    "a kink: slope −1 left of it, 0.5 right of it; the tangent is torch's, −0.25",
  );
});

test("a sweep goes up, down and back, over all of the range", () => {
  const way = Array.from({ length: 1001 }, (_, i) => swept(0.25, i / 1000));
  assert.equal(way[0], 0.25);
  assert.ok(Math.abs(way[1000] - 0.25) < 1e-9);
  assert.ok(Math.max(...way) > 0.998 && Math.min(...way) < 0.002);
  for (let i = 1; i < way.length; i++) assert.ok(Math.abs(way[i] - way[i - 1]) < 0.00201, "at one speed");
});

test("its values are tenths of a stop, or whole", () => {
  assert.equal(valueAt({ min: -1.1, max: 3.3, step: 0.1 }, 0.5), 1.1);
  assert.equal(valueAt({ min: 0, max: 1e-9, step: 1e-10 }, 0.123), 1.2e-10);
  assert.equal(valueAt({ min: 1, max: 16, step: 1 }, 0.5), 9);
});

test("a run takes the time that was chosen", () => {
  const at = (name, steps) => ({ view: { pace: { on: true, name } }, dials: { steps } });
  const takes = (name, steps, less) => {
    const beat = beatOf(at(name, steps), less);
    return (steps * beat.every) / beat.steps / 1000;
  };
  for (const steps of [1, 7, 200, 1999])
    for (const less of [true, false]) {
      assert.ok(Math.abs(takes("in 10 s", steps, less) - 10) < 1e-9);
      assert.ok(Math.abs(takes("in 30 s", steps, less) - 30) < 1e-9);
      assert.ok(beatOf(at("in 10 s", steps), less).every >= (less ? 500 : 33));
    }
  assert.deepEqual(beatOf(at("as it is", 200), false), { every: 33, steps: 1 });
  assert.deepEqual(beatOf({ view: {}, dials: { steps: 200 } }, false), { every: 33, steps: 1 });
  assert.ok(isByStep(at("each step", 9)) && !isByStep(at("in 10 s", 9)));
  assert.equal(secondsOf({ view: {} }), 0);
});

test("a slope that is nothing but rounding is level, at any scale; the smallest that tells is not", () => {
  for (const scale of [1e-9, 1, 1e9]) {
    assert.ok(isLevel(1.4e-17 * scale, 6, 4.6 * scale) && isLevel(0, 6, 0));
    assert.ok(!isLevel(1e-11 * scale, 6, 4.6 * scale) && !isLevel(1e-30, 6, 0) && !isLevel(NaN, 6, 1));
  }
});
