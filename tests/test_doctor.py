"`fitcurve doctor` in installations that lack something: folders of what pip writes down, and of what Jupyter finds."
import errno, io, json, os, shlex, shutil, subprocess, sys
import pytest
from fitcurve.cli import main
from fitcurve.doctor import Finding, examine, has_browser, look_at_figure
from fitcurve.handout import lessons_folder, put_lessons
from tests.jupyter import root

healthy = {
    'fitcurve': ('0.1.0', ['torch>=2.6', 'ipywidgets>=8.1', 'anywidget>=0.9.13', 'jupyterlab>=4.2; extra == "lessons"',
                           'pytest>=8; extra == "dev"', 'tomli; python_version < "3"']),
    'torch': ('2.13.0', []), 'ipywidgets': ('8.1.9', ['jupyterlab_widgets~=3.0.15', 'traitlets>=4.3.1']),
    'jupyterlab_widgets': ('3.0.17', []), 'anywidget': ('0.11.0', ['psygnal>=0.8.1']), 'psygnal': ('0.16.1', []),
    'traitlets': ('5.16.1', []), 'jupyterlab': ('4.6.6', [])}

def put_json(path, what):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(what), encoding='utf-8')

def install(site, name, version, requires=(), python='>=3.10', front_end=None):
    "What pip writes down of a package"
    info = site/f'{name}-{version}.dist-info'
    info.mkdir(parents=True)
    lines = [f'Name: {name}', f'Version: {version}', f'Requires-Python: {python}',
             *(f'Requires-Dist: {r}' for r in requires)]
    (info/'METADATA').write_text('Metadata-Version: 2.1\n' + '\n'.join(lines) + '\n\n', encoding='utf-8')
    if front_end:
        put_json(site/'share/jupyter/labextensions'/front_end/'package.json', dict(version=version))
        (info/'RECORD').write_text(f'share/jupyter/labextensions/{front_end}/package.json,,\n', encoding='utf-8')

front_ends = dict(anywidget='anywidget', jupyterlab_widgets='@jupyter-widgets/jupyterlab-manager')

@pytest.fixture
def site(tmp_path, monkeypatch):
    "Makes an installation, with some packages otherwise (None: not at all); Jupyter finds it, and nobody's settings"
    monkeypatch.setenv('JUPYTER_PATH', f"{tmp_path/'first'}{os.pathsep}{tmp_path/'site/share/jupyter'}")
    for name in ('DATA', 'CONFIG'): monkeypatch.setenv(f'JUPYTER_{name}_DIR', str(tmp_path/name))
    monkeypatch.setenv('JUPYTER_CONFIG_PATH', str(tmp_path/'config'))
    monkeypatch.chdir(tmp_path)
    def make(python='>=3.10', **otherwise):
        for name, kept in {**healthy, **otherwise}.items():
            version, requires = kept or (None, None)
            if kept: install(tmp_path/'site', name, version, requires, python, front_ends.get(name))
        return tmp_path/'site'
    yield make

def wrong(site, folder='lessons'): return [str(f) for f in examine(folder, [site]) if f.cure and f.wrong]
def notes(site, folder='lessons'): return [str(f) for f in examine(folder, [site]) if f.cure and not f.wrong]

def test_where_all_is_well_nothing_is_wrong(site):
    assert wrong(site()) == []

@pytest.mark.parametrize('name, version, words, cure', [
    ('torch', None, 'torch is missing', 'pip install "torch>=2.6"'),
    ('torch', '2.5.1', 'torch is 2.5.1, wanted is >=2.6', 'pip install "torch>=2.6"'),
    ('ipywidgets', '7.7.1', 'ipywidgets is 7.7.1', 'pip install "ipywidgets>=8.1"'),
    ('jupyterlab', None, 'jupyterlab is missing, which the lessons need', '"jupyterlab>=4.2"'),
    ('jupyterlab_widgets', '1.1.1', 'jupyterlab_widgets is 1.1.1, wanted is ~=3.0.15, which ipywidgets needs', 'pip'),
    ('psygnal', None, 'psygnal is missing, which anywidget needs', 'pip install'),
    ('fitcurve', None, 'fitcurve is not installed', 'pip install ".[lessons]"')])
