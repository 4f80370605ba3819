// The fit: a function, some data, a loss; and one step downhill. Pure: it knows nothing of the DOM.
import { compile, compose } from "./program.js";
import { num } from "./words.js";

/** Numbers as Python sent them, made a column. */
export const column = v => (!v || v instanceof Float64Array ? (v ?? null) : Float64Array.from(v, num));

/** Does this program hold a number for each point? Then it has nothing to say between them, nor of other points. */
const holds = program => !!program?.ops.some(([name, c]) => name === "const" && Array.isArray(c));

/**
 * What the page itself can say of any parameters. New data are a new fit.
 * `fixed`: the function or its loss belongs to these very points, so that none may come or go.
 */
export function fit({ program, loss, params, x, y, xlim: [lo, hi] = [], grid, limits }) {
  const names = Object.keys(params),
    data = { x: column(x), y: column(y) };
  if (!program) return { names, data, xs: column(grid), fixed: false };
  const tied = holds(program);
  const at = tied
    ? data.x
    : Float64Array.from({ length: limits.curve }, (_, i) => lo + ((hi - lo) * i) / (limits.curve - 1));
  const order = tied ? Array.from(at.keys()).sort((i, j) => at[i] - at[j]) : null,
    sorted = v => (order ? Float64Array.from(order, i => v[i]) : v);
  const alone = compile(program, at.length, []),
    whole = y && compose(program, loss);
  const wrt = y && names.map(name => program.inputs.indexOf(name)),
    both = y && compile(whole, x.length, wrt);
  const inputs = (p, x) => program.inputs.map(name => (name === "x" ? x : p[name]));
  return {
    names,
    data,
    xs: sorted(at),
    fixed: tied || holds(loss),
    curve(p) {
      const v = alone.run(inputs(p, at));
      return v.length === at.length ? sorted(v) : new Float64Array(at.length).fill(v[0]);
    },
    /** The predictions, the loss, and its slope along each parameter: forwards, then backwards. */
    measure(p) {
      if (!y) return {};
      const [loss] = both.run([...inputs(p, data.x), data.y]),
        slopes = both.grad();
      return {
        preds: both.values[whole.preds],
        loss,
        grad: Object.fromEntries(names.map((name, i) => [name, slopes[wrt[i]][0]])),
      };
    },
  };
}

/** One step of gradient descent: friction 1 forgets the last step, 0 keeps all of it, as PyTorch does without zero_grad. */
export function descend(params, grad, { lr, friction, momentum }) {
  const pile = {},
    next = {};
  for (const name in params) {
    pile[name] = grad[name] + (friction === 1 || !momentum ? 0 : (1 - friction) * momentum[name]);
    next[name] = params[name] - lr * pile[name];
  }
  return { params: next, momentum: pile };
}
