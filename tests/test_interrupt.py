"Ctrl-C: no function is deaf to it for more than a second of the processor's time."
import os, signal, subprocess, sys, time
from pathlib import Path
import pytest

calls = {
    'least_mae(x, y)': 1_000_000, 'fit_relu_sum(x, y, 64)': 100_000, 'least_error(torch.sin, 2000)': 2,
    'explore(quad, x, y, a=1., b=1., c=1.)': 100_000,
    'descend(lambda p: quad_mae(p, x, y), [1., 1., 1.])': 100_000}

child = '''if True:
    import signal, time, torch
    from fitcurve import *
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has its jobs in the background ignore it
    def until_interrupted(call, points):
        x = torch.linspace(-2, 2, points, dtype=torch.double)[:, None]
        y = torch.sin(2*x) + 0.1*torch.randn(x.shape, dtype=torch.double, generator=torch.Generator().manual_seed(0))
        known = dict(globals(), x=x, y=y)
        try:
            print(call, flush=True)
            while True: exec(call, known)
        except KeyboardInterrupt: print(time.process_time(), flush=True)'''

def processor_time(pid):
    "What the process has taken so far, in seconds"
    spent = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[11:13]
    return sum(map(int, spent))/os.sysconf('SC_CLK_TCK')

@pytest.mark.slow
def test_an_interrupt_is_heard():
    "By each of these calls, over and over in one process, which takes longer to begin than all of them together"
    alone = {**os.environ, 'OMP_NUM_THREADS': '1', 'TQDM_DISABLE': '1'}
    code = '\n'.join([child, *(f'until_interrupted({call!r}, {points})' for call, points in calls.items())])
    p = subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.PIPE, text=True, env=alone)
    try:
        for call in calls:
            assert p.stdout.readline() == f'{call}\n'
            begun = processor_time(p.pid)
            while processor_time(p.pid) < begun + 0.6: time.sleep(0.01)
            sent = processor_time(p.pid)
            p.send_signal(signal.SIGINT)
            assert float(p.stdout.readline()) - sent < 1, call
    finally: p.kill()
