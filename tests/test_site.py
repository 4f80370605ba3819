"""The site, built once and walked with the network cut: its figures against torch, its links, its names, its keys."""
import json, os, subprocess, sys
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
import pytest, torch
from fitcurve.program import Program
from tests.nist import sets
from tests.pages import becomes, new_page

root = Path(__file__).parent.parent
sys.path.append(str(root/'site'))  # behind all else: its modules are scripts of their own
import notebooks, reference, uses  # noqa: E402

pytestmark = pytest.mark.slow  # it builds the site

@pytest.fixture(scope='module')
def site(tmp_path_factory):
    "The folder of the built site, a folder's name with a blank above it, and a repository's address"
    out = tmp_path_factory.mktemp('under a path')/'course'
    env = {**os.environ, 'GITHUB_REPOSITORY': 'someone/fitcurve', 'GITHUB_SERVER_URL': 'https://github.com'}
    subprocess.run([sys.executable, str(root/'site'/'make.py'), str(out)], check=True, timeout=500, env=env)
    return out

# ── What the files say ──

class Page(HTMLParser):
    "The places in a page, its links, and what it loads"
    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.loads = set(), [], []
        self.feed(path.read_text(encoding='utf-8'))
    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids.add(given.get('id'))
        if tag == 'a' and 'href' in given: self.links.append(given['href'])
        if tag in ('script', 'img', 'iframe') and 'src' in given: self.loads.append(given['src'])
        if tag == 'link' and given.get('rel') == 'stylesheet': self.loads.append(given['href'])
        elif tag == 'link': self.links.append(given['href'])

@lru_cache
def read(path): return Page(path)

def pages(site): return sorted(site.rglob('*.html'))

def outside(address): return '://' in address or address.startswith(('data:', 'mailto:'))

def dead(site, path):
    "The links of this page that lead nowhere, or out of the folder"
    for link in read(path).links + read(path).loads:
        if outside(link): continue
        name, _, place = unquote(link).partition('#')
        name = name.partition('?')[0]
        to = (path.parent/name).resolve() if name else path
        if link.startswith('/') or not to.is_relative_to(site) or not to.is_file(): yield link
        elif to.suffix == '.html' and place and place not in read(to).ids: yield link

def test_no_link_is_dead_and_nothing_is_loaded_from_elsewhere(site):
    assert len(pages(site)) > 40
    assert [(p.name, link) for p in pages(site) for link in dead(site, p)] == []
    assert [(p.name, src) for p in pages(site) for src in read(p).loads if '://' in src] == []

def weight(path):
    "Bytes of a page with all that it loads"
    loads = {(path.parent/unquote(src).partition('?')[0]).resolve() for src in read(path).loads if not outside(src)}
    return path.stat().st_size + sum(p.stat().st_size for p in loads if p.is_file())

def test_no_page_is_heavier_than_a_megabyte_and_a_half(site):
    assert {p.name: weight(p) for p in pages(site) if weight(p) > 1_500_000} == {}

def test_all_notebooks_are_there_but_those_that_hold_the_answers(site):
    there = {p.stem for p in (site/'nbs').glob('*.html')}
    assert there == {p.stem for p in (root/'nbs').glob('[0-9]*.ipynb') if '_practice_' not in p.name}
    for path in (site/'downloads').glob('*.ipynb'):
        nb = json.loads(path.read_text(encoding='utf-8'))
        assert not any(cell.get('outputs') for cell in nb['cells'])
        assert f'nbs/{path.name}' in ' '.join(read(site/'nbs'/f'{path.stem}.html').links)

def test_the_reference_has_each_public_name_with_what_is_said_of_its_arguments(site):
    for module, names in reference.public().items():
        html = (site/'reference'/f'{module}.html').read_text(encoding='utf-8')
        for name in names: assert f'id="fitcurve.{module}.{name}"' in html, name
    html = (site/'reference'/'figure.html').read_text(encoding='utf-8')
    assert 'as many, to be fitted; without them there is just the curve' in html and 'loss=mae' in _text(html)
    for name in ('save', 'descend', 'params', 'best'): assert f'id="fitcurve.figure.Figure.{name}"' in html, name

