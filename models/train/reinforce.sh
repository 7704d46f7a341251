#!/bin/sh
# Trains outcome-tiny: the network of asked-tiny, made wider, learns from the outcomes of
# its own matches. docs/beyond.md describes it.
#
#   models/train/reinforce.sh [OUT]   OUT: folder for the model, default models
#
# From the environment:
#   WORK       folder for weights (build/reinforce)
#   ITERATIONS of the training (100)
#   PYTHON     with torch, numpy and onnx (python3)
set -eu
cd "$(dirname "$0")/../.."

out=${1:-models}
work=${WORK:-build/reinforce}
python=${PYTHON:-python3}
mkdir -p "$work" "$out"
go build -buildmode=c-shared -o "$work/libkumite.so" ./cmd/kumite-env

"$python" models/train/reinforce.py --library "$work/libkumite.so" --start models/asked-tiny.onnx --name outcome-tiny --out "$work" \
    --seed 1 --iterations "${ITERATIONS:-100}" --gate 3 \
    --about "The network of asked-tiny after it has learned from the outcomes of its own matches."
cp "$work/outcome-tiny.onnx" "$work/outcome-tiny.canary.json" "$work/outcome-tiny.md" "$out"
