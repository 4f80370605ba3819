"Random real events, from seeds that stay the same: what `make bench` does for ten minutes with seeds of its own"
import random
import pytest
from fitcurve.data import quad
from fitcurve.figure import explore
from tests.jupyter import setup, show
from tests.pages import settled
from tests.shaken import Shaken, figures, of_quad, shake, shortened, start, wrong_numbers, x, y

@pytest.mark.parametrize('name', figures)
def test_a_hand_that_does_anything(browser, name): shake(browser, name, seed=1, bursts=4)

def test_it_sees_what_is_wrong_and_tells_it_shortly():
    "Right states, and wrong ones; of a hundred events the two that matter"
    u, v = ([float(w) for w in col] for col in (x, y))
    curve = dict(x=[0., 1.], y=[1.1, 3.3])
    for out in None, [0, 5, 19]:
        fig = explore(quad, x, y, **start, test=out)
        right = dict(params=start, x=u, y=v, loss=fig.loss, grad=fig.grad, curve=curve, best=dict(loss=fig.best.loss),
                     held=out and [int(i in out) for i in range(20)], test=fig.test_loss if out else 0.)
        assert wrong_numbers(right, of_quad) == []
        wrong = [dict(loss=fig.loss*(1 + 1e-8)), dict(loss='nan'), dict(grad=fig.grad | dict(b='inf')), dict(y=v[::-1]),
                 dict(curve=curve | dict(y=[1.1, 3.3001])), dict(best=dict(loss=9.)), dict(held=[1] + [0]*19)]
        if out: wrong += [dict(test=fig.loss), dict(held=None)]
        for change in wrong: assert wrong_numbers(right | change, of_quad), change
    assert shortened(lambda events: {7, 60} <= set(events), list(range(100)), tries=200) == [7, 60]

class InLab(Shaken):
    "The figure of a notebook; here time goes its own way, and keys belong to the figure alone"
    def __init__(self, lab):
        super().__init__(lab.page, of_quad)
        self.lab = lab

    def rest(self, ms): self.page.wait_for_timeout(min(ms, 300))
    def do(self, event):
        if event[0] in ('size', 'zoom') or event[-1] == 'Control+Enter': return  # which runs JupyterLab's cell anew
        self.page.evaluate('''() => { const root = document.querySelector("[data-fitcurve]");
            if (!root.contains(document.activeElement)) root.focus() }''')
        super().do(event)

    def restart(self):
        "The kernel, and then the cells once more, without what was last asked of Python"
        self.lab.run('')
        self.page.evaluate('jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart().then(() => true)')
        self.page.evaluate('document.querySelector("[data-fitcurve]").dataset.before = ""')
        self.lab.run_all()
        self.page.locator('[data-fitcurve]:not([data-frame="0"], [data-before])').first.wait_for()
        settled(self.page)

def test_with_a_kernel_page_and_python_agree_whatever_was_done(open_lab):
    "From Python too, and after the kernel was restarted; in the end undo leads back"
    rng, it = random.Random(1), InLab(open_lab(setup, show, ''))
    moves = ['fig.params = dict(a=2.5)', 'fig.step()', 'fig.run(steps=5)', 'fig.x = fig.x + 1; fig.lr = .01']
    for burst in range(3):
        if burst == 1: it.restart()
        if burst < 2: it.begin()
        done = []
        for _ in range(6):
            done.append(it.an_event(rng))
            it.do(done[-1])
        it.calm()
        it.lab.run(rng.choice(moves))
        it.calm()
        it.lab.agrees()
        it.wrong = [w for w in it.wrong if 'Connection lost' not in w]  # JupyterLab's own, of the restart
        assert it.check() == [], done
    assert it.undo_all() == []
    it.lab.agrees()
