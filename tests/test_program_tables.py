"Columns beside columns: layers, nets, arrays of parameters; the same in torch, in a program and in the browser"
import copy, json, math, re
import numpy as np, pytest, torch
import torch.nn.functional as F
from torch import nn
from fitcurve import program as prog
from fitcurve.figure import explore
from fitcurve.fit import Fit
from fitcurve.loss import mae
from fitcurve.parts import one_by_one
from fitcurve.program import CannotTrace, trace
from fitcurve.relu import relu_sum
from tests.pages import painted, state, x as data_x, y as data_y
from tests.test_program import agree, refusal

def rand(*shape, seed=0, dtype=torch.float64):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)

W, b, V, c, U = rand(1, 4), rand(4, seed=1), rand(4, 1, seed=2), rand(1, seed=3), rand(4, 3, seed=4)
Wn, Vn = W.numpy(), V.numpy()
def ones(x): return torch.ones_like(x)

# ── Columns times constant matrices, in every spelling ──

tables = dict(
    layer=lambda x, a: a*(torch.relu(x @ W + b) @ V + c), matmul=lambda x, a: torch.matmul(torch.tanh(a*x @ W), V),
    numpy=lambda x, a: a*(np.maximum(x @ Wn, 0) @ Vn), numpy_dot=lambda x, a: a*np.dot(np.tanh(np.dot(x, Wn)), Vn),
    linear=lambda x, a: F.linear(torch.sigmoid(F.linear(a*x, W.T, b)), V.T, c), mm=lambda x, a: torch.mm(x, a*W) @ V,
    two=lambda x, a: torch.relu(torch.relu(x @ W + b) @ U).sum(-1, keepdim=True)*a,
    left=lambda x, a: a*(V.T @ (x @ W).T).T,
    cat=lambda x, a: torch.cat([x, ones(x)], 1) @ (a*W[:, :2].T),
    cat_last=lambda x, a: torch.cat([a*x, x**2, ones(x)], -1) @ V[:3],
    concatenate=lambda x, a: a*np.concatenate([x, x**2], axis=1) @ Vn[:2],
    hstack=lambda x, a: a*torch.hstack([x, x**3]) @ V[:2],
    column_stack=lambda x, a: a*(np.column_stack([x, x**2]) @ Vn[:2]),
    stack=lambda x, a: torch.stack([x, a*x**2], -1).sum(-1),
    stack_mean=lambda x, a: torch.stack([x, a*x, x**2]).mean(0),
    wide=lambda x, a: (a*x - torch.linspace(-1, 1, 7)).relu().mean(1, True),
    softmax=lambda x, a: torch.softmax(a*x @ W, -1) @ V,
    logsumexp=lambda x, a: torch.logsumexp(a*x @ W, 1, keepdim=True),
    log_softmax=lambda x, a: F.log_softmax(x @ W*a, dim=1)[:, 1:2],
    big=lambda x, a: torch.softmax(1000*a*x @ W, -1) @ V,
    amax=lambda x, a: torch.amax(a*x @ W, -1, keepdim=True) - torch.amin(x @ W, 1, keepdim=True),
    tied=lambda x, a: torch.amax(torch.stack([a*x, a*x, x], -1), -1),
    std=lambda x, a: (a*x @ W + b).std(1, keepdim=True),
    batch=lambda x, a: (lambda h: ((h - h.mean(0))/h.std(0)) @ V*a)(x @ W + b), column=lambda x, a: (x @ W)[:, [2]]*a,
    picked=lambda x, a: (x @ W)[:, 1:3].sum(1, keepdim=True)*a + (x @ W)[..., -1:], one=lambda x, a: x @ rand(1, 1)*a,
    reshaped=lambda x, a: (x @ W).sum(1).reshape(-1, 1)*a, viewed=lambda x, a: (a*x @ W).sum(-1).view(x.shape),
    squares=lambda x, a: a*x*(x.T @ x), table_mean=lambda x, a: a*x - (x @ W).mean(),
    basis=lambda x, a: a*(x**torch.arange(4)) @ V,
    where=lambda x, a: torch.where(x @ W > 0, a*x, x**2) @ V, masked=lambda x, a: ((x > b)*x).sum(1, keepdim=True)*a,
    gelu=lambda x, a: F.gelu(a*x @ W, approximate='tanh') @ V, softplus=lambda x, a: F.softplus(x @ W, beta=3.) @ V*a,
    erf=lambda x, a: torch.erf(x @ W + a) @ V,
    interp=lambda x, a: np.interp(x @ Wn, [-1., 0., 2.], [0., 1., -1.]) @ Vn*a,
    column_table=lambda x, a: (torch.arange(5.)[:, None].double()*x @ W).sum(1, keepdim=True)*a,
    scaled_matrix=lambda x, a: torch.relu(x @ W) @ (a*V) + (x @ W) @ (torch.tanh(a*V + 1)/2),
    outer=lambda x, a: (x[..., None]*torch.outer(b, b)).sum((-1, -2))[:, None]*a + x[:, None].sum(-1))

