"Data that can be taken hold of: by pointer, finger and keys, in a saved page and with a kernel"
import pytest, torch
from fitcurve.data import quad
from fitcurve.figure import explore
from fitcurve.loss import mae
from tests.kernel import hand, hear
from tests.jupyter import setup, show
from tests.pages import Finger, at, becomes, drag, fits, pace, painted, point, said, settled, start, state, x, y

def test_drag_a_point(page):
    before = fits(state(page))
    page.mouse.move(*at(page, *point(before, 3))); page.mouse.down()
    page.mouse.move(*at(page, -1, 10), steps=8)
    fits(state(page))  # under the hand already
    page.mouse.up(); painted(page)
    after = fits(state(page))
    assert point(after, 3) == pytest.approx((-1, 10), abs=0.05) and len(after['x']) == 20
    assert after['best']['loss'] > before['best']['loss'] and after['history'] == 1
    assert page.locator('[data-loss]').inner_text() == f'{after["loss"]:.3f}'
    page.click('[data-action=undo]'); painted(page)
    assert state(page)['x'] == before['x'] and state(page)['y'] == before['y']
    assert fits(state(page))['loss'] == before['loss']
    page.click('[data-action=redo]'); painted(page)
    assert state(page)['y'] == after['y']

def test_a_point_stays_on_the_axes(page):
    px, py = at(page, *point(state(page), 3))
    page.mouse.move(px, py)
    page.mouse.down()
    page.mouse.move(px, py - 2000, steps=5)
    page.mouse.up()
    top = explore(quad, x, y, **start)._spec['ylim'][1]
    assert state(page)['y'][3] == pytest.approx(top)

def test_double_click_adds_and_removes(page):
    page.mouse.dblclick(*at(page, 0, 12)); painted(page)
    s = fits(state(page))
    assert len(s['x']) == 21 and point(s, 20) == pytest.approx((0, 12), abs=0.05)
    page.mouse.dblclick(*at(page, *point(s, 5))); painted(page)
    t = fits(state(page))
    assert t['x'] == s['x'][:5] + s['x'][6:]
    page.locator('input[data-param=a]').focus()
    for _ in range(2): page.keyboard.press('Control+z')
    assert len(state(page)['x']) == 20
    for _ in range(2): page.keyboard.press('Control+Shift+z')
    assert state(page)['x'] == t['x']

def test_touch(saved, open_page):
    page = open_page(saved(explore(quad, x, y, **start)), has_touch=True, viewport=dict(width=390, height=800))
    Finger(page).tap_twice(at(page, 0.5, 12))
    painted(page)
    assert len(fits(state(page))['x']) == 21
    px, py = at(page, *point(state(page), 4))
    Finger(page).stroke([(px, py - 10*i) for i in range(9)])
    painted(page)
    assert at(page, *point(fits(state(page)), 4)) == pytest.approx((px, py - 80), abs=1), 'the page has not scrolled'

def test_keyboard(page):
    page.locator('[data-layer=points-hand]').focus()
    page.keyboard.press('ArrowRight')
    assert said(page).startswith('point 2 of 20: ')
    u, v = point(state(page), 1)
    for _ in range(5): page.keyboard.press('Shift+ArrowUp')
    painted(page)
    s, (lo, hi) = fits(state(page)), explore(quad, x, y, **start)._spec['ylim']
    assert point(s, 1) == pytest.approx((u, v + 0.05*(hi - lo)))
    page.keyboard.press('Enter'); painted(page)
    assert len(fits(state(page))['x']) == 21 and said(page).startswith('added: point 21 of 21')
    page.keyboard.press('Delete'); painted(page)
    assert fits(state(page))['x'] == s['x'] and said(page).startswith('removed; ')
    for _ in range(7): page.keyboard.press('Control+z')
    assert state(page)['y'] == explore(quad, x, y, **start)._spec['y']

def test_undo_takes_back_a_whole_gesture(page):
    button = lambda name: page.locator(f'[data-action={name}]')
    assert button('undo').get_attribute('aria-disabled') == 'true'
    drag(page, 'a', 0.9)
    dragged = state(page)['params']
    page.click('[data-action=run]')
    page.wait_for_function('document.querySelector("[data-fitcurve]").fitcurve.state().history > 20')
    page.click('[data-action=run]')
    page.click('[data-action=undo]')
    assert state(page)['params'] == dragged, 'a run is one thing'
    page.click('[data-action=undo]'); painted(page)
    assert state(page)['params'] == start and button('undo').get_attribute('aria-disabled') == 'true'
    page.click('[data-action=redo]')
    assert state(page)['params'] == dragged

