"""The public names, for editors and for `lazy_loader`, which reads them here: each stands once, under its module."""
from .data import quad as quad, mk_quad as mk_quad, noise as noise, add_noise as add_noise, noisy_quad as noisy_quad
from .plot import plot_function as plot_function, plot_data as plot_data
from .loss import mae as mae, quad_mae as quad_mae, least_mae as least_mae
from .descent import (
    gradient as gradient,
    descend as descend,
    Run as Run,
    find_lr as find_lr,
    RangeTest as RangeTest,
    constant as constant,
    inv_sqrt as inv_sqrt,
    geometric as geometric,
    cosine as cosine,
)
from .lines import rectified_linear as rectified_linear, double_relu as double_relu, relu_sum as relu_sum
from .relu import fit_relu_sum as fit_relu_sum, least_error as least_error
from .program import trace as trace, Program as Program, CannotTrace as CannotTrace
from .figure import explore as explore
from .pad import read_writing as read_writing
from .exercises import check as check, hint as hint, solution as solution, progress as progress, reset as reset

__version__: str
