// A function of parts, as a sum of ReLUs: each part by itself, its hook to drag, one more, one less, and Fit.
import { leastAbsolute } from "./best.js";
import { button, make, write } from "./dom.js";
import { compile } from "./program.js";
import { brief } from "./words.js";

/**
 * A long walk downhill by the steps of Python's own `descend`, Shor's r-algorithm: along the gradient in a space that is
 * stretched wherever gradients have differed. A length is measured in sliders; steps get shorter geometrically, from
 * `first` to `last`. The walk ends at the best place on its way.
 */
export function* longWalk(measure, params, limits, { steps = 1000, first = 0.05, last = 1e-3, shrink = 0.9 } = {}) {
  let { loss, grad } = measure(params),
    best = { params, loss },
    before = null;
  const names = Object.keys(params).filter(name => grad[name] || params[name]),
    n = names.length; // the others are nought, and stay it
  const span = names.map(name => limits[name].max - limits[name].min),
    space = Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => +(i === j)));
  const back = v => {
    const to = new Float64Array(n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) to[j] += space[i][j] * v[i];
    return to;
  };
  const on = v =>
    Float64Array.from(space, row => {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += row[j] * v[j];
      return sum;
    });
  const dot = v => v.reduce((sum, o) => sum + o * o, 0);
  for (let t = 0; t < steps; t++) {
    const slope = Float64Array.from(names, (name, i) => grad[name] * span[i]);
    if (!slope.every(Number.isFinite)) break;
    if (before) {
      const across = back(slope.map((v, i) => v - before[i])),
        size = dot(across),
        along = on(across);
      if (size > 0)
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) space[i][j] += ((shrink - 1) / size) * along[i] * across[j];
    }
    const down = back(slope),
      size = Math.sqrt(dot(down)),
      step = on(down);
    if (!(size > 0)) break;
    before = slope;
    params = { ...params };
    names.forEach((name, i) => {
      params[name] -= ((first * (last / first) ** (t / steps)) / size) * step[i] * span[i];
    });
    ({ loss, grad } = measure(params));
    if (loss < best.loss) best = { params, loss };
    yield { params, loss };
  }
  yield best;
}

/** What each run of points costs as one straight piece, `costs[i][j]` for those from i up to j in the order of x: a row at each turn. */
export function* pieceCosts(x, y) {
  const order = Array.from(x.keys()).sort((i, j) => x[i] - x[j]),
    n = order.length,
    u = order.map(i => x[i]),
    v = order.map(i => y[i]),
    costs = [];
  const level = v => {
    const s = [...v].sort((a, b) => a - b),
      m = s[s.length >> 1];
    return s.reduce((sum, o) => sum + Math.abs(o - m), 0);
  };
  const line = (u, v) =>
    v.length *
    (leastAbsolute([Float64Array.from(u), new Float64Array(v.length).fill(1)], Float64Array.from(v))?.loss ?? 0);
  for (let i = 0; i < n; i++) {
    const row = new Float64Array(n + 1);
    for (let j = i + 2; j <= n; j++)
      row[j] = u[i] === u[j - 1] ? level(v.slice(i, j)) : j - i > 2 ? line(u.slice(i, j), v.slice(i, j)) : 0;
    costs.push(row);
    yield costs;
  }
}

/** The least mean absolute error of k straight pieces, joined or not: no sum of k - 1 ReLUs has less. */
export function leastPieces(costs, k) {
  const n = costs.length;
  let least = new Float64Array(n + 1).fill(Infinity);
  least[0] = 0;
  for (let piece = 0; piece < k; piece++) {
    const next = Float64Array.from(least);
    for (let i = 0; i < n; i++) for (let j = i + 1; j <= n; j++) next[j] = Math.min(next[j], least[i] + costs[i][j]);
    least = next;
  }
  return least[n] / n;
}

const partInks = ["#0072b2", "#00916a", "#b0609a", "#3a9fd8", "#a87400", "#7d4fa8", "#5b8c2a", "#6b7280"];
const inkOf = i => partInks[(i - 1) % partInks.length];

