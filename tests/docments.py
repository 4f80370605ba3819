"""Argument comments become part of the docstring, so that `help(explore)` and `explore?` show them.

A lesson has them where a reader of the source wants them, behind each argument; nbdev exports them so. This step, the
last of `make export`, adds to the exported modules what Python itself would not show: `python -m tests.docments`.
"""
import ast, io, textwrap, tokenize
from pathlib import Path

package = Path(__file__).parent.parent/'fitcurve'

def comments_by_line(source):
    "The comment at the end of each line that has one, without its #, and with the lines right below that go on with it"
    found, last = {}, None
    for t in tokenize.generate_tokens(io.StringIO(source).readline):
        if t.type != tokenize.COMMENT: continue
        (row, column), text = t.start, t.string.lstrip('# ')
        alone = not t.line[:column].strip()
        if alone and last and (row - 1, column) == last[1:]:
            found[last[0]] += ' ' + text
            last = last[0], row, column
        elif not alone:
            found[row] = text
            last = row, row, column
    return found

def commented_arguments(f, comments):
    "Pairs of names and comment, one for each line of the signature that has one; and the comment on what is returned"
    a, names = f.args, {}
    stars = [(arg, star) for arg, star in ((a.vararg, '*'), (a.kwarg, '**')) if arg]
    for arg, star in [*((arg, '') for arg in [*a.posonlyargs, *a.args, *a.kwonlyargs]), *stars]:
        if arg.arg not in ('self', 'cls'): names.setdefault(arg.end_lineno, []).append(star + arg.arg)
    found = [(', '.join(names[line]), comments[line]) for line in sorted(names) if line in comments]
    last = max(names, default=f.lineno)
    returned = [comments[line] for line in range(last + 1, f.body[0].lineno) if line in comments]
    return found, returned[0] if returned else None

def commented_fields(c, comments):
    "Pairs of name and comment, for the fields of a dataclass that have one"
    fields = [node for node in c.body if isinstance(node, ast.AnnAssign)]
    return [(node.target.id, comments[node.end_lineno]) for node in fields if node.end_lineno in comments]

def section(title, pairs):
    "What was said of each, as numpy writes it; nothing where nothing was said"
    return [title + '\n' + '-'*len(title), *(f'{names} : {comment}' for names, comment in pairs)] if pairs else []

def sections(node, comments):
    "What the comments say of a function's arguments and result, or of a class's arguments and fields"
    if isinstance(node, ast.ClassDef):
        init = [f for f in node.body if isinstance(f, ast.FunctionDef) and f.name == '__init__']
        arguments = [pair for f in init for pair in commented_arguments(f, comments)[0]]
        given, more = section('Parameters', arguments), section('Attributes', commented_fields(node, comments))
    else:
        arguments, returned = commented_arguments(node, comments)
        given, more = section('Parameters', arguments), [f'Returns\n-------\n{returned}'] if returned else []
    return '\n\n'.join('\n'.join(lines) for lines in (given, more) if lines)

def attached(tree):
    "The names of functions that a module makes methods of a class afterwards, as in `Program.grad = _grad`"
    made = [node for node in tree.body if isinstance(node, ast.Assign)]
    made = [node for node in made if any(isinstance(t, ast.Attribute) for t in ast.walk(node.targets[0]))]
    return {name.id for node in made for name in ast.walk(node.value) if isinstance(name, ast.Name)}

def public(tree):
    "The classes and functions of a module that its users meet, methods too"
    methods = attached(tree) if isinstance(tree, ast.Module) else {'__call__'}
    for node in tree.body:
        if not isinstance(node, (ast.ClassDef, ast.FunctionDef)): continue
        if node.name[0] != '_' or node.name in methods: yield node
        if isinstance(node, ast.ClassDef): yield from public(node)

def with_comments(source):
    "The source of a module, its docstrings completed. What is complete already stays as it is"
    comments, lines = comments_by_line(source), source.splitlines()
    for node in sorted(public(ast.parse(source)), key=lambda node: -node.lineno):
        doc, more = ast.get_docstring(node), sections(node, comments)
        if not doc or not more or more in doc: continue
        said, pad = node.body[0], ' '*(node.col_offset + 4)
        before = lines[said.lineno - 1].encode()[:said.col_offset].decode()  # Python counts columns in bytes
        after = lines[said.end_lineno - 1].encode()[said.end_col_offset:].decode()
        first, *rest = f'{doc}\n\n{more}'.splitlines()
        raw = 'r' if '\\' in doc + more else ''
        text = f'{raw}"""{first}\n' + textwrap.indent('\n'.join(rest), pad) + f'\n{pad}"""'
        lines[said.lineno - 1:said.end_lineno] = (before + text + after).split('\n')
    return '\n'.join(lines) + '\n'

def complete(package=package):
    "Complete the docstrings of each module of the package"
    for path in sorted(package.glob('*.py')):
        source = path.read_text(encoding='utf-8')
        if 'AUTOGENERATED' in source: path.write_text(with_comments(source), encoding='utf-8')

if __name__ == '__main__': complete()
