"The browser's numbers are Python's: programs run by torch and by figure.js agree, traced functions are the functions"
import functools, itertools, json, math, random, re
from types import SimpleNamespace
from unittest import mock
import numpy as np, pytest, scipy.special, torch
import torch.nn.functional as F
from hypothesis import given, note, settings, strategies as st
from torch import nn, tensor
from fitcurve import program as prog
from fitcurve.parts import one_by_one
from fitcurve.program import CannotTrace, Program, trace
from tests.node import js, node, node_path, plain  # noqa: F401

inf, nan = math.inf, math.nan
special = [-inf, -2., -1., -.5, -0., 0., .5, 1., 2., 3., 25., inf, nan]

# Two libraries may round a sine differently in its last digit, and a program may magnify that (a tangent, a difference
# of nearly equal numbers). How far it does, torch tells: run it again with the last digits shaken, but with round
# numbers, where the kinks are, left alone.
exact = {*prog.masks, *'''
    add sub mul div floordiv remainder neg abs sign floor ceil round trunc sqrt relu maximum minimum
    clip where detach expand numel amax amin argmax'''.split()}

def jittered(eps, seed=0):
    gen = torch.Generator().manual_seed(seed)
    def shake(t):
        return torch.where(t == t.round(), t, t*(1 + eps*torch.randn(t.shape, generator=gen, dtype=t.dtype)))
    def shaken(name, f): return lambda *a: shake(f(*map(shake, a)) if name in ('sum', 'mean') else f(*a))
    shaky = {n: op._replace(f=shaken(n, op.f)) for n, op in prog.ops.items() if eps and n not in exact}
    return mock.patch.dict(prog.ops, shaky)

def torch_run(program, inputs, seed=1., jitter=0., shake=0):
    "What torch makes of it: the value, and the gradient for each input"
    leaves = [torch.tensor(v, dtype=torch.float64) for v in inputs]
    leaves = [(v[:, None] if v.ndim else v).requires_grad_() for v in leaves]
    with jittered(jitter, shake): out = program._run(leaves)
    grads = [None]*len(leaves)
    if out.requires_grad:
        seed = torch.tensor(seed, dtype=torch.float64)
        seed = seed.reshape(out.shape) if seed.ndim else torch.full_like(out, seed.item())
        grads = torch.autograd.grad(out, leaves, seed, allow_unused=True)
    flat = lambda t: t.detach().numpy().reshape(-1)
    return flat(out), [np.zeros(v.numel()) if g is None else flat(g) for g, v in zip(grads, leaves)]


# One operation at a time: every special number in every place

def wide(name, arity):
    return Program(tuple('xyz'[:arity]), ((name, *range(arity)),), arity, tuple(range(arity)), (None,)*arity)

def test_both_sides_have_every_operation(programs):
    assert set(programs.ask()) == set(prog.ops)
    assert set(prog.reductions) | set(prog.masks) <= set(prog.ops)

def _flat_in_the_middle():
    "Is atan2's slope 0 where both its numbers are?"
    a = torch.zeros(2, dtype=torch.double, requires_grad=True)
    torch.atan2(a[0], a[1]).backward()
    return a.grad.tolist() == [0., 0.]

@pytest.mark.parametrize('name', [n for n in prog.ops if n not in (*prog.reductions, *prog.scans, 'matmul')])
def test_operation_everywhere(programs, name):
    arity = prog.ops[name].arity
    places = [np.array(c) for c in zip(*itertools.product(special, repeat=arity))]
    if name == 'clip' and prog._clips_flat():  # of equal ends, and of no numbers, torch says another thing since 2.14
        places = [c[~np.isnan(places).any(0) & (places[1] != places[2])] for c in places]
    if name == 'i1': places = [c[~np.isnan(c)] for c in places]  # its slope of no number is 0.5, NaN from torch 2.15 on
    if name == 'atan2' and not _flat_in_the_middle():  # older torch has no slopes where both are 0
        places = [c[(places[0] != 0) | (places[1] != 0)] for c in places]
    for seed in 1., 0., -2., inf:
        (y, dy), (ty, tdy) = programs.run(wide(name, arity), places, seed), torch_run(wide(name, arity), places, seed)
        for what, got, want in [('value', y, ty), *[(f'gradient {i}', g, w) for i, (g, w) in enumerate(zip(dy, tdy))]]:
            bad = ~np.isclose(got, want, rtol=1e-9, atol=1e-15, equal_nan=True)
            few = [(*(p[i] for p in places), 'got', got[i], 'not', want[i]) for i in np.flatnonzero(bad)[:8]]
            assert not bad.any(), (name, what, f'seed {seed}', few)

@pytest.mark.parametrize('name', prog.reductions)
def test_reduction_everywhere(programs, name):
    columns = [[1., 2., 2., -3.], [nan, 1., nan], [inf, inf, 1.], [-inf, inf], [0., -0.], [5.]]
    for col in [*columns, *([a, b] for a in special for b in special)]:
        for seed in 1., 0., -2.:
            (y, (dy,)), (ty, (tdy,)) = programs.run(wide(name, 1), [col], seed), torch_run(wide(name, 1), [col], seed)
            np.testing.assert_allclose(y, ty, rtol=1e-9, err_msg=f'{name} of {col}')
            np.testing.assert_allclose(dy, tdy, rtol=1e-9, err_msg=f'gradient of {name} of {col}')

