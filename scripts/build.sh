#!/usr/bin/env bash
# Builds programs of cmd/ into bin/ and puts ONNX Runtime's library beside them, where
# internal/installed looks first. Run by make, which sets the build flags.
#
#   scripts/build.sh kumite [kumite-nats] [kumite-watch] [kumite-history] [kumite-web]
#
# KUMITE_PREFIX, if set, is where make install puts them: a program that is copied elsewhere still
# finds ONNX Runtime and the models there.
#
# kumite-web is a folder: the replay player as compressed WebAssembly, and the loader of the
# Go that compiled it. kumite report looks for it beside the program.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p bin

# The version for --version. A tarball has no .git, even if it is unpacked inside another repository.
cli=github.com/kumite/kumite/cmd/internal/cli
stated=
if [[ -e .git ]] && version=$(git describe --tags --always --dirty 2>/dev/null); then
  stated="-X $cli.version=$version -X $cli.commit=$(git rev-parse HEAD) -X $cli.date=$(git log -1 --format=%cI)"
fi
if [[ -n ${KUMITE_PREFIX:-} ]]; then
  stated+=" -X 'github.com/kumite/kumite/internal/installed.prefix=$KUMITE_PREFIX'"
fi
web() {
  mkdir -p bin/kumite-web
  GOOS=js GOARCH=wasm go build -trimpath -ldflags '-s -w' -o bin/kumite-web/player.wasm ./cmd/kumite-web
  gzip -n -9 -f bin/kumite-web/player.wasm
  cp -f "$(go env GOROOT)/lib/wasm/wasm_exec.js" bin/kumite-web/
}

# Symbol tables and debug information are left out (-s -w), a quarter of the size; panics and
# profiles name functions all the same.
for program; do
  if [[ $program == kumite-web ]]; then
    web
    continue
  fi
  go build -trimpath -ldflags "-s -w $stated" -o "bin/$program" "./cmd/$program"
done
# The user's own library stays where it is.
library=$(ls .deps/onnxruntime/*/libonnxruntime.so.1 2>/dev/null | tail -1 || true)
beside=bin/libonnxruntime.so.1
if [[ -n $library && (-z ${KUMITE_ONNXRUNTIME:-} || $KUMITE_ONNXRUNTIME -ef $library) && ! $library -ef $beside ]]; then
  ln -f "$library" "$beside" 2>/dev/null || cp -f "$library" "$beside"
fi
