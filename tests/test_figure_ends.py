"The ends of a slider: set in Python, typed in place, refused by name; map, slice and sweep follow them"
import math
import numpy as np, pytest
from fitcurve.data import quad
from fitcurve.figure import Edit, explore
from fitcurve.relu import relu_sum
from tests.pages import agrees, painted, said, serious, start, state, x, y
from tests.test_figure_map import surface
from tests.test_figure_predict import message
from tests.test_figure_slice import shown

# ── In Python ──

def test_the_ends_are_read_and_set_as_explore_is_given_them():
    fig = explore(quad, x, y, a=1.1, b=(-2, 2, .5), c=1.1)
    assert list(fig.sliders) == list('abc') and fig.sliders['b'] == (-2., 2., .5)
    fig.sliders['a'] = 0, np.float32(8)
    assert fig.sliders['a'] == (0., 8., .1), 'a step that is left out stays'
    fig.params['a'] = .03
    fig.sliders = dict(a=(0, .05), b=(-9, 9))
    assert fig.sliders['a'][:2] == (0., .05) and fig.sliders['a'][2] < .05, 'unless it is longer than the slider'
    assert fig.sliders['b'] == (-9., 9., .5) and fig.params == dict(a=.03, b=0., c=1.1)
    assert fig._state['sliders'].keys() == {'a', 'b'} and fig.snapshot()[0]['now']['sliders'] == fig._state['sliders']
    fig.sliders |= dict(a=(-1.1, 3.3000000000000003, .1), b=(-2, 2, .5))
    assert fig._state['sliders'] == {}

@pytest.mark.parametrize('scale', [1e-9, 1., 1e9])
def test_ends_at_any_scale_and_of_arrays(scale):
    fig = explore(relu_sum, x, y, w=[scale], m=[scale], b=[scale], bias=0.)
    fig.sliders = {n: (-7*scale, 7*scale, scale/100) for n in fig.sliders}
    assert set(fig.sliders.values()) == {(-7*scale, 7*scale, scale/100)} and len(fig.sliders) == len(fig.params)

@pytest.mark.parametrize('wrong, error, says', [
    (dict(a=(2, 3)), ValueError, 'a is 1.1, not from 2 to 3'), (dict(a=(3, 2)), ValueError, 'upside down'),
    (dict(a=(1, 1)), ValueError, 'upside down'), (dict(a=(0, 2, 0)), ValueError, 'step'),
    (dict(a=(0, math.nan)), ValueError, 'a must be'), (dict(a=(-math.inf, 2)), ValueError, 'a must be'),
    (dict(a=2), ValueError, 'low, high'), (dict(a='ab'), ValueError, 'low, high'), (dict(a=()), ValueError, 'low'),
    (dict(a=(-1.5e308, 1.5e308)), ValueError, 'too far'), (dict(q=(0, 1)), KeyError, 'no slider q'),
    (dict(b=(0, 5), a=(5, 6)), ValueError, 'a is 1.1'), (3, TypeError, 'by name'), (None, TypeError, 'by name')])
def test_what_makes_no_sense_is_refused_and_changes_nothing(wrong, error, says):
    fig = explore(quad, x, y, **start)
    before = dict(fig.sliders), fig._state
    with pytest.raises(error, match=says): fig.sliders = wrong
    assert (dict(fig.sliders), fig._state) == before
    with pytest.raises(TypeError, match='not removed'): del fig.sliders['a']

def test_a_choice_has_no_ends_and_what_is_outside_already_may_stay_there():
    fig = explore(lambda x, a, up: a*x if up else x, x, y, a=1., up=True)
    assert list(fig.sliders) == ['a']
    with pytest.raises(KeyError, match='no slider up'): fig.sliders['up'] = 0, 1
    fig.params['a'] = 100
    fig.sliders['a'] = -5, 50
    assert fig.params['a'] == 100
    with pytest.raises(ValueError, match='a is 100'): fig.sliders['a'] = -5, 40

def test_a_hands_ends_are_kept_and_others_refused():
    fig = explore(quad, x, y, **start)
    ends = {n: list(v) for n, v in fig.sliders.items()} | dict(a=[-5, 5, .5])
    fig.receive(message(fig, sliders=ends))
    assert fig.sliders['a'] == (-5., 5., .5) and fig._state['sliders'] == dict(a=[-5., 5., .5])
    fig.receive(message(fig, seq=2))
    assert fig.sliders['a'] == (-5., 5., .5), 'an edit without them leaves them as they are'
    for wrong in dict(a=[5, 1, 1]), dict(a=[0, 'inf', 1]), dict(a=None), dict(q=[0, 1, 1]), dict(a=[0, 1, -1]):
        with pytest.raises(ValueError): Edit.from_json(message(fig, sliders=wrong), list('abc'))

