"""Kernels that begin as forks of one process, as the hub's do: what every kernel loads is loaded once, and each costs
two seconds of the processor's time less.

From the first one on, all kernels of that process of the tests are such forks, unless a test asks for ordinary ones."""
import ctypes, json, os, signal, subprocess, sys, tempfile
from contextlib import contextmanager
from pathlib import Path
import pytest
from tests.lessons import alike

hub = Path(__file__).parent.parent/'hub'

def _end_with_us(): ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG: however these tests may end

def _point_to(folder):
    "Jupyter's kernel python3, here and in what is started from here, is a fork of what listens in this folder"
    spec = folder/'kernels'/'python3'
    spec.mkdir(parents=True)
    argv = ['python', '-I', '-S', str(hub/'ask.py'), 'kernels', '-f', '{connection_file}']
    named = dict(display_name='Python 3 (ipykernel)', language='python')
    (spec/'kernel.json').write_text(json.dumps(dict(argv=argv, **named)), encoding='utf-8')
    os.environ.update(JUPYTER_PATH=str(folder), HUB_WARM=str(folder/'warm'))

@contextmanager
def warm_kernels():
    "As long as it lasts, kernels are forks. Elsewhere than on Linux they are what they always are"
    if sys.platform != 'linux':
        yield
        return
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:  # a short path: it is to hold a socket
        one_thread = dict.fromkeys(['OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'], '1')
        (door := Path(folder)/'warm').mkdir()
        command = [sys.executable, str(hub/'warm.py'), str(door/'kernels')]
        with subprocess.Popen(command, env={**before, **alike, **one_thread}, preexec_fn=_end_with_us) as warm:
            _point_to(Path(folder))
            try: yield
            finally:
                os.environ.clear()
                os.environ.update(before)
                warm.terminate()

@contextmanager
def ordinary_kernels():
    "As long as it lasts, kernels have loaded nothing when they begin: what a cell forgets to import is missing there"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv('JUPYTER_PATH', raising=False)
        yield
