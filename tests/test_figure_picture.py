"The picture to take along, in a real browser: copied, saved as PNG and SVG, and what it never shows"
import struct
from xml.etree import ElementTree
import pytest
from fitcurve import explore, mk_quad, quad, relu_sum
from tests.pages import becomes, painted, serious, start, state, x, y

def saves(page, kind):
    "The file that the button saves: its name and its bytes"
    with page.expect_download() as saved: page.click(f'[data-action=save-{kind}]')
    return saved.value.suggested_filename, open(saved.value.path(), 'rb').read()

def drawing(page):
    "The SVG: its root, the parts of a group, and all its texts"
    root = ElementTree.fromstring(saves(page, 'svg')[1])
    for el in root.iter(): el.tag = el.tag.split('}')[1]
    return root, lambda name: root.find(f"g[@class='{name}']"), [t.text for t in root.iter('text')]

def opened(page):
    page.locator('[data-fitcurve]').focus()
    page.keyboard.press('i')
    image = page.locator('dialog[open] img')
    becomes(lambda: image.evaluate('el => el.complete && el.naturalWidth > 300'), True)
    return image

def says(page): return page.locator('dialog[open] [role=status]').inner_text()

copied = """async () => {
    const [item] = await navigator.clipboard.read();
    const { width, height } = await createImageBitmap(await item.getType("image/png"));
    return [width, height];
}"""

@pytest.fixture
def figure():
    fig = explore(quad, x, y, test=.3, labels=('time [s]', 'height <m> & more'), **start)
    fig.add(mk_quad(3, 2, 1), 'truth')
    return fig

def on_paper(page, height):
    "Where (u, v) is on a picture of this height, which has the plot at its foot"
    s = page.evaluate('document.querySelector("[data-fitcurve]").fitcurve.scales()')
    head = height - page.locator('canvas[data-curve]').bounding_box()['height']
    part = lambda w, ends: (w - ends[0])/(ends[1] - ends[0])
    return lambda u, v: (s['left'] + part(u, s['xlim'])*(s['right'] - s['left']),
                         head + s['bottom'] + part(v, s['ylim'])*(s['top'] - s['bottom']))

def off(places, others): return max(abs(a - b) for p, q in zip(places, others, strict=True) for a, b in zip(p, q))

def test_copied_and_saved(figure, tmp_path, open_page, axe):
    page = open_page(figure.save(tmp_path/'fig.html').as_uri(), color_scheme='dark', bypass_csp=True,  # for axe
                     viewport=dict(width=390, height=844), permissions=['clipboard-read', 'clipboard-write'])
    page.locator('[data-fitcurve]').focus()
    for _ in 'hidden', 'revealed': page.keyboard.press('r')
    image = opened(page)
    assert serious(page, axe) == [] and page.evaluate('document.documentElement.scrollWidth <= innerWidth')
    s, (root, part, texts) = state(page), drawing(page)
    w, h = int(root.get('width')), int(root.get('height'))
    at = on_paper(page, h)
    path = next(part('curve').iter('path')).get('d')
    curve = [map(float, place.split()) for place in path[1:].split('L')]
    assert off(curve, map(at, s['curve']['x'], s['curve']['y'])) < 1
    dots = [(float(dot.get('cx')), float(dot.get('cy'))) for dot in part('points').iter('circle')]
    assert off(dots, map(at, s['x'], s['y'])) < 1
    far, least = s['loss']/s['best']['loss'], s['best']['loss']
    loss = f'training mae {s["loss"]:.3f}, {far:.2f} × the best, {least:.4f}'
    assert {'quad(x, a, b, c)', 'a = 1.1, b = 1.1, c = 1.1', loss, f'test mae {s["test"]:.3f}', 'training', 'test',
            'best fit', 'quad', 'truth', 'height <m> & more', 'time [s]', '−2'} <= set(texts)
    assert root.find('desc').text == image.get_attribute('alt')
    paper, title = part('paper').find('path'), part('title').find('text')
    assert paper.get('fill') == '#ffffff' and title.get('fill') == '#1f2328', 'by day, though the page is dark'
    name, png = saves(page, 'png')
    assert name == 'quad.png' and struct.unpack('>II', png[16:24]) == (2*w, 2*h)
    page.click('[data-action=copy-picture]')
    becomes(lambda: says(page), f'Copied: {2*w} × {2*h} pixels')
    assert page.evaluate(copied) == [2*w, 2*h]
    page.evaluate('() => { navigator.clipboard.write = () => Promise.reject(new DOMException("no")) }')
    page.click('[data-action=copy-picture]')
    becomes(lambda: 'Save it as PNG' in says(page), True)
    assert page.evaluate('document.activeElement.dataset.action') == 'save-png'

def test_the_parts_of_a_sum_are_lines_too(saved, open_page):
    page = open_page(saved(explore(relu_sum, x, y, n=3)))
    opened(page)
    part = drawing(page)[1]
    paths = [path for name in ('parts', 'chosen-part') for path in part(name).iter('path')]
    assert len(paths) == 3 and all(path.get('d').count('L') == 240 for path in paths)

def test_what_the_veil_hides_is_on_no_picture(saved, open_page):
    page = open_page(saved(explore(quad, x, y, hide=True, **start)))
    opened(page)
    words = ' '.join(drawing(page)[0].itertext())
    assert 'hidden' in words and not any(word in words for word in (f'{state(page)["loss"]:.3f}', 'best', '×'))
    page.keyboard.press('Escape'); page.keyboard.press('r'); painted(page)
    opened(page)
    words = ' '.join(drawing(page)[0].itertext())
    assert f'mae {state(page)["loss"]:.3f}, ' in words and 'best fit' in words

def test_the_whole_figure_where_it_is_asked_for(saved, open_page):
    page = open_page(saved(explore(quad, x, y, **start)))
    opened(page)
    assert not page.locator('[data-whole]').is_visible(), 'there is only the plot'
    page.keyboard.press('Escape')
    page.locator('[data-fitcurve]').press('m')
    becomes(lambda: page.evaluate('() => document.querySelector("[data-map]").fitcurve()?.complete'), True)
    page.click('[data-action=step]'); page.click('[data-action=step]'); painted(page)
    opened(page)
    root, part, _ = drawing(page)
    assert part('map') is None and part('chart') is None
    height = int(root.get('height'))
    page.locator('[data-whole]').check()
    root, part, texts = drawing(page)
    assert int(root.get('height')) > 1.5*height
    assert part('map').find('.//image').get('href').startswith('data:image/png')
    names = [g.get('class') for g in root.findall('g')]
    assert names.index('curve') < names.index('map') < names.index('chart')
    s = state(page)
    assert {'mae at each step', 'step 2 of 2'} <= set(texts)
    assert any(text.endswith(f' {s["loss"]:.3f}') and 'mae' not in text for text in texts), 'its line, by name'
    assert any(text.startswith('mae over a and b, from ') for text in texts)
    page.keyboard.press('Escape'); page.locator('[data-fitcurve]').press('l')
    becomes(lambda: page.evaluate('() => !!document.querySelector("[data-slice]").fitcurve()'), True)
    opened(page)
    assert 'mae along a' in drawing(page)[2] and 'mae over a and b' not in ' '.join(drawing(page)[2])
    page.keyboard.press('Escape'); page.locator('[data-fitcurve]').press('r'); painted(page)
    opened(page)
    assert not page.locator('[data-whole]').is_visible(), 'behind the veil there is nothing of them'
