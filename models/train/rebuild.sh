#!/bin/sh
# Trains the shipped models from seeds: logs → tensors → one file per model.
#
#   models/train/rebuild.sh [OUT]      OUT: folder for the models, default models
#
# Sizes and seeds come from the environment:
#   MATCHES  matches of the pro to record (700)    SEED    of the logs and their split (1)
#   EPOCHS   maximum number of epochs (10)         WORK    folder for logs and tensors (build/models)
#   KUMITE   path of kumite (bin/kumite)           PYTHON  with torch, numpy and onnx (python3)
#   MODELS   models to train (all)                 TRAIN   more flags for train.py
set -eu
cd "$(dirname "$0")/../.."

out=${1:-models}
matches=${MATCHES:-700}
seed=${SEED:-1}
epochs=${EPOCHS:-10}
work=${WORK:-build/models}
kumite=${KUMITE:-bin/kumite}
models=${MODELS:-pro-ce pro-balanced pro-focal pro-filtered pro-still pro-rgb pro-tiny pro-few pro-late}

# Debian installs PyTorch for the system's Python, which another python3 earlier
# on the PATH can hide.
python=${PYTHON:-}
if [ -z "$python" ]; then
    for python in python3 /usr/bin/python3 ''; do
        [ -n "$python" ] && "$python" -c 'import torch, numpy, onnx' 2>/dev/null && break
    done
fi
if [ -z "$python" ]; then
    echo "rebuild models: found no python3 with torch, numpy and onnx; run make setup, or set PYTHON" >&2
    exit 2
fi
if [ ! -x "$kumite" ]; then
    echo "rebuild models: $kumite not found; run make build, or set KUMITE" >&2
    exit 2
fi

began=$(date +%s)
step() {
    step_name=$1 step_began=$(date +%s)
    shift
    "$@"
    echo "$step_name: $(($(date +%s) - step_began)) s" >&2
}

# tensors SIZE COLOR: makes the tensors of an input size and colour, once.
tensors() {
    [ -d "$work/tensors-$1-$2" ] ||
        step "tensors $1 $2" "$kumite" tensors --logs "$work/logs" --out "$work/tensors-$1-$2" --seed "$seed" --size "$1" --color "$2"
}

# train NAME SEED SIZE COLOR FLAG...: each model has its own seed, so that no two
# models are the same function up to a shift.
train() {
    tensors "$3" "$4"
    name=$1 train_seed=$2 from="$work/tensors-$3-$4"
    shift 4
    # shellcheck disable=SC2086 # TRAIN is a list of flags
    step "train $name" "$python" models/train/train.py --tensors "$from" --out "$out" --name "$name" \
        --seed "$train_seed" --epochs "$epochs" --scores "$work/scores" "$@" ${TRAIN:-}
}

# kumite record keeps existing recordings, which may be of another seed or version.
rm -rf "$work/logs" "$work"/tensors-*
mkdir -p "$work"
step "record $matches matches" "$kumite" record --out "$work/logs" --matches "$matches" --seed "$seed" \
    --against pro,pro,rookie,spammer
for model in $models; do
    case $model in
    pro-ce) train $model 1 80x45 gray --loss ce ;;
    pro-balanced) train $model 2 80x45 gray --loss balanced ;;
    pro-focal) train $model 3 80x45 gray --loss focal ;;
    pro-filtered)
        train $model 4 80x45 gray --nulls 0.1 --keep 1 \
            --about "Trained on one in ten \`no_action\` frames, unweighted, a common way to make rare classes less rare. Its scores carry the prior of the remaining frames, which the file states." ;;
    pro-still)
        train $model 5 80x45 gray --stack 1 --about "Sees one frame, so it cannot tell whether something moves." ;;
    pro-rgb)
        train $model 6 64x36 rgb --about "Sees colours, at a lower resolution." ;;
    pro-tiny)
        train $model 7 32x18 gray --widths 16 16 16 --hidden 32 --about "A tiny network, for phones." ;;
    pro-few)
        train $model 8 80x45 gray --recordings 30 --epochs 40 --patience 8 \
            --about "Trained on 30 recordings, a quarter of an hour of play, which is too few. A negative example." ;;
    pro-late)
        train $model 9 80x45 gray --late 5 \
            --about "Trained with labels half a second too late: a deliberate bug. A negative example for \`kumite logs check\` and \`kumite study\`." ;;
    *)
        echo "rebuild models: unknown model $model" >&2
        exit 2 ;;
    esac
done
(cd "$out" && LC_ALL=C sha256sum ./*.onnx | sed 's|  \./|  |' >SHA256SUMS) # which package models embeds
echo "rebuilt in $(($(date +%s) - began)) s" >&2
