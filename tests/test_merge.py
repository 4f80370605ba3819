"A student's notebook and a newer lesson: whatever either hand does, no line of the student's is lost."
import copy, json, re
from collections import Counter
import nbformat, pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from fitcurve.files import as_text
from fitcurve.merge import beside, content, merge, read_notebook, source

def code(id, text, outputs=()):
    return dict(cell_type='code', id=id, metadata={}, source=text, outputs=list(outputs), execution_count=None)
def text(id, words): return dict(cell_type='markdown', id=id, metadata={}, source=words)
def book(*cells): return dict(cells=list(cells), metadata=dict(kernelspec=dict(name='python3', display_name='p')),
                              nbformat=4, nbformat_minor=5)
def sources(nb): return [source(c) for c in nb['cells']]
ten = dict(output_type='stream', name='stdout', text='10')

# ── Any edits ──

patient = dict(deadline=None, suppress_health_check=[HealthCheck.too_slow])

numbers = []
def line(who):
    numbers.append(who)
    return f'{who} {len(numbers)}'

def edited(draw, cells, who):
    "The cells after some edits of a hand's; each new line says whose it is, and no two are the same"
    cells = copy.deepcopy(cells)
    for _ in range(draw(st.integers(0, 8))):
        i, j = (draw(st.integers(0, max(0, len(cells) - 1))) for _ in 'ij')
        new = lambda: draw(st.sampled_from([code, text]))(line('id-' + who).replace(' ', ''), line(who))
        do = draw(st.sampled_from('edit add delete move duplicate split clear type metadata run'.split()))
        if do == 'add' or not cells: cells.insert(j, new())
        elif do == 'edit':
            lines = [*source(cells[i]).split('\n'), line(who)]
            cells[i]['source'] = '\n'.join(lines[-draw(st.integers(1, 3)):])
        elif do == 'delete': del cells[i]
        elif do == 'move': cells.insert(j, cells.pop(i))
        elif do == 'duplicate':
            id = draw(st.sampled_from([cells[i]['id'], line('id-' + who).replace(' ', '')])) if who == 'mine' else None
            cells.insert(j, {**copy.deepcopy(cells[i]), 'id': id or line('id-' + who).replace(' ', '')})
        elif do == 'split':
            cells.insert(i + 1, {**new(), 'source': source(cells[i])[-3:]})
            cells[i]['source'] = source(cells[i])[:-3]
        elif do == 'type': cells[i] = draw(st.sampled_from([code, text]))(cells[i]['id'], source(cells[i]))
        elif do == 'metadata': cells[i]['metadata'] = dict(tags=[line(who)])
        elif cells[i]['cell_type'] == 'code': cells[i]['outputs'] = [ten] if do == 'run' and who == 'mine' else []
    return cells

@st.composite
def three(draw):
    "A lesson, a newer one, and a student's, which may have lost some ids"
    numbers.clear()
    old = book(*(draw(st.sampled_from([code, text]))(f'c{i}', line('old')) for i in range(draw(st.integers(0, 6)))))
    new, mine = ({**old, 'cells': edited(draw, old['cells'], who)} for who in ('new', 'mine'))
    for cell in mine['cells']:
        if draw(st.integers(0, 9)) == 0: del cell['id']
    return old, new, mine

def valid(nb):
    nbformat.validate(nbformat.from_dict(nb))
    assert len({c['id'] for c in nb['cells']}) == len(nb['cells'])

def lines(cells): return Counter(line for c in cells for line in source(c).split('\n'))

def by_hand(base, mine):
    "The cells of a student's that are not as the lesson had them"
    old = Counter(map(content, base['cells'])) if base else Counter()
    return [c for c in mine['cells'] if old.subtract([content(c)]) or old[content(c)] < 0]

def test_what_a_run_has_left_stays_where_the_lesson_gives_a_cell_another_id():
    base = book(code('c0', 'old 1'), code('c1', 'old 2'))
    new = book(code('n0', 'old 1'), code('c1', 'old 2'))
    mine = book(code('c0', 'old 1', [ten]), code('c1', 'old 2'))
    for id in 'c0', None:
        mine['cells'][0]['id'] = id
        assert merge(base, new, mine).nb['cells'][0] == code('n0', 'old 1', [ten])

