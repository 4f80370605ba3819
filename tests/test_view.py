"Log axes and what is in view, without a browser: Python's own, and the page's beside it"
import math
import numpy as np, pytest, torch
from matplotlib.ticker import LogLocator
from fitcurve.data import quad
from fitcurve.figure import explore
from fitcurve.fit import axis_range, curve_grid
from tests.kernel import hand, hear
from tests.pages import start, x, y
from tests.test_both_languages import page

def power(x, a, b): return a*x**b
def of_kernel(x, a, b): return a*x**b if a > -math.inf else x  # it branches: the page can't run it

def above_0(n=30, size=1., dtype=torch.float64):
    x = torch.logspace(-2, 3, n, dtype=torch.float64)[:, None]*size
    return x.to(dtype), (2*x**1.5).to(dtype)

@pytest.fixture
def ranges():
    rng = np.random.default_rng(0)
    lows = 10.**rng.uniform(-12, 9, 60)
    return [[lo, lo*10.**length] for lo, length in zip(lows, rng.uniform(0.8, 14, 60))]

def matplotlibs(lo, hi, subs):
    "The ticks from lo to hi of which there are these in each decade"
    return [v for v in LogLocator(subs=subs, numticks=10**6).tick_values(lo, hi) if lo <= v <= hi]

def test_ticks_of_a_log_axis_are_matplotlibs(ranges):
    said = page('axis.js', 'logTicks', '([lo, hi]) => [4000, 900].map(px => logTicks(lo, hi, px, 60))', ranges)
    for (lo, hi), (long, short) in zip(ranges, said):
        subs = (1, 2, 5) if 4000/math.log10(hi/lo) > 240 else (1,)
        assert [t['v'] for t in long if t['text']] == pytest.approx(matplotlibs(lo, hi, subs), rel=1e-9)
        if 4000/math.log10(hi/lo) > 60:
            assert sorted(t['v'] for t in long) == pytest.approx(matplotlibs(lo, hi, range(1, 10)), rel=1e-9)
        decade = 900/math.log10(hi/lo)
        powers = [math.log10(t['v']) for t in short if t['text']]
        if decade < 60 and len(powers) > 1:
            assert np.diff(powers) == pytest.approx(math.ceil(60/decade))

def test_a_log_axis_and_the_places_along_it_are_the_same_in_both_languages():
    rng = np.random.default_rng(1)
    data = [10.**rng.uniform(-9, 9, n) for n in (1, 2, 3, 50) for _ in range(5)]
    answer = '''v => { const x = Float64Array.from(v), lim = [-1, 1];
        return firstView({ x, y: x, home: { xlim: lim, ylim: lim }, log: "" }, "xy").fitted }'''
    said = page('view.js', 'firstView', answer, [v.tolist() for v in data])
    along = page('axis.js', 'evenly', 'range => [...evenly(range, 241, true)]', [s['xlim'] for s in said])
    for v, s, xs in zip(data, said, along):
        v = torch.tensor(v)
        assert s['xlim'] == pytest.approx(axis_range(v, 0.05, True), rel=1e-9)
        assert s['ylim'] == pytest.approx(axis_range(v, 0.15, True), rel=1e-9)
        assert xs == pytest.approx(curve_grid(s['xlim'], True).flatten().tolist(), rel=1e-9)

