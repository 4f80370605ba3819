"""The best there is: what a figure says of itself, and what it says when it can't know"""
import numpy as np, pytest, torch
from fitcurve.data import noisy_quad, quad
from fitcurve.figure import explore
from fitcurve.loss import least_mae, mae
from fitcurve.relu import relu_sum
from tests.best import problem

x, y = noisy_quad()
x, y = x.double(), y.double()
start = dict(a=1.1, b=1.1, c=1.1)
mse = torch.nn.functional.mse_loss

@pytest.mark.parametrize('first', range(0, 1000, 250))
def test_loss_slope_and_best_of_a_thousand_random_figures(first):
    assert not {seed: said for seed in range(first, first + 250) if (said := problem(seed))}

# ── At any scale ──

@pytest.mark.parametrize('s', [1e-9, 1e-6, 1e-3, 1e3, 1e6, 1e9])
def test_the_best_is_the_same_curve_at_any_scale(s):
    least, params = least_mae(x, y)
    for fig, unit in ((explore(quad, x*s, y, **start), 1), (explore(quad, x, y*s, **start), s)):
        assert fig.best.loss == pytest.approx(least*unit, rel=1e-9)
        fig.params = fig.best.params
        assert fig.loss == pytest.approx(least*unit, rel=1e-9)
    assert least_mae(x*s, y)[0] == pytest.approx(least, rel=1e-9)
    assert least_mae(x, y*s)[0] == pytest.approx(least*s, rel=1e-9)
    assert least_mae(x*s, y)[1].tolist() == pytest.approx((params*torch.tensor([s**-2, 1/s, 1])).tolist(), rel=1e-6)

def test_seconds_since_1970_and_heights_of_nanometres():
    week = 1.7e9 + x*3e5
    least = least_mae(x, y)[0]
    assert least_mae(week, y*1e-10)[0] == pytest.approx(least*1e-10, rel=1e-6)
    fig = explore(quad, week, y*1e-10, **start)
    assert fig.best is None or fig.best.loss == pytest.approx(least*1e-10, rel=1e-6)

def test_a_column_too_small_to_tell_from_the_others_has_no_best():
    fig = explore(lambda x, a, b: a*x + b*(x + 1e-13*x**2), x, y, a=1., b=1.)
    assert fig.best is None and fig.spec.least

# ── Data without noise ──

@pytest.mark.parametrize('loss', [mae, mse])
def test_data_without_noise_have_a_best_and_noisy_ones_after_them(loss):
    exact = quad(x, 3., 2., 1.)
    fig = explore(quad, x, exact, loss, **start)
    assert fig.best.loss < 1e-14 and list(fig.best.params.values()) == pytest.approx([3, 2, 1], rel=1e-9)
    fig.data = x, y
    assert fig.best.loss == pytest.approx(explore(quad, x, y, loss, **start).best.loss, rel=1e-12)

def test_one_point_two_points_and_equal_points():
    for n in (1, 2): assert explore(quad, x[:n], y[:n], **start).best.loss < 1e-14
    same = explore(quad, x[:1].expand(5, 1), torch.arange(5), **start)
    assert same.best.loss == pytest.approx(6/5, rel=1e-12)

# ── Which losses, which functions ──

def test_the_mean_squared_error_and_its_kin_have_a_best():
    least = explore(quad, x, y, mse, **start).best
    assert least.loss == pytest.approx(np.polyfit(x[:, 0], y[:, 0], 2, full=True)[1][0]/20, rel=1e-12)
    for loss, want in ((lambda p, a: ((p - a)**2).sum(), 20*least.loss),
                       (lambda p, a: ((p - a)**2).sum().sqrt(), (20*least.loss)**.5),
                       (lambda p, a: ((p - a)**2).mean()/2, least.loss/2)):
        assert explore(quad, x, y, loss, **start).best.loss == pytest.approx(want, rel=1e-9)

@pytest.mark.parametrize('loss', [
    torch.nn.functional.huber_loss, lambda p, a: (p - a).abs().max(), lambda p, a: ((p - a).abs()**1.5).mean(),
    lambda p, a: (p - a).abs().clip(max=3).mean(), lambda p, a: ((p - a)/a).abs().mean(),
    lambda p, a: ((p - a).abs()*torch.arange(1, 21)[:, None]).mean(), lambda p, a: (p - a).mean()])
def test_another_loss_has_no_best(loss):
    fig = explore(quad, x, y, loss, **start)
    assert fig.best is None and fig.spec.least is None

@pytest.mark.parametrize('f', [
    lambda x, a: abs(a)*x, lambda x, a: torch.relu(a + 0*x)*x, lambda x, a: a*x + 1e-12*a**2,
    lambda x, a: torch.sin(a*x), lambda x, a: torch.where(a + 0*x > -5, a*x, -a*x),
    lambda x, a: a*x**2 + a/(1 + 1e-9*a)])
def test_what_only_looks_like_a_weighted_sum_has_no_best(f):
    assert explore(f, x, y, a=1.).best is None

def test_what_python_computes_has_no_best_and_says_why():
    fig = explore(lambda x, a: a*x if a > 0 else x, x, y, a=1.)
    assert fig.best is None and fig.program is None and 'a > 0' in fig.why
    assert explore(quad, x, y, **start).why is None and explore(quad, x, y, **start).program

# ── Arrays ──

def polynomial(x, p): return (p*x**torch.arange(len(p))).sum(-1, keepdim=True)

def test_the_limit_of_relus_is_no_best():
    assert explore(relu_sum, x, y, n=3).best is None

# ── A million points ──

def test_a_million_points_are_certified_too():
    x, y = noisy_quad(1_000_000, seed=1)
    loss, params = least_mae(x, y)
    assert loss == pytest.approx(mae(quad(x.double(), *params), y.double()).item(), rel=1e-9)
    nudges = torch.cat([torch.eye(3), -torch.eye(3)])*1e-3
    assert all(mae(quad(x.double(), *(params + nudge)), y.double()) > loss for nudge in nudges)
