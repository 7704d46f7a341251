"""Selects the rows of an epoch and their weights.

Almost every frame is `no_action` and far from any press. An epoch takes all
rows near a press and a random share of the far ones, and weights each far row
by the inverse of that share. The expected loss is the loss over all rows, so
plain cross-entropy still learns natural probabilities, in less time.
"""

from typing import Tuple

import numpy as np

from data import Tensors, near_presses


class Sampler:
    """Draws the epochs of the train split: all rows within `near` rows of a press,
    and the share `keep` of the others, 0 < keep ≤ 1."""

    def __init__(self, tensors: Tensors, near: int, keep: float, seed: int):
        if not 0 < keep <= 1:
            raise ValueError(f"sample rows: keep is {keep}; want above 0 and at most 1")
        rows = tensors.rows["train"]
        close = near_presses(tensors.labels, tensors.recording, tensors.no_action, near)[rows]
        self.near, self.far, self.keep = rows[close], rows[~close], keep
        self._random = np.random.default_rng(seed)

    @property
    def mean_weight(self) -> float:
        """Mean weight of a drawn row: rows of the split per row of an epoch."""
        return (len(self.near) + len(self.far)) / self.epoch_rows

    @property
    def epoch_rows(self) -> int:
        return len(self.near) + self._far_rows

    @property
    def _far_rows(self) -> int:
        return int(np.ceil(self.keep * len(self.far)))

    def epoch(self) -> Tuple[np.ndarray, np.ndarray]:
        """rows int64 [n] in random order, weights float32 [n]."""
        n = self._far_rows
        far = self._random.choice(self.far, size=n, replace=False)
        rows = np.r_[self.near, far]
        weight = len(self.far) / n if n else 1.0
        weights = np.r_[np.ones(len(self.near)), np.full(n, weight)].astype(np.float32)
        order = self._random.permutation(len(rows))
        return rows[order], weights[order]
