// Brings a figure to life where it stands. It travels as text: a notebook's output and a saved file run it as it is, and
// to a widget's module Python adds `export default widget`. So it has no import and no export of its own.

/** A browser never forgets a module: the same sources are linked once, however many figures they serve. */
const linked = (globalThis.fitcurveModules ??= new Map());

/** Sources as they travel compressed: an object of name -> text, as JSON, in gzip, in base64. */
async function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

/** The module `entry`, each module linked to those that it imports: `from "./fit.js"` becomes the address of its text. */
async function link(entry, sources) {
  const urls = {};
  const address = name =>
    (urls[name] ??= URL.createObjectURL(new Blob([addressed(sources[name])], { type: "text/javascript" })));
  const addressed = text => text.replace(/\bfrom "\.\/([\w-]+\.js)"/g, (_, name) => `from "${address(name)}"`);
  try {
    return await import(address(entry));
  } finally {
    for (const url of Object.values(urls)) URL.revokeObjectURL(url);
  }
}

/** The module `entry`, once its stylesheets stand before `place`. `key` tells one set of sources from another. */
async function load(entry, key, read, place) {
  if (!linked.has(key)) {
    const reading = Promise.resolve(read());
    linked.set(key, { module: reading.then(sources => link(entry, sources)), reading });
  }
  const { module, reading } = linked.get(key);
  const loaded = await module;
  const style = document.createElement("style");
  style.textContent = Object.entries(await reading)
    .filter(([name]) => name.endsWith(".css"))
    .map(([, text]) => text)
    .join("\n");
  place.before(style);
  return loaded;
}

/** A figure without a kernel: `page` holds its picture, what is known of it, and the sources, packed or as plain text. */
async function bring(page) {
  const { entry } = page.dataset;
  const place = page.querySelector(".fitcurve-saved");
  const spec = JSON.parse(page.querySelector("[type='application/json']").textContent);
  const packed = page.querySelector("[data-packed]")?.textContent;
  const plain = () =>
    Object.fromEntries(Array.from(page.querySelectorAll("[data-module]"), el => [el.dataset.module, el.textContent]));
  const key = packed ?? JSON.stringify(plain());
  (await load(entry, key, packed ? () => unpack(packed) : plain, place)).mount(place, spec);
}

/** A figure with a kernel: anywidget's door. */
const widget = {
  async render({ model, el }) {
    const place = document.createElement("div");
    el.append(place);
    const packed = model.get("_source");
    const module = await load(model.get("_entry"), packed, () => unpack(packed), place);
    return module.default.render({ model, el: place });
  },
};