def column(seed): return rand(5, 1, seed=seed)

@pytest.mark.parametrize('name', tables)
def test_table(programs, name):
    p = trace(tables[name])
    assert p.data == (0,) and not p.rows and {op[0] for op in p.ops} <= {*prog.ops, 'const'}
    for k in range(3): agree(programs, p, tables[name], dict(x=column(k), a=rand(seed=k + 10)))

modules = dict(
    linear=nn.Linear(1, 1), lesson=nn.Sequential(nn.Linear(1, 3), nn.ReLU(), nn.Linear(3, 1)),
    deep=nn.Sequential(nn.Linear(1, 5), nn.Tanh(), nn.Linear(5, 4), nn.GELU(), nn.Linear(4, 1), nn.Softplus(2.)),
    no_bias=nn.Sequential(nn.Linear(1, 3, bias=False), nn.SiLU(), nn.Dropout(), nn.Linear(3, 1, bias=False)),
    nested=nn.Sequential(
        nn.Sequential(nn.Linear(1, 6), nn.LeakyReLU()), nn.Linear(6, 2), nn.Softmax(-1), nn.Linear(2, 1)))
for module in modules.values(): module.double().eval().requires_grad_(False)

@pytest.mark.parametrize('name', modules)
def test_module(programs, name):
    def model(x, a): return a*modules[name](a*x)
    p = trace(model)
    for k in range(3): agree(programs, p, model, dict(x=column(k), a=rand(seed=k + 10)))
    p = trace(modules[name], data=['input'])
    agree(programs, p, modules[name], dict(input=column(4)))

# ── Arrays of parameters ──

arrays = dict(
    indexed=lambda x, p: p[0] + p[1]*x + p[-1]*x**2, listed=lambda x, p: sum(k*x**i for i, k in enumerate(p)),
    unpacked=lambda x, p: (lambda a, b, c: a*x**2 + b*x + c)(*p), sliced=lambda x, p: x*p[:2].sum() + p[1:].mean()*x**2,
    polyval=lambda x, p: np.polyval(p, x), interp=lambda x, p: np.interp(x, [-1., 0., 1.], p),
    dot=lambda x, p: x**torch.arange(3) @ p[:, None],
    features=lambda x, p: torch.cat([ones(x), x, x**2], 1) @ p[:, None],
    reshaped=lambda x, p: (x @ p.reshape(1, -1)).sum(1, keepdim=True),
    mixture=lambda x, p: (torch.softmax(p, 0)*torch.sin(x*torch.arange(1, 4))).sum(1, keepdim=True),
    transposed=lambda x, p: (p[None].T @ x.T).T[:, :1],
    stacked=lambda x, p: torch.stack([p[0]*x, p[1]*x**2], -1).sum(-1) + len(p),
    lone=lambda x, p: (p*x[..., None]).sum(-1),
    vector=lambda x, p: x*torch.dot(p, p))

@pytest.mark.parametrize('name', arrays)
def test_array_of_parameters(programs, name):
    f = one_by_one(arrays[name], ['p'], 3, [])
    p = trace(f)
    assert p.inputs == ('x', 'p1', 'p2', 'p3')
    for k in range(3): agree(programs, p, f, dict(zip(p.inputs, (column(k), *rand(3, seed=k + 20)))))

# ── Random nets, at every scale, in both precisions ──

bends = dict(relu=torch.relu, tanh=torch.tanh, gelu=F.gelu, erf=torch.erf,
softplus=lambda v: F.softplus(v, beta=2.), sinc=torch.sinc,
             soft=lambda v: torch.softmax(v, -1), top=lambda v: v - v.amax(-1, keepdim=True), sin=torch.sin)

