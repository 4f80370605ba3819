"Sums of ReLUs by hand: parts, hooks, one more, one less, Fit, and the limit"
import math
import pytest, torch
from fitcurve.figure import explore
from fitcurve.loss import mae
from fitcurve.relu import relu_sum
from tests.pages import at, becomes, painted, said, settled, state, stop_clock, stroke, violations, x, y

def wave(u): return 6 + 4*math.sin(2*u)

def double(v): return torch.tensor(v, dtype=torch.double)

def arrays(p): return {n: double([p[f'{n}{i}'] for i in range(1, 17)]) for n in 'wmb'}

def agrees(s):
    "The page's loss and curve are relu_sum's"
    p, f = arrays(s['params']), lambda u: relu_sum(double(u)[:, None], **p, bias=s['params']['bias'])[:, 0]
    assert s['loss'] == pytest.approx((f(s['x']) - double(s['y'])).abs().mean().item(), rel=1e-9)
    assert s['curve']['y'] == pytest.approx(f(s['curve']['x']).tolist(), rel=1e-9, abs=1e-9)
    return s

def live(s): return [i for i in range(1, 17) if any(s['params'][f'{n}{i}'] for n in 'wmb')]

def page_with(saved, open_page, n=3, **settings): return open_page(saved(explore(relu_sum, x, y, n=n)), **settings)

def fitted(page):
    "Fit, and wait for the end of its walk"
    page.click('[data-action=fit]')
    painted(page)  # till then the button says Fit although it walks
    page.wait_for_function('document.querySelector("[data-action=fit]").textContent === "Fit"')
    painted(page)

# ── Python ──

def test_arrays_become_parts():
    fig = explore(relu_sum, x, y, w=[3., -1.], m=torch.tensor([1., -1.]), b=[0.5, 1.], bias=2.)
    want = relu_sum(x.double(), w=double([3., -1.]), m=double([1., -1.]), b=double([.5, 1.]), bias=2.)
    assert fig.loss == pytest.approx(mae(want, y.double()).item())
    parts = {n: v if n == 'bias' else v.tolist() for n, v in fig.parts.items()}
    assert parts == dict(w=[3, -1], m=[1, -1], b=[.5, 1], bias=2)
    fig.params = dict(w3=1., m3=1.)
    assert len(fig.parts['w']) == 3 and repr(fig).startswith('relu_sum(x, parts=3): mae ')
    assert fig._spec['python'].startswith('partial(relu_sum, w=tensor([{w1}, {w2}, ')
    assert fig._spec['title'] == 'relu_sum(x, w, m, b, bias)'

def test_any_function_with_arrays():
    def waves(x, a, k): return (a*torch.sin(k*x[..., None])).sum(-1)
    fig = explore(waves, x, y, a=[1., 2.], k=[1., 3.])
    assert fig._spec['program'] and fig._spec['parts']['spare'] and not fig._spec['parts']['pieces']
    assert fig.limit is None
    def untraced(x, a): return (a*x[..., None]).sort(-1)[0].sum(-1)
    fig = explore(untraced, x, y, a=[1., 2.])
    assert fig._spec['program'] is None and fig.loss == pytest.approx(mae(3*x.double(), y.double()).item())

def test_the_limit_is_one():
    "Nothing that a sum of ReLUs does is below it; the noise gives 20 points more to go astray on than 5 pieces have"
    fig = explore(relu_sum, x, y, n=4)
    run = fig.descend(lr=0.02, steps=300)
    assert 0 < fig.limit < run.losses.min() and explore(relu_sum, x, y, n=16).limit == 0
    weighed = explore(relu_sum, x, y, n=4, yerr=torch.linspace(.1, 3, 20))
    assert weighed._spec['parts']['pieces'] and 0 < weighed.limit < weighed.loss != pytest.approx(weighed.limit)
    assert explore(relu_sum, x, y, n=4, yerr=2.).limit == pytest.approx(fig.limit/2)
    assert explore(relu_sum, n=4).limit is None
    assert explore(relu_sum, x, y, loss=lambda p, a: ((p - a)**2).mean(), n=4).limit is None

