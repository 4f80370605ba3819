// Names that are kept apart: those of balls on the map stand beside them, over nothing that is marked there, or are
// left out; those of curves on the plot one below the other. Pure.

/** @typedef {{left: number, right: number, top: number, bottom: number}} Box */
/** @typedef {{px: number, py: number, wide: number, first?: boolean}} Ball  `wide`, its name; `first`, before others */

/** @param {Box} a @param {Box} b */
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
/** What a mark of this size takes up. @param {number} px @param {number} py @param {number} radius @returns {Box} */
export const boxRound = (px, py, radius) => ({
  left: px - radius,
  right: px + radius,
  top: py - radius,
  bottom: py + radius,
});
/** @param {Box} a @param {Box} room */
const isInside = (a, room) =>
  a.left >= room.left && a.right <= room.right && a.top >= room.top && a.bottom <= room.bottom;

/**
 * Where a ball's name may stand, the best place first: beside it on the side with more room, a little above or below,
 * on the other side; right above it, or below.
 * @param {Ball} ball @param {Box} room @param {number} line @param {number} radius
 */
function placesOf({ px, py, wide }, { left, right }, line, radius) {
  const sides = px > (left + right) / 2 ? [-1, 1] : [1, -1];
  const middle = Math.max(left, Math.min(right, px + wide / 2) - wide);
  const at = (/** @type {number} */ left, /** @type {number} */ top) => ({
    left,
    right: left + wide,
    top,
    bottom: top + line,
  });
  const beside = sides.flatMap(side =>
    [0, -0.6, 0.6].map(rise => at(side > 0 ? px + radius : px - radius - wide, py + (rise - 0.5) * line)),
  );
  return [...beside, at(middle, py - radius - line), at(middle, py + radius)];
}

/**
 * Where each ball's name stands: inside the room, over no other name, no other ball and none of the `marks`; null where
 * there is no such place.
 * @param {Ball[]} balls @param {Box} room @param {number} line  how high a name is @param {number} radius  of a ball
 * @param {Box[]} [marks]
 * @returns {(Box|null)[]}
 */
export function besideBalls(balls, room, line, radius, marks = []) {
  const around = balls.map(({ px, py }) => boxRound(px, py, radius));
  /** @type {(Box|null)[]} */
  const places = balls.map(() => null);
  const order = [...balls.keys()].sort((i, j) => Number(!!balls[j].first) - Number(!!balls[i].first));
  for (const i of order) {
    const taken = [...marks, ...places.filter(place => place !== null), ...around.filter((_, j) => j !== i)];
    const free = (/** @type {Box} */ box) => isInside(box, room) && !taken.some(other => overlap(box, other));
    places[i] = placesOf(balls[i], room, line, radius).find(free) ?? null;
  }
  return places;
}

/**
 * The names as they stand. They stay, so that none hops about beside a ball in motion, until a mark comes over one; or
 * until the first mark has gone from where it was, if a name found no room.
 */
export function nameKeeper() {
  /** @type {(Box|null)[]} */
  let names = [];
  /** @type {Box[]} */
  let marked = [];
  return {
    /** @param {(Box|null)[]} places @param {Box[]} marks  which they keep clear of */
    keep(places, marks) {
      names = places;
      marked = marks;
    },
    /** @param {Box[]} marks */
    mayStay(marks) {
      const hasGone = !!marks.length && !!marked.length && !overlap(marks[0], marked[0]);
      return names.every(name => (name ? !marks.some(mark => overlap(name, mark)) : !hasGone));
    },
  };
}

/**
 * Heights at least a line apart, near those that are wanted, between two ends; too many for them stand closer.
 * @param {number[]} wanted @param {number} line @param {number} lo @param {number} hi
 */
export function stacked(wanted, line, lo, hi) {
  const apart = Math.min(line, (hi - lo) / Math.max(1, wanted.length - 1));
  const order = [...wanted.keys()].sort((i, j) => wanted[i] - wanted[j]);
  const at = new Array(wanted.length).fill(lo);
  order.forEach((i, k) => (at[i] = Math.max(k ? at[order[k - 1]] + apart : lo, wanted[i])));
  [...order].reverse().forEach((i, k) => {
    at[i] = Math.min(at[i], hi - k * apart);
  });
  return at;
}
