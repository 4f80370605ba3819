"The hub as a class meets it: started as `make hub` does it, and students that come by HTTP and websocket"
import json, os, signal, socket, subprocess, sys, time, uuid
from contextlib import ExitStack, contextmanager
from pathlib import Path
import requests, websocket

repo = Path(__file__).parent.parent
config = repo/'hub'/'jupyterhub_config.py'
phrase = 'a room that knows'
patience = 180  # seconds until a wait is given up, on the slowest machine

def free_port():
    "A port that nobody listens on, and neither on the next two, where the hub and its proxy talk with each other"
    while True:
        with ExitStack() as held:
            port = held.enter_context(socket.create_server(('127.0.0.1', 0))).getsockname()[1]
            try: [held.enter_context(socket.create_server(('127.0.0.1', port + n))) for n in (1, 2)]
            except OSError: continue
            return port

def until(true, seconds, what):
    "What `true` gives, as soon as it gives something"
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := true(): return answer
        time.sleep(.1)
    raise TimeoutError(f'{what}: not within {seconds} s')

def answers(url):
    try: return requests.get(url, timeout=5).ok
    except requests.ConnectionError: return False

def hub_env(folder, port, **settings):
    "The environment that a hub in `folder` starts with"
    own = dict(PYTHONPATH=str(repo), HUB_FOLDER=str(folder), HUB_PORT=str(port), HUB_PASSWORD=phrase)
    return {**os.environ, **own, **settings}

@contextmanager
def started_hub(folder, **settings):
    """A hub at a free port, started as a shell starts `make hub &`, with SIGINT ignored: its address and its process.
    All that it started has ended at the end"""
    port, folder = free_port(), Path(folder)
    with open(folder/'hub.log', 'w') as log:
        behind = ['sh', '-c', 'trap "" INT; exec "$@"', 'sh']
        command = [*behind, sys.executable, '-m', 'jupyterhub', '-f', str(config)]
        env = hub_env(folder, port, **settings)
        hub = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
    url = f'http://127.0.0.1:{port}'
    try:
        started = lambda: hub.poll() is not None or answers(f'{url}/hub/health')
        until(started, patience, f'the hub, see {folder}/hub.log')
        if hub.poll() is not None: raise RuntimeError((folder/'hub.log').read_text())
        yield url, hub
    finally:
        hub.send_signal(signal.SIGINT)
        try: hub.wait(patience)
        except subprocess.TimeoutExpired: os.killpg(hub.pid, signal.SIGKILL)

class Student:
    "One who comes in by the page that all come in by"
    def __init__(self, url, name):
        self.url, self.name, self.web = url, name, requests.Session()
        self.home = f'{url}/user/{name}'

    def come_in(self, password=phrase):
        "The login form, filled in: whether it was taken"
        self.web.get(f'{self.url}/hub/login', timeout=120)
        form = dict(username=self.name, password=password, _xsrf=self.web.cookies.get('_xsrf', path='/hub/'))
        answer = self.web.post(f'{self.url}/hub/login', data=form, timeout=120, allow_redirects=False)
        return answer.status_code == 302

    def open_lab(self, seconds=600):
        "The page that a student lands on, as soon as it is JupyterLab"
        self.web.get(f'{self.url}/hub/spawn', timeout=seconds).raise_for_status()
        until(self._ready, seconds, f'the server of {self.name}')
        self.web.get(f'{self.home}/lab', timeout=seconds).raise_for_status() # by way of the hub, which lets the page in

    def running(self):
        "What the hub says of this student's server; None where there is none"
        user = self.web.get(f'{self.url}/hub/api/users/{self.name}', headers=self._from_page('/hub/'), timeout=60)
        return user.json()['servers'].get('')

    def _ready(self):
        server = self.running()
        if not server: raise RuntimeError(f'the server of {self.name} did not start')
        return server['ready']

    def _from_page(self, path):
        return {'X-XSRFToken': self.web.cookies.get('_xsrf', path=path), 'Referer': self.url + path}

    def api(self, method, path, **sent):
        "What the student's server answers"
        headers = self._from_page(f'/user/{self.name}/')
        answer = self.web.request(method, f'{self.home}/api/{path}', headers=headers, timeout=120, **sent)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def leave(self):
        "Stop the server"
        self.web.delete(f'{self.url}/hub/api/users/{self.name}/server', headers=self._from_page('/hub/'), timeout=120)

class Kernel:
    "A kernel of a student's, over the websocket of the page"
    def __init__(self, student, path):
        self.student = student
        session = dict(path=path, name=path, type='notebook', kernel=dict(name='python3'))
        self.id = student.api('POST', 'sessions', json=session)['kernel']['id']
        ours = [c for c in student.web.cookies if f'/user/{student.name}/'.startswith(c.path)]
        cookies = '; '.join(f'{c.name}={c.value}' for c in ours)
        address = f'{student.home}/api/kernels/{self.id}/channels'.replace('http', 'ws', 1)
        self.wire = websocket.create_connection(address, cookie=cookies, origin=student.url, timeout=600)

    def run(self, code):
        "Run a cell to its end: what it put out. RuntimeError with its traceback where it failed"
        self.send(code)
        return self.receive()

    def send(self, code):
        self.asked = uuid.uuid4().hex
        header = dict(msg_id=self.asked, msg_type='execute_request', session=self.id, username='', version='5.3')
        content = dict(code=code, silent=False, store_history=True, user_expressions={}, allow_stdin=False)
        self.wire.send(json.dumps(dict(header=header, parent_header={}, metadata={}, content=content, channel='shell')))

    def receive(self):
        found, failed = [], ''
        while True:
            got = json.loads(self.wire.recv())
            if got['parent_header'].get('msg_id') != self.asked: continue
            kind, content = got['msg_type'], got['content']
            if kind == 'error': failed = '\n'.join(content['traceback'])
            if kind in ('display_data', 'execute_result'): found.append(content['data'])
            if kind == 'stream': found.append({'text/plain': content['text']})
            if kind != 'status' or content['execution_state'] != 'idle': continue
            if failed: raise RuntimeError(failed)
            return found

def code_cells(notebook):
    return [''.join(cell['source']) for cell in notebook['cells'] if cell['cell_type'] == 'code']
