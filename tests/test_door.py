"What a page is given is looked at before anything is built of it: what was damaged is refused, and all else lives"
import json
import pytest, torch
from fitcurve.data import quad
from fitcurve.figure import explore
from fitcurve.pad import read_writing
from fitcurve.page import static
from fitcurve.program import ops
from fitcurve.relu import relu_sum
from tests.node import evaluated
from tests.pages import start, x, y

door, fit, intact, program, state = (
    json.dumps((static/f"{n}.js").as_uri()) for n in ("door", "fit", "intact", "program", "state"))

def branching(x, at): return x if at > 0 else -x
def of_all(x, a): return a*x + x.mean()
def chosen(x, a, kind, up): return a*(torch.sin(x) if kind == 'wave' else x) + up

figures = dict(
    quad=lambda: explore(quad, x, y, **start),
    no_data=lambda: explore(quad, **start),
    sum=lambda: explore(relu_sum, x, y, n=3),
    computed=lambda: explore(branching, x, y, at=(-1., 1.)),
    together=lambda: explore(of_all, x, y, a=1.),
    choices=lambda: explore(chosen, x, y, a=1., kind=['wave', 'line'], up=True),
    hidden=lambda: explore(quad, x, y, **start, hide=True),
    small=lambda: explore(quad, x, y, **start, show='sliders'),
    named=lambda: explore(quad, x, y, **start, labels=('time [s]', None)),
    one_point=lambda: explore(quad, x[:1], y[:1], **start),
    many=lambda: explore(quad, x.repeat(2000, 1), y.repeat(2000, 1), **start),
    huge=lambda: explore(quad, 1e9*x, 1e9*y, **start),
    infinite=lambda: explore(lambda x, a: a/x, x - x[0], y, a=1.))

@pytest.fixture(scope='module')
def specs(): return {name: make().snapshot()[0] for name, make in figures.items()}

def test_every_figure_and_pad_comes_in(specs):
    pad = read_writing(torch.nn.Linear(16, 10), size=4).snapshot()[0]
    script = f'import {{ checkFigure, checkPad }} from {door};\n'
    script += f'for (const spec of {json.dumps(list(specs.values()))}) checkFigure(spec);\ncheckPad({json.dumps(pad)});'
    assert evaluated(script + 'console.log("true")')

def test_an_operation_has_as_many_arguments_as_in_python():
    script = f'import {{ arity }} from {intact}; import {{ ops }} from {program};\n'
    script += 'const all = Object.keys(ops).map(name => [name, arity(name)]);\n'
    have = evaluated(script + 'console.log(JSON.stringify(Object.fromEntries(all)))')
    assert have == {n: op.arity for n, op in ops.items()}

# One leaf after the other is made something else: the door refuses it, or the figure can be computed all the same.
spoil = '''
import { checkFigure } from %s;
import { fit } from %s;
import { begin } from %s;
const bad = [1e9, -1, 2.5, 1e300, "nonsense", null, [], {}, { length: 1e9 }, true];
function* leaves(v, path = []) {
  if (path.length && (typeof v !== "object" || v === null || path.length < 3)) yield path;
  if (typeof v !== "object" || v === null) return;
  const keys = Object.keys(v);
  for (const key of Array.isArray(v) ? keys.slice(0, 3) : keys) yield* leaves(v[key], [...path, key]);
}
const wrong = [];
const counts = { refused: 0, lives: 0 };
for (const text of %s) for (const path of leaves(JSON.parse(text))) for (const v of bad) {
  const spec = JSON.parse(text);
  const at = path.slice(0, -1).reduce((o, key) => o[key], spec);
  at[path.at(-1)] = v;
  try { checkFigure(spec); } catch (e) {
    counts.refused++;
    if (!/^this page was damaged, in its [a-z ]+$/.test(e.message)) wrong.push([path.join("."), v, e.message]);
    continue;
  }
  counts.lives++;
  try {
    const { params, x, y, xlim } = begin(spec);
    const model = fit({ ...spec, x, y, xlim });
    model.curve?.(params);
    model.measure?.(params);
  } catch (e) { wrong.push([path.join("."), v, e.message]); }
}
console.log(JSON.stringify([counts, wrong.slice(0, 20)]));
'''

def test_what_was_damaged_is_refused_or_harmless(specs):
    few = [json.dumps(specs[n]) for n in ('quad', 'sum', 'computed', 'choices')]
    counts, wrong = evaluated(spoil % (door, fit, state, json.dumps(few)))
    assert wrong == [] and counts['refused'] > 1000 and counts['lives'] > 100, counts

@pytest.mark.parametrize('harm', [
    lambda s: s['program'].update(output=99),
    lambda s: s['program']['ops'][-1].__setitem__(1, 99),
    lambda s: s['program']['ops'][-1].__setitem__(1, .5),
    lambda s: s['program']['ops'].append(['array', [10**9], '']),
    lambda s: s['program'].update(rows=[[1, 10**9]]),
    lambda s: s['program']['ops'].append(['constructor', 0]),
    lambda s: s['loss'].update(data=[0, 7]),
    lambda s: s['loss']['inputs'].__setitem__(1, s['loss']['inputs'][0]),
    lambda s: s['limits'].update(curve=10**9),
    lambda s: s['dials'].update(steps=10**9),
    lambda s: s.update(x=dict(length=10**9)),
    lambda s: s['y'].pop(),
    lambda s: s['now']['params'].update(z=1.),
    lambda s: s['now'].update(predictions=[dict(what='end', said=None, was=1, params={})]),
    lambda s: s['now'].update(predictions=[dict(what='end', said=1, was=1, params={}, at=dict(z=1), ended=dict(z=1))]),
    lambda s: s['now'].update(predictions=[dict(what='curve', x=[1], said=[1, 2], was=None, params={})]),
    lambda s: s['now'].update(predictions=[dict(what='curve', x=[1]*61, said=[1]*61, was=None, params={})]),
    lambda s: s.update(xlim=[1, 1]),
    lambda s: s.update(labels=['time [s]', 3])])
def test_bad_indices_and_false_lengths_are_refused(specs, harm):
    spec = json.loads(json.dumps(specs['quad']))
    harm(spec)
    script = f'import {{ checkFigure }} from {door};\nlet said = "";\n'
    script += f'try {{ checkFigure({json.dumps(spec)}); }} catch (e) {{ said = e.message; }}\n'
    assert evaluated(script + 'console.log(JSON.stringify(said))').startswith('this page was damaged, in its ')
