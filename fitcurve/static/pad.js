/**
 * A pad to write on, and what a net makes of the writing: a page of its own, as figure.js is one.
 *
 *   writing.js     what is on the pad, what the net reads there      rasterise.js   strokes as pixels
 *   program.js     the net, traced                                   ink.js, dom.js colours, elements, canvases
 */
import { checkPad } from "./door.js";
import { button, make, paintForPrint, sized, watchDensity, write } from "./dom.js";
import { keepKeys, keyOf } from "./keys.js";
import { inksOf } from "./ink.js";
import { blank, openWriting } from "./writing.js";

/** @typedef {import("./writing.js").Pad} Pad */
/** @typedef {import("./writing.js").PadSpec} PadSpec */
/** @typedef {import("./writing.js").Host} Host */
/** @typedef {Record<string, string>} Inks  colours by name */
/** @typedef {{say(text: string): void, sayVerdict(): void, draw(): void}} Page  what the panels are given besides */

/** @param {number} p */
const percent = p => (p > 0.99 && p < 1 ? "over 99 %" : p < 0.01 ? "under 1 %" : `${Math.round(100 * p)} %`);
/** The same, where there is little room. @param {number} p */
const percentShort = p => percent(p).replace("over ", ">").replace("under ", "<");
/** A number to four digits. @param {number} v */
const short = v => String(Number(v.toPrecision(4))).replace("-", "−");

const overlap = 0.3; // of a screen's pixel, so that no seam shows between squares

/**
 * Squares of ink on a canvas, as dark as the pixels say.
 * @param {CanvasRenderingContext2D} g @param {Float64Array} pixels @param {number} size @param {number} width
 * @param {number} strength
 */
function paintPixels(g, pixels, size, width, strength = 1) {
  const d = width / size;
  pixels.forEach((v, i) => {
    if (!v) return;
    g.globalAlpha = strength * v;
    g.fillRect((i % size) * d, Math.floor(i / size) * d, d + overlap, d + overlap);
  });
  g.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} g @param {number} size @param {number} width */
function paintLines(g, size, width) {
  const d = width / size;
  g.lineWidth = 1;
  g.beginPath();
  for (let k = 1; k < size; k++) {
    g.moveTo(k * d, 0);
    g.lineTo(k * d, width);
    g.moveTo(0, k * d);
    g.lineTo(width, k * d);
  }
  g.stroke();
}

/**
 * Strokes as the pen left them.
 * @param {CanvasRenderingContext2D} g @param {Pad} pad @param {number} w @param {Inks} inks
 */
function paintStrokes(g, pad, w, inks) {
  Object.assign(g, { lineWidth: w * 0.075, lineCap: "round", lineJoin: "round", strokeStyle: inks.ink });
  for (const stroke of pad.writing.strokes) {
    g.beginPath();
    for (const [x, y] of stroke) g.lineTo(x * w, y * w);
    if (stroke.length === 1) g.lineTo(stroke[0][0] * w + 0.01, stroke[0][1] * w);
    g.stroke();
  }
}

