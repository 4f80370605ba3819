"""Asks a warm process (warm.py) for a server or a kernel, and then stands for it: signals pass on, both end together.

`ask.py servers …`, `ask.py kernels …`. With no warm process there it becomes an ordinary one."""
import json, os, signal, socket, sys

ordinary = dict(servers='jupyterhub.singleuser', kernels='ipykernel_launcher')

def ask(warm):
    "What to run, and as whose child it should feel: environment, folder, input and output. Its number"
    wanted = json.dumps(dict(argv=sys.argv[1:], env=dict(os.environ), cwd=os.getcwd())).encode()
    socket.send_fds(warm, [len(wanted).to_bytes(4, 'big')], [0, 1, 2])
    warm.sendall(wanted)
    return int.from_bytes(warm.recv(4), 'big')

def kill(forked, number):
    try: os.killpg(forked, number)
    except ProcessLookupError: pass

def stand_for(forked, warm):
    "Wait until it ends: its exit code. It ends too where the one that asked for it has gone"
    asker = os.getppid()
    for number in (signal.SIGINT, signal.SIGTERM): signal.signal(number, lambda n, frame: kill(forked, n))
    warm.settimeout(2)
    while True:
        try: return int.from_bytes(warm.recv(4) or b'\1', 'big')
        except TimeoutError:
            if os.getppid() != asker: return 1
        except ConnectionError: return 1

if __name__ == '__main__':
    try:
        warm = socket.socket(socket.AF_UNIX)
        warm.connect(os.path.join(os.environ['HUB_WARM'], sys.argv[1]))
        forked = ask(warm)
    except (KeyError, OSError): forked = 0
    if not forked: os.execv(sys.executable, [sys.executable, '-m', ordinary[sys.argv[1]], *sys.argv[2:]])
    try: code = stand_for(forked, warm)
    finally: kill(forked, signal.SIGKILL)
    sys.exit(code)
