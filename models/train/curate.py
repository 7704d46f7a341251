"""Changes that people make to logs before training, deliberately or by mistake.

Each function changes a Tensors in place. `keep_recordings` and `drop_nulls`
change the train split only; `delay_labels` changes every split, because such a
bug also affects validation.
"""

from typing import Sequence

import numpy as np

from data import Tensors


def keep_recordings(tensors: Tensors, count: int) -> None:
    """Keeps the first `count` recordings of the train split."""
    rows = tensors.rows["train"]
    there = np.unique(tensors.recording[rows])
    if not 0 < count <= len(there):
        raise ValueError(f"keep recordings: {count} of {len(there)}; want 1 to {len(there)}")
    tensors.rows["train"] = rows[np.isin(tensors.recording[rows], there[:count])]


def drop_nulls(tensors: Tensors, share: float, seed: int) -> None:
    """Keeps a random share of the no_action rows, 0 < share ≤ 1, without weights:
    the scores then carry the prior of the remaining rows."""
    if not 0 < share <= 1:
        raise ValueError(f"drop no_action rows: the share to keep is {share}; want above 0 and at most 1")
    rows = tensors.rows["train"]
    null = rows[tensors.labels[rows] == tensors.no_action]
    kept = np.random.default_rng(seed).choice(null, size=max(1, round(share * len(null))), replace=False)
    tensors.rows["train"] = np.sort(np.r_[rows[tensors.labels[rows] != tensors.no_action], kept])


def delay_labels(tensors: Tensors, rows: int) -> None:
    """Gives every row the label of the row `rows` before it in its recording;
    the first rows get no_action."""
    if rows < 0:
        raise ValueError(f"delay labels: {rows} rows; want 0 or more")
    late = np.full_like(tensors.labels, tensors.no_action)
    if rows < len(late):
        same = tensors.recording[rows:] == tensors.recording[:len(late) - rows]
        late[rows:][same] = tensors.labels[:len(late) - rows][same]
    tensors.labels = late


def ask(tensors: Tensors) -> None:
    """Labels every row with the expert's answer instead of the press."""
    if tensors.expert is None:
        raise ValueError("label with the expert's answers: the tensors have none; record with --ask")
    tensors.labels = tensors.expert


def window(tensors: Tensors, shares: Sequence[float], seed: int) -> None:
    """Labels rows before a press with it: shares[i] is the probability that the row i
    rows before the press gets its label, drawn once. (1,) changes nothing, and (1, 1, 1)
    labels a row with the first press of the next three. A person reacts to an opening
    some frames after it: such labels say that it is open."""
    labels, random = tensors.labels.copy(), np.random.default_rng(seed)
    for ahead in range(len(shares) - 1, -1, -1):  # nearer presses overwrite later ones
        there = np.flatnonzero(tensors.labels != tensors.no_action)
        there = there[there >= ahead]
        there = there[tensors.recording[there - ahead] == tensors.recording[there]]
        free = (tensors.labels[there - ahead] == tensors.no_action) | (ahead == 0)
        drawn = np.where(random.random(len(there)) < shares[ahead], tensors.labels[there], tensors.no_action)
        labels[(there - ahead)[free]] = drawn[free]
    tensors.labels = labels
