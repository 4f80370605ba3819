"The slice of the loss: its numbers against torch's, and real events in a real browser; the sweep, the pace of Run"
import json
import numpy as np, pytest, torch
from fitcurve.data import quad
from fitcurve.figure import explore
from fitcurve.loss import mae
from fitcurve.page import jsonable, static
from tests.node import evaluated
from tests.pages import agrees, drag, painted, serious, start, state, stop_clock, x, y

# ── Numbers ──

functions = [quad,
             lambda x, a, b: a*torch.sin(3*x) + b,
             lambda x, a, b: a*torch.relu(x - b) + b*abs(x),
             lambda x, a: a*x,
             lambda x, a, b: torch.exp(a*x/10)*b]

def squared(preds, acts): return ((preds - acts)**2).mean()

def figures():
    "Of several functions and losses, one point and many, at scales from 1e-9 to 1e9"
    rng = np.random.default_rng(0)
    for i in range(30):
        f, loss, n = functions[i % 5], [mae, squared][i // 5 % 2], int(rng.choice([1, 3, 40, 3000]))
        scale = [1, 1e-9, 1e9][i % 3]
        x = torch.tensor(rng.uniform(-2, 2, (n, 1)))
        y = torch.tensor(rng.normal(size=(n, 1)))*scale
        names = f.__code__.co_varnames[1:f.__code__.co_argcount]
        free = {name: float(rng.uniform(-2, 2)) for name in names}
        if i % 5 not in (2, 4): free = {name: v*scale for name, v in free.items()}
        yield f, x, y, loss, free

def slices(cases):
    "The slice that the page makes of each of these specs, along each of these parameters"
    names = {'slicing.js': 'slicer', 'survey.js': 'lossOf', 'fit.js': 'column'}
    imports = '\n'.join(f'import {{ {n} }} from "{(static/module).as_uri()}";' for module, n in names.items())
    return evaluated(imports + f'''
        const cut = ({{ spec, params, on }}) => {{
            const lossAt = lossOf(spec, {{ x: column(spec.x), y: column(spec.y) }});
            const {{ min, max }} = spec.params[on];
            const s = slicer(lossAt(params, on), [min, max]);
            s.refine();
            return {{ min, max, ts: s.ts, losses: s.vs }};
        }};
        console.log(JSON.stringify({json.dumps(jsonable(cases))}.map(cut)));''')

def test_along_a_slice_the_losses_are_torchs():
    figs = [(made, explore(*made[:4], **made[4])._spec) for made in figures()]
    found = iter(slices([dict(spec=dict(spec), params=made[4], on=on) for made, spec in figs for on in made[4]]))
    for (f, xs, ys, loss, free), _ in figs:
        for on in free:
            s = next(found)
            assert (s['ts'][0], s['ts'][-1]) == (s['min'], s['max']) and s['ts'] == sorted(s['ts'])
            want = [loss(f(xs, **{**free, on: t}), ys).item() for t in s['ts']]
            assert s['losses'] == pytest.approx(want, rel=1e-9, abs=1e-14*max(want))

# ── In a browser ──

def shown(page):
    painted(page)
    return page.evaluate('document.querySelector("[data-slice]").fitcurve()')

def walked(steps, lr, friction):
    "Where torch's own SGD stands before and after the last of so many steps"
    p = {n: torch.tensor(v, dtype=torch.double, requires_grad=True) for n, v in start.items()}
    opt = torch.optim.SGD(p.values(), lr=lr, momentum=1 - friction)
    for _ in range(steps):
        opt.zero_grad()
        mae(quad(x.double(), **p), y.double()).backward()
        before = {n: v.item() for n, v in p.items()}
        opt.step()
    return before, {n: v.item() for n, v in p.items()}

def loss_at(params): return mae(quad(x.double(), **params), y.double()).item()

def place(page, s, t):
    "Where t of the slice is on the screen"
    box = page.locator('[data-slice]').bounding_box()
    (lo, hi), (low, high) = s['ranges']
    return (box['x'] + s['left'] + (t - lo)/(hi - lo)*(s['right'] - s['left']), box['y'] + s['top'] + 60)

def test_the_slice_its_slope_and_where_the_next_step_lands(page, axe):
    assert not page.locator('[data-slice]').is_visible()
    page.locator('input[data-param=a]').focus()
    page.keyboard.press('l')
    s = shown(page)
    assert s['on'] == ['a', 'mae'] and s['ranges'][0] == [-1.1, pytest.approx(3.3)]
    assert s['slope'] == pytest.approx(agrees(state(page))['grad']['a']) and s['kink'] is None
    text = page.locator('[data-slice]').get_attribute('aria-valuetext')
    assert text == 'mae 2.422 at a = 1.1; slope −1.35: a larger a lowers it'
    assert 'the others move as well' in page.locator('.fitcurve-slice-key').inner_text()
    page.fill('[data-typed=lr]', '0.2'); page.fill('[data-typed=friction]', '0.1'); page.keyboard.press('Tab')
    for n in 1, 2, 3:
        before, after = walked(n, 0.2, 0.1)
        s = shown(page)
        assert s['v'] == pytest.approx(before['a']) and s['loss'] == pytest.approx(loss_at(before))
        assert s['to'] == pytest.approx(after['a'])
        assert s['lossThere'] == pytest.approx(loss_at({**before, 'a': after['a']}))
        want = [loss_at({**before, 'a': t}) for t in s['ts']]
        assert s['losses'] == pytest.approx(want, rel=1e-9)
        page.click('[data-action=step]')
    assert not serious(page, axe)

def test_a_hand_on_the_slice_is_one_on_its_slider(page):
    page.keyboard.press('Tab'); page.keyboard.press('l')
    page.select_option('[data-slice-of]', 'b')
    s = shown(page)
    before, ranges = state(page)['params'], s['ranges']
    page.mouse.move(*place(page, s, 1.1)); page.mouse.down()
    page.mouse.move(*place(page, s, 2.5), steps=5)
    assert shown(page)['v'] == state(page)['params']['b'] == 2.5
    page.mouse.up(); painted(page)
    assert shown(page)['ranges'] == ranges, 'along its own slider nothing moves but the ball'
    page.click('[data-action=undo]'); painted(page)
    assert state(page)['params'] == before, 'a drag is one thing to undo'
    page.locator('[data-slice]').focus()
    for key in 'ArrowRight', 'ArrowUp', 'PageDown': page.keyboard.press(key)
    painted(page)
    assert state(page)['params']['b'] == pytest.approx(0.3)
    assert page.locator('[data-slice]').get_attribute('aria-valuetext').startswith('mae ')
    page.keyboard.press('End'); painted(page)
    assert state(page)['params']['b'] == pytest.approx(3.3)
    drag(page, 'a', 0.9)
    s = shown(page)
    assert s['losses'] == pytest.approx([loss_at({**state(page)['params'], 'b': t}) for t in s['ts']])
    page.click('[data-action=map]'); painted(page)
    assert page.locator('[data-map]').is_visible() and not page.locator('[data-slice]').is_visible()
    page.keyboard.press('l'); painted(page)
    assert page.locator('[data-slice]').is_visible() and not page.locator('[data-map]').is_visible()

def test_behind_the_veil_the_slice_tells_nothing(page):
    page.keyboard.press('Tab'); page.keyboard.press('l'); shown(page)
    page.keyboard.press('r'); painted(page)
    canvas = page.locator('[data-slice]')
    assert not canvas.is_visible() and canvas.get_attribute('tabindex') == '-1'
    assert canvas.get_attribute('aria-valuetext') == 'hidden'
    assert page.locator('.fitcurve-slice-key').text_content() == '●╱→'
    page.keyboard.press('r'); painted(page)
    assert canvas.is_visible() and 'mae' in canvas.get_attribute('aria-valuetext')

def test_a_kink_is_said(saved, open_page):
    "One point: right on it the MAE has no slope, and torch says 0"
    one = open_page(saved(explore(lambda x, a: a*x, [1.], [2.], a=2.)))
    one.click('[data-action=slice]')
    s = shown(one)
    assert (s['kink']['left'], s['kink']['right'], s['slope']) == (pytest.approx(-1), pytest.approx(1), 0)
    assert 'a kink: slope −1 left of it, 1 right of it' in one.locator('.fitcurve-slice-key').inner_text()
    assert not one.locator('[data-action=map]').count(), 'for one parameter it takes the place of the map'

def test_a_slider_sweeps_and_its_slice_draws_itself(page):
    page.locator('input[data-param=b]').focus()
    page.keyboard.press('l')
    stop_clock(page)
    before = state(page)
    page.keyboard.press('g')
    page.clock.run_for(1000)
    now = state(page)
    assert now['params']['b'] == pytest.approx(1.1 + 4.4/4, abs=0.1)
    s = page.evaluate('document.querySelector("[data-slice]").fitcurve()')
    assert s['on'][0] == 'b', 'it is seen on the slice along its own slider'
    page.clock.run_for(8000)
    assert state(page)['params'] == before['params'] and state(page)['history'] == before['history']
    page.keyboard.press('g'); page.clock.run_for(1000)
    page.keyboard.press('Escape'); page.clock.run_for(1000)
    there = state(page)['params']
    assert there['b'] > 2
    page.clock.run_for(1000)
    assert state(page)['params'] == there, 'it stays where it was stopped'
    page.keyboard.press('g'); page.clock.run_for(1000)
    page.locator('input[data-param=a]').focus(); page.keyboard.press('ArrowRight'); page.clock.run_for(1000)
    still = state(page)['params']
    page.clock.run_for(1000)
    assert state(page)['params'] == still, 'a hand on any slider stops it'
    page.keyboard.press('Control+z'); page.keyboard.press('Control+z'); page.clock.run_for(100)
    assert state(page)['params'] == before['params'], 'each sweep is one thing to undo'
    page.keyboard.press('g'); page.clock.run_for(500)
    page.click('[data-action=run]'); page.clock.run_for(500)
    assert page.locator('[data-action=sweep-slice]').get_attribute('aria-pressed') == 'false'
    assert page.locator('[data-action=run]').inner_text() == 'Pause'

def test_a_sweep_without_data_for_whoever_asked_for_less_motion(saved, open_page):
    page = open_page(saved(explore(quad, **start)), reduced_motion='reduce', viewport=dict(width=390, height=800))
    page.locator('input[data-param=c]').focus()
    stop_clock(page)
    page.keyboard.press('g')
    seen = set()
    for _ in range(40):
        page.clock.run_for(100)
        seen.add(state(page)['params']['c'])
    assert 5 <= len(seen) <= 10, 'two pictures a second'
    assert page.evaluate('document.documentElement.scrollWidth') <= 390

def test_a_run_at_a_chosen_pace_is_the_same_run(page):
    page.fill('[data-steps]', '20'); page.keyboard.press('Tab')
    assert not page.locator('[data-pace]').is_visible()
    page.click('[data-action=more]'); page.click('[data-action=pace]')
    page.select_option('[data-pace]', 'in 10 s')
    want = [walked(n, 0.05, 1)[1]['a'] for n in (9, 20)]
    stop_clock(page)
    page.click('[data-action=run]')
    page.clock.run_for(4600)
    assert state(page)['params']['a'] == pytest.approx(want[0]), 'two steps a second'
    page.clock.run_for(7000)
    assert state(page)['params']['a'] == pytest.approx(want[1])
    page.click('[data-action=reset]'); page.clock.run_for(100)
    page.select_option('[data-pace]', 'each step')
    for n in 1, 2, 3:
        page.click('[data-action=run]'); page.clock.run_for(100)
        assert state(page)['params'] == pytest.approx(walked(n, 0.05, 1)[1]), 'a step at each press'
    page.clock.run_for(2000)
    assert state(page)['params'] == pytest.approx(walked(3, 0.05, 1)[1])
