# make lab      opens the first lesson in JupyterLab, installing what it needs
# make test     runs every test, installing what it needs (the browser too)
# make export   writes the package and the README from the notebooks
# make outputs  runs the lessons in a real kernel and saves their outputs in them
# make bench    times imports, descent and lessons, fits curves three ways, and drags the figures in a real browser
.PHONY: lab test export outputs bench browser
VENV   ?= .venv
PYTHON ?= python3
BIN    := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
unexport MPLBACKEND
facts  := setup.py settings.ini pyproject.toml constraints.txt
pip    := $(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt

lab: $(VENV)/lessons.done
	$(BIN)/jupyter lab $(LAB_FLAGS) nbs/00_data.ipynb

test: $(VENV)/dev.done browser
	$(BIN)/python -m pytest -n 2

export: $(VENV)/dev.done
	$(BIN)/nbdev-export
	$(BIN)/nbdev-clean
	$(BIN)/python -m tests.readme

outputs: $(VENV)/dev.done
	$(BIN)/python -m tests.lessons --save

bench: $(VENV)/dev.done browser
	$(BIN)/python -m tests.bench.imports
	$(BIN)/python -m tests.bench.descent
	$(BIN)/python -m tests.bench.lessons
	$(BIN)/python -m tests.bench.fit
	$(BIN)/python -m tests.bench.drag

# The tests drive a real Chromium: yours if there is one, else Debian's package.
browser:
	@command -v chromium chromium-browser google-chrome >/dev/null || { \
	  sudo=$$(command -v sudo || true); \
	  $$sudo apt-get -o DPkg::Lock::Timeout=120 update && \
	  $$sudo apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends chromium; }

$(VENV)/%.done: $(facts)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what fitcurve needs into $(VENV): a minute or two, the first time"
	$(pip) -e '.[$*]'
	@touch $@
