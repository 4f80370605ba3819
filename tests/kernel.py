"A figure's kernel spoken to as the page speaks to it, without one."

def hear(fig, by='page', **message):
    "What the page sends: a dial's values unless others are given"
    dials = dict(lr=0.1, friction=1, schedule='constant', steps=200, piled=None)
    fig._hear(fig, {**dict(by=by), **dials, **message}, [])

def hand(fig, seq=1, by='page', **params):
    "What it sends after a hand has moved a slider"
    params = {**fig.params, **params}
    hear(fig, by=by, seq=seq, params=params, friction=0, schedule='geometric', steps=50, forget=False,
         history=[{**params, 'loss': 0.5}])
