"What `explore` takes: any name, any number, any data; and what it refuses, by name, with nothing changed"
import copy, datetime, decimal, io, math, pickle, re, warnings
from functools import partial
import numpy as np, pandas as pd, pytest, torch
from fitcurve.data import mk_quad, noisy_quad, quad
from fitcurve.descent import cosine
from fitcurve.figure import explore
from fitcurve.fit import make_slider
from fitcurve.loss import least_mae, mae, quad_mae
from fitcurve.plot import plot_data
from fitcurve.relu import fit_relu_sum, relu_sum
from torch import tensor
from tests.kernel import hear

x, y = noisy_quad()
start = dict(a=1.1, b=1.1, c=1.1)
double = x.double()

def same(got, want): assert torch.allclose(torch.as_tensor(got).double(), torch.as_tensor(want).double(), rtol=1e-9)

def curve(fig, at=double): return fig._fit.at(at, fig._at).detach()

# ── Any name ──

@pytest.mark.parametrize('name', 'f y loss hide show params fig grad values n lr self α Ω_1'.split())
def test_a_parameter_may_have_any_name(name):
    f = eval(f'lambda x, {name}: torch.sin({name}*x)', dict(torch=torch))
    fig = explore(f, x, y, **{name: 2.})
    assert fig.params == {name: 2.}
    assert fig.loss == pytest.approx(mae(torch.sin(2*double), y.double()).item())
    assert fig._spec['program'] is not None
    fig.params = {name: 3.}
    moment, = [m for m in fig.history if m[name] == 3.]
    assert moment['_loss' if name == 'loss' else 'loss'] == fig.loss
    key = '_loss' if name == 'loss' else 'loss'
    hear(fig, seq=1, params={name: 1.}, history=[{name: 1., key: 0.25}])
    assert fig.history[-1] == {name: 1., key: 0.25}

def test_an_argument_of_the_functions_own_wins_and_options_by_name_go_on_working():
    fig = explore(quad, x=x, y=y, loss=lambda p, a: ((p - a)**2).mean(), hide=True, **start)
    assert fig.spec.hide and fig.loss == pytest.approx(((quad(double, **start) - y.double())**2).mean().item())
    fig = explore(lambda x, y: y*x, x=x, y=3.)
    assert fig.params == dict(y=3.) and fig.y is None
    fig = explore(lambda x, hide, loss: hide*x + loss, x, y, hide=1., loss=2.)
    assert fig.params == dict(hide=1., loss=2.) and not fig.spec.hide
    with pytest.raises(TypeError, match='y is given twice'): explore(quad, x, y, y=y, **start)

def placed(x, a, /, b=2.): return a*x + b
def last(a, *, x): return a*x

def test_what_goes_by_position_alone_is_called_so():
    fig = explore(placed, x, y, a=3.)
    same(curve(fig), 3*double + 2)
    assert fig.params == dict(a=3.,
        b=2.) and fig._spec['program'] is not None and fig._spec['title'] == 'placed(x, a, b)'
    same(eval(fig.python)(double), curve(fig))
    same(curve(explore(last, x, y, a=3.)), 3*double)

def test_an_array_and_a_number_whose_names_would_meet():
    def f(x, w, w1): return w1 + sum(v*x**i for i, v in enumerate(w))
    fig = explore(f, x, y, w=[1., 2.], w1=3.)
    same(curve(fig), 3 + 1 + 2*double)
    assert list(fig.params)[:2] == ['w_1', 'w_2'] and 'w1' in fig.params
    assert fig.parts['w'].tolist() == [1, 2] and fig.parts['w1'] == 3
    fig.params['w1'] = 5.
    same(curve(fig), 5 + 1 + 2*double)
    fig = explore(lambda x, w, w1: (w[0] + w1[0])*x, x, y, w=[1.], w1=[2.])
    same(curve(fig), 3*double)

# ── Any number ──

numbers = [2, 2., np.int64(2), np.float32(2), np.array(2.), torch.tensor(2.), torch.tensor(2), decimal.Decimal(2)]

@pytest.mark.parametrize('v', numbers, ids=lambda v: type(v).__name__)
def test_any_libraries_numbers_will_do(v):
    fig = explore(lambda x, a: a*x, x, y, a=v)
    assert fig.params['a'] == 2
    fig.params = dict(a=v)
    fig.params['a'] = v
    fig.lr = v
    assert fig.lr == 2 and type(fig.lr) is float
    fig.step(lr=v)

@pytest.mark.parametrize('v', [v for v in numbers], ids=lambda v: type(v).__name__)
def test_and_counts_too(v):
    fig = explore(quad, x, y, **start)
    fig.steps = v
    assert fig.steps == 2 and type(fig.steps) is int
    fig.run()

