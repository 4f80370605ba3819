"The pad with a kernel: what a hand writes, Python has; what Python sets, the page shows"
import numpy as np, pytest
from tests.test_figure_lab import lab, server  # noqa: fixtures
from tests.test_pad import hand, page_state, write

setup = '''import torch
from fitcurve.pad import read_writing
w = torch.randn(64, 10, generator=torch.Generator().manual_seed(42))
def read(pixels): return torch.relu(pixels/16 @ w)
pad = read_writing(read)
seen = []
pad.observe(lambda change: seen.append(pad.reading), 'pixels')
pad'''

def test_page_and_python_agree(lab):
    l = lab(setup, ''); page = l.page
    write(page, hand(4, 1))
    page.wait_for_timeout(500)
    s, k = page_state(page), l.value('dict(pixels=pad.pixels.tolist(), scores=pad.scores.tolist(), own=read(pad.pixels).tolist(), reading=pad.reading, seen=seen[-1:])')
    assert k['pixels'] == s['pixels'] and k['scores'] == k['own'] and k['reading'] == s['reading'] and k['seen'] == [s['reading']]
    np.testing.assert_allclose(s['scores'], k['scores'], rtol=1e-4, atol=1e-4)
    l.run('pad.pixels = 16*torch.eye(8)'); page.wait_for_timeout(400)
    assert page_state(page)['pixels'] == (16*np.eye(8)).ravel().tolist()
    page.click('[data-action=undo]'); page.wait_for_timeout(400)
    assert l.value('pad.pixels.tolist()') == page_state(page)['pixels'] == s['pixels']
    l.run('again = read_writing(read)\nagain', -1); page.wait_for_timeout(600)
    assert page.locator('[data-pad]').count() == 2 and page.locator('.fitcurve-note:visible').count() == 0
    l.run(setup, 0); page.wait_for_timeout(600)
    assert page.locator('[data-pad]').count() == 2, 'a cell that is run again shows its new pad alone'
    assert l.value('len(seen)') == 0
