"""# A robust fit with outliers
> What do six bad years do to a line?

Telephone calls from Belgium, year by year. From 1964 to 1969 another thing was written down: not how many
calls, but how many minutes. The mean absolute error lets six bad years be bad; the mean squared error bends
the line towards them, which is the other line.

The data: P. J. Rousseeuw and A. M. Leroy, *Robust Regression and Outlier Detection*, 1987, from the Belgian
statistical survey.
"""
import numpy as np
from fitcurve import explore

year = list(range(50, 74))  # of the century
calls = [4.4, 4.7, 4.7, 5.9, 6.6, 7.3, 8.1, 8.8, 10.6, 12, 13.5, 14.9, 16.1, 21.2, 119, 124, 142, 159, 182, 212, 43, 24,
         27, 29]  # millions

def line(x, at_1960, growth): return at_1960 + growth*(x - 60)

fig = explore(line, year, calls, labels=('year', 'calls [millions]'),
              at_1960=(-20., 60.), growth=(-6., 6.))
slope, start = np.polyfit(year, calls, 1)
fig.add(lambda x: start + slope*x, 'least squares')
fig.lr, fig.schedule = 3., 'cosine'  # large steps at first, ever smaller ones
