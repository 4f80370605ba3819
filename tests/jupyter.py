"JupyterLab in a real browser: a server, and a notebook open in it."
import json, os, re, socket, subprocess, sys, threading, time, urllib.request
from contextlib import suppress
from pathlib import Path
import nbformat, pytest
from tests.pages import becomes, new_page, painted, patience, settled, state

root = Path(__file__).parent.parent
setup = '''from fitcurve.data import *
from fitcurve.figure import explore
x, y = noisy_quad()'''
show = 'fig = explore(quad, x, y, a=1.1, b=1.1, c=1.1)\nfig'

def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]

def jupyter_env(folder):
    "The environment of a Jupyter that leaves this machine's own settings alone"
    own = dict(JUPYTER_CONFIG_DIR='.config', JUPYTER_DATA_DIR='.data', JUPYTERLAB_SETTINGS_DIR='.settings',
               JUPYTERLAB_WORKSPACES_DIR='.workspaces')
    env = {**os.environ, 'PYTHONPATH': str(root), **{name: str(folder/sub) for name, sub in own.items()}}
    env.pop('MPLBACKEND', None)
    return env

def serve(folder, *flags):
    "Start JupyterLab on `folder`; its process and its address, once it answers"
    port = free_port()
    args = ['--allow-root', '--no-browser', f'--port={port}', '--ServerApp.port_retries=0', '--IdentityProvider.token=',
            f'--ServerApp.root_dir={folder}', '--ServerApp.disable_check_xsrf=True',
            '--LabApp.expose_app_in_browser=True', *flags]
    with open(folder/'server.log', 'w', encoding='utf-8') as log:
        server = subprocess.Popen([sys.executable, '-m', 'jupyterlab', *args], cwd=folder, stdout=log, stderr=log,
                                  env=jupyter_env(folder))
    url, end = f'http://127.0.0.1:{port}', time.monotonic() + patience
    while server.poll() is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(url + '/api/status').close()
            return server, url
        except OSError: time.sleep(0.25)
    server.kill()
    raise RuntimeError('JupyterLab did not start:\n' + (folder/'server.log').read_text(encoding='utf-8'))

ending = []  # threads, each of which waits for a kernel's end

def shut_down(kernel):
    "End the kernel at this address, and wait for that"
    with suppress(OSError): urllib.request.urlopen(urllib.request.Request(kernel, method='DELETE'), timeout=30).close()

def stop(server, folder):
    """End a server, but not while it ends a kernel: an error in ending all kernels would leave Jupyter Server running.
    Of one that doesn't end, its log is shown"""
    for thread in ending: thread.join()
    server.terminate()
    try: server.wait(patience)
    except subprocess.TimeoutExpired:
        print((folder/'server.log').read_text(encoding='utf-8')[-4000:])
        raise
    finally: server.kill()

def notebook(*sources, outputs=()):
    "A notebook of these cells, the last one with these outputs"
    spec = dict(name='python3', display_name='python3', language='python')
    nb = nbformat.v4.new_notebook(metadata=dict(kernelspec=spec))
    nb.cells = [nbformat.v4.new_code_cell(s) for s in sources]
    if outputs: nb.cells[-1].outputs, nb.cells[-1].execution_count = list(outputs), 1
    return nb

content = 'jupyterapp.shell.currentWidget.content'
cells = f'[...{content}.model.cells]'

listen = '''() => {
    const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session, underway = window.underway = new Set();
    kernel.anyMessage.connect((_, { msg, direction }) => {
        if (direction === "send") underway.add(msg.header.msg_id);
        else if (msg.content.execution_state === "idle") underway.delete(msg.parent_header.msg_id);
    }); }'''

screen = dict(width=1300, height=1000)
change_over = '''async name => {
    const old = jupyterapp.shell.currentWidget, { kernel } = old.sessionContext.session;
    const forget = "import ipywidgets as w; w.Widget.close_all(); get_ipython().run_line_magic('reset', '-f')";
    await kernel.requestExecute({ code: forget, store_history: false }).done;
    const { id } = kernel;
    old.dispose();  // first: JupyterLab lets one connection to a kernel have its widgets
    const next = await jupyterapp.commands.execute("docmanager:open", { path: name, kernel: { id } });
    await next.context.ready;
    await next.sessionContext.ready; }'''

