"""# An enzyme that gets too much
> At which concentration does it work best?

Some enzymes are hindered by the very thing that they work on: too much of it, and they become slower again. It is
Michaelis and Menten's curve with one more term (J. B. S. Haldane, 1930), highest at √(`half`·`hinder`); with a large
`hinder` it is theirs.

The data are made up, with the seed 2: vmax 10, half 0.5, hinder 4, an error of 0.25.
"""
import torch
from fitcurve import explore

concentration = torch.logspace(-1.3, 1.3, 24)
torch.manual_seed(2)
velocity = 10*concentration/(0.5 + concentration + concentration**2/4) + 0.25*torch.randn(24)

def haldane(x, vmax, half, hinder): return vmax*x/(half + x + x**2/hinder)

fig = explore(haldane, concentration, velocity, labels=('concentration [mM]', 'velocity [µM/s]'),
              log='x',
              vmax=(1., 20.), half=(0.1, 2.), hinder=(1., 10.))
fig.lr, fig.schedule = 0.3, 'cosine'  # large steps at first, ever smaller ones