@pytest.mark.parametrize('name', prog.scans)
def test_scan_everywhere(programs, name):
    "Columns that a model may have: where a product is infinite, torch's slopes are NaN for all points"
    gen = np.random.default_rng(0)
    drawn = [s*gen.normal(size=20) for s in (1e-9, 1, 1e9)]
    for col in [5.], [0., -0.], [1., 2., 2., -3.], [2., 0., 3., 0., 1.], *drawn:
        for seed in 1., 0., gen.normal(size=len(col)):
            (y, (dy,)), (ty, (tdy,)) = programs.run(wide(name, 1), [col], seed), torch_run(wide(name, 1), [col], seed)
            np.testing.assert_allclose(y, ty, rtol=1e-9, err_msg=f'{name} of {col}')
            np.testing.assert_allclose(dy, tdy, 1e-9, 1e-12*abs(tdy).max(), err_msg=f'slope of {name} of {col}')


# Whole programs, of any operations on any numbers

sizes = 1e-9, 1e-6, 1e-3, 1., 1e3, 1e6, 1e9
numbers = st.sampled_from(special) | st.floats(-4, 4)
points = 4

@st.composite
def any_programs(draw, numbers=numbers):
    inputs, data, code = ('x', 'y', 'a', 'b'), (0, 1), []
    column = st.lists(numbers, min_size=points, max_size=points).map(tuple)
    for n in range(4, 4 + draw(st.integers(1, 12))):
        if draw(st.integers(0, 5)) == 0: code.append(('const', plain(draw(numbers | column)))); continue
        name = draw(st.sampled_from([n for n in prog.ops if n not in (*prog.scans, 'matmul')]))  # these are tried alone
        earlier = st.integers(0, n - 1) | st.integers(max(0, n - 3), n - 1)
        code.append((name, *(draw(earlier) for _ in range(prog.ops[name].arity))))
    p = Program(inputs, prog._tuples(code), len(inputs) + len(code) - 1, data, (None,)*4)
    return Program(inputs, *prog._live(SimpleNamespace(n=4, ops=p.ops), p.output), data, p.defaults)

@st.composite
def arguments(draw, numbers=numbers):
    column = st.lists(numbers, min_size=points, max_size=points)
    return [draw(column), draw(column), draw(numbers), draw(numbers)]

def sinc(x):
    "torch's own slope of it is mostly rounding near 0: there, its series"
    t = math.pi*x
    near, s = t**2 < .09, torch.where(t**2 < .09, t**2, 0.)
    far = torch.where(near, 1., t)
    return torch.where(near, 1 - s/6*(1 - s/20*(1 - s/42*(1 - s/72))), torch.sin(far)/far)

def atan2(y, x):
    "Where both squares vanish older torch has no slopes; newer torch, 0"
    middle = y*y + x*x == 0
    return torch.where(middle, torch.atan2(y.detach(), x.detach()),
                       torch.atan2(torch.where(middle, 1., y), torch.where(middle, 1., x)))

def compare(programs, numbers, examples, atol=1e-12):
    "Random programs on random numbers: how many were compared, how many were too shaky"
    seen = dict(compared=0, skipped=0)
    def same(got, want, *shaken):
        kind = lambda v: np.where(np.isfinite(v), 0., v)
        steady = np.all([(kind(v) == kind(want)) | np.isnan(v) & np.isnan(want) for v in shaken], 0)
        seen['compared'] += steady.sum(); seen['skipped'] += (~steady).sum()
        with np.errstate(invalid='ignore'): spread = np.max([np.abs(v - want) for v in shaken], 0)
        close = np.isclose(got, want, rtol=1e-9, atol=atol, equal_nan=True)
        with np.errstate(invalid='ignore'): close |= np.abs(got - want) <= 10*spread
        assert (close | ~steady).all(), (got, want, spread)

    @settings(max_examples=examples, deadline=None, derandomize=True, database=None)
    @given(any_programs(numbers), arguments(numbers))
    def check(program, inputs):
        note(str(program))
        (y, dy), (ty, tdy) = programs.run(program, inputs), torch_run(program, inputs)
        shaken = [torch_run(program, inputs, jitter=1e-13, shake=i) for i in (1, 2)]
        same(y, ty, *(v for v, _ in shaken))
        for i in range(4): same(dy[i], tdy[i], *(d[i] for _, d in shaken))
        assert Program.from_json(program.to_json()) == program

    ours = dict(sinc=sinc) if _flat_in_the_middle() else dict(sinc=sinc, atan2=atan2)
    with mock.patch.dict(prog.ops, {n: prog.ops[n]._replace(f=f) for n, f in ours.items()}): check()
    return seen

def test_any_program(programs):
    seen = compare(programs, numbers, 500)
    assert seen['compared'] > 20*seen['skipped'] and seen['compared'] > 1000

