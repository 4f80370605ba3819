// The wire, with a kernel that is played here and a clock that is wound by hand: node --test tests/js
import assert from "node:assert/strict";
import test, { beforeEach, mock } from "node:test";
import { endsActions } from "../../fitcurve/static/endsform.js";
import { recalled } from "../../fitcurve/static/record.js";
import { runActions } from "../../fitcurve/static/runs.js";
import { hostOf } from "../../fitcurve/static/host.js";
import { actions, begin, store } from "../../fitcurve/static/state.js";
import { connect } from "../../fitcurve/static/sync.js";
import { spec } from "./examples.mjs";

/** As much of a figure as the wire knows of. */
function figOf({ traced = true } = {}) {
  const { act, watch, now } = store(begin(spec), {
    ...{ ...actions, ...runActions, recollected: recalled },
    ...endsActions,
    predicted: (s, p) => ({ ...s, predictions: [...s.predictions, p] }),
  });
  act("furnished", { notes: { said: [], silence: "" }, strip: {}, parts: {} });
  const moment = () => ({ params: now().params, loss: now().params.a });
  const fig = {
    ...{ spec, names: ["a", "b"], traced, measures: traced, hasData: true, act, watch },
    show: (name, flags) => act("show", name, flags),
    startHistory: () => now().history.length || act("noted", moment()),
    remember: () => act("remember", moment()),
    settle: () => act("noted", moment()) && act("commit"),
    walk: { follow() {} },
    get state() {
      return now();
    },
  };
  fig.startHistory();
  return fig;
}

/** A kernel that hears after `lag` ms, and whose answer takes as long; as 14_figure's Wire does it. */
function kernelOf(lag = 5) {
  const k = {
    params: { a: 1, b: 1 },
    own: {},
    edits: 1,
    by: null,
    seq: 0,
    version: 0,
    heard: [],
    history: [],
    deaf: false,
  };
  let callback = () => {};
  k.report = () => {
    const { params, own, edits, by, seq } = k;
    const dials = k.dials ?? spec.dials;
    const said = {
      params,
      own: { ...own },
      edits,
      by,
      seq,
      dials,
      momentum: null,
      data_version: 0,
      data_by: null,
      predictions: k.predictions,
      sliders: k.sliders,
      charts: k.charts,
      chart_by: k.chart_by,
    };
    setTimeout(() => k.deaf || callback(structuredClone({ ...said, walk: null, notes: [], answer: {} })), lag);
  };
  k.set = params => {
    k.edits++;
    for (const n of Object.keys(params)) k.own[n] = k.edits;
    k.params = { ...k.params, ...params };
    k.report();
  };
  const receive = edit => {
    if (k.deaf) return;
    if (edit.after !== null && edit.after !== k.seq) return;
    k.heard.push(edit);
    k.predictions = edit.predictions ?? k.predictions;
    k.sliders = edit.sliders ?? k.sliders;
    [k.by, k.seq] = [edit.by, edit.seq];
    const ran = edit.ran.filter(n => !(k.own[n] > edit.edits));
    for (const n of [...edit.moved, ...ran]) k.params = { ...k.params, [n]: edit.params[n] };
    if (edit.chart) {
      k.charts = (k.charts ?? 0) + 1;
      k.chart_by = edit.by;
      (k.told ??= []).push(edit.chart);
    }
    if (ran.length === edit.ran.length) {
      if (edit.restart) k.history = [edit.restart];
      k.history.push(...edit.history);
    }
    k.report();
  };
  k.host = {
    state: {
      params: k.params,
      edits: 1,
      data_version: 0,
      dials: spec.dials,
      momentum: null,
      own: {},
      seq: 0,
      by: null,
    },
    data: () => ({}),
    status: () => k.status ?? "idle",
    send: edit => {
      k.sent = (k.sent ?? 0) + 1;
      setTimeout(() => receive(edit), lag);
    },
    listen: (said, lost) => {
      callback = said;
      k.lost = lost;
    },
    hearPast: past => {
      k.past = past;
    },
  };
  return k;
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});
let clock = 0;
mock.method(performance, "now", () => clock);
function wait(ms) {
  for (let t = 0; t < ms; t++) {
    clock++;
    mock.timers.tick(1);
  }
}
/** A hand moves a slider at each frame. */
function drag(fig, n, ms, from = 0) {
  const frames = Math.floor(ms / 16);
  for (let i = 1; i <= frames; i++) {
    fig.act("set", { [n]: from + i });
    wait(16);
  }
  return from + frames;
}
const silence = fig => fig.state.view.notes.silence;

