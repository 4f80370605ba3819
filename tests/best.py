"""What a figure says of itself, on random functions and data, against scipy, torch and finite differences.
`python -m tests.best 1000` tries so many with a seed that it prints; `python -m tests.best 1 SEED` one of them again"""
import math, sys
import numpy as np, torch
from scipy.optimize import linprog
from fitcurve.figure import explore
from fitcurve.loss import mae

def root_of_squares(preds, acts): return ((preds - acts)**2).mean().sqrt()
def sum_of_squares(preds, acts): return ((preds - acts)**2).sum()
absolute = mae, torch.nn.functional.l1_loss
losses = [mae, torch.nn.functional.mse_loss, root_of_squares, sum_of_squares, torch.nn.functional.l1_loss]

sums = [
    lambda x, a: a + 0*x,
    lambda x, a, b: a*x + b,
    lambda x, a, b: a*torch.relu(x) + b*torch.relu(-x),
    lambda x, a, b, c: a*x**2 + b*x + c,
    lambda x, a, b, c: (a*x + b)*x + c - 1,
    lambda x, a, b, c: torch.where(x > 0, a*x, b*x) + c,
    lambda x, a, b, c: a*torch.tanh(x) + b*torch.exp(-x**2) + c,
    lambda x, a, b, c, d: a + b*x + c*torch.relu(x - 0.5) + d*torch.relu(-0.5 - x),
]
others = [
    lambda x, a, b: torch.tanh(a*x) + b,
    lambda x, a, b: a*b*x + b,
    lambda x, a: abs(a)*x,
    lambda x, a, b: a*torch.relu(x - b),
]

def draw(seed):
    "A function, whether it is a weighted sum, data, a loss and a start, as the seed has them"
    rng = np.random.default_rng(seed)
    is_sum = rng.random() < 0.8
    f = (sums if is_sum else others)[rng.integers(len(sums if is_sum else others))]
    n = int(rng.choice([1, 2, 3, 5, 20, 100, 1000]))
    x = rng.normal(size=n)
    if rng.random() < 0.3: x = x.round()
    y = [rng.normal(size=n), rng.standard_cauchy(n), rng.integers(-2, 3, n), 3*x**2 + 2*x + 1, 0*x,
         x + (rng.random(n) < 0.2)][rng.integers(6)]
    y = y*10.**rng.integers(-9, 10)
    if f in sums[:5]: x = x*10.**rng.integers(-9, 10)
    kinds = [np.asarray, list, torch.tensor, lambda v: torch.tensor(v)[:, None], lambda v: np.asarray(v)[::-1][::-1]]
    kind = kinds[rng.integers(len(kinds))]
    names = f.__code__.co_varnames[1:f.__code__.co_argcount]
    start = {name: float(rng.normal()) for name in names}
    return f, is_sum, x, y, kind, losses[rng.integers(len(losses))], start

def columns(f, x, names):
    "A and r of A p + r, by torch's own hand: float64 at unit parameters"
    at = lambda on: f(x, **{n: 2.**200*(n == on) for n in names}).expand(len(x), 1)[:, 0].numpy()
    return np.stack([(at(n) - at(None))/2.**200 for n in names], 1), at(None)

def least_by_scipy(A, y, loss):
    "The least of `loss` by HiGHS on columns of size 1, or by lstsq; None where scipy itself is in doubt"
    scale, size = np.abs(A).max(0), np.abs(y).max()
    if not size or not (scale > 0).all(): return None
    A, y = A/scale, y/size
    if np.linalg.matrix_rank(A, tol=1e-10) < min(A.shape): return None
    if loss in absolute:
        found = linprog(-y, A_eq=A.T, b_eq=np.zeros(A.shape[1]), bounds=(-1, 1), method='highs')
        return -found.fun/len(y)*size if found.status == 0 else None
    gaps = torch.tensor(A @ np.linalg.lstsq(A, y, rcond=None)[0]*size)[:, None]
    return float(loss(gaps, torch.tensor(y*size)[:, None]))

def problem(seed):
    "What is wrong with the figure of this seed, in words; or None"
    f, is_sum, x, y, kind, loss, start = draw(seed)
    fig = explore(f, kind(x), kind(y), loss, **start)
    X, Y = torch.tensor(x)[:, None], torch.tensor(y)[:, None]
    leaves = {n: torch.tensor(v, dtype=torch.double, requires_grad=True) for n, v in start.items()}
    value = loss(f(X, **leaves).expand_as(Y), Y)
    most = Y.abs().max() + f(X, **{n: 0. for n in start}).abs().max()  # of what is taken from what
    size = float(loss(most.expand_as(Y), -most.expand_as(Y))) or 1.
    if not math.isclose(fig.loss, value.item(), rel_tol=1e-9, abs_tol=1e-12*size): return f'loss {fig.loss}, {value}'
    slopes = torch.autograd.grad(value, list(leaves.values()), allow_unused=True)
    for n, slope in zip(leaves, slopes):
        said, own = fig.grad[n], 0. if slope is None else slope.item()
        if math.isnan(own) and math.isnan(said): continue  # a root at 0
        if not math.isclose(said, own, rel_tol=1e-6, abs_tol=1e-9*abs(own) + 1e-300): return f'slope {n}: {said}, {own}'
    return wrong_best(fig, f, is_sum, X, y, loss, list(start), size)

def wrong_best(fig, f, is_sum, X, y, loss, names, size):
    "What is wrong with what the figure says is the best"
    best = fig.best
    if not is_sum: return f'a best of what is no sum: {best}' if best else None
    A, rest = columns(f, X, names)
    least = least_by_scipy(A, y - rest, loss)
    if best is None: return 'no best is known' if least is not None else None
    Y = torch.tensor(y)[:, None]
    reached = float(loss(f(X, **best.params).expand_as(Y), Y))
    if not math.isclose(reached, best.loss, rel_tol=1e-9, abs_tol=1e-12*size): return f'{best} gives {reached}'
    hidden = 1e-8*np.abs(y - rest).max() if loss in absolute else 1e-12*size  # HiGHS works to a tolerance
    if least is not None and best.loss > least*(1 + 1e-7) + hidden:
        return f'{best.loss} is said to be the best, {least} is less'
    rng = np.random.default_rng(0)
    for _ in range(30):
        nudged = {n: v + 1e-3*rng.normal()*(abs(v) or 1) for n, v in best.params.items()}
        there = float(loss(f(X, **nudged).expand_as(Y), Y))
        if there < best.loss*(1 - 1e-9) - 1e-12*size: return f'{there} is less than the best, {best.loss}'

def main(count, seed=None):
    first = np.random.SeedSequence().entropy % 10**9 if seed is None else int(seed)
    print(f'seeds from {first}')
    wrong = {s: said for s in range(first, first + int(count)) if (said := problem(s))}
    for s, said in wrong.items(): print(f'seed {s}: {said}')
    print(f'{len(wrong)} of {count} are wrong')
    return bool(wrong)

if __name__ == '__main__': sys.exit(main(*sys.argv[1:]))
