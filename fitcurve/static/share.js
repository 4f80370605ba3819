// The state as text: as a line of Python, as a link; and kept, to come back to.
import { button, make } from "./dom.js";
import { dialog, menuButton } from "./menu.js";
import { afresh, elsewhere } from "./state.js";
import { literal } from "./words.js";

const settings = {
  // how it descends: which values of each make sense
  lr: v => Number.isFinite(v) && v > 0,
  friction: v => v >= 0 && v <= 1,
  schedule: (v, { spec }) => Object.hasOwn(spec.schedules ?? {}, v),
  steps: (v, { spec }) => Number.isInteger(v) && v >= 1 && v <= spec.limits.steps,
};

/** A number as Python reads it: a float stays one. */
const float = v => {
  const s = literal(v);
  return /^-?\d+$/.test(s) ? `${s}.0` : s;
};
const list = v => `[${Array.from(v, literal).join(", ")}]`;
const otherData = ({ spec, first }, { x, y }) => x !== first.x || y !== first.y;

/** The parameters alone: what `spec.python` makes of them. */
export const asFunction = ({ spec }, { params }) =>
  spec.python.replace(/\{(\w+)\}/g, (all, name) => (Object.hasOwn(params, name) ? literal(params[name]) : all));

/** The figure itself, with these sliders, these settings, and these data if a hand has changed them. */
export function asFigure(fig, state) {
  const { spec, names, first } = fig,
    sliders = names.map(name => {
      const { value, min, max, step } = spec.params[name],
        whole = [value, min, max, step].every(Number.isInteger) && step === 1,
        n = whole ? literal : float,
        near = (a, b) => Math.abs(a - b) < 1e-9;
      const [lo, hi] = [-value, 3 * value].sort((a, b) => a - b),
        plain = value && near(min, lo) && near(max, hi) && near(step, whole ? 1 : 0.1);
      return `${name}=${plain ? n(value) : `(${n(min)}, ${n(max)}, ${n(step)})`}`;
    });
  const data = !spec.y ? [] : otherData(fig, state) ? [list(state.x), list(state.y)] : ["x", "y"],
    { call = "f", loss_name: lossName } = spec;
  const now = names.some(name => state.params[name] !== spec.params[name].value)
    ? [`fig.params = dict(${names.map(name => `${name}=${literal(state.params[name])}`).join(", ")})`]
    : [];
  const set = Object.keys(settings)
    .filter(name => state[name] !== spec.dials[name])
    .map(name => `fig.${name} = ${name === "schedule" ? JSON.stringify(state[name]) : literal(state[name])}`);
  return [
    `fig = explore(${[call, ...data, ...(spec.y && lossName !== "mae" ? [`loss=${lossName}`] : []), ...sliders].join(", ")})`,
    ...now,
    ...set,
  ].join("; ");
}

/** The same as the end of an address: "#fitcurve=0&p.a=1.25&lr=0.1". `i`: which figure of the page it is. */
export function asFragment(fig, state, i = 0) {
  const words = new URLSearchParams({ fitcurve: i });
  for (const name of fig.names) words.set(`p.${name}`, literal(state.params[name]));
  for (const name in settings) if (state[name] !== fig.first[name]) words.set(name, String(state[name]));
  if (fig.spec.y && otherData(fig, state))
    for (const name of ["x", "y"]) words.set(name, Array.from(state[name], literal).join(" "));
  return `#${words}`;
}

