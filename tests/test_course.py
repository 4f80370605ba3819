"What a beginner is asked to read: the lessons' core path, counted, and no word of the trade before it is said."
import re
import nbformat, pytest
from tests.lessons import further, lessons
from tests.prose import code_or_formula

each = pytest.mark.parametrize('path', lessons, ids=lambda p: p.stem)

# Words that a beginner has not met: where each is told, as a word in bold or with its meaning beside it. None: only in
# what goes further.
told = dict(loss='02_loss', mae='02_loss', mse='02_loss', residual='02_loss', outlier='02_loss', gradient='03_descent',
            momentum='03_descent', relu='04_relu', overfitting='04_relu', logits=None, derivative=None, leaf=None,
            subgradient=None, convex=None, dual=None, jacobian=None, hessian=None)
said = {'chain rule': None, 'learning rate': '03_descent', 'mini-batch': '06_fastai', 'one-hot': None,
        'linear programme': None} | told

def cells(path): return nbformat.read(path, 4).cells
def folded(cell): return cell.metadata.get('jupyter', {}).get('source_hidden', False)
def words(text): return re.findall(r"[^\W\d_][\w'’-]*", code_or_formula.sub(' ', text))

def core(path):
    "The words of a lesson that are no exercise's"
    return [w for c in cells(path) if c.cell_type == 'markdown' for w in words(c.source.split('**Exercise')[0])]

def in_view(path):
    "The code cells that are looked at, exercises apart"
    return [c for c in cells(path) if c.cell_type == 'code' and not folded(c) and 'check.' not in c.source]

@each
def test_a_lesson_is_read_in_half_an_hour(path):
    "At 150 words a minute, and half a minute for each cell that is looked at; its exercises come on top"
    assert len(core(path))/150 + len(in_view(path))/2 <= 30

@each
def test_a_cell_in_view_holds_one_short_idea(path):
    for c in in_view(path):
        lines = [line for line in c.source.splitlines() if line.strip()]
        assert len(lines) <= 10 or c.source.count('\ndef ') > 2, c.source

@each
def test_plumbing_stands_elsewhere(path):
    for c in cells(path): assert not c.source.startswith('#| folded'), c.source.split('\n')[0]

def prose(path):
    "A lesson's text, without the names of buttons and the way to the next lesson"
    text = '\n\n'.join(c.source for c in cells(path) if c.cell_type == 'markdown')
    return code_or_formula.sub(' ', re.sub(r'\*\*\+ [^*]+\*\*|\*\*Next:\*\*.*', ' ', text))

def first_said(word):
    "The lessons whose text has the word, in their order"
    found = re.compile(rf'\b{re.escape(word)}(?:s|es)?\b', re.I)
    return [p.stem for p in lessons if found.search(prose(p))]

@pytest.mark.parametrize('word', said)
def test_no_word_of_the_trade_comes_before_it_is_said(word):
    assert first_said(word)[:1] == ([said[word]] if said[word] else []), first_said(word)

def test_each_lesson_leads_to_what_goes_further():
    linked = {name for p in lessons for c in cells(p) if c.cell_type == 'markdown'
              for name in re.findall(r'\]\((4\w+)\.ipynb', c.source)}
    assert linked == {p.stem for p in further}

def test_a_link_to_a_heading_finds_it():
    for p in (*lessons, *further):
        for c in cells(p):
            for name, heading in re.findall(r'\]\((\w+)\.ipynb#([^)]+)\)', c.source):
                titles = [line.lstrip('# ') for other in cells(p.with_stem(name)) if other.cell_type == 'markdown'
                          for line in other.source.splitlines() if line.startswith('#')]
                assert heading in [t.replace(' ', '-') for t in titles], (p.stem, heading)
