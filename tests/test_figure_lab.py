"The figure with a kernel: JupyterLab, Notebook 7 and Voilà, in a real browser"
import time
import nbformat, pytest
from traitlets.config import Config
from fitcurve.data import noisy_quad, quad
from fitcurve.figure import explore
from tests.jupyter import notebook, setup, show
from tests.pages import becomes, jumps_back, moved_unevenly, new_page, press, settled, watch_slider
from tests.test_outputs import as_page

def slider(page, name): return page.locator(f'input[data-param={name}]')

def cells(page): return page.evaluate('jupyterapp.shell.currentWidget.content.widgets.length')

def test_page_and_python_agree_after_each_move(open_lab):
    lab = open_lab(setup, show, '')
    page = lab.page
    press(page, slider(page, 'a').bounding_box(), [.5, .6, .7, .8])
    assert lab.agrees()['params']['a'] > 2
    page.locator('[data-number=b]').fill('2.25')
    page.keyboard.press('Tab')
    assert lab.agrees()['params']['b'] == 2.25
    page.click('[data-action=step]')
    lab.agrees()
    page.click('[data-action=run]')
    page.wait_for_function('document.querySelector("[data-fitcurve]").fitcurve.state().history > 15')
    page.click('[data-action=run]')
    assert lab.agrees()['history'] > 15 and lab.value('len(fig.history)') == lab.state()['history']
    page.click('[data-action=reset]')
    assert lab.agrees()['params'] == dict(a=1.1, b=1.1, c=1.1) and lab.value('len(fig.history)') == 1

def test_keys_do_not_reach_the_notebook(open_lab):
    lab = open_lab(setup, show, '')
    slider(lab.page, 'a').focus()
    for key in ['ArrowRight', 'b', 'a', 'd', 'd', 'x', 'PageUp']: lab.page.keyboard.press(key)
    assert cells(lab.page) == 3
    assert lab.agrees()['params']['a'] == pytest.approx(2.2)

def test_a_click_on_the_plot_brings_the_keys_with_it(open_lab):
    page = open_lab(setup, show, '').page
    box = page.locator('canvas[data-curve]').bounding_box()
    page.mouse.click(box['x'] + 100, box['y'] + 20)
    page.keyboard.press('m')
    page.wait_for_selector('canvas[data-map]', state='visible')
    page.keyboard.press('b')
    assert cells(page) == 3

def test_python_moves_the_sliders(open_lab):
    lab = open_lab(setup, show, '')
    page = lab.page
    lab.run('fig.params = dict(a=2.5)')
    becomes(lambda: slider(page, 'a').evaluate('e => e.valueAsNumber'), 2.5)
    lab.run('import time\nfor i in range(20):\n    fig.params = dict(b=i/10)\n    time.sleep(.02)')
    becomes(lambda: lab.state()['history'], 22)
    assert lab.agrees()['params']['b'] == 1.9
    lab.run('run = fig.descend(steps=40)')
    page.wait_for_function('document.querySelector("[data-fitcurve]").fitcurve.state().history > 60')
    lab.agrees()
    lab.run('seen = []\nfig.observe(lambda change: seen.append(change.new["c"]))')
    slider(page, 'c').press('End')
    lab.agrees()
    assert lab.value('seen[-1]') == 3.3

jump = '''def f(x, at):
    if at < -0.5: return x/None
    return (x > at)*3.
fig = explore(f, x, y, at=(-1., 1.))
fig'''

def test_what_cannot_be_traced_follows_the_hand_and_shows_its_errors(open_lab):
    lab = open_lab(setup, jump, '')
    page, alarm = lab.page, lab.page.locator('[data-fitcurve] [role=alert]')
    slider(page, 'at').focus()
    for _ in range(3): page.keyboard.press('ArrowRight')
    settled(page)
    s = lab.state()
    assert s['loss'] == pytest.approx(lab.value('fig.loss')) and s['params']['at'] == pytest.approx(0.3)
    right = [v for u, v in zip(s['curve']['x'], s['curve']['y']) if u > 0.31]
    assert right == [3]*len(right)
    for _ in range(2): slider(page, 'at').press('Home')
    alarm.wait_for(state='visible')
    assert 'TypeError' in alarm.inner_text() and 'line 2: if at < -0.5: return x/None' in alarm.inner_text()
    page.keyboard.press('End')
    alarm.wait_for(state='hidden')

slow = '''(() => { const Real = WebSocket;
  window.WebSocket = class extends Real {
    send(data) { setTimeout(() => this.readyState === 1 && super.send(data), 50); }
    set onmessage(f) { super.onmessage = e => setTimeout(() => f.call(this, e), 50); }
    get onmessage() { return super.onmessage; }
  }; })()'''
untraced = 'fig = explore(lambda x, a: a*x if a > -9 else x, x, y, a=1.1)\nfig'

