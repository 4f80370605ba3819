"What editors and `help` know of the package, and that a clone's own folder doesn't hide it"
import ast, importlib, inspect, json, pydoc, shutil, subprocess, sys
from pathlib import Path

import jedi
import pytest

import fitcurve
from tests.docments import comments_by_line, commented_arguments, public, with_comments

root = Path(__file__).parent.parent

def test_the_stub_is_the_one_list_of_names():
    "Each is the very thing that its module defines, not the module"
    found = [getattr(fitcurve, name) for name in fitcurve.__all__]
    assert all(callable(v) and not inspect.ismodule(v) for v in found)
    assert len(fitcurve.__all__) > 25 and 'lazy_loader' not in fitcurve.__all__

def test_jedi_offers_the_names_and_their_arguments():
    offered = {c.name for c in jedi.Script('import fitcurve\nfitcurve.').complete(2, 9)}
    assert set(fitcurve.__all__) <= offered
    signature, = jedi.Script('from fitcurve import explore\nexplore(').get_signatures(2, 8)
    assert [p.name for p in signature.params] == ['f', 'x', 'y', 'loss', 'hide', 'params']

def test_pyright_knows_functions_from_modules(tmp_path):
    script = tmp_path/'script.py'
    lines = ('from fitcurve import *', 'from fitcurve import explore, nonsense', 'reveal_type(explore)',
             'reveal_type(quad)')
    script.write_text('\n'.join(lines))
    command = [sys.executable, '-m', 'pyright', '--pythonpath', sys.executable, '--outputjson', script]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    said = [d['message'] for d in json.loads(done.stdout[done.stdout.index('{'):])['generalDiagnostics']]
    assert len([s for s in said if '"nonsense" is unknown' in s]) == 1
    assert [s for s in said if s.startswith('Type of "explore" is "(f:') and s.endswith('-> Figure"')]
    assert [s for s in said if s.startswith('Type of "quad" is "(x')] and len(said) == 3

# ── Argument comments ──

generated = [p for p in (root/'fitcurve').glob('*.py') if not p.stem.startswith('_')]

@pytest.mark.parametrize('path', generated, ids=lambda p: p.stem)
def test_help_shows_the_comments_on_arguments(path):
    source, module = path.read_text(encoding='utf-8'), importlib.import_module(f'fitcurve.{path.stem}')
    comments, seen = comments_by_line(source), 0
    for f in public(ast.parse(source)):
        home = getattr(module, f.name, None)
        found, _ = commented_arguments(f, comments)
        if not callable(home) or not found or not ast.get_docstring(f): continue
        text = pydoc.render_doc(home, renderer=pydoc.plaintext)
        for names, comment in found: assert f'{names} : {comment}' in text, f.name
        seen += 1
    assert seen or not module.__all__ or path.stem == 'program'

def test_help_of_explore_names_each_argument():
    text = pydoc.render_doc(fitcurve.explore, renderer=pydoc.plaintext)
    for name in ('f', 'x', 'y', 'loss', 'hide', '**params'): assert f'\n    {name} : ' in text

def test_docstrings_are_completed_once():
    source = '''def f(a, # one
      b=2): # two
    "Does it, `\\\\n` and all"
    return a

class C:
    def g(self,
          x, y, # a pair
         ) -> int: # how many
        """It counts.

        At length."""

def h(x): # what is x?
    return x
'''
    done = with_comments(source)
    assert with_comments(done) == done
    home = {}
    exec(done, home)
    assert home['f'].__doc__.split('\n')[-4:-1] == ['    ----------', '    a : one', '    b : two']
    assert inspect.getdoc(home['C'].g).endswith('Parameters\n----------\nx, y : a pair\n\nReturns\n-------\nhow many')
    assert home['h'].__doc__ is None and '# one' in done and r'\n' in home['f'].__doc__

# ── The folder that holds a clone ──

def test_an_editable_installation_works_in_the_folder_that_holds_the_clone(tmp_path):
    "There the clone's folder looks like a package of the same name, an empty one"
    tree, site = tmp_path/'fitcurve', tmp_path/'installed'
    rest = shutil.ignore_patterns('.*', '*.egg-info', 'build', 'dist', 'node_modules', '__pycache__', 'nbs')
    shutil.copytree(root, tree, ignore=rest)
    pip = [sys.executable, '-m', 'pip', 'install', '--quiet', '--no-deps', '--prefix', site]
    subprocess.run([*pip, '-e', tree], check=True, capture_output=True)
    where, = site.rglob('site-packages')
    code = f'import site; site.addsitedir({str(where)!r}); from fitcurve import *\n' \
           'import fitcurve; print(quad(1, 1, 2, 3), fitcurve.__file__)'
    done = subprocess.run([sys.executable, '-c', code], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.split() == ['6', str(tree/'fitcurve/__init__.py')], done.stderr
