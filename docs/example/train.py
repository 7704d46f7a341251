#!/usr/bin/env python3
"""Trains a model on tensors and writes a file that plays. Needs PyTorch and NumPy.

    bin/kumite record --out logs --matches 300
    bin/kumite tensors --logs logs --out tensors
    .deps/bin/python3 docs/example/train.py tensors mine.onnx
    bin/kumite tournament mine.onnx script:pro

Replace any part of it: kumite needs an ONNX file and the keys that `describe`
writes beside it. docs/models.md has the rules.
"""

import argparse
import copy
import inspect
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn


class Tensors:
    """A folder written by `kumite tensors`: one picture per row, the rows of a recording in time order."""

    def __init__(self, folder):
        self.about = json.loads((folder / "tensors.json").read_text())
        self.frames = np.load(folder / "frames.npy", mmap_mode="r")  # uint8 [rows, C, H, W]
        self.labels = torch.from_numpy(np.load(folder / "labels.npy"))  # the press after each picture
        self.recording = np.load(folder / "recording.npy")
        self.first = np.array([r["first_row"] for r in self.about["recordings"]])[self.recording]
        self.classes, self.input = self.about["classes"], self.about["input"]

    def rows(self, split):
        """Rows of a split, which is by recording because neighbouring frames are nearly identical."""
        return np.flatnonzero(np.isin(self.recording, self.about["split"][split]))

    def batch(self, rows):
        """The input as the agent builds it: pictures stacked along the channels, newest last, the first
        one of a match repeated at its start, and every sample multiplied by `scale`."""
        ages = np.arange(self.input["stack"] - 1, -1, -1)
        index = np.maximum(rows[:, None] - ages, self.first[rows][:, None])
        pictures = self.frames[index].reshape(len(rows), -1, *self.frames.shape[2:])
        return torch.from_numpy(pictures).float() * self.input["scale"]


def network(example, classes, prior):
    """float32 [N, C, H, W] → raw scores [N, K]. Flattened, not pooled, to keep distances."""
    eyes = nn.Sequential(
        nn.Conv2d(example.shape[1], 16, 4, stride=2), nn.BatchNorm2d(16), nn.ReLU(),
        nn.Conv2d(16, 32, 3, stride=2), nn.BatchNorm2d(32), nn.ReLU(),
        nn.Conv2d(32, 32, 3, stride=2), nn.BatchNorm2d(32), nn.ReLU(), nn.Flatten(), nn.Dropout(0.5))
    last = nn.Linear(64, classes)
    with torch.no_grad():
        size = eyes.eval()(example).shape[1]
        last.bias.copy_(torch.log(torch.clamp(prior, min=1e-6)))  # start at the prior
    return nn.Sequential(eyes, nn.Linear(size, 64), nn.ReLU(), last)


def train(net, data, none, epochs, seed):
    """Trains on every press and on a random eighth of the other frames, with weight 8: about eight times
    as fast, and the scores still carry the class shares of all frames. Keeps the epoch with the lowest
    validation loss."""
    rows, rng = data.rows("train"), np.random.default_rng(seed)
    press = data.labels[rows].numpy() != none
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0.05)
    best, kept = float("inf"), None
    for epoch in range(epochs):
        net.train()
        some = rng.permutation(rows[press | (rng.random(len(rows)) < 1 / 8)])
        for at in range(0, len(some) - 1, 64):
            now = some[at:at + 64]
            labels = data.labels[now]
            weights = torch.where(labels == none, 8.0, 1.0)
            losses = nn.functional.cross_entropy(net(data.batch(now)), labels, reduction="none")
            optimizer.zero_grad()
            (weights * losses).mean().backward()
            optimizer.step()
        scores, labels = score(net, data, "val")
        nats = float(nn.functional.cross_entropy(scores, labels))
        print(f"epoch {epoch + 1}: {nats:.4f} nats a frame on validation")
        if kept is None or nats < best:
            best, kept = nats, copy.deepcopy(net.state_dict())
    net.load_state_dict(kept)


def score(net, data, split):
    net.eval()
    rows = data.rows(split)
    with torch.no_grad():
        scores = torch.cat([net(data.batch(rows[at:at + 1024])) for at in range(0, len(rows), 1024)])
    return scores, data.labels[rows]


def gate(scores, labels, none):
    """The threshold of the log odds of acting that separates presses from other frames best by Youden's J:
    the share of presses minus the share of other frames at or above it. `kumite tune` also estimates errors."""
    skills = [k for k in range(scores.shape[1]) if k != none]
    odds = torch.logsumexp(scores[:, skills], 1) - scores[:, none]
    order = torch.argsort(odds, descending=True)
    press = (labels[order] != none).double()
    j = torch.cumsum(press, 0) / press.sum().clamp(min=1) - torch.cumsum(1 - press, 0) / (1 - press).sum()
    return float(odds[order][j.argmax()].clamp(-50, 50))


def export(net, example, path):
    """Writes one input of rank 4 and one output [N, K]; N is dynamic."""
    net.eval()
    # The only exporter of PyTorch 1.13; newer versions select it with dynamo=False.
    options = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    torch.onnx.export(net, example, str(path), input_names=["frames"], output_names=["scores"],
                      dynamic_axes={"frames": {0: "N"}, "scores": {0: "N"}}, opset_version=13, **options)


def describe(data, prior, gamma, path):
    """Writes what the numbers mean into a sidecar. The file's metadata_props may hold the same keys."""
    Path(str(path) + ".json").write_text(json.dumps({
        "kumite.version": 1,
        "kumite.classes": data.classes,
        "kumite.input": data.input,
        "kumite.output": "logits",
        "kumite.logit_semantics": "natural",  # plain cross-entropy: the scores carry the training prior
        "kumite.train_prior": prior.tolist(),
        "kumite.decoder": f"decode=gate&gamma={gamma:.3f}&refractory=5",
    }, indent=1) + "\n")


def main():
    a = argparse.ArgumentParser(description="Trains on a folder of tensors and writes MODEL and MODEL.json.")
    a.add_argument("tensors", type=Path)
    a.add_argument("model", type=Path)
    a.add_argument("--epochs", type=int, default=8)
    a.add_argument("--seed", type=int, default=1)
    args = a.parse_args()
    torch.manual_seed(args.seed)

    data = Tensors(args.tensors)
    counts = torch.bincount(data.labels[data.rows("train")], minlength=len(data.classes)).double()
    prior = counts / counts.sum()
    none = data.classes.index("no_action")
    example = data.batch(np.array([0]))
    net = network(example, len(data.classes), prior)
    train(net, data, none, args.epochs, args.seed)
    scores, labels = score(net, data, "val")
    export(net, example, args.model)
    describe(data, prior, gate(scores, labels, none), args.model)
    print(f"wrote {args.model} and {args.model}.json")


if __name__ == "__main__":
    main()
