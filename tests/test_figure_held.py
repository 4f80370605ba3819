"Points held out, on the page: a fit that fools itself; a hand on them; a new sample; a second reading"
import pytest, torch
from fitcurve import explore, mae, noisy_quad, quad, relu_sum
from tests.jupyter import setup
from tests.pages import agrees, becomes, fit, listen, painted, said, serious, settled, state

x, y = noisy_quad()
start = dict(a=1.1, b=1.1, c=1.1)

def losses(s):
    "By torch: of the points that are not held out, and of those that are"
    x, y, out = (torch.tensor(s[n], dtype=torch.double)[:, None] for n in ('x', 'y', 'held'))
    out = out[:, 0].bool()
    return [mae(quad(x[rows], **s['params']), y[rows]).item() for rows in (~out, out)]

def more(page, action):
    page.click('[data-action=more]')
    page.click(f'[role=menu] [data-action={action}]')
    painted(page)

def test_sixteen_relus_fool_themselves_and_the_figure_shows_it(saved, open_page, axe):
    fig = explore(relu_sum, data=noisy_quad, n=16, test=0.5)
    page = open_page(saved(fig), viewport=dict(width=1366, height=768))
    fit(page)
    assert state(page)['runs'][0]['losses'][-1] < 1e-3
    run = state(page)['runs'][0]
    seen, test = run['losses'], run['tests']
    lowest = test.index(min(test))
    assert seen[-1] < 0.01*seen[lowest] and test[-1] > 1.2*test[lowest] > 100*seen[-1]
    assert lowest < len(test)/4 and fig.test_loss == pytest.approx(test[0])
    painted(page)
    assert page.locator('[data-test-loss]').inner_text() == f'{test[-1]:.3f}'
    assert 'training mae' in page.locator('.fitcurve-reading').inner_text()
    words = page.locator('[data-history]').get_attribute('aria-valuetext')
    assert words.endswith(f'on those held out {test[-1]:.3f}')
    assert serious(page, axe) == []

def test_a_fit_that_has_seen_every_point_is_doubted_and_tested_at_a_press(saved, open_page, axe):
    page = open_page(saved(explore(relu_sum, x[::2], y[::2], n=6)), viewport=dict(width=390, height=844))
    first, note = state(page), page.locator('[data-notes]')
    fit(page)
    fooled = state(page)
    assert fooled['loss'] < first['loss'] and note.inner_text().startswith('19 parameters for 10 points: such a fit')
    assert serious(page, axe) == [] and page.evaluate('() => document.documentElement.scrollWidth <= innerWidth')
    heard = listen(page)
    page.click('[data-action=test-anew]'); painted(page)
    told = "Every third point is held out, drawn hollow. Now Fit again: the test's loss tells."
    assert note.inner_text() == told and any(words.endswith(told) for words in heard())
    s = state(page)
    assert s['held'] == [0, 1, 0, 0, 1, 0, 0, 1, 0, 0] and s['params'] == first['params']
    fit(page)
    assert len(state(page)['runs'][-1]['tests']) > 20 and 'parameters for' not in note.inner_text()
    page.keyboard.press('x'); painted(page)
    assert state(page)['held'] is None and page.locator('[data-test-loss]').is_hidden()
    for _ in range(3): page.keyboard.press('Control+z')
    painted(page)
    assert state(page)['params'] == fooled['params'] and state(page)['held'] is None
    more(page, 'hold-third')
    assert state(page)['held'] == s['held'] and state(page)['params'] == fooled['params']

