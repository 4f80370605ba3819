"The best there is, in the page: found again for data that a hand has moved, and what the gauge says of it"
import numpy as np, pytest, torch
from fitcurve.best import least_weights
from fitcurve.data import quad
from fitcurve.figure import explore
from tests.pages import at, painted, pixels, point, start, state, x, y

mse = torch.nn.functional.mse_loss
gauge = '.fitcurve-gauge:not(.fitcurve-hollow)'

def least(s, squared=False):
    "Of any quadratic on the page's own data"
    u = np.array(s['x'])
    return least_weights(np.stack([u**2, u, np.ones_like(u)]), np.array(s['y']), squared)[0]

def move_point(page, i, u, v):
    page.mouse.move(*at(page, *point(state(page), i)))
    page.mouse.down()
    page.mouse.move(*at(page, u, v), steps=5)
    page.mouse.up()
    painted(page)

def fullness(page): return page.locator(f'{gauge} canvas').evaluate('el => +el.dataset.gauge')

def test_the_mean_squared_error_has_star_dotted_curve_and_gauge(saved, open_page):
    page = open_page(saved(explore(quad, x, y, mse, **start)))
    for _ in range(2):
        s = state(page)
        assert s['best']['loss'] == pytest.approx(least(s, squared=True), rel=1e-9)
        assert page.locator(gauge).is_visible()
        assert fullness(page) == pytest.approx(1 - s['best']['loss']/s['loss'], abs=1e-3)
        move_point(page, 3, -1, 10)
    before = pixels(page)
    page.locator('[data-fitcurve]').focus()
    page.keyboard.press('m')
    painted(page)
    assert page.locator('.fitcurve-map-key').get_by_text('best').is_visible()
    page.keyboard.press('r'); page.keyboard.press('r')  # hide the loss, and reveal it with the best fit
    painted(page)
    assert pixels(page) != before, 'the best fit is drawn'

def test_data_without_noise_have_a_gauge_and_noisy_ones_after_them(saved, open_page):
    page = open_page(saved(explore(quad, x.double(), quad(x.double(), 3., 2., 1.), **start)))
    assert state(page)['best']['loss'] < 1e-14 and page.locator(gauge).is_visible()
    assert 'the best is ' in page.locator('.fitcurve-against').inner_text()
    move_point(page, 3, -1, 10)
    s = state(page)
    assert s['best']['loss'] == pytest.approx(least(s), rel=1e-9)

@pytest.mark.parametrize('s', [1e-6, 1e6])
def test_the_best_follows_the_data_in_any_units(saved, open_page, s):
    page = open_page(saved(explore(quad, x.double()*s, y.double()/s, **start)))
    move_point(page, 3, -1*s, 10/s)
    now = state(page)
    assert now['best']['loss'] == pytest.approx(least(now), rel=1e-9)

def test_the_gauge_never_contradicts_its_words(page):
    "After a new walk it stays where it was: near the best it is nearly empty, wherever one began"
    best = state(page)['best']['params']
    for name, v in best.items():
        box = page.locator(f'[data-number={name}]')
        box.fill(f'{v + 0.01:.4f}')
        box.press('Enter')
    painted(page)
    near = fullness(page)
    assert 0 < near < 0.05 and '% above the best' in page.locator('.fitcurve-against').inner_text()
    page.keyboard.press('p')
    painted(page)
    assert fullness(page) == near
    page.mouse.dblclick(*at(page, 0, 12))
    painted(page)
    s = state(page)
    assert fullness(page) == pytest.approx(1 - s['best']['loss']/s['loss'], abs=1e-3)
