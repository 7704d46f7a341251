#!/usr/bin/env python3
"""Trains a model beyond its teacher's presses, with the game at hand.

    improve.py --library build/libkumite.so --name asked-tiny --size 32x18 --stack 2

1. asked: the script and an explorer (the script with wrong presses) play, and the
   expert's rule says on each frame which skill will be right when a press takes effect.
2. rounds (DAgger; Ross, Gordon and Bagnell 2011): the network plays, the rule is asked
   on the network's own states, and the network is trained further on all rows.
3. outcomes, with --outcomes: on the network's own states, futures of each press are
   imagined, and the policy is moved towards the presses that gain, bound to the network
   it starts from by the Kullback-Leibler divergence (all-action policy gradient).

The result is an ordinary model file with a card.
"""

import argparse
import copy
import sys
import time
from pathlib import Path
from typing import Dict, List, Optional

import numpy as np
import torch
from torch.nn.functional import log_softmax

import card
import export
import tune
from data import InputSpec
from losses import LOSSES
from measure import summary
from network import SkillNet, flops
from played import Played, Policy, collect, joined, players
from train import Average, Trained, fix_randomness, learning_rate, logits_of, train
from train import parser as train_parser
from vector import CLASSES, VectorEnv


ASKED = ("plain cross-entropy on the answers of an expert: the skill that is right when a press takes effect, by the true "
         "state, on states of the pro, of an explorer and of the network itself")
OUTCOMES = ("an all-action policy gradient on imagined outcomes of each press in its own matches, bound by the Kullback-Leibler "
            "divergence to a network that was trained on the answers of an expert")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def open_envs(args: argparse.Namespace, spec: InputSpec, seed: int, against: List[str], wrong: int = 0) -> VectorEnv:
    script: Dict[str, object] = {"script": "pro"}
    if wrong:
        script["wrong"] = wrong
    return VectorEnv(args.library, envs=args.envs, width=spec.width, height=spec.height, stack=1, seed=seed,
                     workers=args.threads, against=players(against), script=script)


def scores_of(network: SkillNet, rows: Played, split: str) -> tune.Scores:
    at = rows.rows[split]
    return tune.Scores(logits_of(network, rows, at), rows.labels[at], rows.recording[at], rows.no_action,
                       rows.prior("train"), False)


