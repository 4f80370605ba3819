"The numbers in the notebooks' prose are those of their cells. (`python -m tests.prose` lists what else to look at.)"
import nbformat, pytest
from tests.lessons import further, lessons, pages
from tests.prose import absolute, claims, holds, numbers, sentences, unheld

# Numbers that no cell near them holds, and what does: notebook, number as written
held_elsewhere = {
    ('index', '105'): 'versions of browsers', ('index', '113'): 'the same', ('index', '16.4'): 'the same',
    ('index', '1.6'): 'du of the environment that Binder would make, in November 2026',
    ('index', '3.10'): 'Pythons that test.yaml tests', ('index', '3.14'): 'the same',
    ('03_descent', '0.1'): 'a step to think of', ('03_descent', '0.135'): 'a tenth of the slope above, 1.35',
    ('03_descent', '0.05'): 'a tenth of the slope above, 0.5', ('03_descent', '0.003'): 'a tenth of the slope, 0.03',
    ('03_descent', '0.02'): '2.42 less 2.40, both above', ('03_descent', '2.20'): '2.40 less ten times 0.02',
    ('44_stretch', '770'): 'the `Run` below begins there', ('43_descent', '2.2'): 'a rate of lesson 3',
    ('10_program', '16'): 'ms: a sixtieth of a second', ('10_program', '53'): '10,000 times 4 bytes, in base64',
    ('13_parts', '16'): '`Limits.parts` of 12_fit',
    ('15_pad', '96 %'): 'printed by lesson 5', ('15_pad', '54 %'): 'printed by lesson 5'}

@pytest.mark.parametrize('path', pages, ids=lambda p: p.stem)
def test_a_cell_holds_each_number_in_prose(path):
    left = [(i, said) for i, said in unheld(nbformat.read(path, 4)) if (path.stem, said) not in held_elsewhere]
    assert not left, (f'{path.name}, place of the cell and number: {left}. Let a cell near it print or check the '
                      'number, or leave it out, or say in `held_elsewhere` what holds it')

def cells(text, *codes):
    v4 = nbformat.v4
    return v4.new_notebook(cells=[v4.new_markdown_cell(text), *(v4.new_code_cell(c) for c in codes)])

@pytest.mark.parametrize('text, found', [
    ('It ends at 1.47, 5 % above.', ['1.47', '5 %']), ('A sum of 91,125 stops.', ['91,125']), ('Twelve of 12.', ['12']),
    ('In lessons 12 and 13, section 3.4 (Shor, 1985)', []), ('Is it 1.5? Or (so) 2.5?)', []),
    ('`lr=0.25`, $3.5x$ and [0.75](page_1.25.html)', ['0.75']), ('## Try it\n\n1. Take 1,000 points.', []),
    ('12. an item of 7\n13. another', []), ('The bound 3.5/n² and 1e-18', [])])
def test_what_counts_as_a_claim(text, found): assert list(claims(text)) == found

@pytest.mark.parametrize('said, printed, right', [
    ('1.48', 'tensor(1.4767)', True), ('1.47', 'tensor(1.4767)', False), ('148 %', '1.4767', True),
    ('91,125', 'torch.Size([91125])', True), ('62 %', '61.7% right', True), ('62 %', 'right: 0.617', True),
    ('63 %', 'right: 0.617', False), ('0.86', '[0.8595, 3.0]', True), ('2.42', '-2.4219', True),
    ('12', '1e-12', False)])
def test_a_number_is_held_if_one_rounds_to_it(said, printed, right):
    assert holds(set(numbers(printed)), said) == right

def test_a_number_of_two_digits_must_be_near_and_a_longer_one_may_have_been_before():
    far = ['pass']*8
    nb = cells('It is 1.4767.', '1.4767'); nb.cells += [*cells('', *far).cells, *cells('It is 1.4767, or 1.5.').cells]
    assert [said for _, said in unheld(nb)] == ['1.5']

def test_a_wrong_number_is_found():
    "Each number of the lessons made another by its last digit: most would be noticed"
    noticed = []
    for path in (*lessons, *further):
        nb = nbformat.read(path, 4)
        for i, c in enumerate(nb.cells):
            if c.cell_type != 'markdown': continue
            for said in claims(c.source):
                if (path.stem, said) in held_elsewhere: continue
                k = max(k for k, d in enumerate(said) if d.isdigit())
                wrong, right = said[:k] + str((int(said[k]) + 3) % 10) + said[k + 1:], c.source
                c.source = right.replace(said, wrong)
                noticed.append((i, wrong) in list(unheld(nb)))
                c.source = right
    assert len(noticed) > 80 and sum(noticed) > .6*len(noticed), (sum(noticed), len(noticed))

def test_words_without_exception_are_listed():
    text = 'It never fails. The onlooker (allegedly) went.\nNobody can do better: not at once!'
    assert [absolute.findall(s) for s in sentences(text)] == [['never'], [], ['Nobody'], ['at once']]
