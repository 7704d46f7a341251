"""Changes that people make to logs before training, deliberately or by mistake.

Each function changes a Tensors in place. `keep_recordings` and `drop_nulls`
change the train split only; `delay_labels` changes every split, because such a
bug also affects validation.
"""

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


def within(tensors: Tensors, rows: int) -> None:
    """Labels every row with the first press of the next `rows` rows of its recording,
    itself included: 1 changes nothing. Such labels say that a press is due soon, which
    is what an agent must know whose press takes effect a row later."""
    if rows < 1:
        raise ValueError(f"label presses within {rows} rows; want 1 or more")
    labels = tensors.labels.copy()
    for ahead in range(rows - 1, 0, -1):  # nearer presses overwrite later ones
        shifted = np.full_like(labels, tensors.no_action)
        same = tensors.recording[ahead:] == tensors.recording[:-ahead]
        shifted[:-ahead][same] = tensors.labels[ahead:][same]
        labels = np.where((tensors.labels == tensors.no_action) & (shifted != tensors.no_action), shifted, labels)
    tensors.labels = labels
