// Programs that several tests use.

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
