# Each target sets up what it needs in .venv by itself: python3 (3.11 or later), make and git are enough.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-stand test-wheel lint docs clean

demo: .venv/core                ## the main job, on nothing but this checkout
	$(BIN)/athena-s3logs ddl s3_access --location s3://logs/app/ --layout flat

test: .venv/test                ## the tests that need no more than Python (and Java, where it is there)
	$(BIN)/python -m pytest --ignore=tests/stand --ignore=tests/wheel

test-stand: .venv/stand         ## the tests on Hive, Trino and moto: wants Maven, a JDK 17 and a JDK 24 or later
	$(BIN)/python -m pytest tests/stand

test-wheel: .venv/test          ## the wheel in an empty environment
	$(BIN)/python -m pytest tests/wheel

lint: .venv/stand .venv/lint    ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: .venv/test                ## write the generated pages anew
	$(BIN)/python -m tests.generated_docs

clean:
	rm -rf .venv dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.venv/core: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/test .venv/stand .venv/lint: .venv/core
	$(BIN)/python -m pip install --quiet --group test --group $(@F)
	touch $@
