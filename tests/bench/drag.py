"""Drag `explore` and the `interact` cell of the same lesson in one run, in JupyterLab in a real browser.

Prints the time from a mouse event's arrival in the page to the changed picture; the same from the mouse itself, which
includes the browser's own wait for its next frame; the pictures a second over a two-second drag, at a mouse's
own 125 moves a second, beside the browser's own frame rate, the time from one frame of that drag to the next, the lag
of the last move, the frames without a plot, and the ratios; what a picture of that drag costs the browser's main
thread, its longest task, and the pictures a second with the processor throttled four times, in JupyterLab and on a page
that holds nothing else, each without the bench's own observers, beside a bare slider and canvas that do next to
nothing; what a computed drag sends over the wire; the time from running a cell to the figure; then the
marks."""
import json, re, statistics, sys, tempfile, time, urllib.request
from pathlib import Path
import nbformat, websocket
from playwright.sync_api import sync_playwright
import fitcurve
from tests.conftest import chromium_path, flags
from tests.jupyter import Lab, free_port, serve

setup = '''import torch
import matplotlib.pyplot as plt
from ipywidgets import interact
from fitcurve import *
'''
by_hand = '''x{n}, y{n} = noisy_quad({n})
@interact(a=1.1, b=1.1, c=1.1)
def plot_mae{n}(a, b, c):
    f = mk_quad(a, b, c)
    plot_data(x{n}, y{n}); plt.vlines(x{n}, f(x{n}), y{n}, color='orange')
    plot_function(f, f'MAE: {{mae(f(x{n}), y{n}):.3f}}', ylim=(-3, 15))
'''
branching = '''def bent(x, a, b):
    return a*x if b > 0 else b*x + a
explore(bent, *noisy_quad(), a=1.1, b=1.1)
'''
bare = '''from IPython.display import HTML
HTML("""<div data-fitcurve data-frame="0"><canvas data-curve width="660" height="310"></canvas>
<input data-param="a" type="range" min="-3" max="3" step="any" style="width: 210px"> <b data-loss></b></div><script>
for (const root of document.querySelectorAll('[data-frame="0"]:has(> [data-curve])')) {
    const [g, range, loss] = [root.children[0].getContext('2d'), root.children[1], root.children[2]]
    let asked = 0
    const paint = () => {
        asked = 0
        g.clearRect(0, 0, 660, 310)
        g.beginPath()
        for (let i = 0; i < 241; i++) g.lineTo(2.7*i, 155 + 50*range.value*Math.sin(i/40))
        g.stroke()
        loss.textContent = (+range.value).toFixed(3)
        root.dataset.frame = +root.dataset.frame + 1
    }
    range.oninput = () => asked ||= requestAnimationFrame(paint)
    paint()
}</script>""")
'''
cells = {
    'interact, 20 points': by_hand.format(n=20),
    'interact, 10,000 points': by_hand.format(n=10_000),
    'explore, 20 points': 'explore(quad, *noisy_quad(), a=1.1, b=1.1, c=1.1)',
    'explore, 10,000 points': 'explore(quad, *noisy_quad(10_000), a=1.1, b=1.1, c=1.1)',
    'explore, computed by the kernel': branching,
}
every = ', every layer'  # gaps, arrows, map, four runs, the best fit: the same figures once more, with all of it shown
cells |= {name + every: code for name, code in cells.items() if 'points' in name and 'explore' in name}
sixteen = f'explore, 16 parts{every}'
cells[sixteen] = 'explore(relu_sum, *noisy_quad(), n=16)'
cells['a bare slider and canvas'] = bare  # what JupyterLab takes for itself
laptop = {'explore, 20 points': 50, f'explore, 20 points{every}': 40, sixteen: 40}  # pictures a second, throttled
# What tells one picture from the next; where the kernel computes, a frame may show nothing new
look = '''
    const root = cell.querySelector('[data-fitcurve]'), out = cell.querySelector('.jp-OutputArea')
    const loss = () => root.querySelector('[data-loss]').textContent
    const picture = () => {
        if (!root) return cell.querySelector('img')?.src
        return slow ? loss() : root.dataset.frame
    }
'''
watch = '([cell, slow]) => {' + look + '''
    window.drag?.stop?.()
    const reading = () => root ? loss() : picture()
    const there = () => {
        const p = root ? cell.querySelector('canvas[data-curve]') : cell.querySelector('img')
        if (!p || p.clientWidth <= 0) return false
        return root ? p.width > 0 && +root.dataset.frame > 0 : p.complete && p.naturalWidth > 0
    }
    const counts = { pictures: 0, frames: 0, empty: 0 }
    const fresh = () => ({ waits: [], fromMouse: [], gaps: [], ...counts, pending: null, mouse: null })
    const d = window.drag = { ...fresh(), event: 0, changed: 0, last: picture(), read: reading(), on: true }
    const moved = e => {
        d.event = performance.now()
        d.pending ??= d.event
        d.mouse ??= e.timeStamp
    }
    document.addEventListener('pointermove', moved, true)
    const see = new MutationObserver(() => {
        const now = picture()
        if (!now || now === d.last) return
        const at = performance.now(), read = reading()
        d.last = now
        d.pictures++
        if (read !== d.read) {  // a finer map is another picture, but not the answer to a move
            d.read = read
            d.changed = at
        }
        if (d.pending !== null) {
            d.waits.push(at - d.pending)
            d.fromMouse.push(at - d.mouse)
        }
        d.pending = d.mouse = null
    })
    see.observe(root ?? out, { attributes: true, childList: true, characterData: true, subtree: true })
    let before = performance.now()
    const frame = now => {
        if (!d.on) return
        d.frames++
        d.gaps.push(now - before)
        before = now
        if (!there()) d.empty++
        requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    d.stop = () => {
        d.on = false
        see.disconnect()
        document.removeEventListener('pointermove', moved, true)
    }
    d.clear = () => Object.assign(d, fresh())
}'''
# The gaps, four runs of other rates, the map and the best fit; arrows are shown already
show_everything = '''async cell => {
    const figure = cell.querySelector('[data-fitcurve]'), of = what => figure.querySelector(`[data-${what}]`)
    const type = (box, v) => {
        box.value = v
        for (const type of ['input', 'change']) box.dispatchEvent(new Event(type, { bubbles: true }))
    }
    const press = key => figure.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    if (!of('residuals').checked) of('residuals').click()
    type(of('steps'), 20)
    for (const lr of [0.05, 0.1, 0.2, 0.4]) {
        type(of('lr'), Math.log10(lr))
        of('action=reset').click()
        of('action=run').click()
        await new Promise(done => setTimeout(done, 1500))
    }
    of('action=map').click()
    press('r')
    press('r')
    of('action=reset').click()
    await new Promise(done => setTimeout(done, 500))
    return [figure.fitcurve.state().runs.length, !!of('map').clientWidth, of('residuals').checked]
}'''
# And nothing else: here the bench itself must cost nothing. A figure numbers its frames
count_pictures = '(cell, slow) => {' + look + '''
    let before = 0, seen = 0, last = picture()
    const count = () => root && !slow ? +root.dataset.frame : seen
    window.drag = { clear() { before = count() }, get pictures() { return count() - before } }
    if (root && !slow) return
    new MutationObserver(() => {
        const now = picture()
        if (now && now !== last) seen++
        last = now || last
    }).observe(root?.querySelector('[data-loss]') ?? out, { childList: true, characterData: true, subtree: true })
}'''
is_live = 'e => !!e.querySelector("[data-fitcurve]:not([data-frame=\\"0\\"])")?.clientWidth'
see_long_tasks = '''() => {
    window.longest = 0
    new PerformanceObserver(list => {
        for (const { duration } of list.getEntries()) longest = Math.max(longest, duration)
    }).observe({ type: 'longtask' })
}'''
run_cell = '''async i => {
    const nb = jupyterapp.shell.currentWidget.content, cell = nb.widgets[i].node
    const seen = () => [...cell.querySelectorAll('[data-fitcurve]:not([data-frame="0"]), .jp-OutputArea img')]
        .find(e => e.clientWidth && (e.complete ?? true) && !e.closest('.fitcurve-saved:not(:has([data-fitcurve]))'))
    const old = seen(), start = performance.now()
    nb.activeCellIndex = i
    nb.deselectAll()
    jupyterapp.commands.execute('notebook:run-cell')
    while (!seen() || seen() === old) await new Promise(requestAnimationFrame)
    return performance.now() - start
}'''
count_frames = '''() => {
    window.own = 0
    const f = () => { own++; requestAnimationFrame(f) }
    requestAnimationFrame(f)
}'''

