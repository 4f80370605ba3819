"The figure with a kernel: JupyterLab, Notebook 7 and Voilà, in a real browser"
import json, subprocess, sys, time
import nbformat, pytest
from fitcurve.data import noisy_quad, quad
from fitcurve.figure import explore
from tests.conftest import jupyter_env, serve

setup = '''from fitcurve.data import *
from fitcurve.figure import explore
x, y = noisy_quad()'''
show = 'fig = explore(quad, x, y, a=1.1, b=1.1, c=1.1)\nfig'

def notebook(*sources, outputs=()):
    nb = nbformat.v4.new_notebook(metadata=dict(kernelspec=dict(name='python3', display_name='python3', language='python')))
    nb.cells = [nbformat.v4.new_code_cell(s) for s in sources]
    if outputs: nb.cells[-1].outputs, nb.cells[-1].execution_count = list(outputs), 1
    return nb

@pytest.fixture(scope='module')
def server(tmp_path_factory):
    "One Jupyter server for all; its folder and its address"
    root = tmp_path_factory.mktemp('lab')
    process, url = serve(root)
    yield root, url, jupyter_env(root)
    process.terminate(); process.wait(30)

class Lab:
    "A notebook open in JupyterLab"
    def __init__(self, page): self.page = page
    def run(self, code, i=-1):
        "Run this code in the cell, and say what it printed"
        self.page.evaluate('''async ([code, i]) => {
            const nb = jupyterapp.shell.currentWidget.content; nb.activeCellIndex = i < 0 ? nb.widgets.length + i : i;
            if (code != null) nb.activeCell.model.sharedModel.setSource(code);
            await jupyterapp.commands.execute("notebook:run-cell"); }''', [code, i])
        return self.page.evaluate('''i => { const nb = jupyterapp.shell.currentWidget.content, cell = nb.widgets.at(i);
            return cell.model.outputs.toJSON().map(o => o.text ?? o.evalue ?? "").flat().join(""); }''', i)
    def value(self, expr): return json.loads(self.run(f'import json; print(json.dumps({expr}))'))
    def state(self): return self.page.evaluate('document.querySelector("[data-fitcurve]").fitcurve.state()')
    def kernel(self):
        "What Python says, once the page has told it"
        self.page.wait_for_timeout(400)
        return self.value('dict(params=dict(fig.params), loss=fig.loss, grad=fig.grad)')
    def agrees(self):
        k, s = self.kernel(), self.state()
        assert k['params'] == s['params']
        assert s['loss'] == pytest.approx(k['loss'], rel=1e-9) and s['grad'] == pytest.approx(k['grad'], rel=1e-9, abs=1e-12)
        return s

@pytest.fixture
def lab(server, browser):
    "Opens a notebook of these cells in JupyterLab, and runs it"
    root, url, _ = server
    pages = []
    def go(*sources, nb=None, before=None, wait='[data-fitcurve]', trust=False):
        name = f'n{time.time_ns()}.ipynb'
        nbformat.write(nb or notebook(*sources), root/name)
        if trust: subprocess.run([sys.executable, '-m', 'jupyter', 'trust', str(root/name)], env=server[2], check=True)
        context = browser.new_context(viewport=dict(width=1300, height=1000))
        pages.append(context)
        page = context.new_page()
        if before: page.add_init_script(before)
        page.goto(f'{url}/lab/tree/{name}?reset')
        page.wait_for_function('document.body.innerText.includes("| Idle")', timeout=90_000)
        if nb is None: page.evaluate('jupyterapp.commands.execute("notebook:run-all-cells")')
        if wait: page.wait_for_selector(wait, timeout=60_000)
        page.wait_for_timeout(500)
        return Lab(page)
    yield go
    for context in pages: context.close()

def press(page, box, parts, pause=4):
    at = lambda part: (box['x'] + 10 + part*(box['width'] - 20), box['y'] + box['height']/2)
    page.mouse.move(*at(parts[0])); page.mouse.down()
    for i, part in enumerate(parts): page.mouse.move(*at(part)); page.wait_for_timeout(pause if i % 6 else 25*pause)
    page.mouse.up()

def test_page_and_python_agree_after_each_move(lab):
    l = lab(setup, show, ''); page = l.page
    press(page, page.locator('input[data-param=a]').bounding_box(), [.5, .6, .7, .8])
    assert l.agrees()['params']['a'] > 2
    page.locator('[data-number=b]').fill('2.25'); page.keyboard.press('Tab')
    assert l.agrees()['params']['b'] == 2.25
    page.click('[data-action=step]'); l.agrees()
    page.click('[data-action=run]'); page.wait_for_timeout(800); page.click('[data-action=run]')
    assert l.agrees()['history'] > 10 and l.value('len(fig.history)') == l.state()['history']
    page.click('[data-action=reset]')
    assert l.agrees()['params'] == dict(a=1.1, b=1.1, c=1.1) and l.value('len(fig.history)') == 1