/** The numbers of part i by array; is it more than nought? those that are; the chosen one; where its hook is. */
const values = ({ arrays }, params, i) => arrays.map(name => params[name + i]);
const living = (about, params) =>
  Array.from({ length: about.room }, (_, i) => i + 1).filter(
    i => !about.spare || values(about, params, i).some(v => v),
  );
const chosenPart = (about, { params, view }) => {
  const live = living(about, params);
  return live.includes(view.part) ? view.part : live[0];
};
const hookAt = ({ hook }, params, i) => (hook ? -params[hook[1] + i] / params[hook[0] + i] : NaN);
const toHook = ({ hook: [m, b] }, params, i, u) => ({ [b + i]: -params[m + i] * u });

/** Each part by itself, everything else at 0. */
export const partLines = fig => {
  const about = fig.spec.parts;
  if (!about?.part || !fig.traced) return null;
  const kept = new Map(),
    { inputs } = about.part;
  let model = null,
    at = null;
  const line = (i, params, xs) => {
    if (xs !== at) {
      model = compile(about.part, xs.length, []);
      at = xs;
      kept.clear();
    }
    const own = values(about, params, i),
      last = kept.get(i);
    if (last && own.every((v, j) => v === last.own[j])) return last.ys;
    const ys = Float64Array.from(
      model.run(
        inputs.map(name =>
          name === "x" ? xs : about.arrays.includes(name.slice(0, -1)) ? params[name.slice(0, -1) + i] : 0,
        ),
      ),
    );
    kept.set(i, { own, ys });
    return ys;
  };
  return {
    name: "parts",
    paint(g, state, s, { xs }) {
      const chosen = chosenPart(about, state);
      g.lineJoin = "round";
      for (const i of living(about, state.params)) {
        const ys = line(i, state.params, xs);
        g.strokeStyle = inkOf(i);
        g.globalAlpha = i === chosen ? 0.95 : 0.4;
        g.lineWidth = i === chosen ? 2 : 1.25;
        g.beginPath();
        for (let j = 0; j < xs.length; j++) g.lineTo(s.x(xs[j]), s.clamp(ys[j] ?? ys[0]));
        g.stroke();
      }
    },
  };
};

/** The hooks, on the curve: drag one sideways. */
export const hooks = fig => {
  const about = fig.spec.parts,
    { act } = fig;
  if (!about?.hook || !fig.traced) return null;
  const height = (u, { xs, curve }) => {
    const t = (u - xs[0]) / (xs[1] - xs[0]),
      i = Math.min(xs.length - 2, Math.max(0, Math.floor(t)));
    return curve[i] + (t - i) * (curve[i + 1] - curve[i]);
  };
  const spots = (state, s, now) =>
    living(about, state.params)
      .map(i => ({ i, u: hookAt(about, state.params, i) }))
      .filter(({ u }) => u >= state.xlim[0] && u <= state.xlim[1])
      .map(({ i, u }) => ({ i, px: s.x(u), py: Math.min(s.bottom, Math.max(s.top, s.y(height(u, now)))) }));
  const put = (i, u) => {
    const [lo, hi] = fig.state.xlim;
    act("set", toHook(about, fig.state.params, i, Math.min(hi, Math.max(lo, u))));
  };
  const tell = () => {
    const i = chosenPart(about, fig.state);
    fig.say(i ? `part ${i}: hook at x ${brief(hookAt(about, fig.state.params, i))}` : "no parts");
  };
  return {
    name: "hooks",
    clip: false,
    paint(g, state, s, now) {
      const chosen = chosenPart(about, state),
        r = s.ink.size * 0.38;
      g.font = s.ink.font;
      g.textAlign = "center";
      g.textBaseline = "bottom";
      g.lineWidth = 2;
      for (const { i, px, py } of spots(state, s, now).sort((a, b) => (a.i === chosen) - (b.i === chosen))) {
        g.strokeStyle = inkOf(i);
        g.fillStyle = i === chosen ? inkOf(i) : s.ink.paper;
        g.beginPath();
        g.moveTo(px, py - r - 1);
        g.lineTo(px + r + 1, py);
        g.lineTo(px, py + r + 1);
        g.lineTo(px - r - 1, py);
        g.closePath();
        g.fill();
        g.stroke();
        if (i === chosen) {
          g.fillStyle = s.ink.ink;
          g.fillText(String(i), px, py - r - 5);
        }
        if (i === chosen && state.view.hookFocus) {
          g.strokeStyle = s.ink.ink;
          g.beginPath();
          g.arc(px, py, r + 6, 0, 2 * Math.PI);
          g.stroke();
        }
      }
    },
    hit(px, py, state, s) {
      const near = spots(state, s, fig.numbers())
        .map(o => ({ ...o, far: Math.hypot(o.px - px, o.py - py) - (o.i === chosenPart(about, state) ? 2 : 0) }))
        .sort((a, b) => a.far - b.far)[0];
      if (!near || near.far > 12) return null;
      const dx = near.px - px;
      return {
        cursor: "ew-resize",
        click: () => {
          act("show", { part: near.i });
          tell();
        },
        move: px => {
          act("show", { part: near.i });
          put(near.i, s.ux(px + dx));
        },
        drop: () => {
          fig.done();
          tell();
        },
      };
    },
    keys: {
      label: "hooks: up and down choose a part, left and right move its hook, Enter adds a part, Delete removes it",
      focus: () => {
        act("show", { hookFocus: true });
        tell();
      },
      blur: () => act("show", { hookFocus: false }),
      press(key, { shiftKey }) {
        const live = living(about, fig.state.params),
          i = chosenPart(about, fig.state),
          [lo, hi] = fig.state.xlim;
        const by = { ArrowLeft: -1, ArrowRight: 1 }[key],
          to = { ArrowUp: 1, ArrowDown: -1 }[key];
        if (key === "Enter") fig.addPart();
        else if (key === "Delete" || key === "Backspace") fig.removePart();
        else if (to && i) {
          act("show", { part: live[(live.indexOf(i) + to + live.length) % live.length] });
          tell();
        } else if (by && i) {
          const u = hookAt(about, fig.state.params, i);
          if (Number.isFinite(u)) {
            put(i, u + (by * (shiftKey ? 10 : 1) * (hi - lo)) / 100);
            fig.done(false);
            tell();
          }
        } else return false;
        return true;
      },
    },
  };
};