def test_a_package_that_is_missing_or_old_is_named_with_its_cure(site, name, version, words, cure):
    found = wrong(site(**{name: version and (version, [])}))
    assert len(found) == 1 and words in found[0] and cure in found[0].split('. ', 1)[1]

def test_what_the_lessons_ask_for_in_a_newer_version_is_told_once(site):
    asks = ['ipywidgets>=7.7', 'ipywidgets>=8.1; extra == "lessons"']
    folder = site(fitcurve=('0.1.0', asks), ipywidgets=('7.8.5', []))
    assert [f for f in wrong(folder) if 'ipywidgets' in f] == [
        'wrong  ipywidgets is 7.8.5, wanted is >=8.1, which the lessons need. pip install "ipywidgets>=8.1"']
    assert len([f for f in examine('lessons', [folder]) if f.what.startswith('ipywidgets')]) == 1

def test_versions_that_are_newer_or_not_yet_out_are_well(site):
    assert wrong(site(torch=('3.0.0.dev20270101+cpu', []), ipywidgets=('8.2.0rc1', []))) == []

def test_a_package_that_is_there_twice(site):
    folder = site()
    install(folder, 'Torch', '2.5.0')
    assert any('orch is there twice' in f for f in wrong(folder))

def test_another_python(site):
    assert 'wanted is >=4' in wrong(site(python='>=4'))[0]

def test_another_fitcurve(site):
    assert 'pip has installed fitcurve 0.0.1' in wrong(site(fitcurve=('0.0.1', [])))[0]

def test_cuda_without_a_card_is_only_noted(site):
    found = notes(site(**{'nvidia_cublas_cu12': ('12.0', []), 'nvidia-cudnn-cu12': ('9.0', [])}))
    assert any('CUDA (2 packages)' in f and 'download.pytorch.org/whl/cpu' in f for f in found)

# ── What Jupyter finds ──

def test_a_front_end_that_is_hidden_lost_or_switched_off(site, tmp_path):
    folder, own = site(), tmp_path/'site/share/jupyter/labextensions/anywidget'
    put_json(tmp_path/'first/labextensions/anywidget/package.json', dict(version='0.9.0'))
    hidden, = wrong(folder)
    assert f'{tmp_path/"first/labextensions/anywidget"} (0.9.0) hides' in hidden
    assert 'hides the front end of anywidget 0.11.0. Remove' in hidden
    put_json(tmp_path/'config/labconfig/page_config.json', dict(disabledExtensions={'anywidget': True}))
    assert 'page_config.json switches anywidget off. jupyter labextension enable anywidget' in wrong(folder)[1]
    (own/'package.json').unlink()
    lost = 'the front end of anywidget is lost. pip install --force-reinstall --no-deps anywidget'
    assert lost in wrong(folder)[0]

no_python = shutil.which('false') or shutil.which('where') # a program that fails, whatever it is told

@pytest.mark.parametrize('argv, why', [
    ([sys.executable], ''), (['python'], ''), (['/nowhere/python'], 'does not start'),
    ([no_python], 'has no fitcurve')])
def test_the_kernel_s_python_has_fitcurve(site, tmp_path, argv, why):
    put_json(tmp_path/'first/kernels/python3/kernel.json', dict(argv=argv, display_name='p', language='python'))
    found = wrong(site())
    assert len(found) == bool(why) and (not why or f'{argv[0]}, which {why}. Remove ' in found[0])

