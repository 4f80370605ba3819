"""# A logistic classifier
> Launch at 31 °F?

Was an O-ring of the space shuttle damaged in a flight, yes or no, by the temperature at its launch? The curve is the
chance of a yes, the loss is what a classifier is trained by: the cross-entropy, −log of the chance given to what came.
On the day of the Challenger it was 31 °F, colder by 22 than at any launch before: zoom out, and see what the curve
says of that.

The data: the 23 flights before; S. R. Dalal, E. B. Fowlkes and B. Hoadley, *Risk analysis of the space
shuttle*, Journal of the American Statistical Association 84, 1989.
"""
import torch
from fitcurve import explore

fahrenheit = [53, 57, 58, 63, 66, 67, 67, 67, 68, 69, 70, 70, 70, 70, 72, 73, 75, 75,
              76, 76, 78, 79, 81]
damaged = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]

def chance(x, even, slope): return torch.sigmoid(slope*(x - even))
def cross_entropy(preds, acts): return -torch.where(acts > 0.5, torch.log(preds), torch.log(1 - preds)).mean()

fig = explore(chance, fahrenheit, damaged, cross_entropy, labels=('temperature [°F]', 'damaged'),
              even=(50., 80.), slope=(-1., 0.))
