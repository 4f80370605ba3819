// What a hand types, and what an axis says: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { ticks } from "../../fitcurve/static/plot.js";
import { asFigure, asFunction } from "../../fitcurve/static/python.js";
import { decimalOf, readNumber } from "../../fitcurve/static/typed.js";
import { chosen, superscript } from "../../fitcurve/static/words.js";

test("a number is read as Python reads it, with a true minus sign too", () => {
  for (const [text, v] of [
    ["1.5", 1.5],
    [" -2 ", -2],
    ["−0.25", -0.25],
    ["+3", 3],
    [".5", 0.5],
    ["5.", 5],
    ["1e-3", 0.001],
    ["2E+6", 2e6],
    ["0", 0],
    ["0e9", 0],
  ])
    assert.equal(readNumber(text).v, v, text);
});

test("a comma is read where the reader's language has one, and only there", () => {
  assert.deepEqual([decimalOf("en"), decimalOf("de"), decimalOf("fr-CH"), decimalOf("no such")].slice(0, 2), [
    ".",
    ",",
  ]);
  assert.equal(readNumber("1,5", ",").v, 1.5);
  assert.equal(readNumber("1.5", ",").v, 1.5);
  assert.equal(readNumber("-1,5e3", ",").v, -1500);
  for (const text of ["1.234,5", "1,2,3", ",", "1,"]) assert.equal(readNumber(text, ".").v, undefined, text);
  assert.ok(readNumber("1.234,5", ",").why);
});

test("the rest is refused with a word why", () => {
  for (const [text, why] of [
    ["1,5", "write 1.5, with a point"],
    ["1/3", "no fractions: write 0.3333"],
    ["1/0", "not a number"],
    ["1e999", "too large for a number"],
    ["-1e999", "too large for a number"],
    ["1e-999", "too small for a number"],
    ["", "not a number"],
    ["-", "not a number"],
    ["e", "not a number"],
    ["1 000", "not a number"],
    ["Infinity", "not a number"],
    ["0x10", "not a number"],
    ["12abc", "not a number"],
  ])
    assert.deepEqual(readNumber(text), { why }, text);
});

const texts = (lo, hi) => ticks(lo, hi, 400).map(t => t.text);

test("an axis of large or small numbers says them by one power of ten", () => {
  assert.deepEqual(texts(0, 5e6), ["0", "1×10⁶", "2×10⁶", "3×10⁶", "4×10⁶", "5×10⁶"]);
  assert.deepEqual(texts(-5e-6, 5e-6), ["−4×10⁻⁶", "−2×10⁻⁶", "0", "2×10⁻⁶", "4×10⁻⁶"]);
  assert.deepEqual(texts(0, 2.4e-9), ["0", "0.5×10⁻⁹", "1.0×10⁻⁹", "1.5×10⁻⁹", "2.0×10⁻⁹"]);
  assert.deepEqual(texts(1e-120, 4e-120), ["1×10⁻¹²⁰", "2×10⁻¹²⁰", "3×10⁻¹²⁰", "4×10⁻¹²⁰"]);
  assert.deepEqual(texts(-1e300, 1e300), ["−1.0×10³⁰⁰", "−0.5×10³⁰⁰", "0", "0.5×10³⁰⁰", "1.0×10³⁰⁰"]);
  assert.equal(superscript(-12), "⁻¹²");
});

test("but years, moments in time and everyday numbers are written out", () => {
  assert.deepEqual(texts(1950, 2020), ["1960", "1980", "2000", "2020"]);
  assert.deepEqual(texts(0, 0.01), ["0.000", "0.002", "0.004", "0.006", "0.008", "0.010"]);
  assert.deepEqual(texts(1.7e9, 1.7e9 + 100)[1], "1700000020");
  assert.deepEqual(texts(0, 50000), ["0", "10000", "20000", "30000", "40000", "50000"]);
});

