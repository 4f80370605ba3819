"The curve in words: what the page says of a curve, against scipy and numpy, on random functions of any size"
import json, math
import numpy as np, pytest, torch
from scipy.optimize import brentq, minimize_scalar
from fitcurve.page import static
from fitcurve.program import trace
from tests.node import evaluated, plain

script = '''
import {{ compile }} from "{root}/program.js";
import {{ shapeOf }} from "{root}/shape.js";
import {{ pointWords, sayer, shapeWords }} from "{root}/inwords.js";
import {{ num }} from "{root}/words.js";
const n = 241;
const told = ({{ program, params, xlim: [lo, hi], sampled }}) => {{
  const give = x => program.inputs.map(name => name === "x" ? x : num(params[name]));
  const xs = Float64Array.from({{ length: n }}, (_, i) => lo + (hi - lo) * i / (n - 1));
  const one = compile(program, 1, []), at = x => one.run(give(x))[0];
  const shape = shapeOf(xs, Array.from(xs, at), sampled ? null : at);
  const shown = shape.stretches.map(({{ nodes, jumps }}) => ({{ nodes, jumps }}));
  return {{ ...shape, stretches: shown, words: shapeWords(shape, [lo, hi], sayer(null, hi - lo)) }};
}};
console.log(JSON.stringify({cases}.map(told)));
'''

def told(*cases):
    "What the page finds on each curve (f, params, xlim), and its words"
    asked = [dict(program=json.loads(trace(f).to_json()), params=params, xlim=xlim, sampled=bool(rest))
             for f, params, xlim, *rest in cases]
    return evaluated(script.format(root=static.as_uri(), cases=json.dumps(plain(asked))))

def words(f, xlim=(-2, 2), **params): return told((f, params, xlim))[0]['words']

def wave(x, a, k, p, m, c): return a*torch.sin(k*x + p) + m*x + c

def turns(f, xs):
    "The oracle's minima and maxima, each from the bracket in which a fine grid has it"
    ys, found = f(xs), []
    for sign in (1, -1):
        v = sign*ys
        for i in np.flatnonzero((v[1:-1] < v[:-2]) & (v[1:-1] <= v[2:])) + 1:
            r = minimize_scalar(lambda u, sign=sign: sign*f(u), bounds=(xs[i-1], xs[i+1]), method='bounded',
                                options=dict(xatol=1e-10*(xs[-1] - xs[0])))
            found.append((r.x, f(r.x), -sign))
    return sorted(found)

def zeros(f, xs):
    ys = f(xs)
    return [brentq(f, xs[i], xs[i+1], xtol=1e-12*(xs[1] - xs[0])) for i in np.flatnonzero(ys[1:]*ys[:-1] < 0)]

@pytest.mark.parametrize('sampled', [False, True])
@pytest.mark.parametrize('size', [1e-9, 1., 1e9])
def test_turns_and_zeros_are_scipys(size, sampled):
    rng, cases = np.random.default_rng(5), []
    for _ in range(30):
        across = size**rng.choice([-1, 0, 1])
        a, k, p, m, c = rng.normal(size=5)*[1, 4, 3, .5, .5]
        cases.append((wave, dict(a=a*size, k=k/across, p=p, m=m*size/across, c=c*size), (-2*across, 3*across)))
    for (_, q, (lo, hi)), got in zip(cases, told(*[(*case, 1)[:4 if sampled else 3] for case in cases])):
        f = lambda u, q=q: q['a']*np.sin(q['k']*u + q['p']) + q['m']*u + q['c']
        xs, span = np.linspace(lo, hi, 241), hi - lo
        near, low = (span/200, 1e-2*abs(q['a'])) if sampled else (1e-7*span, 1e-9*size)
        stretch, = got['stretches']
        want = turns(f, xs)
        assert [n['way'] for n in stretch['nodes'] if n['way']] == [way for *_, way in want]
        for n, (u, v, _) in zip((n for n in stretch['nodes'] if n['way']), want):
            assert n['x'] == pytest.approx(u, rel=0, abs=near) and n['y'] == pytest.approx(v, rel=0, abs=low)
        assert [z['x'] for z in got['zeros']] == pytest.approx(zeros(f, xs), abs=near if sampled else 1e-9*span)
        assert all(z['crosses'] for z in got['zeros']) and not got['kinks']
        assert [stretch['nodes'][i]['x'] for i in (0, -1)] == pytest.approx([lo, hi], rel=1e-12)

def bent(x, s, k, j): return s*(torch.relu(x - k) + torch.where(x > j, 2., 0.) + torch.sqrt(x + 1.))

@pytest.mark.parametrize('size', [1e-9, 1., 1e9])
def test_kinks_jumps_and_holes_are_where_the_function_has_them(size):
    rng = np.random.default_rng(6)
    cases = [(bent, dict(s=size*sign, k=rng.uniform(-.7, .2), j=rng.uniform(.4, 1.8)), (-2, 2)) for sign in 10*[-1, 1]]
    for (_, q, _), got in zip(cases, told(*cases)):
        assert got['kinks'] == pytest.approx([q['k']], abs=1e-5)
        before, after = got['stretches']
        start, end, begin = before['nodes'][0], before['nodes'][-1], after['nodes'][0]
        assert start['x'] == pytest.approx(-1, abs=1e-9) and abs(start['y']) < 1e-6*size and before['jumps']
        assert (end['x'], begin['x']) == pytest.approx((q['j'], q['j']), abs=1e-9)
        low = q['s']*(max(0, q['j'] - q['k']) + math.sqrt(q['j'] + 1))
        assert (end['y'], begin['y']) == pytest.approx((low, low + 2*q['s']), rel=1e-7)

