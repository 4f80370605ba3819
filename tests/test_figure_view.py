"Where one looks on the plot: zoom, pan, fit, log axes, by wheel, fingers, mouse and keys; and all else goes along"
import math
import numpy as np, pytest, torch
from fitcurve.figure import explore
from tests.pages import Finger, agrees, at, becomes, drag, painted, said, serious, start, state, x, y
from tests.test_view import above_0, power

def scales(page): return page.evaluate('() => document.querySelector("[data-fitcurve]").fitcurve.scales()')

def view(page): s = scales(page); return s['xlim'], s['ylim']

def canvas(page): return page.locator('[data-curve]').bounding_box()

def middle_of(page, axis):
    "On an axis, in the middle of it"
    box, s = canvas(page), scales(page)
    if axis == 'x': return box['x'] + (s['left'] + s['right'])/2, box['y'] + s['bottom'] + 12
    return box['x'] + s['left']/2, box['y'] + (s['top'] + s['bottom'])/2

def wheel(page, place, by, ctrl=True):
    page.mouse.move(*place)
    if ctrl: page.keyboard.down('Control')
    page.mouse.wheel(0, by)
    if ctrl: page.keyboard.up('Control')
    painted(page)

def looked(page, f=agrees):
    "The curve is the function's, from end to end of the axis in view, and no more of it is"
    s, (lo, hi) = state(page), view(page)[0]
    xs = s['curve']['x']
    assert (xs[0], xs[-1]) == pytest.approx((lo, hi)) and len(xs) == 241
    return f(s)

def log_agrees(s):
    xs = torch.tensor(s['curve']['x'], dtype=torch.double)
    assert np.diff(xs.log().numpy()) == pytest.approx(math.log(xs[-1]/xs[0])/240), 'even in the logarithm'
    assert s['curve']['y'] == pytest.approx(power(xs, **s['params']).tolist(), rel=1e-9)
    return s

def fit_button(page): return page.locator('[data-action=fit-view]')

def test_ctrl_and_wheel_drags_of_an_axis_and_keys_zoom_and_pan_and_one_press_leads_back(page, axe):
    page.set_viewport_size(dict(width=1000, height=420))
    page.locator('[data-fitcurve]').focus()
    page.evaluate('scrollTo(0, 0)'); painted(page)
    first, body = view(page), page.locator('.fitcurve-body').bounding_box()
    assert not fit_button(page).is_visible()
    place = at(page, 1, 6)
    for _ in range(4): wheel(page, place, -120)
    (lo, hi), (foot, top) = view(page)
    assert hi - lo == pytest.approx((first[0][1] - first[0][0])*2**-1.2) and top - foot < first[1][1] - first[1][0]
    assert np.abs(np.subtract(at(page, 1, 6), place)).max() < 3, 'what is under the pointer stays there'
    looked(page)
    assert page.evaluate('scrollY') == 0 and page.locator('.fitcurve-body').bounding_box() == body
    assert fit_button(page).is_visible() and serious(page, axe) == []

    wheel(page, middle_of(page, 'y'), -120)
    assert view(page)[0] == [lo, hi] and view(page)[1][1] - view(page)[1][0] == pytest.approx((top - foot)*2**-.3)
    before = view(page)
    u, v = middle_of(page, 'x')
    page.mouse.move(u, v); page.mouse.down(); page.mouse.move(u + 80, v - 40, steps=4); page.mouse.up(); painted(page)
    s = scales(page)
    moved = -80*(hi - lo)/(s['right'] - s['left'])
    assert view(page)[0] == pytest.approx([before[0][0] + moved, before[0][1] + moved], abs=(hi - lo)/100)
    assert view(page)[1] == before[1]
    looked(page)

    now = view(page)
    drag(page, 'a', 0.7)
    page.locator('[data-fitcurve]').focus(); page.keyboard.press('Control+z'); painted(page)
    assert view(page) == now and state(page)['params'] == start, 'neither a slider nor undo moves the view'
    looked(page)
    page.keyboard.press('v'); painted(page)
    assert view(page) == first and not fit_button(page).is_visible() and 'All in view: x −2.2 to 2.2' in said(page)

    page.keyboard.press('+'); page.keyboard.press('+'); painted(page)
    assert view(page)[0] == pytest.approx([-2.2*.64, 2.2*.64]) and 'points outside the view' in said(page)
    assert 'points outside the view' in page.locator('[data-curve]').get_attribute('aria-label')
    page.keyboard.press('-'); page.keyboard.press('-'); painted(page)
    assert view(page)[0] == pytest.approx(first[0]) and view(page)[1] == pytest.approx(first[1])
    page.keyboard.press('-'); painted(page)
    fit_button(page).focus()
    for key in ('ArrowRight', 'Shift+ArrowUp'): page.keyboard.press(key); painted(page)
    assert view(page)[0] == pytest.approx([-2.75 + .55, 2.75 + .55])
    assert view(page)[1][1] - view(page)[1][0] == pytest.approx(first[1][1] - first[1][0])
    looked(page)
    page.keyboard.press('Enter'); painted(page)
    assert view(page) == first and 'a' == page.evaluate('document.activeElement.dataset.param')
    wheel(page, place, 120, ctrl=False)
    becomes(lambda: page.evaluate('scrollY') > 0, True)  # a plain wheel scrolls, as ever
    assert view(page) == first