/** Where a hand writes. @param {Pad} pad */
function paper(pad) {
  const canvas = /** @type {HTMLCanvasElement} */ (
    make("canvas", {
      "data-pad": true,
      role: "img",
      "aria-label": "A pad: write a digit here, with the pointer or a finger",
    })
  );
  const hint = make("span", { class: "fitcurve-hint", "aria-hidden": "true" }, "Write a digit");
  /** @type {number|null} */
  let hand = null; // the pointer that writes

  /** @param {PointerEvent} e @returns {[number, number]} */
  const place = e => {
    const box = canvas.getBoundingClientRect();
    return [(e.clientX - box.left) / box.width, (e.clientY - box.top) / box.height];
  };
  canvas.addEventListener("pointerdown", e => {
    if (hand != null || e.button) return;
    e.preventDefault();
    hand = e.pointerId;
    pad.held = true;
    canvas.setPointerCapture(hand);
    const { writing } = pad;
    pad.change({ ...writing, strokes: [...writing.strokes, [place(e)]] }, false);
    pad.send();
  });
  canvas.addEventListener("pointermove", e => {
    if (e.pointerId !== hand) return;
    const { writing } = pad;
    const between = e.getCoalescedEvents?.() ?? [];
    const points = (between.length ? between : [e]).map(place);
    const last = [...(writing.strokes.at(-1) ?? []), ...points];
    pad.show({ ...writing, strokes: [...writing.strokes.slice(0, -1), last] });
    pad.send();
  });
  /** @param {PointerEvent} e */
  const lift = e => {
    if (e.pointerId !== hand) return;
    hand = null;
    pad.held = false;
    pad.send(0);
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("lostpointercapture", lift);

  return {
    el: make("div", { class: "fitcurve-pad" }, canvas, hint),
    /** @param {Inks} inks */
    paint(inks) {
      const w = canvas.clientWidth;
      const g = sized(canvas, w, w);
      g.fillStyle = inks.ink;
      if (pad.writing.cells) paintPixels(g, pad.writing.cells, pad.spec.size, w, 0.35);
      paintStrokes(g, pad, w, inks);
      hint.hidden = !!pad.reading || pad.held;
    },
  };
}

/** @type {Record<string, number[]>} */
const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** What the net sees, to be painted by keys. @param {Pad} pad @param {Page} page */
function eye(pad, { say, sayVerdict, draw }) {
  const { size } = pad.spec;
  const grid = /** @type {HTMLCanvasElement} */ (make("canvas", { "aria-hidden": "true" }));
  const keys = make(
    "div",
    {
      class: "fitcurve-seen",
      "data-seen": true,
      role: "application",
      tabindex: 0,
      "aria-label": `What the net sees, ${size} by ${size} pixels: arrows move, space paints, delete clears, u undoes`,
    },
    grid,
  );
  const middle = Math.floor(size / 2);
  let [column, row] = [middle, middle];

  const tell = () => {
    const p = percent(pad.pixels[row * size + column]);
    const words = p.startsWith("under") ? "empty" : p.replace("100 %", "ink");
    say(`row ${row + 1}, column ${column + 1}, ${words}`);
  };
  /** @param {number} v */
  const inside = v => Math.min(size - 1, Math.max(0, v));
  /** @param {string} key */
  function press(key) {
    if (moves[key]) {
      column = inside(column + moves[key][0]);
      row = inside(row + moves[key][1]);
      tell();
      draw();
    } else if (key === " ") {
      const cells = pad.pixels;
      const i = row * size + column;
      cells[i] = cells[i] ? 0 : 1;
      pad.change({ strokes: [], cells });
      tell();
      sayVerdict();
    } else if (key === "Delete" || key === "Backspace") pad.change(blank);
    else return false;
    return true;
  }
  keys.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
    if (!e.ctrlKey && !e.metaKey && !e.altKey && press(e.key)) e.preventDefault();
  });
  keys.addEventListener("focus", draw);
  keys.addEventListener("blur", draw);

  const { paper, ink } = pad.spec;
  const caption = make(
    "span",
    { class: "fitcurve-caption" },
    `what the net sees: ${short(paper)} for paper to ${short(ink)} for ink`,
  );
  return {
    el: make("div", { class: "fitcurve-eye" }, keys, caption),
    /** @param {Inks} inks */
    paint(inks) {
      const w = grid.clientWidth;
      const d = w / size;
      const g = sized(grid, w, w);
      g.fillStyle = inks.ink;
      if (pad.reading) paintPixels(g, pad.reading.pixels, size, w);
      g.strokeStyle = inks.line;
      paintLines(g, size, w);
      if (document.activeElement !== keys) return;
      g.strokeStyle = inks.curve;
      g.lineWidth = 3;
      g.strokeRect(column * d + 1.5, row * d + 1.5, d - 3, d - 3);
    },
  };
}

