"""A student's server begins here, as that student: `fitcurve lab` puts the lessons, then JupyterLab starts"""
import os, sys, traceback
from fitcurve.cli import lessons_folder, put_lessons

try: put_lessons(lessons_folder(), 'lessons')
except Exception: traceback.print_exc() # a full disk, say: better a server with yesterday's lessons than none
os.execv(sys.executable, [sys.executable, '-m', 'jupyterhub.singleuser', *sys.argv[1:]])
