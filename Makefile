# What a maintainer runs. `go run . --demo` and `go test ./...` need none of it.
GO ?= go
LINT = $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: test race lint bench gobench bench-quick startup goldens fuzz old faults faults-long faults-table ci

test: ## the test command of the README
	$(GO) test ./...

race: ## the same under the race detector
	$(GO) test -race ./...

lint: ## format, vet, linters
	@test -z "$$(gofmt -l .)" || (gofmt -l .; exit 1)
	$(GO) vet ./...
	$(LINT) run

bench: gobench ## measure all of it against real servers, into docs/performance.md (Linux; half an hour, and the stores are filled once)
	$(GO) run ./teatest/performance -report docs/performance.md

gobench: ## benchmarks of the tree, the load and the screen
	$(GO) test -run '^$$' -bench . ./model/... ./source ./ui

bench-quick: ## show that `make bench` still runs: small stores, a minute
	$(GO) run ./teatest/performance -quick

startup: ## what starting costs: initialisation, time to main and to the screen, size; with and without the demo
	@$(GO) run ./teatest/startup

goldens: ## write the screens of the tests, and of docs/, anew; look at the diff
	$(GO) test ./ui -update
	$(GO) test ./teatest -run '^TestJourneys$$|Page$$' -update

fuzz: ## a minute for each fuzz target
	for p in ./model ./model/find ./model/value ./source ./source/local ./source/contexts; do \
		for f in $$($(GO) test -list '^Fuzz' $$p | grep ^Fuzz); do \
			$(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime 60s $$p || exit 1; done; done

old: ## the same screens against real servers 3.4 to 3.7, mixed, behind a proxy, and kine
	teatest/oldservers/run

FAULTS = cd teatest/faults && $(GO) test -count=1 -v -parallel 4

faults: ## random faults on clusters of three processes: the tree must come out equal to the store (Linux)
	$(FAULTS) -timeout $(or $(TIMEOUT),30m) -seeds $(or $(SEEDS),300) -first $(or $(FIRST),1) .

faults-long: ## the same with thousands of schedules, an hour or so
	$(MAKE) faults SEEDS=5000 FIRST=1000 TIMEOUT=6h

faults-table: ## each fault by itself on the real screen, measured, into docs/faults.md (Linux; ten minutes)
	$(FAULTS) -timeout 30m -run '^TestTable$$' -report $(CURDIR)/docs/faults.md .

ci: ## what a submission must pass
	.ci/run
