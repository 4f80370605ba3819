"The hub for a class: its settings, its proxy, what holds a student"
import asyncio, http.server, json, os, re, shutil, socket, subprocess, sys, tempfile, threading, zipfile
from collections import namedtuple
from contextlib import contextmanager
from types import SimpleNamespace
import jsonschema, pytest, requests, websocket, yaml
from packaging.requirements import Requirement
from tornado.web import Application
from tornado.websocket import WebSocketHandler
from websocket import ABNF
if sys.platform != 'linux': pytest.skip('the hub is for Linux', allow_module_level=True)
from jupyterhub.app import JupyterHub
from traitlets.config import PyFileConfigLoader
from tests.hubs import config, free_port, hub_env, patience, repo, until

hub = repo/'hub'
sys.path.insert(0, str(hub))
import spawner  # noqa: E402

# ── Settings ──

@pytest.fixture
def settings(tmp_path, monkeypatch):
    "What the hub's file says, with the names of a class, and with HUB_… as given"
    def load(names='', **given):
        env = hub_env(tmp_path, 8000, **{'HUB_APART': 'no', **given})
        for name, value in env.items(): monkeypatch.setenv(name, value)
        if names: (tmp_path/'names.txt').write_text(names)
        return PyFileConfigLoader(str(config)).load_config()
    return load

def classes(app):
    "Those that the file configures, by name"
    own = app.classes + [app.authenticator_class, app.spawner_class, app.proxy_class]
    return {c.__name__: c for cls in own for c in cls.mro() if hasattr(c, 'class_traits')}

@pytest.mark.parametrize('login', ['room', 'github', 'generic-oauth'])
def test_every_setting_is_one_of_jupyterhubs(settings, login):
    c = settings('Ada\n\n bo \n', HUB_LOGIN=login, HUB_TEACHERS='grace')
    app = JupyterHub(config=c)
    known = classes(app)
    for name, given in c.items(): assert set(given) <= set(known[name].class_traits(config=True))
    who = app.authenticator_class(config=c)
    assert who.validate_username('ada') and not any(map(who.validate_username, ['a/b', '..', 'a\n', '', 'a'*64]))
    assert {'ada', 'bo', 'grace'} == who.allowed_users | who.admin_users and not who.allow_all

def test_a_room_without_names_takes_who_knows_the_phrase(settings, tmp_path, capsys):
    c = settings(HUB_PASSWORD='', HUB_TEACHERS='grace')
    phrase, teachers = c.SharedPasswordAuthenticator.user_password, c.SharedPasswordAuthenticator.admin_password
    assert c.Authenticator.allow_all and phrase in capsys.readouterr().out and len(teachers) >= 32
    assert settings(HUB_PASSWORD='').SharedPasswordAuthenticator.user_password == phrase, 'it stays the same'
    assert (tmp_path/'hub').stat().st_mode & 0o077 == 0

def test_what_cant_be_is_said(settings, monkeypatch):
    with pytest.raises(SystemExit, match='names.txt'): settings(HUB_LOGIN='github')
    with pytest.raises(SystemExit, match='too long'): settings(HUB_FOLDER=f'/tmp/{"a"*90}')
    with pytest.raises(SystemExit, match='zoë, anna b.: no name'): settings('Ada\nZoë\n\nAnna B.\n')
    with pytest.raises(SystemExit, match='güler'): settings(HUB_TEACHERS='Güler')
    notepads = settings('\ufeffAda\r\n bo \r\n', HUB_TEACHERS='')
    assert notepads.Authenticator.allowed_users == {'ada', 'bo'}
    monkeypatch.setattr(os, 'geteuid', lambda: 1000)
    with pytest.raises(SystemExit, match='only root'): settings(HUB_APART='yes')

# ── HTTPS ──

