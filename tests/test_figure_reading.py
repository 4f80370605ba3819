"What the figure says of a point, of the curve under the pointer, and of its axes"
import re
import pytest, torch
from fitcurve import explore, mae, noisy_quad, quad
from fitcurve.fit import Fit, as_data, kind_of_gaps
from tests.pages import at, becomes, fits, painted, said, serious, state

x, y = noisy_quad()
labels = 'time since the drop [s]', 'height <b>above</b> the floor of the tower, as the old barometer has it $x_1$ [m]'
start = dict(a=1.1, b=1.1, c=1.1)

@pytest.fixture
def page(saved, open_page): return open_page(saved(explore(quad, x, y, labels=labels, **start)))

def readout(page):
    painted(page)
    box = page.locator('.fitcurve-readout')
    return box.text_content().split('\n') if box.is_visible() else []

def hover(page, u, v):
    page.mouse.move(*at(page, u, v))
    return readout(page)

def number(line): return float(re.search(r'[-−]?[\d.]+', line)[0].replace('−', '-'))

def test_pointer_and_keys_say_a_points_residual_and_its_share_of_the_loss(page, axe):
    page.evaluate('() => { const el = document.querySelector("[data-fitcurve]"); el.scrollIntoView() }')
    points, gaps = [(u.item(), v.item()) for u, v in zip(x, y)], (y - quad(x, **start)).flatten().tolist()
    for i in (0, 7, 19):
        lines = hover(page, *points[i])
        assert number(lines[0]) == pytest.approx(points[i][0], rel=1e-3) and lines[0].startswith('time since')
        assert number(lines[2]) == pytest.approx(gaps[i], rel=1e-3) and lines[2].endswith(' m')
        assert number(lines[3]) == pytest.approx(100*abs(gaps[i])/sum(map(abs, gaps)), rel=1e-2)
        box, (px, py) = page.locator('.fitcurve-readout').bounding_box(), at(page, *points[i])
        assert not (box['x'] <= px <= box['x'] + box['width'] and box['y'] <= py <= box['y'] + box['height'])
    here = quad(0.31, **start)
    lines = hover(page, 0.31, here + 0.1)
    assert 'f(x)' in lines[1] and number(lines[1]) == pytest.approx(quad(number(lines[0]), **start), rel=2e-3)
    assert hover(page, 0.3, 14.) == []
    page.locator('[data-layer=points-hand]').focus()
    page.keyboard.press('ArrowRight')
    becomes(lambda: said(page).startswith('point 2 of 20: '), True)
    assert said(page).split(', ')[-2:] == readout(page)[2:]
    assert serious(page, axe) == []
    page.keyboard.press('r')  # behind the veil the share would tell the loss
    assert len(readout(page)) == 3
    assert state(page)['params'] == start

def test_long_names_are_clipped_and_told_by_the_pointer(page):
    canvas = page.locator('canvas[data-curve]')
    box = canvas.bounding_box()
    page.set_viewport_size(dict(width=390, height=800))
    painted(page)
    box = canvas.bounding_box()
    page.mouse.move(box['x'] + 4, box['y'] + box['height']/2)
    assert canvas.get_attribute('title') == ' '.join(labels[1].split())
    page.mouse.move(box['x'] + box['width']/2, box['y'] + box['height']/2)
    assert not canvas.get_attribute('title')
    assert f'{labels[1]} against {labels[0]}' in canvas.get_attribute('aria-label')
    assert page.evaluate('() => document.documentElement.scrollWidth <= innerWidth')

def test_a_tap_on_a_point_shows_it_and_changes_nothing(saved, open_page):
    page = open_page(saved(explore(quad, x, y, **start)), has_touch=True)
    page.touchscreen.tap(*at(page, x[3].item(), y[3].item()))
    assert number(readout(page)[0]) == pytest.approx(x[3].item(), rel=1e-3)
    assert len(fits(state(page))['x']) == 20

@pytest.mark.parametrize('scale', [1e-9, 1., 1e9])
@pytest.mark.parametrize('loss, squared', [
    (mae, False), (lambda p, a: ((p - a)**2).sum(), True), (lambda p, a: 3*torch.abs(p - a).sum(), False)])
def test_the_kind_of_gaps_is_known_of_any_function(scale, loss, squared):
    fit = Fit(lambda x, w: torch.sin(w*x), *as_data(x, y*scale), loss, ['w'])
    assert kind_of_gaps(fit).squared == squared and kind_of_gaps(fit).power == 1

def test_names_come_from_the_data_or_from_labels():
    pd = pytest.importorskip('pandas')
    frame = pd.DataFrame({'time [s]': x[:, 0].numpy(), 'height [m]': y[:, 0].numpy()})
    assert explore(quad, frame['time [s]'], frame[['height [m]']], **start).spec.labels == ['time [s]', 'height [m]']
    given = explore(quad, frame['time [s]'], y, labels=dict(y='h'), **start)
    assert given.spec.labels == [None, 'h'] and explore(quad, x, y, **start).spec.labels == [None, None]
    plain = explore(lambda x, labels: labels*x, x, y, labels=2.)
    assert plain.params == dict(labels=2.) and plain.spec.labels == [None, None]
    with pytest.raises(TypeError, match='labels must be two names.*3 is no text'):
        explore(quad, x, y, labels=('a', 3), **start)

def test_the_picture_has_the_names_as_they_are_written():
    fig = explore(quad, x, y, labels=('$x_1', '高さ [m] ' + 'long '*30), **start)
    assert len(fig.to_png()) > 1000
