"""The site in a browser with the network cut: each page with each of its figures, by hand, by keyboard, at night."""
from functools import partial
from pathlib import Path
import pytest, torch
from tests.pages import becomes, new_page
from tests.sites import as_program, by_its_script, by_torch, hosted, pages, uses

pytestmark = pytest.mark.slow  # it builds the site

specs = """[...document.querySelectorAll("[data-entry]")].map(
  e => ({ entry: e.dataset.entry, ...JSON.parse(e.querySelector('[type="application/json"]').textContent) }))"""
figures = '[data-entry] [data-fitcurve]'

def figures_of(page):
    "What each figure of the page was given, once all are alive"
    found = page.evaluate(specs)
    alive = f"n => [...document.querySelectorAll('{figures}')].filter(e => +e.dataset.frame).length === n"
    page.wait_for_function(alive, arg=len(found))
    return found

# axe-core takes a second for each thousand pieces of coloured code, and there are a hundred thousand: of the code that
# has no kind of piece which wasn't on an earlier page, it is given the plain text.
once_each = """seen => {
  for (const code of document.querySelectorAll("pre")) {
    const kinds = [...code.querySelectorAll("[class]")].map(piece => piece.className);
    if (kinds.every(kind => seen.includes(kind))) code.textContent = code.textContent;
    else seen = [...new Set([...seen, ...kinds])];
  }
  return seen; }"""

def violations(page, axe, seen):
    "What axe-core finds; it isn't to fetch the stylesheets, which a browser refuses from a disk"
    seen[:] = page.evaluate(once_each, seen)
    page.evaluate(axe)
    return page.evaluate("""axe.run({ preload: false, resultTypes: ["violations"] }).then(r =>
        r.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html)]))""")

# ── Each figure ──

def drag(page, figure):
    "A hand drags the first slider"
    slider = figure.locator('input[type=range][data-param]').first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.mouse.move(box['x'] + box['width']/2, box['y'] + box['height']/2)
    page.mouse.down()
    page.mouse.move(box['x'] + 0.7*box['width'], box['y'] + box['height']/2, steps=3)
    page.mouse.up()

def near(told):
    "What these numbers of Python's may be on a page, which computes in other steps"
    return pytest.approx(told, rel=1e-4, abs=1e-5*max(map(abs, told.values() if isinstance(told, dict) else told)))

def state(figure): return figure.evaluate('e => e.fitcurve.state()')

def agree(figure, by):
    "What the figure shows is what Python says; the parameters"
    s = state(figure)
    told = by(s)
    assert s['curve']['y'] == near(told['curve'])
    losses = lambda of: {n: of[n] for n in ('loss', 'test') if of.get(n) is not None}
    assert losses(s) == pytest.approx(losses(told), rel=1e-5)
    if 'grad' in told: assert s['grad'] == near(told['grad'])
    return s['params']

def check_figure(page, figure, spec, by):
    "It follows a hand, and then Step, and shows torch's numbers each time"
    been = [agree(figure, by)]
    drag(page, figure)
    been.append(agree(figure, by))
    step = figure.locator('[data-action=step]')
    if step.is_visible():
        step.click()
        been.append(agree(figure, by))
    assert all(a != b for a, b in zip(been, been[1:]))

def step(x, at): return (x > at)*1. if at > 0 else x*0
of_python_alone = dict(step=step)  # the functions on the site that no page can run

def check_still(figure, spec):
    "A page can only show it: as Python drew it; it says so, and offers nothing that would have to move it"
    s = state(figure)
    curve = of_python_alone[spec['call']](torch.tensor(s['curve']['x']), **s['params'])
    assert s['curve']['y'] == curve.tolist()
    assert 'Python computes this function' in figure.inner_text()
    assert figure.locator('input[type=range]:enabled, [data-action=step]:enabled').count() == 0

