#!/bin/sh
# Rebuilds the shipped models from seeds: logs → tensors → one file for each candidate.
#
#   models/train/rebuild.sh [OUT]      OUT: folder for the models, default models
#
# Sizes and seeds come from the environment:
#   MATCHES  matches of the pro to record (700)    SEED    of the logs and their split (1)
#   EPOCHS   passes over the logs at most (10)     WORK    folder for logs and tensors (build/models)
#   KUMITE   the program (bin/kumite)              PYTHON  with torch, numpy and onnx (python3)
#   MODELS   which to train (all)                  TRAIN   more flags for train.py
set -eu
cd "$(dirname "$0")/../.."

out=${1:-models}
matches=${MATCHES:-700}
seed=${SEED:-1}
epochs=${EPOCHS:-10}
work=${WORK:-build/models}
kumite=${KUMITE:-bin/kumite}
models=${MODELS:-pro-ce pro-balanced pro-focal pro-filtered pro-still pro-rgb pro-tiny pro-few pro-late}

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

# tensors SIZE COLOR: the logs as a network of that input sees them, made once.
tensors() {
    [ -d "$work/tensors-$1-$2" ] ||
        step "tensors $1 $2" "$kumite" tensors --logs "$work/logs" --out "$work/tensors-$1-$2" --seed "$seed" --size "$1" --color "$2"
}

# train NAME SEED SIZE COLOR FLAG...: each model has a seed of its own, so that
# two of them are not one function, shifted.
train() {
    name=$1 train_seed=$2 from="$work/tensors-$3-$4"
    tensors "$3" "$4"
    shift 4
    # shellcheck disable=SC2086 # TRAIN is a list of flags
    step "train $name" "$python" models/train/train.py --tensors "$from" --out "$out" --name "$name" \
        --seed "$train_seed" --epochs "$epochs" --scores "$work/scores" "$@" ${TRAIN:-}
}

# Recordings already there are kept, so they must be of the same seed and program.

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
            --about "Trained on one in ten of the null frames, unweighted, as people do to make a rare class less rare. Its scores carry the prior of what was left, which the file states." ;;
    pro-still)
        train $model 5 80x45 gray --stack 1 --about "Sees one frame: what stands still and what moves look the same to it." ;;
    pro-rgb)
        train $model 6 64x36 rgb --about "Sees colours, on fewer pixels." ;;
    pro-tiny)
        train $model 7 32x18 gray --widths 16 16 16 --hidden 32 --about "A tiny one, for phones." ;;
    pro-few)
        train $model 8 80x45 gray --recordings 30 --epochs 40 --patience 8 \
            --about "Trained on 30 recordings, a quarter of an hour of play: too few. It is here to be compared with." ;;
    pro-late)
        train $model 9 80x45 gray --late 5 \
            --about "Trained with labels half a second too late, by a bug that was put in on purpose. It is here to be found out." ;;
    *)
        echo "rebuild models: there is no recipe for $model" >&2
        exit 2 ;;
    esac
done
echo "rebuilt in $(($(date +%s) - began)) s" >&2
