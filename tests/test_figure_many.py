"More points than a screen can show: the page draws some, and Python says the loss of all"
import numpy as np, pytest, torch
from fitcurve.data import noisy_quad, quad
from fitcurve.figure import explore
from fitcurve.fit import limits
from fitcurve.loss import least_mae, mae
from tests.jupyter import show
from tests.pages import drag, painted, start, state

n = 200_000
x, y = noisy_quad(n)

def test_the_page_is_given_what_it_can_draw_and_python_keeps_all():
    fig = explore(quad, x, y, **start)
    u, v = (np.array(fig._spec[name]) for name in 'xy')
    assert limits.points - 4 <= len(u) == len(v) <= limits.points and fig._spec['of'] == n == len(fig.x)
    for few, all_of_them in ((u, x), (v, y)):
        assert [few.min(), few.max()] == pytest.approx([all_of_them.min().item(), all_of_them.max().item()])
        assert np.median(few) == pytest.approx(all_of_them.median().item(), abs=0.2)
    whole = mae(quad(x.double(), 1.1, 1.1, 1.1), y.double()).item()
    assert fig.loss == pytest.approx(whole, rel=1e-12) == fig._state['answer']['loss']
    assert fig.best.loss == pytest.approx(least_mae(x, y)[0], rel=1e-9)
    assert 'curve' not in fig._state['answer'], 'the curve is the page\'s own'

def test_few_points_are_all_sent_and_many_after_them_are_not():
    fig = explore(quad, *noisy_quad(), **start)
    assert fig._spec['of'] is None and len(fig._spec['x']) == 20 and fig._state['answer'] is None
    fig.data = x, y
    assert fig._data['of'] == n and len(fig._data['x']) <= limits.points and fig._state['answer']['loss'] == fig.loss
    fig.data = noisy_quad()
    assert fig._data['of'] is None and len(fig._data['x']) == 20 and fig._state['answer'] is None

def test_what_needs_every_point_gets_every_point():
    weights = torch.linspace(0, 1, n)[:, None]
    assert explore(lambda x, a: a*x + weights, x, y, a=1.)._spec['of'] is None
    assert explore(lambda x, a: a*(x - x.mean()), x, y, a=1.)._spec['of'] is None

def test_a_saved_page_speaks_of_the_points_it_has(saved, open_page):
    page = open_page(saved(explore(quad, x, y, **start)))
    page.wait_for_function('document.querySelector("[data-fitcurve]").fitcurve.state().best')
    s = state(page)
    assert len(s['x']) <= limits.points
    u, v = (torch.tensor(s[name], dtype=torch.double)[:, None] for name in 'xy')
    assert s['loss'] == pytest.approx(mae(quad(u, **s['params']), v).item(), rel=1e-9)
    assert s['best']['loss'] == pytest.approx(least_mae(u, v)[0], rel=1e-9)
    said = f'{len(u):,} of 200,000 points are drawn. The mae is that of these.'
    assert said in page.locator('[data-notes]').inner_text()
    drag(page, 'a', .7)
    assert state(page)['loss'] < s['loss']

def test_with_a_kernel_the_loss_is_that_of_all(open_lab):
    lab = open_lab(f'from fitcurve import *\nx, y = noisy_quad({n})', show, '')
    page = lab.page
    assert 'The mae is that of all.' in page.locator('[data-notes]').inner_text()
    drag(page, 'a', .7)
    s = lab.agrees()
    assert s['params']['a'] > 1.5 and s['best']['loss'] == pytest.approx(least_mae(x, y)[0], rel=1e-9)
    page.click('[data-action=step]')
    t = lab.agrees()
    assert t['loss'] < s['loss'] and t['history'] == s['history'] + 1
    box = page.locator('canvas[data-curve]').bounding_box()
    page.mouse.click(box['x'] + box['width']/2, box['y'] + 30)
    painted(page)
    assert lab.value('len(fig.x)') == n, 'points of which only some are drawn stay where they are'
    lab.run('fig.data = noisy_quad()')
    u = lab.agrees()
    assert len(u['x']) == 20
    page.locator('[data-fitcurve]').focus()
    page.keyboard.press('Control+z')
    lab.agrees()
    assert lab.value('len(fig.x)') == 20, 'there is no way back to points that the page never had'
