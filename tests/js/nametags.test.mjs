// Names that are kept apart: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";
import { besideBalls, boxRound, nameKeeper, stacked } from "../../fitcurve/static/nametags.js";

/** Numbers from 0 to 1 of a seed (mulberry32). */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

test("on a map no name lies over another, over another's ball, or beyond the edge", () => {
  const [line, radius] = [18, 12];
  let named = 0;
  for (let seed = 0; seed < 300; seed++) {
    const draw = random(seed);
    const room = { left: 40, top: 5, right: 40 + 150 + 400 * draw(), bottom: 5 + 100 + 300 * draw() };
    const close = draw() < 0.3 ? 0.1 : 1; // all in a heap, as good students are
    const balls = Array.from({ length: 1 + Math.floor(40 * draw()) }, (_, i) => ({
      px: room.left + (room.right - room.left) * close * draw(),
      py: room.top + (room.bottom - room.top) * close * draw(),
      wide: 15 + 120 * draw(),
      first: i === 3,
    }));
    const places = besideBalls(balls, room, line, radius);
    const there = places.flatMap((place, i) => (place ? [[place, i]] : []));
    for (const [a, i] of there) {
      assert.ok(a.left >= room.left && a.right <= room.right && a.top >= room.top && a.bottom <= room.bottom);
      assert.equal(Math.round(a.right - a.left), Math.round(balls[i].wide));
      for (const [b, j] of there) assert.ok(i === j || apart(a, b), `seed ${seed}: ${i} over ${j}`);
      balls.forEach(({ px, py }, j) => {
        const ball = { left: px - radius, right: px + radius, top: py - radius, bottom: py + radius };
        assert.ok(i === j || apart(a, ball), `seed ${seed}: ${i} over the ball of ${j}`);
      });
      const beside = Math.max(a.left - balls[i].px, balls[i].px - a.right);
      const over = Math.max(a.top - balls[i].py, balls[i].py - a.bottom);
      assert.ok(Math.abs(Math.max(beside, over) - radius) < 1e-9, "close to its own");
    }
    named += there.length / balls.length;
    const alone = besideBalls(balls.slice(0, 1), room, line, radius)[0];
    const fits = balls[0].wide <= room.right - room.left;
    const isDeep = balls[0].py - line > room.top && balls[0].py + line < room.bottom;
    assert.ok(alone || !fits || !isDeep, `seed ${seed}: one alone is named`);
  }
  assert.ok(named / 300 > 0.3, `${named / 300} of the names are there`);
});

test("no name lies over the star, the ball or the cross, and one that they leave finds its place again", () => {
  const [line, radius] = [18, 12];
  let lost = 0;
  for (let seed = 0; seed < 300; seed++) {
    const draw = random(seed);
    const room = { left: 40, top: 5, right: 300 + 300 * draw(), bottom: 200 + 200 * draw() };
    const somewhere = () => [
      room.left + (room.right - room.left) * draw(),
      room.top + (room.bottom - room.top) * draw(),
    ];
    const balls = Array.from({ length: 1 + Math.floor(8 * draw()) }, () => {
      const [px, py] = somewhere();
      return { px, py, wide: 20 + 80 * draw() };
    });
    const marksAt = place => [boxRound(...place, 8), boxRound(...star, 11), boxRound(...cross, 6)];
    const [star, cross, from] = [somewhere(), somewhere(), somewhere()];
    const names = nameKeeper();
    const layOut = marks => {
      const places = besideBalls(balls, room, line, radius, marks);
      for (const mark of marks) for (const place of places) assert.ok(!place || apart(place, mark), `seed ${seed}`);
      names.keep(places, marks);
      return places.filter(place => place).length;
    };
    const first = layOut(marksAt(from));
    assert.ok(names.mayStay(marksAt(from)), "and nothing is painted anew while nothing moves");
    const bare = besideBalls(balls, room, line, radius).filter(place => place).length;
    lost += bare - first;
    const away = [room.left - 500, room.top];
    if (first < bare) assert.ok(!names.mayStay(marksAt(away)), `seed ${seed}: a name waits for the ball to leave`);
    const steps = Array.from({ length: 30 }, (_, i) => from.map((v, k) => v + ((star[k] - v) * i) / 29));
    for (const step of steps) {
      const marks = marksAt(step);
      if (!names.mayStay(marks)) layOut(marks);
      assert.ok(names.mayStay(marks));
    }
  }
  assert.ok(lost > 10, `the marks were in the way of ${lost} names`);
});

test("where there is room for one name it is that of the chosen ball", () => {
  const room = { left: 90, right: 165, top: 90, bottom: 115 };
  for (const chosen of [0, 1, 2]) {
    const balls = [0, 1, 2].map(i => ({ px: 100, py: 102, wide: 60, first: i === chosen }));
    const named = besideBalls(balls, room, 24, 2).flatMap((place, i) => (place ? [i] : []));
    assert.deepEqual(named, [chosen]);
  }
});

test("names of curves are a line apart, in their order, between the ends", () => {
  for (let seed = 0; seed < 200; seed++) {
    const draw = random(seed);
    const [line, lo, hi] = [18, 10, 10 + 120 + 200 * draw()];
    const wanted = Array.from({ length: 1 + Math.floor(6 * draw()) }, () => lo - 30 + (hi - lo + 60) * draw() ** 3);
    const at = stacked(wanted, line, lo, hi);
    const order = [...wanted.keys()].sort((i, j) => wanted[i] - wanted[j]);
    order.forEach((i, k) => {
      assert.ok(at[i] >= lo - 1e-9 && at[i] <= hi + 1e-9);
      if (k) assert.ok(at[i] - at[order[k - 1]] >= line - 1e-9, `seed ${seed}`);
    });
    if (wanted.length === 1) assert.equal(at[0], Math.min(hi, Math.max(lo, wanted[0])));
  }
  assert.deepEqual(stacked([5, 5, 5], 20, 0, 20), [0, 10, 20], "where there is no room they stand closer");
  assert.deepEqual(stacked([], 20, 0, 20), []);
});
