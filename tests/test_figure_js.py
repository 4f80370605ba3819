"The page's modules, as node imports them and as a notebook carries them"
import json, os, re, subprocess
import numpy as np, pytest
from fitcurve.data import quad
from fitcurve.fit import Fit, as_data, find_best
from fitcurve.loss import mae
from fitcurve.page import imports, modules, static
from tests.test_program import js, node_path

def node(*args, **env): return subprocess.run([node_path, *args], capture_output=True, text=True, encoding='utf-8', env={**os.environ, **env})

def test_node_tests():
    done = node('--test', str(js))
    assert done.returncode == 0 and '# fail 0' in done.stdout and int(re.search(r'# pass (\d+)', done.stdout)[1]) > 20, done.stdout

def test_every_module_travels_behind_what_it_imports():
    "Each is carried by the figure or by the pad, once, and its stylesheet with it; the loader brings them, types stay here"
    carried = {entry: list(modules(entry)) for entry in ('figure.js', 'pad.js')}
    assert {n for names in carried.values() for n in names} | {'loader.js', 'types.js'} == {p.name for p in static.iterdir()}
    for names in carried.values():
        for i, name in enumerate(names):
            assert set(imports.findall((static/name).read_text(encoding='utf-8'))) <= set(names[:i])

def test_modules_that_import_each_other_are_refused(tmp_path, monkeypatch):
    (tmp_path/'a.js').write_text('import { b } from "./b.js";'); (tmp_path/'b.js').write_text('import { a } from "./a.js";')
    monkeypatch.setattr('fitcurve.page.static', tmp_path)
    with pytest.raises(ValueError, match='b.js imports a.js, which imports b.js'): modules('a.js')

def test_modules_depend_on_no_page():
    "Node can import each of them alone"
    for path in static.glob('*.js'): assert node(str(path)).returncode == 0, path.name

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
    want = [find_best(Fit(quad, *as_data(x, y), mae, ['a', 'b', 'c']))['loss'] for x, y in cases]
    ask = f'import {{ leastAbsolute }} from {(static/"best.js").as_uri()!r};' \
          f'console.log(JSON.stringify({json.dumps([[c.tolist() for c in case] for case in cases])}.map(([x, y]) => leastAbsolute([x.map(v => v*v), x, x.map(() => 1)], Float64Array.from(y))?.loss)))'
    assert json.loads(node('--input-type=module', '-e', ask).stdout) == pytest.approx(want, rel=1e-9, abs=1e-9)
