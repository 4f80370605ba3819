// Error bars: each as far up and down as it says, with caps.

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Layer} Layer */

/** @param {Fig} fig @returns {Layer|null} */
export const errorBars = ({ spec }) => {
  if (!spec.yerr) return null;
  return {
    name: "error-bars",
    off: ({ x }) => (x?.length ?? 0) > spec.limits.gaps,
    still: ({ x, y, yerr }) => [x, y, yerr],
    paint(g, { x, y, yerr }, s) {
      if (!x || !y || !yerr) return;
      const cap = s.ink.size * 0.3;
      g.strokeStyle = s.ink.point;
      g.lineWidth = 1.3 * s.ink.px;
      g.beginPath();
      x.forEach((u, i) => {
        const [px, top, bottom] = [s.x(u), s.clamp(y[i] + yerr[i]), s.clamp(y[i] - yerr[i])];
        g.moveTo(px, top);
        g.lineTo(px, bottom);
        for (const end of [top, bottom]) {
          g.moveTo(px - cap, end);
          g.lineTo(px + cap, end);
        }
      });
      g.stroke();
    },
  };
};
