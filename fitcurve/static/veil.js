// Predict, then reveal: what would give the answer away is covered until it is asked for.
import { button, make } from "./dom.js";
import { fit } from "./fit.js";
import { brief, format } from "./words.js";

/** How far from the best, in words; or nothing where that isn't known. */
export function distance(loss, best) {
  if (!best) return "";
  const ratio = loss / best.loss,
    least = best.words ?? "the best";
  if (!Number.isFinite(ratio)) return `${least} is ${format(best.loss)}`;
  const far = ratio < 1.1 ? `${format(100 * (ratio - 1), 2)} % above` : `${format(ratio, 3)} ×`;
  return ratio < 1.0005 ? `${least} there is` : `${far} ${least}, ${format(best.loss)}`;
}

/** The figure in a sentence, for whoever can't see it. */
export function describe({ spec, names, hasData }, { params, x, best, view }, { loss }) {
  const far = distance(loss, best ?? view.parts?.limit);
  const at =
    names.length > 12 ? `${names.length} parameters` : names.map(name => `${name} = ${brief(params[name])}`).join(", ");
  const how = view.veil?.on ? `${spec.loss_name} hidden` : `${spec.loss_name} ${format(loss)}`;
  return `${spec.title} with ${at}${hasData ? `: ${how} over ${x.length} points${far && !view.veil?.on ? `; ${far}` : ""}` : ""}`;
}

/** The best fit, dotted, beneath the curve that a hand has fitted. */
export const bestFit = fig =>
  fig.traced &&
  fig.hasData &&
  (() => {
    let seen = [],
      ys = null,
      xs = null;
    return {
      name: "best-fit",
      view: { on: false },
      paint(g, { view, best, x, y, xlim }, s) {
        if (!view["best-fit"]?.on || !best) return;
        const now = [best, x, y, xlim];
        if (now.some((v, i) => v !== seen[i])) {
          const model = fit({ ...fig.spec, x, y, xlim });
          ys = model.curve(best.params);
          xs = model.xs;
          seen = now;
        }
        g.strokeStyle = s.ink.help;
        g.lineWidth = s.ink.size * 0.23;
        g.setLineDash([s.ink.size * 0.2, s.ink.size * 0.5]);
        g.lineCap = g.lineJoin = "round";
        g.beginPath();
        for (let i = 0; i < ys.length; i++) if (Number.isFinite(ys[i])) g.lineTo(s.x(xs[i]), s.clamp(ys[i]));
        g.stroke();
      },
    };
  })();

export const veilPanel = fig => {
  if (!fig.hasData) return null;
  const cover = make(
      "div",
      { class: "fitcurve-cover" },
      make("span", {}, `Predict the ${fig.spec.loss_name}, then`),
      button("reveal", "Reveal", () => {
        toggle();
        fig.root.focus({ preventScroll: true });
      }),
    );
  function toggle() {
    const veiled = !fig.state.view.veil.on;
    fig.show("veil", { on: veiled });
    if (fig.traced) fig.show("best-fit", { on: !veiled });
    const { loss } = fig.numbers(),
      far = distance(loss, fig.state.best);
    fig.say(
      veiled
        ? `${fig.spec.loss_name} and best fit hidden`
        : `${fig.spec.loss_name} ${format(loss)}${far && `; ${far}`}`,
    );
  }
  return {
    name: "veil",
    view: { on: !!fig.spec.hide },
    shortcuts: { r: { label: "hide the loss to predict it, then reveal it", act: toggle } },
    menu: [
      {
        name: "veil",
        label: ({ view }) => (view.veil?.on ? "Reveal the loss" : "Hide the loss, to predict it"),
        key: "r",
        act: toggle,
      },
      {
        name: "best-fit",
        label: "Best fit, dotted",
        on: ({ view }) => view["best-fit"]?.on,
        off: ({ view, best }) => view.veil?.on || !best || !fig.traced,
        act: () => fig.show("best-fit", { on: !fig.state.view["best-fit"].on }),
      },
    ],
    paint({ view }) {
      if (!cover.isConnected) fig.panels.find(p => p.name === "loss").el.append(cover);
      fig.root.toggleAttribute("data-veiled", !!view.veil?.on);
      cover.hidden = !view.veil?.on;
    },
  };
};
