"A figure's output wherever a notebook goes: run by a program, made into a page, read offline; one output a figure"
import os, subprocess, sys
import nbformat, pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from traitlets.config import Config
from tests.jupyter import notebook, setup, show
from tests.pages import becomes, new_page, settled, state

view = 'application/vnd.jupyter.widget-view+json'
twice = 'fig'
pad = '''import torch
from fitcurve.pad import read_writing
read_writing(lambda pixels: torch.relu(pixels @ torch.ones(64, 10)))'''

def run(env, *args):
    subprocess.run([sys.executable, '-m', 'jupyter', *map(str, args)], env=env, check=True,
                   capture_output=True, text=True)

def as_page(path, **settings):
    "What nbconvert makes of the notebook at `path`, beside it"
    path.with_suffix('.html').write_text(HTMLExporter(**settings).from_filename(str(path))[0], encoding='utf-8')

def by_nbconvert(env, path): run(env, 'nbconvert', '--execute', '--to', 'html', path)

def by_papermill_s_way(env, path):
    "papermill runs a notebook through nbclient, and writes what it has after each cell"
    nb = nbformat.read(path, 4)
    client = NotebookClient(nb, timeout=300, kernel_name='python3')
    client.on_cell_executed = lambda **_: nbformat.write(nb, path)
    client.execute(env=env)
    as_page(path)

def opened(browser, path, n):
    "The page, which can reach nothing, once its `n` figures are alive"
    page = new_page(browser, offline=True)
    page.goto(path.as_uri())
    becomes(page.locator('[data-fitcurve]').count, n)
    return page

def is_alive(browser, path):
    "A page of three figures, the second the first again: each lives, and none has a note"
    page = opened(browser, path, 3)
    page.locator('input[data-param=a]').first.press('End')
    page.wait_for_function('document.querySelector("[data-fitcurve]").fitcurve.state().params.a === 3.3')
    assert page.locator('.fitcurve-note:visible').count() == 0, 'a live figure needs no note'
    assert 'Run the cell' not in page.locator('body').inner_text()
    page.context.close()

@pytest.mark.parametrize('way', [by_nbconvert, by_papermill_s_way])
def test_what_a_program_has_run_is_alive_offline(jupyter, browser, tmp_path, way):
    path = tmp_path/'run.ipynb'
    nbformat.write(notebook(setup, show, twice, pad), path)
    way(jupyter.env, path)
    is_alive(browser, path.with_suffix('.html'))

def test_what_jupyter_execute_has_run_is_alive_and_sanitized_says_what_was_there(jupyter, browser, tmp_path):
    """nbconvert, told to sanitize, makes text of each script and picture: none of it is to be seen. Told to prefer
    pictures, it shows them"""
    path = tmp_path/'run.ipynb'
    nbformat.write(notebook(setup, show, twice, pad), path)
    run(jupyter.env, 'execute', '--inplace', path)
    as_page(path)
    is_alive(browser, path.with_suffix('.html'))
    said = [o.data['text/plain'] for c in nbformat.read(path, 4).cells[1:] for o in c.outputs]
    pictures = dict(config=Config(NbConvertBase=dict(display_data_priority=['image/png', 'text/html', 'text/plain'])))
    page = new_page(browser, offline=True)
    notes = [f'{repr_}. Run the cell for the live {kind}.' for repr_, kind in zip(said, ['figure', 'figure', 'pad'])]
    for more, want in [(dict(template_name='classic'), notes), ({}, notes), (pictures, ['']*3)]:
        as_page(path, sanitize_html=True, **more)
        page.goto(path.with_suffix('.html').as_uri())
        shown = page.locator('.jp-OutputArea-output, .output_subarea').all_inner_texts()
        assert [t.strip() for t in shown] == want
    assert page.locator('.jp-OutputArea-output img').count() == 3
    page.context.close()

def test_what_lab_has_saved_is_alive_offline_and_needs_no_view(open_lab, jupyter, browser, tmp_path):
    "Whoever prefers a widget's view finds none: the HTML is all there is to choose"
    lab = open_lab(setup, show, '')
    lab.page.locator('input[data-param=a]').press('End')
    assert lab.agrees()['params']['a'] == 3.3
    out, = lab.outputs()[1]
    assert set(out['data']) == {'text/html', 'image/png', 'text/plain'}
    lab.page.evaluate('jupyterapp.commands.execute("docmanager:save")')
    path = max(jupyter.folder.glob('n*.ipynb'), key=lambda p: p.stat().st_mtime)
    becomes(lambda: len(nbformat.read(path, 4).cells[1].outputs), 1)
    (tmp_path/'saved.ipynb').write_text(path.read_text(encoding='utf-8'), encoding='utf-8')
    as_page(tmp_path/'saved.ipynb')
    page = opened(browser, tmp_path/'saved.html', 1)
    assert page.locator('.fitcurve-note').count() == 0
    page.context.close()

