"""Is the tree ready to be released? `python -m tests.release [tag]` says what is in the way: version, changelog and
citation must be of one word, and the tag too, where one is given."""
import re, sys
from pathlib import Path
import yaml
import fitcurve

root = Path(__file__).parent.parent

def in_the_way(version, tag, changelog, citation):
    "What doesn't fit together, in sentences"
    found = []
    if tag and tag != f'v{version}': found.append(f'the tag is {tag}: for version {version} it would be v{version}')
    if not re.search(rf'^## {re.escape(version)}( |$)', changelog, re.M):
        found.append(f'CHANGELOG.md has no heading "## {version}"')
    if tag and (new := re.search(r'^## Unreleased\s*\n+([^#\s].*|### .*)', changelog, re.M)):
        found.append(f'CHANGELOG.md has unreleased lines ({new[1]!r}): they belong under "## {version}"')
    if str(citation['version']) != version: found.append(f"CITATION.cff is of version {citation['version']}")
    return found

def here(tag=''):
    changelog, citation = (root/name for name in ('CHANGELOG.md', 'CITATION.cff'))
    read = yaml.safe_load(citation.read_text(encoding='utf-8'))
    return in_the_way(fitcurve.__version__, tag, changelog.read_text(encoding='utf-8'), read)

if __name__ == '__main__': sys.exit('\n'.join(here(*sys.argv[1:])) or 0)
