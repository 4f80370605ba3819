// The ground that the descent walks on: a map of the loss over two parameters, from above.
import { button, make, roomOf, sized, write } from "./dom.js";
import { compile, compose } from "./program.js";
import { scale, ticks } from "./plot.js";
import { snap } from "./controls.js";
import { afresh } from "./state.js";
import { brief, format } from "./words.js";

// Viridis, at eight of its own places: as light as the loss is high, to every kind of eye.
const viridis = [
  [68, 1, 84],
  [70, 50, 127],
  [54, 92, 141],
  [39, 127, 142],
  [31, 161, 135],
  [74, 194, 109],
  [159, 218, 58],
  [253, 231, 37],
];

/** The colour at t, from 0 (low) to 1 (high): [r, g, b]. */
export function tint(t) {
  const at = Math.min(1, Math.max(0, t)) * (viridis.length - 1),
    i = Math.min(viridis.length - 2, Math.floor(at));
  return viridis[i].map((v, c) => Math.round(v + (at - i) * (viridis[i + 1][c] - v)));
}

/** How far up v is, between lo and hi; the root spreads out the floor of the valley. */
export const rise = (v, lo, hi) => Math.sqrt(Math.max(0, v - lo) / (hi - lo || 1));

/** The value that the part q of all finite ones doesn't exceed. */
export function quantile(values, q) {
  const sorted = values.filter(Number.isFinite).sort();
  return sorted.length ? sorted[Math.floor(q * (sorted.length - 1))] : NaN;
}

/**
 * Where a surface has the height `level`: segments [x0, y0, x1, y1] in units of cells, by marching squares. `values` is
 * a grid of n × n, row by row.
 */
export function contour(values, n, level) {
  const found = [],
    part = (a, b) => (level - a) / (b - a);
  for (let j = 0; j < n - 1; j++)
    for (let i = 0; i < n - 1; i++) {
      const k = j * n + i,
        a = values[k],
        b = values[k + 1],
        c = values[k + n + 1],
        d = values[k + n],
        cuts = [];
      const above = (a > level) + (b > level) + (c > level) + (d > level);
      if (!above || above === 4 || !Number.isFinite(a + b + c + d)) continue;
      if (a > level !== b > level) cuts.push([i + part(a, b), j]);
      if (b > level !== c > level) cuts.push([i + 1, j + part(b, c)]);
      if (d > level !== c > level) cuts.push([i + part(d, c), j + 1]);
      if (a > level !== d > level) cuts.push([i, j + part(a, d)]);
      for (let s = 0; s + 1 < cuts.length; s += 2) found.push([...cuts[s], ...cuts[s + 1]]);
    }
  return found;
}

/** The loss at any parameters, and nothing else: forwards only. */
function sounding({ program, loss }, { x, y }) {
  const { run } = compile(compose(program, loss), x.length, []);
  return p => run([...program.inputs.map(name => (name === "x" ? x : p[name])), y])[0];
}

/** Every loss of a grid of n × n; `next(until)` goes on with it till that time, and says whether it is complete. */
export function survey(lossAt, params, [p, q], [[pl, ph], [ql, qh]], n) {
  const values = new Float64Array(n * n),
    at = { ...params },
    along = (lo, hi, i) => lo + ((hi - lo) * (i + 0.5)) / n;
  let k = 0;
  return {
    n,
    values,
    next(until, clock = () => performance.now()) {
      do {
        at[q] = along(ql, qh, Math.floor(k / n));
        for (const row = k + n - (k % n); k < row; k++) {
          at[p] = along(pl, ph, k % n);
          values[k] = lossAt(at);
          if (k % 8 === 7 && clock() > until) {
            k++;
            break;
          }
        }
      } while (k < n * n && clock() < until);
      return k === n * n;
    },
  };
}

const levels = [28, 60, 112]; // coarse first; fine when the ground has been still for a moment, so that it never shimmers
const idle = window =>
  window.requestIdleCallback
    ? [f => window.requestIdleCallback(f, { timeout: 100 }), id => window.cancelIdleCallback(id)]
    : [f => window.setTimeout(f, 4), id => window.clearTimeout(id)];