test("Python hears at least eight values a second of a drag, and not too many; the newest is the last", () => {
  for (const lag of [1, 50, 150]) {
    const fig = figOf();
    const k = kernelOf(lag);
    connect(fig, k.host);
    const end = drag(fig, "a", 3000);
    assert.ok(k.heard.length >= 24 - (lag > 100) * 3 && k.heard.length <= 31, `${lag} ms: ${k.heard.length}`);
    wait(1000);
    assert.equal(k.params.a, end);
    const values = k.heard.map(edit => edit.params.a);
    assert.deepEqual(
      values,
      values.toSorted((p, q) => p - q),
      "in order",
    );
    assert.equal(fig.state.params.a, end);
  }
});

test("a page that can't keep up tells eight times a second too", () => {
  const fig = figOf();
  const k = kernelOf(1);
  connect(fig, k.host);
  for (let i = 0; i < 50; i++) {
    fig.act("set", { a: i });
    clock += 60; // a picture that takes so long
    mock.timers.tick(60);
  }
  assert.ok(k.heard.length >= 24 && k.heard.length <= 31, `${k.heard.length} in three seconds`);
});

test("where pictures leave no time an edit waits for some, but not long; a hand that lets go is heard at once", () => {
  const waiting = new Map(); // a browser's idle callbacks, whose page has a moment when `isFree`
  let isFree = false;
  globalThis.requestIdleCallback = (f, { timeout }) => {
    const ticket = setTimeout(() => waiting.delete(ticket) && f(), isFree ? 1 : timeout);
    return waiting.set(ticket, f) && ticket;
  };
  globalThis.cancelIdleCallback = ticket => waiting.delete(ticket) && clearTimeout(ticket);
  try {
    const fig = figOf();
    const k = kernelOf(1);
    const wire = connect(fig, k.host);
    const end = drag(fig, "a", 3000);
    assert.ok(k.heard.length >= 8 && k.heard.length < 12, `${k.heard.length} in three seconds of a busy page`);
    fig.act("set", { a: end + 1 });
    wire.tell(0);
    wait(2);
    assert.equal(k.params.a, end + 1);
    const before = k.heard.length;
    isFree = true;
    drag(fig, "a", 3000, end + 1);
    assert.ok(k.heard.length - before >= 24, `${k.heard.length - before} of one that keeps up`);
    wire.close();
    assert.equal(waiting.size, 0);
  } finally {
    delete globalThis.requestIdleCallback;
    delete globalThis.cancelIdleCallback;
  }
});

test("Jupyter hears of an edit once; who waits for a trait, that it changes", () => {
  const traits = { _hand: 0 };
  const sent = [];
  const model = {
    get: name => traits[name],
    set: (name, v) => (traits[name] = v),
    send: edit => sent.push(edit),
    save_changes: () => sent.push("traits"),
    on() {},
  };
  for (const kernel of [undefined, { status: "idle" }])
    hostOf({ ...model, widget_manager: { kernel } }).host.send({ seq: 1, params: { a: -Infinity } });
  assert.deepEqual(sent, [{ seq: 1, params: { a: "-Infinity" } }, "traits", { seq: 1, params: { a: "-Infinity" } }]);
  assert.equal(traits._hand, 1);
});

