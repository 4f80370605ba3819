"Lessons in a student's folder: newer ones come, whatever was done to the old ones, and the student loses nothing."
import errno, json, os, re, shutil, signal, sys
import nbformat, pytest
from fitcurve import files, handout
from fitcurve.files import as_text, course_notebooks, write_whole
from fitcurve.grade import students
from fitcurve.handout import lesson_at, put_lessons, stamp
from fitcurve.merge import source
from tests.jupyter import root

lesson, other = '02_loss.ipynb', '03_descent.ipynb'

def load(path): return json.loads(path.read_text(encoding='utf-8'))
def save(path, nb): path.write_text(as_text(nb), encoding='utf-8')
def texts(path): return [source(c) for c in load(path)['cells']]

def change(path, i, text):
    "Cell `i` of a notebook says this, too"
    nb = load(path)
    nb['cells'][i]['source'] = source(nb['cells'][i]) + f'\n{text}'
    save(path, nb)

def all_files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob('*') if p.is_file()}
def copies(folder): return sorted(p.relative_to(folder/'earlier') for p in folder.glob('earlier/*/*.ipynb'))

@pytest.fixture
def course(tmp_path):
    "Two lessons"
    (tmp_path/'course').mkdir()
    for name in (lesson, other): save(tmp_path/'course'/name, files.fresh(load(root/'nbs'/name)))
    return tmp_path/'course'

@pytest.fixture
def work(tmp_path, course):
    "A student's folder, with the lessons in it"
    put_lessons(course, tmp_path/'work')
    return tmp_path/'work'

def test_what_a_student_did_stays_and_what_is_newer_comes(course, work):
    change(work/lesson, 3, '# mine')
    change(work/lesson, 5, '# mine too')
    before = (work/lesson).read_bytes()
    change(course/lesson, 5, '# newer')
    change(course/lesson, 7, '# newer too')
    handed = put_lessons(course, work)
    said = texts(work/lesson)
    assert said[3].endswith('# mine') and said[5].endswith('# mine too') and '# newer' in said[6]
    assert said[8].endswith('# newer too') and len(said) == len(texts(course/lesson)) + 1
    assert '1 cell is newer, 1 cell of yours has a newer one below it' in str(handed)
    assert str(handed.copies) in str(handed)
    assert handed.copies.parent == work/'earlier' and (handed.copies/lesson).read_bytes() == before
    assert handed.kept == [other] and not (handed.copies/other).exists()
    nbformat.validate(nbformat.read(work/lesson, 4))

def test_where_nothing_is_new_nothing_is_written(course, work):
    change(work/lesson, 3, '# mine')
    before, times = all_files(work), {p: p.stat().st_mtime_ns for p in work.rglob('*')}
    for _ in range(3): assert str(put_lessons(course, work)) == f'{work}: all as you left it'
    assert all_files(work) == before and {p: p.stat().st_mtime_ns for p in work.rglob('*')} == times

def test_an_untouched_one_becomes_the_newer_lesson(course, work):
    change(course/lesson, 7, '# newer')
    put_lessons(course, work)
    assert (work/lesson).read_text(encoding='utf-8') == as_text(lesson_at(course/lesson))

def test_real_lessons_pass_through_all_of_it(tmp_path):
    "Every notebook that is handed out: it comes, it stays, and one changed by both keeps both"
    new = put_lessons(root/'nbs', tmp_path).new
    assert new == [p.name for p in course_notebooks(root/'nbs')] and not list(tmp_path.glob('*_practice_*'))
    assert put_lessons(root/'nbs', tmp_path).kept == new

