// Shor's r-algorithm: steps along the gradient in a space that is stretched wherever gradients have differed.

/** @typedef {Record<string, number>} Params */
/** @typedef {Record<string, {min: number, max: number}>} Sliders */
/** @typedef {(params: Params) => {loss: number, grad: Params}} Measure */

/**
 * The way down from each slope that it is given, in turn: the step, and what it must be divided by to have length 1.
 * @param {number} n  how many parameters @param {number} shrink  by how much a step across a valley gets shorter
 */
function dilated(n, shrink) {
  const space = Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => +(i === j)));
  /** @type {Float64Array|null} */
  let last = null;
  /** @param {Float64Array} v */
  const back = v => {
    const sums = new Float64Array(n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sums[j] += space[i][j] * v[i];
    return sums;
  };
  /** @param {Float64Array} v */
  const forth = v => Float64Array.from(space, row => row.reduce((sum, a, j) => sum + a * v[j], 0));
  /** @param {Float64Array} v */
  const squared = v => v.reduce((sum, o) => sum + o * o, 0);
  /** @param {Float64Array} across */
  function stretch(across) {
    const size = squared(across);
    if (!(size > 0)) return;
    const along = forth(across);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) space[i][j] += ((shrink - 1) / size) * along[i] * across[j];
  }
  /** @param {Float64Array} slope */
  return slope => {
    const before = last;
    if (before) stretch(back(slope.map((v, i) => v - before[i])));
    last = slope;
    const down = back(slope);
    return { step: forth(down), size: Math.sqrt(squared(down)) };
  };
}

/**
 * A long walk downhill, a moment at each turn. A length is measured in sliders; steps get shorter geometrically, from
 * `first` to `last`. The walk ends at the best place on its way.
 *
 * Python's `descend` takes the same steps; they stand here too because Fit must work where there is no kernel.
 * tests/test_both_languages.py compares the two.
 * @param {Measure} measure @param {Params} params  the start @param {Sliders} limits
 */
export function* rAlgorithm(measure, params, limits, { steps = 1000, first = 0.05, last = 1e-3, shrink = 0.9 } = {}) {
  let { loss, grad } = measure(params);
  let best = { params, loss };
  const names = Object.keys(params).filter(name => grad[name] || params[name]); // the others are nought, and stay it
  const spans = names.map(name => limits[name].max - limits[name].min);
  const wayDown = dilated(names.length, shrink);
  for (let t = 0; t < steps; t++) {
    const slope = Float64Array.from(names, (name, i) => grad[name] * spans[i]);
    if (!slope.every(Number.isFinite)) break;
    const { step, size } = wayDown(slope);
    if (!(size > 0)) break;
    const length = first * (last / first) ** (t / steps);
    const next = { ...params };
    names.forEach((name, i) => {
      next[name] -= (length / size) * step[i] * spans[i];
    });
    params = next;
    ({ loss, grad } = measure(params));
    if (loss < best.loss) best = { params, loss };
    yield { params, loss };
  }
  yield best;
}
