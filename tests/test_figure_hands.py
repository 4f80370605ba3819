"What a hand, a tap or a run must not lose, betray or spoil: with real events in a real browser"
import math, re
import pytest, torch
from fitcurve.data import quad
from fitcurve.figure import explore
from tests.jupyter import setup, show
from tests.pages import Finger, at, becomes, drag, fits, pace, painted, said, settled, start, state, stop_clock, x, y
from tests.test_figure_map import at as on_map, surveyed
from tests.test_figure_time import dial, names, ran

def mse(preds, acts): return ((preds - acts)**2).mean()

def notes(page): return page.locator('[data-notes]').inner_text()

def walked(page):
    "Moves by hand, a run, and a few steps with momentum: all that the figure then has of them"
    drag(page, 'a', 0.6); drag(page, 'b', 0.4)
    dial(page, steps=6)
    ran(page, reset=False)
    dial(page, friction=0.2)
    for _ in range(3): page.click('[data-action=step]')
    painted(page)
    return state(page)

def same_walk(page, s):
    t = state(page)
    for key in 'params', 'x', 'y', 'history', 'runs', 'best', 'loss': assert t[key] == s[key], key
    assert page.locator('.fitcurve-run').all_inner_texts() == ['by hand', *[r['name'] for r in s['runs']]]

# ── Hidden is hidden ──

def told(page):
    "All numbers of four figures that anything in the figure says: text, names, values, descriptions"
    words = page.locator('[data-fitcurve]').evaluate('''e => [...e.querySelectorAll("*")].flatMap(el => [
        ...[...el.attributes].filter(a => /^aria-|^title$|^alt$/.test(a.name)).map(a => a.value),
        ...[...el.childNodes].filter(n => n.nodeType === 3).map(n => n.data)]).join(" ")''')
    return set(re.findall(r'\d\.\d{3}', words.replace('−', '-')))

def losses(page):
    s = state(page)
    return {f'{v:.3f}' for v in [s['loss'], s['best']['loss'], *[v for r in s['runs'] for v in r['losses']]]}

@pytest.fixture
def hidden(saved, open_page): return open_page(saved(explore(quad, x, y, hide=True, **start)))

def test_the_legend_doesnt_tell_what_the_veil_hides(hidden):
    page = hidden
    drag(page, 'a', 0.7)
    page.click('[data-action=step]'); painted(page)
    assert page.locator('.fitcurve-run').all_inner_texts() == ['by hand', 'Step lr 0.05']
    assert page.locator('.fitcurve-pick .fitcurve-number').all_inner_texts() == ['', '']
    assert page.locator('[data-least]').count() == 0
    assert 'least' not in page.locator('.fitcurve-legend[aria-label=runs]').inner_html()
    page.click('[data-action=reveal]'); painted(page)
    assert page.locator('.fitcurve-pick .fitcurve-number').all_inner_texts()[1] == f'{state(page)["loss"]:.3f}'
    page.keyboard.press('r'); painted(page)
    assert page.locator('.fitcurve-pick .fitcurve-number').all_inner_texts() == ['', '']

def test_nothing_in_the_page_tells_the_loss_behind_the_veil(hidden):
    "Legend, reading, gauge, scrubber, the map's legend and description, the canvas, and what is said"
    page = hidden
    page.click('[data-action=map]')
    drag(page, 'a', 0.7)
    for _ in range(3): page.click('[data-action=step]')
    painted(page)
    assert not told(page) & losses(page)
    assert page.locator('.fitcurve-arrow[data-way=more], .fitcurve-arrow[data-way=less]').count() == 0
    page.click('[data-action=reveal]'); surveyed(page)
    assert told(page) & losses(page)
    assert 'lowest on this map' in page.locator('[data-map]').get_attribute('aria-description')
    page.keyboard.press('r'); painted(page)
    assert not told(page) & losses(page), 'nor does it stay there from when it was seen'
    assert not page.locator('[data-map]').get_attribute('aria-description')
    assert page.locator('.fitcurve-map-scale').text_content() == ''

def test_the_scrubber_and_the_gauge_say_no_loss_behind_the_veil(hidden):
    page = hidden
    for _ in range(2): page.click('[data-action=step]')
    painted(page)
    assert page.locator('[data-history]').get_attribute('aria-valuetext') == 'step 2 of Step lr 0.05'
    gauge = page.locator('.fitcurve-gauge:not(.fitcurve-hollow)')
    assert gauge.get_attribute('aria-valuenow') == '0' and not gauge.get_attribute('aria-valuetext').strip('\u2007 ')
    assert not page.locator('[data-loss]').text_content().strip('\u2007')
    page.click('[data-action=reveal]'); painted(page)
    assert page.locator('[data-history]').get_attribute('aria-valuetext').endswith(f': mae {state(page)["loss"]:.3f}')
    assert gauge.get_attribute('aria-valuenow') != '0'

