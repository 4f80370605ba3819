"The lessons' makers of data and pictures, and the pad, given the wrong thing: an error that names the argument."
import matplotlib, numpy as np, pytest, torch
from fitcurve import CannotTrace, add_noise, mk_quad, noise, noisy_quad, plot_data, plot_function, read_writing
matplotlib.use('agg')

class Sulking:
    "Its `__array__` fails, and its length is not true"
    def __array__(self, *args, **kwargs): raise RuntimeError('no')
    def __len__(self): return 10**9

no_number = [None, 'a', b'x', Sulking(), object(), {}, 1j, torch.tensor([1j]), np.array(['a']), [[1], [2, 3]], 10**400,
             len]
no_finite_number = [*no_number, [], [1., 2.], np.nan, -np.inf, torch.ones(2, requires_grad=True)]
x, y = noisy_quad()

def refused(call, name):
    "It raises, and the message begins with the argument's name"
    with pytest.raises((TypeError, ValueError, CannotTrace)) as e: call()
    assert str(e.value).startswith(name), e.value

@pytest.mark.parametrize('name', ['n', 'a', 'b', 'c', 'mult', 'add', 'seed'])
def test_noisy_quad(name):
    for v in no_finite_number: refused(lambda v=v: noisy_quad(**{name: v}), name)
    for v in {'n': (0, -1, 2.5, True), 'seed': (-1, .5, 2**32), 'mult': (-.1,), 'add': (-1,)}.get(name, ()):
        refused(lambda v=v: noisy_quad(**{name: v}), name)

def test_noise():
    for v in (0, 'a', object(), len, torch.Generator()): refused(lambda v=v: noise(x, 1., v), 'rng')
    for rng in (np.random, np.random.RandomState(1), np.random.default_rng(1), None):
        assert noise(x, 1., rng).shape == x.shape
    for v in no_finite_number: refused(lambda v=v: noise(x, v), 'scale')
    for v in no_number: refused(lambda v=v: noise(v, 1.), 'x'); refused(lambda v=v: add_noise(v, 1., 1.), 'x')

def test_numbers_of_every_kind_are_taken():
    for kind in int, float, np.int64, np.float32, torch.tensor, np.array:
        a, b = noisy_quad(kind(7), a=kind(3), mult=kind(0), add=kind(0), seed=kind(1))
        assert torch.equal(b, mk_quad(3, 2, 1)(a)) and a.dtype == b.dtype == torch.float32
    for v in 3., np.ones(4), [1, 2], torch.ones(2, 1), torch.arange(3):
        assert np.shape(add_noise(v, .1, .1)) == np.shape(v)

def test_plots():
    for v in no_number:
        if not callable(v): refused(lambda v=v: plot_function(v), 'f ')
        refused(lambda v=v: plot_function(lambda x: v), 'what f gives')
        refused(lambda v=v: plot_data(v, y), 'x'); refused(lambda v=v: plot_data(x, v), 'y')
    for v in no_finite_number:
        refused(lambda v=v: plot_function(abs, min=v), 'min'); refused(lambda v=v: plot_function(abs, max=v), 'max')
    refused(lambda: plot_function(lambda x: x[:7]), 'f gave shape (7, 1)')
    for v in ('nonsense', 5, [], np.ones(3), object()): refused(lambda v=v: plot_function(abs, color=v), 'color')
    for v in (5, (1,), (1, 1), 'ab', (0, np.nan), object()): refused(lambda v=v: plot_function(abs, ylim=v), 'ylim')
    for v in (0, 'ax', object(), torch.ones(2), np.zeros(0)):
        refused(lambda v=v: plot_function(abs, ax=v), 'ax'); refused(lambda v=v: plot_data(x, y, ax=v), 'ax')

@pytest.fixture(scope='module')
def read():
    w = torch.randn(64, 10, generator=torch.Generator().manual_seed(0))
    return lambda pixels: pixels @ w

def test_the_pad(read):
    pad = read_writing(read)
    for v in no_number:
        if not callable(v): refused(lambda v=v: read_writing(v), 'net')
        refused(lambda v=v: read_writing(lambda p: v), 'net')
        if v is not None: refused(lambda v=v: read_writing(read, examples=v), 'examples')
        refused(lambda v=v: setattr(pad, 'pixels', v), 'pixels')
    for v in no_finite_number:
        for name in 'size', 'ink', 'paper':
            refused(lambda v=v, name=name: read_writing(read, **{name: v}), name)
    for v in (None, 5, len, object()):
        refused(lambda v=v: read_writing(read, labels=v), 'labels')
    refused(lambda: read_writing(read, examples=(torch.zeros(2, 64), 5)), 'examples')
    assert not pad.written, 'nothing was changed'