grip_of = '''(cell, last) => {
    const all = [...cell.querySelectorAll('input[data-param]')].filter(e => e.checkVisibility())
    const range = all.at(last ? -1 : 0), thumb = cell.querySelector('.noUi-handle')
    const box = (range ?? thumb).getBoundingClientRect(), y = box.y + box.height/2
    if (!range) return [box.x + box.width/2, y, cell.querySelector('.noUi-target').getBoundingClientRect().width]
    const part = (range.valueAsNumber - range.min)/(range.max - range.min)
    return [box.x + 8 + part*(box.width - 16), y, box.width]
}'''

def handle(cell, last=False):
    "The middle of the handle of the cell's first slider, or its last, and the slider's width"
    return cell.evaluate(grip_of, last)

def with_everything(cell):
    "Shows every layer of the cell's figure"
    shown = cell.evaluate(show_everything)
    assert shown == [4, True, True], f'not every layer is shown: {shown}'

class Hand:
    """A mouse: it reports so many times a second, whether or not the page has kept up
    (Playwright's waits for the page after each move)"""
    def __init__(self, port, url):
        pages = json.load(urllib.request.urlopen(f'http://127.0.0.1:{port}/json/list'))
        address = next(p['webSocketDebuggerUrl'] for p in pages if p['url'].startswith(url))
        self.wire = websocket.create_connection(address, suppress_origin=True)

    def drag(self, place, y, seconds=2, rate=125):
        "Moves the pressed mouse to `place(i)`, i = 0, 1, …; the seconds it took"
        start = time.monotonic()
        for i in range(int(seconds*rate)):
            move = dict(type='mouseMoved', x=place(i), y=y, button='left', buttons=1)
            self.wire.send(json.dumps(dict(id=i, method='Input.dispatchMouseEvent', params=move)))
            time.sleep(max(0, start + (i + 1)/rate - time.monotonic()))
        took = time.monotonic() - start
        while json.loads(self.wire.recv()).get('id') != i: pass
        return took

