"A lesson in JupyterLab, in a real browser: as it is opened, and its sliders. Lessons 1 to 4: test_student_lab.py."
import base64, io, re, time
import numpy as np, pytest
from matplotlib.image import imread
from fitcurve import quad_mae
from tests.lessons import further, lessons
from tests.pages import patience

walked = '01_sliders', '02_loss', '03_descent', '04_relu'  # looked at, then worked through, by test_student_lab.py

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

def interact(source):
    "The function's name and its arguments' names in a cell with an `interact`"
    name, args = re.search(r'^def (\w+)\((.*)\):', source, re.M).groups()
    return name, [arg.split('=')[0].strip() for arg in args.split(',')]

def follows_its_sliders(lab, i):
    """An `interact` that has run has a slider for each argument of its function. After each is dragged, alone, its
    picture is the one that the function draws for what the sliders say, the loss in its title"""
    name, args = interact(lab.sources()[i])
    cell = widget_cell(lab, i)
    old, values = pixels(picture(cell)), readings(cell)
    assert cell.locator('.noUi-handle').count() == len(values) == len(args)
    for k in range(len(args)):
        before, values = values, drag(lab, cell, k, 20)
        assert [v != b for v, b in zip(values, before)] == [j == k for j in range(len(args))]
    lab.quiet()  # an `interact` draws in a thread of its own: a cell that ran beside it could spoil its picture
    call = ', '.join(f'{arg}={v:g}' for arg, v in zip(args, values))
    *text, image = lab.ask(f'{name}({call}); print("title:", plt.gca().get_title())')
    png = image['data']['image/png']
    comes_to_show(widget_cell(lab, i), png)
    assert not np.array_equal(old, pixels(png))
    if name == 'plot_mae': assert f'title: MAE: {quad_mae(values):.3f}\n' in ''.join(o['text'] for o in text)

def reaches_for_nothing_elsewhere(lab):
    "All that its page asked for is on a page of this machine's"
    own = 'http://127.0.0.1', 'ws://127.0.0.1', 'data:', 'blob:'
    assert lab.requested and not [url for url in lab.requested if not url.startswith(own)]

def shows_its_figures(lab):
    "Before any cell has run, in a Jupyter that doesn't trust the file yet: pictures with their numbers, no lost widget"
    for i, source in enumerate(lab.sources()):
        silent = re.search(r'^# Check|^check\.|import|expect_fail|try:', source, re.M)
        if silent or not re.search(r'\b(explore|read_writing)\(', source): continue
        img = lab.show(i).locator('.jp-OutputArea img').first
        img.wait_for()
        assert re.search(r'\(x, \w+=.*\)|reads what you write here', img.get_attribute('alt')), source
        assert img.evaluate('e => e.naturalWidth') > 400
    assert lab.page.get_by_text(re.compile('model not found|Error displaying widget', re.I)).count() == 0

@pytest.mark.parametrize('name', [p.name for p in [*lessons, *further] if p.stem not in walked])
def test_opened_fresh_a_lesson_shows_its_figures(open_lab, name):
    lab = open_lab(name=name, wait='.jp-Cell')
    shows_its_figures(lab)
    reaches_for_nothing_elsewhere(lab)
