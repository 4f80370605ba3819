// How far off a prediction was, and that undo knows it: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { foretold, newestCurve, readPairs } from "../../fitcurve/static/foretell.js";
import { actions, begin } from "../../fitcurve/static/state.js";
import { curveVerdict, distances, heightAt, saidEnd, verdict } from "../../fitcurve/static/verdict.js";

const loss = said => ({ what: "loss", said });

test("a verdict says how far off, in the loss's own unit, at any scale", () => {
  assert.equal(verdict(loss(1.2), 1.09), "you said 1.2, it is 1.090: 0.11 too high");
  assert.equal(verdict(loss(1), 1.09), "you said 1, it is 1.090: 0.09 too low");
  assert.equal(verdict(loss(1), 1.09, true), "you said 1: 0.09 too low", "beside the 1.090 itself");
  assert.equal(verdict(loss(1e9), 1.5e9), "you said 1000000000, it is 1.50e+9: 500000000 too low");
  assert.equal(verdict(loss(2e-9), 1e-9), "you said 2e−9, it is 1.00e−9: 1e−9 too high");
  assert.equal(verdict({ what: "end", said: -1 }, 1), "you said −1, it ended at 1.000: 2 too low");
});

test("near enough is right, and no number is no distance", () => {
  assert.equal(verdict(loss(1.09), 1.0934), "you said 1.09, it is 1.093: spot on");
  assert.equal(verdict(loss(0), 0), "you said 0, it is 0: spot on");
  assert.equal(verdict({ what: "end", said: 1 }, Infinity), "you said 1, it ended at ∞");
});

test("a curve's distance is numpy's: np.abs(said - was).mean(), .max(), and where; no height, no distance", () => {
  const x = [-1.8, -0.5, 0, 1, 2];
  const drawn = { what: "curve", x, said: [3.1, 0.7, 0.2, -1, 5], was: [2, 0.8, 0.2, -1.5, 4.8], params: {} };
  const { mean, most } = distances(drawn);
  assert.ok(Math.abs(mean - 0.38) < 1e-15 && most.x === -1.8 && Math.abs(most.off - 1.1) < 1e-15);
  assert.equal(curveVerdict(drawn, null, true), "your curve is 0.38 off on average");
  assert.equal(curveVerdict(drawn), "your curve is 0.38 off on average, at most 1.1 at x = −1.8");
  const small = { ...drawn, said: drawn.said.map(v => v * 1e-9), was: drawn.was.map(v => v * 1e-9) };
  const units = curveVerdict(small, ["time [s]", "way (m)"]);
  assert.equal(units, "your curve is 3.8e−10 m off on average, at most 1.1e−9 m at x = −1.8 s");
  const holed = distances({ ...drawn, was: [null, 0.8, null, null, 4.8] });
  assert.ok(Math.abs(holed.mean - 0.15) < 1e-15 && holed.most.x === 2);
  assert.equal(distances({ ...drawn, was: null }), null);
  assert.equal(curveVerdict({ ...drawn, was: [null, null, null, null, null] }), "");
});

test("a height between the places of a curve is np.interp's, and none beyond them", () => {
  const heights = [-1, 0, 0.25, 1, 3].map(u => heightAt([0, 1, 2], [1, 3, NaN], u));
  assert.deepEqual(heights, [null, 1, 1.5, 3, null]);
  assert.equal(heightAt([0, 1, 2], [1, 3, NaN], 1.5), null);
});

test("pairs are read in any order; what is none is named", () => {
  assert.deepEqual(readPairs("1:2, -1 : 3;0:−.5"), { x: [-1, 0, 1], y: [3, -0.5, 2] });
  assert.deepEqual(readPairs("1,5:2 0:0,25", ","), { x: [0, 1.5], y: [0.25, 2] });
  assert.deepEqual(readPairs("1:2 3"), { why: "3: write pairs, as −1:2 0:1" });
  assert.deepEqual(readPairs("1:2:3"), { why: "1:2:3: write pairs, as −1:2 0:1" });
  assert.deepEqual(readPairs("0:1 1:many"), { why: "1:many: not a number" });
  assert.deepEqual(readPairs("1:2 1:3"), { why: "x = 1 stands there twice" });
  assert.deepEqual(readPairs(Array.from({ length: 61 }, (_, i) => `${i}:1`).join(" ")), { why: "60 pairs at most" });
});

test("a second stroke takes the place of the first, until that was compared; undo brings it back", () => {
  const dials = { lr: 1, friction: 1, schedule: "constant", steps: 1 };
  const spec = { params: { a: { value: 1 } }, x: [0], y: [0], xlim: [0, 1], ylim: [0, 1], dials, limits: { steps: 9 } };
  const { foretold: draw } = foretold({ hasData: true }).actions;
  const curve = (v, was = null) => ({ what: "curve", x: [0], said: [v], was, params: { a: 1 } });
  const second = draw(draw(begin(spec), curve(1)), curve(2));
  assert.deepEqual(second.predictions, [curve(2)]);
  assert.deepEqual(actions.undo(second).predictions, [curve(1)]);
  const third = draw(draw(second, curve(2, [5])), curve(3));
  assert.deepEqual(third.predictions, [curve(2, [5]), curve(3)]);
  assert.deepEqual(newestCurve(third), curve(3));
  assert.deepEqual(actions.redo(actions.undo(third)).predictions, third.predictions);
});

test("an end may be said as a place on the map: each parameter by itself, with the number or without", () => {
  const place = { what: "end", said: null, at: { a: 2, b: 1 }, ended: { a: 2.5, b: 1.001 } };
  const told = "you said a 2, b 1, it ended at a 2.5, b 1.001: a 0.5 too low, b spot on";
  assert.equal(verdict(place, 1), told);
  assert.equal(verdict({ ...place, said: 1.2 }, 1), `you said 1.2, it ended at 1.000: 0.2 too high; ${told}`);
});

test("what was said of the end stands as long as that run is on the chart", () => {
  const end = { what: "end", said: 1, was: 0.5, params: {} };
  const view = { predict: { asking: false, at: null, awaited: null } };
  const runs = [{ moments: [{ loss: 3 }, { loss: 0.5 }] }];
  assert.equal(saidEnd({ view, predictions: [end, { ...end, what: "loss" }], runs }), end);
  assert.equal(saidEnd({ view, predictions: [end], runs: [] }), null);
  assert.equal(saidEnd({ view, predictions: [], runs }), null);
  const awaited = { said: 2, at: null, run: 1 };
  assert.equal(saidEnd({ view: { predict: { ...view.predict, awaited } }, predictions: [end], runs }), awaited);
  const asking = { asking: true, at: { a: 1, b: 2 }, awaited: null };
  assert.deepEqual(saidEnd({ view: { predict: asking }, predictions: [end], runs }), { said: null, at: asking.at });
  assert.equal(saidEnd({ view: {}, predictions: [], runs: [] }), null); // without data
});
