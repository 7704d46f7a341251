#!/bin/sh
# Trains pro-dense from logs alone: more matches of the pro, labels that are dense in time
# (the press within the next three frames), four frames, and three networks averaged.
# docs/beyond.md describes it.
#
#   models/train/dense.sh [OUT]      OUT: folder for the model, default models
#
# Sizes come from the environment:
#   MATCHES  matches of the pro to record (1500)   WORK    folder for logs, tensors and networks (build/dense)
#   EPOCHS   maximum number of epochs (9)          KUMITE  path of kumite (bin/kumite)
#   PYTHON   with torch, numpy and onnx (python3)
set -eu
cd "$(dirname "$0")/../.."

out=${1:-models}
work=${WORK:-build/dense}
kumite=${KUMITE:-bin/kumite}
python=${PYTHON:-python3}
mkdir -p "$work" "$out"

"$kumite" record --out "$work/logs" --matches "${MATCHES:-1500}" --seed 7001 --against pro,pro,pro,rookie
"$kumite" tensors --logs "$work/logs" --out "$work/tensors" --seed 7001 --size 32x18 --color gray --stack 4
for seed in 71 72 73; do
    "$python" models/train/train.py --tensors "$work/tensors" --out "$work" --name "dense-$seed" --seed "$seed" --stack 4 \
        --widths 32 32 48 --hidden 64 --window 1 1 1 --dropout 0.3 --epochs "${EPOCHS:-9}" --threads 1 --tau-skill 0
done
# gamma was chosen in matches on seed 555.
"$python" models/train/ensemble.py --out "$out/pro-dense.onnx" \
    --decoder 'decode=gate&gamma=-2&tau_skill=0&min_share=0.4&refractory=5' \
    --about "Learned from the presses of the pro alone: a frame is labelled with the press within the next three frames." \
    "$work/dense-71.onnx" "$work/dense-72.onnx" "$work/dense-73.onnx"