def test_where_the_best_is_not_known_none_is_shown(saved, open_page):
    def f(x, w): return torch.sin(w*x)
    page = open_page(saved(explore(f, x, y, w=1.)))
    page.mouse.dblclick(*at(page, 0, 12)); painted(page)
    assert len(state(page)['x']) == 21 and not state(page)['best']
    assert page.locator('.fitcurve-gauge >> visible=true').count() == 0

def test_a_function_of_these_points_keeps_them(saved, open_page):
    shift = torch.linspace(0, 1, 20)[:, None]
    page = open_page(saved(explore(lambda x, a: a*x + shift, x, y, a=1.)))
    page.mouse.dblclick(*at(page, 0, 12))
    page.locator('[data-layer=points-hand]').focus()
    page.keyboard.press('Delete')
    painted(page)
    assert len(state(page)['x']) == 20
    page.keyboard.press('Shift+ArrowUp'); painted(page)
    assert state(page)['y'] != explore(quad, x, y, **start)._spec['y']

# ── Python ──

def test_python_sets_the_data():
    fig, seen = explore(quad, x, y, **start), []
    fig.observe(lambda change: seen.append(change.name), ['x', 'y'])
    fig.y = y*2
    assert fig.y.shape == (20, 1) and fig.loss == pytest.approx(mae(quad(x.double(), **start), 2*y.double()).item())
    assert fig._data['best']['loss'] == pytest.approx(2*fig._spec['best']['loss'], rel=1e-6)
    fig.data = [0., 9.], [1., 50.]
    assert seen == ['y', 'x', 'y'] and len(fig.history) == 1
    assert fig._state['data_version'] == 2 and fig._data['y'] == [1., 50.]
    assert fig._data['xlim'][1] > 9 and fig._data['ylim'][1] > 50
    with pytest.raises(ValueError, match='x has 3 points, not 2: set both at once'): fig.x = [1, 2, 3]
    with pytest.raises(ValueError, match='y has nan in row 0'): fig.y = [float('nan'), 1]
    with pytest.raises(ValueError, match='this figure was made without data'): explore(quad, **start).x = [1.]
    assert '[1.0,50.0]' in fig._repr_mimebundle_()[0]['text/html'], 'a saved figure has the data as they are'

def test_a_hand_on_the_data():
    fig = explore(quad, x, y, **start)
    edits = fig._state['edits']
    hear(fig, seq=4, params=start, restart=start, history=[], data=dict(x=[0, 1, 2], y=[1, 2, 3]))
    assert fig.x.tolist() == [[0], [1], [2]] and fig.y.tolist() == [[1], [2], [3]]
    assert (fig._state['seq'], fig._state['edits'], fig._state['data_version']) == (4, edits, 1)
    assert [h['loss'] for h in fig.history] == [pytest.approx(fig.loss)]
    hand(fig, a=2.)
    assert len(fig.history) == 2 and len(fig.x) == 3

def test_page_and_python_hold_the_same_data(open_lab):
    lab = open_lab(setup, show, '')
    page = lab.page
    def both(n):
        "Wait until there are n points in the page, and all is told"
        page.wait_for_function('n => document.querySelector("[data-fitcurve]").fitcurve.state().x.length === n', arg=n)
        settled(page)
        python = lab.value('[fig.x[:, 0].tolist(), fig.y[:, 0].tolist(), fig.loss]')
        becomes(lambda: [state(page)[k] for k in 'xy'], python[:2])
        assert fits(state(page))['loss'] == pytest.approx(python[2], rel=1e-9)
    page.mouse.dblclick(*at(page, 0, 12))
    both(21)
    px, py = at(page, *point(state(page), 2))
    page.mouse.move(px, py)
    page.mouse.down()
    for i in range(30):
        page.mouse.move(px + i, py - 3*i)
        pace(page, 20 if i % 7 else 200)
    page.mouse.up()
    both(21)
    lab.run('fig.y = fig.y*3')
    both(21)
    lab.run('fig.data = x, y')
    both(20)
    page.click('[data-action=undo]')
    both(21)

def test_what_the_kernel_computes_has_its_data_too(open_lab):
    lab = open_lab(setup, 'fig = explore(lambda x, a: a*x if a > -9 else x, x, y, a=1.1)\nfig', '')
    page = lab.page
    page.mouse.dblclick(*at(page, 0, 12))
    settled(page)
    assert len(state(page)['x']) == lab.value('len(fig.x)') == 21
    assert state(page)['loss'] == pytest.approx(lab.value('fig.loss'))
