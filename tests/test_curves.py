"Other curves, to compare: what `fig.add` takes, and what the page makes of it"
import re
import numpy as np, pytest, torch
from fitcurve.curves import read_link
from fitcurve.data import mk_quad, noisy_quad, quad
from fitcurve.figure import explore
from fitcurve.loss import mae
from tests.jupyter import setup, show
from tests.pages import becomes, drag, painted, pixels, said, serious, start, state, x, y
from tests.test_both_languages import page as in_page

def link(a, b, c, more=''): return f'https://a.b/c.html#fitcurve=0&p.a={a}&p.b={b}&p.c={c}{more}'

def branchy(x): return torch.tensor([v if v > 0.3 else -v for v in x[:, 0].tolist()])[:, None]

def others(n, seed=0):
    "Parameters of so many students, by name"
    rng = np.random.default_rng(seed)
    return {f'Student {i}': dict(zip('abc', map(float, rng.normal((2.6, 1.3, .5), .5).round(6)))) for i in range(n)}

@pytest.mark.parametrize('scale', [1e-9, 1., 1e9])
@pytest.mark.parametrize('dtype', [torch.float32, torch.float64, torch.int64])
def test_each_loss_is_torchs(scale, dtype):
    x, y = (v if dtype.is_floating_point else (10*v).round() for v in noisy_quad(seed=3))
    x, y = x.to(dtype), (y*scale).to(torch.float64)
    fig = explore(quad, x, y, **start)
    fs = dict(truth=mk_quad(3*scale, 2*scale, scale), sine=torch.sin, branchy=branchy, even=lambda t: t - t.mean())
    for name, f in fs.items(): fig.add(f, name)
    for name, p in others(5).items(): fig.add({n: v*scale for n, v in p.items()}, name)
    x = x.double()
    for c in fig.curves:
        preds = fs[c.name](x) if c.name in fs else quad(x, **c.params)
        assert c.loss == pytest.approx(mae(preds, y).item(), rel=1e-12)

def test_names_and_what_is_refused():
    fig = explore(quad, x, y, **start)
    links = [link(4, 5, 6), ('Ada', link(0, 0, 0))]
    for what in (mk_quad(3, 2, 1), torch.sin, dict(a=1, b=2, c=3), lambda x: x, link(1, 2, 3), links): fig.add(what)
    names = ['quad', 'sin', 'curve 3', 'curve 4', 'link', 'link 2', 'Ada']
    assert [c.name for c in fig.curves] == names
    refused = [
        (quad, None, TypeError, 'also needs a, b, c'), (3, None, TypeError, 'what: '),
        (None, None, TypeError, 'what: '),
        ('abc', None, ValueError, '#fitcurve='), (dict(a=1, b=2), None, ValueError, 'c is missing'),
        (dict(a=1, b=2, c=3, d=4), None, ValueError, 'no d'), (dict(a='q', b=2, c=3), None, TypeError, 'what: a'),
        (torch.sin, 'Ada', ValueError, 'name: '), (torch.sin, 3, TypeError, 'name'),
        (torch.sin, '', ValueError, 'empty'),
        ([], None, ValueError, 'empty'), ([torch.sin]*34, None, ValueError, '40 at most and has 7'),
        ([link(1, 2, 3), ('Bo', link(1, 2, 'x')), link(1, 2, 3, '&p.w=1')], None, ValueError,
         r'Bo: .*c is no number[^$]*what\[2\]: .*has w'),
        ('#fitcurve=0&f=sin(x%2C+w)&p.w=1', None, ValueError, r'of sin\(x, w\), and this figure of quad\(x, a, b, c\)'),
        (lambda x: 1/0, None, ZeroDivisionError, 'zero'), (lambda x: x[:3], None, ValueError, 'shape'),
    ]
    for what, name, error, words in refused:
        with pytest.raises(error, match=words): fig.add(what, name)
    with pytest.raises(KeyError, match='no curve .nobody.*quad, sin'): fig.remove('nobody')
    assert [c.name for c in fig.curves] == names, 'nothing has changed'
    fig.remove('sin')
    assert [c.name for c in fig.curves] == names[:1] + names[2:]

