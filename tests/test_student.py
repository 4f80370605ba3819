"A student who does what a lesson says, and some of what it doesn't: no check that comes later may fail for it."
import ast, os
import nbformat, pytest
from nbclient import NotebookClient
from tests.lessons import alike, lessons, nbs
from tests.test_quiet_cells import check, codes, compiled, each, names

hands = 'from tests.kernel import move_all\nmove_all([*globals().values(), _])'

@pytest.mark.slow
@each
def test_every_cell_runs_twice_and_every_slider_moves(path):
    "Each cell twice in a row, then a hand on every slider of every figure that is held: the cells below run all the same"
    nb = nbformat.read(path, 4)
    code = nbformat.v4.new_code_cell
    nb.cells = [code(s) for c in nb.cells if c.cell_type == 'code' for s in (c.source, c.source, hands)]
    env = {**os.environ, **alike, 'TQDM_DISABLE': '1'}
    where = {'metadata': {'path': str(nbs)}}
    NotebookClient(nb, timeout=300, iopub_timeout=120, kernel_name='python3', resources=where).execute(env=env)
