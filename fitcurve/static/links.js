// Links of other people's figures, read as from strangers: bounded, looked at, refused by name. Pure.

/** @typedef {import("./types.js").Params} Params */
/** @typedef {Pick<import("./types.js").Spec, "title"|"params">} Of  the figure that links must be of */

const longest = 20_000; // characters of a link
const mostWords = 1000; // of its key=value pairs
const longestText = 1e6; // characters that are pasted
const whole = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i;

/** What the end of a link says: texts by name. @param {string} link */
function wordsOf(link) {
  if (link.length > longest) throw new Error(`a link of ${link.length} characters: ${longest} are the most`);
  const at = link.indexOf("#fitcurve=");
  if (at < 0) throw new Error("no link of a figure: that has #fitcurve= in it");
  if (link.slice(at).split("&").length > mostWords) throw new Error("a link of too many words");
  return new URLSearchParams(link.slice(at + 1).trim());
}

/** @param {string} name @param {string} text */
function finite(name, text) {
  const v = text.length <= 40 && whole.test(text) ? Number(text) : NaN;
  if (Number.isFinite(v)) return v;
  throw new Error(`the link's ${name} is no number: ${text.slice(0, 40)}`);
}

/**
 * The parameters that a link says; Error, which says why, for one that isn't of such a figure. (Python reads them by
 * the same rules, and refuses them in the same words: `read_link`.)
 * @param {string} link @param {Of} of @returns {Params}
 */
export function readLink(link, { title, params }) {
  const words = wordsOf(link);
  const names = Object.keys(params);
  const of = words.get("f") ?? title;
  if (of !== title) throw new Error(`the link is of ${of.slice(0, 80)}, and this figure of ${title}`);
  const given = [...words.keys()].filter(key => key.startsWith("p.")).map(key => key.slice(2));
  const missing = names.find(name => !given.includes(name));
  if (missing !== undefined) throw new Error(`the link has no ${missing}`);
  const odd = given.find(name => !names.includes(name));
  if (odd !== undefined) throw new Error(`the link has ${odd.slice(0, 40)}, which this figure has not`);
  return Object.fromEntries(names.map(name => [name, finite(name, words.get(`p.${name}`) ?? "")]));
}

/** Of a choice, is there such an option? @param {Params} at @param {Of} of */
function checkChoices(at, { params }) {
  for (const [name, { options }] of Object.entries(params))
    if (options && !(at[name] in options)) throw new Error(`${name} has no option ${at[name]}`);
}

/** What stands before a link on its line is a name. @param {string} text */
const tidy = text =>
  text
    .replace(/^[\s,;:|]+|[\s,;:|]+$/g, "")
    .replace(/\s+/g, " ")
    .slice(0, 80);

/**
 * Links as they were pasted, in lines or with commas, each perhaps after a name: those that can be taken, and why
 * others can't.
 * @param {string} text @param {Of} of
 * @returns {{taken: {name: string, params: Params}[], refused: string[]}}
 */
export function readLinks(text, of) {
  /** @type {{name: string, params: Params}[]} */
  const taken = [];
  /** @type {string[]} */
  const refused = [];
  if (text.length > longestText) return { taken, refused: [`${text.length} characters: that is no list of links`] };
  for (const line of text.split(/[\r\n]+/)) {
    const pieces = [...line.matchAll(/(.*?)([^\s,;|"<>]*#fitcurve=[^\s,;|"<>]*)/g)];
    const rest = tidy(line.slice(pieces.reduce((n, [piece]) => n + piece.length, 0)));
    for (const [, before, link] of pieces) {
      const name = tidy(before);
      try {
        const params = readLink(link, of);
        checkChoices(params, of);
        taken.push({ name, params });
      } catch (e) {
        refused.push(`${name || short(link)}: ${/** @type {Error} */ (e).message}`);
      }
    }
    if (rest) refused.push(`${short(rest)}: no link of a figure: that has #fitcurve= in it`);
  }
  return { taken, refused };
}

/** @param {string} text */
const short = text => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
