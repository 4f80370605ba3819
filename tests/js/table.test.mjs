// The data as a table: columns pasted and given back, and axes that show them: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { asCsv, readColumns } from "../../fitcurve/static/pasted.js";
import { lost } from "../../fitcurve/static/table.js";
import { begin, store } from "../../fitcurve/static/state.js";
import { keptOrRescaled } from "../../fitcurve/static/view.js";
import { spec } from "./examples.mjs";

const col = (...v) => Float64Array.from(v);

const x = [-1.5, 0, 1234.5, 2e-9];
const y = [1e9, -2, 0.25, 3];
const signs = { "\t": [".", ","], ";": [".", ","], ",": ["."], " ": [".", ","], "   ": [",", "."], ", ": ["."] };

test("two columns are read, whatever is between them and whatever the decimal sign", () => {
  for (const [apart, decimals] of Object.entries(signs))
    for (const decimal of decimals)
      for (const end of ["\n", "\r\n"])
        for (const head of ["", `time${apart}height${end}`]) {
          const rows = x.map((v, i) => [v, y[i]].map(u => String(u).replace(".", decimal)).join(apart));
          const read = readColumns(head + rows.join(end) + end);
          assert.deepEqual([read.x, read.y], [x, y], JSON.stringify(head + rows));
          assert.deepEqual(read.labels, head ? ["time", "height"] : null);
          assert.deepEqual(read.refused, []);
        }
});

test("thin spaces, true minus signs, thousands and quotes are what they look like", () => {
  const read = readColumns('\ufeff"t, ""s""";h\n1\u202f234,5;−2\n"1.234,5";–3E−2\n');
  assert.deepEqual(
    [read.x, read.y, read.labels],
    [
      [1234.5, 1234.5],
      [-2, -0.03],
      ['t, "s"', "h"],
    ],
  );
  assert.deepEqual(readColumns("1,234.5\t1\n2\t3").x, [1234.5, 2]);
  assert.deepEqual(readColumns("1,234\t1").x, [1234]);
  assert.deepEqual(readColumns("1,234\t1", ",").x, [1.234]);
  assert.match(readColumns("1,234\t1").notes.join(), /thousands/);
  assert.match(readColumns("1,25\t1").notes.join(), /decimal sign/);
});

test("lines that are no rows are named, the others offered", () => {
  const read = readColumns("x,y\n1,2\nn/a,3\n\n4\n5,\n6,inf\n7,8,9\n");
  assert.deepEqual([read.x, read.y], [[1, 7], [2, 8]]); // prettier-ignore
  assert.deepEqual(read.refused, [
    "line 3: “n/a” is no number",
    "line 5: one column, two are needed",
    "line 6: a cell is empty",
    "line 7: “inf” is no number",
  ]);
  assert.deepEqual(read.notes, ["the first two of 3 columns"]);
  assert.deepEqual(readColumns("\t5\n1\t2").refused, ["line 1: a cell is empty"]);
  assert.match(readColumns("1\n2").refused[0], /No line has two numbers/);
  assert.match(readColumns("  \n").refused[0], /nothing/);
});

