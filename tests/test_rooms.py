"The figure wherever it stands: small screens, large fonts, slides, other screens, keyboards and browsers, paper"
import base64, io
import matplotlib.pyplot as plt, numpy as np, pytest, torch
from fitcurve.data import quad
from fitcurve.figure import explore
from fitcurve.page import colors
from fitcurve.relu import relu_sum
from tests.jupyter import setup, show
from tests.pages import becomes, new_page, painted, settled, start, state, x, y

def relus(n=3): return explore(relu_sum, x, y, n=n)

def sines(n=16):
    "A function of so many parameters that their sliders are taller than a screen"
    def f(x, *w): return sum(p*torch.sin((i + 1)*x) for i, p in enumerate(w))
    names = [f'p{i}' for i in range(n)]
    scope = dict(f=f)
    exec(f'def wide(x, {", ".join(names)}): return f(x, {", ".join(names)})', scope)
    return explore(scope['wide'], x, y, **{p: .1*i for i, p in enumerate(names)})

makers = dict(quad=lambda: explore(quad, x, y, **start), relus=relus, sines=sines)

def box(page, selector): return page.locator(selector).first.evaluate('e => e.getBoundingClientRect().toJSON()')

# ── Screens ──

screens = [(1366, 768, 'quad'), (1366, 768, 'relus'), (1024, 768, 'relus'), (1920, 1080, 'relus'),
           (3840, 2160, 'relus')]

@pytest.mark.parametrize('w, h, which', screens)
def test_full_screen_shows_all_of_it(saved, open_page, w, h, which):
    page = open_page(saved(makers[which]()), viewport=dict(width=w, height=h))
    page.click('[data-action=fullscreen]')
    page.wait_for_function('document.fullscreenElement')
    painted(page)
    beyond = '(e => [e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth])(document.fullscreenElement)'
    assert page.evaluate(beyond) == [0, 0]
    assert box(page, '.fitcurve-plot')['bottom'] <= h, 'the x axis is on the screen'

sights = [(1366, 768, 985, 'sines'), (1024, 768, 572, 'sines'), (1093, 614, 661, 'sines'),
          (960, 540, 528, 'quad'), (960, 540, 528, 'relus'), (390, 844, 390, 'sines')]

@pytest.mark.parametrize('full', [False, True])
@pytest.mark.parametrize('w, h, wide, which', sights)
def test_who_drags_the_last_slider_sees_the_curve(saved, open_page, w, h, wide, which, full):
    page = open_page(saved(makers[which]()), viewport=dict(width=w, height=h))
    page.add_style_tag(content=f'main {{ width: {wide}px; padding-bottom: 600px }} body {{ margin: 0 }}')
    if full:
        page.locator('[data-fitcurve]').focus()
        page.keyboard.press('f')
        page.wait_for_function('document.fullscreenElement')
    slider = page.locator('input[data-param]:visible').last
    slider.scroll_into_view_if_needed()
    page.mouse.move(w - 30, h - 30)
    place = slider.bounding_box()
    mid = place['y'] + place['height']/2
    before, name = state(page)['params'], slider.get_attribute('data-param')
    page.mouse.move(place['x'] + .5*place['width'], mid)
    page.mouse.down()
    page.mouse.move(place['x'] + .8*place['width'], mid, steps=4)
    painted(page)
    plot = box(page, '[data-curve]')
    page.mouse.up()
    assert state(page)['params'][name] != before[name], 'nothing lies over the slider'
    assert 0 <= plot['top'] and plot['bottom'] <= h, 'all of the curve is in sight'
    assert plot['height'] >= 180

def test_beside_the_file_browser_at_125_percent_all_sliders_are_in_sight(saved, open_page):
    page = open_page(saved(makers['quad']()), viewport=dict(width=1093, height=493))
    page.add_style_tag(content='main { width: 661px } body { margin: 0 }')
    painted(page)
    for part in ['.fitcurve-plot', '[data-param=c]', '[data-action=run]']: assert box(page, part)['bottom'] <= 493