@pytest.mark.parametrize('size', sizes)
def test_any_program_at_any_scale(programs, size):
    "Of such a size, or near it: what is 1 small beside, or large, cancels or vanishes otherwise"
    values = st.floats(-4, 4).map(lambda v: v*size) | st.sampled_from([-size, size, 1., 0.])
    seen = compare(programs, values, 60, atol=1e-12*min(1, size)**2)
    assert seen['compared'] > 10*seen['skipped'] and seen['compared'] > 500


# Functions as students write them

def quad(x, a, b, c): return a*x**2 + b*x + c
def rectified_linear(m, b, x): return torch.clip(m*x + b, 0.)
def double_relu(m1, b1, m2, b2, x): return rectified_linear(m1, b1, x) + rectified_linear(m2, b2, x)
def keyword_only(x, *, a, b=2.): return a*torch.tanh(b*x)
def positional_only(x, a, /, b): return a*x - b
def mk_line(a): return lambda x, b: a*x + b
def steps(x, w, n=3):
    y = 0
    for k in range(n): y = y + w**k*torch.sin(k*x)
    return y
def parts(x, m, b): return sum(rectified_linear(m*s, b*k, x) for k, s in zip([-1., 0., 1.], tensor([1., -2., 1.])))
def in_place(x, a):
    y = (a*x).clone()
    y[y < 0] = 0
    return y
def augmented(x, a):
    y = x*a
    y += 1
    y /= 2
    return y
def numpy_relu(x, a): return np.maximum(0, a*x)
def bump(x, a, s): return np.where(np.abs(x) < s, a*np.cos(x)**2, 0)
def mostly_constant(x, a, b): return torch.where((x > a) & ~(x > b) | (x == 0), torch.ones_like(x), torch.zeros_like(x))
def shapes(x, a): return a*(x - x.sum()/x.shape[0])/x.numel()
def validated(x, a): return torch.as_tensor(a)*torch.as_tensor(x)
def method_chain(x, a): return (a*x).clamp(min=-1).abs().sin().exp().sqrt().add(1).log().relu().sigmoid().pow(2)
class Perceptron(nn.Module):
    def forward(self, x, w, b): return F.relu(w*x + b)

models = dict(
    quad=quad, rectified_linear=rectified_linear, double_relu=double_relu, keyword_only=keyword_only,
    positional_only=positional_only,
    closure=mk_line(3), partial=functools.partial(quad, c=1.), partial_left=functools.partial(rectified_linear, 2.),
    steps=steps, parts=parts,
    in_place=in_place, augmented=augmented, numpy_relu=numpy_relu, bump=bump, mostly_constant=mostly_constant,
    shapes=shapes, validated=validated,
    method_chain=method_chain, module=Perceptron(),
    wave=lambda x, w: torch.sin(w*x), mask=lambda x, a: a*x*(x > 0), mask_of_a=lambda x, a: (x > a).float()*x,
    many_masks=lambda x, a: sum(x > k for k in range(-2, 3))*a,
    added_masks=lambda x, a: a*((x > 0) + (x > 1)), half=lambda x, a: abs(x)**.5*a,
    power=lambda x, a: torch.pow(2., a*x), reverse=lambda x, a: 1 - a/(2 + x**2),
    leaky=lambda x, a: F.leaky_relu(a*x, .1),
    smooth=lambda x, a: F.softplus(x) + F.silu(a*x) + F.elu(x) + F.hardtanh(x) + F.relu6(a*x),
    nn_functional=lambda x, a: torch.nn.functional.relu(x - a) + nn.ReLU()(x) + nn.Sigmoid()(x),
    divided=lambda x, a: torch.div(x, a, rounding_mode='floor') + torch.div(a*x, .3, rounding_mode='trunc')*a,
    floor=lambda x, a: a*torch.floor(x) + x % 2 - torch.round(x) + x.floor() - torch.ceil(a*x) + x.trunc(),
    np_floor=lambda x, a: (np.floor(x)*a + np.heaviside(x, .5) - np.ceil(x)//2
        + np.mod(x, a) + np.round(x) + np.trunc(x)),
    np_clip=lambda x, a: np.clip(x, -a**2, None) + np.clip(x, 0, a_max=1) + np.clip(x, a, 9),
    np_extremes=lambda x, a: np.maximum(x, a*x) - np.minimum(x, a) + np.max(x),
    extremes=lambda x, a: torch.maximum(x, a*x) + torch.max(x, a) - x.min(),
    norm=lambda x, a: a*(x - x.mean())/(x.max() - x.min()),
    np_consts=lambda x, a: np.float64(2)*x - np.array([3.])*a/np.pi,
    const_column=lambda x, a: a*x + torch.arange(5.)[:, None],
    where_method=lambda x, a: (a*x).where(x > 0, a) + tensor(0.).where(x < 0, a*x),
    special=lambda x, a: torch.erf(a*x) + torch.special.erfc(x) + torch.exp2(x) + torch.sinc(a*x),
    two_sided=lambda x, a: torch.hypot(x, a) + torch.logaddexp(a*x, x) + torch.lerp(x, a*x, .7) + torch.lerp(x, a, a),
    units=lambda x, a: F.gelu(a*x) + F.gelu(x, approximate='tanh') + F.softplus(a*x, beta=3.) + F.logsigmoid(a*x),
    scipy=lambda x, a: scipy.special.erf(a*x) + scipy.special.expit(x) + scipy.special.ndtr(x) + np.exp2(a*x),
    scipy_pairs=lambda x, a: np.hypot(x, a) + np.logaddexp(a*x, x) + np.sinc(x),
    polyval=lambda x, a: np.polyval([a, -2., .5], x), poly1d=lambda x, a: a*np.poly1d([1., 0., -3.])(x),
    interp=lambda x, a: np.interp(a*x, [-1., 0., .5, 2.], [0., 3., -1., 4.]),
    interp_ends=lambda x, a: a*np.interp(x, [-.5, .5], [1., 2.], left=-7., right=9.),
    medians=lambda x, a: a*x - x.median(), np_medians=lambda x, a: a*x - np.median(a*x),
    spreads=lambda x, a: (x - x.mean())/x.std()*a + torch.var(a*x),
    biased=lambda x, a: a*x/x.std(unbiased=False) + x.var(correction=0) + torch.std(x, correction=2),
    np_spreads=lambda x, a: a*x/np.std(x) + np.var(x) + np.std(x, ddof=1),
    like_x=lambda x, a: a*x*tensor([2.]).to(x.dtype) + tensor(3.).to(x), constant=lambda x: 3.,
    level=lambda x, a: a, identity=lambda x: x, no_slope=lambda x, a: a*torch.sign(x),
    swapped=lambda a, x: tensor(2.)**a - tensor([1.])*x, unused=lambda x, a, b: b*x)

