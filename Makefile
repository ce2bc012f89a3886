# Everything a developer types. `make demo` and `make test` set up what they need by themselves.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Programs that tests start are compiled once, whatever the machine says.
export PYTHONDONTWRITEBYTECODE :=
# Much of a test is waiting for a disk, a browser or a server: more workers than two cores.
PYTEST_FLAGS ?= --numprocesses 4 --dist loadfile
FAULT_FLAGS ?= --numprocesses 2 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help demo test faults lint format bench lock checks clean

help: ## this list
	@sed -n 's/^\([a-z]*\): [^#]*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)

demo: $(READY) ## a synthetic city, loaded and run month by month; ends with the paths of its lists
	$(BIN)/monitor demo --out demo

test: $(READY) ## all tests (those in a browser only where Chromium is installed)
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

faults: $(READY) ## every point of the fault matrix (kills, full disks, damaged files); needs strace, 35 minutes on two cores
	$(BIN)/python -m pytest tests/faults tests/operator/test_disk.py tests/operator/test_backup.py \
		tests/warehouse/test_load_order.py tests/month/test_random_cities.py --full --timeout 7200 -p no:cacheprovider $(FAULT_FLAGS)

lint: $(READY) ## ruff, mypy, import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY) ## let ruff lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY) ## the benchmarks; needs 40 GB of disk and some minutes
	$(BIN)/python -m benchmarks.run

checks: $(READY) ## every truth of sql/checks on a workspace: make checks CONFIG=…/config.toml
	$(BIN)/python -m monitor.checks $(or $(CONFIG),config.toml)

lock: $(READY) ## work out requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -o requirements.lock

clean: ## remove the environment, the demo and caches
	rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@
