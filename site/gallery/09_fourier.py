"""# A Fourier sum
> Can five waves make a corner?

A square wave out of five sines, each with its own height. Fourier's own are 4/π times 1, 1/3, 1/5, 1/7, 1/9:
of all, they make the mean *squared* error over a whole period least. Near each jump the sum shoots over by
about 9 % of it, and more sines don't cure that (J. W. Gibbs, 1899).

The data are exact: a square wave.
"""
import torch
from fitcurve import explore

x = torch.linspace(-3.1, 3.1, 125)
y = torch.sign(x)

def sines(x, b1, b3, b5, b7, b9):
    return (b1*torch.sin(x) + b3*torch.sin(3*x) + b5*torch.sin(5*x) + b7*torch.sin(7*x) + b9*torch.sin(9*x))
def mse(preds, acts): return ((preds - acts)**2).mean()

fig = explore(sines, x, y, mse, labels=('angle', 'height'),
              b1=1.0, b3=0.0, b5=0.0, b7=0.0, b9=0.0)
