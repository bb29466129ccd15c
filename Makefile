# The words people and CI use. Each target first makes .venv hold what it needs.

PYTHON ?= python3
# One more than two cores: many tests wait for processes that they started.
PYTEST_WORKERS ?= 3
PYTEST_ARGS ?=

# A title may hold any character: it reaches the program through the environment, untouched.
override export VIDEO := $(value VIDEO)
override export LOCALE := $(value LOCALE)

PY := .venv/bin/python
SOURCES := . --extend-exclude .tools,var
SETUP := $(if $(shell command -v $(PYTHON)),$(PYTHON) deploy/bootstrap.py,@echo "Stakazo needs Python 3.11 or newer, and there is no '$(PYTHON)' here." >&2; false)
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run demo test test-quick test-fast check fmt bench crash migrate lock clean runtime dev whisper

help: ## show this list
	@echo "make <target>:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' Makefile

run: runtime ## start Stakazo: API, worker, scheduler and the rehearsal server
	@$(PY) -m entrypoints.cli serve

demo: runtime ## a video's whole way, start to finish (VIDEO="my talk.mp4" LOCALE=es)
	@$(PY) -m entrypoints.cli demo $${VIDEO:+--video "$$VIDEO"} $${LOCALE:+--locale "$$LOCALE"}

test: dev ## every test (PYTEST_ARGS="-k ledger" picks)
	@$(PY) -m pytest tests -n $(PYTEST_WORKERS) $(PYTEST_ARGS)

test-quick: dev ## every test but the end-to-end runs
	@$(PY) -m pytest tests -n $(PYTEST_WORKERS) -m "not e2e" $(PYTEST_ARGS)

test-fast: dev ## only the pure tests: no database, no processes, two seconds
	@$(PY) -m pytest tests/domain tests/usecases tests/tools $(PYTEST_ARGS)

check: dev ## lint, format, types and import directions
	$(PY) -m ruff check $(SOURCES)
	$(PY) -m ruff format --check $(SOURCES)
	$(PY) -m mypy
	.venv/bin/lint-imports

fmt: dev ## repair what lint and format can repair
	$(PY) -m ruff check --fix $(SOURCES)
	$(PY) -m ruff format $(SOURCES)

crash: dev ## kill workers at random while the platforms misbehave (RUNS=500 SEED=1)
	@$(PY) -m tests.crash.campaign --runs $(or $(RUNS),500) --seed $(or $(SEED),1)

bench: dev ## run every benchmark, one after the other
	@set -e; for file in benchmarks/[a-z]*.py; do \
		name=$$(basename "$$file" .py); echo "== $$name"; $(PY) -m "benchmarks.$$name"; \
	done

migrate: runtime ## bring the database to the newest schema
	@$(PY) -m entrypoints.cli migrate

lock: ## write both locks anew from pyproject.toml (LOCK_ARGS=--upgrade takes newer versions)
	@$(SETUP) lock $(LOCK_ARGS)

clean: ## remove .venv, the tools and the caches; what you made stays in var/
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -path ./var -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

runtime: ## install what running needs
	@$(SETUP) runtime

dev: ## install what running and testing need
	@$(SETUP) dev

whisper: ## install what running with Whisper needs (STAKAZO_TRANSCRIBER=whisper)
	@$(SETUP) whisper
