"""Reads a folder of `kumite tensors` as batches for a trainer.

A folder of tensors holds

    frames.npy     uint8 [rows, C, H, W], one picture per row, unstacked
    labels.npy     int64 [rows], index into the class names
    recording.npy  int32 [rows], the recording a row belongs to, from 0
    expert.npy     int64 [rows], the answers of an expert, if the logs have them
    tensors.json   class names, prior, input spec, split by recording

The rows of a recording are consecutive and in time order. A batch is exactly the
tensor that the agent feeds to the network: pictures stacked along the channels,
newest last, the first picture of a recording repeated at its start; and every
8-bit sample v converted to float32((v * scale - mean) / std), computed in double
precision and rounded once.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

NO_ACTION = "no_action"
SPLITS = ("train", "validation", "test")
SPLIT_KEYS = {"train": "train", "validation": "val", "test": "test"}  # in tensors.json


@dataclass(frozen=True)
class InputSpec:
    """The value of `kumite.input`. Training supports only the layout NCHW."""

    width: int = 80
    height: int = 45
    color: str = "gray"
    stack: int = 2
    layout: str = "NCHW"
    scale: float = 1.0 / 255.0
    mean: Tuple[float, ...] = ()
    std: Tuple[float, ...] = ()

    @staticmethod
    def from_json(value: Dict[str, Any]) -> "InputSpec":
        """Reads the spec; missing keys have the defaults above."""
        known = {k: v for k, v in value.items() if k in InputSpec.__dataclass_fields__ and v is not None}
        for key in ("mean", "std"):
            if key in known:
                known[key] = tuple(float(v) for v in np.atleast_1d(known[key]))
        spec = InputSpec(**known)
        if spec.color not in ("gray", "rgb"):
            raise ValueError(f'read input spec: color is "{spec.color}"; want gray or rgb')
        if spec.stack < 1:
            raise ValueError(f"read input spec: stack is {spec.stack}; want 1 or more")
        return replace(spec, layout="NCHW")

    def to_json(self) -> Dict[str, Any]:
        """The value of `kumite.input`."""
        value: Dict[str, Any] = {
            "width": self.width, "height": self.height, "color": self.color,
            "stack": self.stack, "layout": self.layout, "scale": self.scale,
        }
        if self.mean:
            value["mean"] = list(self.mean)
        if self.std:
            value["std"] = list(self.std)
        return value

    @property
    def frame_channels(self) -> int:
        """Channels of one picture: 1 for gray, 3 for rgb."""
        return 3 if self.color == "rgb" else 1

    @property
    def channels(self) -> int:
        """Channels of the network's input."""
        return self.frame_channels * self.stack

    def element_table(self) -> np.ndarray:
        """float32 [frame_channels, 256]: the network's input for each sample."""
        samples = np.arange(256, dtype=np.float64)
        rows = []
        for c in range(self.frame_channels):
            mean = self.mean[c if len(self.mean) > 1 else 0] if self.mean else 0.0
            std = self.std[c if len(self.std) > 1 else 0] if self.std else 1.0
            rows.append((samples * self.scale - mean) / std)
        return np.asarray(rows).astype(np.float32)


