"""# A dose-response curve

Which share of flour beetles five hours of carbon disulphide kill, by the logarithm of the dose: Bliss's own
table, of eight groups of some sixty beetles each. `middle` is the dose that kills half.

The data: C. I. Bliss, *The calculation of the dosage-mortality curve*, Annals of Applied Biology 22, 1935.
"""
import torch
from fitcurve import explore

dose = [1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.8610, 1.8839]  # log10 of mg per litre
killed, of = torch.tensor([[6., 13, 18, 28, 52, 53, 61, 60], [59, 60, 62, 56, 63, 59, 62, 60]])

def logistic(x, middle, steepness): return torch.sigmoid(steepness*(x - middle))

fig = explore(logistic, dose, killed/of, labels=('log10 of the dose', 'share killed'),
              middle=(1.7, 1.9, 0.001), steepness=(1., 60.))
