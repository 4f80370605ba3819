"The figure without a kernel: a saved output opened as a plain file, with no network"
import html, re
import pytest, torch
from fitcurve.data import quad
from fitcurve.figure import explore
from fitcurve.page import as_blocks, as_html, for_script, loader, modules
from tests.pages import (agrees, becomes, drag, jumps_back, moved_unevenly, page_of, painted, pixels, serious, start,
                         state, stop_clock, watch_slider, x, y)

def test_drag(page):
    before, picture = state(page), pixels(page)
    drag(page, 'a', 0.9)
    after = agrees(state(page))
    assert after['params']['a'] == pytest.approx(-1.1 + 0.9*4.4, abs=0.1)
    assert before['params']['b'] == after['params']['b']
    assert pixels(page) != picture
    assert page.locator('[data-loss]').inner_text() == f'{after["loss"]:.3f}'
    assert page.locator('[data-number=a]').input_value() == f'{after["params"]["a"]:g}'

def test_touch(saved, open_page):
    page = open_page(saved(explore(quad, x, y, **start)), has_touch=True, viewport=dict(width=390, height=800))
    box = page.locator('input[data-param=b]').bounding_box()
    page.touchscreen.tap(box['x'] + 0.75*box['width'], box['y'] + box['height']/2)
    assert agrees(state(page))['params']['b'] == pytest.approx(2.2, abs=0.15)
    assert page.evaluate('document.documentElement.scrollWidth') <= 390, 'nothing sticks out of a phone'

def test_type(page):
    page.locator('[data-number=b]').fill('2.345')
    page.keyboard.press('Tab')
    painted(page)
    assert agrees(state(page))['params']['b'] == 2.345
    assert page.locator('input[data-param=b]').evaluate('e => e.valueAsNumber') == 2.345
    page.locator('[data-number=b]').fill(''); page.keyboard.press('Tab')
    assert state(page)['params']['b'] == 2.345 and page.locator('[data-number=b]').input_value() == '2.345'

@pytest.mark.parametrize('key, to', [
    ('ArrowRight', 1.2), ('ArrowUp', 1.2), ('ArrowLeft', 1.0), ('ArrowDown', 1.0),
    ('PageUp', 2.1), ('PageDown', 0.1), ('Home', -1.1), ('End', 3.3)])
def test_keyboard(page, key, to):
    page.locator('input[data-param=c]').focus()
    page.keyboard.press(key)
    painted(page)
    assert agrees(state(page))['params']['c'] == pytest.approx(to)

def test_the_whole_fitting_by_keyboard_alone(page):
    "Tab to each slider, listen to what would help, and go that way until it no longer does"
    for _ in range(4):
        page.locator('[data-action=fullscreen]').focus()
        for name in 'abc':
            page.keyboard.press('Tab')
            assert page.evaluate('document.activeElement.dataset.param') == name
            for _ in range(40):
                way = re.search('more|less', page.evaluate('document.activeElement.getAttribute("aria-valuetext")'))
                if not way: break
                before = state(page)['loss']
                page.keyboard.press({'more': 'ArrowRight', 'less': 'ArrowLeft'}[way[0]])
                painted(page)
                if state(page)['loss'] >= before:
                    page.keyboard.press({'more': 'ArrowLeft', 'less': 'ArrowRight'}[way[0]])
                    painted(page)
                    break
            page.keyboard.press('Tab')  # over the typed number
    best = explore(quad, x, y, **start)._spec['best']['loss']
    assert state(page)['loss'] < 1.03*best

