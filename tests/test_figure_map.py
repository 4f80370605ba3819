"The map of the loss, predict and reveal, keys, copies and links, sound, files: with real events in a real browser"
import os, re
import pytest, torch
from fitcurve.data import noisy_quad, quad
from fitcurve.figure import explore
from tests.jupyter import setup, show
from tests.pages import agrees, becomes, drag, painted, pixels, serious, start, state, stop_clock, x, y

def surface(page): return page.evaluate('document.querySelector("[data-map]").fitcurve()')

def surveyed(page):
    "The map of things as they are, once it is complete"
    painted(page)
    page.wait_for_function('document.querySelector("[data-map]").fitcurve()?.complete')
    painted(page)
    return surface(page)

def at(page, u, v):
    "Where (u, v) of the map is on the screen"
    page.locator('[data-map]').first.scroll_into_view_if_needed()
    box, s = page.locator('[data-map]').first.bounding_box(), surface(page)
    along = lambda w, lo, hi, a, b: a + (w - lo)/(hi - lo)*(b - a)
    px, py = along(u, *s['ranges'][0], s['left'], s['right']), along(v, *s['ranges'][1], s['bottom'], s['top'])
    return box['x'] + px, box['y'] + py

def is_torchs(s, **rest):
    "Each place of the map has the loss that torch says"
    n = int(len(s['values'])**.5)
    across, upward = (lo + (hi - lo)*(torch.arange(n).double() + 0.5)/n for lo, hi in s['ranges'])
    p = {**rest, s['on'][0]: across[None, :, None], s['on'][1]: upward[:, None, None]}
    want = (quad(x.double()[:, 0], **p) - y.double()[:, 0]).abs().mean(-1)
    assert s['values'] == pytest.approx(want.flatten().tolist(), rel=1e-9)

def test_the_map_is_hidden_until_asked_for_and_is_torchs(page):
    assert not page.locator('[data-map]').is_visible()
    page.click('[data-action=map]')
    s = surveyed(page)
    assert s['on'] == ['a', 'b'] and len(s['values']) == 112**2
    is_torchs(s, c=1.1)
    page.locator('input[data-param=c]').focus(); page.keyboard.press('End')
    s = surveyed(page)
    assert s['params']['c'] == 3.3
    is_torchs(s, c=3.3)
    assert 'lowest on this map near a ' in page.locator('[data-map]').get_attribute('aria-description')
    page.keyboard.press('m'); painted(page)
    assert not page.locator('[data-map]').is_visible()

def test_any_two_parameters(page):
    page.click('[data-action=map]')
    page.select_option('[data-axis=across]', 'c')
    s = surveyed(page)
    assert s['on'] == ['c', 'b']
    is_torchs(s, a=1.1)
    page.select_option('[data-axis=upward]', 'c')
    assert surveyed(page)['on'] == ['b', 'c'], 'the two change places'

def test_the_map_follows_the_data(page):
    page.click('[data-action=map]')
    before = surveyed(page)
    page.locator('[data-layer=points-hand]').focus()
    for _ in range(9): page.keyboard.press('Shift+ArrowUp')
    assert surveyed(page)['values'] != before['values']

def test_click_on_the_map_to_start_from_there(page):
    page.click('[data-action=map]'); surveyed(page)
    for _ in range(3): page.click('[data-action=step]')
    there = state(page)['params']
    page.mouse.click(*at(page, 2.5, 0.3)); painted(page)
    s = agrees(state(page))
    assert (s['params']['a'], s['params']['b']) == pytest.approx((2.5, 0.3), abs=0.03)
    assert s['params']['c'] == there['c']
    assert s['history'] == 1, 'a new walk begins'
    page.click('[data-action=undo]'); painted(page)
    assert state(page)['params'] == there
    page.mouse.move(*at(page, there['a'], there['b']))
    page.mouse.down()
    page.mouse.move(*at(page, 0, 3), steps=8)
    assert agrees(state(page))['params']['b'] == pytest.approx(3, abs=0.05), 'under the hand already'
    page.mouse.up(); painted(page)
    page.click('[data-action=undo]')
    assert state(page)['params'] == there, 'a drag is one thing to undo'

def test_the_map_by_keyboard(page):
    page.click('[data-action=map]'); surveyed(page)
    page.locator('[data-map]').focus()
    for key in 'ArrowRight', 'ArrowRight', 'ArrowDown', 'Shift+ArrowUp': page.keyboard.press(key)
    painted(page)
    s = agrees(state(page))
    assert s['params'] == pytest.approx(dict(a=1.3, b=2.0, c=1.1)) and s['history'] == 1
    assert page.locator('[aria-live=polite]').inner_text() == f'a 1.3, b 2: mae {s["loss"]:.3f}'

