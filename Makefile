# Go, git and make are all that is needed; everything else comes from the Go module proxy.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

GO ?= go
BIN := .bin
GOLANGCI_VERSION := v2.15.0
GOLANGCI := $(BIN)/golangci-lint-$(GOLANGCI_VERSION)
GOVULNCHECK_VERSION := v1.9.0
GOVULNCHECK := $(BIN)/govulncheck-$(GOVULNCHECK_VERSION)

BENCH ?= .
BENCHTIME ?= 1s
FUZZTIME ?= 10s
KILLS ?= 300
SEED ?= 1
VULNDB ?= https://vuln.go.dev
CHROMIUM ?= chromium
URL ?= http://127.0.0.1:8088/

.PHONY: help
help: ## list everything that can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## play an advisory from report to release-ready against a simulated GitHub, then stay up
	$(GO) run ./cmd/embargo demo

.PHONY: test
test: postgresql ## run all tests; installs PostgreSQL's programs first where they are missing and it can
	$(GO) test ./...

.PHONY: postgresql
postgresql: ## install PostgreSQL's programs for the tests, by apt-get, where they are missing and that is possible
	@.ci/postgresql

.PHONY: race
race: postgresql ## run all tests under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race ./...

.PHONY: chaos
chaos: postgresql ## kill the server hundreds of times on each database and print the counts; KILLS=300, SEED=1
	$(GO) test ./internal/chaos -count=1 -timeout 60m -v -args -all -kills $(KILLS) -seed $(SEED)

.PHONY: lint
lint: $(GOLANGCI) ## run go vet's and golangci-lint's checks
	$(GOLANGCI) run ./...

.PHONY: fmt
fmt: $(GOLANGCI) ## format all Go code
	$(GOLANGCI) fmt ./...

.PHONY: vuln
vuln: $(GOVULNCHECK) ## look the dependencies up in Go's vulnerability database (needs network); VULNDB=file:///… for a copy
	@if $(GOVULNCHECK) -db $(VULNDB) ./...; then echo "govulncheck: nothing known"; \
	else code=$$?; \
	if [ $$code -eq 3 ]; then echo "govulncheck: vulnerabilities found"; else echo "govulncheck: could not check (exit $$code)"; fi; \
	exit $$code; fi

.PHONY: bench
bench: ## measure taking in webhooks, then run the benchmarks; BENCH=pattern, BENCHTIME=5s
	$(GO) run ./bench
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchtime $(BENCHTIME) -benchmem ./...

.PHONY: fuzz
fuzz: ## run every fuzz target for a while; FUZZTIME=30s
	@for package in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
	    echo "==> $$package $$target"; \
	    $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$package; \
	  done; \
	done

.PHONY: conformance
conformance: ## compare CVSS scores and CODEOWNERS patterns with other implementations' answers, and print the counts
	$(GO) test ./policy -count=1 -v -run 'CVSSScores|SharedCVSS|CodeOwnersPatterns|RealCodeOwners' | grep -E '^ok|FAIL|vectors|paths|files|errors'

.PHONY: build
build: ## build the static binary into .bin/embargo
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o $(BIN)/embargo ./cmd/embargo

.PHONY: generate
generate: ## regenerate what is generated from the code (schema, documentation)
	$(GO) generate ./...

.PHONY: golden
golden: ## rewrite the golden files of config; look at the difference before committing it
	$(GO) test ./config -update

.PHONY: screenshots
screenshots: ## take docs/images/checklist.png from a running demo, right after dora was added (needs chromium); URL=… picks the page
	$(CHROMIUM) --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1.5 \
	  --window-size=820,622 --virtual-time-budget=3000 --screenshot=docs/images/checklist.png '$(URL)'

.PHONY: ci
ci: ## run exactly what CI runs
	.ci/run

.PHONY: clean
clean: ## remove what make built
	rm -rf $(BIN)

# The tools are built once into .bin, apart from our go.mod, so that their dependencies are not ours.
$(GOLANGCI):
	@echo "building golangci-lint $(GOLANGCI_VERSION) (once; takes a few minutes)"
	GOBIN="$(CURDIR)/$(BIN)" GOFLAGS= $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	mv $(BIN)/golangci-lint $@

$(GOVULNCHECK):
	GOBIN="$(CURDIR)/$(BIN)" GOFLAGS= $(GO) install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION)
	mv $(BIN)/govulncheck $@
