"""Figures on a page that share one copy of their modules.

A notebook's output carries all that its figure needs. Here that would be the same 250 KB over and over: so each
output is left with its picture and its spec, and a page with figures gets one script for all, which a browser keeps."""
import json, re
from fitcurve.page import loader, packed

entries = 'figure.js', 'pad.js'
_carried = re.compile(r'<script type="text/plain"[^>]*>.*?</script>\n?|<script>.*?</script>', re.DOTALL)

_script = '''(() => {
%s
const text = %s;
for (const page of document.querySelectorAll('[data-entry="%s"]')) {
  const block = document.createElement("script");
  block.type = "text/plain";
  block.dataset.packed = "";
  block.textContent = text;
  page.append(block);
  bring(page);
}
})();
'''

def without_modules(html):
    "The HTML of a figure without its modules and without what brings it to life"
    return _carried.sub('', html)

def live(fig):
    "A figure of Python's as a piece of such a page"
    return without_modules(fig.snapshot_page()[0])

def script_name(entry): return f'fitcurve-{entry}'

def write_scripts(folder):
    "The scripts that bring figures to life: plain ones, as from file:// a browser loads no modules"
    for entry in entries:
        text = _script % (loader, json.dumps(packed(entry)), entry)
        (folder/script_name(entry)).write_text(text, encoding='utf-8')

def scripts_of(html):
    "The names of the scripts that a page with this body needs"
    return [script_name(entry) for entry in entries if f'data-entry="{entry}"' in html]
