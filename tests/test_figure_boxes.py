"Numbers typed, choices chosen, axes of any size: on a page without a kernel, and with one"
import numpy as np, pytest, torch
from fitcurve.data import quad
from fitcurve.figure import explore
from tests.pages import painted, serious, settled, start, state, x, y

def box(page, name): return page.locator(f'[data-number="{name}"]')

def typed(page, name, text, key='Tab'):
    "Type it as a hand does, letter by letter, and leave"
    box(page, name).click()
    page.keyboard.press('Control+a')
    page.keyboard.type(text)
    page.keyboard.press(key)
    painted(page)

def why(page, at): return at.evaluate('e => e.parentElement.querySelector(".fitcurve-why").innerText')

@pytest.mark.parametrize('locale, text, v', [
    ('en-US', '1.25', 1.25), ('en-US', '-1e-3', -0.001), ('en-US', '−2', -2), ('de-DE', '1,25', 1.25), ('de-DE',
        '1.25', 1.25),
    ('fr-FR', '-0,5', -.5)])
def test_a_number_is_taken_as_its_reader_writes_it(saved, open_page, locale, text, v):
    page = open_page(saved(explore(quad, x, y, **start)), locale=locale)
    typed(page, 'b', text)
    assert state(page)['params']['b'] == v
    assert box(page, 'b').get_attribute('aria-invalid') != 'true' and float(box(page, 'b').input_value()) == v

@pytest.mark.parametrize('text, says', [
    ('1,5', 'write 1.5, with a point'), ('1/3', 'no fractions: write 0.3333'), ('1e999', 'too large for a number'),
    ('two', 'not a number'), ('1 000', 'not a number'), ('--1', 'not a number')])
def test_the_rest_is_refused_in_plain_sight(page, text, says):
    typed(page, 'b', text)
    assert state(page)['params'] == start, 'as it was before a hand typed'
    assert box(page, 'b').input_value() == text, 'the text stays, to be mended'
    assert box(page, 'b').get_attribute('aria-invalid') == 'true' and why(page, box(page, 'b')) == says
    assert box(page, 'b').get_attribute('aria-description') == says
    typed(page, 'b', '1.5', 'Enter')
    assert state(page)['params']['b'] == 1.5 and box(page, 'b').get_attribute('aria-invalid') == 'false'
    assert why(page, box(page, 'b')) == ''

def test_a_refusal_ends_with_escape_or_when_the_slider_moves(page):
    for end in 'escape', 'slider':
        typed(page, 'b', '1,5')
        if end == 'escape': box(page, 'b').press('Escape')
        else: page.locator('input[data-param=b]').press('ArrowRight')
        painted(page)
        assert box(page, 'b').get_attribute('aria-invalid') == 'false'
        assert float(box(page, 'b').input_value()) == pytest.approx(state(page)['params']['b'])

def test_what_is_refused_is_heard(page):
    typed(page, 'a', '1/3')
    page.wait_for_function('document.querySelector("[aria-live=polite]").textContent.includes("no fractions")')

@pytest.mark.parametrize('text', ['0', '2000', '2.5', '-3', '1e999', 'many', '1,5'])
def test_steps_are_refused_in_plain_sight_too(page, text):
    steps = page.locator('[data-steps]')
    steps.fill(text)
    page.keyboard.press('Tab')
    painted(page)
    assert steps.input_value() == text and steps.get_attribute('aria-invalid') == 'true'
    want = {'1e999': 'too large for a number', 'many': 'not a number', '1,5': 'write 1.5, with a point'}
    assert why(page, steps) == want.get(text, 'a whole number, 1 to 1999')
    steps.fill('50')
    page.keyboard.press('Enter')
    painted(page)
    assert steps.get_attribute('aria-invalid') == 'false'
    assert page.locator('[data-steps]').input_value() == '50' and why(page, steps) == ''

@pytest.mark.parametrize('key, by', [('ArrowUp', 1), ('ArrowDown', -1), ('PageUp', 10), ('PageDown', -10)])
def test_a_key_in_a_box_is_a_step_of_its_slider(saved, open_page, key, by):
    page = open_page(saved(explore(lambda x, a, n: a*x + n, x, y, a=0.001, n=3)))
    for name, v, step in ('a', .001, 1e-5), ('n', 3, 1):
        box(page, name).press(key)
        painted(page)
        assert state(page)['params'][name] == pytest.approx(v + by*step, rel=1e-9)
        assert float(box(page, name).input_value()) == pytest.approx(v + by*step, rel=1e-9)
    page.locator('[data-steps]').press(key)
    assert page.locator('[data-steps]').input_value() == str(200 + by)

def test_a_slider_of_any_size_lives(saved, open_page):
    page = open_page(saved(explore(lambda x, a, b, c: a*x + b + c, x, y, a=0.001, b=1e6, c=1e-6)))
    for name, step in ('a', 1e-5), ('b', 1e4), ('c', 1e-8):
        before = state(page)['params'][name]
        page.locator(f'input[data-param={name}]').press('ArrowRight')
        painted(page)
        assert state(page)['params'][name] - before == pytest.approx(step, rel=1e-6)
        page.locator(f'input[data-param={name}]').press('End')
        painted(page)
        assert state(page)['params'][name] == pytest.approx(3*before, rel=1e-9)

