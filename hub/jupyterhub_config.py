"""JupyterHub on one machine, for a class of about thirty: `make hub`, or `jupyterhub -f hub/jupyterhub_config.py`.

README.md beside this file says what each setting is for. All are environment variables:
HUB_FOLDER, HUB_PORT, HUB_MEMORY, HUB_CPUS, HUB_IDLE, HUB_APART, HUB_LOGIN, HUB_PASSWORD, HUB_TEACHERS, HUB_TEACHERS_PASSWORD"""
import os, secrets, sys
from pathlib import Path

hub = Path(__file__).resolve().parent
sys.path.insert(0, str(hub))
from spawner import StudentSpawner  # noqa: E402

setting = lambda name, default='': os.environ.get(f'HUB_{name}') or default
c = get_config()  # noqa: F821: JupyterHub's

# Where all is: names.txt, one student a line; students/, their folders; hub/, what nobody else may read
folder = Path(setting('FOLDER', 'class')).resolve()
students, own = folder/'students', folder/'hub'
students.mkdir(parents=True, exist_ok=True)
own.mkdir(mode=0o700, exist_ok=True)
names = folder/'names.txt'
listed = {name.strip().lower() for name in names.read_text(encoding='utf-8').splitlines()} - {''} if names.exists() else set()

# Apart: each student is a user number of their own, which only root can give. Together: all are the hub's own user
apart = setting('APART', 'yes' if os.geteuid() == 0 else 'no') == 'yes'
if apart and os.geteuid(): sys.exit('HUB_APART=yes: only root can keep students apart. Start the hub as root, or leave it out')
if apart:
    for place in map(Path, [sys.prefix, sys.base_prefix, hub, folder]):
        for above in [place, *place.parents]:
            if not above.stat().st_mode & 0o001:
                sys.exit(f'Students can\'t reach {place}, as {above} is closed to others: move it, '
                         f'or chmod o+x {above}, or, where they may read each other\'s files, HUB_APART=no')

def password(file, name):
    "The one in the environment; else one that is made up once, and kept"
    if given := setting(name): return given
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(24 if 'teacher' in file.name else 6))
    return file.read_text()

# Who may come in
c.Authenticator.admin_users = set(setting('TEACHERS').lower().split())
c.Authenticator.username_pattern = r'[a-z0-9_][a-z0-9_.@-]{0,62}' # each names a folder
login = setting('LOGIN', 'room')
if login == 'room':
    c.JupyterHub.authenticator_class = 'shared-password'
    c.SharedPasswordAuthenticator.user_password = phrase = password(own/'password', 'PASSWORD')
    if c.Authenticator.admin_users:
        c.SharedPasswordAuthenticator.admin_password = teachers = password(own/'teachers-password', 'TEACHERS_PASSWORD')
        print(f'Teachers come in with the password {teachers}')
    print(f'Students come in with the password {phrase}, ' + (f'under one of the {len(listed)} names in {names}' if listed
          else f'under any name: write those of the class into {names}, one a line, and start again'))
else:
    if not listed: sys.exit(f'HUB_LOGIN={login} opens the hub to the world: say first who is of the class, one name a line, in {names}')
    c.JupyterHub.authenticator_class = login # github, google, gitlab, generic-oauth, …: what oauthenticator knows
c.Authenticator.allowed_users = listed
c.Authenticator.allow_all = not listed

# Where it listens, and what it keeps
port = int(setting('PORT', '8000'))
c.JupyterHub.bind_url = f'http://:{port}'
c.ConfigurableHTTPProxy.api_url = f'http://127.0.0.1:{port + 1}'
c.JupyterHub.hub_bind_url = f'http://127.0.0.1:{port + 2}'
c.JupyterHub.db_url = f'sqlite:///{own}/jupyterhub.sqlite'
c.JupyterHub.cookie_secret_file = str(own/'cookie_secret')
c.ConfigurableHTTPProxy.pid_file = str(own/'proxy.pid')
c.ConfigurableHTTPProxy.command = [sys.executable, str(hub/'proxy.py'), '--proxy-timeout=600000']

# A server for each
c.JupyterHub.spawner_class = StudentSpawner
c.StudentSpawner.students = str(students)
c.StudentSpawner.apart = apart
c.Spawner.cmd = [sys.executable, '-s', str(hub/'server.py')]
c.Spawner.notebook_dir = '~/lessons'
c.Spawner.default_url = '/lab/tree/00_data.ipynb'
c.Spawner.mem_limit = setting('MEMORY', '2G')
c.Spawner.cpu_limit = float(setting('CPUS', '1'))
# One thread each: thirty kernels that each take all processors would only stand in each other's way
threads = dict.fromkeys(['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'], '1')
c.Spawner.environment = threads | dict(JUPYTER_PATH=str(hub), MALLOC_ARENA_MAX='2')

# Servers are forks of one process, kernels of another: they share what these have loaded. Without them they are ordinary ones
warm = folder/'warm'
warm.mkdir(exist_ok=True)
if len(str(warm)) > 90: sys.exit(f'HUB_FOLDER={folder} is too long a path: Linux gives a socket in it 107 letters')
c.Spawner.environment['HUB_WARM'] = str(warm)
no_tokens = ['env', '-u', 'JUPYTERHUB_API_TOKEN', '-u', 'JPY_API_TOKEN'] # what a fork remembers, its student can read
home = dict(HOME=str(warm)) # what is loaded may note whose home it is, and read there: matplotlib its styles
keep_warm = [dict(name=f'warm-{what}', environment=threads | home,
                  command=[*no_tokens, sys.executable, str(hub/'warm.py'), str(warm/what)]) for what in ('servers', 'kernels')]

# A class comes at once: nobody is turned away, and a server may take its time
c.JupyterHub.concurrent_spawn_limit = 0
c.JupyterHub.active_server_limit = 0
c.JupyterHub.implicit_spawn_seconds = 1 # a link to a lesson starts the server that has ended
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300

# An hour after the last touch, servers end, and so do kernels whose page is closed. Notebooks are saved by then
idle = setting('IDLE', '3600')
c.Spawner.args = [f'--MappingKernelManager.cull_idle_timeout={idle}', '--MappingKernelManager.cull_interval=300',
                  '--LabApp.news_url=None', '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate']
if not apart and os.geteuid() == 0: c.Spawner.args.append('--allow-root')
cull = dict(name='idle-culler', command=[sys.executable, '-m', 'jupyterhub_idle_culler', f'--timeout={idle}'])
c.JupyterHub.services = [cull, *keep_warm]
c.JupyterHub.load_roles = [dict(name='idle-culler', services=['idle-culler'],
                                scopes=['list:users', 'read:users:activity', 'read:servers', 'delete:servers'])]