@pytest.mark.parametrize('a', [(0, 4, 1), (-3, 3, 0.05)])
def test_the_thumb_is_on_its_number(saved, open_page, a):
    "Under a hand, no more than a pixel off: a slider of few stops goes from stop to stop. Then, on it"
    page = open_page(saved(explore(lambda x, a: a*x, x, y, a=a)))
    slider = page.locator('input[data-param=a]')
    lo, hi, step = a
    number = lambda: state(page)['params']['a']
    off = lambda: abs(slider.evaluate('e => e.valueAsNumber') - number())/(hi - lo)
    box = slider.bounding_box()
    at = lambda part: (box['x'] + part*box['width'], box['y'] + box['height']/2)
    page.mouse.move(*at(0.5))
    page.mouse.down()
    for i in range(1, 24):
        page.mouse.move(*at(0.5 + 0.017*i))
        painted(page)
        assert off() <= 1/200 and number()/step == pytest.approx(round(number()/step))
    page.mouse.up()
    painted(page)
    assert off() == 0

def test_step_and_reset(page):
    s = state(page)
    page.click('[data-action=step]'); painted(page)
    t = agrees(state(page))
    assert t['params'] == pytest.approx({n: v - 0.05*s['grad'][n] for n, v in s['params'].items()}, rel=1e-12)
    slider = page.locator('input[data-param=a]').evaluate('e => e.valueAsNumber')
    assert slider == pytest.approx(t['params']['a'], rel=1e-9), 'the slider itself has moved'
    page.click('[data-action=reset]'); painted(page)
    assert state(page)['params'] == start and state(page)['history'] == 1

def test_without_friction_the_gradients_pile_up(page):
    first = state(page)
    page.locator('[data-friction]').focus()
    page.keyboard.press('Home')
    page.click('[data-action=step]')
    second = state(page)
    page.click('[data-action=step]'); painted(page)
    want = {n: v - 0.05*(first['grad'][n] + second['grad'][n]) for n, v in second['params'].items()}
    assert agrees(state(page))['params'] == pytest.approx(want, rel=1e-12)

@pytest.mark.parametrize('motion', ['no-preference', 'reduce'])
def test_run_goes_downhill_and_pauses(saved, open_page, motion):
    page = open_page(saved(explore(quad, x, y, **start)), reduced_motion=motion)
    stop_clock(page)
    page.click('[data-action=run]')
    page.clock.run_for(2000)
    assert state(page)['running'] and state(page)['history'] > 40
    page.click('[data-action=run]')
    s = agrees(state(page))
    assert s['loss'] < 2 and not s['running']
    page.clock.run_for(3000)
    assert state(page)['params'] == s['params'], 'a pause is a pause'

def test_history_can_be_gone_back_through(page):
    for _ in range(5): page.click('[data-action=step]')
    painted(page)
    page.locator('[data-history]').focus()
    page.keyboard.press('Home')
    painted(page)
    assert state(page)['params'] == start and state(page)['history'] == 6

def test_learning_rate_is_logarithmic(page):
    page.locator('[data-lr]').focus()
    page.keyboard.press('Home')
    painted(page)
    assert state(page)['lr'] == 1e-4
    page.keyboard.press('End'); painted(page)
    assert state(page)['lr'] == 10 and page.locator('[data-lr]').get_attribute('aria-valuetext') == '10'

def test_arrows_point_downhill(page):
    s = state(page)
    for name, g in s['grad'].items():
        arrow = page.locator(f'[data-arrow={name}]')
        assert arrow.get_attribute('data-way') == ('less' if g > 0 else 'more')
        long = abs(g)/max(map(abs, s['grad'].values()))
        assert float(arrow.get_attribute('data-long')) == pytest.approx(long, abs=1e-4)

def test_residuals_can_be_hidden(page):
    with_bars = pixels(page)
    page.uncheck('[data-residuals]'); painted(page)
    assert pixels(page) != with_bars

def test_copy_as_python(saved, open_page):
    page = open_page(saved(explore(quad, x, y, **start)), permissions=['clipboard-read', 'clipboard-write'])
    drag(page, 'a', 0.9)
    page.click('[data-action=copy]'); page.click('[data-action=copy-python]')
    page.wait_for_function('document.querySelector("[data-action=copy]").textContent === "Copied"')
    assert page.evaluate('navigator.clipboard.readText()') == f'mk_quad({state(page)["params"]["a"]:g}, 1.1, 1.1)'

