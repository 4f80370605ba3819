"""A process that has loaded what all servers, or all kernels, load, and forks one for whoever asks (ask.py).

What it has loaded they share: memory, and the seconds that loading takes. Sound, since at the time of the fork

- it has one thread, which is checked, so no lock of another's can be held for ever in the child;
- nothing is loaded that asks at its import whether a kernel is there (ipywidgets, pyplot), and nothing has computed;
- the child is the asker's own before it reads a word of what was asked: its user, as the system says (SO_PEERCRED), its
  limits, its control group; and it keeps no file or socket of others."""
import ctypes, gc, importlib.util, json, os, random, resource, runpy, select, signal, socket, struct, sys
from pathlib import Path

loads = dict(
    servers="""jupyterlab.labapp jupyter_server.services.contents.largefilemanager jupyter_server.gateway.managers
        jupyter_server.services.kernels.connection.channels jupyter_server.services.kernels.websocket
        jupyter_server.services.sessions.handlers jupyter_server_terminals.app jupyter_lsp.serverextension notebook.app
        nbconvert.exporters jupyterhub.services.auth""",
    kernels="""ipykernel.kernelapp ipykernel.ipkernel IPython.core.completer numpy scipy.optimize
        matplotlib.backends.backend_agg torch""")
most = 100 # forks that one student may have; who wants more gets ordinary ones, which their limits hold
runs = dict(servers='jupyterhub.singleuser', kernels='ipykernel_launcher')

def load(modules):
    "Load them, and see that no thread came of it. Later garbage collections leave them alone, so they stay shared"
    os.environ['MPLBACKEND'] = 'module://matplotlib_inline.backend_inline' # as a kernel says before matplotlib comes
    for name in modules.split():
        if importlib.util.find_spec(name.split('.')[0]): importlib.import_module(name)
    if (threads := len(os.listdir('/proc/self/task'))) != 1:
        sys.exit(f'{threads} threads run once {modules} are loaded, so a fork is not sound. Is OPENBLAS_NUM_THREADS=1?')
    gc.collect()
    gc.freeze()

def who(asker):
    "Process, user and group of who asked, as the system says"
    return struct.unpack('3i', asker.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))

def become(pid, uid, gid):
    "What a child of the process `pid` would be: in its control group, of its user, with its limits"
    os.setsid()
    if os.geteuid() == 0:
        for line in Path(f'/proc/{pid}/cgroup').read_text().splitlines():
            if line.startswith('0::/fitcurve-hub/'): Path(f'/sys/fs/cgroup{line[3:]}/cgroup.procs').write_text('0')
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
        ctypes.CDLL(None).prctl(4, 1) # PR_SET_DUMPABLE: /proc/self is its own again
    for name in ('DATA', 'FSIZE', 'CORE', 'NOFILE', 'NPROC', 'AS', 'CPU'):
        limit = getattr(resource, f'RLIMIT_{name}')
        resource.setrlimit(limit, resource.prlimit(pid, limit))
    os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, pid))

def receive(asker):
    "What was asked for, from whoever we have become: its files are ours, and no others"
    size, files, *_ = socket.recv_fds(asker, 4, 3)
    wanted = b''
    while len(wanted) < int.from_bytes(size, 'big'): wanted += asker.recv(1 << 16)
    for n, file in enumerate(files): os.dup2(file, n)
    os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    return json.loads(wanted)

def start_afresh(wanted):
    "As a new process begins: its folder, its environment, signals at their defaults, random numbers of its own"
    os.chdir(wanted['cwd'])
    os.environ.clear()
    os.environ.update(wanted['env'])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGCHLD): signal.signal(number, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    random.seed()
    if numpy := sys.modules.get('numpy'): numpy.random.seed()
    sys.argv[:] = wanted['argv']

class Warm:
    "Listens at `path`, and has a child for each that asked"
    def __init__(self, path):
        Path(path).unlink(missing_ok=True)
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(path)
        os.chmod(path, 0o666)
        self.door.listen(128)
        self.wake, self.waker = socket.socketpair() # a byte goes through it when a child ends
        for end in (self.wake, self.waker): end.setblocking(False)
        signal.set_wakeup_fd(self.waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGINT, signal.SIGTERM): signal.signal(number, lambda *_: sys.exit())
        self.asked, self.events = {}, select.epoll() # by file number of who asked: its socket, the child, its user
        for listened in (self.door, self.wake): self.events.register(listened, select.EPOLLIN)

    def serve(self):
        "Returns in a child alone: the socket of who asked"
        while True:
            for number, _ in self.events.poll():
                if number == self.wake.fileno(): self.bury()
                elif number in self.asked: self.end(number)
                elif asker := self.fork(): return asker

    def fork(self):
        asker, _ = self.door.accept()
        _, user, _ = who(asker)
        if user != os.geteuid() and [u for _, _, u in self.asked.values()].count(user) >= most: return asker.close()
        if (child := os.fork()) == 0: return asker
        self.asked[asker.fileno()] = asker, child, user
        self.events.register(asker, 0) # not what it says, which is for the child: only that it has gone
        try: asker.sendall(child.to_bytes(4, 'big'))
        except OSError: pass # gone already: told next

    def end(self, number):
        "Who asked has gone: so must the kernel, with all that it started"
        child = self.forget(number)
        for kill in (os.kill, os.killpg): # killpg alone would miss one that has no group of its own yet
            try: kill(child, signal.SIGKILL)
            except ProcessLookupError: pass

    def bury(self):
        "Tell those whose kernels have ended how these ended"
        self.wake.recv(4096)
        while True:
            try: child, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError: return
            if not child: return
            for number, (asker, whose, _) in list(self.asked.items()):
                if whose != child: continue
                try: asker.sendall((os.waitstatus_to_exitcode(status) & 255).to_bytes(4, 'big'))
                except OSError: pass
                self.forget(number)

    def forget(self, number):
        asker, child, _ = self.asked.pop(number)
        self.events.unregister(asker)
        asker.close()
        return child

if __name__ == '__main__':
    path = Path(sys.argv[1]) # a socket, by the name of what is asked for there
    warm = Warm(str(path)) # who comes while it loads waits, rather than load too
    load(loads[path.name])
    asker = warm.serve()
    become(*who(asker))
    start_afresh(receive(asker))
    if path.name == 'kernels': sys.argv.append('--IPKernelApp.parent_handle=1') # ask.py looks whether the server lives
    runpy.run_module(runs[path.name], run_name='__main__', alter_sys=True)