@pytest.mark.parametrize('size', [15, 24, 34])
@pytest.mark.parametrize('which', ['quad', 'relus'])
def test_no_letter_is_cut_at_any_size_of_the_font(saved, open_page, size, which):
    page = open_page(saved(makers[which]()), viewport=dict(width=1900, height=1000))
    page.add_style_tag(content=f'.fitcurve {{ font-size: {size}px !important; max-width: none !important }}')
    painted(page)
    typed = '.fitcurve :is(select, input:not([type=range], [type=checkbox]), button)'
    cut = page.evaluate('''typed => [...document.querySelectorAll(typed)].filter(e => {
        const { fontSize, paddingTop, paddingBottom } = getComputedStyle(e);
        const inside = e.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
        return e.offsetParent && (inside < 1.2*parseFloat(fontSize) || e.scrollWidth > e.clientWidth);
    }).map(e => e.outerHTML)''', typed)
    assert cut == []
    letters = page.evaluate('''[...document.querySelectorAll('.fitcurve :is(select, input, button)')]
        .map(e => parseFloat(getComputedStyle(e).fontSize))''')
    assert min(letters) >= .8*size
    thumb = page.locator('[data-param]').first.evaluate('e => e.getBoundingClientRect().height')
    assert thumb >= 1.34*size, 'a slider grows with its letters'

def test_in_lab_it_is_no_taller_than_the_screen_and_follows_the_presentation(open_lab):
    lab = open_lab(setup, 'from fitcurve.relu import relu_sum\nexplore(relu_sum, x, y, n=3)', show, alone=True)
    page = lab.page
    page.set_viewport_size(dict(width=1366, height=768))
    room = box(page, '.jp-WindowedPanel-outer')['height']
    assert room < 700
    for i in (1, 2):
        cell = lab.show(i)
        painted(page)
        figure, switch = cell.locator('[data-fitcurve]'), cell.locator('[data-action=map]')
        assert figure.bounding_box()['height'] <= room
        switch.click()
        cell.locator('[data-map]').wait_for()
        assert figure.bounding_box()['height'] <= room, 'with the map'
        switch.click()
    size = lambda: page.locator('[data-fitcurve]').first.evaluate('e => parseFloat(getComputedStyle(e).fontSize)')
    ink = lambda: page.evaluate('document.querySelector("[data-fitcurve]").fitcurve.scales().left')
    before, margin = size(), ink()
    page.evaluate('jupyterapp.commands.execute("application:toggle-presentation-mode")')
    page.wait_for_function(f'document.querySelector("[data-fitcurve]").fitcurve.scales().left > {margin}')
    assert size() == pytest.approx(before*17/14, rel=1e-3)

def test_in_lab_too_the_curve_stays_in_sight(open_lab):
    wide = ("import torch\nnames = ', '.join(f'p{i}' for i in range(16))\n"
            "exec(f'def wide(x, {names}): return sum(p*torch.sin((i+1)*x) for i, p in enumerate([{names}]))')\n"
            "explore(wide, x, y, **{f'p{i}': .1*i for i in range(16)})")
    page = open_lab(setup, wide).page
    page.set_viewport_size(dict(width=1366, height=768))
    last = page.locator('input[data-param=p15]')
    last.scroll_into_view_if_needed()
    painted(page)
    view, plot = box(page, '.jp-WindowedPanel-outer'), box(page, '[data-curve]')
    assert view['top'] <= plot['top'] and plot['bottom'] <= view['bottom']

# ── Rooms that are as wide as what is in them ──

rooms = dict(panel='<div style="display:flex; flex-direction:column; width:fit-content"><div>%s</div></div>',
             flex='<div style="display:flex"><div>%s</div></div>', inline='<div style="display:inline-block">%s</div>',
             floats='<div style="float:left">%s</div>', cell='<table><td>%s</td></table>',
             absolute='<div style="position:absolute">%s</div>')

