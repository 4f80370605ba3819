"What Windows and macOS would trip over, found by reading: a text of unknown encoding, a module that only Unix has"
import ast
from pathlib import Path
import pytest

root = Path(__file__).parent.parent
unix = 'fcntl grp posix pty pwd resource termios'.split()
linux_alone = 'hub', 'test_hub.py', 'test_hub_student.py', 'hubs.py', 'class_.py'
found = [p for top in ('fitcurve', 'tests', 'site') for p in sorted((root/top).rglob('*.py'))]
files = [p for p in (*found, root/'setup.py') if p.name not in linux_alone and 'build' not in p.parts]

def in_code(source):
    "The code, and the code that it hands to other Pythons as texts"
    tree = ast.parse(source)
    yield tree
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and 'import' in node.value:
            try: yield ast.parse(node.value)
            except (SyntaxError, ValueError): pass

def of_unknown_encoding(call):
    "Does it read or write text in whatever encoding the machine is set to? On Windows that isn't UTF-8"
    name = getattr(call.func, 'attr', getattr(call.func, 'id', ''))
    given = {k.arg for k in call.keywords}
    if 'encoding' in given or None in given: return False
    if name in ('read_text', 'write_text'): return len(call.args) == (name == 'write_text')
    values = [a.value for a in (*call.args, *(k.value for k in call.keywords)) if isinstance(a, ast.Constant)]
    modes = [v for v in values if isinstance(v, str) and 0 < len(v) < 4 and set(v) <= set('rwaxbt+')]
    return isinstance(call.func, ast.Name) and name == 'open' and bool(call.args) and not any('b' in m for m in modes)

def unknown_encodings(source):
    calls = [node for tree in in_code(source) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [text for text in map(ast.unparse, filter(of_unknown_encoding, calls)) if "'/proc/" not in text]

def only_on_unix(source):
    "Modules that are imported, at once, and that Windows hasn't"
    for node in ast.parse(source).body:
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else \
                [node.module] if isinstance(node, ast.ImportFrom) else []
        yield from {*names} & {*unix}

@pytest.mark.parametrize('path', files, ids=lambda p: p.relative_to(root).as_posix())
def test_a_file_is_at_home_on_every_system(path):
    source = path.read_text(encoding='utf-8')
    assert not unknown_encodings(source) and not [*only_on_unix(source)]

@pytest.mark.parametrize('source, count', [
    ("p.read_text()", 1), ("open(p)", 1), ("open(p, 'w')", 1), ("open(p, mode='a')", 1), ("p.write_text(t)", 1),
    ("run('import x; open(p)')", 1), ("p.read_text(encoding='utf-8')", 0), ("open(p, 'rb')", 0),
    ("dist.read_text('METADATA')", 0), ("p.write_text(t, encoding='utf-8')", 0), ("page.open()", 0),
    ("import resource", 1), ("import os, resource", 1), ("from resource import *", 1), ("def f(): import resource", 0)])
def test_the_reading_would_tell(source, count):
    assert len(unknown_encodings(source)) + len([*only_on_unix(source)]) == count
