"""A function that does more than give values: whatever it does, the figure says nothing false, in Python and in the
page"""
import math, re, warnings
import numpy as np, pytest, torch
from fitcurve.data import noisy_quad, quad
from fitcurve.descent import descend, gradient
from fitcurve.figure import explore
from fitcurve.fit import Fit, as_column, as_data
from fitcurve.loss import mae
from fitcurve.page import static
from fitcurve.program import trace
from fitcurve.trust import Gradient, why_no_step
from tests.jupyter import setup
from tests.kernel import hand, hear
from tests.node import evaluated
from tests.pages import becomes, painted, said, settled, state

x, y = noisy_quad()
def mse(preds, acts): return ((preds - acts)**2).mean()

def plain(v): return float(v.detach()) if isinstance(v, torch.Tensor) else float(v)

@pytest.fixture(autouse=True)
def quiet():
    "What a figure says of a function is looked for where it matters"
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        yield

# ── Slopes that autograd misses ──

halves = {  # a function that torch follows in part, and the same function that it follows whole
    'float': (lambda x, a, b, s: a*x - 10*plain(a)*x + b, lambda x, a, b, s: -9*a*x + b),
    'math': (lambda x, a, b, s: (a + b)*x + 5*s*math.sin(plain(b)/s)*x,
             lambda x, a, b, s: (a + b)*x + 5*s*torch.sin(b/s)*x),
    'detach': (lambda x, a, b, s: a*x + b*b/s - 3*torch.as_tensor(b).detach()*b/s, lambda x, a, b, s: a*x - 2*b*b/s),
    'no_grad': (lambda x, a, b, s: half(a*x) + b, lambda x, a, b, s: -a*x + b),
}
def half(v):
    with torch.no_grad(): twice = 2*v
    return v - twice

@pytest.mark.parametrize('name', halves)
@pytest.mark.parametrize('scale', [1e-6, 1., 1e6])
@pytest.mark.parametrize('tall', [1e-9, 1., 1e9])
@pytest.mark.parametrize('loss', [mae, mse])
def test_a_half_seen_gradient_is_made_whole(name, scale, tall, loss):
    part, whole = halves[name]
    xs, ys = as_data(x, y*tall)
    fit = Fit(lambda x, a, b: part(x, a, b, scale), xs, ys, loss, ['a', 'b'])
    at = dict(a=1.3*scale, b=0.7*scale)
    leaves = {n: torch.tensor(v, dtype=torch.double, requires_grad=True) for n, v in at.items()}
    want = torch.autograd.grad(loss(whole(xs, *leaves.values(), scale), ys), list(leaves.values()))
    got = fit.grad(at)
    if fit.value(at).item() > 1e6*max(abs(g.item()*v) for g, v in zip(want, at.values())): return  # but for rounding
    assert fit.gradient.missed
    assert list(got.values()) == pytest.approx([g.item() for g in want], rel=1e-4, abs=1e-4*max(map(abs, want)).item())

def test_the_figure_goes_downhill_by_every_way_there_is():
    "And says what it has found, once"
    f = lambda x, a: a*x - 10*float(a)*x
    with pytest.warns(UserWarning, match='f uses a in ways that torch does not follow'):
        fig = explore(f, x, y, a=1.)
    first = fig.loss
    assert fig._state['answer']['grad']['a'] == pytest.approx(fig.grad['a']) and fig.grad['a'] > 0
    fig.step()
    assert fig.loss < first
    fig.run()
    assert fig.loss < 0.6*first
    fig.params = dict(a=1.)
    assert fig.descend(steps=100).losses[-1] == pytest.approx(float(fig.loss)) and fig.loss < 0.6*first

def test_a_figure_descends_where_torch_cannot_follow_at_all():
    fig = explore(lambda x, a, b: float(a)*np.asarray(x)**2 + float(b), x, y, a=1., b=1.)
    best = explore(lambda x, a, b: a*x**2 + b, x, y, a=1., b=1.).best.loss
    assert fig.descend().losses[-1] < 1.01*best and fig.loss < 1.01*best

def test_it_is_noticed_where_the_function_takes_another_way():
    "Torch sees all of it up to a = 2, and half beyond; the graph that autograd draws is another"
    def f(x, a): return a*x if a < 2 else a*x - 3*float(a)*x
    fit = Fit(f, *as_data(x, y), mae, ['a'])
    for a in 0.5, 1., 1.5: fit.grad(dict(a=a))
    assert not fit.gradient.missed
    h = 1e-6
    want = (fit.value(dict(a=2.5 + h)).item() - fit.value(dict(a=2.5 - h)).item())/(2*h)
    assert fit.grad(dict(a=2.5))['a'] == pytest.approx(want, rel=1e-5)

