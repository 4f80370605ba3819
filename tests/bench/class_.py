"""A class that comes at once: students log in to a real hub, by its page, start servers, and run lessons 2 and 3 whole.

    python -m tests.bench.class_ 30        thirty students
    python -m tests.bench.class_ 30 -b 2   two more in real browsers, who drag a slider while the others work

Prints memory a student, processors, and the seconds to the server, the kernel and the first live figure. Memory is
proportional (PSS): what n processes share counts 1/n in each. Settings of the hub (HUB_MEMORY, …) may be given."""
import argparse, math, os, re, signal, statistics, sys, tempfile, threading, time
from dataclasses import dataclass, field
from pathlib import Path
from playwright.sync_api import sync_playwright
from tests.conftest import chromium_path, flags
from tests.hubs import Kernel, Student, code_cells, phrase, started_hub

lessons = ['02_loss.ipynb', '03_descent.ipynb']
hertz, megabyte = os.sysconf('SC_CLK_TCK'), 2**20

# ── Processes ──

@dataclass
class Process:
    "One of the hub's, as Linux tells of it"
    pid: int
    parent: int
    command: str
    seconds: float

    def memory(self):
        "Proportional, in bytes"
        found = re.search(r'^Pss:\s+(\d+)', Path(f'/proc/{self.pid}/smaps_rollup').read_text(), re.M)
        return int(found[1])*1024

def process(pid):
    stat = Path(f'/proc/{pid}/stat').read_text().rsplit(') ', 1)[1].split()
    command = Path(f'/proc/{pid}/cmdline').read_bytes().replace(b'\0', b' ').decode(errors='replace')
    # with the time of children that have ended and been waited for
    return Process(pid, int(stat[1]), command, sum(map(int, stat[11:15]))/hertz)

def processes_of(hub):
    "The hub's process, and all that it, directly or not, has started"
    found = {}
    for folder in Path('/proc').glob('[0-9]*'):
        try: found[int(folder.name)] = process(int(folder.name))
        except OSError: pass # ended meanwhile
    def below(pid): return pid == hub or pid in found and below(found[pid].parent)
    return {pid: p for pid, p in found.items() if below(pid)}

def kind(p, all):
    "What a process is in the hub"
    parent = all[p.parent].command if p.parent in all else ''
    for name in ('kernels', 'servers'):
        if f'warm/{name}' in p.command: return name if parent == p.command else 'warm'
    signs = {'ask.py': 'waiting', 'ipykernel': 'kernels', 'singleuser': 'servers', 'proxy.py': 'proxy'}
    for sign, name in signs.items():
        if sign in p.command: return name
    return 'hub' if 'jupyterhub -f' in p.command else 'other'

def memory_by_kind(hub):
    "Megabytes and number of processes of each kind"
    all, sizes = processes_of(hub), {}
    for p in all.values():
        try: sizes.setdefault(kind(p, all), []).append(p.memory()/megabyte)
        except OSError: pass
    return {name: (sum(each), len(each)) for name, each in sizes.items()}

def seconds_of(hub): return sum(p.seconds for p in processes_of(hub).values())

# ── Students ──

@dataclass
class Stay:
    "What one student met: seconds from the knock to each thing; cells that ran; what failed"
    seconds: dict = field(default_factory=dict)
    cells: int = 0
    failures: list = field(default_factory=list)

def is_figure(out): return 'data-entry="figure.js"' in ''.join(out.get('text/html', ''))

def come(url, name, stay, together):
    "Log in with all others, and run the lessons to their ends"
    student = Student(url, name)
    together.wait()
    start = time.monotonic()
    def note(what): stay.seconds.setdefault(what, time.monotonic() - start)
    try:
        if not student.come_in(): raise RuntimeError('not let in')
        student.open_lab(1200)
        note('JupyterLab')
        for lesson in lessons:
            cells = code_cells(student.api('GET', f'contents/{lesson}')['content'])
            kernel = Kernel(student, lesson)
            note('first kernel')
            for cell in cells:
                try: shown = kernel.run(cell)
                except RuntimeError as e: stay.failures.append(f'{lesson}: {e}')
                stay.cells += 1
                if any(map(is_figure, shown)): note('first live figure')
            note(f'{lesson[:2]} done')
    except Exception as e: stay.failures.append(repr(e))

def class_comes(url, n):
    "Each student's stay"
    stays, together = {f'student{i}': Stay() for i in range(n)}, threading.Barrier(n)
    threads = [threading.Thread(target=come, args=[url, name, stay, together]) for name, stay in stays.items()]
    for t in threads: t.start()
    return threads, stays

# ── Browsers ──