two = tensor(2., dtype=torch.float64)
spelled = {
    **{f'x**{n}': lambda x, n=n: x**n for n in [0, 1, 2, 3, 4, -1, -2, .5, 2.5, 0., 2.]},
    **{f'{a}**x': lambda x, a=a: a**x for a in [0, .5, 1, 2, -1]},
    **{n: getattr(F, n) for n in 'relu relu6 hardtanh leaky_relu elu silu softplus gelu'.split()},
    **{n: getattr(F, n) for n in 'logsigmoid mish softsign'.split()},
    **{n: getattr(torch, n) for n in 'square reciprocal rsqrt sigmoid erf exp2 sinc'.split()},
    **{f'beta={b}': lambda x, b=b: F.softplus(x, beta=b) for b in (.5, 1, 2., 1e3)},
    'threshold': lambda x: F.softplus(x, 2, 3), 'tanh_gelu': lambda x: F.gelu(x, approximate='tanh'),
    'erfc': torch.special.erfc, 'ndtr': torch.special.ndtr,
    'lerp': lambda x: torch.lerp(x, two, .3), 'hypot': lambda x: torch.hypot(x, two),
    'logaddexp': lambda x: torch.logaddexp(x, two),
    'logits': lambda x: F.binary_cross_entropy_with_logits(x, x*0 + .3, reduction='none'),
    'clamp_min': lambda x: x.clamp_min(1), 'clamp_max': lambda x: x.clamp_max(1),
    'clip': lambda x: torch.clip(x, -1, 1), 'min': lambda x: x.clip(min=0), 'empty': lambda x: x.clamp(2, 1),
    'max': lambda x: torch.max(x, tensor(0.)),
    'l1': lambda x: F.l1_loss(x, x*0 + 1, reduction='none'),
    'huber': lambda x: F.huber_loss(x, x*0, reduction='none', delta=.5),
    'smooth': lambda x: F.smooth_l1_loss(x, x*0, reduction='none', beta=2.)}

@pytest.mark.parametrize('name', spelled)
def test_spelling_everywhere(programs, name):
    "What torch has an operation of its own for, and a program spells with others: the same at kinks, infinities, NaN"
    f = spelled[name]
    program = trace(lambda x: f(x))
    x = torch.tensor([*special, 6., 1e-3], dtype=torch.float64)[:, None].requires_grad_()
    want = f(x)
    slope, = torch.autograd.grad(want.sum(), x)
    y, (dy,) = programs.run(program, [x.detach()[:, 0].numpy()])
    np.testing.assert_allclose(y, want.detach()[:, 0], rtol=1e-9)
    np.testing.assert_allclose(dy, slope[:, 0], rtol=1e-9)
    np.testing.assert_allclose(program(x).detach(), want.detach(), rtol=1e-9)

def log_cosh(preds, acts): return torch.log(torch.cosh(preds - acts)).mean()
def huber(preds, acts, delta=1.):
    gap = (preds - acts).abs()
    return torch.where(gap < delta, gap**2/2, delta*(gap - delta/2)).mean()
