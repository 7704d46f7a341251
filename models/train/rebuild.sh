#!/bin/sh
# Rebuilds the shipped models from seeds: logs → tensors → pro-ce, pro-balanced.
#
#   models/train/rebuild.sh [OUT]      OUT: folder for the models, default models
#
# Sizes and seeds come from the environment:
#   MATCHES  matches of the pro to record (700)    SEED    of logs, split and the first model (1)
#   EPOCHS   passes over the logs at most (10)     WORK    folder for logs and tensors (build/models)
#   KUMITE   the program (bin/kumite)              PYTHON  with torch, numpy and onnx (python3)
#   MODELS   which to train ("ce balanced")        TRAIN   more flags for train.py
set -eu
cd "$(dirname "$0")/../.."

out=${1:-models}
matches=${MATCHES:-700}
seed=${SEED:-1}
epochs=${EPOCHS:-10}
work=${WORK:-build/models}
kumite=${KUMITE:-bin/kumite}
models=${MODELS:-ce balanced}

# Debian installs PyTorch for the system's own Python, which another python3
# earlier on the PATH can hide.
python=${PYTHON:-}
if [ -z "$python" ]; then
    for python in python3 /usr/bin/python3 ''; do
        [ -n "$python" ] && "$python" -c 'import torch, numpy, onnx' 2>/dev/null && break
    done
fi
if [ -z "$python" ]; then
    echo "rebuild models: no python3 has torch, numpy and onnx; install python3-torch and python3-onnx, or set PYTHON" >&2
    exit 2
fi
if [ ! -x "$kumite" ]; then
    echo "rebuild models: there is no $kumite; run make build, or set KUMITE" >&2
    exit 2
fi

began=$(date +%s)
step() {
    name=$1
    shift
    start=$(date +%s)
    "$@"
    echo "$name: $(($(date +%s) - start)) s" >&2
}

# Recordings already there are kept, so they must be of the same seed and program.
rm -rf "$work/logs" "$work/tensors"
mkdir -p "$work"
step "record $matches matches" "$kumite" record --out "$work/logs" --matches "$matches" --seed "$seed" \
    --against pro,pro,rookie,spammer
step "tensors" "$kumite" tensors --logs "$work/logs" --out "$work/tensors" --seed "$seed"
train_seed=$seed # each model its own, so that they are not one function, shifted
for loss in $models; do
    # shellcheck disable=SC2086 # TRAIN is a list of flags
    step "train pro-$loss" "$python" models/train/train.py --tensors "$work/tensors" --out "$out" \
        --name "pro-$loss" --loss "$loss" --seed "$train_seed" --epochs "$epochs" --scores "$work/scores" ${TRAIN:-}
    train_seed=$((train_seed + 1))
done
echo "rebuilt in $(($(date +%s) - began)) s" >&2
