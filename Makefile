# make lab      puts the lessons into lessons/, without outputs, and opens the first in JupyterLab; installs what it needs
# make hub      a JupyterHub for a class on this machine: hub/README.md
# make check    formatters, linters, types, and the tests that need neither browser nor kernel: a few minutes
# make test     runs every test, installing what it needs (the browser too)
# make export   writes the package and the README from the notebooks
# make outputs  runs the lessons in a real kernel and saves their outputs in them
# make pages     puts the page's modules, as they are now, into those outputs: enough when only static/ changed
# make lock     looks up what fitcurve needs now and keeps the versions that stand in constraints.txt; all the newest:
#               make lock LOCK_FLAGS=--upgrade, then make outputs
# make oldest   runs the quick tests with the oldest versions that settings.ini allows, in an environment of their own;
#               make newest, with all the newest
# make dist     builds wheel and sdist into dist/, and checks them
# make site      the course as a folder of pages, site/build/html: from a disk, or on any host
# make bench    times imports, descent, lessons and the exact fit, fits curves three ways, tries a thousand random figures,
#               drags figures in a real browser, does there whatever a hand may do, for ten minutes, judges each answer of
#               the exercises' banks, and tries every mutant of the right ones
# make class    lets a class of simulated students come to that hub at once, N=30, and prints what they cost
.PHONY: lab hub class check test export outputs pages lock oldest newest dist bench site browser
VENV   ?= .venv
PYTHON ?= python3
BIN    := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
unexport MPLBACKEND
facts  := setup.py settings.ini pyproject.toml constraints.txt
pip    := $(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt

lab: $(VENV)/lessons.done
	$(BIN)/fitcurve lab lessons $(LAB_FLAGS)

hub: $(VENV)/hub.done
	$(BIN)/jupyterhub -f hub/jupyterhub_config.py

check: $(VENV)/dev.done node_modules/.package-lock.json
	npm run --silent check
	$(BIN)/ruff check --quiet .
	$(BIN)/python -m pytest -q -n 2 -m 'not slow'

test: check browser
	$(BIN)/python -m pytest -n 4 -m slow  # a browser and its kernel wait for each other half of the time

export: $(VENV)/dev.done
	$(BIN)/nbdev-export
	$(BIN)/nbdev-clean
	$(BIN)/python -m tests.docments
	$(BIN)/python -m tests.readme

outputs: $(VENV)/dev.done
	$(BIN)/python -m tests.lessons --save

pages: $(VENV)/dev.done
	$(BIN)/python -m tests.lessons --pages

# One file for every system and every Python that fitcurve runs on: what differs among them carries its marker.
lock: export UV_CUSTOM_COMPILE_COMMAND := make lock (the versions that the lessons' printed figures were made with)
lock: $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet uv
	$(BIN)/uv pip compile --quiet --no-python-downloads --universal --python-version 3.10 --annotation-style line \
	  --extra dev $(LOCK_FLAGS) setup.py -o constraints.txt

# nbdev wants a newer fastcore than the lessons do: the few tests that need it, or hub and site, are left to make check.
elsewhere := $(foreach t,lock outputs hub site site_walk,--ignore tests/test_$(t).py)
tools := $(foreach t,$(filter-out nbdev%,$(shell sed -n 's/^dev_requirements = //p' settings.ini)),'$(t)')
uv     = $(BIN)/uv pip install --quiet --python $(VENV)-$@
oldest: how := lowest-direct
newest: how := highest
oldest newest: $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet uv
	$(BIN)/uv venv --quiet --clear --no-python-downloads --python $(PYTHON) $(VENV)-$@
	$(uv) --resolution $(how) -e '.[course]'
	$(uv) $(tools)
	$(VENV)-$@/bin/python -m pytest -q -n 2 -m 'not slow' $(elsewhere)

# What a release is made of, checked: a tag must be the version's; the sdist's own quick tests run from the sdist.
dist: $(VENV)/dev.done
	$(BIN)/python -m tests.release $(TAG)
	rm -rf build dist
	$(BIN)/python -m build --outdir dist .
	$(BIN)/python -m twine check --strict dist/*
	rm -rf build/sdist && mkdir -p build/sdist && tar xzf dist/*.tar.gz --strip-components 1 -C build/sdist
	cd build/sdist && PYTHONPATH=. $(CURDIR)/$(BIN)/python -m pytest -q -n 2 -m 'not slow'

bench: $(VENV)/dev.done browser
	$(BIN)/python -m tests.bench.imports
	$(BIN)/python -m tests.bench.descent
	$(BIN)/python -m tests.bench.lessons
	$(BIN)/python -m tests.bench.fit
	$(BIN)/python -m tests.bench.best
	$(BIN)/python -m tests.bench.drag
	$(BIN)/python -m tests.bench.shaken
	$(BIN)/python -m tests.bench.checks
	$(BIN)/python -m tests.bench.mutants

class: $(VENV)/dev.done browser
	$(BIN)/python -m tests.bench.class_ $(N)

site: $(VENV)/site.done
	$(BIN)/python site/make.py

# The tools for the page's modules, in the versions of package-lock.json.
node_modules/.package-lock.json: package-lock.json
	npm ci --silent --no-audit --no-fund

# The tests drive a real Chromium: the one that is there, else Debian's without windows, else the whole one.
apt = $$sudo apt-get -o DPkg::Lock::Timeout=120
browser:
	@command -v chromium-headless-shell chromium chromium-browser google-chrome >/dev/null || { \
	  sudo=$$(command -v sudo || true); \
	  $(apt) update && \
	  for name in chromium-headless-shell chromium; do \
	    $(apt) install -y --no-install-recommends $$name && break; \
	  done; }

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/%.done: $(facts) | $(BIN)/python
	@echo "Installing what fitcurve needs into $(VENV): a minute or two, the first time"
	$(pip) -e '.[$*]'
	@touch $@