def test_both_languages_read_links_alike():
    ends = [
        'p.a=1&p.b=2&p.c=3', 'p.a=+1&p.b=2&p.c=3', 'p.a=1e3&p.b=.5&p.c=-2.', 'p.a=1e999&p.b=2&p.c=3',
        'p.a=0x1&p.b=2&p.c=3', 'p.a=1_0&p.b=2&p.c=3', 'p.a=nan&p.b=2&p.c=3', 'p.a=&p.b=2&p.c=3',
        'p.a=1&p.a=2&p.b=2&p.c=3', 'p.b=2&p.c=3', '', '&'*2000, 'f=quad(x%2C+a%2C+b%2C+c)&p.a=1&p.b=2&p.c=3',
        'f=other&p.a=1&p.b=2&p.c=3', 'p.a=1&p.b=2&p.c=3&p.__proto__=4', 'p.a=%31&p.b=%E2%88%921&p.c=3',
        'p.a=%zz&p.b=1&p.c=3', 'p.a=١&p.b=1&p.c=3', 'p.a=1&p.b=2&p.c=3&x=' + '1+'*20000]
    links = [f'#fitcurve=0&{end}' for end in ends]
    links += ['', 'https://a.b', 'javascript:alert(1)//#fitcurve=0&p.a=1&p.b=2&p.c=3']
    def mine(text):
        try: return read_link(text, 'quad(x, a, b, c)', ['a', 'b', 'c'])
        except ValueError as e: return str(e)
    theirs = in_page('links.js', 'readLink', '''text => { try { return readLink(text, { title: "quad(x, a, b, c)",
        params: { a: {}, b: {}, c: {} } }) } catch (e) { return e.message } }''', links)
    assert theirs == [mine(text) for text in links]
    assert sum(isinstance(v, dict) for v in theirs) == 5

def test_the_kernel_hears_of_a_hands_curves_and_brings_back_its_own():
    fig = explore(quad, x, y, **start)
    fig.add(mk_quad(3, 2, 1), 'truth')
    truth = fig._curves['list'][0]['id']
    hand = dict(id='h1', name='curve 2', params=dict(a=1, b=2, c=3))
    fig.receive(dict(curves=[hand], by='view'))
    assert [(c.name, c.params) for c in fig.curves] == [('curve 2', dict(a=1., b=2., c=3.))]
    fig.receive(dict(curves=[dict(id=truth, name='truth', params=None), hand], by='view'))
    assert [c.loss for c in fig.curves] == [fig_loss(mk_quad(3, 2, 1)), fig_loss(mk_quad(1, 2, 3))]
    assert fig._curves['by'] == 'view'

def fig_loss(f): return mae(f(x.double()), y.double()).item()

def test_other_data_are_other_losses_and_axes():
    fig = explore(quad, x, y, **start)
    fig.add(branchy, 'kink')
    fig.data = 3*x, y + 1
    told = fig._curves['list'][0]['told']
    assert told['loss'] == fig.curves[0].loss == pytest.approx(mae(branchy(3*x), y + 1).item(), rel=1e-6)
    assert told['xs'][0] < -6 and told['ys'] == pytest.approx([v if v > 0.3 else -v for v in told['xs']])

def test_of_what_only_python_can_compute():
    def stepped(x, a): return a*branchy(x)
    fig = explore(stepped, x, y, a=2.)
    fig.add(dict(a=3.), 'three')
    want = mae(stepped(x.double(), 3.), y.double()).item()
    assert fig._curves['list'][0]['told']['loss'] == fig.curves[0].loss == want

def test_a_figure_that_is_closed_computes_nothing():
    fig, calls = explore(quad, x, y, **start), []
    def kink(x): calls.append(1); return branchy(x)
    fig.add(kink)
    fig.data = x, y + 1
    before = len(calls)
    fig.close()
    assert len(calls) == before and fig._curves == {}

# ── On a page ──

def test_thirty_students_on_one_page(saved, open_page, axe):
    fig, students = explore(quad, x, y, **start), others(30)
    fig.add(mk_quad(3, 2, 1), 'truth')
    fig.add([(name, link(**p)) for name, p in students.items()])
    page = open_page(saved(fig), viewport=dict(width=1366, height=768))
    told = {c['name']: c['loss'] for c in state(page)['curves']}
    assert told == pytest.approx({c.name: c.loss for c in fig.curves}, rel=1e-12) and len(told) == 31
    least, dots = min(told, key=told.get), page.locator('.fitcurve-loss-dot')
    assert dots.count() == 31 and least in page.locator('.fitcurve-loss-dot[data-least]').get_attribute('title')
    words = page.locator('.fitcurve-spread-words').inner_text()
    assert f'({least})' in words and f'median {np.median([*told.values()]):.3f}' in words
    before = pixels(page)
    dots.nth(7).hover(); painted(page)
    assert pixels(page) != before, 'the one under the pointer stands out'
    picks = page.locator('[data-curve-name]')
    page.locator('[data-curve-name][tabindex="0"]').focus()
    page.keyboard.press('Home'); page.keyboard.press('ArrowDown'); page.keyboard.press('Delete'); painted(page)
    assert picks.count() == 30 and 'Student 0' not in [c['name'] for c in state(page)['curves']]
    assert page.evaluate('document.activeElement.dataset.curveName') == 'Student 1'
    page.keyboard.press('Control+z'); painted(page)
    assert picks.count() == 31
    page.click('[data-action=map]'); painted(page)
    assert serious(page, axe) == []

