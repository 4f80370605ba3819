"""What stands in both languages says the same in both: Python where there is a kernel, the page where there is none"""
import json, subprocess
from dataclasses import asdict
from functools import partial
import numpy as np, pytest, torch
from fitcurve.data import noisy_quad, quad
from fitcurve.page import jsonable, static
from fitcurve.program import trace
from tests.node import node_path

# Python's own of each
from fitcurve.stretch import dilated
from fitcurve.figure import Chart, explore, kept_past
from fitcurve.best import least_weights
from fitcurve.fit import as_data, axis_range, design_matrix, errors_for, keep_or_rescale, with_bars
from fitcurve.parts import least_pieces

def page(module, names, answer, cases):
    "What the page's module says of each case; `answer` is JavaScript, a function of one"
    script = f'''import {{ {names} }} from {(static/module).as_uri()!r};
        const answer = {answer};
        console.log(JSON.stringify({json.dumps(jsonable(cases))}.map(answer)));'''
    done = subprocess.run([node_path, '--input-type=module'], input=script, capture_output=True, encoding='utf-8')
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)

def plain(columns): return [[c.tolist() for c in pair] for pair in columns]

def scaled(rng): return 10.**rng.integers(-4, 5)

# ── The least mean absolute error ──

def points(rng, i):
    "Noise of three kinds, exact curves, points on top of one another, fewer points than parameters, at any scale"
    n = int(rng.choice([1, 2, 3, 4, 10, 50, 200]))
    x = rng.uniform(-2, 2, n)
    if i % 3 == 0: x = x.round()
    noise = [rng.normal(size=n), rng.standard_cauchy(n), rng.integers(-1, 2, n), 0*x][i % 4]
    y = (3*x**2 + 2*x + 1 + noise).round(i % 5 + 1)
    return x*10.**rng.integers(-9, 10), y*10.**rng.integers(-9, 10)

@pytest.mark.parametrize('squared', [False, True])
def test_the_least_loss_is_the_same_at_any_scale(squared):
    rng = np.random.default_rng(0)
    cases = [points(rng, i) for i in range(100)]
    name = 'leastSquares' if squared else 'leastAbsolute'
    found = page('best.js', name, f'''([x, y]) =>
        {name}([x.map(v => v*v), x, x.map(() => 1)], Float64Array.from(y))?.loss''', plain(cases))
    for (x, y), got in zip(cases, found):
        want = least_weights(np.stack([x**2, x, np.ones_like(x)]), y, squared)[0]
        size = np.abs(y).max()
        assert got == pytest.approx(want, rel=1e-9, abs=(1e-14*size)**2 if squared else 1e-14*size)

# ── The past that a page keeps ──

def random_rows(rng, width, least=1):
    return rng.normal(size=(rng.choice([least, 2, 60, 150, 700]), width)).round(3).tolist()

def test_as_much_of_the_past_is_kept():
    "Walks, runs and moves by hand of all lengths, of few parameters and of many"
    rng, cases, want = np.random.default_rng(4), [], []
    for i in range(30):
        width = int(rng.choice([2, 4, 50, 300]))
        any_rows = partial(random_rows, rng, width)
        chart, dials = Chart(epoch=i, hand=any_rows(0) or None), dict(lr=.1)
        for _ in range(i % 5): chart = chart.with_walk(dials, any_rows())
        cases.append(dict(history=any_rows(), chart=chart, width=width))
        want.append(jsonable(kept_past(**cases[-1])))
    found = page('record.js', 'pastOf', '''({ history, chart, width }) => {
        const names = Array.from({ length: width - 1 }, (_, j) => `p${j}`);
        const moment = row => ({ params: Object.fromEntries(names.map((n, j) => [n, row[j]])), loss: row.at(-1) });
        const runs = chart.runs.map(({ rows, start, ...run }) => ({ ...run, moments: rows.map(moment) }));
        const hand = chart.hand && chart.hand.map(moment);
        const { epoch } = chart;
        return pastOf({ history: history.map(moment), runs, hand, epoch, limits: { steps: 1999 } }, names); }''', cases)
    assert found == want
    assert {len(past['chart']['runs']) for past in found if past} == {0, 1, 2, 3, 4}