def test_the_map_by_finger(saved, open_page):
    page = open_page(saved(explore(quad, x, y, **start)), has_touch=True, viewport=dict(width=380, height=1300))
    assert not page.locator('[data-action=fullscreen]').is_visible()  # it is behind ⋯ there
    page.tap('[data-action=map]'); surveyed(page)
    page.tap('[data-action=more]')
    assert page.evaluate('document.documentElement.scrollWidth') <= 380
    page.tap('[data-action=keys]')
    assert page.locator('dialog[open]').evaluate('e => e.scrollWidth <= e.clientWidth')
    page.tap('[data-action=close] >> visible=true')
    page.touchscreen.tap(*at(page, 2.5, 0.3)); painted(page)
    assert (agrees(state(page))['params']['a'], state(page)['params']['b']) == pytest.approx((2.5, 0.3), abs=0.05)

watch_the_map = '''() => {
    window.seen = [];
    const map = document.querySelector("[data-map]"), { fitcurve } = document.querySelector("[data-fitcurve]");
    const g = map.previousElementSibling.getContext("2d"), dpr = devicePixelRatio;
    const blank = s => g.getImageData((s.left + 20)*dpr, (s.top + 20)*dpr, 1, 1).data[3] < 255;
    const look = () => {
        const s = map.fitcurve(), hand = fitcurve.state().params.c;
        seen.push({ hand, c: s.params.c, n: s.values.length**.5, complete: s.complete, blank: blank(s) });
        requestAnimationFrame(look); };
    requestAnimationFrame(() => requestAnimationFrame(look)); }'''

def test_the_map_never_blinks(saved, open_page):
    "Ten thousand points, and a hand on the parameter that is not on the map"
    page = open_page(saved(explore(quad, *noisy_quad(n=10_000), **start)))
    page.click('[data-action=map]')
    page.wait_for_function('document.querySelector("[data-map]").fitcurve()?.values')
    page.evaluate(watch_the_map)
    before = surface(page)['params']['c']
    drag(page, 'c', 0.9, steps=60)
    seen = page.evaluate('window.seen')
    assert not any(s['blank'] for s in seen)
    assert len({s['hand'] for s in seen}) > 10
    page.wait_for_function('c => document.querySelector("[data-map]").fitcurve().params.c !== c', arg=before)

# A clock that goes on by a millisecond whenever somebody looks at it
count_slices = '''() => {
    let now = 0;
    window.slices = 0;
    performance.now = () => now++;
    const wait = requestIdleCallback;
    window.requestIdleCallback = (work, how) => wait(deadline => { slices++; work(deadline); }, how); }'''

def test_the_survey_lets_the_hand_through(page):
    "It is done in slices of some forty places, each no longer than 5 ms, whatever the machine"
    page.evaluate(count_slices)
    page.click('[data-action=map]')
    places = sum(n**2 for n in (24, 56, 112))
    assert len(surveyed(page)['values']) == 112**2
    assert page.evaluate('window.slices') > places/60

def test_the_map_follows_a_run_without_shimmering(page):
    page.click('[data-action=map]')
    surveyed(page)
    stop_clock(page)
    page.evaluate(watch_the_map)
    page.click('[data-action=run]')
    page.clock.run_for(1500)
    page.click('[data-action=run]')
    seen = page.evaluate('window.seen')[10:]  # the first are of the fine map of the start
    assert len({s['c'] for s in seen}) > 5 and sum(s['n'] == 24 for s in seen) > len(seen)/2, 'coarse while it moves'
    for i in range(8, len(seen)):
        finer = seen[i]['n'] > seen[i - 1]['n']
        if finer: assert {s['hand'] for s in seen[i - 8:i]} == {seen[i]['c']}, 'it has been still for a while'
    page.clock.run_for(10_000)
    s = surface(page)
    assert s['complete'] and len(s['values']) == 112**2 and s['params']['c'] == state(page)['params']['c']
    is_torchs(s, c=s['params']['c'])

def test_no_map_where_there_is_nothing_to_map(saved, open_page):
    no_data = explore(lambda x, m, b: m*x + b, m=1., b=1.)
    one_parameter = explore(lambda x, m: m*x, x, y, m=1.)
    untraced = explore(lambda x, a, b: a*x if b > -9 else x, x, y, a=1., b=1.)
    page = open_page(saved(no_data, one_parameter, untraced), n=3)
    assert page.locator('[data-action=map]').count() == 0