test("a text stands for its tick, at any size", () => {
  for (let k = -300; k <= 300; k += 7)
    for (const [a, b] of [
      [-1, 3],
      [0.2, 0.9],
      [-7, -2],
    ]) {
      const at = ticks(a * 10 ** k, b * 10 ** k, 500);
      assert.ok(at.length >= 3 && at.length <= 12, `${at.length} at ${k}`);
      for (const { v, text } of at) {
        const [digits, power = "0"] = text.replace("−", "-").split("×10");
        const n = [...power].map(c => (c === "⁻" ? "-" : /\d/.test(c) ? c : "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c))).join("");
        const said = Number(`${digits}e${n}`);
        assert.ok(Math.abs(said - v) <= 1e-9 * Math.abs(v), `${text} for ${v}`);
      }
    }
});

test("an axis of no length, or too long to count, has no ticks and no error", () => {
  for (const [lo, hi] of [
    [0, 0],
    [1e20, 1e20],
    [0, Infinity],
    [NaN, 1],
    [-1.7e308, 1.7e308],
    [0, 5e-324],
    [1e16, 1e16 + 2],
  ])
    assert.ok(ticks(lo, hi, 400).length < 20);
});

const slider = (value, min, max, step) => ({ value, min, max, step });
const choice = (value, code, check = false) => ({
  ...slider(value, 0, code.length - 1, 1),
  code,
  options: code,
  check,
});
const copied = (params, now, template) => {
  const spec = { call: "f", python: template, params, parts: null, dials: {}, y: null };
  const fig = { spec, names: Object.keys(params), first: {} };
  const state = { params: now, sliders: params, dials: {}, x: null, y: null };
  return [asFigure(fig, state), asFunction(fig, state)];
};

test("the copied line takes any letters, and says sliders so that they come back", () => {
  const params = {
    α: slider(1.5, -1.5, 4.5, 0.1),
    small: slider(0.001, -0.001, 0.003, 1e-5),
    n: slider(2, 0, 4, 1),
    off: slider(1, 0, 4, 0.5),
  };
  const now = { α: 2, small: 0.001, n: 2, off: 1 };
  assert.deepEqual(copied(params, now, "partial(f, α={α}, small={small}, other={other})"), [
    "fig = explore(f, α=1.5, small=(-0.001, 0.003, 0.00001), n=(0, 4, 1), " +
      "off=dict(value=1.0, min=0.0, max=4.0, step=0.5)); fig.params = dict(α=2, small=0.001, n=2, off=1)",
    "partial(f, α=2, small=0.001, other={other})",
  ]);
});

test("and choices as they are written", () => {
  const params = { on: choice(1, ["False", "True"], true), kind: choice(1, ["'sin'", "'cos'"]) };
  assert.deepEqual(copied(params, { on: 0, kind: 1 }, "partial(f, on={on}, kind={kind})"), [
    "fig = explore(f, on=True, kind=['cos', 'sin']); fig.params = dict(on=False, kind='cos')",
    "partial(f, on=False, kind='cos')",
  ]);
  assert.deepEqual(
    [-5, 0.4, 0.5, 1, 9, NaN].map(v => chosen(v, 2)),
    [0, 0, 1, 1, 1, 1],
  );
});

test("a function of arrays is given them as arrays, without the parts that add nothing", () => {
  const params = Object.fromEntries(["w_1", "w_2", "w_3", "w1"].map(name => [name, slider(0, -2, 2, 0.04)]));
  const parts = { own: ["w"], arrays: ["w_"], names: ["w_1", "w_2", "w_3"], room: 3, spare: true };
  const spec = { call: "f", python: "", params, parts, dials: {}, y: null };
  const now = { w_1: 1.5, w_2: 0, w_3: -2, w1: 0 };
  const state = { params: now, sliders: params, dials: {}, x: null, y: null };
  const fig = { spec, names: Object.keys(params), first: {} };
  assert.equal(asFigure(fig, state), "fig = explore(f, w=[1.5, -2], w1=(-2.0, 2.0, 0.04))");
  const sliders = { ...params, w_1: slider(0, 1, 3, 0.5), w_3: slider(0, 0, 1, 0.5), w1: slider(0, 5, 6, 0.5) };
  const ends = "fig.params = dict(w1=0); fig.sliders = dict(w_1=(1.0, 3.0, 0.5))"; // and w_3 is outside
  const alone = "fig = explore(f, w=[1.5, -2], w1=dict(value=5.0, min=5.0, max=6.0, step=0.5))";
  assert.equal(asFigure(fig, { ...state, sliders }), `${alone}; ${ends}`);
});
