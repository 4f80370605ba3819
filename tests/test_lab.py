"A student's view: each lesson in JupyterLab, in a real browser, run whole, and every slider dragged."
import base64, io, re, time
import numpy as np, pytest
from matplotlib.image import imread
from fitcurve import quad_mae
from tests.lessons import lessons

notebook = 'jupyterapp.shell.currentWidget.content'

def open_notebook(browser, url, name):
    "A page with the notebook open and its kernel ready; `page.requested` lists every address asked for"
    page = browser.new_page(viewport=dict(width=1300, height=1000))
    page.requested = []
    page.on('request', lambda r: page.requested.append(r.url))
    page.goto(f'{url}/lab/tree/{name}?reset')
    page.wait_for_function('window.jupyterapp')
    page.evaluate('jupyterapp.restored.then(() => true)')
    page.get_by_text(re.compile(r'\| Idle')).wait_for(timeout=60_000)
    return page

def run_all(page):
    "Run every cell and wait until each has run"
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function('''() => {
        const cells = [...%s.model.cells].filter(c => c.type === 'code' && c.sharedModel.getSource().trim())
        return cells.every(c => c.executionCount !== null && c.executionState !== 'running')
            || cells.some(c => c.outputs.toJSON().some(o => o.output_type === 'error'))
    }''' % notebook, timeout=180_000)

def cell_outputs(page):
    return page.evaluate('[...%s.model.cells].map(c => c.type === "code" ? c.outputs.toJSON() : [])' % notebook)

def cell_sources(page): return page.evaluate('[...%s.model.cells].map(c => c.sharedModel.getSource())' % notebook)

def show_cell(page, index):
    "Scroll to a cell; its element"
    page.evaluate(f'{notebook}.activeCellIndex = {index}; {notebook}.scrollToItem({index}, "center")')
    cell = page.locator(f'.jp-Cell[data-windowed-list-index="{index}"]')
    cell.locator('.noUi-handle').first.wait_for()
    cell.locator('.noUi-handle').first.scroll_into_view_if_needed()
    cell.locator('img').wait_for()
    return cell

def picture(cell): return cell.locator('img').get_attribute('src')
def reading(cell, slider=0): return float(cell.locator('.widget-readout').nth(slider).inner_text().replace('−', '-'))

def settle(page, cell, before=None):
    "Wait until the cell's picture differs from `before`, and has then stayed the same for half a second; the picture"
    last, since, end = None, time.monotonic(), time.monotonic() + 60
    while time.monotonic() < end:
        now = picture(cell)
        if now != last: last, since = now, time.monotonic()
        if now != before and time.monotonic() - since > 0.5: return now
        page.wait_for_timeout(50)
    raise AssertionError('the picture never changed' if last == before else 'the picture never came to rest')

def drag(page, cell, slider=0, by=40):
    "Drag a slider's handle `by` pixels with the mouse; the pictures before and after"
    before, box = settle(page, cell), cell.locator('.noUi-handle').nth(slider).bounding_box()
    px, py = box['x'] + box['width']/2, box['y'] + box['height']/2
    page.mouse.move(px, py); page.mouse.down()
    for i in range(1, 6): page.mouse.move(px + by*i/5, py)
    page.mouse.up()
    return before, settle(page, cell, before)

def ask(page, code):
    "Run `code` in a new last cell; its outputs"
    page.evaluate("""code => { const nb = %s; nb.activeCellIndex = nb.model.cells.length - 1; nb.deselectAll()
        return jupyterapp.commands.execute('notebook:insert-cell-below').then(() => {
            nb.activeCell.model.sharedModel.setSource(code); nb.mode = 'command'
            return jupyterapp.commands.execute('notebook:run-cell') }) }""" % notebook, code)
    page.wait_for_function('(() => { const c = [...%s.model.cells].at(-1); return c.executionCount !== null && c.executionState !== "running" })()' % notebook)
    return cell_outputs(page)[-1]

def pixels(png): return imread(io.BytesIO(base64.b64decode(png.split(',')[-1])))

@pytest.fixture(scope='module', params=[p.name for p in lessons])
def lesson(request, browser, lab):
    page = open_notebook(browser, lab, request.param)
    run_all(page)
    yield page
    page.close()

def interact_cells(page): return [i for i, s in enumerate(cell_sources(page)) if '@interact(' in s]

def test_no_cell_fails(lesson):
    errors = [o for outs in cell_outputs(lesson) for o in outs if o['output_type'] == 'error']
    assert not errors, errors[0]['evalue']

def test_every_slider_is_there(lesson):
    "One slider for each argument of each `interact`"
    sources = cell_sources(lesson)
    for i in interact_cells(lesson):
        wanted = len(re.search(r'^def \w+\((.*)\):', sources[i], re.M)[1].split(','))
        assert show_cell(lesson, i).locator('.noUi-handle').count() == wanted

def test_a_drag_changes_the_picture(lesson):
    for i in interact_cells(lesson):
        before, after = drag(lesson, show_cell(lesson, i))
        assert before != after and after.startswith('data:image/png')

def test_nothing_is_requested_from_elsewhere(lesson):
    assert lesson.requested
    away = [u for u in lesson.requested if not u.startswith(('http://127.0.0.1', 'ws://127.0.0.1', 'data:', 'blob:'))]
    assert not away

@pytest.mark.parametrize('name, function, titled', [('01_sliders.ipynb', 'plot_quad', False), ('02_loss.ipynb', 'plot_mae', True)])
def test_a_drag_on_a_shows_what_the_function_says(browser, lab, name, function, titled):
    "After a drag on `a`, the picture is the one that the function draws for the sliders' readings, its title the loss there"
    page = open_notebook(browser, lab, name)
    run_all(page)
    cell = show_cell(page, interact_cells(page)[0])
    _, after = drag(page, cell)
    a, b, c = (reading(cell, i) for i in range(3))
    assert a != 1.1 and (b, c) == (1.1, 1.1)
    title, image = ask(page, f'{function}({a}, {b}, {c}); print(plt.gca().get_title())')
    assert np.array_equal(pixels(after), pixels(image['data']['image/png']))
    assert title['text'].strip() == (f'MAE: {quad_mae([a, b, c]):.3f}' if titled else '')
    page.close()

@pytest.mark.parametrize('name', [p.name for p in lessons if 'explore(' in p.read_text()])
def test_opened_fresh_a_lesson_shows_its_figures(browser, lab, name):
    "Before any cell has run, in a Jupyter that doesn't trust the file yet: pictures with their numbers, no lost widget"
    page = open_notebook(browser, lab, f'fresh_{name}')
    for i, source in enumerate(cell_sources(page)):
        if 'explore(' not in source or 'import' in source: continue
        page.evaluate(f'{notebook}.activeCellIndex = {i}; {notebook}.scrollToItem({i}, "center")')
        img = page.locator(f'.jp-Cell[data-windowed-list-index="{i}"] .jp-OutputArea img').first
        img.wait_for()
        assert re.search(r'\(x, \w+=.*\)', img.get_attribute('alt')) and img.evaluate('e => e.naturalWidth') > 400
    assert page.get_by_text(re.compile('model not found|Error displaying widget', re.I)).count() == 0
    page.close()
