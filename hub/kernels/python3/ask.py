"""Asks the warm process for a kernel, and then stands for it: signals pass on, and both end together.

With no warm process there, it becomes an ordinary kernel."""
import json, os, signal, socket, sys

def ask(warm):
    "The request: what to run, and as whose child it should feel: environment, folder, input and output"
    wanted = json.dumps(dict(argv=sys.argv[1:], env=dict(os.environ), cwd=os.getcwd())).encode()
    socket.send_fds(warm, [len(wanted).to_bytes(4, 'big')], [0, 1, 2])
    warm.sendall(wanted)
    return int.from_bytes(warm.recv(4), 'big')

def kill(kernel, number):
    try: os.killpg(kernel, number)
    except ProcessLookupError: pass

def stand_for(kernel, warm):
    "Wait until the kernel ends: its exit code. It ends too where the server that asked for it has gone"
    asker = os.getppid()
    for number in (signal.SIGINT, signal.SIGTERM): signal.signal(number, lambda n, frame: kill(kernel, n))
    warm.settimeout(2)
    while True:
        try: return int.from_bytes(warm.recv(4) or b'\1', 'big')
        except TimeoutError:
            if os.getppid() != asker: return 1
        except ConnectionError: return 1

if __name__ == '__main__':
    try:
        warm = socket.socket(socket.AF_UNIX)
        warm.connect(os.environ['HUB_WARM'])
        kernel = ask(warm)
    except (KeyError, OSError): kernel = 0
    if not kernel: os.execv(sys.executable, [sys.executable, '-m', 'ipykernel_launcher', *sys.argv[2:]])
    try: code = stand_for(kernel, warm)
    finally: kill(kernel, signal.SIGKILL)
    sys.exit(code)
