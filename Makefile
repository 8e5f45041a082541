# Everything sets itself up: each target first makes the virtual environment if it is not there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SEEN := $(CURDIR)/.editors/seen.jsonl

.PHONY: help setup demo demo-agent test test-editors vscode check format docs bench bench-peers oracles clean

help: ## Show what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## Make the virtual environment

$(READY): pyproject.toml constraints.txt
	@echo "Setting up $(VENV) with all that Backline and its tests need (about a minute the first time) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Backline needs Python 3.11 or newer; say: make PYTHON=python3.12"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[demo,agent,mcp]' --group dev
	@touch $@

demo: $(READY) ## Play the main job on a bundled sample project, end to end
	@$(BIN)/backline demo

demo-agent: $(READY) ## Play the agent's part: progress, a question, a repair, a review and undo, without a key
	@$(BIN)/python -m tests.agent.demo

test: check ## Set up, check and pass all tests
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

test-editors: $(READY) ## Install real editors into .editors/ and drive them: make test-editors EDITORS="helix emacs"
	@$(BIN)/python -m tests.editors.install $(EDITORS)
	@rm -f $(SEEN)
	@BACKLINE_SEEN=$(SEEN) $(BIN)/python -m pytest tests/editors -rs -n 2 --dist loadgroup
	@BACKLINE_SEEN=$(SEEN) $(BIN)/python -m tests.editors.results

vscode: ## Package the extension for VS Code: dist/backline-vscode.vsix (needs Node 20 or newer)
	@mkdir -p dist
	@cd editors/vscode && npm ci --no-audit --no-fund --loglevel=error && npm run --silent package

check: $(READY) ## Lint, types, import contracts, generated docs
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python docs/generate.py --check

format: $(READY) ## Format and fix what can be fixed
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

docs: $(READY) ## Write the generated pages anew
	@$(BIN)/python docs/generate.py

bench-peers: $(READY) ## Measure other language servers beside ours, and write bench/README.md
	@$(BIN)/python bench/peers.py $(FOLDER)

bench: $(READY) ## Measure start-up, hover, code actions, diagnostics and memory
	@$(BIN)/python bench/run.py $(FOLDER)

oracles: $(READY) ## Compare with what the libraries say of a tree: make oracles TREE=folder ARGS="--under docs_src"
	@$(BIN)/python oracles/run.py $(TREE) $(ARGS)

clean: ## Remove what was made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache dist