test("a run is followed too, and its history comes whole and in order, once", () => {
  const fig = figOf();
  const k = kernelOf(30);
  const wire = connect(fig, k.host);
  fig.act("run", true);
  for (let i = 0; i < 240; i++) {
    fig.act("descended", { params: { a: i, b: -i }, momentum: null });
    fig.remember();
    wait(33);
  }
  assert.ok(k.heard.length > 64 && k.heard.length < 90, `${k.heard.length} edits in 8 s`);
  fig.act("run", false);
  wait(300);
  assert.deepEqual(
    k.history,
    fig.state.history.slice(1).map(({ params, loss }) => ({ ...params, loss })),
  );
  assert.equal(wire.waiting, false);
});

test("a moment is told even when the history has just been thinned", () => {
  const fig = figOf();
  const k = kernelOf(1);
  connect(fig, k.host);
  const losses = [];
  for (let i = 2; i < 2300; i++) {
    fig.act("set", { a: i });
    fig.remember();
    losses.push(i);
    wait(3);
  }
  wait(300);
  assert.deepEqual(
    k.history.map(m => m.loss),
    losses,
  );
});

test("no late value pulls the slider back under the hand", () => {
  const fig = figOf();
  const k = kernelOf(150);
  connect(fig, k.host);
  const seen = [];
  fig.watch(state => seen.push(state.params.a));
  drag(fig, "a", 2000);
  wait(1000);
  assert.deepEqual(
    seen,
    seen.toSorted((p, q) => p - q),
  );
});

test("where the kernel computes, one question is on its way at a time", () => {
  const fig = figOf({ traced: false });
  const k = kernelOf(40);
  connect(fig, k.host);
  const end = drag(fig, "a", 1600);
  assert.ok(k.sent <= 1600 / 80 + 2, `${k.sent}`);
  wait(500);
  assert.equal(k.params.a, end);
});

test("where the kernel computes it hears where its curve is looked at, and no other", () => {
  for (const traced of [true, false]) {
    const fig = figOf({ traced });
    const k = kernelOf();
    connect(fig, k.host);
    fig.act("looked", { xlim: [0.2, 0.4] });
    wait(500);
    assert.deepEqual(
      k.heard.map(({ view }) => view),
      traced ? [] : [{ xlim: [0.2, 0.4], log: false }],
    );
    fig.act("set", { a: 3 });
    wait(500);
    assert.equal(k.heard.at(-1).view, undefined);
  }
});

test("Python overrules a run: its value stays on both sides, and the run is told of it", () => {
  for (const lag of [1, 60, 200]) {
    const fig = figOf();
    const k = kernelOf(lag);
    connect(fig, k.host);
    let overruled = false;
    fig.watch((state, before, name) => {
      if (name === "heard" && state.running) {
        overruled = true;
        fig.act("run", false); // as walk.js does
      }
    });
    fig.act("run", true);
    for (let i = 1; i < 200 && fig.state.running; i++) {
      fig.act("descended", { params: { a: i, b: i }, momentum: null });
      fig.remember();
      if (i === 60) k.set({ a: -7, b: -8 });
      wait(33);
    }
    wait(1500);
    assert.ok(overruled, `${lag} ms`);
    assert.deepEqual(
      [fig.state.params, k.params],
      [
        { a: -7, b: -8 },
        { a: -7, b: -8 },
      ],
    );
    assert.ok(k.heard.every(edit => edit.seq < 60 || edit.params.a <= 60 || k.params.a === -7));
  }
});

test("while a hand drags one slider, Python may set another: both stay", () => {
  const fig = figOf();
  const k = kernelOf(40);
  connect(fig, k.host);
  const half = drag(fig, "a", 1000);
  k.set({ b: 42 });
  const end = drag(fig, "a", 1000, half);
  assert.equal(fig.state.params.b, 42, "under the hand already");
  wait(500);
  assert.deepEqual(
    [fig.state.params, k.params],
    [
      { a: end, b: 42 },
      { a: end, b: 42 },
    ],
  );
});