def own_sum(x, a, v, c, level): return (a*torch.relu(v*x + c)).sum(-1, keepdim=True) + level
def own_arrays(x, w, m, b): return (m*x + b).clip(0) @ w[:, None]  # of tensors and of arrays
def leaky(x, w, m, b): return (w*torch.nn.functional.leaky_relu(m*x + b)).sum(-1, keepdim=True)
def soft(x, w, m, b): return (w*torch.nn.functional.softplus(m*x + b)).sum(-1, keepdim=True)
def tents(x, w, at): return (w*torch.relu(1 - abs(x - at))).sum(-1, keepdim=True)

@pytest.mark.parametrize('f, names', [(own_sum, 'avc'), (own_arrays, 'wmb'), (leaky, 'wmb')])
def test_a_sum_is_known_by_what_it_does(f, names):
    "The notebook's own sums, of any name, have the limit and their hooks"
    level = dict(level=0.) if f is own_sum else {}
    fig = explore(f, x, y, **{n: [1., -1., .5, 2.] for n in names}, **level)
    assert fig.limit == pytest.approx(explore(relu_sum, x, y, n=4).limit, rel=1e-9)
    assert fig._spec['parts']['hook'] == list(names[1:]) and fig.limit <= fig.loss

@pytest.mark.parametrize('f, names', [(soft, ['w', 'm', 'b']), (tents, ['w', 'at'])])
def test_other_sums_have_no_limit(f, names):
    assert explore(f, x, y, **{n: [1., -1.] for n in names}).limit is None

def test_the_limit_leaves_points_above_each_other_together():
    u, v = [3., 1, 1, 2, 1, 3], [4., 0, 5, 7, 1, 2]
    for order in ([0, 1, 2, 3, 4, 5], [5, 3, 1, 0, 4, 2]):
        fig = explore(relu_sum, double(u)[order][:, None], double(v)[order][:, None], n=3)
        assert fig.limit == pytest.approx(7/6)

# ── A page without a kernel ──

def test_only_the_chosen_parts_sliders_show(saved, open_page):
    page = page_with(saved, open_page)
    rows = lambda: page.evaluate('''[...document.querySelectorAll(".fitcurve-sliders [data-param]")]
        .filter(e => e.offsetParent).map(e => e.dataset.param)''')
    assert rows() == ['w1', 'm1', 'b1', 'bias'] and page.locator('[data-part]:visible').count() == 3
    page.click('[data-part="2"]'); painted(page)
    assert rows() == ['w2', 'm2', 'b2', 'bias']
    assert page.locator('[data-part="2"]').get_attribute('aria-pressed') == 'true'

def test_drag_a_hook(saved, open_page):
    page = page_with(saved, open_page)
    p = agrees(state(page))['params']
    hook, bias = -p['b2']/p['m2'], p['bias']
    px, py = at(page, hook, bias)
    page.mouse.move(px, py)
    page.mouse.down()
    page.mouse.move(*at(page, hook + 0.6, bias + 3), steps=8)
    page.mouse.up()
    painted(page)
    q = agrees(state(page))['params']
    assert -q['b2']/q['m2'] == pytest.approx(hook + 0.6, abs=0.02) and {**q, 'b2': 0} == {**p, 'b2': 0}
    assert page.locator('[data-part="2"]').get_attribute('aria-pressed') == 'true'
    assert said(page).startswith('part 2: hook at x ')
    page.click('[data-action=undo]')
    assert state(page)['params'] == p

def test_one_more_one_less(saved, open_page):
    page = page_with(saved, open_page)
    before = state(page)
    page.click('[data-action=add-part]'); painted(page)
    s = agrees(state(page))
    assert live(s) == [1, 2, 3, 4] and s['loss'] == before['loss'] and s['params']['m4'] == 1
    assert page.locator('[data-part="4"]').get_attribute('aria-pressed') == 'true'
    page.click('[data-part="1"]')
    page.click('[data-action=remove-part]')
    painted(page)
    assert live(agrees(state(page))) == [2, 3, 4]
    fitted(page)
    assert live(agrees(state(page))) == [2, 3, 4], 'what is gone is not pulled back'
    for _ in range(3): page.click('[data-action=undo]')
    assert state(page)['params'] == before['params']
    for _ in range(20): page.click('[data-action=add-part]', force=True)
    assert live(state(page)) == list(range(1, 17))
    for _ in range(20): page.click('[data-action=remove-part]', force=True); painted(page)
    assert live(agrees(state(page))) == [] and page.locator('.fitcurve-parts').inner_text().startswith('0 parts')