def _text(html):
    "The text of some HTML, its tags left out"
    words, parser = [], HTMLParser()
    parser.handle_data = words.append
    parser.feed(html)
    return ''.join(words)

def test_doors_need_an_address_and_three_of_them_github():
    name = '00_data.ipynb'
    assert notebooks.doors(name, '', 'main') == notebooks.doors(name, 'https://example.org/a/b', 'main') == []
    for url in ('https://github.com/a/b', 'https://github.com/a/b.git', 'https://github.com/a/b/'):
        (_, colab), (_, kaggle), (_, binder) = notebooks.doors(name, url, 'a/branch')
        assert colab == 'https://colab.research.google.com/github/a/b/blob/a/branch/nbs/00_data.ipynb'
        assert kaggle.endswith('?src=https://github.com/a/b/blob/a/branch/nbs/00_data.ipynb')
        assert binder == 'https://mybinder.org/v2/gh/a/b/a%2Fbranch?labpath=nbs%2F00_data.ipynb'
    assert 'colab' not in notebooks.door_line(name, '', 'main') and 'download' in notebooks.door_line(name, '', 'main')

def test_the_gallery_has_at_least_twelve_uses_and_says_where_each_ones_data_come_from():
    assert len(uses.scripts()) >= 12
    for path in uses.scripts(): assert 'The data' in uses.read(path)[0], path.name
    for name, of in (('06_growth', 'Rat42'), ('07_calibration', 'Chwirut2')):
        fig = uses.figure(uses.gallery/f'{name}.py')
        assert (fig.x[:, 0].tolist(), fig.y[:, 0].tolist()) == (
            pytest.approx(sets[of]['x']), pytest.approx(sets[of]['y'])), name

# ── In a browser ──

def as_program(plain):
    "A program of the page's, in Python again"
    return Program(**{k: _tuples(v) for k, v in plain.items()})

def _tuples(v): return tuple(map(_tuples, v)) if isinstance(v, list) else v

def by_torch(spec, s):
    "Loss and slopes of what the page shows, computed by torch from the page's program"
    params = {n: torch.tensor(float(v), dtype=torch.double, requires_grad=True) for n, v in s['params'].items()}
    x, y = (torch.tensor(s[n], dtype=torch.double)[:, None] for n in 'xy')
    f, loss = as_program(spec['program']), as_program(spec['loss'])
    given = [x if i in f.data else params[n] for i, n in enumerate(f.inputs)]
    value = loss(f(*given), y)
    grads = torch.autograd.grad(value, list(params.values()), allow_unused=True)
    return value.item(), {n: 0. if g is None else g.item() for n, g in zip(params, grads)}

def by_its_script(path, s):
    "The same by the gallery's own function, in Python"
    fig = uses.figure(path)
    fig.params = s['params']
    return fig.loss, fig.grad

specs = '''[...document.querySelectorAll('[data-entry="figure.js"]')].map(
  e => JSON.parse(e.querySelector('[type="application/json"]').textContent))'''
figures = '[data-entry="figure.js"] [data-fitcurve]'
alive = f"n => [...document.querySelectorAll('{figures}')].filter(e => +e.dataset.frame).length === n"
ask = f"i => document.querySelectorAll('{figures}')[i].fitcurve.state()"

def violations(page, axe):
    "What axe-core finds; it isn't to fetch the stylesheets, which a browser refuses from a disk"
    page.evaluate(axe)
    return page.evaluate("""axe.run({ preload: false }).then(r =>
        r.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html)]))""")

def dragged(page, i):
    "The state of the i-th figure once a hand has dragged its first slider"
    slider = page.locator(figures).nth(i).locator('input[type=range][data-param]').first
    slider.scroll_into_view_if_needed()
    before, box = page.evaluate(ask, i)['params'], slider.bounding_box()
    page.mouse.move(box['x'] + box['width']/2, box['y'] + box['height']/2)
    page.mouse.down()
    page.mouse.move(box['x'] + 0.7*box['width'], box['y'] + box['height']/2, steps=3)
    page.mouse.up()
    after = page.evaluate(ask, i)
    assert after['params'] != before
    return after

