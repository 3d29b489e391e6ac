# `make demo` and `make test` need Python 3.11 or newer, make, and nothing else.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip

.DEFAULT_GOAL := help
.PHONY: help demo test sweep fuzz bench coverage lint format docs pictures examples schema reference corpus clean

help: ## Show this list.
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

demo: $(VENV)/installed ## Inspect ResNet-50.
	$(BIN)/resnet-inspect resnet50 --input 224

test: $(VENV)/installed-test ## Run the tests.
	$(BIN)/python -m pytest -n 2 --dist loadfile

sweep: $(VENV)/installed-test ## Run the long comparisons over whole model families.
	$(BIN)/python -m pytest -m sweep

fuzz: $(VENV)/installed-test ## Damage traces, files, options and networks at random, within ten minutes.
	$(BIN)/python -m pytest -m fuzz

bench: $(VENV)/installed-bench ## Print speed and memory beside other tools.
	$(BIN)/python -m tests.benchmarks

coverage: $(VENV)/installed-test ## Run the tests and show the lines and branches that they miss.
	$(BIN)/python -m pytest --cov --cov-report=term-missing:skip-covered

lint: $(VENV)/installed-lint ## Check format, style, types and the order of imports.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/installed-lint ## Format the code and apply the safe fixes.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/installed-docs ## Build the documentation into site/.
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

pictures: $(VENV)/installed ## Draw the pictures of README.md and docs anew.
	$(BIN)/python docs/_tools/pictures.py

examples: $(VENV)/installed-test ## Write what the commands in README.md and docs print into the pages.
	$(BIN)/python docs/_tools/examples.py

schema: $(VENV)/installed ## Write the JSON Schema of a saved trace anew.
	$(BIN)/python docs/_tools/trace_schema.py

reference: $(VENV)/installed ## Write the reference pages that are made from the code anew.
	$(BIN)/python docs/_tools/reference.py

corpus: $(VENV)/installed-test ## Score the lint and write the table into the documentation.
	$(BIN)/python docs/_tools/corpus_page.py

clean: ## Remove the virtual environment and all that was built.
	rm -rf $(VENV) build dist site *.egg-info

# What each command needs, installed once: a change of pyproject.toml installs it again.

$(VENV)/pip:
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade "pip>=25.1"
	@touch $@

$(VENV)/installed: $(VENV)/pip pyproject.toml
	$(PIP) install --editable .
	@touch $@

$(VENV)/installed-test: $(VENV)/pip pyproject.toml
	$(PIP) install --editable ".[torchvision,timm,survey]" --group test
	@touch $@ $(VENV)/installed

$(VENV)/installed-%: $(VENV)/installed pyproject.toml
	$(PIP) install --group $*
	@touch $@