@pytest.fixture(scope='module')
def made(tmp_path_factory):
    "A certificate and its key, by the line of hub/README.md"
    folder = tmp_path_factory.mktemp('tls')
    line = re.search(r'^openssl (?:.*\\\n)*.*', (hub/'README.md').read_text(), re.M)[0].replace('ADDRESS', '127.0.0.1')
    subprocess.run(line, shell=True, check=True, capture_output=True, cwd=folder)
    return folder/'cert.pem', folder/'key.pem'

def test_with_a_certificate_it_speaks_https(settings, made):
    cert, key = map(str, made)
    c = settings(HUB_CERT=cert, HUB_KEY=key)
    app = JupyterHub(config=c)
    assert (app.ssl_cert, app.ssl_key, app.bind_url) == (cert, key, 'https://:8000')
    assert app.hub_bind_url.startswith('http://127.0.0.1:')
    assert JupyterHub(config=settings(HUB_CERT='', HUB_KEY='')).bind_url == 'http://:8000'
    with pytest.raises(SystemExit, match='belong together'): settings(HUB_CERT=cert, HUB_KEY='')
    with pytest.raises(SystemExit, match='nowhere.pem'): settings(HUB_CERT='nowhere.pem', HUB_KEY=key)

class Told(http.server.BaseHTTPRequestHandler):
    "Answers with what the proxy says of the browser's way"
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.headers.get('X-Scheme', 'none').encode())
    def log_message(self, *_): pass

@pytest.fixture
def behind():
    "A server for the proxy to stand before: its address"
    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), Told) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f'http://127.0.0.1:{server.server_port}'
        server.shutdown()

@contextmanager
def proxy_before(target, *more):
    "The proxy's port, as soon as it listens"
    port = free_port()
    command = [sys.executable, hub/'proxy.py', '--ip=127.0.0.1', f'--port={port}', f'--default-target={target}', *more]
    proxy = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    def listens():
        with socket.socket() as s: return s.connect_ex(('127.0.0.1', port)) == 0
    try:
        until(listens, patience, 'the proxy')
        yield port
    finally:
        proxy.kill()
        proxy.wait()

@pytest.mark.parametrize('scheme', ['http', 'https'])
def test_the_proxy_itself(behind, made, scheme):
    tls = ['--ssl-key', made[1], '--ssl-cert', made[0]] if scheme == 'https' else []
    with proxy_before(behind, *tls) as port:
        told = requests.get(f'{scheme}://127.0.0.1:{port}/', verify=str(made[0]), timeout=60).text
    assert told == ('https' if scheme == 'https' else 'none')

class Echo(WebSocketHandler):
    "Says what came, text as text and bytes as bytes; ends at 'end'. Of two protocols it chooses the second"
    def check_origin(self, origin): return True
    def select_subprotocol(self, offered): return offered[1] if offered else None
    def on_message(self, message):
        if message == 'end': self.close()
        else: self.write_message(message, binary=isinstance(message, bytes))

@pytest.fixture
def echo():
    "The port of a server of websockets"
    port, loop = free_port(), asyncio.new_event_loop()
    def serve():
        asyncio.set_event_loop(loop)
        server = Application([('/', Echo)]).listen(port, '127.0.0.1')
        loop.run_forever()
        server.stop()
    thread = threading.Thread(target=serve)
    thread.start()
    yield port
    loop.call_soon_threadsafe(loop.stop)
    thread.join()

def test_the_proxy_hands_on_websockets_as_they_are(echo):
    "Or JupyterLab first meets a refusal, bytes of a widget arrive as broken text, and nobody hears that a server ended"
    with proxy_before(f'http://127.0.0.1:{echo}') as port:
        wire = websocket.create_connection(f'ws://127.0.0.1:{port}/', subprotocols=['one', 'two'], timeout=60)
        assert wire.getsubprotocol() == 'two'
        for kind, send in (ABNF.OPCODE_BINARY, wire.send_binary), (ABNF.OPCODE_TEXT, wire.send):
            send(b'caf\xe9' if kind == ABNF.OPCODE_BINARY else 'café')
            got, data = wire.recv_data()
            assert (got, data) == (kind, b'caf\xe9' if kind == ABNF.OPCODE_BINARY else 'café'.encode())
        wire.send('end')
        assert wire.recv_data()[0] == ABNF.OPCODE_CLOSE
        plain = websocket.create_connection(f'ws://127.0.0.1:{port}/', timeout=60)
        assert plain.getsubprotocol() is None
        plain.close()

