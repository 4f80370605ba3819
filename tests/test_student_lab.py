"A student in JupyterLab, in a real browser, who does all that lessons 1 to 4 say; and one on a slow machine."
import pytest
from tests.jupyter import cells, content, notebook
from tests.pages import becomes, fit, painted
from tests.test_lab import follows_its_sliders, reaches_for_nothing_elsewhere, shows_its_figures, walked

class Student:
    "Who works through an opened lesson with the mouse and the keyboard"
    def __init__(self, lab): self.lab, self.page, self.next = lab, lab.page, 0

    def run_until(self, i):
        "Run those cells above cell `i` that haven't run, then that one with Ctrl+Enter; its element, in view"
        if self.next < i:
            self.page.evaluate(f'''(nb => {{
                nb.activeCellIndex = {self.next};
                nb.deselectAll();
                nb.extendContiguousSelectionTo({i - 1});
                return jupyterapp.commands.execute("notebook:run-cell"); }})({content})''')
        self.next = max(self.next, i + 1)
        cell = self.lab.show(i)
        self.page.evaluate(f'{content}.mode = "command"; {content}.activate()')
        self.page.keyboard.press('Control+Enter')
        self.page.wait_for_function(f'{cells}[{i}].executionState === "idle" && {cells}[{i}].executionCount')
        assert self.page.evaluate(f'{content}.activeCellIndex') == i
        return cell

    def run_all_below(self, i):
        "Run every cell below cell `i`; none may fail"
        self.page.evaluate(f'''({content}.activeCellIndex = {i + 1}, {content}.deselectAll(),
            jupyterapp.commands.execute("notebook:run-all-below"))''')
        self.next = len(self.lab.sources())
        failed = [o for outs in self.lab.outputs() for o in outs if o['output_type'] == 'error']
        assert not failed, failed[0]['evalue']

    def figure(self, i):
        "The figure below cell `i`, painted, its top where the eye is"
        self.run_until(i)
        root = self.lab.show(i).locator('[data-fitcurve]:not([data-frame="0"])')
        root.wait_for()
        painted(self.page)
        assert -40 < root.bounding_box()['y'] < 700
        return Held(self.page, root)

class Held:
    "A figure, and what a hand does with it"
    def __init__(self, page, root): self.page, self.root = page, root
    def state(self): return self.root.evaluate('e => e.fitcurve.state()')
    def press(self, *names):
        "The buttons that a lesson names, by these names"
        for name in names: self.root.get_by_role('button', name=name, exact=True).click()

    def grow(self, *texts):
        for text in texts: self.root.get_by_text(text, exact=True).click()

    def predict(self, number):
        self.root.locator('[data-guess=loss]').fill(number)
        self.press('Reveal')

    def move_every_slider(self):
        before = self.state()['params']
        for slider in self.root.locator('input[type=range][data-param]').all():
            if slider.is_visible(): self.drag(slider, (0.5, 0.5), (0.62, 0.5))
        assert all(v != before[name] for name, v in self.state()['params'].items() if name in ('a', 'b', 'c', 'm1'))

    def drag(self, element, *places):
        element.scroll_into_view_if_needed()
        box = element.bounding_box()
        for k, (across, down) in enumerate(places):
            self.page.mouse.move(box['x'] + across*box['width'], box['y'] + down*box['height'], steps=4)
            if not k: self.page.mouse.down()
        self.page.mouse.up()

    def dial(self, **values):
        for name, v in values.items():
            self.root.locator(f'[data-typed={name}]').fill(v)
            self.page.keyboard.press('Tab')

    def run(self, steps=15):
        "Press Run, watch it for so many steps, and stop it"
        before = self.state()['history']
        self.press('Run')
        becomes(lambda: self.state()['history'] > before + steps or not self.state()['running'], True)
        if self.state()['running']: self.root.locator('[data-action=run]').click()

    def wait_for(self, what): becomes(lambda: self.root.evaluate(f'e => !!({what})'), True)

def lesson_1(fig):
    fig.move_every_slider()
    fig.drag(fig.root.locator('[data-curve]'), (.5, .8), (.5, .6))
    fig.grow('+ loss')
    fig.predict('2')
    fig.press('More')
    fig.page.get_by_text('Hide the loss, to predict it').click()
    fig.press('Reset')
    fig.move_every_slider()
    fig.press('Reveal')

