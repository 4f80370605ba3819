// The focus is never lost: what has it and is hidden hands it on to what stands beside it.

const stops = "button, input, select, textarea, [tabindex='0']";

/** @param {Element} el */
const isSeen = el => el.checkVisibility?.({ visibilityProperty: true }) ?? true;

/**
 * The Tab stop nearest to a place, in the smallest part of the figure that has one: the last before it, else the first.
 * @param {HTMLElement} root @param {Element} place @returns {HTMLElement}
 */
export function stopBeside(root, place) {
  for (let part = place.parentElement; part && root.contains(part); part = part.parentElement) {
    const all = [.../** @type {NodeListOf<HTMLInputElement>} */ (part.querySelectorAll(stops))].filter(
      el => el.tabIndex >= 0 && !el.disabled && !place.contains(el) && isSeen(el),
    );
    const before = all.findLast(el => place.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_PRECEDING);
    if (all.length) return before ?? all[0];
  }
  return root;
}

/**
 * Returns what is to be called when something may have been hidden: where that had the focus, whoever works by keyboard
 * goes on beside it. A pointer needs no place.
 * @param {HTMLElement} root
 */
export function focusKeeper(root) {
  /** @type {Element|null} */
  let last = null; // that had the focus. (Once it is hidden, the browser's own answer is the page's body.)
  let byKeys = false;
  root.addEventListener("focusin", e => {
    last = /** @type {Element} */ (e.target);
    byKeys = last.matches(":focus-visible");
  });
  root.addEventListener("focusout", e => {
    if (e.relatedTarget || (last && isSeen(last))) last = null; // it went elsewhere by itself
  });
  return () => {
    if (!last || isSeen(last)) return;
    const to = byKeys ? stopBeside(root, last) : root;
    last = null;
    to.focus({ preventScroll: true });
  };
}
