"""How long each lesson takes, run whole in a fresh kernel: seconds of the clock and of the kernel's processor."""
import os, time
import nbformat
from nbclient import NotebookClient
from tests.lessons import lessons

def took(path):
    nb = nbformat.read(path, 4)
    nb.cells.append(nbformat.v4.new_code_cell('import time; print(time.process_time())'))
    client = NotebookClient(nb, timeout=600, kernel_name='python3', resources={'metadata': {'path': str(path.parent)}})
    start = time.perf_counter()
    client.execute(env={**os.environ, 'TQDM_DISABLE': '1'})
    return time.perf_counter() - start, float(nb.cells[-1].outputs[0].text)

if __name__ == '__main__':
    times = {path.stem: took(path) for path in lessons}
    for name, (clock, cpu) in times.items(): print(f'{name:20}{clock:7.1f} s {cpu:7.1f} s of the processor')
    core = sum(clock for name, (clock, _) in times.items() if name < '05')
    print('yes ' if core < 60 else 'NO  ', f'lessons 0 to 4 together: {core:.0f} s, under 60')
    print('yes ' if times['06_fastai'][1] < 60 else 'NO  ', "lesson 6: under a minute of one processor's time")
