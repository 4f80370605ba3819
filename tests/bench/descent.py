"""What a step of `descend` costs, beside the same step of a loop by hand: the lower quartile of ratios taken in pairs,
so that a busy moment counts against neither. And how near it comes to NIST's certified answers, beside plain Adam and
scipy's least squares."""
import statistics, time
import numpy as np, torch
from scipy.optimize import least_squares
from fitcurve import descend, geometric, quad_mae
from fitcurve.data import noisy_quad
from tests.nist import problems

x, y = noisy_quad()

def by_hand(lr, steps):
    "The loop that lesson 3 begins with"
    abc, losses = torch.tensor([1.1]*3, requires_grad=True), []
    for i in range(steps):
        abc.grad = None
        loss = quad_mae(abc)
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad(): abc -= lr*geometric(i, steps)*abc.grad

def packaged(lr, steps): descend(quad_mae, [1.1]*3, lr=lr, steps=steps)

def took(walk):
    start = time.perf_counter()
    walk(lr=1.2, steps=200)
    return time.perf_counter() - start

def ours(p): return descend(p.loss, p.start, steps=2000).losses[-1].item()

def adam(p):
    "Adam at its default rate of 0.001"
    params = torch.tensor(p.start, dtype=torch.double, requires_grad=True)
    steps = torch.optim.Adam([params])
    for _ in range(2000):
        steps.zero_grad()
        p.loss(params).backward()
        steps.step()
    return p.loss(params).item()

def scipys(p):
    "`least_squares` at its defaults, infinity where it raises"
    with np.errstate(all='ignore'):
        try: return 2*least_squares(p.gaps, p.start).cost/len(p.gaps(p.start))
        except ValueError: return np.inf

if __name__ == '__main__':
    ratios = [took(packaged)/took(by_hand) for _ in range(40)]
    print(f'descend, 200 steps: {statistics.quantiles(ratios, n=4)[0]:.2f} × the time of a loop by hand')
    ways, arrived = dict(descend=ours, Adam=adam, least_squares=scipys), dict(descend=0, Adam=0, least_squares=0)
    print(f'{"NIST, ends at … × the least":27}', *(f'{name:>14}' for name in ways))
    for p in problems:
        ends = {name: way(p)/p.least for name, way in ways.items()}
        for name, end in ends.items(): arrived[name] += end < 1.01
        print(f'{p.name:27}', *(f'{end:14.6g}' for end in ends.values()))
    print(f'{"within 1 % of the least":27}', *(f'{n:>11}/{len(problems)}' for n in arrived.values()))
