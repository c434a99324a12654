# Everything that a clone needs: `make demo` shows the program at work, `make test` checks it, `make help` lists the rest.
# The first call makes a virtual environment in .venv; nothing outside this folder is touched (but see `make browser`).

PYTHON ?= python3
DAY    ?= 2026-11-20
BENCH  ?= --records 1000,2000,10000

BIN  := .venv/bin
PCRM := $(BIN)/pcrm

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench serve browser screenshots clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 18

# The stamp is older than pyproject.toml when the dependencies may have changed.
.venv/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "pcrm needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv \
	  || { rm -rf .venv; echo "python3 has no venv: apt-get install python3-venv" >&2; exit 1; }
	@echo "installing into .venv ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --config-settings editable_mode=compat -e '.[dev]'
	@touch $@

demo: export PAGER = cat
demo: .venv/.installed ## the program at work on the notebook in this folder, as of one fixed day
	$(PCRM) validate --as-of $(DAY)
	@echo
	$(PCRM) index
	@echo
	$(PCRM) search '"staging data"' --limit 5 --as-of $(DAY)
	@echo
	$(PCRM) search '开票流程' --limit 5 --as-of $(DAY)
	@echo
	$(PCRM) followups --limit 12 --as-of $(DAY)
	@echo
	$(PCRM) site build --as-of $(DAY)
	@echo
	@echo "The site: $(CURDIR)/site/public/index.html (open it in a browser; no server is needed)"

test: .venv/.installed ## all tests, on all cores
	$(BIN)/python -m pytest -n auto -rs

lint: .venv/.installed ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.installed ## measure the program and write the figures into the guide (minutes; BENCH="--records 1000" is shorter)
	$(BIN)/python -m tests.bench.run $(BENCH) --page site/pages/guide/performance.md

serve: .venv/.installed ## the site in a browser, rebuilt when a file changes
	$(PCRM) site serve

browser: ## Chromium for the browser tests: installed where it is missing, with apt-get and as root only
	@for name in chromium chromium-browser google-chrome; do \
	  if command -v $$name >/dev/null; then echo "browser: $$(command -v $$name)"; exit 0; fi; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null && exit 0; \
	fi; \
	echo "no Chromium here: the tests that need one are skipped"

screenshots: .venv/.installed ## the pictures of the guide, made from the notebook in this folder (needs Chromium)
	$(BIN)/python -m tests.site.screenshots

clean: ## what was built: caches, the site (not .venv)
	rm -rf .pcrm site/public build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .grimp_cache .coverage
	find pcrm_tools tests -name __pycache__ -type d -prune -exec rm -rf {} +