def test_it_is_noticed_in_time_where_the_graph_is_the_same():
    fit = Fit(lambda x, a, b: a*x + b - 3*max(0., plain(b) - 2)*x, *as_data(x, y), mae, ['a', 'b'])
    fit.grad(dict(a=1., b=1.))
    for b in torch.linspace(2.5, 3, 16).tolist(): got = fit.grad(dict(a=1., b=b))
    h = 1e-6
    want = (fit.value(dict(a=1., b=b + h)).item() - fit.value(dict(a=1., b=b - h)).item())/(2*h)
    assert got['b'] == pytest.approx(want, rel=1e-5)

straight = {
    'quad': lambda x, a, b, c: a*x**2 + b*x + c,
    'relus': lambda x, a, b, c: a*torch.relu(b*x + c) - c*torch.relu(b - a*x) + torch.relu(c*x),
    'abs': lambda x, a, b, c: abs(a*x) - abs(b*x - c),
    'kinks at 0': lambda x, a, b, c: torch.relu(a*x) - torch.relu(-a*x) + abs(b)*x + torch.relu(c),
    'where': lambda x, a, b, c: torch.where(x > 0, a*x, b*x) + c,
    'branch': lambda x, a, b, c: a*x if a > 0 else b*x + c,
    'clamp': lambda x, a, b, c: (a*x).clamp(-1, 1) + b*x.sign() + c,
    'waves': lambda x, a, b, c: a*torch.sin(b*x) + c,
    'bell': lambda x, a, b, c: a*torch.exp(-(b*x)**2) + c,
    'unused': lambda x, a, b, c: a*x + 0*b,
    'root': lambda x, a, b, c: torch.sqrt(abs(a*x)) + b + c*x,
    'steps by hand': lambda x, a, b, c: a*x + (torch.round(3*a*x) - 3*a*x).detach()/3 + b*x + c,
}
def test_no_alarm_where_autograd_is_right():
    "Kinks of the loss and of the function, rounding in single precision, any scale, one point or many"
    rng = np.random.default_rng(0)
    for i in range(600):
        f = list(straight.values())[i % len(straight)]
        n, dtype = int(rng.choice([1, 3, 20, 3000])), rng.choice([torch.float32, torch.double])
        size = 1. if 'steps by hand' in straight and f is straight['steps by hand'] else rng.choice([1e-6, 1., 1e6])
        data = rng.normal(size=(2, n, 1))
        xs, ys = (torch.tensor(v).to(dtype) for v in (data[0], data[1]*10**rng.uniform(-9, 9)))
        at = {p: float(rng.choice([0, 1, size*rng.normal(), size*round(3*rng.normal())])) for p in 'abc'}
        if f is straight['steps by hand']: at['a'] = float(rng.uniform(1, 3))
        def value(p, f=f, xs=xs, ys=ys, loss=(mae, mse)[i % 2], dtype=dtype):
            p = {n: v.to(dtype) if isinstance(v, torch.Tensor) else v for n, v in p.items()}
            return loss(f(xs, **p), ys).double()
        asked = Gradient(value)
        for _ in range(17): asked(at)
        assert not asked.missed, (f, n, dtype, at)

def test_to_be_sure_costs_little():
    "The first gradient costs more; of many, each costs less than two calls of the function"
    calls = 0
    def f(x, a, b):
        nonlocal calls
        calls += 1
        return a*x + b
    fit = Fit(f, *as_data(x, y), mae, ['a', 'b'])
    fit.grad(dict(a=1., b=1.))
    assert calls <= 12
    calls = 0
    for i in range(160): fit.grad(dict(a=1 + i/100, b=1.))
    assert calls <= 1.5*160

# ── Data are the user's ──

def minus(x, a):
    x -= 1
    return a*x

def minus_array(x, a):
    if isinstance(x, torch.Tensor): raise TypeError('an array, please')
    x -= 1
    return a*x

def minus_branching(x, a): return minus(x, a) if a < 9 else x

def filled(x, a):
    x[x < 0] = 0
    return a*x