move_to = '''room => {
    const figure = document.querySelector("[data-entry]"), main = document.querySelector("main");
    main.insertAdjacentHTML("beforeend", room);
    main.querySelector("slot").replaceWith(figure);
    main.replaceChildren(main.lastElementChild); }'''

def test_in_a_room_as_wide_as_what_is_in_it_the_figure_is_as_wide_as_it_likes(saved, open_page):
    "Panel's pane is such a room: there it was 40 px wide"
    page = open_page(saved(makers['quad']()))
    for w, room in [(1366, 900), (390, 350)]:
        page.set_viewport_size(dict(width=w, height=768))
        for name, around in rooms.items():
            page.evaluate(move_to, around % '<slot></slot>')
            painted(page)
            assert box(page, '[data-fitcurve]')['width'] >= room, name
            assert page.evaluate('document.documentElement.scrollWidth') <= w, name

# ── Colours ──

def linear(rgb):
    c = np.asarray(rgb, float)/255
    return np.where(c <= .04045, c/12.92, ((c + .055)/1.055)**2.4)

def contrast(a, b):
    "As WCAG 2 has it"
    u, v = sorted(linear(c) @ [.2126, .7152, .0722] for c in (a, b))
    return (v + .05)/(u + .05)

# What is left of a colour without one kind of cone: Machado, Oliveira and Fernandes (2009), severity 1
eyes = dict(
    all=np.eye(3),
    protan=[[.152286, 1.052583, -.204868], [.114503, .786281, .099216], [-.003882, -.048116, 1.051998]],
    deutan=[[.367322, .860646, -.227968], [.280085, .672501, .047413], [-.011820, .042940, .968881]],
    tritan=[[1.255528, -.076749, -.178779], [-.078411, .930809, .147602], [.004733, .691367, .303900]])
to_xyz = np.array([[.4124, .3576, .1805], [.2126, .7152, .0722], [.0193, .1192, .9505]])/[[.9505], [1], [1.089]]

def far(a, b, eye):
    "How far apart two colours are in CIELAB, for this eye"
    def lab(rgb):
        v = to_xyz @ np.clip(eyes[eye] @ linear(rgb), 0, 1)
        f = np.where(v > .008856, np.cbrt(v), 7.787*v + 16/116)
        return np.array([116*f[1] - 16, 500*(f[0] - f[1]), 200*(f[1] - f[2])])
    return np.linalg.norm(lab(a) - lab(b))

def hexed(h): return [int(h[i:i + 2], 16) for i in (1, 3, 5)]

inks_on_page = '''() => {
    const i = document.querySelector("[data-fitcurve]").appendChild(document.createElement("i"));
    const rgb = name => {
        i.style.color = `var(--fitcurve-${name})`;
        return getComputedStyle(i).color.match(/[\\d.]+/g).map(Number); };
    return Object.fromEntries(["gap", "curve", "point", "paper"].map(n => [n, rgb(n)])); }'''

opaque = '''() => {
    const c = document.querySelector("[data-curve]"), d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
    const found = [];
    for (let i = 0; i < d.length; i += 4) if (d[i + 3] === 255) found.push([d[i], d[i + 1], d[i + 2]].join());
    return found; }'''

def painted_in(page):
    "The colour of each opaque pixel of the plot"
    return page.evaluate(opaque)

@pytest.mark.parametrize('theme', ['light', 'dark', 'notebook, light', 'notebook, dark'])
def test_residuals_are_seen_in_any_light_by_any_eye(saved, open_page, theme):
    scheme = 'dark' if theme in ('dark', 'notebook, light') else 'light'
    page = open_page(saved(makers['quad']()), color_scheme=scheme)
    light = str('light' in theme).lower()
    if 'notebook' in theme: page.evaluate('light => { document.body.dataset.jpThemeLight = light; }', light)
    painted(page); painted(page)
    inks = page.evaluate(inks_on_page)
    assert painted_in(page).count(','.join(map(str, inks['gap'][:3]))) > 500, 'the bars have that colour, opaque'
    assert contrast(inks['gap'][:3], inks['paper'][:3]) >= 3
    for other in ['curve', 'point']:
        for eye in eyes: assert far(inks['gap'][:3], inks[other][:3], eye) > 20, (other, eye)

