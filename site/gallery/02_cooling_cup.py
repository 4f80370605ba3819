"""# A cooling cup
> How warm is the room, if only the tea was measured?

Newton's law: the hotter the tea against its room, the faster it cools, so the difference shrinks by the same
share in each minute, about `rate` per cent. What remains at the end is the `room`'s own temperature.

The data are made up, with the seed 0: 80 degrees in a room of 20, a rate of 5 % a minute, a thermometer that
errs by 1.
"""
import torch
from fitcurve import explore

minutes = torch.linspace(0, 60, 25)
torch.manual_seed(0)
celsius = 20 + 60*torch.exp(-0.05*minutes) + torch.randn(25)

def newton(x, room, above, rate): return room + above*torch.exp(-rate/100*x)

fig = explore(newton, minutes, celsius, labels=('time [min]', 'temperature [°C]'),
              room=(0., 40.), above=(20., 100.), rate=(0., 20.))
fig.lr, fig.schedule = 0.3, 'cosine'  # large steps at first, ever smaller ones
