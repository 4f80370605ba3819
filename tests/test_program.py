"The browser's numbers are Python's numbers: programs run by torch and by program.js agree, and traced functions are the functions"
import functools, itertools, json, math, random, subprocess
from pathlib import Path
import numpy as np, pytest, torch
import torch.nn.functional as F
from hypothesis import given, note, settings, strategies as st
from torch import nn, tensor
from fitcurve import program as prog
from fitcurve.program import CannotTrace, Program, trace

js = Path(__file__).parent/'js'
inf, nan = math.inf, math.nan
special = [-inf, -2., -1., -.5, -0., 0., .5, 1., 2., 3., 25., inf, nan]


class Node:
    "One node process for all programs"
    def __init__(self): self.proc = subprocess.Popen(['node', js/'programs.mjs'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding='utf-8')
    def ask(self, **question):
        self.proc.stdin.write(json.dumps(plain(question)) + '\n')
        self.proc.stdin.flush()
        reply = json.loads(self.proc.stdout.readline())
        assert 'error' not in reply, reply
        return reply
    def run(self, program, inputs, seed=1., **kwargs):
        "Its value, and its gradient for each input"
        r = self.ask(program=json.loads(program.to_json()), n=max(np.size(v) for v in inputs), inputs=inputs, seed=seed, **kwargs)
        return array(r['value']), [array(g) for g in r['grads']]

def plain(v):
    "As JSON has it: lists, and strings for what it has no numbers for"
    if isinstance(v, dict): return {k: plain(o) for k, o in v.items()}
    if isinstance(v, (list, tuple, np.ndarray)): return [plain(o) for o in v]
    return str(float(v)) if isinstance(v, float) and not math.isfinite(v) else v

def array(v): return np.array([float(o) for o in v])

@pytest.fixture(scope='module')
def node():
    n = Node()
    yield n
    n.proc.stdin.close()
    assert n.proc.wait(10) == 0

def jittered(eps): import contextlib; return contextlib.nullcontext()

def torch_run(program, inputs, seed=1., jitter=0.):
    "What torch makes of it: the value, and the gradient for each input"
    leaves = [torch.tensor(v, dtype=torch.float64) for v in inputs]
    leaves = [(v[:, None] if v.ndim else v).requires_grad_() for v in leaves]
    with jittered(jitter): out = program._run(leaves)
    grads = [None]*len(leaves)
    if out.requires_grad:
        seed = torch.tensor(seed, dtype=torch.float64)
        seed = seed.reshape(out.shape) if seed.ndim else torch.full_like(out, seed.item())
        grads = torch.autograd.grad(out, leaves, seed, allow_unused=True)
    flat = lambda t: t.detach().numpy().reshape(-1)
    return flat(out), [np.zeros(v.numel()) if g is None else flat(g) for g, v in zip(grads, leaves)]


# One operation at a time: every special number in every place

def wide(name, arity): return Program(tuple('xyz'[:arity]), ((name, *range(arity)),), arity, tuple(range(arity)), (None,)*arity)

def test_both_sides_have_every_operation(node):
    assert set(node.ask()) == set(prog.ops)
    assert set(prog.reductions) | set(prog.masks) <= set(prog.ops)

@pytest.mark.parametrize('name', [n for n in prog.ops if n not in prog.reductions])
def test_operation_everywhere(node, name):
    arity = prog.ops[name].arity
    places = [np.array(c) for c in zip(*itertools.product(special, repeat=arity))]
    for seed in 1., 0., -2., inf:
        (y, dy), (ty, tdy) = node.run(wide(name, arity), places, seed), torch_run(wide(name, arity), places, seed)
        for what, got, want in [('value', y, ty), *[(f'gradient {i}', g, w) for i, (g, w) in enumerate(zip(dy, tdy))]]:
            bad = ~np.isclose(got, want, rtol=1e-9, atol=1e-15, equal_nan=True)
            assert not bad.any(), (name, what, f'seed {seed}', [(*(p[i] for p in places), 'got', got[i], 'not', want[i]) for i in np.flatnonzero(bad)[:8]])

@pytest.mark.parametrize('name', prog.reductions)
def test_reduction_everywhere(node, name):
    for col in [[1., 2., 2., -3.], [nan, 1., nan], [inf, inf, 1.], [-inf, inf], [0., -0.], [5.], *[[a, b] for a in special for b in special]]:
        for seed in 1., 0., -2.:
            (y, (dy,)), (ty, (tdy,)) = node.run(wide(name, 1), [col], seed), torch_run(wide(name, 1), [col], seed)
            np.testing.assert_allclose(y, ty, rtol=1e-9, err_msg=f'{name} of {col}')
            np.testing.assert_allclose(dy, tdy, rtol=1e-9, err_msg=f'gradient of {name} of {col}')
