"Run the notebooks in a real kernel; compare their outputs with the committed ones, or save them (`--save`)."
import os, re, sys
from pathlib import Path
import nbformat
from nbclient import NotebookClient

nbs = Path(__file__).parent.parent/'nbs'
lessons = sorted(nbs.glob('0*.ipynb'))
pages = sorted(nbs.glob('*.ipynb'))
view = 'application/vnd.jupyter.widget-view+json'
# The last digits of a sum depend on the threads and on the processor's own instructions, and a training magnifies them: one way for all machines
alike = dict(OMP_NUM_THREADS='1', ATEN_CPU_CAPABILITY='avx2', MKL_CBWR='COMPATIBLE', ONEDNN_MAX_CPU_ISA='AVX2')

def run(path):
    "The notebook at `path`, executed whole in a fresh kernel, its widgets' pictures in place of the widgets"
    nb = nbformat.read(path, 4)
    for c in nb.cells:
        if c.cell_type == 'code': c.outputs = []
    quiet = {**os.environ, **alike, 'TQDM_DISABLE': '1'}  # bars show only where it's slow
    NotebookClient(nb, timeout=300, kernel_name='python3', resources={'metadata': {'path': str(nbs)}}).execute(env=quiet)
    state = nb.metadata.pop('widgets', {}).get('application/vnd.jupyter.widget-state+json', {}).get('state', {})
    for c in nb.cells:
        if c.cell_type == 'code': c.outputs = joined(o for out in c.outputs for o in still(out, state))
        c.metadata.pop('execution', None)
    return nb

def still(out, state):
    "What is left of an output once its widget's model is gone: its own HTML, or the pictures that the widget showed"
    if out.get('data', {}).get('text/html') in ('', '<div></div>'): return []  # what fastai's progress bar leaves when it is done
    model = out.get('data', {}).get(view, {}).get('model_id')
    if model is None: return [out]
    if 'text/html' in out.data: return [nbformat.from_dict({**out, 'data': {k: v for k, v in out.data.items() if k != view}})]
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

def shown(nb):
    "What a reader sees of each code cell's outputs, without what differs from run to run: text, and kinds of picture"
    def one(out):
        if out.output_type == 'stream': return out.text
        data = out.get('data', {})
        kinds = sorted(k for k in data if k.startswith('image/'))
        return re.sub(r' at 0x[0-9a-fA-F]+|<td>[0-9:]+</td></tr>', '', ''.join(data.get('text/plain', ''))), kinds  # fastai's table ends each row with the time taken
    return [(c.source, [one(o) for o in c.outputs]) for c in nb.cells if c.cell_type == 'code']

def save(path):
    "Run the notebook at `path` and keep its outputs, cleaned as nbdev cleans"
    from nbdev.clean import nbdev_clean
    nb = run(path)
    path.write_text(nbformat.writes(nb) + '\n', encoding='utf-8')
    nbdev_clean(str(path))

if __name__ == '__main__':
    if '--save' not in sys.argv: sys.exit('python -m tests.lessons --save [name …]: run notebooks and save their outputs')
    names = [a for a in sys.argv[1:] if a != '--save']
    for path in pages:
        if not names or path.stem in names: print(path.name); save(path)