/** What such an address says, as far as it makes sense for this figure; or null if it is of another one. */
export function fromFragment(fig, state, hash, i = 0) {
  const words = new URLSearchParams(hash.replace(/^#/, "")),
    number = v => (v?.trim() ? Number(v) : NaN);
  if (number(words.get("fitcurve")) !== i) return null;
  const params = { ...state.params },
    found = { params };
  for (const name of fig.names) {
    const v = number(words.get(`p.${name}`));
    if (Number.isFinite(v)) params[name] = v;
  }
  for (const name in settings) {
    const v = name === "schedule" ? words.get(name) : number(words.get(name));
    if (settings[name](v, fig)) found[name] = v;
  }
  const [x, y] = ["x", "y"].map(name => Float64Array.from(words.get(name)?.trim().split(/\s+/) ?? []));
  if (
    fig.spec.y &&
    x.length &&
    x.length === y.length &&
    [...x, ...y].every(Number.isFinite) &&
    !(!fig.canChangeCount && x.length !== state.x.length)
  )
    Object.assign(found, { x, y });
  return found;
}

/** The button that copies, with its menu. */
export function copyMenu(fig) {
  const opener = button("copy", "Copy", () => {}),
    area = make("textarea", { readonly: true, rows: 5, "aria-label": "to be copied" });
  const box = dialog("Copy this", make("p", {}, "It is selected: press Ctrl+C, or ⌘C."), area);
  let timer = 0;
  async function copy(what) {
    try {
      await navigator.clipboard.writeText(what);
    } catch {
      // no permission, or not a secure page: then by hand
      if (!box.isConnected) fig.root.append(box);
      area.value = what;
      box.showModal();
      area.focus();
      area.select();
      return fig.say("The browser does not let this page copy. The text is selected: press Control C.");
    }
    opener.textContent = "Copied";
    fig.say(`Copied ${what}`);
    clearTimeout(timer);
    timer = setTimeout(() => {
      opener.textContent = "Copy";
    }, 1500);
  }
  const link = () => `${location.href.replace(/#.*/, "")}${asFragment(fig, fig.state, place(fig.root))}`;
  return menuButton(
    fig,
    opener,
    () => [
      { name: "copy-python", label: "the function, in Python", act: () => copy(asFunction(fig, fig.state)) },
      { name: "copy-figure", label: "this figure, in Python", act: () => copy(asFigure(fig, fig.state)) },
      ...(fig.alone && fig.traced
        ? [{ name: "copy-link", label: "a link to this state", act: () => copy(link()) }]
        : []),
    ],
    "Copy",
  );
}

/** Which figure of its page is it? */
const place = root =>
  Math.max(0, [...document.querySelectorAll(".fitcurve-saved")].indexOf(root.closest(".fitcurve-saved")));

/** Remember, come back; and, on a page without a kernel, open where its address says. */
export const sharePanel = fig => {
  const { act } = fig,
    first = fig.state;
  fig.first = first;
  const kept = ({ params, x, y, ...rest }) => ({
    params,
    x,
    y,
    ...Object.fromEntries(
      Object.keys(settings)
        .filter(name => name in rest)
        .map(name => [name, rest[name]]),
    ),
  });
  const remember = () => {
    fig.show("share", { kept: kept(fig.state) });
    fig.say("Remembered");
  };
  const back = () => {
    const to = fig.state.view.share.kept;
    if (!to) return fig.say("Nothing is remembered yet");
    fig.walk.pause();
    act("recall", to);
    fig.done();
    fig.say("Back");
  };
  let gone = false;
  function follow() {
    const to = !gone && fig.alone && fig.traced && fromFragment(fig, fig.state, location.hash, place(fig.root));
    if (!to) return;
    fig.walk.pause();
    act("recall", to);
    fig.done();
    if (place(fig.root)) fig.root.scrollIntoView({ block: "nearest" });
  }
  addEventListener("hashchange", follow);
  queueMicrotask(follow);
  return {
    name: "share",
    view: { kept: null },
    shortcuts: {
      p: { label: "remember this state", act: remember },
      b: { label: "back to the state remembered", act: back },
    },
    menu: [
      { name: "remember", label: "Remember this state", key: "p", act: remember },
      { name: "back", label: "Back to it", key: "b", off: ({ view }) => !view.share.kept, act: back },
    ],
    /** Another state altogether, and a new walk from there. */
    actions: {
      recall: (s, { x = s.x, y = s.y, ...to }) => ({
        ...s,
        ...to,
        x,
        y,
        momentum: null,
        ...(x === s.x && y === s.y ? afresh(s) : elsewhere(s)),
      }),
    },
    close() {
      gone = true;
      removeEventListener("hashchange", follow);
    },
  };
};
