"Each lesson, whole, in a real kernel: the outputs committed with it, which are another run of it."
import nbformat, pytest
from tests.lessons import lessons, pages, run, shown, view

@pytest.mark.parametrize('path', pages, ids=lambda p: p.stem)
def test_outputs_are_the_committed_ones(path):
    assert shown(run(path)) == shown(nbformat.read(path, 4))

@pytest.mark.parametrize('path', lessons, ids=lambda p: p.stem)
def test_every_slider_has_its_picture(path):
    "Opened without a kernel, a committed lesson shows what each `interact` drew, not a widget whose model is gone"
    cells = [c for c in nbformat.read(path, 4).cells if c.cell_type == 'code']
    for c in cells:
        kinds = {k for o in c.outputs for k in o.get('data', {})}
        assert view not in kinds
        if 'interact(' in c.source: assert 'image/png' in kinds

@pytest.mark.parametrize('path', lessons, ids=lambda p: p.stem)
def test_no_cell_is_kept_from_the_tests(path):
    for c in nbformat.read(path, 4).cells:
        assert not any(word in c.source for word in ('eval: false', 'skip_exec', '#| notest', '%matplotlib'))