@pytest.mark.parametrize('f', [minus, minus_array, minus_branching, filled])
def test_a_function_that_changes_x_gets_a_copy(f):
    data = x.double()
    with pytest.warns(UserWarning, match=f'{f.__name__} changes x in place'): fig = explore(f, data, y, a=1.)
    assert torch.equal(data, x.double()) and torch.equal(fig.x, x.double())
    own = x.double().numpy().copy() if f is minus_array else x.double().clone()
    want = mae(torch.as_tensor(f(own, 1.)), y.double())
    assert [fig.loss for _ in range(3)] == pytest.approx([want.item()]*3, rel=1e-12)
    assert any('changes x in place' in note for note in fig._state['notes'])

def test_a_loss_that_changes_y_gets_a_copy():
    def loss(preds, acts):
        acts *= 2
        return (preds - acts).abs().mean()
    fig = explore(quad, x, y, loss, a=1., b=1., c=1.)
    assert fig.loss == fig.loss and torch.equal(fig.y, y.double())

@pytest.mark.parametrize('kind', [torch.double, torch.float32, np.float64, np.float32, list])
def test_data_are_copied_at_the_door(kind):
    if isinstance(kind, torch.dtype): mine = y.to(kind).clone()
    else: mine = y[:, 0].tolist() if kind is list else y.numpy().astype(kind).copy()
    fig = explore(quad, x, mine, a=1., b=1., c=1.)
    before = fig.loss
    for i in range(len(mine)): mine[i] = 99.
    assert fig.loss == before
    again = as_column('y', fig.y)
    fig.y = again
    again += 5
    assert fig.loss == before

def test_what_is_written_into_the_figures_own_data_is_other_data():
    "The page hears of it as soon as the two speak"
    fig = explore(quad, x, y, a=1., b=1., c=1.)
    fig.y[3], fig.x[4] = 50., 0.5
    hand(fig, a=2.)
    ys, xs = y.double().clone(), x.double().clone()
    ys[3], xs[4] = 50., 0.5
    assert fig.loss == pytest.approx(mae(quad(xs, 2., 1., 1.), ys).item(), rel=1e-12)
    assert fig._data['y'] == ys[:, 0].tolist() and fig._data['x'] == xs[:, 0].tolist()

# ── Another function by the same name ──

def changing():
    "A function of a global, and its globals"
    space = dict(k=2.)
    exec('def f(x, a): return a*k*x', space)
    return space['f'], space

@pytest.mark.parametrize('start', [1., 0.])
def test_a_changed_global_is_noticed_and_page_and_python_agree(start):
    f, space = changing()
    fig = explore(f, x, y, a=start)
    fig.params = dict(a=1.5)
    before = fig.loss, fig.grad
    space['k'] = -3.
    says = 'f has changed since this figure was made.*run the cell again'
    with pytest.warns(UserWarning, match=says): assert fig.loss
    assert (fig.loss, fig.grad) == before, 'as the page has it'
    assert fig.loss == pytest.approx(mae(fig.spec.program(x=x.double(), a=1.5), y.double()).item(), rel=1e-12)
    hand(fig, a=1.)
    assert any('run the cell again' in note for note in fig._state['notes'])
    assert fig.history[-1]['loss'] == 0.5, "the page's own"
    fig.step()
    assert fig.history[-1]['loss'] == pytest.approx(mae(2*fig.params['a']*x.double(), y.double()).item(), rel=1e-9)
    space['k'] = 2.
    fig.params = dict(a=2.)
    assert not fig._state['notes'], 'it is as it was'

def test_a_net_in_single_precision_that_has_changed_is_the_pages():
    space = dict(k=2., torch=torch, w=torch.randn(1, 8, generator=torch.Generator().manual_seed(0)))
    exec('def net(x, a): return a*k*(torch.relu(x @ w) @ w.T)', space)
    fig = explore(space['net'], x, y, a=1.)
    assert fig.program
    want = mae(fig.program(x=x.double(), a=1.), y.double()).item()
    assert fig.loss == pytest.approx(want, rel=1e-5) and fig._fit.notes == {}
    space['k'] = 3.
    assert fig.loss == pytest.approx(want, rel=1e-12)

def test_new_code_in_an_old_function_is_noticed():
    "As autoreload puts it there"
    def f(x, a): return a*x
    def other(x, a): return a*x**2
    def broken(x, a, b): return a*x
    fig = explore(f, x, y, a=1.)
    before = fig.loss
    for code in other.__code__, broken.__code__:
        f.__code__ = code
        assert fig.loss == before and 'changed' in fig._fit.notes

