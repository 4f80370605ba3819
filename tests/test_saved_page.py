"What `fig.save` writes: a page under a policy of its own, which any damage leaves its picture"
import json, re
import pytest
from fitcurve.data import quad
from fitcurve.figure import explore
from tests.pages import agrees, drag, painted, start, state, x, y

@pytest.fixture(scope='module')
def text(tmp_path_factory):
    path = tmp_path_factory.mktemp('text')/'fit.html'
    explore(quad, x, y, **start).save(path)
    return path.read_text(encoding='utf-8')

@pytest.fixture
def written(tmp_path):
    "The address of a file with this text"
    def write(text, name='page.html'):
        (tmp_path/name).write_text(text, encoding='utf-8')
        return (tmp_path/name).as_uri()
    return write

injected = '''<script>window.ran = 'inline'</script>
<script src="data:text/javascript,window.ran='data'"></script>
<script type="module">window.ran = 'module'</script>
<img id="on" src="data:image/png;base64,no" onerror="window.ran = 'handler'">
<a id="link" href="javascript:window.ran='link'">here</a><base href="https://example.org/">
<form action="https://example.org/" target="_self"><input name="a"></form>'''

def test_under_its_policy_the_figure_lives_and_nothing_injected_does(text, written, open_page):
    "Scripts, handlers, addresses and forms that somebody has put into the file"
    page = open_page(written(text.replace('<main>', '<main>' + injected)))
    said = []
    page.on('console', lambda m: said.append(m.text))
    drag(page, 'a', .9)
    page.click('[data-action=step]')
    page.click('[data-action=reset]')
    painted(page)
    agrees(state(page))
    page.click('#link')
    page.evaluate('document.forms[0].requestSubmit()')
    page.wait_for_function('document.querySelector("#on").complete')
    painted(page)
    assert page.evaluate('[window.ran ?? null, document.baseURI]') == [None, page.url]
    assert page.url.startswith('file:') and any('form-action' in s for s in said)

def test_no_policy_is_broken_by_the_figure_itself(text, written, open_page):
    page = open_page('about:blank', n=0)
    said = []
    page.on('console', lambda m: said.append(m.text))
    page.goto(written(text))
    page.wait_for_selector('[data-fitcurve]:not([data-frame="0"])')
    for action in 'run', 'run', 'more': page.click(f'[data-action={action}]')
    page.keyboard.press('Escape')
    page.keyboard.press('m')
    painted(page)
    assert said == []

def spoiled(text, change):
    "The page with its spec changed by hand"
    block = re.search(r'(?<=<script type="application/json">).*?(?=</script>)', text)[0]
    spec = json.loads(block)
    return text.replace(block, change(spec) or json.dumps(spec))

damages = {
    'function': lambda s: s['program'].update(output=99),
    'limits': lambda s: s['limits'].update(curve=10**9),
    'data': lambda s: s.update(x=dict(length=10**9)),
    'state': lambda s: s['now'].update(past=dict(history=[[1, 1, 1]], chart=dict(epoch=0, runs=[]))),
    'what it knows of the figure': lambda s: json.dumps(s)[:-9]}

def test_a_damaged_page_keeps_its_picture_and_says_so(text, written, open_page):
    pages = {what: spoiled(text, change) for what, change in damages.items()}
    pages['modules'] = re.sub(r'(?<=data-packed>)(.{5000}).{40}', r'\1', text)
    for what, damaged in pages.items():
        page = open_page(written(damaged), n=0)
        said = page.locator('[role=note]').inner_text()
        its = '' if what.startswith('what') else 'its '
        assert said == f"The live figure can't start here: this page was damaged, in {its}{what}"
        assert page.locator('main img').bounding_box()['width'] > 400

def test_parameters_of_any_name(written, open_page, tmp_path):
    "Each of these is something that every object of JavaScript has"
    names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    space = {}
    exec(f'def f(x, {", ".join(names)}): return {names[0]}*x**2 + {names[1]}*x + {names[2]} + 0.*{names[3]}', space)
    explore(space['f'], x, y, **dict.fromkeys(names, 1.1)).save(tmp_path/'names.html')
    page = open_page((tmp_path/'names.html').as_uri())
    drag(page, '__proto__', .9)
    page.click('[data-action=step]')
    painted(page)
    ask = 'JSON.stringify(document.querySelector("[data-fitcurve]").fitcurve.state())'  # the driver drops __proto__
    s = json.loads(page.evaluate(ask))
    as_quad = lambda v: dict(zip('abc', (v[n] for n in names)))
    agrees({**s, 'params': as_quad(s['params']), 'grad': as_quad(s['grad'])})
    assert s['params']['__proto__'] > 2
    page.keyboard.press('Control+z')
    page.keyboard.press('Control+z')
    assert json.loads(page.evaluate(ask))['params'] == dict.fromkeys(names, 1.1)
