"A release, and the ways in that need no installation: what is uploaded, and what a host's notebook does"
import configparser, importlib.util, re, runpy, subprocess, sys
from pathlib import Path
import ipywidgets, pytest, setuptools
from IPython.core.formatters import DisplayFormatter
from readme_renderer.markdown import render
from fitcurve import explore, quad
from tests.firstcell import cell, source, with_first_cell
from tests.lessons import lessons
from tests.release import here, in_the_way

root = Path(__file__).parent.parent
config = configparser.ConfigParser()
config.read(root/'settings.ini', encoding='utf-8')
facts = config['DEFAULT']

# ── A lesson's first cell ──

@pytest.mark.parametrize('path', lessons, ids=lambda p: p.stem)
def test_each_lesson_begins_with_it(path):
    "python -m tests.firstcell would change nothing"
    text = path.read_text(encoding='utf-8')
    assert with_first_cell(text) == text

def test_it_comes_behind_the_title_once_and_leaves_the_rest_alone():
    plain = '{"cells": [{"id": "a"}, {"id": "b"}], "nbformat": 4}'
    once = with_first_cell(plain)
    assert with_first_cell(once) == once and once.count(cell['id']) == 1
    assert re.findall(r'"id": "(\w+)"', once) == ['a', cell['id'], 'b'] and '"nbformat": 4' in once

def runs_where_missing(monkeypatch, *missing, code=0):
    "The commands that the cell runs on a host where these are missing, and what pip is told to keep"
    ran, find = [], importlib.util.find_spec
    def run(command, stdout=None, check=False):
        kept = Path(command[command.index('-c') + 1]).read_text(encoding='utf-8') if '-c' in command else ''
        if stdout: stdout.write('torch==2.11.0+cpu\n')
        ran.append((command[1:4], command[-1], kept))
        return subprocess.CompletedProcess(command, code)
    monkeypatch.setattr(importlib.util, 'find_spec', lambda name: None if name in missing else find(name))
    monkeypatch.setattr(subprocess, 'run', run)
    exec(source, {})
    return ran

def test_where_all_is_there_it_runs_nothing(monkeypatch): assert runs_where_missing(monkeypatch) == []

@pytest.mark.parametrize('missing', ['fitcurve', 'fastai', 'sklearn'])
def test_what_is_missing_is_installed_and_what_is_there_is_kept(monkeypatch, missing):
    listed, (command, wanted, kept) = runs_where_missing(monkeypatch, missing)
    assert listed == (['-m', 'pip', 'list'], '--format=freeze', '')
    assert command == ['-m', 'pip', 'install'] and wanted.startswith('fitcurve[course]')
    assert kept == 'torch==2.11.0+cpu\n'

def test_where_nothing_can_be_fetched_it_says_so_in_words(monkeypatch):
    "As on Kaggle, where the internet is off until it is switched on"
    with pytest.raises(RuntimeError, match='internet'): runs_where_missing(monkeypatch, 'fitcurve', code=1)

def test_with_ipywidgets_7_the_whole_figure_is_shown(monkeypatch):
    "That version displays a widget itself, its view alone, unless the widget forbids it"
    def alone(self, **kwargs): raise AssertionError('its view alone')
    monkeypatch.setattr(ipywidgets.Widget, '_ipython_display_', alone, raising=False)
    data, _ = DisplayFormatter().format(explore(quad, a=1., b=1., c=1.))
    assert {'text/html', 'image/png'} <= set(data)

# ── Binder ──

def test_binder_installs_what_the_lessons_need():
    needs, runs, after = (root/'.binder'/name for name in ('requirements.txt', 'runtime.txt', 'postBuild'))
    *_, lock, package = needs.read_text(encoding='utf-8').splitlines()
    assert (root/'.binder'/lock.removeprefix('-c ')).resolve() == root/'constraints.txt' and package == '.[course]'
    _, _, minor = runs.read_text(encoding='utf-8').rpartition('.')
    assert int(minor) >= int(facts['min_python'].rpartition('.')[2])
    assert after.stat().st_mode & 0o111 or sys.platform == 'win32', 'it is a command; Windows knows no such mark'

