"""A student's server: in a folder and under a user number of its own, within limits of memory and processors"""
import asyncio, os, resource, shutil
from contextlib import suppress
from pathlib import Path
from jupyterhub.spawner import LocalProcessSpawner
from jupyterhub.traitlets import ByteSpecification
from jupyterhub.utils import can_connect
from traitlets import Bool, Integer, Unicode

numbers = range(60578, 61184) # user numbers that no Linux distribution gives away: systemd.io/UIDS-GIDS

processes = 500 # and threads, that a student may have

def number_of(home):
    "The user number of the student whose folder this is: whoever owns it. A new folder gets the next one that is free"
    taken = {other.name: other.lstat().st_uid for other in home.parent.iterdir()}
    if home.name in taken:
        if taken[home.name] in numbers: return taken[home.name]
        raise RuntimeError(f'{home} belongs to user {taken[home.name]}, as no student should be: '
                           f'chown -R to a number of its own, {numbers[0]} to {numbers[-1]}')
    free = next((n for n in numbers if n not in taken.values()), None)
    if free is None: raise RuntimeError(f'{home.parent}: the numbers for {len(numbers)} students are all taken')
    home.mkdir(mode=0o700)
    os.chown(home, free, free)
    return free

def group_for(name, memory, cpus, root=Path('/sys/fs/cgroup')):
    """A control group (cgroup v2) for a student, which nobody but the hub can lead a process out of: all in it together
    get `memory` bytes and `cpus` processors. None where Linux doesn't give us any"""
    above = root/'fitcurve-hub'
    group = above/f'student-{name}' # a name alone may be that of a file there: memory.max
    try:
        # With version 1 there is a plain folder at root, where anything can be written, and nothing is limited
        if {'memory', 'cpu', 'pids'} - set((root/'cgroup.controllers').read_text().split()): return None
        for folder in (root, above):
            folder.mkdir(exist_ok=True)
            (folder/'cgroup.subtree_control').write_text('+memory +cpu +pids')
        group.mkdir(exist_ok=True)
        limits = {'memory.max': memory, 'cpu.max': f'{int(cpus*100_000)} 100000', 'pids.max': processes}
        for file, limit in limits.items():
            (group/file).write_text(str(limit))
    except OSError: return None
    return group

def size_of(folder):
    "Bytes that all files in a folder take on the disk"
    taken = 0
    for top, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError): taken += os.lstat(os.path.join(top, name)).st_blocks*512 # it may have gone
    return taken

class NoRoom(Exception):
    "The disk is nearly full: who can't start reads why"
    jupyterhub_message = 'The disk of this machine is nearly full, so no server is started. Tell your teacher'

class Ended(Exception):
    "A server ended before it listened. JupyterHub would wait for it until its time is up"
    jupyterhub_message = 'Your server ended as it started. Tell your teacher: the log of the hub says why'

class StudentSpawner(LocalProcessSpawner):
    "A JupyterLab for each student. Needs no accounts: where they are apart, each student is a number"
    students = Unicode('students', help='where the folders of students are').tag(config=True)
    apart = Bool(True, help='a user number for each student, which only root can give').tag(config=True)
    file_limit = ByteSpecification('1G', help='as long as a file of a student may be').tag(config=True)
    spare = ByteSpecification('1G', help='with less than that free on the disk, only teachers start').tag(config=True)
    patience = Integer(5, help='how far students stand behind the hub when all want the processors').tag(config=True)

    @property
    def home(self): return Path(self.students).resolve()/self.user.name

    def user_env(self, env): return env | dict(USER=self.user.name, HOME=str(self.home), SHELL='/bin/bash')

    async def start(self):
        """NoRoom where the disk is nearly full, and the log says who has most of it; Ended where the server ends before
        it listens"""
        if shutil.disk_usage(self.students).free < self.spare and not self.user.admin:
            most = sorted((size_of(home)//2**20, home.name) for home in Path(self.students).iterdir())[:-4:-1]
            self.log.error('the disk is nearly full. Most have: %s', ', '.join(f'{who} {mb} MB' for mb, who in most))
            raise NoRoom
        at = ip, port = await super().start()
        while not can_connect(ip, port):
            if await self.poll() is not None: raise Ended
            await asyncio.sleep(.2)
        return at

    def get_args(self):
        "JupyterLab notes where these two are when it is loaded, and a fork's is loaded already"
        lab = self.home/'.jupyter'/'lab'
        own = [f'--LabApp.user_settings_dir={lab}/user-settings', f'--LabApp.workspaces_dir={lab}/workspaces']
        return super().get_args() + own

    def make_preexec_fn(self, name):
        "What the child does before it is the student's: into its group, its limits, its number, its folder"
        group, memory = group_for(name, self.mem_limit, self.cpu_limit), self.mem_limit
        if not group: self.log.info('no control group for %s: each process is limited, not their sum', name)
        if self.apart:
            number = number_of(self.home)
            self.home.chmod(0o700) # which its student may have closed to themselves
        else: self.home.mkdir(mode=0o700, exist_ok=True)
        def become():
            if group: (group/'cgroup.procs').write_text('0')
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.file_limit, self.file_limit))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            os.nice(self.patience)
            os.umask(0o077)
            if self.apart:
                resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes)) # of all that have this number
                os.setgroups([])
                os.setgid(number)
                os.setuid(number)
            os.chdir(self.home)
        return become
