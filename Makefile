# make site: build the sample archive into public/.  make test: everything that must hold.
# Both set up a virtual environment first; all they need is Python 3.11+ and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The machine's own Node, or the one that tests/ensure-node.sh installs.
NPM := PATH="$(abspath $(BIN)):$$PATH" npm
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: site test serve check lint lint-python lint-javascript format lock golden mutants bench bench-parse bench-import bench-preview clean

site: $(VENV)/site.stamp
	$(BIN)/cablepress build $(BUILD_ARGS)

serve: $(VENV)/site.stamp
	$(BIN)/cablepress serve

check: $(VENV)/site.stamp
	$(BIN)/cablepress check

# Sites that tests build are in memory where that has 4 GB to spare; a disk is waited for at each of their files.
# Three processes on two cores: one of them mostly waits, for a browser or for a file to change.
IN_MEMORY = $(shell test "$$(df -kP /dev/shm 2>/dev/null | awk 'END {print $$4}')" -gt 4000000 2>/dev/null && echo TMPDIR=/dev/shm)
# What is compiled of Python is kept: hundreds of tests start a process of their own.
test:
	@$(MAKE) --no-print-directory -j 2 $(VENV)/test.stamp $(VENV)/npm.stamp
	@sh tests/ensure-chromium.sh
	@$(MAKE) --no-print-directory -j 2 --output-sync=target lint
	PYTHONDONTWRITEBYTECODE= $(IN_MEMORY) $(BIN)/python -m pytest -n 3 -o tmp_path_retention_policy=failed $(PYTEST_ARGS)

lint: lint-python lint-javascript

lint-python: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo

lint-javascript: $(VENV)/npm.stamp
	$(NPM) run --silent check

format: $(VENV)/test.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Versions and digests of all that Cablepress needs, which `cablepress new` and `vendor` put into a site; read the difference.
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --upgrade
lock: $(VENV)/test.stamp
	$(PIP) uv
	$(LOCK) --python-version 3.11 pyproject.toml -o generator/cablepress/lock.txt
	printf 'build\nhatchling\n' | $(LOCK) --python-version 3.13 -o .github/build-requirements.txt -
	@git --no-pager diff --stat -- generator/cablepress/lock.txt .github/build-requirements.txt || true

# The stored copy of the golden site becomes what is built now; read the difference before you commit it.
golden: $(VENV)/test.stamp
	$(BIN)/python tests/golden/update.py
	@git --no-pager diff --stat -- tests/golden/expected || true

# The parser without each of its rules in turn: lists those that no test notices. ARGS: part of a module's name, --suggest.
mutants: $(VENV)/test.stamp
	PYTHONPATH=tests $(BIN)/python -m mutants.run $(ARGS)

bench: $(VENV)/bench.stamp
	$(BIN)/python tests/benchmarks/run.py $(ARGS)

# How long a cable takes to parse, as installed by default and compiled (from an sdist, so that no compiled file stays here).
bench-parse: $(VENV)/test.stamp
	rm -rf .benchmarks/dist .benchmarks/compiled
	HATCH_BUILD_HOOK_ENABLE_MYPYC=1 $(BIN)/python -m build --no-isolation --outdir .benchmarks/dist >/dev/null
	$(PIP) install --no-deps --target .benchmarks/compiled .benchmarks/dist/*.whl
	$(BIN)/python tests/cable/bench_parse.py
	PYTHONPATH=.benchmarks/compiled $(BIN)/python tests/cable/bench_parse.py

# The whole archive as one table of invented cables, imported: time and memory, against what is wanted. ARGS=10000 for less.
bench-import: $(VENV)/test.stamp
	$(BIN)/python tests/importers/bench_tables.py $(ARGS)

# From the save of a file to its new words in Chromium; ARGS="20 1300 --saves 5".
bench-preview: $(VENV)/test.stamp
	$(BIN)/python tests/preview/bench_preview.py $(ARGS)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cablepress needs Python 3.11 or later; set PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A stamp is older than pyproject.toml when the dependencies may have changed.
$(VENV)/site.stamp: pyproject.toml | $(BIN)/python
	$(PIP) --editable .
	touch $@

$(VENV)/test.stamp: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[test]'
	touch $(VENV)/site.stamp $@

# What checks the JavaScript: package.json names it, package-lock.json locks it.
$(VENV)/npm.stamp: package.json package-lock.json | $(BIN)/python
	@sh tests/ensure-node.sh $(BIN)
	$(NPM) ci --silent --no-audit --no-fund
	touch $@

$(VENV)/bench.stamp: $(VENV)/site.stamp
	$(PIP) --editable '.[bench,test]'
	touch $@

clean:
	rm -rf public .cablepress dist