def test_what_was_to_be_said_is_not_said_behind_a_veil(page):
    stop_clock(page)
    page.locator('input[data-param=a]').press('ArrowRight')
    page.keyboard.press('r')
    page.clock.run_for(5000)
    assert not re.search(r'\d', said(page))

# ── Nothing is lost by a tap ──

def test_a_tap_on_the_empty_plot_does_nothing(page):
    s = walked(page)
    page.mouse.click(*at(page, 0, 12)); painted(page)
    same_walk(page, s)
    page.keyboard.press('m'); painted(page)
    assert page.locator('[data-map]').is_visible(), 'but the figure has the keys'

def test_two_clicks_that_are_no_double_click_add_nothing(page):
    stop_clock(page)
    page.mouse.click(*at(page, 0, 12))
    page.mouse.click(*at(page, 1, 9))
    page.clock.run_for(100)
    assert len(state(page)['x']) == 20

def test_a_tap_of_a_finger_adds_nothing_a_double_tap_one_point(saved, open_page):
    page = open_page(saved(explore(quad, x, y, **start)), has_touch=True, viewport=dict(width=390, height=800))
    page.touchscreen.tap(*at(page, 0.5, 12)); painted(page)
    assert len(state(page)['x']) == 20
    pace(page, 700)
    page.touchscreen.tap(*at(page, 0.5, 12)); painted(page)
    assert len(state(page)['x']) == 20, 'two slow taps are no double tap'
    pace(page, 700)
    Finger(page).tap_twice(at(page, 0.5, 12)); painted(page)
    s = fits(state(page))
    assert len(s['x']) == 21 and (s['x'][20], s['y'][20]) == pytest.approx((0.5, 12), abs=0.1)
    pace(page, 700)
    Finger(page).tap_twice(at(page, 0.5, 12)); painted(page)
    assert len(fits(state(page))['x']) == 20

@pytest.mark.parametrize('way', ['add', 'remove', 'move', 'draw', 'keyboard'])
def test_undo_brings_back_runs_and_history_with_the_data(page, way):
    s = walked(page)
    if way == 'add': page.mouse.dblclick(*at(page, 0, 12))
    if way == 'remove': page.mouse.dblclick(*at(page, s['x'][3], s['y'][3]))
    if way == 'move':
        page.mouse.move(*at(page, s['x'][3], s['y'][3])); page.mouse.down()
        page.mouse.move(*at(page, s['x'][3], s['y'][3] + 3), steps=6); page.mouse.up()
    if way == 'draw':
        page.locator('input[data-param=a]').focus(); page.keyboard.press('d')
        page.mouse.move(*at(page, -2, 5)); page.mouse.down()
        page.mouse.move(*at(page, 2, 9), steps=30); page.mouse.up()
        page.keyboard.press('d')
    if way == 'keyboard':
        page.locator('[data-layer=points-hand]').focus(); page.keyboard.press('Enter')
    painted(page)
    t = fits(state(page))
    assert (t['x'], t['y']) != (s['x'], s['y']) and not t['runs'] and t['history'] == 1
    page.click('[data-action=undo]'); painted(page)
    same_walk(page, s)
    page.click('[data-action=redo]'); painted(page)
    assert (state(page)['x'], state(page)['y'], state(page)['runs']) == (t['x'], t['y'], [])
    page.click('[data-action=undo]'); painted(page)
    page.click('[data-action=step]'); painted(page)
    assert names(page) == [r['name'] for r in s['runs']], 'the run goes on, with its momentum'
    once = state(page)['params']
    page.click('[data-action=undo]'); page.click('[data-action=redo]')
    assert state(page)['params'] == once

def test_undo_brings_back_a_run_taken_off_the_chart_and_the_walk_before_a_reset(page):
    s = walked(page)
    page.click(f'[aria-label="Remove {s["runs"][0]["name"]}"]'); painted(page)
    assert len(names(page)) == 1
    page.click('[data-action=undo]'); painted(page)
    same_walk(page, s)
    page.click('[data-action=reset]'); painted(page)
    assert state(page)['history'] == 1
    page.click('[data-action=undo]'); painted(page)
    same_walk(page, s)

def test_a_run_that_is_undone_stays_to_be_compared(page):
    dial(page, steps=5)
    ran(page, reset=False)
    page.click('[data-action=undo]')
    dial(page, friction=0.5)
    ran(page, reset=False)
    assert names(page) == ['lr 0.05', 'lr 0.05 friction 0.5']

