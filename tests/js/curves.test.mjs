// Other curves, to compare, and the links that they come from: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { ghostActions, knower, seenGhosts, spread } from "../../fitcurve/static/ghosts.js";
import { connectGhosts } from "../../fitcurve/static/ghostsync.js";
import { asFragment } from "../../fitcurve/static/link.js";
import { readLink, readLinks } from "../../fitcurve/static/links.js";
import { actions, begin, store } from "../../fitcurve/static/state.js";
import { line, mae, spec as example } from "./examples.mjs";

const slider = value => ({ value, min: -10, max: 10, step: 0.1 });
const spec = { ...example, title: "line(x, a, b)", params: { a: slider(1), b: slider(1) } };
const link = (a, b, more = "") => `https://a.b/c.html#fitcurve=0&p.a=${a}&p.b=${b}${more}`;

function live(made = spec) {
  const { act, now, watch } = store(begin(made), { ...actions, ...ghostActions });
  act("furnished", { curves: { on: true, active: null }, veil: { on: false } });
  const fig = {
    spec: made,
    names: ["a", "b"],
    first: now(),
    traced: true,
    measures: true,
    act,
    watch,
    canChangeCount: true,
  };
  return { fig, act, now };
}
const news = (name, a, b) => ({ id: `id ${name} ${a} ${b}`, name, params: { a, b } });

test("a figure's own link says its parameters", () => {
  const { fig, act, now } = live();
  for (const [a, b] of [
    [2, -0.5],
    [1e-9, 1e9],
    [-0, 12345.678901],
  ]) {
    act("set", { a, b });
    const read = readLink(asFragment(fig, now()), spec);
    assert.deepEqual(read, { a: Number(a.toPrecision(10)) + 0, b: Number(b.toPrecision(10)) });
  }
});

test("points that are too many stay out of it", () => {
  const { fig, act, now } = live();
  const many = Float64Array.from({ length: 1000 }, (_, i) => i / 7);
  act("points", many, many);
  const hash = asFragment(fig, now());
  assert.ok(hash.length < 200 && !hash.includes("&x="));
  act("points", many.slice(0, 3), many.slice(0, 3));
  assert.match(asFragment(fig, now()), /&x=0\+0\.14/);
});

test("many links, with names, in lines and with commas; those that are none are named", () => {
  const text = [
    `${link(1, 2)}, ${link(3, 4, "&lr=0.1&x=1+2&y=3+4")}`,
    `Ada Lovelace: ${link(5, 6)}`,
    `Bo\t${link(7, 8)}`,
    "",
    `Cy, ${link("one", 8)}`,
    link(1, 2, "&p.c=3"),
    "#fitcurve=0&p.a=1",
    "#fitcurve=0&f=sin(x%2C+w)&p.w=1",
    "hello",
    `long ${link(1, 2, `&x=${"1+".repeat(20000)}`)}`,
    `<img src=x onerror=alert(1)> ${link(9, 9)}`,
  ].join("\n");
  const { taken, refused } = readLinks(text, spec);
  assert.deepEqual(
    taken.map(({ name, params: { a, b } }) => [name, a, b]),
    [
      ["", 1, 2],
      ["", 3, 4],
      ["Ada Lovelace", 5, 6],
      ["Bo", 7, 8],
      ["<img src=x onerror=alert(1)>", 9, 9],
    ],
  );
  const want = [
    /^Cy: .*a is no number: one/,
    /has c, which/,
    /has no b/,
    /is of sin\(x, w\)/,
    /^hello: no link/,
    /^long: a link of 40/,
  ];
  assert.equal(refused.length, want.length);
  want.forEach((pattern, i) => assert.match(refused[i], pattern));
});

test("a choice that the figure hasn't is refused", () => {
  const chosen = { title: "f", params: { n: { value: 0, min: 0, max: 1, step: 1, options: ["0", "1"] } } };
  const { taken, refused } = readLinks("#fitcurve=0&p.n=1\n#fitcurve=0&p.n=2", chosen);
  assert.deepEqual([taken.length, refused.length], [1, 1]);
  assert.match(refused[0], /n has no option 2/);
});