def test_figures_are_independent(saved, open_page):
    page = open_page(saved(*(explore(quad, x, y, **start) for _ in range(3))), n=3)
    page.locator('input[data-param=a]').nth(1).focus()
    page.keyboard.press('End')
    painted(page)
    assert [state(page, i)['params']['a'] for i in range(3)] == [1.1, 3.3, 1.1]
    assert page.evaluate('fitcurveModules.size') == 1, 'the script they share is unpacked once'

def test_without_data_there_is_just_the_curve(saved, open_page):
    page = open_page(saved(explore(lambda x, m, b: torch.clip(m*x + b, 0.), m=1.5, b=1.5)))
    page.locator('input[data-param=m]').focus()
    page.keyboard.press('ArrowRight')
    painted(page)
    s = state(page)
    assert s['curve']['y'] == pytest.approx([max(0, 1.6*v + 1.5) for v in s['curve']['x']], abs=1e-12)
    assert page.locator('[data-loss], [data-action=step], [data-action=run]').count() == 0

def test_what_python_computes_says_so(saved, open_page):
    page = open_page(saved(explore(lambda x, at: (x > at)*1. if at > -2 else x, x, y, at=(-1., 1.))))
    alarm = page.locator('[role=alert]').inner_text()
    assert alarm == 'Python computes this function: run the cell to bring the figure to life.'
    assert page.locator('input[data-param=at]').is_disabled() and page.locator('[data-action=run]').is_disabled()
    assert len(state(page)['curve']['y']) == 241

def test_with_scripts_off_there_is_the_picture(saved, open_page):
    page = open_page(saved(explore(quad, x, y, **start)), java_script_enabled=False)
    img = page.locator('img')
    assert img.get_attribute('alt') == 'quad(x, a=1.1, b=1.1, c=1.1): mae 2.422 over 20 points'
    assert img.bounding_box()['width'] > 400

def test_names_and_titles_are_text(saved, open_page):
    f = lambda x, **p: x*sum(p.values())
    f.__name__ = '<img src=x onerror=alert(1)>'
    page = open_page(saved(explore(f, x, y, **{'<b>w</b>': 1.})))
    assert page.locator('[data-fitcurve] img[src=x], [data-fitcurve] b').count() == 0
    assert page.locator('.fitcurve-title').inner_text() == '<img src=x onerror=alert(1)>(x, <b>w</b>)'

def test_a_screen_reader_hears_names_values_and_the_loss(page):
    drag(page, 'a', 0.9)
    s = state(page)
    label = page.locator('canvas[role=img]').get_attribute('aria-label')
    a, loss, best = s['params']['a'], s['loss'], s['best']['loss']
    function, measure = f'quad(x, a, b, c) with a = {a:g}, b = 1.1, c = 1.1', f'mae {loss:.3f} over 20 points'
    assert label == f'{function}: {measure}; {loss/best:.2f} × the best, {best:.4f}'
    page.wait_for_function('document.querySelector("[aria-live=polite]").textContent.startsWith("mae ")')
    assert page.locator('[aria-live=polite]').inner_text() == f'mae {s["loss"]:.3f}'

def test_keys_stay_in_the_figure(page):
    page.evaluate('''() => {
        window.keys = [];
        for (const type of ["keydown", "keyup"]) document.addEventListener(type, e => window.keys.push(e.key)); }''')
    page.locator('input[data-param=a]').focus()
    for key in 'bad': page.keyboard.press(key)
    page.evaluate('document.activeElement.blur()')
    page.keyboard.press('z')
    assert page.evaluate('window.keys') == ['z', 'z']

@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_axe_finds_nothing_serious(saved, open_page, axe, scheme):
    figs = explore(quad, x, y, **start), explore(lambda x, at: x if at > -2 else x, x, y, at=(-1., 1.))
    page = open_page(saved(*figs), n=2, color_scheme=scheme)
    assert serious(page, axe) == []

