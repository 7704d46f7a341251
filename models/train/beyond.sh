#!/bin/sh
# Trains asked-tiny from the answers of an expert and, with OUTCOMES=1, improves it on
# imagined outcomes in its own matches. docs/beyond.md describes both.
#
#   models/train/beyond.sh [OUT]      OUT: folder for the models, default models
#
# Sizes come from the environment:
#   WORK       folder for weights and rows (build/beyond)
#   DECISIONS  of each of 64 environments before the rounds (2800)
#   OUTCOMES   not empty: also the experiment with outcomes
#   PYTHON     with torch, numpy and onnx (python3)
set -eu
cd "$(dirname "$0")/../.."

out=${1:-models}
work=${WORK:-build/beyond}
python=${PYTHON:-python3}
mkdir -p "$work" "$out"
go build -buildmode=c-shared -o "$work/libkumite.so" ./cmd/kumite-env

improve() {
    "$python" models/train/improve.py --library "$work/libkumite.so" --size 32x18 --stack 4 --widths 16 16 32 \
        --hidden 32 --threads 1 --tau-skill 0 --gate 0.5 --out "$work" "$@"
}

improve --name asked-tiny --seed 21 --decisions "${DECISIONS:-2800}" --epochs 6 --rounds 3 --round-epochs 3 \
    --near 0 --keep 0.4 --dropout 0.2 --gamma 0.4 \
    --about "A small network that was taught by an expert who may be asked, not by presses."
cp "$work/asked-tiny.onnx" "$work/asked-tiny.canary.json" "$work/asked-tiny.md" "$out"

# The experiment with outcomes; its result stays in $work.
if [ -n "${OUTCOMES:-}" ]; then
    improve --name outcomes-tiny --seed 41 --decisions 1600 --start "$work/asked-tiny.pt" --gamma 0.5 \
        --against pro pro timed oracle --outcomes 1 --futures 1 --bound 0.01 --outcome-epochs 3 \
        --about "The network of asked-tiny after it has learned from its own matches."
fi
