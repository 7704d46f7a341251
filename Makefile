# Targets install what they need: the first `make demo` on Debian 12, Debian 13 or Ubuntu
# 24.04 runs scripts/setup.sh and leaves a stamp in .deps/; later runs start at once.
# `make help` lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Only the modules core, imgproc, imgcodecs and videoio of gocv are built; others do not
# compile against Debian's OpenCV. Flags and tags in the user's GOFLAGS are kept.
tags := gocv_specific_modules,gocv_videoio
comma := ,
user_flags := $(shell go env GOFLAGS 2>/dev/null)
user_tags := $(patsubst -tags=%,%,$(filter -tags=%,$(user_flags:--tags=%=-tags=%)))
other_flags := $(filter-out -tags=% --tags=%,$(user_flags))
ifeq ($(findstring gocv_specific_modules,$(user_tags)),)
  export GOFLAGS := $(strip $(other_flags) -tags=$(tags)$(addprefix $(comma),$(user_tags)))
else
  export GOFLAGS := $(user_flags)
endif

# setup.sh writes an opencv4.pc with only these modules. An opencv4.pc on the user's
# PKG_CONFIG_PATH takes precedence.
pkgconfig := $(CURDIR)/.deps/pkgconfig
user_pkgconfig := $(filter-out $(pkgconfig),$(subst :, ,$(PKG_CONFIG_PATH)))
export PKG_CONFIG_PATH := $(subst $() ,:,$(strip $(user_pkgconfig) $(pkgconfig)))

# setup.sh fetches ONNX Runtime. The programs do not look for it in this folder: they take
# the one beside them, and tests that of this variable. The user's own takes precedence.
library := $(CURDIR)/.deps/onnxruntime/$(shell sed -n 's/^ort_version=//p' scripts/setup.sh)/libonnxruntime.so.1
user_library := $(filter-out $(library),$(KUMITE_ONNXRUNTIME))
export KUMITE_ONNXRUNTIME := $(or $(user_library),$(library))

# Set-up runs again when its script changes, or when the user selects other libraries.
setup_key := $(shell sha256sum scripts/setup.sh | cut -c1-16)$\
  $(if $(wildcard $(addsuffix /opencv4.pc,$(user_pkgconfig))),-own-opencv)$\
  $(if $(user_library),-own-runtime)
stamp = .deps/stamps/$(1)-$(setup_key)
base := $(call stamp,base)
window := $(call stamp,window)
training := $(call stamp,training)
monitoring := $(call stamp,monitoring)
network := $(call stamp,network)
browser := $(call stamp,browser)

# Flags for go test, e.g. TEST_FLAGS=-v.
TEST_FLAGS ?=

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: $(base) $(window) $(training) $(monitoring) $(network) $(browser) ## install what demo, test, watch and models need

.deps/stamps/%-$(setup_key):
	@scripts/setup.sh $*
	@mkdir -p $(@D) && touch $@

.PHONY: demo
demo: $(base) ## one model file that never acts, and the same file winning with another decoder
	@scripts/build.sh kumite
	@go run ./internal/demo

.PHONY: build
build: $(base) ## build bin/kumite, bin/kumite-nats, bin/kumite-history, bin/kumite-web, and bin/kumite-watch if the headers of X11 are installed
	@scripts/build.sh kumite kumite-nats kumite-history kumite-web
	@if scripts/setup.sh --have window; then scripts/build.sh kumite-watch; \
	else echo "kumite-watch was not built: the headers of X11 are missing; make watch installs them" >&2; fi

PREFIX ?= /usr/local

.PHONY: install
install: export KUMITE_PREFIX := $(PREFIX)
install: build ## install the programs, ONNX Runtime and the models below PREFIX (/usr/local)
	@scripts/install.sh '$(PREFIX)' '$(DESTDIR)'

.PHONY: web
web: ## build bin/kumite-web, the replay player that kumite report embeds
	@scripts/build.sh kumite-web

