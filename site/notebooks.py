"""The notebooks as pages: from their committed outputs, without nbdev's directives, and with ways to run them."""
import io, re
from base64 import b64decode, b64encode
from functools import cache
from urllib.parse import quote
import nbformat
from figures import without_modules
from nbformat.v4 import new_markdown_cell
from PIL import Image

kinds = {  # a section of the site: its notebooks. The banks of the exercises hold the answers: they stay out
    'lessons': '0[0-9]_*.ipynb', 'further': '4[0-9]_*.ipynb',
    'made': '[12][0-9]_*.ipynb', 'exercises': '3[0-9]_*.ipynb'}

python = dict(kernelspec=dict(name='python3', display_name='Python 3'), language_info=dict(name='python'))

def slug(heading):
    "What a link to a heading says, as Jupyter has it"
    return heading.replace(' ', '-')

def found(nbs):
    "The notebooks by section"
    there = {kind: sorted(nbs.glob(pattern)) for kind, pattern in kinds.items()}
    there['made'] += [p for p in there.pop('exercises') if '_practice_' not in p.name]
    return there

@cache  # the reference shows some once more
def lighter(png):
    "A picture, in base64, in 256 colours: a third of the bytes, which nobody sees"
    out = io.BytesIO()
    Image.open(io.BytesIO(b64decode(png))).convert('RGB').quantize(256).save(out, 'png', optimize=True)
    return min(b64encode(out.getvalue()).decode(), png, key=len)

inside = re.compile(r'(?<=src="data:image/png;base64,)[^"]+')  # a picture in a figure's HTML

def tidied(cell):
    "A cell as a page shows it; None for one that only speaks to nbdev, or to a host where all is to be installed"
    if cell.cell_type != 'code': return cell
    lines = cell.source.split('\n')
    if lines[0].startswith('# Installs what is missing'): return None
    cell.source = '\n'.join(line for line in lines if not line.startswith('#|')).strip('\n')
    if not cell.source or '#| hide' in lines: return None
    if cell.metadata.get('jupyter', {}).get('source_hidden'):
        said = re.sub(r'^# (Check: )?|^#\| folded: ', '', lines[0])
        prompts = dict(code_prompt_show=said, code_prompt_hide=said)
        cell.metadata = nbformat.from_dict(dict(tags=['hide-input'], mystnb=prompts))
    for out in cell.outputs:
        data = out.get('data', {})
        if 'fitcurve-saved' in data.get('text/html', ''):
            html = without_modules(data['text/html'])
            out.data = nbformat.from_dict({'text/html': inside.sub(lambda m: lighter(m[0]), html)})
        elif 'image/png' in data: data['image/png'] = lighter(data['image/png'])
    return cell

def tidy(cells): return [cell for cell in map(tidied, cells) if cell]

def doors(name, url, branch):
    """Where the notebook `nbs/<name>` can be run, as links: pairs of a place and its address. Without the address of a
    repository there is none; Colab, Kaggle and Binder are asked for GitHub's alone"""
    here = re.fullmatch(r'https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git|/)?', url or '')
    if not here: return []
    at = f'{here[1]}/blob/{branch}/nbs/{name}'
    return [('Open in Colab', f'https://colab.research.google.com/github/{at}'),
            ('Open in Kaggle', f'https://www.kaggle.com/kernels/welcome?src=https://github.com/{at}'),
            ('Open in Binder', f'https://mybinder.org/v2/gh/{here[1]}/{quote(branch, safe="")}?labpath=nbs%2F{name}')]

def door_line(name, url, branch):
    "The same and the download, as one line of HTML"
    links = [f'<a href="{address}">{place}</a>' for place, address in doors(name, url, branch)]
    links.append(f'<a href="../downloads/{name}" download>Download this notebook</a>')
    return f'<p class="site-doors">{" ".join(links)}</p>'

def without_outputs(nb):
    "The notebook as a student opens it"
    nb = nbformat.from_dict(nb)
    for cell in nb.cells:
        if cell.cell_type == 'code': cell.outputs, cell.execution_count = [], None
    return nb

def write_notebook(path, folder, downloads, url, branch):
    "The page's source into `folder`, the notebook for a reader to run into `downloads`"
    nb = nbformat.read(path, 4)
    nbformat.write(without_outputs(nb), downloads/path.name)
    first, *others = tidy(nb.cells)
    title, _, intro = first.source.partition('\n\n')  # the title, and what it says in a sentence
    nb.metadata = nbformat.from_dict(python)
    nb.cells = [*map(new_markdown_cell, (title, door_line(path.name, url, branch), intro)), *others]
    nbformat.write(nb, folder/path.name)