losses = dict(
    mae=lambda preds, acts: torch.abs(preds - acts).mean(), mse=lambda p, a: ((p - a)**2).mean(),
    rmse=lambda p, a: ((p - a)**2).mean().sqrt(),
    np_mse=lambda p, a: np.mean((p - a)**2), worst=lambda p, a: (p - a).abs().max(),
    fourth=lambda x, y: ((x - y)**4).sum()/x.numel(), huber=huber, log_cosh=log_cosh,
    F_mse=F.mse_loss, F_l1=F.l1_loss, F_huber=F.huber_loss, F_smooth=F.smooth_l1_loss, module=nn.MSELoss(),
    summed=nn.L1Loss(reduction='sum'),
    weighted=lambda p, a: (torch.linspace(0, 1, 5)[:, None]*(p - a)**2).sum(),
    middle=lambda p, a: (p - a).abs().median(), np_middle=lambda p, a: np.median(np.abs(p - a)),
    spread=lambda p, a: (p - a).std(), by_row=lambda p, a: ((p - a)**2).sum(1).mean(),
    variance=lambda p, a: (p - a).var(correction=0), np_variance=lambda p, a: np.std(p - a)**2,
    pinball=lambda p, a: torch.maximum(.9*(a - p), .1*(p - a)).mean(),
    shaped=lambda p, a: abs(p - a).mean() if p.shape == a.shape and p.ndim == 2 and p.size(1) == 1 else 1/0)

gen = torch.Generator().manual_seed(42)
def column(): return torch.randn(5, 1, generator=gen, dtype=torch.float64)
def leaf(v): return v.detach().clone().requires_grad_()

def agree(programs, program, f, args):
    "The program's value and gradient, in Python and in the browser, are the function's"
    leaves, arrays = {n: leaf(v) for n, v in args.items()}, {n: v.numpy() for n, v in args.items()}
    try: want, slopes = prog._invoke(f, prog.named_arguments(f), leaves), True
    except (RuntimeError, TypeError):  # it is numpy's, and takes arrays
        want, slopes = prog._invoke(f, prog.named_arguments(f), arrays), False
    want = torch.as_tensor(want, dtype=torch.float64)
    def test(got, want): np.testing.assert_allclose(np.broadcast_to(got, np.shape(want)), want, rtol=1e-9, atol=1e-12)
    test(program(**args), want.detach())
    inputs = [args[n].numpy().reshape(-1) if args[n].ndim else args[n].item() for n in program.inputs]
    y, grads = programs.run(program, inputs)
    test(y, want.detach().reshape(-1))
    for name, got, browsers in zip(program.inputs, program.grad(**args).values(), grads):
        test(browsers, got.reshape(-1))
        if slopes and want.requires_grad:
            how = dict(retain_graph=True, allow_unused=True, materialize_grads=True)
            g, = torch.autograd.grad(want.sum(), leaves[name], **how)
            test(got, g.detach())

@pytest.mark.parametrize('name', models)
def test_model(programs, name):
    program = trace(models[name])
    assert program.data == (program.inputs.index('x'),)
    for _ in range(3):
        agree(programs, program, models[name], {n: column() if n == 'x' else column()[0, 0] for n in program.inputs})

@pytest.mark.parametrize('name', losses)
def test_loss(programs, name):
    program = trace(losses[name], data=2)
    assert program.data == (0, 1)
    args = {n: column() if i < 2 else tensor(.7, dtype=torch.float64) for i, n in enumerate(program.inputs)}
    agree(programs, program, losses[name], args)

odds = dict(
    F=F.binary_cross_entropy, module=nn.BCELoss(reduction='sum'),
    of_sigmoid=lambda p, t: F.binary_cross_entropy(p.sigmoid(), t),
    weighed=lambda p, t: F.binary_cross_entropy(p, t, weight=torch.linspace(0, 1, 5)[:, None].double()),
    logits=F.binary_cross_entropy_with_logits, logits_module=nn.BCEWithLogitsLoss(pos_weight=tensor(2.5)),
    focal=lambda p, t: ((1 - p)**2*F.binary_cross_entropy(p, t, reduction='none')).mean())

@pytest.mark.parametrize('name', odds)
def test_cross_entropy(programs, name):
    "Predictions are shares, the very ends too; what torch refuses has no value in the page"
    program = trace(odds[name], data=2)
    for k in range(3):
        p, t = (torch.rand(5, 1, generator=gen, dtype=torch.float64) for _ in range(2))
        if k == 2 and name != 'of_sigmoid': p[0], p[1], t[1] = 0., 1., 0.
        agree(programs, program, odds[name], dict(zip(program.inputs, (p, t))))
    if name != 'F': return
    outside = [(p - 2)[:, 0].tolist(), t[:, 0].tolist()]
    assert math.isnan(program(p - 2, t)) and np.isnan(programs.run(program, outside)[0])

@pytest.mark.parametrize('name', losses)
def test_model_and_loss(programs, name):
    "What the figure does: the loss of a model, and its gradient for the model's parameters"
    x, y, params = column(), column(), [leaf(column()[0, 0]) for _ in range(3)]
    want = torch.as_tensor(losses[name.removeprefix('np_')](quad(x, *params), y))
    loss = trace(losses[name], data=2)
    inputs = [x[:, 0].tolist(), *(p.item() for p in params), y[:, 0].tolist()]
    got, grads = programs.run(trace(quad), inputs, loss=json.loads(loss.to_json()), wrt=[1, 2, 3])
    np.testing.assert_allclose(got, [want.item()], rtol=1e-9)
    slopes = torch.autograd.grad(want, params, allow_unused=True, materialize_grads=True)
    np.testing.assert_allclose(np.concatenate(grads[1:4]), torch.stack(slopes), rtol=1e-9, atol=1e-14)