def test_kept_pasted_shown_and_copied(saved, open_page, tmp_path):
    page = open_page(saved(explore(quad, x, y, **start)), viewport=dict(width=390, height=844))
    assert page.locator('.fitcurve-roster').is_hidden()
    def choose(name): page.click('[data-action=more]'); page.click(f'[data-action={name}]'); painted(page)
    choose('keep-curve')
    kept, = state(page)['curves']
    assert (kept['params'], kept['loss']) == (start, state(page)['loss'])
    choose('add-links')
    text = f'Ada: {link(1, 2, 3)}\nBo, {link(1, 2, "x")}\n{link(4, 5, 6)},{link(7, 8, 9)}\n<b>Cy</b> {link(1, 1, 1)}'
    page.keyboard.insert_text(text)
    page.click('[data-action=take-links]'); painted(page)
    outcome = page.locator('.fitcurve-outcome').inner_text()
    assert outcome.startswith('4 added') and "Bo: the link's c is no number: x" in outcome
    page.keyboard.press('Escape'); painted(page)
    names = ['curve 1', 'Ada', 'curve 3', 'curve 4', '<b>Cy</b>']
    assert [c['name'] for c in state(page)['curves']] == names
    assert page.locator('[data-fitcurve] b >> text=Cy').count() == 0
    assert page.evaluate('document.documentElement.scrollWidth') == 390
    drawn = pixels(page)
    choose('show-curves')
    assert page.locator('.fitcurve-roster').is_hidden() and pixels(page) != drawn
    choose('show-curves')
    assert pixels(page) == drawn
    drag(page, 'a', 2.)
    page.locator('input[data-param=a]').focus()
    page.keyboard.press('k')
    copied = page.locator('dialog[aria-label="Copy this"] textarea')
    becomes(lambda: copied.is_visible() or said(page).startswith('Copied '), True)
    address = copied.input_value() if copied.is_visible() else said(page)
    assert read_link(address, 'quad(x, a, b, c)', ['a', 'b', 'c']) == pytest.approx(state(page)['params'])

def test_the_veil_covers_what_python_added(saved, open_page):
    bare = explore(quad, x, y, **start, hide=True)
    plain = pixels(open_page(saved(bare)))
    bare.add(mk_quad(3, 2, 1), 'truth')
    page = open_page(saved(bare)); painted(page)
    assert pixels(page) == plain
    assert not re.search(r'\d', page.locator('[data-curve-name=truth]').inner_text())
    page.keyboard.press('Tab')
    page.click('[data-action=reveal]'); painted(page)
    assert format(state(page)['curves'][0]['loss'], '.3f') in page.locator('[data-curve-name=truth]').inner_text()

def test_a_notebooks_page_and_kernel_have_the_same_curves(open_lab):
    lab = open_lab(setup, show, '')
    page, names = lab.page, lambda: [c['name'] for c in state(lab.page)['curves']]
    lab.value('fig.add(mk_quad(3, 2, 1), "truth")')
    becomes(names, ['truth'])
    page.click('[data-action=more]'); page.click('[data-action=keep-curve]')
    becomes(lambda: lab.value('[c.name for c in fig.curves]'), ['truth', 'curve 2'])
    losses = [c['loss'] for c in state(page)['curves']]
    assert lab.value('[c.loss for c in fig.curves]') == pytest.approx(losses, rel=1e-12)
    page.locator('input[data-param=a]').focus()
    for _ in range(2): page.keyboard.press('Control+z')
    becomes(lambda: lab.value('fig.curves'), [])
    page.locator('input[data-param=a]').focus()
    page.keyboard.press('Control+Shift+z')
    becomes(lambda: lab.value('[(c.name, c.params) for c in fig.curves]'), [['truth', None]])
