"The pad: digits written with a real pointer in a real browser, read by a net, the same in the page and in torch"
import math, subprocess, json
import numpy as np, pytest, torch
import torch.nn.functional as F
from fitcurve.pad import _padjs, read_writing
from fitcurve.figure import _static
from fitcurve.relu import rectified_linear
from tests.test_program import node_path
from tests.test_figure_page import axe, open_page, painted, saved  # noqa: fixtures

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
    lean, wide, tall, wobble = gen.uniform(-.2, .2), gen.uniform(.75, 1.15), gen.uniform(.5, .8), .012*gen.normal(size=2)
    left, top = gen.uniform(.05, .95 - tall, 2)
    place = lambda x, y: (left + tall*((x - .5)*wide + (.5 - y)*lean + .5 + wobble[0]*math.sin(9*y)), top + tall*(y + wobble[1]*math.sin(7*x)))
    return [[place(x, y) for x, y in stroke] for stroke in written[digit]]

@pytest.fixture(scope='session')
def trained():
    "A net like the lesson's, and held-out digits"
    from sklearn.datasets import load_digits
    pixels, digits = (torch.tensor(a) for a in load_digits(return_X_y=True))
    gen = torch.Generator().manual_seed(42)
    order = torch.randperm(len(pixels), generator=gen)
    pixels, digits = pixels.float()[order]/16, digits[order]
    with torch.random.fork_rng():
        torch.manual_seed(42)
        net = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
        opt = torch.optim.Adam(net.parameters(), 3e-3, weight_decay=1e-4)
        for _ in range(400):
            opt.zero_grad(); F.cross_entropy(net(pixels[:1400]), digits[:1400]).backward(); opt.step()
    w1, b1, w2, b2 = (p.detach().mT.contiguous() if p.ndim == 2 else p.detach() for p in net.parameters())
    def read(pixels): return rectified_linear(1., b1, pixels/16 @ w1) @ w2 + b2
    assert (read(16*pixels[1400:]).argmax(-1) == digits[1400:]).float().mean() > .95
    return read, 16*pixels[1400:], digits[1400:]