def test_points_and_readout_go_along_and_what_is_out_of_sight_stays_untouched(page):
    points = list(zip(x.flatten().tolist(), y.flatten().tolist()))
    i = 12
    place = at(page, *points[i])
    for _ in range(5): wheel(page, place, -120)
    (u, v), to = at(page, *points[i]), (points[i][0] + .1, points[i][1] + .5)
    page.mouse.move(u, v)
    becomes(lambda: page.locator('.fitcurve-readout').is_visible(), True)
    page.mouse.down(); page.mouse.move(*at(page, *to), steps=5); page.mouse.up(); painted(page)
    s = looked(page, lambda s: s)
    assert (s['x'][i], s['y'][i]) == pytest.approx(to, abs=0.02)
    assert [s['x'][j] for j in (0, 19)] == [points[j][0] for j in (0, 19)]
    u, v = to[0] - .05, to[1] - .3
    page.mouse.dblclick(*at(page, u, v)); painted(page)
    s = state(page)
    assert len(s['x']) == 21 and (s['x'][-1], s['y'][-1]) == pytest.approx((u, v), abs=0.02)
    page.locator('[data-layer=points-hand]').focus()
    for _ in range(21): page.keyboard.press('ArrowLeft')
    assert 'outside the view' in said(page)
    page.keyboard.press('Shift+ArrowDown'); painted(page)
    s, lo = state(page), view(page)[0][0]
    assert s['x'][0] == points[0][0] < lo and -1 < s['y'][0] - points[0][1] < 0, 'out of sight it moves by one step'

def test_two_fingers_pinch_and_one_still_scrolls(saved, open_page):
    page = open_page(saved(explore(power, *above_0(), a=1., b=1., log='xy')), viewport=dict(width=390, height=700),
                     has_touch=True)
    page.locator('[data-curve]').scroll_into_view_if_needed()
    finger, box, s = Finger(page), canvas(page), scales(page)
    assert s['log'] == 'xy' and s['xlim'][0] > 0
    looked(page, log_agrees)
    middle = box['x'] + (s['left'] + s['right'])/2, box['y'] + (s['top'] + s['bottom'])/2
    value = math.sqrt(s['xlim'][0]*s['xlim'][1])
    def both(apart, off=0): return [(middle[0] + off + w*apart, middle[1] + w*apart) for w in (-1, 1)]
    finger.send('touchStart', *both(30))
    for k in range(1, 5): finger.send('touchMove', *both(30 + 10*k, 5*k))
    finger.send('touchEnd'); painted(page)
    lo, hi = view(page)[0]
    assert math.log(hi/lo) == pytest.approx(math.log(s['xlim'][1]/s['xlim'][0])*30/70, rel=0.05)
    now = scales(page)
    part = (middle[0] + 20 - box['x'] - now['left'])/(now['right'] - now['left'])
    assert lo*(hi/lo)**part == pytest.approx(value, rel=0.15), 'what was between the fingers is there still'
    looked(page, log_agrees)
    assert page.evaluate('visualViewport.scale') == 1 and state(page)['x'] == above_0()[0].flatten().tolist()
    before = view(page)
    finger.stroke([(middle[0], middle[1] + 90 - 20*k) for k in range(6)])
    becomes(lambda: page.evaluate('scrollY') > 0, True)
    assert view(page) == before and page.evaluate('document.documentElement.scrollWidth') <= 390
    page.evaluate('scrollTo(0, 0)')
    page.click('[data-action=fit-view]'); painted(page)
    assert view(page) == (s['xlim'], s['ylim'])

def test_log_axes_come_and_go_behind_the_dots_where_all_is_above_0(saved, open_page, axe):
    u, v = above_0()
    page = open_page(saved(explore(power, u, v - v.min(), a=1., b=1.)))
    first = view(page)
    def choose(name): page.click('[data-action=more]'); page.click(f'[data-action={name}]', force=True); painted(page)
    choose('log-y')
    assert scales(page)['log'] == '' and page.locator('[data-action=log-y]').inner_text() == (
        'Log y axis: it needs every y above 0')
    page.keyboard.press('Escape')
    choose('log-x')
    assert scales(page)['log'] == 'x' and 'log x axis' in page.locator('[data-curve]').get_attribute('aria-label')
    s, at_once = scales(page), looked(page, log_agrees)
    assert at_once['loss'] == pytest.approx((power(u, 1, 1) - v + v.min()).abs().mean().item())
    wheel(page, middle_of(page, 'x'), -120)
    assert math.log(view(page)[0][1]/view(page)[0][0]) == pytest.approx(math.log(s['xlim'][1]/s['xlim'][0])*2**-.3)
    looked(page, log_agrees)
    assert serious(page, axe) == []
    choose('log-x')
    assert view(page) == first and scales(page)['log'] == ''
