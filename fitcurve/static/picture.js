// The picture to take along: copied, or saved as PNG or SVG; on white paper, in the colours of day.
import { describe } from "./describe.js";
import { button, download, make, toggle, write } from "./dom.js";
import { inkOnPaper } from "./ink.js";
import { dialog } from "./menu.js";
import { paintPaper, paperOf } from "./paper.js";
import { recorder } from "./recorder.js";

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Panel} Panel */

const fine = 2; // pixels of a PNG to one of the page, at least

/** A canvas of w × h, `density` pixels to one. @param {number} w @param {number} h @param {number} density */
function canvasOf(w, h, density) {
  const canvas = make("canvas");
  canvas.width = Math.round(w * density);
  canvas.height = Math.round(h * density);
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  g.scale(density, density);
  return { canvas, g };
}

/** What is seen beside the plot: map or slice, then the chart. @param {Fig} fig */
function sectionsOf(fig) {
  const all = fig.panels.flatMap(panel => (fig.shows(panel) && panel.picture?.()) || []);
  return all.sort((a, b) => Number(!!a.inset) - Number(!!b.inset));
}

/**
 * The figure as it is now, painted and written down.
 * @param {Fig} fig @param {{w: number, h: number}} room @param {import("./types.js").Section[]} sections
 */
function take(fig, room, sections) {
  const brush = canvasOf(1, 1, 1).g;
  const paper = paperOf(brush, fig, room, inkOnPaper(fig), sections);
  const { canvas, g } = canvasOf(paper.w, paper.h, Math.max(fine, devicePixelRatio));
  paintPaper(g, fig, paper);
  const written = recorder(brush);
  paintPaper(written.g, fig, paper, written.group);
  const words = describe(fig, fig.state, fig.numbers());
  return { canvas, words, svg: written.svg({ w: paper.w, h: paper.h, title: fig.spec.title, words }) };
}

/** @param {HTMLCanvasElement} canvas @returns {Promise<Blob>} */
const asPng = canvas =>
  new Promise((done, fail) => canvas.toBlob(blob => (blob ? done(blob) : fail(new Error("no PNG"))), "image/png"));

/** @param {Fig} fig @returns {Panel} */
export const picturePanel = fig => {
  const image = make("img", { class: "fitcurve-picture" });
  const line = make("p", { class: "fitcurve-read fitcurve-said", role: "status" });
  const say = (/** @type {string} */ text) => write(line, { text }); // a dialog's own: what is behind it isn't heard
  /** @type {ReturnType<typeof take>} */
  let taken;
  const size = () => `${taken.canvas.width} × ${taken.canvas.height} pixels`;
  const name = /^\w+/.exec(fig.spec.call)?.[0] ?? "figure";
  async function copy() {
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": asPng(taken.canvas) })]);
      say(`Copied: ${size()}`);
    } catch {
      say("The browser does not let this page copy a picture. Save it as PNG.");
      png.focus();
    }
  }
  async function savePng() {
    download(`${name}.png`, await asPng(taken.canvas));
    say(`${name}.png: ${size()}`);
  }
  function saveSvg() {
    download(`${name}.svg`, new Blob([taken.svg], { type: "image/svg+xml" }));
    say(`${name}.svg: lines and letters, sharp at any size`);
  }
  const png = button("save-png", "Save as PNG", savePng);
  const buttons = [button("copy-picture", "Copy", copy), png, button("save-svg", "Save as SVG", saveSvg)];
  const whole = toggle("whole", "with map, slice and chart, as they are seen", false, () => look());
  const box = dialog("Picture", image, whole.el, line, make("div", { class: "fitcurve-table-buttons" }, ...buttons));
  /** Takes the picture. Is there one? */
  function look() {
    const { scales } = /** @type {ReturnType<typeof import("./plot.js").plotPanel>} */ (fig.panels[0]);
    if (!scales) return false;
    const sections = sectionsOf(fig);
    whole.el.hidden = !sections.length;
    taken = take(fig, scales, whole.box.checked ? sections : []);
    image.src = `data:image/svg+xml,${encodeURIComponent(taken.svg)}`;
    image.alt = taken.words;
    say("");
    return true;
  }
  const open = () => look() && box.showModal();
  return {
    name: "picture",
    stops: [box],
    shortcuts: { i: { label: "the picture, to copy or save", act: open } },
    menu: [{ name: "picture", label: "Copy or save a picture…", key: "i", act: open }],
  };
};
