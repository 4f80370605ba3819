"""A hand that does anything: random real events on a figure, from a seed. After each burst the page's numbers are
compared with torch's, and in the end undo must lead back to the start.

It finds the controls in the page by what they are, so that a new one comes under it by itself. The page's own time
passes only when an event says so, and so a seed (or a list of events) is always the same story."""
import json, math, random, tempfile
from pathlib import Path
import torch
from fitcurve.data import noisy_quad, quad
from fitcurve.figure import explore
from fitcurve.loss import mae
from fitcurve.relu import relu_sum
from tests.pages import new_page, stop_clock

x, y = noisy_quad()
start = dict(a=1.1, b=1.1, c=1.1)

# ── The figures, and what torch says of each ──

def wave(x, a, kind, up): return a*(torch.sin(x) if kind == 'sin' else x) + (1. if up else 0.)
def of_wave(x, p): return p['a']*(torch.sin(x) if p['kind'] < .5 else x) + (1. if p['up'] >= .5 else 0.)
def of_quad(x, p): return quad(x, **p)
def of_sum(x, p):
    w, m, b = (torch.stack([p[f'{n}{i}'] for i in range(1, 17)]) for n in 'wmb')
    return relu_sum(x, w, m, b, p['bias'])

figures = dict(
    quad=(lambda: explore(quad, x, y, **start), of_quad),
    curve=(lambda: explore(quad, **start), of_quad),
    relus=(lambda: explore(relu_sum, x, y, n=3), of_sum),
    choices=(lambda: explore(wave, x, y, a=1., kind=['sin', 'line'], up=True), of_wave),
    hidden=(lambda: explore(quad, x, y, **start, hide=True), of_quad))

def as_column(v): return None if v is None else torch.tensor([float(u) for u in v], dtype=torch.double)[:, None]

def measured(of, params, x, y):
    "Loss and gradient by torch alone"
    p = {n: torch.tensor(float(v), dtype=torch.double, requires_grad=True) for n, v in params.items()}
    loss = mae(of(x, p).expand(len(x), 1), y)
    grads = torch.autograd.grad(loss, list(p.values()), allow_unused=True)
    return loss.item(), {n: 0. if g is None else g.item() for n, g in zip(p, grads)}

def near(a, b, scale=1.):
    "Equal but for rounding; infinities and NaN are only like themselves"
    a, b = float(a), float(b)
    if not (math.isfinite(a) and math.isfinite(b)): return a == b or (math.isnan(a) and math.isnan(b))
    return abs(a - b) <= 1e-9*max(abs(a), abs(b), scale)

def between(g, params, name, of, x, y):
    "At a kink torch takes one side, the page may take another: is `g` a slope among those that are there close by?"
    nudges = [{n: v + s*1e-11*max(1., abs(v)) for n, v in params.items()} for s in (-1, 1)]
    nudges += [params | {name: params[name] + s*1e-11*max(1., abs(params[name]))} for s in (-1, 1)]
    slopes = [measured(of, p, x, y)[1][name] for p in nudges]
    room = 1e-6*max(1., *map(abs, slopes))
    return min(slopes) - room <= g <= max(slopes) + room

def wrong_numbers(s, of):
    "What the page says of itself that torch doesn't"
    params, found = {n: float(v) for n, v in s['params'].items()}, []
    xs = as_column(s['curve']['x'])
    want = of(xs, {n: torch.tensor(v, dtype=torch.double) for n, v in params.items()}).expand(len(xs), 1)[:, 0].tolist()
    scale = max([1e-9, *(abs(v) for v in want if math.isfinite(v))])
    bad = [i for i, (u, v) in enumerate(zip(s['curve']['y'], want)) if not near(u, v, scale)]
    if bad: found.append(f'curve at x = {xs[bad[0]].item()}: {s["curve"]["y"][bad[0]]}, not {want[bad[0]]}')
    if s['y'] is None: return found
    u, v = as_column(s['x']), as_column(s['y'])
    out = torch.tensor(s['held'] or [0]*len(u), dtype=torch.bool)  # held out: no fit sees them
    if out.any():
        test, _ = measured(of, params, u[out], v[out])
        if not near(s['test'], test): found.append(f'test loss {s["test"]}, not {test}')
        u, v = u[~out], v[~out]
    loss, grad = measured(of, params, u, v)
    if not near(s['loss'], loss): found.append(f'loss {s["loss"]}, not {loss}')
    for n, g in grad.items():
        size = max(1., *map(abs, map(float, u.flatten())))
        if not near(s['grad'][n], g, size) and not between(float(s['grad'][n]), params, n, of, u, v):
            found.append(f'slope along {n} {s["grad"][n]}, not {g}')
    if s.get('best') and float(s['best']['loss']) > loss + 1e-9*max(1., abs(loss)):
        found.append(f'the loss {loss} is below the best, {s["best"]["loss"]}')
    return found

