// Elements, and a canvas as sharp as its screen.

/** An element; `on…` attributes are listeners, strings among the children are text, never HTML. */
export function make(tag, attrs = {}, ...children) {
  const el = document.createElement(tag);
  for (const [key, v] of Object.entries(attrs)) {
    if (key.startsWith("on")) el.addEventListener(key.slice(2), v);
    else if (v === true) el.setAttribute(key, "");
    else if (v !== false && v != null) el.setAttribute(key, v);
  }
  el.append(...children.filter(c => c != null));
  return el;
}

/** Writes only what changed, so that a frame costs what it shows. */
export function write(el, attrs) {
  for (const [key, v] of Object.entries(attrs)) {
    if (key === "text") {
      if (el.textContent !== v) el.textContent = v;
    } else if (el.getAttribute(key) !== v) el.setAttribute(key, v);
  }
}

/** A button that tests and scripts find by its action. */
export const button = (action, text, click, more = {}) =>
  make("button", { type: "button", class: "fitcurve-button", "data-action": action, onclick: click, ...more }, text);

/** A switch, found by `data-<name>`. */
export const toggle = (name, text, on, change) =>
  make(
    "label",
    { class: "fitcurve-switch" },
    make("input", {
      type: "checkbox",
      role: "switch",
      [`data-${name}`]: true,
      checked: on,
      onchange: e => change(e.target.checked),
    }),
    text,
  );

/** Sizes a canvas to w × h on this screen and clears it; its context. */
export function sized(canvas, w, h) {
  const dpr = window.devicePixelRatio || 1,
    [W, H] = [Math.round(w * dpr), Math.round(h * dpr)];
  if (canvas.width !== W || canvas.height !== H) {
    canvas.width = W;
    canvas.height = H;
  }
  const g = canvas.getContext("2d");
  g.setTransform(dpr, 0, 0, dpr, 0, 0);
  g.clearRect(0, 0, w, h);
  return g;
}

/** How large an element is, kept up to date. (To ask it in the middle of a frame makes the browser lay out the page there and then.) */
export function roomOf(el, changed) {
  const room = { w: 0, h: 0, close: () => seer.disconnect() };
  const seer = new ResizeObserver(() => {
    Object.assign(room, { w: el.clientWidth, h: el.clientHeight });
    changed();
  });
  seer.observe(el);
  return room;
}
