"Points held out: no fit sees them, Python and page say the same of them, and what makes no sense is refused by name"
import math, warnings
from dataclasses import asdict
import numpy as np, pytest, torch
from fitcurve import explore, mae, mk_quad, noisy_quad, quad, relu_sum
from fitcurve.best import least_weights
from fitcurve.figure import Dials
from fitcurve.fit import limits
from fitcurve.held import scores
from tests.best import columns, draw
from tests.test_both_languages import page

x, y = noisy_quad()
start = dict(a=1.1, b=1.1, c=1.1)

def divided(seed):
    "A random figure with random points held out, its function, loss, columns, mask and start"
    f, is_sum, x, y, kind, loss, start = draw(seed)
    rng = np.random.default_rng(seed)
    out = rng.random(len(x)) < rng.choice([0.1, 0.5, 0.9])
    if len(x) == 1 or out.all(): out[rng.integers(len(x))] = False
    test = [out, out.tolist(), torch.tensor(out), np.flatnonzero(out)][seed % 4]
    fig = explore(f, kind(x), kind(y), loss, test=test, **start)
    return fig, f, is_sum, loss, torch.tensor(x)[:, None], torch.tensor(y)[:, None], torch.tensor(out), start

@pytest.mark.parametrize('seed', range(60))
def test_losses_slopes_and_best_are_torchs_of_their_own_points(seed):
    fig, f, is_sum, loss, x, y, out, start = divided(seed)
    leaves = {n: torch.tensor(v, dtype=torch.double, requires_grad=True) for n, v in start.items()}
    at = lambda rows, p: loss(f(x[rows], **p).expand(rows.sum(), 1), y[rows])
    seen, most = at(~out, leaves), y.abs().max() + f(x, **start).abs().max()
    size = float(loss(most.expand_as(y), -most.expand_as(y))) or 1.
    assert fig.loss == pytest.approx(seen.item(), rel=1e-9, abs=1e-12*size)
    assert fig.test.tolist() == out.tolist()
    if out.any(): assert fig.test_loss == pytest.approx(at(out, start).item(), rel=1e-9, abs=1e-12*size)
    else: assert fig.test_loss is None
    slopes = torch.autograd.grad(seen, list(leaves.values()), allow_unused=True)
    for n, slope in zip(leaves, slopes):
        own = 0. if slope is None else slope.item()
        assert fig.grad[n] == pytest.approx(own, rel=1e-6, abs=1e-9*abs(own) + 1e-300, nan_ok=True)
    if not (is_sum and fig.best): return
    A, rest = columns(f, x[~out], list(start))
    squared = loss not in (mae, torch.nn.functional.l1_loss)
    least, _ = least_weights(A.T, y[~out].numpy()[:, 0] - rest, squared)
    assert fig.spec.least.least(fig.best.loss) == pytest.approx(math.sqrt(least) if squared else least, rel=1e-6,
                                                                 abs=1e-9*most.item())

def spec_of(fig):
    spec = fig.spec.as_json()
    return {n: spec[n] for n in ('program', 'loss', 'params', 'x', 'y', 'held', 'xlim', 'grid', 'limits', 'pointwise')}

def test_the_page_says_the_same():
    cases, figs = [], []
    for seed in range(60):
        fig, f, _, loss, x, y, out, start = divided(seed)
        if fig.program is None: continue
        figs.append((fig, f(x, **start).expand_as(y)))
        cases.append(dict(spec=spec_of(fig), at=start))
    assert len(cases) > 40
    said = page('fit.js', 'fit', '''({ spec, at }) => {
        const { loss, test, grad, preds } = fit(spec).measure(at);
        return { loss, test, grad, preds: Array.from(preds) }; }''', cases)
    for (fig, preds), got in zip(figs, said):
        size = preds.abs().max().item()
        assert got['loss'] == pytest.approx(fig.loss, rel=1e-9, abs=1e-12*size)
        assert got.get('test') == (fig.test_loss and pytest.approx(fig.test_loss, rel=1e-9, abs=1e-12*size))
        assert got['preds'] == pytest.approx(preds.flatten().tolist(), rel=1e-12, abs=1e-12*size)
        for n, g in fig.grad.items():  # a root at 0 has no slope, which JSON says as null
            assert (math.nan if got['grad'][n] is None else got['grad'][n]) == pytest.approx(
                g, rel=1e-6, abs=1e-9*abs(g) + 1e-300, nan_ok=True)

