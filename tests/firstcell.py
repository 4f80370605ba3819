"""The first code cell of each lesson: it installs what is missing, where a host has no fitcurve (Colab, Kaggle), and
replaces nothing that is there. `python -m tests.firstcell` puts it into each lesson, and touches nothing else."""
import configparser, json
from fitcurve.files import write_whole
from tests.lessons import lessons, nbs

config = configparser.ConfigParser()
config.read(nbs.parent/'settings.ini', encoding='utf-8')
address = config['DEFAULT'].get('git_url')  # until then, the package of that name on the index
wanted = 'fitcurve[course]' + (f' @ git+{address}' if address else '')

heading = '# Installs what is missing, as on Colab and Kaggle; where all is there, it does nothing'
source = f"""{heading}
import subprocess, sys, tempfile
from importlib.util import find_spec
if not all(map(find_spec, ('fitcurve', 'fastai', 'fastcore', 'sklearn'))):
    pip = [sys.executable, '-m', 'pip']
    with tempfile.TemporaryDirectory() as folder:
        kept = f'{{folder}}/kept.txt'  # what is there stays as it is: torch, numpy, the widgets
        with open(kept, 'w') as f: subprocess.run([*pip, 'list', '--format=freeze'], stdout=f, check=True)
        done = subprocess.run([*pip, 'install', '-q', '--retries=1', '-c', kept, '{wanted}'])
    if done.returncode: raise RuntimeError(
        'pip could not install what is missing, and says why above. It needs the internet, which on Kaggle is '
        "off until you switch it on in the notebook's settings. Then run this cell again.")"""
cell = dict(cell_type='code', execution_count=None, id='1457a115', metadata=dict(jupyter=dict(source_hidden=True)),
            outputs=[], source=source.splitlines(keepends=True))

def with_first_cell(text):
    "A notebook's text with this cell behind its title, wherever it stood before"
    nb = json.loads(text)
    title, *rest = [c for c in nb['cells'] if c['id'] != cell['id']]
    nb['cells'] = [title, cell, *rest]
    return json.dumps(nb, indent=1, ensure_ascii=False) + '\n'

if __name__ == '__main__':
    for path in lessons: write_whole(path, with_first_cell(path.read_text(encoding='utf-8')))
