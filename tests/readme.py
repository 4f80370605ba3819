"The README, from `nbs/index.ipynb`: `python -m tests.readme` writes it."
import re
from pathlib import Path
import nbformat
from nbconvert import MarkdownExporter

root = Path(__file__).parent.parent

def readme():
    "The text of the README: the index notebook as Markdown, its links made relative to the top folder"
    nb = nbformat.read(root/'nbs'/'index.ipynb', 4)
    nb.metadata.language_info = dict(name='python')
    text, _ = MarkdownExporter().from_notebook_node(nb)
    text = re.sub(r'\]\((?!https?:|#)', '](nbs/', text).replace('](nbs/../', '](')  # links
    return re.sub(r'\n{3,}', '\n\n', text).strip() + '\n'

if __name__ == '__main__': (root/'README.md').write_text(readme(), encoding='utf-8')