def check_pad(page, pad, spec):
    "It reads an example, or a line, as torch does"
    example, paper = pad.locator('[data-example]'), pad.locator('[data-pad]')
    if example.count(): example.first.click()
    else: paper.drag_to(paper, source_position=dict(x=40, y=20), target_position=dict(x=40, y=90))
    s = state(pad)
    scores = as_program(spec['program'])(torch.tensor(s['pixels'], dtype=torch.double))
    assert s['scores'] == near(scores.tolist())
    assert s['probs'] == near(scores.softmax(-1).tolist())
    assert pad.locator('.fitcurve-winner').get_attribute('data-label') == spec['labels'][scores.argmax()]

def check_each(page, path):
    "Each figure of this page, against torch: a use of the gallery by its own script, others by their own program"
    script = uses.gallery/f'{path.stem}.py'
    for i, spec in enumerate(figures_of(page)):
        figure = page.locator(figures).nth(i)
        by = partial(by_its_script, script) if script.exists() else partial(by_torch, spec)
        if spec['entry'] == 'pad.js': check_pad(page, figure, spec)
        elif spec['program']: check_figure(page, figure, spec, by)
        else: check_still(figure, spec)

# ── Each page ──

def sticks_out(page, width):
    "Can the page be scrolled sideways, on a screen of this width?"
    page.set_viewport_size(dict(width=width, height=768))
    return page.evaluate('document.documentElement.scrollWidth > innerWidth')

@pytest.mark.parametrize('part', range(4))
def test_every_page_works_without_a_network_and_each_figure_answers_a_hand(site, browser, axe, part):
    page, wrong, seen = new_page(browser, offline=True, viewport=dict(width=1366, height=768)), [], []
    page.on('console', lambda m: m.type in ('error', 'warning') and wrong.append((page.url, m.text)))
    page.on('pageerror', lambda e: wrong.append((page.url, str(e))))
    page.on('request', lambda r: r.url.startswith('http') and wrong.append((page.url, r.url)))
    for path in pages(site)[part::4]:
        page.goto(path.as_uri())
        check_each(page, path)
        wrong += [(path.name, v) for v in violations(page, axe, seen)]
        wrong += [(path.name, width) for width in (390, 1024, 1366) if sticks_out(page, width)]
    page.context.close()
    assert wrong == []

def test_from_a_host_under_a_path_from_the_front_page_to_what_is_searched(site, browser):
    page, wrong = new_page(browser), []
    page.on('pageerror', lambda e: wrong.append(str(e)))
    page.on('response', lambda r: r.status >= 400 and wrong.append((r.url, r.status)))
    with hosted(site) as url:
        page.on('request', lambda r: r.url.startswith(('data:', 'blob:', url)) or wrong.append(r.url))
        page.goto(url)
        check_run(page, *figures_of(page))
        page.get_by_role('link', name='begin with the data').click()
        page.wait_for_url(f'{url}nbs/00_data.html')
        page.get_by_role('link', name='Next').click()
        page.wait_for_url(f'{url}nbs/01_sliders.html')
        check_each(page, Path('01_sliders'))
        page.get_by_role('textbox', name='Search').fill('double_relu')
        page.keyboard.press('Enter')
        page.locator('#search-results a[href*="reference/lines.html"]').first.click()
        page.wait_for_url(f'{url}reference/lines.html**')
        assert page.locator('dt[id="fitcurve.lines.double_relu"]').is_visible()
        page.goto(f'{url}gallery/08_classifier.html')
        with page.expect_download() as got: page.get_by_role('link', name='Download this notebook').click()
        assert got.value.suggested_filename == '08_classifier.ipynb'
        assert wrong == []
        assert page.goto(f'{url}nbs/of/old.html').status == 404
        home = page.get_by_role('link', name='front page')
        becomes(lambda: home.evaluate('link => link.href'), f'{url}index.html')
        home.click()
        page.wait_for_url(f'{url}index.html')
        page.context.close()

def check_run(page, spec):
    "The first figure: dragged, stepped, and run for a while"
    figure = page.locator(figures)
    check_figure(page, figure, spec, partial(by_torch, spec))
    before = state(figure)
    figure.locator('[data-action=run]').click()
    becomes(lambda: state(figure)['history'] > before['history'] + 5, True)
    figure.locator('[data-action=run]').click()
    agree(figure, partial(by_torch, spec))
    assert state(figure)['loss'] < before['loss']

