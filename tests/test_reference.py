"Every figure of `reference/lesson.json`, from the installed package."
import json
from pathlib import Path
import numpy as np, pytest, torch
from scipy.optimize import differential_evolution
from fitcurve import *

ref = json.loads((Path(__file__).parent/'reference'/'lesson.json').read_text(encoding='utf-8'))
start = [1.1, 1.1, 1.1]
x, y = noisy_quad()
two, four = (lambda v: pytest.approx(v, abs=0.0051)), (lambda v: pytest.approx(v, abs=0.00006))

def zeroed(lr): return descend(quad_mae, start, lr=lr, steps=10, schedule=constant).losses[-1].item()
def best_double(bounds):
    def loss(p): return np.abs(double_relu(*p, x.numpy()) - y.numpy()).mean()
    return differential_evolution(loss, bounds, seed=0, tol=1e-8, maxiter=400).fun

def test_data():
    assert mk_quad(3, 2, 1)(1.5) == ref['mk_quad(3,2,1)(1.5)']
    assert y[:3].flatten().tolist() == four(ref['y[:3]'])

def test_loss_and_gradient():
    assert quad_mae(start).item() == four(ref['quad_mae([1.1,1.1,1.1])'])
    assert gradient(quad_mae, start).tolist() == four(ref['grad at [1.1,1.1,1.1]'])
    assert quad_mae([3, 2, 1]).item() == four(ref['MAE of the truth (3,2,1)'])

def test_the_loop_that_never_zeroes():
    run = descend(quad_mae, start, lr=0.01, steps=2001, schedule=constant, zero_grad=False)
    losses, peak = run.losses[1:].tolist(), ref['un-zeroed, lr 0.01, 2000 steps']
    assert losses[0] == two(ref['loss after one step, lr 0.01'])
    assert [round(v, 2) for v in losses[:10]] == ref['ten more steps, gradient never zeroed']
    assert run.params[11].tolist() == four(ref['parameters after those'])
    turn = next(i for i in range(2000) if losses[i+1] > losses[i])
    top = next(i for i in range(turn+1, 2000) if losses[i+1] < losses[i])
    assert f'first rise at loop step {turn}, first peak {losses[top]:.2f} at step {top}' in peak
    tops = [i for i in range(13, 300) if losses[i] == max(losses[max(0, i-10):i+11])]
    assert round((tops[-1] - tops[0])/(len(tops) - 1)) == int(peak.split()[-2])
    assert max(losses[-100:]) - min(losses[-100:]) > 0.5

def test_the_loop_that_zeroes():
    assert zeroed(0.01) == two(ref['ten zeroed steps at lr 0.01 end near'])
    assert zeroed(0.2) == two(ref['ten zeroed steps at lr 0.2 end near'])

def test_least_mae():
    loss, params = least_mae(x, y)
    assert loss == pytest.approx(ref['least possible MAE (linear programme)'], abs=1e-6)
    assert params.tolist() == four(ref['parameters of the least possible MAE'])
    assert descend(quad_mae, start).losses[-1] < 1.001*loss

def test_slider_grid():
    stops = torch.arange(-11, 34)/10
    grid = torch.cartesian_prod(stops, stops, stops)
    losses = (quad(x, *grid.T) - y).abs().mean(0)
    least, params = ref['best MAE on sliders of step 0.1']
    assert losses.min().item() == pytest.approx(least, abs=1e-5)
    assert grid[losses.argmin()].tolist() == pytest.approx(params, abs=1e-6)

def test_double_relu():
    "The second published figure, 0.952, is a local minimum that descent ends in; the least is lower"
    within, local = ref['best double_relu MAE within the sliders / without bounds']
    assert best_double([(-4.5, 1.5)]*2 + [(-1.5, 4.5)]*2) == pytest.approx(within, abs=5e-4)
    run = descend(lambda p: mae(double_relu(*p, x), y), [-1.5, -1.5, 1.5, 1.5], lr=3., steps=3000)
    assert run.losses[-1].item() == pytest.approx(local, abs=5e-4)
    assert best_double([(-100, 100)]*4) == pytest.approx(0.9411, abs=5e-4)

@pytest.mark.parametrize('n', [1, 2, 3, 5, 8, 16])
def test_least_error(n):
    assert ref['the same for 3x^2+2x+1 on [-2,2]']['mean absolute'] == '3/n^2'
    assert least_error(mk_quad(3, 2, 1), n) == pytest.approx(3/n**2, rel=2e-3)
    t = torch.linspace(-2, 2, 1001)[:, None]
    error = mae(fit_relu_sum(t, quad(t, 3, 2, 1), n)(t), quad(t, 3, 2, 1)).item()
    assert error > 0.999*3/(n + 1)**2
