# Each target sets up what it needs in .venv by itself: python3 (3.11 or later), make and git are enough.
PYTHON ?= python3
BIN := .venv/bin
OLD := .venv/duckdb-1.5/bin
OLD_TRINO := tests/stand/test_old_trino.py
ON_DUCKDB := $(addprefix tests/test_,$(addsuffix .py,access_reader line_stream local queries store trail_reader translate)) \
	tests/test_scenes.py::test_it_finds_what_is_there_and_nothing_else

.PHONY: demo test test-mutants test-stand test-old-trino test-wheel test-notebooks test-duckdb test-benchmark test-fuzz benchmark lint docs clean

demo: .venv/core                ## a week of logs with incidents, and three questions that find the culprits
	$(BIN)/athena-s3logs demo

test: .venv/test                ## the tests that need no more than Python (and Java, where it is there)
	$(BIN)/python -m pytest --ignore=tests/stand --ignore=tests/wheel --ignore=tests/notebooks --ignore=tests/mutants --ignore=tests/fuzz

test-mutants: .venv/test        ## whether the tests of the questions notice a wrong predicate
	$(BIN)/python -m pytest tests/mutants

test-stand: .venv/stand         ## the tests on Hive, Trino and moto: wants Maven, a JDK 17 and a JDK 24 or later
	$(BIN)/python -m pytest tests/stand --ignore=$(OLD_TRINO)

test-old-trino: .venv/stand     ## the questions on the Trino with which engine version 3 of Athena began
	$(BIN)/python -m pytest $(OLD_TRINO)

test-wheel: .venv/test          ## the wheel in an empty environment
	$(BIN)/python -m pytest tests/wheel

test-notebooks: .venv/notebooks ## the notebooks, executed
	$(BIN)/python -m pytest tests/notebooks

test-duckdb: .venv/test         ## what rests on DuckDB, on the oldest series that is supported
	test -x $(OLD)/python || $(PYTHON) -m venv .venv/duckdb-1.5
	$(OLD)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(OLD)/python -m pip install --quiet --editable . --group test "duckdb>=1.5,<1.6"
	$(OLD)/python -m pytest $(ON_DUCKDB)

test-fuzz: .venv/stand          ## the translator by chance, against a Trino: four minutes
	$(BIN)/python -m pytest tests/fuzz

test-benchmark: .venv/test      ## a small run of the benchmarks: every row right, and a third of each floor
	$(BIN)/python -m benchmarks --small

benchmark: .venv/test           ## all of them, and the page in benchmarks/results
	$(BIN)/python -m benchmarks

lint: .venv/stand .venv/notebooks .venv/lint    ## style, types, import contracts
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

.venv/test .venv/stand .venv/notebooks .venv/lint: .venv/core
	$(BIN)/python -m pip install --quiet --group test --group $(@F)
	touch $@