def test_greek_is_copied_with_its_numbers(saved, open_page):
    fig = explore(lambda x, α, β: α*x + β, x, y, α=1., β=2.)
    page = open_page(saved(fig), permissions=['clipboard-read', 'clipboard-write'])
    page.locator('input[data-param="α"]').press('ArrowRight')
    page.click('[data-action=copy]'); page.click('[data-action=copy-python]')
    page.wait_for_function('document.querySelector("[data-action=copy]").textContent === "Copied"')
    assert page.evaluate('navigator.clipboard.readText()') == 'partial(lambda x, α, β: α*x + β, α=1.1, β=2)'

# ── Choices ──

def wave(x, a, kind, up): return (a if up else -a)*(torch.sin(x) if kind == 'sin' else torch.cos(x))

@pytest.fixture
def choices(saved, open_page): return open_page(saved(explore(wave, x, y, a=1.5, kind=['sin', 'cos'], up=True)))

def is_wave(s, kind, up):
    xs = torch.tensor(s['curve']['x'], dtype=torch.double)
    assert s['curve']['y'] == pytest.approx(wave(xs, s['params']['a'], kind, up).tolist(), rel=1e-9, abs=1e-12)
    assert s['loss'] == pytest.approx((wave(x.double(), s['params']['a'], kind, up) - y).abs().mean().item(), rel=1e-9)

def test_a_bool_is_a_checkbox_and_a_list_a_menu(choices):
    page = choices
    kind, up = page.locator('select[data-param=kind]'), page.locator('input[type=checkbox][data-param=up]')
    assert kind.locator('option').all_inner_texts() == ['sin', 'cos'] and up.is_checked()
    is_wave(state(page), 'sin', True)
    kind.select_option('cos'); painted(page)
    is_wave(state(page), 'cos', True)
    up.uncheck(); painted(page)
    is_wave(state(page), 'cos', False)
    assert 'a = 1.5, kind = cos, up = False' in page.locator('canvas[role=img]').get_attribute('aria-label')
    page.click('[data-action=undo]'); painted(page)
    is_wave(state(page), 'cos', True)
    assert up.is_checked()

def test_step_and_run_leave_choices_where_they_are(choices):
    page = choices
    page.locator('select[data-param=kind]').select_option('cos')
    before = state(page)
    assert before['grad']['kind'] == before['grad']['up'] == 0
    page.click('[data-action=step]'); painted(page)
    after = state(page)
    assert after['params']['kind'] == 1 and after['params']['up'] == 1 and after['loss'] < before['loss']
    assert page.locator('[data-arrow=kind], [data-arrow=up], [data-number=kind]').count() == 0
    assert page.locator('[data-action=map]').count() == 0, 'one slider alone makes no map'

def test_choices_are_named_for_a_screen_reader(choices, axe): assert serious(choices, axe) == []

def test_a_refusal_is_fit_for_a_screen_reader(page, axe):
    typed(page, 'a', '1,5')
    assert serious(page, axe) == []

def test_a_choice_reaches_python_and_comes_back(open_lab):
    setup = '''from fitcurve import *
import torch
x, y = noisy_quad()
def wave(x, a, kind, up): return (a if up else -a)*(torch.sin(x) if kind == 'sin' else torch.cos(x))'''
    lab = open_lab(setup, "fig = explore(wave, x, y, a=1.5, kind=['sin', 'cos'], up=True)\nfig", '')
    lab.page.locator('select[data-param=kind]').select_option('cos')
    lab.page.locator('input[data-param=up]').uncheck()
    settled(lab.page)
    assert lab.value('fig.params') == dict(a=1.5, kind='cos', up=False)
    lab.run("fig.params.update(kind='sin', up=True)")
    lab.page.wait_for_function('document.querySelector("select[data-param=kind]").value === "sin"')
    assert lab.page.locator('input[data-param=up]').is_checked()

# ── Axes ──

@pytest.mark.parametrize('size', [1e-120, 1e-6, 1e6, 1e200])
def test_a_figure_of_any_size_is_drawn(saved, open_page, size):
    page = open_page(saved(explore(lambda x, a: a*x, np.linspace(0, 5, 20)*size, np.linspace(0, 5, 20), a=1/size)))
    s = state(page)
    assert s['loss'] == pytest.approx(0, abs=1e-9)
    texts = page.evaluate('''() => {
        const seen = [], draw = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function(t, ...at) { seen.push(t); draw.call(this, t, ...at); };
        document.body.dataset.jpThemeLight = "false";
        return new Promise(done => setTimeout(() => done(seen), 300)); }''')
    power = {1e-120: '10⁻¹²⁰', 1e-6: '10⁻⁶', 1e6: '10⁶', 1e200: '10²⁰⁰'}[size]
    assert f'2×{power}' in texts and max(map(len, texts)) < 12