def test_keys_do_not_reach_the_notebook(lab):
    l = lab(setup, show, ''); page = l.page
    page.locator('input[data-param=a]').focus()
    for key in ['ArrowRight', 'b', 'a', 'd', 'd', 'x', 'PageUp']: page.keyboard.press(key)
    assert page.evaluate('jupyterapp.shell.currentWidget.content.widgets.length') == 3
    assert l.agrees()['params']['a'] == pytest.approx(2.2)

def test_a_click_on_the_plot_brings_the_keys_with_it(lab):
    l = lab(setup, show, ''); page = l.page
    box = page.locator('canvas[data-curve]').bounding_box()
    page.mouse.move(box['x'] + 100, box['y'] + 20); page.mouse.down(); page.mouse.up()
    page.wait_for_timeout(100); page.keyboard.press('m')
    page.wait_for_selector('canvas[data-map]', state='visible', timeout=5000)
    page.keyboard.press('b')
    assert page.evaluate('jupyterapp.shell.currentWidget.content.widgets.length') == 3

def test_python_moves_the_sliders(lab):
    l = lab(setup, show, ''); page = l.page
    l.run('fig.params = dict(a=2.5)'); page.wait_for_timeout(300)
    assert page.locator('input[data-param=a]').evaluate('e => e.valueAsNumber') == 2.5
    l.run('import time\nfor i in range(20):\n    fig.params = dict(b=i/10)\n    time.sleep(.02)'); page.wait_for_timeout(300)
    assert l.agrees()['params']['b'] == 1.9 and l.state()['history'] == 22
    l.run('run = fig.descend(steps=40)')
    page.wait_for_function('document.querySelector("[data-fitcurve]").fitcurve.state().history > 60')
    l.agrees()
    l.run('seen = []\nfig.observe(lambda change: seen.append(change.new["c"]))')
    page.locator('input[data-param=c]').focus(); page.keyboard.press('End')
    l.agrees()
    assert l.value('seen[-1]') == 3.3

def test_what_cannot_be_traced_follows_the_hand_and_shows_its_errors(lab):
    l = lab(setup, 'def f(x, at):\n    if at < -0.5: return x/None\n    return (x > at)*3.\nfig = explore(f, x, y, at=(-1., 1.))\nfig', ''); page = l.page
    r, alarm = page.locator('input[data-param=at]'), page.locator('[data-fitcurve] [role=alert]')
    r.focus()
    for _ in range(3): page.keyboard.press('ArrowRight')
    page.wait_for_timeout(500)
    s = l.state()
    assert s['loss'] == pytest.approx(l.value('fig.loss')) and s['params']['at'] == pytest.approx(0.3)
    assert [v for v, u in zip(s['curve']['y'], s['curve']['x']) if u > 0.31] == [3]*sum(u > 0.31 for u in s['curve']['x'])
    page.keyboard.press('Home'); r.focus(); page.keyboard.press('Home')
    alarm.wait_for(state='visible')
    assert 'TypeError' in alarm.inner_text() and 'line 2: if at < -0.5: return x/None' in alarm.inner_text()
    page.keyboard.press('End'); alarm.wait_for(state='hidden')

slow = '''(() => { const Real = WebSocket;
  window.WebSocket = class extends Real {
    send(data) { setTimeout(() => this.readyState === 1 && super.send(data), 50); }
    set onmessage(f) { super.onmessage = e => setTimeout(() => f.call(this, e), 50); }
    get onmessage() { return super.onmessage; }
  }; })()'''

@pytest.mark.parametrize('source', [show, 'fig = explore(lambda x, a: a*x if a > -9 else x, x, y, a=1.1)\nfig'], ids=['in the page', 'in the kernel'])
def test_over_a_slow_network_no_value_jumps_back(lab, source):
    l = lab(setup, source, '', before=slow); page = l.page
    r = page.locator('input[data-param=a]')
    r.focus(); page.keyboard.press('Home'); page.wait_for_timeout(600)
    page.evaluate('''() => { window.seen = []; const r = document.querySelector("input[data-param=a]");
        const look = () => { window.seen.push(r.valueAsNumber); requestAnimationFrame(look); }; look(); }''')
    for i in range(20): page.keyboard.press('ArrowRight'); page.wait_for_timeout(20 + 17*i % 190)
    press(page, r.bounding_box(), [.47 + i*.01 for i in range(45)], pause=8)
    page.wait_for_timeout(800)
    assert page.evaluate('window.seen.filter((v, i) => i && v < window.seen[i - 1] - 1e-9).length') == 0
    assert page.evaluate('new Set(window.seen).size') > 30
    assert l.value('fig.params["a"]') == l.state()['params']['a']

