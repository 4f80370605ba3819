/**
 * A pad to write on, and what a net makes of the writing: a page of its own, as figure.js is one.
 */
import { button, make, sized, write } from "./dom.js";
import { inksOf } from "./ink.js";
import { compile } from "./program.js";

const block = 4; // a pixel counts a block of 4 × 4 cells
const wide = 0.8; // writing keeps its proportions: it fills the grid's height, or so much of its width
const part = 0.3,
  broad = 0.14; // the pen is so broad that this part of the grid is ink, and at most so broad

/** The cells with ink, of cells × cells, where the strokes are drawn by a pen of radius r, fitted to the grid or as they lie. */
function inked(strokes, cells, r, fit) {
  const points = strokes.flat(),
    xs = points.map(p => p[0]),
    ys = points.map(p => p[1]),
    grid = new Uint8Array(cells * cells);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const s = fit ? Math.min(cells / (bottom - top + 2 * r), (wide * cells) / (right - left + 2 * r)) : cells;
  const dx = fit ? (left + right - cells / s) / 2 : 0,
    dy = fit ? (top + bottom - cells / s) / 2 : 0; // cell = (coordinate − d) · s
  for (const stroke of strokes)
    for (let k = 0; k < stroke.length; k++) {
      const [x0, y0] = stroke[Math.max(0, k - 1)],
        [x1, y1] = stroke[k],
        vx = x1 - x0,
        vy = y1 - y0,
        long = vx * vx + vy * vy;
      const first = (v, d) => Math.max(0, Math.floor((v - r - d) * s)),
        last = (v, d) => Math.min(cells - 1, Math.ceil((v + r - d) * s));
      for (let j = first(Math.min(y0, y1), dy); j <= last(Math.max(y0, y1), dy); j++)
        for (let i = first(Math.min(x0, x1), dx); i <= last(Math.max(x0, x1), dx); i++) {
          const x = (i + 0.5) / s + dx - x0,
            y = (j + 0.5) / s + dy - y0;
          const t = long ? Math.min(1, Math.max(0, (x * vx + y * vy) / long)) : 0;
          if ((x - t * vx) ** 2 + (y - t * vy) ** 2 <= r * r) grid[j * cells + i] = 1;
        }
    }
  return grid;
}

/** The cells of strokes that are fitted to the grid, by the pen that suits them. */
function fitted(strokes, cells) {
  const points = strokes.flat(),
    span = k => Math.max(...points.map(p => p[k])) - Math.min(...points.map(p => p[k])),
    height = Math.max(span(0), span(1), 0.25);
  let lo = 0.04 * height,
    hi = broad * height,
    grid;
  for (let i = 0; i < 6; i++) {
    const r = (lo + hi) / 2;
    grid = inked(strokes, cells, r, true);
    if (grid.reduce((n, v) => n + v, 0) > part * grid.length) hi = r;
    else lo = r;
  }
  return grid;
}

/**
 * Strokes (lists of [x, y], 0 to 1 across the pad) as size × size pixels of 0 to 1, made to look like scikit-learn's
 * digits: the writing fills the height of a fine grid, three tenths of whose cells are ink whatever the digit, and each
 * pixel counts how many of its 16 cells have ink. With `fit` false it stays where it was written, as broad as it was.
 */
export function rasterise(strokes, size, fit = true) {
  const pixels = new Float64Array(size * size),
    cells = size * block;
  if (!strokes.length) return pixels;
  const grid = fit ? fitted(strokes, cells) : inked(strokes, cells, 0.05, false);
  grid.forEach((v, c) => {
    pixels[Math.floor(Math.floor(c / cells) / block) * size + Math.floor((c % cells) / block)] += v / block ** 2;
  });
  return pixels;
}

/** What is on the pad, as shares of full ink: what was painted or loaded, and the strokes over it. */
export const seen = ({ strokes, cells }, size) => {
  const drawn = rasterise(strokes, size, !cells);
  return cells ? drawn.map((v, i) => Math.max(v, cells[i])) : drawn;
};

const percent = p => (p > 0.99 && p < 1 ? "over 99 %" : p < 0.01 ? "under 1 %" : `${Math.round(100 * p)} %`);

