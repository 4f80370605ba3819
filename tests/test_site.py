"""The site, built once: what its files say, their links, their weight, and that nothing is left out."""
import inspect, json, re
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import unquote
import fitcurve, pytest
from tests.nist import sets
from tests.sites import notebooks, pages, reference, root, uses

pytestmark = pytest.mark.slow  # it builds the site

class Page(HTMLParser):
    "The places in a page, its links, and what it loads"
    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.loads = set(), [], []
        self.feed(path.read_text(encoding='utf-8'))
    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids.add(given.get('id'))
        if tag == 'a' and 'href' in given: self.links.append(given['href'])
        if tag in ('script', 'img', 'iframe') and 'src' in given: self.loads.append(given['src'])
        if tag == 'link' and given.get('rel') == 'stylesheet': self.loads.append(given['href'])
        elif tag == 'link': self.links.append(given['href'])

@lru_cache
def read(path): return Page(path)

def outside(address): return '://' in address or address.startswith(('data:', 'mailto:'))

def dead(site, path):
    "The links of this page that lead nowhere, or out of the folder"
    for link in read(path).links + read(path).loads:
        if outside(link): continue
        name, _, place = unquote(link).partition('#')
        name = name.partition('?')[0]
        to = (path.parent/name).resolve() if name else path
        if link.startswith('/') or not to.is_relative_to(site) or not to.is_file(): yield link
        elif to.suffix == '.html' and place and place not in read(to).ids: yield link

def test_no_link_is_dead_and_nothing_is_loaded_from_elsewhere(site):
    assert len(pages(site)) > 40
    assert [(p.name, link) for p in pages(site) for link in dead(site, p)] == []
    assert [(p.name, src) for p in pages(site) for src in read(p).loads if '://' in src] == []

def weight(path):
    "Bytes of a page with all that it loads"
    loads = {(path.parent/unquote(src).partition('?')[0]).resolve() for src in read(path).loads if not outside(src)}
    return path.stat().st_size + sum(p.stat().st_size for p in loads if p.is_file())

def test_no_page_is_heavier_than_a_megabyte_and_a_half(site):
    assert {p.name: weight(p) for p in pages(site) if weight(p) > 1_500_000} == {}

def test_the_folder_has_nothing_of_the_machine_that_made_it(site):
    "No files of Sphinx's own, which name its folders; and GitHub is told to leave out nothing"
    files = [p.relative_to(site).as_posix() for p in site.rglob('*') if p.is_file()]
    assert [name for name in files if '/.' in f'/{name}'] == ['.nojekyll']
    machine = [str(place).encode() for place in (root, site)]
    assert [name for name in files if any(place in (site/name).read_bytes() for place in machine)] == []

def test_all_notebooks_are_there_but_those_that_hold_the_answers(site):
    there = {p.stem for p in (site/'nbs').glob('*.html')}
    assert there == {p.stem for p in (root/'nbs').glob('[0-9]*.ipynb') if '_practice_' not in p.name}
    for path in (site/'downloads').glob('*.ipynb'):
        nb = json.loads(path.read_text(encoding='utf-8'))
        assert not any(cell.get('outputs') for cell in nb['cells'])
        assert f'nbs/{path.name}' in ' '.join(read(site/'nbs'/f'{path.stem}.html').links)

def test_the_reference_has_the_public_names_and_no_others(site):
    there = {one for path in (site/'reference').glob('*.html') for one in read(path).ids
             if one and re.fullmatch(r'fitcurve\.\w+\.\w+', one)}
    public = {f'fitcurve.{module}.{name}' for module, names in reference.public().items() for name in names}
    assert {one.rpartition('.')[2] for one in public} == set(fitcurve.__all__)
    assert there == public | {'fitcurve.figure.Figure', 'fitcurve.pad.Pad'}
    places = {f'{one.split(".")[1]}.html#{one}' for one in there}
    assert places <= set(read(site/'reference'/'index.html').links)

def test_each_function_of_the_reference_has_its_arguments_and_an_example(site):
    for module, names in reference.public().items():
        page = _text((site/'reference'/f'{module}.html').read_text(encoding='utf-8'))
        for name in names:
            f = getattr(fitcurve, name)
            if inspect.isfunction(f): assert f'{name}{reference.signature(f)}'.replace(' -> ', ' → ') in page, name
            assert inspect.isclass(f) or len(re.findall(rf'\b{name}\b', page)) > 3, name
    html = (site/'reference'/'figure.html').read_text(encoding='utf-8')
    assert 'as many, to be fitted; without them there is just the curve' in html and 'loss=mae' in _text(html)