def test_so_many_relus_by_numpys_count():
    assert len(explore(relu_sum, x, y, n=np.int64(3)).parts['w']) == len(explore(relu_sum,
        n=torch.tensor(3)).parts['w']) == 3

@pytest.mark.parametrize('v, value, lo, hi, step', [
    (0.001, .001, -.001, .003, 1e-5), (1e-6, 1e-6, -1e-6, 3e-6, 1e-8), (1e6, 1e6, -1e6, 3e6, 1e4),
    ((1950., 2020.), 1985, 1950, 2020, .1), ((1950, 2020), 1985, 1950, 2020, 1), (2000., 2000, -2000, 6000, 10),
    ((0., 1.), .5, 0, 1, .01), ((0., 1e-30), 5e-31, 0, 1e-30, 1e-32), ((0, 10**6), 500000, 0, 10**6, 1000),
    (1.1, 1.1, -1.1, 3.3, .1), (np.float32(5), 5, -5, 15, .1), (1e-300, 1e-300, -1e-300, 3e-300, 1e-302)])
def test_a_step_suits_its_range(v, value, lo, hi, step):
    assert make_slider('a', v) == pytest.approx(dict(value=value, min=lo, max=hi, step=step), rel=1e-9, abs=0)

def test_no_slider_is_dead_and_none_endless():
    gen = np.random.default_rng(0)
    for size in 10.**gen.uniform(-12, 12, 300):
        s = make_slider('a', float(size))
        assert 20 <= (s['max'] - s['min'])/s['step'] <= 1001

@pytest.mark.parametrize('v, slider', [
    (dict(value=1., min=0., max=4.), dict(value=1, min=0, max=4, step=.1)),
    (dict(value=1, min=0, max=4), dict(value=1, min=0, max=4, step=1)),
    (dict(min=0., max=4.), dict(value=2, min=0, max=4, step=.1)),
    (dict(value=.5, min=0, max=1), dict(value=.5, min=0, max=1, step=.01))])
def test_a_slider_in_a_dict_needs_no_step(v, slider):
    assert explore(lambda x, a: a*x, x, y, a=v)._spec['params']['a'] == pytest.approx(slider)

@pytest.mark.parametrize('v, says', [
    (dict(value=9., min=0., max=4.), 'a: the value 9.0 is not from 0.0 to 4.0'),
    (dict(value=1., min=0., max=4., step=0.), 'a: the step 0.0 must be more than 0'),
    (dict(value=math.nan, min=0., max=4.), 'a: a slider is dict(value='),
    (1e308, 'a: from -1e+308 to inf is too far for a slider'), ((0., math.inf), 'a must be a number'),
    ([], 'a has no choices'), ({}, 'a has no choices')])
def test_a_slider_that_makes_no_sense_is_refused(v, says):
    with pytest.raises(ValueError, match=re.escape(says)): explore(lambda x, a: a*x, x, y, a=v)

def test_ipywidgets_own_widgets_say_the_same():
    from ipywidgets import Checkbox, Dropdown, FloatLogSlider, FloatSlider, IntSlider, fixed
    def f(x, a, n, on, kind, big, still): return a*x**n*on*big*still + kind
    fig = explore(f, a=FloatSlider(1., min=0., max=2., step=.5), n=IntSlider(2, min=0, max=4), on=Checkbox(True),
                  kind=Dropdown(options=[('low', 1.), ('high', 2.)], value=2.), big=FloatLogSlider(10., min=0, max=3),
                  still=fixed(3.))
    assert fig.params == dict(a=1., n=2, on=True, kind=2., big=10.)
    assert fig._spec['params']['a'] == dict(value=1, min=0, max=2, step=.5)
    assert fig._spec['params']['big'] == pytest.approx(dict(value=10, min=1, max=1000, step=.1), abs=1)
    same(curve(fig), 1*double**2*10*3 + 2)

def scaled(x, a=2., b=1., n=3, up=True, kind='sin'): return (a*x + b + n) if up else x*0

def test_defaults_make_sliders_and_say_where_ranges_start():
    fig = explore(scaled, x, y)
    assert fig.params == dict(a=2., b=1., n=3, up=True)
    fig = explore(scaled, x, y, a=(0., 5.), b=(3., 5.))
    assert fig.params == dict(a=2., b=4., n=3, up=True)
    assert explore(partial(scaled, b=7.), x, y, a=(0., 9.)).params == dict(a=2., n=3, up=True)

# ── Choices ──

def wave(x, a, kind, up): return (a if up else -a)*(torch.sin(x) if kind == 'sin' else torch.cos(x))

