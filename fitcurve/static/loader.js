// Brings a figure to life where it stands. It travels as text: a notebook's output and a saved file run it as it is,
// and to a widget's module Python adds `export default widget`. So it has no import and no export of its own.

/** @typedef {Record<string, string>} Sources  the text of modules and stylesheets, by name */
/** @typedef {{mount: Function, default: {render: Function}}} Entry  what the modules `figure.js` and `pad.js` export */

/** @typedef {Map<string, {module: Promise<Entry>, reading: Promise<Sources>}>} Linked */
/** @type {typeof globalThis & {fitcurveModules?: Linked}} */
const everywhere = globalThis;

/** A browser never forgets a module: the same sources are linked once, however many figures they serve. */
const linked = (everywhere.fitcurveModules ??= new Map());

/**
 * Sources as they travel compressed: as JSON, in gzip, in base64.
 * @param {string} packed @returns {Promise<Sources>}
 */
async function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

/**
 * The module `entry`, each module linked to those that it imports: `from "./fit.js"` becomes the address of its text.
 * @param {string} entry @param {Sources} sources @returns {Promise<Entry>}
 */
async function link(entry, sources) {
  /** @type {Record<string, string>} */
  const urls = {};
  /** @param {string} name @returns {string} */
  const address = name =>
    (urls[name] ??= URL.createObjectURL(new Blob([addressed(sources[name])], { type: "text/javascript" })));
  /** @param {string} text */
  const addressed = text => text.replace(/\bfrom "\.\/([\w-]+\.js)"/g, (_, name) => `from "${address(name)}"`);
  try {
    return await import(address(entry));
  } finally {
    for (const url of Object.values(urls)) URL.revokeObjectURL(url);
  }
}

/**
 * The module `entry`, once its stylesheets stand before `place`. `key` tells one set of sources from another.
 * @param {string} entry @param {string} key @param {() => Sources|Promise<Sources>} read @param {Element} place
 */
async function load(entry, key, read, place) {
  let found = linked.get(key);
  if (!found) {
    const reading = Promise.resolve(read());
    found = { module: reading.then(sources => link(entry, sources)), reading };
    linked.set(key, found);
  }
  const { module, reading } = found;
  const loaded = await module;
  const style = document.createElement("style");
  style.textContent = Object.entries(await reading)
    .filter(([name]) => name.endsWith(".css"))
    .map(([, text]) => text)
    .join("\n");
  place.before(style);
  return loaded;
}

const needs = "It comes to life in Chrome and Edge from version 105, in Firefox from 113, in Safari from 16.4.";

/** What the modules call without asking, the oldest of these browsers has. @param {boolean} packed */
function isTooOld(packed) {
  const calls = [[].at, [].findLastIndex, Object.hasOwn, Element.prototype.replaceChildren];
  if (packed) calls.push(/** @type {any} */ (globalThis).DecompressionStream);
  return calls.some(call => !call) || !CSS.supports("container-type", "inline-size");
}

/**
 * Runs `start`. If that fails, `place` keeps what it shows, its picture, and says beneath it what is wrong.
 * @template T @param {Element} place @param {boolean} packed @param {() => Promise<T>} start
 * @returns {Promise<T|undefined>}
 */
async function orSay(place, packed, start) {
  const before = [...place.childNodes];
  try {
    if (isTooOld(packed)) throw new Error(`this browser is too old. ${needs}`);
    return await start();
  } catch (e) {
    const note = document.createElement("p");
    note.setAttribute("role", "note");
    note.textContent = `The live figure can't start here: ${e instanceof Error ? e.message : e}`;
    place.textContent = "";
    place.append(...before, note);
    console.warn(e);
  }
}

/**
 * A figure without a kernel: `page` holds its picture, what is known of it, and the sources, packed or as plain text.
 * @param {HTMLElement} page
 */
async function bring(page) {
  const { entry = "" } = page.dataset;
  /** @param {string} selector */
  const find = selector => /** @type {HTMLElement} */ (page.querySelector(selector));
  const place = find(".fitcurve-saved");
  const spec = JSON.parse(find("[type='application/json']").textContent);
  const packed = find("[data-packed]")?.textContent;
  const blocks = /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-module]"));
  /** @type {Sources} */
  const plain = Object.fromEntries(Array.from(blocks, el => [el.dataset.module, el.textContent]));
  const key = packed ?? JSON.stringify(plain);
  await orSay(place, !!packed, async () =>
    (await load(entry, key, () => (packed ? unpack(packed) : plain), place)).mount(place, spec),
  );
}

/** A figure with a kernel: anywidget's door. */
const widget = {
  /** @param {{model: {get: (trait: string) => string}, el: HTMLElement}} place */
  async render({ model, el }) {
    const place = document.createElement("div");
    el.append(place);
    const packed = model.get("_source");
    return orSay(place, true, async () => {
      const module = await load(model.get("_entry"), packed, () => unpack(packed), place);
      return module.default.render({ model, el: place });
    });
  },
};
