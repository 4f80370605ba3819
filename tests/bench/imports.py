"""What the imports cost, in fresh processes: each one's time beside that of the least that the package stands on.

The least of several runs, taken in turns, less what Python itself takes to start."""
import subprocess, sys, time

nothing, needed = 'pass', 'import torch, matplotlib.pyplot, anywidget'
lines = ['import fitcurve', 'from fitcurve import mae', 'from fitcurve import *']

def took(line):
    start = time.perf_counter()
    subprocess.run([sys.executable, '-c', line], check=True)
    return time.perf_counter() - start

def main(times=5):
    rounds = [[took(line) for line in (nothing, needed, *lines)] for _ in range(times)]
    start, base, *own = map(min, zip(*rounds))
    print(f'{needed}: {base - start:.2f} s')
    for line, seconds in zip(lines, own): print(f'{line:42}{(seconds - start)/(base - start):6.2f} × that')

if __name__ == '__main__': main()
