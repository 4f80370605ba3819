"The lesson with fastai: what its own cells can't see, from outside its kernel."
import json, re, shutil, subprocess, sys
import nbformat, pytest
from tests.lessons import compare, nbs, peak, run_between
from tests.warm import ordinary_kernels

path = nbs/'06_fastai.ipynb'
cells = nbformat.read(path, 4).cells

# Runs first in the kernel: another machine can't be reached, and each attempt is written down.
offline = """
import os, socket
def refuse(kind, old):
    def call(*args, **kwargs):
        where = args[-1] if kind == 'connect' else args[0]
        host = where[0] if isinstance(where, tuple) else where
        here = kind == 'connect' and not isinstance(where, tuple)
        if here or host in (None, '', 'localhost', '127.0.0.1', '::1'): return old(*args, **kwargs)
        with open(os.environ['ATTEMPTS'], 'a', encoding='utf-8') as f: f.write(f'{kind} {where}\\n')
        raise OSError('no network')
    return call
socket.socket.connect = refuse('connect', socket.socket.connect)
socket.getaddrinfo = refuse('getaddrinfo', socket.getaddrinfo)
"""

# Tries to reach one.
probe = """
import socket
try: socket.create_connection(('192.0.2.1', 80), 1)
except OSError as e: assert str(e) == 'no network', e
"""

# Counts how often anything is differentiated.
counting = """
import torch
steps_back, backward = 0, torch.Tensor.backward
def counted(*args, **kwargs):
    global steps_back
    steps_back += 1
    return backward(*args, **kwargs)
torch.Tensor.backward = counted
"""

@pytest.fixture(scope='module')
def ran(tmp_path_factory):
    """The lesson run in a folder of its own, with no network: the folder, steps back, attempts to reach one, modules,
    the notebook as run, and the most memory that it took, in MB"""
    folder, away = tmp_path_factory.mktemp('lesson'), tmp_path_factory.mktemp('away')
    shutil.copy(path, folder)
    last = 'import json, sys; print(json.dumps([steps_back, sorted(sys.modules)]))' + peak
    own = dict(ATTEMPTS=str(away/'attempts'))
    with ordinary_kernels(): nb, said = run_between(folder/path.name, offline + counting + probe, last, folder, **own)
    (steps, modules), megabytes = map(json.loads, said.splitlines())
    return folder, steps, (away/'attempts').read_text(encoding='utf-8').splitlines(), modules, nb, megabytes

def test_outputs_are_the_committed_ones(ran): compare(ran[4], path)

def test_takes_no_more_memory_than_a_student_in_a_class_can_have(ran): assert 100 < ran[5] < 600

def test_reaches_for_no_network(ran): assert ran[2] == ["getaddrinfo 192.0.2.1"]  # the probe's own

def test_leaves_nothing_behind(ran): assert [p.name for p in ran[0].iterdir()] == [path.name]

def test_takes_a_few_thousand_steps(ran):
    "Which keeps it under a minute of one processor's time: `make bench` says how much"
    assert 100 < ran[1] < 12_000

def test_needs_no_torchvision(ran):
    assert 'fastai.learner' in ran[3] and not {'torchvision', 'fastai.vision.core'} & set(ran[3])

def test_exports_nothing():
    assert not any(re.search(r'^#\| *(export|default_exp)', c.source, re.M) for c in cells)

# Whatever the table of words calls by a name is called so: each is looked up where its column says.
look_up = """
import sys, json, torch, fitcurve
from torch import nn
import torch.nn.functional as F
from torch.utils.data import Dataset, TensorDataset
from torch.nn.utils import parameters_to_vector
from torch.optim.lr_scheduler import *
names = {'own': {n: getattr(fitcurve, n) for n in fitcurve.__all__}}
torchs = dict(
    torch=torch, nn=nn, F=F, Dataset=Dataset, TensorDataset=TensorDataset, DataLoader=torch.utils.data.DataLoader,
    parameters_to_vector=parameters_to_vector, optimizer=torch.optim.SGD, model=nn.Module, p=torch.Tensor,
    load_state_dict=nn.Module.load_state_dict, Generator=torch.Generator,
    **{n: o for n, o in list(globals().items()) if n.endswith('LR')})
import fastai.basics, fastai.callback.schedule, fastai.callback.progress, fastai.callback.hook, fastai.data.block
from fastai.learner import Learner, Recorder
from fastai.data.core import DataLoaders
fast = {**vars(Learner), **vars(Recorder)}
for m in ('basics', 'callback.schedule', 'callback.progress', 'callback.hook', 'data.block'):
    fast.update(vars(sys.modules['fastai.' + m]))
fast.update(learn=Learner, dls=DataLoaders)
missing = []
for column, name in json.loads(sys.argv[1]):
    o, (head, *rest) = {'PyTorch': torchs, 'fastai': fast}[column], name.split('.')
    try:
        o = o[head]
        for r in rest: o = getattr(o, r)
    except (KeyError, AttributeError): missing.append([column, name])
print(json.dumps(missing))
"""
plain = {*'''ds x y n p loss.backward batch_size shuffle bs forward weight bias lr losses lrs valid_loss model splitter
             opt_func tqdm low high True False slice len learn.recorder mom momentum train valid 1 1.'''.split()}

def words():
    "The names in the table's second and third columns, each with its column"
    further = nbformat.read(nbs/'47_fastai.ipynb', 4).cells
    table = next(c.source.split('## A table of words')[1] for c in further if '## A table of words' in c.source)
    for row in table.splitlines():
        if row.startswith('|') and not row.startswith(('|---', '| in ')):
            _, _, torch, fastai, _ = row.split('|')
            for column, cell in (('PyTorch', torch), ('fastai', fastai)):
                for code in re.findall(r'`([^`]+)`', cell):
                    for name in re.findall(r'[A-Za-z_][\w.]*\w|\b[A-Za-z]\b', re.sub(r'\b\w+=', '', code)):
                        if name not in plain: yield column, name

def test_table_of_words_names_what_exists():
    found = sorted(set(words()))
    assert {c for c, _ in found} == {'PyTorch', 'fastai'} and len(found) > 50
    control = [['PyTorch', 'nn.Lin'], ['fastai', 'fit_two_cycles']]
    look = [sys.executable, '-c', look_up, json.dumps([*found, *control])]
    out = subprocess.run(look, capture_output=True, text=True, check=True).stdout
    assert json.loads(out.splitlines()[-1]) == control, 'only what was made up is missing'
