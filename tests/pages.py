"""Figures on a page of their own, without a kernel: what the tests do with them, and what they read off them.

Nothing here waits for a time to pass. `painted` waits for the next picture, `settled` for the kernel to have heard all,
`becomes` for an answer. Where something must not happen, `stop_clock` lets the page's own time pass at once. `pace`
rests between two inputs, and nothing is concluded from how long."""
import time
import pytest, torch
from fitcurve.data import noisy_quad, quad
from fitcurve.fit import Fit, as_data, find_best
from fitcurve.program import trace
from fitcurve.loss import mae

patience = 120  # seconds until a wait is given up, on the slowest machine
x, y = noisy_quad()
start = dict(a=1.1, b=1.1, c=1.1)
page_of = ('<!doctype html><html lang="en"><head><meta charset="utf-8">'
           '<meta name="viewport" content="width=device-width"><title>fitcurve</title>'
           '</head><body><main>{}</main></body></html>')

def new_page(browser, **settings):
    "A page of a context of its own; its waits are long, for a machine that is busy"
    context = browser.new_context(**settings)
    context.set_default_timeout(1000*patience)
    return context.new_page()

# ── Waits ──

def becomes(ask, want):
    "Ask again and again until the answer is `want`; the answer"
    end = time.monotonic() + patience
    while (got := ask()) != want and time.monotonic() < end: time.sleep(0.02)
    assert got == want
    return got

def pace(page, ms):
    "A hand's rest between two inputs, to make them meet the answers to the earlier ones; nothing is concluded from it"
    page.wait_for_timeout(ms)

def painted(page):
    "Wait for the next picture to be on the canvas"
    page.evaluate('() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')

def fit(page, root=None):
    "Press Fit, and wait for its end"
    button = (root or page).locator('[data-action=fit]')
    button.click()
    painted(page)  # it says Stop from then on
    becomes(button.inner_text, 'Fit')

def settled(page):
    "Wait until the kernel has heard all that the page has to say, and the page its answer"
    page.wait_for_function('[...document.querySelectorAll("[data-fitcurve]")].every(e => e.fitcurve.settled())')
    painted(page)

def stop_clock(page):
    "From now on the page's time, with its timers and its frames, passes in `page.clock.run_for(ms)` alone"
    page.clock.install(time=0)
    page.clock.pause_at(1000)

# ── What is there ──

def state(page, i=0): return page.evaluate('i => document.querySelectorAll("[data-fitcurve]")[i].fitcurve.state()', i)

def pixels(page): return page.evaluate('() => document.querySelector("[data-curve]").toDataURL()')

def said(page): return page.locator('[aria-live=polite]').inner_text()

def listen(page):
    "What a screen reader is told from now on: each text, though another may soon take its place"
    page.evaluate('''() => { window.heard = []; const live = document.querySelector('[aria-live=polite]');
        new MutationObserver(() => heard.push(live.textContent)).observe(live, { childList: true }) }''')
    return lambda: page.evaluate('heard')

def point(s, i): return s['x'][i], s['y'][i]

def places(page, points):
    "Where these points of the data are on the screen, by the axes' own ticks"
    box = page.locator('[data-curve]').bounding_box()
    s = page.evaluate('() => document.querySelector("[data-fitcurve]").fitcurve.scales()')
    along = lambda w, lo, hi, a, b: a + (w - lo)/(hi - lo)*(b - a)
    return [(box['x'] + along(u, *s['xlim'], s['left'], s['right']),
             box['y'] + along(v, *s['ylim'], s['bottom'], s['top'])) for u, v in points]

def at(page, u, v): return places(page, [(u, v)])[0]

def violations(page, axe):
    "What axe-core finds: impact, rule and elements"
    page.evaluate(axe)
    return page.evaluate('''axe.run({ resultTypes: ["violations"] }).then(r =>
        r.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html)]))''')

def serious(page, axe): return [v for v in violations(page, axe) if v[0] in ('serious', 'critical')]

# ── Against Python ──