def test_residuals_are_seen_in_the_still_picture():
    picture = plt.imread(io.BytesIO(base64.b64decode(makers['quad']().snapshot()[1])))[..., :3]
    rgb, n = np.unique((255*picture).round().reshape(-1, 3), axis=0, return_counts=True)
    gap = hexed(colors['gap'])
    assert n[(rgb == gap).all(1)].sum() > 200
    assert contrast(gap, [255]*3) >= 3
    for eye in eyes: assert min(far(gap, hexed(colors[o]), eye) for o in ('curve', 'point')) > 20

# ── Slides, and other screens ──

scaled = ['main { zoom: 1.5 }', 'main { zoom: .7 }', 'body { zoom: 1.25 }',
          'main { transform: scale(.6); transform-origin: 0 0 }',
          'main { transform: translate(40px, 30px) scale(1.3); transform-origin: 0 0; width: 900px }']

def on_canvas(page, selector, s, u, v, xlim, ylim):
    "Where (u, v) of these axes is on the screen, whatever the page is scaled by"
    return page.evaluate('''([selector, u, v]) => {
        const c = document.querySelector(selector), r = c.getBoundingClientRect();
        return [r.left + u*r.width/c.clientWidth, r.top + v*r.height/c.clientHeight]; }''', [selector,
        s['left'] + (u - xlim[0])/(xlim[1] - xlim[0])*(s['right'] - s['left']),
        s['bottom'] + (v - ylim[0])/(ylim[1] - ylim[0])*(s['top'] - s['bottom'])])

@pytest.mark.parametrize('css', scaled)
def test_on_a_scaled_page_the_hand_is_where_the_pointer_is(saved, open_page, css):
    page = open_page(saved(makers['quad']()), viewport=dict(width=1500, height=1100))
    page.add_style_tag(content=css)
    painted(page)
    s = page.evaluate('document.querySelector("[data-fitcurve]").fitcurve.scales()')
    u, v = state(page)['x'][-1], state(page)['y'][-1]
    page.mouse.move(*on_canvas(page, '[data-curve]', s, u, v, s['xlim'], s['ylim']))
    page.mouse.down()
    page.mouse.move(*on_canvas(page, '[data-curve]', s, u - .5, v - 3, s['xlim'], s['ylim']), steps=5)
    page.mouse.up()
    t = state(page)
    assert len(t['x']) == 20 and (t['x'][-1], t['y'][-1]) == pytest.approx((u - .5, v - 3), abs=.1)

@pytest.mark.parametrize('css', scaled[:4])
def test_on_a_scaled_page_the_map_and_the_ring_are_where_the_pointer_is(saved, open_page, css):
    page = open_page(saved(makers['quad']()), viewport=dict(width=1500, height=1100))
    page.add_style_tag(content=css)
    page.locator('[data-fitcurve]').focus()
    for key in 'mh': page.keyboard.press(key)
    page.wait_for_function('document.querySelector("[data-map]").fitcurve()?.complete')
    page.locator('[data-map]').scroll_into_view_if_needed()
    m = page.evaluate('document.querySelector("[data-map]").fitcurve()')
    want = [lo + .75*(hi - lo) for lo, hi in m['ranges']]
    place = on_canvas(page, '[data-map]', m, *want, *m['ranges'])
    page.mouse.click(*place)
    painted(page)
    assert [state(page)['params'][n] for n in m['on']] == pytest.approx(want, abs=.05)
    ring = box(page, '.fitcurve-halo')
    assert [ring['x'] + ring['width']/2, ring['y'] + ring['height']/2] == pytest.approx(place, abs=1.5)

