"A student who does what a lesson says, and some of what it doesn't: nothing that comes later may fail for it."
import ast, json, os, re, socket, subprocess, sys, urllib.request
from contextlib import suppress
import nbformat, pytest
from fitcurve import check as checks, explore, mae, noisy_quad, quad
from fitcurve.cli import put_lessons
from fitcurve.exercises import exercises
from tests.jupyter import Lab, free_port, jupyter_env, root
from tests.lessons import compare, further, lessons, nbs, peak, run_between, unmoved
from tests.pages import becomes, patience
from tests.test_quiet_cells import check, codes, compiled, names

x, y = noisy_quad()
dir(checks) # loads the lessons' exercises
each = pytest.mark.parametrize('path', lessons, ids=lambda p: p.stem)

# ── What stands below, whatever was done above ──

hands = 'from tests.kernel import move_all\nmove_all([*globals().values(), _])'

def solved(source):
    "A cell as it is once its exercise, if it has one, is done"
    asked = re.search(r'^check\.(\w+)\(', source, re.M)
    return f'{exercises[asked[1]].solution}\ncheck.{asked[1]}(answer)' if asked else source

@pytest.mark.slow
@each
def test_every_cell_runs_twice_and_every_slider_moves(path, tmp_path, cold):
    """Each cell twice in a row, an exercise the second time with its solution, then a hand on every slider of every
    figure: what stands below runs all the same, and every exercise is right"""
    kept = tmp_path/'progress.json'
    more = dict(again=lambda source: [solved(source), hands], FITCURVE_PROGRESS=str(kept))
    now, megabytes = run_between(path, last=peak, **more)
    assert int(megabytes) < 600
    if path.stem in unmoved: compare(now, path)
    done = json.loads(kept.read_text(encoding='utf-8')) if kept.exists() else {}
    asked = [ex.name for ex in exercises.values() if ex.lesson == path.stem]
    assert {name: state['state'] for name, state in done.items()} == dict.fromkeys(asked, 'right')

def bound(cell, makers):
    "The names that a cell binds to what one of these functions gives"
    for node in ast.walk(ast.parse(cell.source)):
        call = getattr(node, 'value', None)
        if isinstance(node, ast.Assign) and isinstance(call, ast.Call) and getattr(call.func, 'id', '') in makers:
            yield from (t.id for t in node.targets if isinstance(t, ast.Name))

@each
def test_no_check_looks_at_a_figure_that_the_student_holds(path):
    held = set()
    for c in codes(path):
        if c.source.startswith(check): assert not held & names(compiled(c))[0], c.source
        else: held |= set(bound(c, ('explore', 'read_writing')))

@each
def test_one_name_is_one_thing(path):
    "`fig` is a live figure, never matplotlib's"
    for c in codes(path):
        if 'fig' in names(compiled(c))[1]: assert list(bound(c, ['explore'])) == ['fig'], c.source

# ── What it says to do ──

def prose(path): return [c for c in nbformat.read(path, 4).cells if c.cell_type == 'markdown']

keys = re.compile(r'[Pp]ress(?:es|ing)? (?:<kbd>)?`?[a-z?]`?(?:</kbd>)?[ .,;:)]|\bor `[a-z?]`[.,]|\(`[a-z?]`\)')

@pytest.mark.parametrize('said', ['press `m` for the **map**', '**Reveal**, or `r`. The', 'again (`r`) and'])
def test_a_bare_key_is_seen(said): assert keys.search(said)

@pytest.mark.parametrize('path', [*lessons, nbs/'index.ipynb'], ids=lambda p: p.stem)
def test_no_bare_key_is_asked_for(path):
    "After Shift+Enter the focus is on the next cell, which `m` turns into text, and `r` into nothing"
    for c in prose(path): assert not keys.search(c.source), c.source

@each
def test_the_first_figure_is_run_with_ctrl_enter(path):
    "Which leaves it in view"
    said = ''
    for c in nbformat.read(path, 4).cells:
        if c.cell_type == 'markdown': said += c.source
        elif not c.source.startswith(check) and set(bound(c, ('explore', 'read_writing'))):
            assert '<kbd>Ctrl</kbd>+<kbd>Enter</kbd>' in said, c.source
            return

def test_the_answers_are_not_yet_there(tmp_path):
    "What a student opens has no outputs"
    new = put_lessons(nbs, tmp_path).new
    assert {p.name for p in (*lessons, *further)} <= set(new)
    for name in new:
        for c in nbformat.read(tmp_path/name, 4).cells:
            if c.cell_type == 'code': assert not c.outputs and c.execution_count is None
        linked = re.findall(r'\]\((\w+\.ipynb)\)', (tmp_path/name).read_text(encoding='utf-8'))
        assert all((tmp_path/link).exists() for link in linked)

