"Lesson 5's claims, and those of what goes on from it, with other seeds: their functions are run from their own cells."
import ast, json
from pathlib import Path
import matplotlib, nbformat, pytest, torch
from fitcurve.page import static
from tests.handwriting import hand, write, written
from tests.node import evaluated
from tests.pages import painted, state

nbs = Path(__file__).parent.parent/'nbs'
path, deeper = nbs/'05_digits.ipynb', nbs/'46_digits.ipynb'
# how the cells begin that only prepare data
data = ('digits = load_digits()', 'order = ', 'ways = ', 'early, late = ')

def lesson(path):
    "The names that a notebook imports, defines and prepares, in order, without what it trains, draws and tests"
    names = {}
    for c in nbformat.read(path, 4).cells:
        if c.cell_type != 'code': continue
        body = ast.parse(c.source).body
        if not c.source.startswith(data):
            body = [n for n in body if isinstance(n, (ast.Import, ast.ImportFrom, ast.FunctionDef))]
        else:
            body = [n for n in body if isinstance(n, (ast.Assign, ast.FunctionDef)) and 'learn(' not in ast.unparse(n)]
        exec(compile(ast.Module(body, []), path.name, 'exec'), names)
    return type('lesson', (), {k: staticmethod(v) if callable(v) else v for k, v in names.items()})

@pytest.fixture(scope='module')
def L():
    matplotlib.use('agg')
    return lesson(deeper)

@pytest.fixture(scope='module')
def core():
    matplotlib.use('agg')
    return lesson(path)

def test_cross_entropy_is_torchs_and_safe(L):
    g = torch.Generator().manual_seed(3)
    scores, labels = 300*torch.randn(50, 7, generator=g), torch.randint(7, (50,), generator=g)
    assert torch.allclose(L.cross_entropy(scores, labels), torch.nn.functional.cross_entropy(scores, labels))

def test_a_layer_is_torchs(L):
    net = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
    p = L.start(5) + 0.01
    m, b, w, c = L.parts(p, 10)
    with torch.no_grad():
        for layer, weight, bias in ((net[0], m, b), (net[2], w, c)):
            layer.weight.copy_(weight.T)
            layer.bias.copy_(bias)
        assert torch.allclose(net(L.pixels), L.scores(p, L.pixels), atol=1e-4)

def test_the_lessons_net_is_the_one_that_is_looked_at(L, core):
    p, g = core.start(5), torch.Generator().manual_seed(1)
    assert torch.equal(p, L.start(5)) and torch.equal(core.scores(p, core.pixels), L.scores(p, L.pixels))
    table, labels = torch.randn(50, 7, generator=g), torch.randint(7, (50,), generator=g)
    assert torch.allclose(core.cross_entropy(table, labels), L.cross_entropy(table, labels))
    for mine, theirs in zip(core.augmented(core.pixels, core.labels), L.augmented(L.pixels, L.labels)):
        assert torch.equal(mine, theirs)
    views, forty = L.eight_views(L.pixels[:9], L.labels[:9])
    assert torch.equal(core.eight_views(core.pixels[:9]), views) and torch.equal(forty[:9], L.labels[:9])
    assert torch.equal(core.wobbled(views, 3), L.wobbled(views, 3))
    assert torch.equal(core.held, L.split(0)[1])

def test_held_out_digits_are_read(L):
    "Three splits and starts that the lesson doesn't show"
    rights = []
    for seed in (101, 102, 103):
        train, held = L.split(seed)
        assert not set(train.tolist()) & set(held.tolist()) and len(train) + len(held) == len(L.labels)
        end = L.learn(L.pixels[train], L.labels[train], seed).params[-1]
        rights.append(L.accuracy(L.scores(end, L.pixels[held]), L.labels[held]))
    assert sum(rights)/3 >= .97 and min(rights) > .955, rights

def test_draws_in_one_descent_descend_as_if_alone(L):
    both, picks = L.adapt(None, L.fives, L.names, .3, seeds=(7, 8), steps=20)
    alone, pick = L.adapt(None, L.fives, L.names, .3, seeds=(8,), steps=20)
    assert torch.equal(picks[1], pick[0]) and torch.allclose(both.params[-1][1], alone.params[-1][0], atol=1e-4)
    assert picks.shape == (2, 50) and torch.equal(L.names[picks[0]].bincount(), torch.full((5,), 10))