@pytest.mark.parametrize('selector', ['canvas[data-curve]', '.fitcurve-strip canvas', 'canvas[data-map]'])
def test_on_a_screen_of_another_density_all_is_painted_anew(page, selector):
    page.locator('[data-fitcurve]').focus()
    page.keyboard.press('m')
    page.wait_for_function('document.querySelector("[data-map]").fitcurve()?.complete')
    size = page.viewport_size
    sharp = f'(e => e.width/e.clientWidth)(document.querySelector("{selector}"))'
    wire = page.context.new_cdp_session(page)
    for i, dpr in enumerate([2, 1.5, 3]):  # a pixel wider each time: else nothing is told
        screen = dict(width=size['width'] + i + 1, height=size['height'], deviceScaleFactor=dpr, mobile=False)
        wire.send('Emulation.setDeviceMetricsOverride', screen)
        page.wait_for_function(f'Math.abs({sharp} - {dpr}) < .02')

def inked(page, selector):
    "From where to where an element is seen, in pixels of the page: what differs from its first pixel"
    seen = plt.imread(io.BytesIO(page.locator(selector).screenshot()))
    columns = np.flatnonzero((abs(seen - seen[0, 0]) > .25).any((0, 2))) + box(page, selector)['left']
    return columns.min(), columns.max()

@pytest.mark.parametrize('css', ['', 'main { width: 500px }'])
def test_arrows_point_downhill_on_a_page_that_is_read_from_the_right(saved, open_page, css):
    page = open_page(saved(makers['quad']()))
    page.evaluate('document.documentElement.dir = "rtl"')
    if css: page.add_style_tag(content=css)
    painted(page)
    for name in 'abc':
        before = state(page)
        slider = box(page, f'[data-param={name}]')
        low, high = inked(page, f'[data-arrow={name}]')
        thumb = slider['left'] + slider['width']/2
        tip = high if abs(high - thumb) > abs(low - thumb) else low
        assert abs(low - thumb) < 20 or abs(high - thumb) < 20, 'it begins at the thumb'
        beside = thumb + np.sign(tip - thumb)*max(abs(tip - thumb), 14)  # a click on the thumb itself moves nothing
        page.mouse.click(beside, slider['top'] + slider['height']/2)
        painted(page)
        after = state(page)
        assert (after['params'][name] - before['params'][name])*before['grad'][name] < 0, name
        page.click('[data-action=reset]')
        painted(page)

# ── Keyboards ──

def strike(page, key, code, ctrl=False, shift=False):
    "A key of a keyboard that writes another script"
    wire = page.context.new_cdp_session(page)
    pressed = dict(key=key, code=code, modifiers=2*ctrl + 8*shift, windowsVirtualKeyCode=ord(code[-1]))
    wire.send('Input.dispatchKeyEvent', dict(type='keyDown', **pressed, **({} if ctrl else dict(text=key))))
    wire.send('Input.dispatchKeyEvent', dict(type='keyUp', **pressed))
    painted(page)

scripts = [('ь', 'я'), ('μ', 'ζ'), ('צ', 'ז'), ('ة', 'ئ'), ('ม', 'ผ')]  # where m and z are

@pytest.mark.parametrize('m, z', scripts)
def test_letters_work_on_a_keyboard_of_another_script(page, m, z):
    page.locator('[data-param=a]').focus()
    page.keyboard.press('ArrowRight')
    strike(page, m, 'KeyM')
    assert page.locator('canvas[data-map]').is_visible()
    assert state(page)['params']['a'] == 1.2
    strike(page, z, 'KeyZ', ctrl=True)
    assert state(page)['params']['a'] == 1.1
    strike(page, z.upper(), 'KeyZ', ctrl=True, shift=True)
    assert state(page)['params']['a'] == 1.2

def test_a_latin_keyboard_means_what_it_writes(page):
    page.locator('[data-param=a]').focus()
    strike(page, ',', 'KeyM')  # as in France
    assert not page.locator('canvas[data-map]').is_visible()
    strike(page, 'm', 'Semicolon')
    assert page.locator('canvas[data-map]').is_visible()