def test_every_page_works_without_a_network_and_each_figure_answers_a_hand(site, browser, axe):
    page, wrong, compared = new_page(browser, offline=True, viewport=dict(width=1366, height=768)), [], 0
    page.on('console', lambda m: m.type in ('error', 'warning') and wrong.append((page.url, m.text)))
    page.on('pageerror', lambda e: wrong.append((page.url, str(e))))
    page.on('request', lambda r: r.url.startswith('http') and wrong.append((page.url, r.url)))
    for path in pages(site):
        page.goto(path.as_uri())
        found = page.evaluate(specs)
        page.wait_for_function(alive, arg=len(found))
        for i, spec in enumerate(found):
            if not spec['program']: continue  # the kernel's alone: a page can only show it
            s = dragged(page, i)
            if s['y'] is None or s['held']: continue
            script = uses.gallery/f'{path.stem}.py'
            loss, grad = by_its_script(script, s) if script.exists() else by_torch(spec, s)
            assert s['loss'] == pytest.approx(loss, rel=1e-5), (path.name, i)
            assert s['grad'] == pytest.approx(grad, rel=1e-4, abs=1e-5*max(map(abs, grad.values()))), (path.name, i)
            compared += 1
        wrong += [(path.name, v) for v in violations(page, axe)]
        assert page.evaluate('document.documentElement.scrollWidth <= innerWidth'), path.name
    page.context.close()
    assert wrong == [] and compared > 20

def test_at_night_and_on_a_phone(site, browser, axe):
    page = new_page(browser, offline=True, color_scheme='dark', viewport=dict(width=390, height=844))
    for name in ('index', 'nbs/04_relu', 'gallery/index', 'gallery/08_classifier', 'reference/figure', 'search'):
        page.goto((site/f'{name}.html').as_uri())
        page.wait_for_function(alive, arg=len(page.evaluate(specs)))
        assert violations(page, axe) == [], name
        assert page.evaluate('document.documentElement.scrollWidth') == 390, name
    page.context.close()

focus = '''() => { const e = document.activeElement; window.been ??= [];
  const inOrder = window.been.every(b => b.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
  window.been.push(e);
  const { width, right } = e.getBoundingClientRect();
  return { inOrder, seen: width > 0 && right > 0, text: e.textContent.trim(), inFigure: !!e.closest("[data-fitcurve]"),
           label: e.ariaLabel }; }'''

def test_by_keyboard_the_figure_comes_before_the_words_and_a_drawer_opens(site, browser):
    page = new_page(browser, offline=True, viewport=dict(width=390, height=844))
    page.goto((site/'index.html').as_uri())
    page.wait_for_function(alive, arg=1)
    way = []
    while not (way and way[-1]['text'] == 'begin with the data'):
        page.keyboard.press('Tab')
        way.append(page.evaluate(focus))
        assert len(way) < 60
    assert way[0]['text'] == 'Skip to content' and way[1]['label'] == 'All pages'
    assert all(step['inOrder'] and step['seen'] for step in way)
    assert sum(step['inFigure'] for step in way) > 5
    page.locator('.nav-overlay-icon').focus()
    page.keyboard.press('Enter')
    assert page.evaluate('!!document.activeElement.closest(".sidebar-drawer")')
    page.keyboard.press('Escape')
    assert page.evaluate('document.activeElement.className') == 'nav-overlay-icon'
    page.goto((site/'search.html').as_uri() + '?q=descend')
    page.locator('#search-results li a').first.wait_for()
    assert page.locator('#search-results a[href*="reference/descent.html"]').count()
    page.context.close()

def test_the_themes_switch_turns_the_figures_too(site, browser):
    page = new_page(browser, offline=True, color_scheme='light')
    page.goto((site/'index.html').as_uri())
    page.wait_for_function(alive, arg=1)
    paper = lambda: page.evaluate('getComputedStyle(document.querySelector(".fitcurve")).backgroundColor')
    by_day = paper()
    page.evaluate('document.body.dataset.theme = "dark"')
    becomes(lambda: paper() != by_day, True)
    page.evaluate('document.body.dataset.theme = "light"')
    becomes(paper, by_day)
    page.context.close()
