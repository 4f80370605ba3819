import os

# The tests run two at once; torch's threads, waiting for each other, would fill both cores. Before torch is loaded.
os.environ.setdefault('OMP_NUM_THREADS', '1')
