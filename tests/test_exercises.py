"Every exercise, tried on its bank: none misjudged, nothing given away, and no mutant of a right answer passes."
import ast, contextlib, copy, importlib, inspect, json, random, re, signal, subprocess, sys, threading, time
from pathlib import Path
from filelock import FileLock
import nbformat, numpy as np, pytest, torch
import fitcurve.exercises as room
from fitcurve.exercises import TooLong, bank, call, check, in_time, run_answer
from fitcurve.files import write_whole
from fitcurve.grade import Grades, outcomes
from tests.jupyter import root
from tests.lessons import further, lessons, practice

names = dir(check)
every = pytest.mark.parametrize('name', names)
banks = {name: [] for name in names} # of each: (its slip, or '' where it is right; source; what it needs)
for path in practice:
    answers, first = bank(path)
    for name, slip, source in answers: banks[name].append((slip, source, first))

@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    "No test writes into anybody's progress"
    monkeypatch.setenv('FITCURVE_PROGRESS', str(tmp_path/'progress.json'))

def judged(name, source, first, seed=0): return room.exercises[name].verdict(run_answer(source, first), seed)

# ── The bank ──

@every
def test_the_bank_is_large_enough(name):
    "Ten right answers, five of each slip, no two of them alike"
    sources = [ast.dump(ast.parse(source)) for _, source, _ in banks[name]]
    slips = [slip for slip, *_ in banks[name]]
    assert len(set(sources)) == len(sources) and slips.count('') >= 10
    for slip in {*slips} - {''}: assert slips.count(slip) >= 5, slip

@every
def test_every_slip_that_is_told_is_in_the_bank(name):
    source = ast.parse(Path(inspect.getsourcefile(room.exercises[name].judge)).read_text(encoding='utf-8'))
    judge, = (node for node in source.body if getattr(node, 'name', '') == name)
    named = {node.args[0].value for node in ast.walk(judge) if isinstance(node, ast.Call)
             and getattr(node.func, 'id', '') in ('Like', 'Slip') and isinstance(node.args[0], ast.Constant)}
    assert named <= {slip for slip, *_ in banks[name]}

@every
def test_the_solution_is_right_and_the_hints_are_few(name):
    ex = room.exercises[name]
    assert judged(name, ex.solution, banks[name][0][2]), ex.solution
    assert 1 <= len(ex.hints) <= 3 and ex.why and ex.task and ex.lesson in {p.stem for p in (*lessons, *further)}

# ── Each answer of the bank ──

def digits(v):
    "A number as it could be told, where that would tell something: three digits at least"
    texts = {f'{v:.{n}g}' for n in (3, 4, 6)}
    return {t for t in texts if len(re.sub(r'\D', '', t).strip('0')) >= 3}

@pytest.fixture
def expected(monkeypatch):
    "What the judge of an answer has last compared it with"
    wanted, same = [], room.same
    def spy(a, b, tol=1e-4):
        asking = sys._getframe(1)
        while asking.f_code.co_name.startswith('<'): asking = asking.f_back
        if asking.f_code.co_name == 'value': wanted[:] = [asking.f_locals['right']]
        if asking.f_code.co_name == 'compare' and 'wants' in asking.f_locals: wanted[:] = asking.f_locals['wants']
        return same(a, b, tol)
    monkeypatch.setattr(room, 'same', spy)
    return wanted

def gives_away(says, ex, expected):
    "Which of these a message or a hint has: a value that is expected, a line of the solution"
    lines = {line.strip() for line in ex.solution.splitlines() if len(line.strip()) > 12}
    lines |= {line.split('return ')[1] for line in lines if 'return ' in line and len(line.split('return ')[1]) > 12}
    said = '\n'.join([says, *ex.hints])
    yield from (line for line in lines if line in said)
    for want in expected:
        if isinstance(want, (str, list)): continue
        flat = room.as_doubles(want).flatten()
        if flat.numel() == 1: yield from (t for t in digits(flat.item()) if t in says)

@every
def test_no_answer_is_misjudged_and_what_is_said_is_short_and_gives_nothing_away(name, expected):
    for slip, *answer in banks[name]:
        verdict = judged(name, *answer)
        assert (verdict.slip or verdict.state) == (slip or 'right'), answer[0]
        assert len(verdict.says) < 700, answer[0]
        if slip: assert not [*gives_away(verdict.says, room.exercises[name], expected)], verdict.says