# ── What holds a student ──

Disk, at = namedtuple('Disk', 'free'), ('127.0.0.1', 1234)

@pytest.mark.parametrize('free, teacher, starts', [(2**30, False, True), (2**30 - 1, False, False), (0, True, True)])
def test_where_the_disk_is_nearly_full_only_teachers_start(tmp_path, monkeypatch, caplog, free, teacher, starts):
    async def started(self): return at
    monkeypatch.setattr(spawner.LocalProcessSpawner, 'start', started)
    monkeypatch.setattr(spawner, 'can_connect', lambda ip, port: (ip, port) == at)
    monkeypatch.setattr(spawner.shutil, 'disk_usage', lambda folder: Disk(free))
    for name, mb in dict(ada=3, bo=0, cy=5, di=1).items():
        (tmp_path/name/'lessons').mkdir(parents=True)
        (tmp_path/name/'lessons'/'data').write_bytes(b'x'*(mb << 20))
    student = spawner.StudentSpawner(students=str(tmp_path), user=SimpleNamespace(name='ada', admin=teacher))
    if starts:
        assert asyncio.run(student.start()) == at
        return
    with pytest.raises(spawner.NoRoom) as e: asyncio.run(student.start())
    assert 'nearly full' in e.value.jupyterhub_message and 'cy 5 MB, ada 3 MB, di 1 MB' in caplog.text

def test_who_ends_at_the_start_is_told_at_once(tmp_path, monkeypatch):
    "JupyterHub would have its student wait for five minutes"
    async def started(self): return '127.0.0.1', free_port()
    polls = iter([None, None, 1])
    async def poll(self): return next(polls)
    monkeypatch.setattr(spawner.LocalProcessSpawner, 'start', started)
    monkeypatch.setattr(spawner.LocalProcessSpawner, 'poll', poll)
    student = spawner.StudentSpawner(students=str(tmp_path), spare=0, user=SimpleNamespace(name='ada', admin=False))
    with pytest.raises(spawner.Ended) as e: asyncio.run(student.start())
    assert 'Tell your teacher' in e.value.jupyterhub_message and not list(polls)

@pytest.mark.skipif(os.geteuid() != 0, reason='only root can give folders away')
def test_each_folder_has_its_own_number(tmp_path):
    first, second = (spawner.number_of(tmp_path/name) for name in ('ada', 'bo'))
    assert (first, second) == tuple(spawner.numbers[:2]) and spawner.number_of(tmp_path/'ada') == first
    assert (tmp_path/'bo').stat().st_uid == second and (tmp_path/'bo').stat().st_mode & 0o777 == 0o700
    (tmp_path/'cy').mkdir()
    with pytest.raises(RuntimeError, match='cy belongs to user 0'): spawner.number_of(tmp_path/'cy')

def test_a_control_group_says_how_much(tmp_path):
    def v2(controllers): (tmp_path/'cgroup.controllers').write_text(controllers)
    assert spawner.group_for('ada', 2**30, .5, tmp_path) is None, 'version 1 has plain folders here'
    v2('cpuset cpu io pids')
    assert spawner.group_for('ada', 2**30, .5, tmp_path) is None and len(list(tmp_path.iterdir())) == 1
    v2('cpuset cpu io memory pids')
    group = spawner.group_for('ada', 2**30, .5, tmp_path)
    said = {p.name: p.read_text() for p in group.iterdir()}
    assert said == {'memory.max': str(2**30), 'cpu.max': '50000 100000', 'pids.max': '500'}
    assert (tmp_path/'cgroup.subtree_control').read_text() == '+memory +cpu +pids'
    (group.parent/'memory.max').write_text('the class\'s own')
    assert spawner.group_for('memory.max', 1, 1, tmp_path).is_dir(), 'a student may be called so'
    assert spawner.group_for('ada', 1, 1, tmp_path/'cgroup.subtree_control') is None, 'that is no folder'

