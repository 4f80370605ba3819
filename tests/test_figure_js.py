"The page's modules, as node imports them and as a notebook carries them"
import re, shutil
from pathlib import Path
import pytest
from fitcurve.page import imports, modules, static
from tests.node import js, node

root = Path(__file__).parent.parent

def test_node_tests():
    done = node('--test', '--test-reporter=tap', *map(str, sorted(js.glob('*.test.mjs'))))
    assert done.returncode == 0 and '# fail 0' in done.stdout, done.stdout
    assert int(re.search(r'# pass (\d+)', done.stdout)[1]) > 20, done.stdout

def test_every_module_travels_behind_what_it_imports():
    "Each is carried by the figure or by the pad, its stylesheet with it; the loader brings them, types stay here"
    carried = {entry: list(modules(entry)) for entry in ('figure.js', 'pad.js')}
    stay = {'loader.js', 'types.js'}
    assert {n for names in carried.values() for n in names} | stay == {p.name for p in static.iterdir()}
    for names in carried.values():
        for i, name in enumerate(names):
            assert set(imports.findall((static/name).read_text(encoding='utf-8'))) <= set(names[:i])

def test_modules_that_import_each_other_are_refused(tmp_path, monkeypatch):
    for one, other in ('ab', 'ba'):
        (tmp_path/f'{one}.js').write_text(f'import {{ {other} }} from "./{other}.js";', encoding='utf-8')
    monkeypatch.setattr('fitcurve.page.static', tmp_path)
    with pytest.raises(ValueError, match='b.js imports a.js, which imports b.js'): modules('a.js')

def test_modules_depend_on_no_page():
    "Node can import each of them alone; the loader is no module"
    names = [path.as_uri() for path in static.glob('*.js')]
    done = node('--input-type=module', '-e', f'for (const name of {names}) await import(name)')
    assert done.returncode == 0, done.stderr

def test_only_ours_are_read_as_modules(tmp_path):
    "JupyterLab runs Node on a script of another kind, which in a clone lies in .venv, below our package.json"
    script = tmp_path/'.venv'/'yarn.js'
    script.parent.mkdir()
    script.write_text('console.log(require("os").EOL.length > 0)', encoding='utf-8')
    shutil.copy(root/'package.json', tmp_path)
    assert node(script).stdout == 'true\n'

# ── Stylesheets ──

def read(name): return (static/name).read_text(encoding='utf-8')

def styled(name): return set(re.findall(r'\.(fitcurve(?:-[a-z-]+)?)', read(name)))

given = re.compile(r'(?:class: |classList\.\w+\(|class=)"([^"]*)"')

def worn(text):
    "The classes that this text gives to elements"
    return {c for names in given.findall(text) for c in names.split() if c.startswith('fitcurve')}

def test_every_class_is_styled_and_worn():
    "`fitcurve-saved` is where the loader puts the figure"
    sheets, scripts = ([p.name for p in static.glob(kind)] for kind in ('*.css', '*.js'))
    all_styled = set().union(*map(styled, sheets))
    page = (static.parent/'page.py').read_text(encoding='utf-8')
    all_worn = worn(page).union(*(worn(read(n)) for n in scripts))
    assert (all_styled - all_worn, all_worn - all_styled) == (set(), {'fitcurve-saved'})

@pytest.mark.parametrize('sheet', sorted(p.name for p in static.glob('*.css')))
def test_a_stylesheet_dresses_what_its_module_makes(sheet):
    assert styled(sheet) & worn(read(sheet.replace('.css', '.js')))
