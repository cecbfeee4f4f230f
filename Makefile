# The verbs of this repository. A fresh machine needs Python 3.11 or newer with venv, make and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
WHEEL_VENV := .venv-wheel
WHEEL_BIN := $(WHEEL_VENV)/bin
INSTALL := -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

SHELL := /bin/sh
.SHELLFLAGS := -euc
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

.PHONY: help setup verify verify-quick deep docs test lint check build wheel-test clean

help:  ## list the verbs
	@echo "usage: make VERB"
	@sed -n "s/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p" Makefile | expand -t 18

setup: $(STAMP)  ## create .venv with everything in it; redone when the dependencies change

$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Upshift needs Python 3.11 or newer; there is no $(PYTHON) here." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Upshift needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another one: make setup PYTHON=python3.12" >&2; exit 1; }
	@echo "setting up $(VENV)"
	@test -x $(BIN)/pip || { rm -rf $(VENV); $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python $(INSTALL) --editable ".[dev]"
	@touch $@

verify: setup  ## check everything that the manifest promises
	@$(BIN)/upshift verify

verify-quick: setup  ## the same for the scenarios that take seconds
	@$(BIN)/upshift verify --quick

deep: setup  ## explore the scenarios that take long; nothing of them is pinned
	@names=$$($(BIN)/python -c "from upshift.proofs.catalogue import deep; print(*deep())"); \
	  for name in $$names; do $(BIN)/upshift check "$$name" || [ $$? -eq 3 ]; echo; done

docs: setup  ## put what the commands print into the documents, to be read as a diff
	@$(BIN)/pytest tests/test_docs.py --rewrite --no-cov --quiet

test: setup  ## run the tests; model and impl must be covered to the last branch by their own
	@$(BIN)/pytest --cov --cov-report= tests/model tests/impl
	@$(BIN)/coverage report --include="model/*,impl/*" --fail-under=100
	@$(BIN)/pytest --no-cov --ignore=tests/model --ignore=tests/impl

lint: setup  ## ruff, its formatter, mypy and import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@said=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$said" >&2; exit 1; }; echo "$$said" | tail -n 1

check: lint test  ## lint, then test

build: setup  ## make a wheel and an sdist in dist/, and look into the wheel
	@rm -rf build dist
	@$(BIN)/python -m build --outdir dist . >build.log 2>&1 || { cat build.log >&2; exit 1; }
	@rm -rf build build.log
	@$(BIN)/check-wheel-contents dist/*.whl

wheel-test: build  ## run the tests once against the installed wheel
	@rm -rf $(WHEEL_VENV)
	@$(BIN)/python -m venv $(WHEEL_VENV)
	@$(WHEEL_BIN)/python $(INSTALL) "$$(ls dist/*.whl)[dev]"
	@cd $(WHEEL_VENV) && bin/python -c 'import sys, upshift; sys.exit(not upshift.__file__.startswith(sys.prefix))'
	@$(WHEEL_BIN)/pytest

clean:  ## remove everything that the other verbs made
	@rm -rf $(VENV) $(WHEEL_VENV) build dist build.log .coverage .hypothesis .import_linter_cache
	@rm -rf .mypy_cache .pytest_cache .ruff_cache src/upshift.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
