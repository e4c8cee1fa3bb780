# Bare `make` prints what there is. uv is used where it is installed, else venv and pip.
.DEFAULT_GOAL := help
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null)
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= data/demo
PORT ?= 8501
# what `make setup` installs beside the library itself
EXTRAS := --extra dashboard --extra notebooks --extra postgres
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url -q --custom-compile-command "make lock"
export KAM_THREADS ?=
export OMP_WAIT_POLICY = PASSIVE

.PHONY: help setup run test browser postgres check notebooks notebooks-html docs bench demo clean lock

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

$(VENV)/.runtime: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which with: make PYTHON=python3.12 …"; exit 1; }
ifdef UV
	@echo "Setting up $(VENV) with uv (about a quarter of a minute) …"
	@test -x $(BIN)/python || uv venv -q --python $(PYTHON) $(VENV)
	@uv pip install -q --python $(BIN)/python --require-hashes -r requirements.txt
	@uv pip install -q --python $(BIN)/python --no-deps -e .
else
	@echo "Setting up $(VENV) with venv and pip (a few minutes) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
endif
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	@echo "Adding what the tests need …"
ifdef UV
	@uv pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.txt
else
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
endif
	@touch $@

setup: $(VENV)/.runtime ## The environment in .venv

$(DEMO)/books/current: | $(VENV)/.runtime
	@$(BIN)/kam demo --data $(DEMO)

demo: $(VENV)/.runtime ## Make the demo company anew
	@rm -rf $(DEMO)
	@$(BIN)/kam demo --data $(DEMO)

run: $(VENV)/.runtime $(DEMO)/books/current ## Set up, make the demo company, open the dashboard
	@$(BIN)/kam app --data $(DEMO) --port $(PORT)

browser: $(VENV)/.dev
	@BIN=$(BIN) sh tests/install_browser.sh

postgres:
	@sh tests/install_postgres.sh

test: $(VENV)/.dev browser postgres ## All tests, browser and PostgreSQL included
	@echo "Testing …"
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.dev ## Style, the walls between the rooms, types
	@test -z "$$(find tests -name 'test_*.py' -exec basename {} \; | sort | uniq -d)" || { echo "Two test files have one name, so that neither would be collected:"; find tests -name 'test_*.py' -exec basename {} \; | sort | uniq -d; exit 1; }
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python .ci/check_types.py

notebooks: $(VENV)/.runtime $(DEMO)/books/current ## JupyterLab on the notebooks, with the demo company
	@KAM_DATA=$(abspath $(DEMO)) $(BIN)/jupyter lab --notebook-dir notebooks --ip 127.0.0.1

notebooks-html: $(VENV)/.runtime $(DEMO)/books/current ## The notebooks as HTML files with their charts, in notebooks/html
	@KAM_DATA=$(abspath $(DEMO)) $(BIN)/python -m docs.notebooks_html

docs: $(VENV)/.dev ## What the documents take from the code, written anew
	@$(BIN)/python -m docs

bench: $(VENV)/.dev ## Speed, as ratios in one run
	@$(BIN)/python -m bench

lock: ## Choose the versions of all packages anew
	uv pip compile pyproject.toml $(EXTRAS) $(LOCK) -o requirements.txt
	uv pip compile pyproject.toml $(EXTRAS) --extra dev $(LOCK) -o requirements-dev.txt

clean: ## Remove the environment and the demo company
	@rm -rf $(VENV) $(DEMO) build dist *.egg-info
