// Lines of equal height on a surface, by marching squares.

/**
 * Where the edge of one cell from height a to height b is cut, from 0 to 1.
 * @param {number} a @param {number} b @param {number} level
 */
const cut = (a, b, level) => (level - a) / (b - a);

/**
 * Where a surface has the height `level`: segments [x0, y0, x1, y1] in units of cells.
 * @param {ArrayLike<number>} values  a grid of n × n, row by row @param {number} n @param {number} level
 */
export function contour(values, n, level) {
  const found = [];
  for (let j = 0; j < n - 1; j++)
    for (let i = 0; i < n - 1; i++) {
      const k = j * n + i;
      const a = values[k];
      const b = values[k + 1];
      const c = values[k + n + 1];
      const d = values[k + n];
      const above = +(a > level) + +(b > level) + +(c > level) + +(d > level);
      if (!above || above === 4 || !Number.isFinite(a + b + c + d)) continue;
      const cuts = [];
      if (a > level !== b > level) cuts.push([i + cut(a, b, level), j]);
      if (b > level !== c > level) cuts.push([i + 1, j + cut(b, c, level)]);
      if (d > level !== c > level) cuts.push([i + cut(d, c, level), j + 1]);
      if (a > level !== d > level) cuts.push([i, j + cut(a, d, level)]);
      for (let s = 0; s + 1 < cuts.length; s += 2) found.push([...cuts[s], ...cuts[s + 1]]);
    }
  return found;
}
