"""# Growth of a population
> How much will there be in the end?

Grass on a pasture: slow, then fast, then full. A logistic curve has three numbers for that: how much there is
at the `end`, when `half` of it has grown, and the `speed`: while there is little, it grows by about so many per cent
in a unit of time.

The data: `Rat42` of NIST's Statistical Reference Datasets (public domain), from D. A. Ratkowsky, *Nonlinear
Regression Modeling*, 1983: yield of a pasture by growing time.
"""
import torch
from fitcurve import explore

time = [9., 14, 21, 28, 42, 57, 63, 70, 79]
grown = [8.93, 10.8, 18.59, 22.33, 39.35, 56.11, 61.73, 64.62, 67.08]

def logistic(x, end, half, speed): return end/(1 + torch.exp(-speed/100*(x - half)))

fig = explore(logistic, time, grown, labels=('growing time', 'yield'),
              end=(50., 100.), half=(10., 60.), speed=(1., 20.))
fig.lr, fig.schedule = 1., 'cosine'  # large steps at first, ever smaller ones
