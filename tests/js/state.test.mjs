// The state and its actions: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { runActions } from "../../fitcurve/static/runs.js";
import { actions, begin, here, store } from "../../fitcurve/static/state.js";
import { spec as example } from "./examples.mjs";

const spec = { ...example, params: { a: { value: 1 }, b: { value: "inf" } }, now: { params: { a: 2 } }, y: [1, "nan"] };
const live = () => store(begin(spec));
const spot = ({ params, x, y }) => [params.a, [...x], [...y]];

test("a figure begins where it was saved, and knows where it was made", () => {
  const s = begin(spec);
  assert.deepEqual(
    [s.start, s.params],
    [
      { a: 1, b: Infinity },
      { a: 2, b: Infinity },
    ],
  );
  assert.deepEqual([...s.y], [1, NaN]);
  assert.equal(begin({ ...spec, x: undefined, y: undefined }).x, null);
});

test("no action writes to the state it was given", () => {
  const deep = o => {
    if (o && typeof o === "object" && !ArrayBuffer.isView(o)) {
      Object.freeze(o);
      Object.values(o).forEach(deep);
    }
    return o;
  };
  const what = {
    set: [{ a: 3 }],
    descended: [{ params: { a: 1, b: 1 }, momentum: { a: 1, b: 1 } }],
    tune: [{ lr: 1 }],
    furnished: [{ residuals: { on: true } }],
    show: ["residuals", { on: false }],
    points: [Float64Array.of(1), Float64Array.of(2)],
    given: [Float64Array.of(1), Float64Array.of(2), { labels: ["t", null] }],
    found: [{ loss: 0, params: {} }],
    remember: [{ params: { a: 9, b: 9 }, loss: 1 }],
    noted: [{ params: { a: 9, b: 9 }, loss: 1 }],
    reset: [],
    run: [true],
    commit: [],
    undo: [],
    redo: [],
    heard: [{ params: { a: 4, b: 4 }, dials: { lr: 2 } }],
    followed: [{ params: { a: 5, b: 5 }, loss: 1 }],
    answered: [{ error: "no" }],
    looked: [{ xlim: [0, 3] }],
    viewFitted: [],
    logged: ["y"],
  };
  assert.deepEqual(Object.keys(what).sort(), Object.keys(actions).sort());
  const s = deep({
    ...begin(spec),
    past: [{ ...begin(spec).base, params: { a: 0, b: 0 } }],
    future: [{ ...begin(spec).base, params: { a: 7, b: 0 } }],
  });
  const elsewhere = deep({ ...s, params: { a: 6, b: 0 }, xlim: [0, 2], y: Float64Array.of(1, 2) });
  for (const name in actions) {
    const from = ["commit", "viewFitted", "logged"].includes(name) ? elsewhere : s;
    assert.notEqual(actions[name](from, ...what[name]), from, name);
  }
});

test("a gesture is one thing to undo, and can be done again", () => {
  const { act, now } = live();
  act("set", { a: 3 });
  act("set", { a: 4 });
  act("commit");
  act("points", Float64Array.of(5), Float64Array.of(6));
  act("commit");
  assert.deepEqual(spot(now()), [4, [5], [6]]);
  assert.deepEqual(spot(act("undo")), [4, [0, 1], [1, NaN]]);
  assert.deepEqual(spot(act("undo")), [2, [0, 1], [1, NaN]]);
  assert.equal(act("undo"), now());
  assert.deepEqual(spot(act("redo")), [4, [0, 1], [1, NaN]]);
  assert.deepEqual(spot(act("redo")), [4, [5], [6]]);
  assert.equal(act("redo"), now());
});

test("what the hand has not let go of yet is undone too; a new turn forgets what was undone", () => {
  const { act, now } = live();
  act("set", { a: 3 });
  assert.equal(act("undo").params.a, 2);
  assert.equal(act("redo").params.a, 3);
  act("undo");
  act("set", { a: 8 });
  act("commit");
  assert.equal(act("redo"), now());
  assert.equal(act("undo").params.a, 2);
});

test("a commit where nothing moved is none, and two hundred are kept", () => {
  const { act, now } = live();
  act("set", { a: 2 });
  assert.equal(act("commit").past.length, 0);
  for (let i = 10; i < 300; i++) {
    act("set", { a: i });
    act("commit");
  }
  assert.equal(now().past.length, 200);
});