def test_the_original_data_can_be_had_back(page):
    offered = lambda: page.locator('[role=menu] [data-action=original]').count()
    page.click('[data-action=more]')
    assert offered() == 0, 'these are they'
    page.keyboard.press('Escape')
    before = state(page)
    page.mouse.dblclick(*at(page, 0, 12)); painted(page)
    page.locator('[data-layer=points-hand]').focus()
    for _ in range(3): page.keyboard.press('Shift+ArrowUp')
    page.keyboard.press('Delete')
    painted(page)
    page.locator('[data-layer=points-hand]').focus(); page.keyboard.press('Delete'); painted(page)
    moved = state(page)
    assert moved['x'] != before['x']
    page.click('[data-action=more]'); page.click('[data-action=original]'); painted(page)
    s = fits(state(page))
    assert (s['x'], s['y']) == (before['x'], before['y'])
    page.click('[data-action=more]')
    assert offered() == 0
    page.keyboard.press('Escape')
    page.click('[data-action=undo]'); painted(page)
    assert state(page)['x'] == moved['x']

def test_python_has_the_walk_back_too(open_lab):
    lab = open_lab(setup, show, '')
    page = lab.page
    walked(page); settled(page)
    before = lab.value('[fig.history, fig.x[:, 0].tolist()]')
    assert len(before[0]) > 8
    page.mouse.dblclick(*at(page, 0, 12)); settled(page)
    becomes(lambda: lab.value('[len(fig.history), len(fig.x)]'), [1, 21])
    page.click('[data-action=undo]'); settled(page)
    becomes(lambda: lab.value('len(fig.x)'), 20)
    history, data = lab.value('[fig.history, fig.x[:, 0].tolist()]')
    assert data == before[1] and len(history) == len(before[0])
    for got, want in zip(history, before[0]): assert got == pytest.approx(want)

# ── The map ──

def test_a_click_on_the_ball_of_the_map_does_nothing(page):
    page.click('[data-action=map]'); surveyed(page)
    for _ in range(3): page.click('[data-action=step]')
    painted(page)
    s = state(page)
    here = on_map(page, s['params']['a'], s['params']['b'])
    for _ in range(2): page.mouse.click(*here)
    page.mouse.move(*here); page.mouse.down(); page.mouse.move(here[0] + 2, here[1] + 1); page.mouse.up()  # it shook
    painted(page)
    t = state(page)
    assert (t['params'], t['history'], t['runs']) == (s['params'], s['history'], s['runs']) and s['history'] == 4

def test_a_tap_on_the_ball_and_a_key_at_the_maps_end_do_nothing(saved, open_page):
    page = open_page(saved(explore(quad, x, y, **start)), has_touch=True, viewport=dict(width=390, height=1300))
    page.tap('[data-action=map]'); surveyed(page)
    for _ in range(3): page.tap('[data-action=step]')
    painted(page)
    s = state(page)
    page.touchscreen.tap(*on_map(page, s['params']['a'], s['params']['b'])); painted(page)
    assert (state(page)['params'], state(page)['history']) == (s['params'], s['history'])
    page.locator('input[data-param=a]').focus(); page.keyboard.press('End')
    page.click('[data-action=step]'); page.click('[data-action=undo]'); painted(page)
    n = state(page)['history']
    page.locator('[data-map]').focus(); page.keyboard.press('ArrowRight'); painted(page)
    assert n > 4 and state(page)['history'] == n

def test_undo_brings_back_the_path_that_another_start_on_the_map_wiped(page):
    page.click('[data-action=map]'); surveyed(page)
    for _ in range(3): page.click('[data-action=step]')
    painted(page)
    s = state(page)
    page.mouse.click(*on_map(page, 2.5, 0.3)); painted(page)
    assert state(page)['history'] == 1
    page.click('[data-action=undo]'); painted(page)
    t = state(page)
    assert (t['params'], t['history'], t['runs']) == (s['params'], s['history'], s['runs'])

# ── A run that flies off ──

def rate(page, lr):
    page.locator('[data-lr]').evaluate('(e, v) => { e.value = v; e.dispatchEvent(new Event("input")); }',
                                       math.log10(lr))

def inked_rows(page):
    "Of the chart's canvas, the rows that have ink of the line of moves by hand or of a run"
    return page.locator('.fitcurve-strip canvas').first.evaluate('''e => {
        const g = e.getContext("2d"), { width: w, height: h } = e, d = g.getImageData(0, 0, w, h).data;
        const rows = [];
        for (let r = 0; r < h*0.75; r++) for (let c = 0; c < w*0.5; c++)
            if (d[4*(r*w + c) + 3] > 60) { rows.push(r/h); break; }
        return rows; }''')

