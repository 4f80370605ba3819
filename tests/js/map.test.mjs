// The map, the sentences, the lines to copy: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { contour } from "../../fitcurve/static/contour.js";
import { palette, rise, spread, tint } from "../../fitcurve/static/heat.js";
import { lossOf, survey, surveyor } from "../../fitcurve/static/survey.js";
import { grouped, keyList } from "../../fitcurve/static/more.js";
import { pitch } from "../../fitcurve/static/present.js";
import { asFragment, fromFragment } from "../../fitcurve/static/link.js";
import { asFigure, asFunction } from "../../fitcurve/static/python.js";
import { sharePanel } from "../../fitcurve/static/share.js";
import { withEnds } from "../../fitcurve/static/ends.js";
import { actions, begin, store } from "../../fitcurve/static/state.js";
import { describe, distance } from "../../fitcurve/static/describe.js";

/** The losses of a function of the parameters, along any of them. */
const along = f => (params, name) => t => f({ ...params, [name]: t });

test("a survey sounds each place of the grid once, in the middle of its cell", () => {
  const seen = [],
    map = survey(
      along(({ a, b, c }) => {
        seen.push([a, b]);
        return a + 10 * b + c;
      }),
      { a: 9, b: 9, c: 100 },
      ["a", "b"],
      [
        [0, 4],
        [0, 8],
      ],
      4,
    );
  assert.equal(map.next(Infinity), true);
  assert.equal(seen.length, 16);
  assert.deepEqual([...map.values.slice(0, 5)], [110.5, 111.5, 112.5, 113.5, 130.5]);
});

test("a hand that moves sees a coarse map now and then, the first at once, the last of where it rests", t => {
  let now = 0;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => now);
  globalThis.window = {};
  const shown = [];
  const surveys = surveyor(() => shown.push(surveys.done.task.params.c));
  surveys.onto(along(({ a, c }) => a + c));
  /** @param {number} c */
  const frame = c => {
    const ranges = [[0, 1], [0, 1]]; // prettier-ignore
    surveys.want({ params: { a: 0, b: 0, c }, on: ["a", "b"], ranges, key: "ab", others: [c] });
    for (let ms = 0; ms < 16; ms++) {
      now++;
      t.mock.timers.tick(1);
    }
  };
  for (let i = 0; i < 60; i++) frame(i); // a second
  assert.equal(shown[0], 0);
  assert.ok(shown.length >= 6 && shown.length <= 10, `${shown.length} maps in a second`);
  assert.ok(
    shown.every((c, i) => !i || c > shown[i - 1] + 3),
    "each is of the hand's newest place",
  );
  for (let i = 0; i < 60; i++) frame(59);
  assert.deepEqual([surveys.done.task.params.c, surveys.complete], [59, true]);
  surveys.close();
  delete globalThis.window;
});

test("it stops when its time is up, and goes on where it was", () => {
  let t = 0,
    count = 0,
    slices = 0;
  const map = survey(
      along(({ a, b }) => {
        t++;
        count++;
        return a * b;
      }),
      {},
      ["a", "b"],
      [
        [0, 20],
        [0, 20],
      ],
      20,
    ),
    whole = survey(
      along(({ a, b }) => a * b),
      {},
      ["a", "b"],
      [
        [0, 20],
        [0, 20],
      ],
      20,
    );
  for (let complete = false; !complete; slices++) {
    const before = count;
    complete = map.next(t + 30, () => t);
    assert.ok(count - before <= 40, "no slice is much longer than it was given");
  }
  whole.next(Infinity);
  assert.equal(count, 400);
  assert.ok(slices > 9);
  assert.deepEqual(map.values, whole.values);
});

test("the loss along one parameter, whoever went along another meanwhile", () => {
  const inputs = ["x", "w", "m"];
  const program = { inputs, data: [0], ops: [["mul", 0, 2], ["exp", 3], ["mul", 1, 4]], output: 5 }; // prettier-ignore
  const gaps = [["sub", 0, 1], ["abs", 2], ["mean", 3]]; // prettier-ignore
  const loss = { inputs: ["p", "a"], data: [0, 1], ops: gaps, output: 4 };
  const [x, y] = [Float64Array.of(-1, 0, 2), Float64Array.of(1, 2, 3)];
  const losses = lossOf({ program, loss }, { x, y });
  const mae = ({ w, m }) => x.reduce((sum, u, i) => sum + Math.abs(w * Math.exp(m * u) - y[i]), 0) / 3;
  const [alongW, alongM] = [losses({ w: 9, m: 0.5 }, "w"), losses({ w: -2, m: 9 }, "m")];
  for (const t of [0.3, -1.7, 0]) {
    assert.equal(alongW(t), mae({ w: t, m: 0.5 }));
    assert.equal(alongM(t), mae({ w: -2, m: t }));
    assert.equal(alongM(t / 2), mae({ w: -2, m: t / 2 }));
  }
});

