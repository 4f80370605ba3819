"""# Michaelis-Menten

How fast an enzyme works, by how much there is to work on: at first in proportion to it, at last as fast as it
can, `vmax`. At the concentration `half` it does half of that. The cells were treated with puromycin.

The data: M. A. Treloar's thesis, Toronto 1974; printed in D. M. Bates and D. G. Watts, *Nonlinear Regression
Analysis*, 1988.
"""
from fitcurve import explore

concentration = [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.10, 1.10]  # parts per million
velocity = [76, 47, 97, 107, 123, 139, 159, 152, 191, 201, 207, 200]  # counts per minute, each minute

def michaelis_menten(x, vmax, half): return vmax*x/(half + x)

fig = explore(michaelis_menten, concentration, velocity, labels=('concentration [ppm]', 'velocity [counts/min²]'),
              vmax=(100., 300.), half=(0.01, 0.3))
