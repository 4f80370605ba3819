"""The reference: each public name with its signature, its arguments' comments, its docstring and its examples, which
are the cells that stand behind it in its notebook, with their outputs."""
import ast, importlib, inspect, re, sys, textwrap
from pathlib import Path
import fitcurve, nbformat
from nbformat.v4 import new_markdown_cell, new_notebook
from notebooks import python, tidy
from traitlets import TraitType

inner = {'receive', 'snapshot', 'snapshot_page'}  # of a figure: between Python and the page
most = 3  # examples of one name
followed = 'It can be read, set, and followed by `observe`.'
traits = dict(  # what a class says of them nowhere else
    x="The data's places, a column, `(n, 1)`; None without data.",
    y="The data's heights, as many; None without data.",
    params='The parameters by name. Setting some of them, `fig.params = dict(a=2)`, leaves the others.',
    lr='The learning rate of Step and Run, in parameters² per unit of loss.',
    friction='1 − momentum: 1 forgets the last step, 0 keeps all of it.',
    schedule="How the rate goes during a run: the name of one of lesson 3's schedules.",
    steps='How many steps Run takes.',
    show="How much of the figure there is: `'sliders'`, `'loss'`, `'descent'` or `'all'`.",
    log="Which axes are logarithmic: `'x'`, `'y'`, `'xy'` or None.",
    value='The same as `params`, for other widgets: `jslink((fig, "value"), …)`.',
    pixels='The picture on the pad, `(size*size,)`, float32.')

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

def entry(kind, head, doc, inside=(), options=()):
    "A directive of Sphinx's Python domain"
    fence = '`'*(4 if inside else 3)
    lines = [f'{fence}{{py:{kind}}} {head}', *options, '', as_markdown(doc), *(f'\n{one}' for one in inside), fence]
    return '\n'.join(lines)

def members(cls):
    "What a class of ours offers to its users, each as a directive"
    ours = [c for c in cls.__mro__ if c.__module__.startswith('fitcurve.')]
    found = {name: v for c in reversed(ours) for name, v in vars(c).items() if name[0] != '_' and name not in inner}
    for name, v in found.items():
        if isinstance(v, TraitType): yield entry('attribute', name, f'{traits[name]} {followed}')
        if isinstance(v, property) and v.__doc__: yield entry('property', name, v.__doc__)
        f = v.__func__ if isinstance(v, classmethod) else v
        if inspect.isfunction(f) and f.__doc__: yield entry('method', name + signature(f), f.__doc__)

headed = [':no-contents-entry:']  # it stands under a heading of its name

def class_entry(name, cls):
    own = '__init__' in vars(cls) and vars(cls)['__init__']
    head = name + (signature(own) if inspect.isfunction(own) and name in fitcurve.__all__ else '')
    return entry('class', head, cls.__doc__, members(cls), headed)

def described(name, v):
    "What the reference says of one public name"
    if inspect.isclass(v): return class_entry(name, v)
    if inspect.isfunction(v): return entry('function', name + signature(v), v.__doc__, options=headed)
    return entry('data', name, type(v).__doc__, options=headed)

def given_by(f):
    "The class of what a function gives, where that has no name of its own to be had by: `Figure` of `explore`"
    made = inspect.isfunction(f) and f.__annotations__.get('return')
    own = inspect.isclass(made) and made.__module__ == f.__module__ and made.__name__ not in fitcurve.__all__
    return made if own else None

# ── Its examples ──

def exported(cell): return cell.cell_type == 'code' and '#| export' in cell.source

def defines(cell, name):
    return exported(cell) and re.search(rf'^(def|class) {name}\b|^{name} = ', cell.source, re.MULTILINE)

def is_quiet(cell): return cell.metadata.get('jupyter', {}).get('source_hidden', False)

def behind(cells, name):
    "The cells right behind the one that defines `name`"
    at = [i for i, cell in enumerate(cells) if defines(cell, name)]
    for cell in cells[at[-1] + 1:] if at else []:
        if exported(cell) or cell.cell_type == 'markdown' and cell.source.startswith('#'): return
        if cell.cell_type == 'code' and not is_quiet(cell): yield cell

def users(cells, name):
    "All cells that use `name`: those that show something first"
    use = re.compile(rf'(?<![\w.]){name}\b(?!\s*=)')
    shown = [cell for cell in cells if cell.cell_type == 'code' and not exported(cell) and not is_quiet(cell)]
    return sorted(filter(lambda cell: use.search(cell.source), shown), key=lambda cell: not cell.outputs)

def examples(cells, name):
    """The cells behind the one that defines `name`: those that show something, or else the first; where there is none,
    one that uses it. What stands behind several names is taken out of `cells`, and so shown once"""
    there = list(behind(cells, name))
    found = [cell for cell in there if cell.outputs][:most] or there[:1] or users(cells, name)[:1]
    for cell in found: cells.remove(cell)
    return found

# ── Pages ──

def notebook_of(module, nbs):
    "The notebook that a module was generated from"
    module = importlib.import_module(module)
    return nbs/re.search(r'File to edit: \.\./nbs/(\w+\.ipynb)', Path(module.__file__).read_text(encoding='utf-8'))[1]

def home_of(name):
    "The module that a public name was written in, which may be another than the one that has it"
    return getattr(fitcurve, name).__module__

def page(name, names, nbs):
    "A module's page, as a notebook"
    rooms = {home: notebook_of(home, nbs) for home in dict.fromkeys([f'fitcurve.{name}', *map(home_of, names)])}
    cells = {home: nbformat.read(path, 4).cells for home, path in rooms.items()}
    title = lambda home: cells[home][0].source.partition('\n')[0].removeprefix('# ')
    written = ' and '.join(f'[{title(home)}](../nbs/{path.name})' for home, path in rooms.items())
    head = f'# {name}\n\n{sys.modules[f"fitcurve.{name}"].__doc__}. Written in {written}.'
    out = [new_markdown_cell(f'{head}\n\n```{{py:module}} fitcurve.{name}\n```')]
    for one in names:
        v = getattr(fitcurve, one)
        out += [new_markdown_cell(f'## {one}\n\n' + described(one, v)), *tidy(examples(cells[home_of(one)], one))]
        made = given_by(v)
        if made: out.append(new_markdown_cell(f'## {made.__name__}\n\n' + class_entry(made.__name__, made)))
    return new_notebook(cells=out, metadata=python)

def in_short(v):
    "The first sentence of what is said of a name"
    doc = inspect.cleandoc((v if inspect.isclass(v) or inspect.isfunction(v) else type(v)).__doc__)
    words = re.split(r'\n\s*\n|\n\w+\n-+\n', doc)[0]
    return re.split(r'(?<=[.:;])\s+(?=\S)', ' '.join(words.split()))[0].rstrip('.:;')

def table(pages):
    "All public names, with a link and a few words for each"
    rows = [f'| {{py:obj}}`{one} <fitcurve.{module}.{one}>` | {in_short(getattr(fitcurve, one))} |'
            for module, names in pages.items() for one in names]
    return '\n'.join(['| name | what it is |', '|:--|:--|', *rows])

def write_reference(folder, nbs):
    "A page for each module that has public names: their names, in the stub's order, and a table of all"
    pages = public()
    for name, names in pages.items(): nbformat.write(page(name, names, nbs), folder/f'{name}.ipynb')
    return list(pages), table(pages)
