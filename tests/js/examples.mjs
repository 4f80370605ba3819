// Programs, and a spec, that several tests use.

/** a * x + b */
export const line = {
  inputs: ["x", "a", "b"],
  data: [0],
  defaults: [null, null, null],
  ops: [
    ["mul", 0, 1],
    ["add", 3, 2],
  ],
  output: 4,
};

/** The mean absolute error. */
export const mae = {
  inputs: ["preds", "acts"],
  data: [0, 1],
  defaults: [null, null],
  ops: [
    ["sub", 0, 1],
    ["abs", 2],
    ["mean", 3],
  ],
  output: 4,
};

/** A figure of two points, as far as its state, its runs and its wire ask. */
export const spec = {
  params: { a: { value: 1 }, b: { value: 1 } },
  x: [0, 1],
  y: [1, 2],
  xlim: [0, 1],
  ylim: [0, 1],
  dials: { lr: 0.1, friction: 1, schedule: "constant", steps: 200 },
  limits: { curve: 241, gaps: 200, steps: 1999, exact: 120, parts: 16 },
};