def test_colours_follow_the_theme_while_the_page_is_open(page):
    light = pixels(page)
    page.emulate_media(color_scheme='dark')
    page.wait_for_function('light => document.querySelector("[data-curve]").toDataURL() !== light', arg=light)
    page.evaluate('document.body.dataset.jpThemeLight = "true"')  # the notebook's theme has the last word
    becomes(lambda: pixels(page), light)

def test_colours_follow_the_theme_of_each_notebook(page):
    "Not the system's: VS Code says its own on the body, with high contrast among them, Colab on the root"
    kinds = {'light': False, 'high-contrast-light': False, 'dark': True, 'high-contrast': True}
    wear = """(e, [name, kind]) => { e.setAttribute(name, kind);
      const by = getComputedStyle(document.querySelector("[data-fitcurve]"));
      const dark = by.getPropertyValue("--fitcurve-paper").includes("#16181b"), { colorScheme } = by;
      e.removeAttribute(name);
      return [dark, colorScheme]; }"""
    body, whole = page.locator('body'), page.locator('html')
    for scheme in ('light', 'dark'):
        page.emulate_media(color_scheme=scheme)
        worn = [body.evaluate(wear, ['data-vscode-theme-kind', f'vscode-{kind}']) for kind in kinds]
        worn += [whole.evaluate(wear, ['theme', kind]) for kind in ('light', 'dark')]
        assert worn == [[dark, 'dark' if dark else 'light'] for dark in (*kinds.values(), False, True)]

# ── The wire, with a kernel that answers late ──

late = '''<div></div>%s<script>(async () => {
  %s
  const named = el => [el.dataset.module, el.textContent];
  const sources = () => Object.fromEntries(Array.from(document.querySelectorAll("[data-module]"), named));
  const m = await load("figure.js", "late", sources, document.querySelector("div"));
  const spec = %s, start = Object.fromEntries(Object.entries(spec.params).map(([n, p]) => [n, p.value]));
  const dials = { lr: 0.05, friction: 1, schedule: "constant", steps: 200 };
  const rest = { dials, momentum: null, walk: null, answer: null, data_version: 0 };
  const kernel = window.kernel = { edits: 1, by: null, seq: 0, params: start, heard: [], answers: 0 };
  let tell, underway = 0;
  const later = f => { underway++; setTimeout(() => { underway--; f(); }, 50); };
  const answer = () => {
    const { edits, by, seq, params } = kernel, said = structuredClone({ edits, by, seq, params, ...rest });
    later(() => { kernel.answers++; tell(said); });
  };
  kernel.quiet = () => underway === 0;
  kernel.set = params => { kernel.edits++; kernel.params = { ...kernel.params, ...params }; answer(); };
  const host = {
    state: { edits: 1, by: null, seq: 0, params: start, ...rest },
    send: ({ params, by, seq }) => later(() => {
      kernel.heard.push(seq);
      Object.assign(kernel, { params, by, seq });
      answer();
    }),
    listen(callback) { tell = callback; },
    data: () => spec,
    status: () => undefined,
    hearPast() {},
    hearStage() {},
    setStage() {},
    hearCurves() {},
  };
  m.mount(document.querySelector("div"), spec, host);
})()</script>'''

@pytest.fixture
def late_page(tmp_path, open_page):
    "The figure on a page whose kernel hears and answers late"
    path = tmp_path/'late.html'
    spec = explore(quad, x, y, **start)._spec
    live = late % (as_blocks(modules('figure.js')), loader, for_script(spec))
    path.write_text(page_of.format(live), encoding='utf-8')
    return open_page(path.as_uri())

def all_told(page):
    "Wait until page and kernel have heard everything that is on its way"
    page.wait_for_function('window.kernel.quiet() && document.querySelector("[data-fitcurve]").fitcurve.settled()')
    painted(page)

