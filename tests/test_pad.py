"The pad: digits written with a real pointer in a real browser, read by a net, the same in the page and in torch"
import json
import numpy as np, pytest, torch
import torch.nn.functional as F
from fitcurve.pad import read_writing
from fitcurve.page import static
from fitcurve.relu import rectified_linear
from tests.handwriting import hand, write, written
from tests.node import evaluated
from tests.pages import painted, said, serious, state

@pytest.fixture(scope='session')
def trained():
    "A net like the lesson's, and held-out digits"
    from sklearn.datasets import load_digits
    pixels, digits = (torch.tensor(a) for a in load_digits(return_X_y=True))
    gen = torch.Generator().manual_seed(42)
    order = torch.randperm(len(pixels), generator=gen)
    pixels, digits = pixels.float()[order]/16, digits[order]
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # so small a net is quickest on one
    with torch.random.fork_rng():
        torch.manual_seed(42)
        net = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
        opt = torch.optim.Adam(net.parameters(), 1e-2, weight_decay=1e-4)
        for _ in range(150):
            opt.zero_grad()
            F.cross_entropy(net(pixels[:1400]), digits[:1400]).backward()
            opt.step()
    torch.set_num_threads(threads)
    w1, b1, w2, b2 = (p.detach().mT.contiguous() if p.ndim == 2 else p.detach() for p in net.parameters())
    def read(pixels): return rectified_linear(1., b1, pixels/16 @ w1) @ w2 + b2
    assert (read(16*pixels[1400:]).argmax(-1) == digits[1400:]).float().mean() > .95
    return read, 16*pixels[1400:], digits[1400:]

def clear(page):
    page.click('[data-action=clear]')
    painted(page)

