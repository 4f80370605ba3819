// ▶ beside a slider: it goes over its whole range and back, slowly. Any other move, Run or Esc stops it where it is.
import { snap } from "./controls.js";
import { button, write } from "./dom.js";
import { brief } from "./words.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Slider} Slider */
/** @typedef {import("./types.js").State} State */

const duration = 8000; // ms
const calm = 500; // ms between two pictures, for whoever asked for less motion

/**
 * Where a sweep is, as parts of the slider's range: from `from` up to its end, down to the other, and back.
 * @param {number} from @param {number} part  of the time, from 0 to 1
 */
export function swept(from, part) {
  const up = from + 2 * part; // as if it went on upwards, round a circle of length 2
  const round = up % 2;
  return round <= 1 ? round : 2 - round;
}

/**
 * The value there: at a tenth of a stop, so that it goes smoothly; whole numbers stay whole.
 * @param {Slider} slider @param {number} part  of its range
 */
export function valueAt(slider, part) {
  const { min, max, step } = slider;
  const isWhole = Number.isInteger(min) && Number.isInteger(step);
  return snap(min + part * (max - min), isWhole ? slider : { min, max, step: step / 10 });
}

/** The sweep itself: of the slider that `view.sweep.param` names. Returns what ends it. @param {Fig} fig */
function sweeper(fig) {
  const less = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {{param: string, value: number, from: number, since: number, shown: number}|null} */
  let film = null;
  let frame = 0;
  let own = false; // is this change the sweep's?

  /** @param {number} v */
  function set(v) {
    if (!film) return;
    const { param } = film;
    const [low, high] = fig.state.view.sweep.seen;
    own = true;
    if (v < low || v > high) fig.show("sweep", { seen: [Math.min(low, v), Math.max(high, v)] });
    fig.act("set", { [param]: v });
    own = false;
  }
  function end() {
    cancelAnimationFrame(frame);
    film = null;
  }
  function advance() {
    if (!film) return;
    frame = requestAnimationFrame(advance);
    if (fig.waiting) return; // for the kernel's curve
    const { param, value, from, since, shown } = film;
    const now = performance.now() - since;
    if (now >= duration) {
      set(value);
      return fig.show("sweep", { param: null });
    }
    if (less.matches && now - shown < calm) return;
    film.shown = now;
    set(valueAt(fig.state.sliders[param], swept(from, now / duration)));
  }
  /** @param {string} param */
  function start(param) {
    fig.walk.pause();
    fig.startHistory();
    const value = fig.state.params[param];
    const { min, max } = fig.state.sliders[param];
    const from = Math.min(1, Math.max(0, (value - min) / (max - min))) || 0;
    film = { param, value, from, since: performance.now(), shown: -calm };
    fig.show("sweep", { seen: [value, value] });
    advance();
  }
  const off = fig.watch((state, before, name) => {
    if (own) return;
    const { param } = state.view.sweep;
    const moved = /** @type {const} */ (["params", "sliders", "x", "y"]).some(key => state[key] !== before[key]);
    if (film && moved) {
      end(); // by a hand, which goes on from here: what both do is one thing to undo
      fig.show("sweep", { param: null });
    } else if (film && (name === "began" || state.running)) fig.show("sweep", { param: null });
    else if (param !== before.view.sweep?.param) {
      if (film) {
        end();
        fig.done();
      }
      if (param) start(param);
    }
  });
  return () => {
    off();
    end();
  };
}

/** @param {Fig} fig @returns {Panel|null} */
export const sweepPanel = fig => {
  const names = fig.names.filter(name => !fig.spec.params[name].options);
  if (!names.length) return null;
  const close = sweeper(fig);
  let last = names[0]; // the slider that had the focus last
  /** @param {string} name */
  function toggle(name) {
    const isOn = fig.state.view.sweep.param === name;
    fig.show("sweep", { param: isOn ? null : name });
    fig.say(isOn ? `${name} stays at ${brief(fig.state.params[name])}` : `${name} goes over its range; Esc stops it`);
  }
  const buttons = names.map(name => ({
    name,
    el: button("sweep", "", () => toggle(name), { class: "fitcurve-button fitcurve-sweep", tabindex: -1 }),
  }));
  /** @param {FocusEvent} e */
  function remember({ target }) {
    const row = /** @type {HTMLElement} */ (target).closest(".fitcurve-row");
    const name = row?.querySelector("[data-param]")?.getAttribute("data-param") ?? "";
    if (names.includes(name)) last = name;
  }
  /** @param {KeyboardEvent} e */
  function escape(e) {
    if (e.key === "Escape" && fig.state.view.sweep.param) fig.show("sweep", { param: null });
  }
  /** Each button, to the row of its slider. */
  function place() {
    for (const { name, el } of buttons) {
      const slider = [...fig.root.querySelectorAll("[data-param]")].find(e => e.getAttribute("data-param") === name);
      slider?.closest(".fitcurve-row")?.append(el);
    }
  }
  fig.root.addEventListener("focusin", remember);
  fig.root.addEventListener("keydown", escape);
  return {
    name: "sweep",
    still: true,
    view: { param: null, seen: [0, 0] },
    shortcuts: {
      g: { label: "▶ move the slider that had the focus last over its range, or stop it", act: () => toggle(last) },
    },
    menu: [
      {
        name: "sweep",
        label: () => `▶ Move ${last} over its range`,
        key: "g",
        on: ({ view }) => !!view.sweep.param,
        act: () => toggle(fig.state.view.sweep.param ?? last),
      },
    ],
    paint({ view }) {
      if (!buttons[0].el.isConnected) place();
      for (const { name, el } of buttons) {
        const isOn = view.sweep.param === name;
        write(el, {
          text: isOn ? "❚❚" : "▶",
          "aria-label": `${isOn ? "stop" : "sweep"} ${name}`,
          "aria-pressed": String(isOn),
        });
      }
    },
    close() {
      close();
      fig.root.removeEventListener("focusin", remember);
      fig.root.removeEventListener("keydown", escape);
    },
  };
};