@pytest.mark.parametrize('dtype', [np.float32, np.float64, int])
@pytest.mark.parametrize('scale', [1e-9, 1., 1e9])
def test_the_second_reading_is_numpys(dtype, scale):
    rng, cases = np.random.default_rng(42), []
    for n in (1, 2, 3, 20, 1000):
        acts = (rng.normal(size=n)*(10 if dtype is int else 1)).astype(dtype).astype(float)*scale
        cases.append([(acts + rng.normal(size=n)*scale).tolist(), acts.tolist()])
    cases.append([[scale, 2*scale], [3*scale]*2])
    said = page('scores.js', 'bothScores', '([preds, y]) => bothScores(preds, Float64Array.from(y)).training', cases)
    for (preds, acts), got in zip(cases, said):
        p, a = np.array(preds), np.array(acts)
        constant = (a == a[0]).all()
        want = dict(r2=None if constant else 1 - ((a - p)**2).sum()/((a - a.mean())**2).sum(), mse=((a - p)**2).mean(),
                    mae=abs(a - p).mean(), gap=abs(a - p).max())
        own = scores(torch.tensor(p)[:, None], torch.tensor(a)[:, None])
        for n, v in want.items():
            assert own[n] == got[n] == v if v is None else v == pytest.approx(own[n], rel=1e-9)
            if v is not None: assert got[n] == pytest.approx(v, rel=1e-9)

# ── What becomes of the mask ──

def test_a_share_is_the_same_each_time_and_drawn_anew_for_another_number_of_points():
    fig = explore(quad, x, y, test=0.3, **start)
    held = np.zeros(20, bool)
    held[np.random.default_rng(42).choice(20, 6, replace=False)] = True
    assert fig.test.tolist() == held.tolist() == explore(quad, x, 2*y, test=0.3, **start).test.tolist()
    assert fig.x[fig.test].shape == (6, 1)
    fig.data = x + 1, y
    assert fig.test.tolist() == held.tolist()
    fig.data = x[:10], y[:10]
    out = fig.test
    assert out.sum() == 3 and fig.test_loss == pytest.approx(mae(quad(x[:10], **start)[out], y[:10][out]).item())
    fig.test[:] = True  # a copy
    assert fig.test.sum() == 3

def test_a_mask_stays_with_as_many_points_and_goes_with_others():
    fig = explore(quad, x, y, test=[0, 5], **start)
    fig.y = y + 1
    assert fig.test.nonzero().flatten().tolist() == [0, 5]
    with pytest.warns(UserWarning, match='now none is'): fig.data = x[:10], y[:10]
    assert fig.test_loss is None and not fig.test.any() and 'test_loss' not in fig.history[-1]
    fig.test = [1]
    assert fig.history[-1]['test_loss'] == fig.test_loss == pytest.approx(abs(quad(x[1], **start) - y[1]).item())
    fig.test = None
    assert fig.test_loss is None

def test_masked_rows_take_their_place_in_the_mask_with_them():
    holes = np.ma.masked_less(x.numpy()[:, 0], -1.8)
    for test in ([0, 5, 19], np.isin(np.arange(20), [0, 5, 19])):
        with pytest.warns(UserWarning, match='rows? ha(s|ve) a gap'): fig = explore(quad, holes, y, test=test, **start)
        assert fig.x[fig.test].flatten().tolist() == pytest.approx(x[[5, 19], 0].tolist())

def test_what_makes_no_sense_is_refused_by_name_and_changes_nothing():
    fig, together = explore(quad, x, y, test=0.3, **start), lambda x, a: a*(x - x.mean())
    held = fig.test
    for wrong in (1., -1, [True]*20, [True], [20], range(20), True, 'x', [0.5], {0: 1}):
        with pytest.raises((TypeError, ValueError), match='test'): fig.test = wrong
        with pytest.raises((TypeError, ValueError), match='test'): explore(quad, x, y, test=wrong, **start)
    assert torch.equal(fig.test, held)
    with pytest.raises(ValueError, match='test: without data'): explore(quad, test=0.3, **start)
    with pytest.raises(ValueError, match='test: a fit needs a point'): explore(quad, x[:1], y[:1], test=0.3, **start)
    with pytest.raises(ValueError, match='looks at all points together'): explore(together, x, y, test=0.3, a=1.)
    weights = torch.linspace(0, 1, 20)[:, None]
    with pytest.raises(ValueError, match='holds a number for each point'):
        explore(lambda x, a: a*x + weights, x, y, test=0.3, a=1.)
    with pytest.raises(ValueError, match='holds a number for each point'):
        explore(quad, x, y, lambda p, t: (weights*(p - t)**2).mean(), test=0.3, **start)

