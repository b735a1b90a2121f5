# Every verb a developer needs. A bare `make` prints them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PYTHONS := python3.11 python3.12 python3.13 python3.14 python3
SERVICES := intake registry surveys compliance reporting
ON_ALL_CORES := --numprocesses logical --maxprocesses 8

# A service's rules, tests and doctests, or a folder: of the tree, or of tests/.
part = $(if $(filter $(SERVICES),$1),\
  $(wildcard services/$1 tests/spec/$1 tests/service/$1),\
  $(if $1,$(or $(wildcard $1 tests/$1),$1)))

# What one start compiles, the next need not: tests start services of their own again and again.
unexport PYTHONDONTWRITEBYTECODE

##@ Try it

demo: setup ## a city, a district and two wards, with real figures; pages open until Ctrl-C
	$(BIN)/kheo demo

smoke: setup ## the same on free ports: check the figures at every level, stop, exit 0
	$(BIN)/kheo smoke

federation: setup ## the same federation in the background, empty; `kheo down` stops it
	$(BIN)/kheo up --detach

watch: setup ## one ward that reloads when the code changes
	$(BIN)/kheo watch

##@ Check it

quick: setup ## the rules with a few examples each: an answer within ten seconds
	$(BIN)/pytest tests/spec --quiet -m "not heavy" --hypothesis-profile quick -p no:schemathesis

test: setup ## all on all cores, with real servers; a part: make test S=intake K=letters
	$(BIN)/pytest $(if $(K),-k "$(K)",$(ON_ALL_CORES)) $(call part,$(S))

spec: setup ## the rules only, as sentences: no servers
	$(BIN)/pytest tests/spec services shared --quiet $(ON_ALL_CORES)

style: setup ## style, types and walls: what needs no test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

check: style spec ## what a commit must pass: style, types, walls, rules

bench: setup ## measure the paths of docs/benchmarks.md, beside the raw limit
	$(BIN)/python -m deploy.bench

##@ Change it

contracts: setup ## write golden schemas of new events, AsyncAPI and OpenAPI
	$(BIN)/python -m deploy.contracts

migration: setup ## a new migration: make migration S=intake M="add urgency"
	@: "$${S:?name a service: make migration S=intake M=\"add urgency\"}"
	: "$${M:?say what it does: make migration S=$$S M=\"add urgency\"}"
	[[ " $(SERVICES) " == *" $$S "* ]] || { echo "S=$$S: choose one of $(SERVICES)"; exit 2; }
	$(BIN)/python -m deploy.new_migration "$$S" "$$M"

seed: setup ## import the seeded figures into the running federation
	$(BIN)/kheo seed

reset: setup ## stop everything and forget its state
	$(BIN)/kheo down --forget

##@ Keep it

setup: $(VENV)/.complete ## .venv from requirements.lock, hashes checked; the `kheo` command

lock: setup ## both lock files anew from pyproject.toml, without any index address
	$(COMPILE) --all-extras --output-file requirements.lock
	$(COMPILE) --constraints requirements.lock --output-file deploy/requirements.lock

lock-check: setup ## the lock files still follow pyproject.toml
	@cp requirements.lock $(VENV)/all.lock
	cp deploy/requirements.lock $(VENV)/image.lock
	$(COMPILE) --all-extras --output-file $(VENV)/all.lock
	$(COMPILE) --constraints requirements.lock --output-file $(VENV)/image.lock
	diff requirements.lock $(VENV)/all.lock && diff deploy/requirements.lock $(VENV)/image.lock \
	  || { echo "run: make lock"; exit 1; }

env: setup ## .env with fresh secrets, for docker compose
	@if [ -e .env ]; then echo ".env exists already; delete it first to get new secrets"; exit 1; fi
	$(BIN)/python -m deploy.fresh_env > .env
	echo "wrote .env"

help: ## this list
	@awk 'BEGIN { FS = ":.*?## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*?## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --universal --no-annotate \
  --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

$(VENV)/.complete: requirements.lock pyproject.toml
	@python=""
	for candidate in $(PYTHONS); do
	  "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
	  python="$$candidate"; break
	done
	[ -n "$$python" ] || { echo "Khéo needs Python 3.11 or newer; found none on PATH. / Cần Python từ 3.11 trở lên."; exit 1; }
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || { echo "$$python has no venv module. On Debian: apt install python3-venv"; exit 1; }
	[ -x $(BIN)/python ] || "$$python" -m venv $(VENV)
	echo "installing from requirements.lock ($$($(BIN)/python -V)); this takes a minute the first time"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.PHONY: help setup demo smoke federation watch quick test spec style check bench contracts migration seed reset lock lock-check env
