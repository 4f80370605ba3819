"Float64 data get float64 results: no number takes a way through float32"
import math
import numpy as np, torch
from fitcurve.data import quad
from fitcurve.descent import descend, find_lr
from fitcurve.figure import explore
from fitcurve.fit import Fit
from fitcurve.loss import least_mae, mae, quad_mae
from fitcurve.program import trace
from fitcurve.relu import fit_relu_sum, least_error

x = torch.linspace(-1, 1, 7, dtype=torch.double)[:, None]
y = 0.3*x**2 - 0.7
near = dict(rel_tol=1e-14, abs_tol=1e-15)

def shift(x, mu): return x - mu

def test_a_program_takes_a_number_at_its_own_precision():
    assert torch.equal(trace(shift)(x=x, mu=0.3), x - 0.3)
    assert trace(shift)(x=x.flatten().tolist(), mu=torch.tensor(0.3, dtype=torch.double))[0] == -1 - 0.3
    assert np.array_equal(trace(shift)(x=x.numpy(), mu=0.3), x.numpy() - 0.3)
    whole = torch.arange(5)[:, None]
    assert torch.equal(trace(shift)(x=whole, mu=0.3), whole.double() - 0.3)

def test_and_so_does_its_gradient():
    grad = trace(lambda x, a: (a*x**2).sum()).grad(x=x, a=0.3)
    assert torch.allclose(grad['x'], 0.6*x, rtol=0, atol=1e-15)

def test_a_function_that_gives_a_number_is_not_rounded():
    assert Fit(lambda x, a: a, x, y, mae, ['a']).at(x, dict(a=0.3))[0].item() == 0.3
    assert Fit(lambda x, a: [a*v.item() for v in x], x, y, mae, ['a']).at(x, dict(a=0.3))[0].item() == -0.3

def python_mae(preds, acts): return sum(abs(p.item() - a.item()) for p, a in zip(preds, acts))/len(acts)

def test_a_loss_that_gives_a_float_is_not_rounded_nor_is_its_slope():
    fig, same = (explore(quad, x, y, loss=loss, a=0.2, b=0.1, c=0.4) for loss in (python_mae, mae))
    assert math.isclose(fig.loss, same.loss, **near)
    assert all(math.isclose(fig.grad[n], same.grad[n], rel_tol=1e-6, abs_tol=1e-8) for n in 'abc')

def test_a_list_beside_float64_is_float64():
    acts = y.flatten()
    preds = [0.1*i for i in range(len(acts))]
    want = (torch.tensor(preds, dtype=torch.double) - acts).abs().mean().item()
    assert math.isclose(mae(preds, acts).item(), want, **near)
    assert math.isclose(mae(acts, preds).item(), want, **near)
    assert math.isclose(mae(preds, acts.numpy()).item(), want, **near)
    assert math.isclose(mae(acts, 0.3).item(), (acts - 0.3).abs().mean().item(), **near)
    assert mae(preds, acts.float()).dtype == torch.float32

def test_whole_numbers_beside_float64_stay_whole():
    seconds = torch.arange(1_700_000_001, 1_700_000_008)[:, None]
    assert mae(seconds, seconds.double()) == 0
    assert least_mae(seconds - 1_680_000_000, 0.5*(seconds - 1_680_000_000).double())[0] < 1e-6

def test_parameters_in_a_list_go_with_float64_data():
    want = mae(quad(x, 0.1, 0.2, 0.3), y).item()
    assert math.isclose(quad_mae([0.1, 0.2, 0.3], x, y).item(), want, **near)

def test_a_run_keeps_losses_and_rates_at_the_precision_of_its_parameters():
    loss = lambda p: ((p - 0.3)**2).sum()
    run = descend(loss, torch.zeros(2, dtype=torch.double), lr=0.1, steps=3)
    assert run.losses.tolist() == [loss(p).item() for p in run.params]
    assert run.lrs[0].item() == 0.1
    found = find_lr(loss, torch.zeros(2, dtype=torch.double), steps=5)
    assert found.lrs[0].item() == 1e-3 and found.losses[0].item() == loss(torch.zeros(2, dtype=torch.double)).item()
    assert descend(loss, torch.zeros(2), lr=0.1, steps=3).losses.dtype == torch.float32

def test_the_least_error_asks_exact_places():
    places = []
    def f(x): places.append(x); return x**2
    least_error(f, 3)
    first = -2 + 4/96*(torch.arange(65, dtype=torch.double)[:, None] + 0.5)/65
    assert torch.allclose(places[0][:65], first, rtol=0, atol=1e-15)

def test_a_fit_takes_whole_numbers():
    f = fit_relu_sum(x, y, 2)
    assert torch.equal(f(torch.tensor([[-1], [0], [1]])), f(torch.tensor([[-1.], [0.], [1.]], dtype=torch.double)))
