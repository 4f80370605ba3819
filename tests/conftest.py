"What the tests share: a browser, figures saved as pages, a JupyterLab, a node; one of each in each of their processes."
import os, re, shutil, subprocess, sys, time
from pathlib import Path
from types import SimpleNamespace
import nbformat, pytest
from filelock import FileLock
from playwright.sync_api import sync_playwright
from xdist.scheduler import LoadScopeScheduling
from fitcurve.figure import explore
from fitcurve.data import quad
from tests.jupyter import Lab, jupyter_env, notebook, root, serve, stop
from tests.node import Programs
from tests.pages import new_page, page_of, painted, start, x, y
from tests.warm import ordinary_kernels, warm_kernels

flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
         '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage']

light = 'chromium-headless-shell'  # the same engine, without windows: a page costs it half of the processor's time

def chromium_path(*first):
    "Where this machine's Chromium is, one of these `first`; an error, never a skip, where there is none"
    names = *first, 'chromium', 'chromium-browser', 'google-chrome', light
    found = next(filter(None, map(shutil.which, names)), None)
    if not found: raise RuntimeError('the browser tests need Chromium: `make browser` installs it')
    return found

def pytest_collection_modifyitems(items):
    """What needs a browser, a kernel or an installation is slow; `make check` leaves it out. Others say so themselves.
    The longest come first: who is last doesn't keep everybody waiting"""
    files = 'test_fastai', 'test_digits', 'test_promises', 'test_package', 'test_editors', 'test_wrong'
    for item in items:
        needs = {'browser', 'jupyter'} & set(item.fixturenames)
        if needs or item.path.stem in files: item.add_marker(pytest.mark.slow)
    long = 'test_a_students_whole_way', 'test_every_cell_runs_twice', 'test_fastai', 'test_outputs_are_the_committed'
    items.sort(key=lambda item: next((i for i, word in enumerate(long) if word in item.nodeid), len(long)))

@pytest.fixture(scope='session')
def browser():
    with sync_playwright() as p:
        chrome = p.chromium.launch(executable_path=chromium_path(light), args=flags)
        yield chrome
        chrome.close()

# ── Who runs what, where several run at once ──

wants_lab = re.compile(r'^def (test_\w+)\([^)]*\b(?:open_lab|jupyter)\b', re.MULTILINE)

class Shares(LoadScopeScheduling):
    """Any test to whoever is free; but those that share one costly run of something, to the same one, and these come
    first. (So the site is built long before it is walked.) JupyterLab runs in two processes"""
    def __init__(self, *args):
        super().__init__(*args)
        here = Path(__file__).parent.glob('test_*.py')
        self.labs = {(p.name, name) for p in here for name in wants_lab.findall(p.read_text(encoding='utf-8'))}

    def _split_scope(self, nodeid):
        file, _, name = nodeid.partition('::')
        one = 'test_fastai.py', 'test_digits.py', 'test_package.py', 'test_site.py', 'test_hub_student.py'
        if file.endswith(one): return file
        in_lab = (Path(file).name, name.partition('[')[0]) in self.labs
        return f'JupyterLab {len(name) % 2}' if in_lab else nodeid  # about half to each

@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log): return Shares(config, log)

@pytest.fixture(scope='session')
def once(tmp_path_factory):
    "A folder that is filled once in this run: by whichever process wants it first, while others that want it wait"
    base = tmp_path_factory.getbasetemp()
    if 'PYTEST_XDIST_WORKER' in os.environ: base = base.parent  # each process has one of its own in the run's
    def folder(name, fill):
        at, done = base/name, base/f'{name}.done'
        with FileLock(base/f'{name}.lock'):
            if not done.exists():
                fill(at)
                done.touch()
        return at
    return folder

# ── Figures without a kernel ──

@pytest.fixture(scope='session')
def saved(tmp_path_factory):
    "A file with these figures' own HTML, as a notebook keeps it"
    def save(*figs):
        path = tmp_path_factory.mktemp('saved')/'page.html'
        html = ''.join(f._repr_mimebundle_()[0]['text/html'] for f in figs)
        path.write_text(page_of.format(html), encoding='utf-8')
        return path.as_uri()
    return save

