"A prediction comes first: what it was, how far off it was, and that it is kept"
import numpy as np, pytest
from fitcurve import explore, mae, noisy_quad, quad
from fitcurve.figure import Edit
from tests.pages import becomes, painted, said, serious, state, stroke

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
    assert said(page) == f'you said 3, it is {loss:.3f}: {3 - loss:.3f} too high'
    assert told(page) == f'you said 3: {3 - loss:.3f} too high', 'beside the number'
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
    becomes(lambda: told(page).startswith('you said 0.5: '), True)
    s = state(page)
    assert told(page).endswith(' too low') and 'ended at' in said(page)
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
mark = dict(what='end', said=None, was=1., params=start, at=dict(a=2., b=1.), ended=dict(a=2.5, b=1.))
drawn = dict(what='curve', x=[-1, 0.5], said=[2, 1], was=[1.5, None], params=start)
all_kinds = [guess, mark, drawn]

def test_python_has_them_and_a_saved_page_too(saved, open_page):
    fig = explore(quad, x, y, **start)
    fig.receive(message(fig, predictions=all_kinds))
    assert fig.predictions == all_kinds and fig._state['predictions'] == all_kinds
    fig.predictions.clear()
    fig.receive(message(fig, seq=2))  # an edit without them leaves them as they are
    assert fig.predictions == all_kinds
    assert state(open_page(saved(fig)))['predictions'] == all_kinds

def test_with_hide_run_asks_first_where_it_will_end(saved, open_page, axe):
    page = open_page(saved(explore(quad, x, y, hide=True, **start)))
    box, run = page.locator('[data-guess=end]'), page.locator('[data-action=run]')
    top = lambda: page.locator('.fitcurve-strip').bounding_box()
    place = lambda: [run.bounding_box(), top()]
    page.locator('[data-steps]').fill('4'); page.keyboard.press('Enter')
    painted(page)
    before = place()
    run.click(); painted(page)
    assert place() == before and box.is_visible() and state(page)['runs'] == [] and serious(page, axe) == []
    run.click()  # one may skip
    becomes(lambda: [len(r['losses']) for r in state(page)['runs']], [5])
    becomes(lambda: state(page)['running'], False)
    page.click('[data-action=reveal]'); page.click('[data-action=map]'); page.click('[data-action=reset]')
    page.wait_for_function('document.querySelector("[data-map]").fitcurve()?.complete')
    run.focus(); page.keyboard.press('Enter'); page.keyboard.type('1.5')
    m, canvas = page.evaluate('document.querySelector("[data-map]").fitcurve()'), page.locator('[data-map]')
    canvas.click(position=dict(x=(m['left'] + m['right'])/2, y=(m['top'] + m['bottom'])/2)); painted(page)
    assert state(page)['params'] == start and said(page).startswith('you say a ')
    page.keyboard.press('Tab'); canvas.focus(); page.keyboard.press('ArrowRight'); painted(page)
    assert state(page)['params'] == start and serious(page, axe) == []
    box.press('Enter')
    becomes(lambda: len(state(page)['predictions']), 1)
    s = state(page)
    [p] = s['predictions']
    assert (p['said'], p['was'], p['params']) == (1.5, s['loss'], start) and list(p['at']) == ['a', 'b']
    assert p['at']['b'] == pytest.approx(sum(m['ranges'][1])/2, abs=.1)
    assert p['ended'] == {n: s['params'][n] for n in 'ab'} and '; you said a ' in said(page)
    assert page.locator('.fitcurve-told-end').inner_text() == '◂ you said 1.5'
    page.click('[data-action=reset]'); run.click(); page.keyboard.press('Escape')  # who doesn't want to be asked
    run.click()
    becomes(lambda: len(state(page)['runs']), 3)

def test_without_hide_run_runs(saved, open_page):
    page = open_page(saved(explore(quad, x, y, **start)))
    page.click('[data-action=run]')
    becomes(lambda: len(state(page)['runs']), 1)
    assert page.locator('[data-guess=end]').is_hidden()

def off(p):
    "How far off a drawn curve is, by numpy: of the true one at the same places, on average and at most"
    gaps = np.abs(np.array(p['said']) - quad(np.array(p['x']), **p['params']))
    u = p['x'][gaps.argmax()]
    return f'your curve is {gaps.mean():.3g} off on average, at most {gaps.max():.3g} at x = {u:.3g}'

def test_a_curve_is_drawn_or_typed_before_the_best_is_revealed(saved, open_page, axe):
    fig = explore(quad, x, y, hide=True, **start)
    page = open_page(saved(fig))
    page.click('[data-action=predict-curve]')
    stroke(page, lambda u: 3*u*u + 1.5*u + 2)
    stroke(page, lambda u: 2*u*u + 1)  # in place of the first
    [first] = state(page)['predictions']
    assert first['was'] is None and state(page)['y'] == pytest.approx(y.flatten().tolist())
    assert first['said'] == pytest.approx([2*u*u + 1 for u in first['x']], abs=.2)
    assert serious(page, axe) == [] and page.evaluate('() => document.documentElement.scrollWidth <= innerWidth')
    page.click('[data-action=reveal]'); painted(page)
    [p] = state(page)['predictions']
    assert p['params'] == pytest.approx(fig.best.params) and p['said'] == first['said']
    assert p['was'] == pytest.approx(quad(np.array(p['x']), **p['params']).tolist(), rel=1e-12)
    assert told(page) == off(p).split(',')[0] and said(page).endswith(off(p).replace('-', '−'))
    page.keyboard.press('Control+z'); page.keyboard.press('Control+z'); painted(page)
    assert state(page)['predictions'][0]['said'] != p['said']
    page.keyboard.press('c')
    page.keyboard.type('0:1 1'); page.keyboard.press('Enter')
    assert page.locator('[data-guess=curve]').get_attribute('aria-invalid') == 'true'
    page.keyboard.type(':4, -1:2'); page.keyboard.press('Enter'); page.keyboard.press('Enter'); painted(page)
    [p] = state(page)['predictions']
    assert (p['x'], p['said']) == ([-1, 0, 1], [2, 1, 4]) and told(page) == off(p).split(',')[0]
    assert page.locator('[data-veiled]').count() == 0 and serious(page, axe) == []

@pytest.mark.parametrize('wrong', [
    dict(what='word'), dict(said=None), dict(said='3'), dict(said=float('nan')), dict(was='x'),
    dict(params=dict(a=1.))])
def test_what_is_no_prediction_is_refused(wrong):
    fig = explore(quad, x, y, **start)
    with pytest.raises(ValueError): Edit.from_json(message(fig, predictions=[guess | wrong]), list('abc'))
    assert fig.predictions == []

@pytest.mark.parametrize('wrong', [
    dict(at=None), dict(at=dict(z=1.)), dict(at=dict(a='x')), dict(ended=dict(a=1.)), dict(what='loss'), dict(at=[1])])
def test_what_is_no_place_is_refused(wrong):
    with pytest.raises(ValueError):
        Edit.from_json(message(explore(quad, x, y, **start), predictions=[mark | wrong]), list('abc'))

@pytest.mark.parametrize('wrong', [
    dict(x=[1.]), dict(x=[]), dict(x=None), dict(said='21'), dict(said=[2, None]), dict(was=[1.]), dict(was=[1., 'x']),
    dict(was=3), dict(params={}), dict(x=[0.]*61, said=[0.]*61, was=None)])
def test_what_is_no_curve_is_refused(wrong):
    with pytest.raises(ValueError):
        Edit.from_json(message(explore(quad, x, y, **start), predictions=[drawn | wrong]), list('abc'))
