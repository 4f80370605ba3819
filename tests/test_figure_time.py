"Time as a thing to hold: runs kept and compared, scrubbed, replayed; friction and schedules, in the page and Python"
import json
import pytest
from fitcurve import descent
from fitcurve.data import quad
from fitcurve.figure import explore, schedule_programs
from fitcurve.page import jsonable, static
from tests.jupyter import setup, show
from tests.node import evaluated
from tests.pages import becomes, painted, pixels, serious, start, state, stop_clock, x, y

def dial(page, friction=None, steps=None, schedule=None):
    if friction is not None: page.locator('[data-friction]').fill(str(friction))
    if steps is not None: page.locator('[data-steps]').fill(str(steps)); page.keyboard.press('Tab')
    if schedule: page.select_option('[data-schedule]', schedule)

def ran(page, times=1, reset=True):
    "A whole run, from the start"
    if reset: page.click('[data-action=reset]')
    page.click('[data-action=run]')
    page.wait_for_function('!document.querySelector("[data-fitcurve]").fitcurve.state().running')
    painted(page)
    return state(page)['runs'][-1]

def names(page): return [r['name'] for r in state(page)['runs']]

# ── The same numbers in the page and in Python ──

def test_the_pages_schedules_are_lesson_3s():
    cases = [(name, i, n) for name in schedule_programs() for n in (1, 2, 7, 200) for i in {0, 1, n//2, n - 1}]
    want = [getattr(descent, name)(i, n) for name, i, n in cases]
    got = evaluated(f'''import {{ shares }} from {(static/"runs.js").as_uri()!r};
        const share = shares({json.dumps(jsonable(schedule_programs()))});
        console.log(JSON.stringify({json.dumps(cases)}.map(c => share(...c))))''')
    assert got == pytest.approx(want, rel=1e-12, abs=1e-15)

@pytest.mark.parametrize('friction, schedule', [(1, 'geometric'), (0, 'constant'), (0.3, 'cosine'), (0.1, 'inv_sqrt')])
def test_run_is_pythons(page, friction, schedule):
    dial(page, friction, 25, schedule)
    losses = ran(page)['losses']
    fig = explore(quad, x, y, **start)
    fig.friction, fig.schedule, fig.steps = friction, getattr(descent, schedule), 25
    fig.run()
    assert state(page)['params'] == pytest.approx(dict(fig.params), rel=1e-9)
    assert losses == pytest.approx([h['loss'] for h in fig.history], rel=1e-9) and len(losses) == 26

@pytest.mark.parametrize('friction', [1, 0.35, 0])
def test_step_is_pythons(page, friction):
    dial(page, friction)
    fig = explore(quad, x, y, **start)
    fig.friction = friction
    for _ in range(4): page.click('[data-action=step]'); fig.step()
    assert state(page)['params'] == pytest.approx(dict(fig.params), rel=1e-12)

def test_plain_and_endless_runs_are_descends():
    for zero_grad in (True, False):
        fig = explore(quad, x, y, **start)
        fig.lr, fig.steps, fig.schedule, fig.zero_grad = 0.01, 30, 'geometric', zero_grad
        fig.run()
        at = explore(quad, x, y, **start)
        at.descend(lr=0.01, steps=30, zero_grad=zero_grad)
        assert dict(fig.params) == pytest.approx(dict(at.params), rel=1e-12), 'descend counts in double precision here'

def test_zero_grad_is_friction_by_another_name():
    fig = explore(quad, x, y, **start)
    assert fig.zero_grad is True and fig.friction == 1
    fig.friction = 0.1
    assert fig.zero_grad is False
    fig.zero_grad = False
    assert fig.friction == 0 and fig._state['dials']['friction'] == 0
    fig.zero_grad = True
    assert fig.friction == 1
    with pytest.raises(ValueError, match='schedule must be one of constant, geometric, inv_sqrt, cosine, not'):
        fig.schedule = 'fast'
    with pytest.raises(Exception, match='friction'): fig.friction = 1.5

# ── Runs, kept and compared ──

def test_runs_are_kept_by_name_and_can_be_removed(page):
    page.wait_for_function('document.querySelector(".fitcurve-replay").classList.contains("fitcurve-away")')
    blank = page.locator('.fitcurve-strip canvas').first.evaluate('e => e.toDataURL()')
    dial(page, steps=6)
    ran(page)
    dial(page, friction=0.1)
    ran(page)
    dial(page, friction=1, schedule='geometric')
    page.locator('[data-lr]').fill('0.1')
    ran(page)
    assert names(page) == ['lr 0.05', 'lr 0.05 friction 0.1', 'lr 1.3 geometric']
    assert page.locator('.fitcurve-run').all_inner_texts() == names(page)
    assert page.locator('.fitcurve-strip canvas').first.evaluate('e => e.toDataURL()') != blank
    for _ in range(2): ran(page)
    four = ['lr 0.05 friction 0.1', 'lr 1.3 geometric', 'lr 1.3 geometric (2)', 'lr 1.3 geometric (3)']
    assert names(page) == four, 'the oldest of five has gone'
    page.click('[aria-label="Remove lr 1.3 geometric (2)"]'); painted(page)
    assert names(page) == ['lr 0.05 friction 0.1', 'lr 1.3 geometric', 'lr 1.3 geometric (3)']
    assert page.evaluate('document.activeElement.dataset.line'), 'the keyboard is not lost'

def test_a_paused_run_goes_on(page):
    run = page.locator('[data-action=run]')
    dial(page, steps=30)
    stop_clock(page)
    run.click()
    page.clock.run_for(500)
    assert 8 < state(page)['history'] < 20
    run.click()
    run.click()
    page.clock.run_for(3000)
    assert len(state(page)['runs'][-1]['losses']) == 31 and len(names(page)) == 1
    run.click()
    page.clock.run_for(3000)
    assert len(names(page)) == 2, 'a run that is over does not'

def test_a_dial_turned_while_it_runs_is_in_the_name(page):
    stop_clock(page)
    page.locator('[data-friction]').fill('0')
    page.click('[data-action=run]')
    page.clock.run_for(300)
    page.locator('[data-friction]').fill('1')
    page.clock.run_for(300)
    page.click('[data-action=run]')
    assert names(page) == ['lr 0.05 friction 0 → lr 0.05']

def test_the_moves_by_hand_are_a_line_too(page):
    for _ in range(3): page.locator('input[data-param=a]').press('ArrowRight')
    page.click('[data-action=step]'); painted(page)
    assert page.locator('.fitcurve-run').all_inner_texts() == ['by hand', 'Step lr 0.05']
    least = page.locator('[data-least] .fitcurve-run').inner_text()
    assert least == 'Step lr 0.05'
    assert page.locator('[data-line="1"]').get_attribute('title') == 'Step lr 0.05: the least so far'

def test_a_fit_by_hand_is_kept_to_be_compared(page):
    "By hand, by Step, by Run, each from the start: the figure says which was best"
    for _ in range(3): page.locator('input[data-param=a]').press('ArrowRight')
    by_hand = state(page)['loss']
    page.click('[data-action=reset]')
    for _ in range(2): page.click('[data-action=step]')
    dial(page, steps=60); ran(page)
    assert page.locator('.fitcurve-run').all_inner_texts() == ['by hand', 'Step lr 0.05', 'lr 0.05']
    assert page.locator('.fitcurve-entry .fitcurve-number').first.inner_text() == f'{by_hand:.3f}'
    assert page.locator('[data-least] .fitcurve-run').all_inner_texts() == ['lr 0.05']
    page.click('[data-line="0"]')
    painted(page)
    page.locator('[data-history]').press('End')
    painted(page)
    assert state(page)['loss'] == by_hand, 'and one can go back to it'

def test_other_data_are_another_contest(page):
    page.click('[data-action=step]')
    page.locator('[data-layer=points-hand]').focus()
    page.keyboard.press('Shift+ArrowUp')
    painted(page)
    assert names(page) == []

# ── To go back, and to see it again ──

def test_scrubbing_moves_everything_and_adds_nothing(page):
    dial(page, steps=20)
    losses, before = ran(page)['losses'], pixels(page)
    box = page.locator('[data-history]').bounding_box()
    page.mouse.move(box['x'] + box['width'] - 5, box['y'] + 40); page.mouse.down()
    page.mouse.move(box['x'] + box['width']/2, box['y'] + 40, steps=10)
    page.mouse.up()
    painted(page)
    s = state(page)
    assert s['loss'] == pytest.approx(losses[10], rel=1e-12) and pixels(page) != before and s['history'] == 21
    assert len(s['runs'][0]['losses']) == 21
    assert page.locator('[name=step]').get_attribute('aria-valuetext') == f'step 10 of lr 0.05: mae {losses[10]:.3f}'
    assert page.locator('input[data-param=a]').evaluate('e => e.valueAsNumber') == pytest.approx(s['params']['a'])
    page.keyboard.press('ArrowLeft'); painted(page)
    assert state(page)['loss'] == pytest.approx(losses[9], rel=1e-12)
    page.click('[data-action=undo]')
    painted(page)
    page.click('[data-action=undo]')
    painted(page)
    assert state(page)['loss'] == pytest.approx(losses[20], rel=1e-12), 'one gesture, one undo'

def test_beyond_the_end_of_a_shorter_line_there_is_no_step(page):
    dial(page, steps=20)
    ran(page)
    dial(page, steps=5)
    ran(page)
    page.locator('[data-history]').press('End'); painted(page)
    assert page.locator('[data-history]').input_value() == '5'
    assert state(page)['loss'] == state(page)['runs'][-1]['losses'][-1]

def test_touch(saved, open_page):
    page = open_page(saved(explore(quad, x, y, **start)), has_touch=True, viewport=dict(width=380, height=1100))
    dial(page, steps=12); losses = ran(page)['losses']
    box = page.locator('[data-history]').bounding_box()
    page.touchscreen.tap(box['x'] + box['width']/2, box['y'] + 30); painted(page)
    assert state(page)['loss'] == pytest.approx(losses[6], rel=1e-12)
    assert page.evaluate('document.documentElement.scrollWidth') <= 380

@pytest.mark.parametrize('motion', ['no-preference', 'reduce'])
def test_replay(saved, open_page, motion):
    page = open_page(saved(explore(quad, x, y, **start)), reduced_motion=motion)
    dial(page, steps=30); losses = ran(page)['losses']
    page.select_option('[data-speed]', 'fast' if motion == 'reduce' else 'medium')
    stop_clock(page)
    page.evaluate('''() => {
        window.seen = [];
        const f = document.querySelector("[data-fitcurve]").fitcurve;
        const look = () => {
            const { loss } = f.state();
            if (seen.at(-1) !== loss) seen.push(loss);
            requestAnimationFrame(look); };
        look(); }''')
    page.click('[data-action=replay]')
    page.clock.run_for(100)
    assert page.locator('[data-action=replay]').inner_text() == 'Pause'
    page.clock.run_for(4000)
    assert page.locator('[data-action=replay]').inner_text() == 'Replay'
    seen = page.evaluate('window.seen')[1:]
    assert seen[0] == losses[0] and seen[-1] == losses[-1] and seen == [l for l in losses if l in seen]
    assert len(seen) > 20 if motion != 'reduce' else len(seen) < 6
    assert state(page)['history'] == 31

def test_a_hand_stops_the_replay(page):
    dial(page, steps=30); ran(page)
    page.select_option('[data-speed]', 'slow')
    stop_clock(page)
    page.click('[data-action=replay]')
    page.clock.run_for(500)
    assert page.locator('[data-action=replay]').inner_text() == 'Pause'
    page.locator('input[data-param=c]').press('End')
    params = state(page)['params']
    page.clock.run_for(3000)
    assert state(page)['params'] == params and params['c'] == 3.3
    assert page.locator('[data-action=replay]').inner_text() == 'Replay'

def test_the_logarithmic_axis_is_another_picture(page):
    page.click('[data-action=step]')
    page.click('[data-action=step]')
    painted(page)
    picture = lambda: page.locator('.fitcurve-strip canvas').first.evaluate('e => e.toDataURL()')
    linear = picture()
    page.check('[data-log]'); painted(page)
    assert picture() != linear

def test_the_dial_reaches_the_rates_that_the_lessons_speak_of(page):
    rates = [0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 1.2, 2, 2.2]
    reach = '''rates => { const dial = document.querySelector("[data-lr]"); return rates.map(v => {
        dial.value = Math.log10(v); dial.dispatchEvent(new Event("input"));
        return document.querySelector("[data-fitcurve]").fitcurve.state().lr; }) }'''
    assert page.evaluate(reach, rates) == rates

def test_friction_says_what_happens(page):
    said = lambda: page.locator('[data-says]').inner_text()
    assert said() == 'Plain descent: each gradient is used once.'
    page.locator('[data-friction]').press('Home'); painted(page)
    assert said() == 'The gradients add up: a ball without friction.' and state(page)['friction'] == 0
    for _ in range(2): page.locator('[data-friction]').press('ArrowRight')
    painted(page)
    assert said() == 'Momentum: each step keeps 90 % of the last.' and state(page)['friction'] == 0.1

@pytest.mark.parametrize('width', [760, 1120])
def test_the_plot_is_as_tall_as_the_panel_beside_it(saved, open_page, width):
    page = open_page(saved(explore(quad, x, y, **start)), viewport=dict(width=width, height=1000))
    heights = '''() => [".fitcurve-plot", ".fitcurve-panel"].map(query => {
        const { top, bottom } = document.querySelector(query).getBoundingClientRect();
        return [Math.round(top), Math.round(bottom)]; })'''
    plot, panel = page.evaluate(heights)
    assert plot == panel
    page.set_viewport_size(dict(width=width, height=640)); painted(page)
    plot, panel = page.evaluate(heights)
    assert plot[0] == panel[0] and plot[1] - plot[0] == 448, 'a small laptop shows the whole of it'
    page.click('[data-action=map]'); painted(page)
    plot, panel = page.evaluate(heights)
    surface = page.locator('.fitcurve-map >> visible=true').bounding_box()
    assert plot[0] == panel[0] and plot[1] < surface['y'] and round(surface['y'] + surface['height']) == panel[1]

def test_nothing_moves_as_lines_come(page):
    standing = 'button:not(.fitcurve-entry *, .fitcurve-end), input'
    where = lambda: page.evaluate('''standing => [...document.querySelectorAll(standing)].map(e => {
        const { x, y } = e.getBoundingClientRect();
        return [Math.round(x), Math.round(y)]; })''', standing)
    before = where()
    dial(page, friction=0, steps=5)
    for f in (0, 0.2, 0.4, 1): dial(page, friction=f); ran(page)
    page.locator('input[data-param=a]').press('End'); painted(page)
    assert len(names(page)) == 4 and where() == before

@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_axe_with_four_runs(saved, open_page, axe, scheme):
    page = open_page(saved(explore(quad, x, y, **start)), color_scheme=scheme)
    dial(page, steps=4)
    for f in (0, 0.2, 0.4, 1): dial(page, friction=f); ran(page)
    assert serious(page, axe) == []

by_python = '''other = explore(quad, x, y, a=1.1, b=1.1, c=1.1)
other.friction, other.schedule, other.steps = .2, "cosine", 10
other.run()'''

def test_with_a_kernel(open_lab):
    lab = open_lab(setup, show, '')
    page = lab.page
    dial(page, friction=0.2, steps=10, schedule='cosine')
    ran(page, reset=False)
    assert lab.agrees()['history'] == 11
    dials = '[fig.friction, fig.schedule, fig.steps, fig.zero_grad, len(fig.history)]'
    assert lab.value(dials) == [0.2, 'cosine', 10, False, 11]
    lab.run(by_python)
    assert list(state(page)['params'].values()) == pytest.approx(lab.value('list(other.params.values())'), rel=1e-9)
    page.locator('[data-history]').press('Home')
    lab.agrees()
    def last():
        run = state(page)['runs'][-1]
        return [run['name'], len(run['losses'])]
    lab.run('fig.friction, fig.schedule, fig.steps = 1, "geometric", 12\nfig.run()')
    becomes(last, ['lr 0.05 geometric', 13])
    lab.agrees()
    assert page.locator('[data-steps]').input_value() == '12'
    lab.run('fig.descend(steps=15)')
    becomes(last, ['stretched geometric', 16])
    lab.agrees()
