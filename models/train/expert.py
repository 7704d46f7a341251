"""An expert that learned from outcomes (outcomes.py). It sees the true state, so it is no
player: distil.py asks it, and a network that sees pixels learns its answers.

    expert = Expert.load("build/expert.pt")
    answers = expert.answer(envs)                # int32 [envs]
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn

from vector import CLASSES, VectorEnv


class Expert(nn.Module):
    """float32 [N, F] states → logits [N, K] and values [N]."""

    def __init__(self, features: int, hidden: int):
        super().__init__()
        self.size = (features, hidden)

        def layers(out: int) -> nn.Sequential:
            return nn.Sequential(nn.Linear(features, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(),
                                 nn.Linear(hidden, out))

        self.policy, self.value = layers(len(CLASSES)), layers(1)
        with torch.no_grad():
            self.policy[-1].weight *= 0.1
            self.value[-1].weight *= 0.1

    def logits(self, states: torch.Tensor, possible: torch.Tensor) -> torch.Tensor:
        return self.policy(states).masked_fill(~possible, -torch.inf)

    def answer(self, envs: VectorEnv) -> np.ndarray:
        """int32 [envs]: the best press of this decision."""
        states = envs.state()
        with torch.no_grad():
            logits = self.logits(torch.from_numpy(states), torch.from_numpy(possible(states, envs.available())))
        return logits.argmax(1).numpy().astype(np.int32)

    def save(self, path: Path) -> None:
        torch.save({"size": self.size, "weights": self.state_dict()}, path)

    @staticmethod
    def load(path: Path) -> "Expert":
        kept = torch.load(path)
        expert = Expert(*kept["size"])
        expert.load_state_dict(kept["weights"])
        return expert.eval()


class Followed:
    """Plays the answers of an expert, a share of them replaced by random presses, in the
    form of played.Policy."""

    def __init__(self, expert: Expert, envs: VectorEnv, wild: float = 0.0, seed: int = 1):
        self.expert, self.envs, self.wild = expert, envs, wild
        self.free = np.ones(envs.num_envs, bool)
        self._random = np.random.default_rng(seed)

    def see(self, frames: np.ndarray, fresh: np.ndarray) -> None:
        pass

    def act(self, available: np.ndarray) -> np.ndarray:
        actions = self.expert.answer(self.envs)
        wild = self._random.random(len(actions)) < self.wild
        actions[wild] = self._random.integers(1, len(CLASSES), wild.sum())
        return actions


def possible(states: np.ndarray, available: np.ndarray) -> np.ndarray:
    """bool [envs, K]: what can be pressed: what the book holds, while the fighter is free."""
    out = available & (states[:, :1] > 0)
    out[:, CLASSES.index("no_action")] = True
    return out


def held(states: np.ndarray, available: np.ndarray) -> np.ndarray:
    """bool [envs, K]: what the book holds, which is all that a network of pixels is told."""
    out = available.copy()
    out[:, CLASSES.index("no_action")] = True
    return out
