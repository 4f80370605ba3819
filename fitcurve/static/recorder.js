// A canvas that remembers: what a layer paints on it is written down, to be an SVG. It speaks the part of
// CanvasRenderingContext2D that the plot's layers use. Pure: a `brush`, the context of some canvas, measures letters
// and reads colours.
import { short, svgOf } from "./svg.js";

/** @typedef {import("./svg.js").Attributes} Attributes */
/** @typedef {import("./svg.js").Item} Item */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {"fill"|"stroke"} Part */
/** @typedef {[number, number, number, number, number, number]} Matrix */

const plain = {
  fillStyle: "#000000",
  strokeStyle: "#000000",
  globalAlpha: 1,
  lineWidth: 1,
  lineCap: "butt",
  lineJoin: "miter",
  font: "10px sans-serif",
  textAlign: "start",
  textBaseline: "alphabetic",
  dash: /** @type {number[]} */ ([]),
  matrix: /** @type {Matrix} */ ([1, 0, 0, 1, 0, 0]),
  clipped: "", // by the path of this name
};

/** A place of the drawing, on the picture. @param {Matrix} matrix @param {number} x @param {number} y */
const through = ([a, b, c, d, e, f], x, y) => [short(a * x + c * y + e), short(b * x + d * y + f)];

/** @param {Matrix} outer @param {Matrix} inner @returns {Matrix} */
function times([a, b, c, d, e, f], [p, q, r, s, t, u]) {
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f];
}

/**
 * A colour as SVG has it, and how much of it is seen.
 * @param {Context} brush @param {string} style @param {number} alpha @returns {[colour: string, opacity: number]}
 */
function colourOf(brush, style, alpha) {
  brush.fillStyle = style;
  const read = String(brush.fillStyle); // "#1f2328", or where it is seen through "rgba(31, 35, 40, 0.5)"
  const [r, g, b, a] = (/^rgba\((.*)\)$/.exec(read)?.[1] ?? "").split(",").map(Number);
  if (a === undefined) return [read, short(alpha)];
  return [`#${[r, g, b].map(v => v.toString(16).padStart(2, "0")).join("")}`, short(a * alpha)];
}

/** @param {Context} brush @param {typeof plain} look @returns {Attributes} */
function fillOf(brush, { fillStyle, globalAlpha }) {
  const [fill, opacity] = colourOf(brush, fillStyle, globalAlpha);
  return { fill, ...(opacity < 1 ? { "fill-opacity": opacity } : {}) };
}

/** @param {Context} brush @param {typeof plain} look @returns {Attributes} */
function strokeOf(brush, { strokeStyle, globalAlpha, lineWidth, lineCap, lineJoin, dash }) {
  const [stroke, opacity] = colourOf(brush, strokeStyle, globalAlpha);
  return {
    stroke,
    "stroke-width": short(lineWidth),
    ...(opacity < 1 ? { "stroke-opacity": opacity } : {}),
    ...(lineCap === "butt" ? {} : { "stroke-linecap": lineCap }),
    ...(lineJoin === "miter" ? {} : { "stroke-linejoin": lineJoin }),
    ...(dash.length ? { "stroke-dasharray": dash.map(short).join(" ") } : {}),
  };
}

/** "600 13px Menlo, monospace", in a family that is everywhere. @param {string} font @returns {Attributes} */
function fontOf(font) {
  const [, weight, size, family] = /^(?:(bold|[1-9]00) )?([\d.]+)px (.*)$/.exec(font) ?? [];
  const generic = /mono/i.test(family) ? "monospace" : "sans-serif";
  return { "font-family": generic, "font-size": short(Number(size)), ...(weight ? { "font-weight": weight } : {}) };
}

/** @type {Record<string, string>} */
const anchors = { right: "end", end: "end", center: "middle" };

/**
 * A text: its place and letters. Programs differ in the baselines that they know: here it always stands on its own.
 * @param {Context} brush @param {typeof plain} look @param {string} text @param {number} x @param {number} y
 * @returns {Attributes}
 */
function textOf(brush, { font, textAlign, textBaseline, matrix }, text, x, y) {
  brush.font = font;
  const [wanted, own] = /** @type {CanvasTextBaseline[]} */ ([textBaseline, "alphabetic"]).map(baseline => {
    brush.textBaseline = baseline;
    return brush.measureText(text).actualBoundingBoxAscent;
  });
  const base = y + own - wanted;
  const isTurned = matrix.slice(0, 4).join() !== "1,0,0,1";
  const [px, py] = isTurned ? [short(x), short(base)] : through(matrix, x, base);
  return {
    x: px,
    y: py,
    ...fontOf(font),
    ...(anchors[textAlign] ? { "text-anchor": anchors[textAlign] } : {}),
    ...(isTurned ? { transform: `matrix(${matrix.map(short).join(" ")})` } : {}),
  };
}

/**
 * A path to be kept, where a canvas has Path2D.
 * @param {Context & {newPath?: () => unknown}} g
 */
export const pathFor = g => /** @type {Path2D} */ (g.newPath?.() ?? new Path2D());

/**
 * The methods of a path, and what it is, as `d` and where it is nothing but a circle as that. As on a canvas, what is
 * no number is passed over, and a line that comes first only sets the pen down.
 * @param {() => Matrix} matrix
 */