# ── Mutants ──

swaps = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
         ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}

def changes(node):
    "A node's mutants: an operator swapped, a sign, off by one, a call that is missing"
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in swaps:
        yield lambda n: setattr(n, 'op', swaps[type(n.op)]())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in swaps:
        yield lambda n: n.ops.__setitem__(0, swaps[type(n.ops[0])]())
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        for by in (1, -1): yield lambda n, by=by: setattr(n, 'value', n.value + by)

def without_call(tree, k):
    "The tree with the k-th node, a call, replaced by what it is called on or with"
    class Drop(ast.NodeTransformer):
        at = -1
        def generic_visit(self, node):
            Drop.at += 1
            mine = Drop.at == k
            node = super().generic_visit(node)
            if not mine or not isinstance(node, ast.Call): return node
            if isinstance(node.func, ast.Attribute) and not node.args: return node.func.value
            return node.args[0] if node.args and not isinstance(node.args[0], ast.Starred) else node
    return Drop().visit(copy.deepcopy(tree))

def in_order(node):
    "The nodes of a tree as a NodeTransformer meets them"
    yield node
    for child in ast.iter_child_nodes(node): yield from in_order(child)

def mutants(source):
    tree = ast.parse(source)
    before = ast.unparse(tree)
    for k, node in enumerate(ast.walk(tree)):
        for change in changes(node):
            mutant = copy.deepcopy(tree)
            change(list(ast.walk(mutant))[k])
            yield ast.unparse(mutant)
    for k in [k for k, node in enumerate(in_order(tree)) if isinstance(node, ast.Call)]:
        mutant = ast.unparse(without_call(tree, k))
        if mutant != before: yield mutant

class Ended(BaseException): "It went on and on, and no `except` of an answer's holds it"

def ended(*_): raise Ended

def misjudged(name, mutant, first):
    "A mutant that passes, though it isn't as right as the answer: it is wrong on other numbers"
    signal.signal(signal.SIGVTALRM, ended)
    signal.setitimer(signal.ITIMER_VIRTUAL, 2) # of its own time, whatever else the machine does: others take under 1
    try: return judged(name, mutant, first) and not all(judged(name, mutant, first, seed) for seed in range(1, 8))
    except (Exception, SystemExit, Ended): return False # it doesn't even run
    finally: signal.setitimer(signal.ITIMER_VIRTUAL, 0)

@pytest.mark.skipif(sys.platform == 'win32', reason='Windows has no alarm to end a mutant that goes on and on')
@every
def test_no_mutant_of_a_right_answer_passes(name, many=30):
    "So many of them, drawn once and for all; `python -m tests.bench.mutants` tries each"
    right = {source: first for slip, source, first in banks[name] if not slip}
    found = {mutant: first for source, first in right.items() for mutant in mutants(source)}
    drawn = [mutant for mutant in found if mutant not in right]
    random.Random(name).shuffle(drawn)
    assert not [mutant for mutant in drawn[:many] if misjudged(name, mutant, found[mutant])]

def test_a_student_may_print_any_letter_on_a_machine_that_has_few(tmp_path, monkeypatch):
    few = dict(LC_ALL='C', PYTHONCOERCECLOCALE='0', PYTHONUTF8='0')
    for name, value in few.items(): monkeypatch.setenv(name, value)
    cell = 'print("→ ✓ Łódź")\nfrom fitcurve.exercises import check\ncheck.mse(lambda p, a: ((p - a)**2).mean())'
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)]), tmp_path/'work.ipynb')
    states, why = outcomes(tmp_path/'work.ipynb')
    assert (states['mse'], why) == ('right', '')
    assert Grades(['mse'], {'Ł': states}, {}).csv() == 'student,mse,note\nŁ,right,\n'

# ── In the lessons ──

def calls(path):
    "The cells of a lesson that check an answer, with the exercise's name, and the cell before each"
    cells = nbformat.read(path, 4).cells
    for before, cell in zip(cells, cells[1:]):
        m = re.search(r'^check\.(\w+)\(', cell.source, re.M)
        if m and cell.cell_type == 'code': yield m[1], cell, before