def test_no_drawn_digit_is_judged(L):
    "A net that knows nothing but its own fifty gets none of them counted"
    run, picks = L.adapt(None, L.fives, L.names, .3, seeds=(7,), steps=20)
    others = torch.ones(len(L.names), dtype=torch.bool); others[picks[0]] = False
    right = L.accuracy(L.scores(run.params[-1][0], L.fives[others], 5), L.names[others])
    assert abs(L.rights(run.params[-1], picks, L.fives, L.names).item() - right) < 1e-6

def test_a_lent_layer_helps_and_a_scrambled_one_hurts(L):
    "Other wobbles, other draws, another scramble, another start of the lender"
    views, forty = L.eight_views(L.pixels[L.early], L.labels[L.early])
    views, loose = L.wobbled(views, seed=31), L.wobbled(L.fives, seed=32)
    scramble = torch.randperm(64, generator=torch.Generator().manual_seed(33))
    def first(pixels): return L.learn(pixels, forty, seed=34, k=40, steps=250).params[-1][:64*64 + 64]
    def right(first):
        "The best of the rates, on these very draws: each side's own best"
        runs = [L.adapt(first, loose, L.names, lr, seeds=range(40, 60)) for lr in (.1, .3, .6, 1.)]
        return max((L.rights(r.params[-1], p, loose, L.names) for r, p in runs), key=torch.mean)
    scratch, lent, misled = right(None), right(first(views)), right(first(views[:, scramble]))
    def errors(d): return d.mean()/(d.std()/len(d)**.5)
    assert errors(lent - scratch) > 2 and errors(scratch - misled) > 2, (scratch.mean(), lent.mean(), misled.mean())

# ── The lesson's pad ──

@pytest.fixture(scope='module')
def pad(core):
    "The lesson's pad, made by its own cells of a net trained as it trains it; and the digits that were held out"
    names = core.learn.__globals__
    digits = core.augmented(core.pixels[core.train], core.labels[core.train])
    names['sturdy'] = core.learn(core.start(seed=0), *digits, steps=400).params[-1]
    for c in nbformat.read(path, 4).cells:
        if 'pad = read_writing(' in c.source and not c.source.startswith('# Check'): exec(c.source, names)
    return names['pad'], core.held

def read_in_page(pad, writings):
    "What the page's own modules, run by node, read: each writing is strokes, or pixels as the pad is given them"
    spec, _ = pad.snapshot()
    found = evaluated(f'''import {{ openWriting }} from {(static/"writing.js").as_uri()!r};
        const pad = openWriting({json.dumps(spec)}, null, () => {{}});
        console.log(JSON.stringify({json.dumps(writings)}.map(w => {{
            pad.change(typeof w[0] === "number" ? pad.painted(w) : {{ strokes: w, cells: null }});
            return pad.reading.best;
        }})))''')
    return torch.tensor(found)

def test_held_out_digits_are_read_through_the_pad_as_without_it(core, pad):
    pad, held = pad
    examples, digits = pad._spec['examples'], core.labels[held]
    assert [e['label'] for e in examples] == [str(d) for d in digits[:len(examples)].tolist()]
    # on the pad's own scale, whatever that is: the examples are the first of those held out, and say it
    shown, net = torch.tensor([e['pixels'] for e in examples]), core.pixels[held[:len(examples)]]
    scale = (shown.max() - shown.min())/(net.max() - net.min())
    on_pad = (core.pixels[held] - net.min())*scale + shown.min()
    assert torch.allclose(on_pad[:len(examples)], shown)
    read = read_in_page(pad, on_pad.tolist())
    assert (read == digits).float().mean() > .93
    assert (read == core.read_sturdy(core.pixels[held]).argmax(1)).all()

def test_drawn_digits_are_read_through_the_pad(pad):
    "Ten hands' ten digits, as strokes"
    digits = torch.tensor([d for d in written for _ in range(10)])
    read = read_in_page(pad[0], [hand(d, i) for d in written for i in range(10)])
    assert (read == digits).float().mean() > .8

def test_the_lessons_pad_in_a_browser(core, pad, saved, open_page):
    "Its examples are loaded, and digits written with the mouse: it reads nearly all"
    pad, held = pad
    page = open_page(saved(pad))
    seen = []
    for i in range(10):
        page.click(f'[data-example="{i}"]'); painted(page)
        seen.append(int(state(page)['reading']) == core.labels[held[i]])
    assert sum(seen) >= 9
    for digit in written:
        page.click('[data-action=clear]'); painted(page)
        write(page, hand(digit, 0))
        seen.append(state(page)['reading'] == str(digit))
    assert sum(seen[10:]) >= 8, seen
