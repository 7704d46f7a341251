#!/usr/bin/env bash
# Installs what scripts/build.sh has put into bin/, where internal/installed finds it from
# the program's own folder. Run by make install.
#
#   scripts/install.sh PREFIX [DESTDIR]
#
#   PREFIX/bin           kumite, and kumite-nats, kumite-watch and kumite-history if they were built
#   PREFIX/lib/kumite    ONNX Runtime, and the replay player if it was built
#   PREFIX/share/kumite  the models with their cards
#
# DESTDIR comes before PREFIX, to make a package. OpenCV is the system's.
set -euo pipefail
cd "$(dirname "$0")/.."

die() { echo "install: $*" >&2; exit 2; }

prefix=${1:?usage: scripts/install.sh PREFIX [DESTDIR]}
[[ $prefix == /* ]] || die "PREFIX is \"$prefix\"; want an absolute path"
bin=${KUMITE_BIN:-bin} # what to install
to=${2:-}$prefix
[[ -f $bin/kumite ]] || die "$bin/kumite not found; run make build"
library=$bin/libonnxruntime.so.1
[[ -f $library ]] || library=${KUMITE_ONNXRUNTIME:-}
[[ -f $library ]] || die "found no ONNX Runtime; run make setup, or set KUMITE_ONNXRUNTIME to the path of its library"

install -d "$to/bin" "$to/lib/kumite" "$to/share/kumite/models"
install -m 755 "$bin/kumite" "$to/bin/kumite"
for program in kumite-nats kumite-watch kumite-history; do
  if [[ -f $bin/$program ]]; then install -m 755 "$bin/$program" "$to/bin/$program"; fi
done
install -m 755 "$(realpath "$library")" "$to/lib/kumite/libonnxruntime.so.1"
if [[ -d $bin/kumite-web ]]; then
  install -d "$to/lib/kumite/kumite-web"
  install -m 644 "$bin"/kumite-web/* "$to/lib/kumite/kumite-web/"
fi
install -m 644 models/*.onnx models/*.canary.json models/*.md models/SHA256SUMS "$to/share/kumite/models/"
echo "installed in $to; $to/bin/kumite doctor checks it" >&2
