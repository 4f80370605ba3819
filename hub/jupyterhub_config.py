"""JupyterHub on one machine, for a class of about thirty: `make hub`, or `jupyterhub -f hub/jupyterhub_config.py`.

README.md beside this file says what each setting is for. All are environment variables, and all may be left out:
HUB_FOLDER, HUB_PORT, HUB_CERT, HUB_KEY, HUB_MEMORY, HUB_CPUS, HUB_FILE, HUB_SPARE, HUB_IDLE, HUB_APART, HUB_LOGIN,
HUB_PASSWORD, HUB_TEACHERS, HUB_TEACHERS_PASSWORD"""
import os, re, secrets, signal, sys
from pathlib import Path

hub = Path(__file__).resolve().parent
sys.path.insert(0, str(hub))
from spawner import StudentSpawner  # noqa: E402

c = get_config()  # noqa: F821
def setting(name, default=''): return os.environ.get(f'HUB_{name}') or default

# ── Where all is ──

folder = Path(setting('FOLDER', 'class')).resolve()
names, students, own, warm = (folder/name for name in ('names.txt', 'students', 'hub', 'warm'))
if len(str(warm)) > 90: sys.exit(f'HUB_FOLDER={folder} is too long a path: Linux gives a socket in it 107 letters')
for each in (students, warm): each.mkdir(parents=True, exist_ok=True)
own.mkdir(mode=0o700, exist_ok=True)
c.JupyterHub.db_url = f'sqlite:///{own}/jupyterhub.sqlite'
c.JupyterHub.cookie_secret_file = str(own/'cookie_secret')
c.ConfigurableHTTPProxy.pid_file = str(own/'proxy.pid')

# Apart: each student is a user number of their own, which only root can give. Else all are the hub's own user
root = os.geteuid() == 0
apart = setting('APART', 'yes' if root else 'no') == 'yes'
if apart and not root: sys.exit('HUB_APART=yes: only root can keep students apart. Start as root, or leave it out')
for place in map(Path, [sys.prefix, sys.base_prefix, hub, folder] if apart else []):
    closed = next((above for above in [place, *place.parents] if not above.stat().st_mode & 0o001), None)
    if closed: sys.exit(f"Students can't reach {place}: {closed} is closed to others. Move it, or chmod o+x {closed}, "
                        "or, where they may read each other's files, HUB_APART=no")

# ── Who may come in ──

lines = names.read_text(encoding='utf-8-sig').lower().splitlines() if names.exists() else []
listed, teachers = [name for line in lines if (name := line.strip())], setting('TEACHERS').lower().split()
pattern = r'[a-z0-9_][a-z0-9_.@-]{0,62}\Z' # each names a folder
odd = [name for name in listed + teachers if not re.match(pattern, name)]
if odd: sys.exit(f'{", ".join(odd)}: no name of a student or teacher. One is letters a to z, digits and _ . @ -, '
                 'without spaces')
c.Authenticator.allowed_users = set(listed)
c.Authenticator.allow_all = not listed
c.Authenticator.admin_users = set(teachers)
c.Authenticator.username_pattern = pattern

def password(name, length):
    "The one in the environment; else one that is made up once, and kept"
    kept = own/name.lower()
    if given := setting(name): return given
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(length))
    return kept.read_text()

login = setting('LOGIN', 'room')
if login == 'room':
    c.JupyterHub.authenticator_class = 'shared-password'
    hint = 'Your name here is of letters a to z and digits, without spaces: <i>Zoë B.</i> is <i>zoe_b</i>. Keep to it, '
    c.JupyterHub.template_vars = dict(announcement_login=hint + 'your work lies there.')
    c.SharedPasswordAuthenticator.user_password = phrase = password('PASSWORD', 6)
    print(f'Students come in with the password {phrase}', f'and a name of {names}' if listed else
          f'and any name: to let in only your class, write its names into {names}, one a line, and start again')
    if c.Authenticator.admin_users:
        c.SharedPasswordAuthenticator.admin_password = password('TEACHERS_PASSWORD', 24)
        print(f'Teachers come in with the password {c.SharedPasswordAuthenticator.admin_password}')
