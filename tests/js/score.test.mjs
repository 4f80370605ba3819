// The curve by ear, which notes and when; letters: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { isLetter } from "../../fitcurve/static/keys.js";
import { scoreOf } from "../../fitcurve/static/score.js";

const near = (a, b) => assert.ok(Math.abs(a - b) <= 1e-9 * Math.abs(b) + 1e-12, `${a} is not ${b}`);

for (const size of [1e-9, 1, 1e9])
  test(`pitch for height, time and place for x, at ${size}`, () => {
    const xs = [-2, -1, 0, 1, 2].map(v => v * size);
    const ys = [-1, 0, 1, 3, 9].map(v => v * size);
    const { tones, seconds } = scoreOf({ xs, ys, xlim: [xs[0], xs[4]], ylim: [-size, 3 * size] });
    const want = [0, 1, 2, 4, 4].map(v => 220 * 2 ** ((3 * v) / 4)); // what is above the plot is as high as its top
    tones.forEach(({ t, hz, pan }, i) => {
      near(hz, want[i]);
      near(t, (seconds * i) / 4);
      near(pan, -1 + i / 2);
    });
    assert.deepEqual(
      tones.map(tone => tone.static),
      [true, false, false, false, false],
    );
  });

test("where there is no number there is static alone", () => {
  const ys = [NaN, Infinity, -Infinity, 1];
  const { tones } = scoreOf({ xs: [0, 1, 2, 3], ys, xlim: [0, 3], ylim: [0, 1] });
  assert.deepEqual(
    tones.map(({ hz, static: isStatic }) => [hz, isStatic]),
    [
      [null, true],
      [null, true],
      [null, true],
      [1760, false],
    ],
  );
});

test("a tick at each point, as high as it lies; never more than can be told apart", () => {
  const axes = { xlim: [0, 2], ylim: [0, 1] };
  const few = scoreOf({ xs: [0], ys: [0], x: [2, 0, 1], y: [0, 1, 1 / 3], ...axes });
  assert.deepEqual(
    few.ticks.map(({ t, hz, pan }) => [t, Math.round(hz), pan]),
    [
      [0, 1760, -1],
      [1.5, 440, 0],
      [3, 220, 1],
    ],
  );
  const x = Array.from({ length: 10000 }, (_, i) => i / 5000);
  const { ticks } = scoreOf({ xs: [0], ys: [0], x, y: x, ...axes });
  assert.ok(ticks.length <= 150 && ticks.length > 100);
});

test("letters, and what is typed with shift, but no commands", () => {
  assert.deepEqual(["a", "?", "shift+u", "ctrl+z", "ctrl+shift+z", "escape", "alt+a"].filter(isLetter), [
    "a",
    "?",
    "shift+u",
  ]);
});
