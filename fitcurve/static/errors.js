// Error bars: those of other data, and of one point more. Pure.

/** The median, the lower one of an even number, as torch has it. @param {Float64Array} v */
export const median = v => v.slice().sort()[(v.length - 1) >> 1];

/**
 * The error bars of n points: as they are, or where the number of points is another, their median for each.
 * @param {Float64Array|null} yerr @param {number} n
 */
export const errorsFor = (yerr, n) => (!yerr || yerr.length === n ? yerr : new Float64Array(n).fill(median(yerr)));