# ── What there is to be touched ──

controls = '''() => {
    const box = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.querySelector("[data-fitcurve]")
    const kinds = 'button, input:not([type=file]), select, textarea, canvas, summary, [role^=menuitem], [role=slider], '
        + '[role=button], [role=separator], [contenteditable], [tabindex="0"]'
    const seen = el => el.checkVisibility({ visibilityProperty: true }) && !el.disabled && el.getClientRects().length
    const name = el => {
        const data = [...el.attributes].filter(a => a.name.startsWith("data-") && a.name !== "data-way")
        const path = el.tagName.toLowerCase() + data.map(a => `[${a.name}=${JSON.stringify(a.value)}]`).join("")
        return [path, [...document.querySelectorAll(path)].indexOf(el)]
    }
    const kind = el => el.matches("select") ? "select" : el.matches("canvas") ? "canvas"
        : el.matches("input[type=range]") ? "range" : el.matches("input[type=checkbox], input[type=radio]") ? "button"
        : el.matches("input, textarea, [contenteditable]") ? "text" : "button"
    return [...box.querySelectorAll(kinds)].filter(seen).map(el => [kind(el), ...name(el)])
}'''
spots = '''() => {
    const root = document.querySelector("[data-fitcurve]"), s = root.fitcurve.scales()
    const { clientWidth: w, clientHeight: h } = root.querySelector("[data-curve]")
    const { x, y, curve } = root.fitcurve.state()
    if (!s || !w) return []
    const part = (v, [lo, hi], from, to, whole) => (from + (v - lo) / (hi - lo) * (to - from)) / whole
    const at = (u, v) => [part(u, s.xlim, s.left, s.right, w), part(v, s.ylim, s.bottom, s.top, h)]
    const all = [...(x ?? []).map((u, i) => at(u, y[i])), ...curve.x.map((u, i) => at(u, curve.y[i]))]
    return all.filter(p => p.every(v => v > 0 && v < 1)).map(p => p.map(v => Math.round(1e4 * v) / 1e4))
}'''
to_place = '''([path, i]) => {
    const el = document.querySelectorAll(path)[i]
    if (!el || !el.checkVisibility({ visibilityProperty: true })) return null
    el.scrollIntoView({ block: "center", inline: "center" })
    const { left, top, width, height } = el.getBoundingClientRect()
    return [left, top, width, height]
}'''
to_focus = '''([path, i]) => { const el = document.querySelectorAll(path)[i]; el?.focus(); return !!el }'''

letters = [*'abcdefghijklmnopqrstuvwxyz', *'0+-?.']
ways = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', 'Enter', 'Space',
        'Escape', 'Delete', 'Backspace', 'Tab', 'Shift+Tab', 'Shift+ArrowRight', 'Shift+ArrowUp', 'Insert',
        'Control+Enter', 'Control+z', 'Control+Shift+z', 'Control+y']
texts = ['1', '-2.5', '0', '1e9', '-1e9', '1e-9', '3,5', 'nan', 'inf', '', 'abc', '1e400', '.5', '12', '2000']
sizes = [(1366, 768), (390, 844), (1024, 768), (800, 500), (320, 640)]

