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
    const tell = () => label.setAttribute("aria-expanded", String(box.checked));
    const turn = open => {
      box.checked = open;
      box.dispatchEvent(new Event("change"));
      if (open) document.querySelector(`${drawer} a, ${drawer} input`)?.focus();
      else label.focus();
    };
    label.tabIndex = 0;
    label.setAttribute("role", "button");
    label.setAttribute("aria-label", name);
    label.addEventListener("keydown", e => {
      if (e.key !== "Enter" && e.key !== " ") return;
      e.preventDefault();
      turn(!box.checked);
    });
    body.addEventListener("keydown", e => {
      if (e.key === "Escape" && box.checked && label.offsetParent) turn(false);
    });
    box.addEventListener("change", tell);
    tell();
  };
  for (const label of document.querySelectorAll(".nav-overlay-icon, .toc-overlay-icon")) asButton(label);
})();
