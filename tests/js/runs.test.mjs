// Runs by name, and what friction says: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { beginning } from "../../fitcurve/static/chart.js";
import { chosen, flies, lines, nameOf, reach, runActions, says, shares } from "../../fitcurve/static/runs.js";
import { actions, begin } from "../../fitcurve/static/state.js";
import { spec as example } from "./examples.mjs";

const spec = { ...example, params: { a: { value: 1 } } };
const dials = { lr: 0.2, friction: 1, schedule: "constant", steps: 50 };
const at = (a, by) => ({ params: { a }, loss: a, by });

test("a run is named for what it was made with", () => {
  assert.deepEqual(
    [
      dials,
      { ...dials, lr: 1.2, schedule: "geometric" },
      { ...dials, friction: 0.1, schedule: "inv_sqrt" },
      { lr: 0.05, friction: 1 },
    ].map(nameOf),
    ["lr 0.2", "lr 1.2 geometric", "lr 0.2 1/√t friction 0.1", "Step lr 0.05"],
  );
});

test("what friction does", () =>
  assert.deepEqual([1, 0.1, 0].map(says), [
    "Plain descent: each gradient is used once.",
    "Momentum: each step keeps 90 % of the last.",
    "The gradients add up: a ball without friction.",
  ]));

test("moments go to the run that made them, the others are the hand's", () => {
  let s = runActions.began(begin(spec), { dials, moments: [at(1)] });
  s = actions.remember(s, at(1), at(2, 1), at(3), at(4, 1));
  assert.deepEqual(
    lines(s).map(l => [l.name, l.moments.map(m => m.loss)]),
    [
      ["by hand", [1, 3]],
      ["lr 0.2", [1, 2, 4]],
    ],
  );
  assert.deepEqual([chosen(s).name, reach(s)], ["lr 0.2", 50]);
});

test("four runs are kept, each with an ink of its own, and no two of one name", () => {
  let s = begin(spec);
  for (let i = 0; i < 6; i++) s = runActions.began(s, { dials, moments: [at(1)] });
  assert.deepEqual(
    [s.runs.length, new Set(s.runs.map(r => r.name)).size, s.runs.map(r => r.tone).sort()],
    [4, 4, [1, 2, 3, 4]],
  );
  s = runActions.dropped(s, s.runs[1].id);
  assert.equal(s.runs.length, 3);
  assert.equal(
    runActions.retuned(s, { ...dials, friction: 0 }).runs.at(-1).name,
    `${s.runs.at(-1).first} → lr 0.2 friction 0`,
  );
});

test("a reset keeps the runs to compare; on other data they say nothing", () => {
  const s = runActions.began(begin(spec), { dials, moments: [at(1)] });
  assert.deepEqual([actions.reset(s).runs.length, reach(s), reach(actions.reset(s))], [1, 50, 1]);
  assert.equal(actions.points(s, Float64Array.of(1), Float64Array.of(1)).runs.length, 0);
});

test("what a hand did stays to be compared, until it does something else or the data do", () => {
  const by = (s, ...values) => actions.remember(s, ...values.map(v => at(v))),
    own = s => lines(s)[0].moments.map(m => m.loss);
  let s = actions.reset(by(begin(spec), 1, 5, 2));
  assert.deepEqual([own(s), s.history], [[1, 5, 2], []]);
  s = actions.reset(actions.remember(by(s, 1), at(4, 1)));
  assert.deepEqual(own(s), [1, 5, 2], "a run from the start is none of the hand's moves");
  assert.deepEqual([own(by(s, 1, 3)), own(actions.points(s, Float64Array.of(1), Float64Array.of(1)))], [[1, 3], []]);
});

test("back at a moment the ball is at rest", () =>
  assert.deepEqual(runActions.scrubbed({ ...begin(spec), momentum: { a: 3 } }, { a: 2 }).momentum, null));

test("schedules are programs", () => {
  const half = { inputs: ["step", "steps"], data: [], defaults: [null, null], ops: [["div", 0, 1]], output: 2 };
  assert.equal(shares({ half })("half", 1, 2), 0.5);
});

test("a run flies off where its peaks grow; who comes back, or had no loss at all, doesn't", () => {
  const run = losses => flies(losses.map(loss => ({ params: {}, loss })));
  const rising = Array.from({ length: 20 }, (_, i) => 1.5 ** i);
  const swinging = rising.map((v, i) => (i % 3 ? v / 3 : v));
  const bouncing = [2, ...Array.from({ length: 30 }, (_, i) => 90 + 30 * Math.sin(i))];
  assert.deepEqual([rising, swinging, [1, Infinity], bouncing].map(run), [
    "diverging",
    "diverging",
    "diverging",
    "above",
  ]);
  const scaled = [1e-9, 1e9].map(by => run(rising.map(v => v * by)));
  assert.deepEqual(scaled, ["diverging", "diverging"]);
  const falling = rising.toReversed();
  const back = [1, 5, 20, 30, 8, 2, 1, 0.5];
  assert.deepEqual([falling, back, [1, NaN], [NaN, 1, 9, 99], [1], []].map(run), Array(6).fill(null));
});

test("the axis goes as far up as lines began, not where a run had flown to", () => {
  assert.deepEqual(
    [[2, 3], [2, 1e300], [1e-9, 2], [1e300], [1, 1]].map(firsts => beginning(firsts, 1, 3)),
    [2, 1, 1, 1e300, 0],
  );
  assert.equal(beginning([2e-9, 1], 0, 3e-9), 2e-9);
});