def test_a_cell_run_again_and_again_leaves_one_figure(lab):
    l = lab(setup, show, ''); page = l.page
    cdp = page.context.new_cdp_session(page)
    def heap():
        for _ in range(3): cdp.send('HeapProfiler.collectGarbage')
        return cdp.send('Runtime.getHeapUsage')['usedSize']/1e6
    for _ in range(10): l.run(show, 1)
    count = 'len([w for w in __import__("ipywidgets").widgets.widget._instances.values()])'
    before, widgets = heap(), l.value(count)
    for _ in range(90): l.run(show, 1)
    page.wait_for_timeout(500)
    assert page.locator('[data-fitcurve]').count() == 1
    assert l.value(count) == widgets == 2  # the figure and its layout
    assert heap() - before < 4, 'ninety more figures would be 0.1 MB each in text alone'
    page.locator('input[data-param=a]').focus(); page.keyboard.press('End')
    assert l.agrees()['params']['a'] == 3.3

def committed():
    "The outputs that a cleaned lesson keeps: all but the widget's own"
    data, _ = explore(quad, *noisy_quad(), a=1.1, b=1.1, c=1.1)._repr_mimebundle_()
    note = nbformat.v4.new_output('display_data', data={'text/html': '<p class="fitcurve-note">Run the cell for the live figure.</p>'})
    widget = data.pop('application/vnd.jupyter.widget-view+json')
    return data, widget, note

@pytest.mark.parametrize('trust', [True, False])
def test_a_committed_lesson_opened_fresh(lab, trust):
    data, _, note = committed()
    nb = notebook('fig', outputs=[nbformat.v4.new_output('display_data', data=data), note])
    page = lab(nb=nb, trust=trust, wait='[data-fitcurve]' if trust else '.jp-OutputArea img').page
    if trust:
        page.locator('input[data-param=a]').focus(); page.keyboard.press('End')
        assert page.evaluate('document.querySelector("[data-fitcurve]").fitcurve.state().params.a') == 3.3
    assert page.locator('.fitcurve-note').is_visible() != trust, 'a line of help where the figure is not alive, and only there'

def test_a_notebook_whose_kernel_is_gone_still_says_what_it_showed(lab):
    data, widget, note = committed()
    nb = notebook('fig', outputs=[nbformat.v4.new_output('display_data', data={**data, 'application/vnd.jupyter.widget-view+json': widget}), note])
    page = lab(nb=nb, trust=True, wait='.fitcurve-note').page
    page.wait_for_timeout(3000)
    assert page.locator('.fitcurve-note').is_visible()

@pytest.mark.parametrize('path', ['notebooks', 'voila/render'])
def test_notebook_7_and_voila(server, browser, path):
    root, url, _ = server
    name = f'n{time.time_ns()}.ipynb'
    nbformat.write(notebook(setup, show), root/name)
    page = browser.new_page()
    try:
        page.goto(f'{url}/{path}/{name}')
        if path == 'notebooks':
            page.wait_for_selector('.jp-Cell', timeout=60_000); page.wait_for_timeout(4000)
            page.click('text="Run"'); page.click('text="Run All Cells"')
        page.wait_for_selector('[data-fitcurve]:not([data-frame="0"])', timeout=90_000)
        page.locator('input[data-param=a]').focus(); page.keyboard.press('End'); page.wait_for_timeout(300)
        assert page.evaluate('document.querySelector("[data-fitcurve]").fitcurve.state().params.a') == 3.3
        assert not page.locator('.fitcurve-note').is_visible()
    finally: page.close()

def test_nbconvert_keeps_it_alive(server, browser, tmp_path):
    data, widget, note = committed()
    nb = notebook('fig', outputs=[nbformat.v4.new_output('display_data', data={**data, 'application/vnd.jupyter.widget-view+json': widget}), note])
    nbformat.write(nb, tmp_path/'saved.ipynb')
    subprocess.run([sys.executable, '-m', 'jupyter', 'nbconvert', '--to', 'html', str(tmp_path/'saved.ipynb')], env=server[2], check=True, capture_output=True)
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((tmp_path/'saved.html').as_uri())
    page.wait_for_selector('[data-fitcurve]:not([data-frame="0"])')
    page.locator('input[data-param=a]').focus(); page.keyboard.press('End')
    assert page.evaluate('document.querySelector("[data-fitcurve]").fitcurve.state().params.a') == 3.3
    context.close()
