"The data as a table, in a real browser: edited by keys, pasted, given back, undone; and what Python hears of it"
import json
from pathlib import Path
import pytest, torch
from fitcurve import explore, quad
from fitcurve.fit import keep_or_rescale
from tests.kernel import hear
from tests.node import evaluated
from tests.pages import becomes, fits, painted, serious, start, state, x, y

static = Path(__file__).parents[1]/'fitcurve'/'static'
pasted = 'time [s]\theight [m]\n0,5\t1\u2009234,5\n1,5\tnone\n2,5\t−20\n3,5\t30\n'
paste = '''([at, text]) => { const data = new DataTransfer(); data.setData("text/plain", text);
    document.querySelector(at).dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true})) }'''

def cell(page, row, name='x'): return page.locator(f'.fitcurve-grid input[aria-label="{name} of {row}"]')

def test_edited_pasted_and_undone(page, axe):
    before = fits(state(page))
    page.locator('input[data-param=a]').focus()
    page.keyboard.press('t')
    assert cell(page, 'point 1').evaluate('el => el === document.activeElement')
    page.keyboard.type('-1.25'); page.keyboard.press('Enter')
    page.keyboard.type('7.5'); page.keyboard.press('ArrowDown')
    painted(page)
    s = fits(state(page))
    assert [v[0] for v in (s['x'], s['y'])] == [-1.25, 7.5] and s['x'][1:] == before['x'][1:]
    assert cell(page, 'point 2', 'y').evaluate('el => el === document.activeElement')
    page.keyboard.type('seven'); page.keyboard.press('ArrowUp')
    bad = cell(page, 'point 2', 'y')
    assert bad.get_attribute('aria-invalid') == 'true' and bad.input_value() == 'seven'
    assert 'seven: not a number' in page.get_by_role('dialog', name='Data').inner_text()
    assert fits(state(page))['y'] == s['y'], 'what is no number changes nothing'
    assert serious(page, axe) == []
    page.keyboard.press('Control+End')
    page.keyboard.type('1'); page.keyboard.press('Enter'); page.keyboard.type('2'); page.keyboard.press('Enter')
    painted(page)
    s = fits(state(page))
    assert (s['x'][20:], s['y'][20:]) == ([1], [2])
    page.locator('[aria-label="Remove point 21"]').click()
    assert len(fits(state(page))['x']) == 20
    for key in ('Control+Home', 'ArrowDown', 'o', 'Enter'): page.keyboard.press(key)
    assert cell(page, 'point 2').input_value() == 'o'
    page.evaluate(paste, ['.fitcurve-grid', pasted])
    box = page.get_by_role('dialog', name='Data')
    assert '3 rows read, headings time [s] and height [m]; a comma is the decimal sign' in box.inner_text()
    assert 'line 3: “none” is no number' in box.inner_text()
    page.keyboard.press('Enter'); painted(page)
    s = fits(state(page))
    assert (s['x'], s['y']) == ([.5, 2.5, 3.5], [1234.5, -20, 30])
    assert cell(page, 'point 2', 'time [s]').input_value() == '2.5', 'what was typed into the old rows is gone'
    scales = page.evaluate('() => document.querySelector("[data-fitcurve]").fitcurve.scales()')
    assert scales['ylim'][1] > 1234.5 and scales['xlim'][0] > 0
    assert 'height [m] against time [s]' in page.locator('[data-curve]').get_attribute('aria-label')
    assert serious(page, axe) == []
    with page.expect_download() as saved: page.click('[data-action=save-csv]')
    assert open(saved.value.path(), encoding='utf-8').read() == 'time [s],height [m]\n0.5,1234.5\n2.5,-20\n3.5,30\n'
    for _ in range(5): page.click('[data-action=undo-data]')
    painted(page)
    s = state(page)
    assert [s[k] for k in 'xy'] == [before[k] for k in 'xy']
    assert page.locator('[data-action=undo]').get_attribute('aria-disabled') == 'true'
    page.keyboard.press('Escape')
    assert not box.is_visible()