def test_at_night_and_on_a_phone(site, browser, axe):
    page, seen = new_page(browser, offline=True, color_scheme='dark', viewport=dict(width=390, height=844)), []
    for name in ('index', 'nbs/04_relu', 'gallery/index', 'gallery/08_classifier', 'reference/figure', 'search'):
        page.goto((site/f'{name}.html').as_uri())
        figures_of(page)
        assert violations(page, axe, seen) == [], name
        assert page.evaluate('document.documentElement.scrollWidth') == 390, name
    page.context.close()

focus = '''() => { const e = document.activeElement; window.been ??= [];
  const inOrder = window.been.every(b => b.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
  window.been.push(e);
  const { width, right } = e.getBoundingClientRect(), { outlineStyle, outlineWidth } = getComputedStyle(e);
  return { inOrder, seen: width > 0 && right > 0, text: e.textContent.trim(), inFigure: !!e.closest("[data-fitcurve]"),
           label: e.ariaLabel, ring: outlineStyle !== "none" && parseFloat(outlineWidth) > 0 }; }'''

def test_by_keyboard_the_figure_comes_before_the_words_and_a_drawer_opens(site, browser):
    page = new_page(browser, offline=True, viewport=dict(width=390, height=844))
    page.goto((site/'index.html').as_uri())
    figures_of(page)
    way = []
    while not (way and way[-1]['text'] == 'begin with the data'):
        page.keyboard.press('Tab')
        way.append(page.evaluate(focus))
        assert len(way) < 60
    assert way[0]['text'] == 'Skip to content' and way[1]['label'] == 'All pages'
    assert all(step['inOrder'] and step['seen'] and step['ring'] for step in way)
    assert sum(step['inFigure'] for step in way) > 5
    page.locator('.nav-overlay-icon').focus()
    page.keyboard.press('Enter')
    assert page.evaluate('!!document.activeElement.closest(".sidebar-drawer")')
    for _ in range(12):
        page.keyboard.press('Tab')
        assert page.evaluate(focus)['ring']
    page.keyboard.press('Escape')
    assert page.evaluate('document.activeElement.className') == 'nav-overlay-icon'
    page.goto((site/'search.html').as_uri() + '?q=descend')
    page.locator('#search-results li a').first.wait_for()
    assert page.locator('#search-results a[href*="reference/descent.html"]').count()
    page.context.close()

def test_from_a_disk_where_no_browser_downloads_it_is_said_where_the_notebook_lies(site, browser):
    page = new_page(browser, offline=True)
    for name in ('nbs/04_relu', 'gallery/08_classifier'):
        page.goto((site/f'{name}.html').as_uri())
        said = page.locator('a[download]').inner_text()
        path = said.removeprefix('This notebook: ').removesuffix(', in the folder of these pages')
        assert path != said and (site/path).is_file()
    page.context.close()

def test_on_paper_nothing_is_repeated_on_each_sheet(site, browser):
    "As the link to the content would be, over the words"
    page = new_page(browser, offline=True, viewport=dict(width=720, height=1000))
    page.goto((site/'nbs'/'03_descent.html').as_uri())
    page.emulate_media(media='print')
    fixed = page.evaluate('''[...document.querySelectorAll("body *")].filter(e => {
        const { left, right } = e.getBoundingClientRect();
        return getComputedStyle(e).position === "fixed" && e.innerText?.trim() && left < innerWidth && right > 0;
    }).map(e => e.className)''')
    page.context.close()
    assert fixed == []

def test_the_themes_switch_turns_the_figures_too(site, browser):
    page = new_page(browser, offline=True, color_scheme='light')
    page.goto((site/'index.html').as_uri())
    figures_of(page)
    paper = lambda: page.evaluate('getComputedStyle(document.querySelector(".fitcurve")).backgroundColor')
    by_day = paper()
    page.evaluate('document.body.dataset.theme = "dark"')
    becomes(lambda: paper() != by_day, True)
    page.evaluate('document.body.dataset.theme = "light"')
    becomes(paper, by_day)
    page.context.close()
