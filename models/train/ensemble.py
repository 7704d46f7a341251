#!/usr/bin/env python3
"""Joins models of one input into one file that averages their log probabilities.

    ensemble.py --out build/three.onnx build/a.onnx build/b.onnx build/c.onnx

Metadata is that of the first model; tune the file afterwards. Models whose logits
carry different priors or temperatures cannot be joined this way.
"""

import argparse
from pathlib import Path
from typing import List, Sequence

import onnx
from onnx import compose, helper


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


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("models", type=Path, nargs="+")
    args = p.parse_args()
    onnx.save(ensemble(args.models), str(args.out))


if __name__ == "__main__":
    main()
