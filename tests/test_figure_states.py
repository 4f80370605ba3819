"Each state by keyboard alone, in words, and in a narrow column: what was in the way of somebody new to the figure"
import pytest
from fitcurve.data import quad
from fitcurve.figure import explore
from tests.pages import painted, start, state, x, y

names = '''() => { const e = document.activeElement;
    if (!e.closest('[data-fitcurve]') || !e.checkVisibility({ visibilityProperty: true })) return 'nowhere';
    const { action, param, guess, layer } = e.dataset;
    return action ?? param ?? guess ?? layer ?? Object.keys(e.dataset)[0] ?? e.className }'''
wide = '''() => [...document.querySelectorAll('[data-fitcurve] :is(input[type=text], .fitcurve-ask span)')]
    .filter(e => e.checkVisibility())
    .filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > Math.max(30, e.clientHeight + 1))
    .map(e => e.getAttribute('aria-label') ?? e.textContent)'''

def press(page, *keys):
    "These keys; what has the focus then"
    for key in keys: page.keyboard.press(key)
    painted(page)
    return page.evaluate(names)

def heard(page, *words):
    "A screen reader hears these words, one after the other"
    said = 'words => words.every(w => document.querySelector(".fitcurve-live").textContent.includes(w))'
    page.wait_for_function(said, arg=list(words))

def test_the_keyboard_is_never_lost(saved, open_page):
    page = open_page(saved(explore(quad, x[:3], y[:3], hide=True, **start)))
    page.locator('[data-guess=loss]').focus()
    assert press(page, 'c') == 'loss', 'a letter that is typed'
    page.locator('[data-action=reveal]').focus()
    assert press(page, 'c') == 'curve' and press(page, 'Escape') == 'loss'
    assert press(page, 'Control+a', '3', 'Enter') == 'a'
    page.locator('[data-steps]').fill('30')
    page.locator('[data-action=run]').focus()
    assert press(page, 'Enter') == 'end' and press(page, 'Escape') == 'run'
    assert press(page, 'Enter') == 'run' and state(page)['running']
    page.locator('[data-action=test-anew]').wait_for()  # three parameters, three points
    heard(page, 'mae')  # last, as the note before
    page.locator('[data-action=test-anew]').focus()
    assert press(page, 'Enter') == 'run'
    assert press(page, 'l') == 'run'
    page.locator('[data-slice]').focus()
    assert press(page, 'm') == 'map' and press(page, 'm') != 'nowhere'
    page.locator('[data-action=fullscreen]').focus()
    assert press(page, '+', 'v') == 'fullscreen'

def test_a_pointer_leaves_no_mark_of_the_focus(saved, open_page):
    page = open_page(saved(explore(quad, x, y, hide=True, **start)))
    page.click('[data-action=reveal]'); painted(page)
    assert page.evaluate('document.activeElement.matches("[data-fitcurve]")')
    assert press(page, 'r') == 'fitcurve' and page.locator('[data-guess=loss]').is_visible()

def test_what_opens_says_what_it_shows(page):
    page.locator('input[data-param=a]').focus()
    for key, words in (('l', ['slice along a: mae 2.422 at a = 1.1', 'a larger a lowers it']), ('l', ['slice: off']),
                       ('m', ['map of mae: now a 1.1, b 1.1; lowest']), ('h', ['ring', 'on']), ('h', ['ring', 'off'])):
        page.keyboard.press(key)
        heard(page, *words)
    page.keyboard.press('l')
    heard(page, 'slice along a')
    page.keyboard.press('ArrowRight')
    heard(page, 'mae', 'slope')  # as the tangent turns
    page.click('[data-action=more]'); page.click('.fitcurve-menu [data-action=score]')
    heard(page, 'R²', 'on')

def test_nothing_is_cut_off_in_a_narrow_column(saved, open_page):
    def grows(x, rate_of_growth_of_the_whole_pond, b): return rate_of_growth_of_the_whole_pond*x + b
    big = explore(grows, x.double(), y.double()*1e9, rate_of_growth_of_the_whole_pond=1.1e9, b=-1.2345e9)
    page = open_page(saved(explore(quad, x, y, hide=True, **start), big), n=2, viewport=dict(width=660, height=614))
    assert page.evaluate(wide) == [], 'numbers of any size'
    page.locator('[data-fitcurve]').first.focus()
    press(page, 'c')
    assert page.evaluate(wide) == [], 'what is asked of the curve'
    press(page, 'Escape', 'r')
    press(page, 'e')
    assert page.locator('.fitcurve-ask > span').first.inner_text().split() == ['ends', 'at', 'mae']
    assert page.evaluate(wide) == [], 'the question of where Run ends'
    press(page, 'Escape', 'o')
    assert page.evaluate(wide) == [], 'the ends of a slider'
    page.locator('[data-action=more]').last.click()
    assert page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'a menu with a long name'

@pytest.mark.parametrize('scale', [1e-9, 1, 1e9])
def test_at_the_best_there_is_no_arrow_of_rounding(saved, open_page, scale):
    def line(x, w): return w*x
    page = open_page(saved(explore(line, x.double(), y.double()*scale, w=1.5*scale)))
    grad = state(page)['grad']['w']
    assert abs(grad) < 1e-12, 'twenty signs of x, that add up to nothing'
    assert page.locator('.fitcurve-arrow[data-arrow=w]').get_attribute('data-way') == ''
    page.locator('input[data-param=w]').press('l')
    heard(page, 'slope 0: level here')
