// Which part of the plane is in view, and how the axes run: zoom, pan, logarithms.
import assert from "node:assert/strict";
import test from "node:test";
import { evenly, logTicks, partOf, shifted, valueAt } from "../../fitcurve/static/axis.js";
import { begin, store } from "../../fitcurve/static/state.js";
import { isFitted, outside, reframed } from "../../fitcurve/static/view.js";
import { seenAs, stretchOf } from "../../fitcurve/static/zoom.js";
import { spec as plain } from "./examples.mjs";

const near = (a, b, rel = 1e-9) => assert.ok(Math.abs(a - b) <= rel * Math.max(Math.abs(a), Math.abs(b)), `${a}, ${b}`);
const ranges = [
  { range: [-2, 3], log: false },
  { range: [1e9, 3e9], log: false },
  { range: [-4e-9, 1e-9], log: false },
  { range: [1e-9, 1e9], log: true },
  { range: [3, 7], log: true },
  { range: [1e-60, 1e60], log: true },
];
/** A figure with data that are all above 0. */
const spec = { ...plain, x: [1, 10, 100], y: [2, 3, 5], xlim: [0, 110], ylim: [1, 6] };

test("zooming leaves what is at a part of the axis there, at any scale, even or logarithmic", () => {
  for (const { range, log } of ranges)
    for (const part of [0, 0.2, 0.5, 1])
      for (const by of [0.3, 0.9, 1.25]) {
        const next = reframed(range, part, part, by, log);
        near(valueAt(part, next, log), valueAt(part, range, log), 1e-7);
        const length = ([lo, hi]) => (log ? Math.log(hi) - Math.log(lo) : hi - lo);
        near(length(next), by * length(range));
      }
});

test("panning keeps the length, and there and back is where one was", () => {
  for (const { range, log } of ranges) {
    const there = reframed(range, 0.3, 0.1, 1, log);
    near(valueAt(0.1, there, log), valueAt(0.3, range, log), 1e-7);
    const back = reframed(there, 0.1, 0.3, 1, log);
    const size = Math.max(...range.map(Math.abs));
    range.forEach((v, i) => assert.ok(Math.abs(back[i] - v) <= 1e-9 * (log ? v : size)));
  }
});

test("a pinch brings what was between the fingers to between them, on the axes that it is on", () => {
  const view = { xlim: [0, 10], ylim: [1, 1000], log: "y" };
  const { xlim, ylim } = seenAs(view, "xy", [0.5, 0.5], [0.6, 0.4], 0.5);
  near(valueAt(0.6, xlim), 5);
  near(valueAt(0.4, ylim, true), valueAt(0.5, view.ylim, true));
  assert.deepEqual(Object.keys(seenAs(view, "x", [0, 0], [0, 0], 2)), ["xlim"]);
});

test("no zoom makes an axis that can't be drawn", () => {
  for (const { range, log } of ranges)
    for (const by of [0.1, 10]) {
      let now = range;
      for (let i = 0; i < 2000; i++) now = reframed(now, 0.25, 0.25, by, log);
      assert.ok(now.every(Number.isFinite) && now[0] < now[1] && (!log || now[0] > 0), String(now));
      assert.ok([0.1, 0.5, 0.9].every(part => Math.abs(partOf(valueAt(part, now, log), now, log) - part) < 1e-3));
    }
});

test("a wheel's turn and its turn back undo each other, however it counts", () => {
  for (const deltaY of [1, 4, 120, 1e5])
    for (const deltaMode of [0, 1, 2])
      near(stretchOf({ deltaY, deltaMode }) * stretchOf({ deltaY: -deltaY, deltaMode }), 1);
  assert.ok(stretchOf({ deltaY: -120, deltaMode: 0 }) > 0.7 && stretchOf({ deltaY: -120, deltaMode: 0 }) < 1);
});

test("parts of a log axis: even in the logarithm, and nothing at 0 or below", () => {
  const range = [0.01, 100];
  near(partOf(1, range, true), 0.5);
  assert.deepEqual([0, -3].map(v => partOf(v, range, true)), [-Infinity, -Infinity]); // prettier-ignore
  assert.ok(Number.isNaN(partOf(NaN, range, true)));
  near(shifted(1, 0.25, range, true), 10);
  const xs = evenly(range, 5, true);
  [0.01, 0.1, 1, 10, 100].forEach((v, i) => near(xs[i], v));
});

