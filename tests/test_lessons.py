"Each notebook, whole, in a real kernel: the outputs committed with it, which are another run of it."
import os, shutil, subprocess, sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from fitcurve.page import as_html
from tests.lessons import compare, figures, lessons, pages, peak, practice, run_between, unlike, unmoved, view

root = Path(__file__).parent.parent
read = lambda path: nbformat.read(path, 4)

@pytest.mark.slow
@pytest.mark.parametrize('path', [p for p in pages if p.stem not in ('06_fastai', *unmoved) and p not in practice],
                         ids=lambda p: p.stem)
def test_outputs_are_the_committed_ones(path, warm):
    """Lesson 6 is run by test_fastai.py, the unmoved ones by test_student.py, and practice, which shows nothing,
    by test_exercises.py. And no lesson's kernel takes more than a student in a class can have"""
    now, megabytes = run_between(path, last=peak)
    assert 100 < int(megabytes) < 600 or path not in lessons
    compare(now, path)

def test_a_picture_is_unlike_another():
    "One bar more, a curve moved by four pixels, another size; not what another version smooths otherwise"
    white = np.ones((400, 600, 4))
    line = white.copy()
    line[200:204, 50:550, :3] = 0
    bar = white.copy()
    bar[100:140, 300:303, :3] = 0
    soft = line.copy()
    soft[199, 50:550, :3] = 0.6
    assert min(unlike(white, bar), unlike(line, np.roll(line, 4, 0)), unlike(white, white[1:])) > 0.1
    assert unlike(line, soft) < 0.1 and unlike(line, line) == 0

@pytest.mark.parametrize('path', practice, ids=lambda p: p.stem)
def test_practice_shows_nothing(path):
    assert not any(c.get('outputs') for c in read(path).cells)

@pytest.mark.parametrize('path', pages, ids=lambda p: p.stem)
def test_committed_pages_are_the_current_ones(path):
    for data, made_of in figures(read(path)):
        assert data['text/html'] == as_html(**made_of, plain=True), f'{path.name} is stale: make pages'
        assert made_of['picture'] == data['image/png'].rstrip() and made_of['alt'] == data['text/plain']

def test_there_are_committed_pages():
    "The last test looks at something"
    count = {path.stem: len(list(figures(read(path)))) for path in pages}
    assert {name for name, n in count.items() if n} >= {'01_sliders', '02_loss', '03_descent', '04_relu', '05_digits'}

@pytest.mark.parametrize('path', lessons, ids=lambda p: p.stem)
def test_every_slider_has_its_picture(path):
    "Opened without a kernel, a committed lesson shows what each `interact` drew, not a widget whose model is gone"
    cells = [c for c in read(path).cells if c.cell_type == 'code']
    for c in cells:
        kinds = {k for o in c.outputs for k in o.get('data', {})}
        assert view not in kinds
        if 'interact(' in c.source: assert 'image/png' in kinds

@pytest.mark.parametrize('path', lessons, ids=lambda p: p.stem)
def test_no_cell_is_kept_from_the_tests(path):
    for c in read(path).cells:
        assert not any(word in c.source for word in ('eval: false', 'skip_exec', '#| notest', '%matplotlib'))

@pytest.mark.slow
def test_a_small_change_of_the_page_is_small_in_git(tmp_path):
    "Three lines of a module, with the pages of all notebooks renewed: under 10 KB"
    tree = tmp_path/'tree'
    rest = shutil.ignore_patterns('.*', '__pycache__')
    for part in ('fitcurve', 'nbs', 'tests'): shutil.copytree(root/part, tree/part, ignore=rest)
    def git(*args, **kwargs):
        who = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false']
        return subprocess.run(['git', *who, *args], cwd=tree, check=True, capture_output=True, **kwargs).stdout
    git('init', '-q')
    git('add', 'fitcurve', 'nbs')
    git('commit', '-qm', 'before')
    layers = tree/'fitcurve/static/layers.js'
    lines = layers.read_text(encoding='utf-8').splitlines()
    for i in (20, 30, 40): lines[i] += '  // another word'
    layers.write_text('\n'.join(lines) + '\n', encoding='utf-8')
    here = {**os.environ, 'PYTHONPATH': str(tree)}
    renew = [sys.executable, '-m', 'tests.lessons', '--pages']
    changed = subprocess.run(renew, cwd=tree, env=here, check=True, capture_output=True, text=True)
    assert set(changed.stdout.split()) >= {'02_loss.ipynb', '04_relu.ipynb'}
    git('add', 'fitcurve', 'nbs')
    git('commit', '-qm', 'after')
    assert len(git('pack-objects', '--thin', '--revs', '--stdout', '-q', input=b'HEAD\n^HEAD~1\n')) < 10_000