def test_one_point_to_fit_is_enough_and_an_argument_of_the_name_is_the_functions():
    fig = explore(quad, x, y, test=range(1, 20), **start)
    assert fig.best.loss == pytest.approx(0, abs=1e-12) and fig.test_loss > 1
    own = explore(lambda x, test, data: test*x + data, x, y, test=1., data=2.)
    assert own.params == dict(test=1., data=2.) and not own.test.any()

def test_fit_and_descent_see_the_training_points_only():
    fig = explore(quad, x, y, test=0.4, **start)
    keep = ~fig.test
    same = explore(quad, x[keep], y[keep], **start)
    for f in (fig, same): f.lr = 0.1; f.steps = 50; f.run()
    assert fig.params == pytest.approx(same.params) and fig.best.params == pytest.approx(same.best.params)
    assert [set(m) for m in fig.history] == [{'a', 'b', 'c', 'loss', 'test_loss'}]*51
    relus, others = (explore(relu_sum, u, v, n=3, **more) for u, v, more in (
        (x, y, dict(test=fig.test)), (x[keep], y[keep], {})))
    assert relus.limit == others.limit and relus.params == others.params

def test_other_curves_are_measured_by_the_same_points():
    fig = explore(quad, x, y, test=0.4, **start)
    fig.add(mk_quad(3, 2, 1), 'truth')
    fig.add(dict(a=3, b=2, c=1), 'numbers')
    for _ in range(2):
        keep = ~fig.test
        want = mae(quad(x[keep], 3, 2, 1), y[keep]).item()
        assert [c.loss for c in fig.curves] == pytest.approx([want]*2, rel=1e-5)
        fig.test = [1, 2]

# ── Where Python tells the page ──

def test_of_very_many_points_the_page_gets_some_and_python_tells_both_losses():
    u, v = noisy_quad(limits.points + 5000)
    fig = explore(quad, u, v, test=0.25, **start)
    spec, answer = fig.spec.as_json(), fig._state['answer']
    assert len(spec['held']) == len(spec['x']) <= limits.points and 0.2 < np.mean(spec['held']) < 0.3
    assert answer['loss'] == fig.loss and answer['test_loss'] == fig.test_loss and 'scores' not in answer
    fig.receive(dict(ask='scores', by='a view'))
    told = fig._state['answer']['scores']
    for said, rows in ((told['training'], ~fig.test), (told['test'], fig.test)):
        gaps, off = v[rows] - quad(u[rows], **start), v[rows] - v[rows].mean()
        assert said['r2'] == pytest.approx(1 - ((gaps**2).sum()/(off**2).sum()).item(), rel=1e-4)

def test_a_function_that_python_computes_and_one_with_choices():
    fig = explore(lambda x, a: a*x if a > -9 else x, x, y, test=[3, 4], a=1.)
    assert fig.program is None and fig._state['answer']['test_loss'] == fig.test_loss
    assert len(fig._state['answer']['preds']) == 20 and fig._state['answer']['loss'] == fig.loss
    chosen = explore(lambda x, g, a: a*g(x), x, y, test=[3, 4], g=[torch.sin, torch.cos], a=1.)
    chosen.params['g'] = torch.cos
    assert chosen.test_loss == pytest.approx(mae(torch.cos(x[3:5]), y[3:5]).item())

def edit(fig, **more):
    at = dict(fig.params)
    return dict(by='a view', seq=1, params=at, dials=asdict(Dials()), momentum=None, restart=at, history=[]) | more

def test_a_hand_on_the_page_holds_points_out():
    fig = explore(quad, x, y, **start)
    columns = dict(x=x.flatten().tolist(), y=y.flatten().tolist())
    fig.receive(edit(fig, data=columns | dict(held=[1] + [0]*19), history=[start | dict(loss=1., test_loss=2.)]))
    assert fig.test.tolist() == [True] + [False]*19 and fig.history[-1]['test_loss'] == 2.
    assert fig._data['held'] == [1] + [0]*19 and fig.best.loss == pytest.approx(fig._data['best']['loss'])
    fig.receive(edit(fig, seq=2, data=columns))
    assert not fig.test.any()

