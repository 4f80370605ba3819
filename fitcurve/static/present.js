// In front of a class: a ring round the pointer, and the loss to be heard.
import { make } from "./dom.js";
import { rise } from "./map.js";

export const haloPanel = fig => {
  const ring = make("div", { class: "fitcurve-halo", hidden: true, "aria-hidden": "true" }),
    { root, act } = fig;
  const toggle = () => act("show", { halo: !fig.state.view.halo });
  const follow = e => {
    if (!fig.state.view.halo) return;
    const box = root.getBoundingClientRect();
    ring.style.translate = `${e.clientX - box.left + root.scrollLeft - root.clientLeft}px ${e.clientY - box.top + root.scrollTop - root.clientTop}px`;
    ring.hidden = e.type === "pointerleave";
    ring.dataset.down = e.buttons > 0;
  };
  const kinds = ["pointermove", "pointerdown", "pointerup", "pointerleave"];
  for (const kind of kinds) root.addEventListener(kind, follow, true);
  return {
    name: "halo",
    stops: [ring],
    shortcuts: { h: { label: "a ring round the pointer, for video", act: toggle } },
    menu: [{ name: "halo", label: "Ring round the pointer", key: "h", on: ({ view }) => view.halo, act: toggle }],
    paint({ view }) {
      if (!view.halo) ring.hidden = true;
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
    const sound = !fig.state.view.sound;
    if (sound) (audio ??= new AudioContext()).resume();
    last = fig.numbers().loss;
    fig.act("show", { sound });
    fig.say(sound ? "Sound on: the lower the pitch, the lower the loss" : "Sound off");
    if (sound) note();
  }
  function note() {
    timer = 0;
    const { view, best, history } = fig.state,
      { loss } = fig.numbers();
    if (!view.sound || view.veiled || !Number.isFinite(loss)) return;
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
    shortcuts: { s: { label: "the loss as sound, lower as it falls", act: toggle } },
    menu: [{ name: "sound", label: "The loss as sound", key: "s", on: ({ view }) => view.sound, act: toggle }],
    paint({ view }, { loss }) {
      if (!view.sound || loss === last) return;
      last = loss;
      timer ||= setTimeout(note, Math.max(0, since + 100 - performance.now()));
    },
    close() {
      clearTimeout(timer);
      audio?.close();
    },
  };
};
