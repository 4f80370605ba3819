"Nets: rows of numbers by constant matrices, the same in torch, in a program and in the browser"
import json, math
import numpy as np, pytest, torch
import torch.nn.functional as F
from torch import nn
from fitcurve.program import CannotTrace, Program, trace
from fitcurve.relu import rectified_linear

def rand(*shape, seed=0, dtype=torch.float64):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)

W, b, V, c = rand(6, 5), rand(5, seed=1), rand(5, 3, seed=2), rand(3, seed=3)
torch_net = nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Dropout(), nn.Linear(5, 3))
torch_net.double().eval().requires_grad_(False)
nets = dict(
    matmul=lambda x: torch.matmul(x, W) + b, sign=lambda x: x @ W, left=lambda x: W.T @ x,
    mv=lambda x: torch.mv(W.T, x), numpy=lambda x: np.maximum(x @ W.numpy(), 0) @ V.numpy(),
    numpy_left=lambda x: np.tanh(W.numpy().T @ x),
    linear=lambda x: F.linear(x, W.T, b), no_bias=lambda x: F.linear(x, W.T),
    two=lambda x: torch.relu(x @ W + b) @ V + c,
    rectified=lambda x: rectified_linear(1., c, rectified_linear(1., b, x @ W) @ V),
    clipped=lambda x: (x @ W + b).clip(0.).clamp(max=2.), module=torch_net,
    softmax=lambda x: torch.softmax(x @ W, -1), F_softmax=lambda x: F.softmax(x @ W, dim=-1),
    method=lambda x: (x @ W).softmax(0), log_softmax=lambda x: F.log_softmax(x @ W, -1),
    logsumexp=lambda x: torch.logsumexp(x @ W, -1), kept=lambda x: x - torch.logsumexp(x, -1, keepdim=True),
    big=lambda x: torch.softmax(1000*x, -1) + torch.logsumexp(1000*x, -1),
    argmax=lambda x: (x @ W).argmax(-1) + x.sum(), np_argmax=lambda x: np.argmax(x),
    dot=lambda x: x @ rand(6) + torch.dot(x, x), sums=lambda x: x*x.sum(-1)/x.mean(dim=-1, keepdim=True),
    np_sum=lambda x: np.sum(x**2) + np.max(x),
    extremes=lambda x: x.amax(-1) - torch.amin(x, dim=-1, keepdim=True) + x.max() - x.min(),
    scaled=lambda x: (x/16 - .5)*torch.linspace(-1, 1, 6, dtype=torch.float64),
    where=lambda x: torch.where(x > x.mean(), x, -x),
    shapes=lambda x: x*x.shape[-1] + len(x.shape)*x.shape[0] + x.numel(), constant=lambda x: b)

def same(got, want): np.testing.assert_allclose(np.reshape(got, -1), np.reshape(want, -1), rtol=1e-9, atol=1e-12)

@pytest.mark.parametrize('name', nets)
def test_net(programs, name):
    f = nets[name]
    p = trace(f, rows={'input' if name == 'module' else 'x': 6})
    assert Program.from_json(p.to_json()) == p and 'array' in str(p) or '@' not in str(p)
    for seed in range(4):
        x = rand(6, seed=10 + seed).requires_grad_()
        try: want = f(x)
        except (RuntimeError, TypeError): want = torch.as_tensor(f(x.detach().numpy()))
        same(p(x).detach(), want.detach())
        out = rand(*want.shape, seed=20 + seed)
        seeds = out.reshape(-1).tolist() if out.ndim and out.numel() > 1 else out.item()
        y, (dx,) = programs.run(p, [x.detach().tolist()], seeds)
        same(y, want.detach())
        if want.requires_grad: same(dx, torch.autograd.grad((want*out).sum(), x)[0])

def mk_net(weights, bend):
    *inner, (v, c) = weights
    def net(x):
        for w, b in inner: x = bend(x @ w + b)
        return x @ v + c
    return net

