"Error bars: the loss is in units of them, as scipy has it; page and Python agree; what are none is refused by name"
import json
import numpy as np, pytest, torch
from scipy.optimize import curve_fit, linprog
from fitcurve import explore, mae, quad, relu_sum
from fitcurve.page import jsonable
from tests.best import draw
from tests.pages import at, painted, serious, start, state
from tests.test_both_languages import page as asked
from tests.test_figure_predict import message

def mse(preds, acts): return ((preds - acts)**2).mean()

def noisy(seed):
    "A quadratic's data with error bars, at scales from 1e-9 to 1e9"
    rng = np.random.default_rng(seed)
    n, scale = int(rng.choice([4, 20, 200])), 10.**rng.integers(-9, 10)
    x, yerr = rng.uniform(-2, 2, n), rng.uniform(.1, 3, n)*scale
    return x, scale*(3*x**2 + 2*x + 1) + yerr*rng.normal(size=n), yerr, scale

@pytest.mark.parametrize('seed', range(8))
def test_the_best_is_scipys(seed):
    x, y, e, scale = noisy(seed)
    best = explore(quad, x, y, loss=mse, yerr=e[:, None], a=scale, b=scale, c=scale).best
    want, _ = curve_fit(quad, x, y, p0=[3*scale, 2*scale, scale], sigma=e, absolute_sigma=True)
    assert list(best.params.values()) == pytest.approx(want, rel=1e-4, abs=1e-4*scale)
    assert best.loss == pytest.approx((((quad(x, *want) - y)/e)**2).mean(), rel=1e-6), 'chi-square per point'
    A, n = np.stack([x**2, x, np.ones_like(x)], 1)*scale/e[:, None], len(x)
    found = linprog(np.r_[np.zeros(3), np.ones(n)/n], A_ub=np.block([[A, -np.eye(n)], [-A, -np.eye(n)]]),
                    b_ub=np.r_[y/e, -y/e], bounds=[(None, None)]*3 + [(0, None)]*n)
    assert explore(quad, x, y, yerr=e, a=scale, b=scale, c=scale).best.loss == pytest.approx(found.fun, rel=1e-6)

def drawn(seed):
    "A random figure with error bars, some of them with points held out"
    f, _, x, y, kind, loss, free = draw(seed)
    rng = np.random.default_rng(seed)
    e = rng.uniform(.1, 2, len(x))*(np.abs(y).max() or 1.)
    test = .3 if len(x) > 3 and seed % 2 else None
    return explore(f, kind(x), kind(y), loss, yerr=kind(e), test=test, **free), f, loss, e, free

@pytest.mark.parametrize('seed', range(30))
def test_losses_and_slopes_are_torchs(seed):
    fig, f, loss, e, free = drawn(seed)
    p = {n: torch.tensor(v, dtype=torch.double, requires_grad=True) for n, v in free.items()}
    def of(m): return loss(f(fig.x[m], **p).expand(m.sum(), 1)/fig.yerr[m], fig.y[m]/fig.yerr[m])
    seen = of(~fig.test)
    size = seen.item() + 1.
    assert fig.loss == pytest.approx(seen.item(), rel=1e-9, abs=1e-12*size)
    assert fig.yerr[:, 0].tolist() == pytest.approx(e, rel=1e-6)
    if fig.test.any(): assert fig.test_loss == pytest.approx(of(fig.test).item(), rel=1e-9, abs=1e-12*size)
    for n, slope in zip(p, torch.autograd.grad(seen, list(p.values()), allow_unused=True)):
        assert fig.grad[n] == pytest.approx(0. if slope is None else slope.item(), rel=1e-6, abs=1e-12*size)