@pytest.mark.parametrize('size', [1e-9, 1., 1e9])
@pytest.mark.parametrize('dtype', [torch.float32, torch.float64])
def test_the_picture_has_log_axes_around_all_the_data(size, dtype, monkeypatch):
    from matplotlib.axes import Axes
    seen, add = [], Axes.tick_params
    monkeypatch.setattr(Axes, 'tick_params', lambda ax, *args, **kw: (seen.append(ax), add(ax, *args, **kw))[1])
    u, v = above_0(size=size, dtype=dtype)
    fig = explore(power, u, v, a=1., b=1., log='yx')
    assert fig.log == 'xy' and fig.to_png().startswith(b'\x89PNG')
    ax = next(ax for ax in seen if ax.lines)
    assert (ax.get_xscale(), ax.get_yscale()) == ('log', 'log')
    for (lo, hi), w, air in zip((ax.get_xlim(), ax.get_ylim()), (u, v), (0.05, 0.15)):
        assert 0 < lo < w.min() and hi/w.max() == pytest.approx((w.max()/w.min()).item()**air, rel=1e-4)
    steps = np.diff(np.log(ax.lines[-1].get_xdata().flatten()))
    assert steps == pytest.approx(steps[0], rel=1e-6)

def test_what_can_not_be_logarithmic_is_refused_by_name_and_changes_nothing():
    u, v = above_0()
    for wrong, error in ((3, TypeError), (True, TypeError), ('z', ValueError), ('', ValueError), ('xx', ValueError)):
        with pytest.raises(error, match='log must'): explore(power, u, v, a=1., b=1., log=wrong)
    for axis, data in dict(x=(u - u.max()/2, v), y=(u, v - v.min())).items():
        with pytest.raises(ValueError, match=f'log: .*every {axis} above 0: the least is'):
            explore(power, *data, a=1., b=1., log='xy')
    with pytest.raises(ValueError, match='every x above 0'): explore(quad, **start, log='x')
    fig = explore(quad, x, y, **start)
    with pytest.raises(ValueError, match='every x above 0'): fig.log = 'x'
    assert fig.log is None
    assert explore(lambda x, log: log*x, u, v, log=2.).params == dict(log=2.), "a parameter may be called so"

def test_a_log_axis_is_kept_and_given_up_where_the_data_no_longer_allow_it():
    u, v = above_0()
    fig = explore(power, u, v, a=1., b=1., log='xy')
    assert fig.snapshot()[0]['log'] == 'xy'
    fig.log = 'y'
    assert fig.snapshot()[0]['log'] == 'y'
    fig.data = u/2, v/2
    assert fig.log == 'y'
    with pytest.warns(UserWarning, match='the y axis is no longer logarithmic'): fig.y = v - 1
    assert fig.log is None
    curve = explore(lambda x, k: torch.exp(k*x), k=1., log='y')
    assert curve.spec.ends['y'] == pytest.approx([math.exp(-2.1), math.exp(2.1)])

def test_where_python_computes_the_curve_it_is_that_of_the_view():
    u, v = above_0()
    fig = explore(of_kernel, u, v, a=1., b=2.)
    assert fig.program is None and fig._state['answer'].get('xs') is None
    look = dict(xlim=[3., 50.], log=True)
    hear(fig, seq=1, params=dict(fig.params), view=look)
    said = fig._state['answer']
    assert said['xs'] == pytest.approx(np.geomspace(3, 50, 241).tolist())
    assert said['curve'] == pytest.approx((np.geomspace(3, 50, 241)**2).tolist())
    hand(fig, seq=2, b=1.)
    assert fig._state['answer']['curve'] == pytest.approx(np.geomspace(3, 50, 241).tolist()), 'it is looked at still'
    assert fig.snapshot()[0]['now']['answer'].get('xs') is None, 'a saved page shows all of it'
    for wrong in (dict(xlim=[2., 1.], log=False), dict(xlim=[-1., 1.], log=True), dict(xlim=[0, math.inf], log=False)):
        with pytest.raises(ValueError, match='view'): hear(fig, seq=3, params=dict(fig.params), view=wrong)
    fig.data = 10*u, v
    assert fig._state['answer'].get('xs') is None, 'other axes are looked at as a whole'
    fig.log = 'x'
    answer = fig.snapshot()[0]['now']['answer']
    assert answer['xs'][0] == pytest.approx(axis_range(10*u, 0.05, True)[0]) and min(answer['xs']) > 0
