// What Python can't see of program.js: buffers, and errors. Run by tests/test_program.py, or by `node --test tests/js`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compile, compose, ops, sizes } from "../../fitcurve/static/program.js";

const line = { inputs: ["x", "a"], data: [0], defaults: [null, 2], ops: [["mul", 0, 1]], output: 2 };
const mse = {
  inputs: ["p", "a"],
  data: [0, 1],
  defaults: [null, null],
  ops: [
    ["sub", 0, 1],
    ["mul", 2, 2],
    ["mean", 3],
  ],
  output: 4,
};

test("a column and a number give a column; defaults fill in", () => {
  assert.deepEqual(sizes(line, 3), [3, 1, 3]);
  const f = compile(line, 3);
  assert.deepEqual([...f.run([[1, 2, 3], 5])], [5, 10, 15]);
  assert.deepEqual([...f.run([[1, 2, 3]])], [2, 4, 6]);
});

test("buffers are made once", () => {
  const f = compile(line, 3),
    first = f.run([[1, 2, 3], 5]),
    slope = f.grad()[1];
  assert.equal(f.run([[1, 2, 3], 6]), first);
  assert.equal(f.grad()[1], slope);
  assert.deepEqual([...slope], [6]);
});

test("a seed for every point", () => {
  const f = compile(line, 3);
  f.run([[1, 2, 3], 5]);
  assert.deepEqual([...f.grad([1, 0, 10])[1]], [31]);
  assert.deepEqual([...f.grad([1, 0, 10])[0]], [5, 0, 50]);
});

test("only the gradient asked for is computed", () => {
  const f = compile(line, 3, [1]);
  f.run([[1, 2, 3], 5]);
  assert.deepEqual([...f.grad()[0]], [0, 0, 0]);
  assert.deepEqual([...f.grad()[1]], [6]);
});

test("a model and its loss make one program", () => {
  const both = compose(line, mse),
    f = compile(both, 2);
  assert.deepEqual(both.inputs, ["x", "a", "a"]);
  assert.deepEqual([...f.run([[1, 2], 3, [1, 4]])], [4]); // gaps 2 and 2
  assert.deepEqual([...f.grad()[1]], [6]); // (2·2·1 + 2·2·2) / 2
  assert.deepEqual([...f.values[both.preds]], [3, 6]);
});

test("a model that is one number is that number at every point", () => {
  const level = { inputs: ["x", "a"], data: [0], defaults: [null, null], ops: [], output: 1 };
  const total = {
    ...mse,
    ops: [
      ["sub", 0, 1],
      ["sum", 2],
    ],
    output: 3,
  };
  const f = compile(compose(level, total), 4);
  assert.deepEqual([...f.run([[0, 0, 0, 0], 3, [1, 1, 1, 1]])], [8]);
  assert.deepEqual([...f.grad()[1]], [4]);
});

test("errors name what is wrong", () => {
  assert.throws(() => compile({ ...line, ops: [["constructor", 0]] }, 3), /constructor/);
  assert.throws(() => compile(line, 3).run([[1, 2], 5]), /x has 2 numbers, not 3/);
  assert.throws(() => compile(mse, 2).run([[1, 2]]), /a is missing/);
  assert.throws(() => compile({ ...line, ops: [["const", [1, 2]]] }, 3), /a constant has 2 numbers, not 3/);
});

test("every operation has a value, and a slope at most for each of its arguments", () => {
  for (const [name, { f, all, product, scan, back, share, d = [] }] of Object.entries(ops)) {
    assert.equal(typeof (f ?? all ?? product ?? scan), "function", name);
    assert.equal(typeof scan, typeof back, name);
    if (share) assert.equal(typeof all, "function", name);
    assert.ok(d.length <= Math.max(1, (f ?? all ?? product ?? scan).length), name);
  }
});

test("the error function, and what it lacks of 1, to the last digits", () => {
  const near = (got, want) => assert.ok(Math.abs(got - want) <= 4e-15 * Math.abs(want), `${got}, not ${want}`);
  const { erf, erfc } = ops; // reference values: DLMF 7, and 50 digits of mpmath
  const known = [
    [1e-300, 1.1283791670955126e-300, 1],
    [1e-9, 1.1283791670955127e-9, 0.9999999988716208],
    [0.5, 0.5204998778130465, 0.4795001221869535],
    [1, 0.8427007929497149, 0.15729920705028513],
    [2.5, 0.999593047982555, 0.0004069520174449589],
    [3, 0.9999779095030014, 2.2090496998585445e-5],
    [6, 1, 2.1519736712498913e-17],
  ];
  for (const [a, y, lacks] of known) {
    near(erf.f(a), y);
    near(erf.f(-a), -y);
    near(erfc.f(-a), 1 + y);
    assert.ok(Math.abs(erfc.f(a) - lacks) <= 1e-12 * lacks, `erfc(${a}) is ${erfc.f(a)}, not ${lacks}`);
  }
  assert.deepEqual([erf.f(Infinity), erfc.f(Infinity), erf.f(NaN)], [1, 0, NaN]);
});