def watcher(page):
    """Three functions: the seconds and counts that the browser's main thread has spent so far, by name; a throttle for
    the processor; and what has gone over the wire since it was last asked, messages and bytes"""
    cdp = page.context.new_cdp_session(page)
    cdp.send('Performance.enable', dict(timeDomain='threadTicks'))
    cdp.send('Network.enable')
    sizes = []
    for way in 'Sent', 'Received':
        cdp.on(f'Network.webSocketFrame{way}', lambda e: sizes.append(len(e['response']['payloadData'])))
    def spent(): return {m['name']: m['value'] for m in cdp.send('Performance.getMetrics')['metrics']}
    def throttle(rate): cdp.send('Emulation.setCPUThrottlingRate', dict(rate=rate))
    def sent():
        page.wait_for_timeout(100)  # what has arrived is told while we wait
        so_far = len(sizes), sum(sizes)
        sizes.clear()
        return so_far
    return spent, throttle, sent

def cost(page, watching, drag):
    "What a picture of a drag costs: the main thread's milliseconds and counts, the wire's messages; the longest task"
    spent, _, sent = watching
    page.evaluate('longest = 0')
    page.evaluate('drag.clear()')
    sent()
    before = spent()
    took = drag()
    gone = {name: v - before[name] for name, v in spent().items()}
    n = page.evaluate('drag.pictures') or 1
    messages, size = sent()
    each = dict(script=1000*gone['ScriptDuration']/n, main=1000*gone['TaskDuration']/n,
                layouts=gone['LayoutCount']/n, styles=gone['RecalcStyleCount']/n)
    return dict(**each, pictures=n/took, longest=page.evaluate('longest'), messages=messages/n, kilobytes=size/n/1000)