# ── Predict, then reveal ──

def test_predict_then_reveal(saved, open_page):
    fig = explore(quad, x, y, hide=True, **start)
    told_instead = 'quad(x, a=1.1, b=1.1, c=1.1): mae hidden over 20 points'
    assert repr(fig) == told_instead, 'what stands in for the figure tells no more'
    page = open_page(saved(fig))
    s, told = state(page), lambda: page.locator('[data-fitcurve]').aria_snapshot()
    assert '2.422' not in told() and '0.986' not in told() and 'would help' not in told() and 'mae hidden' in told()
    assert not page.locator('[data-loss]').is_visible()
    assert page.locator('.fitcurve-gauge >> visible=true').count() == 0
    page.click('[data-action=map]'); painted(page)
    assert not page.locator('[data-map]').is_visible()
    box = page.locator('input[data-param=a]').bounding_box()
    plot = pixels(page)
    page.click('[data-action=reveal]'); painted(page)
    assert page.locator('[data-loss]').is_visible() and page.locator('[data-loss]').inner_text() == '2.422'
    assert page.locator('[data-map]').is_visible()
    said = page.locator('[aria-live=polite]').inner_text()  # then comes what the map shows, once it is there
    assert said.split('. map')[0] == f'mae 2.422; 2.46 × the best, {s["best"]["loss"]:.4f}'
    assert page.locator('input[data-param=a]').bounding_box() == box, 'nothing moves'
    assert pixels(page) != plot, 'the best fit is drawn'
    page.keyboard.press('r'); painted(page)
    assert '2.422' not in told() and page.locator('[data-action=reveal]').is_visible()
    stop_clock(page)
    page.locator('input[data-param=a]').press('ArrowRight')
    page.clock.run_for(5000)
    assert not re.search(r'mae \d', told()), 'nor does anything tell it later'

def test_without_hide_nothing_is_hidden(page):
    assert page.locator('[data-loss]').is_visible() and not page.locator('[data-action=reveal]').is_visible()

# ── Remember, menus, keys ──

def test_remember_and_come_back(page):
    page.click('[data-action=more]')
    assert page.locator('[data-action=back]').count() == 0, 'there is nothing to come back to'
    page.keyboard.press('Escape')
    drag(page, 'a', 0.8)
    kept = state(page)
    page.click('[data-action=more]'); page.click('[data-action=remember]')
    drag(page, 'b', 0.1)
    page.locator('[data-lr]').focus(); page.keyboard.press('End')
    page.locator('[data-layer=points-hand]').focus(); page.keyboard.press('Delete')
    page.keyboard.press('b'); painted(page)
    s = agrees(state(page))
    for key in 'params', 'x', 'y', 'lr', 'loss': assert s[key] == kept[key]
    assert s['best']['loss'] == pytest.approx(kept['best']['loss'])
    page.keyboard.press('Control+z')
    assert len(state(page)['x']) == 19

def test_menus_by_keyboard(page):
    focused = lambda: page.evaluate('document.activeElement.dataset.action')
    page.locator('[data-action=more]').focus(); page.keyboard.press('Enter')
    first = focused()
    page.keyboard.press('ArrowUp')
    assert focused() == 'letters', 'from the first line to the last'
    page.keyboard.press('ArrowDown')
    assert focused() == first
    while focused() != 'best-fit': page.keyboard.press('ArrowDown')
    page.keyboard.press('Enter')
    painted(page)
    assert focused() == 'more' and page.locator('[role=menu]:visible').count() == 0
    page.keyboard.press('Enter')
    assert page.locator('[data-action=best-fit]').get_attribute('aria-checked') == 'true'
    page.keyboard.press('End'); page.keyboard.press('ArrowLeft')
    assert focused() == 'keys', 'beside it'
    page.keyboard.press('End')
    assert focused() == 'letters'
    page.mouse.click(5, 5)
    assert page.locator('[role=menu]:visible').count() == 0

in_sight = '''() => {
    const inside = (a, b) => a.top >= b.top && a.left >= b.left && a.bottom <= b.bottom && a.right <= b.right;
    const list = document.querySelector("[role=menu]:not([hidden])").getBoundingClientRect();
    const screen = { top: 0, left: 0, right: innerWidth, bottom: innerHeight };
    return inside(list, screen) && inside(document.activeElement.getBoundingClientRect(), list); }'''

