"Functions as a scientist would bring them: each is as numpy has it, its slopes too, and what can't be says what to do"
# ruff: noqa: B006, B008 (a default that is an array is what is tried here)
import functools, math, warnings
import numpy as np, pandas as pd, pytest, torch
from fitcurve import explore
from scipy import special

trapezoid = getattr(np, 'trapezoid', None) or np.trapz  # called so before numpy 2

rng = np.random.default_rng(0)
x = np.linspace(.1, 10, 25)
y = 5 + rng.normal(size=25)

def hill(x, vmax=6., k=2.3, n=1.7): return vmax*x**n/(k**n + x**n)
def arrhenius(x, A=1e13, Ea=8e4): return A*np.exp(-Ea/(8.314*x))
def planck(x, T=5000., s=1.):
    h, c, k = 6.626e-34, 2.998e8, 1.381e-23
    return s*2*h*c**2/x**5/(np.exp(h*c/(x*k*T)) - 1)
def logistic(x, L=6., k=1.1, x0=5.2): return L*special.expit(k*(x - x0))
def series(x, n=3, a=1.):
    out = 0*x
    for i in range(n): out = out + a*np.sin((i + 1)*x)/(i + 1)
    return out
def taylor(x, a=.4, b=1.1): return b*sum(a**i*x**i/math.factorial(i) for i in range(5))
def branch(x, a=1.3, b=3.): return a*x + b if a > 1 else b*x
def resonance(x, w=2.1, g=.5): return np.abs(1/(w**2 - x**2 + 1j*g*x))
def gauss(x, amp=5., mu=5.1, sig=2.2): return amp*np.exp(-(x - mu)**2/(2*sig**2))
def each(x, a=1.2, b=2.): return np.array([a*u + b for u in x])
def clipped(x, a=1.3, b=5.): return np.clip(a*x, 0, b)
def kwonly(x, *, a=1.2, b=2.): return a*x + b
def bessel(x, a=5., w=1.1): return a*special.j0(w*x)
def twofold(k):
    def inner(x, a=1.2): return a*x*k + k
    return inner
class Model:
    k = 2.
    def f(self, x, a=1.2): return self.k*a*x
    def __call__(self, x, a=1.2): return self.k*x + a
def wrapped(f):
    @functools.wraps(f)
    def inner(*args, **kwargs): return f(*args, **kwargs)
    return inner

T, lam = np.linspace(280, 400, 25), np.linspace(2e-7, 3e-6, 25)
cases = {  # the function, x, y, what is given; is it traced?
    'hill': (hill, x, y, {}, True), 'logistic': (logistic, x, y, {}, True), 'loop': (taylor, x, y, {}, True),
    'arrhenius': (arrhenius, T, 1.05*arrhenius(T), {}, True), 'clip': (clipped, x, y, {}, True),
    'planck on log axes': (planck, lam, 1.1*planck(lam), dict(log='xy'), True), 'loop of n': (series, x, y, {}, False),
    'if of a parameter': (branch, x, y, {}, False), 'complex': (resonance, x, y, {}, False),
    'point by point': (each, x, y, {}, False), 'bessel': (bessel, x, y, {}, True),
    'keywords': (kwonly, x, y, {}, True),
    'closure': (twofold(3.), x, y, {}, True), 'method': (Model().f, x, y, {}, True),
    'object': (Model(), x, y, {}, True), 'decorated': (wrapped(gauss), x, y, {}, True),
    'partial': (functools.partial(gauss, sig=2.), x, y, {}, True),
    'lambda': (lambda x, a=1.2: np.hypot(a*x, 2), x, y, {}, True),
    'series': (gauss, pd.Series(x), pd.Series(y), {}, True),
    'float32': (gauss, x.astype('f'), y.astype('f'), {}, True),
    'whole': (kwonly, np.arange(25), np.arange(25)**2, dict(a=1, b=2), True),
    'huge': (gauss, x*1e12, y*1e15, dict(amp=5e15, mu=5e12, sig=2e12), True),
    'small': (gauss, x*1e-9, y*1e-20, dict(amp=5e-20, mu=5e-9, sig=2e-9), True)}

@pytest.mark.parametrize('case', cases)
def test_it_is_as_numpy_has_it(case):
    f, u, v, given, traced = cases[case]
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        fig = explore(f, u, v, **given)
    assert (fig.program is not None) == traced and (fig.why is None) == traced
    at, v = np.asarray(fig.x)[:, 0], np.asarray(fig.y)[:, 0]
    own = {n: int(p) if n in fig._fit.integers else p for n, p in fig.params.items()}
    loss = lambda **other: np.abs(f(at, **own | other) - v).mean()
    assert fig.loss == pytest.approx(loss(), rel=1e-6)
    for n, slope in fig.grad.items():
        if n in fig._fit.integers: continue
        h = 1e-6*abs(fig.params[n])
        between = (loss(**{n: fig.params[n] + h}) - loss(**{n: fig.params[n] - h}))/(2*h)
        assert slope == pytest.approx(between, rel=2e-3, abs=1e-6*fig.loss/abs(fig.params[n]))
    fig.step(); fig.to_png()

