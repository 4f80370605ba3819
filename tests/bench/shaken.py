"""A hand that does anything, for ten minutes, from a fresh seed; what goes wrong is told as shortly as it can be.
`python -m tests.bench.shaken [seed] [minutes]`"""
import secrets, sys, time
from playwright.sync_api import sync_playwright
from tests.conftest import chromium_path, flags
from tests.shaken import figures, shake

seed = int(sys.argv[1]) if len(sys.argv) > 1 else secrets.randbelow(10**6)
minutes = float(sys.argv[2]) if len(sys.argv) > 2 else 10
print(f'seed {seed}', flush=True)
end, stories, wrong = time.monotonic() + 60*minutes, 0, 0
with sync_playwright() as p:
    browser = p.chromium.launch(executable_path=chromium_path(), args=flags)
    while time.monotonic() < end:
        for name in figures:
            try: shake(browser, name, seed + stories, bursts=12)
            except AssertionError as e:
                wrong += 1
                print(e, flush=True)
        stories += 1
    browser.close()
print(f'{stories*len(figures)} stories from seed {seed}: {wrong} went wrong')
sys.exit(wrong > 0)