def test_the_arabic_question_mark_lists_the_keys(page):
    page.locator('[data-fitcurve]').focus()
    strike(page, '؟', 'Slash', shift=True)
    assert page.locator('dialog[open]').is_visible()
    strike(page, '؟', 'Slash', shift=True)
    assert not page.locator('dialog[open]').is_visible()

@pytest.mark.parametrize('at', ['[data-param=a]', '[data-number=b]', '[data-layer=points-hand]', '[data-schedule]'])
def test_keys_that_are_not_ours_go_on_to_the_page(page, at):
    page.evaluate('''() => { window.heard = [];
        for (const type of ["keydown", "keyup"]) document.addEventListener(type, e => {
            if (e.key.length > 1 && e.key !== "Enter") return;
            window.heard.push(type + e.key);
            e.preventDefault(); }); }''')
    page.locator(at).focus()
    for chord in ['Control+s', 'Control+Enter', 'Alt+x']:
        page.evaluate('window.heard.length = 0')
        page.keyboard.press(chord)
        assert page.evaluate('window.heard') == [t + chord.split('+')[1] for t in ('keydown', 'keyup')]
    page.evaluate('window.heard.length = 0')
    for chord in ['Control+z', 'Control+y', 'q']: page.keyboard.press(chord)
    assert page.evaluate('window.heard') == []

@pytest.mark.parametrize('at', ['[data-param=a]', '[data-number=b]'])
def test_ctrl_s_saves_the_notebook(open_lab, at):
    lab = open_lab(setup, show, '')
    page = lab.page
    page.locator(at).focus()
    page.keyboard.press('ArrowUp')
    settled(page)
    dirty = 'jupyterapp.shell.currentWidget.context.model.dirty'
    page.evaluate(f'{dirty} = true')
    for key in 'dd': page.keyboard.press(key)
    assert page.evaluate('jupyterapp.shell.currentWidget.content.widgets.length') == 3
    page.locator(at).focus()
    page.keyboard.press('Control+s')
    becomes(lambda: page.evaluate(dirty), False)

# ── Paper ──

@pytest.mark.parametrize('which', ['quad', 'relus'])
def test_in_print_tracks_are_there_and_circles_are_round(saved, open_page, which):
    "A print lays the page out anew, and no frame is painted for it"
    page = open_page(saved(makers[which]()), color_scheme='dark')
    page.evaluate('''paper => { window.printed = null;
        matchMedia("print").addEventListener("change", e => { if (!e.matches) return;
            const canvas = document.querySelector("[data-curve]"), c = getComputedStyle(canvas);
            const track = document.querySelector(".fitcurve-track input");
            window.printed = [c.objectFit, c.mixBlendMode, getComputedStyle(track).printColorAdjust,
                              getComputedStyle(document.querySelector(".fitcurve-plot")).position]; });
        addEventListener("beforeprint", () => { window.painted = eval(paper)(); }); }''', opaque)
    assert b'/Multiply' in page.pdf(format='A5'), 'else the axes, a canvas below, are under a white sheet'
    assert page.evaluate('window.printed') == ['contain', 'multiply', 'exact', 'relative']
    assert '0,114,178' in page.evaluate('window.painted'), 'the points are painted by day, in a dark room too'
    painted(page); painted(page)
    assert not page.locator('[data-printed]').count()

# ── Older browsers ──

def old(browser, url, script):
    "The page in a browser without some of what newer ones have; what went wrong there"
    page, wrong = new_page(browser, offline=True, viewport=dict(width=1300, height=900)), []
    page.on('pageerror', lambda e: wrong.append(str(e)))
    page.add_init_script(script)
    page.goto(url)
    return page, wrong

