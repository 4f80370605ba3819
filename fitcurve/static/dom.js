// Elements, and a canvas as sharp as its screen.

/**
 * @typedef {string|number|boolean|null|undefined} Attribute  true: without a value; false, null, undefined: not there
 * @typedef {{[type in keyof HTMLElementEventMap as `on${type}`]?: (e: HTMLElementEventMap[type]) => void}} Listeners
 * @typedef {Listeners & {[name in `data-${string}` | `aria-${string}`]?: Attribute} & {
 *   class?: string, role?: string, type?: string, inputmode?: string, autocomplete?: string, name?: string,
 *   placeholder?: string, title?: string, style?: string, value?: Attribute,
 *   min?: number, max?: number, step?: number|"any", tabindex?: number, rows?: number,
 *   scope?: string, hidden?: boolean, checked?: boolean, selected?: boolean, readonly?: boolean,
 * }} Attributes
 * @typedef {Node|string|null|undefined} Child
 */

/**
 * An element; `on…` attributes are listeners, strings among the children are text, never HTML.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Attributes} attrs @param {...Child} children @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attrs = {}, ...children) {
  const el = document.createElement(tag);
  for (const [key, v] of Object.entries(attrs)) {
    if (typeof v === "function") el.addEventListener(key.slice(2), /** @type {EventListener} */ (v));
    else if (v === true) el.setAttribute(key, "");
    else if (v !== false && v != null) el.setAttribute(key, String(v));
  }
  el.append(...children.filter(c => c != null));
  return el;
}

/**
 * An element's text. Other letters in the same node leave the tree of elements as it is, and the styles with it.
 * @param {Element} el @param {string} text
 */
function writeText(el, text) {
  const { firstChild: first, lastChild: last } = el;
  if (first === last && first instanceof Text) first.data = text;
  else el.textContent = text;
}

/**
 * Writes only what changed: to write the same again costs a frame the browser's look at it. `text` is the element's
 * text, `--…` a property of its style; else it is an attribute, of which a boolean says whether it is there.
 * @param {HTMLElement} el @param {Record<string, string|boolean>} attrs
 */
export function write(el, attrs) {
  for (const key in attrs) {
    const v = attrs[key];
    if (typeof v === "boolean") {
      if (el.hasAttribute(key) !== v) el.toggleAttribute(key, v);
    } else if (key === "text") {
      if (el.textContent !== v) writeText(el, v);
    } else if (key[0] === "-") {
      if (el.style.getPropertyValue(key) !== v) el.style.setProperty(key, v);
    } else if (el.getAttribute(key) !== v) el.setAttribute(key, v);
  }
}

/**
 * A button that tests and scripts find by its action.
 * @param {string} action @param {string} text @param {() => void} click @param {Attributes} more
 */
export const button = (action, text, click, more = {}) =>
  make("button", { type: "button", class: "fitcurve-button", "data-action": action, onclick: click, ...more }, text);

/**
 * A switch, found by `data-<name>`: its box, and its element.
 * @param {string} name @param {string} text @param {boolean} on @param {(on: boolean) => void} change
 */
export function toggle(name, text, on, change) {
  /** @type {HTMLInputElement} */
  const box = make("input", { type: "checkbox", role: "switch", checked: on, onchange: () => change(box.checked) });
  box.dataset[name] = "";
  return { box, el: make("label", { class: "fitcurve-switch" }, box, text) };
}

/** Pixels of the screen to one of the page. */
const density = () => window.devicePixelRatio || 1;

/**
 * Tells when the page goes on to a screen of another density, or is zoomed. Returns what ends that.
 * @param {() => void} changed
 */
export function watchDensity(changed) {
  let query = window.matchMedia(`(resolution: ${density()}dppx)`);
  const next = () => {
    query.removeEventListener("change", next);
    query = window.matchMedia(`(resolution: ${density()}dppx)`);
    query.addEventListener("change", next);
    changed();
  };
  query.addEventListener("change", next);
  return () => query.removeEventListener("change", next);
}

/**
 * Canvases don't follow a print's colours by themselves: before it they are painted by day, after it as they were.
 * `repaint(true)` paints at once. Returns what ends that.
 * @param {HTMLElement} root @param {(atOnce: boolean) => void} repaint
 */
export function paintForPrint(root, repaint) {
  /** @param {Event} e */
  const turn = ({ type }) => {
    root.toggleAttribute("data-printed", type === "beforeprint");
    repaint(type === "beforeprint");
  };
  const types = ["beforeprint", "afterprint"];
  for (const type of types) window.addEventListener(type, turn);
  return () => {
    for (const type of types) window.removeEventListener(type, turn);
  };
}

/**
 * Where the pointer is on an element, in the element's own pixels: a slide or a zoomed page shows them larger or
 * smaller than they are.
 * @param {HTMLElement} el @param {{clientX: number, clientY: number}} e @returns {[number, number]}
 */
export function placeOn(el, e) {
  const box = el.getBoundingClientRect();
  return [
    ((e.clientX - box.left) * el.offsetWidth) / box.width - el.clientLeft,
    ((e.clientY - box.top) * el.offsetHeight) / box.height - el.clientTop,
  ];
}

/** What is painted on: a canvas of the page, or a part of a sheet of paper, which has its size. */
/** @typedef {HTMLCanvasElement | {isSheet: true, getContext: (kind: "2d") => CanvasRenderingContext2D}} Canvas */

/**
 * Sizes a canvas to w × h on this screen and clears it; its context.
 * @param {Canvas} canvas @param {number} w @param {number} h
 */
export function sized(canvas, w, h) {
  if ("isSheet" in canvas) return canvas.getContext("2d");
  const dpr = density();
  const wide = Math.round(w * dpr);
  const high = Math.round(h * dpr);
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  g.setTransform(dpr, 0, 0, dpr, 0, 0);
  g.clearRect(0, 0, w, h);
  return g;
}

/**
 * How large an element is, kept up to date. (To ask it in the middle of a frame makes the browser lay out the page
 * there and then.)
 * @param {Element} el @param {() => void} changed
 */
export function roomOf(el, changed) {
  const room = { w: 0, h: 0, close: () => seer.disconnect() };
  const seer = new ResizeObserver(() => {
    Object.assign(room, { w: el.clientWidth, h: el.clientHeight });
    changed();
  });
  seer.observe(el);
  return room;
}

/** Has this element the focus? @param {Element} el */
export const hasFocus = el => /** @type {Document|ShadowRoot} */ (el.getRootNode()).activeElement === el;

/** Saves something as a file of the reader's. @param {string} name @param {Blob} content */
export function download(name, content) {
  const href = URL.createObjectURL(content);
  const link = make("a");
  link.href = href;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
