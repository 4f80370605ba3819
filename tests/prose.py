"""What the notebooks' prose says that could be untrue: its numbers, and the words that admit no exception.

`python -m tests.prose` lists each sentence with such a word, by notebook, for somebody to read; and each number that no
cell near it holds.
"""
import re, sys
from dataclasses import dataclass
import nbformat
from tests.lessons import nbs, pages

absolute = re.compile(r'''\b(never|always|every|everyone|everything|everywhere|nobody|no one|nothing|none|only|exactly|
    all|any|anyone|anything|largest|smallest|least|greatest|best|worst|first|must|impossible|cannot|can't|whatever|
    for ever|at once|the same|entirely|perfectly|forever|guarantees?)\b'''.replace('\n', '').replace(' ', '')
    .replace('noone', 'no one').replace('forever|', 'forever|').replace('thesame', 'the same')
    .replace('atonce', 'at once'), re.I)
