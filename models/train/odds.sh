#!/usr/bin/env bash
# Plays and records matches, and fits the table of the window's odds on them (sim/odds):
# tournaments of unequal scripts, of the shipped models, and of nearly equal scripts, without which
# few matches would be open for long. It prints the calibration. Run it when the rules change.
#
#   models/train/odds.sh [FOLDER]    FOLDER keeps the recordings; a temporary one otherwise
set -euo pipefail
cd "$(dirname "$0")/../.."
eval "$(make -s env)"
runs=${1:-$(mktemp -d)}
[[ $# -gt 0 ]] || trap 'rm -rf "$runs"' EXIT

play() { # NAME PAIRS SEED CONTESTANT...
  bin/kumite tournament --out "$runs/$1" --pairs "$2" --seed "$3" "${@:4}" >/dev/null
}
scripts/build.sh kumite
play scripts 100 7000 script:pro script:oracle script:rookie script:spammer script:random
play models 12 9000 --gauntlet models/pro-ce.onnx --gauntlet models/pro-balanced.onnx \
  models/pro-ce.onnx models/pro-balanced.onnx script:pro script:oracle script:rookie script:spammer
play even1 500 11000 script:pro 'script:pro?name=pro2'
play even2 300 12000 script:spammer script:random
play even3 300 13000 script:rookie script:pro
go run ./sim/odds/fit "$runs"/{scripts,models,even1,even2,even3}'/replays/*.replay' >"$runs/table.csv"
cp "$runs/table.csv" sim/odds/table.csv
