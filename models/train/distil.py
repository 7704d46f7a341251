#!/usr/bin/env python3
"""Trains a network that sees pixels on the answers of an expert of expert.py.

    distil.py --library build/libkumite.so --expert build/expert.pt --name distilled-tiny --out models

First the expert plays, also with wrong presses. In rounds (DAgger; Ross, Gordon and Bagnell
2011) the network plays, the expert is asked on the network's own states, and the network is
trained further on all rows. The result is an ordinary model file with a card.
"""

import argparse
import time
from pathlib import Path
from typing import List, Optional

import numpy as np
import torch

import tune
from data import InputSpec
from expert import Expert, Followed
from improve import save, say
from losses import LOSSES
from network import SkillNet
from played import Played, Policy, collect, joined, players
from train import Trained, fix_randomness, train
from train import parser as train_parser
from vector import CLASSES, VectorEnv

OUTCOMES = ("plain cross-entropy on the answers of an expert that learned from the outcomes of its own matches, which it saw "
            "as the true state (PPO), on states of that expert and of the network itself")


def play(args: argparse.Namespace, spec: InputSpec, expert: Expert, number: int, decisions: int,
         network: Optional[SkillNet] = None, wild: float = 0.0) -> List[Played]:
    """Rows of matches of the network, or of the expert if there is none, against each opponent."""
    parts = []
    for i, (name, n) in enumerate(text.split("=") for text in args.against):
        envs = VectorEnv(args.library, envs=int(n), width=spec.width, height=spec.height, stack=1, workers=args.threads,
                         seed=(args.seed * 100 + number) * 100 + i, against=players([name]))
        policy = Followed(expert, envs, wild, args.seed + number)
        if network:
            policy = Policy(network, spec, args.gamma, refractory=args.refractory, min_share=args.min_share, wild=wild,
                            seed=args.seed + number)
        parts.append(collect(envs, spec, decisions, policy, ask=expert.answer))
        envs.close()
    return parts


def run(args: argparse.Namespace) -> None:
    fix_randomness(args.seed, args.threads)
    width, height = (int(v) for v in args.size.split("x"))
    spec = InputSpec(width=width, height=height, stack=args.stack)
    expert, zeros = Expert.load(args.expert), np.zeros(len(CLASSES))
    args.out.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    parts: List[Played] = []
    network: Optional[SkillNet] = None
    if args.start:
        network = SkillNet(spec, len(zeros), args.widths, args.hidden, args.dropout)
        network.load_state_dict(torch.load(args.start))
    else:
        parts = play(args, spec, expert, 0, args.decisions // 2)
        parts += play(args, spec, expert, 1, args.decisions // 2, wild=args.wrong)
    for number in range(1 if args.start else 0, args.rounds + 1):
        if number:
            parts += play(args, spec, expert, 1 + number, args.round_decisions, network, args.wild)
        rows = joined(parts)
        name = args.name if number == args.rounds else f"{args.name}-round{number}"
        say(f"{name}: {len(rows.labels)} rows, {time.monotonic() - started:.0f} s")
        trained = train(rows, LOSSES["ce"], args, zeros, start=network)
        network = trained.network
        torch.save(network.state_dict(), args.out / f"{name}.pt")
        args.epochs = args.round_epochs
        fitted = tune.Fitted(1.0, args.gate, tune.Options.from_args(args), False)
        save(args.out / f"{name}.onnx", network, rows, trained, fitted, fitted.query() + "&mask=renorm", args,
             time.monotonic() - started, OUTCOMES)


def parser() -> argparse.ArgumentParser:
    p = train_parser(__doc__, plays=True)
    p.add_argument("--expert", type=Path, required=True, help="file of expert.py")
    p.add_argument("--against", nargs="+", default=["pro=32", "oracle=16", "timed=8", "rookie=4", "random=4", "spammer=4"],
                   help="opponents, and environments against each")
    p.add_argument("--decisions", type=int, default=2400, help="of each environment before the rounds")
    p.add_argument("--round-decisions", type=int, default=1200, help="of each environment in a round")
    p.add_argument("--wrong", type=float, default=0.03, help="share of random presses in half of the expert's matches")
    p.add_argument("--gamma", type=float, default=0.0, help="of the gate in the network's own matches")
    p.add_argument("--gate", type=float, default=0.0, help="gamma that the model states")
    p.add_argument("--start", type=Path, help="weights (NAME.pt) to train further in rounds, without the expert's matches")
    return p


if __name__ == "__main__":
    run(parser().parse_args())
