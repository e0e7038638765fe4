# What each target does stands behind it after ##; `make help` prints the list.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
TORCH ?= torch==2.13.0
TORCH_INDEX_URL ?=
VENV := .venv
BIN := $(VENV)/bin
# the languages whose toolchains `make test` itself sets up; `make toolchains` sets up all
FIRST_LANGUAGES ?= python lua java rust

.PHONY: help setup quickstart test check format snapshots docs toolchains conformance soak bench-judge bench-curate clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: $(VENV)/.ready ## Python side only: .venv with torch and newtongue in it

$(VENV)/.ready: pyproject.toml setup.py scripts/setup.sh $(wildcard src/newtongue/sandbox/*.[ch] src/newtongue/similarity/*.[ch])
	@PYTHON="$(PYTHON)" TORCH="$(TORCH)" TORCH_INDEX_URL="$(TORCH_INDEX_URL)" scripts/setup.sh $(VENV)
	@touch $@

quickstart: $(VENV)/.ready ## a small model learns Lua, measured before and after (about ten minutes)
	@$(BIN)/newtongue languages install python lua --yes
	@$(BIN)/newtongue quickstart

test: $(VENV)/.ready ## set up what is missing, then run every test that this machine can run
	@$(BIN)/newtongue languages install $(FIRST_LANGUAGES) --yes
	@command -v bwrap >/dev/null || [ "$$(id -u)" != 0 ] || \
	  apt-get install -y -qq --no-install-recommends bubblewrap >/dev/null || true # a tier of the sandbox
	@$(BIN)/python -m pytest -n 2 --dist loadscope -rs

check: $(VENV)/.ready ## lint, format, types, import floors, house rules
	@$(BIN)/ruff check src tests examples speed setup.py
	@$(BIN)/ruff format --check src tests examples speed setup.py
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest tests/test_house.py -q --durations=0

format: $(VENV)/.ready ## rewrite the sources in the house's format
	@$(BIN)/ruff check --fix src tests examples speed setup.py
	@$(BIN)/ruff format src tests examples speed setup.py

snapshots: $(VENV)/.ready ## write the golden programs and literals anew; read the difference
	@$(BIN)/python -m pytest -q tests/languages/test_golden.py tests/languages/test_literals.py --snapshot-update

docs: $(VENV)/.ready ## write the generated pages anew
	@$(BIN)/python -m tests.docs

toolchains: $(VENV)/.ready ## install the compilers and interpreters of every language
	@$(BIN)/newtongue languages install --all --yes

conformance: $(VENV)/.ready ## every translated problem of every benchmark, right and wrong stubs (long)
	@$(BIN)/python -m tests.conformance $(LANGUAGES)

bench-judge: $(VENV)/.ready ## the judge's speed beside three other ways to judge; exit 1 below a bar (hours)
	@$(BIN)/newtongue languages install $(or $(LANGUAGES),--all) --yes --unchecked
	@$(BIN)/python -m speed.bench_judge --only "$(LANGUAGES)" $(ARGUMENTS)

bench-curate: $(VENV)/.ready ## curation beside its peers on about 540 MB of code; exit 1 below a bar (half an hour)
	@[ -x $(VENV)/peers/bin/python ] || { $(PYTHON) -m venv $(VENV)/peers && \
	  $(VENV)/peers/bin/pip install -q pyarrow numpy datasketch rensa gaoya text-dedup datatrove tokenizers spacy 'xxhash<4'; }
	@$(BIN)/python -m speed.bench_curate $(or $(CORPUS),corpus) --peers $(VENV)/peers/bin/python $(ARGUMENTS)

soak: $(VENV)/.ready ## 100,000 programs, attacks among them, workers killed at random (about ten minutes)
	@$(BIN)/newtongue languages install python lua --yes
	@$(BIN)/python -m tests.soak --programs $(or $(PROGRAMS),100000)

clean: ## remove the environment and what tools left behind
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build
