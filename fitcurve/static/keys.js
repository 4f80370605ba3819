// The keyboard: a figure's shortcuts, wherever the focus is in it, and what it leaves to the page around it.

/** @typedef {import("./types.js").Fig} Fig */

/**
 * The key, by its name on a Latin keyboard: where the keyboard writes another script, its place says which it is.
 * @param {Pick<KeyboardEvent, "key"|"code">} e
 */
export function keyOf({ key, code }) {
  if (key === "؟") return "?";
  const isForeign = /^[\p{L}\p{M}]+$/u.test(key) && !/\p{Script=Latin}/u.test(key);
  const letter = /^Key([A-Z])$/.exec(code ?? "")?.[1];
  return isForeign && letter ? letter.toLowerCase() : key;
}

/** Is a key held that makes a command of another? On some keyboards AltGr, which writes, says that Ctrl and Alt are. */
const isCommand = (/** @type {KeyboardEvent} */ e) =>
  (e.ctrlKey || e.metaKey || e.altKey) && !e.getModifierState("AltGraph");

/** "ctrl+shift+z"; but "?", however that is typed. @param {KeyboardEvent} e */
function chordOf(e) {
  const key = keyOf(e);
  const shifted = e.shiftKey && (key.length > 1 || /[a-z]/i.test(key));
  const held = [e.ctrlKey || e.metaKey ? "ctrl+" : "", e.altKey ? "alt+" : "", shifted ? "shift+" : ""];
  return held.join("") + key.toLowerCase();
}

const fields = "select, textarea, [type=text]";

/** Is this key meant for the element that it is typed into? @param {KeyboardEvent} e */
function isTyped(e) {
  const at = /** @type {HTMLElement} */ (e.target);
  const letter = e.key.length === 1 && !e.ctrlKey && !e.metaKey;
  return e.defaultPrevented || e.isComposing || (letter && at.matches(fields)) || !!at.closest("dialog");
}

const kinds = /** @type {const} */ (["keydown", "keypress", "keyup"]);

/**
 * What is typed in `root` is no shortcut of the notebook's, which would cut a cell; but what is held with Ctrl, Alt or
 * the like and is none of ours goes on: Ctrl+S saves the notebook. Notebooks that hear keys before us look for an
 * attribute. Returns what ends that.
 * @param {HTMLElement} root @param {(e: KeyboardEvent) => boolean} isOurs  of those held with Ctrl, Alt or the like
 */
export function keepKeys(root, isOurs) {
  /** @param {KeyboardEvent} e */
  const isKept = e => !isCommand(e) || isOurs(e);
  /** @param {KeyboardEvent} e */
  const mark = e => {
    if (e.composedPath().includes(root)) root.toggleAttribute("data-lm-suppress-shortcuts", isKept(e));
  };
  for (const kind of kinds) {
    window.addEventListener(kind, mark, true);
    root.addEventListener(kind, e => {
      if (isKept(e)) e.stopPropagation();
    });
  }
  return () => {
    for (const kind of kinds) window.removeEventListener(kind, mark, true);
  };
}

/** Is it typed without Ctrl or Alt, as words are that somebody dictates? @param {string} chord */
export const isLetter = chord => /^(shift\+)?.$/u.test(chord);

/**
 * Letters act only where the focus is in the figure, and not at all once they are switched off behind ⋯. Returns what
 * ends that.
 * @param {Fig} fig
 */
export function listenToKeys(fig) {
  const { root } = fig;
  root.addEventListener("keydown", e => {
    const chord = chordOf(e);
    const { shortcuts } = fig;
    if (!Object.hasOwn(shortcuts, chord) || isTyped(e)) return;
    if (isLetter(chord) && !fig.state.view.more.letters) return;
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
  return keepKeys(root, e => Object.hasOwn(fig.shortcuts, chordOf(e)));
}
