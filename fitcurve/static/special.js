// Functions that JavaScript lacks: log Γ and its slopes, Bessel's functions. Pure. The formulas are numbered as by
// Abramowitz and Stegun.

const euler = 0.5772156649015329;

/** A polynomial in x, its highest power first. @param {number} x @param {number[]} numbers */
function polynomial(x, numbers) {
  let y = 0;
  for (const c of numbers) y = y * x + c;
  return y;
}

/** ζ(k) - 1: its first terms, and the rest by Euler and Maclaurin (23.2.1, 23.1.30). @param {number} k */
function zetaLessOne(k) {
  const n = 40;
  let sum = 0;
  for (let i = 2; i < n; i++) sum += i ** -k;
  return sum + n ** -k * (n / (k - 1) + 1 / 2 + k / (12 * n) - (k * (k + 1) * (k + 2)) / (720 * n ** 3));
}
const series = Array.from({ length: 29 }, (_, i) => ((-1) ** i * zetaLessOne(30 - i)) / (30 - i));

/** log Γ(2 + z), for |z| up to a half (6.1.33). @param {number} z */
const nearTwo = z => z * (1 - euler) + z * z * polynomial(z, series);

/** π times the way to the nearest whole number. @param {number} x */
const piFraction = x => Math.PI * (x - Math.round(x));

const stirling = [1 / 156, -691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12];
/** log |Γ(x)|, from 12 on by Stirling's series (6.1.41). @param {number} x @returns {number} */
export function lgamma(x) {
  if ((x <= 0 && Number.isInteger(x)) || Math.abs(x) === Infinity) return Infinity;
  if (x < 0) return Math.log(Math.PI / Math.abs(Math.sin(piFraction(x)))) - lgamma(1 - x);
  if (x < 0.5) return lgamma(x + 1) - Math.log(x);
  if (x < 1.5) return nearTwo(x - 1) - Math.log1p(x - 1);
  if (x >= 12) return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + polynomial(1 / (x * x), stirling) / x;
  let factor = 1;
  while (x > 2.5) factor *= --x;
  return Math.log(factor) + nearTwo(x - 2);
}

const psi = [-1 / 12, 691 / 32760, -1 / 132, 1 / 240, -1 / 252, 1 / 120, -1 / 12, 0];
/** The slope of log Γ (6.3.18). @param {number} x @returns {number} */
export function digamma(x) {
  if (x === 0) return -1 / x;
  if (x < 0 && (Number.isInteger(x) || x === -Infinity)) return NaN;
  if (x < 0) return digamma(1 - x) - Math.PI / Math.tan(piFraction(x));
  let sum = 0;
  for (; x < 12; x++) sum -= 1 / x;
  return sum + Math.log(x) - 1 / (2 * x) + polynomial(1 / (x * x), psi);
}

const psi1 = [7 / 6, -691 / 2730, 5 / 66, -1 / 30, 1 / 42, -1 / 30, 1 / 6, 1];
/** The slope of that (6.4.12). @param {number} x @returns {number} */
export function trigamma(x) {
  if (x < 0) return (Math.PI / Math.sin(Math.PI * x)) ** 2 - trigamma(1 - x);
  let sum = 0;
  for (; x < 12; x++) sum += 1 / (x * x);
  return sum + polynomial(1 / (x * x), psi1) / x + 1 / (2 * x * x);
}

/**
 * Bessel's J (with `turn` -1) or I (1) of order 0 or 1, by its series (9.1.10, 9.6.10).
 * @param {number} order @param {number} x @param {number} turn
 */
function besselSeries(order, x, turn) {
  const s = (turn * x * x) / 4;
  let term = order ? x / 2 + 0 : 1; // of -0 it is 0, as torch has it
  let sum = term;
  for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k++) sum += term *= s / (k * (k + order));
  return sum;
}

/**
 * The terms of its expansion where x is large (9.2.9, 9.7.1).
 * @param {number} order @param {number} x
 */
function largeTerms(order, x) {
  const terms = [1];
  for (let k = 1; k < 40 && Math.abs(terms[k - 1]) > 1e-17; k++)
    terms.push((terms[k - 1] * (4 * order - (2 * k - 1) ** 2)) / (8 * k * x));
  return terms;
}

/** J where x is large (9.2.5). @param {number} order @param {number} x */
function besselLarge(order, x) {
  let [p, q] = [0, 0];
  largeTerms(order, x).forEach((term, k) => {
    const signed = k % 4 < 2 ? term : -term;
    if (k % 2) q += signed;
    else p += signed;
  });
  const [c, s] = [Math.cos(x), Math.sin(x)]; // of x - π/4, or of x - 3π/4
  const [cos, sin] = order ? [s - c, -(s + c)] : [c + s, s - c];
  return (p * cos - q * sin) / Math.sqrt(Math.PI * x);
}

/** J of orders 0 and 1 between 1 and 25: backwards by recurrence, then scaled (9.1.27, 9.1.46). @param {number} x */
function besselBackwards(x) {
  let [after, now, sum] = [0, 1e-200, 0];
  for (let k = 2 * Math.ceil((x + 40) / 2); k > 0; k--) {
    [after, now] = [now, ((2 * k) / x) * now - after];
    if (k % 2) sum += k > 1 ? 2 * now : now;
  }
  return [now / sum, after / sum];
}

/** @param {number} order  0 or 1 @returns {(x: number) => number} */
const besselJ = order => x => {
  const a = Math.abs(x);
  const side = order && x < 0 ? -1 : 1;
  if (!(a < Infinity)) return NaN; // as torch has it
  if (a < 1) return besselSeries(order, x, -1);
  return side * (a > 25 ? besselLarge(order, a) : besselBackwards(a)[order]);
};
export const [j0, j1] = [besselJ(0), besselJ(1)];

/** @param {number} order  0 or 1 @returns {(x: number) => number} */
const besselI = order => x => {
  const a = Math.abs(x);
  const side = order && x < 0 ? -1 : 1;
  if (!(a < Infinity)) return NaN;
  if (a <= 30) return besselSeries(order, x, 1);
  const half = Math.exp(a / 2); // all at once it would overflow too early
  const sum = largeTerms(order, a).reduce((y, term, k) => y + (k % 2 ? -term : term), 0);
  return ((side * half) / Math.sqrt(2 * Math.PI * a)) * sum * half;
};
export const [i0, i1] = [besselI(0), besselI(1)];
