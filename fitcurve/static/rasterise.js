// Strokes as the pixels that a net reads. Pure: it knows nothing of the DOM.

/** @typedef {[x: number, y: number][]} Stroke  points, 0 to 1 across the pad */
/** @typedef {{strokes: Stroke[], cells: Float64Array|null}} Writing  strokes, over what was painted or loaded */
/** @typedef {{scale: number, left: number, top: number}} Placing  cell = (coordinate − left or top) · scale */

const cellsPerPixel = 4; // along each side: a pixel counts the cells with ink
const widest = 0.8; // writing keeps its proportions: it fills the grid's height, or so much of its width
const inkShare = 0.3; // the pen is so broad that this part of the grid is ink,
const broadest = 0.14; // and at most this part of the writing's height
const plainPen = 0.05; // the pen's radius where writing stays where it is

/** @param {Stroke[]} strokes */
function boxOf(strokes) {
  const points = strokes.flat();
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/**
 * Where writing goes so that it fills a grid of cells × cells.
 * @param {Stroke[]} strokes @param {number} cells @param {number} radius @returns {Placing}
 */
function placed(strokes, cells, radius) {
  const { left, right, top, bottom } = boxOf(strokes);
  const scale = Math.min(cells / (bottom - top + 2 * radius), (widest * cells) / (right - left + 2 * radius));
  return { scale, left: (left + right - cells / scale) / 2, top: (top + bottom - cells / scale) / 2 };
}

/**
 * Is (x, y) within the radius of the piece of a line from (x0, y0) on by (dx, dy)?
 * @param {number} x @param {number} y @param {number[]} from @param {number[]} by @param {number} radius
 */
function near(x, y, [x0, y0], [dx, dy], radius) {
  const length = dx * dx + dy * dy;
  const part = length ? Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length)) : 0;
  return (x - x0 - part * dx) ** 2 + (y - y0 - part * dy) ** 2 <= radius * radius;
}

/**
 * Inks the cells that a pen of this radius touches on its way from one point to another.
 * @param {Uint8Array} grid @param {number} cells @param {number[]} from @param {number[]} to @param {number} radius
 * @param {Placing} placing
 */
function inkPiece(grid, cells, from, to, radius, { scale, left, top }) {
  const by = [to[0] - from[0], to[1] - from[1]];
  /** @param {number} k @param {number} start */
  const reach = (k, start) => [
    Math.max(0, Math.floor((Math.min(from[k], to[k]) - radius - start) * scale)),
    Math.min(cells - 1, Math.ceil((Math.max(from[k], to[k]) + radius - start) * scale)),
  ];
  const [i0, i1] = reach(0, left);
  const [j0, j1] = reach(1, top);
  for (let j = j0; j <= j1; j++)
    for (let i = i0; i <= i1; i++)
      if (near((i + 0.5) / scale + left, (j + 0.5) / scale + top, from, by, radius)) grid[j * cells + i] = 1;
}

/**
 * The cells with ink, of cells × cells.
 * @param {Stroke[]} strokes @param {number} cells @param {number} radius  of the pen @param {Placing} placing
 */
function inked(strokes, cells, radius, placing) {
  const grid = new Uint8Array(cells * cells);
  for (const stroke of strokes)
    stroke.forEach((to, k) => inkPiece(grid, cells, stroke[Math.max(0, k - 1)], to, radius, placing));
  return grid;
}

/**
 * The cells of strokes that fill the grid, by the pen that suits them.
 * @param {Stroke[]} strokes @param {number} cells
 */
function fitted(strokes, cells) {
  const { left, right, top, bottom } = boxOf(strokes);
  const height = Math.max(right - left, bottom - top, 0.25);
  let thin = 0.04 * height;
  let thick = broadest * height;
  let grid = new Uint8Array(0);
  for (let turn = 0; turn < 6; turn++) {
    const radius = (thin + thick) / 2;
    grid = inked(strokes, cells, radius, placed(strokes, cells, radius));
    const ink = grid.reduce((n, v) => n + v, 0);
    if (ink > inkShare * grid.length) thick = radius;
    else thin = radius;
  }
  return grid;
}

/**
 * Strokes as size × size pixels of 0 to 1, made to look like scikit-learn's digits: the writing fills the height of a
 * fine grid, three tenths of whose cells are ink whatever the digit, and each pixel counts how many of its 16 cells
 * have ink. With `fit` false it stays where it was written, as broad as it was.
 * @param {Stroke[]} strokes @param {number} size @param {boolean} fit
 */
export function rasterise(strokes, size, fit = true) {
  const pixels = new Float64Array(size * size);
  const cells = size * cellsPerPixel;
  if (!strokes.length) return pixels;
  const asItLies = { scale: cells, left: 0, top: 0 };
  const grid = fit ? fitted(strokes, cells) : inked(strokes, cells, plainPen, asItLies);
  grid.forEach((ink, c) => {
    const row = Math.floor(Math.floor(c / cells) / cellsPerPixel);
    const column = Math.floor((c % cells) / cellsPerPixel);
    pixels[row * size + column] += ink / cellsPerPixel ** 2;
  });
  return pixels;
}

/** What is on the pad, as shares of full ink. @param {Writing} writing @param {number} size */
export function pixelsOf({ strokes, cells }, size) {
  const drawn = rasterise(strokes, size, !cells);
  return cells ? drawn.map((v, i) => Math.max(v, cells[i])) : drawn;
}
