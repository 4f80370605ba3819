"The lock: constraints.txt names one version of all that is installed, for each system and each Python."
import configparser, importlib.metadata, itertools, re
from pathlib import Path
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

root = Path(__file__).parent.parent
lines = (root/'constraints.txt').read_text(encoding='utf-8').splitlines()
pins = [Requirement(line.partition(' #')[0]) for line in lines if not line.startswith('#')]
config = configparser.ConfigParser()
config.read(root/'settings.ini', encoding='utf-8')
parts = 'requirements', *(f'{extra}_requirements' for extra in ('course', 'lessons', 'site', 'dev'))
roots = [Requirement(r) for part in parts for r in config['DEFAULT'][part].split()]
machines = [dict(sys_platform='linux', platform_system='Linux', os_name='posix', platform_machine='x86_64'),
            dict(sys_platform='linux', platform_system='Linux', os_name='posix', platform_machine='aarch64'),
            dict(sys_platform='darwin', platform_system='Darwin', os_name='posix', platform_machine='arm64'),
            dict(sys_platform='win32', platform_system='Windows', os_name='nt', platform_machine='AMD64')]
pythons = [dict(python_version=v, python_full_version=f'{v}.4') for v in ('3.10', '3.11', '3.12', '3.13', '3.14')]

def applies(r, extra='', **where): return r.marker is None or r.marker.evaluate({**where, 'extra': extra})

def pinned(**where):
    "name -> its version there"
    here = [p for p in pins if applies(p, **where)]
    assert len({p.name for p in here}) == len(here), 'two versions of one package'
    return {p.name: str(p.specifier).removeprefix('==') for p in here}

@pytest.mark.parametrize('machine, python', list(itertools.product(machines, pythons)))
def test_on_each_system_all_that_is_asked_for_has_one_version_that_will_do(machine, python):
    found = pinned(**machine, **python)
    for r in roots: assert r.specifier.contains(found[canonicalize_name(r.name)]), r

def needed(requirements, extra='', seen=None):
    "The names of all that these bring here, through and through"
    seen = {} if seen is None else seen
    for r in requirements:
        name = canonicalize_name(r.name)
        if not applies(r, extra) or name in seen and r.extras <= seen[name]: continue
        seen[name] = seen.get(name, set()) | r.extras
        own = [Requirement(text) for text in importlib.metadata.requires(name) or ()]
        for extra_of in ('', *r.extras): needed(own, extra_of, seen)
    return set(seen)

def test_no_package_that_these_bring_is_left_out():
    brought = needed(roots)
    assert len(brought) > 100 and brought <= set(pinned())

def test_it_holds_versions_alone_no_address_and_no_folder():
    assert len(pins) > 150
    for p in pins: assert re.fullmatch(r'==[\w.]+', str(p.specifier)) and not p.url, p
    assert not [line for line in lines if '://' in line or line.startswith('-') or '+' in line.partition(' ;')[0]]

def test_actions_are_pinned_by_commit():
    uses = [line for p in (root/'.github/workflows').glob('*.y*ml')
            for line in p.read_text(encoding='utf-8').splitlines() if 'uses:' in line and './' not in line]
    assert uses
    for line in uses: assert re.search(r'uses: [\w/-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+$', line), line

def test_where_torch_is_installed_it_comes_without_cuda():
    "Each workflow that installs knows the index of torch for the processor alone; a checkout leaves no password behind"
    for p in (root/'.github/workflows').glob('*.y*ml'):
        text = p.read_text(encoding='utf-8')
        if re.search(r'run: (make|python -m pip)', text):
            assert 'PIP_EXTRA_INDEX_URL: https://download.pytorch.org/whl/cpu' in text, p.name
        assert len(re.findall('actions/checkout@', text)) == text.count('{persist-credentials: false}'), p.name