@pytest.mark.slow
def test_the_command_opens_them(tmp_path, browser):
    "What `make lab` calls, in an empty folder; JupyterLab shows the first lesson, and no question about news"
    port = free_port()
    flags = f'--port={port} --no-browser --allow-root --IdentityProvider.token= --ServerApp.port_retries=0'.split()
    flags.append('--LabApp.expose_app_in_browser=True')
    command = [sys.executable, '-c', 'from fitcurve.cli import main; main()', 'lab', 'here', *flags]
    env = jupyter_env(tmp_path)
    opener = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              start_new_session=True)
    def opened():
        try: answer = urllib.request.urlopen(f'http://127.0.0.1:{port}/api/contents/00_data.ipynb')
        except OSError: return None
        return sum(len(c.get('outputs', [])) for c in json.load(answer)['content']['cells'])
    try:
        becomes(opened, 0)
        lab = Lab(browser, f'http://127.0.0.1:{port}', '00_data.ipynb')
        lab.page.wait_for_load_state('networkidle') # it asks once it knows what was asked before, which it fetches
        assert any('announcements' in url for url in lab.requested)
        assert lab.page.locator('.Toastify__toast, .jp-Dialog').all_inner_texts() == []
        lab.close()
    finally:
        os.killpg(opener.pid, 15)
        opener.wait(patience)
    assert 'fitcurve lab lessons' in (root/'Makefile').read_text(encoding='utf-8')

@pytest.mark.slow
@pytest.mark.skipif(sys.platform == 'win32', reason='Windows ends a process without a word to it')
def test_the_address_that_it_prints_leads_to_the_first_lesson_and_who_ends_it_ends_jupyterlab(tmp_path, browser):
    "Whatever the student has called it; nothing is left of the settings that JupyterLab began with"
    put_lessons(nbs, tmp_path/'here')
    (tmp_path/'here/00_data.ipynb').rename(tmp_path/'here/-ü #1 100%.ipynb')
    (tmp_path/'tmp').mkdir()
    env = {**jupyter_env(tmp_path), 'TMPDIR': str(tmp_path/'tmp'), 'JUPYTER_RUNTIME_DIR': str(tmp_path/'.run')}
    command = [sys.executable, '-c', 'from fitcurve.cli import main; main()', 'lab', 'here', '--no-browser', '--port=0']
    with open(tmp_path/'log', 'wb') as log:
        opener = subprocess.Popen([*command, '--allow-root'], cwd=tmp_path, env=env, stdout=log, stderr=log,
                                  start_new_session=True)
    try:
        address = r'^ +(http://127\.0\.0\.1:(\d+)/\S*)'
        said = lambda: re.search(address, (tmp_path/'log').read_text(encoding='utf-8'), re.M)
        becomes(lambda: bool(said()), True)
        url, port = said().groups()
        page = browser.new_page()
        page.goto(url)
        page.locator('.jp-NotebookPanel:visible h1', has_text='A neural net is').first.wait_for()
        assert page.locator('.lm-TabBar-tab.jp-mod-current').first.inner_text() == '-ü #1 100%.ipynb'
        page.close()
        opener.terminate()
        opener.wait(patience)
        def answers():
            with socket.socket() as s: return s.connect_ex(('127.0.0.1', int(port))) == 0
        becomes(answers, False)
        assert [p.name for p in (tmp_path/'tmp').iterdir() if (p/'labconfig').exists()] == []
    finally:
        with suppress(ProcessLookupError): os.killpg(opener.pid, 9)

def test_the_readme_says_so(): assert 'copies of your own' in (root/'README.md').read_text(encoding='utf-8')

# ── Slips ──

@pytest.mark.parametrize('call, help', [
    (lambda: explore(quad(x, 1, 2, 3), x, y), 'the function itself'),
    (lambda: explore(x, y), 'the function itself'),
    (lambda: explore(quad(x, 1, 2, 3).numpy()), 'the function itself'),
    (lambda: explore(quad, x, y, 1.1, 1.1, 1.1), r'by its name: explore\(quad, x, y, a=…, b=…, c=…\)'),
    (lambda: explore(quad, x, y, 1.1), r'by its name: explore\(quad, x, y, a=…'),
    (lambda: explore(lambda x, w: w*x, x, y, mae, False, 2.), r'by its name: explore\(f, x, y, w=…\)')])
def test_a_beginners_call_gets_an_answer_that_helps(call, help):
    with pytest.raises(TypeError, match=help) as e: call()
    assert '\n' not in str(e.value) and len(str(e.value)) < 200
