# Everything a person needs: `make demo` and `make test` set the machine up themselves.
#
# The first `make demo` on Debian 12, Debian 13 or Ubuntu 24.04 installs what is missing
# (scripts/setup.sh says what) and leaves a stamp under .deps/; later ones start at once.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# gocv is built from its core, imgproc, imgcodecs and videoio alone: all of it does not
# build against Debian's OpenCV. Flags and tags that the user set in GOFLAGS stay.
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

# setup.sh writes an opencv4.pc that names only the modules above. A user's own
# opencv4.pc, on the PKG_CONFIG_PATH, goes first.
pkgconfig := $(CURDIR)/.deps/pkgconfig
user_pkgconfig := $(filter-out $(pkgconfig),$(subst :, ,$(PKG_CONFIG_PATH)))
export PKG_CONFIG_PATH := $(subst $() ,:,$(strip $(user_pkgconfig) $(pkgconfig)))

# Set-up runs again when its script changes, or what the user brings along.
setup_key := $(shell sha256sum scripts/setup.sh | cut -c1-16)$\
  $(if $(wildcard $(addsuffix /opencv4.pc,$(user_pkgconfig))),-own-opencv)$\
  $(if $(KUMITE_ONNXRUNTIME),-own-runtime)
stamp = .deps/stamps/$(1)-$(setup_key)
base := $(call stamp,base)
window := $(call stamp,window)
training := $(call stamp,training)

# Flags for go test, e.g. TEST_FLAGS=-v.
TEST_FLAGS ?=

.PHONY: help
help: ## what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: $(base) $(window) $(training) ## install all that demo, test, watch and models need

.deps/stamps/%-$(setup_key):
	@scripts/setup.sh $*
	@mkdir -p $(@D) && touch $@

.PHONY: demo
demo: $(base) ## the whole story: one model that never acts, and the same one winning
	@scripts/build.sh kumite
	@go run ./internal/demo

.PHONY: build
build: $(base) ## bin/kumite, and bin/kumite-watch where the headers of X11 are
	@scripts/build.sh kumite
	@if scripts/setup.sh --have window; then scripts/build.sh kumite-watch; \
	else echo "no kumite-watch: the headers of X11 are missing; make watch installs them" >&2; fi

.PHONY: test
test: $(base) $(window) $(training) ## all tests, of Go and of the training recipe
	@scripts/build.sh kumite kumite-watch
	LIBGL_ALWAYS_SOFTWARE=1 xvfb-run -a go test -timeout 20m $(TEST_FLAGS) ./...
	.deps/bin/python3 -m unittest discover -s models/train

.PHONY: lint
lint: $(base) $(window) ## gofmt, go vet, staticcheck
	@unformatted=$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go')); \
	if [[ -n $$unformatted ]]; then echo "not gofmt'ed (make fmt mends it):" $$unformatted >&2; exit 1; fi
	go vet ./...
	go tool staticcheck ./...

.PHONY: models
models: $(base) $(training) ## train the shipped models again, from seeds
	@scripts/build.sh kumite
	PYTHON=$(CURDIR)/.deps/bin/python3 models/train/rebuild.sh

.PHONY: watch
watch: $(base) $(window) ## a match in a window: pro against oracle
	@scripts/build.sh kumite kumite-watch
	bin/kumite watch script:pro script:oracle

.PHONY: bench
bench: $(base) $(window) ## Go benchmarks of step, draw, see, infer and decode
	go test -run '^$$' -bench . -benchmem ./...

.PHONY: fmt
fmt: ## gofmt -w
	@gofmt -w $$(git ls-files -co --exclude-standard '*.go')

.PHONY: env
env: ## the environment of all this, for go commands by hand: eval "$(make -s env)"
	@echo 'export GOFLAGS="$(GOFLAGS)" PKG_CONFIG_PATH="$(PKG_CONFIG_PATH)"'

.PHONY: clean
clean: ## remove what was built; what setup installed stays
	rm -rf bin build

.PHONY: dist
dist: $(base) $(window) ## an archive of both programs for machines without Go, in build/dist
	@scripts/release.sh
