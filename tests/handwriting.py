"Digits as a hand writes them on the pad, with a mouse or a finger."
import math
import numpy as np
from tests.pages import Finger, painted

def arc(cx, cy, rx, ry, a, b, n=14):
    "Part of an ellipse, from angle a to angle b in turns clockwise from the top"
    return [(cx + rx*math.sin(t), cy - ry*math.cos(t)) for t in np.linspace(a, b, n)*2*math.pi]

# How a hand writes them, in a box of 1 by 1: strokes of points
written = {
    0: [arc(.5, .5, .3, .45, 0, 1, 28)],
    1: [[(.35, .25), (.52, .05), (.52, .95)]],
    2: [arc(.5, .3, .28, .25, -.22, .35) + [(.22, .95), (.8, .95)]],
    3: [arc(.47, .28, .27, .23, -.2, .5) + arc(.45, .74, .3, .23, 0, .7)],
    4: [[(.55, .05), (.15, .62), (.85, .62)], [(.62, .35), (.62, .95)]],
    5: [[(.78, .06), (.3, .06), (.26, .46)] + arc(.47, .68, .3, .27, -.1, .68)],
    6: [[(.62, .05)] + arc(.5, .55, .28, .4, -.1, -.3) + arc(.5, .7, .27, .25, -.28, .75, 20)],
    7: [[(.2, .07), (.8, .07), (.4, .95)]],
    8: [arc(.5, .28, .22, .23, .5, -.5, 20) + arc(.5, .73, .27, .22, 0, 1, 20)],
    9: [arc(.5, .3, .25, .25, .25, -.75, 22) + [(.72, .6), (.6, .95)]],
}

def hand(digit, i):
    "The i-th hand's writing: leaning, wider or narrower, larger or smaller, a little unsteady; across the pad, 0 to 1"
    gen = np.random.default_rng([digit, i])
    lean, wide, tall = gen.uniform(-.2, .2), gen.uniform(.75, 1.15), gen.uniform(.5, .8)
    wobble = .012*gen.normal(size=2)
    left, top = gen.uniform(.05, .95 - tall, 2)
    def place(x, y):
        across = (x - .5)*wide + (.5 - y)*lean + .5 + wobble[0]*math.sin(9*y)
        down = y + wobble[1]*math.sin(7*x)
        return left + tall*across, top + tall*down
    return [[place(x, y) for x, y in stroke] for stroke in written[digit]]

def write(page, strokes, finger=False):
    "With the mouse, or a finger's touches"
    box = page.locator('[data-pad]').bounding_box()
    at = lambda p: (box['x'] + p[0]*box['width'], box['y'] + p[1]*box['height'])
    for stroke in strokes:
        if finger: Finger(page).stroke([at(p) for p in stroke])
        else:
            page.mouse.move(*at(stroke[0]))
            page.mouse.down()
            for p in stroke[1:]: page.mouse.move(*at(p))
            page.mouse.up()
    painted(page)
