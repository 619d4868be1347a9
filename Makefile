# Everything a person or CI runs. Needs make, bash and Python 3.11 or newer; the rest it fetches.
# Targets and paths stay relative, so that a clone may live under a path with a space in it.

.DEFAULT_GOAL := help
.PHONY: help setup demo test claims drill bench check format lock

# How many tests run at the same time: most of them wait for a portal most of the time.
WORKERS ?= 3
# More words for the command: make demo ARGS="--help", make test ARGS="-k journal".
ARGS ?=

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

setup: ## Make .venv from requirements.lock and see that there is a browser
	@bash scripts/environment
	@bash scripts/browser

demo: setup ## Run the main job on sample sales against the demo portal
	@.venv/bin/trastienda demo $(ARGS)

test: setup ## Run the whole suite, on SQLite and PostgreSQL, in a real browser
	@bash scripts/postgres
	@.venv/bin/python -m compileall -q src
	@.venv/bin/python -m pytest --durations 12 -n $(WORKERS) --dist worksteal \
		--cov=trastienda.domain --cov=trastienda.rules --cov-report=term-missing --cov-fail-under=100 $(ARGS)

claims: setup ## Let worker processes race for 10,000 items and count what was taken twice
	@bash scripts/postgres
	@.venv/bin/python -m tests.claims $(ARGS)

drill: setup ## Kill the program everywhere, with every fault of the portal, and count at the server
	@bash scripts/postgres
	@.venv/bin/python -m tests.drill $(ARGS)

bench: setup ## Measure filling and entering against other tools, print a table, write benchmarks/results.json
	@bash scripts/bench-environment
	@.venv/bin/python -m benchmarks $(ARGS)

check: setup ## Run ruff, mypy, import-linter and the samples of the documents
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/python -m mypy
	.venv/bin/lint-imports --no-cache
	.venv/bin/python -m pytest tests/docs

format: setup ## Rewrite the Python files the way make check wants them
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

# Keeps the versions that are locked; make lock ARGS=--upgrade takes the newest ones.
lock: ## Remake the locks of the project, of uv and of the benchmarks, without registry addresses
	"$$(bash scripts/find-uv)" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		pyproject.toml --group dev -o requirements.lock $(ARGS)
	echo uv | "$$(bash scripts/find-uv)" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		- -o scripts/uv-requirements.lock $(ARGS)
	"$$(bash scripts/find-uv)" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		benchmarks/requirements.txt -o benchmarks/requirements.lock $(ARGS)
	"$$(bash scripts/find-uv)" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		benchmarks/linkage/requirements.txt -o benchmarks/linkage/requirements.lock $(ARGS)
	"$$(bash scripts/find-uv)" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		benchmarks/reconcile/requirements.txt -o benchmarks/reconcile/requirements.lock $(ARGS)
