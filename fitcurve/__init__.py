"How a neural net really works: fit a curve by hand, then let the gradient do it"
__version__ = "0.1.0"

import lazy_loader

# Each name is loaded from its module on first use, so `import fitcurve` costs neither torch nor matplotlib.
__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submod_attrs=dict(
    data=['quad', 'mk_quad', 'noise', 'add_noise', 'noisy_quad'],
    plot=['plot_function', 'plot_data'],
    loss=['mae', 'quad_mae', 'least_mae'],
    descent=['gradient', 'descend', 'Run', 'find_lr', 'RangeTest', 'constant', 'inv_sqrt', 'geometric', 'cosine'],
    relu=['rectified_linear', 'double_relu', 'relu_sum', 'fit_relu_sum', 'least_error'],
    program=['trace', 'Program', 'CannotTrace'],
    figure=['explore'],
    pad=['read_writing'],
))