@pytest.mark.parametrize('name, text, why', [
    ('torch', "raise OSError('libgomp.so.1: cannot open shared object file')", 'OSError: libgomp.so.1'),
    ('anywidget', 'import os; os._exit(3)', ': ...'),
    ('numpy', "raise ImportError('numpy: wrong ELF class')", 'ImportError: numpy: wrong')])
def test_packages_that_are_there_and_do_not_work_are_found_by_making_a_figure(tmp_path, monkeypatch, name, text, why):
    (tmp_path/f'{name}.py').write_text(text, encoding='utf-8')
    monkeypatch.setenv('PYTHONPATH', f'{tmp_path}{os.pathsep}{root}')
    found = look_at_figure(sys.executable)
    assert why in found.what and found.what.startswith('no live figure can be made: ') and 'pip install' in found.cure

def test_where_all_works_a_figure_is_made(): assert look_at_figure(sys.executable).cure == ''

def test_where_a_package_is_missing_no_figure_is_tried(site, monkeypatch):
    "That it can't be made would only say the same again"
    tried = []
    monkeypatch.setattr('fitcurve.doctor.look_at_figure', tried.append)
    monkeypatch.syspath_prepend(site(torch=('2.0', [])))
    examine()
    assert not tried

# ── Folder and screen ──

def test_the_folder_and_what_is_in_it(site, tmp_path):
    (tmp_path/'file').write_text('', encoding='utf-8')
    folder = site()
    assert 'file is a file. Name another folder' in wrong(folder, 'file')[0]
    assert 'file is a file' in wrong(folder, 'file/sub')[0]
    put_lessons(lessons_folder(), 'work')
    assert not [f for f in notes(folder, 'work') if 'edition' in f]
    nb = json.loads((tmp_path/'work/02_loss.ipynb').read_text(encoding='utf-8'))
    nb['metadata']['fitcurve']['edition'] = 'an older one'
    put_json(tmp_path/'work/02_loss.ipynb', nb)
    (tmp_path/'work/03_descent.ipynb').write_text('', encoding='utf-8')
    assert any('02_loss.ipynb and 1 more: not of this edition, or damaged. fitcurve lab work' in f
               for f in notes(folder, 'work'))

@pytest.mark.skipif(sys.platform in ('win32', 'darwin'), reason='there is always a screen there')
def test_a_browser_is_one_that_a_window_can_be_opened_in(monkeypatch):
    for name in ('DISPLAY', 'WAYLAND_DISPLAY', 'BROWSER'): monkeypatch.delenv(name, raising=False)
    assert not has_browser()

# ── The command ──

def test_its_exit_code_says_whether_something_is_wrong(site, monkeypatch, capsys):
    folder = site()
    with monkeypatch.context() as m, pytest.raises(SystemExit, match='0'):
        m.setattr('fitcurve.doctor.examine', lambda where: examine(where, [folder]))
        main(['doctor'])
    shutil.rmtree(folder/'torch-2.13.0.dist-info')
    install(folder, 'torch', '2.0')
    monkeypatch.syspath_prepend(folder)
    capsys.readouterr()
    with pytest.raises(SystemExit, match='1'): main(['doctor'])
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith('wrong  torch is 2.0') for line in lines)
    assert {line.split()[0] for line in lines} <= {'ok', 'note', 'wrong'}

def test_what_it_writes_into_a_file_is_utf_8_on_every_system(monkeypatch):
    file = io.TextIOWrapper(io.BytesIO(), encoding='ascii')  # as Windows has its own letters
    monkeypatch.setattr('fitcurve.doctor.examine', lambda folder: [Finding('Łódź → ok')])
    with monkeypatch.context() as m, pytest.raises(SystemExit):
        m.setattr(sys, 'stdout', file)
        main(['doctor'])
    file.flush()
    assert 'Łódź → ok' in file.buffer.getvalue().decode()

