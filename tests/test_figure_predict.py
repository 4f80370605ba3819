"A prediction comes first: what it was, how far off it was, and that it is kept"
import pytest
from fitcurve import explore, mae, noisy_quad, quad
from fitcurve.figure import Edit
from tests.pages import becomes, painted, said, serious, state

x, y = noisy_quad()
start = dict(a=1.1, b=1.1, c=1.1)
loss = mae(quad(x, **start), y).item()

def told(page): return page.locator('.fitcurve-verdict').inner_text()

def test_a_loss_and_the_end_of_a_run_are_predicted_and_compared(saved, open_page, axe):
    page = open_page(saved(explore(quad, x, y, hide=True, **start)))
    box = page.locator('[data-guess=loss]')
    box.fill('many')
    page.click('[data-action=reveal]')
    assert box.get_attribute('aria-invalid') == 'true' and said(page) == 'many: not a number'
    assert page.locator('[data-veiled]').count() == 1 and serious(page, axe) == []
    box.fill('3')
    page.keyboard.press('Enter')
    painted(page)
    assert told(page) == said(page) == f'you said 3, it is {loss:.3f}: {3 - loss:.3f} too high'
    assert page.locator('[data-veiled]').count() == 0 and serious(page, axe) == []
    page.locator('[data-fitcurve]').focus()
    page.keyboard.press('r'); page.keyboard.press('r'); painted(page)  # one may skip
    assert page.locator('[data-veiled]').count() == 0 and 'the best' in said(page)
    page.locator('[data-steps]').fill('3'); page.keyboard.press('Enter')
    page.locator('[data-fitcurve]').focus()
    page.keyboard.press('e')
    page.keyboard.type('0.5')
    assert page.evaluate('() => document.documentElement.scrollWidth <= innerWidth') and serious(page, axe) == []
    page.keyboard.press('Enter')
    becomes(lambda: 'ended at' in told(page), True)
    s = state(page)
    assert told(page).startswith('you said 0.5, it ended at ') and told(page).endswith(' too low')
    assert [p['what'] for p in s['predictions']] == ['loss', 'end']
    assert s['predictions'][1]['was'] == s['loss'] == s['runs'][-1]['losses'][-1]
    assert s['predictions'][1]['params'] == start
    page.keyboard.press('Control+z'); painted(page)
    assert len(state(page)['predictions']) == 1
    page.keyboard.press('Control+Shift+z'); painted(page)
    assert len(state(page)['predictions']) == 2

def message(fig, **more):
    return dict(by='a view', seq=1, after=None, params=start, dials=vars(fig.dials), momentum=None, restart=None,
                history=[], moved=[], ran=[], tuned=False, edits=1) | more

guess = dict(what='loss', said=3, was=2.4, params=start)

def test_python_has_them_and_a_saved_page_too(saved, open_page):
    fig = explore(quad, x, y, **start)
    fig.receive(message(fig, predictions=[guess]))
    assert fig.predictions == [guess] and fig._state['predictions'] == [guess]
    fig.predictions.clear()
    fig.receive(message(fig, seq=2))  # an edit without them leaves them as they are
    assert fig.predictions == [guess]
    assert state(open_page(saved(fig)))['predictions'] == [guess]

@pytest.mark.parametrize('wrong', [
    dict(what='word'), dict(said=None), dict(said='3'), dict(said=float('nan')), dict(was='x'),
    dict(params=dict(a=1.))])
def test_what_is_no_prediction_is_refused(wrong):
    fig = explore(quad, x, y, **start)
    with pytest.raises(ValueError): Edit.from_json(message(fig, predictions=[guess | wrong]), list('abc'))
    assert fig.predictions == []