def test_a_list_is_a_choice_and_a_bool_yes_or_no():
    fig = explore(wave, x, y, a=1.5, kind=['sin', 'cos'], up=True)
    assert fig.params == dict(a=1.5, kind='sin', up=True)
    assert fig._spec['program'] is not None, 'the page computes every choice'
    s = fig._spec['params']
    assert s['kind']['options'] == ['sin', 'cos'] and s['up']['check'] and not s['kind']['check']
    for kind, up in ('sin', True), ('cos', True), ('sin', False), ('cos', False):
        fig.params = dict(kind=kind, up=up)
        same(curve(fig), wave(double, **fig.params))
        same(fig.spec.program(x=double, **fig._at), wave(double, **fig.params))
        same(eval(fig.python)(double), wave(double, **fig.params))
    with pytest.raises(ValueError, match='params: kind must be one of sin, cos, not '): fig.params['kind'] = 'tan'
    with pytest.raises(ValueError, match='params: up must be one of False, True'): fig.params['up'] = 'yes'
    assert fig.params == dict(a=1.5, kind='cos', up=False)
    assert {n: fig.history[-1][n] for n in fig.params} == fig.params
    assert repr(fig).startswith('wave(x, a=1.5, kind=cos, up=False): mae ')

def test_a_choice_stays_where_it_is():
    fig = explore(wave, x, y, a=1.5, kind=['cos', 'sin'], up=True)
    before = fig.loss
    fig.step(); fig.run(); fig.descend(steps=20)
    assert (fig.params['kind'], fig.params['up']) == ('cos', True) and fig.loss < before
    assert set(fig.grad) == {'a'}
    hear(fig, seq=1, params=dict(a=1., kind=1., up=0.))
    assert fig.params == dict(a=1., kind='sin', up=False)

def test_choices_of_anything():
    fig = explore(lambda x, f, a: f(a*x), x, y, f=[torch.sin, torch.tanh], a=1.)
    same(curve(fig), torch.sin(double))
    fig.params['f'] = torch.tanh
    same(curve(fig), torch.tanh(double))
    same(eval(fig.python)(double), torch.tanh(double))
    fig = explore(lambda x, k, a: k*a*x, x, y, k=dict(one=1, two=2), a=1.)
    fig.params['k'] = 'two'
    assert fig.params['k'] == 2
    fig = explore(lambda x, k: x**k, x, y, k=range(1, 4))
    assert fig.params['k'] == 1 and fig._spec['params']['k']['options'] == ['1', '2', '3']
    fig = explore(lambda x, w, up: (w[0] if up else w[1])*x, x, y, w=[2., 3.], up=False)
    same(curve(fig), 3*double)

# ── Any data ──

class Frame:
    "A column as polars has it: numpy's through `to_numpy`, and no other way"
    def __init__(self, v): self.v = np.asarray(v)
    def to_numpy(self): return self.v
    def __len__(self): return len(self.v)

flat = y.flatten().tolist()
kinds = dict(
    list=lambda v: list(v), tuple=tuple, column=lambda v: [[u] for u in v], numpy=np.array,
        float32=lambda v: np.float32(v),
    tensor=torch.tensor, series=pd.Series, frame=lambda v: pd.DataFrame(dict(v=v)), nullable=lambda v: pd.Series(v,
    dtype='Float64'),
    shifted=lambda v: pd.Series(v, index=range(5, 5 + len(v))), arrow_like=Frame, big_endian=lambda v: np.array(v,
    dtype='>f8'),
    backwards=lambda v: np.array(v[::-1])[::-1], strided=lambda v: np.array([v, v]).T[:, 0],
    objects=lambda v: np.array(v, dtype=object),
    decimals=lambda v: [decimal.Decimal(u) for u in v], scalars=lambda v: [torch.tensor(u,
    dtype=torch.double) for u in v],
    learning=lambda v: torch.tensor(v, requires_grad=True), half=lambda v: torch.tensor(v, dtype=torch.bfloat16))

@pytest.mark.parametrize('kind', kinds)
def test_columns_of_any_making(kind):
    v = kinds[kind](flat)
    eps = dict(half=.05, float32=1e-6, tensor=1e-6, learning=1e-6).get(kind, 1e-12)
    fig = explore(quad, x, v, **start)
    assert fig.y.shape == (20, 1) and fig.y.flatten().tolist() == pytest.approx(flat, rel=eps)
    want = mae([u + 1 for u in fig.y.flatten().tolist()], fig.y.flatten()).item()
    shape = (len(flat), 1) if kind in ('column', 'frame') else (len(flat),)
    acts = fig.y.reshape(shape)
    assert mae(acts + 1, v).item() == pytest.approx(want, rel=.02 if kind == 'half' else 1e-5)
    assert least_mae(x.reshape(shape), v)[0] == pytest.approx(least_mae(x.reshape(shape), acts)[0], rel=1e-4)
    import matplotlib.pyplot as plt
    ax = plt.figure().subplots()
    plot_data(x.reshape(shape), v, ax=ax)
    assert ax.collections[0].get_offsets()[:, 1].tolist() == pytest.approx(fig.y.flatten().tolist(), rel=1e-6)
    plt.close()

