#!/usr/bin/env python3
"""Trains a network that sees pixels on the outcomes of its own matches.

    reinforce.py --library build/libkumite.so --start models/asked-tiny.onnx --name outcome-tiny --out build/outcome

The network starts as a model file, made wider without a change of its answers. It plays
whole matches with presses drawn from its probabilities, and learns by proximal policy
optimisation (PPO; Schulman et al. 2017), bound to its start by the Kullback-Leibler
divergence. Only the critic sees the true state (asymmetric actor-critic; Pinto et al.
2018), and the opponent's name. The result is an ordinary model file with a card, whose
weights are a running average.
"""

import argparse
import copy
import time
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn.functional import smooth_l1_loss

import tune
from data import InputSpec
from expert import held
from improve import save, say
from network import SkillNet
from outcomes import advantages, batches
from played import Policy, collect, players
from pool import Play, Pool, Rows
from train import Average, Trained
from vector import CLASSES, VectorEnv

SKILLS = len(CLASSES) - 1
OUTCOMES = ("proximal policy optimisation on whole matches of its own, bound by the Kullback-Leibler divergence to the network "
            "that it starts from; the labels below are the rule's answers in its matches after the training, which it did not learn")


def read_onnx(path: Path) -> List[Tuple[np.ndarray, np.ndarray]]:
    """Weights and biases of the layers of an exported SkillNet, in order."""
    graph = onnx.load(str(path)).graph
    values = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    return [(values[n.input[1]], values[n.input[2]]) for n in graph.node if n.op_type in ("Conv", "Gemm")]


