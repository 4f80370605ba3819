"Everything public, given the wrong thing: an error that names the argument, and nothing changed"
import math
import pytest
from hypothesis import given, settings, strategies as st
from fitcurve import explore, fit_relu_sum, least_mae, mae, quad
from tests.wrong import calls, figure, outcome, set_param, wrong_things

@pytest.mark.parametrize('what', calls)
def test_whatever_is_wrong_is_named(what):
    call, arguments = calls[what]
    ends = {(name, thing): outcome(call, arguments, name, thing) for name in arguments for thing in wrong_things}
    assert not {which: end for which, end in ends.items() if end[0] not in ('value', 'clear')}
    assert sum(kind == 'clear' for kind, _ in ends.values()) > len(ends)/4, 'most of these things are wrong'

def standing(fig):
    "All that can be set"
    names = 'lr friction schedule steps zero_grad'.split()
    dials = [getattr(fig, n) for n in names]
    return [dict(fig.params), *dials, fig.x.tolist(), fig.y.tolist(), fig.loss, len(fig.history)]

setters = {f'{name} =': lambda fig, v, name=name: setattr(fig, name, v)
           for name in 'params lr friction schedule steps x y data zero_grad'.split()}
setters['params[]'] = lambda fig, v: set_param(fig, 'a', v)
setters['params.update'] = lambda fig, v: fig.params.update(a=v)

@pytest.mark.parametrize('name', setters)
def test_what_is_refused_changes_nothing(name):
    fig = figure()
    before, refused = standing(fig), 0
    for value in wrong_things.values():
        try: setters[name](fig, value)
        except Exception:
            refused += 1
            assert standing(fig) == before
        else: fig, before = figure(), standing(figure())
    assert refused > 20

numbers = st.floats() | st.integers(-10**400, 10**400) | st.none() | st.text(max_size=2) | st.complex_numbers()
columns = st.lists(numbers | st.lists(numbers, max_size=3), max_size=6)
takers = dict(mae=mae, least_mae=least_mae, fit_relu_sum=lambda x, y: fit_relu_sum(x, y, n=1),
              explore=lambda x, y: explore(quad, x, y, a=1., b=1., c=1.))
named = 'x ', 'y ', 'preds ', 'acts ', 'x:', 'y:'

@pytest.mark.parametrize('name', takers)
@pytest.mark.filterwarnings('ignore:.* a gap ')
@settings(max_examples=150, deadline=None)
@given(x=columns, y=columns)
def test_data_of_any_kind_end_in_a_clear_error(name, x, y):
    try: takers[name](x, y)
    except (TypeError, ValueError) as e: assert any(word in str(e) for word in named), e
    else:
        kept = [row for row in rows(x, y) if not (name in leaves_out and any(map(is_gap, row)))]
        assert all(math.isfinite(v) for row in kept for v in row)

leaves_out = 'least_mae', 'fit_relu_sum', 'explore'  # rows in which something is missing
def is_gap(v): return v is None or isinstance(v, float) and math.isnan(v)
def flat(v): return v if isinstance(v, list) else [v]
def rows(x, y): return [[*flat(u), *flat(v)] for u, v in zip(x, y, strict=True)]