function penOf(matrix) {
  const path = { d: "", circle: /** @type {Attributes|null} */ (null) };
  /** @param {string} command @param {number} x @param {number} y */
  function go(command, x, y) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    path.d += (path.d ? command : "M") + through(matrix(), x, y).join(" ");
    path.circle = null;
  }
  return {
    path,
    beginPath: () => void Object.assign(path, { d: "", circle: null }),
    moveTo: (/** @type {number} */ x, /** @type {number} */ y) => go("M", x, y),
    lineTo: (/** @type {number} */ x, /** @type {number} */ y) => go("L", x, y),
    closePath: () => void (path.d += path.d ? "Z" : ""),
    /** @param {number} x @param {number} y @param {number} w @param {number} h */
    rect(x, y, w, h) {
      go("M", x, y);
      go("L", x + w, y);
      go("L", x + w, y + h);
      go("L", x, y + h);
      path.d += "Z";
    },
    /**
     * A whole one.
     * @param {number} x @param {number} y @param {number} radius @param {number} from @param {number} to
     */
    arc(x, y, radius, from, to) {
      if (Math.abs(to - from) < 2 * Math.PI) throw new RangeError("only whole circles are written down");
      if (![x, y, radius].every(Number.isFinite)) return;
      const isAlone = !path.d;
      const [cx, cy] = through(matrix(), x, y);
      const r = short(radius);
      const half = `A${r} ${r} 0 1 1 `;
      path.d += `M${short(cx + r)} ${cy}${half}${short(cx - r)} ${cy}${half}${short(cx + r)} ${cy}Z`;
      path.circle = isAlone ? { cx, cy, r } : null;
    },
  };
}

/**
 * The shapes as they come: fill and stroke of one shape are one element.
 * @param {Context} brush
 */
function sheet(brush) {
  /** @type {Item[]} */
  const items = [];
  /** @param {Part} part @param {Omit<Item, "style">} what @param {typeof plain} look */
  function add(part, what, look) {
    const style = part === "fill" ? fillOf(brush, look) : strokeOf(brush, look);
    const last = items.at(-1);
    const isSame = !!last && JSON.stringify({ ...last, style: null }) === JSON.stringify({ ...what, style: null });
    if (isSame && part === "stroke" && !("stroke" in last.style)) Object.assign(last.style, style);
    else if (isSame && part === "fill" && last.style.fill === "none")
      Object.assign(last.style, style, { "paint-order": "stroke" });
    else items.push({ ...what, style: { fill: "none", ...style } });
  }
  return { items, add };
}

/**
 * `g` is painted on; `group` says the class of the group that comes now; `svg` gives what was painted.
 * @param {Context} brush
 */
export function recorder(brush) {
  const { items, add } = sheet(brush);
  /** @type {Record<string, import("./svg.js").Clip>} */
  const clips = {};
  /** @type {(typeof plain)[]} */
  const saved = [];
  let group = "";
  /** @returns {Matrix} */
  const matrix = () => g.matrix;
  const newPath = () => penOf(matrix);
  const pen = newPath();

  /** @param {Part} part @param {string} tag @param {Attributes} shape */
  const put = (part, tag, shape, text = "") => add(part, { group, clip: g.clipped, tag, shape, text }, g);
  /** @param {Part} part */
  const ofPath = part => {
    return ({ path } = pen) => {
      if (path.circle) put(part, "circle", path.circle);
      else if (path.d) put(part, "path", { d: path.d });
    };
  };
  /** @param {Part} part @returns {(...box: [number, number, number, number]) => void} */
  const ofRect = part => {
    return (...box) => {
      const own = newPath();
      own.rect(...box);
      put(part, "path", { d: own.path.d });
    };
  };
  /** @param {Part} part @returns {(text: string, x: number, y: number) => void} */
  const ofText = part => (text, x, y) => {
    if (text) put(part, "text", textOf(brush, g, text, x, y), text);
  };
  /** @param {HTMLCanvasElement} image @param {number} x @param {number} y @param {number} w @param {number} h */
  function drawImage(image, x, y, w, h) {
    const [px, py] = through(matrix(), x, y);
    const shape = { x: px, y: py, width: short(w), height: short(h), preserveAspectRatio: "none" };
    const href = image.toDataURL("image/png");
    items.push({ group, clip: g.clipped, tag: "image", shape: { ...shape, href }, text: "", style: {} });
  }
  const g = {
    ...plain,
    ...pen,
    drawImage,
    newPath,
    fill: ofPath("fill"),
    stroke: ofPath("stroke"),
    fillRect: ofRect("fill"),
    strokeRect: ofRect("stroke"),
    fillText: ofText("fill"),
    strokeText: ofText("stroke"),
    /** @param {string} text */
    measureText(text) {
      brush.font = g.font;
      return brush.measureText(text);
    },
    /** @param {number[]} dash */
    setLineDash: dash => void (g.dash = dash),
    save() {
      const look = Object.keys(plain).map(key => [key, g[/** @type {keyof typeof plain} */ (key)]]);
      saved.push(Object.fromEntries(look));
    },
    restore: () => void Object.assign(g, saved.pop()),
    /** @param {number} x @param {number} y */
    translate: (x, y) => void (g.matrix = times(g.matrix, [1, 0, 0, 1, x, y])),
    /** @param {number} turn */
    rotate(turn) {
      const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
      g.matrix = times(g.matrix, [cos, sin, -sin, cos, 0, 0]);
    },
    clip() {
      const clip = { d: pen.path.d, clip: g.clipped };
      const known = Object.keys(clips).find(name => clips[name].d === clip.d && clips[name].clip === clip.clip);
      g.clipped = known ?? `clip${Object.keys(clips).length + 1}`;
      clips[g.clipped] = clip;
    },
  };
  return {
    g: /** @type {Context} */ (/** @type {unknown} */ (g)),
    group: (/** @type {string} */ name) => void (group = name),
    /** @param {Parameters<typeof svgOf>[2]} about */
    svg: about => svgOf(items, clips, about),
  };
}