def test_truth_values_are_noughts_and_ones():
    for v in [u > 5 for u in flat], np.array(flat) > 5, torch.tensor(flat) > 5, pd.Series(flat) > 5:
        assert explore(quad, x, v, **start).y.flatten().tolist() == [float(u > 5) for u in flat]

def test_data_are_copied_at_the_door():
    mine = y.double().clone()
    array = mine.numpy().copy()
    one, two = explore(quad, x, mine, **start), explore(quad, x, array, **start)
    mine += 5; array += 5
    same(one.y, y); same(two.y, y)

dates = pd.date_range('2020-01-01', periods=20)
no_numbers = dict(
    texts=([str(u) for u in flat], TypeError, "{} must be numbers, and '"),
    text_array=(np.array([str(u) for u in flat]), TypeError, "{} must be numbers, and '"),
    one_text=([1., 'two', 3.], TypeError, "{} must be numbers, and '"), text='up',
    categories=(pd.Series(list('ab')*10, dtype='category'), TypeError, "{} must be numbers, and 'a' is text"),
    dates=(dates, TypeError, '{} holds dates, as 2020-01-01'), date_series=(pd.Series(dates), TypeError,
    '{} holds dates'),
    date_array=(dates.to_numpy().astype('datetime64[D]'), TypeError, '{} holds dates, as 2020-01-01'),
    date_list=([datetime.date(2020, 1, d) for d in range(1, 21)], TypeError, '{} holds dates, as 2020-01-01'),
    zoned=(pd.Series(dates).dt.tz_localize('UTC'), TypeError, '{} holds dates'),
    spans=(dates - dates[0], TypeError, '{} holds spans of time'),
    span_list=([datetime.timedelta(d) for d in range(20)], TypeError, '{} holds spans of time'),
    complex=(np.array(flat)*1j, TypeError, '{} holds complex numbers'),
    complex_tensor=(torch.tensor(flat)*1j, TypeError, '{} holds complex numbers'),
    complex_list=([1., 2j], TypeError, '{} holds complex numbers'),
    missing=([1., None, 2.], ValueError, '{} has None in row 1: leave such rows out'),
    ragged=([[1.], [1., 2.]], ValueError, '{} can be no array of numbers'),
    bag=({1., 2.}, TypeError, '{} must be numbers, not set'), words={}, made=(iter([1.]), TypeError,
    '{} must be numbers, not '),
    huge=([1., 10**400], ValueError, '{} has a number in row 1 that is too large'))
no_numbers['text'] = 'up', TypeError, "{} must be numbers, not str 'up'"
no_numbers['words'] = dict(a=1.), TypeError, '{} must be numbers, not dict'

@pytest.mark.parametrize('kind', no_numbers)
def test_what_is_no_number_is_refused_by_name(kind):
    v, error, says = no_numbers[kind]
    with pytest.raises(error, match='^' + re.escape(says.format('y'))): explore(quad, x, v, **start)
    with pytest.raises(error, match='^' + re.escape(says.format('x'))): explore(quad, v, y, **start)
    with pytest.raises(error, match='^' + re.escape(says.format('acts'))): mae(y, v)
    with pytest.raises(error, match='^' + re.escape(says.format('x'))): least_mae(v, y)
    with pytest.raises(error, match='^' + re.escape(says.format('y'))): quad_mae([1., 1., 1.], x, v)
    with pytest.raises(error, match='^' + re.escape(says.format('y'))): fit_relu_sum(x, v, 2)
    with pytest.raises(error, match='^' + re.escape(says.format('y'))): plot_data(x, v)
    fig = explore(quad, x, y, **start)
    with pytest.raises(error, match='^' + re.escape(says.format('x'))): fig.x = v
    assert len(fig.x) == 20 and fig.loss == explore(quad, x, y, **start).loss

holes = dict(
    nan=lambda v: v, array=np.array, tensor=torch.tensor, column=lambda v: np.array(v)[:, None], float32=np.float32,
    series=pd.Series, frame=lambda v: pd.DataFrame(dict(v=v)), nullable=lambda v: pd.Series(v, dtype='Float64'),
    none=lambda v: [None if u != u else u for u in v], objects=lambda v: np.array([None if u != u else u for u in v]),
    decimals=lambda v: [decimal.Decimal(str(u)) for u in v], masked=np.ma.masked_invalid)

