// A drawing written as SVG: its shapes in their order, in groups, each style once. Pure.

/** @typedef {Record<string, string|number>} Attributes */
/**
 * @typedef {{group: string, clip: string, tag: string, shape: Attributes, text: string, style: Attributes}} Item
 *   `group`: the class of the group that it is in; `clip`: what it is clipped by, by name, or nothing
 */
/** @typedef {{d: string, clip: string}} Clip  a path, inside another clip or not */

/** As SVG has it: a hundredth of a pixel is enough. @param {number} v */
export const short = v => Number(v.toFixed(2));

/** @param {string} text */
const escaped = text =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "") // XML has no word for these
    .replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);

/** @param {string} tag @param {Attributes} attrs @param {string} inside  elements, or text that is escaped */
function element(tag, attrs, inside = "") {
  const all = Object.entries(attrs).map(([name, v]) => ` ${name}="${escaped(String(v))}"`);
  return `<${tag}${all.join("")}${inside ? `>${inside}</${tag}>` : "/>"}`;
}

/** @param {string} inside */
const lines = inside => `\n${inside}\n`;

/** @param {string} name @returns {Attributes} */
const clippedBy = name => (name ? { "clip-path": `url(#${name})` } : {});

/**
 * Items that follow each other and share something, each run of them as `write` writes it.
 * @param {Item[]} items @param {(item: Item) => string} shared @param {(run: Item[]) => string} write
 */
function runs(items, shared, write) {
  /** @type {Item[][]} */
  const found = [];
  for (const item of items) {
    const last = found.at(-1);
    if (last && shared(last[0]) === shared(item)) last.push(item);
    else found.push([item]);
  }
  return found.map(write).join("\n");
}

/** Of items in one style, this stands once. @param {Item[]} items */
function alike(items) {
  const [{ style }, ...others] = items;
  const own = others.length ? {} : style;
  const all = items.map(({ tag, shape, text }) => element(tag, { ...shape, ...own }, escaped(text))).join("\n");
  return others.length ? element("g", style, lines(all)) : all;
}

/** @param {Item[]} items */
function clipped(items) {
  const inside = runs(items, item => JSON.stringify(item.style), alike);
  const [{ clip }] = items;
  return clip ? element("g", clippedBy(clip), lines(inside)) : inside;
}

/** @param {Item[]} items */
const grouped = items => element("g", { class: items[0].group }, lines(runs(items, item => item.clip, clipped)));

/**
 * The file: w × h pixels, with a title, and all of it in words for whoever can't see it.
 * @param {Item[]} items @param {Record<string, Clip>} clips  by name
 * @param {{w: number, h: number, title: string, words: string}} about
 */
export function svgOf(items, clips, { w, h, title, words }) {
  const paths = Object.entries(clips).map(([id, { d, clip }]) =>
    element("clipPath", { id, ...clippedBy(clip) }, element("path", { d })),
  );
  const root = { xmlns: "http://www.w3.org/2000/svg", width: w, height: h, viewBox: `0 0 ${w} ${h}`, role: "img" };
  const inside = [
    element("title", {}, escaped(title)),
    element("desc", {}, escaped(words)),
    paths.length ? element("defs", {}, lines(paths.join("\n"))) : "",
    runs(items, item => item.group, grouped),
  ];
  return `${element("svg", root, lines(inside.filter(Boolean).join("\n")))}\n`;
}
