"""What a step of `descend` costs, beside the same step of a loop by hand.

The lower quartile of ratios taken in pairs, so that a busy moment counts against neither."""
import statistics, time
import torch
from fitcurve import descend, geometric, quad_mae

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

if __name__ == '__main__':
    ratios = [took(packaged)/took(by_hand) for _ in range(40)]
    print(f'descend, 200 steps: {statistics.quantiles(ratios, n=4)[0]:.2f} × the time of a loop by hand')