def test_no_echo_pulls_a_slider_back(late_page):
    page, slider = late_page, late_page.locator('input[data-param=a]')
    slider.press('Home')
    all_told(page)
    watch_slider(page)
    moved_unevenly(page, 'a', [.48 + i*.01 for i in range(40)], pause=5)
    all_told(page)
    assert jumps_back(page) == 0
    heard = page.evaluate('window.kernel.heard')
    assert heard == sorted(heard) and len(heard) > 5, 'the kernel did hear while the hand moved'
    assert page.evaluate('window.kernel.answers') == len(heard)
    assert page.evaluate('window.kernel.params.a') == state(page)['params']['a'], 'and both end at the same value'

def test_python_moves_the_sliders_when_the_hand_is_off_them(late_page):
    page, slider = late_page, late_page.locator('input[data-param=b]')
    page.evaluate('window.kernel.set({ b: 2.5 })')
    all_told(page)
    assert agrees(state(page))['params']['b'] == 2.5
    assert slider.evaluate('e => e.valueAsNumber') == 2.5
    # The kernel sets it as the key goes down, so that the two cross on the wire however slow the machine: the hand wins
    page.evaluate('''() => addEventListener(
        "keydown", () => setTimeout(() => window.kernel.set({ b: 0 })), { capture: true, once: true })''')
    slider.press('Home')
    page.wait_for_function('window.kernel.heard.length')
    all_told(page)
    assert state(page)['params']['b'] == page.evaluate('window.kernel.params.b') == -1.1

# ── Where the page stands ──

def test_a_figure_lives_in_a_sandboxed_frame(open_page, tmp_path):
    "As hosts show what they don't trust: an origin of its own, scripts and nothing else; modules plain or packed"
    spec, picture = explore(quad, x, y, **start).snapshot()
    pages = [html.escape(as_html('figure.js', spec, picture, '', plain)) for plain in (True, False)]
    frame = '<iframe sandbox="allow-scripts" style="width:600px;height:300px" srcdoc="{}"></iframe>'
    path = tmp_path/'framed.html'
    path.write_text(page_of.format(''.join(map(frame.format, pages))), encoding='utf-8')
    page = open_page(path.as_uri(), n=0)
    for frame in page.frames[1:]:
        frame.wait_for_function('() => +document.querySelector("[data-fitcurve]")?.dataset.frame > 0')
        agrees(frame.evaluate('() => document.querySelector("[data-fitcurve]").fitcurve.state()'))
    assert len(page.frames) == 3

def test_plain_and_packed_modules_are_the_same_figure(open_page, tmp_path):
    spec, picture = explore(quad, x, y, **start).snapshot()
    path = tmp_path/'both.html'
    both = [as_html('figure.js', spec, picture, '', plain) for plain in (True, False)]
    path.write_text(page_of.format(''.join(both)), encoding='utf-8')
    page = open_page(path.as_uri(), n=2)
    assert state(page, 0) == agrees(state(page, 1))
    assert page.evaluate('fitcurveModules.size') == 2, 'each was linked by itself'

def test_beyond_its_sliders_end_a_parameter_has_its_number(saved, open_page):
    "As the README says: a step, a script or a typed number may lead there; the slider stands at its end"
    fig = explore(quad, x, y, a=(0., 1.), b=1.1, c=(-1., 1.))
    fig.params = dict(a=.99, c=-3.)
    page = open_page(saved(fig))
    shown = lambda name: page.evaluate('''name => ["param", "number"].map(kind =>
        Number(document.querySelector(`input[data-${kind}=${name}]`).value))''', name)
    assert shown('c') == [-1, -3] and state(page)['params']['c'] == -3
    for _ in range(20): page.click('[data-action=step]')
    painted(page)
    a = state(page)['params']['a']
    assert a > 1 and shown('a') == pytest.approx([1, a], abs=1e-3)
    page.fill('[data-number=c]', '9')
    painted(page)
    assert state(page)['params']['c'] == 9 and shown('c') == [1, 9]
