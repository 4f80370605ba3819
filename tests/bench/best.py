"""The exact least MAE of a million points, beside least squares and a median of the same; and the figures' claims on a
thousand random problems, with a seed that no test has: `python -m tests.bench.best`"""
import time
from functools import partial
import torch
from fitcurve import explore, least_mae, noisy_quad, quad
from tests.best import main

def least_time(f, tries=5):
    "In seconds, the least of some tries"
    took = []
    for _ in range(tries):
        start = time.perf_counter()
        f()
        took.append(time.perf_counter() - start)
    return min(took)

def squares_and_median(x, y):
    torch.linalg.lstsq(torch.cat([x**2, x, torch.ones_like(x)], 1), y)
    y.median()

for n in (1_000, 100_000, 1_000_000):
    data = [v.double() for v in noisy_quad(n)]
    ratio = least_time(partial(least_mae, *data))/least_time(partial(squares_and_median, *data))
    print(f'{n:9,} points: the least MAE takes {ratio:5.1f} times as long as least squares and a median')

once = least_time(lambda: explore(quad, *noisy_quad(20), a=1.1, b=1.1, c=1.1))
many = least_time(lambda: explore(quad, *data, a=1.1, b=1.1, c=1.1), 2)
print(f'explore: a million points take {many:.1f} s, {many/once:.0f} times as long as 20')
main(1000)