def test_what_a_run_has_left_stays_where_one_of_two_alike_goes():
    base, mine = book(code('c0', 'old 1')), book(code('c0', 'old 1', [ten]), code('own', 'old 1'))
    for now in [], [code('c0', 'new')]:
        assert merge(base, book(*now), mine).nb['cells'] == [*now, code('own', 'old 1', [ten])]
    assert merge(base, base, mine).nb == mine

@settings(max_examples=300, **patient)
@given(three(), st.booleans())
def test_no_line_of_a_student_s_is_lost(books, known):
    base, new, mine = books
    before = copy.deepcopy(books)
    merged = merge(base if known else None, new, mine).nb
    assert books == before, 'nothing that was given is changed'
    valid(merged)
    assert not lines(by_hand(base, mine)) - lines(merged['cells'])
    for cell in mine['cells']:  # outputs stay where their text stays
        kept = [c for c in merged['cells'] if content(c) == content(cell) and cell['cell_type'] == 'code']
        assert not cell.get('outputs') or not kept or any(c['outputs'] for c in kept)
    assert merge(new, new, merged).nb == merged, 'twice is once'
    # each line of the lesson's is there, but for cells that the student has deleted
    there = {c['id'] for c in new['cells']} - {c['id'] for c in base['cells']}
    assert not lines(c for c in new['cells'] if c['id'] in there) - lines(merged['cells'])

@settings(max_examples=100, **patient)
@given(three(), st.booleans())
def test_who_did_nothing_has_the_lesson(books, without_ids):
    base, new, _ = books
    mine = copy.deepcopy(base)
    if without_ids: [c.pop('id') for c in mine['cells']]
    assert merge(base, new, mine).nb == new and as_text(merge(base, new, mine).nb) == as_text(new)
    ran = copy.deepcopy(base)
    for c in ran['cells']: c.update({'outputs': [ten], 'execution_count': 3} if c['cell_type'] == 'code' else {})
    assert sources(merge(base, new, ran).nb) == sources(new)

@settings(max_examples=100, **patient)
@given(three(), st.data())
def test_as_many_editions_as_there_may_be(books, data):
    "From each to the next, what the student wrote at any time and hasn't taken away is there"
    base, new, mine = books
    for _ in range(3):
        mine = merge(base, new, mine).nb
        valid(mine)
        base, new = new, {**new, 'cells': edited(data.draw, new['cells'], 'new')}
        mine = {**mine, 'cells': edited(data.draw, mine['cells'], 'mine')}
        merged = merge(base, new, mine).nb
        assert not {l for l in lines(mine['cells']) if l.startswith('mine')} - {*lines(merged['cells'])}
        valid(merged)

@settings(max_examples=150, **patient)
@given(three(), st.integers(0), st.binary(max_size=20))
def test_any_damage_ends_well(books, at, junk):
    "Broken off anywhere, or with anything in its midst: cells that can be read are read, and merging works"
    _, new, mine = books
    raw = as_text(mine).encode()
    at %= len(raw)
    for damaged in (raw[:at], raw[:at] + junk + raw[at:], junk):
        nb, why = read_notebook(damaged)
        if why and nb is None: continue
        merged = merge(None, new, nb).nb
        for c in merged['cells']: c.update(dict(metadata={}) | (dict(outputs=[]) if c['cell_type'] == 'code' else {}))
        valid({**merged, 'metadata': {}}) # what stands in metadata and outputs is as it was

# ── One thing at a time ──

base = book(text('t', '# Loss'), code('a', 'x = 1'), code('b', 'x + 1'), code('c', 'x + 2'))
newer = book(text('t', '# Loss'), code('a', 'x = 2'), code('b', 'x + 1'), code('c', 'x + 2'))

def test_the_newer_one_below_follows_the_lesson_until_it_is_taken():
    mine = book(*base['cells'][:1], code('a', 'x = 9'), *base['cells'][2:])
    first = merge(base, newer, mine).nb
    assert sources(first)[1] == 'x = 9' and 'x = 2' in sources(first)[2]
    newest = book(newer['cells'][0], code('a', 'x = 3'), *newer['cells'][2:])
    second = merge(newer, newest, first).nb
    assert len(second['cells']) == 5 and 'x = 3' in sources(second)[2]
    second['cells'][1]['source'] = 'x = 3'
    assert sources(merge(newest, newest, second).nb) == sources(newest)