def agrees(page, read):
    "The page's scores are torch's for the pixels that it shows"
    s = state(page)
    scores = read(torch.tensor(s['pixels']))
    np.testing.assert_allclose(s['scores'], scores, rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(s['probs'], scores.double().softmax(-1), atol=1e-4)
    assert s['reading'] == str(scores.argmax().item())
    return s

@pytest.fixture
def pad(trained, saved, open_page):
    read, images, digits = trained
    return open_page(saved(read_writing(read, examples=(images[:6], digits[:6]))))

def test_written_digits_are_read(pad, trained):
    "Two hands' ten digits: right three times in four"
    right = []
    for digit in written:
        for i in 1, 2:
            write(pad, hand(digit, i))
            right.append(agrees(pad, trained[0])['reading'] == str(digit))
            clear(pad)
    assert sum(right) >= 15, right

def test_it_reads_while_the_hand_moves(pad, trained):
    box = pad.locator('[data-pad]').bounding_box()
    at = lambda p: (box['x'] + p[0]*box['width'], box['y'] + p[1]*box['height'])
    pad.mouse.move(*at((.4, .1))); pad.mouse.down()
    seen = []
    for y in .3, .5, .7, .9:
        pad.mouse.move(*at((.5, y)))
        seen.append(agrees(pad, trained[0])['scores'])
    assert len(set(map(tuple, seen))) == 4
    pad.mouse.up()

def test_with_a_finger(trained, saved, open_page):
    page = open_page(saved(read_writing(trained[0])), has_touch=True, viewport=dict(width=390, height=800))
    write(page, hand(3, 1), finger=True)
    assert agrees(page, trained[0])['reading'] == '3' and state(page)['strokes'] == 1
    place = page.evaluate('[scrollY, document.documentElement.scrollWidth]')
    assert place == [0, 390], 'the page stands still, and nothing sticks out'

def test_bars_and_words(pad):
    assert pad.locator('[data-verdict]').inner_text() == 'Nothing written yet'
    write(pad, hand(0, 1))
    s = state(pad)
    assert pad.locator('[data-verdict]').inner_text().startswith('Looks like 0, ')
    wide = pad.evaluate('''[...document.querySelectorAll(".fitcurve-bar i")].map(e =>
        e.getBoundingClientRect().width/e.parentElement.clientWidth)''')
    np.testing.assert_allclose(wide, s['probs'], atol=.01)
    assert pad.locator('.fitcurve-winner').get_attribute('data-label') == '0'
    pad.wait_for_function('document.querySelector("[aria-live=polite]").textContent.startsWith("looks like 0, ")')

def test_undo_and_clear(pad):
    one, two = hand(4, 1)
    write(pad, [one])
    first = state(pad)
    write(pad, [two])
    both = state(pad)
    pad.click('[data-action=undo]'); painted(pad)
    assert state(pad) == first
    write(pad, [two])
    assert state(pad)['pixels'] == pytest.approx(both['pixels'])
    clear(pad)
    assert state(pad)['reading'] is None and not any(state(pad)['pixels'])
    pad.keyboard.press('u'); painted(pad)
    assert state(pad)['pixels'] == pytest.approx(both['pixels']), 'what was cleared can be had back'

def test_examples_are_loaded_and_written_over(pad, trained):
    read, images, digits = trained
    for i in range(6):
        button = pad.locator(f'[data-example="{i}"]')
        assert button.get_attribute('aria-label') == f'Example {i + 1}: a {digits[i]}'
        button.click(); painted(pad)
        assert agrees(pad, read)['pixels'] == images[i].tolist()
    write(pad, [[(.1, .5), (.9, .5)]])
    pixels = np.array(agrees(pad, read)['pixels'])
    assert (pixels >= images[5].numpy()).all() and pixels.sum() > images[5].sum(), 'a stroke over it stays where it is'

def test_by_keyboard_alone(pad, trained):
    keys = pad.locator('[data-seen]')
    pad.locator('[data-action=clear]').focus(); pad.keyboard.press('Tab')
    assert keys.evaluate('e => e === document.activeElement')
    pad.keyboard.press('ArrowUp')
    assert said(pad) == 'row 4, column 5, empty'
    for _ in range(9): pad.keyboard.press('ArrowUp')
    for _ in range(7): pad.keyboard.press(' '); pad.keyboard.press('ArrowDown')
    painted(pad)
    assert np.flatnonzero(agrees(pad, trained[0])['pixels']).tolist() == [*range(4, 60, 8)]
    pad.keyboard.press('ArrowUp')
    pad.keyboard.press(' ')
    painted(pad)
    assert len(np.flatnonzero(state(pad)['pixels'])) == 6, 'space again wipes'
    pad.keyboard.press('Delete'); painted(pad)
    assert state(pad)['reading'] is None
    pad.evaluate('() => { window.keys = []; document.addEventListener("keydown", e => window.keys.push(e.key)); }')
    for key in 'adb': pad.keyboard.press(key)
    assert pad.evaluate('window.keys') == []

@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_axe_finds_nothing_serious(pad, axe, scheme):
    pad.emulate_media(color_scheme=scheme)
    write(pad, hand(2, 1))
    assert serious(pad, axe) == []
    buttons = '[...document.querySelectorAll("[data-fitcurve] button")]'
    sizes = pad.evaluate(f'{buttons}.map(e => [e.offsetWidth, e.offsetHeight])')
    assert all(min(size) >= 24 for size in sizes)

def test_with_scripts_off_there_is_the_picture(trained, saved, open_page):
    read, images, digits = trained
    pad = read_writing(read)
    pad.pixels = images[0]
    page = open_page(saved(pad), java_script_enabled=False)
    assert page.locator('img').get_attribute('alt').startswith(f'read(pixels): looks like {digits[0]}, ')

def test_what_was_written_is_saved(trained, saved, open_page):
    read, images, digits = trained
    pad = read_writing(read)
    pad.pixels = images[0]
    page = open_page(saved(pad))
    assert agrees(page, read)['pixels'] == images[0].tolist()

def test_other_sizes_labels_and_inks(saved, open_page):
    w = torch.eye(36)[:, :3]
    labels = ['left', '<b>', 'right']
    pad = read_writing(lambda image: image @ w, size=6, labels=labels, ink=1, examples=torch.eye(36)[:2])
    page = open_page(saved(pad))
    page.click('[data-example="1"]'); painted(page)
    s = state(page)
    assert s['reading'] == '<b>' and s['scores'] == [0, 1, 0] and page.locator('[data-fitcurve] b').count() == 0
    write(page, [[(.2, .2), (.8, .8)]])
    assert max(state(page)['pixels']) <= 1

@pytest.mark.parametrize('paper, ink', [(-1, 1), (0, 1), (0, 255), (1, 0), (-.4242, 2.8215)])
def test_the_pad_hands_the_net_the_numbers_that_it_knows(trained, saved, open_page, paper, ink):
    "A net trained on other numbers for paper and ink reads alike: examples, strokes, and what was saved"
    own, images, digits = trained
    def read(pixels): return own(16*(pixels - paper)/(ink - paper))
    as_known = paper + images/16*(ink - paper)
    pad = read_writing(read, paper=paper, ink=ink, examples=(as_known[:6], digits[:6]))
    assert f'{paper:g} for paper to {ink:g} for ink' in repr(pad) and not pad.written
    page = open_page(saved(pad))
    assert state(page)['reading'] is None
    right = (own(images[:6]).argmax(-1) == digits[:6]).sum()
    assert page.locator('[data-right]').inner_text() == f'of these 6 the net reads {right} as labelled'
    for i in range(6):
        page.click(f'[data-example="{i}"]'); painted(page)
        np.testing.assert_allclose(agrees(page, read)['pixels'], as_known[i], rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(state(page)['scores'], own(images[i]), rtol=1e-3, atol=1e-2)
    clear(page)
    write(page, hand(3, 1))
    s = agrees(page, read)
    low, high = sorted((paper, ink))
    assert s['reading'] == '3' and low - 1e-9 <= min(s['pixels']) < max(s['pixels']) <= high + 1e-9
    pad.pixels = torch.tensor(s['pixels'])
    again = open_page(saved(pad))
    assert state(again)['reading'] == pad.reading == '3'

def test_pictures_on_another_scale_are_refused(trained):
    "The slip of lesson 5's first pad, and its siblings"
    read, images, digits = trained
    for wrong in images/16, images/8 - 1, 255*images/16, images + 1e-3, torch.full((1, 64), torch.nan):
        with pytest.raises(ValueError, match='^examples: '): read_writing(read, examples=wrong)
    pad = read_writing(read)
    for wrong in images[0]/8 - 1, 255*images[0]/16, torch.full((64,), torch.nan):
        with pytest.raises(ValueError, match='^pixels: the numbers go from '): pad.pixels = wrong
    assert not pad.written

def test_a_net_on_another_scale_is_seen(trained):
    "It gets its examples as it was told, reads them badly, and the pad says so"
    own, images, digits = trained
    def read(pixels): return own(16 - 16*pixels)  # it takes 1 for paper and 0 for ink
    slip = repr(read_writing(read, ink=1, examples=(images/16, digits)))
    right = (own(16 - images).argmax(-1) == digits).sum()
    assert right < .8*len(digits) and f'of the {len(digits)} examples it reads {right} as labelled' in slip

@pytest.mark.parametrize('wrong, error, says', [
    (dict(ink=0), ValueError, 'paper and ink are both 0'), (dict(paper=1., ink=1), ValueError, 'both 1'),
    (dict(ink='black'), TypeError, '^ink '), (dict(paper=None), TypeError, '^paper '),
    (dict(ink=float('inf')), ValueError, '^ink '), (dict(size=0), ValueError, '^size, '),
    (dict(size=8.5), TypeError, '^size, '), (dict(size='8'), TypeError, '^size, ')])
def test_a_wrong_scale_is_refused_by_name(trained, wrong, error, says):
    with pytest.raises(error, match=says): read_writing(trained[0], **wrong)

def test_writing_fills_the_grid_wherever_and_however_large():
    same = [[[[a*x + b, a*y + b] for x, y in stroke] for stroke in hand(5, 0)] for a, b in [(1, 0), (.5, .3), (.4, 0)]]
    big, *small = np.array(evaluated(f'''import {{ rasterise }} from {(static/"rasterise.js").as_uri()!r};
        console.log(JSON.stringify({json.dumps(same)}.map(s => [...rasterise(s, 8)])))'''))
    for other in small: np.testing.assert_allclose(other, big, atol=.13)
    assert big.reshape(8, 8).any(1).all()
    assert .25 < big.mean() < .34, 'from top to bottom, and as much ink as the data have'
    assert set(np.unique(big*16)) <= set(range(17))
