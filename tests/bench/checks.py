"""How long a check of an exercise keeps a student waiting: each answer of the banks, judged once, in this process's own
time. The mark is two seconds; `python -m tests.bench.checks`."""
import os, tempfile, time
import torch
from tests.test_exercises import banks, judged

def took(name, source, first):
    start = time.process_time()
    judged(name, source, first)
    return time.process_time() - start

def main():
    torch.optim.SGD([torch.zeros(1, requires_grad=True)], 0.1)  # its modules, once
    with tempfile.TemporaryDirectory() as folder:
        os.environ['FITCURVE_PROGRESS'] = f'{folder}/progress.json'
        slowest = {name: max((took(name, *answer), answer[0]) for _, *answer in bank) for name, bank in banks.items()}
    for name, (seconds, _) in slowest.items(): print(f'{name:16}{seconds:6.2f} s')
    seconds, source = max(slowest.values())
    print(f'{"yes" if seconds < 2 else "NO "}  within two seconds; the slowest took {seconds:.2f} s:\n{source}')

if __name__ == '__main__': main()
