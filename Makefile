# Everything a person does with a checkout. `make` alone lists the targets.

.DEFAULT_GOAL := help
.PHONY: help demo test build heap-sandbox install uninstall lint format bench bench-stages cross-check simulations clean

PREFIX ?= /usr/local
EXECUTABLE ?= .build/release/sojourn
MANUAL_FOLDER = share/man/man1
BASH_FOLDER = share/bash-completion/completions
ZSH_FOLDER = share/zsh/site-functions
FISH_FOLDER = share/fish/vendor_completions.d
# Events of the benchmark's data set.
EVENTS ?= 10000000
# Swift's own libraries become part of the executables: these start in half the time, and run where there is no Swift.
RELEASE = --configuration release --static-swift-stdlib
# Simulated experiments of each kind, and their seed.
RUNS ?= 10000
SEED ?= 1

# Tests with a server and its client in one process. They run after all others, because both need the threads of Swift's
# tasks, of which there are as many as cores, and other tests compute on these for minutes.
SERVER_TESTS = HeapSandboxTests|HTTPTransportTests|RemoteSourcesTests|HeapAPI|HeapConnectS3|DemoTests

SWIFT_SOURCES = Sources Tests Benchmarks Package.swift

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: ## from nothing to a funnel, journeys and an A/B verdict, in demo/
	@scripts/bootstrap
	@scripts/demo

test: ## build and run all tests
	@scripts/bootstrap
	swift build --build-tests
	swift test --skip-build --disable-xctest --skip '$(SERVER_TESTS)'
	swift test --skip-build --disable-xctest --filter '$(SERVER_TESTS)'

build: ## build the release executable, .build/release/sojourn
	@scripts/bootstrap
	swift build $(RELEASE) --product sojourn

heap-sandbox: ## build the server that answers like Heap's export APIs, .build/release/heap-sandbox
	@scripts/bootstrap
	swift build $(RELEASE) --product heap-sandbox

install: ## the release executable, manual page and shell completions, to PREFIX (PREFIX=/usr/local)
	@test -x $(EXECUTABLE) || { echo "Nothing to install yet. Run: make build" >&2; exit 1; }
	install -D --mode 755 $(EXECUTABLE) $(DESTDIR)$(PREFIX)/bin/sojourn
	install -d $(DESTDIR)$(PREFIX)/$(MANUAL_FOLDER) $(DESTDIR)$(PREFIX)/$(BASH_FOLDER) \
	  $(DESTDIR)$(PREFIX)/$(ZSH_FOLDER) $(DESTDIR)$(PREFIX)/$(FISH_FOLDER)
	scripts/manual $(EXECUTABLE) > $(DESTDIR)$(PREFIX)/$(MANUAL_FOLDER)/sojourn.1
	$(EXECUTABLE) --generate-completion-script bash > $(DESTDIR)$(PREFIX)/$(BASH_FOLDER)/sojourn
	$(EXECUTABLE) --generate-completion-script zsh > $(DESTDIR)$(PREFIX)/$(ZSH_FOLDER)/_sojourn
	$(EXECUTABLE) --generate-completion-script fish > $(DESTDIR)$(PREFIX)/$(FISH_FOLDER)/sojourn.fish

uninstall: ## remove what install has put into PREFIX
	rm -f $(DESTDIR)$(PREFIX)/bin/sojourn $(DESTDIR)$(PREFIX)/$(MANUAL_FOLDER)/sojourn.1 \
	  $(DESTDIR)$(PREFIX)/$(BASH_FOLDER)/sojourn $(DESTDIR)$(PREFIX)/$(ZSH_FOLDER)/_sojourn \
	  $(DESTDIR)$(PREFIX)/$(FISH_FOLDER)/sojourn.fish

lint: ## check formatting and imports
	swift format lint --strict --recursive $(SWIFT_SOURCES)
	scripts/check-imports --self-test
	scripts/check-imports

format: ## put all Swift sources into the house format
	swift format format --in-place --recursive $(SWIFT_SOURCES)

bench: ## measure against other engines and check that answers agree (EVENTS=10000000)
	@scripts/bootstrap benchmarks
	swift build $(RELEASE) --product sojourn
	python3 Benchmarks/compare.py --events $(EVENTS)

bench-stages: ## time reading, ingest and each question with one and with all threads (EVENTS=10000000)
	@scripts/bootstrap
	swift build $(RELEASE) --product sojourn
	swift build --configuration release --package-path Benchmarks
	mkdir -p Benchmarks/data
	rm -rf Benchmarks/data/stages Benchmarks/data/stages-files
	.build/release/sojourn generate datasets/clickstream.yml --events $(EVENTS) --seed 1 -o Benchmarks/data/stages.jsonl
	Benchmarks/.build/release/sojourn-benchmarks Benchmarks/data/stages.jsonl Benchmarks/data/stages \
	  --statements Benchmarks/questions.soj

cross-check: ## hold the statistics against scipy and statsmodels (DATASETS=directory adds whole experiments)
	@scripts/bootstrap benchmarks
	swift build $(RELEASE) --product sojourn
	python3 -m venv Benchmarks/data/venv
	Benchmarks/data/venv/bin/pip install --quiet scipy statsmodels pandas
	Benchmarks/data/venv/bin/python Benchmarks/CrossCheck/cross_check.py --sojourn .build/release/sojourn \
	  $(if $(DATASETS),--datasets $(DATASETS))

simulations: ## draw experiments whose truth is known and count false alarms, coverage, power (RUNS=10000 SEED=1)
	@scripts/bootstrap
	swift run --configuration release --package-path Benchmarks/Simulations experiment-simulations $(RUNS) $(SEED)

clean: ## remove what was built and generated, the demo and benchmark data too
	rm -rf .build demo Benchmarks/.build Benchmarks/data
