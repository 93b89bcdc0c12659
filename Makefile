# Everyday work on reftel. `make` alone says what there is.
#
# Needs: make, and Python 3.11 or later with its venv module. Everything else is put into .venv on first use.
# Variables: PYTHON (the interpreter to build .venv with), PORT and HEAP (for `make demo`), BASE (a revision, for
# `make compare`), ARGS (passed on to pytest, or to the benchmark).

.DEFAULT_GOAL := help
.SUFFIXES:
SHELL := /bin/bash

VENV ?= .venv
PORT ?= 8765
HEAP ?=
BASE ?=
ARGS ?=
BIN := $(VENV)/bin
# Written when an installation is complete; the second `make` looks at their dates and is done.
RUN_STAMP := $(VENV)/.reftel-run
DEV_STAMP := $(VENV)/.reftel-dev
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

# The newest interpreter that can make a virtual environment (Debian ships that part as python3-venv).
define find_python
if [ -n "$(PYTHON)" ]; then candidates="$(PYTHON)"; \
else candidates="python3.14 python3.13 python3.12 python3.11 python3"; fi; \
found=""; old=""; novenv=""; \
for python in $$candidates; do \
  command -v "$$python" >/dev/null 2>&1 || continue; \
  if ! "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then old="$$python"; continue; fi; \
  if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then novenv="$$python"; continue; fi; \
  found="$$python"; break; \
done; \
if [ -z "$$found" ]; then \
  if [ -n "$$novenv" ]; then \
    echo "make: $$novenv cannot make a virtual environment. Debian: apt install python3-venv"; \
  elif [ -n "$$old" ]; then \
    echo "make: $$old is older than Python 3.11. Install a newer one, or name it: make PYTHON=/path/to/python3.12"; \
  else \
    echo "make: $(if $(PYTHON),there is no $(PYTHON),no Python found. Debian: apt install python3 python3-venv)"; \
  fi >&2; \
  exit 1; \
fi
endef

.PHONY: help
help:  ## What there is to make (this list)
	@echo "reftel: turns a heap of diplomatic cables into a reading room."
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

$(BIN)/python:
	@$(find_python); \
	echo "Making $(VENV) with $$("$$found" -V) (once) …"; \
	"$$found" -m venv $(VENV)

# A complete set for development serves to run, too: a `make demo` after a `make test` installs nothing.
$(RUN_STAMP): pyproject.toml | $(BIN)/python
	@echo "Installing reftel into $(VENV) (once; a minute or so) …"
	@$(PIP) install --editable .
	@touch $@

$(DEV_STAMP): pyproject.toml | $(BIN)/python
	@echo "Installing reftel and what its tests need into $(VENV) (once; a minute or two) …"
	@$(PIP) install --editable '.[dev]'
	@touch $(RUN_STAMP) $@

# The invented cables are read as what they are said to be, kind by kind, so that the room shows how it keeps them apart.
.PHONY: demo
demo: $(RUN_STAMP)  ## A reading room in the browser: the invented cables of demo/heap, or HEAP=folder of your own (PORT=8765)
	@set -e; \
	read_in() { status=0; $(BIN)/reftel add --archive "$$archive" "$$@" || status=$$?; [ $$status -eq 3 ] || return $$status; }; \
	if [ -n "$(HEAP)" ]; then \
	  heap="$(HEAP)"; \
	  [ -e "$$heap" ] || { echo "make: there is no $$heap; HEAP= names a folder or a file of cables" >&2; exit 2; }; \
	  archive="$$(basename "$$(realpath "$$heap")" | tr -c 'A-Za-z0-9._\n-' '-').reftel"; \
	  echo "Reading $$heap into $$archive, here in $$(pwd)"; \
	  read_in "$$heap"; \
	else \
	  archive=demo/demo.reftel; \
	  echo "Reading the invented cables of demo/heap into $$archive"; \
	  invented() { read_in --vocabulary demo/vocabulary --provenance "$$1" --publisher "an invented $$2" "$${@:3}" >/dev/null; }; \
	  invented released "Department" --edition 2012 demo/heap/released-2012; \
	  invented disclosed "website" demo/heap/archive-pages demo/heap/mirror; \
	  invented own "chancery" demo/heap/chancery-file-1973-79 demo/heap/loose-papers; \
	  echo "What became of every file: $(BIN)/reftel ledger --archive $$archive"; \
	fi; \
	exec $(BIN)/reftel serve --archive "$$archive" --port $(PORT)

.PHONY: test
test: $(DEV_STAMP)  ## Everything that must hold: format, lint, types, layers, tests (browser tests where there is a Chromium)
	@.ci/chromium
	@$(BIN)/ruff format --quiet --check . || { echo "make: run \`make fmt\`" >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@said=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$said"; exit 1; }
	@$(BIN)/python -m pytest -n auto -rfEs $(ARGS)

.PHONY: fmt
fmt: $(DEV_STAMP)  ## Set the code in its form, and mend what ruff can mend
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

.PHONY: lint
lint: $(DEV_STAMP)  ## Form, lint, and who may import whom
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-logo

.PHONY: types
types: $(DEV_STAMP)  ## mypy --strict on src, tests and benchmarks
	@$(BIN)/mypy

.PHONY: accept
accept: $(DEV_STAMP)  ## Rewrite the expected readings in tests/cases from what is read now; then read the diff
	@REFTEL_ACCEPT=1 $(BIN)/python -m pytest tests/test_cases.py $(ARGS)
	@$(BIN)/python -m reftel.teaching
	@git --no-pager diff --stat -- tests/cases

.PHONY: manual
manual: $(DEV_STAMP)  ## Make the pages of docs/ that are made: a page for each diagnostic, the checks, the annotated telegrams
	@$(BIN)/python -m reftel.teaching

.PHONY: bench
bench: $(RUN_STAMP)  ## Measure the reader: every layout, two processes, memory, hostile texts (ARGS=read for a part)
	@$(BIN)/python -m benchmarks.bench $(ARGS)

.PHONY: compare
compare: $(RUN_STAMP)  ## Readings gained, lost and changed since BASE=revision, on every text at hand
	@[ -n "$(BASE)" ] || { echo "make: say against what: make compare BASE=HEAD~5" >&2; exit 2; }
	@$(BIN)/python -m benchmarks.compare $(BASE) $(ARGS)

.PHONY: docs
docs: $(DEV_STAMP)  ## Check that every command, option, code and example in docs/ and README.md is as it says
	@$(BIN)/python -m pytest tests/test_docs.py $(ARGS)

.PHONY: clean
clean:  ## Remove .venv, caches and the demo's archive (archives of your own stay)
	rm -rf $(VENV) demo/demo.reftel build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
