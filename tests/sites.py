"The site's own modules, and its figures by torch: what the tests of the site share."
import sys
from pathlib import Path
import torch
from fitcurve.program import Program

root = Path(__file__).parent.parent
sys.path.append(str(root/'site'))  # behind all else: its modules are scripts of their own
import notebooks, reference, uses  # noqa: E402, F401

def pages(site): return sorted(site.rglob('*.html'))

# ── What a page shows, by torch ──

def as_program(plain):
    "A program of the page's, in Python again"
    return Program(**{k: _tuples(v) for k, v in plain.items()})

def _tuples(v): return tuple(map(_tuples, v)) if isinstance(v, list) else v

def column(v): return torch.tensor(v, dtype=torch.double)[:, None]

def by_torch(spec, s):
    "Curve, loss, slopes and test loss of what the page shows, by torch from the page's program"
    params = {n: torch.tensor(float(v), dtype=torch.double, requires_grad=True) for n, v in s['params'].items()}
    f = as_program(spec['program'])
    def at(x): return f(*(x if i in f.data else params[n] for i, n in enumerate(f.inputs)))
    shown = dict(curve=at(column(s['curve']['x'])).expand(len(s['curve']['x']), 1).flatten().tolist())
    return shown if s['y'] is None else shown | _scored(at, as_program(spec['loss']), params, s)

def _scored(at, loss, params, s):
    "What torch says of how well a curve fits the points of the page, by those that it may see and by those held out"
    x, y = column(s['x']), column(s['y'])
    out = torch.tensor(s['held'] or [0.]*len(x)) > 0
    value = loss(at(x[~out]), y[~out])
    grads = torch.autograd.grad(value, list(params.values()), allow_unused=True)
    slopes = {n: 0. if g is None else g.item() for n, g in zip(params, grads)}
    test = dict(test=loss(at(x[out]), y[out]).item()) if out.any() else {}
    return dict(loss=value.item(), grad=slopes, **test)

def by_its_script(path, s):
    "The same by the gallery's own function and data, in Python"
    fig = uses.figure(path)
    fig.params = s['params']
    curve = fig._fit.at(column(s['curve']['x']), fig.params).flatten().tolist()
    return dict(curve=curve, loss=fig.loss, test=fig.test_loss, grad=fig.grad)