newest = '''for (const name of ["with", "toSorted", "toReversed", "toSpliced", "findLast"]) {
    delete Array.prototype[name]; delete Object.getPrototypeOf(Int8Array.prototype)[name]; }
for (const name of ["map", "filter", "take", "drop", "flatMap", "reduce", "toArray", "forEach", "some", "every"])
    delete Iterator.prototype[name];
for (const name of ["union", "difference", "intersection", "isSubsetOf"]) delete Set.prototype[name];
delete Object.groupBy; delete Map.groupBy; delete Array.fromAsync; delete Promise.withResolvers; delete Promise.try;
delete window.Iterator; delete window.requestIdleCallback; delete window.scheduler;
delete RegExp.escape; delete Uint8Array.fromBase64; delete String.prototype.isWellFormed;'''

@pytest.mark.parametrize('which', ['quad', 'relus'])
def test_it_works_without_the_newest_calls(browser, saved, which):
    page, wrong = old(browser, saved(makers[which]()), newest)
    page.wait_for_selector('[data-frame]:not([data-frame="0"])')
    s, box = page.evaluate('document.querySelector("[data-fitcurve]").fitcurve.scales()'), page.locator('[data-curve]')
    u, v = state(page)['x'][0], state(page)['y'][0]
    page.mouse.move(*on_canvas(page, '[data-curve]', s, u, v, s['xlim'], s['ylim']))
    page.mouse.down()
    page.mouse.move(*on_canvas(page, '[data-curve]', s, u + .3, v - 2, s['xlim'], s['ylim']), steps=4)
    page.mouse.up()
    assert state(page)['x'][0] == pytest.approx(u + .3, abs=.05)
    page.click('[data-action=step]')
    page.click('[data-action=map]')
    page.wait_for_function('document.querySelector("[data-map]").fitcurve()?.complete')
    page.click('[data-action=run]')
    page.wait_for_function('document.querySelector("[data-fitcurve]").fitcurve.state().history > 15')
    page.click('[data-action=run]')
    page.keyboard.press('Control+z')
    page.click('[data-action=draw]')
    b = box.bounding_box()
    page.mouse.move(b['x'] + 100, b['y'] + 100); page.mouse.down()
    page.mouse.move(b['x'] + 300, b['y'] + 200, steps=9); page.mouse.up()
    page.keyboard.press('?')
    painted(page)
    page.context.close()
    assert wrong == []

missing = dict(
    findLastIndex='delete Array.prototype.findLastIndex;',
    hasOwn='delete Object.hasOwn;', at='delete Array.prototype.at;', gzip='delete window.DecompressionStream;',
    containers='const known = CSS.supports; CSS.supports = (...a) => !/container/.test(a) && known.apply(CSS, a);',
    sizes='window.ResizeObserver = undefined;')

@pytest.mark.parametrize('what', missing)
def test_a_browser_that_is_too_old_keeps_the_picture_and_says_so(browser, saved, what):
    page, wrong = old(browser, saved(makers['quad']()), missing[what])
    note = page.get_by_role('note')
    note.wait_for()
    assert page.locator('img').is_visible() and page.locator('img').evaluate('e => e.naturalWidth > 100')
    if what != 'sizes':
        for word in ['Chrome', 'Firefox', 'Safari']: assert word in note.inner_text()
    page.context.close()
    assert wrong == []

def test_colours_and_rows_stand_where_stylesheets_know_less(page):
    "Without `light-dark()` and `subgrid`: Chrome before 123 and 117"
    page.evaluate('''() => { for (const s of document.querySelectorAll("style"))
        s.textContent = s.textContent.replaceAll("light-dark(", "unknown(").replaceAll("subgrid", "unknowngrid"); }''')
    painted(page)
    inks = page.evaluate(inks_on_page)
    assert contrast(inks['curve'][:3], inks['paper'][:3]) > 3 and inks['curve'] != inks['point']
    for name in 'abc':
        slider, number = box(page, f'[data-param={name}]'), box(page, f'[data-number={name}]')
        assert slider['width'] > 120 and slider['right'] < number['left'] and abs(slider['top'] - number['top']) < 12
