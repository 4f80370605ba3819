"The hub for a class: its settings, what holds a student, and a student's whole way through it"
import json, os, re, shutil, subprocess, sys, zipfile
from pathlib import Path
import jsonschema, pytest, yaml
if sys.platform != 'linux': pytest.skip('the hub is for Linux', allow_module_level=True)
from jupyterhub.app import JupyterHub
from traitlets.config import PyFileConfigLoader
from tests.bench.class_ import memory_by_kind, processes_of
from tests.hubs import Kernel, Student, code_cells, config, hub_env, repo, started_hub, until

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

# ── What holds a student ──

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

# ── A student ──

@pytest.fixture(scope='module')
def ada(tmp_path_factory):
    "Ada, come in, and the hub's process"
    folder = tmp_path_factory.mktemp('hub')
    (folder/'names.txt').write_text('ada\nbo\n')
    with started_hub(folder, HUB_APART='no', HUB_MEMORY='1G') as (url, running):
        assert not Student(url, 'ada').come_in('wrong') and not Student(url, 'eve').come_in()
        student = Student(url, 'ada')
        assert student.come_in()
        student.open_lab()
        yield student, running, folder/'students'/'ada'
        all = processes_of(running.pid)
    left = [pid for pid in all if Path(f'/proc/{pid}').exists()]
    assert not left, 'nothing is left when the hub has ended'

@pytest.mark.slow
def test_a_students_way(ada):
    student, running, home = ada
    there = {entry['name'] for entry in student.api('GET', 'contents')['content']}
    assert there == {p.name for p in (home/'lessons').glob('*.ipynb')} and '00_data.ipynb' in there
    lesson = student.api('GET', 'contents/00_data.ipynb')['content']
    assert not any(cell.get('outputs') for cell in lesson['cells'])
    dark = dict(raw='{"theme": "JupyterLab Dark"}')
    student.api('PUT', '../lab/api/settings/@jupyterlab/apputils-extension:themes', json=dark)
    settings = home/'.jupyter'/'lab'/'user-settings'/'@jupyterlab'/'apputils-extension'/'themes.jupyterlab-settings'
    assert 'Dark' in settings.read_text(), 'what is set is set for Ada alone'
    kernel, other = Kernel(student, '00_data.ipynb'), Kernel(student, '01_sliders.ipynb')
    for cell in code_cells(lesson): kernel.run(cell)
    ask = 'import numpy as np, os, torch; print(np.random.rand(), os.getpriority(0, 0), torch.get_num_threads())'
    (first, nice, threads), (second, *_) = (k.run(ask)[0]['text/plain'].split() for k in (kernel, other))
    assert first != second, 'no two kernels draw the same random numbers, though both are forks'
    assert (int(nice), threads) == (os.getpriority(os.PRIO_PROCESS, 0) + 5, '1')
    assert memory_by_kind(running.pid)['kernels'][1] == 2
    with pytest.raises(RuntimeError, match='MemoryError'): kernel.run('bytearray(2**30)')
    assert kernel.run('1 + 1')[0]['text/plain'] == '2', 'and the kernel lives on'

@pytest.mark.slow
def test_a_kernel_is_interrupted_and_ends(ada):
    student, running, _ = ada
    kernel = Kernel(student, '02_loss.ipynb')
    kernel.run('import time')
    kernel.send('time.sleep(600)')
    until(lambda: student.api('GET', f'kernels/{kernel.id}')['execution_state'] == 'busy', 30, 'the kernel rests')
    kernel.student.api('POST', f'kernels/{kernel.id}/interrupt')
    with pytest.raises(RuntimeError, match='KeyboardInterrupt'): kernel.receive()
    pid = int(kernel.run('import os; print(os.getpid())')[0]['text/plain'])
    student.api('DELETE', f'kernels/{kernel.id}')
    until(lambda: not Path(f'/proc/{pid}').exists(), 30, 'the kernel is still there')

@pytest.mark.slow
def test_work_stays(ada):
    student, _, home = ada
    path = home/'lessons'/'01_sliders.ipynb'
    mine = json.loads(path.read_text())
    cell = dict(cell_type='code', id='mine', metadata={}, source='my = "work"', outputs=[], execution_count=None)
    mine['cells'].append(cell)
    path.write_text(json.dumps(mine))
    student.leave()
    until(lambda: not student.running(), 30, 'the server still runs')
    student.open_lab()
    assert 'my = "work"' in code_cells(student.api('GET', 'contents/01_sliders.ipynb')['content'])