.PHONY: test
test: $(base) $(window) $(training) $(monitoring) $(network) $(browser) ## run all tests, of Go and of the training recipe
	@scripts/build.sh kumite kumite-history kumite-watch
	LIBGL_ALWAYS_SOFTWARE=1 xvfb-run -a go test -timeout 20m $(TEST_FLAGS) ./...
	.deps/bin/python3 -m unittest discover -s models/train

# Packages that may contain only what a command reaches, and functions for other programs
# or for kumite-web and the C library of kumite-env, which deadcode does not see.
shipped := /kumite/(agent|cmd|policy|sim|vision/(cv|logs)|internal/(chart|csvfile|durable|pool|report|safefile))(/|$$)|/vision(/container)?$$
entry := ^internal/safefile/safefiletest/|agent/bot/bot.go.*: Open$$|agent/sweep/sweep.go.*: Config.Validate$$|agent/openloop/scan.go.*: Scan$$|^(agent/vector|cmd/kumite-env)/|^sim/(reseed|script/clone)\.go|sim/moments/|sim/script/opening.go

.PHONY: lint
lint: $(base) $(window) ## run gofmt, go vet, staticcheck and deadcode
	@unformatted=$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go')); \
	if [[ -n $$unformatted ]]; then echo "not formatted; run make fmt:" $$unformatted >&2; exit 1; fi
	go vet ./...
	GOOS=js GOARCH=wasm go vet ./cmd/kumite-web
	go tool staticcheck ./...
	@mkdir -p build
	go tool deadcode -tags $(patsubst -tags=%,%,$(filter -tags=%,$(GOFLAGS:--tags=%=-tags=%))) -filter '$(shipped)' ./... >build/deadcode.txt
	@if grep -vE '$(entry)' build/deadcode.txt; then echo "no command reaches these functions; delete them" >&2; exit 1; fi

.PHONY: models
models: $(base) $(training) ## train the shipped models again from seeds
	@scripts/build.sh kumite
	PYTHON=$(CURDIR)/.deps/bin/python3 models/train/rebuild.sh

.PHONY: watch
watch: $(base) $(window) ## show a match in a window: pro against oracle
	@scripts/build.sh kumite kumite-watch
	bin/kumite watch script:pro script:oracle

# The packages on the path of a decision. To renew the baseline on a quiet machine:
# make bench && cp build/benchmarks.txt docs/benchmarks.txt
# `make bench hot=` runs the scenarios of kumite bench alone, of BENCH_MODEL.
BENCH_MODEL ?= models/pro-ce.onnx
scenarios := single server offline matches memory
hot := ./sim ./sim/raster ./vision ./vision/cv ./policy ./policy/ort ./agent/bot

.PHONY: bench
bench: $(base) $(window) ## print all benchmark figures, of kumite bench and of the Go benchmarks
	@scripts/build.sh kumite
	@mkdir -p build
	@for s in $(scenarios); do echo; echo "$$ kumite bench --scenario $$s $(BENCH_MODEL)"; \
	bin/kumite bench --scenario $$s '$(BENCH_MODEL)'; done | tee build/scenarios.txt
	@if [[ -n "$(strip $(hot))" ]]; then \
	go test -run '^$$' -bench . -benchmem -count 6 -timeout 30m $(hot) | tee build/benchmarks.txt; \
	go tool benchstat docs/benchmarks.txt build/benchmarks.txt; fi

.PHONY: fmt
fmt: ## format the Go code
	@gofmt -w $$(git ls-files -co --exclude-standard '*.go')

.PHONY: env
env: ## print the environment for go commands: eval "$(make -s env)"
	@echo 'export GOFLAGS="$(GOFLAGS)" PKG_CONFIG_PATH="$(PKG_CONFIG_PATH)" KUMITE_ONNXRUNTIME="$(KUMITE_ONNXRUNTIME)"'

.PHONY: clean
clean: ## remove build outputs; installed dependencies stay
	rm -rf bin build

.PHONY: dist
dist: $(base) $(window) ## build an archive for machines without Go in build/dist
	@scripts/release.sh