def mm(S, Vmax, Km): return Vmax*S/(Km + S)
def by_if(x, a): return a*x if x > 3 else 0.
def by_max(x, a): return max(a*x, 3.)
def by_math(x, a): return a*math.exp(-x)
def by_float(x, a): return a*float(x)
def nothing(x, a): a*x

@pytest.mark.parametrize('f, given, error, says', [
    (mm, dict(Vmax=5., Km=2.), TypeError, r'if that is S, explore\(lambda x, Vmax, Km: mm\(x, Vmax, Km\)'),
    (functools.partial(gauss, 2.), dict(mu=1., sig=1.), TypeError, 'fills from the left, and has filled it with 2.0'),
    (by_if, dict(a=1.), RuntimeError, 'all points at once, in a column: where it asks `if`'),
    (by_max, dict(a=1.), RuntimeError, 'torch.maximum'), (by_math, dict(a=1.), ValueError, 'torch.exp for math.exp'),
    (by_float, dict(a=1.), ValueError, r'float\(\) take one number'),
    (nothing, dict(a=1.), TypeError, 'nothing gave None: does it end with `return`'),
    (gauss, dict(amp=1., mu=1., sg=1.), TypeError, 'sg is not a parameter of gauss')])
def test_what_cannot_be_says_what_to_do(f, given, error, says):
    with pytest.raises(error, match=says): explore(f, x, y, **given)

def test_what_counts_loops_is_left_to_python_and_stays_whole_downhill():
    fig = explore(series, x, y)
    assert fig.why.startswith('n is no number of its formula')
    assert fig.grad['n'] == 0 != fig.grad['a']
    before = fig.loss
    fig.run()
    assert fig.params['n'] == 3 and fig.loss < before and len(fig.history) > 100
    fig.params['n'] = 5
    assert fig.loss == pytest.approx(np.abs(series(x, 5, fig.params['a']) - y).mean(), rel=1e-6)


# Parameters in an array: by default, or as many as there are

def cubic(x, p=[1., 2., 3.]): return p[0] + p[1]*x + p[2]*x**2
def unpacked(x, p=(1., 2., 3.)):
    a, b, c = p
    return a + b*x + c*x**2
def horner(x, p=np.array([3, 2, 1])): return np.polyval(p, x)
def of_tensor(x, p=torch.tensor([1., 2., 3.])): return p[0] + p[1]*x + p[2]*x**2
def any_number(x, *p): return sum(c*x**i for i, c in enumerate(p))
def any_name(x, **more): return more['a'] + more['b']*x + more['c']*x**2
def after_one(x, a, *p): return a + p[0]*x + p[1]*x**2

@pytest.mark.parametrize('f, given, names', [
    (cubic, {}, 'p1 p2 p3'), (unpacked, {}, 'p1 p2 p3'), (horner, {}, 'p3 p2 p1'), (of_tensor, {}, 'p1 p2 p3'),
    (cubic, dict(p=(1., 2., 3.)), 'p1 p2 p3'), (any_number, dict(p=[1., 2., 3.]), 'p1 p2 p3'),
    (any_number, dict(p=(1., 2., 3.)), 'p1 p2 p3'), (after_one, dict(a=1., p=[2., 3.]), 'a p1 p2'),
    (any_name, dict(a=1., b=2., c=3.), 'a b c')])
def test_parameters_in_an_array_have_a_slider_each(f, given, names):
    fig = explore(f, x, y, **given)
    names = names.split()
    assert [fig.params[n] for n in names] == [1., 2., 3.] and len(fig.params) == 3 and fig.why is None
    assert fig.loss == pytest.approx(np.abs(1 + 2*x + 3*x**2 - y).mean())
    sign = np.sign(1 + 2*x + 3*x**2 - y)
    assert [fig.grad[n] for n in names] == pytest.approx([(sign*x**i).mean() for i in range(3)])
    assert fig.spec.parts is None or not fig.spec.parts.alike
    said = eval(fig.python, dict(globals(), partial=functools.partial, tensor=torch.tensor))
    assert np.asarray(said(x=torch.tensor(x))) == pytest.approx(1 + 2*x + 3*x**2)
    fig.step(); fig.to_png()

def test_a_pair_by_default_is_a_range_only_where_the_function_makes_nothing_of_it():
    assert dict(explore(lambda x, a=(0., 10.): a*x, x, y).params) == dict(a=5.)
    assert dict(explore(lambda x, p=(0., 10.): p[0] + p[1]*x, x, y).params) == dict(p1=0., p2=10.)

def gauss_sum(x, amp=[1., 2.], mu=[1., 3.], s=[1., .5]):
    return sum(a*np.exp(-(x - m)**2/(2*w**2)) for a, m, w in zip(amp, mu, s))

def test_arrays_whose_parts_may_change_places_stay_parts():
    parts = explore(gauss_sum, x, y).spec.parts
    assert parts.alike and parts.own == ['amp', 'mu', 's']

