"A student's view: each lesson in JupyterLab, in a real browser, run whole, and every slider dragged."
import base64, io, re, time
import numpy as np, pytest
from matplotlib.image import imread
from fitcurve import quad_mae
from tests.jupyter import Lab
from tests.lessons import further, lessons
from tests.pages import patience

def widget_cell(lab, i):
    "Scroll to a cell with sliders and a picture; its element"
    cell = lab.show(i)
    cell.locator('.noUi-handle').first.wait_for()
    cell.locator('.noUi-handle').first.scroll_into_view_if_needed()
    cell.locator('img').wait_for()
    return cell

def picture(cell): return cell.locator('img').get_attribute('src')

def readings(cell):
    "What the sliders say"
    return [float(text.replace('−', '-')) for text in cell.locator('.widget-readout').all_inner_texts()]

def drag(lab, cell, slider=0, by=40):
    "Drag a slider's handle `by` pixels with the mouse; what all sliders say then"
    handle = cell.locator('.noUi-handle').nth(slider)
    handle.element_handle().wait_for_element_state('stable')
    box = handle.bounding_box()
    px, py = box['x'] + box['width']/2, box['y'] + box['height']/2
    mouse = lab.page.mouse
    mouse.move(px, py)
    mouse.down()
    for i in range(1, 6): mouse.move(px + by*i/5, py)
    mouse.up()
    return readings(cell)  # at once: no answer of the kernel's moves them

def pixels(png): return imread(io.BytesIO(base64.b64decode(png.split(',')[-1])))

def comes_to_show(cell, png):
    "Wait until the cell's picture is this one; while the hand moves there are others"
    want, end = pixels(png), time.monotonic() + patience
    while time.monotonic() < end:
        if np.array_equal(pixels(picture(cell)), want): return
        cell.page.wait_for_timeout(50)
    raise AssertionError('the cell never came to show the picture that its function draws for what its sliders say')

# The others have no sliders: what runs in them is test_lessons', and the pad of the fifth is test_pad_lab's.
sliding = [p.name for p in (*lessons, *further) if '@interact(' in p.read_text(encoding='utf-8')]

@pytest.fixture(scope='module', params=sliding)
def lesson(request, browser, jupyter):
    "The lesson, run whole"
    lab = Lab(browser, jupyter.url, request.param)
    lab.run_all()
    yield lab
    lab.close()

def interact_cells(lab):
    "The cells with an `interact`: number, name of the function, names of its arguments"
    for i, source in enumerate(lab.sources()):
        if '@interact(' in source:
            name, args = re.search(r'^def (\w+)\((.*)\):', source, re.M).groups()
            yield i, name, [arg.split('=')[0].strip() for arg in args.split(',')]

def test_no_cell_fails(lesson):
    errors = [o for outs in lesson.outputs() for o in outs if o['output_type'] == 'error']
    assert not errors, errors[0]['evalue']

def test_every_slider_is_there(lesson):
    "One slider for each argument of each `interact`"
    for i, _, args in interact_cells(lesson):
        assert widget_cell(lesson, i).locator('.noUi-handle').count() == len(args)

def test_a_drag_shows_what_the_function_says(lesson):
    "After a drag, the picture is the one that the function draws for what the sliders say, the loss in its title"
    for i, name, args in interact_cells(lesson):
        cell = widget_cell(lesson, i)
        before, old = readings(cell), pixels(picture(cell))
        values = drag(lesson, cell)
        assert values[0] != before[0] and values[1:] == before[1:]
        lesson.quiet()  # an `interact` draws in a thread of its own: a cell that ran beside it could spoil its picture
        call = ', '.join(f'{arg}={v:g}' for arg, v in zip(args, values))
        *text, image = lesson.ask(f'{name}({call}); print("title:", plt.gca().get_title())')
        png = image['data']['image/png']
        cell = widget_cell(lesson, i)
        comes_to_show(cell, png)
        assert not np.array_equal(old, pixels(png))
        if name == 'plot_mae': assert f'title: MAE: {quad_mae(values):.3f}\n' in ''.join(o['text'] for o in text)

def elsewhere(lab):
    "What its page asked for that is on no page of this machine's"
    own = 'http://127.0.0.1', 'ws://127.0.0.1', 'data:', 'blob:'
    return [url for url in lab.requested if not url.startswith(own)]

def test_nothing_is_requested_from_elsewhere(lesson): assert lesson.requested and not elsewhere(lesson)

@pytest.mark.parametrize('name', [p.name for p in lessons])
def test_opened_fresh_a_lesson_shows_its_figures(open_lab, name):
    "Before any cell has run, in a Jupyter that doesn't trust the file yet: pictures with their numbers, no lost widget"
    lab = open_lab(name=f'fresh_{name}', wait='.jp-Cell')
    for i, source in enumerate(lab.sources()):
        silent = re.search(r'^# Check|^check\.|import|expect_fail|try:', source, re.M)
        if silent or not re.search(r'\b(explore|read_writing)\(', source): continue
        img = lab.show(i).locator('.jp-OutputArea img').first
        img.wait_for()
        assert re.search(r'\(x, \w+=.*\)|reads what you write here', img.get_attribute('alt')), source
        assert img.evaluate('e => e.naturalWidth') > 400
    assert lab.requested and not elsewhere(lab)
    assert lab.page.get_by_text(re.compile('model not found|Error displaying widget', re.I)).count() == 0