@pytest.mark.parametrize('name', ['my loss.ipynb', 'done/02_loss.ipynb', 'Übung [1].ipynb'])
@pytest.mark.parametrize('stamped', [True, False])
def test_a_renamed_notebook_is_known_again(course, work, name, stamped):
    (work/name).parent.mkdir(exist_ok=True)
    (work/lesson).rename(work/name)
    nb = load(work/name)
    if not stamped: del nb['metadata']['fitcurve']
    save(work/name, nb)
    change(work/name, 3, '# mine')
    change(course/lesson, 7, '# newer')
    assert name in str(put_lessons(course, work)) and not (work/lesson).exists()
    assert texts(work/name)[3].endswith('# mine') and texts(work/name)[7].endswith('# newer')

def test_a_copy_is_a_notebook_of_the_student_s_own(course, work):
    shutil.copy(work/lesson, work/'02_loss-Copy1.ipynb')
    before = (work/'02_loss-Copy1.ipynb').read_bytes()
    change(course/lesson, 7, '# newer')
    put_lessons(course, work)
    assert (work/'02_loss-Copy1.ipynb').read_bytes() == before and texts(work/lesson)[7].endswith('# newer')

def test_two_that_have_changed_their_names_are_both_known(course, work):
    (work/lesson).rename(work/'x')
    (work/other).rename(work/lesson)
    (work/'x').rename(work/other)
    change(course/lesson, 7, '# newer')
    put_lessons(course, work)
    assert texts(work/other)[7].endswith('# newer') and stamp(load(work/lesson))['lesson'] == other

def test_a_lesson_that_the_course_renames_takes_the_student_s_work_along(course, work):
    change(work/lesson, 3, '# mine')
    (course/lesson).rename(course/'42_loss.ipynb')
    put_lessons(course, work)
    assert texts(work/'42_loss.ipynb')[3].endswith('# mine') and not (work/lesson).exists()
    assert copies(work)[0].name == lesson

def test_a_deleted_notebook_is_there_afresh_and_a_dropped_lesson_stays(course, work):
    (work/lesson).unlink()
    (course/other).unlink()
    before = (work/other).read_bytes()
    assert put_lessons(course, work).new == [lesson] and (work/other).read_bytes() == before

def test_a_notebook_of_one_s_own_in_the_way_is_left_alone(course, tmp_path):
    own = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell('my own')])
    (tmp_path/'work').mkdir()
    nbformat.write(own, tmp_path/'work'/lesson)
    before = (tmp_path/'work'/lesson).read_bytes()
    handed = put_lessons(course, tmp_path/'work')
    assert handed.new == [other] and f'{lesson}: this one is a notebook of your own' in str(handed)
    assert (tmp_path/'work'/lesson).read_bytes() == before

