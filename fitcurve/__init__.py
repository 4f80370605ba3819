"How a neural net really works: fit a curve by hand, then let the gradient do it"
__version__ = "0.1.0"

import lazy_loader

# Each name is loaded from its module on first use, so `import fitcurve` costs neither torch nor matplotlib.
# Which names there are stands in __init__.pyi, where editors read it too.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
