"Ten of NIST's reference problems of nonlinear regression, each from two starts: data/nist.json."
import json
from pathlib import Path
from types import SimpleNamespace
import numpy as np, torch

sets = json.loads((Path(__file__).parent/'data'/'nist.json').read_text(encoding='utf-8'))['sets']

def problem(name, start):
    """The set's mean squared error as `loss`, its residuals as `gaps` (of an array), the `start`, a list, and `least`,
    the certified mean squared error"""
    case = sets[name]
    model, x, y = compile(case['model'], name, 'eval'), np.array(case['x']), np.array(case['y'])
    def at(params, x, exp): return eval(model, dict(x=x, exp=exp) | {f'b{i}': p for i, p in enumerate(params, 1)})
    tx, ty = torch.tensor(x), torch.tensor(y)
    return SimpleNamespace(name=f'{name} {start + 1}', start=case['starts'][start], least=case['rss']/len(y),
                           loss=lambda p: ((at(p, tx, torch.exp) - ty)**2).mean(), gaps=lambda p: at(p, x, np.exp) - y)

problems = [problem(name, start) for name in sets for start in (0, 1)]