else:
    if not listed: sys.exit(f'HUB_LOGIN={login} is open to the world: first write the names of your class into {names}')
    c.JupyterHub.authenticator_class = login # github, google, gitlab, generic-oauth, …: what oauthenticator knows

# ── Where it listens ──

port = int(setting('PORT', '8000'))
c.ConfigurableHTTPProxy.api_url = f'http://127.0.0.1:{port + 1}'
c.JupyterHub.hub_bind_url = f'http://127.0.0.1:{port + 2}'
c.ConfigurableHTTPProxy.command = [sys.executable, str(hub/'proxy.py'), '--proxy-timeout=600000']
# With a certificate it speaks HTTPS, and that alone
certificate, key = setting('CERT'), setting('KEY')
for file in filter(None, (certificate, key)):
    if not os.access(file, os.R_OK): sys.exit(f'{file}, the certificate or its key, is not there or can\'t be read')
if bool(certificate) != bool(key): sys.exit('HUB_CERT and HUB_KEY belong together: the certificate, and its key')
c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = certificate, key
c.JupyterHub.bind_url = f'{"https" if certificate else "http"}://:{port}'

# ── A server for each ──

c.JupyterHub.spawner_class = StudentSpawner
c.StudentSpawner.students = str(students)
c.StudentSpawner.apart = apart
c.Spawner.cmd = [sys.executable, '-s', str(hub/'server.py')]
c.Spawner.notebook_dir = '~/lessons'
c.Spawner.default_url = '/lab/tree/00_data.ipynb'
c.Spawner.mem_limit = setting('MEMORY', '2G')
c.Spawner.cpu_limit = float(setting('CPUS', '1'))
c.StudentSpawner.file_limit = setting('FILE', '1G')
c.StudentSpawner.spare = setting('SPARE', '1G')
# One thread each: thirty kernels that each take all processors would only stand in each other's way
threads = dict.fromkeys(['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'], '1')
c.Spawner.environment = threads | dict(JUPYTER_PATH=str(hub), MALLOC_ARENA_MAX='2', HUB_WARM=str(warm))
# An hour after the last touch, servers end, and so do kernels whose page is closed. Notebooks are saved by then
idle = setting('IDLE', '3600')
c.Spawner.args = [f'--MappingKernelManager.cull_idle_timeout={idle}', '--MappingKernelManager.cull_interval=300',
                  '--KernelManager.transport_encryption=required'] # or all on this machine could read what kernels send
if root and not apart: c.Spawner.args.append('--allow-root')

# A class comes at once: nobody is turned away, and a server may take its time
c.JupyterHub.concurrent_spawn_limit = 0
c.JupyterHub.active_server_limit = 0
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300
c.JupyterHub.implicit_spawn_seconds = 1 # a link to a lesson starts the server that has ended

# ── What runs beside ──

# A shell that starts us in the background has us ignore SIGINT, and with us all that we start. JupyterHub ends its
# services by it, one after the other, and waits ten seconds for each that doesn't hear
signal.signal(signal.SIGINT, signal.default_int_handler)

cull = dict(name='cull', command=[sys.executable, '-m', 'jupyterhub_idle_culler', f'--timeout={idle}'])
c.JupyterHub.load_roles = [dict(name='cull', services=['cull'],
                                scopes=['list:users', 'read:users:activity', 'read:servers', 'delete:servers'])]
# Servers are forks of one process, kernels of another, and share what it has loaded. Without it they are ordinary.
# It has no token of the hub's, for what a fork remembers its student can read; and no home that one can't read
no_token = ['env', '-u', 'JUPYTERHUB_API_TOKEN', '-u', 'JPY_API_TOKEN', f'HOME={warm}']
def keep_warm(what): return [*no_token, sys.executable, str(hub/'warm.py'), str(warm/what)]
c.JupyterHub.services = [cull, *(dict(name=f'warm-{what}', command=keep_warm(what), environment=threads)
                                 for what in ('servers', 'kernels'))]
