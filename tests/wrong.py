"""Everything public, given the wrong thing: what comes of it. `python -m tests.wrong [word]` lists what isn't clear"""
import contextlib, datetime, decimal, io, math, re, signal, sys, tempfile, warnings
from collections import Counter
import numpy as np, torch
from fitcurve import (
    CannotTrace, Program, Run, add_noise, constant, cosine, descend, double_relu, explore, find_lr, fit_relu_sum,
    geometric, gradient, inv_sqrt, least_error, least_mae, mae, mk_quad, noise, noisy_quad, plot_data, plot_function,
    quad, quad_mae, read_writing, rectified_linear, relu_sum, trace)
from fitcurve.figure import Figure

# ── Wrong things ──

class FalseLength:
    def __len__(self): return 10**12
    def __getitem__(self, i): return 1.
class RaisingLength:
    def __len__(self): raise RuntimeError('boom')
class RaisingArray:
    def __array__(self, *args, **kwargs): raise RuntimeError('boom')
class WordArray:
    def __array__(self, *args, **kwargs): return np.array(['a', 'b'])
class RaisingFloat:
    def __float__(self): raise RuntimeError('boom')
    def __index__(self): raise RuntimeError('boom')

wrong_things = {
    'None': None, 'True': True, 'word': 'abc', 'empty word': '', 'bytes': b'x', '[]': [], '{}': {}, 'dict': {'a': 1},
    '()': (), 'object': object(), 'nan': math.nan, 'inf': math.inf, '-inf': -math.inf, 'complex': 1j, '-1': -1, '0': 0,
    '2.5': 2.5, '1e308': 1e308, '10**400': 10**400, 'mixed list': [1, 'a'], 'ragged': [[1, 2], [3]], '[None]': [None],
    '[nan]': [math.nan], '[inf, 1]': [math.inf, 1.], 'words': ['a', 'b'], 'array of words': np.array(['a', 'b']),
    'complex array': np.array([1 + 2j]), 'empty array': np.array([]), 'no columns': np.zeros((2, 0)),
    'cube': np.zeros((2, 2, 2)), 'objects': np.array([None, {}]), 'empty tensor': torch.tensor([]),
    'nan tensor': torch.tensor([math.nan]*20)[:, None], 'complex tensor': torch.tensor([1j]),
    'cube tensor': torch.zeros(2, 2, 2), 'float32 scalar': torch.tensor(1.5), 'numpy scalar': np.float32(1.5),
    'numpy int': np.int64(3), 'function': lambda: 1, 'raising function': lambda *args, **kwargs: 1/0, 'class': int,
    'range': range(3), 'set': {1, 2}, 'generator': (i for i in range(3)), 'date': datetime.date(2020, 1, 1),
    'dates': np.array(['2020-01-01', '2020-01-02'], dtype='M8[D]'), 'Decimal': decimal.Decimal('NaN'),
    'false length': FalseLength(), 'raising length': RaisingLength(), 'raising array': RaisingArray(),
    'word array': WordArray(), 'raising float': RaisingFloat(), 'module': math,
}

# ── What they are given to: a call that works, of named arguments ──

x, y = noisy_quad()
def bowl(p): return (p**2).sum()
def wave(x, a): return a*torch.sin(x)
def net(ink): return ink @ torch.zeros(64, 10)
def figure(): return explore(quad, x, y, a=1.1, b=1.1, c=1.1)
def explored(f, **given): return explore(f, **given)
def handle(change): pass
def set_param(fig, name, value): fig.params[name] = value
def set_ends(fig, name, value): fig.sliders[name] = value
run = descend(bowl, [1., 2.], lr=0.1, steps=5)
program = trace(wave)