def test_a_display_that_is_updated_shows_one_figure(open_lab):
    "`h.update` replaces: by the same figure, and by another"
    lab = open_lab(setup, show.replace('\nfig', '\nh = display(fig, display_id=True)'), '')
    page, count = lab.page, lab.page.locator('[data-fitcurve]').count
    for _ in range(3): lab.run('h.update(fig)')
    becomes(count, 1)
    lab.run('fig.params = dict(a=2.5)')
    becomes(lambda: state(page)['params']['a'], 2.5)
    lab.run('other = explore(quad, x, y, a=2.1, b=1.1, c=1.1)\nh.update(other)')
    becomes(lambda: (count(), state(page)['params']['a']), (1, 2.1))
    lab.run('other.params = dict(a=3.)')
    becomes(lambda: state(page)['params']['a'], 3.)
    settled(page)
    assert len(lab.outputs()[1]) == 1

def test_a_loop_shows_fifty_figures(open_lab):
    lab = open_lab(setup, 'for i in range(50): display(explore(quad, x, y, a=1 + i/50, b=1.1, c=1.1))', '')
    becomes(lab.page.locator('[data-fitcurve]').count, 50)
    assert lab.page.get_by_text('Show more outputs').count() == 0

def test_a_terminal_says_it_once():
    code = setup + '\n' + show.replace('\nfig', '\ndisplay(fig)')
    done = subprocess.run([sys.executable, '-m', 'IPython', '--no-banner', '-c', code], capture_output=True, text=True)
    assert done.stdout.count('quad(x, a=1.1') == 1 and 'Run the cell' not in done.stdout, done.stdout + done.stderr

def test_another_widget_follows_and_leads(open_lab):
    "`jslink` knows only what the page has; `value` is that, both ways"
    link = ('import ipywidgets, anywidget, traitlets\n'
            'class Other(anywidget.AnyWidget):\n'
            '    _esm = "export default { render() {} }"\n'
            '    value = traitlets.Dict().tag(sync=True)\n'
            'other = Other()\n'
            'ipywidgets.jslink((fig, "value"), (other, "value"))')
    lab = open_lab(setup, show, link, '')
    slider = lab.page.locator('input[data-param=a]')
    slider.press('End')
    becomes(lambda: lab.value('dict(other.value)'), dict(a=3.3, b=1.1, c=1.1))
    lab.run('other.value = dict(a=0.5, b=2., c=1)')
    becomes(lambda: lab.state()['params'], dict(a=0.5, b=2, c=1))
    assert lab.value('dict(fig.params)') == dict(a=0.5, b=2., c=1.)

def test_a_value_that_cannot_be_is_refused_and_set_back():
    from fitcurve import explore, noisy_quad, quad
    fig = explore(quad, *noisy_quad(), a=1.1, b=1.1, c=1.1)
    with pytest.raises(KeyError): fig.value = dict(nonsense=1)
    assert fig.value == dict(fig.params) == dict(a=1.1, b=1.1, c=1.1)
    fig.params = dict(a=2)
    assert fig.value == dict(a=2., b=1.1, c=1.1)

@pytest.mark.parametrize('where', ['written', 'part.replace', 'cleaned'])
def test_a_notebook_s_outputs_are_kept_whole_or_not_at_all(tmp_path, monkeypatch, where):
    "A disk that is full while the file is written, moved, or cleaned leaves the notebook as it was"
    from pathlib import Path
    import nbdev.clean
    from fitcurve import files
    from tests import lessons
    path = tmp_path/'lesson.ipynb'
    nbformat.write(notebook('1 + 1'), path)
    before, now = path.read_bytes(), nbformat.read(path, 4)
    monkeypatch.setattr(lessons, 'run', lambda path: now)
    def full(self, text=None, **_):
        if text and hasattr(self, 'open'):
            with self.open('w') as f: f.write(str(text)[:40])
        raise OSError(28, 'No space left on device')
    def full_at_once(f, mode):
        os.close(f)
        full(None)
    if where == 'cleaned': monkeypatch.setattr(nbdev.clean, 'write_nb', lambda nb, f, **_: full(Path(f), str(nb)))
    elif where == 'written': monkeypatch.setattr(files, 'open', full_at_once, raising=False)
    else: monkeypatch.setattr(Path, where.removeprefix('part.'), full)
    if where == 'cleaned': lessons.save(path); assert nbformat.read(path, 4).cells[0].source == '1 + 1'
    else:
        with pytest.raises(OSError): lessons.save(path)
        assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ['lesson.ipynb']
