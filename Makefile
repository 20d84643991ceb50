# Everything a newcomer needs is `make run` and `make test`. Only Python 3.11+, make and git have to be there:
# uv is brought into .tools, and everything else into .venv, from the hashed lock files.

PYTHON ?= python3
TOOLS  := .tools
VENV   := .venv
UV     := $(TOOLS)/bin/uv
BIN    := $(VENV)/bin
DATA   ?= ../shared/data

.PHONY: run test check eval bench lock wheel format clean help

help:
	@echo "make run     set up and start Headwater with the demo press"
	@echo "make test    set up and run the tests"
	@echo "make check   format, lint, types, import contracts"
	@echo "make eval    measure quality against the pinned floors"
	@echo "make bench   per-stage CPU time, and other programs on the same pages"
	@echo "make wheel   build dist/*.whl"
	@echo "make lock    write the lock files anew"

run: $(VENV)/.run
	$(BIN)/headwater serve --demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2

check: $(VENV)/.dev
	$(BIN)/ruff format --check src tests tools
	$(BIN)/ruff check src tests tools
	$(BIN)/mypy
	$(BIN)/lint-imports

eval: $(VENV)/.dev
	$(BIN)/python tests/eval/run.py --data $(DATA)

bench: $(VENV)/.peers
	$(BIN)/headwater bench --peers

wheel: $(UV)
	$(UV) build -q --wheel

format: $(VENV)/.dev
	$(BIN)/ruff format src tests tools
	$(BIN)/ruff check --fix src tests tools

# A new lock is taken in on purpose only: `make lock`, look at the difference, commit.
LOCK := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q
lock: $(UV)
	$(LOCK) -o requirements.lock
	$(LOCK) --group dev -c requirements.lock -o requirements-dev.lock
	printf 'python-dateutil>=4\n' > $(TOOLS)/overrides.txt  # newspaper4k asks for <3 and runs with 4, which htmldate needs
	$(LOCK) --group dev --group peers -c requirements-dev.lock --override $(TOOLS)/overrides.txt -o requirements-peers.lock

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Headwater needs Python 3.11 or newer; set PYTHON=…"; exit 1; }
	@echo "Setting up (once): tools"
	@$(PYTHON) -m venv $(TOOLS)
	@$(TOOLS)/bin/python -m pip install -q --disable-pip-version-check "uv>=0.9,<1"

$(VENV)/pyvenv.cfg: $(UV)
	@$(UV) venv -q --allow-existing --python $(PYTHON) $(VENV)

$(VENV)/.run: requirements.lock $(VENV)/pyvenv.cfg
	@echo "Setting up (once): libraries"
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Setting up (once): test and check tools"
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.peers: requirements-peers.lock $(VENV)/.dev
	@echo "Setting up (once): the programs we compare with"
	@$(UV) pip install -q --python $(BIN)/python --no-deps --require-hashes -r requirements-peers.lock
	@touch $@

clean:
	rm -rf $(VENV) $(TOOLS) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