def random_net(gen, size):
    "A function of x and of a number for each layer, and its twin in double precision"
    sizes = [1, *gen.integers(1, 6, gen.integers(1, 4)), 1]
    chosen = [list(bends)[gen.integers(len(bends))] for _ in sizes[2:]] + [None]
    weights = [torch.tensor(gen.normal(size=s)/s[0]**.5) for s in zip(sizes, sizes[1:])]
    biases = [torch.tensor(gen.normal(size=k)) for k in sizes[1:]]
    def mk(dtype):
        ws, bs = [w.to(dtype) for w in weights], [v.to(dtype) for v in biases]
        def net(x, a, c):
            h = x/size
            for w, v, name in zip(ws, bs, chosen): h = bends[name](a*(h @ w) + v) if name else h @ w + v
            return h*size + c
        return net
    return mk

@pytest.mark.parametrize('size', [1e-9, 1e-3, 1., 1e3, 1e9])
def test_random_nets(programs, size):
    gen = np.random.default_rng(0)
    for i in range(25):
        mk = random_net(gen, size)
        net, dtype = mk(torch.float64), [torch.float32, torch.float64][i % 2]
        p = trace(mk(dtype))
        args = gen.normal(size=(7, 1))*size, 1.3, gen.normal()*size
        x, a, c = (torch.tensor(v, requires_grad=True, dtype=torch.float64) for v in args)
        want = net(x, a, c)
        slopes = torch.autograd.grad(want.sum(), (x, a, c), allow_unused=True, materialize_grads=True)
        y, got = programs.run(p, [x.detach()[:, 0].tolist(), a.item(), c.item()])
        eps = 1e-9 if dtype == torch.float64 else 2e-5
        for g, w in zip((y, *got), (want, *slopes)):
            w = w.detach().numpy().reshape(-1)
            np.testing.assert_allclose(g, w, rtol=eps, atol=eps*max(np.abs(w).max(), size*(len(w) > 1)*eps))

# ── What a table can't be ──

refused = dict(
    result=(lambda x: x @ W, r'shape \(n, 4\), not \(n, 1\)'),
    lengths=(lambda x: x @ W + rand(3), r"differ in length: \['\(n, 4\)', '\(3\)'\]"),
    matrix=(lambda x: x @ U, r'multiplies \(`@`\) \(n, 1\) by \(4, 3\)'),
    mixed=(lambda x: (x @ W).sum(1) + x, 'different axes'),
    point=(lambda x: (x @ W)[0], 'one by one'), points=(lambda x: [h.sum() for h in x @ W], 'one by one'),
    end_to_end=(lambda x: torch.cat([x, x]), 'end to end'), dim=(lambda x: (x @ W).sum(2), 'along dim 2'),
    argmax=(lambda x: (x @ W).argmax(1), 'argmax'), flat=(lambda x: (x @ W).reshape(-1), 'points would be no axis'),
    other=(lambda x: (x @ W) @ rand(3, 1), r'\(n, 4\) by \(3, 1\)'),
    learned=(lambda x: x @ nn.Parameter(W), 'requires a gradient'),
    net=(lambda x, a: a*nn.Linear(1, 1)(x), r'requires_grad_\(False\)'),
    branch=(lambda x: x if (x @ W).sum() > 0 else -x, 'branches'),
    norm=(lambda x: F.layer_norm(x @ W, (4,)), 'layer_norm'), length=(lambda x: x*len(x @ W), 'one by one'),
    huge=(lambda x: torch.relu(x @ rand(1, 70)) @ rand(70, 70) @ rand(70, 1), '4096 operations'))

@pytest.mark.parametrize('name', refused)
def test_refused_tables(name):
    f, reason = refused[name]
    e = refusal(f)
    assert re.search(reason, e.reason), e.reason

# ── Figures ──

