"What `explore` promises in Python: what it refuses, what it says to the page, what it leaves behind"
import gc, json, math, re, weakref
from types import SimpleNamespace
import numpy as np, pytest, torch
from fitcurve.data import noisy_quad, quad
from fitcurve.figure import explore
from fitcurve.fit import limits
from fitcurve.page import modules, put
from fitcurve.loss import mae
from tests.kernel import hand, hear

x, y = noisy_quad()
start = dict(a=1.1, b=1.1, c=1.1)

@pytest.fixture
def fig():
    fig = explore(quad, x, y, **start)
    yield fig
    fig.close()

@pytest.mark.parametrize('call, error, says', [
    (lambda: explore(lambda t, a: a*t, a=1.), TypeError, 'f(t, a) has no argument named x'),
    (lambda: explore(quad, x, y, a=1.), TypeError, 'b has no value: quad(x, a, b, c) needs b=..., c=...'),
    (lambda: explore(quad, x, y, d=1., **start), TypeError, 'd is not a parameter of quad(x, a, b, c)'),
    (lambda: explore(quad, y=y, **start), ValueError, 'y needs x'),
    (lambda: explore(quad, x, y[:5], **start), ValueError, 'x has 20 points and y has 5'),
    (lambda: explore(quad, torch.zeros(20, 2), y, **start), ValueError, 'x has shape (20, 2)'),
    (lambda: explore(quad, x, y*math.nan, **start), ValueError, 'y has nan in row 0'),
    (lambda: explore(quad, x, 'up', **start), TypeError, 'y must be numbers, not str'),
    (lambda: explore(quad, [], [], **start), ValueError, 'x is empty'),
    (lambda: explore(quad, x, y, **{**start, 'b': (2., 1.)}), ValueError, 'b: the range (2.0, 1.0) is upside down'),
    (lambda: explore(quad, x, y, **{**start, 'b': (1., 2., -1)}), ValueError, 'b: the step -1 must be more than 0'),
    (lambda: explore(quad, x, y, **{**start, 'b': 'red'}), ValueError,
     "b must be a number, (low, high) or (low, high, step), not 'red'"),
    (lambda: explore(quad, x, y, loss=lambda preds, acts: preds - acts, **start), ValueError,
     'loss: f gave shape (20, 1), it must be one number'),
    (lambda: explore(lambda x, a: x[:3]*a, x, y, a=1.), ValueError, 'f gave shape (3, 1) for x of shape'),
])
def test_bad_input_is_refused_by_name(call, error, says):
    with pytest.raises(error, match=re.escape(says)): call()

def test_the_functions_own_error_comes_through():
    with pytest.raises(ZeroDivisionError): explore(lambda x, a: x*(1/0), a=1.)

@pytest.mark.parametrize('v, slider', [
    (1.1, dict(value=1.1, min=-1.1, max=3.3, step=.1)), (-2., dict(value=-2, min=-6, max=2, step=.1)),
    (3, dict(value=3, min=-3, max=9, step=1)),
    (0, dict(value=0, min=0, max=1, step=1)), ((0, 10), dict(value=5, min=0, max=10, step=1)),
    ((-1., 2.), dict(value=.5, min=-1, max=2, step=.1)),
    ((0., 1., .25), dict(value=.5, min=0, max=1, step=.25)), (np.float32(2), dict(value=2, min=-2, max=6, step=.1)),
])
def test_abbreviations_are_those_of_interact(v, slider):
    from ipywidgets import interactive
    made = explore(lambda x, a: a*x, a=v)._spec['params']['a']
    assert made == pytest.approx(slider)
    if isinstance(v, np.generic): return  # interact knows no numpy
    w = interactive(lambda a: None, a=v).children[0]
    assert made == pytest.approx(dict(value=w.value, min=w.min, max=w.max, step=w.step))

def test_numbers_are_torchs(fig):
    p = {n: torch.tensor(v, dtype=torch.double, requires_grad=True) for n, v in start.items()}
    loss = mae(quad(x.double(), **p), y.double())
    grads = torch.autograd.grad(loss, list(p.values()))
    assert fig.loss == pytest.approx(loss.item(), rel=1e-12)
    assert fig.grad == pytest.approx(dict(zip(p, map(float, grads))), rel=1e-12)

def test_params_are_set_by_name_or_in_order(fig):
    fig.params = dict(b=2)
    fig.params['c'] = -1
    assert fig.params == dict(a=1.1, b=2, c=-1)
    fig.params = torch.tensor([1., 2, 3])
    assert fig.params == dict(a=1, b=2, c=3)
    with pytest.raises(KeyError, match='this figure has no d'): fig.params = dict(d=1)
    with pytest.raises(ValueError, match='3 numbers are needed'): fig.params = [1]
    assert fig._state['params'] == dict(a=1, b=2, c=3)

