// In front of a class: a ring round the pointer, and the loss to be heard.
import { make, placeOn, write } from "./dom.js";
import { rise } from "./heat.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */

const followed = /** @type {const} */ (["pointermove", "pointerdown", "pointerup", "pointerleave"]);

/** @param {Fig} fig @returns {Panel} */
export const haloPanel = fig => {
  const { root } = fig;
  const ring = make("div", { class: "fitcurve-halo", hidden: true, "aria-hidden": "true" });
  function toggle() {
    const on = !fig.state.view.halo.on;
    fig.show("halo", { on });
    fig.say(`A ring round the pointer: ${on ? "on" : "off"}`);
  }
  /** @param {PointerEvent} e */
  function follow(e) {
    const [left, top] = placeOn(root, e);
    ring.style.translate = `${left + root.scrollLeft}px ${top + root.scrollTop}px`;
    ring.hidden = e.type === "pointerleave";
    ring.dataset.down = String(e.buttons > 0);
  }
  let isHooked = false;
  /** Only while it is on: each move of the pointer would call it. @param {boolean} on */
  function hook(on) {
    const turn = on ? root.addEventListener : root.removeEventListener;
    if (on !== isHooked) for (const type of followed) turn.call(root, type, /** @type {any} */ (follow), true);
    isHooked = on;
  }
  return {
    name: "halo",
    still: true,
    view: { on: false },
    stops: [ring],
    shortcuts: { h: { label: "a ring round the pointer, for video", act: toggle } },
    menu: [
      {
        name: "halo",
        label: "A ring round the pointer, for video",
        key: "h",
        on: ({ view }) => view.halo.on,
        act: toggle,
      },
    ],
    paint({ view }) {
      hook(view.halo.on);
      if (!view.halo.on) write(ring, { hidden: true });
    },
    close: () => hook(false),
  };
};

/**
 * The loss as a pitch, in Hz: two octaves above 220 at the start of the walk, 220 at the best.
 * @param {number} loss @param {number} best @param {number} worst
 */
export const pitch = (loss, best, worst) => 220 * 2 ** (2 * Math.min(1, rise(loss, best, worst)));

/** A short note, of this many Hz. @param {AudioContext} audio @param {number} frequency */
function play(audio, frequency) {
  const t = audio.currentTime;
  const voice = new OscillatorNode(audio, { type: "triangle", frequency });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.linearRampToValueAtTime(0.12, t + 0.01);
  volume.gain.linearRampToValueAtTime(0, t + 0.14);
  voice.connect(volume).connect(audio.destination);
  voice.start(t);
  voice.stop(t + 0.15);
}

const pause = 100; // ms between two notes, at the least

/**
 * Off until somebody asks, as browsers will have it. A short note whenever the loss changes.
 * @param {Fig} fig @returns {Panel|null}
 */
export const soundPanel = fig => {
  if (!fig.hasData) return null;
  /** @type {AudioContext|null} */
  let audio = null;
  let last = NaN;
  let since = 0;
  let timer = 0;
  function note() {
    timer = 0;
    const { view, best, history } = fig.state;
    const { loss } = fig.numbers();
    if (!audio || !view.sound.on || view.veil.on || !Number.isFinite(loss)) return;
    play(audio, pitch(loss, best?.loss ?? 0, history[0]?.loss ?? loss));
    since = performance.now();
  }
  function toggle() {
    const on = !fig.state.view.sound.on;
    last = fig.numbers().loss;
    fig.show("sound", { on });
    fig.say(on ? "Sound on: the lower the pitch, the lower the loss" : "Sound off");
    if (!on) return;
    audio ??= new AudioContext();
    audio.resume();
    note();
  }
  return {
    name: "sound",
    stage: "all",
    view: { on: false },
    shortcuts: { s: { label: "hear the loss as it changes, lower as it falls", act: toggle } },
    menu: [
      { name: "sound", label: "Hear the loss as it changes", key: "s", on: ({ view }) => view.sound.on, act: toggle },
    ],
    paint({ view }, { loss }) {
      if (!view.sound.on || loss === last) return;
      last = loss;
      timer ||= setTimeout(note, Math.max(0, since + pause - performance.now()));
    },
    close() {
      clearTimeout(timer);
      audio?.close();
    },
  };
};