def test_a_new_sample_is_the_functions_with_the_next_seed():
    fig = explore(quad, data=noisy_quad, test=0.3, **start)
    held = fig.test
    assert torch.equal(fig.y, y.double()) and fig.spec.as_json()['samples'] == []
    fig.receive(dict(ask='sample', by='a view'))
    assert torch.equal(fig.y, noisy_quad(seed=1)[1].double()) and torch.equal(fig.test, held)
    fig.new_sample(seed=9)
    assert torch.equal(fig.y, noisy_quad(seed=9)[1].double()) and fig.params == start
    samples = fig.snapshot()[0]['samples']
    assert samples[2]['y'] == pytest.approx(noisy_quad(seed=3)[1].flatten().tolist())
    assert all(s['held'] == held.int().tolist() for s in samples)

def test_a_function_without_a_seed_or_that_fails_says_so():
    same = explore(quad, data=lambda: (x, y), **start)
    with pytest.warns(UserWarning, match='the same numbers again'): same.new_sample()
    with pytest.raises(TypeError, match='takes none'): same.new_sample(3)
    assert same.snapshot()[0]['samples'] is None
    def once(seed=0): return (x, y) if not seed else 1/0
    fig = explore(quad, data=once, **start)
    fig.receive(dict(ask='sample', by='a view'))
    assert 'A new sample raised ZeroDivisionError' in fig._state['notes'][-1] and torch.equal(fig.y, y.double())
    for wrong in ((x, y), 3, lambda: 3):
        with pytest.raises(TypeError, match='data must'): explore(quad, data=wrong, **start)
    with pytest.raises(TypeError, match='given twice'): explore(quad, x, y, data=noisy_quad, **start)
    with pytest.raises(ValueError, match='no function to draw data'): explore(quad, x, y, **start).new_sample()

def test_whatever_stands_with_a_point_goes_along_when_their_number_changes_or_nothing_does():
    "3 points, 1, 1,000, 3; and what is refused loses nothing"
    at = lambda n: (np.linspace(-1, 2, n) if n > 1 else np.array([.5]), np.linspace(0, 12, n))
    bars = explore(quad, *at(3), yerr=[1., 2., 4.], test=[1], **start)
    share, python = explore(quad, *at(3), test=.3, **start), explore(lambda x, a: a*x if a < 9 else x, *at(3), a=1.)
    for fig in (bars, share, python):
        kept = dict(fig.params)
        fig.add(kept, 'kept')
        fig.step()
        for n in (1, 1000, 3):
            before = fig.loss, len(fig.x), len(fig.history), fig.test.tolist()
            if fig is share and n == 1:
                with pytest.raises(ValueError, match='only one: hold none out'): fig.data = at(n)
                assert before == (fig.loss, len(fig.x), len(fig.history), fig.test.tolist())
                continue
            with warnings.catch_warnings(record=True) as said:
                warnings.simplefilter('always')
                fig.data = at(n)
            said = ' '.join(str(w.message) for w in said)
            assert ('now each is their median, 2,' in said) == ('now none is' in said) == (fig is bars and n == 1)
            assert len(fig.x) == len(fig.y) == len(fig.test) == n and len(fig.history) == 1
            assert fig.yerr is None or fig.yerr.tolist() == [[2.]]*n
            assert fig.test.sum() == (round(.3*n) if fig is share else 0)
            shown = ~fig.test
            there = explore(fig._fit.f, fig.x[shown], fig.y[shown], yerr=fig.yerr, **fig.params)
            assert fig.loss == pytest.approx(there.loss)
            assert fig.best is None or fig.best.loss == pytest.approx(there.best.loss, abs=1e-9)
            there.params = kept
            assert fig.curves[0].loss == pytest.approx(there.loss)
            assert fig._data['of'] is None and len(fig._data['x']) == n
            fig.step(); fig.to_png()
        before = fig.loss, fig.x.tolist(), len(fig.history), fig.test.tolist()
        for wrong in (([], []), ([1.], [1., 2.]), ([math.nan], [1.]), ([[1., 2.]], [1.])):
            with pytest.raises(ValueError): fig.data = wrong
        assert before == (fig.loss, fig.x.tolist(), len(fig.history), fig.test.tolist())
