# On bare Debian 12 with git, make and python3 every target does its own set-up; a second run is quick.

BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help lab test fuzz soak lint fix bench docs clean

help: ## these lines
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

lab: ## the document's network on this machine: its PC dials, pings, and you are at angela#
	@sh scripts/setup lab
	@$(BIN)/vpdn lab $(ARGS)

test: ## lint, then every test: units, pairs, labs, interop
	@sh scripts/setup test
	@$(MAKE) --no-print-directory lint
	@$(if $(ARGS),$(BIN)/pytest $(ARGS),sh scripts/tests)

fuzz: ## the data path in C under libFuzzer: ten CPU-minutes
	@sh scripts/setup fuzz
	@$(BIN)/python scripts/fuzz.py $(ARGS)

soak: ## 500 calls with traffic, held for five minutes
	@sh scripts/setup test
	@$(BIN)/python -m scripts.soak $(ARGS)

lint: ## ruff, mypy --strict, the import contracts
	@sh scripts/setup lint
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

fix: ## what ruff can mend by itself
	@sh scripts/setup lint
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench: ## packets a second, Mb/s, sessions a second
	@sh scripts/setup lab
	@$(BIN)/python -m bench $(ARGS)

docs: ## the pages under docs/ that tests write
	@sh scripts/setup test
	@WRITE_DOCS=1 $(BIN)/pytest -q tests/transcripts tests/ios/test_document.py tests/ios/test_reference.py \
		tests/automation/test_screens.py

clean: ## the virtual environment and every cache
	rm -rf .venv .cache build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