test("contours lie where the surface has their height", () => {
  const n = 30,
    values = Float64Array.from({ length: n * n }, (_, k) => Math.hypot((k % n) - 14.3, Math.floor(k / n) - 15.1)),
    lines = contour(values, n, 8);
  assert.ok(lines.length > 40);
  for (const [x0, y0, x1, y1] of lines)
    for (const [x, y] of [
      [x0, y0],
      [x1, y1],
    ])
      assert.ok(Math.abs(Math.hypot(x - 14.3, y - 15.1) - 8) < 0.05);
  assert.deepEqual(contour(values, n, 99), []);
  assert.deepEqual(contour(new Float64Array(4).fill(NaN), 2, 0), []);
});

test("colours climb in lightness from the low to the high", () => {
  const light = ([r, g, b]) => 0.2126 * (r / 255) ** 2.2 + 0.7152 * (g / 255) ** 2.2 + 0.0722 * (b / 255) ** 2.2,
    steps = Array.from({ length: 50 }, (_, i) => light(tint(i / 49)));
  assert.ok(steps.every((v, i) => !i || v > steps[i - 1]));
  assert.deepEqual(
    [tint(-1), tint(2)],
    [
      [68, 1, 84],
      [253, 231, 37],
    ],
  );
  const pixels = new Uint8Array(palette.buffer);
  assert.deepEqual([...pixels.slice(0, 4), ...pixels.slice(-4)], [...tint(0), 255, ...tint(1), 255]);
  assert.deepEqual([rise(1, 1, 5), rise(2, 1, 5), rise(5, 1, 5), rise(3, 3, 3)], [0, 0.5, 1, 0]);
});

test("infinities don't stretch the scale", () => {
  assert.deepEqual(spread(Float64Array.of(3, NaN, 1, Infinity, 2), 1), { lo: 1, hi: 3 });
  assert.deepEqual(spread(Float64Array.of(NaN), 0.5), { lo: NaN, hi: NaN });
});

test("a pitch falls with the loss", () =>
  assert.deepEqual([pitch(1, 1, 5), pitch(2, 1, 5), pitch(5, 1, 5), pitch(99, 1, 5)], [220, 440, 880, 880]));

const spec = {
  title: "line(x, a, n)",
  call: "line",
  loss_name: "mae",
  python: "partial(line, a={a}, n={n})",
  dials: { lr: 0.05, friction: 1, schedule: "constant", steps: 200 },
  limits: { curve: 241, gaps: 200, steps: 1999, exact: 120, parts: 16 },
  xlim: [0, 1],
  ylim: [0, 1],
  params: { a: { value: 1, min: -1, max: 3, step: 0.1 }, n: { value: 2, min: 0, max: 4, step: 1 } },
  x: [0, 1],
  y: [1, 2],
  schedules: { constant: {}, cosine: {} },
};
const recallActions = (() => {
  const add = globalThis.addEventListener;
  globalThis.addEventListener = () => {};
  const { actions } = sharePanel({ spec, state: null, act() {} });
  globalThis.addEventListener = add;
  return actions;
})();
const live = () => {
  const { act, now } = store(begin(spec));
  return { fig: { spec, names: ["a", "n"], hasData: true, canChangeCount: true, first: now() }, act, now };
};

