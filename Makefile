# Everything a newcomer, a developer or CI does with Créneau. `make` alone explains itself.

PYTHON  ?= python3
PORT    ?= 8000
WORKERS ?= auto
RULES   := solver/rules/*,planner/rules.py,planner/intervals.py,planner/windows.py,planner/working_days.py
THEIR_TESTS := tests/solver/rules $(addprefix tests/solver/test_,segments.py working_time.py) \
               $(addprefix tests/planner/test_,days.py intervals.py rules.py staffing.py windows.py working_days.py) \
               $(addprefix tests/properties/test_,intervals.py local_rules_keep_their_hour.py)

BIN       := .venv/bin
INSTALLED := .venv/.installed
LOCK      := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
             --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
TOO_OLD   := "Créneau needs Python 3.11 or newer. Say which one to use, for example: make $(MAKECMDGOALS) PYTHON=python3.12"

.DEFAULT_GOAL := help
.PHONY: help setup demo test check coverage mutation lock bench wheel sbom secrets clean

help:  ## Say what can be asked for
	@echo "Créneau: make <target>"
	@sed -n 's/^\([a-z]*\):.*  ## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 12
	@echo "Settings: PORT=$(PORT) (demo), PYTHON=$(PYTHON) (setup), WORKERS=$(WORKERS) (test), UPGRADE=1 (lock)"

setup: $(INSTALLED)  ## Build .venv from the lock file (done again only when the lock changed)

$(INSTALLED): pyproject.toml requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and $(TOO_OLD))'
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@echo "Installing what Créneau needs into .venv (a few minutes the first time)…"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup  ## Serve the invented demo firm on http://localhost:PORT
	@$(BIN)/creneau demo --port $(PORT)

test: setup  ## Run the whole test-suite
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile

check: setup  ## Style, types, arrows and the rules of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	git ls-files -z | xargs -0 $(BIN)/detect-secrets-hook --baseline .ci/secrets.baseline
	$(BIN)/python -m pytest -q tests/architecture

coverage: setup  ## Measure what the rules' own tests cover: 95 % of lines and branches, kernels not compiled
	@HYPOTHESIS_PROFILE=coverage NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q --cov --cov-report= $(THEIR_TESTS)
	@$(BIN)/coverage report --include="$(RULES)" --fail-under=95

mutation: setup  ## Change the heart in a thousand small ways: its tests must notice (an hour; needs the group mutation)
	@$(BIN)/python benchmarks/mutation.py

lock: setup  ## Pin every dependency again from pyproject.toml (UPGRADE=1: to the newest allowed)
	@$(LOCK) --group dev -o requirements-dev.txt
	@$(LOCK) --constraints requirements-dev.txt -o requirements.txt

bench: setup  ## Run every benchmark once, small
	@set -e; for bench in benchmarks/bench_*.py benchmarks/fuzz_*.py; do echo "== $$bench"; $(BIN)/python $$bench --smoke; done

wheel: setup  ## Build dist/: the source archive, then the wheel from it
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation

sbom: setup  ## List in dist/ what the wheel needs, with hashes (CycloneDX 1.6)
	@mkdir -p dist
	@$(BIN)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --sv 1.6 --output-reproducible -o dist/creneau.cdx.json

secrets: setup  ## Accept what looks like a secret and was judged to be none (.ci/secrets.baseline)
	@$(BIN)/detect-secrets scan --baseline .ci/secrets.baseline --slim

clean:  ## Remove what builds and tools left behind (not .venv, not your data)
	@rm -rf build dist site htmlcov .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
