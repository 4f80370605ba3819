"The package as its users meet it: names, weight, wheel, and that generated files equal their sources."
import configparser, importlib, json, shutil, subprocess, sys, tarfile, zipfile
from pathlib import Path
import pytest
import fitcurve
from tests.docments import complete
from tests.readme import readme

root = Path(__file__).parent.parent
names = dict(
    quadratic='quad mk_quad', data='noise add_noise noisy_quad', plot='plot_function plot_data', loss='mae quad_mae',
    exact='least_mae', schedules='constant inv_sqrt geometric cosine', descent='gradient descend Run find_lr RangeTest',
    lines='rectified_linear double_relu relu_sum', relu='fit_relu_sum least_error', program='trace Program CannotTrace',
    figure='explore', pad='read_writing', exercises='check hint solution progress reset')
# A module that has another's names, too: a lesson's own, or what goes deeper
handed_on = dict(data='quadratic', loss='exact', descent='schedules', relu='lines')

def python(code, cwd=None):
    "What `code` prints, run in a fresh process"
    return subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True, cwd=cwd).stdout

def test_public_names():
    assert sorted(fitcurve.__all__) == sorted(' '.join(names.values()).split())
    for module, own in names.items():
        there = {*importlib.import_module(f'fitcurve.{module}').__all__}
        writers = there > {*own.split()} and module == 'exercises' # who write one need more
        more = names.get(handed_on.get(module), '')
        assert there == {*own.split(), *more.split()} or writers
        for name in own.split(): assert getattr(fitcurve, name).__module__ == f'fitcurve.{module}'

def test_every_public_name_is_documented():
    for name in fitcurve.__all__: assert getattr(fitcurve, name).__doc__, name

heavy = 'torch matplotlib numpy scipy IPython ipywidgets fastai fastcore pandas sklearn'.split()
@pytest.mark.parametrize('line, loaded', [
    ('import fitcurve', set()),
    ('from fitcurve import mae', {'torch', 'numpy'}),
    ('from fitcurve import *', {'torch', 'numpy', 'matplotlib', 'ipywidgets', 'IPython'})])
def test_what_an_import_loads(line, loaded):
    found = set(python(f'import sys\n{line}\nprint(*[m for m in {heavy} if m in sys.modules])').split())
    assert found == loaded

def modules(line):
    "The modules, Python's own left out, that a fresh process has loaded after `line`"
    found = python(f'import sys\n{line}\nprint(*sys.modules)').split()
    return {m for m in found if m.partition('.')[0] not in sys.stdlib_module_names}

def test_importing_every_name_loads_nothing_that_its_parts_do_not_need():
    "So that it costs what torch, matplotlib and anywidget cost: `make bench` says how much"
    needed = modules('import torch, matplotlib.pyplot, anywidget')
    own = {m.partition('.')[0] for m in modules('from fitcurve import *') - needed}
    assert own == {'fitcurve', 'lazy_loader', 'filelock'} and {'torch', 'matplotlib.pyplot', 'anywidget'} <= needed

def test_importing_the_package_loads_nothing():
    assert modules('import fitcurve') - modules('pass') == {'fitcurve', 'lazy_loader'}

def test_unknown_name_is_an_error():
    with pytest.raises(AttributeError, match='nonsense'): print(fitcurve.nonsense)

@pytest.fixture(scope='module')
def tree(tmp_path_factory):
    "A copy of the tree"
    tree = tmp_path_factory.mktemp('tree')/'fitcurve'
    built = shutil.ignore_patterns('.*', '*.egg-info', 'build', 'dist', 'node_modules', '__pycache__')
    return shutil.copytree(root, tree, ignore=built)

@pytest.fixture(scope='module')
def built(tmp_path_factory, tree):
    "A wheel and an sdist"
    out = tmp_path_factory.mktemp('dist')
    subprocess.run([sys.executable, '-m', 'build', '--outdir', out, tree], check=True, capture_output=True)
    return out

def test_an_editable_installation_has_nothing_to_complain_of(tree, tmp_path):
    "Whoever installs a clone, with a newer pip, reads each warning of setuptools"
    build = 'import sys; from setuptools.build_meta import build_editable; build_editable(sys.argv[1])'
    done = subprocess.run([sys.executable, '-c', build, tmp_path], cwd=tree, check=True, capture_output=True, text=True)
    assert 'Warning:' not in done.stderr
    assert 'Warning:' not in done.stdout