calls = {
    'noise': (noise, dict(x=x, scale=1., rng=None)),
    'add_noise': (add_noise, dict(x=x, mult=.1, add=.1, rng=None)),
    'noisy_quad': (noisy_quad, dict(n=20, a=3, b=2, c=1, mult=.15, add=1.5, seed=42)),
    'plot_function': (
        plot_function, dict(f=mk_quad(1, 2, 3), title='t', min=-2., max=2., color='r', ylim=(-1, 1), ax=None)),
    'plot_data': (plot_data, dict(x=x, y=y, ax=None)),
    'mae': (mae, dict(preds=y, acts=y)),
    'quad_mae': (quad_mae, dict(params=[1., 2., 3.], x=x, y=y)),
    'least_mae': (least_mae, dict(x=x, y=y, degree=2, basis=None)),
    'gradient': (gradient, dict(loss=bowl, params=[1., 2.])),
    'descend': (
        descend, dict(loss=bowl, params=[1., 2.], lr=.1, steps=3, schedule=geometric, zero_grad=True, length=8.)),
    'find_lr': (find_lr, dict(loss=bowl, params=[1., 2.], lo=1e-3, hi=10., steps=20)),
    'Run.plot': (run.plot, dict(axes=(0, 1))),
    'fit_relu_sum': (fit_relu_sum, dict(x=x, y=y, n=2, seed=0)),
    'least_error': (least_error, dict(f=torch.sin, n=2)),
    'trace': (trace, dict(f=wave, data=None, rows=None)),
    'Program()': (program, dict(x=x, a=1.)),
    'Program.grad': (program.grad, dict(x=x, a=1.)),
    'Program.from_json': (Program.from_json, dict(text=program.to_json())),
    'explore': (
        explored, dict(f=quad, x=x, y=y, loss=mae, hide=False, labels=None, show='all', test=None, yerr=None, log=None,
                       a=1., b=1., c=1.)),
    'explore data': (explored, dict(f=quad, data=noisy_quad, test=0.3, a=1., b=1., c=1.)),
    'explore relus': (explored, dict(f=relu_sum, x=x, y=y, n=2)),
    'read_writing': (read_writing, dict(net=net, size=8, labels=range(10), ink=16, examples=None)),
    'Figure.step': (lambda **given: figure().step(**given), dict(lr=.1)),
    'Figure.descend': (lambda **given: figure().descend(**given), dict(lr=.1, steps=3, schedule=geometric)),
    'Figure.observe': (lambda **given: figure().observe(**given), dict(handler=handle, names='params')),
    'Figure.save': (lambda path: figure().save(path), dict(path=tempfile.gettempdir() + '/wrong.html')),
    **{f'Figure.{name} =': (lambda name=name, **given: setattr(figure(), name, *given.values()), {name: value})
       for name, value in dict(params=[1., 2., 3.], lr=.1, friction=.5, schedule='cosine', steps=10, x=x, y=y,
                               show='loss', data=(x, y), zero_grad=True).items()},
    'Figure.params[]': (lambda a: set_param(figure(), 'a', a), dict(a=1.)),
    'Figure.sliders[]': (lambda a: set_ends(figure(), 'a', a), dict(a=(0., 9.))),
}
# What a lesson teaches in one line keeps Python's own words.
functions = 'f loss net schedule basis handler data'.split()
propagating = program, program.grad  # a formula of one's own: NaN in, NaN out
one_line = [quad, mk_quad, rectified_linear, double_relu, relu_sum, constant, inv_sqrt, geometric, cosine]

# ── What comes of it ──

class TooLong(BaseException): pass

@contextlib.contextmanager
def bounded(seconds=20, memory=8 << 30):
    "Within so many seconds and so much more memory than now"
    import resource
    def stop(*_): raise TooLong
    before, hard = resource.getrlimit(resource.RLIMIT_AS)
    with open('/proc/self/statm') as statm: now = int(statm.read().split()[0])*resource.getpagesize()
    old = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    resource.setrlimit(resource.RLIMIT_AS, (now + memory, hard))
    try: yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, hard))
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)

@contextlib.contextmanager
def silence():
    "What is printed is not seen"
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()): yield

def holds_nan(v, depth=0):
    "Is there NaN or infinity in a result?"
    if isinstance(v, float): return not math.isfinite(v)
    if isinstance(v, torch.Tensor): return v.is_floating_point() and not v.isfinite().all()
    if isinstance(v, np.ndarray): return v.dtype.kind == 'f' and not np.isfinite(v).all()
    if isinstance(v, dict): v = list(v.values())
    if isinstance(v, (tuple, list)) and depth < 3: return any(holds_nan(u, depth + 1) for u in v)
    return isinstance(v, (Run, Figure)) and depth < 3 and holds_nan(_numbers(v), depth + 1)

def _numbers(v): return [v.params, v.losses, v.grads] if isinstance(v, Run) else [dict(v.params), v.loss, v.grad]

def outcome(call, given, name, thing):
    "(kind, words) of a call with one argument wrong: 'value' or 'clear' as it should be, else what it is"
    import matplotlib.pyplot as plt
    value = wrong_things[thing]
    try:
        with bounded(), warnings.catch_warnings(), silence():
            warnings.simplefilter('ignore')
            result = call(**{**given, name: value})
            nan = holds_nan(result)
        silent = nan and call not in propagating and thing != '1e308'  # of which sums and squares are infinite
        return ('silent NaN', ' '.join(repr(result)[:80].split())) if silent else ('value', '')
    except TooLong: return 'too long', ''
    except MemoryError: return 'memory', ''
    except Exception as e:
        said = ' '.join(str(e).split())
        named = re.search(r'\b(x|y|data)\b' if name == 'data' else rf'\b{name}\b', said)
        named = named and isinstance(e, (TypeError, ValueError))
        own = isinstance(e, (KeyError, OSError)) and name == 'path' or isinstance(e, CannotTrace)
        own |= name in ('a', 'b', 'c') and isinstance(value, list)  # a choice, whose values are for the function
        if named or own or callable(value) and name in functions: return 'clear', said  # a function's error is its own
        kind = 'unnamed' if isinstance(e, (TypeError, ValueError)) else 'raw'
        return kind, f'{type(e).__name__}: {said}'
    finally: plt.close('all')

def trials(word=''):
    for what, (call, given) in calls.items():
        if word not in what: continue
        for name in given:
            for thing in wrong_things: yield what, call, given, name, thing

def unclear(word=''):
    "All calls that didn't end in a value or a clear error: {(what, argument, thing): (kind, words)}"
    found, kinds = {}, Counter()
    for what, call, given, name, thing in trials(word):
        kind, said = outcome(call, given, name, thing)
        kinds[kind] += 1
        if kind not in ('value', 'clear'): found[what, name, thing] = kind, said
    return found, kinds

if __name__ == '__main__':
    found, kinds = unclear(*sys.argv[1:])
    for (what, name, thing), (kind, said) in found.items():
        print(f'{what:16} {name:10} {thing:16} {kind:10} {said[:110]}')
    print(dict(kinds))