@pytest.mark.parametrize('args, words', [
    (['lab', '--help'], "JupyterLab's own"), (['grade', 'nowhere'], 'nowhere is no folder'),
    (['demo', '--quick'], '--quick'), (['doctor', 'a', 'b'], 'knows no b'), (['lab', 'a', 'b'], 'knows no b'),
    (['lap'], "'lap'"), (['lab', '--no-browsr'], 'JupyterLab knows no --no-browsr'),
    (['lab', 'file'], 'file is a file: name another folder'), (['lab', 'file/sub'], 'file')])
def test_what_it_says_to_a_slip(tmp_path, monkeypatch, capsys, args, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path/'file').write_text('mine', encoding='utf-8')
    with pytest.raises(SystemExit) as e: main(args)
    said = capsys.readouterr()
    assert words in said.out + said.err + str(e.value) and (e.value.code != 0) == ('--help' not in args)
    assert [p.name for p in tmp_path.iterdir()] == ['file']

def test_where_a_package_is_missing_each_command_sends_to_the_doctor(tmp_path):
    (tmp_path/'numpy.py').write_text("raise ModuleNotFoundError(\"No module named 'numpy'\")", encoding='utf-8')
    command = [sys.executable, '-c', 'from fitcurve.cli import main; main()', 'demo', '--no-browser']
    env = {**os.environ, 'PYTHONPATH': f'{tmp_path}{os.pathsep}{root}'}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    said = "fitcurve: No module named 'numpy'\nfitcurve doctor says how to mend that\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, '', said)

def test_where_no_page_can_be_written_it_says_so(monkeypatch):
    def full(folder): raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), 'page')
    monkeypatch.setattr('fitcurve.cli.demo_page', full)
    with pytest.raises(SystemExit, match='fitcurve demo: .*No space left'): main(['demo'])

@pytest.mark.parametrize('own', [[], ['--LabApp.default_url=/tree'], ['--port=0']])
def test_jupyterlab_begins_with_the_first_lesson_or_where_its_own_option_says(tmp_path, monkeypatch, own):
    "One page to begin with, for it takes no two"
    ran = []
    monkeypatch.setattr('fitcurve.cli.until_it_ends', lambda command, folder, env: ran.append(command) or 0)
    with pytest.raises(SystemExit, match='0'): main(['lab', str(tmp_path/'work'), *own])
    given = ran[0][ran[0].index('jupyterlab') + 1:]
    first = [f for f in given if 'default_url' in f]
    assert first == (own if 'default_url' in str(own) else ['--LabApp.default_url=/lab/tree/00_data.ipynb'])
    assert given == [*(f for f in first if f not in own), *own]

def test_without_a_word_it_says_what_it_can(capsys):
    main([])
    said = capsys.readouterr().out
    assert all(word in said for word in ('lab', 'demo', 'doctor', 'grade'))

def test_the_demo_is_a_page_opened_in_the_browser_if_there_is_one(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    page, browser = tmp_path/'fitcurve_demo.html', tmp_path/'browser.py'
    monkeypatch.setattr('fitcurve.doctor.has_browser', lambda: False)
    main(['demo'])
    assert capsys.readouterr().out == f'{page}\nNo browser can be opened from here: open this file in one\n'
    main(['demo', '--no-browser'])
    assert capsys.readouterr().out == f'{page}\n'
    text = page.read_text(encoding='utf-8')
    assert 'data-entry="figure.js"' in text and 'src="http' not in text
    opened = 'import sys; from pathlib import Path; Path("opened").write_bytes(sys.argv[1].encode())'
    browser.write_text(opened, encoding='utf-8')
    opens = f'from fitcurve.cli import in_browser, Path; print(in_browser(Path({page.name!r})))'
    env = {**os.environ, 'PYTHONPATH': str(root), 'BROWSER': shlex.join([sys.executable, str(browser)]) + ' %s'}
    assert subprocess.run([sys.executable, '-c', opens], env=env, capture_output=True, text=True).stdout == 'True\n'
    assert (tmp_path/'opened').read_text(encoding='utf-8') == page.as_uri()