class Whole:
    "What a page holds. A locator or a handle would leave listeners in it, which cost as much as a layer"
    def __init__(self, page): self.page = page

    def evaluate(self, f, arg=None):
        "`f(main, arg)`, a function in JavaScript"
        return self.page.evaluate(f'arg => ({f})(document.querySelector("main"), arg)', arg)

def alone(browser, port, folder, name):
    "A figure on a page that holds nothing else, without a kernel: what a picture of it costs"
    names = {n: getattr(fitcurve, n) for n in ('explore', 'noisy_quad', 'quad', 'relu_sum')}
    page = browser.new_page(viewport=dict(width=1366, height=768), bypass_csp=True)  # the bench's own scripts may run
    page.goto(eval(cells[name], names).save(folder/f'{list(cells).index(name)}.html').as_uri())
    cell = Whole(page)
    while not cell.evaluate(is_live): page.wait_for_timeout(50)
    if every in name: with_everything(cell)
    page.wait_for_timeout(1500)
    page.evaluate(see_long_tasks)
    cell.evaluate(count_pictures, False)
    hand, watching, grip = Hand(port, page.url), watcher(page), handle(cell, last=every in name)
    page.mouse.move(*grip[:2])
    page.mouse.down()
    drag = across(hand, *grip)
    for _ in range(3): drag()  # the first seconds of a drag are the compiler's
    row = both_costs(page, watching, drag)
    page.close()
    return row

def across(hand, px, py, width):
    "What drags a slider over nearly all of its width, and back"
    return lambda: hand.drag(lambda i: px + width/44*1.3*(15 - abs(i % 60 - 30)), py)

def both_costs(page, watching, drag):
    "What a picture costs, and the same with the processor throttled four times"
    plain = cost(page, watching, drag)
    watching[1](4)
    throttled = cost(page, watching, drag)
    watching[1](1)
    return dict(plain=plain, throttled=throttled)

def p95(ordered): return ordered[int(0.95*(len(ordered) - 1))]

