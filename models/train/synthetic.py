"""Synthetic tensors with a visible rule, for tests without the game.

Two bright blocks move on a dark background. While they are close, the expert
presses `poke` in some frames; while the right one flashes at a distance, `lunge`;
otherwise `no_action`.
"""

import json
from pathlib import Path

import numpy as np

CLASSES = ["no_action", "poke", "lunge"]


def write(folder: Path, recordings: int = 12, frames: int = 60, chance: float = 0.5,
          width: int = 80, height: int = 45, seed: int = 1) -> Path:
    """Writes a folder like `kumite tensors`; `chance` is the probability of a
    press in each frame in which one is right."""
    random = np.random.default_rng(seed)
    pictures, labels, recording = [], [], []
    for r in range(recordings):
        distance = random.uniform(10, width * 0.7)
        flash = 0
        for _ in range(frames):
            distance = float(np.clip(distance + random.normal(0, 4), 8, width * 0.7))
            flash = flash - 1 if flash > 0 else (4 if random.random() < 0.08 else 0)
            picture = np.full((height, width), 40, dtype=np.uint8)
            left = int(width * 0.1)
            right = min(width - 6, left + int(distance))
            picture[height // 2:-4, left:left + 6] = 150
            picture[height // 2:-4, right:right + 6] = 250 if flash else 200
            label = 0
            if random.random() < chance:
                label = 1 if distance < 16 else 2 if flash and distance > 24 else 0
            pictures.append(picture[None])
            labels.append(label)
            recording.append(r)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "frames.npy", np.asarray(pictures))
    np.save(folder / "labels.npy", np.asarray(labels, dtype=np.int64))
    np.save(folder / "recording.npy", np.asarray(recording, dtype=np.int32))
    ids = list(range(recordings))
    sixth = max(2, recordings // 6)
    counts = np.bincount(labels, minlength=len(CLASSES))
    (folder / "tensors.json").write_text(json.dumps({
        "schema": "kumite.tensors/1",
        "classes": CLASSES,
        "prior": (counts / counts.sum()).tolist(),
        "input": {"width": width, "height": height, "color": "gray", "stack": 2,
                  "layout": "NCHW", "scale": 1 / 255},
        "split": {"seed": seed, "train": ids[:-2 * sixth], "val": ids[-2 * sixth:-sixth], "test": ids[-sixth:]},
    }))
    return folder
