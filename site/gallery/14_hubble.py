"""# The universe grows
> How much faster is what is further off?

The further off a nebula is, the faster it flies away: Hubble's own 24, of 1929. The slope was his constant;
his distances were too small by a factor of about seven, so it is as much too large.

The data: E. Hubble, *A relation between distance and radial velocity among extra-galactic nebulae*,
Proceedings of the National Academy of Sciences 15, 1929, table 1.
"""
from fitcurve import explore

distance = [0.032, 0.034, 0.214, 0.263, 0.275, 0.275, 0.45, 0.5, 0.5, 0.63, 0.8, 0.9, 0.9, 0.9, 0.9, 1, 1.1, 1.1, 1.4,
            1.7, 2, 2, 2, 2]  # millions of parsecs
velocity = [170, 290, -130, -70, -185, -220, 200, 290, 270, 200, 300, -30, 650, 150, 500, 920, 450, 500, 500, 960, 500,
            850, 800, 1090]  # km/s

def hubble(x, constant): return constant*x

fig = explore(hubble, distance, velocity, labels=('distance [Mpc]', 'velocity [km/s]'),
              constant=(0., 1000.))
fig.lr, fig.schedule = 30., 'geometric'  # large steps at first, ever smaller ones