def test_every_exercise_stands_in_its_lesson():
    "With a cell before it that says what to make; nobody has answered it"
    found = {name: path.stem for path in (*lessons, *further) for name, *_ in calls(path)}
    assert found == {name: room.exercises[name].lesson for name in names}
    for path in (*lessons, *further):
        for name, cell, before in calls(path):
            if 'answer' not in cell.source: continue # a figure above is the answer
            assert before.cell_type == 'markdown' and '...' in cell.source, name
            assert cell.source.rstrip().splitlines()[-1].startswith(f'check.{name}('), name

@pytest.mark.parametrize('module, lesson', [('data', '00_data'), ('descent', '03_descent'), ('digits', '05_digits')])
def test_the_lines_to_be_put_in_order_are_the_lesson_s(module, lesson):
    room_of = importlib.import_module(f'fitcurve.practice.{module}')
    lines = getattr(room_of, 'lines', None) or room_of._lines
    path, = (p for p in lessons if p.stem == lesson)
    text = '\n'.join(c.source for c in nbformat.read(path, 4).cells if c.cell_type == 'markdown')
    for k, line in lines.items(): assert re.search(rf'\b{k}\W+{re.escape(line)}', text), line

@pytest.mark.parametrize('path', lessons, ids=lambda p: p.stem)
def test_a_lesson_has_four_to_seven(path): assert 4 <= len(list(calls(path))) <= 7

# ── What it does besides ──

alone = '''
import sys
asked = []
sys.addaudithook(lambda event, args: event.startswith(('socket.connect', 'socket.getaddrinfo')) and asked.append(args))
from fitcurve.exercises import check, progress, run_answer, hint, solution
for name, source in {answers!r}: getattr(check, name)(run_answer(source))
repr(progress()), progress()._repr_html_()
assert not asked, asked
assert 'fastai' not in sys.modules
'''

def test_nothing_leaves_the_machine(tmp_path):
    "A fresh process, every exercise in an order of its own"
    given = [(name, room.exercises[name].solution) for name in sorted(names, key=lambda n: n[::-1])]
    subprocess.run([sys.executable, '-c', alone.format(answers=[])], check=True, cwd=root)
    free = [(name, source) for name, source in given if not re.sub('#.*', '', banks[name][0][2]).strip()]
    subprocess.run([sys.executable, '-c', alone.format(answers=free)], check=True, cwd=root)
    kept = json.loads((tmp_path/'progress.json').read_text(encoding='utf-8'))
    assert {name: kept[name]['state'] for name, _ in free} == dict.fromkeys([name for name, _ in free], 'right')

# ── Kernels that write at once ──

def test_kernels_that_write_at_once_lose_nothing(tmp_path, monkeypatch):
    "Each has read the file before any of them writes it, if it may"
    def slow(*args):
        time.sleep(0.05)
        return write_whole(*args)
    monkeypatch.setattr(room, 'write_whole', slow)
    ready = threading.Barrier(4)
    def writes(name, fingerprint):
        ready.wait()
        room.Verdict(room.exercises[name], 'not yet').kept(fingerprint)
    answers = [(names[0], 'a'), (names[0], 'b'), (names[1], 'a'), (names[2], 'a')]
    kernels = [threading.Thread(target=writes, args=answer) for answer in answers]
    for kernel in kernels: kernel.start()
    for kernel in kernels: kernel.join()
    kept = json.loads((tmp_path/'progress.json').read_text(encoding='utf-8'))
    assert {name: v['attempts'] for name, v in kept.items()} == {names[0]: 2, names[1]: 1, names[2]: 1}

def test_a_file_that_another_kernel_never_leaves_is_said_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(room, 'FileLock', lambda path, timeout: FileLock(path, timeout=0))
    with FileLock(tmp_path/'.progress.json.lock'):
        verdict = room.Verdict(room.exercises[names[0]], 'not yet').kept('a')
    assert 'could not be written down' in repr(verdict) and not (tmp_path/'progress.json').exists()

# ── What doesn't end ──

never_ends = """def answer(preds, acts):
    while True:
        try: preds = abs(preds)
        except ZeroDivisionError: return preds
"""

