"A `Run` and what stands round it, `find_lr`, and whose data `quad_mae` scores."
import copy, gc, pickle, subprocess, sys, warnings, weakref
from functools import partial
import matplotlib.pyplot as plt, nbformat, numpy as np, pytest, torch
from fitcurve import *
from fitcurve import own
from tests.lessons import lessons
from tests.nist import problems
from tests.test_quiet_cells import compiled, exported, names

start = [1.1, 1.1, 1.1]
x, y = noisy_quad()
bowl = partial(torch.dist, torch.tensor([3., 1e6, -2e-6], dtype=torch.double))

# ── A run ──

def test_a_run_has_a_length_and_is_compared_by_its_steps_and_its_best_loss():
    run, same = (descend(quad_mae, start, lr=1.2, steps=30) for _ in range(2))
    short, worse = descend(quad_mae, start, steps=29, lr=1.2), descend(quad_mae, start, lr=0.01, steps=30)
    assert len(run) == 30 and len(short) == 29
    assert run == same and run != worse and run != short and run != 'a run' and not run == None  # noqa: E711
    assert run < worse and worse > run and min([worse, run]) is run and sorted([worse, run]) == [run, worse]
    with pytest.raises(TypeError): run < 3  # noqa: B015
    assert descend(quad_mae, torch.tensor(start, dtype=torch.double), lr=1.2, steps=30) != run

@pytest.mark.parametrize('loss', [quad_mae, lambda p: (p**2).sum()], ids=['by name', 'a lambda'])
def test_a_run_can_be_pickled_copied_and_saved(loss, tmp_path):
    run = descend(loss, start, steps=20)
    read, shallow, deep = pickle.loads(pickle.dumps(run)), copy.copy(run), copy.deepcopy(run)
    run.save(tmp_path/'a.run')
    loaded = Run.load(tmp_path/'a.run', loss)
    assert [p.name for p in tmp_path.iterdir()] == ['a.run']
    for other in (read, shallow, deep, loaded):
        assert other == run and other.best[0] == run.best[0] and torch.equal(other.best[1], run.best[1])
        other.plot()
    assert read.loss is (quad_mae if loss is quad_mae else None) and deep.loss is shallow.loss is loss
    deep.losses[0] = 0.
    assert run.losses[0] > 0
    plt.close('all')

def test_saving_a_run_again_is_whole_or_not_at_all(tmp_path, monkeypatch):
    run = descend(quad_mae, start, steps=5)
    run.save(tmp_path/'a.run')
    def full(*args): raise OSError('no space left')
    monkeypatch.setattr(torch, 'save', full)
    with pytest.raises(OSError): descend(quad_mae, start, steps=6).save(tmp_path/'a.run')
    monkeypatch.undo()
    assert Run.load(tmp_path/'a.run') == run

def test_a_run_says_when_it_got_nowhere_or_ended_too_high():
    flat = descend(lambda p: (p*0).sum() + 5, start, steps=9)
    assert 'got nowhere' in repr(flat) and 'gradient is 0' in repr(flat)
    corner = descend(lambda p: p.abs().sum() + p.sum()*0.5, [0., 0.], steps=9)
    assert 'got nowhere' in repr(corner) and 'gradient' not in repr(corner) and not corner.params[-1].any()
    wild = descend(quad_mae, start, lr=30., steps=20, schedule=constant)
    assert 'ended above its start' in repr(wild)
    rolling = descend(quad_mae, start, lr=0.01, steps=24, schedule=constant, zero_grad=False)
    assert 'the least was 1.165, at step 14' in repr(rolling)
    assert repr(descend(quad_mae, start)) == 'Run of 200 steps: loss 2.422 -> 0.9859'

def test_a_rate_ends_where_it_ends_unless_asked():
    walk = partial(descend, quad_mae, start, lr=0.01, steps=25, schedule=constant, zero_grad=False)
    plain, kept = walk(), walk(keep_best=True)
    assert plain.losses[-1] > plain.best[0] and torch.equal(plain.losses[:-1], kept.losses[:-1])
    assert kept.losses[-1] == kept.best[0] == plain.best[0] and torch.equal(kept.params[-1], kept.best[1])
    for run in (plain, kept): assert torch.allclose(run.params[1:], run.params[:-1] - run.lrs[:, None]*run.grads)
    assert quad_mae(kept.params[-1]) == kept.losses[-1]
    last = descend(lambda p: p.abs().sum(), [1., 3.], steps=7, keep_best=False)
    assert torch.allclose(last.params[1:], last.params[:-1] - last.lrs[:, None]*last.grads)

