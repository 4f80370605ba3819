"What the lessons promise of descent and of sums of ReLUs, on data that no lesson shows, against oracles of its own."
import subprocess, sys
import numpy as np, pytest, torch
from scipy.optimize import linprog
from scipy.sparse import csr_array
from torch.utils._python_dispatch import TorchDispatchMode
from fitcurve import *
from tests.bench.descent import by_hand, packaged
from tests.nist import problems

def other(seed):
    "A noisy quadratic with other coefficients, noises and number of points, 10 to 1,000"
    rng = np.random.RandomState(1000 + seed)
    n, (a, b, c) = int(round(10**rng.uniform(1, 3))), rng.uniform(-5, 5, 3)
    return noisy_quad(n, a, b, c, mult=rng.uniform(0, 0.3), add=rng.uniform(0.1, 2.5), seed=seed)

def test_descend_reaches_the_least_mae_of_100_other_quadratics():
    starts = [1.1]*3, [0.]*3, [20., -30., 5.]
    for seed in range(100):
        x, y = other(seed)
        end = descend(lambda p, x=x, y=y: quad_mae(p, x, y), starts[seed % 3]).losses[-1]
        least = least_mae(x, y)[0]
        assert least*(1 - 1e-5) <= end <= 1.001*least, seed

def test_plain_steps_at_a_rate_are_the_students_own():
    abc = torch.tensor([1.1]*3, requires_grad=True)
    run = descend(quad_mae, [1.1]*3, lr=0.2, steps=5, schedule=constant)
    for i in range(5):
        abc.grad = None
        quad_mae(abc).backward()
        with torch.no_grad(): abc -= 0.2*abc.grad
        assert torch.equal(run.params[i+1], abc.detach())

def test_descend_by_itself_reaches_most_of_nists_certified_answers():
    "Parameters from 5e-4 to 5e2, losses from 1e-9 to 1e6; `make bench` sets it beside Adam and scipy"
    arrived = 0
    for p in problems:
        run = descend(p.loss, p.start, steps=2000)
        assert run.losses[-1] <= run.losses[0] and run.losses.isfinite().all(), p.name
        assert run.losses[-1] == run.losses.min() == run.best[0] and p.loss(run.params[-1]) == run.best[0], p.name
        assert run.losses[-1] > (1 - 1e-6)*p.least, p.name
        arrived += run.losses[-1] < 1.01*p.least
    assert len(problems) == 20 and arrived >= 16

def bumpy(rng, n, scale, height):
    "A loss of `n` parameters about as large as `scale`, with valleys, ridges and a floor of 0"
    A, at = torch.tensor(rng.normal(size=(2*n, n))), torch.tensor(rng.normal(size=n))
    power = rng.choice([1, 2, 4])
    return lambda p: height*((A @ (p/scale - at)).abs()**power).mean() + height*(1 - torch.cos(3*(p/scale - at))).mean()

def test_descend_by_itself_never_ends_above_its_start():
    rng = np.random.default_rng(3)
    for i in range(60):
        n, scale, height = int(rng.integers(1, 9)), 10**rng.uniform(-9, 9, 1).item(), 10**rng.uniform(-9, 9)
        start = torch.tensor(rng.normal(size=n)*scale*10**rng.uniform(-1, 2))
        run = descend(bumpy(rng, n, scale, height), start, steps=60)
        assert run.losses[-1] < run.losses[0], i
        assert run.losses[-1] == run.losses.min() and torch.equal(run.params[-1], run.best[1])

@pytest.mark.parametrize('scale, height', [(1e-9, 1.), (1., 1.), (1e9, 1.), (1., 1e-9), (1., 1e9), (1e-4, 1e12)])
def test_what_descend_reaches_does_not_depend_on_units(scale, height):
    "A line through points, its slope in other units than its height; the start is within a factor of ten or so"
    t = torch.linspace(0, 1, 12, dtype=torch.double)
    y = 3*t + 2 + 0.1*torch.sin(20*t)
    X = torch.stack([t, torch.ones_like(t)], 1)
    best = torch.linalg.lstsq(X, y[:, None]).solution.flatten()
    run = descend(lambda p: height*((X @ (p/torch.tensor([scale, 1.])) - y)**2).mean(), [scale, 1.], steps=300)
    assert torch.allclose(run.params[-1]/torch.tensor([scale, 1.]), best, rtol=1e-6)

class Operations(TorchDispatchMode):
    "How many operations torch carries out"
    n = 0
    def __torch_dispatch__(self, f, types, args=(), kwargs=None):
        self.n += 1
        return f(*args, **kwargs or {})

def operations_a_step(walk):
    counts = []
    for steps in 100, 200:
        with Operations() as counted: walk(lr=1.2, steps=steps)
        counts.append(counted.n)
    return (counts[1] - counts[0])/100

def test_descend_does_little_more_than_a_loop_by_hand():
    "Per step, in operations of torch's: `make bench` compares their times"
    assert operations_a_step(packaged) < 1.1*operations_a_step(by_hand)

def test_find_lr_suggests_a_rate_that_lands():
    for seed in range(10):
        x, y = noisy_quad(100, seed=seed)
        loss = lambda p, x=x, y=y: quad_mae(p, x, y)
        assert descend(loss, [1.1]*3, lr=find_lr(loss, [1.1]*3).lr).losses[-1] < 1.01*least_mae(x, y)[0]

