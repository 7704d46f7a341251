"""Exports the trained network as a model file for kumite.

Writes ONNX with the contract's metadata, and NAME.canary.json beside it: a few
inputs with the logits that PyTorch computed, for tests of the runtime.
"""

import base64
import inspect
import json
from pathlib import Path
from typing import Dict

import numpy as np
import onnx
import torch

from data import InputSpec, Tensors
from losses import Loss
from network import SkillNet
from tune import Fitted

OPSET = 13
CANARY_BYTES = 60_000  # of pixels, before base64


def write_onnx(network: SkillNet, spec: InputSpec, path: Path) -> None:
    """`frames` float32 [N, C, H, W] → `logits` float32 [N, K], N dynamic."""
    network.eval()
    options = {}
    if "dynamo" in inspect.signature(torch.onnx.export).parameters:
        options["dynamo"] = False  # the only exporter of PyTorch 1.13
    torch.onnx.export(
        network, torch.zeros(1, spec.channels, spec.height, spec.width), str(path),
        input_names=["frames"], output_names=["logits"],
        dynamic_axes={"frames": {0: "N"}, "logits": {0: "N"}},
        opset_version=OPSET, do_constant_folding=True, **options)


def metadata(tensors: Tensors, loss: Loss, prior: np.ndarray, fitted: Fitted) -> Dict[str, str]:
    """The keys of the model contract."""
    return {
        "kumite.version": "1",
        "kumite.classes": json.dumps(tensors.classes),
        "kumite.input": json.dumps(tensors.spec.to_json()),
        "kumite.output": "logits",
        "kumite.train_prior": json.dumps([float(p) for p in prior]),
        "kumite.logit_semantics": loss.semantics,
        "kumite.temperature": repr(float(fitted.temperature)),
        "kumite.decoder": fitted.query(),
    }


def write_metadata(path: Path, values: Dict[str, str]) -> None:
    """Sets metadata_props of the file; other keys are kept."""
    model = onnx.load(str(path))
    kept = {p.key: p.value for p in model.metadata_props}
    kept.update(values)
    del model.metadata_props[:]
    for key in sorted(kept):
        model.metadata_props.add(key=key, value=kept[key])
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def read_metadata(path: Path) -> Dict[str, str]:
    return {p.key: p.value for p in onnx.load(str(path)).metadata_props}


def canary_rows(tensors: Tensors) -> np.ndarray:
    """Rows of the test split: the first of a recording, then presses of
    different skills and frames between them, as many as the size allows."""
    rows = tensors.rows["test"]
    room = max(1, min(8, CANARY_BYTES // int(np.prod(tensors.pixels(rows[:1]).shape))))
    labels = tensors.labels[rows]
    presses = [rows[labels == k][0] for k in range(len(tensors.classes))
               if k != tensors.no_action and (labels == k).any()]
    between = rows[np.linspace(0, len(rows) - 1, room).astype(int)]
    return np.asarray(([rows[0]] + presses[:room // 2] + list(between[1:]))[:room])


def write_canary(path: Path, network: SkillNet, tensors: Tensors) -> Path:
    """{"model", "shape": [n, C, H, W], "frames": base64 of uint8, "logits": [[K] × n]}.

    The frames are the samples before scaling, the logits are raw."""
    pixels = tensors.pixels(canary_rows(tensors))
    network.eval()
    with torch.no_grad():
        logits = network(torch.from_numpy(tensors.elements(pixels))).numpy()
    target = path.with_suffix(".canary.json")
    target.write_text(json.dumps({
        "model": path.name,
        "shape": list(pixels.shape),
        "frames": base64.b64encode(np.ascontiguousarray(pixels).tobytes()).decode("ascii"),
        "logits": [[float(v) for v in row] for row in logits],
    }) + "\n")
    return target
