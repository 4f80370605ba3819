"""What stands in both languages says the same in both: Python where there is a kernel, the page where there is none"""
import json, subprocess
from dataclasses import asdict
from functools import partial
import numpy as np, pytest, torch
from scipy.optimize import linprog
from fitcurve.data import noisy_quad, quad
from fitcurve.loss import mae
from fitcurve.page import jsonable, static
from fitcurve.program import trace
from tests.node import node_path

# Python's own of each
from fitcurve.stretch import dilated
from fitcurve.figure import Chart, explore, kept_past
from fitcurve.best import least_weights
from fitcurve.fit import as_data, as_errors, axis_range, design_matrix, errors_for, keep_or_rescale, with_bars
from fitcurve.parts import least_pieces

def page(module, names, answer, cases, more=''):
    "What the page's module says of each case; `answer` is JavaScript, a function of one, which may import `more`"
    more = more.replace("'./", f"'{static.as_uri()}/")
    script = f'''import {{ {names} }} from {(static/module).as_uri()!r}; {more}
        const answer = {answer};
        console.log(JSON.stringify({json.dumps(jsonable(cases))}.map(answer)));'''
    done = subprocess.run([node_path, '--input-type=module'], input=script, capture_output=True, encoding='utf-8')
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)

def plain(columns): return [[c if c is None else c.tolist() for c in case] for case in columns]

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

def line_cost(x, y, err):
    "The least sum of gaps to a line, in error bars, by a linear programme: slope, height, and a gap for each point"
    n, unit = len(x), np.eye(len(x))*err
    line = np.stack([(x - x.mean())/(np.ptp(x) or 1), np.ones(n)], 1)
    above = np.block([[line, -unit], [-line, -unit]])
    done = linprog(np.r_[0, 0, np.ones(n)], above, np.r_[y, -y], bounds=[(None, None)]*2 + [(0, None)]*n)
    return done.fun

def test_the_limit_of_straight_pieces_is_the_same():
    "Of points in any order, some above each other, some with error bars, at any scale; and of a linear programme"
    rng, cases = np.random.default_rng(3), []
    for i in range(36):
        n, wide, tall = int(rng.integers(2, 26)), scaled(rng)**2, scaled(rng)**2
        x = rng.normal(size=n)
        if i % 3 == 0: x = x.round()
        if i % 4 == 0: x = x + 1e6
        bars = tall*rng.lognormal(0, 1, n) if i % 2 else None
        cases.append((wide*x, tall*(rng.normal(size=n) + i % 3), bars))
    found = page('pieces.js', 'leastPieces, pieceCosts', '''([x, y, e]) => {
        const costs = [...pieceCosts(Float64Array.from(x), Float64Array.from(y), e && Float64Array.from(e))].at(-1);
        return [1, 2, 3, 5].map(k => leastPieces(costs, k)); }''', plain(cases))
    assert sum(two > 1e-3*abs(y).max() for (_, two, *_), (_, y, e) in zip(found, cases) if e is None) > 6
    for got, (x, y, bars) in zip(found, cases):
        tall = abs(y).max() if bars is None else (abs(y)/bars).max()
        if bars is not None and len(set(x)) == len(x) > 4:
            u, v, e = np.stack([x, y/abs(y).max(), bars/abs(y).max()])[:, x.argsort()]
            halves = [line_cost(u[:k], v[:k], e[:k]) + line_cost(u[k:], v[k:], e[k:]) for k in range(2, len(x) - 1)]
            assert got[:2] == pytest.approx([line_cost(u, v, e)/len(x), min(halves)/len(x)], rel=1e-7, abs=1e-9*tall)
        x, y = as_data(x, y)
        mine = [least_pieces(x, y, k, as_errors(bars, len(y))) for k in (1, 2, 3, 5)]
        assert got == pytest.approx(mine, rel=1e-6, abs=1e-6*tall)

# ── The line that makes a figure again ──

def halves(p, a): return mae(p, a)/2
def rising(x, log, yerr=1): return log*x + yerr
def drawn(seed=3): return noisy_quad(8, seed=seed)

def test_the_copied_line_makes_the_same_figure():
    "Whatever options it was made with, and a hand has changed since; where the function has an option's name, too"
    rng, figs, turns = np.random.default_rng(8), [], []
    maybe = lambda v: v if rng.random() < .5 else None
    for i in range(40):
        n = int(rng.integers(3, 9))
        x = rng.uniform(.1, 9, n)
        given = dict(
            loss=maybe(halves), hide=maybe(True), labels=maybe(('t "1" [s]\\', None)), show=maybe('descent'),
            test=maybe([0, n - 1]), yerr=maybe(rng.lognormal(0, 1, n) if i % 4 else 2.5), log=maybe('xy'))
        given = {name: v for name, v in given.items() if v is not None}
        f, sliders = ((quad, dict(a=1.1, b=(-2., 7., .25), c=3)), (rising, dict(log=2., yerr=.5)))[i % 2]
        place = [given.get(k, v) for k, v in dict(loss=mae, hide=False, labels=None, show='all', test=None, data=None,
            yerr=None, log=None).items()] if f is rising else []
        data = dict(data=drawn) if i % 8 == 0 else {}
        if data: given = {name: v for name, v in given.items() if name in ('hide', 'show')}
        xy = () if data else (x, rng.uniform(.1, 9, n))
        figs.append((explore(f, *xy, *place, **sliders, **data, **({} if place else given)), dict(x=x, y=xy and xy[1])))
        turns.append([i % 3 == 1, {name: [-3 - i, 40 + i, .5] for name in list(sliders)[:i % 3]}])
    lines = page('python.js', 'asFigure', '''([spec, [moves, ends]]) => {
        const first = begin(spec), names = Object.keys(spec.params);
        const view = { stage: { at: spec.show }, veil: { on: spec.hide } };
        let s = { ...first, view, sliders: withEnds(first.sliders, ends) };
        if (moves) s = { ...s, params: { ...s.params, [names[0]]: 0.5 }, dials: { ...s.dials, lr: 0.3 },
            x: s.x.map(v => v + 3), y: s.y.slice(), log: "x" };
        return [asFigure({ spec, names, first }, s), { params: s.params, log: s.log, x: [...s.x] }]; }''',
        [[fig.spec.as_json(), turn] for (fig, _), turn in zip(figs, turns)],
        "import { begin } from './state.js'; import { withEnds } from './ends.js';")
    for (fig, data), (moves, ends), (line, now) in zip(figs, turns, lines):
        space = globals() | data
        exec(line, space)
        made, was = space['fig'], fig.spec.as_json()
        for name in ('title', 'loss_name', 'labels', 'hide', 'show', 'held'):
            assert made.spec.as_json()[name] == was[name], line
        assert dict(made.params) == now['params'] and (made.log or '') == now['log'], line
        assert made.x[:, 0].tolist() == pytest.approx(now['x'], rel=1e-9) and made.lr == (.3 if moves else .05)
        assert made.sliders == {**fig.sliders, **{n: tuple(v) for n, v in ends.items()}}, line
        assert (made.yerr is None) == (fig.yerr is None), line
        if fig.yerr is not None: assert made.yerr.numpy() == pytest.approx(fig.yerr.numpy()), line
        assert bool(made._drawer) == (bool(fig._drawer) and not moves), line

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