class Lab:
    "A notebook open in JupyterLab, its kernel ready; `requested` lists every address that its page asked for"
    def __init__(self, browser, url, name, before=None):
        self.page = page = new_page(browser, viewport=screen)
        self.url, self.requested = url, []
        page.on('request', lambda r: self.requested.append(r.url))
        if before: page.add_init_script(before)
        own = f'workspaces/w{time.time_ns()}'  # a page that is reloaded opens none of another page's notebooks
        page.goto(f'{url}/lab/{own}/tree/{name}?reset')
        page.wait_for_function('window.jupyterapp')
        page.evaluate('jupyterapp.restored.then(() => true)')
        page.get_by_text(re.compile(r'\| Idle')).wait_for()
        page.evaluate(listen)

    def turn_to(self, name):
        "Another notebook in its place, with the kernel as it is, but empty"
        self.page.set_viewport_size(screen)
        self.requested.clear()
        self.page.evaluate(change_over, name)
        self.page.get_by_text(re.compile(r'\| Idle')).wait_for()
        self.page.evaluate(listen)

    def close(self):
        "Leaves no kernel behind; only the server's end waits for the kernel's"
        kernel = self.page.evaluate('jupyterapp.shell.currentWidget.sessionContext.session.kernel.id')
        self.page.context.close()
        ending.append(threading.Thread(target=shut_down, args=[f'{self.url}/api/kernels/{kernel}'], daemon=True))
        ending[-1].start()

    def quiet(self):
        "Wait until the kernel has dealt with every message of the page's"
        self.page.wait_for_function('window.underway.size === 0')

    def run_all(self):
        "Run every cell, and wait until each has run or one has failed"
        self.page.evaluate('jupyterapp.commands.execute("notebook:run-all-cells")')
        self.page.wait_for_function(f'''() => {{
            const codes = {cells}.filter(c => c.type === "code" && c.sharedModel.getSource().trim());
            return codes.every(c => c.executionCount !== null && c.executionState !== "running")
                || codes.some(c => c.outputs.toJSON().some(o => o.output_type === "error")); }}''')

    def run(self, code=None, i=-1):
        "Run this code in the cell (the cell as it is, without code), and say what it printed"
        outputs = self.page.evaluate(f'''async ([code, i]) => {{
            const nb = {content};
            nb.activeCellIndex = i < 0 ? nb.widgets.length + i : i;
            nb.deselectAll();
            const model = nb.activeCell.model;
            if (code !== null) model.sharedModel.setSource(code);
            await jupyterapp.commands.execute("notebook:run-cell");
            return model.outputs.toJSON(); }}''', [code, i])
        return ''.join(''.join(o.get('text', o.get('evalue', ''))) for o in outputs)

    def ask(self, code):
        "Run this code in a new last cell; its outputs"
        self.page.evaluate(f'''async () => {{
            const nb = {content};
            nb.activeCellIndex = nb.widgets.length - 1;
            await jupyterapp.commands.execute("notebook:insert-cell-below");
            nb.mode = "command"; }}''')
        self.run(code)
        return self.outputs()[-1]

    def outputs(self): return self.page.evaluate(f'{cells}.map(c => c.type === "code" ? c.outputs.toJSON() : [])')
    def sources(self):
        "The code of each cell, nothing where a cell is text"
        return self.page.evaluate(f'{cells}.map(c => c.type === "code" ? c.sharedModel.getSource() : "")')
    def value(self, expr):
        "What an expression is in the kernel, after all that it was asked before; no cell is touched"
        return json.loads(self.page.evaluate('''async code => {
            const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session, said = [];
            const asked = kernel.requestExecute({ code, store_history: false });
            asked.onIOPub = m => said.push(m.content.text ?? m.content.evalue ?? "");
            await asked.done;
            return said.join(""); }''', f'import json; print(json.dumps({expr}))'))
    def state(self): return state(self.page)

    def show(self, i):
        "Scroll to a cell; its element"
        self.page.evaluate(f'{content}.activeCellIndex = {i}; {content}.scrollToItem({i}, "center")')
        return self.page.locator(f'.jp-Cell[data-windowed-list-index="{i}"]')

    def agrees(self):
        "Wait until page and kernel have told each other everything; both then say the same. What the page says"
        settled(self.page)
        k = self.value('dict(params=dict(fig.params), loss=fig.loss, grad=fig.grad)')
        becomes(lambda: [self.state()[key] for key in ('params', 'running')], [k['params'], False])
        painted(self.page)
        s = self.state()
        assert s['loss'] == pytest.approx(k['loss'], rel=1e-9)
        assert s['grad'] == pytest.approx(k['grad'], rel=1e-9, abs=1e-12)
        return s