test("where there are error bars, a third column is of them, whatever is between and whatever the decimal sign", () => {
  const yerr = [0.5, 1e-9, 3, 12.25];
  for (const [apart, decimals] of Object.entries(signs))
    for (const decimal of decimals)
      for (const head of ["", ["time", "height", "sd\n"].join(apart)]) {
        const rows = x.map((v, i) => [v, y[i], yerr[i]].map(u => String(u).replace(".", decimal)).join(apart));
        const read = readColumns(head + rows.join("\n"), ".", true);
        assert.deepEqual([read.x, read.y, read.yerr, read.refused], [x, y, yerr, []], JSON.stringify(head + rows));
        assert.deepEqual(read.labels, head ? ["time", "height"] : null);
      }
  const read = readColumns("1;2;0,5\n3;4;0\n5;6\n7;8;-1\n9;10;;\n11;12;much\n13;14;2", ".", true);
  assert.deepEqual([read.x, read.yerr], [[1, 13], [0.5, 2]]); // prettier-ignore
  assert.deepEqual(read.refused, [
    "line 2: “0” is no error bar: that is more than 0",
    "line 3: no error bar",
    "line 4: “-1” is no error bar: that is more than 0",
    "line 5: a cell is empty",
    "line 6: “much” is no number",
  ]);
  assert.deepEqual(readColumns("1 2\n3 4", ".", true).yerr, null);
  assert.deepEqual(readColumns("1 2 3").yerr, null, "a figure without error bars takes none");
  const [u, v, e] = [Float64Array.of(0.1, 2), Float64Array.of(1 / 3, -0), Float64Array.of(5e-324, 1e9)];
  const csv = asCsv({ x: u, y: v, yerr: e }, ["t", null]);
  assert.match(csv, /^t,y,yerr\n/);
  assert.deepEqual(Float64Array.from(readColumns(csv, ".", true).yerr), e);
});

test("rows that replace others say what is lost with these, as long as they aren't as many", () => {
  const data = { x: col(1, 2, 3), y: col(1, 2, 3), held: col(0, 1, 0), yerr: col(3, 1, 2) };
  const bar = "each gets the error bar 2, the median, if they replace the data";
  const held = "none is held out, if they replace the data";
  assert.deepEqual(lost(data, { x: [1, 2], yerr: null }), [bar, held]);
  assert.deepEqual(lost(data, { x: [1, 2], yerr: [1, 1] }), [held]);
  assert.deepEqual(lost({ ...data, held: null }, { x: [1], yerr: null }), [bar]);
  assert.deepEqual(lost(data, { x: [7, 8, 9], yerr: null }), []);
  assert.deepEqual(lost({ ...data, held: null, yerr: null }, { x: [1], yerr: null }), []);
});

test("what is given back as CSV reads as it was, to the last digit", () => {
  const [u, v] = [Float64Array.of(0.1, 1 / 3, -0, 5e-324), Float64Array.of(1e22, Math.PI, 1e-9, 123456789.123)];
  for (const labels of [
    [null, null],
    ["time, s", 'the "height"'],
  ]) {
    const read = readColumns(asCsv({ x: u, y: v }, labels));
    assert.deepEqual([Float64Array.from(read.x), Float64Array.from(read.y)], [u, v]);
    assert.deepEqual(read.labels, labels[0] ? labels : ["x", "y"]);
  }
});

test("other data bring their axes and names, and undo takes both back", () => {
  for (const size of [1e-9, 1, 1e9]) {
    const { act, now } = store(begin(spec));
    const before = now();
    act("given", Float64Array.of(-size, size), Float64Array.of(0, 7 * size), { labels: ["t [s]", null] });
    act("commit");
    const { xlim, ylim, labels } = now();
    assert.ok(xlim[0] < -size && xlim[1] > size && xlim[1] < 1.2 * size);
    assert.ok(ylim[0] < 0 && ylim[1] > 7 * size && ylim[1] < 9 * size);
    assert.deepEqual(labels, ["t [s]", null]);
    act("undo");
    const { x, y } = now();
    assert.deepEqual([x, y], [before.x, before.y]);
    assert.deepEqual([now().xlim, now().ylim, now().labels], [before.xlim, before.ylim, before.labels]);
    act("redo");
    assert.deepEqual([now().xlim, now().labels], [xlim, labels]);
  }
});

test("axes stay as long as they show the data large enough", () => {
  const last = [-2, 2];
  assert.equal(keptOrRescaled(last, Float64Array.of(-1, 1), 0.05), last);
  assert.equal(keptOrRescaled(last, Float64Array.of(1), 0.05), last);
  assert.deepEqual(keptOrRescaled(last, Float64Array.of(-4, 4), 0.25), [-6, 6]);
  assert.deepEqual(keptOrRescaled(last, Float64Array.of(0, 0.1), 0.1), [-0.010000000000000002, 0.11000000000000001]);
});
