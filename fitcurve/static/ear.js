// The curve by ear, and the descent: they are heard when they are asked for, and until a hand does something.
import { scoreOf } from "./score.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./score.js").Picture} Picture */
/** @typedef {import("./score.js").Score} Score */
/** @typedef {"curve"|"descent"} What */

const loudness = { tone: 0.12, static: 0.03, tick: 0.1 };
const soft = 0.004; // seconds: no change is a click

/** A second of static, over and over. @param {AudioContext} audio */
function staticOf(audio) {
  const buffer = audio.createBuffer(1, audio.sampleRate, audio.sampleRate);
  const samples = buffer.getChannelData(0);
  for (let i = 0; i < samples.length; i++) samples[i] = 2 * Math.random() - 1;
  return new AudioBufferSourceNode(audio, { buffer, loop: true });
}

/** @param {AudioContext} audio @param {AudioNode} out @param {Score["ticks"][0]} tick @param {number} from */
function playTick(audio, out, { t, hz, pan }, from) {
  const voice = new OscillatorNode(audio, { type: "square", frequency: hz });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setTargetAtTime(loudness.tick, from + t, 0.001);
  volume.gain.setTargetAtTime(0, from + t + 0.01, 0.01);
  voice.connect(volume).connect(new StereoPannerNode(audio, { pan })).connect(out);
  voice.start(from + t);
  voice.stop(from + t + 0.06);
}

/** Plays it; what stops that. @param {AudioContext} audio @param {Score} score @param {() => void} ended */
function play(audio, { seconds, tones, ticks }, ended) {
  const from = audio.currentTime + 0.05;
  const out = new GainNode(audio);
  const place = new StereoPannerNode(audio, { pan: -1 });
  const voice = new OscillatorNode(audio, { type: "triangle" });
  const rough = staticOf(audio);
  const [volume, roughness] = [new GainNode(audio, { gain: 0 }), new GainNode(audio, { gain: 0 })];
  voice.connect(volume).connect(place).connect(out).connect(audio.destination);
  rough.connect(roughness).connect(place);
  for (const { t, hz, pan, static: isStatic } of tones) {
    if (hz) voice.frequency.setValueAtTime(hz, from + t);
    volume.gain.setTargetAtTime(hz ? loudness.tone : 0, from + t, soft);
    roughness.gain.setTargetAtTime(isStatic ? loudness.static : 0, from + t, soft);
    place.pan.setValueAtTime(pan, from + t);
  }
  for (const gain of [volume.gain, roughness.gain]) gain.setTargetAtTime(0, from + seconds, soft);
  for (const tick of ticks) playTick(audio, out, tick, from);
  voice.onended = ended;
  for (const source of [voice, rough]) {
    source.start(from);
    source.stop(from + seconds + 0.1);
  }
  return () => {
    voice.onended = null;
    out.disconnect();
    for (const source of [voice, rough]) source.stop();
  };
}

/** @param {Fig} fig @returns {Picture} */
function curvePicture(fig) {
  const { x, y, xlim, ylim, log } = fig.state;
  const { xs, curve } = fig.numbers();
  return { xs, ys: curve, xlim, ylim, log, x, y };
}

/** The losses of the walk, from the lowest to the highest. @param {Fig} fig @returns {Picture} */
function descentPicture({ state: { history } }) {
  const ys = history.map(({ loss }) => loss);
  const seen = ys.filter(Number.isFinite);
  const ylim = [seen.reduce((a, b) => Math.min(a, b), Infinity), seen.reduce((a, b) => Math.max(a, b), -Infinity)];
  return { xs: ys.map((_, i) => i), ys, xlim: [0, ys.length - 1], ylim };
}

/** Plays what is asked for, one at a time, and stops at a hand. @param {Fig} fig */
function player(fig) {
  /** @type {AudioContext|null} */
  let audio = null;
  /** @type {(() => void)|null} */
  let silence = null;
  function stop() {
    if (!silence) return;
    silence();
    silence = null;
    fig.show("ear", { on: null });
  }
  /** @param {KeyboardEvent} e */
  const escape = e => {
    if (e.key === "Escape") stop();
  };
  const off = fig.watch((state, before) => {
    if (state.params !== before.params || state.x !== before.x || state.y !== before.y) stop();
  });
  fig.root.addEventListener("pointerdown", stop);
  fig.root.addEventListener("keydown", escape);
  return {
    /** @param {What} what */
    toggle(what) {
      const was = fig.state.view.ear.on;
      stop();
      if (was === what) return;
      audio ??= new AudioContext();
      audio.resume();
      silence = play(audio, scoreOf((what === "curve" ? curvePicture : descentPicture)(fig)), stop);
      fig.show("ear", { on: what });
    },
    close() {
      off();
      silence?.();
      fig.root.removeEventListener("pointerdown", stop);
      fig.root.removeEventListener("keydown", escape);
      audio?.close();
    },
  };
}

/** @param {Fig} fig @returns {Panel} */
export const earPanel = fig => {
  const { toggle, close } = player(fig);
  /** @param {import("./types.js").State} state */
  const isSilent = ({ history, view }) => history.length < 2 || !!view.veil?.on;
  const curve = () => toggle("curve");
  const descent = () => {
    if (isSilent(fig.state)) fig.say("There is no descent to hear yet");
    else toggle("descent");
  };
  return {
    name: "ear",
    stage: "all",
    view: { on: null },
    shortcuts: {
      u: {
        label: "hear the curve: a high tone where it is high, static below zero, a tick at each point; Esc stops it",
        act: curve,
      },
      ...(fig.hasData ? { "shift+u": { label: "hear the losses so far", act: descent } } : {}),
    },
    menu: [
      { name: "ear", label: "Hear the curve", key: "u", on: ({ view }) => view.ear.on === "curve", act: curve },
      {
        name: "ear-descent",
        label: "Hear the losses so far",
        key: "U",
        hidden: state => !fig.hasData || isSilent(state),
        on: ({ view }) => view.ear.on === "descent",
        act: descent,
      },
    ],
    close,
  };
};