def measure(lab, hand, watching, index, slow=False, layers=False):
    "One figure: single moves, each waited for, then a drag of two seconds, and one with the processor throttled"
    page = lab.page
    cell = lab.show(index)
    cell.locator('[data-fitcurve], .noUi-handle').first.wait_for()
    page.wait_for_timeout(1500)
    if layers:
        with_everything(cell)
        page.wait_for_timeout(1500)
    px, py, width = handle(cell, last=layers)  # the last is not on the map: each move changes all of it
    step = width/44*1.3  # a little more than a stop of the slider
    patience = 600 if cell.locator('[data-fitcurve]').count() else 3000
    page.evaluate(watch, [cell.element_handle(), slow])
    page.mouse.move(px, py)
    page.mouse.down()
    page.wait_for_timeout(500)
    page.evaluate('drag.clear()')
    for i in range(60):
        seen = page.evaluate('drag.pictures')
        page.mouse.move(px + step*(1 + i % 10 if i//10 % 2 == 0 else 10 - i % 10), py)
        try: page.wait_for_function('seen => drag.pictures > seen', arg=seen, timeout=patience)
        except Exception: page.evaluate('drag.pending = drag.mouse = null')  # this move did not reach another stop
        page.wait_for_timeout(25)
    waits, mouse = (sorted(page.evaluate(f'drag.{k}')) for k in ('waits', 'fromMouse'))
    page.wait_for_timeout(500)
    page.evaluate('drag.clear()')
    drag = across(hand, px, py, width)
    took = drag()
    pictures, frames = page.evaluate('drag.pictures'), page.evaluate('drag.frames')
    gaps = sorted(page.evaluate('drag.gaps'))
    page.wait_for_timeout(1500)
    lag, empty = page.evaluate('drag.changed - drag.event'), page.evaluate('drag.empty')
    page.evaluate('drag.stop()')
    cell.evaluate(count_pictures, slow)
    costs = both_costs(page, watching, drag)
    page.mouse.up()
    # the map, refined between the moves, adds pictures that no move asked for
    return dict(median=statistics.median(waits), p95=p95(waits), mouse=statistics.median(mouse),
                gap=statistics.median(gaps), gap95=p95(gaps), pictures=min(pictures, frames)/took,
                frames=frames/took, lag=max(lag, 0), empty=empty, **costs)

def way_in(lab, names, times=6):
    "The milliseconds from running a cell to its figure, the median: the cells in turn, so that they share what goes on"
    at = {name: list(cells).index(name) + 1 for name in names}
    for i in at.values(): lab.show(i)
    took = {name: [] for name in names}
    for _ in range(times):
        for name, i in at.items():
            took[name].append(lab.page.evaluate(run_cell, i))
            lab.page.wait_for_timeout(500)
    return {name: statistics.median(each) for name, each in took.items()}

def own_rate(page):
    "Animation frames a second while the mouse moves over nothing in particular"
    page.evaluate(count_frames)
    page.mouse.move(5, 400)
    start, before, i = time.monotonic(), page.evaluate('own'), 0
    while time.monotonic() - start < 2:
        i += 1
        page.mouse.move(5 + i % 9, 400)
    return (page.evaluate('own') - before)/(time.monotonic() - start)

def bench(folder, only=''):
    """The browser's own frame rate, the way in, what was measured of each figure, by its name, and what of those that
    are alone on a page; `only`, a regular expression, leaves others out"""
    kernel = dict(kernelspec=dict(name='python3', display_name='python3'))
    code = [nbformat.v4.new_code_cell(s) for s in (setup, *cells.values())]
    nbformat.write(nbformat.v4.new_notebook(metadata=kernel, cells=code), folder/'bench.ipynb')
    server, url = serve(folder)
    port = free_port()
    try:
        with sync_playwright() as p:
            args = [*flags, f'--remote-debugging-port={port}']
            browser = p.chromium.launch(executable_path=chromium_path(), args=args)
            pages = {name: alone(browser, port, folder, name) for name in laptop if re.search(only, name)}
            lab = Lab(browser, url, 'bench.ipynb')
            lab.run_all()
            lab.page.wait_for_timeout(2000)
            own, hand, watching = own_rate(lab.page), Hand(port, url), watcher(lab.page)
            lab.page.evaluate(see_long_tasks)
            ways = way_in(lab, ['interact, 20 points', 'explore, 20 points', sixteen])
            rows = {name: measure(lab, hand, watching, i, slow='kernel' in name, layers=every in name)
                    for i, name in enumerate(cells, 1) if re.search(only, name)}
            return own, ways, rows, pages
    finally: server.terminate()

def show_costs(rows, where):
    "Print what a picture costs"
    print(f'\n{f"main thread, a picture, {where}":40}{"script":>9}{"all":>9}{"layouts":>9}{"styles":>8}{"longest":>10}'
          f'{"pictures/s":>12}{"x4: all":>10}{"longest":>10}{"pictures/s":>12}')
    for name, r in rows.items():
        p, t = r['plain'], r['throttled']
        print(f'{name:40}{p["script"]:7.2f}ms{p["main"]:7.2f}ms{p["layouts"]:9.1f}{p["styles"]:8.1f}{p["longest"]:8.0f}ms'
              f'{p["pictures"]:12.1f}{t["main"]:8.2f}ms{t["longest"]:8.0f}ms{t["pictures"]:12.1f}')

def show(own, ways, rows, pages):
    "Print what was measured"
    print(f"the browser's own frame rate: {own:.0f} a second\n")
    print(f'{"":40}{"median":>9}{"p95":>9}{"from mouse":>12}'
          f'{"pictures/s":>12}{"frames/s":>10}{"frame":>9}{"its p95":>9}{"last lag":>10}{"no plot":>9}')
    for name, r in rows.items():
        print(f'{name:40}{r["median"]:7.1f}ms{r["p95"]:7.1f}ms{r["mouse"]:10.1f}ms'
              f'{r["pictures"]:12.1f}{r["frames"]:10.1f}{r["gap"]:7.1f}ms{r["gap95"]:7.1f}ms'
              f'{r["lag"]:8.1f}ms{r["empty"]:9}')

    show_costs(rows, 'JupyterLab')
    show_costs(pages, 'alone')
    print('\nover the wire, a picture:', *(f'{name}: {r["plain"]["messages"]:.1f} messages, '
          f'{r["plain"]["kilobytes"]:.1f} kB' for name, r in rows.items() if 'kernel' in name))
    print('from running the cell to the figure:', *(f'{name}: {ms:.0f} ms.' for name, ms in ways.items()))

def marks_of_a_laptop(ways, rows, pages):
    "Those for a slow processor, of which the browser can do 60 pictures a second when it isn't throttled; the way in"
    for name, least in laptop.items():
        p, t = pages[name]['plain'], pages[name]['throttled']
        ratio = t['pictures']/p['pictures']
        yield f'{name}: script {p["script"]:.2f} ms a picture, under 1', p['script'] < 1
        yield f'{name}: main thread {p["main"]:.2f} ms a picture, under 4', p['main'] < 4
        yield f'{name}: no task over 50 ms: {p["longest"]:.0f}', p['longest'] <= 50
        yield f'{name}, x4: {ratio:.2f} of the pictures a second, at least {least}/60', ratio >= least/60
        yield f'{name}, x4: no task over 50 ms: {t["longest"]:.0f}', t['longest'] <= 50
    size = rows['explore, computed by the kernel']['plain']['kilobytes']
    yield f'computed by the kernel: {size:.1f} kB over the wire a picture, at most 20', size <= 20
    theirs, *ours = ways.values()
    for name, ms in zip(list(ways)[1:], ours):
        ratio = ms/theirs
        yield f'{name}: from the cell to the figure {ratio:.1f} times as long as interact, at most 2', ratio <= 2

def marks(own, ways, rows, pages):
    "What the figures are held to, each with whether it is so"
    yield from marks_of_a_laptop(ways, rows, pages)
    for n, layers in ((n, layers) for n in ('20', '10,000') for layers in ('', every)):
        e, i = rows[f'explore, {n} points{layers}'], rows[f'interact, {n} points']
        n += f' points{layers}'
        yield f'{n}: median under 4 ms', e['median'] < 4
        yield f'{n}: p95 under a frame, 16.7 ms', e['p95'] < 16.7
        yield f'{n}: {e["pictures"]/own:.0%} of the frame rate, at least 90 %', e['pictures'] >= 0.9*own
        yield (f'{n}: {i["median"]/e["median"]:.0f} times quicker than interact, at least 20',
               i['median'] >= 20*e['median'])
        yield f'{n}: no frame without a plot', e['empty'] == 0
    yield 'computed by the kernel: p95 under 60 ms', rows['explore, computed by the kernel']['p95'] < 60

def main():
    measured = bench(Path(tempfile.mkdtemp()))
    show(*measured)
    print()
    all_met = True
    for what, met in marks(*measured):
        print('yes ' if met else 'NO  ', what)
        all_met = all_met and met
    return not all_met

if __name__ == '__main__': sys.exit(main())
