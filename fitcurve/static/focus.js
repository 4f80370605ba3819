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
 * What has the focus has been hidden: whoever works by keyboard goes on beside it. A pointer needs no place.
 * @param {HTMLElement} root
 */
export function keepFocus(root) {
  const { activeElement: at } = /** @type {Document|ShadowRoot} */ (root.getRootNode());
  if (!at || at === root || !root.contains(at) || isSeen(at)) return;
  const to = at.matches(":focus-visible") ? stopBeside(root, at) : root;
  to.focus({ preventScroll: true });
}
