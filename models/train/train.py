#!/usr/bin/env python3
"""Trains a model on tensors of `kumite tensors` and exports it.

    train.py --tensors build/tensors --name pro-ce --loss ce --out models

writes models/pro-ce.onnx, its canary and its card. The same tensors, arguments
and versions give the same file.
"""

import argparse
import copy
import math
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional

import numpy as np
import torch

import card
import curate
import export
import tune
from data import Tensors
from losses import LOSSES, Loss
from measure import log_prior, nll, summary
from network import SkillNet, flops
from sampling import Sampler


@dataclass
class Trained:
    """The averaged network of the epoch with the lowest validation NLL, and
    both curves by epoch, in nats per frame."""

    network: SkillNet
    epoch: int
    train_loss: List[float]
    validation_nll: List[float]


def fix_randomness(seed: int, threads: int) -> None:
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(threads)


def logits_of(network: SkillNet, tensors: Tensors, rows: np.ndarray, batch: int = 1024) -> np.ndarray:
    """float32 [n, K]: the raw logits of rows [n], as the exported file computes them."""
    network.eval()
    parts = []
    with torch.no_grad():
        for at in range(0, len(rows), batch):
            x = torch.from_numpy(tensors.batch(rows[at:at + batch]))
            parts.append(network(x).numpy().copy())
    return np.concatenate(parts)


def learning_rate(step: int, steps: int, peak: float, warmup: int) -> float:
    """Linear warm-up, then a half cosine down to 1 % of the peak."""
    if step < warmup:
        return peak * (step + 1) / warmup
    done = (step - warmup) / max(1, steps - warmup)
    return peak * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))


class Average:
    """The running average of a network's weights over recent steps. A single step
    depends on the few presses in its batch; the average is better calibrated."""

    def __init__(self, network: SkillNet, decay: float):
        self.network = copy.deepcopy(network).eval()
        self._decay, self._steps = decay, 0

    def add(self, network: SkillNet) -> None:
        """Adds the weights after one more step; the decay is smaller at first."""
        decay = min(self._decay, (1 + self._steps) / (10 + self._steps))
        self._steps += 1
        with torch.no_grad():
            for mine, other in zip(self.network.state_dict().values(), network.state_dict().values()):
                if mine.is_floating_point():
                    mine.lerp_(other, 1 - decay)


def train(tensors: Tensors, loss: Loss, args: argparse.Namespace, to_natural: np.ndarray,
          start: Optional[SkillNet] = None) -> Trained:
    """Trains for `args.epochs` epochs, or until the averaged network's validation
    NLL has not improved for `args.patience` epochs; returns the best epoch.
    Adding to_natural [K] makes logits natural for that NLL. `start` is a network to
    train further."""
    prior = tensors.prior("train")
    offset = torch.from_numpy(log_prior(prior).astype(np.float32))
    network = SkillNet(tensors.spec, len(tensors.classes), args.widths, args.hidden, args.dropout)
    if start is not None:
        network.load_state_dict(start.state_dict())
    elif not loss.balanced:
        network.start_at(log_prior(prior))
    decayed = [p for p in network.parameters() if p.dim() > 1]
    others = [p for p in network.parameters() if p.dim() <= 1]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": args.weight_decay},
                                   {"params": others, "weight_decay": 0.0}], lr=args.lr)
    average = Average(network, args.average)
    sampler = Sampler(tensors, args.near, args.keep, args.seed)
    steps = args.epochs * math.ceil(sampler.epoch_rows / args.batch)
    validation = tensors.rows["validation"]
    best: Optional[Trained] = None
    train_loss: List[float] = []
    validation_nll: List[float] = []
    step = 0
    for epoch in range(args.epochs):
        started = time.monotonic()
        network.train()
        total = 0.0
        rows, weights = sampler.epoch()
        for at in range(0, len(rows), args.batch):
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(step, steps, args.lr, args.warmup)
            taken = rows[at:at + args.batch]
            x = torch.from_numpy(tensors.batch(taken))
            y = torch.from_numpy(tensors.labels[taken])
            w = torch.from_numpy(weights[at:at + args.batch]) / sampler.mean_weight
            optimizer.zero_grad(set_to_none=True)
            value = (w * loss.per_row(network(x), y, offset)).mean()
            value.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            average.add(network)
            total += value.item() * len(taken)
            step += 1
        train_loss.append(total / len(rows))
        logits = logits_of(average.network, tensors, validation)
        validation_nll.append(nll(logits + to_natural, tensors.labels[validation]))
        improved = validation_nll[-1] == min(validation_nll)
        if improved:
            best = Trained(copy.deepcopy(average.network), epoch, train_loss, validation_nll)
        print(f"epoch {epoch + 1}/{args.epochs}: train loss {train_loss[-1]:.5f}, validation nll "
              f"{validation_nll[-1]:.5f}{' *' if improved else ''}, {time.monotonic() - started:.0f} s",
              file=sys.stderr, flush=True)
        if best is None:
            raise FloatingPointError(f"train {args.name}: validation NLL is {validation_nll[-1]}; lower --lr")
        if epoch - best.epoch >= args.patience:
            break
    return best


