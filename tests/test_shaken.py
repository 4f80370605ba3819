"Random real events, from seeds that stay the same: what `make bench` does for ten minutes with seeds of its own"
import pytest
from tests.shaken import figures, shake

@pytest.mark.parametrize('name', figures)
def test_a_hand_that_does_anything(browser, name): shake(browser, name, seed=1, bursts=5)