/** The parts by number, one more, one less, and Fit; only the chosen part's sliders show. The gauge is against `view.goal`. */
export const partsPanel = fig => {
  const about = fig.spec.parts,
    { act, spec } = fig;
  if (!about) return null;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const chips = Array.from({ length: about.room }, (_, k) => {
    const i = k + 1,
      chip = make(
        "button",
        {
          type: "button",
          class: "fitcurve-chip",
          "data-part": i,
          "aria-label": `part ${i}`,
          onclick: () => act("show", { part: i }),
        },
        String(i),
      );
    chip.style.setProperty("--ink", inkOf(i));
    return chip;
  });
  let rows = null,
    walk = null,
    frame = 0,
    timer = 0,
    costs = null;

  fig.addPart = () => {
    const { params, xlim } = fig.state,
      live = living(about, params),
      i = chips.findIndex((_, k) => !live.includes(k + 1)) + 1;
    if (!i || !about.spare) return;
    const own = Object.fromEntries(about.arrays.map(name => [name + i, spec.params[name + i].max / 4]));
    if (about.hook) {
      // in the middle of the widest gap; it adds nothing yet
      const at = [
        xlim[0],
        ...live
          .map(i => hookAt(about, params, i))
          .filter(u => u > xlim[0] && u < xlim[1])
          .sort((a, b) => a - b),
        xlim[1],
      ];
      const wide = Math.max(...at.slice(1).map((u, j) => u - at[j])),
        j = at.findIndex((u, j) => at[j + 1] - u === wide),
        [m, b] = about.hook;
      for (const name of about.arrays) own[name + i] = 0;
      own[m + i] = 1;
      own[b + i] = -(at[j] + wide / 2);
    }
    act("set", own);
    act("show", { part: i });
    fig.done();
    fig.say(`part ${i} added: ${live.length + 1} parts`);
  };
  fig.removePart = () => {
    const live = living(about, fig.state.params),
      i = chosenPart(about, fig.state);
    if (!i || !about.spare) return;
    act("set", Object.fromEntries(about.arrays.map(name => [name + i, 0])));
    act("show", { part: live[live.indexOf(i) + 1] ?? live[live.indexOf(i) - 1] });
    fig.done();
    fig.say(`part ${i} removed: ${live.length - 1} parts`);
  };
  const add = button("add-part", "+", fig.addPart, { "aria-label": "Add a part", title: "Add a part" }),
    remove = button("remove-part", "−", fig.removePart, {
      "aria-label": "Remove the chosen part",
      title: "Remove the chosen part",
    });

  const count = make("span", { class: "fitcurve-label" });

  // ── Fit ──
  const halt = () => {
    if (!walk) return;
    walk = null;
    cancelAnimationFrame(frame);
    act("show", { fitting: false });
    fig.done();
  };
  const go = () => {
    let at = null,
      left = calm.matches ? Infinity : 10;
    for (; left > 0; left--) {
      const { value, done } = walk.next();
      if (done) break;
      at = value;
    }
    if (at) {
      act("descended", { params: at.params, momentum: null });
      fig.remember();
    }
    if (left > 0) halt();
    else frame = requestAnimationFrame(go);
  };
  const fitAll = button(
    "fit",
    "Fit",
    () => {
      if (walk) return halt();
      fig.walk.pause();
      fig.open();
      fig.walk.open({}, "Fit");
      walk = longWalk(fig.measure, fig.state.params, spec.params);
      act("show", { fitting: true });
      go();
    },
    { "aria-pressed": "false", title: "A thousand steps downhill, each shorter than the last" },
  );
  const ours = new Set(["descended", "remember", "noted", "show", "found"]);

  // ── The limit ──
  function seek() {
    const { x, y, params, view } = fig.state,
      count = living(about, params).length;
    if (!about.pieces || !fig.hasData || x.length > fig.spec.limits.exact) return act("show", { goal: null });
    if (costs?.x !== x || costs.y !== y) costs = { x, y, rows: pieceCosts(x, y), found: null };
    for (const until = performance.now() + 6; !costs.full && performance.now() < until;) {
      const { value, done } = costs.rows.next();
      if (done) costs.full = true;
      else costs.found = value;
    }
    if (!costs.full) {
      timer = setTimeout(seek, 8);
      return;
    }
    const loss = leastPieces(costs.found, count + 1),
      goal = loss > 1e-12 ? { loss, words: "the limit" } : null;
    if (goal?.loss !== view.goal?.loss) act("show", { goal });
  }
  const later = wait => {
    clearTimeout(timer);
    timer = setTimeout(seek, wait);
  };
  const off = fig.watch((state, before, name) => {
    if (!ours.has(name) && name !== "commit") halt();
    if (state.x !== before.x || state.y !== before.y) {
      if (state.view.goal) act("show", { goal: null });
      later(200);
    } else if (
      state.params !== before.params &&
      living(about, state.params).length !== living(about, before.params).length
    )
      later(0);
  });
  later(0);

  return {
    name: "parts",
    el: make(
      "div",
      { class: "fitcurve-parts", role: "group", "aria-label": "parts" },
      make(
        "div",
        { class: "fitcurve-parts-head" },
        count,
        ...(about.spare ? [add, remove] : []),
        fig.hasData && fig.traced ? fitAll : null,
      ),
      make("div", { class: "fitcurve-chips" }, ...chips),
    ),
    paint({ params, view }) {
      const live = living(about, params),
        chosen = chosenPart(about, fig.state);
      rows ??= Object.fromEntries(
        about.names.map(name => [name, fig.root.querySelector(`[data-param="${name}"]`).closest(".fitcurve-row")]),
      );
      chips.forEach((chip, k) => {
        chip.hidden = !live.includes(k + 1);
        write(chip, { "aria-pressed": String(k + 1 === chosen) });
      });
      for (const name of about.names)
        rows[name].hidden =
          !about.arrays.includes(name.slice(0, -String(chosen).length)) || !name.endsWith(String(chosen)) || !chosen;
      write(count, { text: live.length === 1 ? "1 part" : `${live.length} parts` });
      write(add, { "aria-disabled": String(live.length === about.room) });
      write(remove, { "aria-disabled": String(!chosen) });
      write(fitAll, { text: view.fitting ? "Stop" : "Fit", "aria-pressed": String(!!view.fitting) });
    },
    close() {
      off();
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      walk = null;
    },
  };
};
