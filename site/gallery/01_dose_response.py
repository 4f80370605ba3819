"""# A dose-response curve
> Which dose kills half of the beetles?

Flour beetles in carbon disulphide for five hours: the share that was killed, by the dose. At `middle` the curve is at
one half; `steepness` is how alike the beetles are.

The data: eight groups of some sixty beetles each; C. I. Bliss, *The calculation of the dosage-mortality curve*, Annals
of Applied Biology 22, 1935.
"""
import torch
from fitcurve import explore

dose = [49.06, 52.99, 56.91, 60.84, 64.76, 68.69, 72.61, 76.54]  # mg per litre
killed, of = torch.tensor([[6., 13, 18, 28, 52, 53, 61, 60], [59, 60, 62, 56, 63, 59, 62, 60]])

def hill(x, middle, steepness): return 1/(1 + (middle/x)**steepness)

fig = explore(hill, dose, killed/of, labels=('dose [mg/l]', 'share killed'),
              middle=(50., 75.), steepness=(1., 30.))
fig.lr, fig.schedule = 30., 'geometric'  # large steps at first, ever smaller ones
