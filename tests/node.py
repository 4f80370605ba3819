"Node, for the JavaScript: a call of it, and one process that runs many programs."
import json, math, os, shutil, subprocess
from pathlib import Path
import numpy as np
from playwright._impl._driver import compute_driver_executable

js = Path(__file__).parent/'js'
node_path = shutil.which('node') or compute_driver_executable()[0]  # playwright brings a node of its own

def node(*args, script=None, **env):
    "Node run to its end on the text `script`, if there is one; what it said kept as text"
    env = {**os.environ, **env}
    return subprocess.run([node_path, *args], capture_output=True, text=True, encoding='utf-8', env=env, input=script)

def evaluated(script):
    "What an ES module writes as JSON on the console"
    done = node('--input-type=module', '-', script=script)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)

def plain(v):
    "As JSON has it: lists, and strings for what it has no numbers for"
    if isinstance(v, dict): return {k: plain(o) for k, o in v.items()}
    if isinstance(v, (list, tuple, np.ndarray)): return [plain(o) for o in v]
    return str(float(v)) if isinstance(v, float) and not math.isfinite(v) else v

def array(v): return np.array([float(o) for o in v])

class Programs:
    "One node process for all programs"
    def __init__(self):
        self.proc = subprocess.Popen([node_path, js/'programs.mjs'], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     text=True, encoding='utf-8')

    def ask(self, **question):
        self.proc.stdin.write(json.dumps(plain(question)) + '\n')
        self.proc.stdin.flush()
        reply = json.loads(self.proc.stdout.readline())
        assert 'error' not in reply, reply
        return reply

    def run(self, program, inputs, seed=1., **kwargs):
        "Its value, and its gradient for each input"
        n = max(np.size(v) for v in inputs)
        r = self.ask(program=json.loads(program.to_json()), n=n, inputs=inputs, seed=seed, **kwargs)
        return array(r['value']), [array(g) for g in r['grads']]

    def close(self):
        self.proc.stdin.close()
        assert self.proc.wait(60) == 0