def test_a_plot_names_every_parameter_and_refuses_places_that_are_not_there():
    for n, axes, want in ((4, (0, 3), ('a', 'd')), (30, (25, 29), ('z', 'parameter 29')), (4, (0, -1), ('a', 'd'))):
        ax = descend(lambda p: (p**2).sum(), torch.ones(n), steps=5).plot(axes=axes).axes[1]
        assert (ax.get_xlabel(), ax.get_ylabel()) == want
    run = descend(lambda p: (p**2).sum(), torch.ones(2, 2), steps=5)
    ax = run.plot(axes=(0, 3), names=['w']).axes[1]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ('w', 'parameter 3')
    for bad in ((0, 4), (0,), 3, 'ab', (0, 1, 2), (0, 1.5), None):
        with pytest.raises(ValueError, match='axes must'): run.plot(axes=bad)
    plt.close('all')

places = dict(nowhere=(lambda p: p.abs().sum(), [0., 0.]), flat=(lambda p: (p*0).sum() + 5, [1., 2.]),
              NIST=(problems[0].loss, problems[0].start), still=(lambda p: (p[1] - 1e9)**2, [0., 1e6]))
@pytest.mark.parametrize('loss, p', places.values(), ids=places)
def test_a_map_shows_where_the_path_went_whatever_its_units(loss, p):
    run = descend(loss, p, steps=50)
    ax, path = run.plot().axes[1], run.params
    for k, (lo, hi) in enumerate((ax.get_xlim(), ax.get_ylim())):
        assert lo < path[:, k].min() and path[:, k].max() < hi
        assert path[:, k].max() == path[:, k].min() or hi - lo < 2*(path[:, k].max() - path[:, k].min())
    plt.close('all')

# ── Memory ──

def test_a_large_run_keeps_as_many_steps_as_fit_and_all_if_asked():
    p = torch.ones(50_000)
    def loss(p): return ((p - 3)**2).mean()
    run, whole = (descend(loss, p, lr=5_000., steps=200, schedule=constant, **more) for more in ({}, dict(every=1)))
    assert run.every == 3 and 'each third step (every=1 keeps all)' in repr(run) and len(run) == 200 == len(whole)
    assert torch.equal(run.params[:-1], whole.params[:-1:3]) and torch.equal(run.params[-1], whole.params[-1])
    assert torch.equal(run.grads, whole.grads[::3]) and torch.equal(run.losses, whole.losses)
    assert run.params.nbytes < 2**24 < whole.params.nbytes and torch.equal(run.best[1], whole.best[1])
    assert descend(quad_mae, start).every == 1 and len(descend(quad_mae, start, steps=10, every=4).params) == 4

def test_the_end_kept_alone_does_not_keep_the_run():
    run = descend(quad_mae, start)
    table, end, rows = weakref.ref(run.params), run.params[-1], [p for p in run.params[:3]]
    assert end.untyped_storage().nbytes() == 12 and type(end) is torch.Tensor and len(rows) == 3
    assert run.best[1].untyped_storage().nbytes() == 12
    del run
    gc.collect()
    assert table() is None and torch.allclose(end, least_mae(x, y)[1].float(), atol=1e-3)

@pytest.mark.skipif(sys.platform != 'linux', reason='only Linux tells a process how much it has had')
def test_a_descent_holds_its_tables_once():
    code = '''if True:
        import re, torch
        from pathlib import Path
        from fitcurve import descend
        p = torch.ones(300_000)
        def peak(): return int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])/1024
        descend(lambda p: (p**2).mean(), p, lr=1., steps=2)
        before = peak()
        run = descend(lambda p: (p**2).mean(), p, lr=1., steps=200, every=1)
        print(peak() - before, (run.params.nbytes + run.grads.nbytes)/2**20)'''
    out = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True).stdout
    more, tables = map(float, out.split())
    assert more < 1.2*tables, 'stacked at the end they would be held twice'

# ── What it takes ──

def test_a_list_is_as_exact_as_the_loss():
    wide = descend(bowl, [3, 1_000_001, -2e-6], steps=50)
    assert wide.params.dtype == torch.double
    assert descend(quad_mae, start).params.dtype == gradient(quad_mae, [1, 1, 1]).dtype == torch.float32
    assert gradient(lambda p: quad_mae(p, x.double(), y.double()), start).dtype == torch.double
    assert descend(lambda p: (x.flatten().expand(2, 20) @ (p[0]*x)).sum()**2, [1., 2.]).params.dtype == torch.float32
    assert descend(lambda p: (p - 16777216).abs().sum(), [16777217], steps=60).losses.tolist()[::60] == [1., 0.]
    assert gradient(lambda p: (p.float() - 1).sum(), [16777217, 3]).dtype == torch.double
    assert descend(lambda p: (p**2).sum(), torch.ones(2)).params.dtype == torch.float32
    assert descend(lambda p: (p**2).sum(), np.ones(2)).params.dtype == torch.double