/** What the net says is there, in words. @param {Pad} pad */
function verdictOn({ reading, spec }) {
  if (!reading) return "nothing is written";
  return `looks like ${spec.labels[reading.best]}, ${percent(reading.probs[reading.best])}`;
}

/** The net's answer: in words, and a bar for each label. @param {Pad} pad */
function answer(pad) {
  const verdict = make("p", { class: "fitcurve-verdict", "data-verdict": true });
  const rows = pad.spec.labels.map(label => {
    const bar = make("i");
    const number = make("span", { class: "fitcurve-probability" });
    const el = make(
      "li",
      { "data-label": label },
      make("span", { class: "fitcurve-name" }, String(label)),
      make("span", { class: "fitcurve-bar", "aria-hidden": "true" }, bar),
      number,
    );
    return { el, bar, number };
  });
  const list = make("ul", { class: "fitcurve-bars", "aria-label": "How sure the net is" }, ...rows.map(r => r.el));
  return {
    el: make("div", { class: "fitcurve-answer" }, verdict, list),
    paint() {
      const { reading } = pad;
      write(verdict, { text: reading ? verdictOn(pad).replace("looks", "Looks") : "Nothing written yet" });
      rows.forEach(({ el, bar, number }, i) => {
        const p = reading?.probs[i] ?? 0;
        bar.style.width = `${100 * p}%`;
        write(number, { text: reading ? percentShort(p) : "" });
        el.classList.toggle("fitcurve-winner", reading?.best === i);
      });
    },
  };
}

/** How well the net reads what is known: a net on another scale shows here. @param {[number, number]} right */
const rightly = ([n, all]) => `of these ${all} the net reads ${n} as labelled`;

/** Pictures to load into the pad. @param {Pad} pad */
function samples(pad) {
  const { examples, size, right } = pad.spec;
  const pictures = examples.map(({ pixels, label }, i) => {
    const canvas = /** @type {HTMLCanvasElement} */ (make("canvas", { "aria-hidden": "true" }));
    const el = make(
      "button",
      {
        type: "button",
        class: "fitcurve-sample",
        "data-example": i,
        "aria-label": `Example ${i + 1}${label == null ? "" : `: a ${label}`}`,
        onclick: () => pad.change(pad.painted(pixels)),
      },
      canvas,
    );
    return { el, canvas, pixels: pad.shares(pixels) };
  });
  const buttons = pictures.map(p => p.el);
  const known = right[1] ? make("span", { class: "fitcurve-caption", "data-right": true }, rightly(right)) : null;
  return {
    el: buttons.length
      ? make("div", { class: "fitcurve-samples", role: "group", "aria-label": "Examples" }, ...buttons, known)
      : null,
    /** They change with the size and the theme only. @param {Inks} inks */
    restyle(inks) {
      for (const { canvas, pixels } of pictures) {
        const w = canvas.clientWidth;
        const g = sized(canvas, w, w);
        g.fillStyle = inks.ink;
        paintPixels(g, pixels, size, w);
      }
    },
  };
}

/**
 * Undo by keys; and whatever is typed here is no shortcut of the notebook's. Returns what ends that.
 * @param {HTMLElement} root @param {Pad} pad
 */
function listenForUndo(root, pad) {
  /** @param {KeyboardEvent} e */
  const isUndo = e => {
    const key = keyOf(e).toLowerCase();
    const control = e.ctrlKey || e.metaKey;
    return (key === "u" && !control && !e.altKey) || (key === "z" && control);
  };
  root.addEventListener("keydown", e => {
    if (!isUndo(e)) return;
    e.preventDefault();
    pad.undo();
  });
  return keepKeys(root, isUndo);
}

/** A voice for screen readers: at once, or when the hand has rested a moment. @param {() => string} verdict */
function voice(verdict) {
  const el = make("div", { class: "fitcurve-live", "aria-live": "polite" });
  let timer = 0;
  /** @param {string} text */
  const say = text => {
    clearTimeout(timer);
    el.textContent = text;
  };
  const sayVerdict = () => {
    clearTimeout(timer);
    timer = setTimeout(() => say(verdict()), 500);
  };
  return { el, say, sayVerdict, close: () => clearTimeout(timer) };
}

