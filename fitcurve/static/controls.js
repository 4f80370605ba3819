// The panels beside the plot: the loss, the sliders, the buttons, the descent's settings.
import { button, make, toggle, write } from "./dom.js";
import { brief, format, literal } from "./words.js";

/** The nearest stop of a slider. */
export function snap(v, { min, max, step }) {
  const stop = min + Math.round((v - min) / step) * step;
  return Number(Math.min(max, Math.max(min, stop)).toPrecision(12));
}

/** The loss, and a gauge against the least there is, wherever that is known. */
export const lossPanel = fig => {
  if (!fig.hasData) return null;
  const { lossName } = fig.spec;
  const reading = make("output", { class: "fitcurve-number", "data-loss": true, "aria-live": "off" });
  const against = make("span", { class: "fitcurve-against", hidden: true });
  const gauge = make("div", { class: "fitcurve-gauge", role: "meter", "aria-label": `${lossName} against the best possible`, "aria-valuemin": "0", "aria-valuemax": "100", hidden: true }, make("i"));
  return {
    name: "loss",
    el: make("div", { class: "fitcurve-loss" }, make("div", { class: "fitcurve-reading" }, make("span", { class: "fitcurve-name" }, lossName), reading, against), gauge),
    paint({ best: known, history, view }, { loss }) {
      const best = known ?? view.goal, least = best?.words ?? "the best";
      write(reading, { text: format(loss) });
      against.hidden = gauge.hidden = !best;
      if (!best) return;
      const worst = history[0]?.loss ?? loss, ratio = loss / best.loss, part = Math.min(1, Math.max(0, (loss - best.loss) / (worst - best.loss || 1)));
      write(against, { text: Number.isFinite(ratio) ? `${ratio < 1.0005 ? `${least} there is` : `${format(ratio, 3)} × ${least}, ${format(best.loss)}`}` : `${least} is ${format(best.loss)}` });
      write(gauge, { "aria-valuenow": String(Math.round(100 * part) || 0), "aria-valuetext": against.textContent });
      gauge.style.setProperty("--part", Number.isFinite(part) ? part.toFixed(4) : "1");
    },
  };
};

/** One parameter: its name, its slider with the arrow that would help, its number. */
function row(fig, name) {
  const { min, max, step, value } = fig.spec.params[name], limits = { min, max, step };
  const set = v => fig.act("set", { [name]: v });
  const range = make("input", { type: "range", "data-param": name, min, max, step: "any", value, "aria-label": name,
    oninput: () => { const v = snap(range.valueAsNumber, limits); range.value = v; set(v); }, onchange: () => fig.done(),
    onkeydown: e => {
      const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[e.key];
      if (!by || e.ctrlKey || e.metaKey || e.altKey) return;
      e.preventDefault(); set(snap(fig.state.params[name] + by * step, limits)); fig.done(false);
    } });
  const box = make("input", { type: "number", class: "fitcurve-number", "data-number": name, step: "any", value, "aria-label": `${name}, typed`,
    oninput: () => { if (Number.isFinite(box.valueAsNumber)) set(box.valueAsNumber); }, onchange: () => { fig.done(); box.value = literal(fig.state.params[name]); } });
  const arrow = make("i", { class: "fitcurve-arrow", "data-arrow": name, "aria-hidden": "true" });
  const el = make("div", { class: "fitcurve-row" }, make("span", { class: "fitcurve-label" }, name), make("div", { class: "fitcurve-track" }, range, arrow), box);
  return { name, el, range, box, arrow, limits };
}

export const slidersPanel = fig => {
  const rows = fig.names.map(name => row(fig, name));
  let steepest = 0, epoch = 0;
  function paintRow({ name, range, box, arrow, limits: { min, max } }, { params }, { grad }) {
    const v = params[name], slope = grad?.[name];
    if (range.valueAsNumber !== v) range.value = v;
    if (fig.root.getRootNode().activeElement !== box && box.valueAsNumber !== Number(literal(v))) box.value = Number(v.toPrecision(5));
    const way = slope > 0 ? "less" : slope < 0 ? "more" : "";
    write(range, { "aria-valuetext": brief(v) + (way && `; ${way} would help`) });
    if (!fig.hasData) return;
    steepest = Math.max(steepest, Number.isFinite(slope) ? Math.abs(slope) : 0);
    const at = Math.min(1, Math.max(0, (v - min) / (max - min))), long = way && Number.isFinite(slope) ? Math.abs(slope) / steepest : 0;
    arrow.dataset.way = way;
    arrow.style.setProperty("--at", at.toFixed(4)); arrow.style.setProperty("--long", long.toFixed(4));
  }
  return {
    name: "sliders", el: make("div", { class: "fitcurve-sliders" }, ...rows.map(r => r.el)),
    paint(state, now) {
      if (state.epoch !== epoch) { steepest = 0; epoch = state.epoch; }
      for (const r of rows) paintRow(r, state, now);
    },
  };
};

export const buttonsPanel = fig => {
  const { walk, hasData } = fig;
  const run = button("run", "Run", walk.toggle, { "aria-pressed": "false" }), copyButton = button("copy", "Copy as Python", copy);
  async function copy() {
    const { params } = fig.state, text = fig.spec.python.replace(/\{(\w+)\}/g, (all, name) => name in params ? literal(params[name]) : all);
    try { await navigator.clipboard.writeText(text); }
    catch {  // no permission, or not a secure page
      const area = make("textarea", { class: "fitcurve-live" }); area.value = text;
      fig.root.append(area); area.select(); document.execCommand("copy"); area.remove(); copyButton.focus();
    }
    copyButton.textContent = "Copied"; fig.say(`Copied ${text}`);
    setTimeout(() => { copyButton.textContent = "Copy as Python"; }, 1500);
  }
  return {
    name: "buttons",
    el: make("div", { class: "fitcurve-buttons" }, ...hasData ? [button("step", "Step", walk.step), run] : [], button("reset", "Reset", walk.reset), copyButton),
    paint({ running }) { write(run, { text: running ? "Pause" : "Run", "aria-pressed": String(running) }); },
  };
};

/** The learning rate, on a logarithmic slider, and the switches. */
export const descentPanel = fig => {
  if (!fig.hasData) return null;
  const text = make("output", { class: "fitcurve-number" });
  const range = make("input", { type: "range", "data-lr": true, min: -4, max: 1, step: 0.05, value: Math.log10(fig.spec.lr), "aria-label": "learning rate",
    oninput: () => fig.act("tune", { lr: Number((10 ** range.value).toPrecision(2)) }) });
  const zero = toggle("zero-grad", "zero_grad", true, on => fig.act("tune", { zero_grad: on }));
  const bars = toggle("residuals", "residuals", fig.state.view.residuals, on => fig.act("show", { residuals: on }));
  let rate = fig.spec.lr;
  return {
    name: "descent",
    el: make("div", { class: "fitcurve-descent" },
      make("div", { class: "fitcurve-row" }, make("span", { class: "fitcurve-label" }, "lr"), make("div", { class: "fitcurve-track" }, range), text),
      make("div", { class: "fitcurve-switches" }, zero, bars)),
    paint({ lr, zero_grad, view }) {
      if (lr !== rate && Math.abs(10 ** range.value / lr - 1) > 0.06) range.value = Math.log10(lr);  // Python's own
      rate = lr;
      zero.firstChild.checked = zero_grad; bars.firstChild.checked = view.residuals;
      write(text, { text: brief(lr) }); write(range, { "aria-valuetext": brief(lr) });
    },
  };
};