@pytest.mark.parametrize('one, other, off', [
    ([16777217], [16777216], 1), ([16777216.5], [16777216], 0.5), (torch.tensor([16777217]), np.array([16777216]), 1),
    ([16777217], torch.tensor([16777216.]), 1), (np.float64(16777217), [16777216], 1),
    ([2.**900], [2.**900 - 2.**850], 2.**850),
    ([1e39], torch.tensor([0.]), 1e39), (np.arange(4)[::-1], [3, 2, 1, 0], 0), ([0.1], torch.tensor([0.1]), 0),
    (np.array([1, 2], dtype='>i4'), [1, 3], 0.5), (True, [3.], 2), (np.array([2, 3], dtype=object), [2, 4], 0.5)])
def test_numbers_are_not_rounded_on_the_way(one, other, off):
    assert mae(one, other).item() == mae(other, one).item() == pytest.approx(off, rel=1e-12)

def test_float32_stays_float32():
    assert mae(y, y).dtype == mae(3, y).dtype == mae(y, [[1]]*20).dtype == torch.float32
    assert quad_mae(start).dtype == quad_mae([1, 2, 3], x, y).dtype == torch.float32

wrong = [['a'], [1j], [None], [[1], [1, 2]], [object()], torch.tensor([1j]), np.array([1j]), np.array(['a']),
         np.array(['2020'], dtype='M8[Y]')]
@pytest.mark.parametrize('bad', wrong, ids=map(str, range(9)))
def test_what_is_no_real_number_is_named(bad):
    with pytest.raises((TypeError, ValueError), match='^acts '): mae([1.], bad)
    with pytest.raises((TypeError, ValueError), match='^params '): descend(lambda p: p.sum(), bad)

def test_masked_values_and_whole_numbers_too_large_are_refused():
    with pytest.raises(ValueError, match=r'acts has masked values.*acts\.compressed'):
        mae([1., 2.], np.ma.masked_array([1., 2.], [False, True]))
    with pytest.raises(ValueError, match='preds holds whole numbers beyond'): mae(torch.tensor([2**53 + 1]), [2.**53])

nan_y = y.clone(); nan_y[3] = np.nan
def reads_nan(p): return ((quad(x, *p) - nan_y)**2).mean()
def test_nan_in_the_data_is_named_not_the_step():
    held = np.array([1., np.inf, 2.])
    within = lambda p: (p - torch.from_numpy(held)).abs().sum()
    given = partial(lambda p, target: (p - target).abs().sum(), target=torch.tensor([np.nan]))
    by_default = lambda p, t=nan_y: (p[0]*x - t).abs().mean()
    for walk in (descend, partial(descend, lr=0.1), partial(descend, length=1.), find_lr):
        for loss, name in ((reads_nan, 'nan_y'), (within, 'held'), (given, 'target'), (by_default, 't')):
            with pytest.raises(ValueError, match=f'start, before any step: {name} holds NaN'): walk(loss, start)
        with pytest.raises(ValueError, match='^acts holds NaN'): walk(lambda p: mae(quad(x, *p), nan_y), start)
        with pytest.raises(ValueError, match='choose params where'): walk(lambda p: torch.log(p - 2).sum(), start)
    with pytest.raises(ValueError, match='gradient is not finite at the start'):
        descend(lambda p: p.sqrt().sum(), [0., 1.])

def test_a_loss_that_is_no_number_farther_on_is_no_obstacle():
    run = descend(lambda p: (p - 3*p.log()).sum(), [20., 0.01, 4e-4])
    assert torch.allclose(run.params[-1], torch.full((3,), 3.).double(), rtol=1e-6) and run.losses.isfinite().all()
    wall = lambda p: ((p - 2)**2 - 0.1*(9 - p).log()).sum()
    for p in (8.999, -500.): assert gradient(wall, descend(wall, [p], steps=100).params[-1]).abs() < 1e-6