test("a hand on a slider wins over what Python sets meanwhile; after it has rested, Python does", () => {
  const fig = figOf();
  const k = kernelOf(40);
  connect(fig, k.host);
  const half = drag(fig, "a", 500);
  k.set({ a: -1 });
  const end = drag(fig, "a", 500, half);
  wait(500);
  assert.deepEqual([fig.state.params.a, k.params.a], [end, end]);
  k.set({ a: -2 });
  wait(500);
  assert.deepEqual([fig.state.params.a, k.params.a], [-2, -2]);
});

test("what a busy kernel sets long after the hand is newer, though it hears of the hand later", () => {
  const fig = figOf();
  const k = kernelOf(1);
  const { send } = k.host;
  const queue = [];
  k.host.send = edit => queue.push(edit);
  k.status = "busy";
  connect(fig, k.host);
  fig.act("set", { a: 5 });
  wait(2000);
  k.set({ a: 9 });
  wait(100);
  assert.equal(fig.state.params.a, 9);
  for (const edit of queue) send(edit);
  k.host.send = send;
  wait(1500);
  assert.deepEqual([fig.state.params.a, k.params.a], [9, 9]);
});

test("where no answer comes it says so within a second, and takes it back", () => {
  for (const traced of [true, false]) {
    const fig = figOf({ traced });
    const k = kernelOf();
    connect(fig, k.host);
    fig.act("set", { a: 2 });
    wait(1200);
    assert.equal(silence(fig), "");
    k.deaf = true;
    fig.act("set", { a: 3 });
    wait(1000);
    assert.match(silence(fig), /^Python doesn't answer: .*run the cell again/);
    fig.act("set", { a: 4 });
    k.deaf = false;
    wait(2500);
    assert.deepEqual([silence(fig), k.params.a], ["", 4]);
  }
});

test("a busy kernel is called busy, and isn't pressed", () => {
  const fig = figOf();
  const k = kernelOf();
  connect(fig, k.host);
  k.deaf = true;
  k.status = "busy";
  drag(fig, "a", 5000);
  assert.match(silence(fig), /^Python is busy/);
  assert.ok(k.sent <= 4, `${k.sent} edits wait for it`);
});

test("a kernel that went away is missed without a hand", () => {
  const fig = figOf();
  const k = kernelOf();
  connect(fig, k.host);
  k.deaf = true;
  k.status = "restarting";
  k.lost();
  wait(1000);
  assert.match(silence(fig), /^Python doesn't answer/);
});

test("an edit that got lost is told again, whole: values and history", () => {
  const fig = figOf();
  const k = kernelOf();
  const { send } = k.host;
  connect(fig, k.host);
  let n = 0;
  k.host.send = edit => n++ % 2 || send(edit); // every other is lost
  for (let i = 1; i < 6; i++) {
    fig.act("set", { a: 10 * i });
    fig.remember();
    fig.act("set", { b: i });
    fig.remember();
    wait(130);
  }
  wait(3000);
  assert.deepEqual(k.params, fig.state.params);
  assert.deepEqual(
    k.history.map(m => [m.a, m.b]),
    fig.state.history.map(m => [m.params.a, m.params.b]),
  );
});

test("a report heals what stands apart, whosever it is", () => {
  const fig = figOf();
  const k = kernelOf();
  connect(fig, k.host);
  k.params = { a: 1, b: 77 }; // Python was interrupted before it could tell
  fig.act("set", { a: 3 });
  wait(200);
  assert.deepEqual(fig.state.params, { a: 3, b: 77 });
});

test("a view that opens later is told the walk before it", () => {
  const fig = figOf();
  const k = kernelOf();
  k.host.state = { ...k.host.state, moments: 3 };
  let asked;
  k.host.send = message => {
    asked = message;
  };
  connect(fig, k.host);
  assert.equal(asked.ask, "history");
  const rows = [
    [5, 6, 0.5],
    [7, "inf", "nan"],
    [1, 1, 1],
  ];
  k.past({ by: "another", history: [] });
  k.past({ by: asked.by, history: rows });
  assert.deepEqual(
    fig.state.history.map(m => [m.params.a, m.params.b, m.loss]),
    [
      [5, 6, 0.5],
      [7, Infinity, NaN],
      [1, 1, 1],
    ],
  );
});

test("a prediction is told once, no late report takes it away, and another view's is heard", () => {
  const fig = figOf();
  const k = kernelOf(50);
  k.predictions = [];
  connect(fig, k.host);
  drag(fig, "a", 300);
  const guess = { what: "loss", said: 3, was: 2, params: fig.state.params };
  fig.act("predicted", guess);
  drag(fig, "a", 300, 20);
  assert.deepEqual(fig.state.predictions, [guess]);
  wait(1000);
  assert.deepEqual([k.predictions, fig.state.predictions], [[guess], [guess]]);
  assert.equal(k.heard.filter(edit => edit.predictions).length, 1);
  k.predictions = [guess, { ...guess, said: 4 }];
  k.report();
  wait(1000);
  assert.equal(fig.state.predictions.length, 2);
});

test("a slider's ends are told once, no late report takes them away, and the kernel's own are heard", () => {
  const fig = figOf();
  const k = kernelOf(50);
  k.sliders = k.host.state.sliders = { a: [0, 5, 1] };
  connect(fig, k.host);
  const ends = () => [fig.state.sliders.a.min, fig.state.sliders.a.max, fig.state.past.length];
  assert.deepEqual(ends(), [0, 5, 0]);
  fig.act("endsSet", "a", [-9, 9, 1]);
  drag(fig, "a", 300, 20);
  wait(1000);
  assert.deepEqual(
    [k.sliders.a, ends().slice(0, 2)],
    [
      [-9, 9, 1],
      [-9, 9],
    ],
  );
  assert.equal(k.heard.filter(edit => edit.sliders).length, 1);
  k.sliders = { ...k.sliders, a: [-2, 2, 1] };
  k.report();
  wait(1000);
  assert.deepEqual(ends().slice(0, 2), [-2, 2]);
  fig.act("undo");
  wait(1000);
  assert.deepEqual(
    [k.sliders.a, ends().slice(0, 2)],
    [
      [-9, 9, 1],
      [-9, 9],
    ],
  );
});

/** A run of so many steps, each by itself; it goes down a. */
function run(fig, steps, name) {
  const { state } = fig;
  fig.act("began", { dials: { lr: 1 }, moments: [{ params: state.params, loss: state.params.a }], name });
  const by = fig.state.runs.at(-1).id;
  fig.act("run", true);
  for (let i = 0; i < steps; i++) {
    const { a, b } = fig.state.params;
    fig.act("descended", { params: { a: a - 1, b }, momentum: null });
    fig.act("remember", { params: fig.state.params, loss: a - 1, by });
    wait(33);
  }
  fig.act("run", false);
  fig.act("commit");
}
/** As Python puts together what it was told, in 14_figure's Chart. */
const chartOf = told =>
  told.reduce(
    (before, { hand = before.hand, runs, epoch }) => ({
      ...{ hand, epoch },
      runs: runs.map(({ rows, ...run }) => {
        const known = before.runs.find(({ id }) => id === run.id)?.rows ?? [];
        assert.ok(known.length >= run.start);
        return { ...run, start: 0, rows: [...known.slice(0, run.start), ...rows] };
      }),
    }),
    { hand: [], runs: [], epoch: 0 },
  );
const rowsOf = moments => moments.map(({ params: { a, b }, loss }) => [a, b, loss]);
const lineOf = ({ name, tone, id, first, dials, epoch, moments }) => ({
  ...{ name, tone, id, first, dials, epoch },
  rows: rowsOf(moments),
});

test("each moment of a run is told once; opened again, chart, walk and undo are as they were", () => {
  const fig = figOf();
  const k = kernelOf(20);
  connect(fig, k.host);
  fig.act("set", { a: 9 });
  fig.remember();
  fig.act("commit");
  fig.act("reset");
  fig.startHistory();
  run(fig, 30, "one");
  fig.act("set", { a: 7 });
  fig.remember();
  fig.act("commit");
  run(fig, 4, "two");
  fig.act("dropped", 1);
  fig.act("undo");
  wait(500);
  const chart = chartOf(k.told);
  assert.deepEqual(
    chart.runs.map(({ start: _, ...run }) => run),
    fig.state.runs.map(lineOf),
  );
  const sent = k.told.flatMap(({ runs }) => runs.map(({ rows }) => rows.length));
  assert.ok(
    sent.reduce((n, m) => n + m) <= 31 + 5 + 31,
    `${sent}: a run that was dropped and comes back is told again`,
  );

  const again = figOf();
  const later = kernelOf();
  const { params } = fig.state;
  later.host.state = { ...later.host.state, params, moments: 37, charts: 9 };
  let asked;
  later.host.send = message => (asked = message);
  connect(again, later.host);
  later.past({ by: asked.by, history: rowsOf(fig.state.history), chart });
  for (const key of ["history", "runs", "hand", "epoch", "params"])
    assert.deepEqual(again.state[key], fig.state[key], key);
  asked = null;
  wait(500);
  assert.equal(asked, null, "what Python knows isn't told again");
  const places = [];
  for (let i = 0; i < 99 && again.state.past.length; i++) places.push(again.act("undo").params.a);
  assert.deepEqual(places.slice(0, 5), [4, 5, 6, 7, -29], "each Step, the hand, and the run before");
  for (let i = 0; i < 99; i++) again.act("redo");
  assert.deepEqual(again.state.params, params);
});

test("a run of more moments than Python keeps is told as its first and its newest", () => {
  const fig = figOf();
  const k = kernelOf(1);
  connect(fig, k.host);
  run(fig, 2100, "long");
  wait(500);
  const { rows } = chartOf(k.told).runs[0];
  assert.deepEqual([rows.length, rows[0][0], rows[1][0], rows.at(-1)[0]], [2000, 1, 1 - 102, 1 - 2100]);
});

test("another view's chart is asked for when both are at rest; other data have none", () => {
  const fig = figOf();
  const k = kernelOf(5);
  connect(fig, k.host);
  const { send } = k.host;
  const asked = [];
  k.host.send = message => (message.ask ? asked.push(message) : send(message));
  run(fig, 3, "mine");
  Object.assign(k, { charts: 20, chart_by: "another" });
  k.report();
  wait(100);
  k.report();
  wait(290);
  assert.deepEqual(asked, []);
  wait(200);
  assert.equal(asked.length, 1);
  const theirs = { ...{ id: 1, tone: 2, name: "theirs", first: "theirs", epoch: 0, dials: {}, start: 0 } };
  const history = [
    [1, 1, 1],
    [5, 5, 5],
  ];
  k.past({ by: asked[0].by, history, chart: { epoch: 0, hand: [], runs: [{ ...theirs, rows: history }] } });
  assert.deepEqual(
    [fig.state.runs.map(run => run.name), fig.state.history.map(m => m.by)],
    [["theirs"], [undefined, 1]],
  );
  run(fig, 2, "more");
  wait(300);
  assert.deepEqual(k.told.at(-1).runs[0].rows.length + k.told.at(-1).runs[0].start, 2);
  k.past({ by: asked[0].by, history, chart: null });
  assert.equal(fig.state.runs.length, 2, "an answer that comes too late is none");
});
