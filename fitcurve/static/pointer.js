// The one place where hands reach the plot: the pointer, the finger, and the keys.
import { make } from "./dom.js";

/**
 * Asks the layers, from the top one down, what is under the pointer. `layer.hit(px, py, state, scales)` answers with a
 * *grip* `{ cursor?, move?(px, py), drop?(), click?(px, py), twice?(px, py) }` or nothing; if none has anything there,
 * `layer.hitEmpty(…)` is asked the same way. A grip holds the pointer until it is let go; a press that stays where it is
 * is a click. A layer with `keys: { label, press(key, event), focus?(), blur?() }` gets a tab stop of its own,
 * `[data-layer=name]`; `press` returns true for a key that it has used.
 */
export function takeHold(canvas, fig, scalesNow) {
  let held = null,
    from = null,
    still = true;
  const at = e => {
    const box = canvas.getBoundingClientRect();
    return [e.clientX - box.left, e.clientY - box.top];
  };
  const inside = (px, py, s) => px >= s.left && px <= s.right && py >= s.top && py <= s.bottom;
  const under = (px, py) => {
    const scales = scalesNow(),
      downwards = [...fig.layers].reverse();
    if (!scales) return null;
    for (const layer of downwards) {
      const grip = layer.hit?.(px, py, fig.state, scales);
      if (grip) return grip;
    }
    if (inside(px, py, scales))
      for (const layer of downwards) {
        const grip = layer.hitEmpty?.(px, py, fig.state, scales);
        if (grip) return grip;
      }
    return null;
  };
  const on = (type, f, how) => canvas.addEventListener(type, f, how);
  on("pointerdown", e => {
    if (held || e.button !== 0 || !(held = under(...at(e)))) return;
    from = at(e);
    still = true;
    canvas.setPointerCapture(e.pointerId);
  });
  on("pointermove", e => {
    const [px, py] = at(e);
    if (!held) {
      canvas.style.cursor = under(px, py)?.cursor ?? "";
      return;
    }
    if (still && Math.hypot(px - from[0], py - from[1]) < 4) return;
    still = false;
    held.move?.(px, py);
  });
  on("pointerup", e => {
    const grip = held;
    held = null;
    if (still) grip?.click?.(...at(e));
    else grip?.drop?.();
  });
  on("pointercancel", () => {
    const grip = held;
    held = null;
    if (!still) grip?.drop?.();
  });
  on("dblclick", e => under(...at(e))?.twice?.(...at(e)));
  on(
    "touchstart",
    e => {
      if (under(...at(e.touches[0]))?.move) e.preventDefault();
    },
    { passive: false },
  ); // a finger on something that moves doesn't scroll the page

  const stops = fig.layers
    .filter(layer => layer.keys)
    .map(({ name, keys }) =>
      make("div", {
        class: "fitcurve-stop",
        tabindex: 0,
        role: "application",
        "data-layer": name,
        "aria-label": keys.label,
        onfocus: () => keys.focus?.(),
        onblur: () => keys.blur?.(),
        onkeydown: e => {
          if (!e.ctrlKey && !e.metaKey && !e.altKey && keys.press(e.key, e)) e.preventDefault();
        },
      }),
    );
  return { stops };
}
