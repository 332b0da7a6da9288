# Only Python 3.11, make and Debian's packages are assumed. `make` alone lists what there is.
PYTHON ?= $(shell command -v python3.11 || echo python3)
PORT ?= 8000
DEMO_SIZE ?= full
VENV := .venv
RUN := $(VENV)/bin/python
VAR := $(or $(strip $(VAR_DIR)),var)
STAMPS := $(VAR)/stamps

STATIC := $(shell find static -type f 2>/dev/null)
LETTERS := $(wildcard locale/*/LC_MESSAGES/django.po)

.DEFAULT_GOAL := help
.PHONY: help setup demo develop test test-deep lint format bench lock messages clean

help: ## what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

setup: $(VENV)/.runtime $(STAMPS)/messages $(STAMPS)/static ## the runtime's packages, messages and static files

$(VENV)/.runtime: requirements/runtime.lock
	@$(PYTHON) scripts/make_venv.py $(VENV)
	@echo "setup: installing the runtime's packages (hashes checked)"
	@$(RUN) -m pip install -qq --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements/runtime.lock
	@touch $@

$(VENV)/.development: requirements/development.lock $(VENV)/.runtime
	@echo "setup: installing the development packages (hashes checked)"
	@$(RUN) -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements/development.lock
	@touch $@

$(STAMPS)/messages: $(LETTERS) scripts/messages.py $(VENV)/.runtime
	@$(RUN) scripts/messages.py compile
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/static: $(STATIC) $(VENV)/.runtime
	@echo "setup: gathering static files"
	@env -u PUBLIC_URL -u DEMO -u DEMO_NOW -u STRIPE_API_BASE -u ALLOWED_HOSTS EMAIL_URL=console: \
		$(RUN) manage.py collectstatic --noinput --verbosity 0
	@mkdir -p $(STAMPS) && touch $@

demo: setup ## the demo at http://127.0.0.1:8000/ (PORT=…, DEMO_SIZE=small|full)
	@exec $(RUN) -m scripts.serve_demo --port $(PORT) --size $(DEMO_SIZE)

develop: setup $(VENV)/.development ## what tests and lint need besides

test: develop ## the whole suite, on SQLite and on PostgreSQL
	@$(RUN) scripts/run_tests.py

test-deep: develop ## the exhaustive runs of which `make test` holds a sample
	@$(RUN) scripts/run_tests.py --deep

lint: develop ## format, lint, types, import contracts, templates, messages, migrations, dependencies
	@$(RUN) scripts/lint.py

format: develop ## puts Python into the house's format
	@$(RUN) -m ruff check --fix --quiet . || true
	@$(RUN) -m ruff format .

bench: setup ## one JSON line a measurement
	@$(RUN) -m scripts.bench

lock: ## pins every package by hash in requirements/*.lock (needs uv)
	@sh scripts/lock.sh

messages: setup ## gathers the texts to translate into locale/
	@$(RUN) scripts/messages.py gather

clean: ## removes what was built; the demo's data stays
	@rm -rf $(STAMPS) $(VAR)/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@find locale -name '*.mo' -delete 2>/dev/null || true
