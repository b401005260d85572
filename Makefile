# The commands of the house. Each sets up what it needs, and does so only when something has changed.

PYTHON ?= python3.11
BIN := .venv/bin
RUNS := .venv/.runs
READY := .venv/.ready

.PHONY: demo test check bench tune messages schemas lock screenshots clean

demo: $(RUNS)  ## try the whole bot in a browser, with no token
	$(BIN)/sportello demo

# The tests that need no database, no browser and no process of the bot.
QUICK := tests/faq tests/handlers tests/test_contracts.py tests/test_i18n.py tests/test_local_time.py tests/test_redaction.py

check: $(READY)  ## what a change breaks first: style, types, contracts, catalogues, the pure rooms; a minute
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sportello faq check
	$(BIN)/pytest -n 2 --dist worksteal $(QUICK)

test: check  ## everything that must hold: `check`, and all other behaviour
	$(BIN)/pytest -n 2 --dist worksteal $(addprefix --ignore=,$(QUICK))

bench: $(READY)  ## speed and figures, beside peers, in one run
	$(BIN)/python -m tests.bench

tune: $(READY)  ## choose the matcher's weights on the development data
	$(BIN)/python -m faq.tune

messages: $(READY)  ## bring the catalogues up to the sentences in the code
	$(BIN)/pybabel -q extract -F pyproject.toml -k N_ --no-location --sort-output --no-wrap --omit-header -o locales/messages.pot .
	for language in it en de; do \
		$(BIN)/pybabel -q update --no-wrap --omit-header --no-fuzzy-matching --ignore-obsolete \
			-i locales/messages.pot -o locales/$$language/LC_MESSAGES/messages.po -l $$language; \
	done

schemas: $(RUNS)  ## bring docs/openapi.json and the JSON Schema up to the models
	$(BIN)/python -m bot.imports.notices_schema docs

lock: $(READY)  ## resolve the dependencies anew, with hashes and no addresses
	$(BIN)/uv pip compile pyproject.toml --group dev $(LOCK) -o requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml --group build $(LOCK) -c requirements-dev.lock -o requirements.lock
LOCK := -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate

screenshots: $(READY)  ## draw the pictures of the documentation
	$(BIN)/python -m tests.screenshots

clean:
	rm -rf .venv var

.venv/bin/python:
	$(PYTHON) -m venv .venv

# What the bot runs on; the project itself is installed as it lies here.
$(RUNS): .venv/bin/python requirements.lock pyproject.toml
	test -e $(READY) || $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

# What the tests need on top of that.
$(READY): .venv/bin/python requirements-dev.lock pyproject.toml
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $(RUNS) $@