def test_the_page_says_the_same_of_loss_slopes_and_best():
    figs = [fig for fig, *_ in map(drawn, range(30)) if fig.program is not None]
    cases = [dict(spec=fig.spec.as_json(), at=dict(fig.params)) for fig in figs]
    assert len(figs) > 20
    said = asked('fit.js', 'fit', '''({ spec, at }) => {
        const { loss, grad, test } = fit(spec).measure(at);
        return { loss, grad, test: test ?? null } }''', json.loads(json.dumps(jsonable(cases))))
    for fig, s in zip(figs, said):
        assert s['loss'] == pytest.approx(fig.loss, rel=1e-9, abs=1e-12*(fig.loss + 1))
        if fig.test.any(): assert s['test'] == pytest.approx(fig.test_loss, rel=1e-9, abs=1e-12)
        else: assert s['test'] is None
        assert s['grad'] == pytest.approx(fig.grad, rel=1e-6, abs=1e-12*(fig.loss + 1))
    x, y, e, scale = noisy(1)
    for loss in mae, mse:
        fig = explore(quad, x, y, loss=loss, yerr=e, a=scale, b=scale, c=scale)
        [s] = asked('best.js', 'leastLoss', '''({ spec, path }) => {
            const f = v => Float64Array.from(v);
            const measure = p => ({ loss: spec.best.loss });
            return leastLoss({ program: spec.program, names: ["a", "b", "c"], x: f(spec.x), y: f(spec.y),
                yerr: f(spec.yerr), kind: spec.least, measure }) }''', [dict(spec=fig.spec.as_json())])
        assert s['params'] == pytest.approx(fig.best.params, rel=1e-6)

@pytest.mark.parametrize('wrong, error, says', [
    ('abc', TypeError, 'yerr must be numbers'), ([1., 2.], ValueError, '2 error bars, and there are 20'),
    (-1, ValueError, 'more than 0, not -1'), (0, ValueError, 'more than 0'), (float('nan'), ValueError, 'more than 0'),
    (float('inf'), ValueError, 'more than 0'), ([1.]*19 + [0.], ValueError, 'yerr has 0.0 in row 19'),
    ([1.]*19 + [float('inf')], ValueError, 'yerr has inf in row 19'), (True, TypeError, 'not bool'),
    (np.ones((20, 2)), ValueError, 'one column')])
def test_what_are_no_error_bars_is_refused(wrong, error, says):
    x, y = np.arange(20.), np.arange(20.)
    with pytest.raises(error, match=says): explore(quad, x, y, yerr=wrong, **start)
    fig = explore(quad, x, y, yerr=2, **start)
    with pytest.raises(error, match=says): fig.yerr = wrong
    assert fig.yerr.tolist() == [[2.]]*20

def test_set_thinned_exchanged_and_without():
    x, y = np.arange(20.), np.arange(20.)
    with pytest.raises(ValueError, match='yerr: without data'): explore(quad, yerr=1, **start)
    with pytest.raises(ValueError, match='from the start'): explore(quad, x, y, **start).yerr = 1
    assert explore(quad, x, y, **start).yerr is None
    assert explore(lambda x, yerr: yerr*x, x, y, yerr=1.).params == dict(yerr=1.), 'its own argument'
    fig = explore(quad, x, y, yerr=np.arange(1., 21), **start)
    fig.yerr = .1
    assert fig.loss == pytest.approx(10*explore(quad, x, y, **start).loss, rel=1e-12), 'in double precision'
    fig.yerr = 1
    assert fig.loss == pytest.approx(explore(quad, x, y, **start).loss)
    fig.yerr = np.arange(1., 21)
    with pytest.warns(UserWarning, match='now each is their median, 10,'): fig.data = x[:5], y[:5]
    assert fig.yerr.tolist() == [[10.]]*5 and 'in error bars' in repr(fig) and fig.loss == pytest.approx(
        explore(quad, x[:5], y[:5], **start).loss/10)
    fig.receive(message(fig, data=dict(x=[1, 2], y=[1, 2], held=None, yerr=[3, 4])))
    assert fig.yerr.tolist() == [[3.], [4.]] and fig.spec.as_json()['yerr'] == [3., 4.]
    many = explore(quad, np.arange(20_001.), np.arange(20_001.), yerr=2., **start)
    assert many.spec.is_thinned and len(many._spec['yerr']) == len(many._spec['x'])
    assert explore(relu_sum, x, y, n=2, yerr=2.).limit == pytest.approx(explore(relu_sum, x, y, n=2).limit/2)

