#!/bin/sh
# The experiment of docs/beyond.md with whole matches: an expert that sees the true state
# learns from the outcomes of its own matches, and a network that sees pixels learns its
# answers. The model stays in WORK.
#
#   models/train/outcome.sh
#
# From the environment:
#   WORK       folder for weights and models (build/outcome)
#   ITERATIONS of the expert (205 of a plan of 500)
#   PYTHON     with torch, numpy and onnx (python3)
set -eu
cd "$(dirname "$0")/../.."

work=${WORK:-build/outcome}
python=${PYTHON:-python3}
mkdir -p "$work"
go build -buildmode=c-shared -o "$work/libkumite.so" ./cmd/kumite-env

"$python" models/train/outcomes.py --library "$work/libkumite.so" --out "$work/expert.pt" --seed 1 --iterations 500 \
    --until "${ITERATIONS:-205}" --evaluated 600

distil() {
    "$python" models/train/distil.py --library "$work/libkumite.so" --expert "$work/expert.pt" --name distilled-tiny \
        --stack 16 --widths 16 32 32 --hidden 64 --near 0 --keep 0.35 --dropout 0.1 --average 0.99 --threads 1 \
        --tau-skill 0 --gate -0.5 \
        --about "A network that was taught by an expert that learned from the outcomes of its own matches." "$@"
}

distil --out "$work/first" --seed 1 --decisions 1600 --round-decisions 900 --rounds 2 --epochs 6 --round-epochs 3 --gamma 0
distil --out "$work" --start "$work/first/distilled-tiny.pt" --seed 2 --round-decisions 1000 --rounds 4 --epochs 2 \
    --round-epochs 2 --lr 1.5e-3 --warmup 30 --gamma -0.5
