// The panels beside the plot: the loss, the sliders, the buttons, the descent's settings.
import { button, make, toggle, write } from "./dom.js";
import { copyMenu } from "./share.js";
import { distance } from "./veil.js";
import { says, titles } from "./runs.js";
import { brief, format, literal } from "./words.js";

/** The nearest stop of a slider. */
export function snap(v, { min, max, step }) {
  const stop = min + Math.round((v - min) / step) * step;
  return Number(Math.min(max, Math.max(min, stop)).toPrecision(12));
}

/** What a slider's box has room for: five digits, and none that the slider could not show. */
const boxed = (v, { min, max }) =>
  Number(Number(v.toPrecision(5)).toFixed(Math.min(100, Math.max(0, 4 - Math.floor(Math.log10(max - min))))));

/** The loss, and a gauge against the least there is, wherever that is known. */
export const lossPanel = fig => {
  if (!fig.hasData) return null;
  const { loss_name: lossName, best, parts } = fig.spec;
  const reading = make("output", { class: "fitcurve-number", "data-loss": true, "aria-live": "off" });
  const against = make("span", { class: "fitcurve-against", hidden: true });
  const gauge = make(
    "div",
    {
      class: "fitcurve-gauge",
      role: "meter",
      "aria-label": `${lossName} against the best possible`,
      "aria-valuemin": "0",
      "aria-valuemax": "100",
      hidden: true,
    },
    make("i"),
  );
  return {
    name: "loss",
    el: make(
      "div",
      { class: "fitcurve-loss", "data-measured": !!(best || parts) },
      make("div", { class: "fitcurve-reading" }, make("span", { class: "fitcurve-name" }, lossName), reading, against),
      gauge,
    ),
    paint({ best: known, history, view }, { loss }) {
      const best = known ?? view.parts?.limit;
      write(reading, { text: format(loss) });
      against.hidden = gauge.hidden = !best;
      if (!best) return;
      const worst = history[0]?.loss ?? loss,
        part = Math.min(1, Math.max(0, (loss - best.loss) / (worst - best.loss || 1)));
      write(against, { text: distance(loss, best) });
      write(gauge, { "aria-valuenow": String(Math.round(100 * part) || 0), "aria-valuetext": against.textContent });
      gauge.style.setProperty("--part", Number.isFinite(part) ? part.toFixed(4) : "1");
    },
  };
};

/** One parameter: its name, its slider with the arrow that would help, its number. */
function row(fig, name) {
  const { min, max, step, value } = fig.spec.params[name],
    limits = { min, max, step };
  const set = v => fig.act("set", { [name]: v });
  const range = make("input", {
    type: "range",
    "data-param": name,
    min,
    max,
    step: "any",
    value,
    "aria-label": name,
    oninput: () => {
      const v = snap(range.valueAsNumber, limits);
      range.value = v;
      set(v);
    },
    onchange: () => fig.done(),
    onkeydown: e => {
      const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[e.key];
      if (!by || e.ctrlKey || e.metaKey || e.altKey) return;
      e.preventDefault();
      set(snap(fig.state.params[name] + by * step, limits));
      fig.done(false);
    },
  });
  const box = make("input", {
    type: "number",
    class: "fitcurve-number",
    "data-number": name,
    step: "any",
    value,
    "aria-label": `${name}, typed`,
    oninput: () => {
      if (Number.isFinite(box.valueAsNumber)) set(box.valueAsNumber);
    },
    onchange: () => {
      fig.done();
      box.value = literal(fig.state.params[name]);
    },
  });
  const arrow = make("i", { class: "fitcurve-arrow", "data-arrow": name, "aria-hidden": "true" });
  const el = make(
    "div",
    { class: "fitcurve-row" },
    make("span", { class: "fitcurve-label" }, name),
    make("div", { class: "fitcurve-track" }, range, arrow),
    box,
  );
  return { name, el, range, box, arrow, limits };
}

export const slidersPanel = fig => {
  const rows = fig.names.map(name => row(fig, name));
  let steepest = 0,
    epoch = 0;
  function paintRow({ name, range, box, arrow, limits, limits: { min, max } }, { params, view }, { grad }) {
    const v = params[name],
      slope = grad?.[name];
    if (range.valueAsNumber !== v) range.value = v;
    const shown = boxed(v, limits);
    if (
      box.valueAsNumber !== shown &&
      box.valueAsNumber !== Number(literal(v)) &&
      fig.root.getRootNode().activeElement !== box
    )
      box.value = shown;
    const way = slope > 0 ? "less" : slope < 0 ? "more" : "";
    write(range, { "aria-valuetext": brief(v) + (way && !view.veil?.on ? `; ${way} would help` : "") });
    if (!fig.hasData) return;
    steepest = Math.max(steepest, Number.isFinite(slope) ? Math.abs(slope) : 0);
    const at = Math.min(1, Math.max(0, (v - min) / (max - min))),
      long = way && Number.isFinite(slope) ? Math.abs(slope) / steepest : 0;
    arrow.dataset.way = way;
    arrow.style.setProperty("--at", at.toFixed(4));
    arrow.style.setProperty("--long", long.toFixed(4));
  }
  return {
    name: "sliders",
    el: make("div", { class: "fitcurve-sliders" }, ...rows.map(r => r.el)),
    paint(state, now) {
      if (state.epoch !== epoch) {
        steepest = 0;
        epoch = state.epoch;
      }
      for (const r of rows) paintRow(r, state, now);
    },
  };
};