@pytest.mark.parametrize('kind', holes)
def test_a_gap_in_a_measurement_takes_its_row_with_it_and_it_is_said(kind):
    u, v = [[*map(float, c.flatten())] for c in (x, y)]
    u[3] = v[7] = v[12] = math.nan
    keep = [i for i in range(20) if i not in (3, 7, 12)]
    says = '3 of 20 rows have a gap .* counted from 0: 3, 7, 12$'
    with pytest.warns(UserWarning, match=says): fig = explore(quad, holes[kind](u), holes[kind](v), **start)
    exact = 1e-6 if kind == 'float32' else 0
    for of, all in ((fig.x, x), (fig.y, y)): assert of.flatten().tolist() == pytest.approx(all[keep, 0].tolist(), exact)
    with pytest.warns(UserWarning, match=says): loss, params = least_mae(holes[kind](u), holes[kind](v))
    assert loss == pytest.approx(least_mae(x[keep], y[keep])[0], 1e-5) == pytest.approx(fig.best.loss, 1e-5)
    with pytest.warns(UserWarning, match=says): f = fit_relu_sum(holes[kind](u), holes[kind](v), 2)
    assert f.points == 17
    with pytest.warns(UserWarning, match=says): fig.data = holes[kind](u), holes[kind](v)

def test_of_gaps_and_what_is_none():
    whole = fig = explore(quad, x, y, **start)
    for bad, says in ((math.inf, 'y has inf in row 2 and in 1 more: leave such rows out, with ok = np.isfinite'),):
        v = y.clone(); v[2] = v[5] = bad
        with pytest.raises(ValueError, match=says): explore(quad, x, v, **start)
        with pytest.raises(ValueError, match=says): fig.data = x, v
    with pytest.raises(ValueError, match='y has nan in row 0 and in 19 more'): explore(quad, x, y*math.nan, **start)
    with pytest.raises(ValueError, match='y has nan in row 2'): fig.y = torch.where(y == y[2], math.nan, y)
    assert fig.loss == whole.loss and len(fig.x) == 20
    v = y.clone(); v[4] = math.nan
    with pytest.warns(UserWarning, match='1 of 20 rows has a gap'): fig = explore(quad, x, v, test=[4, 5], **start)
    assert fig.x[fig.test].tolist() == x[[5]].tolist(), 'rows are those that were given'
    with pytest.warns(UserWarning, match='1 of 20 rows'): fig = explore(quad, x, y, yerr=[1.]*19 + [None], **start)
    assert len(fig.x) == len(fig.yerr) == 19
    with pytest.warns(UserWarning, match='1 of 20 rows'): assert len(explore(quad, v, **start).x) == 19
    with pytest.raises(ValueError, match='acts holds NaN'): mae(y, v)

def test_masked_rows_are_left_out_and_it_is_said():
    v = np.ma.array(flat, mask=[i in (3, 7) for i in range(20)])
    keep = [i for i in range(20) if i not in (3, 7)]
    with pytest.warns(UserWarning, match='^2 of 20 rows have a gap .*: 3, 7$'): fig = explore(quad, x, v, **start)
    same(fig.x, x[keep]); same(fig.y, y[keep])
    with pytest.warns(UserWarning, match='2 of 20 rows'): assert least_mae(x[:, 0], v)[0] == least_mae(x[keep, 0],
        v.data[keep])[0]
    both = np.ma.array(x[:, 0].numpy(), mask=[i == 0 for i in range(20)])
    with pytest.warns(UserWarning, match='3 of 20 rows'): fig.data = both, v
    assert len(fig.x) == 17
    bars = np.ma.array(np.arange(1., 21), mask=[i == 1 for i in range(20)])
    for given, kept in ((bars, [0] + keep[2:]), (bars.data, keep), (2., keep)):
        with pytest.warns(UserWarning, match=f'{20 - len(kept)} of 20 rows'):
            fig = explore(quad, x, v, yerr=given, test=[0, 3, 4], **start)
        same(fig.x, x[kept])
        same(fig.yerr, torch.tensor(np.broadcast_to(np.ma.getdata(given), 20)[kept])[:, None])
        assert fig.test.nonzero().flatten().tolist() == [kept.index(0), kept.index(4)]
    with pytest.raises(ValueError, match='acts has masked values'): mae(y.flatten(), v)
    with warnings.catch_warnings():
        warnings.simplefilter('error', UserWarning)
        assert len(explore(quad, x, np.ma.array(flat), **start).x) == 20

# ── Assignments ──

@pytest.fixture
def fig(): return explore(quad, x, y, **start)

ways = dict(
    update=lambda p: p.update(a=2, b=3), pairs=lambda p: p.update([('a', 2), ('b', 3)]),
        ior=lambda p: p.__ior__(dict(a=2, b=3)))

