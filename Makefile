# Two commands matter: `make demo` shows the product, `make test` runs every test.
# Needed beforehand: python3 (3.11 or newer) with its venv module, make and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# It runs once: keeping its own modules compiled would take 3 MB.
PIP := PYTHONDONTWRITEBYTECODE=1 $(BIN)/python -m pip --disable-pip-version-check --quiet
RUN := $(VENV)/.run-installed
EXTRAS := $(VENV)/.extras-installed
DEV := $(VENV)/.dev-installed
# Whoever has the driver of PostgreSQL keeps it up to date.
DRIVER := $(VENV)/lib/python*/site-packages/psycopg
# The name that it once had, which is somebody else's on the index.
BEFORE := $(VENV)/lib/python*/site-packages/planner-*.dist-info
# What builds the planner is thrown away afterwards.
TOOLS := $(VENV)/.build-tools
JOBS ?= 4
# Tests and benches start hundreds of processes: each would compile everything again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo extras serve test lint bench lock texts pictures sbom audit clean

help: ## Show what can be done here
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "The planner needs Python 3.11 or newer; name one with: make PYTHON=python3.13" >&2; exit 1; }
	@{ mkdir -p $(VENV) && test -w $(VENV); } 2>/dev/null || \
	  { echo "We can't write in $(CURDIR). Take a folder that is yours, on a disk that can be written." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { rm -rf $(VENV); echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python could not make $(VENV); what is wrong stands above." >&2; exit 1; }
	@$(PIP) --quiet uninstall --yes setuptools # Python 3.11 brings it along, and nothing here needs it

$(RUN): requirements/run.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo "Installing the planner into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements/$(if $(wildcard $(DRIVER)),extras,run).txt || \
	  { echo "The packages could not be fetched; why stands above. Without a network: docs/operate.md," \
	      "Without a network." >&2; exit 1; }
	@rm -rf $(TOOLS)
	@$(PIP) install --require-hashes --target $(TOOLS) -r requirements/build.txt
	@$(if $(wildcard $(BEFORE)),$(PIP) uninstall --yes planner)
	@export PYTHONPATH=$(TOOLS); $(PIP) install --no-deps --no-build-isolation --editable .
	@rm -rf $(TOOLS)
	@touch $@

$(EXTRAS): requirements/extras.txt $(RUN)
	@echo "Installing the driver of PostgreSQL and what the employer's sign-in needs ..."
	@$(PIP) install --require-hashes -r requirements/extras.txt
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@echo "Installing what the tests need into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(RUN) ## Start the product with demonstration data (RESET=1 starts anew)
	@$(BIN)/planner demo $(if $(RESET),--reset)

extras: $(EXTRAS) ## Add PostgreSQL and the employer's own sign-in to an installation

serve: $(RUN) ## Start the product with your own settings
	@$(BIN)/planner serve

test: $(DEV) ## Run every test
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

lint: $(DEV) ## Check style, types, templates and texts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/djlint --check --lint templates
	@$(BIN)/python -m planner.translations.collect --check

bench: $(DEV) ## Measure forecasts, gate and pages
	@$(BIN)/python -m bench $(ARGS)

texts: $(DEV) ## Collect the texts to translate into planner/translations
	@$(BIN)/python -m planner.translations.collect

pictures: $(DEV) ## Make the pictures of the pages of help anew (needs Chromium)
	@$(BIN)/python -m bench.pictures

lock: ## Resolve the versions anew into requirements/ (needs uv)
	@for what in "run:pyproject.toml" \
	    "extras:pyproject.toml --extra postgres --extra oidc -c requirements/run.txt" \
	    "dev:pyproject.toml --extra postgres --extra oidc --group dev --group build -c requirements/extras.txt" \
	    "build:--group build -c requirements/dev.txt"; do \
	  uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    --python-version 3.11 $${what#*:} --output-file requirements/$${what%%:*}.txt; done

sbom: $(DEV) ## List every package that runs, as CycloneDX in dist/planner.cdx.json
	@mkdir -p dist
	@$(BIN)/python -W ignore::UserWarning -m cyclonedx_py requirements --pyproject pyproject.toml \
	  --output-reproducible --of JSON -o dist/planner.cdx.json requirements/extras.txt
	@echo "dist/planner.cdx.json lists every package of requirements/extras.txt with its hashes."

audit: $(DEV) ## Ask for known holes in every package; say which could not be asked
	@$(BIN)/python -m tests.audit

clean: ## Remove everything that was installed or made; keeps instance/
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/artefacts
