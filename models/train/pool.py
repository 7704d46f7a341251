"""Environments against several opponents as one batch, and rows of matches in them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, Optional, Tuple

import numpy as np

from data import InputSpec
from expert import possible
from played import players
from vector import VectorEnv

Choose = Callable[[np.ndarray, np.ndarray], np.ndarray]  # states [N, F], possible [N, K] → actions [N]


class Pool:
    """Environments against several opponents, as one batch. It draws pictures, unstacked, of the size of a spec if it
    gets one."""

    def __init__(self, library: Path, against: Dict[str, int], seed: int, threads: int = 1, spec: Optional[InputSpec] = None):
        self.names = list(against)
        size = spec or InputSpec(width=32, height=18)
        self.parts = [VectorEnv(library, envs=n, width=size.width, height=size.height, stack=1, seed=seed * 100 + i,
                                blind=spec is None, workers=threads, against=players([name]))
                      for i, (name, n) in enumerate(against.items())]
        self.ends = np.cumsum([0] + list(against.values()))
        self.num_envs = int(self.ends[-1])

    def frames(self) -> np.ndarray:
        return np.concatenate([p.frames() for p in self.parts])

    def state(self) -> np.ndarray:
        return np.concatenate([p.state() for p in self.parts])

    def available(self) -> np.ndarray:
        return np.concatenate([p.available() for p in self.parts])

    def expert(self) -> np.ndarray:
        return np.concatenate([p.expert() for p in self.parts])

    def play(self, actions: np.ndarray) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rewards, ended and outcomes [envs]."""
        played = [p.play(actions[a:b]) for p, a, b in zip(self.parts, self.ends, self.ends[1:])]
        outcomes = np.concatenate([p.outcomes() for p in self.parts])
        return np.concatenate([r for r, _ in played]), np.concatenate([e for _, e in played]), outcomes

    def close(self) -> None:
        for p in self.parts:
            p.close()


@dataclass
class Rows:
    """What was played in T decisions of N environments: states [T, N, F], possible [T, N, K],
    actions, rewards, ended and over [T, N], the states after the last decision [N, F]."""

    states: np.ndarray
    possible: np.ndarray
    actions: np.ndarray
    rewards: np.ndarray
    ended: np.ndarray
    over: np.ndarray
    last: np.ndarray


class Play:
    """Plays a pool on and on. outcome is the reward of a win. score has, by opponent, wins plus
    half of the draws, and matches; only the first `limit` matches of an environment count. allowed
    says what a player who gets the states may press."""

    def __init__(self, pool: Pool, random: np.random.Generator, outcome: float, limit: int = 1 << 30,
                 allowed: Choose = possible):
        self.pool, self.random, self.outcome, self.limit, self.allowed = pool, random, outcome, limit, allowed
        self.matches = np.zeros(pool.num_envs, int)
        self.over = np.zeros(pool.num_envs, bool)
        self.score = np.zeros((len(pool.names), 2))

    def rows(self, decisions: int, choose: Choose) -> Rows:
        rows = []
        for _ in range(decisions):
            states = self.pool.state()
            can = self.allowed(states, self.pool.available())
            actions = choose(states, can)
            rewards, ended, outcomes = self.pool.play(actions)
            for i, (a, b) in enumerate(zip(self.pool.ends, self.pool.ends[1:])):
                at = ended[a:b] & (self.matches[a:b] < self.limit)
                self.score[i] += (0.5 * (1 + outcomes[a:b][at])).sum(), at.sum()
            self.matches += ended
            rows.append((states, can, actions, rewards + self.outcome * outcomes * ended, ended, self.over))
            self.over = ended
        return Rows(*(np.stack(column) for column in zip(*rows)), self.pool.state())

    def said(self) -> str:
        """The scores since the last call."""
        text = ", ".join(f"{name} {100 * s / max(n, 1):.1f} % of {n:.0f}" for name, (s, n) in zip(self.pool.names, self.score))
        self.score[:] = 0
        return text