def test_the_menu_is_on_the_screen_whatever_its_size_and_the_focus_in_sight(page, axe):
    "In what scrolls round the figure, too, which would cut it off: there it is above its button, if there is more room"
    look = lambda: page.evaluate(in_sight)
    for w, h in [(1366, 768), (1024, 768), (683, 384), (390, 844)]:
        page.set_viewport_size(dict(width=w, height=h)); painted(page)
        page.locator('[data-action=more]').focus(); page.keyboard.press('Enter')
        seen = [look()]
        for key in ('End', 'ArrowUp', 'Home'): page.keyboard.press(key); seen.append(look())
        assert seen == [True]*4, (w, h)
        assert page.evaluate('document.documentElement.scrollWidth') == w
        page.keyboard.press('Escape')
    room = 'main { height: 300px; overflow: auto; margin-top: 200px } .fitcurve { margin-top: 250px }'
    page.add_style_tag(content=room)
    page.locator('[data-action=more]').focus(); page.keyboard.press('Enter')
    menu, room = (page.locator(e).bounding_box() for e in ('[role=menu]:visible', 'main'))
    assert room['y'] <= menu['y'] < menu['y'] + menu['height'] < page.locator('[data-action=more]').bounding_box()['y']
    assert look() and serious(page, axe) == []
    groups = [g.get_attribute('aria-label') for g in page.locator('[role=menu]:visible [role=group]').all()]
    assert groups == ['Predict', 'Show', 'Data', 'Compare', 'Axes', 'Hear', 'Figure'], 'no line stands in none'

def test_every_key_is_listed(page):
    page.locator('input[data-param=b]').focus(); page.keyboard.press('?')
    box = page.locator('dialog[open]')
    rows = [' '.join(t.split()) for t in box.locator('[role=listitem] > :first-child').all_inner_texts()]
    chords = {'Esc', 'Ctrl+Z', 'Ctrl+Shift+Z or Ctrl+Y'}
    chords |= {'on a slider', 'on the data points', 'on the map', 'on the slice'}
    assert {*'mlgrpbshf?', *chords} <= set(rows)
    assert all(t.strip() for t in box.locator('[role=listitem] > :last-child').all_inner_texts()) and len(rows) > 12
    page.keyboard.press('m')
    assert not page.locator('[data-map]').is_visible(), 'the keys are read, not used'
    page.keyboard.press('Escape')
    assert page.locator('dialog[open]').count() == 0 and page.evaluate('document.activeElement.dataset.param') == 'b'

def test_a_click_on_the_figure_is_enough_for_its_keys(page):
    page.click('.fitcurve-title')
    page.keyboard.press('m')
    painted(page)
    assert page.locator('[data-map]').is_visible()
    page.locator('[data-number=b]').focus()
    page.keyboard.press('m')
    page.locator('[data-axis=across]').focus()
    page.keyboard.press('m')
    painted(page)
    assert page.locator('[data-map]').is_visible(), 'what is typed into a field is no key'

def test_full_screen_for_a_lecture_hall(page):
    size = lambda: page.locator('[data-loss]').evaluate('e => parseFloat(getComputedStyle(e).fontSize)')
    small = size()
    page.set_viewport_size(dict(width=1920, height=1080))
    page.locator('input[data-param=a]').focus(); page.keyboard.press('f')
    page.wait_for_function('document.fullscreenElement'); painted(page)
    assert size() > 1.4*small and page.evaluate('document.documentElement.scrollWidth') <= 1920
    page.keyboard.press('?')
    assert page.locator('dialog[open]').is_visible()
    page.keyboard.press('?'); page.keyboard.press('f')
    page.wait_for_function('!document.fullscreenElement')

# ── Copies and links ──

def copied(page, what):
    page.locator('[data-action=copy]').first.click()
    page.locator(f'[data-action=copy-{what}]').click()
    page.wait_for_function('document.querySelector("[data-action=copy]").textContent === "Copied"')
    return page.evaluate('navigator.clipboard.readText()')

def go_to(page, fragment):
    "Another fragment in the address bar; the figures have heard of it"
    page.evaluate('''to => new Promise(done => {
        addEventListener("hashchange", done, { once: true });
        location.hash = to; })''', fragment)
    painted(page)