drawn = 'Object.keys(document.querySelector("[data-fitcurve]")?.fitcurve?.state().params ?? {})'
def test_over_a_slow_network_no_value_jumps_back(open_lab):
    "Of a figure that the page computes, then of one that asks the kernel"
    lab = open_lab(setup, show, '', before=slow)
    page, a = lab.page, slider(lab.page, 'a')
    for source, names in [(show, 'abc'), (untraced, 'a')]:
        if source == untraced: lab.run(source, 1)
        page.wait_for_function(f'{drawn}.join("") === "{names}"')
        settled(page)
        a.press('Home')
        settled(page)
        watch_slider(page)
        moved_unevenly(page, 'a', [.47 + i*.01 for i in range(45)], pause=8)
        settled(page)
        assert jumps_back(page) == 0
        assert page.evaluate('new Set(window.seen).size') > 30
        assert lab.value('fig.params["a"]') == lab.state()['params']['a']

def test_a_cell_run_again_and_again_leaves_one_figure(open_lab):
    lab = open_lab(setup, show, '')
    page = lab.page
    cdp = page.context.new_cdp_session(page)
    def heap():
        for _ in range(3): cdp.send('HeapProfiler.collectGarbage')
        return cdp.send('Runtime.getHeapUsage')['usedSize']/1e6
    def live():
        "Once the newest is drawn and the others are gone"
        drawn = '[...document.querySelectorAll("[data-fitcurve]")].map(e => +e.dataset.frame > 0)'
        page.wait_for_function(f'{drawn}.join() === "true"')
        settled(page)
    for _ in range(10): lab.run(show, 1)
    live()
    count = 'len([w for w in __import__("ipywidgets").widgets.widget._instances.values()])'
    before, widgets = heap(), lab.value(count)
    for _ in range(40): lab.run(show, 1)
    live()
    assert lab.value(count) == widgets == 2  # the figure and its layout
    assert heap() - before < 2.8, 'forty more figures would be 0.1 MB each in text alone, beside what JupyterLab keeps'
    slider(page, 'a').press('End')
    assert lab.agrees()['params']['a'] == 3.3

def committed():
    "The outputs that a cleaned lesson keeps: all but the widget's own"
    data, _ = explore(quad, *noisy_quad(), a=1.1, b=1.1, c=1.1)._repr_mimebundle_()
    widget = data.pop('application/vnd.jupyter.widget-view+json')
    return data, widget

def uncleaned():
    "A notebook saved by an editor that needs the view: it names a widget whose kernel is gone"
    data, widget = committed()
    shown = nbformat.v4.new_output('display_data', data={**data, 'application/vnd.jupyter.widget-view+json': widget})
    return notebook('fig', outputs=[shown])

def moves(page):
    "Does the page's own figure follow a key?"
    slider(page, 'a').press('End')
    page.wait_for_function('document.querySelector("[data-fitcurve]").fitcurve.state().params.a === 3.3')

@pytest.mark.parametrize('trust', [True, False])
def test_a_committed_lesson_opened_fresh(open_lab, trust):
    "As JupyterLab saves it: the HTML has a name, and no model of that name comes, for its kernel is gone"
    data, _ = committed()
    assert 'data-figure=' in data['text/html']
    nb = notebook('fig', outputs=[nbformat.v4.new_output('display_data', data=data)])
    shown = '[data-fitcurve]:not([data-frame="0"])' if trust else '.jp-OutputArea img'
    page = open_lab(nb=nb, trust=trust, wait=shown).page
    if trust: moves(page)
    assert page.locator('.fitcurve-note').is_visible() != trust, 'help where the figure is not alive, and only there'

@pytest.mark.parametrize('path', ['notebooks', 'voila/render'])
def test_notebook_7_and_voila(jupyter, browser, path):
    name = f'n{time.time_ns()}.ipynb'
    nbformat.write(notebook(setup, show), jupyter.folder/name)
    page = new_page(browser)
    page.goto(f'{jupyter.url}/{path}/{name}')
    if path == 'notebooks':
        page.wait_for_selector('.jp-Cell')
        page.get_by_text('Python 3 (ipykernel)').first.wait_for()
        page.wait_for_selector('.jp-Notebook-ExecutionIndicator[data-status=idle]')
        page.click('text="Run"')
        page.click('text="Run All Cells"')
    page.wait_for_selector('[data-fitcurve]:not([data-frame="0"])')
    moves(page)
    assert not page.locator('.fitcurve-note').is_visible()
    page.context.close()

@pytest.mark.parametrize('state_is_saved', [False, True])
def test_nbconvert_keeps_it_alive(browser, tmp_path, state_is_saved):
    "As VS Code saves it; and as Colab does, with the widget's state, where nbconvert has to be told"
    nb, told = uncleaned(), {}
    if state_is_saved:
        model = nb.cells[0].outputs[0].data['application/vnd.jupyter.widget-view+json']['model_id']
        saved = dict(model_name='AnyModel', model_module='anywidget', model_module_version='~0.9.*', state={})
        state = dict(version_major=2, version_minor=0, state={model: saved})
        nb.metadata.widgets = {'application/vnd.jupyter.widget-state+json': state}
        first = ['text/html', 'image/png', 'text/plain']
        told = dict(config=Config(NbConvertBase=dict(display_data_priority=first)))
    nbformat.write(nb, tmp_path/'saved.ipynb')
    as_page(tmp_path/'saved.ipynb', **told)
    page = new_page(browser, offline=True)
    page.goto((tmp_path/'saved.html').as_uri())
    page.wait_for_selector('[data-fitcurve]:not([data-frame="0"])')
    moves(page)
    page.context.close()
