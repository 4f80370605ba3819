"A notebook is saved with its figures as they were left; a page that `fig.save` writes has the runs"
import base64, json, re
import nbformat, pytest
from tests.jupyter import setup, show
from tests.pages import becomes, painted, settled, state
from tests.test_outputs import opened, run

save = '''async () => {
    const { context } = jupyterapp.shell.currentWidget;
    await context.save();
    return [context.model.dirty, context.path]; }'''

def saved(lab, jupyter):
    "The notebook as it is saved; and that nothing is left to be saved"
    dirty, path = lab.page.evaluate(save)
    assert not dirty
    return nbformat.read(jupyter.folder/path, 4)

def spec_in(output): return json.loads(re.search(r'(?<=<script type="application/json">).*?(?=</script>)', output.data['text/html'])[0])

def test_a_notebook_is_saved_with_its_figure_as_it_was_left(open_lab, jupyter, browser, tmp_path):
    lab = open_lab(setup, show, '', alone=True)
    page = lab.page
    first, = saved(lab, jupyter).cells[1].outputs
    told, = lab.outputs()[1]
    assert first.data == told['data'], 'nothing was done'
    page.evaluate('''() => {
        const output = document.querySelector("[data-fitcurve]").closest(".jp-OutputArea-output");
        window.redrawn = 0;
        new MutationObserver(() => window.redrawn++).observe(output, { childList: true }); }''')
    page.locator('input[data-param=a]').press('End')
    page.click('[data-action=run]')
    page.wait_for_function('document.querySelector("[data-fitcurve]").fitcurve.state().history > 15')
    page.click('[data-action=run]')
    page.locator('input[data-param=b]').press('End')
    settled(page)
    assert page.evaluate('jupyterapp.shell.currentWidget.context.model.dirty')
    left = state(page)
    nb = saved(lab, jupyter)
    kept, = nb.cells[1].outputs
    assert saved(lab, jupyter) == nb
    assert lab.outputs()[1] == [told] and page.evaluate('window.redrawn') == 0
    assert page.evaluate('document.activeElement.dataset.param') == 'b'
    print(len(first.data['text/html']), len(kept.data['text/html']), kept.data['text/plain'])
    open('/tmp/kept.png', 'wb').write(base64.b64decode(kept.data['image/png']))
    open('/tmp/first.png', 'wb').write(base64.b64decode(first.data['image/png']))
    nbformat.write(nb, tmp_path/'left.ipynb')
    run(jupyter.env, 'nbconvert', '--to', 'html', tmp_path/'left.ipynb')
    page = opened(browser, tmp_path/'left.html', 1)
    page.wait_for_selector('[data-fitcurve]:not([data-frame="0"])')
    again = state(page)
    for key in left: assert again[key] == left[key] or key in ('curve',), key
    page.locator('input[data-param=b]').press('Control+z')
    painted(page)
    assert state(page)['params']['b'] != 3.3
    page.context.close()
