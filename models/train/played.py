"""Rows of matches that were played for training, in the form of Tensors.

    rows = collect(envs, decisions=2000)                   # the script plays
    rows = collect(envs, decisions=2000, policy=policy)    # a network plays

A row's label is the skill that would have been right when a press of that decision
takes effect, which the true state tells: an expert that may be asked on any state.
"""

from dataclasses import replace
from typing import Any, Callable, Dict, List, Optional, Sequence

import numpy as np
import torch

from data import NO_ACTION, InputSpec, Tensors
from network import SkillNet
from vector import CLASSES, SCRIPTED, VectorEnv


def players(names: Sequence[str]) -> List[Dict[str, Any]]:
    """Opponents by name: a script, or timed, the oracle on the timing of an agent."""
    return [{"script": "oracle", "period": 6, "delay": 6} if name == "timed" else {"script": name} for name in names]


class Played(Tensors):
    """Rows in memory. frames uint8 [rows, C, H, W], unstacked; recording int32 [rows],
    one number per match; labels int64 [rows]; pressed int64 [rows], what the player
    pressed in the period; usable bool [rows], whether a decision was free; gains
    float32 [rows, K], NaN where none were asked."""

    def __init__(self, spec: InputSpec, frames: np.ndarray, recording: np.ndarray, labels: np.ndarray,
                 pressed: np.ndarray, usable: np.ndarray, gains: np.ndarray, possible: np.ndarray):
        self.spec, self.classes, self.no_action = spec, list(CLASSES), CLASSES.index(NO_ACTION)
        self.frames, self.recording, self.labels = frames, recording, labels.astype(np.int64)
        self.pressed, self.usable, self.gains, self.possible = pressed.astype(np.int64), usable, gains, possible
        starts = np.flatnonzero(np.r_[True, recording[1:] != recording[:-1]])
        self._first = np.repeat(starts, np.diff(np.r_[starts, len(labels)]))
        self._table = spec.element_table()
        self.split()

    def split(self, seed: int = 1) -> None:
        """Every tenth match is for validation, every tenth for the test."""
        place = np.random.default_rng(seed).permutation(int(self.recording.max()) + 1)[self.recording] % 10
        self.rows: Dict[str, np.ndarray] = {
            "train": np.flatnonzero(self.usable & (place > 1)),
            "validation": np.flatnonzero(self.usable & (place == 0)),
            "test": np.flatnonzero(self.usable & (place == 1))}


def joined(parts: Sequence[Played]) -> Played:
    """All rows of several collections."""
    offsets = np.cumsum([0] + [int(p.recording.max()) + 1 for p in parts])
    return Played(parts[0].spec, *(np.concatenate(columns) for columns in (
        [p.frames for p in parts], [p.recording + o for p, o in zip(parts, offsets)], [p.labels for p in parts],
        [p.pressed for p in parts], [p.usable for p in parts], [p.gains for p in parts], [p.possible for p in parts])))


class Policy:
    """A network with the gate as package policy decodes it: mask renorm by the book,
    gamma, min_share and refractory. It stacks the pictures of each environment itself."""

    def __init__(self, network: SkillNet, spec: InputSpec, gamma: float, refractory: int = 5,
                 min_share: float = 0.4, wild: float = 0.0, seed: int = 1):
        self.network, self.spec, self.gamma = network.eval(), spec, gamma
        self.refractory, self.min_share, self.wild = refractory, min_share, wild
        self._random = np.random.default_rng(seed)
        self._table = spec.element_table()
        self._stack: Optional[np.ndarray] = None
        self._quiet = np.zeros(0, dtype=int)

    @property
    def free(self) -> np.ndarray:
        """bool [envs]: whether the refractory period lets a press pass."""
        return self._quiet == 0

    def see(self, frames: np.ndarray, fresh: np.ndarray) -> None:
        """Takes the newest pictures [envs, 1, H, W]; fresh marks first ones of a match."""
        if self._stack is None:
            self._stack = np.repeat(frames, self.spec.stack, axis=1)
            self._quiet = np.zeros(len(frames), dtype=int)
        self._stack = np.concatenate([self._stack[:, 1:], frames], axis=1)
        self._stack[fresh] = np.repeat(frames[fresh], self.spec.stack, axis=1)
        self._quiet[fresh] = 0

    def act(self, available: np.ndarray) -> np.ndarray:
        """int32 [envs]: the actions for the pictures seen last."""
        with torch.no_grad():
            z = self.network(torch.from_numpy(self._table[0][self._stack])).numpy().astype(np.float64)
        z[~available] = -np.inf
        skills = z[:, 1:]
        odds = np.exp(skills - z[:, :1])  # relative to no_action; 0 for skills that are not available
        best, total = skills.argmax(axis=1), odds.sum(axis=1)
        with np.errstate(divide="ignore"):
            lse = np.log(total)
        share = odds[np.arange(len(z)), best] / np.maximum(total, 1e-300)
        acts = (lse >= self.gamma) & (share >= self.min_share)
        chosen = np.where(acts, best + 1, 0)
        if self.wild:
            wild = self._random.random(len(z)) < self.wild
            chosen[wild] = self._random.integers(1, z.shape[1], wild.sum())
            chosen[~available[np.arange(len(z)), chosen]] = 0
        chosen[self._quiet > 0] = 0
        self._quiet = np.where(chosen > 0, self.refractory, np.maximum(self._quiet - 1, 0))
        return chosen.astype(np.int32)


def collect(envs: VectorEnv, spec: InputSpec, decisions: int, policy: Optional[Policy] = None,
            gains: Optional[Dict[str, float]] = None, ask: Callable[[VectorEnv], np.ndarray] = VectorEnv.expert) -> Played:
    """Plays `decisions` decisions in each environment (opened with stack 1). ask gives the labels."""
    n, k = envs.num_envs, len(CLASSES)
    frames = np.empty((decisions, n) + envs.shape[1:], np.uint8)
    labels, pressed = np.zeros((decisions, n), np.int8), np.zeros((decisions, n), np.int8)
    usable, match = np.zeros((decisions, n), bool), np.zeros((decisions, n), np.int32)
    gained = np.full((decisions, n, k), np.nan, np.float32) if gains else np.zeros((decisions, n, 0), np.float32)
    possible = np.zeros((decisions, n), np.int8)
    over, fresh, number = np.zeros(n, bool), np.ones(n, bool), np.zeros(n, np.int32)
    for t in range(decisions):
        frames[t], labels[t], match[t] = envs.frames(), ask(envs), number
        usable[t] = ~over
        if gains:
            gained[t], possible[t] = envs.gains(**gains)
        actions = np.full(n, SCRIPTED, np.int32)
        if policy:
            policy.see(frames[t], fresh)
            usable[t] &= policy.free
            actions = policy.act(envs.available())
        _, ended = envs.play(actions)
        pressed[t] = envs.pressed() if policy is None else actions
        fresh, over = over, ended
        number = number + fresh
    # Matches of one environment are consecutive rows.
    matches = match + (np.cumsum(np.r_[0, match[-1][:-1] + 1]))[None, :]

    def flat(a: np.ndarray) -> np.ndarray:
        return np.swapaxes(a, 0, 1).reshape((decisions * n,) + a.shape[2:])

    return Played(spec, flat(frames), flat(matches).astype(np.int32), flat(labels), flat(pressed), flat(usable),
                  flat(gained), flat(possible))