def test_history_follows_python_and_the_hand(fig):
    fig.params = dict(a=2)
    hand(fig, b=2.)
    assert [h['a'] for h in fig.history] == [1.1, 2, 2] and fig.history[-1]['loss'] == 0.5

def test_observe_hears_python_and_the_hand(fig):
    seen = []
    fig.observe(lambda change: seen.append(dict(change.new)))
    fig.params = dict(a=2)
    hand(fig, a=3.)
    assert [s['a'] for s in seen] == [2, 3]

def test_an_answer_names_the_edit_it_has_heard(fig):
    edits = fig._state['edits']
    hand(fig, seq=7, a=2.)
    dials = dict(lr=0.1, friction=0, schedule='geometric', steps=50)
    want = dict(by='page', seq=7, edits=edits, dials=dials)
    assert {k: fig._state[k] for k in want} == want
    fig.params = dict(a=2.5)
    assert (fig._state['seq'], fig._state['edits']) == (7, edits + 1)

def test_the_page_hears_in_one_message(fig, monkeypatch):
    "Each is work for JupyterLab, in the middle of a drag"
    sent = []
    wire = SimpleNamespace(kernel=True, send=lambda data, buffers=None: sent.append(data['state']))
    monkeypatch.setattr(type(fig), 'comm', wire)
    hand(fig, a=2.)
    fig.params = dict(b=3)
    assert [set(state) for state in sent] == [{'_state', 'value'}]*2
    assert [state['value'] for state in sent] == [dict(a=2, b=1.1, c=1.1), dict(a=2, b=3, c=1.1)]

def test_an_observer_that_corrects_the_hand_is_news_to_the_page(fig):
    fig.observe(lambda change: setattr(fig, 'params', dict(a=min(2, change.new['a']))))
    edits = fig._state['edits']
    hand(fig, a=3.)
    assert fig.params['a'] == fig._state['params']['a'] == 2 and fig._state['edits'] == edits + 1

def test_an_observer_that_fails_still_lets_the_page_have_its_answer(fig):
    fig.observe(lambda change: 1/0)
    with pytest.raises(ZeroDivisionError): hand(fig, seq=3, a=3.)
    assert fig._state['seq'] == 3 and fig.params['a'] == 3

def failing(error):
    "A handler that raises this"
    def handler(change): raise error
    return handler

@pytest.mark.parametrize('name', ['params', 'lr', 'friction', 'y'])
def test_whatever_handler_fails_the_rest_of_an_edit_is_taken(fig, name):
    fig.observe(failing(ZeroDivisionError('no')), name)
    move = dict(params=dict(a=3., b=2., c=1.), dials=dict(lr=.3, friction=.5), data=dict(x=[0, 1], y=[1, 2]))
    with pytest.raises(ZeroDivisionError): hear(fig, seq=1, **move)
    assert (fig.params, fig.lr, fig.friction, fig.y.tolist()) == (move['params'], .3, .5, [[1], [2]])
    assert fig._state['seq'] == 1 and 'ZeroDivisionError in Python: no' in fig._state['notes'][-1]

def test_a_handler_that_fails_at_each_move_is_logged_once(fig):
    fig.observe(failing(ZeroDivisionError('no')))
    with pytest.raises(ZeroDivisionError): hand(fig, seq=1, a=3.)
    hand(fig, seq=2, a=4.)
    assert fig._state['seq'] == 2 and fig.params['a'] == 4 and 'ZeroDivisionError' in fig._state['notes'][-1]

@pytest.mark.parametrize('name', ['params', 'lr'])
def test_an_edit_that_was_interrupted_is_not_heard_and_can_come_again(fig, name):
    handler = failing(KeyboardInterrupt())
    fig.observe(handler, name)
    with pytest.raises(KeyboardInterrupt): hand(fig, seq=1, a=3.)
    assert fig._state['seq'] == 0
    fig.unobserve(handler, name)
    hear(fig, seq=2, after=1, params=start)
    assert fig._state['seq'] == 0, 'nor is one after it'
    whole = [dict(a=3., b=1.1, c=1.1, loss=.5), dict(a=3., b=2., c=1.1, loss=.4)]
    hear(fig, seq=3, after=None, params=dict(a=3., b=2., c=1.1), restart=start, history=whole)
    assert fig._state['seq'] == 3 and fig.params == dict(a=3., b=2., c=1.1) and fig.history[1:] == whole