test("where an axis is short its ticks are 1, 2 and 5 times the powers of ten, or there are none to use", () => {
  const texts = (...of) => logTicks(...of).filter(t => t.text).map(t => t.text); // prettier-ignore
  assert.deepEqual(texts(0.9, 30, 800, 80), ["1", "2", "5", "10", "20"]);
  assert.deepEqual(
    texts(1e-9, 1e9, 500, 100),
    ["10⁻⁸", "10⁻⁴", "1", "10⁴", "10⁸"].map(t => (t === "1" ? "10⁰" : t)),
  );
  assert.deepEqual(logTicks(3, 4, 500, 80), []);
});

const figure = given => store(begin({ ...spec, ...given }));

test("the view stays while sliders move and points do, undo has no part in it, and fitting leads back", () => {
  const { act, now } = figure();
  const first = now();
  assert.ok(isFitted(first));
  act("looked", { xlim: [2, 4] });
  const { xlim } = now();
  act("set", { a: 3 });
  act("points", Float64Array.of(1, 11, 100), first.y);
  act("commit");
  assert.equal(now().xlim, xlim);
  act("undo");
  assert.equal(now().x, first.x);
  assert.equal(now().xlim, xlim);
  assert.equal(outside(now()), 3);
  act("viewFitted");
  assert.deepEqual([now().xlim, now().ylim], [first.xlim, first.ylim]);
});

test("fitting shows a point that was taken out of the first view", () => {
  const { act, now } = figure();
  act("looked", { xlim: [-500, 500] });
  act("points", Float64Array.of(1, 10, 400), now().y);
  act("viewFitted");
  assert.ok(now().xlim[0] < 1 && now().xlim[1] > 400 && now().xlim[1] < 500 && isFitted(now()));
});

test("Python's other data on the same axes leave the view, others end it", () => {
  const { act, now } = figure();
  act("looked", { xlim: [2, 4] });
  const home = { xlim: [...spec.xlim], ylim: [...spec.ylim] };
  act("heard", { x: Float64Array.of(2, 3, 4), home });
  assert.deepEqual(now().xlim, [2, 4]);
  act("heard", { x: Float64Array.of(2, 3, 400), home: { ...home, xlim: [-20, 420] } });
  assert.deepEqual(now().xlim, [-20, 420]);
});

test("axes become logarithmic where all is above 0, and even again where it no longer is", () => {
  for (const size of [1e-9, 1, 1e9]) {
    const { act, now } = figure({ x: [0.1 * size, size, 10 * size], xlim: [-size, 11 * size] });
    const even = now();
    act("logged", "xy");
    assert.equal(now().log, "xy");
    near(partOf(now().x[1], now().xlim, true), 0.5, 1e-6);
    assert.ok(isFitted(now()) && now().xlim[0] > 0);
    act("points", Float64Array.of(-size, size, 10 * size), now().y);
    assert.equal(now().log, "y");
    assert.deepEqual(now().xlim, even.xlim);
    act("logged", "xy");
    assert.equal(now().log, "y");
  }
  assert.equal(begin({ ...spec, log: "xy" }).log, "xy");
  assert.equal(begin({ ...spec, x: [0, 10, 100], log: "xy" }).log, "y");
});

test("without data the axes are those of the first curve", () => {
  const ends = { x: [-2.1, 2.1], y: [0.1, 8] };
  const { act, now } = figure({ x: null, y: null, xlim: [-2.1, 2.1], ylim: [-5, 14], ends });
  act("logged", "xy");
  assert.equal(now().log, "y");
  assert.ok(now().ylim[0] > 0.05 && now().ylim[0] < 0.1 && now().ylim[1] > 8 && now().ylim[1] < 20);
  act("looked", { ylim: [1, 2] });
  act("viewFitted");
  assert.ok(isFitted(now()) && now().ylim[1] > 8);
});