def test_a_smooth_curve_has_no_kink_however_sharp():
    "A sampled one has none either, where the sampling shows that it is smooth"
    sharp = lambda x, k: torch.tanh(k*x) + torch.exp(-k*(x - 1)**2)
    cases = [(sharp, dict(k=k), (-2, 2)) for k in (3., 30., 100., 1000.)]
    assert [got['kinks'] for got in told(*cases)] == [[]]*4
    assert [len(got['stretches']) for got in told(*cases)] == [1]*4
    smooth = [(wave, dict(a=1., k=k, p=0., m=1., c=0.), (-2, 2), 'sampled') for k in (1., 5., 20.)]
    assert [got['kinks'] for got in told(*smooth)] == [[]]*3

def test_the_words():
    assert words(lambda x, a: a*x**2 - 1, a=1.) == [
        'From 3 at x −2 it falls to a minimum of −1 at x 0, then rises to 3 at x 2.',
        'It crosses zero at x −1 and x 1.']
    assert words(lambda x, a: a + 0*x, a=3.) == ['From 3 at x −2 it stays at 3 until x 2.']
    assert words(lambda x, a: torch.relu(x - a), a=.5) == [
        'From 0 at x −2 it stays at 0 until x 0.5, then rises to 1.5 at x 2.', 'A kink at x 0.5.']
    assert words(lambda x, a: (x - a)**2, a=.123) == [
        'From 4.507 at x −2 it falls to a minimum of 0 at x 0.123, then rises to 3.523 at x 2.',
        'It touches zero at x 0.123.']
    assert words(lambda x, a: torch.sqrt(x - a), a=.5) == [
        'No value before x 0.5.', 'From 0 at x 0.5 it rises to 1.225 at x 2.']
    assert words(lambda x, a: torch.where(x > a, 1., -1.), a=.3) == [
        'From −1 at x −2 it stays at −1 until x 0.3.', 'It jumps from −1 to 1 at x 0.3.',
        'From 1 at x 0.3 it stays at 1 until x 2.']
    assert words(lambda x, a: torch.sqrt(x)*a, a=math.nan) == ['The curve has no value here.']
    assert words(lambda x, a: torch.log(a*x), a=1.)[0] == 'No value before x 0.01667.', 'it has no end at 0'
    assert words(lambda x, a: torch.sqrt(x*x - a), a=1.)[1] == 'No value between x −1 and x 1.'
    many = words(lambda x, a: torch.sin(a*x), a=20.)
    assert many[0].startswith('From −0.7451 at x −2 it goes to 0.7451 at x 2 and turns 26 times; lowest −1 at x ')
    assert many[1].startswith('It crosses zero 25 times, first at x −1.885, last at x 1.885')

@pytest.mark.parametrize('pole', [.0021, .0083, .013, .3])
def test_a_pole_is_no_zero_and_no_turn(pole):
    "Wherever it is between two places that are drawn"
    poles = (lambda x, a: 1/(x - a)), (lambda x, a: 1/(x - a)**2)
    for got in told(*[(f, dict(a=pole), (-2, 2)) for f in poles]):
        assert got['zeros'] == [] and len(got['stretches']) == 2
        assert not any(n['way'] for s in got['stretches'] for n in s['nodes'])
        assert any(w.startswith(('It breaks off between', 'No value between')) for w in got['words'])

@pytest.mark.parametrize('size', [1e-9, 1., 1e9])
def test_a_level_curve_is_level_whatever_its_height(size):
    "Rounding is no turn, no jump and no kink"
    f = lambda x, a: (x + a/3) - x
    got, = told((f, dict(a=.7*size), (-2*size, 2*size)))
    assert len(got['stretches']) == 1 and got['zeros'] == got['kinks'] == []
    assert not [n for n in got['stretches'][0]['nodes'] if n['way']]

def about(x, y, preds, span=1):
    "What the page says of points about a curve"
    return evaluated(f'''import {{ pointWords, sayer }} from "{static.as_uri()}/inwords.js";
        const [x, y, preds] = {json.dumps(plain([x, y, preds]))}.map(v => v.map(w => w === "nan" ? NaN : w));
        console.log(JSON.stringify(pointWords(x, y, preds, sayer(["time [s]", "height [m]"], {span}))));''')

@pytest.mark.parametrize('size', [1e-9, 1., 1e9])
@pytest.mark.parametrize('n', [1, 3, 200])
def test_the_points_about_the_curve_are_counted_as_numpy_counts(n, size):
    x, y, preds = np.random.default_rng(n).normal(size=(3, n))*size
    i = np.abs(y - preds).argmax()
    counts, widest = about(x, y, preds, size)
    above, below = [int(w) for w in counts.replace('.', '').split() if w.isdecimal()]
    assert (above, below) == ((y > preds).sum(), (y < preds).sum())
    place, gap = (float(w.replace('−', '-')) for w in (widest.split()[6], widest.split()[11]))
    assert place == pytest.approx(x[i], rel=1e-3) and gap == pytest.approx(abs(y - preds)[i], rel=1e-3)
    assert widest.split()[13] == ('above' if y[i] > preds[i] else 'below')

def test_points_on_the_curve_and_where_it_has_no_value():
    assert about([1, 2, 3], [1, 2, 3], [1, 2, math.nan]) == [
        '0 points lie above the curve, 0 below, 2 on it; at 1 the curve has no value.']
    assert about([1, 2], [1, 2], [1, 3])[1] == 'The widest gap is at time 2 s: the point is 1 m below the curve.'
