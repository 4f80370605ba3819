"""The gallery: each script in `gallery/` is a use, with data of its own, and ends in a figure called `fig`."""
import ast, runpy
from base64 import b64decode
from pathlib import Path
import nbformat
from figures import without_modules
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from notebooks import python

gallery = Path(__file__).parent/'gallery'
card = ('<a class="site-card" href="{name}.html"><img src="../_static/gallery/{name}.png" alt="" loading="lazy">'
        '<span>{title}</span></a>')
door = '<p class="site-doors"><a href="../downloads/gallery/{name}.ipynb" download>Download this notebook</a></p>'
page = '{words}\n\n``````{{raw}} html\n{figure}\n{door}\n``````\n\n```python\n{code}\n```\n'

def scripts(): return sorted(gallery.glob('[0-9]*.py'))

def figure(path): return runpy.run_path(str(path))['fig']

def read(path):
    "A script's words, and its code as a cell that shows the figure"
    text = path.read_text(encoding='utf-8')
    return ast.get_docstring(ast.parse(text)), text.split('"""', 2)[2].strip() + '\nfig'

def as_notebook(words, code):
    "A use as a notebook, to be run"
    return new_notebook(cells=[new_markdown_cell(words), new_code_cell(code)], metadata=python)

def write_gallery(folder, pictures, downloads):
    "A page for each use, its picture and its notebook; the stems of their names, and all as HTML cards"
    names, cards = [], []
    for path in scripts():
        name, (words, code), (html, picture) = path.stem, read(path), figure(path).snapshot_page()
        text = page.format(words=words, code=code, figure=without_modules(html), door=door.format(name=name))
        (folder/f'{name}.md').write_text(text, encoding='utf-8')
        (pictures/f'{name}.png').write_bytes(b64decode(picture))
        nbformat.write(as_notebook(words, code), downloads/f'{name}.ipynb')
        names.append(name)
        cards.append(card.format(name=name, title=words.split('\n')[0].removeprefix('# ')))
    return names, '<div class="site-cards">' + ''.join(cards) + '</div>'