@pytest.fixture
def open_page(browser):
    "Opens a page that can reach nothing; whatever goes wrong on it fails the test"
    opened, wrong = [], []
    def go(url, n=1, **settings):
        page = new_page(browser, offline=True, **settings)
        opened.append(page.context)
        page.on('pageerror', lambda e: wrong.append(str(e)))
        page.on('request', lambda r: r.url.startswith('http') and wrong.append(r.url))
        page.goto(url)
        if settings.get('java_script_enabled', True):
            drawn = '[...document.querySelectorAll("[data-fitcurve]")].filter(e => +e.dataset.frame).length'
            page.wait_for_function(f'n => {drawn} === n', arg=n)
        return page
    yield go
    for context in opened: context.close()
    assert not wrong

@pytest.fixture
def page(saved, open_page):
    "The lesson's quadratic and its data, live on a page of their own"
    return open_page(saved(explore(quad, x, y, **start)))

@pytest.fixture(scope='session')
def axe(once):
    "axe-core's own script, from npm"
    def fill(at):
        subprocess.run(['npm', 'install', '--silent', '--prefix', str(at), 'axe-core@4'], check=True, timeout=300)
    return (once('axe', fill)/'node_modules/axe-core/axe.min.js').read_text(encoding='utf-8')

# ── The site ──

@pytest.fixture(scope='session')
def site(once):
    "The folder of the built site, a folder's name with a blank above it, and a repository's address"
    env = {**os.environ, 'GITHUB_REPOSITORY': 'someone/fitcurve', 'GITHUB_SERVER_URL': 'https://github.com'}
    def fill(at):
        make = [sys.executable, str(root/'site'/'make.py'), str(at/'course')]
        subprocess.run(make, check=True, timeout=500, env=env)
    return once('under a path', fill)/'course'

# ── A kernel ──

@pytest.fixture(scope='session')
def warm():
    "Kernels that begin sooner"
    with warm_kernels(): yield

@pytest.fixture
def cold():
    "An ordinary kernel"
    with ordinary_kernels(): yield

@pytest.fixture(scope='session')
def jupyter(tmp_path_factory, warm):
    "A JupyterLab: its folder, where a copy of each notebook lies, its address and its environment"
    folder = tmp_path_factory.mktemp('jupyter')
    for p in (root/'nbs').glob('*.ipynb'): shutil.copy(p, folder)
    server, url = serve(folder)
    yield SimpleNamespace(folder=folder, url=url, env=jupyter_env(folder))
    stop(server, folder)

@pytest.fixture(scope='session')
def left_open():
    "JupyterLabs, each with its kernel, as tests have left them for others: one at most"
    labs = []
    yield labs
    for lab in labs: lab.close()

@pytest.fixture
def open_lab(request, jupyter, browser, left_open):
    """Opens a notebook of these cells in JupyterLab and runs it, with a kernel that other tests have used; a test that
    ends its kernel or changes JupyterLab itself works `alone`. A notebook `nb`, or the `name` of one that is there, is
    only opened"""
    shared, own, failed = [], [], request.session.testsfailed
    def opened(name, before, alone):
        if left_open and not alone:
            shared.append(left_open.pop())
            shared[-1].turn_to(name)
            return shared[-1]
        labs = own if alone else shared
        labs.append(Lab(browser, jupyter.url, name, before))
        return labs[-1]
    def go(*sources, nb=None, name=None, before=None, wait='[data-fitcurve]:not([data-frame="0"])', trust=False,
           alone=False):
        path = jupyter.folder/(name or f'n{time.time_ns()}.ipynb')
        if not name: nbformat.write(nb or notebook(*sources), path)
        if trust: subprocess.run([sys.executable, '-m', 'jupyter', 'trust', str(path)], env=jupyter.env, check=True)
        lab = opened(path.name, before, alone or before)
        if sources: lab.run_all()
        lab.page.locator(wait).first.wait_for()
        lab.page.locator(wait).first.element_handle().wait_for_element_state('stable')
        painted(lab.page)
        return lab
    yield go
    if request.session.testsfailed == failed: left_open += [shared.pop() for _ in shared[:1 - len(left_open)]]
    for lab in shared + own: lab.close()

# ── Node ──

@pytest.fixture(scope='session')
def programs():
    "One node process for all programs"
    p = Programs()
    yield p
    p.close()