export const buttonsPanel = fig => {
  const { walk, hasData } = fig;
  const run = button("run", "Run", walk.toggle, { "aria-pressed": "false" });
  return {
    name: "buttons",
    el: make(
      "div",
      { class: "fitcurve-buttons" },
      ...(hasData ? [button("step", "Step", walk.step), run] : []),
      button("reset", "Reset", walk.reset),
      copyMenu(fig),
    ),
    paint({ running }) {
      write(run, { text: running ? "Pause" : "Run", "aria-pressed": String(running) });
    },
  };
};

/** A setting of the descent: its name, its slider, its number. */
function dial(fig, name, label, attrs, read) {
  const text = make("output", { class: "fitcurve-number" }),
    range = make("input", {
      type: "range",
      [`data-${name}`]: true,
      "aria-label": label,
      ...attrs,
      oninput: () => fig.act("tune", { [name]: read(range) }),
    });
  return {
    range,
    text,
    el: make(
      "div",
      { class: "fitcurve-row" },
      make("span", { class: "fitcurve-label" }, name),
      make("div", { class: "fitcurve-track" }, range),
      text,
    ),
    paint(v) {
      write(text, { text: brief(v) });
      write(range, { "aria-valuetext": brief(v) });
    },
  };
}

/** The learning rate, on a logarithmic slider; friction; what Run does with them. */
export const descentPanel = fig => {
  if (!fig.hasData) return null;
  const rates = dial(
    fig,
    "lr",
    "learning rate",
    { min: -4, max: 1, step: 0.02, value: Math.log10(fig.spec.dials.lr) },
    r => Number((10 ** r.value).toPrecision(2)),
  );
  const friction = dial(
    fig,
    "friction",
    "friction: 1 is plain descent, 0 adds up all gradients",
    { min: 0, max: 1, step: 0.05, value: 1 },
    r => r.valueAsNumber,
  );
  const note = make("p", { class: "fitcurve-says", "data-says": true });
  const schedule = make(
    "select",
    {
      class: "fitcurve-select",
      "data-schedule": true,
      "aria-label": "schedule",
      onchange: () => fig.act("tune", { schedule: schedule.value }),
    },
    ...Object.keys(fig.spec.schedules ?? {}).map(name => make("option", { value: name }, titles[name] ?? name)),
  );
  const steps = make("input", {
    type: "number",
    class: "fitcurve-number",
    "data-steps": true,
    min: 1,
    max: fig.spec.limits.steps,
    step: 1,
    "aria-label": "steps",
    onchange: () => {
      const n = Math.round(steps.valueAsNumber);
      if (n >= 1 && n <= fig.spec.limits.steps) fig.act("tune", { steps: n });
      steps.value = fig.state.steps;
    },
  });
  const bars = toggle("residuals", "residuals", fig.state.view.residuals?.on, on => fig.show("residuals", { on }));
  let rate = fig.spec.dials.lr;
  return {
    name: "descent",
    el: make(
      "div",
      { class: "fitcurve-descent" },
      make("div", { class: "fitcurve-dials" }, rates.el, friction.el),
      note,
      make(
        "div",
        { class: "fitcurve-switches" },
        make("span", { class: "fitcurve-plan" }, schedule, steps, "steps"),
        bars,
      ),
    ),
    paint(state) {
      const { lr } = state;
      if (lr !== rate && Math.abs(10 ** rates.range.value / lr - 1) > 0.06) rates.range.value = Math.log10(lr); // Python's own
      rate = lr;
      if (friction.range.valueAsNumber !== state.friction) friction.range.value = state.friction;
      rates.paint(lr);
      friction.paint(state.friction);
      write(note, { text: says(state.friction) });
      if (schedule.value !== state.schedule) schedule.value = state.schedule;
      bars.firstChild.checked = state.view.residuals.on;
      if (steps.valueAsNumber !== state.steps && fig.root.getRootNode().activeElement !== steps)
        steps.value = state.steps;
    },
  };
};
