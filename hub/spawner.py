"""A student's server: in a folder and under a user number of its own, within limits of memory and processors"""
import os, resource
from pathlib import Path
from jupyterhub.spawner import LocalProcessSpawner
from traitlets import Bool, Integer, Unicode

numbers = range(60578, 61184) # user numbers that no Linux distribution gives away: systemd.io/UIDS-GIDS

def number_of(home):
    "The user number of the student whose folder this is: whoever owns it. A new folder gets the next one that is free"
    if home.exists(): return home.stat().st_uid
    taken = {other.stat().st_uid for other in home.parent.iterdir()}
    free = next((n for n in numbers if n not in taken), None)
    if free is None: raise RuntimeError(f'{home.parent} has {len(taken)} students, and there are numbers for {len(numbers)}')
    home.mkdir(mode=0o700)
    os.chown(home, free, free)
    return free

def join_group(pid, name, memory, cpus, root=Path('/sys/fs/cgroup')):
    """Put a process into a control group (cgroup v2) of its student, who can't leave it: all of the student's processes
    together get `memory` bytes and `cpus` processors. False where Linux doesn't give us any"""
    above = root/'fitcurve-hub'
    group = above/name
    try:
        for folder in (root, above):
            folder.mkdir(exist_ok=True)
            (folder/'cgroup.subtree_control').write_text('+memory +cpu +pids')
        group.mkdir(exist_ok=True)
        (group/'memory.max').write_text(str(memory))
        (group/'cpu.max').write_text(f'{int(cpus*100_000)} 100000')
        (group/'pids.max').write_text('400')
        (group/'cgroup.procs').write_text(str(pid))
    except OSError: return False
    return True

def limit(pid, memory, patience):
    "A process, and each that it starts, may take `memory` bytes of data, and yields the processor to the hub"
    resource.prlimit(pid, resource.RLIMIT_DATA, (memory, memory))
    resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
    os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, 0) + patience)

class StudentSpawner(LocalProcessSpawner):
    "A JupyterLab for each student. Needs no accounts: as root, each student is a number; else all are the hub's own user"
    students = Unicode('students', help='where the folders of students are').tag(config=True)
    apart = Bool(True, help='a user number for each student').tag(config=True)
    patience = Integer(5, help='how much lower than the hub a student stands when all want the processors').tag(config=True)

    @property
    def home(self): return Path(self.students).resolve()/self.user.name

    def make_preexec_fn(self, name): return None
    def user_env(self, env): return env | dict(USER=self.user.name, HOME=str(self.home), SHELL='/bin/bash')

    def _as_student(self):
        "What Popen must know of the student"
        if not self.apart:
            self.home.mkdir(mode=0o700, exist_ok=True)
            return dict(cwd=self.home)
        number = number_of(self.home)
        return dict(cwd=self.home, umask=0o077, user=number, group=number, extra_groups=[])

    async def start(self):
        self.popen_kwargs = self._as_student()
        where = await super().start()
        limit(self.pid, self.mem_limit, self.patience)
        held = join_group(self.pid, self.user.name, self.mem_limit, self.cpu_limit)
        if not held: self.log.info('no control group for %s: each process is limited, not their sum', self.user.name)
        return where
