"""What a frame of a drag costs the browser, counted: the canvases that are painted, what is written to the page.

Counts don't depend on how busy the machine is; times do, and are for `make bench`."""
import json
import pytest
from fitcurve.data import quad
from fitcurve.figure import explore
from fitcurve.relu import relu_sum
from tests.pages import painted, start, x, y

count = '''() => {
    const { prototype } = CanvasRenderingContext2D, clear = prototype.clearRect
    const { dataset } = document.querySelector('[data-fitcurve]'), first = dataset.frame
    const c = window.counted = { canvases: [], again: [], nodes: 0, words: 0, styled: 0, hidden: 0, asked: 0,
        get pictures() { return dataset.frame - first } }
    prototype.clearRect = function (...at) {
        const { canvas } = this
        c.canvases.push(Object.keys(canvas.dataset)[0] ?? canvas.parentElement?.className ?? 'kept')
        return clear.apply(this, at)
    }
    for (const name of ['getAttribute', 'hasAttribute']) {
        const ask = Element.prototype[name]
        Element.prototype[name] = function (of) {
            c.asked++
            return ask.call(this, of)
        }
    }
    window.see = new MutationObserver(all => {
        for (const { type, target, attributeName: name, oldValue } of all) {
            if (type === 'childList') c.nodes++
            else if (type === 'characterData') c.words++
            else if (target.getAttribute(name) === oldValue) c.again.push(`${target.className} ${name}`)
            if (name === 'style') c.styled++
            if (target.closest?.('.fitcurve-row[hidden]')) c.hidden++
        }
    })
    see.observe(document.querySelector('.fitcurve-body'),
        { subtree: true, childList: true, characterData: true, attributes: true, attributeOldValue: true })
}'''

def counted(page, name, moves=5):
    "What so many frames of a drag did, once the curve's words, which come last, are there"
    page.wait_for_function('document.querySelector("[data-words]").textContent')
    box = page.locator(f'input[data-param={name}]').bounding_box()
    middle, height = box['x'] + box['width']/2, box['y'] + box['height']/2
    page.mouse.move(middle, height)
    page.mouse.down()
    for i in range(1, moves + 2):
        page.mouse.move(middle + 12*i, height)
        painted(page)
        if i == 1: page.evaluate(count)
    return page.evaluate('see.takeRecords(), counted')

def traced(page, act):
    "What the browser did meanwhile, as its trace has it"
    browser = page.context.browser
    browser.start_tracing(page=page, categories=['blink', 'cc', 'devtools.timeline'])
    act()
    painted(page)
    return [e for e in json.loads(browser.stop_tracing())['traceEvents'] if e.get('ph') == 'X']

def often(trace, name): return sum(e['name'] == name for e in trace)

def small_layouts(trace):
    "How often the few boxes alone were laid out that had changed, and not all of the page"
    return sum(e['name'] == 'Layout' and e['args']['beginData']['partialLayout'] for e in trace)

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
    assert c['canvases'].count('curve') == c['canvases'].count('slice') == c['pictures'] >= 5, 'more for a finer slice'
    assert set(c['canvases']) <= {'arrow', 'curve', 'gauge', 'slice', 'fitcurve-surface'}, 'an axis of losses may grow'
    assert c['asked'] <= 60*c['pictures'], 'of 49 rows and their buttons, those that a drag leaves alone are not asked'
    assert c['styled'] < 3, 'the loss may have a digit more'

composed = 'PaintArtifactCompositor::Update'
move = '''e => new Promise(done => {
    e.style.transform = 'translateX(1px)'
    requestAnimationFrame(() => requestAnimationFrame(done))
})'''

@pytest.mark.parametrize('kind', figures)
def test_with_every_layer_a_frame_lays_out_little_and_composes_nothing(saved, open_page, kind):
    "To compose is what a page as large as JupyterLab's takes longest for; something that moves is seen to cause it"
    make, name = figures[kind]
    page = open_page(saved(make()), viewport=dict(width=1366, height=768))
    figure, moves = page.locator('[data-fitcurve]'), 8
    page.locator('[data-residuals]').check()
    for key in 'mrr': figure.press(key)
    page.wait_for_function('document.querySelector("canvas[data-map]").fitcurve()?.complete')
    c = {}
    costs = traced(page, lambda: c.update(counted(page, name, moves)))
    pictures = c['canvases'].count('curve')  # a finer map asks for another
    assert pictures >= moves
    if kind == 'quad': assert c['canvases'].count('map') == pictures, 'b is on the map'
    else: assert c['canvases'].count('map') < moves - 2, 'the bias is not'
    assert c['nodes'] == 0 and c['again'] == [] and c['hidden'] == 0 and c['styled'] < 3
    assert max(often(costs, 'Layout'), often(costs, 'UpdateLayoutTree')) <= 2*pictures + 10, 'the thumb, then the words'
    assert small_layouts(costs) >= moves, 'a thumb moves; a finer map moves nothing'
    assert often(costs, composed) < moves - 2, 'the cursor comes to a slider, an arrow turns round; but not each frame'
    assert often(traced(page, lambda: figure.evaluate(move)), composed) >= 1