damages = dict(
    empty=lambda raw: b'', zeros=lambda raw: b'\0'*len(raw), cut=lambda raw: raw[:len(raw)//2],
    junk=lambda raw: b'mine', list=lambda raw: b'[1]', latin=lambda raw: b'\xff\xfe\xfd' + raw[:99],
    marks=lambda raw: re.sub(rb'(?m)^(.*)# mine(.*)$', rb'<<<<<<< a\n\1# mine\2\n=======\n\1# hers\2\n>>>>>>> b', raw))
@pytest.mark.parametrize('how', damages)
def test_a_damaged_notebook_is_kept_and_what_can_be_read_is_in_the_lesson(course, work, how):
    change(work/lesson, 3, '# mine')
    raw = damages[how]((work/lesson).read_bytes())
    (work/lesson).write_bytes(raw)
    change(course/lesson, 7, '# newer')
    handed = put_lessons(course, work)
    assert 'what could be read of it is in the lesson' in str(handed)
    assert (handed.copies/lesson).read_bytes() == raw
    said = texts(work/lesson)
    assert len(said) >= len(texts(course/lesson)) and '# newer' in ''.join(said)
    assert ('# mine' in ''.join(said)) == (how in ('cut', 'marks')) and ('# hers' in ''.join(said)) == (how == 'marks')
    nbformat.validate(nbformat.read(work/lesson, 4))
    assert not put_lessons(course, work).merged

def test_the_same_damage_twice_is_copied_once(course, work):
    for _ in range(2):
        (work/lesson).write_text('mine', encoding='utf-8')
        put_lessons(course, work)
    assert len(copies(work)) == 1

def test_one_that_was_open_and_is_saved_over_the_newer_one_is_brought_up_again(course, work):
    "It says of which edition it is: its old cells aren't taken for the student's"
    open_elsewhere = (work/lesson).read_bytes()
    change(course/lesson, 7, '# newer')
    put_lessons(course, work)
    (work/lesson).write_bytes(open_elsewhere)
    change(work/lesson, 3, '# mine')
    assert not put_lessons(course, work).merged[lesson].beside
    assert texts(work/lesson)[7].endswith('# newer') and texts(work/lesson)[3].endswith('# mine')

def test_one_that_is_saved_in_that_very_moment_is_read_again(course, work, monkeypatch):
    change(course/lesson, 7, '# newer')
    keep = handout.keep_copy
    def and_saved(handed, path, raw):
        keep(handed, path, raw)
        monkeypatch.setattr(handout, 'keep_copy', keep)
        change(path, 3, '# mine')
    monkeypatch.setattr(handout, 'keep_copy', and_saved)
    put_lessons(course, work)
    assert texts(work/lesson)[7].endswith('# newer') and texts(work/lesson)[3].endswith('# mine')

def test_lessons_from_before_editions_were_kept(course, work):
    "What differs may be the student's or the course's: both are there"
    shutil.rmtree(work/'.fitcurve')
    nb = load(work/lesson)
    del nb['metadata']['fitcurve']
    save(work/lesson, nb)
    change(work/lesson, 3, '# mine')
    change(course/lesson, 7, '# newer')
    assert len(put_lessons(course, work).merged[lesson].beside) == 2
    assert '# mine' in ''.join(texts(work/lesson)) and '# newer' in ''.join(texts(work/lesson))
    assert not put_lessons(course, work).merged

def test_what_jupyter_trusts_it_trusts_still(course, work, tmp_path, monkeypatch):
    monkeypatch.setenv('JUPYTER_DATA_DIR', str(tmp_path/'data'))
    from nbformat.sign import NotebookNotary
    trusted = lambda name: NotebookNotary().check_signature(nbformat.read(work/name, 4))
    NotebookNotary().sign(nbformat.read(work/lesson, 4))
    for name in (lesson, other): change(course/name, 7, '# newer')
    put_lessons(course, work)
    assert trusted(lesson) and not trusted(other)

def test_two_cells_of_one_id_are_no_matter_for_the_terminal(course, work, recwarn):
    "A notebook that another editor wrote: which cell has which id is told to nobody"
    nb = load(work/lesson)
    nb['cells'].insert(5, dict(nb['cells'][4]))
    save(work/lesson, nb)
    change(course/lesson, 7, '# newer')
    assert lesson in put_lessons(course, work).merged
    assert [str(w.message) for w in recwarn] == []

# ── Disks ──

@pytest.mark.skipif(sys.platform == 'win32', reason='Windows has no such limit')
def test_what_is_not_there_yet_is_not_called_left(course, tmp_path):
    with Within(1000): handed = put_lessons(course, tmp_path/'fresh')
    assert str(handed) == f'{lesson} and 1 more: could not be put there (File too large)'

def unchanged_but_told(course, work, words, hinder):
    change(work/lesson, 3, '# mine')
    change(course/lesson, 7, '# newer')
    before = all_files(work)
    with hinder: handed = put_lessons(course, work)
    assert words in handed.trouble[lesson] and 'left as it was' in str(handed) and handed.kept == [other]
    assert {name: all_files(work).get(name) for name in before} == before, 'nothing is half of itself'
    assert not [name for name in all_files(work) if name.endswith('.part')]
    assert lesson in put_lessons(course, work).merged and len(copies(work)) == 1

class Within:
    "Files may be this long, as on a disk that is full: the system itself says so, in the midst of writing"
    def __init__(self, most): self.most = most
    def __enter__(self):
        from resource import RLIMIT_FSIZE, getrlimit, setrlimit
        (old, hard), heard = getrlimit(RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        setrlimit(RLIMIT_FSIZE, (self.most, hard))
        self.undo = lambda: (setrlimit(RLIMIT_FSIZE, (old, hard)), signal.signal(signal.SIGXFSZ, heard))
    def __exit__(self, *_): self.undo()

@pytest.mark.skipif(sys.platform == 'win32', reason='Windows has no such limit')
def test_on_a_full_disk_all_is_as_it_was(course, work): unchanged_but_told(course, work, 'File too large', Within(1000))

@pytest.mark.parametrize('refused', ['', 'earlier', '.fitcurve'])
def test_where_nothing_can_be_written_all_is_as_it_was(course, work, monkeypatch, refused):
    "A folder that is read-only, or one in it (whoever is root can write anywhere: so the system's call says no)"
    really = os.open
    def no(path, flags, *mode, **more):
        if flags & os.O_CREAT and refused in str(path): raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
        return really(path, flags, *mode, **more)
    with monkeypatch.context() as m:
        class Refused:
            def __enter__(self): m.setattr(os, 'open', no)
            def __exit__(self, *_): m.undo()
        unchanged_but_told(course, work, 'Read-only file system', Refused())

def test_a_file_in_place_of_the_folder(course, tmp_path):
    (tmp_path/'file').write_text('mine', encoding='utf-8')
    with pytest.raises(NotADirectoryError, match='file is a file: name another folder'):
        put_lessons(course, tmp_path/'file')
    (tmp_path/'w'/lesson).mkdir(parents=True)
    handed = put_lessons(course, tmp_path/'w')
    assert handed.new == [other] and handed.trouble[lesson].startswith('left as it was (')

def test_what_is_in_the_way_is_named(course, tmp_path):
    (tmp_path/'.fitcurve').write_text('mine', encoding='utf-8')
    handed = put_lessons(course, tmp_path)
    assert handed.trouble[lesson].endswith(f"({os.strerror(errno.EEXIST)}: {tmp_path/'.fitcurve'})")
    assert (tmp_path/'.fitcurve').read_text(encoding='utf-8') == 'mine'

# ── A file, whole ──

def test_a_link_stays_a_link_and_a_mode_stays_the_mode(tmp_path):
    (tmp_path/'to').mkdir()
    path, link = tmp_path/'to'/'real.txt', tmp_path/'link.txt'
    path.write_text('old', encoding='utf-8')
    path.chmod(0o666)
    link.symlink_to(path)
    write_whole(link, 'new')
    assert link.is_symlink() and path.read_text(encoding='utf-8') == 'new' and path.stat().st_mode & 0o777 == 0o666
    old = os.umask(0o022)
    try: modes = [write_whole(tmp_path/n, '', *m).stat().st_mode & 0o777 for n, m in (('a', ()), ('b', (0o600,)))]
    finally: os.umask(old)
    assert modes == [0o644, 0o600] or sys.platform == 'win32', 'which knows no such modes'

@pytest.mark.parametrize('name', ['a'*250, 'ü'*120, ' a b.txt', '.hidden'])
def test_any_name_that_a_file_may_have(tmp_path, name):
    assert write_whole(tmp_path/name, b'\r\n').read_bytes() == b'\r\n'
    with pytest.raises(UnicodeEncodeError): write_whole(tmp_path/name, 'half of a letter: \ud800')
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b'\r\n']

def test_every_file_of_a_user_s_is_written_by_this_piece():
    "In the package nothing else puts a file in another's place"
    sources = [p for p in (root/'fitcurve').glob('*.py') if '.replace(path)' in p.read_text(encoding='utf-8')]
    assert [p.name for p in sources] == ['files.py']

def test_copies_of_before_are_not_graded(course, work):
    change(course/lesson, 7, '# newer')
    put_lessons(course, work)
    assert copies(work) and [p.parent for p in students(work.parent)['work']] == [work]*2
