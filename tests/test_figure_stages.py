"A figure grows with the lesson: what each stage shows, and only that, to the eye, the Tab key and a screen reader"
import pytest
from fitcurve.data import quad
from fitcurve.figure import explore, stages
from tests.pages import painted, said, serious, start, state, x, y
from tests.test_figure_hands import losses, told

always = ['Undo', 'Redo', 'Full screen', 'More', 'Reset', *[name for n in 'abc' for name in (n, f'{n}, typed')]]
at_loss = ['residuals']
at_descent = ['Step', 'Run', 'learning rate', 'lr, typed', 'friction: 1 is plain descent, 0 adds up all gradients',
              'friction, typed', 'schedule', 'steps']
more = dict(sliders='+ loss: one number, the gaps, the best fit', loss='+ descent: slopes, Step and Run, the chart',
            descent='+ more: the map, drawing, sound, copies')
roles = 'button slider textbox spinbutton checkbox switch combobox meter status'.split()

def named(page):
    "Role and name of all that Chromium tells a screen reader of, but text"
    wire = page.context.new_cdp_session(page)
    nodes = wire.send('Accessibility.getFullAXTree')['nodes']
    return [(n['role']['value'], n['name']['value']) for n in nodes if not n['ignored'] and 'name' in n]

def controls(page): return [name for role, name in named(page) if role in roles]

def keys(page):
    page.keyboard.press('?')
    rows = page.locator('.fitcurve-keys').inner_text()
    page.keyboard.press('Escape')
    return rows

@pytest.fixture
def grown(saved, open_page): return open_page(saved(explore(quad, x, y, hide=True, show='sliders', **start)))

def plot_box(page): return page.locator('.fitcurve-plot').bounding_box()

def test_x(grown):
    page = grown
    page.screenshot(path='/tmp/b/st0.png')
    for i in range(3):
        print(controls(page), said(page), plot_box(page)); page.click('[data-action=grow]'); painted(page)
        page.screenshot(path=f'/tmp/b/st{i+1}.png')
    print(controls(page), plot_box(page))
    assert 0
