# One entry for each task: `make` lists them. They use the checkout's own environment, .venv, which `make install` makes.
# `make test` alone brings packages of the system, too; see tools/test.sh.
.DEFAULT_GOAL := help
PYTHON ?= .venv/bin/python
#: The rooms below service, store and pages: what somebody who changes the model runs; those that take longest first.
LIBRARY := tests/forecasting tests/model tests/evaluation tests/words tests/scenario tests/priors tests/data tests/audit
comma := ,
space := $(subst ,, )
#: Of their tests these need more than the library: the service's pages, and a cluster that is started.
BEYOND := tests/words/test_catalogue.py tests/forecasting/test_cluster.py
export OMP_NUM_THREADS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help install test full library lint types contracts format docs coverage benchmarks outputs wheel

help: ## list the tasks
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 14

install: ## make .venv with everything that tasks need
	python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e '.[dev]'

test: ## all of it: packages, environment, rules, tests (the README's command)
	bash tools/test.sh

full: ## the same with the slow tests; the result lines stay in .ci/full.txt
	bash .ci/run full

library: ## the library's tests alone, without service, store, cluster and browser
	$(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(addprefix --ignore=,$(BEYOND)) $(LIBRARY)

lint: ## ruff: rules and format
	$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check .

types: ## mypy, strict
	$(PYTHON) -m mypy

contracts: ## which room may import which
	$(dir $(PYTHON))lint-imports

format: ## let ruff mend what it can
	$(PYTHON) -m ruff check --fix . ; $(PYTHON) -m ruff format .

docs: ## build the site into build/site, warnings are errors
	$(PYTHON) -m mkdocs build --strict

coverage: ## branch coverage of the library by its tests; a page per module in build/coverage
	$(PYTHON) -m pytest -n 2 --dist loadfile --cov --cov-report=html $(LIBRARY)
	$(PYTHON) -m coverage report --skip-covered --include="$(subst $(space),$(comma),$(patsubst tests/%,forecast/%/*,$(LIBRARY)))"

benchmarks: ## what answers, articles, batches, pages, pulls and the service cost
	for one in articles batch cluster forecast pages pull service; do $(PYTHON) -m benchmarks.$$one || exit 1; done

outputs: ## write catalogue, golden contract, README, docs and notebooks anew from today's answers
	$(PYTHON) -m tests.support.catalogues && $(PYTHON) -m tests.api.test_contract && $(PYTHON) -m tests.support.refresh_outputs

wheel: ## build the wheel into dist
	$(PYTHON) -m pip wheel -q --no-deps -w dist .
