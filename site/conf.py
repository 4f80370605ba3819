"How Sphinx makes the site of what make.py has put together: nothing of it is fetched from elsewhere."
import os, sys
from pathlib import Path
from docutils.nodes import SkipNode
from latex2mathml.converter import convert

here = Path(__file__).parent
work = Path(os.environ['FITCURVE_SITE_WORK'])
sys.path.insert(0, str(here))
from figures import scripts_of  # noqa: E402

project = 'fitcurve'
author = 'The fitcurve authors'
language = 'en'
extensions = ['myst_nb']
nb_execution_mode = 'off'
nb_ipywidgets_js = {}  # its default fetches them from a CDN
nb_merge_streams = True
myst_enable_extensions = ['dollarmath']
myst_heading_anchors = 4
myst_heading_slug_func = 'notebooks.slug'
myst_update_mathjax = False
html_math_renderer = 'mathml'
html_theme = 'furo'
html_favicon = str(here/'static'/'icon.svg')
html_title = 'fitcurve'
html_static_path = [str(here/'static'), str(work/'static')]
html_extra_path = [str(work/'extra')]
html_css_files = ['site.css']
html_js_files = ['site.js']
templates_path = [str(here/'templates')]
html_copy_source = False
html_show_search_summary = False  # it fetches pages, which a browser doesn't do from a disk
html_theme_options = dict(navigation_with_keys=False)
pygments_style, pygments_dark_style = 'a11y-high-contrast-light', 'a11y-high-contrast-dark'
add_module_names = False
toc_object_entries_show_parents = 'hide'
html_show_copyright = False  # it would have no year

def formula(writer, node, display):
    "A formula as MathML, which the browser itself sets"
    writer.body.append(convert(node.astext(), display=display))
    raise SkipNode

def bring_figures(app, pagename, templatename, context, doctree):
    for name in scripts_of(context.get('body', '')): app.add_js_file(name)

def setup(app):
    inline, block = (lambda w, n: formula(w, n, 'inline')), (lambda w, n: formula(w, n, 'block'))
    app.add_html_math_renderer('mathml', (inline, None), (block, None))
    app.connect('html-page-context', bring_figures)