def test_python_overrules_a_run_but_not_a_hand(fig):
    known = fig._state['edits']
    fig.params = dict(a=7)
    there = dict(a=2., b=2., c=2.)
    hear(fig, seq=1, params=there, moved=['c'], ran=['a', 'b'], edits=known, history=[there | dict(loss=1.)])
    assert fig.params == dict(a=7, b=2, c=2) and fig.history[-1]['a'] == 7
    hear(fig, seq=2, params=there, moved=['a'], ran=[], edits=known)
    assert fig.params['a'] == 2
    fig.params = dict(a=2)
    hear(fig, seq=3, params=there | dict(a=5.), moved=[], ran=['a'], edits=fig._state['edits'] - 1)
    assert fig.params['a'] == 2, 'also where Python set it to what it was'

def test_history_is_bounded_and_the_first_moment_stays(fig):
    for i in range(3):
        hear(fig, seq=i, params=start, history=[start | dict(a=float(i), loss=float(j)) for j in range(1900)])
        assert len(fig.history) <= 2000
    fig.steps = 1999
    for _ in range(2): fig.run()
    assert 1000 < len(fig.history) <= 2000 and fig.history[0].items() > start.items()
    assert fig.history[-1]['a'] == fig.params['a']

def test_step_is_gradient_descent(fig):
    grad = fig.grad
    fig.step(lr=0.1)
    assert fig.params == pytest.approx({n: start[n] - 0.1*grad[n] for n in start})
    fig.zero_grad = False
    both = {n: grad[n] + g for n, g in fig.grad.items()}
    before = dict(fig.params)
    fig.step(lr=0.1)
    assert fig.params == pytest.approx({n: before[n] - 0.1*both[n] for n in start})

def test_descend_runs_lesson_3s_own(fig):
    run = fig.descend(steps=50)
    assert list(fig.params.values()) == pytest.approx([float(p) for p in run.params[-1]])
    assert len(fig._state['walk']['rows']) == len(run.params) and fig.loss < 2
    with pytest.raises(ValueError, match='without data there is no loss'): explore(quad, **start).descend()

def test_the_least_loss_is_least(fig):
    best = fig._spec['best']
    there = torch.tensor(list(best['params'].values()))
    near = there + 0.2*torch.randn(300, 3, generator=torch.Generator().manual_seed(0), dtype=torch.double)
    losses = [mae(quad(x.double(), *p), y.double()).item() for p in near]
    assert min(losses) >= best['loss'] > 0
    fig.params = best['params']
    assert fig.loss == pytest.approx(best['loss'], rel=1e-9)

def test_no_gauge_where_the_least_is_not_known():
    assert explore(lambda x, w: torch.sin(w*x), x, y, w=1.)._spec['best'] is None
    assert explore(quad, x, y, lambda preds, acts: ((preds - acts)**4).mean(), **start)._spec['best'] is None
    assert explore(quad, x, y, torch.nn.functional.mse_loss, **start)._spec['best']
    assert explore(lambda x, w, v: w*x + v*abs(x), x, y, lambda p, a: (p - a).abs().mean(), w=1., v=1.)._spec['best']

def test_what_cannot_be_traced_is_computed_here():
    def f(x, at): return x*at if at > 0 else x/(at + 1)
    fig = explore(f, x, y, at=0.5)
    assert fig._spec['program'] is None
    curve = np.array(fig._state['answer']['curve'])
    assert curve == pytest.approx(0.5*np.linspace(-2.2, 2.2, 241), rel=1e-6)
    assert fig._state['answer']['loss'] == fig.loss
    hand(fig, at=-1.)
    def g(x, at): return x*at if at > 0 else [1/0]
    fig = explore(g, x, y, at=0.5)
    hand(fig, at=-1.)
    where = f'line {g.__code__.co_firstlineno}: def g(x, at): return x*at if at > 0 else [1/0]'
    assert fig._state['answer']['error'] == f'ZeroDivisionError: division by zero\n{where}'
    hand(fig, seq=2, at=1.)
    assert 'error' not in fig._state['answer']

def test_counts_stay_counts():
    def f(x, n): return sum(x**i for i in range(n))
    fig = explore(f, x, y, n=(1, 5))
    fig.params = dict(n=2)
    assert fig._state['answer']['loss'] == pytest.approx(mae(1 + x.double(), y.double()).item())

