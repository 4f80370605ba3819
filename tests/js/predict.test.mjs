// How far off a prediction was, and that undo knows it: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { verdict } from "../../fitcurve/static/predict.js";

const loss = said => ({ what: "loss", said });

test("a verdict says how far off, in the loss's own unit, at any scale", () => {
  assert.equal(verdict(loss(1.2), 1.09), "you said 1.2, it is 1.090: 0.11 too high");
  assert.equal(verdict(loss(1), 1.09), "you said 1, it is 1.090: 0.09 too low");
  assert.equal(verdict(loss(1e9), 1.5e9), "you said 1000000000, it is 1.50e+9: 500000000 too low");
  assert.equal(verdict(loss(2e-9), 1e-9), "you said 2e−9, it is 1.00e−9: 1e−9 too high");
  assert.equal(verdict({ what: "end", said: -1 }, 1), "you said −1, it ended at 1.000: 2 too low");
});

test("near enough is right, and no number is no distance", () => {
  assert.equal(verdict(loss(1.09), 1.0934), "you said 1.09, it is 1.093: spot on");
  assert.equal(verdict(loss(0), 0), "you said 0, it is 0: spot on");
  assert.equal(verdict({ what: "end", said: 1 }, Infinity), "you said 1, it ended at ∞");
});
