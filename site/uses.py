"""The gallery: each script in `gallery/` is a use, with data of its own, and ends in a figure called `fig`."""
import ast, runpy
from base64 import b64decode
from pathlib import Path
from figures import without_modules

gallery = Path(__file__).parent/'gallery'
card = ('<a class="site-card" href="{name}.html"><img src="../_static/gallery/{name}.png" alt="" loading="lazy">'
        '<span>{title}</span></a>')
page = '{words}\n\n``````{{raw}} html\n{figure}\n``````\n\n```python\n{code}\n```\n'

def scripts(): return sorted(gallery.glob('[0-9]*.py'))

def figure(path): return runpy.run_path(str(path))['fig']

def read(path):
    "A script's words and its code"
    text = path.read_text(encoding='utf-8')
    return ast.get_docstring(ast.parse(text)), text.split('"""', 2)[2].strip()

def write_gallery(folder, pictures):
    "A page for each use; an HTML card for each; the stems of their names"
    names, cards = [], []
    for path in scripts():
        (words, code), (html, picture) = read(path), figure(path).snapshot_page()
        text = page.format(words=words, code=code, figure=without_modules(html))
        (folder/f'{path.stem}.md').write_text(text, encoding='utf-8')
        (pictures/f'{path.stem}.png').write_bytes(b64decode(picture))
        names.append(path.stem)
        cards.append(card.format(name=path.stem, title=words.split('\n')[0].removeprefix('# ')))
    return names, '<div class="site-cards">' + ''.join(cards) + '</div>'
