"""# Kepler's third law
> Which power of its distance is a planet's year?

How long a planet takes round the sun, by its distance: a power, which is a straight line on two logarithmic
axes. The third law says which power: 3/2. The loss compares logarithms, so that Mercury counts as much as Neptune.

The data: the eight planets' mean distances, rounded from E. M. Standish's elements in JPL's *Approximate Positions of
the Planets* (for 2000), and their periods, as an almanac has them.
"""
import torch
from fitcurve import explore

distance = [0.387, 0.723, 1, 1.524, 5.203, 9.537, 19.19, 30.07]  # in that of the earth
period = [0.241, 0.615, 1, 1.881, 11.86, 29.45, 84.02, 164.8]    # years

def law(x, size, power): return size*x**power
def log_mae(preds, acts): return (torch.log(preds) - torch.log(acts)).abs().mean()

fig = explore(law, distance, period, log_mae, labels=('distance [au]', 'period [years]'),
              log='xy',
              size=(0.5, 2.), power=(0.5, 2.))
fig.lr, fig.schedule = 0.05, 'cosine'  # large steps at first, ever smaller ones