def test_a_changed_loss_is_noticed():
    space = dict(power=1)
    exec('def loss(p, y): return (abs(p - y)**power).mean()', space)
    fig = explore(quad, x, y, space['loss'], a=1., b=1., c=1.)
    before = fig.loss
    space['power'] = 2
    assert fig.loss == before and 'changed' in fig._fit.notes

@pytest.mark.parametrize('f', [
    quad, lambda x, a, b, c: torch.log(a*x) + b + c, lambda x, a, b, c: a*torch.exp(b*x*50) + c,
    lambda x, a, b, c: torch.where(x > 0, torch.sqrt(a*x), b*x) + c])
@pytest.mark.parametrize('dtype', [torch.float32, torch.double])
@pytest.mark.parametrize('scale', [1e-9, 1., 1e9])
def test_a_function_that_stays_is_left_in_peace(f, dtype, scale):
    "NaN, infinity and rounding are no change"
    fig = explore(f, x.to(dtype)*scale, (y*scale).to(dtype), a=1., b=1., c=1.)
    rng = np.random.default_rng(0)
    for _ in range(20):
        fig.params = {n: float(v) for n, v in zip('abc', rng.normal(size=3)*10**rng.uniform(-6, 6))}
        assert fig._fit.notes == {}
    fig.data = x[:7]*scale, y[:7]*scale
    assert fig._fit.notes == {}

# ── Functions of all points together ──

together = {
    'mean': lambda x, a: a*(x - x.mean()), 'std': lambda x, a: a*x/x.std(), 'max': lambda x, a: a*x/x.max(),
    'sort': lambda x, a: a*torch.sort(x, 0)[0], 'rank': lambda x, a: a*x.argsort(0).argsort(0),
    'cumsum': lambda x, a: a*torch.cumsum(x, 0),
    'numpy': lambda x, a: float(a)*(np.asarray(x) - np.mean(np.asarray(x))),
    'branch': lambda x, a: a*(x - x.mean()) if a < 9 else x,
    'of 20 points': lambda x, a: a*x if len(x) == 20 else None/x,
    'its own offsets': lambda x, a: a*x + x.abs().max()*torch.linspace(0, 1, len(x))[:, None]**2,
}
row = torch.ones(1, 9, dtype=torch.double)
alone = {
    'quad': lambda x, a: a*x**2 + x, 'flat': lambda x, a: a + 0*x, 'number': lambda x, a: a,
    'log': lambda x, a: torch.log(a*x),
    'steps': lambda x, a: torch.round(a*x), 'net': lambda x, a: a*(torch.relu(x @ row) @ row.T),
    'never twice the same': lambda x, a: a*x + torch.rand_like(x), 'data in it': lambda x, a: a*(x - 0.3)/1.7,
    'fails at times': lambda x, a: a*x if a > 0 else None/x,
}

@pytest.mark.parametrize('scale', [1e-9, 1., 1e9])
@pytest.mark.parametrize('name', together)
def test_such_a_curve_goes_through_the_predictions(name, scale):
    f, at = together[name], x.flip(0)[torch.arange(20).roll(7)].double()*scale
    fig = explore(f, at, y, a=1.)
    assert not fig.spec.pointwise
    shown = fig.snapshot()[0]
    order = at[:, 0].argsort()
    if not fig.spec.program:
        assert shown['grid'] == at[order, 0].tolist()
        want = torch.as_tensor(f(x=at, a=1.)).double()[order, 0].tolist()
        assert shown['now']['answer']['curve'] == pytest.approx(want, rel=1e-12)

@pytest.mark.parametrize('scale', [1e-9, 1., 1e9])
@pytest.mark.parametrize('n', [1, 3, 20, 3000])
@pytest.mark.parametrize('name', alone)
def test_others_keep_their_curve(name, n, scale):
    xs = torch.randn(n, 1, generator=torch.Generator().manual_seed(n)).double()*scale
    fit = Fit(alone[name], xs, xs, mae, ['a'])
    fit.meet(dict(a=1.))
    assert fit.pointwise

