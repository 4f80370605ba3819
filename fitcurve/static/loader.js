// Brings a figure to life where it stands. It travels as text: a notebook's output and a saved file run it as it is,
// and to a widget's module Python adds `export default widget`. So it has no import and no export of its own.

/** @typedef {Record<string, string>} Sources  the text of modules and stylesheets, by name */
/** @typedef {{mount: Function, default: {render: Function}}} Entry  what the modules `figure.js` and `pad.js` export */

/** @typedef {Map<string, {module: Promise<Entry>, reading: Promise<Sources>}>} Linked */
/** @typedef {{get: (trait: string) => string, set: (trait: string, v: string) => void}} Model  the kernel's end */
/** @typedef {{page: HTMLElement, show: (model?: Model) => void, leave: () => void}} Seat  where a figure is shown */
/** @typedef {{model?: Model, seats: Set<Seat>}} Home  a figure's model, once it is here, and where it is shown */
/** @typedef {{fitcurveHomes?: Map<string, Home>, fitcurveTexts?: Map<string, string>}} Shared  by all figures */
/** @type {typeof globalThis & Shared & {fitcurveModules?: Linked}} */
const everywhere = globalThis;

/** A browser never forgets a module: the same sources are linked once, however many figures they serve. */
const linked = (everywhere.fitcurveModules ??= new Map());

/**
 * Sources as they travel compressed: as JSON, in gzip, in base64.
 * @param {string} packed @returns {Promise<Sources>}
 */
async function unpack(packed) {
  try {
    const bytes = Uint8Array.from(atob(packed), c => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return await new Response(stream).json();
  } catch {
    throw new Error("this page was damaged, in its modules");
  }
}

/** What a page knows of its figure. @param {HTMLElement|null} block */
function specIn(block) {
  try {
    return JSON.parse(block?.textContent ?? "");
  } catch {
    throw new Error("this page was damaged, in what it knows of the figure");
  }
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
  if (place.previousElementSibling?.matches("style")) return loaded;
  const style = document.createElement("style");
  style.textContent = Object.entries(await reading)
    .filter(([name]) => name.endsWith(".css"))
    .map(([, text]) => text)
    .join("\n");
  place.before(style);
  return loaded;
}

/** JupyterLab keeps the models of figures that are gone; lest each keep its sources too, they all share one text. */
const texts = (everywhere.fitcurveTexts ??= new Map());

/** @param {Model} model */
function shareText(model) {
  const text = model.get("_source");
  if (!texts.has(text)) texts.set(text, text);
  model.set("_source", texts.get(text) ?? text);
}

/** By the name that Python gave each figure. A notebook's output meets here the model that its kernel sends. */
const homes = (everywhere.fitcurveHomes ??= new Map());
const patience = 3000; // ms that a Jupyter gets to bring the model, before the figure goes on without a kernel

/** @param {string} name */
function homeOf(name) {
  const home = homes.get(name) ?? { seats: new Set() };
  homes.set(name, home);
  return home;
}

/** Who stands in a cleared output leaves; a cell that is only out of sight keeps its own. @param {Home} home */
function tidy(home) {
  for (const seat of home.seats) {
    if (seat.page.isConnected || seat.page.closest(".jp-Cell")) continue;
    seat.leave();
    home.seats.delete(seat);
  }
}

/** Shows the figure with its model, now or once that is here; without one where none comes. @param {Seat} seat */
function sit(seat) {
  const { figure = "" } = seat.page.dataset;
  if (!figure) return seat.show();
  const home = homeOf(figure);
  tidy(home);
  home.seats.add(seat);
  if (home.model) return seat.show(home.model);
  const isJupyter = document.getElementById("jupyter-config-data");
  setTimeout(() => !home.model && seat.show(), isJupyter ? patience : 0);
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
 * A figure in a page: `page` holds its picture, what is known of it, and the sources, packed or as plain text.
 * @param {HTMLElement} page
 */
function bring(page) {
  const { entry = "" } = page.dataset;
  /** @param {string} selector */
  const find = selector => /** @type {HTMLElement|null} */ (page.querySelector(selector));
  const place = /** @type {HTMLElement} */ (find(".fitcurve-saved"));
  const packed = find("[data-packed]")?.textContent;
  const blocks = /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-module]"));
  /** @type {Sources} */
  const plain = Object.fromEntries(Array.from(blocks, el => [el.dataset.module, el.textContent]));
  const key = packed ?? JSON.stringify(plain);
  const modules = () => load(entry, key, () => (packed ? unpack(packed) : plain), place);
  modules().catch(() => {}); // at once, while the model is on its way; what goes wrong is said when the figure is shown
  let close = () => {};
  let turn = 0;
  sit({
    page,
    async show(model) {
      const mine = ++turn;
      await orSay(place, !!packed, async () => {
        const module = await modules();
        if (mine !== turn) return;
        close();
        close = model
          ? module.default.render({ model, el: place })
          : module.mount(place, specIn(find("[type='application/json']")));
      });
    },
    leave() {
      turn++;
      close();
      close = () => {};
    },
  });
}

/** A figure with a kernel: anywidget's doors. One opens when the model comes, the other for each of its views. */
const widget = {
  /** @param {{model: Model}} place */
  initialize({ model }) {
    shareText(model);
    const name = model.get("_figure");
    const home = homeOf(name);
    home.model = model;
    for (const seat of home.seats) seat.show(model);
    return () => {
      delete home.model;
      for (const seat of home.seats) seat.leave();
      tidy(home);
      if (!home.seats.size) homes.delete(name);
    };
  },
  /** @param {{model: Model, el: HTMLElement}} place */
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
