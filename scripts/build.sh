#!/usr/bin/env bash
# Builds programs of cmd/ into bin/ and puts ONNX Runtime's library beside them, where
# policy/ort looks first. Run by make, which sets the build flags.
#
#   scripts/build.sh kumite [kumite-watch]
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p bin

# The version for --version. A tarball has no .git, even if it is unpacked inside another repository.
cli=github.com/kumite/kumite/cmd/internal/cli
stated=
if [[ -e .git ]] && version=$(git describe --tags --always --dirty 2>/dev/null); then
  stated="-X $cli.version=$version -X $cli.commit=$(git rev-parse HEAD) -X $cli.date=$(git log -1 --format=%cI)"
fi
for program; do
  go build -trimpath -ldflags "$stated" -o "bin/$program" "./cmd/$program"
done
library=$(ls .deps/onnxruntime/*/libonnxruntime.so.1 2>/dev/null | tail -1 || true)
beside=bin/libonnxruntime.so.1
if [[ -z ${KUMITE_ONNXRUNTIME:-} && -n $library && ! $library -ef $beside ]]; then
  ln -f "$library" "$beside" 2>/dev/null || cp -f "$library" "$beside"
fi