# ── The columns of a weighted sum ──

functions = [
    quad,
    lambda x, a, b: a*torch.sin(3*x) + b,
    lambda x, a, b: a*torch.relu(x - 0.3) + b*abs(x) - 2,
    lambda x, a, b: torch.where(x > 0, a*x, b),
    lambda x, a: a + 0*x,
]

def test_the_columns_of_a_weighted_sum_are_the_same():
    rng, cases, want = np.random.default_rng(1), [], []
    for f in functions*4:
        x, y = as_data(scaled(rng)**0.25*rng.normal(size=12), rng.normal(size=12))
        names = [n for n in trace(f).inputs if n != 'x']
        cases.append(dict(program=asdict(trace(f)), names=names, x=x))
        want.append(design_matrix(trace(f), x, names))
    found = page('best.js', 'weighedColumns', '''({ x, ...rest }) => {
        const sum = weighedColumns({ ...rest, x: Float64Array.from(x) });
        return [sum.columns.map(c => [...c]), [...sum.rest]]; }''', cases)
    for got, expected in zip(found, want):
        np.testing.assert_allclose(np.array(got[0]).T, expected[0], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(got[1], expected[1], rtol=1e-9, atol=1e-12)

# ── A step of descent ──

@pytest.mark.parametrize('friction', [1., 0.3, 0.])
def test_steps_with_momentum_are_the_same(friction):
    x, y = noisy_quad()
    fig = explore(quad, x, y, a=1.1, b=1.1, c=1.1)
    fig.friction, fig.lr = friction, 0.03
    walks = page('fit.js', 'descend, fit', '''({ spec, friction }) => {
        const { measure } = fit(spec);
        const start = Object.fromEntries(Object.entries(spec.params).map(([name, p]) => [name, p.value]));
        const step = ({ params, momentum }) => descend(params, measure(params).grad, { lr: 0.03, friction, momentum });
        const walk = [step({ params: start, momentum: null })];
        while (walk.length < 8) walk.push(step(walk.at(-1)));
        return walk.map(({ params }) => params); }''',
        [dict(spec=dict(fig._spec), friction=friction)])
    for params in walks[0]:
        fig.step()
        assert dict(fig.params) == pytest.approx(params, rel=1e-9, abs=1e-12)

# ── The r-algorithm ──

def python_walk(A, y, start, spans, first, last, steps, shrink):
    "The steps of `descend`, a parameter measured in sliders, on mean |Ap - y|"
    A, y, start, spans = (torch.tensor(v, dtype=torch.double) for v in (A, y, start, spans))
    choose, u, walk = dilated(first, shrink), start/spans, []
    for t in range(steps):
        direction, rate = choose((torch.sign(A @ (u*spans) - y) @ A)/len(y)*spans)
        u = u - rate*(last/first)**(t/steps)*direction
        walk.append((u*spans).tolist())
    return walk

def test_the_long_walk_takes_descends_own_steps():
    rng, cases = np.random.default_rng(2), []
    for _ in range(20):
        k, n = rng.integers(1, 6), rng.integers(8, 40)
        spans = scaled(rng)*rng.uniform(0.1, 10, k)
        A = rng.normal(size=(n, k))
        y = A @ (spans*rng.normal(size=k)) + spans.mean()*rng.normal(size=n)
        start, first, shrink = spans*rng.normal(size=k), rng.uniform(0.02, 0.2), rng.uniform(0.7, 0.95)
        cases.append(dict(A=A.tolist(), y=y.tolist(), start=start.tolist(), spans=spans.tolist(),
                          first=float(first), last=1e-3, steps=30, shrink=float(shrink)))
    walks = page('ralgorithm.js', 'rAlgorithm', '''({ A, y, start, spans, ...settings }) => {
        const named = list => Object.fromEntries(list.map((v, i) => [`p${i}`, v]));
        const measure = params => {
            const gaps = A.map((row, i) => row.reduce((sum, a, j) => sum + a*params[`p${j}`], -y[i]));
            const slope = j => gaps.reduce((sum, gap, i) => sum + Math.sign(gap)*A[i][j], 0)/y.length;
            const loss = gaps.reduce((sum, gap) => sum + Math.abs(gap), 0)/y.length;
            return { loss, grad: named(spans.map((_, j) => slope(j))) }; };
        const limits = named(spans.map(v => ({ min: 0, max: v })));
        const walk = rAlgorithm(measure, named(start), limits, settings);
        return Array.from(walk, ({ params }) => Object.values(params)); }''', cases)
    for case, walk in zip(cases, walks):
        *steps, end = walk
        wanted = np.array(python_walk(**case))/case['spans']
        np.testing.assert_allclose(np.array(steps)/case['spans'], wanted, rtol=1e-9, atol=1e-9)
        assert end in [case['start'], *steps], 'it ends at a place on its way'

# ── The least error of straight pieces ──

def test_the_limit_of_straight_pieces_is_the_same():
    "Of points in any order, some of them above each other, at any scale"
    rng, cases = np.random.default_rng(3), []
    for i in range(36):
        n, wide, tall = int(rng.integers(2, 26)), scaled(rng)**2, scaled(rng)**2
        x = rng.normal(size=n)
        if i % 3 == 0: x = x.round()
        if i % 4 == 0: x = x + 1e6
        cases.append((wide*x, tall*(rng.normal(size=n) + i % 3)))
    found = page('pieces.js', 'leastPieces, pieceCosts', '''([x, y]) => {
        const costs = [...pieceCosts(Float64Array.from(x), Float64Array.from(y))].at(-1);
        return [1, 2, 3, 5].map(k => leastPieces(costs, k)); }''', plain(cases))
    assert sum(two > 1e-3*abs(y).max() for (_, two, *_), (_, y) in zip(found, cases)) > 12
    for got, (x, y) in zip(found, cases):
        tall = abs(y).max()
        x, y = as_data(x, y)
        assert got == pytest.approx([least_pieces(x, y, k) for k in (1, 2, 3, 5)], rel=1e-6, abs=1e-6*tall)

# ── Error bars ──

def test_error_bars_reach_as_far_and_other_points_get_the_same():
    "Of one point and of many, at any scale; on even axes and, where all is above 0, on log ones"
    rng = np.random.default_rng(6)
    def draw(i):
        n, size = int(rng.choice([1, 2, 3, 50])), 10.**rng.integers(-9, 10)
        y = rng.lognormal(0, 2, n)*size
        return [(y if i % 2 else rng.normal(size=n)*size).tolist(), (rng.lognormal(0, 1, n)*size).tolist(), bool(i % 2)]
    cases = [draw(i) for i in range(60)]
    reach = page('errors.js', 'withBars', '''([y, yerr, log]) =>
        [...withBars(Float64Array.from(y), Float64Array.from(yerr), log)]''', cases)
    others = page('errors.js', 'errorsFor', '''([y, yerr]) =>
        [y.length, 7].map(n => [...errorsFor(Float64Array.from(yerr), n)])''', cases)
    views = page('view.js', 'homeOf, firstView', '''([y, yerr, log]) => {
        const [lim, v, e] = [[-1, 1], ...[y, yerr].map(u => Float64Array.from(u))];
        const s = { x: v.map((_, i) => i), y: v, yerr: e, log: log ? "y" : "", fitted: { xlim: lim, ylim: lim } };
        return (log ? firstView({ ...s, home: s.fitted }, "y").fitted : homeOf(s)).ylim }''', cases)
    for (y, yerr, log), far, (same, seven), ylim in zip(cases, reach, others, views):
        y, yerr = (torch.tensor(v, dtype=torch.double)[:, None] for v in (y, yerr))
        want = with_bars(y, yerr, log)
        assert far == pytest.approx(want[:, 0].tolist(), rel=1e-12)
        assert ylim == pytest.approx(axis_range(want, .15, True) if log else keep_or_rescale([-1., 1.], want, .15))
        assert [same, seven] == [errors_for(yerr, n)[:, 0].tolist() for n in (len(y), 7)]
