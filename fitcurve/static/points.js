// The data: dots.

const radius = (n, size) => n <= 100 ? size * 0.34 : n <= 1000 ? 3 : 1.7;

export const points = fig => fig.hasData && ({
  name: "points", clip: false, still: ({ x, y }) => [x, y],
  paint(g, { x, y }, s) {
    const n = x.length, r = radius(n, s.ink.size);
    g.fillStyle = s.ink.point; g.strokeStyle = s.ink.paper; g.lineWidth = 1.5; g.globalAlpha = n <= 1000 ? 1 : 0.45;
    for (let i = 0; i < n; i++) {
      g.beginPath(); g.arc(s.x(x[i]), s.y(y[i]), r, 0, 2 * Math.PI); g.fill();
      if (n <= 1000) g.stroke();
    }
  },
});
