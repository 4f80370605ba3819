// A canvas that remembers, and what it remembers as SVG: node --test tests/js
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { axes, curve } from "../../fitcurve/static/layers.js";
import { paintWhole } from "../../fitcurve/static/plot.js";
import { points } from "../../fitcurve/static/points.js";
import { recorder } from "../../fitcurve/static/recorder.js";

const heights = { alphabetic: 9, middle: 4, top: -2, bottom: 12 };
/** What a canvas's own context says of letters and colours. */
const brush = () => ({
  measureText(text) {
    return { width: 7 * text.length, actualBoundingBoxAscent: heights[this.textBaseline] };
  },
});
const about = { w: 60, h: 40, title: "t", words: "w" };
/** What is written of what `paint` does, without the frame of the file. */
function written(paint) {
  const { g, svg, group } = recorder(brush());
  group("here");
  paint(g, group);
  return svg(about).split('<g class="here">\n')[1].split("\n</g>\n</svg>")[0];
}

test("lines, circles and boxes are where a canvas has them", () => {
  const line = written(g => {
    Object.assign(g, { strokeStyle: "#123456", lineWidth: 2.345, lineCap: "round", lineJoin: "round" });
    g.setLineDash([3, 1.234]);
    g.beginPath();
    g.lineTo(1, 2); // the first sets the pen down
    g.lineTo(NaN, 3); // is passed over
    g.lineTo(4.005, 1e3);
    g.moveTo(5, 6);
    g.lineTo(7, 8);
    g.closePath();
    g.stroke();
  });
  const look = 'fill="none" stroke="#123456" stroke-width="2.35"';
  const pen = 'stroke-linecap="round" stroke-linejoin="round" stroke-dasharray="3 1.23"';
  assert.equal(line, `<path d="M1 2L4 1000M5 6L7 8Z" ${look} ${pen}/>`);
  const box = written(g => {
    g.fillStyle = "rgba(255, 128, 0, 0.5)";
    g.globalAlpha = 0.5;
    g.fillRect(1, 2, 3, 4);
  });
  assert.equal(box, '<path d="M1 2L4 2L4 6L1 6Z" fill="#ff8000" fill-opacity="0.25"/>');
  const part = () => written(g => g.arc(1, 2, 3, 0, 1));
  assert.throws(part, /only whole circles/);
});