meter = '''root => {
    const slider = root.querySelector('input[type=range][data-param]')
    window.waits = []
    let since = null
    slider.addEventListener('input', e => { since ??= e.timeStamp })
    new MutationObserver(() => requestAnimationFrame(() => {
        if (since !== null) { waits.push(performance.now() - since); since = null }
    })).observe(root, { attributes: true, attributeFilter: ['data-frame'] })
}'''

def drag_in_browser(browser, url, name):
    "Log in, run lesson 2 by the menu, drag a slider: seconds to the figure, milliseconds from each move to its picture"
    page = browser.new_page(viewport=dict(width=1366, height=768))
    page.set_default_timeout(300_000)
    start = time.monotonic()
    page.goto(f'{url}/hub/login?next=/user/{name}/lab/tree/02_loss.ipynb')
    page.get_by_label('Username').fill(name)
    page.get_by_label('Password').fill(phrase)
    page.get_by_role('button', name='Sign in').click()
    page.get_by_text(re.compile(r'\| Idle')).wait_for()
    page.get_by_role('menuitem', name='Run', exact=True).click()
    page.get_by_text('Run All Cells', exact=True).click()
    figure = page.locator('[data-fitcurve]:not([data-frame="0"])').first
    page.mouse.move(700, 400)
    page.locator('h2[data-jupyter-id=Try-it]').wait_for() # the end of the lesson is in view, and the figure above it
    for step in range(3000):
        if figure.is_visible(): break
        page.mouse.wheel(0, 300 if step % 60 else -1e6) # from the top anew: it may have come after we were past it
        page.wait_for_timeout(100)
    else: raise TimeoutError('no figure in lesson 2')
    seconds = time.monotonic() - start
    slider = figure.locator('input[type=range][data-param]').first
    slider.scroll_into_view_if_needed()
    figure.evaluate(meter)
    box = slider.bounding_box()
    middle = box['y'] + box['height']/2
    page.mouse.move(box['x'] + box['width']/2, middle)
    page.mouse.down()
    for i in range(120): page.mouse.move(box['x'] + box['width']*(.5 + .3*((i % 40)/20 - 1)), middle)
    page.mouse.up()
    waits = page.evaluate('waits')
    return seconds, waits

# ── What is told ──

def spread(values):
    "Median, 95th percentile, and the greatest"
    ordered = sorted(values)
    return f'{statistics.median(ordered):8.1f} {ordered[math.ceil(.95*len(ordered)) - 1]:8.1f} {ordered[-1]:8.1f}'

def show(n, stays, memory, seconds, took, browsers):
    failures = [f'{name}: {why}' for name, stay in stays.items() for why in stay.failures]
    print(f'{n} students, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the end')
    print(f'{"seconds to":24} {"median":>8} {"p95":>8} {"max":>8}')
    for what in ('JupyterLab', 'first kernel', 'first live figure', '02 done', '03 done'):
        got = [stay.seconds[what] for stay in stays.values() if what in stay.seconds]
        if got: print(f'{what:24} {spread(got)}')
    print(f'{"memory (PSS)":24} {"MB":>8} {"number":>8} {"MB each":>8}')
    for name, (size, number) in sorted(memory.items()): print(f'{name:24} {size:8.0f} {number:8} {size/number:8.1f}')
    total = sum(size for size, _ in memory.values())
    print(f'{"in all":24} {total:8.0f} {"":8} {total/(n + len(browsers)):8.1f} a student')
    print(f'processors: {seconds:.0f} s in {took:.0f} s, {seconds/n:.1f} s a student')
    for to_figure, waits in browsers:
        print(f'a browser: figure after {to_figure:.1f} s; ms from move to picture, of {len(waits)}: {spread(waits)}')
    print(f'{sum(stay.cells for stay in stays.values())} cells ran, {len(failures)} failures')
    for failure in failures[:10]: print(failure)
    return failures

def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('n', type=int, nargs='?', default=30)
    arguments.add_argument('-b', '--browsers', type=int, default=1)
    said = arguments.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit('ended'))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        os.chmod(folder, 0o711)
        print(f'load before: {os.getloadavg()[0]:.1f}')
        with started_hub(folder) as (url, hub):
            start, before = time.monotonic(), seconds_of(hub.pid)
            threads, stays = class_comes(url, said.n)
            browsers = []
            for i in range(said.browsers):
                browser = playwright.chromium.launch(executable_path=chromium_path(), args=flags)
                stays[f"browser{i}"] = Stay()
                try: browsers.append(drag_in_browser(browser, url, f'browser{i}'))
                except Exception as e: stays[f'browser{i}'].failures.append(repr(e))
                browser.close()
            for t in threads: t.join()
            took = time.monotonic() - start
            failures = show(said.n, stays, memory_by_kind(hub.pid), seconds_of(hub.pid) - before, took, browsers)
            print((Path(folder)/'hub.log').read_text()[-3000:] if failures else '', end='')
    if failures: raise SystemExit(1)

if __name__ == '__main__': main()
