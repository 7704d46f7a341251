"""The losses, and what the logits of a network trained with each of them mean.

A loss takes logits [N, K], labels int64 [N] and the log prior [K], and returns
one value per row [N]; the caller applies weights.

ce        plain cross-entropy: softmax(logits) is the natural probability,
          `kumite.logit_semantics` natural
balanced  balanced softmax (Ren et al., NeurIPS 2020): cross-entropy of
          logits + ln prior, so the exported logits alone are the scores under
          a uniform prior, `kumite.logit_semantics` balanced
focal     focal loss (Lin et al., ICCV 2017) with exponent 2: cross-entropy
          weighted by (1 − p)², so that confident rows count less; the logits are
          stated as natural, but underconfident

A network of unlimited capacity learns the same function with ce and balanced,
shifted by ln prior; with the same seed train.py takes the same path. Balancing
changes the meaning of the raw numbers, not what the model has learned.
"""

from dataclasses import dataclass
from typing import Callable, Dict

import torch
from torch.nn.functional import cross_entropy

PerRow = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class Loss:
    """per_row is the loss; semantics is the value of `kumite.logit_semantics`
    for logits that it trains."""

    per_row: PerRow
    semantics: str

    @property
    def balanced(self) -> bool:
        return self.semantics == "balanced"


def plain(logits: torch.Tensor, labels: torch.Tensor, log_prior: torch.Tensor) -> torch.Tensor:
    """−ln softmax(logits)[label]."""
    return cross_entropy(logits, labels, reduction="none")


def balanced_softmax(logits: torch.Tensor, labels: torch.Tensor, log_prior: torch.Tensor) -> torch.Tensor:
    """−ln softmax(logits + ln prior)[label]."""
    return cross_entropy(logits + log_prior, labels, reduction="none")


def focal(logits: torch.Tensor, labels: torch.Tensor, log_prior: torch.Tensor) -> torch.Tensor:
    """−(1 − p)² ln p, p = softmax(logits)[label]."""
    nll = cross_entropy(logits, labels, reduction="none")
    return (1 - torch.exp(-nll)) ** 2 * nll


LOSSES: Dict[str, Loss] = {
    "ce": Loss(plain, "natural"),
    "balanced": Loss(balanced_softmax, "balanced"),
    "focal": Loss(focal, "natural"),
}
