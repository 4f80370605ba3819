"`fit_relu_sum` against long searches by other means; what no fit is below; any scale, any kind of number"
import copy, pickle
from functools import partial
import numpy as np, pytest, torch
from hypothesis import example, given, settings, strategies as st
from fitcurve.data import mk_quad, noisy_quad
from fitcurve.hooks import Search
from fitcurve.loss import least_mae, mae
from fitcurve.parts import least_pieces
from fitcurve.relu import fit_relu_sum, least_error, relu_sum

seeds = range(5)
dense = torch.linspace(-2, 2, 4001).double()[:, None]
t = torch.linspace(-2, 2, 201).double()[:, None]

def column(v): return torch.as_tensor(np.asarray(v, dtype=float))[:, None]

def losses(x, y, most, seed=0):
    "What `fit_relu_sum` reaches with 1 to `most` ReLUs: one search takes the same steps as all of them"
    centre, spread = y.median(), (y - y.median()).abs().mean()
    search, found = Search(x[:, 0].numpy(), ((y - centre)/spread)[:, 0].numpy(), seed), []
    with np.errstate(all='ignore'):
        for _ in range(most):
            search.grow()
            found.append(search.loss*spread.item())
    return found

def rough(u):
    "A broken line with noise on it"
    noise = np.random.RandomState(0).normal(scale=0.1, size=u.shape[0])
    return np.interp(u[:, 0], [-2, -1.3, -.2, .5, 1.1, 2], [0, 2, -1, .5, 3, 1]) + noise

# What a long search reached with 1, 2, … ReLUs: scipy's differential evolution over hooks and directions, two or three
# seeds, then Nelder and Mead's simplex over the hooks; for each of them exact output weights by HiGHS
shapes = dict(sine=lambda u: torch.sin(2*u), step=lambda u: torch.clip(10*u + .5, 0, 1), exp=torch.exp,
              rough=lambda u: column(rough(u.numpy())), waves=lambda u: torch.sin(5*u)*torch.exp(-u/2))
searched = dict(
    sine=[0.534463, 0.228151, 0.044834, 0.023633, 0.018715], step=[0.161012, 0, 0, 0, 0],
    exp=[0.281285, 0.111100, 0.057695, 0.034871, 0.023162], rough=[0.714609, 0.433747, 0.157523, 0.082642, 0.077335],
    waves=[0.671095, 0.490510, 0.340710, 0.234098, 0.141381])
lessons = [1.824464, 0.902957, 0.707123]  # the twenty noisy points
quadratic = [1.2208, 0.3653, 0.1930, 0.131, 0.0837]

@pytest.mark.parametrize('seed', seeds)
@pytest.mark.parametrize('name', shapes)
def test_it_is_near_what_a_long_search_finds(name, seed):
    for found, best in zip(losses(t, shapes[name](t), 5, seed), searched[name]): assert found <= 1.05*best + 1e-6

@pytest.mark.parametrize('seed', seeds)
def test_few_relus_on_the_lessons_quadratic_and_points(seed):
    square = mk_quad(3, 2, 1)
    for n, best in enumerate(quadratic, 1):
        assert 0.999*best - 5e-5 < fit_relu_sum(dense[::10], square(dense[::10]), n, seed).loss < 1.02*best
    x, y = noisy_quad()
    for n, best in enumerate(lessons, 1): assert fit_relu_sum(x, y, n, seed).loss <= 1.1*best

# ── What no fit is below ──

@pytest.mark.parametrize('name', ['sine', 'step', 'exp', 'waves'])
def test_no_fit_is_below_the_least_error_of_its_pieces(name):
    f = shapes[name]
    for n in (1, 2, 3, 5, 8, 13): assert least_error(f, n + 1) <= mae(fit_relu_sum(t, f(t), n)(dense), f(dense)) + 1e-9

def between(joints, heights, u): return torch.as_tensor(np.interp(u.numpy(), joints, heights))

def test_the_least_error_is_0_where_the_pieces_are_the_curve():
    rng = np.random.default_rng(0)
    for k in (1, 2, 3, 5):
        joints, heights = np.r_[-2, np.sort(rng.uniform(-2, 2, k - 1)), 2], rng.normal(size=k + 1)
        f = partial(between, joints, heights)
        assert least_error(f, k) < 1e-6 and (k < 2 or least_error(f, k - 1) > 1e-4)

def test_the_bound_on_points_is_never_above_a_fit_and_sometimes_met():
    rng = np.random.default_rng(1)
    for i in range(12):
        x = column(rng.normal(size=25).round(1 + i % 3))
        y = column(rng.normal(size=25) + i % 2*x[:, 0].numpy()**2)
        for n in (1, 2, 4): assert least_pieces(x, y, n + 1) <= fit_relu_sum(x, y, n).loss*(1 + 1e-9)
    hat = (1 - (2*x).abs()).clip(0)  # three pieces that matter, four in all
    assert least_pieces(x, hat, 4) < 1e-12 and fit_relu_sum(x, hat, 3).loss < 1e-9

# ── Never worse with more ──

def sets():
    rng = np.random.default_rng(2)
    yield noisy_quad()
    yield column([4, 2, 1, .5, .25, .167, .125, .1, .0833, .0714, .0625]), column(  # NIST's MGH09
        [.1957, .1947, .1735, .16, .0844, .0627, .0456, .0342, .0323, .0235, .0246])
    yield column(rng.normal(size=40)), column(rng.standard_cauchy(40))
    yield column(rng.integers(0, 6, 60)), column(rng.normal(size=60))  # points above each other
    yield column(rng.uniform(size=150)), column(rng.normal(size=150))