/** Hidden until asked for. Which parameters it shows is `view.across` and `view.upward`. */
export const mapPanel = fig => {
  const { names, spec, traced, hasData, act } = fig;
  if (!hasData || !traced || names.length < 2) return null;
  const canvas = make("canvas", { "data-map": true, tabindex: 0, role: "application" }),
    below = make("canvas", { "aria-hidden": "true" });
  const choose = (which, text) =>
    make(
      "select",
      {
        "data-axis": which,
        "aria-label": `${text} the map`,
        onchange: e => {
          const { across, upward } = axes(fig.state),
            other = which === "across" ? "upward" : "across",
            v = e.target.value;
          act("show", {
            across,
            upward,
            [which]: v,
            ...(v === { across, upward }[other] ? { [other]: { across, upward }[which] } : {}),
          });
        },
      },
      ...names.map(name => make("option", { value: name }, name)),
    );
  const across = choose("across", "across"),
    upward = choose("upward", "up"),
    low = make("span"),
    high = make("span"),
    note = make("span");
  const where = make("div", { class: "fitcurve-surface" }, below, canvas);
  const el = make(
    "div",
    { class: "fitcurve-map", role: "group", "aria-label": "Map of the loss", hidden: true },
    make(
      "div",
      { class: "fitcurve-map-head" },
      make("span", {}, spec.loss_name, " over ", across, " and ", upward),
      make("span", { class: "fitcurve-map-scale" }, low, make("i"), high),
    ),
    where,
    make(
      "div",
      { class: "fitcurve-map-key" },
      make("span", {}, make("b", { class: "fitcurve-here" }, "●"), " here"),
      make("span", {}, make("b", {}, "★"), " best", note),
    ),
  );
  const axes = ({ view }) => ({ across: view.across ?? names[0], upward: view.upward ?? names[1] });
  const room = roomOf(where, () => act("show", {})),
    [later, cancel] = idle(window);
  let lossAt = null,
    data = [],
    wanted = null,
    job = null,
    done = null,
    drawn = [],
    ticket = 0,
    rest = 0,
    since = 0,
    s = null,
    held = false,
    press = null;

  /** The sliders' own range, and as much more as it takes to show the best. */
  function range(name, best) {
    const { min, max } = spec.params[name],
      b = best?.params[name] ?? min;
    return b >= min && b <= max ? [min, max] : [Math.min(min, b - 0.1 * (max - b)), Math.max(max, b + 0.1 * (b - min))];
  }

  function begin(task, level) {
    const { params, on, ranges } = task;
    job = { task, level, grid: survey(lossAt, params, on, ranges, levels[level]) };
  }
  /** Goes on in the time that is left over. A coarse map is finished, so that a hand that never rests sees some. */
  function work() {
    ticket = 0;
    if (!job) return;
    if (job.task !== wanted && (job.level || job.task.key !== wanted.key)) begin(wanted, 0);
    if (!job.grid.next(performance.now() + 5)) return plan();
    const { values } = job.grid,
      lo = quantile(values, 0);
    done = { ...job, lo, hi: quantile(values, 0.96), lowest: values.indexOf(lo) };
    if (job.task !== wanted) begin(wanted, 0);
    else if (job.level + 1 < levels.length) begin(wanted, job.level + 1);
    else job = null;
    act("show", { surveyed: (fig.state.view.surveyed ?? 0) + 1 });
    plan();
  }
  function plan() {
    clearTimeout(rest);
    const still = performance.now() - since;
    if (!job || ticket) return;
    if (job.level && still < 150) rest = setTimeout(plan, 150 - still);
    else ticket = later(work);
  }

  /** Is the map on show still that of this state? If not, another one is wanted. */
  function want(state) {
    const { across, upward } = axes(state),
      on = [across, upward],
      ranges = on.map(name => range(name, state.best)),
      rest = names.filter(name => !on.includes(name)).map(name => state.params[name]);
    if (state.x !== data[0] || state.y !== data[1]) {
      data = [state.x, state.y];
      lossAt = sounding(spec, state);
      wanted = null;
    }
    const key = `${on} ${ranges}`,
      seen = `${key} ${rest}`;
    if (wanted?.seen === seen) return;
    const fresh = !wanted || wanted.key !== key;
    since = performance.now();
    wanted = { key, seen, on, ranges, params: state.params };
    if (fresh || !job || job.level) begin(wanted, 0);
    plan();
  }

  /** The colours, and lines of equal loss. */
  function paintPicture(g, { grid: { n, values }, lo, hi }, { left, right, top, bottom }) {
    const small = document.createElement("canvas"),
      image = new ImageData(n, n);
    small.width = small.height = n;
    values.forEach((v, k) => {
      const at = 4 * ((n - 1 - Math.floor(k / n)) * n + (k % n));
      if (Number.isFinite(v)) image.data.set([...tint(rise(v, lo, hi)), 255], at);
    });
    small.getContext("2d").putImageData(image, 0, 0);
    const x = scale(-0.5, n - 0.5, left, right),
      y = scale(-0.5, n - 0.5, bottom, top);
    g.drawImage(small, left, top, right - left, bottom - top);
    g.strokeStyle = "#fff";
    g.globalAlpha = 0.45;
    g.lineWidth = 1;
    g.beginPath();
    for (let i = 1; i <= 9; i++)
      for (const [x0, y0, x1, y1] of contour(values, n, lo + (i / 10) ** 2 * (hi - lo))) {
        g.moveTo(x(x0), y(y0));
        g.lineTo(x(x1), y(y1));
      }
    g.stroke();
    g.globalAlpha = 1;
  }

  /** What lies below the walk: drawn when there is another map, not at every frame. The scales that it is drawn in. */
  function paintBelow({ on, ranges }, map) {
    const { w, h } = room,
      g = sized(below, w, h),
      { ink } = fig,
      [xlim, ylim] = ranges;
    g.font = ink.font;
    const bottom = h - ink.size * 2,
      top = 6,
      right = w - 10,
      ys = ticks(...ylim, bottom - top, ink.size * 3.6),
      left = Math.max(...ys.map(t => g.measureText(t.text).width)) + 14,
      xs = ticks(...xlim, right - left, ink.size * 5);
    const s = {
      left,
      right,
      top,
      bottom,
      on,
      ranges,
      x: scale(...xlim, left, right),
      y: scale(...ylim, bottom, top),
      ux: scale(left, right, ...xlim),
      uy: scale(bottom, top, ...ylim),
    };
    g.fillStyle = ink.soft;
    g.textAlign = "right";
    g.textBaseline = "middle";
    for (const t of ys) g.fillText(t.text, left - 7, s.y(t.v));
    g.textAlign = "center";
    g.textBaseline = "top";
    for (const t of xs) g.fillText(t.text, s.x(t.v), bottom + 6);
    if (map) {
      paintPicture(g, map, s);
      write(low, { text: format(map.lo, 3) });
      write(high, { text: format(map.hi, 3) });
    }
    return s;
  }

  function star(g, x, y, r, full) {
    g.beginPath();
    for (let i = 0; i < 10; i++) {
      const a = (i * Math.PI) / 5 - Math.PI / 2,
        d = i % 2 ? r * 0.42 : r;
      g.lineTo(x + d * Math.cos(a), y + d * Math.sin(a));
    }
    g.closePath();
    g.lineWidth = 3;
    g.strokeStyle = "#000";
    g.stroke();
    g.fillStyle = full ? "#fff" : "#0008";
    g.fill();
    g.lineWidth = 1.5;
    g.strokeStyle = "#fff";
    g.stroke();
  }

  function paintMap(state) {
    const map = done?.task.key === wanted.key ? done : null,
      task = map?.task ?? wanted,
      [p, q] = task.on,
      { w, h } = room,
      { ink } = fig,
      { history, params, best } = state;
    if (!w || !h) return;
    const news = [map, task.key, w, h, ink];
    if (news.some((v, i) => v !== drawn[i])) {
      s = paintBelow(task, map);
      drawn = news;
    }
    const { left, right, top, bottom } = s,
      g = sized(canvas, w, h);
    g.save();
    g.beginPath();
    g.rect(left, top, right - left, bottom - top);
    g.clip();
    g.lineJoin = g.lineCap = "round";
    for (const [ink, wide] of [
      ["#000a", 4],
      ["#fff", 2],
    ]) {
      g.strokeStyle = ink;
      g.lineWidth = wide;
      g.beginPath();
      for (const m of history) g.lineTo(s.x(m.params[p]), s.y(m.params[q]));
      g.stroke();
    }
    const rest = names.filter(name => name !== p && name !== q),
      near =
        best &&
        rest.every(
          name => Math.abs(best.params[name] - params[name]) <= 0.01 * (spec.params[name].max - spec.params[name].min),
        );
    if (best) star(g, s.x(best.params[p]), s.y(best.params[q]), ink.size * 0.75, near);
    g.restore();
    const inside = (v, a, b) => Math.min(Math.max(v, Math.min(a, b)), Math.max(a, b)),
      x = inside(s.x(params[p]), left, right),
      y = inside(s.y(params[q]), bottom, top);
    g.beginPath();
    g.arc(x, y, ink.size * 0.5, 0, 2 * Math.PI);
    g.lineWidth = 5;
    g.strokeStyle = "#000";
    g.stroke();
    g.lineWidth = 2.5;
    g.strokeStyle = "#fff";
    g.stroke();
    g.fillStyle = ink.curve;
    g.fill();
    write(note, {
      text:
        best && !near
          ? `, but with ${rest.map(name => `${name} = ${brief(Number(best.params[name].toPrecision(3)))}`).join(", ")}`
          : "",
    });
    note.parentNode.hidden = !best;
    const k = map ? map.lowest : -1,
      n = map?.grid.n,
      at = (i, [lo, hi]) => brief(Number((lo + ((hi - lo) * (i + 0.5)) / n).toPrecision(3)));
    write(canvas, {
      "aria-label": `map of ${spec.loss_name} over ${p} and ${q}: arrow keys move the start, shift by ten steps`,
      "aria-description":
        k < 0
          ? ""
          : `now ${p} ${brief(params[p])}, ${q} ${brief(params[q])}; lowest on this map near ${p} ${at(k % n, task.ranges[0])}, ${q} ${at(Math.floor(k / n), task.ranges[1])}`,
    });
  }

  /** For tests and other people's scripts: what the map shows, and where. */
  canvas.fitcurve = () =>
    s && {
      left: s.left,
      right: s.right,
      top: s.top,
      bottom: s.bottom,
      on: s.on,
      ranges: s.ranges,
      params: done?.task.params,
      values: done && Array.from(done.grid.values),
      complete: !job && !!done,
    };

  // ── A hand on the map ──
  const place = (u, v) => {
    const [p, q] = s.on,
      [[pl, ph], [ql, qh]] = s.ranges,
      tidy = (v, name, lo, hi) => {
        const { min, step } = spec.params[name];
        return Math.min(
          hi,
          Math.max(lo, Number((min + (Math.round(((v - min) / step) * 10) / 10) * step).toPrecision(12))),
        );
      };
    act("set", { [p]: tidy(u, p, pl, ph), [q]: tidy(v, q, ql, qh) });
  };
  const spot = e => {
    const box = canvas.getBoundingClientRect();
    return [e.clientX - box.left, e.clientY - box.top];
  };
  const goTo = e => {
    const [px, py] = spot(e);
    place(s.ux(px), s.uy(py));
  };
  const near = e => {
    const [px, py] = spot(e),
      { params } = fig.state;
    return s && Math.hypot(s.x(params[s.on[0]]) - px, s.y(params[s.on[1]]) - py) < 24;
  };
  const start = () => {
    act("startHere");
    fig.done();
    tell();
  };
  const tell = () => {
    const { params, view } = fig.state;
    fig.say(
      `${s.on.map(name => `${name} ${brief(params[name])}`).join(", ")}${view.veiled ? "" : `: ${spec.loss_name} ${format(fig.numbers().loss)}`}`,
    );
  };
  const on = (type, f, how) => canvas.addEventListener(type, f, how);
  on("pointerdown", e => {
    if (e.button !== 0 || !s || fig.state.view.veiled) return;
    press = spot(e);
    held = e.pointerType !== "touch" || near(e);
    if (held) {
      canvas.setPointerCapture(e.pointerId);
      if (!near(e)) goTo(e);
    }
  });
  on("pointermove", e => {
    if (held && Math.hypot(spot(e)[0] - press[0], spot(e)[1] - press[1]) > 2) {
      press = [-99, -99];
      goTo(e);
    }
  });
  on("pointerup", e => {
    if (!press) return;
    if (!held) goTo(e);
    held = false;
    press = null;
    start();
  });
  on("pointercancel", () => {
    if (held) start();
    held = false;
    press = null;
  });
  on(
    "touchstart",
    e => {
      if (near(e.touches[0])) e.preventDefault();
    },
    { passive: false },
  );
  on("keydown", e => {
    const way = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 1], ArrowDown: [1, -1] }[e.key];
    if (!way || !s || e.ctrlKey || e.metaKey || e.altKey || fig.state.view.veiled) return;
    e.preventDefault();
    const name = s.on[way[0]],
      { min, max, step } = spec.params[name],
      [lo, hi] = s.ranges[way[0]];
    act("set", {
      [name]: snap(fig.state.params[name] + way[1] * step * (e.shiftKey ? 10 : 1), {
        min: min + Math.ceil((lo - min) / step - 1e-9) * step,
        max: Math.max(max, hi),
        step,
      }),
    });
    act("startHere");
    fig.done(false);
    tell();
  });
  const show = () => act("show", { map: !fig.state.view.map });
  const opener = button("map", "Map", show, { "aria-pressed": "false", title: "The loss, seen from above (m)" });

  return {
    name: "map",
    where: "main",
    el,
    head: opener,
    shortcuts: { m: { label: "map of the loss, shown or not", act: show } },
    keys: { label: "the map: arrows move the start, with shift by ten steps" },
    /** A walk begins here. */
    actions: { startHere: st => ({ ...st, momentum: null, ...afresh(st) }) },
    paint(state) {
      const { map, veiled } = state.view;
      write(opener, { "aria-pressed": String(!!map) });
      el.hidden = !map;
      if (!map) {
        cancel(ticket);
        clearTimeout(rest);
        ticket = 0;
        return;
      }
      const { across: p, upward: q } = axes(state);
      if (across.value !== p) across.value = p;
      if (upward.value !== q) upward.value = q;
      want(state);
      plan();
      paintMap(state);
      canvas.tabIndex = veiled ? -1 : 0;
    },
    close() {
      cancel(ticket);
      clearTimeout(rest);
      room.close();
      job = null;
    },
  };
};
