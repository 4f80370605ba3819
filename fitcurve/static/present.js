// In front of a class: a ring round the pointer, and the loss to be heard.
import { make } from "./dom.js";
import { rise } from "./heat.js";

export const haloPanel = fig => {
  const ring = make("div", { class: "fitcurve-halo", hidden: true, "aria-hidden": "true" }),
    { root } = fig;
  const toggle = () => fig.show("halo", { on: !fig.state.view.halo.on });
  const follow = e => {
    if (!fig.state.view.halo.on) return;
    const box = root.getBoundingClientRect();
    ring.style.translate = `${e.clientX - box.left + root.scrollLeft - root.clientLeft}px ${e.clientY - box.top + root.scrollTop - root.clientTop}px`;
    ring.hidden = e.type === "pointerleave";
    ring.dataset.down = e.buttons > 0;
  };
  const kinds = ["pointermove", "pointerdown", "pointerup", "pointerleave"];
  for (const kind of kinds) root.addEventListener(kind, follow, true);
  return {
    name: "halo",
    view: { on: false },
    stops: [ring],
    shortcuts: { h: { label: "a ring round the pointer, for video", act: toggle } },
    menu: [{ name: "halo", label: "Ring round the pointer", key: "h", on: ({ view }) => view.halo.on, act: toggle }],
    paint({ view }) {
      if (!view.halo.on) ring.hidden = true;
    },
    close() {
      for (const kind of kinds) root.removeEventListener(kind, follow, true);
    },
  };
};

/** The loss as a pitch, in Hz: two octaves above 220 at the start of the walk, 220 at the best. */
export const pitch = (loss, best, worst) => 220 * 2 ** (2 * Math.min(1, rise(loss, best, worst)));

/** Off until somebody asks, as browsers will have it. A short note whenever the loss changes, ten a second at most. */
export const soundPanel = fig => {
  if (!fig.hasData) return null;
  let audio = null,
    last,
    since = 0,
    timer = 0;
  function toggle() {
    const on = !fig.state.view.sound.on;
    if (on) (audio ??= new AudioContext()).resume();
    last = fig.numbers().loss;
    fig.show("sound", { on });
    fig.say(on ? "Sound on: the lower the pitch, the lower the loss" : "Sound off");
    if (on) note();
  }
  function note() {
    timer = 0;
    const { view, best, history } = fig.state,
      { loss } = fig.numbers();
    if (!view.sound.on || view.veil.on || !Number.isFinite(loss)) return;
    const t = audio.currentTime,
      voice = new OscillatorNode(audio, {
        type: "triangle",
        frequency: pitch(loss, best?.loss ?? 0, history[0]?.loss ?? loss),
      }),
      gain = new GainNode(audio, { gain: 0 });
    gain.gain.linearRampToValueAtTime(0.12, t + 0.01);
    gain.gain.linearRampToValueAtTime(0, t + 0.14);
    voice.connect(gain).connect(audio.destination);
    voice.start(t);
    voice.stop(t + 0.15);
    since = performance.now();
  }
  return {
    name: "sound",
    view: { on: false },
    shortcuts: { s: { label: "the loss as sound, lower as it falls", act: toggle } },
    menu: [{ name: "sound", label: "The loss as sound", key: "s", on: ({ view }) => view.sound.on, act: toggle }],
    paint({ view }, { loss }) {
      if (!view.sound.on || loss === last) return;
      last = loss;
      timer ||= setTimeout(note, Math.max(0, since + 100 - performance.now()));
    },
    close() {
      clearTimeout(timer);
      audio?.close();
    },
  };
};