# A sum of ReLUs against the best broken line
t = torch.linspace(-2, 2, 801).double()[:, None]
dense = torch.linspace(-2, 2, 4001).double()[:, None]

def error(f, n, seed=0, data=None):
    y = f(t) if data is None else data
    fit = fit_relu_sum(t, y, n, seed)
    return (mae(fit(dense), f(dense)) if data is None else mae(fit(t), y)).item()

square = mk_quad(3, 2, 1)
@pytest.mark.parametrize('n', range(1, 65))
def test_sums_of_relus_reach_the_limit_of_a_quadratic_and_never_pass_it(n):
    for seed in range(20) if n in (3, 40) else [n % 20]:
        e = error(square, n, seed)
        assert 0.999*3/(n + 1)**2 <= e <= (1.05*3/(n + 1)**2 if n >= 8 else 3/n**2), (n, seed, e*(n + 1)**2/3)

def grid_reference(y, most, knots=50, levels=41, per=20):
    """The MAE of broken lines of 1 to `most` pieces: joints and heights on a grid by dynamic programming, then heights
    exactly"""
    k, pad = np.linspace(-2, 2, knots + 1), 0.15*(y.max() - y.min())
    level = np.linspace(y.min() - pad, y.max() + pad, levels)
    x = (np.arange(knots*per) + 0.5)/(knots*per)*4 - 2
    v = np.interp(x, t.flatten(), y)
    cost = np.full((knots + 1, levels, knots + 1, levels), np.inf, dtype=np.float32)  # from i, height; to j, height
    for i in range(knots):
        for j in range(i + 1, knots + 1):
            here = slice(i*per, j*per, max(1, (j - i)*per//60))
            part = (x[here] - k[i])/(k[j] - k[i])
            line = level[:, None, None]*(1 - part) + level[:, None]*part
            cost[i, :, j] = np.abs(line - v[here]).mean(-1)*(j - i)/knots
    flat, best = cost.reshape(-1, (knots + 1)*levels), np.full((knots + 1)*levels, np.inf)
    came, out = [], []
    best[:levels] = 0
    for _ in range(most):
        total = best[:, None] + flat
        came.append(total.argmin(0))
        best = total.min(0)
        at, joints = knots*levels + best[-levels:].argmin(), [knots]
        for c in came[::-1]:
            at = c[at]
            joints.append(at//levels)
        out.append(exact_heights(y, k[sorted(set(joints))]))
    return out

def exact_heights(y, k):
    "The least MAE of a broken line with these joints, by a linear programme"
    x = t.flatten().numpy()
    i, N = np.clip(np.searchsorted(k, x, 'right'), 1, len(k) - 1), len(x)
    part = (x - k[i-1])/(k[i] - k[i-1])
    tents = csr_array((np.r_[1 - part, part], (np.r_[i - 1, i], np.tile(np.arange(N), 2))), (len(k), N))
    return -linprog(-y/N, A_eq=tents, b_eq=np.zeros(len(k)), bounds=(-1, 1), method='highs').fun

def polyline(x):
    y = np.interp(x.numpy(), [-2, -1.3, -.2, .5, 1.1, 2], [0, 2, -1, .5, 3, 1])
    return torch.as_tensor(y + np.random.RandomState(0).normal(scale=0.1, size=y.shape))
shapes = dict(
    sine=lambda x: torch.sin(2*x),
    exp=torch.exp,
    corner=torch.abs,
    step=lambda x: torch.sigmoid(40*x),
    polyline=polyline)

@pytest.mark.parametrize('name', shapes)
def test_sums_of_relus_against_the_best_broken_line_of_other_shapes(name):
    y = shapes[name](t)
    for n, least in enumerate(grid_reference(y.flatten().numpy(), 6), 1):
        for seed in range(2):
            e = error(shapes[name], n, seed, data=y)
            assert e <= 1.001*least + 1e-5, (n, seed, e/least)

@pytest.mark.parametrize('name, n', [(name, n) for name in ('sine', 'exp') for n in (12, 24, 48)])
def test_many_relus_follow_the_law_of_the_cube_root_of_the_bend(name, n):
    "As n grows, the least mean absolute error tends to (integral of |f''|^(1/3))³ / (16 n² L) (Burchard, Hale, 1975)"
    bend = dict(sine=lambda x: 4*torch.sin(2*x), exp=torch.exp)[name](dense).abs()
    limit = 4*((bend**(1/3)).mean()*4)**3/(4*16*n**2)/4
    assert error(shapes[name], n) <= 1.05*limit.item()

def test_a_large_fit_shows_its_progress_and_keeps_under_a_gigabyte():
    code = '''if True:
        import re, torch
        from pathlib import Path
        from fitcurve import fit_relu_sum, mae
        x = torch.linspace(-2, 2, 100_000)[:, None]
        y = torch.sin(2*x) + 0.1*torch.randn(x.shape, generator=torch.Generator().manual_seed(0))
        f = fit_relu_sum(x, y, 64)
        # its own peak; ru_maxrss starts from its parent's
        kilobytes = int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])
        print(kilobytes//1024, mae(f(x[::10]), y[::10]).item())'''
    out = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True)
    peak, e = map(float, out.stdout.split())
    assert peak < 1000 and e < 0.082 and 'fit_relu_sum' in out.stderr
