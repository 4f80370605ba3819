// The ends of sliders: what they may be, and who has the last word: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { endsOf, whyNot, withEnds } from "../../fitcurve/static/ends.js";
import { endsActions } from "../../fitcurve/static/endsform.js";
import { actions, begin } from "../../fitcurve/static/state.js";
import { spec } from "./examples.mjs";

const slider = (min, max, step) => ({ value: 1, min, max, step });
const sliders = { a: slider(-1, 3, 0.1), kind: { ...slider(0, 1, 1), options: ["x", "y"] } };

test("ends are given to a slider and read off it; a choice has none", () => {
  assert.deepEqual(endsOf(sliders), { a: [-1, 3, 0.1] });
  const { a, kind } = withEnds(sliders, { a: [0, 9, 1] });
  assert.deepEqual([a, kind], [slider(0, 9, 1), sliders.kind]);
});

test("a value is left no farther outside than it is, at any scale", () => {
  for (const scale of [1e-9, 1, 1e9]) {
    const now = slider(-scale, 3 * scale, scale / 10);
    const said = (v, min, max, step = scale / 10) =>
      whyNot("a", v * scale, now, { min: min * scale, max: max * scale, step })?.which ?? null;
    assert.deepEqual([said(1, 0, 2), said(1, 1, 2), said(1, 0, 1)], [null, null, null]);
    assert.deepEqual([said(1, 1.5, 2), said(1, -2, 0.5)], ["min", "max"]);
    assert.deepEqual([said(9, -1, 5), said(9, -1, 3), said(9, -5, 3), said(9, -1, 2)], [null, null, null, "max"]);
    assert.deepEqual(
      [said(1, 2, 2), said(1, -1, -2), said(1, 0, 2, 0), said(1, 0, 2, 3 * scale)],
      ["min", "max", "step", "step"],
    );
  }
  assert.equal(whyNot("a", NaN, sliders.a, slider(5, 6, 0.1)), null);
  assert.equal(whyNot("a", 1, sliders.a, slider(-1e308, 1e308, 1)).why, "too far apart");
});

test("new ends are one thing to undo, whoever sets them; those from the start are none", () => {
  const s = begin({ ...spec, params: { a: sliders.a, b: sliders.a } });
  const set = endsActions.endsSet(s, "a", [0, 9, 1]);
  const ends = t => t.sliders.a.max;
  assert.deepEqual([ends(set), ends(actions.undo(set)), ends(actions.redo(actions.undo(set)))], [9, 3, 9]);
  const heard = withEnds(s.sliders, { a: [0, 5, 1] });
  assert.equal(endsActions.endsHeard(set, set.sliders, false), set);
  assert.deepEqual(
    [ends(endsActions.endsHeard(set, heard, false)), ends(actions.undo(endsActions.endsHeard(set, heard, false)))],
    [5, 9],
  );
  assert.equal(ends(actions.undo(endsActions.endsHeard(s, heard, true))), 5);
});