def test_default_column_arguments():
    assert trace(lambda preds, acts: (preds - acts).mean()).data == (0, 1)
    assert trace(rectified_linear).data == (2,)
    for data in 2, ['x', 'y']: assert trace(lambda x, y: (x - y).mean(), data=data).data == (0, 1)
    with pytest.raises(ValueError, match="'z'"): trace(quad, data=['z'])


# What can't be traced: the reason, and the student's own line

def branches(x, a):
    if a > 0: return a*x
    return -a*x
def chained(x): return x*(-1 < x < 1)
def asks_float(x, a): return float(a)*x
def loops(x, a):
    while abs(a) > 1: a = a/2
    return a*x
def pointwise(p, a): return sum((u - v)**2 for u, v in zip(p, a))
def counts_points(p, a): return abs(p - a).sum()/len(p)
def helper(x): return x.sort(0)[0]
def calls_helper(x, a):
    return a*helper(x)
def picks(x, a): return a*x[0]
def assigns(x, a):
    y = a*x
    y[0] = 0
    return y
def matrix(x, a): return a*torch.relu(x - torch.linspace(-1, 1, 7))
weight = nn.Parameter(tensor(1.))
def learned(x, w=weight): return w*x
def draws(x, a): return a*x + random.random()
def noisy(x, a): return a*x + torch.randn(13, 1)
def like(x, a): return a*x + torch.randn_like(x)
calls = 0
def counter(x, a):
    global calls
    calls += 1
    return a*x + calls
memory = []
def remembers(x, a):
    memory.append(a*x)
    return memory[0]
@functools.lru_cache
def cached(x, a): return a*x
def tells(x): return 'a curve'
def gives_two(x, a): return x, a
def nothing(x): pass
def flattens(x, a): return a*x.squeeze()
def as_complex(x): return x.to(torch.complex64)
def fails(x, a): return a*x + {}['b']
def truths(x, a): return a*(x.astype(bool))
def complex_constant(x): return x*1j
def both_masks(x): return (x > 0) - (x > 1)

class Rounded(torch.autograd.Function):
    "Straight through: its slope is 1"
    @staticmethod
    def forward(ctx, v): return torch.round(v)
    @staticmethod
    def backward(ctx, g): return g
class Reversed(torch.autograd.Function):
    @staticmethod
    def forward(ctx, v): return v*1
    @staticmethod
    def backward(ctx, g): return -g
def unseen(x, a):
    with torch.no_grad(): wave = torch.sin(a)
    return wave*x
def unseen_x(x, a):
    with torch.no_grad(): wave = torch.sin(x)
    return wave*a
def unseen_log(x, a):
    with torch.no_grad(): wave = torch.sin(a)
    return wave*torch.log(x) # no number for half of the x that are tried
def inference(x, a):
    with torch.inference_mode(): return a*x
def switched(x, a):
    with torch.set_grad_enabled(False): return a*x**2
@torch.no_grad()
def decorated(x, a): return a*x
def hooked(x, a):
    y = a*x
    if isinstance(y, torch.Tensor): y.register_hook(lambda g: -g)
    return y
def tiny_hook(x, a):
    y = 1e-9*a*x
    if isinstance(y, torch.Tensor): y.register_hook(lambda g: 1.01*g)
    return y
def rounded(x, a): return Rounded.apply(a*x)
def partly_rounded(x, a): return 1e9*x + Rounded.apply(a)
def reversed_grad(x, a): return Reversed.apply(a)*x
def single_rounded(x, a): return Rounded.apply(a*x @ torch.ones(1, 1))
def detached(x, a): return a.detach()*x
def tiny_noise(x, a): return 1e-19*a*x + 1e-19*random.random()

refused = dict(
    **{n: (f'def {n}', f'gradient along {along} is not') for n, along in dict(
        unseen='a', unseen_x='x', unseen_log='a', switched='x', hooked='x', tiny_hook='x', rounded='x',
        partly_rounded='a', reversed_grad='a', single_rounded='x').items()},
    decorated=('@torch.no_grad()', 'gradient along x is not'), inference=('', '(?i)inference|gradient'),
    detached=('a.detach()*x', 'detach'), tiny_noise=('', 'more than its arguments'),
    branches=('if a > 0: return a*x', 'branches'), chained=('-1 < x < 1', 'branches'),
    asks_float=('float(a)', 'number itself'), loops=('while abs(a) > 1', 'branches'),
    pointwise=('zip(p, a)', 'one by one'), counts_points=('len(p)', 'one by one'),
    calls_helper=('def helper', 'sort'), picks=('x[0]', 'one by one'),
    assigns=('y[0] = 0', 'some of the points'), matrix=('torch.linspace(-1, 1, 7)', r'\(7,\)'),
    learned=('w*x', 'requires a gradient'),
    draws=('def draws', 'more than its arguments'), noisy=('def noisy', 'more than its arguments'),
    like=('randn_like(x)', 'randn_like'), counter=('def counter', 'more than its arguments'),
    remembers=('def remembers', 'earlier call'), cached=('', 'unhashable'), tells=('def tells', 'str'),
    gives_two=('def gives_two', 'tuple'), nothing=('def nothing', 'NoneType'),
    flattens=('x.squeeze()', r'shape \(n\)'),
    as_complex=('x.to(torch.complex64)', 'complex64'), fails=("{}['b']", 'KeyError'),
    truths=('x.astype(bool)', 'bool'), complex_constant=('x*1j', 'complex'),
    both_masks=('def both_masks', '(?i)subtract'))