def test_what_the_wheel_holds(built):
    wheel, = built.glob('*.whl')
    assert wheel.stat().st_size < 1e6
    held = [n for n in zipfile.ZipFile(wheel).namelist() if '.dist-info/' not in n]
    files = [p for p in (root/'fitcurve').rglob('*') if p.is_file() and '__pycache__' not in p.parts]
    here = [p.relative_to(root).as_posix() for p in files if p.name != 'package.json']  # for node, in a clone
    course = [f'fitcurve/lessons/{p.name}' for p in (root/'nbs').glob('[0-9]*.ipynb')
              if '_practice_' not in p.name] # the banks hold the answers
    assert sorted(held) == sorted(here + course)

def test_the_wheels_lessons_are_fresh(built, tmp_path):
    "Without outputs; and `fitcurve lab` finds them where there is no tree"
    wheel, = built.glob('*.whl')
    zipfile.ZipFile(wheel).extractall(tmp_path)
    for p in (tmp_path/'fitcurve/lessons').glob('*.ipynb'):
        assert not any(c.get('outputs') for c in json.loads(p.read_text(encoding='utf-8'))['cells']), p.name
    code = 'from fitcurve.cli import lessons_folder; print(lessons_folder())'
    assert python(code, cwd=tmp_path).strip() == str(tmp_path/'fitcurve/lessons')
    scripts = (next(tmp_path.glob('*.dist-info'))/'entry_points.txt').read_text(encoding='utf-8')
    assert 'fitcurve = fitcurve.cli:main' in scripts

def test_wheel_says_what_settings_say(built):
    wheel, = built.glob('*.whl')
    z = zipfile.ZipFile(wheel)
    facts = z.read(next(n for n in z.namelist() if n.endswith('/METADATA'))).decode()
    config = configparser.ConfigParser()
    config.read(root/'settings.ini')
    settings = config['DEFAULT']
    assert f'Name: {settings["lib_name"]}\n' in facts and f'Version: {fitcurve.__version__}\n' in facts
    assert f'Requires-Python: >={settings["min_python"]}\n' in facts
    assert f'Summary: {settings["description"]}\n' in facts
    for r in settings['requirements'].split(): assert f'Requires-Dist: {r}\n' in facts
    for extra in ('course', 'lessons', 'dev'): assert f'Provides-Extra: {extra}\n' in facts

def test_the_sdist_builds_the_package_and_brings_what_its_tests_need(built):
    sdist, = built.glob('*.tar.gz')
    with tarfile.open(sdist) as tar: held = {name.partition('/')[2] for name in tar.getnames()}
    builds = 'setup.py settings.ini pyproject.toml constraints.txt Makefile LICENSE README.md CHANGELOG.md'.split()
    checks = 'package.json package-lock.json eslint.config.mjs tsconfig.json fitcurve/package.json tests/conftest.py'
    kinds = '.py', '.pyi', '.typed', '.js', '.mjs', '.css', '.ipynb'
    files = [p for top in ('fitcurve', 'nbs', 'tests') for p in (root/top).rglob('*') if p.suffix in kinds]
    code = [p.relative_to(root).as_posix() for p in files if '.ipynb_checkpoints' not in p.parts]
    assert {*builds, *checks.split(), *code} - held == set()

def test_wheel_works_where_there_is_no_tree(built, tmp_path):
    wheel, = built.glob('*.whl')
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = 'import fitcurve; from fitcurve import quad_mae; print(fitcurve.__file__, f"{quad_mae([3, 2, 1]):.4f}")'
    out = python(code, cwd=tmp_path)
    assert str(tmp_path) in out and out.split()[-1] == '1.4767'

def test_package_equals_its_notebooks(tmp_path):
    "Exporting again, in a copy of the tree, changes nothing"
    tree = tmp_path/'tree'
    shutil.copytree(root, tree, ignore=shutil.ignore_patterns('.*', '*.egg-info', 'node_modules', '__pycache__'))
    subprocess.run([Path(sys.executable).parent/'nbdev-export'], cwd=tree, check=True)
    complete(tree/'fitcurve')
    new, old = ({p.name: p.read_text(encoding='utf-8') for p in (top/'fitcurve').glob('*.py')} for top in (tree, root))
    assert new.keys() == old.keys()
    for name in sorted(old): assert new[name] == old[name], name

def test_readme_equals_its_notebook(): assert (root/'README.md').read_text(encoding='utf-8') == readme()

def test_notebooks_are_clean(tmp_path):
    "Cleaning a copy of each notebook changes nothing"
    shutil.copy(root/'pyproject.toml', tmp_path)
    shutil.copytree(root/'nbs', tmp_path/'nbs', ignore=shutil.ignore_patterns('.*'))
    subprocess.run([Path(sys.executable).parent/'nbdev-clean'], cwd=tmp_path, check=True)
    for p in sorted((root/'nbs').glob('*.ipynb')):
        assert (tmp_path/'nbs'/p.name).read_text(encoding='utf-8') == p.read_text(encoding='utf-8'), p.name
