"figure.js and its modules: as node imports them, and joined into the one file that a notebook carries"
import collections, json, os, re, subprocess
import numpy as np, pytest
from fitcurve.data import quad
from fitcurve.figure import _Fit, _best, _data, _join, _js, _static
from fitcurve.loss import mae
from tests.test_program import js, node_path

modules = {p.name: p.read_text(encoding='utf-8') for p in _static.glob('*.js')}

def node(*args, **env): return subprocess.run([node_path, *args], capture_output=True, text=True, encoding='utf-8', env={**os.environ, **env})

@pytest.fixture(scope='module')
def joined(tmp_path_factory):
    path = tmp_path_factory.mktemp('joined')/'figure.mjs'
    path.write_text(_js, encoding='utf-8')
    return path.as_uri()

@pytest.mark.parametrize('form', ['modules', 'joined'])
def test_node_tests(form, joined):
    done = node('--test', str(js), **(dict(FITCURVE=joined) if form == 'joined' else {}))
    assert done.returncode == 0 and '# fail 0' in done.stdout and int(re.search(r'# pass (\d+)', done.stdout)[1]) > 20, done.stdout

def test_both_forms_export_the_same(joined):
    names = lambda url: json.loads(node('--input-type=module', '-e', f'console.log(JSON.stringify(Object.keys(await import({url!r}))))').stdout)
    assert names(joined) == names((_static/'figure.js').as_uri()) and {'default', 'mount', 'compile'} <= set(names(joined))

def test_every_module_is_carried_once():
    seen = []
    _join('figure.js', seen)
    assert sorted([*seen, 'pad.js']) == sorted(modules), 'the pad has a page of its own'
    assert not re.search(r'^(import|export \*)', _js, re.M), 'nothing is left to load'
    for name, text in modules.items():
        if name in seen: assert _js.count(max((l for l in text.splitlines() if not re.match(r' *(//|/?\*)|export \*|import ', l)), key=len)) == 1

def declared(text):
    "The names at the top level of a module"
    flat = re.sub(r'^[ \t}].*\n', '', text, flags=re.M)  # whatever is indented is inside something
    found = re.findall(r'^(?:export )?(?:async )?(?:function\*?|class) (\w+)', flat, re.M)
    for line in re.findall(r'^(?:export )?(?:const|let|var) (.*)', flat, re.M):
        depth = 0
        bare = ''.join((depth := depth + (c in '([{') - (c in ')]}')) == 0 and c or ' ' for c in line)
        found += re.findall(r'(?:^|,) *(\w+) *=(?!>)', bare)
    return found

def test_names_are_seen():
    assert declared('const a = (x, y = 1) => x, b = { c: 1, d };\nexport function e() {\n  const f = 1;\n}\nlet g = 2;\nconst h = a => b;\n') == ['e', 'a', 'b', 'g', 'h']

@pytest.mark.parametrize('page', ['figure.js', 'pad.js'])
def test_no_two_modules_share_a_name(page):
    seen = []
    _join(page, seen)
    count = collections.Counter(name for file in seen for name in declared(modules[file]))
    assert [name for name, n in count.items() if n > 1] == [] and {'compile', 'plus', 'id', 'make', 'mount'} <= set(count)

def test_modules_depend_on_no_page():
    "Node can import each of them alone"
    for name in modules: assert node(str(_static/name)).returncode == 0, name

def test_the_pages_least_loss_is_the_linear_programmes():
    "Noise of three kinds, exact curves, points on top of one another, fewer points than parameters"
    rng = np.random.default_rng(0)
    def case(i):
        n = int(rng.choice([2, 3, 4, 10, 50, 200]))
        x, kind = rng.uniform(-2, 2, n), i % 4
        if i % 3 == 0: x = x.round()
        noise = [rng.normal(size=n), rng.standard_cauchy(n), rng.integers(-1, 2, n), 0*x][kind]
        return x, (3*x**2 + 2*x + 1 + noise).round(i % 5 + 1)
    cases = [case(i) for i in range(60)]
    want = [_best(_Fit(quad, *_data(x, y), mae, ['a', 'b', 'c']))['loss'] for x, y in cases]
    ask = f'import {{ leastAbsolute }} from {(_static/"best.js").as_uri()!r};' \
          f'console.log(JSON.stringify({json.dumps([[c.tolist() for c in case] for case in cases])}.map(([x, y]) => leastAbsolute([x.map(v => v*v), x, x.map(() => 1)], Float64Array.from(y))?.loss)))'
    assert json.loads(node('--input-type=module', '-e', ask).stdout) == pytest.approx(want, rel=1e-9, abs=1e-9)