test("the sentence says where we are, and how far from the best; behind the veil it doesn't", () => {
  const { fig, act } = live(),
    { best, ...rest } = act("found", { loss: 1, params: {} });
  assert.equal(
    describe(fig, { ...rest, best }, { loss: 1.5 }),
    "line(x, a, n) with a = 1, n = 2: mae 1.500 over 2 points; 1.50 × the best, 1.000",
  );
  assert.equal(
    describe(fig, { ...rest, best: null }, { loss: 1.5 }),
    "line(x, a, n) with a = 1, n = 2: mae 1.500 over 2 points",
  );
  assert.equal(
    describe(fig, act("show", "veil", { on: true }), { loss: 1.5 }),
    "line(x, a, n) with a = 1, n = 2: mae hidden over 2 points",
  );
  assert.deepEqual(
    [distance(1.0001, best), distance(1.0034, best), distance(2, { loss: 0 }), distance(2, null)],
    ["the best there is", "0.34 % above the best, 1.000", "the best is 0", ""],
  );
});

test("the state as Python", () => {
  const { fig, act, now } = live();
  assert.equal(asFigure(fig, now()), "fig = explore(line, x, y, a=1.0, n=(0, 4, 1))");
  act("set", { a: -0.25 });
  act("tune", { lr: 0.1, friction: 0 });
  assert.equal(
    asFigure(fig, now()),
    "fig = explore(line, x, y, a=1.0, n=(0, 4, 1)); fig.params = dict(a=-0.25, n=2); fig.lr = 0.1; fig.friction = 0",
  );
  act("tune", { lr: 0.05, friction: 1, schedule: "cosine", steps: 50 });
  act("set", { a: 1 });
  assert.equal(
    asFigure(fig, now()),
    'fig = explore(line, x, y, a=1.0, n=(0, 4, 1)); fig.schedule = "cosine"; fig.steps = 50',
  );
  act("set", { a: -0.25 });
  act("points", Float64Array.of(0), Float64Array.of(0.5));
  assert.match(asFigure(fig, now()), /^fig = explore\(line, \[0\], \[0.5\], a=1.0/);
  assert.equal(asFunction(fig, now()), "partial(line, a=-0.25, n=2)");
});

test("the state as a link, and back", () => {
  const { fig, act, now } = live(),
    other = live();
  act("set", { a: -0.25 });
  act("tune", { lr: 0.1, friction: 0, schedule: "cosine", steps: 50 });
  act("points", Float64Array.of(0, 1, 2), Float64Array.of(0.5, -1e-7, 3));
  const hash = asFragment(fig, now(), 3);
  assert.match(hash, /^#fitcurve=3&f=[^&]*&p.a=-0.25&/);
  assert.equal(fromFragment(other.fig, other.now(), hash, 0), null, "of another figure");
  const { params, x, y, held, dials } = now();
  assert.deepEqual(fromFragment(other.fig, other.now(), hash, 3), { params, x, y, held, dials });
  act("points", x, y, Float64Array.of(1, 0, 1));
  const divided = asFragment(fig, now(), 3);
  assert.deepEqual([...fromFragment(other.fig, other.now(), divided, 3).held], [1, 0, 1]);
  const none = divided.replace(/test=[^&]*/, "test=0+1+2");
  assert.equal(fromFragment(other.fig, other.now(), none, 3).held, null, "a fit needs a point");
});

test("a link has the ends of sliders and the log axes that were changed; one without leaves them", () => {
  const positive = begin({ ...spec, x: [1, 2], y: [3, 4] });
  const { act, now } = store(positive, { ...actions, ...recallActions });
  const fig = { spec, names: ["a", "n"], canChangeCount: true, first: now() };
  const plain = asFragment(fig, now());
  assert.doesNotMatch(plain, /s\.|log/);
  act("recall", { sliders: withEnds(now().sliders, { a: [1e-9, 1e9, 0.1] }), log: "xy" });
  const hash = asFragment(fig, now());
  assert.match(hash, /&s\.a=1e-9\+1000000000\+0\.1&log=xy$/);
  const { sliders, log } = now();
  assert.deepEqual(fromFragment(fig, positive, hash), { params: positive.params, dials: positive.dials, sliders, log });
  act("recall", fromFragment(fig, now(), plain));
  assert.deepEqual([now().sliders, now().log], [sliders, "xy"]);
  act("recall", { x: Float64Array.of(-1, 1), y: Float64Array.of(1, 1), log: "xy" });
  assert.equal(now().log, "y", "there is no logarithm of -1");
});

test("what a link says that can't be taken is named, and the rest is taken", () => {
  const { fig, now } = live();
  const faultsOf = hash => {
    const faults = [];
    const to = fromFragment(fig, now(), hash, 0, why => faults.push(why));
    return [faults, to && Object.keys(to).join()];
  };
  assert.deepEqual(faultsOf("#fitcurve=0&p.a=2&p.n=1&lr=1&log=&s.a=0 1 0.5&x=1 2&y=3 4"), [
    [],
    "params,dials,sliders,log,x,y,held",
  ]);
  assert.deepEqual(faultsOf("#fitcurve=1&p.a=no"), [[], null], "it is another figure's");
  assert.deepEqual(faultsOf("#fitcurve=0&f=quad(x)&p.a=2"), [
    ["it is of quad(x), and this figure of line(x, a, n)"],
    null,
  ]);
  const wrong = {
    "p.a=nought": "its a is no number: nought",
    "p.z=1&s.z=1 2 3": "it has z, and this figure not",
    "lr=-1": "its lr makes no sense: -1",
    "s.a=1 0 1": "the ends of a make no sense: 1 0 1",
    "s.a=-1e308 1e308 1": "the ends of a make no sense: -1e308 1e308 1",
    "s.a=0 1 2": "the ends of a make no sense: 0 1 2",
    "s.a=": "the ends of a make no sense: ",
    "log=yes": "its log axes make no sense: yes",
    "x=1 2": "its data make no sense here",
    "x=1 2&y=3 4&test=7": "its points held out make no sense",
  };
  for (const [words, why] of Object.entries(wrong)) assert.deepEqual(faultsOf(`#fitcurve=0&${words}`)[0], [why], words);
});

test("a link that makes no sense changes nothing", () => {
  const { fig, now } = live();
  for (const hash of ["", "#", "#elsewhere", "#fitcurve", "#fitcurve=&p.a=1"])
    assert.equal(fromFragment(fig, now(), hash), null, hash);
  for (const hash of [
    "#fitcurve=0",
    "#fitcurve=0&p.a=nought&p.z=3&lr=-1&x=1 2&y=3",
    "#fitcurve=0&p.a=Infinity&p.__proto__=2&x=one&y=two",
    "#fitcurve=0&lr=0&friction=1.5&schedule=toString&steps=2.5",
    "#fitcurve=0&lr=&friction=-1&schedule=&steps=2000",
  ])
    assert.deepEqual(fromFragment(fig, now(), hash), { params: now().params, dials: now().dials }, hash);
});

test("each key is listed, those that do the same together", () => {
  const act = () => {};
  assert.deepEqual(keyList({ "+": { label: "zoom in", act } }), [[[["+"]], "zoom in"]]);
  assert.deepEqual(
    keyList({ m: { label: "map", act }, "ctrl+shift+z": { label: "redo", act }, "ctrl+y": { label: "redo", act } }),
    [
      [[["m"]], "map"],
      [
        [
          ["Ctrl", "Shift", "Z"],
          ["Ctrl", "Y"],
        ],
        "redo",
      ],
    ],
  );
});

test("another state is another walk; on the same data the best stays known", () => {
  const { recall } = recallActions;
  const s = { ...begin(spec), best: { loss: 1 }, history: [1, 2] },
    t = recall(s, { params: { a: 9, n: 9 }, dials: { ...s.dials, lr: 3 } }),
    u = recall(s, { x: Float64Array.of(1), y: Float64Array.of(1) });
  assert.deepEqual(
    [t.params.a, t.dials.lr, t.history, t.epoch, t.best, u.best],
    [9, 3, [], s.epoch + 1, { loss: 1 }, undefined],
  );
  const line = { id: 1, moments: [] };
  assert.deepEqual(
    [
      recall({ ...s, runs: [line] }, {}).runs,
      recall({ ...s, runs: [line] }, { x: Float64Array.of(1), y: Float64Array.of(1) }).runs,
    ],
    [[line], []],
    "runs on other data say nothing",
  );
});

test("lines of the menu stand in their groups, in whatever order they come; one that is in none comes last", () => {
  const menu = ["letters", "new", "zoom-out", "zoom-in", "veil"].map(name => ({ name, label: name, act() {} }));
  const filled = grouped(menu).filter(([, lines]) => lines.length);
  assert.deepEqual(
    filled.map(([group, lines]) => [group, lines.map(({ name }) => name)]),
    [
      ["Predict", ["veil"]],
      ["Axes", ["zoom-in", "zoom-out"]],
      ["Figure", ["letters"]],
      ["Others", ["new"]],
    ],
  );
});