def test_tensors_in_single_precision():
    "They work alone, so they work in a figure: whatever the data are"
    w, v = rand(1, 4, dtype=torch.float32), rand(4, 1, dtype=torch.float32)
    net = nn.Sequential(nn.Linear(1, 3), nn.Tanh(), nn.Linear(3, 1))
    models = [lambda x, a: a*(torch.relu(x @ w) @ v), lambda x, a: a*net(x),
              lambda x, a: a*torch.cat([x, ones(x)], 1) @ w[:, :2].T,
              lambda x, a: a*torch.cumsum(x @ w, 1)[:, -1:]]
    for f in models:
        for x in data_x, data_x.numpy(), data_x.double(), data_x[:, 0].tolist(), (data_x*10).int():
            column = torch.as_tensor(x).float().reshape(-1, 1)
            fig = explore(f, x, data_y, a=1.5)
            assert fig.loss == pytest.approx(mae(f(column, 1.5), data_y).item(), rel=1e-5)
            a = torch.tensor(1.5, requires_grad=True)
            slope, = torch.autograd.grad(mae(f(column, a), data_y), a)
            assert fig.grad['a'] == pytest.approx(slope.item(), rel=1e-3)
    assert [explore(f, data_x, data_y, a=1.5).program is not None for f in models] == [True, False, True, True]

def test_a_function_gets_the_kind_it_takes():
    seen = []
    def only(kind):
        def f(x, a):
            if not kind(x): raise RuntimeError('not of my kind')
            seen.append(getattr(x, 'dtype', None))
            return x*a
        return f
    kinds = {torch.float64: lambda x: isinstance(x, torch.Tensor), torch.float32: lambda x: x.dtype == torch.float32,
             np.dtype('float64'): lambda x: isinstance(x, np.ndarray)}
    for dtype, kind in kinds.items():
        seen.clear()
        fit = Fit(only(kind), data_x.double(), data_y.double(), mae, ['a'])
        assert fit.at(fit.x, dict(a=2.)).dtype == torch.float64 and fit.value(dict(a=2.)).dtype == torch.float64
        assert set(seen) == {dtype}
    with pytest.raises(RuntimeError, match='not of my kind'):
        Fit(only(lambda x: False), data_x.double(), None, mae, ['a']).at(data_x.double(), dict(a=1.))

def sums(*layers): return nn.Sequential(*layers)
nets = dict(
    lesson=sums(nn.Linear(1, 3), nn.ReLU(), nn.Linear(3, 1)), most=sums(nn.Linear(1, 16), nn.ReLU(), nn.Linear(16, 1)),
    tanh=sums(nn.Linear(1, 4), nn.Tanh(), nn.Linear(4, 1)), line=nn.Linear(1, 1), slope=nn.Linear(1, 1, bias=False),
    deep=sums(nn.Linear(1, 3), nn.GELU(), nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1)),
    wide=sums(nn.Linear(1, 40), nn.ReLU(), nn.Linear(40, 1)),
    untraced=sums(nn.Linear(1, 2), nn.LayerNorm(2), nn.Linear(2, 1)))

@pytest.mark.parametrize('name', nets)
def test_explore_a_net(programs, name):
    "Its weights are the parameters; loss and gradient are those of the net itself, in the page too"
    net = nets[name]
    fig = explore(net, data_x, data_y)
    exact = copy.deepcopy(net).double()  # a LayerNorm of two can lose half of the digits that float32 has
    loss = mae(exact(data_x.double()), data_y.double())
    assert fig.loss == pytest.approx(loss.item(), rel=1e-5)
    slopes = torch.cat([g.flatten() for g in torch.autograd.grad(loss, list(exact.parameters()))])
    room = len([n for n in fig.params if re.fullmatch(r'm\d+', n)])
    if name in ('lesson', 'most', 'tanh'):
        got = [[fig.grad[f'{n}{i + 1}'] for i in range(len(net[0].weight))] for n in 'mbw'] + [[fig.grad['bias']]]
        assert fig._spec['parts']['arrays'] == ['w', 'm', 'b'] and room == 16
        assert fig._spec['title'] == ('net' if name == 'tanh' else 'relu_sum') + '(x, w, m, b, bias)'
        np.testing.assert_allclose(np.concatenate(got), slopes, rtol=1e-4, atol=1e-5)
    elif name == 'wide': assert fig.params == {} and fig._spec['title'] == 'net(x)'
    else: np.testing.assert_allclose(list(fig.grad.values()), slopes, rtol=1e-4, atol=1e-5)
    assert (fig.program is None) == (name == 'untraced')
    if not fig.program: return
    given = [data_x.double()[:, 0].tolist() if n == 'x' else fig.params[n] for n in fig.program.inputs]
    given.append(data_y.double()[:, 0].tolist())
    (value,), grads = programs.run(fig.program, given, loss=json.loads(trace(mae, data=2).to_json()))
    assert value == pytest.approx(fig.loss, rel=1e-9)
    for n, g in zip(fig.program.inputs, grads):
        assert n == 'x' or g[0] == pytest.approx(fig.grad[n], rel=1e-9, abs=1e-12)

