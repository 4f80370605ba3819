"Ctrl-C: no function is deaf to it for more than a second of the processor's time."
import os, signal, subprocess, sys, time
from pathlib import Path
import pytest

child = '''if True:
    import signal, time, torch
    from fitcurve import *
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has its jobs in the background ignore it
    x = torch.linspace(-2, 2, {points}, dtype=torch.double)[:, None]
    y = torch.sin(2*x) + 0.1*torch.randn(x.shape, dtype=torch.double, generator=torch.Generator().manual_seed(0))
    try:
        print('begins', flush=True)
        while True: {call}
    except KeyboardInterrupt: print(time.process_time())'''

def processor_time(pid):
    "What the process has taken so far, in seconds"
    spent = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[11:13]
    return sum(map(int, spent))/os.sysconf('SC_CLK_TCK')

@pytest.mark.slow
@pytest.mark.parametrize('call, points', [
    ('least_mae(x, y)', 1_000_000), ('fit_relu_sum(x, y, 64)', 100_000), ('least_error(torch.sin, 2000)', 2),
    ('explore(quad, x, y, a=1., b=1., c=1.)', 100_000),
    ('descend(lambda p: quad_mae(p, x, y), [1., 1., 1.])', 100_000)])
def test_an_interrupt_is_heard(call, points):
    alone = {**os.environ, 'OMP_NUM_THREADS': '1', 'TQDM_DISABLE': '1'}
    code = child.format(call=call, points=points)
    p = subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.PIPE, text=True, env=alone)
    try:
        assert p.stdout.readline() == 'begins\n'
        begun = processor_time(p.pid)
        while processor_time(p.pid) < begun + 0.6: time.sleep(0.01)
        sent = processor_time(p.pid)
        p.send_signal(signal.SIGINT)
        assert float(p.communicate(timeout=300)[0]) - sent < 1
    finally: p.kill()