test("fill and stroke of one shape are one element, and one style of many shapes is written once", () => {
  const dots = written(g => {
    g.fillStyle = "#111111";
    g.strokeStyle = "#eeeeee";
    for (const x of [1, 2, 3]) {
      g.beginPath();
      g.arc(x, 5, 2, 0, 2 * Math.PI);
      g.fill();
      g.stroke();
    }
  });
  const circles = [1, 2, 3].map(x => `<circle cx="${x}" cy="5" r="2"/>`).join("\n");
  assert.equal(dots, `<g fill="#111111" stroke="#eeeeee" stroke-width="1">\n${circles}\n</g>`);
  const two = written(g => {
    for (const x of [1, 9]) g.arc(x, 5, 2, 0, 2 * Math.PI);
    g.stroke();
  });
  assert.match(two, /^<path d="M3 5A2 2 0 1 1 -1 5A2 2 0 1 1 3 5ZM11 5A/);
});

test("a text is text, once, on its own baseline, turned with the axis, in letters that are everywhere", () => {
  const name = written(g => {
    Object.assign(g, { font: "600 13px Menlo, monospace", textAlign: "right", textBaseline: "middle" });
    g.lineWidth = 4;
    g.strokeText('a < "b" & \u0000c', 10, 20);
    g.fillText('a < "b" & \u0000c', 10, 20);
  });
  const [attrs, text] = [name.slice(0, name.indexOf(">")), name.slice(name.indexOf(">") + 1)];
  assert.equal(text, "a &#60; &#34;b&#34; &#38; c</text>");
  for (const want of ['x="10" y="25"', 'font-family="monospace" font-size="13" font-weight="600"', 'text-anchor="end"'])
    assert.ok(attrs.includes(want), attrs);
  assert.match(attrs, / fill="#000000" stroke="#000000" stroke-width="4" paint-order="stroke"$/);
  const turned = written(g => {
    g.font = "12px system-ui, sans-serif";
    g.translate(5, 30);
    g.rotate(-Math.PI / 2);
    g.fillText("up", 0, 0);
  });
  assert.match(turned, /x="0" y="0" font-family="sans-serif" .* transform="matrix\(0 -1 1 0 5 30\)"/);
  assert.equal(recorder(brush()).g.measureText("four").width, 28);
});

test("what is saved comes back; clips hold, one within another, and the same one is the same", () => {
  const { g, svg, group } = recorder(brush());
  for (const name of ["one", "two"]) {
    group(name);
    g.save();
    g.translate(10, 0);
    g.beginPath();
    g.rect(0, 0, 5, 5);
    g.clip();
    g.fillRect(1, 1, 1, 1);
    if (name === "two") {
      g.beginPath();
      g.rect(2, 2, 2, 2);
      g.clip();
      g.fillRect(2, 2, 9, 9);
    }
    g.restore();
  }
  g.fillRect(0, 0, 1, 1);
  const file = svg({ ...about, title: "<t>" });
  assert.match(file, /^<svg xmlns="[^"]+" width="60" height="40" viewBox="0 0 60 40" role="img">\n<title>&#60;t&#62;</);
  assert.match(file, /<clipPath id="clip1"><path d="M10 0L15 0L15 5L10 5Z"\/><\/clipPath>/);
  assert.match(file, /<clipPath id="clip2" clip-path="url\(#clip1\)"><path d="M12 2L/);
  assert.equal(file.match(/<clipPath/g).length, 2);
  assert.equal(file.match(/<g clip-path="url\(#clip1\)">\n<path d="M11 1L/g).length, 2);
  assert.match(file, /\n<path d="M0 0L1 0L1 1L0 1Z" fill="#000000"\/>\n<\/g>\n<\/svg>\n$/);
});

/** Numbers that come again with their seed, from -1 to 1. @param {number} seed */
function random(seed) {
  return () => 2 * ((seed = (seed * 48271) % 2147483647) / 2147483647) - 1;
}

test("the layers, written down: curve, points and ticks are where the scales have them, at any size of numbers", () => {
  const ink = new Proxy({ size: 13, px: 1, font: "13px sans-serif" }, { get: (t, key) => t[key] ?? "#000000" });
  for (const [seed, size] of [
    [1, 1],
    [2, 1e-9],
    [3, 1e9],
  ]) {
    const next = random(seed);
    const column = n => Float64Array.from({ length: n }, () => size * next());
    const xs = column(50).sort();
    const ys = column(50);
    ys[20] = NaN; // the pen is lifted
    const view = { xlim: [-size, size], ylim: [-2 * size, size], log: "", labels: [null, null] };
    const state = { ...view, x: column(5), y: column(5) };
    const fig = { hasData: true, state, spec: {}, shows: () => true, numbers: () => ({ xs, curve: ys }) };
    fig.layers = [axes, points, curve].map(layer => layer(fig));
    const { g, svg, group } = recorder(brush());
    paintWhole(g, fig, { w: 500, h: 300 }, ink, group);
    const file = svg(about);
    const left = 7 * Math.max(...[...file.matchAll(/text-anchor="end"[^>]*>([^<]*)</g)].map(m => m[1].length)) + 14;
    const x = v => left + ((v / size + 1) / 2) * (490 - left);
    const y = v => 8 + ((1 - v / size) / 3) * (300 - 26 - 8);
    const near = (got, want) => assert.ok(Math.abs(got - want) <= 0.011, `${got} ${want}`);
    const [, path] = /class="curve">[^]*? d="([^"]*)"/.exec(file);
    const places = path
      .slice(1)
      .split(/[ML]/)
      .map(place => place.split(" ").map(Number));
    const seen = xs.map((_, i) => i).filter(i => i !== 20);
    assert.equal(places.length, 49);
    assert.equal(path.split("M").length, 3);
    places.forEach(([px, py], k) => (near(px, x(xs[seen[k]])), near(py, y(ys[seen[k]]))));
    const dots = [...file.matchAll(/<circle cx="([^"]*)" cy="([^"]*)"/g)].map(m => [Number(m[1]), Number(m[2])]);
    assert.equal(dots.length, 5);
    dots.forEach(([px, py], k) => (near(px, x(state.x[k])), near(py, y(state.y[k]))));
    assert.ok(!/NaN|undefined|null|Infinity/.test(file));
  }
});

test("whatever a layer does to a canvas can be written down", () => {
  const { g } = recorder(brush());
  const modules = ["layers", "labels", "curves", "veil", "points", "partlines", "hooks", "foretell", "paper"];
  const used = modules.flatMap(name => {
    const source = readFileSync(new URL(`../../fitcurve/static/${name}.js`, import.meta.url), "utf8");
    assert.doesNotMatch(source, /new Path2D/, name);
    return [...source.matchAll(/\bg\.([a-zA-Z]+)/g)].map(m => m[1]);
  });
  assert.ok(new Set(used).size > 20);
  assert.deepEqual(
    [...new Set(used)].filter(name => !(name in g)),
    [],
  );
});
