# The verbs of the project. `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# One set of flags for every debug build: `run` and `test` share what they compile.
debug :=
# The Swift runtime is linked in: the binary needs nothing but Debian's libraries.
release := --disable-index-store --configuration release --static-swift-stdlib

# Folders too: their time tells that a file came or went.
sources := $(shell find Package.swift Sources)
venv := .venv/ready

.PHONY: help
help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: .build/debug/rekey.built ## build, and start the demo at https://localhost:9443
	@exec .build/debug/rekey serve --demo

.PHONY: test
test: $(venv) ## run every test: units, conformance, the binary with a mail server and a browser
	swift test $(debug) --parallel --disable-xctest
	.venv/bin/python -m pytest -n 2 Tests/Chaos
	REKEY_TEST_ENGINE=postgresql .venv/bin/python -m pytest -n 2 Tests/EndToEnd
	.venv/bin/python -m pytest -n 2 Tests/EndToEnd

test: export REKEY_BINARY := $(CURDIR)/.build/debug/rekey
test: export REKEY_TEST_PYTHON := $(CURDIR)/.venv/bin/python

# How many kills, on which engine, with which faults; from one seed the same faults again. On PostgreSQL that many nodes.
rounds := 200
nodes := 1
engine := both
faults := kill,database,network,disk,clock
seed :=

.PHONY: chaos
chaos: $(venv) .build/debug/rekey.built ## break a running server in every way for long, and check that nothing is lost
	REKEY_BINARY=$(CURDIR)/.build/debug/rekey .venv/bin/python Tests/Chaos/run --engine $(engine) --rounds $(rounds) \
		--faults $(faults) --nodes $(nodes) $(if $(seed),--seed $(seed)) --report .build/chaos/report

# sqlite, relay, postgresql, growth-sqlite, growth-postgresql; nothing: all of them.
part :=

.PHONY: bench
bench: release $(venv) ## measure the release binary, and write Benchmarks/RESULTS.md; part=relay measures that alone
	Scripts/bootstrap bench
	.venv/bin/python Benchmarks/run $(part)

.PHONY: format
format: ## put the sources into the project's format
	swift format --in-place --parallel --recursive --configuration .swift-format Package.swift Sources Tests
	@if [[ -x .venv/bin/python ]]; then .venv/bin/python Scripts/openapi-json; fi

.PHONY: lint
lint: $(venv) ## check format, imports, habits, scripts and the API description
	swift format lint --strict --parallel --recursive --configuration .swift-format Package.swift Sources Tests
	Scripts/check-imports
	Scripts/check-habits
	.venv/bin/python Scripts/openapi-json --check
	.venv/bin/openapi-spec-validator Sources/Web/Resources/openapi.yaml
	@if command -v shellcheck > /dev/null; then shellcheck Scripts/bootstrap .ci/run; \
	else echo "shellcheck is not installed: the shell scripts were not checked"; fi

.PHONY: release
release: ## build .build/release/rekey
	@Scripts/bootstrap
	swift build $(release) --product rekey

.PHONY: clean
clean: ## remove what was built, and the Python environment; never ./data
	rm -rf .build .venv

# A stamp, not the binary: SwiftPM links again when somebody else touches its product. With it a
# second `make run` need not ask SwiftPM, which takes seconds to say that nothing changed.
.build/debug/rekey.built: $(sources)
	@Scripts/bootstrap
	swift build $(debug) --product rekey
	@touch $@

$(venv): Scripts/requirements.txt Tests/EndToEnd/requirements.txt Scripts/bootstrap
	@Scripts/bootstrap test
	python3 -m venv --clear .venv
	.venv/bin/pip install --quiet --disable-pip-version-check \
		--requirement Scripts/requirements.txt --requirement Tests/EndToEnd/requirements.txt
	@touch $@