def test_random_nets(programs):
    "Shapes and depths of every kind, in both precisions"
    gen = np.random.default_rng(0)
    for i in range(30):
        sizes, dtype = gen.integers(1, 40, gen.integers(2, 6)).tolist(), [torch.float32, torch.float64][i % 2]
        weights = [(rand(*s, seed=i, dtype=dtype)/s[0]**.5, rand(s[1], seed=i + 1, dtype=dtype))
                   for s in zip(sizes, sizes[1:])]
        bend = torch.tanh if i % 3 else torch.relu
        net = mk_net(weights, bend)
        p, x = trace(net, rows=dict(x=sizes[0])), rand(sizes[0], seed=i + 2, dtype=dtype)
        y, _ = programs.run(p, [x.tolist()], [1.]*sizes[-1] if sizes[-1] > 1 else 1.)
        exact = mk_net([(w.double(), b.double()) for w, b in weights], bend)(x.double())
        np.testing.assert_allclose(y, exact, rtol=1e-9, atol=1e-12)
        assert p(x).dtype == dtype and torch.equal(p(x), net(x))

def test_a_matrix_keeps_its_bits_and_its_size():
    w = rand(64, 32, dtype=torch.float32)
    s = trace(lambda x: x @ w, rows=dict(x=64)).to_json()
    assert len(s) < 64*32*4*4/3 + 400 and torch.equal(Program.from_json(s)(torch.eye(64)[3]), w[3])

def refusal(f, **rows):
    with pytest.raises(CannotTrace) as e: trace(f, rows=rows or dict(x=6))
    return e.value.reason + e.value.where

refused = dict(
    shape=(lambda x: x @ V, r'a row of 6 numbers by an array of shape (5, 3)'), left=(lambda x: W @ x, 'shape (6, 5)'),
    rows=(lambda x: x + b, 'a row of 5 numbers with a row of 6'),
    table=(lambda x: x + W, 'shape (6, 5)'), learned=(lambda x: x @ nn.Parameter(W), 'requires a gradient'),
    module=(nn.Linear(6, 2), 'requires a gradient'),
    conv=(lambda x: F.conv1d(x, W[None]), 'conv1d'), norm=(lambda x: F.layer_norm(x, (6,)), 'layer_norm'),
    sort=(lambda x: x.sort(), 'sort'), dropout=(lambda x: F.dropout(x, .5), 'eval'),
    dim=(lambda x: x.sum(1), 'dim 1'), indices=(lambda x: x.max(-1).values, 'values'),
    reshaped=(lambda x: x.reshape(2, 3), 'reshape'), item=(lambda x: x[0], 'one by one'),
    branch=(lambda x: x if x.sum() > 0 else -x, 'branches'),
    random=(lambda x: x + torch.randn(6, dtype=x.dtype), 'more than its arguments'),
    number=(lambda x: x.sum() @ W, 'what is no row'))

@pytest.mark.parametrize('name', refused)
def test_refused(name):
    f, reason = refused[name]
    assert reason in refusal(f, **({'input': 6} if name == 'module' else {}))

def test_bad_rows():
    p = trace(lambda x: x @ W, rows=dict(x=6))
    with pytest.raises(ValueError, match=r'x has the shape \(5,\), not \(6,\)'): p(torch.ones(5, dtype=torch.float64))
    with pytest.raises(ValueError, match="'z'"): trace(lambda x: x, rows=dict(z=3))
    good = json.loads(p.to_json())
    with pytest.raises(ValueError, match='bytes long'):
        Program.from_json(json.dumps({**good, 'ops': [['array', [6, 4], good['ops'][0][2]], *good['ops'][1:]]}))
    with pytest.raises(ValueError, match='no such rows'): Program.from_json(json.dumps({**good, 'rows': [[3, 6]]}))

def test_a_row_and_numbers(programs):
    p = trace(lambda x, a, k=2.: torch.relu(a*(x @ W))*k, rows=dict(x=6))
    x = rand(6)
    y, (dx, da, dk) = programs.run(p, [x.tolist(), 1.5, 3.], [1.]*5)
    g = p.grad(x=x, a=torch.tensor(1.5), k=torch.tensor(3.))
    for got, want in [(y, p(x, 1.5, 3.)), (dx, g['x']), (da, g['a']), (dk, g['k'])]:
        np.testing.assert_allclose(got, np.reshape(want, -1), rtol=1e-9)
    assert math.isclose(p(x, 1.5).sum(), p(x, 1.5, 2.).sum())
