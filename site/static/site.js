// What the theme leaves out: its choice of light or dark for the figures too, and its drawers by keyboard.
(() => {
  const { body } = document;

  /** The figures know a notebook's theme: they are told this one in its words. */
  const follow = () => {
    const { theme } = body.dataset;
    if (theme === "light" || theme === "dark") body.dataset.jpThemeLight = String(theme === "light");
    else delete body.dataset.jpThemeLight;
  };
  new MutationObserver(follow).observe(body, { attributeFilter: ["data-theme"] });
  follow();

  const drawers = { __navigation: [".sidebar-drawer", "All pages"], __toc: [".toc-drawer", "On this page"] };

  /** A label that opens a drawer, as a button. */
  const asButton = label => {
    const box = document.getElementById(label.htmlFor);
    const [drawer, name] = drawers[label.htmlFor];
    const button = document.createElement("button");
    button.className = label.className;
    button.append(...label.childNodes);
    button.setAttribute("aria-label", name);
    const tell = () => button.setAttribute("aria-expanded", String(box.checked));
    const turn = open => {
      box.checked = open;
      tell();
      if (open) document.querySelector(`${drawer} a, ${drawer} input`)?.focus();
      else button.focus();
    };
    button.addEventListener("click", () => turn(!box.checked));
    body.addEventListener("keydown", e => {
      if (e.key === "Escape" && box.checked && button.offsetParent) turn(false);
    });
    box.addEventListener("change", tell);
    label.replaceWith(button);
    tell();
  };
  /** Names and levels for who hears the page. */
  for (const [drawer, name] of Object.values(drawers))
    document.querySelector(`aside${drawer}`)?.setAttribute("aria-label", name);
  for (const caption of document.querySelectorAll("[role=heading]:not([aria-level])"))
    caption.setAttribute("aria-level", "2");

  /** What a summary says is its name; and code that is wider than its page can be scrolled by keyboard. */
  for (const summary of document.querySelectorAll("summary[aria-label]")) summary.removeAttribute("aria-label");
  const reach = () => {
    for (const code of document.querySelectorAll("pre, .table-wrapper, math[display=block]"))
      if (code.scrollWidth > code.clientWidth) code.tabIndex = 0;
  };
  reach();
  addEventListener("resize", reach);
  for (const summary of document.querySelectorAll("summary")) summary.parentElement?.addEventListener("toggle", reach);

  /** From a disk a browser downloads nothing, and shows the file's text: who has the folder has the notebook. */
  for (const link of location.protocol === "file:" ? document.querySelectorAll("a[download]") : [])
    link.textContent = `This notebook: ${link.getAttribute("href").replaceAll("../", "")}, in the folder of these pages`;

  for (const label of document.querySelectorAll("label.nav-overlay-icon, label.toc-overlay-icon")) asButton(label);
})();