@pytest.mark.parametrize('way', ways)
def test_every_way_to_change_a_dict_moves_the_sliders(fig, way):
    seen = []
    fig.observe(seen.append)
    p = fig.params
    ways[way](p)
    assert fig.params == p == dict(a=2, b=3, c=1.1) and len(seen) == 1
    assert fig._state['params'] == fig.params and len(fig.history) == 2

def test_a_loss_of_other_data_is_not_remembered(fig):
    fig.params = dict(fig.params)  # changes nothing
    fig.y = y + 1
    assert fig.history[-1]['loss'] == fig.loss == pytest.approx(mae(quad(double, **start), y.double() + 1).item())

def test_or_equals_is_one_change(fig):
    fig.params |= dict(a=2)
    assert fig.params['a'] == fig._state['params']['a'] == 2 and len(fig.history) == 2

def test_what_would_remove_a_parameter_is_refused(fig):
    def delete(p): del p['a']
    for remove in delete, lambda p: p.pop('a'), lambda p: p.pop('q', None), lambda p: p.popitem(), lambda p: p.clear():
        with pytest.raises(TypeError, match="params: a figure's parameters can be set, not removed"): remove(fig.params)
    assert fig.params == start and fig.params.setdefault('a', 9) == 1.1
    with pytest.raises(KeyError, match='this figure has no q'): fig.params.setdefault('q', 1)
    assert type(copy.deepcopy(fig.params)) is type(pickle.loads(pickle.dumps(fig.params))) is dict

refused = [
    ('params', None), ('params', [1, math.nan, 1]), ('params', dict(a=math.inf)), ('params', dict(a='1')), ('params',
        'abc'),
    ('params', dict(a=1j)), ('params', {1., 2., 3.}), ('params', 5), ('params', torch.zeros(3, 3)), ('params',
    dict(a=True)),
    ('params', dict(a=None)), ('lr', -1), ('lr', 0), ('lr', math.nan), ('lr', math.inf), ('lr', '0.1'), ('lr', None),
    ('lr', True),
    ('friction', math.nan), ('friction', 2), ('friction', -.1), ('friction', None), ('steps', 0), ('steps', 2000),
    ('steps', 2.5),
    ('steps', math.nan), ('steps', None), ('steps', '9'), ('schedule', None), ('schedule', []), ('schedule', 'cosinus'),
    ('schedule', lambda i, n: 1.), ('x', None), ('y', None), ('x', [1., 2.]), ('y', math.nan), ('data', None), ('data',
    (x, None)),
    ('data', (x[:3], y)), ('data', x), ('zero_grad', 'no'), ('zero_grad', None)]

@pytest.mark.parametrize('name, v', refused, ids=[f'{n}={v!r:.12}'.replace('\n', ' ') for n, v in refused])
def test_what_makes_no_sense_is_refused_by_name_and_changes_nothing(fig, name, v):
    as_it_stands = lambda: (dict(fig.params), fig.dials, fig.x, fig.y, fig.loss, fig.history[:], fig._state)
    before = as_it_stands()
    said = 'y' if name == 'data' and isinstance(v, tuple) and v[1] is not None else name
    with pytest.raises((TypeError, ValueError), match=rf"^'?({name}|x|data)\b" if said == 'y' else rf'^{name}\b'):
        setattr(fig, name, v)
    assert as_it_stands() == before
    fig.params = dict(a=2)
    fig.step()
    fig.data = x[:5], y[:5]
    assert len(fig.x) == 5 and str(fig)

def test_a_schedule_of_ones_own_name_is_ones_own(fig):
    fig.schedule = cosine
    assert fig.schedule == 'cosine'
    def geometric(i, n): return 1.
    with pytest.raises(ValueError, match='schedule must be one of'): fig.schedule = geometric
    assert fig.schedule == 'cosine'

def test_a_step_may_still_lead_beyond_all_numbers():
    fig = explore(lambda x, a: torch.exp(a*a*x*x), x, y, a=3.)
    fig.lr = 10
    fig.step()
    assert abs(fig.params['a']) > 1e6 and fig.loss == math.inf
    hear(fig, seq=1, params=dict(a='inf'))
    assert fig.params['a'] == math.inf
    assert str(fig)

def test_fewer_data_than_the_function_can_take_change_nothing():
    shift = torch.linspace(0, 1, 20, dtype=torch.double)[:, None]
    fig = explore(lambda x, a: a*x + shift, x, y, a=1.)
    before = fig.x, fig.y, fig.loss, fig._state
    with pytest.raises(ValueError, match='a number for each of its 20 points'): fig.data = x[:5], y[:5]
    assert (fig.x, fig.y, fig.loss, fig._state) == before
    def needs_many(x, a):
        if len(x) < 10: raise RuntimeError('too few')
        return a*x
    by_kernel = explore(needs_many, x, y, a=1.)
    before = by_kernel.loss
    with pytest.raises(RuntimeError, match='too few'): by_kernel.data = x[:5], y[:5]
    assert len(by_kernel.x) == 20 and by_kernel.loss == before and len(by_kernel.history) == 1

