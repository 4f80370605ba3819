"The hub for a class: its settings, its proxy, what holds a student"
import asyncio, http.server, json, os, re, shutil, subprocess, sys, threading, zipfile
from collections import namedtuple
from types import SimpleNamespace
import jsonschema, pytest, requests, yaml
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

@pytest.mark.parametrize('scheme', ['http', 'https'])
def test_the_proxy_itself(behind, made, scheme):
    port = free_port()
    command = [sys.executable, hub/'proxy.py', '--ip=127.0.0.1', f'--port={port}', f'--default-target={behind}']
    if scheme == 'https': command += ['--ssl-key', made[1], '--ssl-cert', made[0]]
    proxy = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    def ask():
        try: return requests.get(f'{scheme}://127.0.0.1:{port}/', verify=str(made[0]), timeout=60)
        except requests.ConnectionError: return None
    try: assert until(ask, patience, 'the proxy').text == ('https' if scheme == 'https' else 'none')
    finally:
        proxy.kill()
        proxy.wait()

# ── What holds a student ──

Disk = namedtuple('Disk', 'free')

@pytest.mark.parametrize('free, teacher, starts', [(2**30, False, True), (2**30 - 1, False, False), (0, True, True)])
def test_where_the_disk_is_nearly_full_only_teachers_start(tmp_path, monkeypatch, caplog, free, teacher, starts):
    async def started(self): return 'started'
    monkeypatch.setattr(spawner.LocalProcessSpawner, 'start', started)
    monkeypatch.setattr(spawner.shutil, 'disk_usage', lambda folder: Disk(free))
    for name, mb in dict(ada=3, bo=0, cy=5, di=1).items():
        (tmp_path/name/'lessons').mkdir(parents=True)
        (tmp_path/name/'lessons'/'data').write_bytes(b'x'*(mb << 20))
    student = spawner.StudentSpawner(students=str(tmp_path), user=SimpleNamespace(name='ada', admin=teacher))
    if starts:
        assert asyncio.run(student.start()) == 'started'
        return
    with pytest.raises(spawner.NoRoom) as e: asyncio.run(student.start())
    assert 'nearly full' in e.value.jupyterhub_message and 'cy 5 MB, ada 3 MB, di 1 MB' in caplog.text

@pytest.mark.skipif(os.geteuid() != 0, reason='only root can give folders away')
def test_each_folder_has_its_own_number(tmp_path):
    first, second = (spawner.number_of(tmp_path/name) for name in ('ada', 'bo'))
    assert (first, second) == tuple(spawner.numbers[:2]) and spawner.number_of(tmp_path/'ada') == first
    assert (tmp_path/'bo').stat().st_uid == second and (tmp_path/'bo').stat().st_mode & 0o777 == 0o700
    (tmp_path/'cy').mkdir()
    with pytest.raises(RuntimeError, match='cy belongs to user 0'): spawner.number_of(tmp_path/'cy')

def test_a_control_group_says_how_much(tmp_path):
    group = spawner.group_for('ada', 2**30, .5, tmp_path)
    said = {p.name: p.read_text() for p in group.iterdir()}
    assert said == {'memory.max': str(2**30), 'cpu.max': '50000 100000', 'pids.max': '500'}
    assert (tmp_path/'cgroup.subtree_control').read_text() == '+memory +cpu +pids'
    assert spawner.group_for('ada', 1, 1, tmp_path/'cgroup.subtree_control') is None, 'that is no folder'

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