def test_by_keys(saved, open_page):
    page = page_with(saved, open_page)
    p = state(page)['params']
    page.locator('[data-layer=hooks]').focus(); page.keyboard.press('ArrowUp')
    assert said(page).startswith('part 2: hook at x ')
    page.keyboard.press('ArrowRight'); painted(page)
    lo, hi = explore(relu_sum, x, y, n=3)._spec['xlim']
    q = state(page)['params']
    assert -q['b2']/q['m2'] == pytest.approx(-p['b2']/p['m2'] + (hi - lo)/100)
    page.keyboard.press('Enter'); assert live(state(page)) == [1, 2, 3, 4]
    page.keyboard.press('Delete'); assert live(agrees(state(page))) == [1, 2, 3]

@pytest.mark.parametrize('motion', ['no-preference', 'reduce'])
def test_draw_anything_and_16_relus_become_it(saved, open_page, motion):
    page = page_with(saved, open_page, n=16, reduced_motion=motion)
    page.click('[data-action=draw]'); stroke(page, wave)
    before = agrees(state(page))
    fitted(page)
    s = agrees(state(page))
    assert s['loss'] < 0.08 and before['loss'] > 2 and len(live(s)) == 16
    assert page.locator('.fitcurve-run').all_inner_texts()[-1] == 'Fit'
    page.click('[data-action=undo]')
    assert state(page)['params'] == before['params'], 'the whole walk is one thing'

def test_a_hand_stops_the_fit(saved, open_page):
    page = page_with(saved, open_page, n=16)
    stop_clock(page)
    page.click('[data-action=fit]')
    page.clock.run_for(200)
    assert page.locator('[data-action=fit]').inner_text() == 'Stop'
    page.locator('input[data-param=w1]').press('ArrowRight')
    p = state(page)['params']
    page.clock.run_for(2000)
    assert state(page)['params'] == p and page.locator('[data-action=fit]').inner_text() == 'Fit'

def test_the_gauge_is_against_the_limit(saved, open_page):
    fig = explore(relu_sum, x, y, n=3)
    page = open_page(saved(fig))
    words = lambda: page.locator('.fitcurve-against').inner_text()
    page.wait_for_function('document.querySelector(".fitcurve-against").textContent.includes("the limit")')
    assert words().endswith(f' × the limit, {fig.limit:.4g}')
    page.click('[data-action=add-part]')
    page.wait_for_function(f'!document.querySelector(".fitcurve-against").textContent.includes("{fig.limit:.4g}")')
    painted(page)
    fig.params = dict(m4=1.)
    assert words().endswith(f' × the limit, {fig.limit:.4g}')

def test_nothing_moves_under_the_mouse_and_it_fits_a_phone(saved, open_page):
    page = page_with(saved, open_page, n=16, viewport=dict(width=380, height=900))
    top = lambda: page.locator('input[data-param=w1]').bounding_box()['y'] + page.evaluate('scrollY')
    was = top()
    page.click('[data-action=draw]'); stroke(page, wave)
    page.wait_for_function('document.querySelector(".fitcurve-against").textContent.includes("the limit")')
    fitted(page)
    assert top() == was and page.evaluate('document.documentElement.scrollWidth') <= 380

# ── With a kernel ──

def test_python_has_the_same_parts(open_lab):
    lab = open_lab('from fitcurve import *\nx, y = noisy_quad()', 'fig = explore(relu_sum, x, y, n=3)\nfig', '')
    page = lab.page
    def both(parts):
        "Wait until these parts are live in the page, and all is told"
        becomes(lambda: live(state(page)), parts)
        settled(page)
        s = agrees(state(page))
        python = lab.value('[dict(fig.params), fig.loss, len(fig.parts["w"])]')
        assert python == [pytest.approx(s['params']), pytest.approx(s['loss'], rel=1e-9), len(parts)]
        return s
    page.click('[data-action=add-part]')
    both([1, 2, 3, 4])
    fitted(page)
    assert both([1, 2, 3, 4])['loss'] < 2
    lab.run('fig.params = dict(w4=0, m4=0, b4=0)')
    both([1, 2, 3])

@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_axe_finds_nothing(saved, open_page, axe, scheme):
    page = page_with(saved, open_page, n=16, color_scheme=scheme)
    page.click('[data-action=draw]')
    stroke(page, wave)
    page.locator('[data-layer=hooks]').focus()
    painted(page)
    found = violations(page, axe)
    assert [v for v in found if v[1] != 'page-has-heading-one'] == [], 'the figure is a part of a page that has one'