@pytest.mark.parametrize('default, says', [
    (np.eye(2), r'M has an array of shape \(2, 2\)'),
    ([1.]*17, 'M has 17 numbers, and there are sliders for at most 16'),
    ([1., math.nan], 'M has NaN or infinity in it'), ([1., 2., 3.], 'another array has 2')])
def test_an_array_that_has_no_sliders_says_why_and_stays(default, says):
    def f(x, p=[1., 2.], M=default): return (p[0] + p[1]*x)*len(M)
    with pytest.warns(match=says): fig = explore(f, x, y)
    assert dict(fig.params) == dict(p1=1., p2=2.)
    assert fig.loss == pytest.approx(np.abs((1 + 2*x)*len(default) - y).mean())

@pytest.mark.parametrize('f, given, says', [
    (any_number, {}, r'any_number takes any number of parameters: say how many, .* p=\[1., 1.\]'),
    (after_one, dict(a=1.), r'after_one takes any number of parameters: .* p=\[1., 1.\]'),
    (any_name, {}, 'any_name takes parameters of any name: give each that it reads, as in a=1.')])
def test_parameters_without_a_name_are_asked_for(f, given, says):
    with pytest.raises(TypeError, match=says): explore(f, x, y, **given)


# Callables of other makes, and what they give

class Decay(torch.nn.Module):
    def forward(self, x, a=1.2, b=2.): return a*torch.exp(-b*x)

step = np.vectorize(lambda x, a=1.2, b=2.: a if x < b else 0.)
@pytest.mark.parametrize('f, names, own', [
    (Decay(), 'a b', lambda a, b: a*np.exp(-b*x)), (step, 'a b', lambda a, b: np.where(x < b, a, 0.)),
    (np.vectorize(kwonly), 'a b', lambda a, b: a*x + b), (np.sin, '', lambda: np.sin(x)),
    (special.expit, '', lambda: special.expit(x)), (lambda x, a=torch.tensor(1.5): a*x, 'a', lambda a: a*x),
    (lambda x, a=1.2, b=4.: a*(x > b).astype(int), 'a b', lambda a, b: a*(x > b)),
    (lambda x, a=1.2: pd.Series(a*np.asarray(x).ravel()), 'a', lambda a: a*x)])
def test_callables_of_other_makes_have_sliders(f, names, own):
    fig = explore(f, x, y)
    assert list(fig.params) == names.split()
    assert fig.loss == pytest.approx(np.abs(own(*fig.params.values()) - y).mean(), rel=1e-6)

async def later(x, a=1.): return a*x
def some(x, a=1.): yield a*x

@pytest.mark.parametrize('f, says', [
    (lambda x, a=1.: np.exp(1j*a*np.asarray(x)), 'what f gives holds complex numbers'),
    (lambda x, a=1.: dict(y=a*x), 'what f gives must be numbers, not dict'),
    (later, 'what later gives must be numbers, not coroutine'),
    (some, 'what some gives must be numbers, not generator'),
    (torch.jit.script(torch.nn.Linear(1, 1)), 'compiled by torch.jit: give explore the module')])
def test_what_gives_no_numbers_is_named(f, says):
    with pytest.raises(TypeError, match=says): explore(f, x, y)

@pytest.mark.parametrize('make', [set, iter, dict.fromkeys])
def test_numbers_in_another_container_are_asked_for_as_a_list(make):
    with pytest.raises(TypeError, match='x must be numbers'): explore(kwonly, make(x.tolist()), y)

# Functions of a row: what the same call gives with the data as they are

@pytest.mark.parametrize('f', [
    lambda x, a=1.2: a*np.diff(x, prepend=0), lambda x, a=1.2: a*np.convolve(x, [.2, .6, .2], 'same'),
    lambda x, a=1.2: np.exp(-a*x)/trapezoid(np.exp(-a*x), x), lambda x, a=1.2: np.gradient(np.sin(a*x), x),
    lambda x, a=1.2: a*np.ravel(x), lambda x, a=1.2: a*np.cumsum(x), lambda x, a=1.2: (a*x).tolist()])
@pytest.mark.parametrize('of', [np.array, list])
def test_a_function_of_a_row_gets_one(f, of):
    fig = explore(f, of(x), of(y))
    assert fig.loss == pytest.approx(np.abs(np.array(f(x, fig.params['a'])) - y).mean(), rel=1e-9)
    between = [np.abs(np.array(f(x, 1.2 + h)) - y).mean() for h in (1e-6, -1e-6)]
    assert fig.grad['a'] == pytest.approx((between[0] - between[1])/2e-6, rel=1e-4)
    fig.step(); fig.to_png()

def test_a_function_of_a_column_keeps_it():
    "Though the data came in a row, and as many as there are parts"
    w = [1., 2., 3.]
    f = lambda x, w: (torch.as_tensor(w)*torch.relu(torch.as_tensor(x))).sum(-1, keepdim=True)
    fig = explore(f, x[:3], y[:3], w=w)
    assert fig.loss == pytest.approx(np.abs(6*x[:3] - y[:3]).mean())
