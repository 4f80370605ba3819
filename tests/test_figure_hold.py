"The curve taken hold of, and new data drawn: by pointer, finger and keys"
import math
import pytest
from fitcurve.data import quad
from fitcurve.figure import explore
from fitcurve.relu import rectified_linear
from tests.jupyter import setup, show
from tests.pages import Finger, at, fits, painted, places, said, settled, start, state, stroke, x, y

def height(s, u): return quad(u, **s['params'])

def pull(page, here, there, steps=10):
    "Take hold of the curve here, and let go of it there"
    page.mouse.move(*at(page, *here))
    page.mouse.down()
    page.mouse.move(*at(page, *there), steps=steps)
    page.mouse.up()
    painted(page)

def test_pull_the_curve(page):
    before = state(page)
    page.mouse.move(*at(page, 1.3, height(before, 1.3)))
    page.mouse.down()
    page.mouse.move(*at(page, 1.5, 9), steps=10)
    painted(page)
    held = fits(state(page))
    assert height(held, 1.5) == pytest.approx(9, abs=0.1), 'it is under the hand already'
    page.mouse.move(*at(page, 1.5, 7), steps=10)
    page.mouse.up()
    painted(page)
    after = fits(state(page))
    assert height(after, 1.5) == pytest.approx(7, abs=0.1) and after['x'] == before['x'] and after['history'] == 2
    assert all(abs(after['params'][n] - start[n]) < 1.5 for n in 'abc'), 'every slider moved a little'
    page.click('[data-action=undo]')
    assert state(page)['params'] == start, 'one pull is one thing to undo'

def test_pulled_as_far_as_the_sliders_go(page):
    pull(page, (0, 1.1), (0, -30), steps=20)
    s = fits(state(page))
    assert s['params'] == pytest.approx({**start, 'c': -1.1}, abs=0.05)

def test_pull_by_keys(page):
    page.locator('[data-layer=curve-hand]').focus()
    assert said(page).startswith('the curve at x 0: 1.1')
    for _ in range(2): page.keyboard.press('Shift+ArrowRight')
    for _ in range(10): page.keyboard.press('ArrowUp')
    painted(page)
    spec = explore(quad, x, y, **start)._spec
    u = 0.2*(spec['xlim'][1] - spec['xlim'][0])
    s = fits(state(page))
    assert height(s, u) - quad(u, **start) == pytest.approx(0.1*(spec['ylim'][1] - spec['ylim'][0]), abs=0.05)
    assert said(page).startswith(f'the curve at x {u:.4g}: ')

def test_pull_without_data(saved, open_page):
    page = open_page(saved(explore(rectified_linear, m=1.5, b=1.5)))
    pull(page, (1, 3), (1, 4), steps=6)
    p = state(page)['params']
    assert p['m'] + p['b'] == pytest.approx(4, abs=0.1)

def test_draw_new_data(page):
    before, wave = state(page), lambda u: 6 + 4*math.sin(2*u)
    page.click('[data-action=draw]')
    stroke(page, wave)
    s = fits(state(page))
    assert 45 <= len(s['x']) <= 60 and s['x'] == sorted(s['x']) and s['params'] == start
    assert s['y'] == pytest.approx([wave(u) for u in s['x']], abs=0.25)
    # leftwards, over a part of it; either end well inside the part of the axis that a point stands for
    stroke(page, lambda u: 2, 1, -0.037)
    t = fits(state(page))
    assert t['x'] == s['x']
    for u, v in zip(t['x'], t['y']):
        if abs(wave(u) - 2) > 0.2: assert (v == pytest.approx(2, abs=0.1)) == (-0.07 < u < 1.03), u
    page.mouse.click(*at(page, 0, 9))
    stroke(page, lambda u: 9, 0, 0.02)
    assert state(page)['x'] == t['x'], 'neither a click nor a dot is a drawing'
    page.keyboard.press('Escape')
    painted(page)
    assert page.locator('[data-action=draw]').get_attribute('aria-pressed') == 'false'
    for _ in range(2): page.click('[data-action=undo]')
    assert state(page)['x'] == before['x']

def test_draw_with_a_finger(saved, open_page):
    page = open_page(saved(explore(quad, x, y, **start)), has_touch=True, viewport=dict(width=380, height=800))
    assert page.evaluate('document.documentElement.scrollWidth') <= 380
    page.locator('[data-action=draw]').tap()
    Finger(page).stroke(places(page, [(-2 + i/10, 4 + i/10) for i in range(41)]))
    painted(page)
    s = fits(state(page))
    assert len(s['x']) > 50 and s['y'] == pytest.approx([6 + u for u in s['x']], abs=0.4)

def test_key_d(page):
    pressed = lambda: page.locator('[data-action=draw]').get_attribute('aria-pressed')
    page.locator('input[data-param=a]').focus()
    page.keyboard.press('d')
    painted(page)
    assert pressed() == 'true' and said(page).startswith('Drawing: ')
    page.keyboard.press('d'); painted(page)
    assert pressed() == 'false'

def test_python_sees_what_was_pulled_and_drawn(open_lab):
    lab = open_lab(setup, show, '')
    page = lab.page
    def both():
        settled(page)
        s = fits(state(page))
        python = lab.value('[fig.x[:, 0].tolist(), fig.y[:, 0].tolist(), dict(fig.params), fig.loss]')
        assert python == [s['x'], s['y'], pytest.approx(s['params']), pytest.approx(s['loss'], rel=1e-9)]
        return s
    s = state(page)
    pull(page, (1.3, height(s, 1.3)), (1.3, 8))
    assert height(both(), 1.3) == pytest.approx(8, abs=0.1)
    page.click('[data-action=draw]')
    stroke(page, lambda u: 5 + u)
    assert both()['x'] != s['x']
