"A figure grows with the lesson: what each stage shows, and only that, to the eye, the Tab key and a screen reader"
import pytest
from fitcurve.data import quad
from fitcurve.figure import explore, stages
from tests.pages import drag, painted, said, serious, start, state, x, y
from tests.test_figure_hands import losses, told
from tests.test_figure_reading import hover

lr, friction = 'learning rate', 'friction: 1 is plain descent, 0 adds up all gradients'
more = dict(loss='+ loss: one number, the gaps, the best fit', descent='+ descent: slopes, Step and Run, the chart',
            all='+ more: the map, drawing, sound, copies')
sliders = ['Undo', 'Redo', 'More', 'Full screen', 'Reset',
           *[name for n in 'abc' for name in (n, f'{n}, typed', f'sweep {n}')]]
asked = ['Reveal', 'the mae, predicted', 'Predict the curve']
comes = dict(sliders=sliders, loss=['residuals', *asked], all=['Map', 'Draw', 'Copy'],
             descent=['Step', 'Run', lr, 'lr, typed', friction, 'friction, typed', 'schedule', 'steps'])
roles = 'button slider textbox spinbutton checkbox switch combobox meter'.split()

def controls(page):
    "The names of all controls that Chromium tells a screen reader of"
    nodes = page.context.new_cdp_session(page).send('Accessibility.getFullAXTree')['nodes']
    return sorted(n['name']['value'] for n in nodes if not n['ignored'] and n['role']['value'] in roles)

def of(stage):
    "The names that there should be"
    i = stages.index(stage)
    grow = [more[s] for s in stages[i + 1:i + 2]]
    return sorted(sum([comes[s] for s in stages[:i + 1]], grow))

def tabbed(page):
    "What the Tab key comes to, but for the plot's own stops: by what tests find it by"
    page.locator('[data-fitcurve]').focus()
    found, at = [], """() => { const e = document.activeElement;
        return e.closest('[data-fitcurve]') && e.tabIndex >= 0 && Object.values(e.dataset).join() }"""
    while page.keyboard.press('Tab') or (now := page.evaluate(at)): found.append(now)
    return found

def keys(page):
    page.keyboard.press('?')
    rows = page.locator('.fitcurve-keys').inner_text()
    page.keyboard.press('Escape')
    return rows

def plot_box(page): return page.locator('.fitcurve-plot').bounding_box()

@pytest.fixture
def small(saved, open_page): return open_page(saved(explore(quad, x, y, hide=True, show='sliders', **start)))

def test_each_press_brings_one_stage_and_the_plot_stays_where_it_is(small, axe):
    page, box = small, plot_box(small)
    for stage in stages:
        assert controls(page) == of(stage) and plot_box(page) == box and serious(page, axe) == [], stage
        if stage != 'all': page.click('[data-action=grow]'); painted(page)
    for stage in reversed(stages[:-1]):
        page.click('[data-action=more]'); page.click('[data-action=fewer]'); page.mouse.move(0, 0); painted(page)
        assert controls(page) == of(stage)

def test_before_its_stage_nothing_betrays_the_loss_and_no_key_brings_it(small):
    page = small
    for key in 'rsmdplek': page.keyboard.press(key)
    drag(page, 'a', 0.7); painted(page)
    assert not told(page) & losses(page) and said(page) == '' and 'mae' not in keys(page)
    assert not any(word in keys(page) for word in ('loss', 'map', 'draw', 'remember', 'slice', 'predict', 'link'))
    assert len(hover(page, x[3].item(), y[3].item())) == 2  # its place; a residual is a part of the loss
    assert page.locator('.fitcurve-arrow[data-way=more], .fitcurve-arrow[data-way=less]').count() == 0
    assert not any(word in ','.join(tabbed(page)) for word in ('step', 'run', 'copy', 'map', 'reveal'))
    page.click('[data-action=grow]'); painted(page)
    assert not told(page) & losses(page) and 'residual' in hover(page, x[3].item(), y[3].item())[2]
    page.locator('[data-guess=loss]').fill('3')
    page.click('[data-action=reveal]'); painted(page)
    assert page.locator('.fitcurve-verdict').inner_text().startswith('you said 3')
    assert told(page) & losses(page)

def test_fewer_stops_a_run_that_nobody_could_see(saved, open_page):
    page = open_page(saved(explore(quad, x, y, show='descent', **start)))
    page.click('[data-action=run]')
    page.click('[data-action=more]'); page.click('[data-action=fewer]'); painted(page)
    assert not state(page)['running'] and controls(page) == sorted(
        set(of('loss')) - set(asked) | {'mae against the best possible'})

def test_without_data_there_is_nothing_to_come(saved, open_page):
    page = open_page(saved(explore(quad, show='sliders', **start)))
    assert page.locator('[data-action=grow]').is_hidden() and page.locator('[data-action=copy]').is_visible()

def test_python_reads_and_sets_the_stage_and_it_is_kept():
    fig = explore(quad, x, y, show='loss', **start)
    assert fig.show == 'loss' == fig.spec.show and fig.snapshot()[0]['show'] == 'loss'
    fig.show = 'descent'
    assert fig.snapshot()[0]['show'] == 'descent'
    assert 'mae' in repr(fig)
    fig.show = 'sliders'
    assert 'mae' not in repr(fig)
    assert explore(quad, x, y, **start).show == 'all'

@pytest.mark.parametrize('wrong, error', [('map', ValueError), ('', ValueError), (2, TypeError), (None, TypeError)])
def test_no_other_stage_is_taken(wrong, error):
    with pytest.raises(error, match='show must be'): explore(quad, x, y, show=wrong, **start)
    fig = explore(quad, x, y, **start)
    with pytest.raises(error, match='show must be'): fig.show = wrong
    assert fig.show == 'all'