# ── What is to be pasted ──

def test_what_is_to_be_pasted_is_in_double_quotes():
    "Windows' cmd takes single ones for letters of the package's name"
    lines = re.findall(r'^pip install .*', (root/'README.md').read_text(encoding='utf-8'), re.M)
    assert len(lines) > 2 and not [line for line in lines if "'" in line.partition('#')[0]]

# ── What is uploaded ──

def described(monkeypatch, **env):
    "The README as the index gets it, and as HTML"
    seen = {}
    for name in ('GITHUB_REPOSITORY', 'GITHUB_SERVER_URL'): monkeypatch.delenv(name, raising=False)
    for name, v in env.items(): monkeypatch.setenv(name, v)
    monkeypatch.setattr(setuptools, 'setup', lambda **kwargs: seen.update(kwargs))
    runpy.run_path(str(root/'setup.py'))
    return render(seen['long_description'])

def addresses(html): return re.findall(r'(?:src|href)="([^"]*)"', html)

def test_the_indexs_page_has_its_picture_and_its_links(monkeypatch):
    html = described(monkeypatch, GITHUB_SERVER_URL='https://github.com', GITHUB_REPOSITORY='someone/fitcurve')
    found = addresses(html)
    assert 'https://github.com/someone/fitcurve/raw/HEAD/nbs/images/explore.png' in found
    assert 'https://github.com/someone/fitcurve/blob/HEAD/nbs/03_descent.ipynb' in found
    assert all(a.startswith(('https://', '#')) for a in found)
    for path in re.findall('fitcurve/(?:raw|blob)/HEAD/([^"]*)', html): assert (root/path).is_file(), path

def test_where_the_repository_is_not_known_nothing_is_broken(monkeypatch):
    html = described(monkeypatch)
    assert all(a.startswith(('https://', '#')) for a in addresses(html)) and '3. Descent' in html
    assert '<img' not in html or facts.get('git_url')

def test_each_row_of_the_table_of_front_ends_says_who_vouches_for_it():
    "A test whose file is there and speaks of it, or that it was tried, or wasn't"
    text = (root/'README.md').read_text(encoding='utf-8').partition('## Where a figure lives')[2]
    table = [row for row in text.partition('\n## ')[0].splitlines() if row.startswith('| ')][1:]
    rows = {row.split('|')[1].strip(): row.split('|')[-2] for row in table}
    assert len(rows) > 12 and all('tried' in word or 'tests/test_' in word for word in rows.values())
    speaks = {'Voilà': 'voila', 'Notebook 7': 'notebook_7', 'Colab': 'ipywidgets_7', 'Binder': 'binder',
              'Sphinx with myst-nb: `make site`': 'site', 'nbconvert, `jupyter execute`, papermill': 'papermill'}
    for where, word in speaks.items():
        name, = re.findall(r'\((tests/\w+\.py)\)', rows[where])
        assert word in (root/name).read_text(encoding='utf-8'), where

def test_version_changelog_and_citation_are_of_one_word(): assert here() == []

def test_what_is_in_a_releases_way_is_said():
    done, cited = '# Changelog\n\n## Unreleased\n\n## 1.2.0 - 2026-12-01\n', dict(version='1.2.0')
    assert in_the_way('1.2.0', 'v1.2.0', done, cited) == []
    assert ['v1.2.1' in line for line in in_the_way('1.2.0', 'v1.2.1', done, cited)] == [True]
    assert 'no heading' in in_the_way('1.2.1', '', done, dict(version='1.2.1'))[0]
    assert 'CITATION' in in_the_way('1.2.0', '', done, dict(version='1.1.0'))[0]
    more = done.replace('Unreleased\n', 'Unreleased\n\n### Added\n- a door\n')
    assert in_the_way('1.2.0', '', more, cited) == [] and 'Added' in in_the_way('1.2.0', 'v1.2.0', more, cited)[0]
