#!/usr/bin/env python3
"""Joins models of one input into one file that averages their log probabilities.

    ensemble.py --out build/three.onnx build/a.onnx build/b.onnx build/c.onnx

Metadata is that of the first model, but the decoder if --decoder is given. The models must
come from the same tensors: their canaries are averaged, and the card has the data of the
first. Models whose logits carry different priors or temperatures cannot be joined this way.
"""

import argparse
import json
from pathlib import Path
from typing import Any, Dict, List, Sequence

import numpy as np
import onnx
from onnx import compose, helper

import card
import export
from measure import log_softmax


def ensemble(paths: Sequence[Path]) -> onnx.ModelProto:
    """`frames` float32 [N, C, H, W] → `logits` float32 [N, K]: the mean of the log
    softmax of all models."""
    models = [onnx.load(str(p)) for p in paths]
    nodes: List[onnx.NodeProto] = []
    initializers: List[onnx.TensorProto] = []
    for i, model in enumerate(models):
        graph = compose.add_prefix_graph(model.graph, f"m{i}_", rename_inputs=False)
        for node in graph.node:
            node.input[:] = [models[0].graph.input[0].name if name == f"m{i}_{model.graph.input[0].name}" else name
                             for name in node.input]
        nodes.extend(graph.node)
        initializers.extend(graph.initializer)
        nodes.append(helper.make_node("LogSoftmax", [f"m{i}_{model.graph.output[0].name}"], [f"m{i}_log_p"], axis=1))
    nodes.append(helper.make_node("Mean", [f"m{i}_log_p" for i in range(len(models))], [models[0].graph.output[0].name]))
    graph = helper.make_graph(nodes, "ensemble", list(models[0].graph.input), list(models[0].graph.output), initializers)
    joined = helper.make_model(graph, opset_imports=models[0].opset_import, ir_version=models[0].ir_version)
    joined.metadata_props.extend(models[0].metadata_props)
    onnx.checker.check_model(joined)
    return joined


def canary(paths: Sequence[Path], name: str) -> Dict[str, Any]:
    """The canary of the joined model: the frames of the models' canaries, which must be
    the same, and the mean of the log softmax of their logits."""
    parts = [json.loads(p.with_suffix(".canary.json").read_text()) for p in paths]
    for path, part in zip(paths, parts):
        if part["frames"] != parts[0]["frames"]:
            raise ValueError(f"join models: the canary of {path} has other frames than that of {paths[0]}; "
                             "train both on the same tensors")
    log_p = [log_softmax(np.asarray(part["logits"])) for part in parts]  # [models] of [n, K]
    return {**parts[0], "model": name, "logits": np.mean(log_p, axis=0).tolist()}


def describe(path: Path, paths: Sequence[Path], about: str) -> str:
    """The card of the joined model."""
    of_first = paths[0].with_suffix(".md").read_text()
    data = of_first[of_first.index("## Data"):of_first.index("## Measured")]
    members = "\n".join(f"| network {i} | {line} |" for i, line in enumerate(
        (f"seed {field(p, 'seed')}, {field(p, 'size')}, epochs {field(p, 'epochs')}, trained in {field(p, 'training time')}"
         for p in paths), start=1))
    values = export.read_metadata(path)
    return f"""# {path.name}

{about} The scores are the mean of the log probabilities of {len(paths)} networks.

| | |
|---|---|
| input | {field(paths[0], "input")} |
| size | {path.stat().st_size / 1e6:.2f} MB |
| temperature | {values["kumite.temperature"]} |
| decoder | `{values["kumite.decoder"]}` |
| sha256 | `{card.digest(path)}` |
| labels sha256 | {field(paths[0], "labels sha256")} |
| made with | {field(paths[0], "made with")} |
{members}

{data.strip()}
"""


def field(path: Path, name: str) -> str:
    """The value of a row of a model's card."""
    for line in path.with_suffix(".md").read_text().splitlines():
        if line.startswith(f"| {name} |"):
            return line.removeprefix(f"| {name} |").removesuffix("|").strip()
    raise ValueError(f"read {path.with_suffix('.md')}: it has no row {name}")


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--decoder", help="the decoder that the file states")
    p.add_argument("--about", default="Several networks in one file.", help="sentence for the card")
    p.add_argument("models", type=Path, nargs="+")
    args = p.parse_args()
    onnx.save(ensemble(args.models), str(args.out))
    export.write_metadata(args.out, {"kumite.decoder": args.decoder} if args.decoder else {})
    args.out.with_suffix(".canary.json").write_text(json.dumps(canary(args.models, args.out.name)) + "\n")
    args.out.with_suffix(".md").write_text(describe(args.out, args.models, args.about))


if __name__ == "__main__":
    main()
