"""# A sum of ReLUs
> What happened to the Nile about 1898?

The Nile's flow at Aswan, a hundred years of it, by straight pieces: each ReLU bends the line at its hook, which you can
drag. Downhill from here, Run and **Fit** end in a slow decline. The other curve is two ReLUs as well, and much
better: it falls within one year. Nobody told either of them when.

The data: annual flow of the Nile, 1871 to 1970; G. W. Cobb, *The problem of the Nile*, Biometrika 65, 1978.
"""
import torch
from fitcurve import explore, fit_relu_sum, relu_sum

flow = torch.tensor([
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994,
    1020, 960, 1180, 799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100,
    774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456,
    824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796,
    1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812,
    742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923,
    975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740])/10.
decades = (torch.arange(100) - 50)/10.

fig = explore(relu_sum, decades, flow, n=2, labels=('decades since 1921', 'flow [km³]'))
fig.add(fit_relu_sum(decades[:, None], flow[:, None], 2), 'better')
fig.lr, fig.schedule = 0.3, 'cosine'  # large steps at first, ever smaller ones
