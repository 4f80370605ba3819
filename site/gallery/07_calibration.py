"""# Calibration of a sensor
> The sensor answers 20: how far off is the metal?

What an ultrasonic sensor answers at a known distance from metal. Once the curve is known, it is read the
other way: from answer to distance.

The data: `Chwirut2` of NIST's Statistical Reference Datasets (public domain): D. Chwirut, 1979.
"""
import torch
from fitcurve import explore

distance = [0.5, 1, 1.75, 3.75, 5.75, 0.875, 2.25, 3.25, 5.25, 0.75, 1.75, 2.75, 4.75,
            0.625, 1.25, 2.25, 4.25, 0.5, 3, 0.75, 3, 1.5, 6, 3, 6, 1.5, 3, 0.5, 2, 4,
            0.75, 2, 5, 0.75, 2.25, 3.75, 5.75, 3, 0.75, 2.5, 4, 0.75, 2.5, 4, 0.75,
            2.5, 4, 0.5, 6, 3, 0.5, 2.75, 0.5, 1.75]
answer = [92.9, 57.1, 31.05, 11.5875, 8.025, 63.6, 21.4, 14.25, 8.475, 63.8, 26.8,
          16.4625, 7.125, 67.3, 41, 21.15, 8.175, 81.5, 13.12, 59.9, 14.62, 32.9, 5.44,
          12.56, 5.44, 32, 13.95, 75.8, 20, 10.42, 59.5, 21.67, 8.55, 62, 20.2, 7.76,
          3.75, 11.81, 54.7, 23.7, 11.55, 61.3, 17.7, 8.74, 59.2, 16.3, 8.62, 81, 4.87,
          14.62, 81.7, 17.17, 81.3, 28.9]

def sensor(x, fade, near, far): return 1000*torch.exp(-fade/100*x)/(near + far*x)

fig = explore(sensor, distance, answer, labels=('distance', 'answer'),
              fade=(0., 50.), near=(1., 20.), far=(1., 30.))
fig.lr, fig.schedule = 3., 'cosine'  # large steps at first, ever smaller ones
