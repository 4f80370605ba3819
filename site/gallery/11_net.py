"""# A net of two layers
> What does each number of a net do?

Two hidden units, each a line bent by a tanh; the second layer weighs and adds them. Every number of the net
is a slider: turn one at a time and see what it alone does. Then let Run do it.

The data are made up, with the seed 3: a bump, exp(−x²), with an error of 0.05.
"""
import torch
from fitcurve import explore

x = torch.linspace(-3, 3, 40)
torch.manual_seed(3)
y = torch.exp(-x**2) + 0.05*torch.randn(40)

def net(x, w1, b1, w2, b2, v1, v2, c):
    h1, h2 = torch.tanh(w1*x + b1), torch.tanh(w2*x + b2)  # the first layer
    return v1*h1 + v2*h2 + c                                # the second

fig = explore(net, x, y, w1=1.0, b1=0.5, w2=1.0, b2=-0.5, v1=0.5, v2=-0.3, c=0.1)
fig.lr, fig.schedule = 0.5, 'cosine'  # large steps at first, ever smaller ones
