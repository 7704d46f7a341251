#!/usr/bin/env python3
"""Trains an expert on the outcomes of its own matches.

    outcomes.py --library build/libkumite.so --out build/expert.pt

The start imitates the rule of the scripts. Then the expert plays whole matches and learns
by proximal policy optimisation (PPO; Schulman et al. 2017) with generalised advantage
estimation. A reward is the change of the lead in health, and at the end the outcome. It
has the timing and the book of an agent, and knows what someone knows who has watched the
match (State of agent/vector): no random number of the match, no hidden decision.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Dict, List, Tuple

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from expert import Expert
from pool import Choose, Play, Pool, Rows
from vector import CLASSES


def advantages(rows: Rows, values: np.ndarray, discount: float, trace: float) -> np.ndarray:
    """Generalised advantage estimates [T, N] of values [T + 1, N]; 0 where a match is over."""
    out, following = np.zeros_like(rows.rewards), np.zeros(rows.rewards.shape[1], np.float32)
    for t in reversed(range(len(out))):
        goes_on = discount * ~rows.ended[t]
        following = rows.rewards[t] + goes_on * values[t + 1] - values[t] + trace * goes_on * following
        out[t] = following = np.where(rows.over[t], 0, following)
    return out


def sample(expert: Expert, random: np.random.Generator) -> Choose:
    """Chooses actions with the policy's probabilities."""
    def choose(states: np.ndarray, can: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            logits = expert.logits(torch.from_numpy(states), torch.from_numpy(can)).numpy()
        return (logits + random.gumbel(size=logits.shape)).argmax(1).astype(np.int32)
    return choose


def best(expert: Expert) -> Choose:
    def choose(states: np.ndarray, can: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return expert.logits(torch.from_numpy(states), torch.from_numpy(can)).argmax(1).numpy().astype(np.int32)
    return choose


def batches(rows: np.ndarray, size: int, random: np.random.Generator) -> List[torch.Tensor]:
    rows = random.permutation(rows)
    return [torch.from_numpy(rows[i:i + size]) for i in range(0, len(rows), size)]


def imitate(play: Play, args: argparse.Namespace) -> Expert:
    """An expert that answers as the rule does when a press takes effect."""
    labels: List[np.ndarray] = []

    def follow(states: np.ndarray, can: np.ndarray) -> np.ndarray:
        right = play.pool.expert()
        right[~can[np.arange(len(can)), right]] = 0
        labels.append(right)
        wild = play.random.integers(0, len(CLASSES), len(right)).astype(np.int32)
        return np.where(play.random.random(len(right)) < 0.03, wild, right)

    rows = play.rows(args.imitated, follow)
    y = torch.from_numpy(np.stack(labels).reshape(-1).astype(np.int64))
    states = torch.from_numpy(rows.states.reshape(len(y), -1))
    can = torch.from_numpy(rows.possible.reshape(len(y), -1))
    expert = Expert(states.shape[1], args.hidden)
    optimizer = torch.optim.Adam(expert.policy.parameters(), lr=1e-3)
    choices = np.flatnonzero((can[:, 1:].any(1) & ~torch.from_numpy(rows.over.reshape(-1))).numpy())
    for _ in range(args.imitated_epochs):
        for at in batches(choices, 512, play.random):
            loss = cross_entropy(expert.logits(states[at], can[at]), y[at])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
    with torch.no_grad():  # a policy that samples should seldom press where pressing is unlikely to be right
        expert.policy[-1].weight *= args.sharpen
        expert.policy[-1].bias *= args.sharpen
    return expert


def update(expert: Expert, optimizer: torch.optim.Optimizer, rows: Rows, random: np.random.Generator, args: argparse.Namespace,
           learn_policy: bool) -> Tuple[float, float]:
    """One step of PPO; returns the mean entropy and divergence in nats per choice."""
    n = rows.actions.size
    states = torch.from_numpy(rows.states.reshape(n, -1))
    with torch.no_grad():
        values = torch.cat([expert.value(states)[:, 0], expert.value(torch.from_numpy(rows.last))[:, 0]])
    gains = advantages(rows, values.numpy().reshape(-1, rows.over.shape[1]), args.discount, args.trace).reshape(-1)
    targets = torch.from_numpy(gains) + values[:n]
    live = ~rows.over.reshape(-1)
    can = torch.from_numpy(rows.possible.reshape(n, -1))
    choices = np.flatnonzero(can[:, 1:].any(1).numpy() & live)
    gain = torch.from_numpy((gains - gains[choices].mean()) / (gains[choices].std() + 1e-6))
    actions = torch.from_numpy(rows.actions.reshape(-1).astype(np.int64))
    with torch.no_grad():
        before = expert.logits(states, can).log_softmax(1)
    was = before.gather(1, actions[:, None])[:, 0]
    entropy = divergence = 0.0
    for _ in range(args.epochs):
        learnt = batches(choices, args.batch, random) if learn_policy else []
        valued = batches(np.flatnonzero(live), args.batch, random)
        for i in range(max(len(learnt), len(valued))):
            loss = torch.zeros(())
            if i < len(valued):
                at = valued[i]
                loss = args.value_weight * (expert.value(states[at])[:, 0] - targets[at]).square().mean()
            if i < len(learnt):
                at = learnt[i]
                log_p = expert.logits(states[at], can[at]).log_softmax(1)
                ratio = (log_p.gather(1, actions[at, None])[:, 0] - was[at]).exp()
                bounded = ratio.clamp(1 - args.clip, 1 + args.clip)
                spread = -(log_p.exp() * log_p.clamp(min=-30)).sum(1).mean()
                loss = loss - torch.minimum(ratio * gain[at], bounded * gain[at]).mean() - args.entropy * spread
                entropy, divergence = spread.item(), (was[at] - log_p.gather(1, actions[at, None])[:, 0]).mean().item()
            optimizer.zero_grad()
            loss.backward()
            for part in (expert.policy, expert.value):
                nn.utils.clip_grad_norm_(part.parameters(), 0.5)
            optimizer.step()
    return entropy, divergence


def run(args: argparse.Namespace) -> None:
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    random = np.random.default_rng(args.seed)
    against = {name: int(n) for name, n in (text.split("=") for text in args.against)}
    play = Play(Pool(args.library, against, args.seed, args.threads), random, args.outcome)
    started = time.monotonic()
    expert = imitate(play, args)
    play.said()
    optimizer = torch.optim.Adam(expert.parameters(), lr=args.lr, eps=1e-5)
    until = args.until or args.iterations
    for i in range(until):
        for group in optimizer.param_groups:
            group["lr"] = args.lr * (1 - i / args.iterations)
        rows = play.rows(args.decisions, sample(expert, random))
        entropy, divergence = update(expert, optimizer, rows, random, args, i >= args.warm)
        if (i + 1) % args.report == 0 or i + 1 == until:
            print(f"{i + 1}/{args.iterations}: {play.said()}; entropy {entropy:.3f}, kl {divergence:.4f}, "
                  f"{time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
            expert.save(args.out)
    play.pool.close()
    print(f"{args.out}: {evaluate(expert, args, against)}", file=sys.stderr)


def evaluate(expert: Expert, args: argparse.Namespace, against: Dict[str, int]) -> str:
    """Scores of the best presses in the first matches of new environments, one on each side."""
    pool = Pool(args.library, {name: args.evaluated for name in against}, args.seed + 1, args.threads)
    play = Play(pool, np.random.default_rng(0), 0, limit=2)
    while (play.matches < 2).any():
        play.rows(50, best(expert))
    pool.close()
    return play.said()


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--library", type=Path, required=True, help="libkumite.so")
    p.add_argument("--out", type=Path, required=True, help="file of the weights")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--against", nargs="+", default=["pro=128", "oracle=48", "timed=32", "rookie=16", "random=16", "spammer=16"],
                   help="opponents, and environments against each")
    p.add_argument("--hidden", type=int, default=96)
    p.add_argument("--imitated", type=int, default=400, help="decisions of each environment that the rule plays first")
    p.add_argument("--imitated-epochs", type=int, default=6)
    p.add_argument("--sharpen", type=float, default=2.0, help="factor of the logits of the start")
    p.add_argument("--iterations", type=int, default=600)
    p.add_argument("--until", type=int, help="iteration after which it stops; the learning rate falls as if it did not")
    p.add_argument("--warm", type=int, default=10, help="iterations that fit the values alone")
    p.add_argument("--decisions", type=int, default=128, help="of each environment in an iteration")
    p.add_argument("--epochs", type=int, default=3)
    p.add_argument("--batch", type=int, default=2048)
    p.add_argument("--lr", type=float, default=6e-4)
    p.add_argument("--clip", type=float, default=0.2)
    p.add_argument("--entropy", type=float, default=0.003)
    p.add_argument("--value-weight", type=float, default=1.0)
    p.add_argument("--discount", type=float, default=0.998, help="per decision")
    p.add_argument("--trace", type=float, default=0.95, help="lambda of the advantage estimates")
    p.add_argument("--outcome", type=float, default=1.0, help="reward of a win, in shares of full health")
    p.add_argument("--report", type=int, default=5, help="iterations")
    p.add_argument("--evaluated", type=int, default=100, help="pairs of matches against each opponent after the training")
    return p


if __name__ == "__main__":
    run(parser().parse_args())