def widened(layers: Sequence[Tuple[np.ndarray, np.ndarray]], spec: InputSpec, widths: Sequence[int], hidden: int) -> SkillNet:
    """A network with the answers of the layers, and room for more: older pictures and new
    channels, whose weights towards the given ones are 0."""
    network = SkillNet(spec, len(CLASSES), widths, hidden, 0.0).eval()
    modules = [m for m in network.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    norms = [m for m in network.modules() if isinstance(m, nn.BatchNorm2d)]
    with torch.no_grad():
        for i, (module, (weight, bias)) in enumerate(zip(modules, layers)):
            w, b = torch.from_numpy(weight.copy()), torch.from_numpy(bias.copy())
            out, into = w.shape[:2]
            module.weight[:out] = 0
            if i == 0:
                module.weight[:out, -into:] = w
            else:
                module.weight[:out, :into] = w
            if module.bias is not None:
                module.bias[:out] = b
            else:
                norms[i].weight.fill_(float(np.sqrt(1 + norms[i].eps)))
                norms[i].bias[:out] = b
    return network


class Critic(nn.Module):
    """float32 [N, F] states → values [N]. The press that is on its way, the last values of
    a state, selects one of several outputs."""

    def __init__(self, features: int, hidden: int = 128):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(features - SKILLS, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(),
                                    nn.Linear(hidden, len(CLASSES)))
        with torch.no_grad():
            self.layers[-1].weight *= 0.1

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        queue = states[:, -SKILLS:]
        press = torch.where(queue.sum(1) > 0, queue.argmax(1) + 1, 0)
        return self.layers(states[:, :-SKILLS]).gather(1, press[:, None])[:, 0]


class Player:
    """Draws presses from a network's probabilities, none for some decisions after a press.
    It keeps the pictures of each decision and the log probabilities."""

    def __init__(self, network: SkillNet, spec: InputSpec, play: Play, refractory: int):
        self.network, self.spec, self.play, self.refractory = network, spec, play, refractory
        envs = play.pool.num_envs
        self._kept: List[Tuple[np.ndarray, torch.Tensor]] = []
        self._first = np.ones(envs, bool)  # whether the picture is the first of a match
        self._quiet = np.zeros(envs, int)
        self._stack = np.zeros((envs, spec.stack, spec.height, spec.width), np.uint8)

    def __call__(self, _: np.ndarray, can: np.ndarray) -> np.ndarray:
        """int32 [envs]: the actions. It removes from can [envs, K] what the refractory period forbids."""
        frames = self.play.pool.frames()
        self._stack = np.concatenate([self._stack[:, 1:], frames], axis=1)
        self._stack[self._first] = np.repeat(frames[self._first], self.spec.stack, axis=1)
        self._quiet[self._first] = 0
        self._first = self.play.over
        can[self._quiet > 0, 1:] = False
        with torch.no_grad():
            logits = masked(self.network, torch.from_numpy(self._stack), torch.from_numpy(can))
        self._kept.append((self._stack, logits.log_softmax(1)))
        actions = (logits.numpy() + self.play.random.gumbel(size=logits.shape)).argmax(1).astype(np.int32)
        self._quiet = np.where(actions > 0, self.refractory, np.maximum(self._quiet - 1, 0))
        return actions

    def taken(self) -> Tuple[torch.Tensor, torch.Tensor]:
        """Pictures uint8 [T·N, stack, H, W] and log probabilities [T·N, K] since the last call."""
        kept, self._kept = self._kept, []
        return torch.from_numpy(np.concatenate([p for p, _ in kept])), torch.cat([q for _, q in kept])


def masked(network: SkillNet, pictures: torch.Tensor, can: torch.Tensor) -> torch.Tensor:
    return network(pictures.float() / 255).masked_fill(~can, -torch.inf)


class Learner:
    """A network, the network that it is bound to, and its critic, with their optimisers.
    who [N, opponents] tells the critic the opponent of each environment."""

    def __init__(self, network: SkillNet, start: SkillNet, critic: Critic, who: np.ndarray, random: np.random.Generator,
                 args: argparse.Namespace):
        self.network, self.start, self.critic, self.who, self.random, self.args = network, start, critic, who, random, args
        self.policy_steps = torch.optim.Adam(network.parameters(), lr=args.lr, eps=1e-5)
        self.value_steps = torch.optim.Adam(critic.parameters(), lr=args.value_lr, eps=1e-5)

    def learn(self, rows: Rows, pictures: torch.Tensor, before: torch.Tensor, policy: bool) -> str:
        """One iteration; returns what it did. before are the log probabilities of the rows."""
        gains = self._value(rows, self.args.value_epochs if policy else self.args.epochs)
        if not policy:
            return "values only"
        live = ~rows.over.reshape(-1)
        # Where none is nearly certain, there is nothing to learn.
        choices = np.flatnonzero((before[:, 0].exp() < 1 - self.args.certain).numpy() & live)
        can = torch.from_numpy(rows.possible.reshape(before.shape))[choices]
        actions = torch.from_numpy(rows.actions.reshape(-1)[choices].astype(np.int64))
        return f"choices {len(choices) / live.sum():.2f}, presses {(rows.actions > 0).sum() / live.sum():.3f}, " + self._policy(
            pictures[choices], can, actions, before[choices], gains[choices])

    def _value(self, rows: Rows, epochs: int) -> np.ndarray:
        """Fits the critic and returns the advantages [T·N] by the values before."""
        args, (steps, envs) = self.args, rows.over.shape
        states = np.concatenate([rows.states.reshape(steps * envs, -1), rows.last])
        states = torch.from_numpy(np.concatenate([np.tile(self.who, (steps + 1, 1)), states], axis=1))
        with torch.no_grad():
            values = self.critic(states)
        by_step = values.numpy().reshape(-1, envs)
        targets = torch.from_numpy(advantages(rows, by_step, args.discount, args.value_trace).reshape(-1)) + values[:-envs]
        for _ in range(epochs):
            for at in batches(np.flatnonzero(~rows.over.reshape(-1)), args.batch, self.random):
                loss = smooth_l1_loss(self.critic(states[at]), targets[at], beta=0.5)
                self.value_steps.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(self.critic.parameters(), 0.5)
                self.value_steps.step()
        return advantages(rows, by_step, args.discount, args.trace).reshape(-1)

    def _policy(self, pictures: torch.Tensor, can: torch.Tensor, actions: torch.Tensor, before: torch.Tensor,
                gains: np.ndarray) -> str:
        args = self.args
        gain = torch.from_numpy((gains - gains.mean()) / (gains.std() + 1e-6)).clamp(-4, 4)
        with torch.no_grad():
            origin = masked(self.start, pictures, can).log_softmax(1).clamp(min=-30)
        was, before = before.gather(1, actions[:, None])[:, 0], before.clamp(min=-30)
        moves: List[float] = []
        for _ in range(args.epochs):
            for at in batches(np.arange(len(actions)), args.batch, self.random):
                log_p = masked(self.network, pictures[at], can[at]).log_softmax(1)
                ratio = (log_p.gather(1, actions[at, None])[:, 0] - was[at]).exp()
                bounded = ratio.clamp(1 - args.clip, 1 + args.clip)
                finite = log_p.clamp(min=-30)
                far = (log_p.exp() * (finite - origin[at])).sum(1).mean()
                spread = -(log_p.exp() * finite).sum(1).mean()
                loss = -torch.minimum(ratio * gain[at], bounded * gain[at]).mean() - args.entropy * spread + args.bound * far
                self.policy_steps.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(self.network.parameters(), 0.5)
                self.policy_steps.step()
                moves.append((before[at].exp() * (before[at] - finite)).sum(1).mean().item())
            if np.mean(moves[-4:]) > args.stop:
                break
        away = (before.exp() * (before - origin)).sum(1).mean()
        return f"moved {np.mean(moves[-4:]):.4f} nats, from its start {away:.3f}"


def run(args: argparse.Namespace) -> None:
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    random, started = np.random.default_rng(args.seed), time.monotonic()
    against = {name: int(n) for name, n in (text.split("=") for text in args.against)}
    width, height = (int(v) for v in args.size.split("x"))
    spec = InputSpec(width=width, height=height, stack=args.stack)
    args.out.mkdir(parents=True, exist_ok=True)
    network = widened(read_onnx(args.start), spec, args.widths, args.hidden)
    with torch.no_grad():  # a policy that samples should seldom press where pressing is unlikely to be right
        network.logits.weight *= args.sharpen
        network.logits.bias *= args.sharpen
    average = Average(network, args.average)
    if args.weights:
        average.network.load_state_dict(torch.load(args.weights))
    else:
        train(args, spec, against, network, average, random, started)
    finish(args, spec, average.network, time.monotonic() - started)


def train(args: argparse.Namespace, spec: InputSpec, against: Dict[str, int], network: SkillNet, average: Average,
          random: np.random.Generator, started: float) -> None:
    play = Play(Pool(args.library, against, args.seed, args.threads, spec), random, args.outcome, allowed=held)
    who = np.eye(len(against), dtype=np.float32)[np.repeat(np.arange(len(against)), list(against.values()))]
    critic = Critic(who.shape[1] + play.pool.state().shape[1])
    learner = Learner(network, copy.deepcopy(network), critic, who, random, args)
    player = Player(network, spec, play, args.refractory)
    until = args.until or args.iterations
    for i in range(until):
        learner.policy_steps.param_groups[0]["lr"] = args.lr * (1 - i / args.iterations)
        rows = play.rows(args.decisions, player)
        text = learner.learn(rows, *player.taken(), i >= args.warm)
        average.add(network)
        if (i + 1) % args.report == 0 or i + 1 == until:
            say(f"{i + 1}/{args.iterations}: {play.said()}; {text}, {time.monotonic() - started:.0f} s")
        if (i + 1) % args.keep == 0 or i + 1 == until:
            torch.save(average.network.state_dict(), args.out / f"{args.name}-{i + 1}.pt")
    play.pool.close()


def finish(args: argparse.Namespace, spec: InputSpec, network: SkillNet, seconds: float) -> None:
    """Writes the model, with a card of its own matches against the pro."""
    options = tune.Options(tau_skill=0, min_share=args.min_share, refractory=args.refractory)
    fitted = tune.Fitted(1.0, args.gate, options, False)
    envs = VectorEnv(args.library, envs=64, width=spec.width, height=spec.height, stack=1, workers=args.threads,
                     seed=args.seed * 100 + 99, against=players(["pro"]))
    rows = collect(envs, spec, args.shown, Policy(network, spec, args.gate, args.refractory, args.min_share))
    envs.close()
    length = f"{args.until or args.iterations} iterations, the average of the last ones"
    if args.weights:
        length = f"that of the weights {args.weights.name}; the time below is that of exporting them"
    save(args.out / f"{args.name}.onnx", network, rows, Trained(network, 0, [], []), fitted, fitted.query() + "&mask=renorm", args,
         seconds, OUTCOMES, length)


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--library", type=Path, required=True, help="libkumite.so")
    p.add_argument("--start", type=Path, required=True, help="model file to start from")
    p.add_argument("--weights", type=Path, help="weights (NAME-N.pt) of a run to export, instead of training")
    p.add_argument("--name", required=True, help="file name without .onnx")
    p.add_argument("--out", type=Path, required=True, help="folder for weights and the model")
    p.add_argument("--about", default="", help="sentence for the card")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--size", default="32x18", help="of the input, that of the start")
    p.add_argument("--stack", type=int, default=8, help="stacked frames")
    p.add_argument("--widths", type=int, nargs=3, default=[16, 32, 32], help="channels of the convolutions")
    p.add_argument("--hidden", type=int, default=64)
    p.add_argument("--against", nargs="+", default=["pro=128", "oracle=48", "timed=16", "rookie=8", "random=4", "spammer=4"],
                   help="opponents, and environments against each")
    p.add_argument("--sharpen", type=float, default=2.0, help="factor of the logits of the start")
    p.add_argument("--iterations", type=int, default=100)
    p.add_argument("--until", type=int, help="iteration after which it stops; the learning rate falls as if it did not")
    p.add_argument("--warm", type=int, default=12, help="iterations that fit the values alone")
    p.add_argument("--decisions", type=int, default=128, help="of each environment in an iteration")
    p.add_argument("--epochs", type=int, default=3, help="of the policy in an iteration, and of the values before it learns")
    p.add_argument("--value-epochs", type=int, default=1, help="of the values afterwards")
    p.add_argument("--batch", type=int, default=512)
    p.add_argument("--lr", type=float, default=3e-4)
    p.add_argument("--value-lr", type=float, default=1e-3)
    p.add_argument("--clip", type=float, default=0.2)
    p.add_argument("--stop", type=float, default=0.02, help="nats of divergence in an iteration after which it ends")
    p.add_argument("--entropy", type=float, default=0.001)
    p.add_argument("--bound", type=float, default=0.02, help="standard deviations of the advantage that weigh as much as one nat "
                   "of divergence from the start")
    p.add_argument("--certain", type=float, default=0.001, help="a decision is learnt if the probability to act is above this")
    p.add_argument("--refractory", type=int, default=3, help="decisions without a press after a press")
    p.add_argument("--discount", type=float, default=0.998, help="per decision")
    p.add_argument("--trace", type=float, default=0.6, help="lambda of the advantage estimates: low, for little noise")
    p.add_argument("--value-trace", type=float, default=0.9, help="lambda of what the critic learns")
    p.add_argument("--outcome", type=float, default=1.0, help="reward of a win, in shares of full health")
    p.add_argument("--average", type=float, default=0.95, help="decay of the running average of weights, per iteration")
    p.add_argument("--gate", type=float, default=0.0, help="gamma that the model states")
    p.add_argument("--min-share", type=float, default=0.4)
    p.add_argument("--shown", type=int, default=1200, help="decisions of each of 64 environments for the card")
    p.add_argument("--report", type=int, default=5, help="iterations")
    p.add_argument("--keep", type=int, default=10, help="iterations after which the weights are kept")
    return p


if __name__ == "__main__":
    run(parser().parse_args())
