"""# Michaelis-Menten
> How fast can this enzyme get?

How fast it works, by how much there is to work on: at first in proportion to that, at last as fast as it can, `vmax`.
At the concentration `half` it does half of that. The cells were treated with puromycin.

The data: M. A. Treloar's thesis, Toronto 1974; printed in D. M. Bates and D. G. Watts, *Nonlinear Regression
Analysis*, 1988.
"""
from fitcurve import explore

concentration = [20, 20, 60, 60, 110, 110, 220, 220, 560, 560, 1100, 1100]  # parts per billion
velocity = [76, 47, 97, 107, 123, 139, 159, 152, 191, 201, 207, 200]  # counts per minute, each minute

def michaelis_menten(x, vmax, half): return vmax*x/(half + x)

fig = explore(michaelis_menten, concentration, velocity, labels=('concentration [ppb]', 'velocity [counts/min²]'),
              vmax=(100., 300.), half=(10., 300.))
fig.lr, fig.schedule = 10., 'cosine'  # large steps at first, ever smaller ones
