"""# A spring
> How fast does it swing, and how soon does it come to rest?

A weight on a spring: a cosine whose height shrinks. The loss has many valleys along `rate` (**⋯**, Slice): begin in
a wrong one, and the gradient leads to its floor.

The data are made up, with the seed 1: 3 cm high at first, 4 radians a second, damped by 0.3 a second, read to
0.15 cm.
"""
import torch
from fitcurve import explore

seconds = torch.linspace(0, 8, 50)
torch.manual_seed(1)
height = 3*torch.exp(-0.3*seconds)*torch.cos(4*seconds) + 0.15*torch.randn(50)

def spring(x, size, damping, rate): return size*torch.exp(-damping*x)*torch.cos(rate*x)

fig = explore(spring, seconds, height, labels=('time [s]', 'height [cm]'),
              size=(0., 5.), damping=(0., 1.), rate=(2., 6.))