def refusal(f):
    with pytest.raises(CannotTrace) as e: trace(f)
    return e.value

@pytest.mark.parametrize('name', refused)
def test_refused(name):
    line, reason = refused[name]
    e = refusal(globals()[name])
    assert re.search(reason, e.reason) and line in e.where
    assert e.reason in str(e) and e.where in str(e)

def test_no_names():
    for f in torch.sin, lambda *x: x[0], lambda: 3.: assert re.search('names|named', refusal(f).reason)

def test_a_symbol_from_an_earlier_call():
    kept = []
    keep, first = kept.append, lambda get=kept.__getitem__: get(0)  # nothing tells whose they are: the symbol stays
    def f(x, a): keep(a); return x*first()
    assert refusal(f) and 'earlier call' in refusal(f).reason
    assert 'earlier call' in refusal(lambda x: first()).reason

not_for_all = (*prog.masks, *prog.reductions, *prog.scans,
               *'j0 j1 matmul expand detach clip where binary_cross_entropy'.split())
own_names = [n for n in prog.ops if n not in not_for_all]

def random_function(gen, between=lambda v: v):
    "Of x, a and b, by torch's own operations; `between` is done to one value on the way"
    steps = [('mul', 0, 1)]
    for n in range(4, 4 + gen.integers(1, 8)):
        name = own_names[gen.integers(len(own_names))]
        steps.append((name, *(int(max(0, n - 1 - gen.integers(4))) for _ in range(prog.ops[name].arity))))
    at = 3 + gen.integers(len(steps))
    def f(x, a, b):
        vals = [x, a, b]
        for name, *refs in steps:
            v = prog.ops[name].f(*(vals[r] for r in refs))
            vals.append(between(v) if len(vals) == at else v)
        return vals[-1] + 0*x
    return f

def test_random_functions_are_trusted():
    "No false alarm, whatever overflows, cancels or is nowhere defined"
    gen = np.random.default_rng(0)
    for _ in range(150): assert trace(random_function(gen)).inputs == ('x', 'a', 'b')

def test_a_slope_of_ones_own_is_found():
    "A backward pass that is off by a thousandth, anywhere in a function, unless its slope there is 0 or no number"
    class Off(torch.autograd.Function):
        @staticmethod
        def forward(ctx, v): return v*1
        @staticmethod
        def backward(ctx, g): return g*1.001
    found = dict(refused=0, no_slope=0)
    for seed in range(150):
        honest, off = (random_function(np.random.default_rng(seed), between) for between in (lambda v: v, Off.apply))
        args = [torch.rand(shape, dtype=torch.float64, generator=gen) + .1 for shape in ((9, 1), (), ())]
        slopes = []
        for f in honest, off:
            leaves = [leaf(v) for v in args]
            out = f(*leaves)
            slopes.append(torch.cat([g.flatten() for g in prog.slopes(out.sum(), leaves)]))
        gap = (slopes[0] - slopes[1]).abs()
        if gap.isfinite().all() and (gap > 1e-4*slopes[0].abs().max()).any():
            assert 'not that of its formula' in refusal(off).reason, seed
            found['refused'] += 1
        else: found['no_slope'] += 1
    assert found['refused'] > 40, found

def test_what_a_function_keeps_is_put_back():
    "A dictionary, a default, a list, an attribute, a global: trace leaves no symbol and no number of its own there"
    memo, kept, model, here = {}, [None], SimpleNamespace(last=None), dict(torch=torch, memory=None)
    class Model:
        cache, n = {}, 0
        def __call__(self, x, a): Model.n += 1; self.cache['x'] = self.last = a*x; return self.last
    def in_dict(x, a):
        if 'k' not in memo: memo['k'] = torch.exp(a)
        return memo['k']*x
    def in_default(x, a, memo={}):  # noqa: B006
        if 'k' not in memo: memo['k'] = x**2
        return a*memo['k']
    def in_list(x, a): kept[0] = a*x; return kept[0]
    def in_attribute(x, a): model.last = a*x; return model.last
    def in_itself(x, a): in_itself.calls += 1; in_itself.last = a; return a*x
    def in_closure(x, a):
        nonlocal count
        count = a*x
        return count
    in_itself.calls, count = 0, 0
    exec('def in_global(x, a):\n    global memory, new\n    memory = new = a*x\n    return new', here)
    x, one = torch.ones(3, 1, dtype=torch.float64), tensor(1., dtype=torch.float64)
    whole = Model()
    for f in in_dict, in_default: assert re.search('earlier call|more than its', refusal(f).reason)
    for f in in_list, in_attribute, in_itself, in_closure, here['in_global'], whole:
        assert trace(f).ops == (('mul', 1, 0),)
    assert memo == {} and in_default.__defaults__ == ({},) and kept == [None] and model.last is None and count == 0
    assert vars(in_itself) == dict(calls=0) and here['memory'] is None and 'new' not in here
    assert Model.cache == {} and Model.n == 0 and vars(whole) == {}
    assert torch.equal(in_dict(x, one), x*one.exp()) and torch.equal(in_default(x, 2.), 2*x)

