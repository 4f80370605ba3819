"""Run the notebooks in a real kernel; compare their outputs with the committed ones, or save them.

`python -m tests.lessons --save [name …]` runs and saves; `--pages` puts the page's own modules, as they are now, into
the committed figures, without a kernel: enough when only `fitcurve/static` has changed.
"""
import base64, io, json, os, re, sys, tempfile
from html import unescape
from pathlib import Path

import nbformat
import numpy as np
import zmq
from matplotlib.image import imread
from nbclient import NotebookClient
from traitlets.config import Config

from fitcurve.files import write_whole
from fitcurve.page import as_html

nbs = Path(__file__).parent.parent/'nbs'
lessons = sorted(nbs.glob('0*.ipynb'))
further = sorted(nbs.glob('4*.ipynb'))  # what is deeper or better than a beginner needs, and exports it
practice = sorted(nbs.glob('*_practice_*.ipynb'))  # exercises and their banks
pages = sorted(nbs.glob('*.ipynb'))
# They show the same though each cell runs twice, and whatever a hand has done
unmoved = '00_data', '02_loss', '04_relu', '05_digits'
view = 'application/vnd.jupyter.widget-view+json'
# The last digits of a sum depend on the threads and on the processor's own instructions, and a training magnifies them:
# one way for all machines
alike = dict(OMP_NUM_THREADS='1', ATEN_CPU_CAPABILITY='avx2', MKL_CBWR='COMPATIBLE', ONEDNN_MAX_CPU_ISA='AVX2')

def sockets(folder):
    """A kernel that is spoken to through files of this folder. Free ports are looked for before the kernel takes them:
    where several start side by side, another may be quicker"""
    return Config() if os.name == 'nt' else Config(KernelManager=dict(transport='ipc', ip=f'{folder}/kernel'))

# Runs last in a kernel: prints the most memory that it has had, in MB (`ru_maxrss` would begin with its parent's)
peak = """
import re
from pathlib import Path
print(int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])//1024)
"""

# Runs first: tqdm asks TQDM_DISABLE where it is loaded, and a kernel that is a fork has loaded it before it was asked
tqdm_anew = """
import sys
for name in [name for name in sys.modules if name.partition('.')[0] == 'tqdm']: del sys.modules[name]
"""

class Client(NotebookClient):
    """nbclient's, which asks each second whether the kernel is alive, and now whether its answer is there as well. One
    that came while a widget's message was sent wakes nobody: a cell with `interact` waited until its time was up"""
    async def _async_check_alive(self):
        self.kc.shell_channel.socket.get(zmq.EVENTS)
        await super()._async_check_alive()

def run(path): return run_between(path)[0]

def run_between(path, first='', last='', folder=nbs, again=None, **env):
    """The notebook at `path`, executed whole in a fresh kernel, its widgets' pictures in place of the widgets; and what
    the code `last`, run behind it, has printed. `first` runs before it, and behind each cell those which `again` makes
    of it; none of these is part of it"""
    code = nbformat.v4.new_code_cell
    nb = nbformat.read(path, 4)
    own = nb.cells
    for c in own:
        if c.cell_type == 'code': c.outputs = []
    behind = lambda c: map(code, again(c.source)) if again and c.cell_type == 'code' else []
    nb.cells = [code(tqdm_anew + first), *(cell for c in own for cell in (c, *behind(c))), code(last)]
    quiet = {**os.environ, **alike, 'TQDM_DISABLE': '1', **env}  # bars show only where it's slow
    where = {'metadata': {'path': str(folder)}}
    # a busy machine is late with what a cell printed: without patience it would be left out
    patient = dict(timeout=300, startup_timeout=300, iopub_timeout=120)
    with tempfile.TemporaryDirectory() as aside:
        client = Client(nb, kernel_name='python3', resources=where, config=sockets(aside), **patient)
        client.execute(env={'FITCURVE_PROGRESS': f'{aside}/progress.json', **quiet})
    widgets = nb.metadata.pop('widgets', {})
    state = widgets.get('application/vnd.jupyter.widget-state+json', {}).get('state', {})
    for c in own:
        if c.cell_type == 'code': c.outputs = joined(o for out in c.outputs for o in still(out, state))
        c.metadata.pop('execution', None)
    said = ''.join(o.text for o in nb.cells[-1].outputs)
    nb.cells = own
    return nb, said

def still(out, state):
    "What is left of an output once its widget's model is gone: its own HTML, or the pictures that the widget showed"
    if out.get('data', {}).get('text/html') in ('', '<div></div>'): return []  # what fastai's progress bar leaves
    model = out.get('data', {}).get(view, {}).get('model_id')
    if model is None: return [out]
    if 'text/html' in out.data:
        return [nbformat.from_dict({**out, 'data': {k: v for k, v in out.data.items() if k != view}})]
    shown = [o for name in children(state, model) for o in state[name]['state'].get('outputs', [])]
    return [nbformat.from_dict(o) for o in shown]

