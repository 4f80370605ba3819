"CONTRIBUTING.md: what its journeys name is where they say it is, and takes as long as they say."
import re
import pytest
from fitcurve.page import static
from tests.jupyter import root

text = (root/'CONTRIBUTING.md').read_text(encoding='utf-8')
journeys = text.partition('\n## Three journeys\n')[2].partition('\n## ')[0]
steps = [step for step in re.split(r'\n(?=\d\. )|\n\n', journeys) if re.match(r'\d\. ', step)]
sources = {p.name: p.read_text(encoding='utf-8') for p in [*(root/'fitcurve').glob('*.py'), *static.glob('*.js')]}
is_file = re.compile(r'\w+\.(js|py)').fullmatch

def named(step): return re.findall(r'`([^`]+)`', step)
def words(code): return [w for w in re.findall(r'[A-Za-z_]\w{2,}', code) if w != 'html']

@pytest.mark.parametrize('i', range(len(steps)))
def test_what_a_step_names_is_in_a_file_that_it_names(i):
    "Or that the steps before it name"
    files = [name for step in steps[:i + 1] for name in named(step) if is_file(name)]
    assert set(files) <= set(sources) and files
    for code in named(steps[i]):
        for word in words(code) if not is_file(code) else ():
            assert any(re.search(rf'\b{word}\b', sources[name]) for name in files), word

def test_the_steps_are_those_of_all_three(): assert len(steps) > 14 and journeys.count('\n### ') == 3

@pytest.mark.parametrize('said, name', [
    (r'after (\d+) ms \(`gap`\)', 'gap'), (r'(\d+) ms later\s+\(`patience`\)', 'patience'),
    (r'more than (\d+) points \(`many`\)', 'many')])
def test_how_long_an_edit_waits(said, name):
    assert re.search(said, journeys)[1] == re.search(rf'^const {name} = (\d+);', sources['sync.js'], re.M)[1]

def test_how_many_are_on_their_way():
    assert re.search(r'(\w+) on their way at most \(`crowd`\)', journeys)[1] == 'four'
    assert 'const crowd = 4;' in sources['sync.js']