test("the walk: a moment at the same place is none, and two thousand are kept with the first", () => {
  const { act, now } = live(),
    at = a => ({ params: { a, b: 0 }, loss: a });
  act("remember", at(1), at(1), at(2));
  act("remember", at(2));
  assert.deepEqual(
    now().history.map(m => m.loss),
    [1, 2],
  );
  act("set", { a: 1, b: 0 });
  assert.equal(here(now()), 0);
  act("remember", ...Array.from({ length: 2500 }, (_, i) => at(i + 3)));
  assert.ok(now().history.length <= 2000 && now().history[0].loss === 1 && now().history.at(-1).loss === 2502);
});

test("on other data there is another walk, and another best", () => {
  const { act, now } = live();
  act("remember", { params: { a: 1, b: 1 }, loss: 1 });
  act("found", { loss: 0.5, params: {} });
  const { epoch } = now();
  act("points", Float64Array.of(1), Float64Array.of(1));
  assert.deepEqual([now().history, now().best, now().epoch], [[], undefined, epoch + 1]);
  act("commit");
  act("found", { loss: 0, params: {} });
  assert.deepEqual([act("undo").best.loss, act("redo").best.loss], [0.5, 0]);
});

test("watchers hear what changed, by name, and nothing else", () => {
  const { act, watch } = live(),
    heard = [];
  const off = watch((state, before, name) => heard.push([name, before.params.a, state.params.a]));
  act("set", { a: 3 });
  act("commit");
  act("commit");
  act("run", false);
  off();
  act("set", { a: 4 });
  assert.deepEqual(heard, [
    ["set", 2, 3],
    ["commit", 3, 3],
  ]);
  assert.throws(() => act("constructor"), /no action is called constructor/);
});

test("a dial turned to where it is changes nothing, and Python is not told of it", () => {
  const { act, now } = live();
  const before = now();
  assert.equal(act("tune", { lr: before.dials.lr }), before);
  assert.deepEqual(act("tune", { lr: 3 }).dials, { ...before.dials, lr: 3 });
});

const of = a => ({ params: { a, b: 0 }, loss: a });
const withRuns = () => {
  const it = store(begin(spec), { ...actions, ...runActions });
  const dials = { lr: 1, friction: 0.5 };
  it.act("furnished", { strip: { line: null } });
  for (const lr of [1, 2, 3]) {
    it.act("began", { dials: { ...dials, lr }, moments: [of(it.now().params.a)] });
    const a = it.now().params.a + lr;
    it.act("descended", { params: { a, b: 0 }, momentum: { a: lr, b: 0 } });
    it.act("remember", { ...of(a), by: it.now().runs.at(-1).id });
    it.act("commit");
  }
  return it;
};
const kept = ({ history, runs, momentum, best, hand, view }) => ({ history, runs, momentum, best, hand, view });

test("undo brings back all that other data, a reset or the cross took away, and redo takes it again", () => {
  const ways = [
    ["points", Float64Array.of(1), Float64Array.of(1)],
    ["heard", { x: Float64Array.of(1), y: Float64Array.of(1) }],
    ["reset"],
    ["dropped", 2],
  ];
  for (const [name, ...what] of ways) {
    const { act, now } = withRuns();
    act("found", { loss: 0.5, params: {} });
    const before = kept(now());
    act(name, ...what);
    act("commit");
    const after = kept(now());
    assert.notDeepEqual(after, before, name);
    assert.deepEqual(kept(act("undo")), before, name);
    assert.deepEqual(kept(act("redo")), after, name);
    assert.deepEqual(kept(act("undo")), before, name);
  }
});

test("a run that was going on when the data changed is there again", () => {
  const { act, now } = withRuns();
  act("began", { dials: { lr: 4 }, moments: [of(now().params.a)] });
  act("descended", { params: { a: 20, b: 0 }, momentum: { a: 4, b: 0 } });
  act("remember", { ...of(20), by: 4 });
  const before = kept(now());
  act("points", Float64Array.of(1), Float64Array.of(1));
  act("points", Float64Array.of(2), Float64Array.of(1));
  act("commit");
  assert.deepEqual(kept(act("undo")), before);
  assert.equal(act("undo").params.a, 8, "and then it is undone itself");
});

test("undoing a run leaves its line, to be compared; no two have one tone, and four are kept", () => {
  const { act, now } = withRuns();
  act("undo");
  assert.deepEqual([now().params.a, now().runs.length], [5, 3]);
  act("dropped", 1);
  for (const lr of [4, 5]) {
    act("began", { dials: { lr }, moments: [of(5)] });
    act("descended", { params: { a: 5 + lr, b: 0 }, momentum: null });
    act("remember", { ...of(5 + lr), by: now().runs.at(-1).id });
    act("commit");
  }
  for (let i = 0; i < 3; i++) {
    const tones = act("undo").runs.map(run => run.tone);
    assert.deepEqual([tones.length, new Set(tones).size], [4, 4]);
  }
});