def test_the_newer_one_below_is_the_student_s_once_it_is_changed_and_gone_once_it_is_deleted():
    mine = book(*base['cells'][:1], code('a', 'x = 9'), *base['cells'][2:])
    first = merge(base, newer, mine).nb
    noted = copy.deepcopy(first)
    noted['cells'][2]['source'] = 'why 2?'
    newest = book(newer['cells'][0], code('a', 'x = 3'), *newer['cells'][2:])
    assert {'why 2?', 'x = 9'} < {*sources(merge(newer, newest, noted).nb)}
    assert merge(newer, newer, noted).nb == noted
    del first['cells'][2]
    assert merge(newer, newer, first).nb == first

def test_code_that_is_newer_does_not_run_behind_the_student_s():
    "And shows whole, whatever marks it has in it"
    shown = beside(code('a', "'''\n````\n'''"))
    assert shown['cell_type'] == 'markdown' and re.search(r"^`````python\n'''\n````\n'''\n`````$", source(shown), re.M)
    picture = dict(text('p', '![](attachment:a.png)'), attachments={'a.png': {'image/png': 'AA'}})
    assert beside(picture)['attachments'] == picture['attachments']

def test_a_picture_pasted_into_a_text_is_the_student_s():
    mine = copy.deepcopy(base)
    mine['cells'][0]['attachments'] = {'a.png': {'image/png': 'AA'}}
    other = book(text('t', '# The loss'), *base['cells'][1:])
    merged = merge(base, other, mine).nb
    assert merged['cells'][0] == mine['cells'][0] and '# The loss' in sources(merged)[1]

def test_a_cell_moved_by_either_hand_is_moved():
    order = lambda nb, ids: {**nb, 'cells': [c for id in ids for c in nb['cells'] if c['id'] == id]}
    merged = merge(base, order(base, 'tbac'), order(base, 'ctab')).nb
    assert [c['id'] for c in merged['cells']] == ['c', 't', 'b', 'a']

def test_a_notebook_without_ids_gets_them_back():
    mine = {**copy.deepcopy(base), 'nbformat_minor': 4}
    for c in mine['cells']: del c['id']
    mine['cells'][2]['source'] = 'x + 1  # one more'
    merged = merge(base, newer, mine)
    assert sources(merged.nb) == ['# Loss', 'x = 2', 'x + 1  # one more', 'x + 2'] and merged.nb['nbformat_minor'] == 5
    assert merged.added == merged.gone == merged.beside == []

def test_what_is_no_cell_is_kept_as_text():
    mine = dict(cells=[*base['cells'], 'mine', None, dict(cell_type='heading', source='also mine'), dict(source=3)])
    merged = merge(base, newer, mine).nb
    valid(merged)
    assert all(word in ''.join(sources(merged)) for word in ('"mine"', 'also mine', '3'))

@pytest.mark.parametrize('damage, why, there', [
    (lambda t: '', 'empty', 0), (lambda t: '\0'*99, 'empty', 0), (lambda t: t[:len(t)//2], 'broke off', 2),
    (lambda t: '[]', 'no notebook', 0), (lambda t: '['*10**5, 'no notebook', 0),
    (lambda t: json.dumps(dict(worksheets=[], nbformat=3)), 'no notebook', 0)])
def test_what_can_be_read_of_a_damaged_file_is_read(damage, why, there):
    nb, said = read_notebook(damage(as_text(base)).encode())
    assert why in said and (nb is None) == (there == 0)
    if nb: assert len(nb['cells']) >= there and sources(nb) == sources(base)[:len(nb['cells'])]

@pytest.mark.parametrize('encoding', ['utf-8-sig', 'utf-16', 'utf-8'])
def test_any_editor_s_encoding_is_read(encoding):
    assert read_notebook(as_text(base).encode(encoding)) == (base, '')

def test_both_sides_of_a_conflict_in_git_are_there():
    torn = '\n<<<<<<< HEAD\n"mine"\n||||||| base\n"x + 1"\n=======\n"hers"\n>>>>>>> her\n'
    nb, said = read_notebook(as_text(base).replace('"x + 1"', torn).encode())
    assert "git's marks" in said and sources(nb) == ['# Loss', 'x = 1', 'mine', 'hers', 'x + 2']
    valid(merge(base, newer, nb).nb)