def test_of_many_points_the_rows_that_are_seen_are_made(saved, open_page):
    n = 5000
    xs = torch.linspace(-2, 2, n)
    page = open_page(saved(explore(quad, xs, xs**2, **start)), viewport=dict(width=390, height=800))
    page.keyboard.press('Tab'); page.keyboard.press('t')
    assert page.locator('.fitcurve-grid tbody tr').count() < 40
    assert page.locator('.fitcurve-grid table').get_attribute('aria-rowcount') == str(n + 2)
    page.keyboard.press('Control+End'); page.keyboard.press('ArrowUp')
    last = cell(page, f'point {n}')
    assert last.evaluate('el => el === document.activeElement') and float(last.input_value()) == 2
    grid = page.locator('.fitcurve-grid').bounding_box()
    box = last.bounding_box()
    assert grid['y'] < box['y'] and box['y'] + box['height'] <= grid['y'] + grid['height']
    page.keyboard.type('1.5'); page.locator('.fitcurve-grid').evaluate('el => { el.scrollTop = 0 }')
    becomes(lambda: state(page)['x'][-1], 1.5)
    becomes(lambda: cell(page, 'point 1').count(), 1)
    assert page.evaluate('() => document.documentElement.scrollWidth <= innerWidth')

def test_error_bars_are_a_column_of_their_own(saved, open_page):
    page = open_page(saved(explore(quad, x[:4], y[:4], yerr=[1., 2., 3., 4.], **start)))
    page.keyboard.press('Tab'); page.keyboard.press('t')
    bar, bars = cell(page, 'point 2', 'error bar'), lambda: page.evaluate(
        '() => document.querySelector("[data-fitcurve]").fitcurve.state().yerr')
    bar.fill('-1'); bar.press('Enter')
    box = page.get_by_role('dialog', name='Data')
    assert '-1: an error bar is more than 0' in box.inner_text() and bar.get_attribute('aria-invalid') == 'true'
    bar.fill('0.5'); bar.press('Enter')
    assert cell(page, 'point 3').evaluate('el => el === document.activeElement')
    becomes(bars, [1, .5, 3, 4])
    at, was = x[:4, 0].tolist(), state(page)
    gaps = (quad(x[:4], **start) - y[:4]).abs()/torch.tensor(bars())[:, None]
    assert was['loss'] == pytest.approx(gaps.mean().item())
    page.evaluate(paste, ['.fitcurve-grid', 't\th\tsd\n0,5\t1\t0,25\n1,5\t2\t1,5\n'])
    assert '2 rows read, headings t and h; the third column is error bars' in box.inner_text()
    page.click('[data-action=add-data]')
    becomes(bars, [1, .5, 3, 4, .25, 1.5])
    with page.expect_download() as saved: page.click('[data-action=save-csv]')
    text = open(saved.value.path(), encoding='utf-8').read()
    assert text.startswith('x,y,yerr\n') and text.endswith('0.5,1,0.25\n1.5,2,1.5\n')
    for wanted in ([1, .5, 3, 4], [1, 2, 3, 4]):
        page.click('[data-action=undo-data]')
        becomes(bars, wanted)
    assert state(page)['x'] == pytest.approx(at)

# ── Python ──

def test_python_hears_of_other_data_and_their_names():
    fig = explore(quad, x, y, **start)
    data = dict(x=[0, 1e6], y=[1, -1e6], labels=['time [s]', None])
    hear(fig, seq=1, params=start, restart=start, history=[], data=data)
    assert fig.x.tolist() == [[0], [1e6]]
    assert fig.spec.labels == fig._data['labels'] == fig.snapshot()[0]['labels'] == ['time [s]', None]
    hear(fig, seq=2, params=start, restart=start, history=[], data=dict(x=[0, 1], y=[1, 2]))
    assert fig.spec.labels == ['time [s]', None] and fig.spec.xlim[1] < 2, 'axes suit what is there'

def test_page_and_python_choose_the_same_axes():
    gen = torch.Generator().manual_seed(0)
    size = lambda: 10.**torch.randint(-9, 10, (1,), generator=gen).item()
    draw = lambda: size()*torch.randn(5, generator=gen, dtype=torch.double)
    cases = [([-s, s], draw().tolist()) for s in (1e-9, 1e-2, 1., 30., 1e9) for _ in range(20)]
    told = evaluated(f'''import {{ keptOrRescaled }} from {json.dumps((static/'view.js').as_uri())};
        const told = {json.dumps(cases)}.map(([last, v]) => keptOrRescaled(last, Float64Array.from(v), 0.15));
        console.log(JSON.stringify(told));''')
    for (last, v), got in zip(cases, told):
        assert got == pytest.approx(keep_or_rescale(last, torch.tensor(v, dtype=torch.double), 0.15), rel=1e-12)