def test_an_answer_that_never_ends_is_stopped_at_its_line(monkeypatch):
    monkeypatch.setattr(room, 'in_time', lambda: in_time(1)) # the judge's own beginning is over by then
    verdict = judged('mse', never_ends, '')
    assert verdict.state == "couldn't run" and 'loop' in verdict.says and re.search(r'At line [2-4]: .', verdict.says)

def test_nor_does_it_hold_up_what_runs_in_another_thread():
    said = []
    def student():
        try:
            with in_time(0.2): call(run_answer(never_ends), 1., 2.)
        except TooLong as e: said.append(e)
    thread = threading.Thread(target=student, daemon=True)
    thread.start()
    thread.join(60)
    assert len(said) == 1

def test_a_debugger_works_after_a_check():
    "Where a thread is told to take an exception back, Python 3.11 goes round for ever once it is traced"
    after = 'sys.settrace(lambda *_: None); (lambda: 1)(); sys.settrace(None); print("traced")'
    code = f'import sys\nfrom fitcurve.exercises import in_time\nwith in_time(): pass\n{after}'
    done = subprocess.run([sys.executable, '-c', code], timeout=60, capture_output=True, text=True)
    assert done.stdout == 'traced\n', done.stderr

def test_what_comes_at_the_very_end_is_not_heard_later():
    "Of the time's end while the answer ends: nothing of it reaches who comes after"
    for _ in range(20):
        with contextlib.suppress(TooLong), in_time(0.0001):
            end = time.monotonic() + 0.11
            while time.monotonic() < end: pass
        for _ in range(1000): pass
    assert not [t for t in threading.enumerate() if 'watch' in t.name]

def test_what_ends_in_time_is_left_alone():
    with in_time(0.2): pass
    start = time.process_time()
    while time.process_time() < start + 0.5: pass

# ── What an answer leaves behind ──

def test_an_answer_disturbs_nobody():
    "Chance goes on as it would have, and gradients are tracked, whatever an answer did, or whoever calls the check"
    rude = """def answer(preds, acts):
    for seed in (torch.manual_seed, np.random.seed, random.seed): seed(1)
    torch.set_grad_enabled(False)
    return ((preds - acts)**2).mean()"""
    def drawn(): return torch.rand(1).item(), np.random.rand(), random.random()
    def seeded(): torch.manual_seed(5), np.random.seed(5), random.seed(5)
    seeded()
    want = drawn()
    seeded()
    with torch.no_grad(): assert judged('mse', rude, 'import random')
    assert drawn() == want and torch.is_grad_enabled()
    with torch.no_grad(): assert judged('mend_loop', room.exercises['mend_loop'].solution, '')

def test_an_answer_that_ends_the_program_is_told_so():
    verdict = judged('mse', 'def answer(preds, acts): raise SystemExit', '')
    assert verdict.state == "couldn't run" and 'line 1' in verdict.says

def test_the_same_again_is_no_new_attempt_and_another_thought_is():
    "Objects have an address, and it says nothing; a function within a function says much"
    def printed(source): return room._print_of(run_answer(source))
    an_object = 'class Mse:\n    def __call__(self, p, a): return (p - a)**{}\nanswer = Mse()'
    within = 'def answer(p, a): return (lambda gap: {})(p - a)'
    for source, *parts in ((an_object, 2, 3), (within, 'gap*gap', 'gap + gap')):
        first, again, other = (printed(source.format(part)) for part in (parts[0], *parts))
        assert first == again != other

# ── How it looks ──

def test_the_marks_can_be_seen_on_a_light_page_and_a_dark_one():
    def light(color):
        parts = [int(color[i:i + 2], 16)/255 for i in (1, 3, 5)]
        return sum(w*(v/12.92 if v < .04 else ((v + .055)/1.055)**2.4) for w, v in zip((.2126, .7152, .0722), parts))
    for _, color in room.marks.values(): assert 1.05/(light(color) + .05) >= 3 and (light(color) + .05)/.05 >= 3

def test_a_box_marks_words_and_code_and_leaves_products_alone():
    said = room._marked('These *are* 2*3*4, in `a*b*c`: <b> *args and *\nand *more*')
    assert said == 'These <em>are</em> 2*3*4, in <code>a*b*c</code>: &lt;b&gt; *args and *<br>and <em>more</em>'
