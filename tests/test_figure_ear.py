"For whoever can't see it: the curve in words and by ear, a hand on it by keys, and the accessibility tree"
import re
import numpy as np, pytest
from fitcurve import explore, noisy_quad, quad, relu_sum
from tests.pages import becomes, fits, painted, said, serious, start, state

x, y = noisy_quad()
words = '[data-words]'

# An AudioContext that renders at once, into two channels that the test can look at
recorder = '''() => { window.AudioContext = class extends OfflineAudioContext {
    constructor() { super(2, 44100*3.3, 44100); window.heard = this; }
    resume() { return Promise.resolve(); }
    close() {} }; }'''
rendered = '''async () => { const sound = await heard.startRendering();
    return [0, 1].map(c => Array.from(sound.getChannelData(c))); }'''

def pitch(channel, t):
    "What is heard at `t`, in Hz, by the strongest of its frequencies"
    piece = channel[int(44100*t):int(44100*t) + 4096]
    return np.abs(np.fft.rfft(piece*np.hanning(4096), 32768))[1:].argmax()*44100/32768

def test_the_curve_by_ear(saved, open_page):
    page = open_page(saved(explore(quad, a=1.1, b=1.1, c=-1.1)))
    page.evaluate(recorder)
    page.click('.fitcurve-title')
    assert page.evaluate('window.heard') is None, 'it is heard on demand'
    page.keyboard.press('u')
    left, right = map(np.array, page.evaluate(rendered))
    axes = page.evaluate('document.querySelector("[data-fitcurve]").fitcurve.scales()')
    (lo, hi), (foot, top) = axes['xlim'], axes['ylim']
    for t in (.3, 2.7):
        v = quad(lo + (hi - lo)*(t - .05)/3, 1.1, 1.1, -1.1)
        want = 220*2**(3*np.clip((v - foot)/(top - foot), 0, 1))
        assert pitch(left if t < 1.5 else right, t) == pytest.approx(want, rel=.05)
    loud = lambda v, a, b: np.sqrt((v[int(44100*a):int(44100*b)]**2).mean())
    assert loud(left, .1, .5) > 4*loud(right, .1, .5) and loud(right, 2.6, 3) > 4*loud(left, 2.6, 3)
    assert max(abs(left).max(), abs(right).max()) < .5 and loud(left, 3.2, 3.3) < 1e-3

def test_words_ear_and_grip_by_keys(page):
    page.evaluate('''() => { window.stopped = 0; const stop = OscillatorNode.prototype.stop;
        OscillatorNode.prototype.stop = function(...a) { if (!a.length) stopped++; return stop.apply(this, a); } }''')
    page.locator('[data-layer=curve-hand]').focus()
    page.keyboard.press('Enter')
    for key in ('Shift+ArrowUp', 'Shift+ArrowRight', 'Shift+ArrowUp'): page.keyboard.press(key)
    assert fits(state(page))['params'] != start
    page.keyboard.press('Escape')
    assert said(page).startswith('back: the curve at x ') and state(page)['params'] == start
    page.keyboard.press('Space')
    for key in ('Shift+ArrowUp', 'ArrowUp', 'Enter'): page.keyboard.press(key)
    moved = fits(state(page))['params']
    assert moved != start and said(page).startswith('let go: ')
    page.keyboard.press('Control+z')
    assert state(page)['params'] == start, 'what was pulled while it was held is one thing to undo'
    page.keyboard.press('w')
    becomes(page.locator(words).is_visible, True)
    assert said(page) == page.locator(words).inner_text()
    page.locator('[data-param=a]').focus()
    page.keyboard.press('ArrowUp')
    becomes(lambda: bool(re.match('mae [0-9.]+. From ', said(page))), True)
    assert said(page).split('. ', 1)[1].split(' then ')[0] in page.locator(words).inner_text(), 'what is new is spoken'
    page.keyboard.press('u')
    page.keyboard.press('Escape')
    assert page.evaluate('stopped') == 1
    page.click('[data-action=more]')
    page.click('[data-action=letters]')
    page.locator('[data-layer=curve-hand]').focus()
    page.keyboard.press('w')
    page.keyboard.press('r')
    painted(page)
    assert page.locator(words).get_attribute('data-on') == 'true' and page.locator('[data-veiled]').count() == 0
    before = state(page)['params']
    page.keyboard.press('Control+z')
    assert state(page)['params'] != before, 'what is held with Ctrl stays'