def test_constants_of_two_lengths():
    two, three = torch.ones(2, 1), torch.ones(3, 1)
    assert '2 and 3 numbers' in refusal(lambda x: (x*two).sum() + (x*three).sum()).reason

def test_gradients_that_are_switched_off():
    "A notebook that begins with `torch.set_grad_enabled(False)` has the same programs and the same slopes"
    torch.set_grad_enabled(False)
    try: p = trace(quad); slopes = p.grad(1.5, 3, 2, 1); assert refusal(unseen)
    finally: torch.set_grad_enabled(True)
    assert slopes == dict(x=11., a=2.25, b=1.5, c=1.)

def test_a_traced_function_is_left_alone():
    "Tracing changes neither the arguments' defaults nor torch's random numbers"
    torch.manual_seed(1); first = torch.rand(1)
    torch.manual_seed(1)
    trace(quad)
    assert torch.rand(1) == first

def test_only_what_others_wrote_is_guarded():
    "The package's own tables can't change; a function that it wraps, and what that keeps, can"
    calls = []
    def counted(x, w, b):
        calls.append(1)
        return w[0]*x + b
    guarded = prog._reachable(one_by_one(counted, ['w'], 1, ['b']))
    assert any(o is calls for o in guarded) and any(o is counted for o in guarded)
    assert len(guarded) < 40 and not any(isinstance(o, prog.Op) for o in guarded)


# Programs

def test_shared_and_dropped():
    def f(x, a):
        torch.exp(x)
        return torch.sin(a*x) + torch.sin(a*x)
    assert [op[0] for op in trace(f).ops] == ['mul', 'sin', 'add']

def test_signed_zeros_stay_apart():
    p = trace(lambda x: torch.where(x > 0, 0., -0.))
    assert math.copysign(1, p(x=1.)) == 1 and math.copysign(1, p(x=-1.)) == -1

def test_text():
    assert str(trace(lambda x, a, b=2: torch.relu(-a*x) ** 2 + b*x/0.1)) == '''program(x, a, b=2):
    t1 = -a
    t2 = t1 * x
    t3 = relu(t2)
    t4 = t3 ** 2
    t5 = b * x
    t6 = t5 / 0.1
    t7 = t4 + t6
    return t7'''

@pytest.mark.parametrize('name', models)
def test_round_trip(name):
    p = trace(models[name])
    assert Program.from_json(p.to_json()) == p and str(Program.from_json(p.to_json())) == str(p)

def test_infinite_constants():
    p = trace(lambda x: torch.clip(x, -1) + torch.where(x > 1, math.nan, 0.))
    assert 'Infinity' not in p.to_json() and 'NaN' not in p.to_json()
    assert Program.from_json(p.to_json())(x=-3.) == -1 and math.isnan(p(x=3.))

@pytest.mark.parametrize('bad', [
    dict(ops=[['__import__', 0]]), dict(ops=[['sin', 5]]), dict(ops=[['sin', -1]]), dict(ops=[['sin', 0, 0]]),
    dict(output=9), dict(data=[7]), dict(defaults=[])])
def test_bad_programs(bad):
    good = json.loads(trace(lambda x: torch.sin(x)).to_json())
    with pytest.raises(ValueError): Program.from_json(json.dumps(good | bad))

def test_what_goes_in_decides_what_comes_out():
    p = trace(quad)
    assert p(1.5, 3, 2, 1) == 10.75 and type(p(1.5, 3, 2, 1)) is float
    assert isinstance(p(np.ones((3, 1)), 3, 2, 1), np.ndarray)
    for a in 3, tensor(3., dtype=torch.float64): assert p(torch.ones(3, 1), a, 2, 1).dtype == torch.float32
    assert p(torch.ones(3, 1, dtype=torch.float64), 3, 2, 1).dtype == torch.float64
    assert p.grad(1.5, 3, 2, 1) == dict(x=11., a=2.25, b=1.5, c=1.)
    assert p.grad(torch.ones(3, 1), 3, 2, 1)['a'] == 3
    assert trace(lambda x: x > 0).grad(x=1.) == dict(x=0.)

def test_bad_calls():
    p = trace(quad)
    given = dict(x=1., a=1., b=1., c=1.)
    with pytest.raises(TypeError, match='missing argument: a, b, c'): p(1.)
    with pytest.raises(TypeError, match='too many'): p(1., 2., 3., 4., 5.)
    with pytest.raises(TypeError, match='twice'): p(1., **given)
    with pytest.raises(TypeError, match="'d'"): p(**given, d=1.)
    with pytest.raises(ValueError, match='shape'): trace(lambda p, a: (p - a).mean())(torch.ones(3, 1), torch.ones(3))

def test_javascript():
    done = node('--test', js/'program.test.mjs')
    assert done.returncode == 0, done.stdout + done.stderr