def test_the_figure_as_python_and_as_a_link(saved, open_page):
    url = saved(explore(quad, x, y, **start), explore(quad, x, y, **start))
    page = open_page(url, n=2, permissions=['clipboard-read', 'clipboard-write'])
    page.locator('input[data-param=a]').first.focus()
    page.keyboard.press('PageUp')
    page.keyboard.press('ArrowRight')
    page.locator('[data-lr]').first.focus(); page.keyboard.press('Home')
    page.locator('[data-layer=points-hand]').first.focus(); page.keyboard.press('Delete')
    s, names = state(page), dict(explore=explore, quad=quad, x=x, y=y)
    exec(copied(page, 'figure'), names)
    fig = names['fig']
    assert fig.params == pytest.approx(s['params'], rel=1e-9) and fig.lr == 1e-4
    assert fig.loss == pytest.approx(s['loss'], rel=1e-6)
    assert fig._spec['params']['a'] == pytest.approx(dict(value=1.1, min=-1.1, max=3.3, step=.1))
    link = copied(page, 'link')
    assert link.startswith(url + '#fitcurve=0&f=quad') and '&p.a=' in link
    there = open_page(link, n=2); painted(there)
    t = state(there)
    assert t['params'] == pytest.approx(s['params']) and t['lr'] == s['lr']
    assert t['x'] == pytest.approx(s['x'], rel=1e-9) and t['loss'] == pytest.approx(s['loss'])
    assert state(there, 1)['params'] == start, 'only the one that it is of'
    go_to(there, '#fitcurve=1&p.b=3')
    assert state(there, 1)['params']['b'] == 3 and state(there)['params'] == t['params']
    go_to(there, '#fitcurve=1&p.b=much&x=1')
    assert state(there, 1)['params']['b'] == 3

def test_copy_where_the_browser_forbids_it(page):
    page.evaluate('() => { navigator.clipboard.writeText = () => Promise.reject(new Error("no")); }')
    page.click('[data-action=copy]'); page.click('[data-action=copy-python]')
    page.wait_for_selector('dialog[open] textarea')
    chosen = page.evaluate('''() => {
        const e = document.activeElement;
        return getSelection().toString() || e.value.slice(e.selectionStart, e.selectionEnd); }''')
    assert chosen == 'mk_quad(1.1, 1.1, 1.1)'
    page.keyboard.press('Escape')
    assert page.locator('dialog[open]').count() == 0

# ── Sound, the ring ──

listen = '''() => { window.notes = []; window.opened = 0;
    const Audio = AudioContext, Osc = OscillatorNode;
    window.AudioContext = class extends Audio { constructor() { super(); window.opened++; } };
    window.OscillatorNode = class extends Osc {
        constructor(c, o) { super(c, o); window.notes.push([o.frequency, performance.now()]); } }; }'''

def test_sound_is_off_until_asked_for_and_falls_with_the_loss(page):
    stop_clock(page)
    page.evaluate(listen)
    page.click('[data-action=step]')
    page.clock.run_for(1000)
    assert page.evaluate('[window.opened, window.notes.length]') == [0, 0]
    page.keyboard.press('s')
    page.click('[data-action=run]')
    page.clock.run_for(1200)
    page.click('[data-action=run]')
    page.clock.run_for(500)
    notes = page.evaluate('window.notes')
    assert 10 <= len(notes) <= 14
    assert all(b[1] - a[1] >= 100 for a, b in zip(notes[1:], notes[2:])), 'ten a second at most'
    assert all(220 <= f <= 880 for f, _ in notes) and notes[-1][0] < 0.7*notes[0][0]
    page.keyboard.press('s')
    page.click('[data-action=step]')
    page.clock.run_for(1000)
    assert len(page.evaluate('window.notes')) == len(notes)

def test_a_ring_round_the_pointer(page):
    page.click('.fitcurve-title'); page.keyboard.press('h')
    page.mouse.move(300, 250); page.mouse.move(310, 260)
    box = page.locator('.fitcurve-halo').bounding_box()
    assert (box['x'] + box['width']/2, box['y'] + box['height']/2) == pytest.approx((310, 260), abs=2)
    page.keyboard.press('h'); painted(page)
    assert not page.locator('.fitcurve-halo').is_visible()

@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_axe_finds_nothing_serious_in_what_opens(saved, open_page, axe, scheme):
    page = open_page(saved(explore(quad, x, y, **start)), color_scheme=scheme)
    page.click('[data-action=map]')
    surveyed(page)
    page.click('[data-action=more]')
    assert serious(page, axe) == []
    page.keyboard.press('r')
    painted(page)
    assert serious(page, axe) == []
    page.keyboard.press('?')
    assert serious(page, axe) == []

