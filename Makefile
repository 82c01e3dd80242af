# Everything that is done with this repository. `make` alone lists it.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON := .venv/bin/python
# Named after the content of the lock: a changed lock is installed again.
INSTALLED := .venv/.installed-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d ' ' -f 1)
WEB_INSTALLED := web/node_modules/.installed-$(shell cksum < web/package-lock.json | cut -d ' ' -f 1)
WEB_SOURCES := $(shell find web -name node_modules -prune -o -name dist -prune -o -type f -print)

export REFUNDBOT_PYTHON

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(INSTALLED) ## make the environment .venv from the hashed lock

$(INSTALLED):
	@scripts/setup
	@rm -f .venv/.installed-*
	@touch $@

.PHONY: web
web: web/dist/.built ## build the pages: the chat widget, the chat page, the sample shop

web/dist/.built: $(WEB_SOURCES) $(WEB_INSTALLED)
	@scripts/step var/log/web-build.log "Building the pages" scripts/npm run build
	@touch $@

$(WEB_INSTALLED): $(INSTALLED)
	@scripts/step var/log/web-packages.log "Installing the locked packages of web/" scripts/npm ci --no-fund --no-audit
	@touch $@

.PHONY: ready
ready: setup ## build the pages and train the models, side by side
	@STEP_BESIDE=1 $(MAKE) --no-print-directory --jobs=2 web train

.PHONY: run
run: ready ## set up, train if need be, start the servers; Ctrl-C stops them
	@$(PYTHON) -m refundbot.cli serve --demo

.PHONY: demo-cluster
demo-cluster: ready ## two edges, two workers and nginx on this machine's PostgreSQL, Redis and RabbitMQ; Ctrl-C stops all
	@$(PYTHON) -m bench.demo_cluster --port $(or $(PORT),8443)

.PHONY: ask
ask: setup ## ask the running bot one question: make ask Q='流量包还没用能退吗'
	@test -n "$$Q" || { echo "What is the question? make ask Q='流量包还没用能退吗'" >&2; exit 1; }
	@$(PYTHON) -m refundbot.cli ask -- "$$Q"

.PHONY: chat
chat: setup ## talk to the running bot in the terminal
	@$(PYTHON) -m refundbot.cli chat

.PHONY: train
train: setup ## train the model if data or code have changed
	@$(PYTHON) -m refundbot.cli train

.PHONY: lint
lint: setup $(WEB_INSTALLED) ## check style, types and who imports whom
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-cache --no-logo
	@scripts/npm run --silent check

.PHONY: test
test: lint ready ## check everything: style, types, imports, then all tests on a trained model
	@scripts/npm run --silent test
	$(PYTHON) -m pytest --cov --numprocesses 2 --dist loadfile --no-loadscope-reorder

.PHONY: eval
eval: train ## measure understanding, write reports/nlu.html: make eval ACCEPT=1 to accept its figures
	$(PYTHON) -m bench.nlu.report $(if $(ACCEPT),--accept)

.PHONY: nightly
nightly: setup ## test the engine's properties on forty times as many cases, new ones each time
	HYPOTHESIS_PROFILE=nightly $(PYTHON) -m pytest tests/eligibility

.PHONY: attack
attack: train ## attack a server of one's own, started for it, and say what held (minutes): make attack A='--only fuzz'
	$(PYTHON) -m bench.attack $(A)

.PHONY: soak
soak: train ## an hour of customers while servers are killed and services cut off, and what became of it: make soak A='--minutes 10'
	$(PYTHON) -m bench.soak $(A)

.PHONY: mutants
mutants: setup ## put faults into the engine and see that its tests tell them (hours): make mutants M=fees for one module
	HYPOTHESIS_PROFILE=mutants nice -n 10 $(PYTHON) -m mutmut run --max-children 1 'refundbot.eligibility.$(or $M,*).*'
	$(PYTHON) -m mutmut results
	$(PYTHON) -m mutmut export-cicd-stats && cat mutants/mutmut-cicd-stats.json

COMPILE := scripts/uv pip compile --quiet --generate-hashes --no-header --output-file

.PHONY: lock
lock: setup ## compile requirements*.txt anew from requirements*.in
	$(COMPILE) requirements.txt --python-version 3.10 requirements.in
	$(COMPILE) requirements-dev.txt --python-version 3.10 requirements-dev.in
	$(COMPILE) requirements-uv.txt --python-version 3.8 requirements-uv.in

.PHONY: clean
clean: ## remove what was built: environment, models, caches (not var/, which holds conversations)
	rm -rf .venv .uv web/node_modules web/dist .rasa .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache mutants
	find models -mindepth 1 ! -name README.md -delete
