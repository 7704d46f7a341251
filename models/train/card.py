"""The model card: the file, its training data and its measurements.

Every figure comes from the run that made the file.
"""

import hashlib
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Dict

import numpy as np
import onnx
import torch

from data import SPLITS, Tensors
from tune import Fitted

WHAT = {
    "ce": "plain cross-entropy. Its softmax is the natural probability of a press, which seldom exceeds one half: "
          "`decode=argmax` hardly ever acts, however accurate the model is",
    "balanced": "balanced softmax (cross-entropy of logits + ln prior). Its raw logits are scores under a uniform "
                "prior and must not be logit-adjusted again",
    "focal": "focal loss with exponent 2 (cross-entropy with less weight on confident rows). Its probabilities are "
             "underconfident until a temperature is fitted",
}


@dataclass(frozen=True)
class Facts:
    """The facts of a training run."""

    about: str
    loss: str
    seed: int
    tensors: Tensors
    prior: np.ndarray
    flops: int
    epoch: int
    epochs: int
    seconds: float
    metrics: Dict[str, float]
    fitted: Fitted
    gate: Dict[str, float]
    query: str = ""  # the decoder, if the file states another than the fitted one
    what: str = ""  # how it was trained, if not by the loss on the expert's presses alone
    length: str = ""  # how long it was trained, if not in epochs


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write(path: Path, facts: Facts) -> Path:
    """Writes NAME.md beside the model file at `path`."""
    f, t, m, g = facts, facts.tensors, facts.metrics, facts.gate
    spec = t.spec
    counts = {name: t.counts(name) for name in SPLITS}
    rows = "\n".join(
        f"| {name} | {' | '.join(str(counts[s][k]) for s in SPLITS)} | {f.prior[k]:.6f} |"
        for k, name in enumerate(t.classes))
    totals = " | ".join(str(counts[s].sum()) for s in SPLITS)
    recordings = " | ".join(str(len(np.unique(t.recording[t.rows[s]]))) for s in SPLITS)
    decoded = (f"- `{f.query or f.fitted.query()}`: acts on {100 * g['tpr']:.1f} % of the frames with a press and "
               f"{100 * g['fpr']:.2f} % of the others; {g['emitted']:.0f} presses for the expert's {g['expert']:.0f}, "
               f"of which {g['hits']:.0f} match one within {f.fitted.options.tolerance} frames (open loop)")
    text = f"""# {path.name}

{f.about + chr(10) * 2 if f.about else ""}Trained with {f.what or WHAT[f.loss]}.

| | |
|---|---|
| input | {spec.width}×{spec.height} {spec.color}, {spec.stack} frames, newest last, {spec.layout}, scale {spec.scale:.10g} |
| size | {path.stat().st_size / 1e6:.2f} MB, {f.flops / 1e6:.1f} MFLOP per decision |
| seed | {f.seed} |
{f'| training | {f.length} |' if f.length else f'| epochs | {f.epoch} of {f.epochs} kept (lowest validation NLL) |'}
| temperature | {f.fitted.temperature} |
| decoder | `{f.query or f.fitted.query()}` |
| sha256 | `{digest(path)}` |
| labels sha256 | `{hashlib.sha256(t.labels.tobytes()).hexdigest()}` |
| made with | PyTorch {torch.__version__}, onnx {onnx.__version__}, NumPy {np.__version__}, Python {platform.python_version()} |
| training time | {f.seconds:.0f} s |

## Data

Frames per class; the split is by recording.

| class | {' | '.join(SPLITS)} | train prior |
|---|---|---|---|---|
{rows}
| frames | {totals} | |
| recordings | {recordings} | |

## Measured on the test recordings

- NLL {m['nll']:.5f} nats per frame; the prior alone {m['nll_prior']:.5f} (skill {m['nll_skill']:.3f})
- frame accuracy of argmax {100 * m['accuracy']:.3f} %; always `no_action` {100 * m['accuracy_constant']:.3f} %; \
argmax acts on {100 * m['acting_share']:.3f} % of the frames; highest probability of a skill {m['highest_skill_probability']:.3f}
- average precision of p_act {m['average_precision']:.3f}; mean p_act over the share of presses {m['rate_ratio']:.3f}
{decoded}
"""
    card = path.with_suffix(".md")
    card.write_text(text)
    return card
