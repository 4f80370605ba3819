// The dials: the four settings of a descent. This is the one list of them in the page; their names are Python's.

/** @typedef {import("./types.js").Dials} Dials */
/** @typedef {import("./types.js").Spec} Spec */

/**
 * Which values of each make sense.
 * @type {{[name in keyof Dials]: (v: Dials[name], spec: Pick<Spec, "limits"|"schedules">) => boolean}}
 */
const allowed = {
  lr: v => Number.isFinite(v) && v > 0,
  friction: v => v >= 0 && v <= 1,
  schedule: (v, { schedules }) => Object.hasOwn(schedules ?? {}, v),
  steps: (v, { limits }) => Number.isInteger(v) && v >= 1 && v <= limits.steps,
};

export const dialNames = /** @type {(keyof Dials)[]} */ (Object.keys(allowed));

/** Does this value make sense for this dial? @param {keyof Dials} name @param {any} v @param {Spec} spec */
export const makesSense = (name, v, spec) => allowed[name](/** @type {never} */ (v), spec);

/**
 * Those of `words` that make sense, as dials: numbers are read, words that are no number are none.
 * @param {(name: keyof Dials) => string|null} words @param {Spec} spec @returns {Partial<Dials>}
 */
export function readDials(words, spec) {
  const read = dialNames.map(name => {
    const word = words(name);
    const number = word?.trim() ? Number(word) : NaN;
    const v = name === "schedule" ? word : number;
    return /** @type {const} */ ([name, /** @type {never} */ (v)]);
  });
  return Object.fromEntries(read.filter(([name, v]) => makesSense(name, v, spec)));
}

/** Those that are not as in `usual`, by name. @param {Dials} dials @param {Dials} usual */
export const turned = (dials, usual) => dialNames.filter(name => dials[name] !== usual[name]);

/** @param {Partial<Dials>} a @param {Partial<Dials>} b */
export const sameDials = (a, b) => dialNames.every(name => a[name] === b[name]);