def asked(args: argparse.Namespace, spec: InputSpec) -> List[Played]:
    """The first rows: the script's own and the explorer's, half each."""
    parts = []
    for i, wrong in enumerate((0, args.wrong)):
        envs = open_envs(args, spec, args.seed * 1000 + i, args.against, wrong)
        parts.append(collect(envs, spec, args.decisions // 2))
        envs.close()
    return parts


def further(args: argparse.Namespace, spec: InputSpec, network: SkillNet, gamma: float, number: int,
            gains: Optional[Dict[str, float]] = None) -> Played:
    """Rows of the network's own matches."""
    envs = open_envs(args, spec, args.seed * 1000 + 100 + number, args.against)
    policy = Policy(network, spec, gamma, refractory=args.refractory, min_share=args.min_share, wild=args.wild,
                    seed=args.seed + number)
    rows = collect(envs, spec, args.decisions // (4 if gains is None else 1), policy, gains)
    envs.close()
    return rows


def improve(rows: Played, start: SkillNet, gamma: float, args: argparse.Namespace) -> SkillNet:
    """All-action policy gradient: minimises the mean over own states of

        −Σ_a π(a|s) gain(s, a) / bound + KL(π(·|s) ‖ π_start(·|s))

    where π is the softmax of the logits with gamma added to no_action, so that a
    probability of one half is where the gate opens. Its minimum is π_start·exp(gain/bound)."""
    network = copy.deepcopy(start)
    shift = torch.zeros(len(rows.classes))
    shift[rows.no_action] = gamma
    at = rows.rows["train"]
    at = at[rows.possible[at] > 0]
    check = rows.rows["validation"]
    check = check[rows.possible[check] > 0]
    before = torch.from_numpy(log_softmax(torch.from_numpy(logits_of(start, rows, np.arange(len(rows.labels)))) + shift, 1).numpy())
    optimizer = torch.optim.AdamW(network.parameters(), lr=args.outcome_lr, weight_decay=0.01)
    average = Average(network, args.average)
    random = np.random.default_rng(args.seed)
    steps, step = args.outcome_epochs * (len(at) // args.batch), 0

    def terms(net: SkillNet, taken: np.ndarray):
        log_p = log_softmax(net(torch.from_numpy(rows.batch(taken))) + shift, 1)
        p = log_p.exp()
        gain = (p * torch.from_numpy(rows.gains[taken])).sum(1)
        return gain, (p * (log_p - before[taken])).sum(1)

    for epoch in range(args.outcome_epochs):
        network.eval()  # keeps the statistics of batch normalisation, and no dropout
        order = random.permutation(at)
        for i in range(0, len(order) - args.batch + 1, args.batch):
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(step, steps, args.outcome_lr, args.warmup)
            gain, kl = terms(network, order[i:i + args.batch])
            optimizer.zero_grad(set_to_none=True)
            (kl - gain / args.bound).mean().backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            average.add(network)
            step += 1
        with torch.no_grad():
            pairs = [terms(average.network, check[i:i + 1024]) for i in range(0, len(check), 1024)]
            start_gain = float((before[check].exp() * torch.from_numpy(rows.gains[check])).sum(1).mean())
        gain, kl = (float(torch.cat([p[j] for p in pairs]).mean()) for j in (0, 1))
        say(f"outcomes, epoch {epoch + 1}/{args.outcome_epochs}: gain per decision {1000 * start_gain:.3f} -> "
            f"{1000 * gain:.3f} thousandths of health, kl {kl:.4f}")
    return average.network


def save(path: Path, network: SkillNet, rows: Played, trained: Trained, fitted: tune.Fitted, query: str,
         args: argparse.Namespace, seconds: float, what: str, length: str = "") -> None:
    prior = rows.prior("train")
    export.write_onnx(network, rows.spec, path)
    values = export.metadata(rows, LOSSES["ce"], prior, fitted)
    values["kumite.decoder"] = query
    export.write_metadata(path, values)
    export.write_canary(path, network, rows)
    tested = scores_of(network, rows, "test")
    metrics = summary(tested.logits / fitted.temperature, tested.labels, prior, rows.no_action)
    card.write(path, card.Facts(
        about=args.about, loss="ce", seed=args.seed, tensors=rows, prior=prior, flops=flops(network, rows.spec),
        epoch=trained.epoch + 1, epochs=len(trained.validation_nll), seconds=seconds, metrics=metrics,
        fitted=fitted, gate=tune.outcome(tested, fitted), query=query, what=what, length=length))


def outcomes(args: argparse.Namespace, spec: InputSpec, network: SkillNet, started: float) -> None:
    """Improves a network on imagined futures, --outcomes times, each on its own matches."""
    futures = {"count": args.futures, "horizon": args.horizon, "stamina": args.stamina, "gauge": args.gauge}
    gamma, parts = args.gamma, []
    for number in range(args.outcomes):
        if args.rows and args.rows.exists() and not number:
            with np.load(args.rows) as f:
                parts.append(Played(spec, **f))
        else:
            parts.append(further(args, spec, network, gamma, 50 + number, futures))
        rows = joined(parts)
        if args.rows and not number:
            np.savez(args.rows, frames=rows.frames, recording=rows.recording, labels=rows.labels, pressed=rows.pressed,
                     usable=rows.usable, gains=rows.gains, possible=rows.possible)
        say(f"outcomes: {len(rows.labels)} rows, {time.monotonic() - started:.0f} s")
        network = improve(rows, network, gamma, args)
        name = args.name if number == args.outcomes - 1 else f"{args.name}-round{number + 1}"
        torch.save(network.state_dict(), args.out / f"{name}.pt")
        options = tune.Options(tau_skill=0, min_share=args.min_share, refractory=args.refractory)
        fitted = tune.Fitted(1.0, gamma if args.gate is None else args.gate, options, False)
        save(args.out / f"{name}.onnx", network, rows, Trained(network, args.outcome_epochs - 1, [], []), fitted,
             fitted.query() + "&mask=renorm", args, time.monotonic() - started, OUTCOMES)
        say(f"{name}: {time.monotonic() - started:.0f} s")


def run(args: argparse.Namespace) -> None:
    fix_randomness(args.seed, args.threads)
    width, height = (int(v) for v in args.size.split("x"))
    spec = InputSpec(width=width, height=height, stack=args.stack)
    zeros = np.zeros(len(CLASSES))
    if bool(args.start) != (args.outcomes > 0):
        raise ValueError("improve: --start and --outcomes go together: what is improved on outcomes are given weights")
    args.out.mkdir(parents=True, exist_ok=True)
    if args.start:
        network = SkillNet(spec, len(zeros), args.widths, args.hidden, args.dropout)
        network.load_state_dict(torch.load(args.start))
        outcomes(args, spec, network, time.monotonic())
        return
    started = time.monotonic()
    parts = asked(args, spec)
    say(f"asked: {sum(len(p.labels) for p in parts)} rows, {time.monotonic() - started:.0f} s")
    network: Optional[SkillNet] = None
    for number in range(args.rounds + 1):
        if number:
            parts.append(further(args, spec, network, args.gamma, number))
        rows = joined(parts)
        name = args.name if number == args.rounds else f"{args.name}-round{number}"
        weights = args.out / f"{name}.pt"
        if args.resume and weights.exists():
            network = SkillNet(spec, len(zeros), args.widths, args.hidden, args.dropout)
            network.load_state_dict(torch.load(weights))
            trained = Trained(network, args.epochs - 1, [], [np.nan] * args.epochs)
        else:
            trained = train(rows, LOSSES["ce"], args, zeros, start=network)
            network = trained.network
            torch.save(network.state_dict(), weights)
        args.epochs = args.round_epochs
        say(f"{name}: {len(rows.labels)} rows, {time.monotonic() - started:.0f} s")
    scores = scores_of(network, rows, "validation")
    options = tune.Options.from_args(args)
    fitted = tune.fit(scores, options) if args.gate is None else tune.Fitted(1.0, args.gate, options, False)
    save(args.out / f"{args.name}.onnx", network, rows, trained, fitted, fitted.query() + "&mask=renorm", args,
         time.monotonic() - started, ASKED)


def parser() -> argparse.ArgumentParser:
    p = train_parser(__doc__, plays=True)
    p.add_argument("--envs", type=int, default=64)
    p.add_argument("--decisions", type=int, default=2800, help="of each environment before the rounds")
    p.add_argument("--against", nargs="+", default=["pro", "pro", "pro", "rookie", "timed"], help="opponents in turn")
    p.add_argument("--wrong", type=int, default=90, help="mean ticks between the explorer's wrong presses")
    p.add_argument("--gamma", type=float, default=0.4, help="of the gate in the network's own matches")
    p.add_argument("--gate", type=float, help="gamma that the model states (default: fitted on validation rows)")
    p.add_argument("--resume", action="store_true", help="use weights NAME*.pt that are there already")
    p.add_argument("--start", type=Path, help="weights (NAME.pt) to improve on outcomes, instead of asking the rule")
    p.add_argument("--outcomes", type=int, default=0, help="rounds of training on imagined futures")
    p.add_argument("--rows", type=Path, help="file (.npz) of the rows of the first round of outcomes; made if it is missing")
    p.add_argument("--outcome-epochs", type=int, default=4)
    p.add_argument("--outcome-lr", type=float, default=5e-4)
    p.add_argument("--bound", type=float, default=0.03, help="share of full health that weighs as much as one nat of divergence")
    p.add_argument("--futures", type=int, default=2, help="imagined futures per press")
    p.add_argument("--horizon", type=int, default=180, help="of a future, in ticks")
    p.add_argument("--stamina", type=float, default=0.2, help="health that a point of stamina is worth at the horizon")
    p.add_argument("--gauge", type=float, default=0.15, help="health that a point of gauge is worth at the horizon")
    return p


if __name__ == "__main__":
    run(parser().parse_args())