class Tensors:
    """A folder of tensors, memory-mapped.

    classes: class names in the order of the labels
    labels: int64 [rows]; recording: int32 [rows]
    rows: the ascending row indices of each of SPLITS
    """

    def __init__(self, folder: Path, stack: Optional[int] = None):
        folder = Path(folder)
        about = json.loads((folder / "tensors.json").read_text())
        self.about = about
        self.classes: List[str] = list(about["classes"])
        self.spec = InputSpec.from_json(about.get("input") or {})
        if stack:
            self.spec = replace(self.spec, stack=stack)
        self.frames = np.load(folder / "frames.npy", mmap_mode="r")
        self.labels = np.load(folder / "labels.npy")
        self.recording = np.load(folder / "recording.npy")
        self.expert = np.load(folder / "expert.npy") if about.get("expert") else None
        self._check(folder)
        self.no_action = self.classes.index(NO_ACTION)
        starts = np.flatnonzero(np.r_[True, self.recording[1:] != self.recording[:-1]])
        lengths = np.diff(np.r_[starts, len(self.labels)])
        self._first = np.repeat(starts, lengths)  # row → first row of its recording
        self._table = self.spec.element_table()
        if len(starts) != len(np.unique(self.recording)):
            raise ValueError(f"read {folder}: the rows of a recording are not consecutive")
        self.rows = {name: np.flatnonzero(np.isin(self.recording, ids))
                     for name, ids in read_split(about).items()}

    def _check(self, folder: Path) -> None:
        s = self.spec
        want = (len(self.labels), s.frame_channels, s.height, s.width)
        if self.frames.shape != want or self.frames.dtype != np.uint8:
            raise ValueError(f"read {folder}/frames.npy: {self.frames.dtype} {list(self.frames.shape)}; "
                             f"want uint8 {list(want)}")
        if self.recording.shape != self.labels.shape or len(self.labels) == 0:
            raise ValueError(f"read {folder}: {self.labels.shape[0]} labels for {self.recording.shape[0]} rows")
        if NO_ACTION not in self.classes:
            raise ValueError(f"read {folder}/tensors.json: no class is named {NO_ACTION}")
        if self.labels.min() < 0 or self.labels.max() >= len(self.classes):
            raise ValueError(f"read {folder}/labels.npy: labels outside 0 to {len(self.classes) - 1}")

    def pixels(self, rows: np.ndarray) -> np.ndarray:
        """uint8 [n, C·stack, H, W] for rows [n]: the stacked pictures, newest last."""
        rows = np.asarray(rows)
        ages = np.arange(self.spec.stack - 1, -1, -1)
        index = np.maximum(rows[:, None] - ages, self._first[rows][:, None])  # [n, stack]
        s = self.spec
        return self.frames[index.ravel()].reshape(len(rows), s.channels, s.height, s.width)

    def batch(self, rows: np.ndarray) -> np.ndarray:
        """float32 [n, C·stack, H, W] for rows [n]: the network's input."""
        return self.elements(self.pixels(rows))

    def elements(self, pixels: np.ndarray) -> np.ndarray:
        """uint8 [n, C·stack, H, W] → float32, scaled according to the spec."""
        if self.spec.frame_channels == 1:
            return self._table[0][pixels]
        out = np.empty(pixels.shape, dtype=np.float32)
        for c in range(pixels.shape[1]):
            out[:, c] = self._table[c % 3][pixels[:, c]]
        return out

    def counts(self, split: str) -> np.ndarray:
        """int64 [K]: rows of each class in a split."""
        return np.bincount(self.labels[self.rows[split]], minlength=len(self.classes))

    def prior(self, split: str = "train") -> np.ndarray:
        """float64 [K], sums to 1: the share of each class in a split. It is 0 for a
        class without rows, which decoders never choose."""
        counts = self.counts(split)
        return counts / counts.sum()


def read_split(about: Dict[str, Any]) -> Dict[str, List[int]]:
    """The recordings of each split. A recording in two splits is an error."""
    split = about["split"]
    named = {name: [int(r) for r in split.get(SPLIT_KEYS[name]) or []] for name in SPLITS}
    seen: Dict[int, str] = {}
    for name, recordings in named.items():
        if not recordings:
            raise ValueError(f"read tensors.json: split {SPLIT_KEYS[name]} has no recording; record more matches")
        for r in recordings:
            if r in seen:
                raise ValueError(f"read tensors.json: recording {r} is in {seen[r]} and in {name}")
            seen[r] = name
    return named


def near_presses(labels: np.ndarray, recording: np.ndarray, no_action: int, reach: int) -> np.ndarray:
    """bool [rows]: whether a press of the same recording is within `reach` rows."""
    near = np.zeros(len(labels), dtype=bool)
    presses: Sequence[int] = np.flatnonzero(labels != no_action)
    for offset in range(-reach, reach + 1):
        at = np.asarray(presses) + offset
        inside = (at >= 0) & (at < len(labels))
        at, press = at[inside], np.asarray(presses)[inside]
        near[at[recording[at] == recording[press]]] = True
    return near
