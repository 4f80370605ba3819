"What the browser tests share: Chromium, and a JupyterLab that serves a copy of the lessons."
import os, shutil, socket, subprocess, sys, time, urllib.request
from pathlib import Path
import pytest
from playwright.sync_api import sync_playwright

root = Path(__file__).parent.parent
os.environ.setdefault('OMP_NUM_THREADS', '1')  # the tests run two at once; torch's threads, waiting for each other, would fill both cores
flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
         '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage']

def chromium_path():
    "Where this machine's Chromium is; an error, never a skip, where there is none"
    found = next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), None)
    if not found: raise RuntimeError('the browser tests need Chromium: `make browser` installs it')
    return found

@pytest.fixture(scope='session')
def browser():
    with sync_playwright() as p:
        chrome = p.chromium.launch(executable_path=chromium_path(), args=flags)
        yield chrome
        chrome.close()

def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]

def jupyter_env(folder):
    "The environment of a Jupyter that leaves this machine's own settings alone"
    env = {**os.environ, 'PYTHONPATH': str(root), 'JUPYTER_CONFIG_DIR': str(folder/'.config'), 'JUPYTER_DATA_DIR': str(folder/'.data'),
           'JUPYTERLAB_SETTINGS_DIR': str(folder/'.settings'), 'JUPYTERLAB_WORKSPACES_DIR': str(folder/'.workspaces')}
    env.pop('MPLBACKEND', None)
    return env

def serve(folder, *flags):
    "Start JupyterLab on `folder`; its process and its address, once it answers"
    port = free_port()
    log = open(folder/'server.log', 'w')
    server = subprocess.Popen([sys.executable, '-m', 'jupyterlab', '--allow-root', '--no-browser', f'--port={port}',
        '--ServerApp.port_retries=0', '--IdentityProvider.token=', f'--ServerApp.root_dir={folder}',
        '--LabApp.expose_app_in_browser=True', *flags], cwd=folder, stdout=log, stderr=log, env=jupyter_env(folder))
    url = f'http://127.0.0.1:{port}'
    for _ in range(240):
        try: urllib.request.urlopen(url + '/api/status').close(); return server, url
        except OSError:
            if server.poll() is not None: break
            time.sleep(0.25)
    server.kill()
    raise RuntimeError('JupyterLab did not start:\n' + (folder/'server.log').read_text())

@pytest.fixture(scope='session')
def lab(tmp_path_factory):
    "The address of a JupyterLab that serves two copies of each notebook"
    folder = tmp_path_factory.mktemp('lab')
    for p in (root/'nbs').glob('*.ipynb'): shutil.copy(p, folder); shutil.copy(p, folder/f'fresh_{p.name}')  # one is run, one only looked at
    server, url = serve(folder)
    yield url
    server.terminate(); server.wait(30)