test("the median is the lower middle, and leaves the column as it was", () => {
  const column = Float64Array.of(3, -1, 2, 10);
  assert.equal(ops.median.all(column), 2);
  assert.equal(ops.median.all(Float64Array.of(5)), 5);
  assert.equal(ops.median.all(Float64Array.of(1, NaN, 2)), NaN);
  assert.deepEqual([...column], [3, -1, 2, 10]);
});

// [1 0 2; 0 1 0] as single precision, and a row [1 2] of doubles
const packed = (numbers, type) => btoa(String.fromCharCode(...new Uint8Array(type.from(numbers).buffer)));
const layer = {
  inputs: ["x"],
  data: [],
  defaults: [null],
  rows: [[0, 2]],
  output: 4,
  ops: [
    ["array", [2, 3], packed([1, 0, 2, 0, 1, 0], Float32Array)],
    ["matmul", 0, 1],
    ["array", [3], packed([1, 2, 3], Float64Array)],
    ["add", 2, 3],
  ],
};

test("a row by a matrix, forwards and backwards, in the same buffers", () => {
  const f = compile(layer, 1),
    first = f.run([[3, 4]]);
  assert.deepEqual([...first], [4, 6, 9]);
  assert.deepEqual([...f.grad([1, 10, 100])[0]], [201, 10]);
  assert.equal(f.run([[0, 1]]), first);
  assert.deepEqual([...first], [1, 3, 3]);
});

test("a row of the wrong length is refused", () => {
  assert.throws(() => compile(layer, 1).run([[1, 2, 3]]), /x has 3 numbers, not 2/);
});

test("a run computes what depends on what has changed, and says what a fresh one would", () => {
  const program = {
    inputs: ["x", "a", "b", "y"],
    data: [0, 3],
    ops: [
      ["sin", 0],
      ["mul", 4, 1],
      ["exp", 2],
      ["add", 5, 6],
      ["sub", 7, 3],
      ["mul", 8, 8],
      ["mean", 9],
    ],
    output: 10,
  };
  const f = compile(program, 3);
  const x = [0.1, 0.2, 0.3];
  const given = [
    [x, 1, 2, x],
    [x, 1.5, 2, x],
    [x, 1.5, NaN, x],
    [x, 1.5, 2, x],
    [x, -0, 2, x],
    [x, 0, 2, x],
    [x, 0, -1, x],
  ];
  const fresh = args => {
    const g = compile(program, 3);
    return [...g.run(args), ...g.values.map(v => [...v]), ...g.grad().map(v => [...v])];
  };
  const same = args =>
    assert.deepEqual([...f.run(args), ...f.values.map(v => [...v]), ...f.grad().map(v => [...v])], fresh(args));
  given.forEach(same);
  x[1] = 7; // another number in the same array
  given.forEach(same);
  assert.throws(() => f.run([x, 5, null, x]), /b is missing/);
  same([x, 5, -1, x]); // what the refused run had taken in
});

test("what doesn't depend on the change is left alone", () => {
  const program = {
    inputs: ["x", "a"],
    data: [0],
    ops: [
      ["sin", 0],
      ["mul", 2, 1],
    ],
    output: 3,
  };
  const { run, values } = compile(program, 2);
  run([[1, 2], 3]);
  values[2].fill(10); // a mark
  assert.deepEqual([...run([[1, 2], 4])], [40, 40]);
  assert.deepEqual([...run([[1, 3], 4])], [4 * Math.sin(1), 4 * Math.sin(3)]);
});

test("along one input only what depends on it is computed", () => {
  let calls = 0;
  const { exp } = ops;
  const f = a => {
    calls++;
    return Math.exp(a);
  };
  ops.exp = { ...exp, f };
  const inputs = ["x", "a", "b"];
  const code = [["mul", 0, 1], ["exp", 3], ["mul", 0, 2], ["exp", 5], ["add", 4, 6]]; // prettier-ignore
  const { run, along } = compile({ inputs, data: [0], ops: code, output: 7 }, 2);
  ops.exp = exp;
  run([[1, 2], 5, 6]);
  calls = 0;
  const alongB = along(2);
  for (const b of [7, -1, 7])
    assert.deepEqual(
      [...alongB(b)],
      [1, 2].map(x => Math.exp(5 * x) + Math.exp(b * x)),
    );
  assert.equal(calls, 6, "two a number");
  assert.deepEqual([...run([[1, 2], 5, 0])], [Math.exp(5) + 1, Math.exp(10) + 1], "a run knows where it went");
});
