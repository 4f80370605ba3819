"The curve taken hold of, and new data drawn: by pointer, finger and keys"
import math
import pytest, torch
from fitcurve.data import noisy_quad, quad
from fitcurve.figure import explore
from fitcurve.relu import rectified_linear
from tests.test_figure_lab import lab, server, setup, show
from tests.test_figure_page import open_page, painted, saved, start, state, x, y
from tests.test_figure_points import agrees, at

@pytest.fixture
def page(saved, open_page): return open_page(saved(explore(quad, x, y, **start)))

def height(s, u): return quad(u, **s['params'])

def stroke(page, f, lo=-1.9, hi=1.9, n=40):
    "Drag along f from lo to hi"
    us = [lo + (hi - lo)*i/(n - 1) for i in range(n)]
    page.mouse.move(*at(page, us[0], f(us[0]))); page.mouse.down()
    for u in us: page.mouse.move(*at(page, u, f(u)))
    page.mouse.up(); painted(page)

def said(page): return page.locator('[aria-live=polite]').inner_text()

def test_pull_the_curve(page):
    before = state(page)
    page.mouse.move(*at(page, 1.3, height(before, 1.3))); page.mouse.down()
    page.mouse.move(*at(page, 1.5, 9), steps=10); painted(page)
    held = agrees(state(page))
    assert height(held, 1.5) == pytest.approx(9, abs=0.1), 'it is under the hand already'
    page.mouse.move(*at(page, 1.5, 7), steps=10); page.mouse.up(); painted(page)
    after = agrees(state(page))
    assert height(after, 1.5) == pytest.approx(7, abs=0.1) and after['x'] == before['x'] and after['history'] == 2
    assert all(abs(after['params'][n] - start[n]) < 1.5 for n in 'abc'), 'every slider moved a little'
    page.click('[data-action=undo]')
    assert state(page)['params'] == start, 'one pull is one thing to undo'

def test_pulled_as_far_as_the_sliders_go(page):
    page.mouse.move(*at(page, 0, 1.1)); page.mouse.down(); page.mouse.move(*at(page, 0, -30), steps=20); page.mouse.up()
    s = agrees(state(page))
    assert s['params'] == pytest.approx({**start, 'c': -1.1}, abs=0.05)

def test_pull_by_keys(page):
    page.locator('[data-layer=curve-hand]').focus()
    assert said(page).startswith('the curve at x 0: 1.1')
    for _ in range(2): page.keyboard.press('Shift+ArrowRight')
    for _ in range(10): page.keyboard.press('ArrowUp')
    painted(page)
    spec = explore(quad, x, y, **start)._spec
    u = 0.2*(spec['xlim'][1] - spec['xlim'][0])
    s = agrees(state(page))
    assert height(s, u) - quad(u, **start) == pytest.approx(0.1*(spec['ylim'][1] - spec['ylim'][0]), abs=0.05)
    assert said(page).startswith(f'the curve at x {u:.4g}: ')

def test_pull_without_data(saved, open_page):
    page = open_page(saved(explore(rectified_linear, m=1.5, b=1.5)))
    page.mouse.move(*at(page, 1, 3)); page.mouse.down(); page.mouse.move(*at(page, 1, 4), steps=6); page.mouse.up(); painted(page)
    p = state(page)['params']
    assert p['m'] + p['b'] == pytest.approx(4, abs=0.1)

def test_draw_new_data(page):
    before, wave = state(page), lambda u: 6 + 4*math.sin(2*u)
    page.click('[data-action=draw]')
    stroke(page, wave)
    s = agrees(state(page))
    assert 45 <= len(s['x']) <= 60 and s['x'] == sorted(s['x']) and s['params'] == start
    assert s['y'] == pytest.approx([wave(u) for u in s['x']], abs=0.25)
    stroke(page, lambda u: 2, 1, -0.037)  # leftwards, over a part of it; either end well inside the part of the axis that a point stands for
    t = agrees(state(page))
    assert t['x'] == s['x'] and all((v == pytest.approx(2, abs=0.1)) == (-0.07 < u < 1.03) for u, v in zip(t['x'], t['y']) if abs(wave(u) - 2) > 0.2)
    page.mouse.click(*at(page, 0, 9)); stroke(page, lambda u: 9, 0, 0.02)
    assert state(page)['x'] == t['x'], 'neither a click nor a dot is a drawing'
    page.keyboard.press('Escape'); painted(page)
    assert page.locator('[data-action=draw]').get_attribute('aria-pressed') == 'false'
    for _ in range(2): page.click('[data-action=undo]')
    assert state(page)['x'] == before['x']

def test_draw_with_a_finger(saved, open_page):
    page = open_page(saved(explore(quad, x, y, **start)), has_touch=True, viewport=dict(width=380, height=800))
    assert page.evaluate('document.documentElement.scrollWidth') <= 380
    page.locator('[data-action=draw]').tap()
    cdp = page.context.new_cdp_session(page)
    touch = lambda kind, *p: cdp.send('Input.dispatchTouchEvent', dict(type=kind, touchPoints=[dict(x=a, y=b) for a, b in p]))
    touch('touchStart', at(page, -2, 4))
    for i in range(1, 41): touch('touchMove', at(page, -2 + i/10, 4 + i/10))
    touch('touchEnd'); painted(page)
    s = agrees(state(page))
    assert len(s['x']) > 50 and s['y'] == pytest.approx([6 + u for u in s['x']], abs=0.4)

def test_key_d(page):
    pressed = lambda: page.locator('[data-action=draw]').get_attribute('aria-pressed')
    page.locator('input[data-param=a]').focus(); page.keyboard.press('d'); painted(page)
    assert pressed() == 'true' and said(page).startswith('Drawing: ')
    page.keyboard.press('d'); painted(page)
    assert pressed() == 'false'

def test_python_sees_what_was_pulled_and_drawn(lab):
    l = lab(setup, show, ''); page = l.page
    def both():
        page.wait_for_timeout(500)
        s = agrees(state(page))
        assert l.value('[fig.x[:, 0].tolist(), fig.y[:, 0].tolist(), dict(fig.params), fig.loss]') == [s['x'], s['y'], pytest.approx(s['params']), pytest.approx(s['loss'], rel=1e-9)]
        return s
    s = state(page)
    page.mouse.move(*at(page, 1.3, height(s, 1.3))); page.mouse.down(); page.mouse.move(*at(page, 1.3, 8), steps=10); page.mouse.up()
    assert height(both(), 1.3) == pytest.approx(8, abs=0.1)
    page.click('[data-action=draw]'); stroke(page, lambda u: 5 + u)
    assert both()['x'] != s['x']
