"What editors and `help` know of the package, and that a clone's own folder doesn't hide it"
import ast, importlib, inspect, json, pydoc, shutil, subprocess, sys, sysconfig
from pathlib import Path

import jedi
import pytest

import fitcurve
from tests.docments import comments_by_line, public, sections, with_comments

root = Path(__file__).parent.parent

def test_the_stub_is_the_one_list_of_names():
    "Each is the very thing that its module defines, not the module"
    found = [getattr(fitcurve, name) for name in fitcurve.__all__]
    assert not any(map(inspect.ismodule, found)) and [v for v in found if not callable(v)] == [fitcurve.check]
    assert len(fitcurve.__all__) > 25 and 'lazy_loader' not in fitcurve.__all__

def test_jedi_offers_the_names_and_their_arguments():
    offered = {c.name for c in jedi.Script('import fitcurve\nfitcurve.').complete(2, 9)}
    assert set(fitcurve.__all__) <= offered
    signature, = jedi.Script('from fitcurve import explore\nexplore(').get_signatures(2, 8)
    names = 'f x y loss hide labels show test data yerr log beyond params'
    assert [p.name for p in signature.params] == names.split()

def test_pyright_knows_functions_from_modules(tmp_path):
    script = tmp_path/'script.py'
    lines = ('from fitcurve import *', 'from fitcurve import explore, nonsense', 'reveal_type(explore)',
             'reveal_type(quad)')
    script.write_text('\n'.join(lines), encoding='utf-8')
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
    for node in public(ast.parse(source)):
        home, more = getattr(module, node.name, None), sections(node, comments)
        if not callable(home) or not more or not ast.get_docstring(node): continue
        assert more in inspect.getdoc(home), node.name
        assert all(line in pydoc.render_doc(home, renderer=pydoc.plaintext) for line in more.splitlines()), node.name
        seen += 1
    assert seen or all(map(ast.get_docstring, public(ast.parse(source))))  # where they're few the docstring says all

def test_help_of_explore_names_each_argument():
    text = pydoc.render_doc(fitcurve.explore, renderer=pydoc.plaintext)
    for name in ('f', 'x', 'y', 'loss', 'hide', 'labels', 'show', '**params'): assert f'\n    {name} : ' in text

def test_help_of_a_run_names_each_field():
    text = pydoc.render_doc(fitcurve.Run, renderer=pydoc.plaintext)
    for name in ('loss', 'params', 'losses', 'grads', 'lrs'): assert f'\n |  {name} : ' in text

def test_docstrings_are_completed_once():
    source = '''def f(a, # one
      b=2, # two,
           # or more
      *rest): # any number
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

def one_line(é, # one
             b): "Doés it"; return b

class D:
    "A pair"
    left: int # how many
    right: int = 3

class E:
    "Made of one"
    def __init__(self,
                 a): # the one
        self.a = a

def _made(self, b, # another
         ): # both
    "Later"
E.join, E.other = _made, None

def _inner(c): # not for users
    "Within"
_other = _inner
'''
    done = with_comments(source)
    assert with_comments(done) == done
    home = {}
    exec(done, home)
    assert home['f'].__doc__.endswith('    ----------\n    a : one\n    b : two, or more\n    *rest : any number\n    ')
    assert inspect.getdoc(home['one_line']).endswith('é : one') and home['one_line'](1, 2) == 2
    assert inspect.getdoc(home['D']) == 'A pair\n\nAttributes\n----------\nleft : how many'
    assert inspect.getdoc(home['E']) == 'Made of one\n\nParameters\n----------\na : the one'
    assert 'b : another\n\nReturns\n-------\nboth' in inspect.getdoc(home['E'].join)
    assert home['_inner'].__doc__ == 'Within'
    assert inspect.getdoc(home['C'].g).endswith('Parameters\n----------\nx, y : a pair\n\nReturns\n-------\nhow many')
    assert home['h'].__doc__ is None and '# one' in done and r'\n' in home['f'].__doc__

# ── The folder that holds a clone ──

def test_an_editable_installation_works_in_the_folder_that_holds_the_clone(tmp_path):
    "There the clone's folder looks like a package of the same name, an empty one"
    tree, site = tmp_path/'fitcurve', tmp_path/'installed'
    rest = shutil.ignore_patterns('.*', '*.egg-info', 'build', 'dist', 'node_modules', '__pycache__', 'nbs')
    shutil.copytree(root, tree, ignore=rest)
    # whatever is installed here already stays, and is out of sight: without `site`, no .pth file of it is read
    here = ['--quiet', '--no-deps', '--no-build-isolation', '--ignore-installed', '--prefix', site]
    pip = [sys.executable, '-m', 'pip', 'install', *here]
    subprocess.run([*pip, '-e', tree], check=True, capture_output=True)
    where, = site.rglob('site-packages')
    code = f'import site, sys; site.addsitedir({str(where)!r}); sys.path.append({sysconfig.get_path("purelib")!r})\n' \
           'from fitcurve import *; import fitcurve; print(quad(1, 1, 2, 3), fitcurve.__file__)'
    done = subprocess.run([sys.executable, '-ESc', code], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.split() == ['6', str(tree/'fitcurve/__init__.py')], done.stderr