@pytest.mark.parametrize('bad, name', [
    (dict(lr='fast'), 'lr'), (dict(lr=True), 'lr'), (dict(lr=np.nan), 'lr'), (dict(steps=0), 'steps'),
    (dict(steps='1'), 'steps'),
    (dict(schedule=3), 'schedule'), (dict(length=-1), 'length'), (dict(every=0), 'every'), (dict(every=1.5), 'every'),
    (dict(loss=3), 'loss'), (dict(params=None), 'params'), (dict(params=[]), 'params'), (dict(params='abc'), 'params')])
def test_what_makes_no_sense_is_named(bad, name):
    with pytest.raises((TypeError, ValueError), match=name): descend(**(dict(loss=quad_mae, params=start) | bad))

def test_scalars_of_numpy_and_torch_are_numbers():
    want = descend(quad_mae, start, lr=0.5, steps=20)
    for lr, steps in ((np.float64(0.5), np.int64(20)), (torch.tensor(0.5), torch.tensor(20)),
                      (np.float32(0.5), np.array(20))):
        assert descend(quad_mae, start, lr=lr, steps=steps) == want

# ── A rate ──

@pytest.mark.parametrize('height', [1e3, 1e9, 1e15])
def test_find_lr_goes_lower_where_its_lowest_rate_flew_off(height):
    def loss(p): return height*quad_mae(p)
    test = find_lr(loss, start)
    assert test.lr == pytest.approx(find_lr(quad_mae, start).lr/height, rel=2.) and test.lr*height < 4
    assert descend(loss, start, lr=test.lr).losses[-1] < 1.01*height*least_mae(x, y)[0]

def test_find_lr_says_when_no_rate_helps_or_the_highest_does():
    lowest = find_lr(lambda p: p.abs().sum(), [0., 0.])
    assert 'no rate' in repr(lowest)
    with pytest.raises(ValueError, match='another start'): float(lowest.lr)
    assert 'no rate' in lowest.plot().axes[0].get_title()
    assert 'a higher hi' in repr(find_lr(lambda p: 1e-9*(p**2).sum(), start))
    assert 'higher' not in repr(find_lr(quad_mae, start))
    plt.close('all')

# ── Whose data ──

def test_quad_mae_asks_for_data_where_yours_are_others():
    assert quad_mae(start) == quad_mae(start, x, y)
    def in_a_function():
        x, y = noisy_quad(30)
        assert len(x) == len(y)
        return quad_mae(start)
    with pytest.raises(ValueError, match=r'quad_mae\(params, x, y\) scores yours'): in_a_function()
    for theirs in ('x, y = [1., 2.], [3., 4.]', 'x, y = noisy_quad(seed=1)', 'x, y = noisy_quad(); y[3] = 40.',
                   'import numpy; x = y = numpy.arange(9)', 'import pandas; x = y = pandas.Series([1., 2.])'):
        for line in ('quad_mae([1., 2., 3.])', 'descend(quad_mae, [1., 2., 3.])', 'find_lr(quad_mae, [1., 2., 3.])',
                     'import torch; torch.func.grad(quad_mae)(torch.ones(3))'):
            with pytest.raises(ValueError, match="not the lesson's data"):
                exec(f'from fitcurve import *\n{theirs}\n{line}', {})

@pytest.mark.parametrize('none_of_their_own', ['', 'x = 3.', 'x, y = "ab", None', 'x, y = print, len', 'y = [1., 2.]'])
def test_quad_mae_says_once_whose_data_it_scores(none_of_their_own, monkeypatch):
    monkeypatch.setattr(own, '_told', [])
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter('always')
        exec(f'from fitcurve import *\n{none_of_their_own}\nfor _ in range(3): quad_mae([1., 2., 3.])', {})
    assert ["the lesson's own data" in str(w.message) for w in said] == [True]

def test_quad_mae_is_silent_beside_the_lessons_own_data():
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        for kind in '', '.double()', '.numpy()', '.tolist()':
            own = f'x, y = (v{kind} for v in noisy_quad())'
            exec(f'from fitcurve import *\n{own}\ndescend(quad_mae, [1., 2., 3.])', {})

# ── Lessons ──

@pytest.mark.parametrize('path', lessons, ids=lambda p: p.stem)
def test_what_a_lesson_has_defined_works(path):
    "Whatever an exported cell's functions need stands in that cell or above it"
    cells = [c for c in nbformat.read(path, 4).cells if c.cell_type == 'code' and not c.source.startswith('%')]
    later = set().union(*(names(compiled(c))[1] for c in cells if exported(c)))
    given = set()
    for c in cells:
        needs, gives = names(compiled(c))
        given |= gives
        if exported(c): assert not (needs & later) - given, c.source
