"""What a student meets of the scaffolding: one quiet line. A check that shows nothing is collapsed and says in its
first line what it makes sure of; so are the tools of the checks, nbdev's own cell, and the plumbing that no lesson
teaches."""
import ast, dis, types
from functools import lru_cache
import nbformat, pytest
from tests.firstcell import heading
from tests.lessons import further, lessons

check, tools, folded, module = '# Check: ', '# The tools of the checks', '#| folded: ', '#| default_exp '

@lru_cache
def codes(path): return [c for c in nbformat.read(path, 4).cells if c.cell_type == 'code']

def first(cell): return cell.source.split('\n')[0]
def collapsed(cell): return cell.metadata.get('jupyter', {}).get('source_hidden', False)
def compiled(cell): return compile(cell.source, cell.id, 'exec')
def exported(cell): return '#| export' in cell.source

def test_call(node):
    "Whether `node` is an assert, a call of a `test_…`, or a `with expect_fail`"
    call = getattr(node, 'value', None) if isinstance(node, ast.Expr) else None
    if isinstance(node, ast.With): call = node.items[0].context_expr
    name = getattr(getattr(call, 'func', None), 'id', '')
    return isinstance(node, ast.Assert) or name.startswith('test_') or name == 'expect_fail'
test_call.__test__ = False  # no test of pytest's

def silent(cell):
    "Whether a cell tests something and shows nothing"
    return not exported(cell) and not cell.outputs and any(map(test_call, ast.walk(ast.parse(cell.source))))

def names(code):
    "The names that a cell's compiled `code` needs from cells before it, and those that it gives to cells after it"
    needs, gives = set(), set()
    for i in dis.get_instructions(code):
        if i.opname in ('LOAD_NAME', 'LOAD_GLOBAL') and i.argval not in gives: needs.add(i.argval)
        if i.opname in ('STORE_NAME', 'STORE_GLOBAL'): gives.add(i.argval)
        if isinstance(i.argval, types.CodeType): needs |= names(i.argval)[0] - gives
    return needs, gives

def needed_in_view(cells, k):
    "What cell `k` gives that a later cell needs, one that is no check"
    _, given = names(compiled(cells[k]))
    found = set()
    for cell in cells[k+1:]:
        needs, gives = names(compiled(cell))
        if not silent(cell): found |= given & needs
        given = given - gives
    return found

each = pytest.mark.parametrize('path', [*lessons, *further], ids=lambda p: p.stem)

@each
def test_a_silent_check_is_one_quiet_line(path):
    for c in codes(path):
        if silent(c): assert first(c).startswith(check) and collapsed(c), c.source

@each
def test_a_check_says_what_it_makes_sure_of(path):
    for c in codes(path):
        if c.source.startswith(check):
            assert silent(c) and collapsed(c), c.source
            assert len(first(c)[len(check):].split()) > 3, first(c)

@each
def test_no_check_holds_what_a_student_needs(path):
    cells = codes(path)
    for k, c in enumerate(cells):
        if c.source.startswith(check): assert not needed_in_view(cells, k), c.source

@each
def test_the_tools_of_the_checks_stand_alone(path):
    found = [c for c in codes(path) if 'fastcore.test' in c.source]
    for c in found: assert c.source == f'{tools}\nfrom fastcore.test import *' and collapsed(c), c.source
    assert len(found) == any(map(silent, codes(path)))

@each
def test_nbdevs_own_cell_is_collapsed(path):
    for c in codes(path):
        if 'default_exp' in c.source: assert c.source.startswith(module) and collapsed(c)

@each
def test_what_is_folded_away_is_private(path):
    "The plumbing of a lesson's module: named in one line, exported, nothing that a student types"
    for c in codes(path):
        if not c.source.startswith(folded): continue
        assert collapsed(c) and c.source.split('\n')[1].startswith('#| export'), c.source
        _, gives = names(compiled(c))
        assert '#| exporti' in c.source or all(name.startswith('_') for name in gives), gives

@each
def test_nothing_else_is_collapsed_and_nothing_worth_seeing(path):
    for c in codes(path):
        if not collapsed(c): continue
        assert first(c).startswith((check, folded, module)) or first(c) in (tools, heading), c.source
        assert not c.outputs, c.source

@each
def test_the_line_of_a_collapsed_cell_fits(path):
    "JupyterLab doesn't wrap it: 90 characters and the three dots are what a window of 1,280 pixels shows"
    for c in codes(path):
        if collapsed(c): assert len(first(c)) <= 90, first(c)