def an_event(rng, found, near=()):
    "Something a hand may do, given the controls there are, and places on points and curve; as JSON can hold it"
    kind = rng.choice(sorted({kind for kind, *_ in found}))
    where = rng.choice([where for k, *where in found if k == kind])
    at = lambda: [round(rng.random(), 3), round(rng.random(), 3)]
    if near and rng.random() < .2:  # else a hand would hardly ever meet a point
        first = rng.choice(near[:20] if rng.random() < .7 else near)
        how = rng.choice(['drag', 'drag', 'click', 'twice', 'shift click'])
        return [how, 'canvas[data-curve]', 0, [first, at(), at()] if how == 'drag' else first]
    roll, n = rng.random(), rng.randint(2, 6)
    if roll < .12: return ['key', rng.choice(letters + ways)]
    if roll < .2: return ['wait', rng.choice([20, 100, 400, 1500])]
    if roll < .22: return ['size', *rng.choice(sizes)]
    if roll < .24: return ['media', rng.choice(['color_scheme', 'reduced_motion', 'media']), rng.random() < .5]
    if roll < .25: return ['zoom', rng.choice([.8, 1, 1.25, 2])]
    if roll < .29: return ['key', rng.choice(['Control+z', 'Control+Shift+z'])]
    if roll < .42: return ['focus key', *where, rng.choice(letters + ways if kind == 'text' else ways)]
    if kind == 'text': return ['type', *where, rng.choice(texts), rng.choice(['Enter', 'Tab', 'Escape'])]
    if kind == 'select': return ['focus key', *where, rng.choice(['ArrowDown', 'ArrowUp', 'End', 'Home'])]
    if kind in ('canvas', 'range') and rng.random() < .7: return ['drag', *where, [at() for _ in range(n)]]
    if kind == 'canvas' and rng.random() < .3:
        return ['wheel', *where, at(), rng.choice([-300, 300]), rng.random() < .5]
    if kind == 'canvas' and rng.random() < .3: return ['twice', *where, at()]
    if kind == 'canvas' and rng.random() < .3: return ['shift click', *where, at()]
    return ['click', *where, at() if kind in ('canvas', 'range') else [.5, .5]]

media = dict(color_scheme=('dark', 'light'), reduced_motion=('reduce', 'no-preference'), media=('print', 'screen'))

class Shaken:
    "A figure in a page, and what goes wrong on it"
    def __init__(self, page, of):
        self.page, self.of, self.wrong, self.first = page, of, [], None
        page.on('pageerror', lambda e: self.wrong.append(f'error: {e}'))
        page.on('console', lambda m: m.type in ('error', 'warning') and self.wrong.append(f'console: {m.text}'))

    def begin(self): self.first = self.state()
    def rest(self, ms): raise NotImplementedError
    def state(self):
        "As JSON has it, so that infinities are words"
        return json.loads(self.page.evaluate('''() => JSON.stringify(
            document.querySelector("[data-fitcurve]").fitcurve.state(),
            (key, v) => typeof v === "number" && !Number.isFinite(v) ? String(v) : v)'''))
    def an_event(self, rng): return an_event(rng, self.page.evaluate(controls), self.page.evaluate(spots))

    def place(self, where, at):
        "Where on the screen that part of an element is; None where it is gone"
        box = self.page.evaluate(to_place, where)
        return box and (box[0] + at[0]*box[2], box[1] + at[1]*box[3])

    def on(self, where, at):
        "Bring the pointer there; is there anything?"
        to = self.place(where, at)
        if to: self.page.mouse.move(*to)
        return bool(to)

    def do(self, event):
        "What one event says; where its element isn't there, nothing"
        kind, *what = event
        page, mouse, where = self.page, self.page.mouse, what[:2]
        if kind == 'key': page.keyboard.press(what[0])
        elif kind == 'wait': self.rest(what[0])
        elif kind == 'size': page.set_viewport_size(dict(width=what[0], height=what[1]))
        elif kind == 'media': page.emulate_media(**{what[0]: media[what[0]][not what[1]]})
        elif kind == 'zoom': page.evaluate('z => { document.documentElement.style.zoom = z }', what[0])
        elif kind == 'focus key': page.evaluate(to_focus, where) and page.keyboard.press(what[2])
        elif kind == 'type' and page.evaluate(to_focus, where):
            page.keyboard.press('Control+a')
            page.keyboard.type(what[2])
            page.keyboard.press(what[3])
        elif kind == 'click': self.on(where, what[2]) and mouse.click(*self.place(where, what[2]))
        elif kind == 'twice': self.on(where, what[2]) and mouse.dblclick(*self.place(where, what[2]))
        elif kind == 'shift click' and self.on(where, what[2]):
            page.keyboard.down('Shift')
            mouse.down()
            mouse.up()
            page.keyboard.up('Shift')
        elif kind == 'wheel' and self.on(where, what[2]):
            if what[4]: page.keyboard.down('Control')
            mouse.wheel(0, what[3])
            if what[4]: page.keyboard.up('Control')
        elif kind == 'drag' and self.on(where, what[2][0]):
            mouse.down()
            for at in what[2][1:]:
                to = self.place(where, at)
                if to: mouse.move(*to, steps=3)
                self.rest(20)
            mouse.up()
        self.rest(20)

    def shown(self):
        "Numbers on the screen that are not those of the state, once all is at rest and painted"
        self.rest(100)
        s = self.state()
        self.rest(50)
        if self.state()['params'] != s['params']: return []  # a run, a film, Fit: it goes by itself
        boxes = self.page.evaluate('''() => [...document.querySelectorAll("[data-number]")]
            .filter(el => el.checkVisibility() && el !== document.activeElement && !el.matches("[aria-invalid=true]"))
            .map(el => [el.dataset.number, el.value, document.querySelector(`[data-param="${el.dataset.number}"]`)])
            .map(([name, text, range]) => [name, text, range ? range.max - range.min : 0])''')
        read = lambda text: float(text.replace('−', '-').replace('∞', 'inf').replace('not a number', 'nan'))
        is_off = lambda v, want, span: not near(read(v), want, 1e6*max(abs(float(want)), span))  # a thousandth
        return [f'{n} shows {v}, not {s["params"][n]}' for n, v, span in boxes
                if n in s['params'] and is_off(v, s['params'][n], span)]

    def check(self):
        "All that is wrong by now"
        found = self.wrong + wrong_numbers(self.state(), self.of)
        return found or self.shown()

    def calm(self):
        "A run is stopped, and what else goes by itself comes to its end"
        if self.state()['running']: self.page.evaluate('document.querySelector("[data-action=run]").click()')
        before = None
        while before != (before := self.state()['params']): self.rest(400)

    def undo_all(self):
        "Whatever was done is undone; what isn't as at first?"
        page = self.page
        page.emulate_media(media='screen')
        for _ in range(3): page.keyboard.press('Escape')
        self.calm()
        for _ in range(300):
            if page.evaluate('''() => { const el = document.querySelector("[data-action=undo]"); el.click();
                return el.getAttribute("aria-disabled") === "true" }'''): break
            self.rest(20)
        s = self.state()
        return [f'undo leads to other {n}: {s[n]}, not {self.first[n]}'
                for n in ('params', 'x', 'y', 'held') if s[n] != self.first[n]]

