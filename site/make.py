"""Builds the course's site: `python site/make.py [folder]`, by default into `site/build/html`. One that was there gives
way once all went well.

The pages' sources are put together in a folder of their own, from the notebooks, the package and `pages/`; Sphinx, set
up in conf.py, makes HTML of them. The folder works from a disk and under any address: all of its links are relative."""
import os, shutil, sys
from configparser import ConfigParser
from pathlib import Path
from sphinx.cmd.build import main as sphinx
from figures import live, write_scripts
from notebooks import found, write_notebook
from reference import write_reference
from uses import write_gallery

here = Path(__file__).resolve().parent
root = here.parent
sections = dict(lessons='Lessons', further='Further', gallery='Gallery', reference='Reference', made='How it is made')

def address():
    "The repository's address and branch: settings.ini has them (`git_url`, `branch`), or GitHub says where it builds"
    config = ConfigParser()
    config.read(root/'settings.ini', encoding='utf-8')
    facts, env = config['DEFAULT'], os.environ
    hub, name = env.get('GITHUB_SERVER_URL', 'https://github.com'), env.get('GITHUB_REPOSITORY')
    return facts.get('git_url') or (f'{hub}/{name}' if name else ''), facts.get('branch') or 'main'

def first_figure():
    "The live figure of the front page: the lessons' own function and data"
    from fitcurve import explore, noisy_quad, quad
    return live(explore(quad, *noisy_quad(), a=1.1, b=1.1, c=1.1))

def contents(pages):
    "The table of contents: a caption and its pages, section by section"
    tree = '```{{toctree}}\n:hidden:\n:caption: {}\n\n{}\n```\n'
    return '\n'.join(tree.format(sections[kind], '\n'.join(names)) for kind, names in pages.items() if names)

def write_sources(source, extra, static):
    "All that Sphinx is given, into these folders"
    for folder in (source/'nbs', source/'gallery', source/'reference', extra/'downloads'/'gallery', static/'gallery'):
        folder.mkdir(parents=True)
    url, branch = address()
    there = found(root/'nbs')
    for path in sum(there.values(), []): write_notebook(path, source/'nbs', extra/'downloads', url, branch)
    shutil.copytree(root/'nbs'/'images', source/'nbs'/'images')
    shutil.copy(here/'404.html', extra)  # where most hosts look for it
    write_scripts(static)
    uses, cards = write_gallery(source/'gallery', static/'gallery', extra/'downloads'/'gallery', root/'nbs')
    modules, names = write_reference(source/'reference', root/'nbs')
    pages = {kind: [f'nbs/{p.stem}' for p in paths] for kind, paths in there.items()}
    pages |= dict(gallery=['gallery/index', *(f'gallery/{name}' for name in uses)],
                  reference=['reference/index', *(f'reference/{name}' for name in modules)])
    write_pages(source, dict(figure=first_figure(), cards=cards, names=names,
                             contents=contents({kind: pages[kind] for kind in sections})))

def write_pages(source, filled):
    "The pages that are written by hand, each `<name>` in them filled"
    for path in (here/'pages').rglob('*.md'):
        text = path.read_text(encoding='utf-8')
        for name, value in filled.items(): text = text.replace(f'<{name}>', value)
        (source/path.relative_to(here/'pages')).write_text(text, encoding='utf-8')

def build(out):
    "The whole site into the folder `out`, afresh; Sphinx's exit code"
    work = out.parent/f'{out.name}.work'
    shutil.rmtree(work, ignore_errors=True)
    write_sources(work/'source', work/'extra', work/'static')
    os.environ['FITCURVE_SITE_WORK'] = str(work)  # where conf.py finds them
    html, notes = work/'html', work/'doctrees'  # what Sphinx keeps for the next time stays out of the site
    code = sphinx(['-q', '-W', '--keep-going', '-c', str(here), '-d', str(notes), str(work/'source'), str(html)])
    if not code:
        (html/'.nojekyll').touch()  # without it GitHub Pages, from a branch, leaves out all that begins with _
        (html/'.buildinfo').unlink()
        shutil.rmtree(out, ignore_errors=True)
        html.rename(out)
        shutil.rmtree(work)
    return code

if __name__ == '__main__': sys.exit(build(Path(*sys.argv[1:2] or [here/'build'/'html']).resolve()))