# ── The accessibility tree ──

def trees(page):
    "Of each figure, what Chromium tells a screen reader: role, name, value and text of each node"
    wire = page.context.new_cdp_session(page)
    nodes = {n['nodeId']: n for n in wire.send('Accessibility.getFullAXTree')['nodes']}
    wire.send('DOM.enable')
    document = wire.send('DOM.getDocument')['root']['nodeId']
    roots = wire.send('DOM.querySelectorAll', dict(nodeId=document, selector='[data-fitcurve]'))['nodeIds']
    ids = [wire.send('DOM.describeNode', dict(nodeId=i))['node']['backendNodeId'] for i in roots]
    def below(node):
        "It and all that is in it"
        yield node
        for child in node.get('childIds', ()): yield from below(nodes[child])
    start = {n.get('backendDOMNodeId'): n for n in nodes.values()}
    return [[told(n) for n in below(start[i]) if not n.get('ignored')] for i in ids]

def told(node):
    props = {p['name']: p['value'].get('value') for p in node.get('properties', ())}
    of = lambda key: node.get(key, {}).get('value')
    return dict(role=of('role'), name=of('name'), value=of('value'), **props)

def number(text): return float(re.search(r'−?[\d.]+(e[+−]\d+)?', str(text))[0].replace('−', '-'))

def agrees_with_numbers(nodes, s, veiled=False):
    "Names for all that takes the focus; each slider its value; the loss, the picture's name and the words, or nothing"
    assert [n for n in nodes if n.get('focusable') and not n['name']] == []
    sliders = {n['name']: n for n in nodes if n['role'] == 'slider'}
    for name, v in s['params'].items():
        if name in sliders:
            assert number(sliders[name].get('valuetext') or sliders[name]['value']) == pytest.approx(v, rel=1e-3)
    picture = next(n['name'] for n in nodes if n['role'] in ('image', 'img'))
    text = ' '.join(n['name'] or '' for n in nodes if n['role'] == 'StaticText')
    assert veiled or any(w in text for w in ('From ', 'The curve has no value'))
    if s['loss'] is None: return
    known = f'{s["loss"]:.4g}'
    if veiled: return [w for w in (picture, text) if known in w] == [] or pytest.fail('the veil tells')
    assert number(picture.split(': mae ')[1]) == pytest.approx(s['loss'], rel=1e-3)

def kernel_only(x, a):
    return a*x if a > 0 else -a*x

def named(x, a, kind='up'): return a*x if kind == 'up' else -a*x

def test_the_accessibility_tree_says_what_the_numbers_are(saved, open_page, axe):
    figures = dict(plain=explore(quad, x, y, **start), veil=explore(quad, x, y, hide=True, **start),
                   bare=explore(quad, **start), choices=explore(named, x, y, a=1.5, kind=['up', 'down']),
                   parts=explore(relu_sum, x, y, n=3), kernel=explore(kernel_only, x, y, a=1.))
    page = open_page(saved(*figures.values()), n=len(figures))
    plain = page.locator('[data-fitcurve]').first
    def look(*which):
        painted(page)
        page.wait_for_function('[...document.querySelectorAll("[data-words]")].every(e => e.textContent)')
        for i, (name, nodes) in enumerate(zip(figures, trees(page))):
            if not which or name in which: agrees_with_numbers(nodes, state(page, i), veiled=name == 'veil')
    look()
    chosen = {n['name']: n['value'] for n in trees(page)[3] if n['role'] == 'combobox'}
    assert chosen['kind'] == 'up'
    assert 'run the cell' in str([n['name'] for n in trees(page)[5]]), 'without its kernel it says so'
    assert serious(page, axe) == []
    for action in ('map', 'step', 'run'):
        plain.locator(f'[data-action={action}]').click()
        look('plain') if action != 'run' else becomes(lambda: state(page)['history'] > 5, True)
    plain.locator('[data-action=run]').click()
    plain.locator('.fitcurve-title').click()
    for key in 'lw': page.keyboard.press(key)
    look('plain')
    assert serious(page, axe) == []
