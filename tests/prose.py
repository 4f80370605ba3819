"""What the notebooks' prose claims: its numbers, and its words that admit no exception.

`python -m tests.prose` lists, notebook by notebook, the numbers that no cell near them holds, and each sentence with
such a word, for somebody to read and ask: what holds this? `tests/test_prose.py` fails for the numbers alone.
"""
import re, sys
from itertools import chain
import nbformat
from tests.lessons import nbs, pages

# ── What is said ──

code_or_formula = re.compile(r'```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)|<[^>]+>', re.S)
name_and_number = re.compile(
    r'\b(?:[Ll]essons?|[Ee]xercises?|[Ss]ections?|Python|version) \d[\d.]*(?:(?:,| to| and) \d+)*')
number = re.compile(r'(?<![\w.,/^²·])(?<!\de[-−])\d+(?:,\d{3})*(?:\.\d+)?(?: ?%)?(?![\w½²³ⁿ/^·]|\.\d)')
absolute = re.compile(r'''(?xi)\b(?: never | always | every(?:one|thing|where)? | nobody | no\ one | nothing | none
    | only | exactly | any(?:one|thing)? | all | largest | smallest | greatest | least | best | worst | impossible
    | can't | cannot | must | whatever | for\ ever | at\ once | the\ same | entirely | perfectly | no\ \w+\ can )\b''')

def prose(source): return code_or_formula.sub(' ', source)

def sentences(source): return re.split(r'(?<=[.?!:])[)*]*\s+|\n+', prose(source).strip())

def claims(source):
    """The numbers that a text in Markdown claims, as written: those with a decimal point, a percent sign, a thousand or
    more than ten. Not those in code and formulas, in questions and exercises; not years, nor what only names (lesson
    12, section 3.4)"""
    if source.startswith('## Try it'): return []
    for sentence in sentences(re.sub(r'(?m)^\s*\d+\. ', '', source)):
        if sentence.rstrip(')*').endswith('?'): continue
        for s in number.findall(name_and_number.sub(' ', sentence)):
            if '.' in s or '%' in s or ',' in s or int(s) > 10 and not 1500 < int(s) < 2100: yield s

# ── What holds it ──

literal = re.compile(r'(?<![\w.])\d[\d_,]*(?:\.\d*)?(?:[eE][-+]?\d+)?|(?<![\w.])\.\d+(?:[eE][-+]?\d+)?')

def numbers(text):
    "Every number in code or in what it printed"
    for s in literal.findall(text):
        for part in {s, *s.split(',')}:  # 91,125 is one number, (0,1) two
            try: yield float(part.replace(',', '').replace('_', ''))
            except ValueError: pass

def shown(cell):
    "What a code cell printed, as text"
    for out in cell.get('outputs', []):
        data = out.get('data', {})
        table = data.get('text/html', '')
        yield ''.join(out.get('text', '')) + data.get('text/plain', '')
        if '<table' in table and 'fitcurve-saved' not in table: yield re.sub(r'<[^>]+>', ' ', table)

def there(cells):
    "The numbers in these code cells, and in what they printed"
    codes = [c for c in cells if c.cell_type == 'code']
    return set(chain.from_iterable(numbers(t) for c in codes for t in (c.source, *shown(c))))

def holds(values, said):
    "Is one of the values the number said, once it is rounded as that is?"
    digits = said.rstrip(' %').replace(',', '')
    scales = (1, .01) if '%' in said else (1,)
    half = .5*10.**-len(digits.partition('.')[2])
    return any(abs(v/scale - float(digits)) <= half*(1 + 1e-9) for v in values for scale in scales)

def unheld(nb, near=6):
    """The numbers in the prose of a notebook that no cell holds: place of the cell, number as written. A number of
    three digits may have been seen anywhere before; a shorter one could be there by chance, so it must be near"""
    for i, c in enumerate(nb.cells):
        if c.cell_type != 'markdown': continue
        for said in claims(c.source):
            first = 0 if len(re.sub(r'^0*\.|\D', '', said).lstrip('0')) >= 3 else max(0, i - near)
            if not holds(there(nb.cells[first:i + near + 1]), said): yield i, said

if __name__ == '__main__':
    for path in pages:
        if sys.argv[1:] and path.stem not in sys.argv[1:]: continue
        nb = nbformat.read(nbs/path, 4)
        print(f'\n── {path.stem}')
        for i, said in unheld(nb): print(f'  cell {i}: {said} is held by no cell near it')
        for i, c in enumerate(nb.cells):
            if c.cell_type != 'markdown': continue
            for s in sentences(c.source):
                if words := absolute.findall(s): print(f'  cell {i}: [{", ".join(words)}] {" ".join(s.split())}')
