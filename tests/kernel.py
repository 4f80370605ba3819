"A figure's kernel spoken to as the page speaks to it, without one."
from fitcurve.figure import Figure

def hear(fig, by='page', momentum=None, restart=None, history=(), dials=(), **message):
    "What the page sends: a dial's values unless others are given"
    dials = dict(lr=0.1, friction=1, schedule='constant', steps=200) | dict(dials)
    message |= dict(by=by, momentum=momentum, restart=restart, history=list(history), dials=dials)
    fig.receive(message)

def hand(fig, seq=1, by='page', **params):
    "What it sends after a hand has moved a slider"
    params = {**fig.params, **params}
    hear(fig, by, seq=seq, params=params, dials=dict(friction=0, schedule='geometric', steps=50),
         history=[{**params, 'loss': 0.5}])

def move_all(held):
    "A hand on every slider of each figure among the values `held`"
    for fig in {id(v): v for v in held if isinstance(v, Figure)}.values():
        hand(fig, **{name: v + 0.37 for name, v in fig.params.items()})
