// The keyboard: a figure's shortcuts, wherever the focus is in it.

/** @typedef {import("./types.js").Fig} Fig */

/** "ctrl+shift+z"; but "?", however that is typed. @param {KeyboardEvent} e */
function chordOf(e) {
  const shifted = e.shiftKey && (e.key.length > 1 || /[a-z]/i.test(e.key));
  const held = [e.ctrlKey || e.metaKey ? "ctrl+" : "", e.altKey ? "alt+" : "", shifted ? "shift+" : ""];
  return held.join("") + e.key.toLowerCase();
}

const fields = "select, textarea, [type=text]";

/** Is this key meant for the element that it is typed into? @param {KeyboardEvent} e */
function isTyped(e) {
  const at = /** @type {HTMLElement} */ (e.target);
  const letter = e.key.length === 1 && !e.ctrlKey && !e.metaKey;
  return e.defaultPrevented || e.isComposing || (letter && at.matches(fields)) || !!at.closest("dialog");
}

/** @param {Fig} fig */
export function listenToKeys({ root, shortcuts }) {
  root.addEventListener("keydown", e => {
    const chord = chordOf(e);
    if (!Object.hasOwn(shortcuts, chord) || isTyped(e)) return;
    e.preventDefault();
    shortcuts[chord].act();
  });
  // Whoever works with the figure has its keys, whatever the page around it does with a click;
  for (const type of ["pointerdown", "click"])
    root.addEventListener(type, () => {
      const { activeElement } = /** @type {Document|ShadowRoot} */ (root.getRootNode());
      if (!root.contains(activeElement)) root.focus({ preventScroll: true });
    });
  // and they are ours, not the notebook's.
  for (const type of ["keydown", "keypress", "keyup"]) root.addEventListener(type, e => e.stopPropagation());
}