@pytest.mark.skipif(os.geteuid() != 0, reason='only root can be another')
def test_what_a_child_is(tmp_path, monkeypatch):
    monkeypatch.setattr(spawner, 'group_for', lambda *_: None)
    with tempfile.TemporaryDirectory(dir='/tmp') as students: # tmp_path is below a folder that is closed to others
        os.chmod(students, 0o711)
        user = SimpleNamespace(name='ada')
        student = spawner.StudentSpawner(students=students, user=user, mem_limit='1G', file_limit='2G')
        student.make_preexec_fn('ada')
        student.home.chmod(0) # as a student may, who then is out
        become = student.make_preexec_fn('ada')
        said = subprocess.run(['cat', '/proc/self/limits', '/proc/self/status'], preexec_fn=become, capture_output=True,
                              text=True, check=True).stdout
    limits = {name: int(most) for name, most in re.findall(r'^Max ([a-z ]+?)  +(\d+)', said, re.M)}
    assert (limits['data size'], limits['file size'], limits['core file size']) == (2**30, 2**31, 0)
    assert limits['processes'] == spawner.processes, 'a cell that forks for ever stops there'
    number = str(spawner.numbers[0])
    assert re.search(r'^Uid:\t(.*)\nGid:\t(.*)', said, re.M)[0].split()[1:5] == [number]*4
    assert re.search(r'^Groups:\t *$', said, re.M)

forks = '''
import os, sys, warm
warm.most, os.geteuid = 2, lambda: -1  # who asks is somebody else
asker = warm.Warm(sys.argv[1]).serve()
asker.recv(1)
'''

def test_nobody_has_more_forks_than_their_part(tmp_path):
    path = str(tmp_path/'door')
    server = subprocess.Popen([sys.executable, '-c', forks, path], env={**os.environ, 'PYTHONPATH': str(hub)})
    def ask():
        asker = socket.socket(socket.AF_UNIX)
        asker.settimeout(patience)
        asker.connect(path)
        return asker, asker.recv(4)
    try:
        until(lambda: os.path.exists(path), patience, 'the door')
        until(lambda: answered(path), patience, 'who listens')
        askers = [ask() for _ in range(3)]
        assert [len(answer) for _, answer in askers] == [4, 4, 0], 'the third must have an ordinary one'
        askers[0][0].close()
        until(lambda: len(ask()[1]) == 4, patience, 'there is room again')
    finally:
        server.terminate()
        server.wait()

def answered(path):
    with socket.socket(socket.AF_UNIX) as s: return s.connect_ex(path) == 0

# ── More than one machine ──

schema = jsonschema.Draft7Validator(json.loads((repo/'tests'/'data'/'chart.schema.json').read_text()))
values = yaml.safe_load((hub/'kubernetes'/'values.yaml').read_text())

def wrong(values):
    "What the chart's schema refuses; what it requires stands in the chart's own values, which these are laid over"
    return [e.message for e in schema.iter_errors(values) if e.validator != 'required']

def test_the_chart_takes_the_values():
    assert wrong(values) == []

@pytest.mark.parametrize('path, bad', [
    ('singleuser.memory.limitt', '2G'), ('singleuser.startTimeout', 'long'), ('cull.timeoutt', 1), ('huub', {}),
    ('hub.concurrentSpawnLimit', 'none'), ('scheduling.userPlaceholder.replica', 3)])
def test_the_schema_would_tell(path, bad):
    spoilt = json.loads(json.dumps(values))
    *above, last = path.split('.')
    part = spoilt
    for name in above: part = part[name]
    part[last] = bad
    assert len(wrong(spoilt)) == 1

