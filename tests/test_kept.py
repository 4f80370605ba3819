"What stays: a page that `fig.save` writes has the runs; a notebook is saved with its figures as they were left"
import json, re
import nbformat, pytest
from fitcurve.data import quad
from fitcurve.descent import cosine
from fitcurve.figure import explore
from tests.jupyter import setup, show
from tests.pages import painted, settled, start, state, x, y
from tests.test_outputs import as_page, opened

def spec_in(html): return json.loads(re.search(r'(?<=<script type="application/json">).*?(?=</script>)', html)[0])

# ── What `fig.save` writes ──

def test_a_descent_that_python_runs_is_a_run_of_the_page_that_is_saved(open_page, tmp_path):
    fig = explore(quad, x, y, test=0.3, **start)
    first = fig.descend(steps=40)
    fig.params = dict(a=0.5)
    second, third = fig.descend(steps=30), fig.descend(lr=0.1, schedule=cosine, steps=20)
    fig.add(dict(a=3, b=2, c=1), 'truth')
    page = open_page(fig.save(tmp_path/'fit.html').as_uri())
    s = state(page)
    assert [r['name'] for r in s['runs']] == ['stretched geometric', 'stretched geometric (2)', 'lr 0.1 cosine']
    for told, own in zip(s['runs'], [first, second, third]):
        assert told['losses'] == pytest.approx(own.losses.tolist(), rel=1e-6)
        assert all(told['tests']), 'those held out'
    assert s['history'] == len(fig.history) and s['params'] == dict(fig.params)
    page.locator('input[data-param=a]').press('Control+z')
    painted(page)
    s = state(page)
    assert s['params'] == {n: fig.history[-21][n] for n in 'abc'}, 'where the last run began'
    assert [c['name'] for c in s['curves']] == ['truth']

def test_a_figure_nobody_touched_has_no_past():
    fig = explore(quad, x, y, **start)
    assert 'past' not in spec_in(fig.snapshot_page()[0])['now']

# ── What JupyterLab saves ──

save = '''async () => {
    const { context } = jupyterapp.shell.currentWidget;
    await context.save();
    return [context.model.dirty, context.path]; }'''

watch = '''() => {
    const output = document.querySelector("[data-fitcurve]").closest(".jp-OutputArea-output");
    window.redrawn = 0;
    new MutationObserver(() => window.redrawn++).observe(output, { childList: true }); }'''

def saved(lab, jupyter):
    "The notebook as it is saved; nothing is left to be saved"
    dirty, path = lab.page.evaluate(save)
    assert not dirty
    return nbformat.read(jupyter.folder/path, 4)

def move(page):
    "A drag, a run that is stopped, and another slider"
    page.locator('input[data-param=a]').press('End')
    page.click('[data-action=run]')
    page.wait_for_function('document.querySelector("[data-fitcurve]").fitcurve.state().history > 15')
    page.click('[data-action=run]')
    page.locator('input[data-param=b]').press('End')
    settled(page)

def test_a_notebook_is_saved_with_its_figure_as_it_was_left(open_lab, jupyter, browser, tmp_path):
    "Nothing is drawn anew, the focus stays, and who has done nothing has nothing to save"
    lab = open_lab(setup, show, '')
    page, (told,) = lab.page, lab.outputs()[1]
    assert saved(lab, jupyter).cells[1].outputs[0].data == told['data']
    page.evaluate(watch)
    move(page)
    assert page.evaluate('jupyterapp.shell.currentWidget.context.model.dirty')
    left, nb = state(page), saved(lab, jupyter)
    assert saved(lab, jupyter) == nb, 'it does not grow'
    assert lab.outputs()[1] == [told] and page.evaluate('window.redrawn') == 0
    assert page.evaluate('document.activeElement.dataset.param') == 'b'
    page.keyboard.press('+')
    for key in ('ArrowLeft', 'ArrowRight'): page.keyboard.press(key)
    settled(page)
    data = nb.cells[1].outputs[0].data
    assert saved(lab, jupyter).cells[1].outputs[0].data['image/png'] == data['image/png'], 'all of it, zoomed or not'
    assert data['image/png'] != told['data']['image/png'] and data['image/png'] in data['text/html']
    assert 'b = 3.3' in data['text/plain'] and data['text/html'].count(data['text/plain']) == 2
    nbformat.write(nb, tmp_path/'left.ipynb')
    as_page(tmp_path/'left.ipynb')
    again = opened(browser, tmp_path/'left.html', 1)
    again.wait_for_selector('[data-fitcurve]:not([data-frame="0"])')
    assert state(again) == left
    again.locator('input[data-param=b]').press('Control+z')
    painted(again)
    assert state(again)['params']['b'] < 3.3
    again.context.close()
    lab.run(None, 1)
    page.wait_for_function('document.querySelector("[data-fitcurve]").fitcurve.state().params.b === 1.1')
    assert spec_in(saved(lab, jupyter).cells[1].outputs[0].data['text/html'])['now']['params'] == start