@pytest.mark.parametrize('x, y', list(sets()), ids=['lesson', 'MGH09', 'cauchy', 'columns', 'noise'])
def test_one_relu_more_is_never_worse(x, y):
    for seed in (0, 3):
        found = [fit_relu_sum(x, y, n, seed).loss for n in (*range(1, 15), 17, 18, 25)]
        assert all(b <= a*(1 + 1e-9) + 1e-12 for a, b in zip(found, found[1:])), found

def test_mgh09_is_no_worse_with_four_and_better_than_it_was():
    x, y = list(sets())[1]
    three, four, five = (fit_relu_sum(x, y, n).loss for n in (3, 4, 5))
    assert five <= four <= three < 0.0012

@settings(deadline=None, max_examples=15)
@given(st.lists(st.tuples(st.integers(-20, 20), st.integers(-9, 9)), min_size=1, max_size=15))
@example([(1, -9), (3, 2), (4, 4), (4, 7), (-4, 2), (-4, -6), (-5, -4), (6, 5), (8, 6), (9, 0), (-3, 0)])
@example([(1, -8), (3, 0), (4, 4), (4, 7), (0, 0), (0, -6), (-5, 0), (6, 5), (8, 6), (-4, 0), (0, -3), (-1, 0)])
@example([(1, -8), (3, 0), (4, 4), (4, 7), (0, 0), (0, -6), (-5, 0), (6, 5), (8, 6), (9, 0), (0, -3), (-1, 0),
          (13, 1), (13, 0)])
def test_any_points(points):
    x, y = (column(v) for v in zip(*points))
    found = [fit_relu_sum(x, y, n).loss for n in (1, 2, 3, 16)]
    assert all(b <= a + 1e-9 for a, b in zip(found, found[1:]))
    medians = np.array([np.median(y[x == u]) for u in x])
    assert found[-1] == pytest.approx(np.abs(y[:, 0].numpy() - medians).mean(), abs=1e-7)

# ── Any scale, any kind of number ──

@pytest.mark.parametrize('wide', [1e-9, 1., 1e9])
@pytest.mark.parametrize('tall', [1e-9, 1e9])
def test_the_units_do_not_matter(wide, tall):
    x, y = (v.double() for v in noisy_quad())
    fit = fit_relu_sum(x*wide, y*tall, 6)
    assert fit.loss/tall == pytest.approx(fit_relu_sum(x, y, 6).loss, rel=1e-6)
    assert fit.loss == pytest.approx(mae(relu_sum(x*wide, fit.w, fit.m, fit.b, fit.bias), y*tall).item(), rel=1e-6)

def test_whole_numbers_are_as_good_as_doubles():
    x, y = torch.arange(-20, 21)[:, None], torch.arange(-20, 21)[:, None]**2
    for n in (1, 4):
        whole, double = fit_relu_sum(x, y, n), fit_relu_sum(x.double(), y.double(), n)
        assert whole.loss == double.loss and torch.equal(whole(x), double(x.double()))
    times = 1_700_000_000 + 7*torch.arange(30)[:, None]
    line = 3*(times - 1_700_000_000)
    assert fit_relu_sum(times, line, 2).loss < 1e-6 and fit_relu_sum(times.numpy(), line.numpy(), 2).loss < 1e-6
    assert fit_relu_sum(times.tolist(), line.tolist(), 2).loss < 1e-6

@pytest.mark.parametrize('dtype', [torch.float16, torch.float32, torch.float64])
def test_a_fit_takes_any_float(dtype):
    fit = fit_relu_sum(t.to(dtype), torch.sin(2*t).to(dtype), 8)
    assert fit(t.to(dtype)).dtype == dtype and mae(fit(t), torch.sin(2*t)) < 0.011
    u = t.clone().requires_grad_()
    fit(u).sum().backward()
    assert torch.isfinite(u.grad).all()

@pytest.mark.parametrize('far', [1e2, 1e4, -1e7])
def test_a_point_far_out_costs_a_piece_not_the_fit(far):
    x, y = (v.double() for v in noisy_quad(60))
    near = fit_relu_sum(x[:-1], y[:-1], 5).loss
    x[-1] = far
    fit = fit_relu_sum(x, y, 6)
    assert fit.loss < 1.1*near and fit.loss < least_mae(x[:-1], y[:-1])[0]
    y[0] = 1e6
    assert mae(fit_relu_sum(x, y, 9)(x[1:]), y[1:]) < 1.5*near

# ── What a fit is ──

def test_a_fit_says_what_it_is_and_can_be_kept(tmp_path):
    x, y = noisy_quad()
    fit = fit_relu_sum(x, y, 5)
    assert repr(fit) == f'a sum of 5 rectified lines: MAE {fit.loss:.4g} over 20 points'
    assert repr(fit_relu_sum(x, x.abs(), 6)).startswith('a sum of 6 rectified lines, ')
    torch.save(fit, tmp_path/'fit.pt')
    kept = [pickle.loads(pickle.dumps(fit)), copy.deepcopy(fit), torch.load(tmp_path/'fit.pt', weights_only=False)]
    for other in kept: assert torch.equal(other(x), fit(x)) and repr(other) == repr(fit)

def test_how_many_may_be_any_whole_number():
    x, y = noisy_quad()
    assert torch.equal(fit_relu_sum(x, y, np.int64(3))(x), fit_relu_sum(x, y, torch.tensor(3))(x))
    for wrong in (0, 2.5, True, '3', None, [3], np.array([3])):
        with pytest.raises(ValueError, match='n is how many rectified lines, a whole number, at least 1'):
            fit_relu_sum(x, y, wrong)