def test_nothing_that_the_image_wants_contradicts_the_constraints(tmp_path):
    "Or pip gives up: the chart's hub has another version of JupyterHub than the class on one machine"
    lines = (hub/'Dockerfile').read_text()
    (tmp_path/'constraints.txt').write_text((repo/'constraints.txt').read_text())
    for command in re.findall(r"sed -i .*?/constraints\.txt", lines):
        subprocess.run(command.replace('/src/', f'{tmp_path}/'), shell=True, check=True)
    left = [line.split('#')[0] for line in (tmp_path/'constraints.txt').read_text().splitlines()]
    held = {r.name: r for line in left if line.strip() for r in [Requirement(line)]}
    pinned = [Requirement(pin) for pin in re.findall(r"'([\w-]+==[\d.]+)'", lines)]
    assert [r.name for r in pinned] == ['jupyterhub'] and 'torch' in held
    chart = re.search(r'JupyterHub ([\d.]+)\)', (repo/'tests'/'data'/'chart.schema.json').read_text())[1]
    assert str(pinned[0].specifier) == f'=={chart}'
    assert not {r.name for r in pinned} & held.keys()

@pytest.mark.slow
def test_the_image_has_what_the_pod_runs(tmp_path):
    lines = (hub/'Dockerfile').read_text()
    copied, there = re.search(r'COPY (hub/.*) (/srv/hub/)', lines).groups()
    ignored = (hub/'Dockerfile.dockerignore').read_text().splitlines()
    kept = {line[1:] for line in ignored if line.startswith('!')}
    assert set(copied.split()) <= kept and all((repo/name).exists() for name in kept)
    assert values['singleuser']['cmd'] == ['python', '-s', f'{there}server.py'] and 'hub/server.py' in copied
    for name in kept:
        (tmp_path/name).parent.mkdir(exist_ok=True)
        copy = shutil.copytree if (repo/name).is_dir() else shutil.copy
        copy(repo/name, tmp_path/name)
    build = 'from setuptools.build_meta import build_wheel; print(build_wheel("."))'
    wheel = subprocess.run([sys.executable, '-c', build], cwd=tmp_path, check=True, capture_output=True, text=True)
    there = zipfile.ZipFile(tmp_path/wheel.stdout.split()[-1]).namelist()
    assert {'fitcurve/lessons/00_data.ipynb', 'fitcurve/static/figure.js'} <= set(there)

# What is loaded may note whose home it is, and a fork reads there. These are known, and harmless or told otherwise:
# matplotlib's settings, fonts and styles; JupyterLab's (get_args); the bin, which JupyterHub doesn't use
known = re.compile(r'''\.local(/lib/.*/site-packages)? | \.(config|cache)/matplotlib | .*fonts | \.local/share(/Trash)?
    | \.jupyter/lab/(user-settings|workspaces) | \.local/share/jupyter/nbconvert/templates''', re.X | re.I)
homes = '''
import gc, os, sys, warm
warm.load(warm.loads[sys.argv[1]])
gc.unfreeze()
home, home_bytes = os.environ['HOME'], os.environb[b'HOME']
for o in gc.get_objects():
    if o is os.environ._data: continue
    for s in gc.get_referents(o):
        if type(s) is str and home in s or type(s) is bytes and home_bytes in s: print(os.fsdecode(s))
'''

@pytest.mark.slow
@pytest.mark.parametrize('what', ['servers', 'kernels'])
def test_what_is_loaded_notes_no_other_home(what, tmp_path):
    env = {**os.environ, 'HOME': str(tmp_path/'noted'), 'PYTHONPATH': str(hub), 'OPENBLAS_NUM_THREADS': '1'}
    done = subprocess.run([sys.executable, '-c', homes, what], env=env, check=True, capture_output=True, text=True)
    noted = {line.split('/noted/')[1] for line in done.stdout.splitlines() if '/noted/' in line}
    assert noted and {path for path in noted if not known.fullmatch(path)} == set()
