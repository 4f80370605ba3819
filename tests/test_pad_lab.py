"The pad with a kernel: what a hand writes, Python has; what Python sets, the page shows"
import numpy as np
from tests.handwriting import hand, write
from tests.pages import becomes, state

setup = '''import torch
from fitcurve.pad import read_writing
w = torch.randn(64, 10, generator=torch.Generator().manual_seed(42))
def read(pixels): return torch.relu(pixels/16 @ w)
pad = read_writing(read)
seen = []
pad.observe(lambda change: seen.append(pad.reading), 'pixels')
pad'''

heard = '''dict(pixels=pad.pixels.tolist(), scores=pad.scores.tolist(), own=read(pad.pixels).tolist(),
    reading=pad.reading, seen=seen[-1:])'''

def test_page_and_python_agree(open_lab):
    lab = open_lab(setup, '')
    page, pads = lab.page, lab.page.locator('[data-pad]')
    pixels = lambda: lab.value('pad.pixels.tolist()')
    write(page, hand(4, 1))
    s = state(page)
    becomes(pixels, s['pixels'])
    k = lab.value(heard)
    assert k['scores'] == k['own'] and k['reading'] == s['reading'] and k['seen'] == [s['reading']]
    np.testing.assert_allclose(s['scores'], k['scores'], rtol=1e-4, atol=1e-4)
    lab.run('pad.pixels = 16*torch.eye(8)')
    becomes(lambda: state(page)['pixels'], (16*np.eye(8)).ravel().tolist())
    page.click('[data-action=undo]')
    assert state(page)['pixels'] == s['pixels']
    becomes(pixels, s['pixels'])
    lab.run('again = read_writing(read)\nagain')
    becomes(pads.count, 2)
    assert page.locator('.fitcurve-note:visible').count() == 0
    pads.first.evaluate('e => { e.old = true }')
    lab.run(setup, 0)
    page.wait_for_function('[...document.querySelectorAll("[data-pad]")].filter(e => !e.old).length === 2')
    becomes(pads.count, 2)  # a cell that is run again shows its new pad alone
    assert lab.value('len(seen)') == 0