def test_numpy_functions_need_no_tensors():
    fig = explore(lambda x, a: np.interp(x, [-2, 2], [a, 0]), x.numpy(), y.numpy(), a=1.)
    assert fig.grad['a'] != 0

def test_infinities_go_as_words():
    def gap(preds, acts): return abs(preds - acts).mean()
    fig = explore(lambda x, a: x/a if a else x/0, torch.ones(2, 1), torch.ones(2, 1), gap, a=1.)
    fig.params = dict(a=0.)
    json.dumps(fig._state, allow_nan=False)
    assert fig._state['answer']['loss'] == 'inf'

def test_the_bundle_has_all_three_lives(fig):
    data, _ = fig._repr_mimebundle_()
    assert data['application/vnd.jupyter.widget-view+json']['model_id'] == fig.model_id
    assert data['text/plain'] == 'quad(x, a=1.1, b=1.1, c=1.1): mae 2.422 over 20 points'
    assert data['image/png'] in data['text/html'] and f'alt="{data["text/plain"]}"' in data['text/html']
    assert not re.search(r'''(src|href|from|import)\s*[=(]?\s*["'](https?:)?//''', data['text/html'])

def test_a_saved_output_is_small(fig):
    "All but the picture, and the script in it, which many commits will add to"
    data, _ = fig._repr_mimebundle_()
    assert len(data['text/html']) - len(data['image/png']) < 0.5*sum(map(len, modules('figure.js').values()))

def test_names_are_text():
    def f(x, **p): return x
    f.__name__ = '</script><img src=x onerror=alert(1)>'
    html = explore(f, x, y, a=1.)._repr_mimebundle_()[0]['text/html']
    assert html.count('<img') == 1 and '&lt;/script&gt;' in html
    assert html.count('</script') == 3, 'what it knows, its modules, and its start'

def test_a_cell_run_again_closes_its_last_figure():
    one, two = explore(quad, **start), explore(quad, **start)
    put(one, ('cell', 'run 1')); put(two, ('cell', 'run 1'))
    assert one.comm and two.comm, 'two of one run live side by side'
    put(one, ('other', 'run 2'))
    three = explore(quad, **start)
    put(three, ('cell', 'run 3'))
    assert one.comm and not two.comm, 'one is still shown in another cell'
    put(three, ('other', 'run 4'))
    assert not one.comm and three.comm

def test_a_hundred_runs_leave_one_figure():
    import ipywidgets.widgets.widget as w
    alive = w._instances if hasattr(w, '_instances') else w.Widget.widgets  # ipywidgets 7
    figs, before = weakref.WeakSet(), len(alive)
    for run in range(100):
        fig = explore(quad, x, y, **start)
        put(fig, ('the cell', run)); figs.add(fig)
    assert len(alive) - before == 2  # the figure and its layout
    gc.collect()
    assert len(figs) == 1

def test_the_pages_chart_is_kept_for_a_view_that_opens_later():
    fig, said = explore(lambda x, a: a*x, [1., 2.], [1., 2.], a=1.), []
    fig.send = said.append
    run = dict(id=1, tone=1, name='lr 0.1', first='lr 0.1', epoch=3, dials=dict(lr=.1))
    run |= dict(start=0, rows=[[1, 0], [2, 'inf']])
    def tell(by='page', seq=1, epoch=3, **hand):
        chart = dict(epoch=epoch, runs=[run], **hand)
        hear(fig, by, seq=seq, params=dict(fig.params), moved=[], edits=9, chart=chart)
    def kept():
        fig.receive(dict(ask='history', by='later'))
        return said[-1]['chart']
    tell(hand=[[1, 5]])
    run |= dict(start=2, rows=[[3, None]])
    tell(seq=2)
    assert kept() == dict(epoch=3, hand=[[1, 5]], runs=[run | dict(start=0, rows=[[1, 0], [2, 'inf'], [3, 'nan']])])
    assert (fig._state['charts'], fig._state['chart_by']) == (2, 'page')
    run |= dict(start=9)
    tell('another', 3)
    assert kept()['runs'] == [], 'what came before is not known'
    for wrong in (dict(rows=[[1]]), dict(rows=[[1, 2]]*(limits.steps + 2)), dict(more=1)):
        run |= dict(start=0, rows=[[1, 2]]) | wrong
        with pytest.raises(ValueError, match='edit of'): tell('page', 4)
        run.pop('more', None)
    run |= dict(rows=[[1, 2]])
    tell('page', 5)
    assert kept()['runs']
    fig.data = [1, 2, 3], [1, 2, 3]
    assert kept()['runs'] == [] and len(said[-1]['history']) == 1, 'other data, another chart'