def test_python_draws_it_through_the_points(monkeypatch):
    "The still picture's line goes through the predictions, in the order of x"
    seen = []
    import matplotlib.axes
    plot = matplotlib.axes.Axes.plot
    spy = lambda self, *a, **k: (seen.append(a[:2]), plot(self, *a, **k))[1]
    monkeypatch.setattr(matplotlib.axes.Axes, 'plot', spy)
    data = x.double().flip(0)
    explore(together['mean'], data, y, a=1.).to_png()
    at, heights = seen[-1]
    assert torch.equal(at, data.sort(0)[0])
    assert torch.allclose(heights, (data - data.mean()).sort(0)[0])

# ── No gradient to go by ──

def rooted(x, a, b): return torch.where(x > 0, torch.sqrt(a*x), b*x)
def rooted_branch(x, a, b): return rooted(x, a, b) if a < 9 else x

@pytest.mark.parametrize('f', [rooted, rooted_branch])
def test_python_says_why_there_is_no_step_and_stays(f):
    fig = explore(f, x, y, a=1., b=1.)
    assert math.isnan(fig.grad['a']) and math.isfinite(fig.loss)
    for go in fig.step, fig.run, fig.descend:
        with pytest.raises(ValueError, match='along a is not a number, though the loss is one. torch.where'): go()
        assert fig.params == dict(a=1., b=1.) and len(fig.history) == 1

def test_a_run_stops_where_the_gradient_ends():
    "The steps before it stand, in the page as in Python"
    fig = explore(lambda x, a: torch.sqrt(a + 0*x), x, y - y.mean() - 30, a=1.)
    fig.lr = 0.3
    says = 'Stopped after . of 200 steps. No step from here: the loss is not a number'
    with pytest.raises(ValueError, match=says): fig.run()
    assert fig.params['a'] < 0 and 1 < len(fig.history) < 10

def test_page_and_python_give_the_same_reason():
    cases = [(1., dict(a=math.nan, b=1.)), (1., dict(a=0., b=math.nan)), (1., dict(a=math.inf)), (2., dict(a=1.)),
             (math.nan, dict(a=math.nan)), (math.inf, dict(a=math.nan)), (-math.inf, dict(c=math.inf)), (1., {})]
    as_js = lambda v: {math.inf: 'Infinity', -math.inf: '-Infinity'}.get(v, 'NaN' if math.isnan(v) else repr(v))
    asked = ', '.join(f'whyNoStep({as_js(loss)}, {{ {", ".join(f"{n}: {as_js(g)}" for n, g in grad.items())} }})'
                      for loss, grad in cases)
    found = evaluated(f'import {{ whyNoStep }} from "{(static/"words.js").as_uri()}"; '
                      f'console.log(JSON.stringify([{asked}]))')
    assert found == [why_no_step(*case) for case in cases]

# ── Autograd switched off ──

@pytest.mark.parametrize('off', [torch.no_grad, torch.inference_mode])
def test_a_figure_needs_no_switch(off):
    free = lambda x, a, b, c: quad(x, a, b, c) if a < 9 else x
    want = explore(quad, x, y, a=1.1, b=1.1, c=1.1)
    want_run = want.descend(steps=20)
    for f in quad, free:
        with off():
            fig = explore(f, x, y, a=1.1, b=1.1, c=1.1)
            assert fig.grad == pytest.approx(dict(a=-1.3529, b=-0.0316, c=-0.5), abs=1e-4)
            assert not fig._fit.gradient.missed
            assert fig.descend(steps=20).losses == pytest.approx(want_run.losses)
            fig.step()

def test_the_librarys_own_gradients_need_no_switch():
    loss = lambda p: mae(quad(x, *p), y)
    want = gradient(loss, [1., 1., 1.]), descend(loss, [1., 1., 1.], steps=20).losses
    with torch.no_grad():
        assert torch.equal(gradient(loss, [1., 1., 1.]), want[0])
        assert torch.equal(descend(loss, [1., 1., 1.], steps=20).losses, want[1])
        assert trace(quad).grad(2., 1., 1., 1.) == dict(x=5, a=4, b=2, c=1)

# ── All of it at once ──

def test_what_fails_somewhere_stops_no_check():
    "It raises below 0, is half seen by torch, changes x, looks at all points, and reads a global"
    space = dict(k=1., torch=torch)
    exec('''def f(x, a):
    if a < 0: raise ZeroDivisionError('below 0')
    x -= x.mean()
    return torch.where(x > -9, a*x - 3*k*float(a)*x, x)''', space)
    fig = explore(space['f'], x, y, a=1.)
    assert not fig.spec.pointwise and {'in place', 'missed'} <= set(fig._fit.notes)
    assert fig.grad['a'] > 0
    hand(fig, a=-1.)
    assert 'below 0' in fig._state['answer']['error']
    hear(fig, seq=2, params=dict(a=2.))
    assert 'error' not in fig._state['answer'] and fig._state['notes']