/** Puts a pad into `el`; `host` is the kernel's end: `{ send(pixels), listen(callback) }`. Returns what takes it away. */
export function mount(el, spec, host = null) {
  const { size, labels, ink } = spec,
    net = compile(spec.program, 1),
    soft = compile(spec.soft, 1),
    count = size * size;
  const blank = { strokes: [], cells: null },
    paint = v => Float64Array.from(v, u => Math.min(1, Math.max(0, u / ink)));
  let state = spec.now?.some(v => v) ? { strokes: [], cells: paint(spec.now) } : blank,
    past = [],
    hand = null,
    at = [size / 2, size / 2].map(Math.floor);
  let frame = 0,
    frames = 0,
    speaking = 0,
    sending = 0,
    gone = false,
    reading = null;

  const live = make("div", { class: "fitcurve-live", "aria-live": "polite" });
  const say = text => {
    clearTimeout(speaking);
    live.textContent = text;
  };
  const later = () => {
    clearTimeout(speaking);
    speaking = setTimeout(() => say(verdict()), 500);
  };
  const verdict = () =>
    reading ? `looks like ${labels[reading.best]}, ${percent(reading.probs[reading.best])}` : "nothing is written";

  const undoButton = button("undo", "↶", undo, { "aria-label": "Undo" }),
    clearButton = button("clear", "Clear", () => change(blank));
  const pad = make("canvas", {
    "data-pad": true,
    role: "img",
    "aria-label": "A pad: write a digit here, with the pointer or a finger",
  });
  const hint = make("span", { class: "fitcurve-hint", "aria-hidden": "true" }, "Write a digit");
  const grid = make("canvas", { "aria-hidden": "true" });
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
  const bars = labels.map(label => {
    const bar = make("i"),
      text = make("span", { class: "fitcurve-probability" });
    return {
      bar,
      text,
      el: make(
        "li",
        { "data-label": label },
        make("span", { class: "fitcurve-name" }, String(label)),
        make("span", { class: "fitcurve-bar", "aria-hidden": "true" }, bar),
        text,
      ),
    };
  });
  const said = make("p", { class: "fitcurve-verdict", "data-verdict": true }),
    list = make("ul", { class: "fitcurve-bars", "aria-label": "How sure the net is" }, ...bars.map(b => b.el));
  const samples = spec.examples.map(({ pixels, label }, i) => {
    const canvas = make("canvas", { "aria-hidden": "true" });
    return {
      canvas,
      pixels: paint(pixels),
      el: make(
        "button",
        {
          type: "button",
          class: "fitcurve-sample",
          "data-example": i,
          "aria-label": `Example ${i + 1}${label == null ? "" : `: a ${label}`}`,
          onclick: () => change({ strokes: [], cells: paint(pixels) }),
        },
        canvas,
      ),
    };
  });
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
    make(
      "div",
      { class: "fitcurve-head" },
      make("span", { class: "fitcurve-title" }, spec.title),
      undoButton,
      clearButton,
    ),
    make(
      "div",
      { class: "fitcurve-desk" },
      make("div", { class: "fitcurve-pad" }, pad, hint),
      make("div", { class: "fitcurve-eye" }, keys, make("span", { class: "fitcurve-caption" }, "what the net sees")),
      make("div", { class: "fitcurve-answer" }, said, list),
    ),
    samples.length
      ? make("div", { class: "fitcurve-samples", role: "group", "aria-label": "Examples" }, ...samples.map(s => s.el))
      : null,
    live,
  );

  // ── What is on the pad, and what the net makes of it ──
  function change(next, told = true) {
    if (next === state) return;
    past.push(state);
    past = past.slice(-200);
    show(next);
    if (told) send(0);
  }
  function undo() {
    if (past.length) {
      show(past.pop());
      send(0);
    }
  }
  function show(next) {
    state = next;
    read();
    later();
    draw();
  }
  const empty = pixels => pixels.every(v => !v);
  function read() {
    const pixels = seen(state, size),
      scores = Array.from(net.run([pixels.map(v => v * ink)])),
      probs = Array.from(soft.run([scores]));
    reading = empty(pixels) ? null : { pixels, scores, probs, best: probs.indexOf(Math.max(...probs)) };
  }
  function send(wait = 120) {
    if (!host || (sending && wait)) return;
    clearTimeout(sending);
    sending = setTimeout(() => {
      sending = 0;
      host.send(Array.from(seen(state, size), v => v * ink));
    }, wait);
  }

  // ── Pointer and keys ──
  const place = e => {
    const b = pad.getBoundingClientRect();
    return [(e.clientX - b.left) / b.width, (e.clientY - b.top) / b.height];
  };
  pad.addEventListener("pointerdown", e => {
    if (hand != null || e.button) return;
    e.preventDefault();
    hand = e.pointerId;
    pad.setPointerCapture(hand);
    change({ ...state, strokes: [...state.strokes, [place(e)]] }, false);
    send();
  });
  pad.addEventListener("pointermove", e => {
    if (e.pointerId !== hand) return;
    const { strokes } = state,
      more = e.getCoalescedEvents?.() ?? [],
      points = (more.length ? more : [e]).map(place);
    show({ ...state, strokes: [...strokes.slice(0, -1), [...strokes.at(-1), ...points]] });
    send();
  });
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"])
    pad.addEventListener(type, e => {
      if (e.pointerId === hand) {
        hand = null;
        send(0);
      }
    });

  const pixelAt = () => at[1] * size + at[0];
  const tell = () =>
    say(
      `row ${at[1] + 1}, column ${at[0] + 1}, ${percent(seen(state, size)[pixelAt()])
        .replace(/^under.*/, "empty")
        .replace("100 %", "ink")}`,
    );
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  keys.addEventListener("keydown", e => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (moves[e.key]) {
      at = at.map((v, i) => Math.min(size - 1, Math.max(0, v + moves[e.key][i])));
      tell();
      draw();
    } else if (e.key === " ") {
      const cells = seen(state, size),
        i = pixelAt();
      cells[i] = cells[i] ? 0 : 1;
      change({ strokes: [], cells });
      tell();
      later();
    } else if (e.key === "Delete" || e.key === "Backspace") change(blank);
    else return;
    e.preventDefault();
  });
  for (const type of ["focus", "blur"]) keys.addEventListener(type, () => draw());
  root.addEventListener("keydown", e => {
    const key = e.key.toLowerCase();
    if ((key === "u" && !e.ctrlKey && !e.metaKey && !e.altKey) || (key === "z" && (e.ctrlKey || e.metaKey))) {
      e.preventDefault();
      undo();
    }
  });
  for (const type of ["keydown", "keypress", "keyup"]) root.addEventListener(type, e => e.stopPropagation());

  // ── The picture, once a frame ──
  function draw() {
    if (!frame && !gone) frame = requestAnimationFrame(picture);
  }
  const css = name => inksOf(root, [name])[name];
  function pixelsOn(canvas, pixels, lines) {
    const w = canvas.clientWidth,
      g = sized(canvas, w, w),
      d = w / size;
    g.fillStyle = css("ink");
    for (let i = 0; i < count; i++)
      if (pixels[i]) {
        g.globalAlpha = pixels[i];
        g.fillRect((i % size) * d, Math.floor(i / size) * d, d + 0.3, d + 0.3);
      }
    g.globalAlpha = 1;
    if (!lines) return g;
    g.strokeStyle = css("line");
    g.lineWidth = 1;
    g.beginPath();
    for (let k = 1; k < size; k++) {
      g.moveTo(k * d, 0);
      g.lineTo(k * d, w);
      g.moveTo(0, k * d);
      g.lineTo(w, k * d);
    }
    g.stroke();
    return g;
  }
  function picture() {
    frame = 0;
    const w = pad.clientWidth,
      pixels = reading?.pixels ?? new Float64Array(count),
      g = sized(pad, w, w);
    if (state.cells) {
      g.globalAlpha = 0.35;
      const d = w / size;
      g.fillStyle = css("ink");
      state.cells.forEach((v, i) => {
        g.globalAlpha = 0.35 * v;
        if (v) g.fillRect((i % size) * d, Math.floor(i / size) * d, d + 0.3, d + 0.3);
      });
      g.globalAlpha = 1;
    }
    Object.assign(g, { lineWidth: w * 0.075, lineCap: "round", lineJoin: "round", strokeStyle: css("ink") });
    for (const stroke of state.strokes) {
      g.beginPath();
      stroke.forEach(([x, y], i) => (i ? g.lineTo(x * w, y * w) : g.moveTo(x * w, y * w)));
      if (stroke.length === 1) g.lineTo(stroke[0][0] * w + 0.01, stroke[0][1] * w);
      g.stroke();
    }
    const s = pixelsOn(grid, pixels, true),
      d = grid.clientWidth / size;
    if (document.activeElement === keys) {
      s.strokeStyle = css("curve");
      s.lineWidth = 3;
      s.strokeRect(at[0] * d + 1.5, at[1] * d + 1.5, d - 3, d - 3);
    }
    hint.hidden = !!reading || hand != null;
    bars.forEach(({ el: row, bar, text }, i) => {
      const p = reading?.probs[i] ?? 0;
      bar.style.width = `${100 * p}%`;
      write(text, { text: reading ? percent(p).replace(/^(under|over) /, w => (w[0] === "u" ? "<" : ">")) : "" });
      row.classList.toggle("fitcurve-winner", reading?.best === i);
    });
    write(said, { text: reading ? verdict().replace("looks", "Looks") : "Nothing written yet" });
    for (const b of [
      [undoButton, past.length],
      [clearButton, state !== blank],
    ])
      write(b[0], { "aria-disabled": String(!b[1]) });
    root.dataset.frame = ++frames;
  }
  const restyle = () => {
    for (const s of samples) pixelsOn(s.canvas, s.pixels, false);
    draw();
  };

  root.fitcurve = {
    state: () => ({
      pixels: Array.from(seen(state, size), v => v * ink),
      scores: reading?.scores ?? null,
      probs: reading?.probs ?? null,
      reading: reading ? labels[reading.best] : null,
      strokes: state.strokes.length,
    }),
  };
  root.addEventListener("transitionstart", e => {
    if (e.target === root) restyle();
  });
  el.replaceChildren(root);
  const watcher = new ResizeObserver(restyle);
  watcher.observe(root);
  const off = host?.listen(pixels => {
    const mine = seen(state, size);
    if (hand == null && !sending && pixels.some((v, i) => Math.abs(v / ink - mine[i]) > 1e-6))
      change({ strokes: [], cells: paint(pixels) }, false);
  });
  read();
  draw();
  return () => {
    gone = true;
    off?.();
    watcher.disconnect();
    cancelAnimationFrame(frame);
    clearTimeout(speaking);
    clearTimeout(sending);
    root.remove();
  };
}

/** anywidget's door. */
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
