import os
import pytest

pytest.register_assert_rewrite("tests.pages", "tests.jupyter", "tests.lessons")  # so that they say what differs

# The tests run two at once; torch's threads, waiting for each other, would fill both cores. Before torch is loaded.
os.environ.setdefault('OMP_NUM_THREADS', '1')