# ── In the page ──

def notes(page): return page.locator('[data-notes] p').all_inner_texts()

def test_the_page_draws_it_through_the_points(saved, open_page):
    "Each point of the curve is a prediction, so it is as far from the data as the loss says; nobody can pull it"
    data = x.double().flip(0)
    page = open_page(saved(explore(together['mean'], data, y, a=1.)))
    page.locator('input[data-param=a]').focus()
    page.keyboard.press('PageUp')
    painted(page)
    s = state(page)
    preds = s['params']['a']*(data - data.mean())
    assert s['curve']['x'] == data[:, 0].sort()[0].tolist()
    assert s['curve']['y'] == pytest.approx(preds[:, 0].sort()[0].tolist(), rel=1e-12)
    assert s['loss'] == pytest.approx(mae(preds, y.double()).item(), rel=1e-12)
    assert ['looks at all points together' in note for note in notes(page)] == [True]

def test_the_page_says_why_there_is_no_step(saved, open_page):
    "For as long as nothing moves; whoever can't see it hears it"
    page = open_page(saved(explore(rooted, x, y, a=1., b=1.)))
    assert notes(page) == []
    why = why_no_step(1., dict(a=math.nan))
    for action in 'step', 'run':
        page.click(f'[data-action={action}]')
        becomes(lambda: notes(page), [why])
        becomes(lambda: said(page), why)
        s = state(page)
        assert s['params'] == dict(a=1., b=1.) and not s['running']
        page.locator('input[data-param=b]').focus()
        page.keyboard.press('ArrowRight'); painted(page)
        assert notes(page) == []
        page.click('[data-action=reset]'); painted(page)

def test_page_and_python_agree_when_the_function_has_changed(open_lab):
    "The page keeps to the old one, so Python does, and both say so; until the cell is run again"
    lab = open_lab(setup, 'k = 2.\ndef line(x, a): return a*k*x\nfig = explore(line, x, y, a=1.)\nfig', '')
    page = lab.page
    page.locator('input[data-param=a]').press('ArrowRight')
    settled(page)
    assert notes(page) == []
    lab.run('k = -3.')
    page.locator('input[data-param=a]').press('ArrowRight')
    becomes(lambda: [bool(re.match('line has changed .*run the cell again', note)) for note in notes(page)], [True])
    settled(page)
    s = lab.state()
    assert lab.value('fig.loss') == pytest.approx(s['loss'], rel=1e-12)
    assert lab.value('fig.grad["a"]') == pytest.approx(s['grad']['a'], rel=1e-12)
    page.click('[data-action=step]')
    settled(page)
    s = lab.state()
    assert lab.value('fig.loss') == pytest.approx(s['loss'], rel=1e-12)
    lab.run('k = 2.\nfig.params = dict(a=3.)')
    becomes(lambda: notes(page), [])

def test_where_python_computes_the_page_says_the_same(open_lab):
    "A half seen function's own slopes; one of all points together, on other data; one without a gradient"
    lab = open_lab(setup, '''def f(x, a):
    if a > 9: return x
    return a*(x - x.mean()) - 10*float(a)*x
fig = explore(f, x.flip(0), y, a=1.)
fig''', '')
    page = lab.page
    becomes(lambda: [note[:12] for note in notes(page)], ['f uses a in ', 'This functio'])
    s = lab.state()
    assert s['curve']['x'] == sorted(s['x'])
    page.click('[data-action=step]')
    settled(page)
    assert lab.state()['loss'] < s['loss'] and lab.value('fig.grad["a"]') == pytest.approx(lab.state()['grad']['a'])
    lab.run('fig.data = fig.x + 1, fig.y')
    becomes(lambda: lab.state()['curve']['x'], sorted(v + 1 for v in s['x']))
    lab.run('''import torch
def g(x, a): return torch.where(x > 0, torch.sqrt(a*x), x) if a < 9 else x
fig = explore(g, x, y, a=1.)
fig''')
    page.locator('[data-action=step]').last.click()
    becomes(lambda: notes(page)[-1:], [why_no_step(1., dict(a=math.nan))])