def agrees(s):
    "What the page says of `quad` on the lesson's data is what torch says of the same parameters"
    p = {n: torch.tensor(v, dtype=torch.double, requires_grad=True) for n, v in s['params'].items()}
    loss = mae(quad(x.double(), **p), y.double())
    grads = dict(zip(p, map(float, torch.autograd.grad(loss, list(p.values())))))
    assert s['loss'] == pytest.approx(loss.item(), rel=1e-9)
    assert s['grad'] == pytest.approx(grads, rel=1e-9, abs=1e-12)
    xs = torch.tensor(s['curve']['x'], dtype=torch.double)
    assert s['curve']['y'] == pytest.approx(quad(xs, **s['params']).tolist(), rel=1e-9, abs=1e-9)
    return s

def fits(s):
    "Loss and least loss of `quad` are Python's for the page's own data"
    fit = Fit(quad, *as_data(s['x'], s['y']), mae, list('abc'))
    assert s['loss'] == pytest.approx(fit.value(s['params']).item(), rel=1e-9)
    assert s['best']['loss'] == pytest.approx(find_best(fit, trace(quad))['loss'], rel=1e-9, abs=1e-9)
    return s

def watch_slider(page):
    "From now on, what slider `a` shows at each frame is kept in `window.seen`"
    page.evaluate('''() => {
        const seen = window.seen = [], r = document.querySelector("input[data-param=a]");
        const look = () => { seen.push(r.valueAsNumber); requestAnimationFrame(look); }; look(); }''')

def moved_unevenly(page, name, parts, pause):
    "Twenty presses and a drag to these parts of its way, with rests: echoes of old values come while new ones are made"
    slider = page.locator(f'input[data-param={name}]')
    for i in range(20):
        slider.press('ArrowRight')
        pace(page, 20 + 17*i % 190)
    press(page, slider.bounding_box(), parts, pause)

def jumps_back(page):
    "How often it went back while a hand moved it on. When the hand lets go, the thumb settles on its stop, by a pixel"
    return page.evaluate('''() => {
        const { min, max } = document.querySelector("input[data-param=a]"), pixel = (max - min)/200
        return window.seen.filter((v, i) => i && v < window.seen[i - 1] - pixel).length }''')

# ── A hand ──

def press(page, box, parts, pause=4):
    "Drag a handle to these parts of its slider's box, with rests on the way"
    at = lambda part: (box['x'] + 10 + part*(box['width'] - 20), box['y'] + box['height']/2)
    page.mouse.move(*at(parts[0]))
    page.mouse.down()
    for i, part in enumerate(parts):
        page.mouse.move(*at(part))
        pace(page, pause if i % 6 else 25*pause)
    page.mouse.up()

def drag(page, name, to, steps=20):
    "Drag a slider's handle from the middle of its way to the part `to` of it"
    slider = page.locator(f'input[data-param={name}]')
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    at = lambda part: (box['x'] + 10 + part*(box['width'] - 20), box['y'] + box['height']/2)
    page.mouse.move(*at(.5))
    page.mouse.down()
    page.mouse.move(*at(to), steps=steps)
    page.mouse.up()
    painted(page)

def stroke(page, f, lo=-1.9, hi=1.9, n=40):
    "Drag along f from lo to hi"
    us = [lo + (hi - lo)*i/(n - 1) for i in range(n)]
    way = places(page, [(u, f(u)) for u in us])
    page.mouse.move(*way[0])
    page.mouse.down()
    for place in way: page.mouse.move(*place)
    page.mouse.up()
    painted(page)

class Finger:
    "A finger on the glass, at places on the screen"
    def __init__(self, page): self.wire = page.context.new_cdp_session(page)
    def send(self, kind, *points, **more):
        touched = [dict(x=u, y=v) for u, v in points]
        self.wire.send('Input.dispatchTouchEvent', dict(type=kind, touchPoints=touched, **more))
    def tap_twice(self, place):
        "A tenth of a second apart by the touches' own clock, however busy the machine is"
        now = time.time()
        for k in range(2):
            self.send('touchStart', place, timestamp=now + .1*k)
            self.send('touchEnd', timestamp=now + .1*k)
    def stroke(self, points):
        first, *rest = points
        self.send('touchStart', first)
        for p in rest: self.send('touchMove', p)
        self.send('touchEnd')