def test_on_a_log_axis_bars_reach_to_its_edge(monkeypatch):
    "As far as they are seen: y - yerr may be 0 or less. What is saved has them as they stand"
    from matplotlib.axes import Axes
    seen, drawn = [], Axes.errorbar
    monkeypatch.setattr(Axes, 'errorbar', lambda ax, *args, **kw: (seen.append(ax), drawn(ax, *args, **kw))[1])
    for size in 1e-9, 1., 1e9:
        x, y = np.array([1., 2., 3.]), np.array([1., 10., 100.])*size
        fig = explore(quad, x, y, yerr=np.array([2., 1., 50.])*size, a=size, b=size, c=size, log='y')
        assert fig.to_png().startswith(b'\x89PNG') and seen[-1].get_yscale() == 'log'
        lo, hi = seen[-1].get_ylim()
        assert 0 < lo < .1*size and hi > 150*size, 'a tenth of the first point, whose bar crosses 0'
        fig.log = None
        fig.to_png()
        assert seen[-1].get_ylim()[0] < -1*size
        fig.yerr = 400*size
        assert fig.spec.ylim[0] < -399*size and fig.spec.ylim[1] > 500*size, 'the axes go with them'
        assert fig.snapshot()[0]['yerr'] == [400*size]*3

# ── In a browser ──

bare_names = """() => [...document.querySelectorAll("[data-fitcurve] *")].flatMap(el => [
    ...["aria-label", "aria-valuetext", "aria-description", "title"].map(name => el.getAttribute(name) ?? ""),
    ...[...el.childNodes].filter(node => node.nodeType === 3).map(node => node.data),
]).filter(text => /(?<!of the )\\bmae\\b(?! in error bars)/.test(text))"""

def test_bars_are_read_dragged_added_undone_and_kept(saved, open_page, axe):
    x, y, e = np.array([-1., 0., 1., 1.5]), np.array([1., 2., 5., 9.]), np.array([1., 2., .5, 3.])
    fig = explore(quad, x, y, yerr=e, **start)
    page = open_page(saved(fig))
    bars = lambda: state(page)['yerr']
    def agrees():
        s = state(page)
        again = explore(quad, s['x'], s['y'], yerr=s['yerr'], **s['params'])
        assert s['loss'] == pytest.approx(again.loss) and s['grad'] == pytest.approx(again.grad)
        assert s['best']['loss'] == pytest.approx(again.best.loss)
    agrees()
    page.mouse.move(*at(page, 1., 5.)); painted(page)
    assert page.locator('.fitcurve-readout').inner_text().split('\n')[2:4] == ['residual +1.7', '= 3.4 error bars']
    assert page.locator('.fitcurve-name').first.inner_text() == 'mae in error bars'
    page.mouse.down(); page.mouse.move(*at(page, .5, 4.), steps=3); page.mouse.up(); painted(page)
    assert bars() == e.tolist() and agrees() is None
    page.mouse.dblclick(*at(page, -.5, 7.)); painted(page)
    assert bars() == [*e, 1.] and agrees() is None, 'the median of the others'
    page.mouse.dblclick(*at(page, -1., 1.)); painted(page)
    assert bars() == [2., .5, 3., 1.] and agrees() is None
    page.locator('[data-fitcurve]').press('t'); painted(page)
    column = page.locator('.fitcurve-grid input[aria-label^="error bar of point"]')
    assert [one.input_value() for one in column.all()] == ['2', '0.5', '3', '1']
    assert not serious(page, axe)
    page.keyboard.press('Escape')
    for key in 'ml':
        page.locator('[data-fitcurve]').press(key)
        painted(page)
        assert page.evaluate(bare_names) == [], 'the loss goes by its unit wherever it stands'
    for _ in range(3): page.click('[data-action=undo]')
    painted(page)
    assert bars() == e.tolist() and state(page)['x'] == x.tolist() and agrees() is None