@pytest.mark.parametrize('by', [1e-9, 1., 1e9])
def test_a_run_that_flies_off_is_called_so(saved, open_page, by):
    page = open_page(saved(explore(lambda x, a, b: by*(a*x + b), by*x, by*y, mse, a=1., b=1.) if by == 1 else
                           explore(lambda x, a, b: a*x + b*by, x, by*y, mse, a=by, b=1.)))
    assert not page.locator('[data-notes]').is_visible()
    rate(page, 3.)
    dial(page, steps=40)
    ran(page)
    assert state(page)['loss'] > 1e6*state(page)['runs'][0]['losses'][0]
    assert 'Diverging: the learning rate is too large.' in notes(page)
    page.click('[data-action=reset]'); painted(page)
    assert not page.locator('[data-notes]').is_visible()

def test_the_chart_stays_readable(saved, open_page):
    page = open_page(saved(explore(quad, x, y, mse, **start)))
    dial(page, steps=30)
    ran(page)
    good = inked_rows(page)
    rate(page, 9.)
    dial(page, steps=50)
    ran(page)
    page.click('[data-action=step]'); painted(page)  # another line begins out there
    s = state(page)
    assert s['loss'] > 1e100 and len(s['runs']) == 3 and s['runs'][-1]['losses'][0] > 1e100
    assert 'Diverging: the learning rate is too large.' in notes(page)
    for log in False, True:
        if log: page.locator('[data-log]').check(); painted(page)
        assert max(inked_rows(page)) - min(inked_rows(page)) > 0.4
    texts = page.locator('.fitcurve-legend[aria-label=runs]').inner_text()
    assert len(good) > 10 and 'e+' in texts

def test_the_mean_absolute_error_flies_off_too(page):
    rate(page, 10.)
    dial(page, steps=30)
    ran(page)
    assert 'The learning rate is too large: the run began at mae 2.422' in notes(page)
    page.click('[data-action=undo]')
    rate(page, 0.05)
    ran(page)
    assert not page.locator('[data-notes]').is_visible()

def test_behind_the_veil_no_note_tells_where_the_loss_went(saved, open_page):
    page = open_page(saved(explore(quad, x, y, mse, hide=True, **start)))
    rate(page, 9.)
    dial(page, steps=20)
    page.click('[data-action=run]'); page.keyboard.press('Escape')  # no prediction
    ran(page)
    assert not page.locator('[data-notes]').is_visible()

# ── Where the loss is no number ──

def test_where_the_function_has_no_number(saved, open_page):
    fig = explore(lambda x, a, b: torch.sqrt(a*x) + b, x, y, a=1., b=1.)
    page = open_page(saved(fig))
    bad = sorted(v for v in x[:, 0].tolist() if v < 0)
    words = ', '.join(f'{v:.4g}'.replace('-', '−') for v in bad[:3])
    told = f'The mae is not a number: the function has no number at x = {words} and {len(bad) - 3} more points.'
    assert told in notes(page)
    page.locator('[data-number=a]').fill('0'); painted(page)
    assert not page.locator('[data-notes]').is_visible()

def test_where_the_function_is_infinite(saved, open_page):
    us = torch.tensor([[-1.], [0.], [2.]])
    page = open_page(saved(explore(lambda x, a: a/x, us, us, a=1.)))
    assert 'The mae is infinite: so is the function at x = 0.' in notes(page)

def test_where_the_loss_alone_has_no_number(saved, open_page):
    def logs(preds, acts): return (torch.log(preds) - torch.log(acts)).abs().mean()
    page = open_page(saved(explore(lambda x, a: a + 0*x, x, y*0 + 1, logs, a=(-2., 2.))))
    page.locator('input[data-param=a]').focus(); page.keyboard.press('Home'); painted(page)
    assert 'is not a number, though the function is finite at each point.' in notes(page)

# ── Many sliders ──

def summed(n):
    "A function of n parameters that are all added up"
    names = [f'p{i}' for i in range(n)]
    made = {}
    exec(f'def summed(x, {", ".join(names)}): return x*({" + ".join(names)})', made)
    return made['summed'], dict.fromkeys(names, 1.)

@pytest.mark.parametrize('n, size', [(16, (1100, 700)), (40, (1100, 700)), (16, (390, 800))])
def test_the_plot_is_in_sight_while_the_last_slider_is_dragged(saved, open_page, n, size):
    f, at_first = summed(n)
    page = open_page(saved(explore(f, x, y, **at_first)), viewport=dict(zip(('width', 'height'), size)))
    drag(page, f'p{n - 1}', 0.7)
    box, plot = page.locator(f'input[data-param=p{n - 1}]').bounding_box(), page.locator('[data-curve]').bounding_box()
    assert state(page)['params'][f'p{n - 1}'] != 1 and 0 <= box['y'] < size[1]
    assert plot['y'] >= -0.15*plot['height'] and plot['y'] + plot['height'] <= size[1] + 0.15*plot['height']
