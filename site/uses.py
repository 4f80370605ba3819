"""The gallery: each script in `gallery/` is a use, with data of its own, and makes a figure called `fig`. Its words are
a title, a question, what it is about, and where the data come from."""
import ast, re, runpy
from base64 import b64decode
from pathlib import Path
import nbformat
from figures import without_modules
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from notebooks import python

gallery = Path(__file__).parent/'gallery'
card = ('<a class="site-card" href="{name}.html"><img src="../_static/gallery/{name}.png" alt="" loading="lazy">'
        '<strong>{title}</strong><span>{question}</span></a>')
door = '<p class="site-doors"><a href="../downloads/gallery/{name}.ipynb" download>Download this notebook</a></p>'
page = """# {title}
> {question}

``````{{raw}} html
{figure}
``````

{about}

``````{{raw}} html
{door}
``````

```python
{code}
```
"""

def scripts(): return sorted(gallery.glob('[0-9]*.py'))

def figure(path): return runpy.run_path(str(path))['fig']

def read(path):
    "A script's words, and its code as a cell that shows the figure"
    text = path.read_text(encoding='utf-8')
    return ast.get_docstring(ast.parse(text)), text.split('"""', 2)[2].strip() + '\nfig'

def parts(words):
    "A use's title, its question, and all else that is said of it"
    return re.fullmatch(r'# (?P<title>.+)\n> (?P<question>.+)\n\n(?P<about>[\s\S]+)', words).groupdict()

def installing(nbs):
    "The lessons' first cell, for fitcurve alone"
    first = nbformat.read(nbs/'00_data.ipynb', 4).cells[1].source
    return re.sub(r"\(('fitcurve',) .*?\)", r'(\1)', first).replace('fitcurve[course]', 'fitcurve')

def as_notebook(words, code, first):
    "A use as a notebook, to be run"
    return new_notebook(cells=[new_markdown_cell(words), *map(new_code_cell, (first, code))], metadata=python)

def write_gallery(folder, pictures, downloads, nbs):
    "A page for each use, its picture and its notebook; the stems of their names, and all as HTML cards"
    names, cards, first = [], [], installing(nbs)
    for path in scripts():
        name, (words, code), (html, picture) = path.stem, read(path), figure(path).snapshot_page()
        said, shown = parts(words), dict(figure=without_modules(html), door=door.format(name=name), code=code)
        text = page.format(**said, **shown)
        (folder/f'{name}.md').write_text(text, encoding='utf-8')
        (pictures/f'{name}.png').write_bytes(b64decode(picture))
        nbformat.write(as_notebook(words, code, first), downloads/f'{name}.ipynb')
        names.append(name)
        cards.append(card.format(name=name, **said))
    return names, '<div class="site-cards">' + ''.join(cards) + '</div>'