test("added, named apart, taken away, and undone", () => {
  const { act, now } = live();
  const names = () => now().ghosts.map(ghost => ghost.name);
  act("ghostsAdded", [news("Ada", 1, 2), news("Ada", 3, 4), news("", 5, 6)]);
  assert.deepEqual(names(), ["Ada", "Ada 2", "curve 3"]);
  act("set", { a: 7 });
  act("commit");
  act("ghostDropped", now().ghosts[1].id);
  assert.deepEqual(names(), ["Ada", "curve 3"]);
  act("undo");
  assert.deepEqual([names(), now().params.a], [["Ada", "Ada 2", "curve 3"], 7]);
  act("undo");
  assert.deepEqual([names().length, now().params.a], [3, 1]);
  act("undo");
  assert.deepEqual(names(), []);
  act("redo");
  assert.equal(new Set(now().ghosts.map(ghost => ghost.mark)).size, 3);
});

test("forty at most", () => {
  const { act, now } = live();
  act(
    "ghostsAdded",
    Array.from({ length: 50 }, (_, i) => news("", i, i)),
  );
  assert.equal(now().ghosts.length, 40);
  const before = now();
  assert.equal(act("ghostsAdded", [news("", 1, 1)]), before);
});

test("curve and loss of parameters, of a program, and of what was told", () => {
  const made = { ...spec, program: line, loss: mae };
  const { fig, act, now } = live(made);
  const ops = [["const", 2], ["mul", 0, 1]]; // prettier-ignore
  const doubled = { inputs: ["x"], data: [0], defaults: [null], ops, output: 2 };
  const told = { loss: 0.25, xs: [0, 1], ys: [3, 4] };
  const list = [
    { id: "1", name: "own", params: { a: 1, b: 2 }, program: null, veiled: true, told: null },
    { id: "2", name: "double", params: null, program: doubled, veiled: true, told: null },
    { id: "3", name: "told", params: null, program: null, veiled: false, told },
  ];
  act("ghostsHeard", list, "first");
  const known = knower(fig);
  const all = now().ghosts.map(ghost => ({ ghost, loss: known.loss(ghost, now()) }));
  assert.deepEqual(
    all.map(({ loss }) => loss),
    [1, 0.5, 0.25],
  );
  assert.deepEqual([now().ghosts[1]].map(ghost => known.curve(ghost, now()).ys.at(-1)), [2]); // prettier-ignore
  assert.deepEqual(known.curve(now().ghosts[2], now()).ys, [3, 4]);
  const { least, median, most } = spread([...all, { ghost: null, loss: NaN }]);
  assert.deepEqual([least.ghost.name, median, most.loss], ["told", 0.5, 1]);
  act("points", Float64Array.of(0, 1), Float64Array.of(0, 2));
  assert.deepEqual(now().ghosts.map(ghost => known.loss(ghost, now())), [1.5, 0, undefined]); // prettier-ignore
  act("show", "veil", { on: true });
  assert.deepEqual(seenGhosts(now()).map(ghost => ghost.name), ["told"]); // prettier-ignore
  assert.equal(act("undo").ghosts.length, 3, "those it began with are no step to undo");
});

test("page and kernel have the same list", () => {
  const { fig, act, now } = live();
  const sent = [];
  let told = { by: null, list: [] };
  let hear = () => {};
  const host = { send: message => sent.push(message), curves: () => told, hearCurves: callback => (hear = callback) };
  const close = connectGhosts(fig, host);
  act("ghostsAdded", [news("Ada", 1, 2)]);
  assert.deepEqual(sent.map(({ curves }) => curves.map(({ name }) => name)), [["Ada"]]); // prettier-ignore
  const entry = { ...sent[0].curves[0], program: null, veiled: false, told: { loss: 3, xs: null, ys: null } };
  told = { by: sent[0].by, list: [entry] };
  hear();
  assert.equal(now().told[entry.id].loss, 3);
  told = { by: null, list: [entry, { ...entry, id: "py1", name: "truth" }] };
  hear();
  assert.deepEqual([now().ghosts.map(ghost => ghost.name), sent.length], [["Ada", "truth"], 1]);
  act("undo");
  assert.deepEqual(sent[1].curves.map(({ name }) => name), ["Ada"]); // prettier-ignore
  close();
});
