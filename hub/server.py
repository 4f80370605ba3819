"""A student's server begins here, as that student: `fitcurve lab` puts the lessons, then JupyterLab starts"""
import os, sys, time, traceback
from pathlib import Path
from fitcurve.cli import lessons_folder, put_lessons, quiet_env

env = os.environ
try:
    lessons = Path('lessons')
    if lessons.is_symlink() or lessons.exists() and not lessons.is_dir(): lessons.rename(f'lessons-{time.time():.0f}')
    env = quiet_env(Path.home()/'.jupyter'/'fitcurve')
    print(put_lessons(lessons_folder(), 'lessons'), flush=True)
except Exception: traceback.print_exc() # a full disk, say: better a server with yesterday's lessons than none
ask = Path(__file__).with_name('ask.py')
os.execve(sys.executable, [sys.executable, '-I', '-S', str(ask), 'servers', *sys.argv[1:]], env)