def test_a_hand_holds_points_out_reads_more_and_asks_for_another_sample(saved, open_page, axe):
    page = open_page(saved(explore(quad, data=noisy_quad, **start)), viewport=dict(width=390, height=844))
    agrees(state(page))
    assert not page.locator('[data-test-loss]').is_visible() and not page.locator('[data-score-kind]').is_visible()
    page.locator('[data-layer=points-hand]').focus()
    for key in ('o', 'ArrowRight', 'o'): page.keyboard.press(key)
    assert said(page).startswith('held out: point 2 of 20: ') and said(page).endswith('held out')
    becomes(lambda: state(page)['held'], [1, 1] + [0]*18)
    s = state(page)
    assert [s['loss'], s['test']] == pytest.approx(losses(s)) and s['best']['loss'] < s['loss']
    more(page, 'score')
    gaps = (y - quad(x, **start)).double()[2:]
    r2 = 1 - ((gaps**2).sum()/((y[2:] - y[2:].mean())**2).sum()).item()
    reading = page.locator('[data-score]')
    assert reading.inner_text().split(', test ')[0] == f'{r2:.4f}'
    page.locator('[data-score-kind]').select_option('gap')
    painted(page)
    assert reading.inner_text().split(', test ')[0] == f'{gaps.abs().max():.3f}' and serious(page, axe) == []
    assert page.evaluate('() => document.documentElement.scrollWidth <= innerWidth')
    page.locator('[data-fitcurve]').focus()
    page.keyboard.press('r'); painted(page)
    assert not reading.is_visible() and not page.locator('[data-test-loss]').is_visible()
    page.keyboard.press('r'); page.keyboard.press('n'); painted(page)
    assert said(page) == 'A new sample: 20 points'
    s = state(page)
    assert s['y'] == pytest.approx(noisy_quad(seed=1)[1].flatten().tolist()) and s['held'] is None
    page.keyboard.press('Control+z'); painted(page)
    assert state(page)['held'] == [1, 1] + [0]*18
    more(page, 'hold-none')
    agrees(state(page))
    for _ in range(3): page.keyboard.press('Control+z')
    painted(page)
    assert state(page)['held'] is None
    assert state(page)['y'] == pytest.approx(y.flatten().tolist())

@pytest.mark.parametrize('f', ['quad', 'lambda x, a, b, c: quad(x, a, b, c) if a > -9 else x'],
                         ids=['in the page', 'in the kernel'])
def test_python_and_page_hold_the_same_points_out(open_lab, f):
    lab = open_lab(setup, f'fig = explore({f}, data=noisy_quad, test=0.3, a=1.1, b=1.1, c=1.1)\nfig', '')
    page = lab.page
    def both():
        "What Python and page say alike"
        settled(page)
        own = lab.value('dict(held=fig.test.int().tolist(), y=fig.y[:, 0].tolist(), loss=fig.loss, test=fig.test_loss)')
        becomes(lambda: [state(page)[n] for n in ('held', 'y')], [own['held'], own['y']])
        becomes(lambda: [state(page)['loss'], state(page)['test']] == pytest.approx([own['loss'], own['test']]), True)
        assert losses(state(page)) == pytest.approx([own['loss'], own['test']])
        return own
    first = both()
    page.locator('[data-layer=points-hand]').focus()
    page.keyboard.press('o')
    second = both()
    assert second['held'] == [1 - first['held'][0]] + first['held'][1:]
    page.click('[data-action=sample]')
    becomes(lambda: lab.value('fig.y.flatten().tolist()'), noisy_quad(seed=1)[1].flatten().tolist())
    assert both()['held'] == second['held']
    page.click('[data-action=undo]')
    assert both() == second
    lab.run('fig.test = [3, 4]')
    assert sum(both()['held']) == 2
    page.click('[data-action=step]')
    both()
    assert lab.value('fig.history[-1]["test_loss"]') == pytest.approx(state(page)['test'])

slow = setup + '''
import time
from fitcurve import relu_sum
def slow_quad(seed=0):
    time.sleep(1)
    return noisy_quad(seed=seed)''', 'fig = explore(relu_sum, data=slow_quad, n=4, test=0.5)\nfig'

@pytest.mark.parametrize('press', ['fit', 'run'])
def test_what_was_started_before_the_sample_came_goes_on_with_it(open_lab, press):
    "A hand is quicker than Python: New sample, then Fit or Run at once"
    lab = open_lab(*slow, '')
    page = lab.page
    old = state(page)['y']
    page.click('[data-action=sample]')
    page.click(f'[data-action={press}]')
    becomes(lambda: state(page)['y'] != old, True)
    painted(page)
    becomes(lambda: page.locator(f'[data-action={press}]').get_attribute('aria-pressed'), 'false')
    settled(page)
    own = lab.value("dict(y=fig.y[:, 0].tolist(), loss=fig.loss)")
    assert own == dict(y=noisy_quad(seed=1)[1][:, 0].tolist(), loss=pytest.approx(state(page)['loss']))
    run = state(page)['runs'][-1]['losses']
    assert len(run) > 100 and run[-1] < run[0]

def test_a_hand_after_that_stops_it(open_lab):
    "… and what was under way when another sample was asked for"
    lab = open_lab(*slow, '')
    page = lab.page
    for start, stop in [('sample', 'run'), ('run', 'sample')]:
        old = state(page)['y']
        page.click(f'[data-action={start}]')
        page.click(f'[data-action={stop}]')
        if stop == 'run': page.locator('input[data-param=w1]').press('ArrowRight')
        becomes(lambda old=old: state(page)['y'] != old, True)
        painted(page)
        assert not state(page)['running']
