"""What a frame of a drag costs the browser, counted: the canvases that are painted, what is written to the page.

Counts don't depend on how busy the machine is; times do, and are for `make bench`."""
import pytest
from fitcurve.data import quad
from fitcurve.figure import explore
from fitcurve.relu import relu_sum
from tests.pages import painted, start, x, y

count = '''() => {
    const { prototype } = CanvasRenderingContext2D, clear = prototype.clearRect
    const c = window.counted = { canvases: [], again: [], nodes: 0, words: 0, hidden: 0 }
    prototype.clearRect = function (...at) {
        const { canvas } = this
        c.canvases.push(Object.keys(canvas.dataset)[0] ?? canvas.parentElement?.className ?? 'kept')
        return clear.apply(this, at)
    }
    window.see = new MutationObserver(all => {
        for (const { type, target, attributeName: name, oldValue } of all) {
            if (type === 'childList') c.nodes++
            else if (type === 'characterData') c.words++
            else if (target.getAttribute(name) === oldValue) c.again.push(`${target.className} ${name}`)
            if (target.closest?.('.fitcurve-row[hidden]')) c.hidden++
        }
    })
    see.observe(document.querySelector('.fitcurve-body'),
        { subtree: true, childList: true, characterData: true, attributes: true, attributeOldValue: true })
}'''

def counted(page, name, moves=5):
    "What so many frames of a drag did"
    box = page.locator(f'input[data-param={name}]').bounding_box()
    middle, height = box['x'] + box['width']/2, box['y'] + box['height']/2
    page.mouse.move(middle, height)
    page.mouse.down()
    for i in range(1, moves + 2):
        page.mouse.move(middle + 12*i, height)
        painted(page)
        if i == 1: page.evaluate(count)
    return page.evaluate('see.takeRecords(), counted')

figures = dict(quad=(lambda: explore(quad, x, y, **start), 'b'),
               parts=(lambda: explore(relu_sum, x, y, n=16), 'bias'))

@pytest.mark.parametrize('kind', figures)
def test_a_frame_paints_and_writes_only_what_changed(saved, open_page, kind):
    make, name = figures[kind]
    page = open_page(saved(make()))
    page.locator('[data-fitcurve]').press('l')
    for _ in range(2): page.locator('[data-fitcurve]').press('r')
    painted(page)
    c = counted(page, name)
    assert c['words'] > 5, 'the loss is told anew'
    assert c['nodes'] == 0 and c['again'] == [] and c['hidden'] == 0
    assert c['canvases'].count('curve') == c['canvases'].count('slice') == 5
    assert set(c['canvases']) <= {'curve', 'slice', 'fitcurve-surface'}, 'an axis of losses may grow'