# ── Files, and a kernel ──

def test_save_writes_one_file_that_needs_nothing(tmp_path, open_page):
    fig = explore(quad, x, y, **start)
    fig.params = dict(a=2.5)
    fig.lr, fig.friction, fig.schedule, fig.steps = 1.2, 0.1, 'geometric', 50
    path = fig.save(tmp_path/'quad.html')
    assert os.listdir(tmp_path) == ['quad.html']
    assert not re.search(r'''(src|href|from|import)\s*[=(]?\s*["'](https?:)?//''', path.read_text(encoding='utf-8'))
    page = open_page(path.as_uri())
    assert page.title() == 'quad(x, a, b, c)' and state(page)['params'] == dict(a=2.5, b=1.1, c=1.1)
    assert [state(page)[k] for k in ('lr', 'friction', 'schedule', 'steps')] == [1.2, 0.1, 'geometric', 50]
    dials = [page.locator(f'[data-{k}]').input_value() for k in ('friction', 'schedule', 'steps')]
    assert dials == ['0.1', 'geometric', '50']
    drag(page, 'a', 0.9); agrees(state(page))
    bare = open_page(path.as_uri(), java_script_enabled=False)
    assert bare.locator('img').get_attribute('alt') == repr(fig) and bare.locator('img').bounding_box()['width'] > 400

def test_save_says_what_is_wrong_and_leaves_nothing_behind(tmp_path, monkeypatch):
    fig = explore(quad, x, y, **start)
    with pytest.raises(FileNotFoundError, match='there is no folder .*nowhere to save a.html in'):
        fig.save(tmp_path/'nowhere'/'a.html')
    with pytest.raises(ValueError, match='call it a.html, not a.pdf'): fig.save(tmp_path/'a.pdf')
    (tmp_path/'dir.html').mkdir()
    with pytest.raises(IsADirectoryError, match='dir.html is a folder'): fig.save(str(tmp_path/'dir.html'))
    (tmp_path/'old.html').write_text('old', encoding='utf-8')
    monkeypatch.setattr('pathlib.Path.replace', lambda *a: (_ for _ in ()).throw(OSError('disk full')))
    with pytest.raises(OSError, match='disk full'): fig.save(tmp_path/'old.html')
    assert sorted(os.listdir(tmp_path)) == ['dir.html', 'old.html']
    assert (tmp_path/'old.html').read_text(encoding='utf-8') == 'old'

def test_to_png_is_the_present_state():
    fig = explore(quad, x, y, **start)
    before = fig.to_png()
    assert before[:8] == b'\x89PNG\r\n\x1a\n' and before == fig.to_png()
    fig.params = dict(a=3)
    assert fig.to_png() != before

two = '''from ipywidgets import HBox
two = explore(quad, x, y, hide=True, a=2., b=1., c=1.)
HBox([explore(quad, x, y, a=1., b=1., c=1.), two])'''

def test_side_by_side_and_of_one_mind_with_python(open_lab):
    lab = open_lab(setup, show, two)
    page, figures = lab.page, lab.page.locator('[data-fitcurve]')
    drawn = '[...document.querySelectorAll("[data-fitcurve]")].filter(e => +e.dataset.frame)'
    page.wait_for_function(f'{drawn}.length === 3')
    for figure in figures.all(): figure.element_handle().wait_for_element_state('stable')
    one, left, right = (e.bounding_box() for e in figures.all())
    assert left['width'] == pytest.approx(right['width'], abs=2) and left['width'] > 0.47*one['width']
    assert right['x'] >= left['x'] + left['width'] - 1
    assert figures.nth(2).locator('[data-action=reveal]').is_visible()
    page.locator('[data-action=map]').first.click()
    surveyed(page)
    for _ in range(3): page.locator('[data-action=step]').first.click()
    page.mouse.click(*at(page, 2.5, 0.3))
    s = lab.agrees()
    assert s['params']['a'] == pytest.approx(2.5, abs=0.03) and lab.value('len(fig.history)') == 1
    page.locator('[data-map]').first.press('p')
    lab.run('fig.params = dict(a=0.); fig.y = y*2')
    becomes(lambda: [state(page)['params']['a'], state(page)['y']], [0, lab.value('fig.y[:, 0].tolist()')])
    page.locator('[data-map]').first.press('b')
    t = lab.agrees()
    assert t['params'] == s['params'] and lab.value('fig.y[:, 0].tolist()') == s['y']