# ── In a browser ──

def fill(page, **typed):
    for which, text in typed.items(): page.fill(f'.fitcurve-ends [data-end={which}]', text)

def ends(page, name='a'): return state(page)['sliders'][name]

def test_typed_in_place_and_everything_follows(page, axe):
    plot = page.locator('.fitcurve-plot').bounding_box()
    page.click('[data-action=map]')
    page.locator('input[data-param=a]').focus()
    page.keyboard.press('o'); painted(page)
    assert not serious(page, axe)
    page.keyboard.type('-4'); page.keyboard.press('Tab'); page.keyboard.type('.5'); page.keyboard.press('Enter')
    painted(page)
    assert ends(page) == [-4, pytest.approx(3.3), .5] and surface(page)['ranges'][0] == [-4, pytest.approx(3.3)]
    page.keyboard.press('ArrowRight'); painted(page)  # the focus is on the slider again
    assert agrees(state(page))['params']['a'] == pytest.approx(1.5), 'the nearest stop to 1.6'
    page.keyboard.press('l'); painted(page)
    page.locator('input[data-param=a]').hover()
    page.click('.fitcurve-track [data-end=max]'); fill(page, max='9'); page.keyboard.press('Tab'); painted(page)
    s = shown(page)
    assert s['ranges'][0] == [-4, 9] and (s['ts'][0], s['ts'][-1]) == (-4, 9)
    assert not page.locator('.fitcurve-ends').is_visible()
    page.locator('input[data-param=a]').focus(); page.keyboard.press('End'); painted(page)
    assert state(page)['params']['a'] == 9 and not serious(page, axe)
    for was in [-4, 9, .5], [-4, 9, .5], [-4, pytest.approx(3.3), .5]:
        assert ends(page) == was
        page.keyboard.press('Control+z'); painted(page)
    page.keyboard.press('l'); painted(page)
    assert page.locator('.fitcurve-plot').bounding_box() == plot

def test_what_is_wrong_says_so_and_changes_nothing(page):
    before = state(page)['sliders']
    page.locator('input[data-param=b]').focus()
    page.keyboard.press('o')
    for typed, why in [
            (dict(min='x'), 'not a number'), (dict(min='0,5'), 'write 0.5, with a point'),
            (dict(min='1.2'), 'b is 1.1: keep it inside'), (dict(min='4'), 'the lower end first, then the upper'),
            (dict(min='0', step='0'), 'more than 0'), (dict(step='99'), 'at most 3.3'),
            (dict(step='.1', max='1'), 'b is 1.1: keep it inside'), (dict(max='1e400'), 'too large')]:
        fill(page, **typed)
        page.keyboard.press('Enter'); painted(page)
        assert page.locator('.fitcurve-ends .fitcurve-why').inner_text().startswith(why) and why in said(page)
        assert page.locator('.fitcurve-ends [aria-invalid=true]').get_attribute('aria-description').startswith(why)
    page.keyboard.press('Escape'); painted(page)
    assert not page.locator('.fitcurve-ends').is_visible() and state(page)['sliders'] == before
    assert page.evaluate('document.activeElement.dataset.param') == 'b'
    assert page.locator('[data-action=undo]').get_attribute('aria-disabled') == 'true'

def test_a_saved_page_has_the_ends_and_takes_decimal_commas(saved, open_page):
    fig = explore(quad, x, y, **start)
    fig.sliders['a'] = -6, 6, .25
    page = open_page(saved(fig), locale='de-DE')
    assert ends(page) == [-6, 6, .25] and ends(page, 'b') == [-1.1, pytest.approx(3.3), .1]
    page.locator('input[data-param=a]').focus(); page.keyboard.press('o')
    fill(page, max='7,5'); page.keyboard.press('Enter'); painted(page)
    assert ends(page) == [-6, 7.5, .25]
    page.keyboard.press('g'); page.wait_for_function(
        'document.querySelector("[data-fitcurve]").fitcurve.state().params.a > 3.4')  # the sweep goes on to the new end