def brittle(x, a):
    if a > 1: raise RuntimeError('too far')
    return a*x

def test_a_figure_stands_where_its_function_fails(tmp_path):
    fig = explore(brittle, x, y, a=.5)
    with pytest.raises(RuntimeError, match='too far'): fig.params = [2.]
    with pytest.raises(RuntimeError, match='too far'): fig.params['a'] = 2.
    assert fig.params == dict(a=.5) and len(fig.history) == 1
    hear(fig, seq=1, params=dict(a=2.))
    assert fig.params == dict(a=2.)
    assert str(fig) == repr(fig) == 'brittle(x, a=2): mae unknown over 20 points'
    assert fig.to_png()[:4] == b'\x89PNG'
    assert 'mae unknown' in fig._repr_mimebundle_()[0]['text/html']
    assert 'too far' in fig.save(tmp_path/'it.html').read_text(encoding='utf-8')
    fig.data = x[:5], y[:5]
    assert len(fig.y) == 5 and math.isnan(fig.history[-1]['loss'])
    fig.params = [1.]
    assert fig.loss == pytest.approx(mae(double[:5], y[:5].double()).item())

def test_without_data_too():
    fig = explore(brittle, a=.5)
    with pytest.raises(RuntimeError, match='too far'): fig.params = [2.]
    assert fig.params == dict(a=.5)
    hear(fig, seq=1, params=dict(a=2.))
    assert str(fig) == 'brittle(x, a=2)' and fig.to_png()

# ── The picture ──

def test_the_picture_has_a_style_of_its_own(fig):
    import matplotlib
    want = fig.to_png()
    rc = {'text.usetex': True, 'font.family': 'No Such Font', 'savefig.dpi': 600, 'figure.facecolor': 'k',
        'axes.grid.axis': 'x',
          'lines.linewidth': 9, 'savefig.bbox': 'tight', 'axes.prop_cycle': matplotlib.cycler(color='k')}
    with matplotlib.rc_context(rc):
        assert fig.to_png() == want
        assert fig._repr_mimebundle_()[0]['image/png']
        assert matplotlib.rcParams['text.usetex'] and matplotlib.rcParams['savefig.dpi'] == 600, 'the user keeps theirs'

def test_the_picture_is_drawn_once_and_nothing_is_cut_off(fig, monkeypatch):
    import matplotlib.figure
    from PIL import Image
    drawn, draw = [], matplotlib.figure.Figure.draw
    monkeypatch.setattr(matplotlib.figure.Figure, 'draw', lambda self, r: drawn.append(self) or draw(self, r))
    wide = explore(lambda x, a: a*x, x.double()*1e9, y.double()*1.23456e-7, a=3e-16, labels=('time (s)', 'height'))
    for f in fig, wide:
        drawn.clear()
        picture = Image.open(io.BytesIO(f.to_png())).convert('RGB')
        width, height = picture.size
        assert len(drawn) == 1 and 650 < width < 780 and 400 < height < 490
        frame = picture.copy()
        frame.paste('white', (8, 8, width - 8, height - 8))
        assert frame.getcolors() == [(width*height, (255, 255, 255))], 'nothing is cut through'
        room = [a/b for a, b in zip(drawn[0].get_tightbbox().extents, 2*tuple(drawn[0].get_size_inches()))]
        assert min(room) > 0 and max(room) < 1, f'there is room for all of it: {room}'

def test_a_failure_costs_the_picture_alone(fig, monkeypatch):
    import matplotlib.figure
    def fail(*args, **kwargs): raise OSError('no fonts here')
    monkeypatch.setattr(matplotlib.figure.Figure, 'draw', fail)
    with pytest.warns(UserWarning, match='the still picture could not be drawn: OSError: no fonts here'):
        data = fig._repr_mimebundle_()[0]
    assert '"program"' in data['text/html'] and data['text/plain'].startswith('quad(')
    with pytest.raises(OSError, match='no fonts here'): fig.to_png()

@pytest.mark.parametrize('size', [1e-300, 1e-150, 1e-9, 1e9, 1e150, 1e290])
def test_a_figure_of_any_size(size):
    fig = explore(lambda x, a: a*x, x.double(), y.double()*size, a=3.*size)
    assert fig.to_png() and fig._repr_mimebundle_()
    lo, hi = fig.spec.ylim
    assert lo < hi and math.isfinite(hi - lo)
    assert fig.loss == pytest.approx(size*explore(lambda x, a: a*x, x, y, a=3.).loss, rel=1e-6)

# ── Identity, not names ──