def joined(outputs):
    "The outputs with neighbouring pieces of printed text made one: how a kernel cuts them up is chance"
    res = []
    for o in outputs:
        if res and o.output_type == res[-1].output_type == 'stream' and o.name == res[-1].name: res[-1].text += o.text
        else: res.append(o)
    return res

def children(state, model):
    "The names of a widget's model and of all those inside it"
    inside = state[model]['state'].get('children', [])
    return [model] + [n for c in inside for n in children(state, c.removeprefix('IPY_MODEL_'))]

# ── Figures in outputs ──

_figure = re.compile(r'<div data-entry="([\w.-]+)"(?: data-figure="\w*")?><div class="fitcurve-saved">(?:<div [^>]*>)?'
                     r'<img alt="([^"]*)" src="data:image/png;base64,([^"]*)"[^>]*>(?:</div>)?'
                     r'(?:<(?:p|div) class="fitcurve-note">([^<]*)</(?:p|div)>)?</div>\n'
                     r'(?:<div [^>]*>)?<script type="application/json">(.*)</script>\n')

def figures(nb):
    "Each output that holds a figure's page: its data, and what the page was made of: entry, alt, picture, note, spec"
    for c in nb.cells:
        for out in c.get('outputs', []):
            data = out.get('data', {})
            text = data.get('text/html', '')
            if 'fitcurve-saved' not in text: continue
            found = _figure.match(text)
            if not found: raise ValueError(f'cell {c.id} holds a figure of another make: make outputs')
            entry, alt, picture, note, spec = found.groups()
            words = dict(alt=unescape(alt), note=unescape(note or ''))
            yield data, dict(entry=entry, picture=picture, spec=json.loads(spec), **words)

def renew(nb):
    "Each figure's page with the modules as they are now, in plain text: git stores what has changed in it"
    for data, made_of in figures(nb): data['text/html'] = as_html(**made_of, plain=True)
    return nb

# ── What a reader sees ──

def shown(nb):
    "What a reader sees of each code cell's outputs but their pictures, without what differs from run to run"
    def one(out):
        if out.output_type == 'stream': return out.text
        data = out.get('data', {})
        kinds = sorted(k for k in data if k.startswith('image/'))
        text = ''.join(data.get('text/plain', ''))
        # fastai's rows end with the time taken
        return re.sub(r' at 0x[0-9a-fA-F]+|<td>[0-9:]+</td></tr>', '', text), kinds
    def by_hand(c): return c.source.startswith('check.')  # judges what a hand did to the figure
    return [(c.source, [] if by_hand(c) else [one(o) for o in c.outputs]) for c in nb.cells if c.cell_type == 'code']

def pictures(nb):
    "The pictures of all outputs, in order, each an array (height, width, 4) of numbers from 0 to 1; and its cell"
    return [(c.id, pixels(out.data['image/png']))
            for c in nb.cells for out in c.get('outputs', []) if 'image/png' in out.get('data', {})]

def pixels(png): return imread(io.BytesIO(base64.b64decode(png)), format='png')

def unlike(a, b):
    "How far two pictures are apart, from 0 to 1: the mean difference of their worst block of 20 × 20 pixels"
    if a.shape != b.shape: return 1.
    apart = np.abs(a - b).max(-1)
    h, w = (20*(n//20) for n in apart.shape)
    return float(apart[:h, :w].reshape(h//20, 20, w//20, 20).mean((1, 3)).max())

def compare(now, path):
    "Fails where a reader of the committed notebook sees another thing than this run of it shows"
    committed = nbformat.read(path, 4)
    assert shown(now) == shown(committed), f'{path.name} prints something else: make outputs'
    for (cell, a), (_, b) in zip(pictures(now), pictures(committed), strict=True):
        assert unlike(a, b) < 0.1, f'cell {cell} of {path.name} draws another picture: make outputs'

# ── Keeping them ──

def cleaned(nb):
    "The notebook's text, cleaned as nbdev cleans a file. That would write in place: on a full disk, half a notebook"
    from fastcore.nbio import dict2nb, nb2str
    from nbdev.clean import _nbdev_clean
    nb = dict2nb(json.loads(nbformat.writes(nb)))
    _nbdev_clean(nb)
    return nb2str(nb)

def save(path):
    "Run the notebook at `path` and keep its outputs"
    write_whole(path, cleaned(renew(run(path))))

def renew_pages(path):
    "The notebook at `path` with the page's modules as they are now; is it another one?"
    before = path.read_text(encoding='utf-8')
    write_whole(path, nbformat.writes(renew(nbformat.reads(before, 4))) + '\n')
    return path.read_text(encoding='utf-8') != before

if __name__ == '__main__':
    how, *names = sys.argv[1:] or ['']
    if how not in ('--save', '--pages'): sys.exit(__doc__)
    for path in pages:
        if names and path.stem not in names: continue
        if how == '--save': print(path.name); save(path)
        elif renew_pages(path): print(path.name)