class Alone(Shaken):
    "A figure on a page of its own, whose time stands still between events"
    def __init__(self, browser, url, of):
        super().__init__(new_page(browser, offline=True, viewport=dict(width=1366, height=768)), of)
        stop_clock(self.page)
        self.page.goto(url)
        self.page.wait_for_function('() => document.querySelector("[data-fitcurve]")', polling=20)
        self.rest(200)
        self.begin()

    def rest(self, ms): self.page.clock.run_for(ms)
    def close(self): self.page.context.close()

# ── A story, and the shortest one that ends as badly ──

def tell(browser, url, of, rng, bursts, length=8):
    "A random story: its events in bursts, and what went wrong"
    told, it = [], Alone(browser, url, of)
    try:
        for _ in range(bursts):
            told.append([])
            for _ in range(length):
                event = it.an_event(rng)
                told[-1].append(event)
                it.do(event)
            if found := it.check(): return told, found
        return told, it.undo_all() + it.wrong
    except Exception as e: return told, [f'{type(e).__name__}: {e}'.splitlines()[0]]
    finally: it.close()

def retell(browser, url, of, events):
    "The same events once more: what goes wrong, after any of them or in the end"
    it = Alone(browser, url, of)
    try:
        for event in events: it.do(event)
        return it.check() or it.undo_all() + it.wrong
    except Exception as e: return [f'{type(e).__name__}: {e}'.splitlines()[0]]
    finally: it.close()

def shortened(fails, events, tries=60):
    "As few of the events as still fail, found by leaving out halves, quarters and so on"
    size = max(1, len(events)//2)
    while True:
        i = 0
        while i < len(events) and tries:
            fewer, tries = events[:i] + events[i + size:], tries - 1
            if fails(fewer): events = fewer
            else: i += size
        if size == 1 or not tries: return events
        size = max(1, size//2)

def shake(browser, name, seed, bursts, folder=None):
    "A story of the figure `name`. AssertionError with the seed, what went wrong, and the shortest story that ends so"
    make, of = figures[name]
    with tempfile.TemporaryDirectory() as own:
        url = make().save(Path(folder or own)/f'{name}.html').as_uri()
        told, found = tell(browser, url, of, random.Random(f'{name} {seed}'), bursts)
        if not found: return
        events = [event for burst in told for event in burst]
        kind = found[0][:12]
        fails = lambda events: any(f[:12] == kind for f in retell(browser, url, of, events))
        few = shortened(fails, events) if fails(events) else events
        story = '\n'.join(map(json.dumps, few))
        raise AssertionError(f'{name}, seed {seed}: {"; ".join(found[:3])}\n{len(few)} events:\n{story}')
