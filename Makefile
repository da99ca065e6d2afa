# Everything a person does with a checkout. `make` alone lists the targets.

.DEFAULT_GOAL := help
.PHONY: help demo test build install lint format bench bench-stages clean

PREFIX ?= /usr/local
# Events of the benchmark's data set.
EVENTS ?= 10000000

SWIFT_SOURCES = Sources Tests Benchmarks Package.swift

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: ## from nothing to a funnel, journeys and an A/B verdict, in demo/
	@scripts/bootstrap
	@scripts/demo

test: ## build and run all tests
	@scripts/bootstrap
	swift build --build-tests
	swift test --skip-build --disable-xctest

build: ## build the release executable, .build/release/sojourn
	@scripts/bootstrap
	swift build --configuration release --product sojourn

install: ## copy the release executable to PREFIX/bin (PREFIX=/usr/local)
	@test -x .build/release/sojourn || { echo "Nothing to install yet. Run: make build" >&2; exit 1; }
	install -D --mode 755 .build/release/sojourn $(DESTDIR)$(PREFIX)/bin/sojourn

lint: ## check formatting and imports
	swift format lint --strict --recursive $(SWIFT_SOURCES)
	scripts/check-imports --self-test
	scripts/check-imports

format: ## put all Swift sources into the house format
	swift format format --in-place --recursive $(SWIFT_SOURCES)

bench: ## measure against other engines and check that answers agree (EVENTS=10000000)
	@scripts/bootstrap benchmarks
	swift build --configuration release --product sojourn
	python3 Benchmarks/compare.py --events $(EVENTS)

bench-stages: ## time reading, ingest and each question with one and with all threads (EVENTS=10000000)
	@scripts/bootstrap
	swift build --configuration release --product sojourn
	swift build --configuration release --package-path Benchmarks
	mkdir -p Benchmarks/data
	rm -rf Benchmarks/data/stages Benchmarks/data/stages-files
	.build/release/sojourn generate datasets/clickstream.yml --events $(EVENTS) --seed 1 -o Benchmarks/data/stages.jsonl
	Benchmarks/.build/release/sojourn-benchmarks Benchmarks/data/stages.jsonl Benchmarks/data/stages \
	  --statements Benchmarks/questions.soj

clean: ## remove what was built and generated, the demo and benchmark data too
	rm -rf .build demo Benchmarks/.build Benchmarks/data