def test_a_net_as_it_was():
    "Exploring changes neither the net nor its gradients; its line of Python is the function of the figure"
    from functools import partial
    net = sums(nn.Linear(1, 3), nn.Tanh(), nn.Linear(3, 1))
    before = {n: v.clone() for n, v in net.state_dict().items()}
    fig = explore(net, data_x, data_y)
    fig.step()
    assert all(torch.equal(v, before[n]) for n, v in net.state_dict().items())
    assert all(isinstance(v, nn.Parameter) and v.grad is None for v in net.parameters())
    line = re.sub(r'\{(\w+)\}', lambda m: repr(float(fig.params[m[1]])), fig._spec['python'])
    f = eval(line, dict(partial=partial, torch=torch, tensor=torch.tensor, net=net))
    assert mae(f(data_x), data_y).item() == pytest.approx(fig.loss, rel=1e-5)
    assert not math.isclose(fig.loss, mae(net(data_x), data_y).item(), rel_tol=1e-3)

def test_a_polynomial_of_an_array_has_its_own_length():
    "And not room for powers that nobody asked for: its best is the quadratic's"
    for f in (lambda x, p: sum(k*x**i for i, k in enumerate(p)), lambda x, p: p[0] + p[1]*x + p[2]*x**2,
              lambda x, p: np.polyval(p, x)):
        fig = explore(f, data_x, data_y, p=[1., 1., 1.])
        assert list(fig.params) == ['p1', 'p2', 'p3'] and fig.program
        assert fig.best.loss == pytest.approx(.9859, abs=1e-4)

def test_a_memory_in_a_figure():
    "What a function keeps fails no later call of it"
    scale = {}
    def f(x, a):
        if 'two' not in scale: scale['two'] = torch.tensor(2.)
        return a*scale['two']*x
    fig = explore(f, data_x, data_y, a=1.)
    assert fig.program and fig.loss == pytest.approx(mae(2*data_x, data_y).item(), rel=1e-6)
    assert torch.equal(f(data_x, 3.), 6*data_x)
    def g(x, a, memo={}):  # noqa: B006
        if 'a' not in memo: memo['a'] = torch.as_tensor(a)**2
        return memo['a']*x
    with pytest.raises(CannotTrace, match='(?s)earlier call.*return memo'): trace(g)
    assert torch.equal(g(data_x, 3.), 9*data_x)

def test_a_net_lives_in_the_page(saved, open_page):
    "With no kernel: a slider of the net moves its curve, and Run descends"
    net = sums(nn.Linear(1, 3), nn.Tanh(), nn.Linear(3, 1))
    with torch.no_grad():
        for v, k in zip(net.parameters(), range(4)): v.copy_(rand(*v.shape, seed=k))
    page = open_page(saved(explore(net, data_x, data_y)))
    first = state(page)
    assert first['loss'] == pytest.approx(mae(net(data_x), data_y).item(), rel=1e-5)
    page.click('[data-action=step]'); painted(page)
    s = state(page)
    with torch.no_grad():
        for (n, v), shape in zip(zip('mbw', net.parameters()), ((-1, 1), (-1,), (1, -1))):
            v.copy_(torch.tensor([s['params'][f'{n}{i}'] for i in (1, 2, 3)]).reshape(shape))
        net[2].bias.fill_(s['params']['bias'])
    assert s['loss'] != first['loss'] and s['loss'] == pytest.approx(mae(net(data_x), data_y).item(), rel=1e-5)

def test_relu_sum_is_still_itself(programs):
    f = one_by_one(relu_sum, ['w', 'm', 'b'], 3, ['bias'])
    p = trace(f)
    agree(programs, p, f, dict(zip(p.inputs, (column(0), *rand(10, seed=5)))))
