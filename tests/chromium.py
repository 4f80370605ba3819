"A real browser for the tests: the system's Chromium"
import shutil
from contextlib import contextmanager
from playwright.sync_api import sync_playwright

flags = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage'

@contextmanager
def chromium():
    path = next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))))
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=path, args=flags.split())
        try: yield browser
        finally: browser.close()