def lesson_2(fig):
    fig.root.locator('input[data-param=a]').click()
    for key in ['ArrowRight']*3 + ['Tab', 'ArrowRight']: fig.page.keyboard.press(key)
    fig.move_every_slider()
    fig.predict('1.2')
    fig.root.locator('[data-curve]').hover()
    fig.grow('+ descent', '+ more')
    fig.press('Map')
    fig.root.locator('[data-axis=across]').select_option('a')
    fig.root.locator('[data-axis=upward]').select_option('c')
    fig.root.locator('[data-map]').click()

def lesson_3(fig):
    fig.press('More')
    fig.page.get_by_text('Slope: the loss along one slider', exact=True).click()
    fig.root.locator('[data-slice]').wait_for()
    fig.press('Step', 'Step')
    fig.run()
    fig.press('Reset')
    fig.dial(friction='0', lr='0.01')
    fig.run()
    fig.dial(friction='0.1')
    for rate in ('0.01', '0.2', '2.2'):
        fig.press('Reset')
        fig.dial(friction='1', lr=rate)
        assert fig.state()['lr'] == float(rate)
        fig.run()
    fig.move_every_slider()

def lesson_3_map(fig):
    fig.press('Map')
    fig.root.locator('[data-map]').click(position=dict(x=30, y=30))
    fig.run()

def lesson_4(fig):
    for slider in ('m', 'b'): fig.drag(fig.root.locator(f'input[data-param={slider}]'), (.6, .5), (.3, .5))
    fig.drag(fig.root.locator('[data-curve]'), (.7, .5), (.7, .4))

def lesson_4_two(fig):
    fig.move_every_slider()
    fig.predict('1.5')
    fig.press('Run')
    fig.page.keyboard.type('1.2')
    fig.run()

def fit_it(fig): fit(fig.page, fig.root)

def lesson_4_held(fig):
    fit_it(fig)
    fig.press('New sample')
    fit_it(fig)
    assert fig.state()['loss'] < 0.1

def lesson_4_draw(fig):
    fig.press('Draw')
    fig.drag(fig.root.locator('[data-curve]'), (.2, .3), (.4, .7), (.6, .3), (.8, .7))
    fit_it(fig)
    fig.root.locator('[data-action=remove-part]').click()
    fit_it(fig)

way = dict(zip(walked, [[lesson_1], [lesson_2], [lesson_3, lesson_3_map],
                        [lesson_4, lesson_4_two, lesson_4_draw, lesson_4_held]]))

@pytest.mark.parametrize('name', walked)
def test_a_students_whole_way(open_lab, name):
    """A lesson as it is opened, then run: every slider moved, every button pressed that is named; below each figure
    the rest of the lesson runs, and no cell fails"""
    lab = open_lab(name=f'{name}.ipynb', wait='.jp-Cell')
    shows_its_figures(lab)
    student, figures = Student(lab), iter(way[name])
    for i, source in enumerate(lab.sources()):
        if source.startswith('#') or 'import' in source or 'check.' in source: continue
        if '@interact(' in source:
            student.run_until(i)
            follows_its_sliders(lab, i)
        elif 'explore(' in source:
            next(figures)(student.figure(i))
            last = i
    assert next(figures, None) is None
    student.run_all_below(last)
    reaches_for_nothing_elsewhere(lab)

def test_a_slow_machine_has_one_bar(open_lab):
    "Descents of more than two seconds, and prints between: never more than one line besides, none red, none left"
    slow = '''for k in range(2):
    for _ in range(2): descend(slow, [1., 2.], lr=.1, steps=25)
    print('turn', k)'''
    nb = notebook('''import time
from fitcurve import descend
def slow(p): time.sleep(0.1); return (p**2).sum()''', slow)
    lab = open_lab(nb=nb, wait='.jp-CodeCell')
    seen = '''() => window.done ? "done" : [...document.querySelectorAll(".jp-OutputArea-output pre")].map(e =>
        e.innerText.trimEnd().split("\\n").filter(l => !l.startsWith("turn") && l.trim()).length)'''
    lab.page.evaluate('void jupyterapp.commands.execute("notebook:run-all-cells").then(() => { window.done = true; })')
    most = 0
    while (lines := lab.page.evaluate(seen)) != 'done':
        most = max(most, sum(lines))
        lab.page.wait_for_timeout(200)
    assert most == 1  # there was a bar, and only one
    assert lab.page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').count() == 0
    text = lab.page.locator('.jp-OutputArea').last.inner_text()
    assert [l.strip() for l in text.split('\n') if l.strip()] == ['turn 0', 'turn 1']