def test_a_students_own_quad_is_copied_as_their_own():
    def quad(x, a, b, c): return a*x*x*x + b*x + c
    fig = explore(quad, x, y, a=1., b=2., c=3.)
    assert fig.python == 'partial(quad, a=1.0, b=2.0, c=3.0)'
    same(eval(fig.python, dict(partial=partial, quad=quad))(double), curve(fig))

def test_a_students_own_relu_sum_is_their_own():
    def relu_sum(x, n, s): return s*torch.relu(x - n)
    fig = explore(relu_sum, x, y, n=1., s=2.)
    assert fig.params == dict(n=1., s=2.)
    same(eval(fig.python, dict(partial=partial, relu_sum=relu_sum))(double), curve(fig))
    def bumps(x, w, m, b): return (w*torch.relu(m*x[..., None] + b)).sum(-1)
    assert len(explore(bumps, x, y, n=3).parts['w']) == 3

bump = lambda x, h, w: h*torch.exp(-(x/w)**2)
tied = partial(quad, c=-1.5)
def counted(x, n, a=1.): return sum(a*x**i for i in range(n))
def switched(a, x): return a*x
class Model:
    def __call__(self, x, k): return k*x**2
model = Model()
year = 2020

functions = dict(
    quad=(quad, start), lambda_by_name=(bump, dict(h=2., w=.7)), partial_by_name=(tied, dict(a=1., b=2.)),
    lambda_alone=(lambda x, a: a*x + {1: 2}[1], dict(a=1.5)), of_two_lines=(lambda x, a, b: (a*x
        + b*x**2), dict(a=.1, b=1/3)), partial_alone=(partial(quad, b=1/3, c=2), dict(a=1.)),
    partial_of_lambda=(partial(lambda x, a, k: a*x + k, k=.1), dict(a=2.)), nested=(partial(partial(quad, c=1.), b=2.),
    dict(a=3.)),
    placed_first=(partial(switched, 2.), {}), counts=(counted, dict(n=3)), x_last=(switched, dict(a=2.)),
    by_place=(placed, dict(a=2.)),
    keyword_x=(last, dict(a=3.)), an_object=(model, dict(k=2.)), reads_a_global=(lambda x, a: a*x + year, dict(a=1.)),
    greek=(lambda x, α, β: α*x + β, dict(α=1., β=-.3)), arrays=(relu_sum, dict(w=[1., 2.], m=[1., -1.], b=[.5, .25],
    bias=.125)),
    chosen=(lambda x, f, a: f(a*x), dict(f=[torch.cos, np.sin], a=.5)), math_inside=(lambda x, a: x*math.exp(a),
    dict(a=.3)),
    keywords=(lambda x, **p: sum(p.values())*x, {'if': 1., 'a b': 2.}), default=(lambda x, a=2., b=.5: a*x + b, {}))

@pytest.mark.parametrize('name', functions)
def test_the_copied_line_gives_the_figures_function(name):
    f, params = functions[name]
    fig = explore(f, x, y, **params)
    assert not fig.python.startswith('dict('), fig.python
    same(eval(fig.python)(double), curve(fig))
    if 'a' in fig.params:
        fig.params = dict(a=1/3)
        same(eval(fig.python)(double), curve(fig))

def test_a_net_is_called_what_it_is_called(monkeypatch):
    deep = torch.nn.Sequential(torch.nn.Linear(1, 2), torch.nn.Tanh(), torch.nn.Linear(2, 1))
    monkeypatch.setitem(globals(), 'deep', deep)
    fig = explore(deep, x, y)
    assert 'functional_call, deep, ' in fig.python
    assert torch.allclose(eval(fig.python)(x).double(), curve(fig), atol=1e-6)

def test_what_no_line_can_say_gives_the_numbers_alone():
    def maker(k): return lambda x, a: a*x + k
    fig = explore(maker(3.), x, y, a=2.)
    assert fig.python == 'dict(a=2.0)'
    fig = explore(partial(lambda x, a, w: a*x + w.sum(), w=torch.ones(3)), x, y, a=2.)
    assert fig.python == 'dict(a=2.0)'

def test_lambdas_of_one_line_are_told_apart():
    one, two = explore(lambda x, a: a*x, x, y, a=2.), explore(lambda x, a: a+x, x, y, a=2.)
    same(eval(one.python)(double), 2*double); same(eval(two.python)(double), 2 + double)
    assert one._spec['call'] == 'lambda x, a: a*x'

def test_functions_that_are_nothing_of_the_kind_are_refused_by_name():
    for f in 3, None, 'quad':
        with pytest.raises(TypeError, match='^f must be a function of x'): explore(f, x, y, a=1.)
    with pytest.raises(TypeError, match='^loss must be a function of predictions'): explore(quad, x, y, 3, **start)

assert mk_quad and tensor  # the copied lines use them