def curated(tensors: Tensors, args: argparse.Namespace) -> np.ndarray:
    """Changes the logs according to the arguments; returns the prior [K] of the
    train rows before no_action rows were dropped."""
    if args.recordings:
        curate.keep_recordings(tensors, args.recordings)
    if args.late:
        curate.delay_labels(tensors, args.late)
    if args.ask:
        curate.ask(tensors)
    if args.window != [1]:
        curate.window(tensors, args.window, args.seed)
    prior = tensors.prior("train")
    if args.nulls < 1:
        curate.drop_nulls(tensors, args.nulls, args.seed)
    return prior


def run(args: argparse.Namespace) -> Path:
    """Trains, tunes and exports one model and writes its card; returns its path."""
    fix_randomness(args.seed, args.threads)
    tensors = Tensors(args.tensors, args.stack)
    loss = LOSSES[args.loss]
    natural_prior = curated(tensors, args)
    prior = tensors.prior("train")
    to_natural = tune.to_natural(prior, natural_prior, loss.balanced)
    started = time.monotonic()
    trained = train(tensors, loss, args, to_natural)
    seconds = time.monotonic() - started

    def scores_of(split: str) -> tune.Scores:
        rows = tensors.rows[split]
        return tune.Scores(logits_of(trained.network, tensors, rows), tensors.labels[rows],
                           tensors.recording[rows], tensors.no_action, prior, loss.balanced, natural_prior)

    scores, tested = scores_of("validation"), scores_of("test")
    fitted = tune.fit(scores, tune.Options.from_args(args))
    metrics = summary(tested.logits / fitted.temperature + to_natural, tested.labels, natural_prior, tensors.no_action)

    args.out.mkdir(parents=True, exist_ok=True)
    path = args.out / f"{args.name}.onnx"
    export.write_onnx(trained.network, tensors.spec, path)
    export.write_metadata(path, export.metadata(tensors, loss, prior, fitted))
    export.write_canary(path, trained.network, tensors)
    card.write(path, card.Facts(
        about=args.about, loss=args.loss, seed=args.seed, tensors=tensors, prior=prior, flops=flops(trained.network, tensors.spec),
        epoch=trained.epoch + 1, epochs=len(trained.validation_nll), seconds=seconds, metrics=metrics,
        fitted=fitted, gate=tune.outcome(tested, fitted)))
    if args.scores:
        args.scores.mkdir(parents=True, exist_ok=True)
        scores.save(args.scores / f"{args.name}.validation.npz")
        tested.save(args.scores / f"{args.name}.test.npz")
    print(f"{path}: validation nll {min(trained.validation_nll):.5f}, test nll {metrics['nll']:.5f} "
          f"(prior {metrics['nll_prior']:.5f}), accuracy {100 * metrics['accuracy']:.2f} %, "
          f"{fitted.query()}, trained in {seconds:.0f} s", file=sys.stderr)
    return path


def parser(description: Optional[str] = __doc__, plays: bool = False) -> argparse.ArgumentParser:
    """The flags of a trainer: of one that reads a folder of tensors, or of one that plays matches in rounds."""
    p = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    if plays:
        p.add_argument("--library", type=Path, required=True, help="libkumite.so")
        p.add_argument("--size", default="32x18", help="of the input")
        p.add_argument("--wild", type=float, default=0.01, help="share of random presses in the network's own matches")
        p.add_argument("--rounds", type=int, default=3, help="rounds of own matches")
        p.add_argument("--round-epochs", type=int, default=3)
    else:
        p.add_argument("--tensors", type=Path, required=True, help="folder written by `kumite tensors`")
    p.add_argument("--out", type=Path, default=Path("models"), help="folder for the model")
    p.add_argument("--name", required=True, help="file name without .onnx")
    p.add_argument("--loss", choices=sorted(LOSSES), default="ce")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--stack", type=int, help="stacked frames (default: stated by the tensors)")
    p.add_argument("--epochs", type=int, default=10)
    p.add_argument("--patience", type=int, default=3, help="epochs without a lower validation NLL before stopping")
    p.add_argument("--batch", type=int, default=256, help="rows")
    p.add_argument("--lr", type=float, default=2e-3, help="peak learning rate of AdamW")
    p.add_argument("--warmup", type=int, default=100, help="steps")
    p.add_argument("--weight-decay", type=float, default=0.05)
    p.add_argument("--average", type=float, default=0.998, help="decay of the running average of weights, per step")
    p.add_argument("--dropout", type=float, default=0.5, help="before the first dense layer")
    p.add_argument("--widths", type=int, nargs=3, default=[16, 32, 32], help="channels of the convolutions")
    p.add_argument("--hidden", type=int, default=64)
    p.add_argument("--near", type=int, default=15, help="every epoch takes all rows this near to a press")
    p.add_argument("--keep", type=float, default=0.25, help="share of the other rows in an epoch")
    p.add_argument("--recordings", type=int, help="number of training recordings (default: all of the split)")
    p.add_argument("--nulls", type=float, default=1.0, help="train on this share of the no_action rows, unweighted")
    p.add_argument("--late", type=int, default=0, help="delay labels by this many rows: a deliberate bug")
    p.add_argument("--ask", action="store_true", help="learn the answers of `kumite record --ask` instead of the presses")
    p.add_argument("--window", type=float, nargs="+", default=[1.0],
                   help="probabilities that the row of a press, the row before it and so on get its label")
    p.add_argument("--about", default="", help="sentence for the card")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--scores", type=Path, help="folder for validation and test logits, for tune.py")
    tune.add_arguments(p)
    return p


if __name__ == "__main__":
    run(parser().parse_args())