/**
 * Puts a pad into `el`. Returns what takes it away.
 * @param {HTMLElement} el @param {PadSpec} spec @param {Host|null} host
 */
export function mount(el, spec, host = null) {
  checkPad(spec);
  let frame = 0;
  let frames = 0;
  let gone = false;
  const live = voice(() => verdictOn(pad));
  const draw = () => {
    if (!frame && !gone) frame = requestAnimationFrame(paint);
  };
  const pad = openWriting(spec, host, () => {
    live.sayVerdict();
    draw();
  });
  const undo = button("undo", "↶", pad.undo, { "aria-label": "Undo" });
  const clear = button("clear", "Clear", () => pad.change(blank));
  const panels = [paper(pad), eye(pad, { ...live, draw }), answer(pad)];
  const examples = samples(pad);
  const root = make(
    "div",
    {
      class: "fitcurve fitcurve-writing",
      "data-fitcurve": true,
      "data-frame": 0,
      role: "group",
      "aria-label": spec.title,
      "data-lm-suppress-shortcuts": "true",
    },
    make("div", { class: "fitcurve-head" }, make("span", { class: "fitcurve-title" }, spec.title), undo, clear),
    make("div", { class: "fitcurve-desk" }, ...panels.map(panel => panel.el)),
    examples.el,
    live.el,
  );
  const offKeys = listenForUndo(root, pad);
  const inksNow = () => inksOf(root, ["ink", "line", "curve"]);
  /** @type {Inks|null} */
  let inks = null;

  /** The picture, once a frame. */
  function paint() {
    frame = 0;
    inks ??= inksNow();
    for (const panel of panels) panel.paint(inks);
    write(undo, { "aria-disabled": String(!pad.canUndo) });
    write(clear, { "aria-disabled": String(pad.writing === blank) });
    root.dataset.frame = String(++frames);
  }
  /** The size or the theme has changed. */
  const restyle = () => {
    inks = inksNow();
    examples.restyle(inks);
    draw();
  };
  root.addEventListener("transitionstart", e => {
    if (e.target === root) restyle();
  });
  Object.assign(root, { fitcurve: { state: () => stateOf(pad) } });
  el.replaceChildren(root);
  const watcher = new ResizeObserver(restyle);
  watcher.observe(root);
  const offDensity = watchDensity(draw);
  const offPrint = paintForPrint(root, now => {
    restyle();
    if (now) paint();
  });
  draw();
  return () => {
    gone = true;
    pad.close();
    live.close();
    watcher.disconnect();
    offKeys();
    offDensity();
    offPrint();
    cancelAnimationFrame(frame);
    root.remove();
  };
}

/** For tests and other people's scripts. @param {Pad} pad */
function stateOf({ inkOf, pixels, reading, spec, writing }) {
  return {
    pixels: inkOf(pixels),
    scores: reading?.scores ?? null,
    probs: reading?.probs ?? null,
    reading: reading ? spec.labels[reading.best] : null,
    strokes: writing.strokes.length,
  };
}

/**
 * anywidget's door.
 * @typedef {{
 *   get: ((name: "_spec") => PadSpec) & ((name: "_pixels") => number[]), set(name: "_pixels", pixels: number[]): void,
 *   save_changes(): void, on(event: string, f: () => void): void, off(event: string, f: () => void): void,
 * }} Model
 * @param {{model: Model, el: HTMLElement}} view
 */
function render({ model, el }) {
  return mount(
    el,
    { ...model.get("_spec"), now: model.get("_pixels") },
    {
      send(pixels) {
        model.set("_pixels", pixels);
        model.save_changes();
      },
      listen(callback) {
        const changed = () => callback(model.get("_pixels"));
        model.on("change:_pixels", changed);
        return () => model.off("change:_pixels", changed);
      },
    },
  );
}
export default { render };
