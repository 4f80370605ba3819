"""The reference: each public name with its signature, its arguments' comments, its docstring and its examples, which
are the cells that stand behind it in its notebook, with their outputs."""
import ast, importlib, inspect, re, textwrap
from pathlib import Path
import fitcurve, nbformat
from nbformat.v4 import new_markdown_cell, new_notebook
from notebooks import python, tidy
from traitlets import TraitType

inner = {'receive', 'snapshot', 'snapshot_page'}  # of a figure: between Python and the page
most = 3  # examples of one name

def public():
    "module -> its public names, as the package's stub has them"
    tree = ast.parse(Path(fitcurve.__file__).with_suffix('.pyi').read_text(encoding='utf-8'))
    return {node.module: [a.name for a in node.names] for node in tree.body if isinstance(node, ast.ImportFrom)}

# ── What is said of one name ──

def source_of(f):
    "The function's own definition; None where it has none, as a dataclass's `__init__`"
    try: node = ast.parse(textwrap.dedent(inspect.getsource(f))).body[0]
    except OSError: return None
    return node if isinstance(node, ast.FunctionDef) else None

def signature(f):
    "The arguments of a function, with defaults as they were written"
    node = source_of(f)
    if not node: return str(inspect.signature(f)).replace('(self, ', '(').removesuffix(' -> None')
    for args in (node.args.posonlyargs, node.args.args): args[:] = [a for a in args if a.arg not in ('self', 'cls')]
    return f'({ast.unparse(node.args)})' + (f' -> {ast.unparse(node.returns)}' if node.returns else '')

def as_table(block):
    "A section of a docstring as a table: what was said of each name"
    rows = [line.partition(' : ') for line in block.splitlines()]
    plain = lambda said: re.sub(r'(?<!`)([*|])', r'\\\1', said)
    return ['| name | what it is |', '|:--|:--|', *(f'| `{name}` | {plain(said)} |' for name, _, said in rows)]

def as_markdown(doc):
    "A docstring: its words, and its sections as tables"
    title = re.compile(r'^(Parameters|Attributes|Returns)\n-+\n', re.MULTILINE)
    words, *sections = title.split(inspect.cleandoc(doc or ''))
    lines = [words.strip()]
    for title, block in zip(sections[::2], sections[1::2]):
        lines += ['', *([f'Returns {block.strip()}'] if title == 'Returns' else as_table(block.strip()))]
    return '\n'.join(lines)

def entry(kind, head, doc, inside=()):
    "A directive of Sphinx's Python domain"
    fence = '`'*(4 if inside else 3)
    return '\n'.join([f'{fence}{{py:{kind}}} {head}', '', as_markdown(doc), *(f'\n{one}' for one in inside), fence])

def members(cls):
    "What a class of ours offers to its users, each as a directive"
    ours = [c for c in cls.__mro__ if c.__module__.startswith('fitcurve.')]
    found = {name: v for c in reversed(ours) for name, v in vars(c).items() if name[0] != '_' and name not in inner}
    for name, v in found.items():
        if isinstance(v, TraitType): yield entry('attribute', name, 'Can be read, set, and followed by `observe`.')
        if isinstance(v, property) and v.__doc__: yield entry('property', name, v.__doc__)
        f = v.__func__ if isinstance(v, classmethod) else v
        if inspect.isfunction(f) and f.__doc__: yield entry('method', name + signature(f), f.__doc__)

def class_entry(name, cls):
    own = '__init__' in vars(cls) and vars(cls)['__init__']
    return entry('class', name + (signature(own) if inspect.isfunction(own) else ''), cls.__doc__, members(cls))

def described(name, v):
    "What the reference says of one public name"
    if inspect.isclass(v): return class_entry(name, v)
    if inspect.isfunction(v): return entry('function', name + signature(v), v.__doc__)
    return entry('data', name, type(v).__doc__)

# ── Its examples ──

def exported(cell): return cell.cell_type == 'code' and '#| export' in cell.source

def defines(cell, name):
    return exported(cell) and re.search(rf'^(def|class) {name}\b|^{name} = ', cell.source, re.MULTILINE)

def examples(cells, name):
    """The cells behind the one that defines `name`: those that show something, or else the first. What stands behind
    several names is taken out of `cells`, and so shown once"""
    at = [i for i, cell in enumerate(cells) if defines(cell, name)]
    behind = []
    for cell in cells[at[-1] + 1:] if at else []:
        if exported(cell) or cell.cell_type == 'markdown' and cell.source.startswith('#'): break
        if cell.cell_type == 'code' and not cell.metadata.get('jupyter', {}).get('source_hidden'): behind.append(cell)
    found = [cell for cell in behind if cell.outputs][:most] or behind[:1]
    for cell in found: cells.remove(cell)
    return found

# ── Pages ──

def notebook_of(module, nbs):
    "The notebook that a module was generated from"
    return nbs/re.search(r'File to edit: \.\./nbs/(\w+\.ipynb)', Path(module.__file__).read_text(encoding='utf-8'))[1]

def page(name, names, nbs):
    "A module's page, as a notebook"
    module = importlib.import_module(f'fitcurve.{name}')
    path = notebook_of(module, nbs)
    cells = nbformat.read(path, 4).cells
    room = f'[{path.stem}](../nbs/{path.name})'
    head = f'# {name}\n\n{module.__doc__}. Written in {room}.\n\n```{{py:module}} fitcurve.{name}\n```'
    out = [new_markdown_cell(head)]
    for one in names:
        v = getattr(fitcurve, one)
        out += [new_markdown_cell(f'## {one}\n\n' + described(one, v)), *tidy(examples(cells, one))]
        if one == 'explore': out.append(new_markdown_cell('## Figure\n\n' + class_entry('Figure', module.Figure)))
    return new_notebook(cells=out, metadata=python)

def write_reference(folder, nbs):
    "A page for each module that has public names: their names, in the stub's order"
    pages = public()
    for name, names in pages.items(): nbformat.write(page(name, names, nbs), folder/f'{name}.ipynb')
    return list(pages)
