"Hands the facts in settings.ini to setuptools."
import os, re, runpy
from configparser import ConfigParser
from pathlib import Path
from setuptools import setup
from setuptools.command.build_py import build_py

root = Path(__file__).parent
config = ConfigParser()
config.read(root/'settings.ini', encoding='utf-8')
facts = config['DEFAULT']
lib, *_ = Path(facts['lib_path']).parts
version = next(line.split('"')[1] for line in (root/lib/'__init__.py').read_text(encoding='utf-8').splitlines()
               if line.startswith('__version__'))
extras = 'course', 'lessons', 'hub', 'site', 'dev'
course, lessons, hub, site, dev = (facts[f'{extra}_requirements'].split() for extra in extras)
lessons = course + lessons

# Where the repository lies: GitHub's own word, when a workflow builds it there, or the settings'
github = '{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}'.format_map(os.environ) if 'GITHUB_REPOSITORY' in os.environ else ''
address = github or facts.get('git_url', '')

def for_index(text):
    """The README for a page that has no files beside it: its links lead to the repository. Where that isn't known, a
    link is its text, and a picture is left out"""
    links = re.compile(r'(!?)\[([^]]*)\]\((?!https?:|#)([^)]*)\)')
    if not address: return links.sub(lambda m: '' if m[1] else m[2], text)
    return links.sub(lambda m: f"{m[1]}[{m[2]}]({address}/{'raw' if m[1] else 'blob'}/HEAD/{m[3]})", text)

class WithLessons(build_py):
    "A wheel brings the lessons too, as a student opens them: without outputs"
    def run(self):
        super().run()
        copy_course = runpy.run_path(str(root/lib/'files.py'))['copy_course']
        if not self.editable_mode: copy_course(root/facts['nbs_path'], Path(self.build_lib)/lib/'lessons')

setup(
    version=version, description=facts['description'], license=facts['license'], license_files=['LICENSE'],
    author=facts['author'], keywords=facts['keywords'].split(), python_requires='>=' + facts['min_python'],
    long_description=for_index((root/'README.md').read_text(encoding='utf-8')),
    long_description_content_type='text/markdown', url=address or None,
    # package_dir: an editable installation is then a plain path, which a folder of the same name can't hide
    packages=[lib, f'{lib}.practice', f'{lib}.static'], package_dir={'': '.'},
    package_data={lib: ['*.pyi', 'py.typed'], f'{lib}.static': ['*']},
    install_requires=facts['requirements'].split(),
    extras_require=dict(course=course, lessons=lessons, hub=lessons + hub, site=site, dev=lessons + hub + site + dev),
    entry_points=dict(nbdev=[f'{lib} = {lib}._modidx:d'], console_scripts=[f'{lib} = {lib}.cli:main']),
    cmdclass=dict(build_py=WithLessons),
    classifiers=[f"Development Status :: {facts['status']}", f"Intended Audience :: {facts['audience']}",
                 'Framework :: Jupyter', 'Programming Language :: Python :: 3', 'Topic :: Education'],
)
