"The site's own modules, and its figures by torch: what the tests of the site share."
import sys
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
import torch
from fitcurve.program import Program

root = Path(__file__).parent.parent
sys.path.append(str(root/'site'))  # behind all else: its modules are scripts of their own
import notebooks, reference, uses  # noqa: E402, F401

def pages(site): return sorted(site.rglob('*.html'))

class Host(SimpleHTTPRequestHandler):
    "A static host that has a folder under `path` and nothing else; for what isn't there it shows the folder's 404.html"
    path_of_site = '/some/sub/path'
    def translate_path(self, path):
        inside = path.removeprefix(self.path_of_site)
        return super().translate_path(inside if inside != path else '/no-such-file')
    def send_error(self, code, *args, **kwargs):
        body = Path(self.directory, '404.html').read_bytes()
        self.send_response(code)
        self.send_header('Content-Type', 'text/html')
        self.end_headers()
        if self.command == 'GET': self.wfile.write(body)
    def log_message(self, *args): pass

@contextmanager
def hosted(folder):
    "The address under which a host has this folder, for as long as it is needed"
    with ThreadingHTTPServer(('127.0.0.1', 0), partial(Host, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try: yield f'http://127.0.0.1:{server.server_port}{Host.path_of_site}/'
        finally: server.shutdown()

# ── What a page shows, by torch ──

def as_program(plain):
    "A program of the page's, in Python again"
    return Program(**{k: _tuples(v) for k, v in plain.items()})

def _tuples(v): return tuple(map(_tuples, v)) if isinstance(v, list) else v

def column(v): return torch.tensor(v, dtype=torch.double)[:, None]

def by_torch(spec, s):
    "Curve, loss, slopes and test loss of what the page shows, by torch from the page's program"
    params = {n: torch.tensor(float(v), dtype=torch.double, requires_grad=True) for n, v in s['params'].items()}
    f = as_program(spec['program'])
    def at(x): return f(*(x if i in f.data else params[n] for i, n in enumerate(f.inputs)))
    shown = dict(curve=at(column(s['curve']['x'])).expand(len(s['curve']['x']), 1).flatten().tolist())
    return shown if s['y'] is None else shown | _scored(at, as_program(spec['loss']), params, s)

def _scored(at, loss, params, s):
    "What torch says of how well a curve fits the points of the page, by those that it may see and by those held out"
    x, y = column(s['x']), column(s['y'])
    out = torch.tensor(s['held'] or [0.]*len(x)) > 0
    value = loss(at(x[~out]), y[~out])
    grads = torch.autograd.grad(value, list(params.values()), allow_unused=True)
    slopes = {n: 0. if g is None else g.item() for n, g in zip(params, grads)}
    test = dict(test=loss(at(x[out]), y[out]).item()) if out.any() else {}
    return dict(loss=value.item(), grad=slopes, **test)

def by_its_script(path, s):
    "The same by the gallery's own function and data, in Python"
    fig = uses.figure(path)
    fig.params = s['params']
    curve = fig._fit.at(column(s['curve']['x']), fig.params).flatten().tolist()
    return dict(curve=curve, loss=fig.loss, test=fig.test_loss, grad=fig.grad)