def test_each_function_of_the_reference_has_a_cell_under_its_heading():
    "But one that stands in a cell with its kin, which is shown once"
    bare = []
    for module, names in reference.public().items():
        headed = [cell.source.partition('\n')[0].lstrip('# ') if cell.cell_type == 'markdown' else ''
                  for cell in reference.page(module, names, root/'nbs').cells]
        followed = {title for title, after in zip(headed, headed[1:]) if title and not after}
        bare += [name for name in names if name not in followed and inspect.isfunction(getattr(fitcurve, name))]
    assert bare == ['cosine']

def test_a_class_of_the_reference_shows_what_is_for_users_alone(site):
    of = {one.rpartition('.')[2] for one in read(site/'reference'/'figure.html').ids
          if one and one.startswith('fitcurve.figure.Figure.')}
    assert of == set('''x y params lr friction schedule steps show log data test yerr dials zero_grad sliders value
        add curves remove loss test_loss new_sample grad predictions python best program why observe step run descend
        limit parts close to_png save'''.split())

def _text(html):
    "The text of some HTML, its tags left out"
    words, parser = [], HTMLParser()
    parser.handle_data = words.append
    parser.feed(html)
    return ''.join(words)

def test_doors_need_an_address_and_three_of_them_github():
    name = '00_data.ipynb'
    assert notebooks.doors(name, '', 'main') == notebooks.doors(name, 'https://example.org/a/b', 'main') == []
    for url in ('https://github.com/a/b', 'https://github.com/a/b.git', 'https://github.com/a/b/'):
        (_, colab), (_, kaggle), (_, binder) = notebooks.doors(name, url, 'a/branch')
        assert colab == 'https://colab.research.google.com/github/a/b/blob/a/branch/nbs/00_data.ipynb'
        assert kaggle.endswith('?src=https://github.com/a/b/blob/a/branch/nbs/00_data.ipynb')
        assert binder == 'https://mybinder.org/v2/gh/a/b/a%2Fbranch?labpath=nbs%2F00_data.ipynb'
    assert 'colab' not in notebooks.door_line(name, '', 'main') and 'download' in notebooks.door_line(name, '', 'main')

def test_the_gallery_has_at_least_twelve_uses_and_says_where_each_ones_data_come_from():
    assert len(uses.scripts()) >= 12
    told = r'^The data( are (made up, with the seed \d|exact)|:.*\b(19\d\d|JPL))'
    for path in uses.scripts(): assert re.search(told, uses.read(path)[0], re.MULTILINE | re.DOTALL), path.name
    for name, of in (('06_growth', 'Rat42'), ('07_calibration', 'Chwirut2')):
        fig = uses.figure(uses.gallery/f'{name}.py')
        assert (fig.x[:, 0].tolist(), fig.y[:, 0].tolist()) == (
            pytest.approx(sets[of]['x']), pytest.approx(sets[of]['y'])), name

def test_each_use_asks_a_question_and_its_notebook_brings_what_it_needs(site):
    cards = _text((site/'gallery'/'index.html').read_text(encoding='utf-8'))
    for path in uses.scripts():
        said = uses.parts(uses.read(path)[0])
        assert said['question'].endswith('?') and said['question'] in cards, path.name
        nb = json.loads((site/'downloads'/'gallery'/f'{path.stem}.ipynb').read_text(encoding='utf-8'))
        words, first, code = (''.join(cell['source']) for cell in nb['cells'])
        assert words == uses.read(path)[0] and code.endswith('\nfig')
        assert "find_spec, ('fitcurve',)" in first and 'course' not in first
        exec(first)  # all is there: it installs nothing

@pytest.mark.parametrize('path', uses.scripts(), ids=lambda path: path.stem)
def test_run_ends_in_the_valley_where_each_use_begins(path):
    "Within 4 % of where the r-algorithm comes to, from the same place and from where Run ended"
    fig = uses.figure(path)
    start = fig.loss
    fig.run()
    ends, at = fig.loss, uses.figure(path)
    for one in (fig, at): one.descend()
    assert ends < 1.04*min(fig.loss, at.loss) and ends < 0.95*start
