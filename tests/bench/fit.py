"""Sums of ReLUs three ways on one curve, in one run: `fit_relu_sum`, and what the others reach in its time.

Prints each one's error after the time of `fit_relu_sum`, as a multiple of its error, and the time in which they come
within 5 % of that error, as a multiple of its time: `-` where ten times as long was not enough. Then errors as
multiples of the least error of n + 1 straight pieces, and, on points at random, what is never to be: a fit below the
bound, or one that is worse with one ReLU more."""
import math, sys, time, warnings
from itertools import count
import numpy as np, torch
from torch import nn
from sklearn.neural_network import MLPRegressor
from fitcurve import fit_relu_sum, least_error, mae
from fitcurve.parts import least_pieces

x = torch.linspace(-2, 2, 1001)[:, None]
y = torch.sin(2*x)

def sklearn(n):
    "The least error so far of MLPRegressor, one fit after another from other starts"
    u, v, least = x.numpy(), y[:, 0].numpy(), math.inf
    for seed in count():
        net = MLPRegressor(hidden_layer_sizes=(n,), activation='relu', solver='lbfgs', max_iter=5000, random_state=seed)
        least = min(least, abs(net.fit(u, v).predict(u) - v).mean())
        yield least

def adam(n):
    "The least error so far of Adam on nn.Sequential, every fifty steps"
    with torch.random.fork_rng():
        torch.manual_seed(0)
        net = nn.Sequential(nn.Linear(1, n), nn.ReLU(), nn.Linear(n, 1))
    opt, least = torch.optim.Adam(net.parameters(), 1e-2), math.inf
    for step in count():
        opt.zero_grad()
        loss = mae(net(x), y)
        loss.backward()
        opt.step()
        least = min(least, loss.item())
        if step % 50 == 0: yield least

def race(errors, seconds, goal, patience=10):
    "The error after `seconds` (or the first there is), and after how many times `seconds` it is at most `goal`"
    start, then, reached = time.perf_counter(), None, None
    for error in errors:
        took = (time.perf_counter() - start)/seconds
        if then is None or took <= 1: then = error
        if reached is None and error <= goal: reached = took
        if took > (1 if reached else patience): return then, reached

def at_random(seed, sets=40):
    "How many of some fits on points at random are below the bound, and worse than the fit with one ReLU fewer"
    rng, below, worse = np.random.default_rng(seed), 0, 0
    for i in range(sets):
        n = int(rng.integers(3, 60))
        u, v = (torch.as_tensor(10.**rng.integers(-9, 10)*rng.normal(size=(n, 1))) for _ in 'xy')
        if i % 2: u = u.round(decimals=1)
        before = math.inf
        for k in range(1, 7):
            loss = fit_relu_sum(u, v, k, int(rng.integers(99)) if i % 3 == 0 and k == 1 else 0).loss
            below += loss < least_pieces(u, v, k + 1)*(1 - 1e-9)
            worse += k > 2 and loss > before + 1e-9*v.abs().mean().item()
            before = loss
    return below, worse

if __name__ == '__main__':
    warnings.simplefilter('ignore')
    fit_relu_sum(x, y, 1)  # what is loaded the first time is not counted
    print(f'{"n":>3} {"who":22} {"error in the same time":>24} {"time to the same error":>24}')
    for n in (8, 16, 32):
        start = time.perf_counter()
        fit = fit_relu_sum(x, y, n)
        seconds, error = time.perf_counter() - start, mae(fit(x), y).item()
        print(f'{n:3} {"fit_relu_sum":22} {error:24.5f} {"1.0":>24}')
        for who, walk in {'sklearn MLPRegressor': sklearn(n), 'nn.Sequential, Adam': adam(n)}.items():
            then, reached = race(walk, seconds, 1.05*error)
            print(f'{n:3} {who:22} {then/error:22.1f} × {"-" if reached is None else f"{reached:.1f} ×":>24}')
    print('\n  n  times the least error of n + 1 pieces: sine, parabola, exp')
    for n in (1, 2, 4, 8, 16, 32, 64):
        fs = torch.sin(2*x.double()), x.double()**2 + x/3, torch.exp(x.double())
        bounds = (least_error(f, n + 1) for f in (lambda x: torch.sin(2*x), lambda x: x**2 + x/3, torch.exp))
        print(f'{n:3}', *(f'{fit_relu_sum(x.double(), f, n).loss/bound:8.3f}' for f, bound in zip(fs, bounds)))
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else int(time.time())
    print('\nfits below the bound, and worse with one ReLU more, seed {}: {}, {}'.format(seed, *at_random(seed)))
