// A parameter may have any name, those that every object of JavaScript knows too: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { descend } from "../../fitcurve/static/fit.js";
import { ledger } from "../../fitcurve/static/ledger.js";
import { asFragment, fromFragment } from "../../fitcurve/static/link.js";
import { rAlgorithm } from "../../fitcurve/static/ralgorithm.js";
import { begin, store } from "../../fitcurve/static/state.js";
import { survey } from "../../fitcurve/static/survey.js";
import { spec as example } from "./examples.mjs";

for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
  const named = v =>
    Object.fromEntries([
      [name, v],
      ["b", 1],
    ]);
  const slider = value => ({ value, min: -10, max: 10, step: 0.1 });
  const spec = { ...example, params: { ...named(slider(1)), b: slider(1) } };
  const { act, now } = store(begin(spec));
  const fig = { spec, names: [name, "b"], first: now(), canChangeCount: true, state: now() };

  test(`${name}: a step, a walk and a map`, () => {
    const first = descend(named(1), named(2), { lr: 0.5, friction: 0.5, momentum: null });
    const second = descend(first.params, named(2), { lr: 0.5, friction: 0.5, momentum: first.momentum });
    assert.deepEqual([first.params[name], second.params[name], Object.keys(second.momentum)], [0, -1.5, [name, "b"]]);
    const measure = p => ({ loss: Math.abs(p[name] - 3), grad: { ...named(Math.sign(p[name] - 3)), b: 0 } });
    assert.ok(Math.abs([...rAlgorithm(measure, named(1), spec.params)].at(-1).params[name] - 3) < 0.02);
    const map = survey(
      (params, way) => t => ({ ...params, [way]: t })[name] + 10 * { ...params, [way]: t }.b,
      named(0),
      [name, "b"],
      [
        [0, 2],
        [0, 2],
      ],
      2,
    );
    map.next(Infinity);
    assert.deepEqual([...map.values], [5.5, 6.5, 15.5, 16.5]);
  });

  test(`${name}: set, undone, and in a link`, () => {
    act("set", named(4));
    act("commit");
    assert.equal(fromFragment(fig, begin(spec), asFragment(fig, now())).params[name], 4);
    assert.equal(act("undo").params[name], 1);
    assert.equal(act("redo").params[name], 4);
  });

  test(`${name}: from Python, and to it`, () => {
    const wire = ledger({ ...fig, state: { ...now(), params: named(7) } });
    const said = JSON.parse(JSON.stringify({ params: named(2), own: {} }));
    const { news } = wire.hear(said, { heard: 0, edits: 0, seq: 1, rested: false });
    assert.deepEqual([Object.keys(news), news[name]], [[name], 2]);
    const edit = JSON.stringify(wire.take({ by: "me", seq: 1, since: 0, sent: 0, whole: true, edits: 0 }).params);
    assert.equal(edit, JSON.stringify(named(7)));
  });
}
