"""The losses, and what the logits mean that each of them teaches.

A loss takes logits [N, K], labels int64 [N] and the log prior [K], and gives
one value per row [N]; weights are the caller's.

ce        plain cross-entropy: softmax(logits) is the natural probability,
          `kumite.logit_semantics` natural
balanced  balanced softmax (Ren et al., NeurIPS 2020): cross-entropy of
          logits + ln prior, so the exported logits alone are the scores under
          a uniform prior, `kumite.logit_semantics` balanced
focal     focal loss (Lin et al., ICCV 2017) with exponent 2: cross-entropy that
          counts a row less the surer it is, (1 − p)² of it; the logits are
          called natural, and are less sure than nature

Without a limit on what the network can express ce and balanced learn the same
function, shifted by ln prior: from the same seed, train.py even takes the same
path. Balancing changes what the raw numbers mean, not what the model knows.
"""

from dataclasses import dataclass
from typing import Callable, Dict

import torch
from torch.nn.functional import cross_entropy

PerRow = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class Loss:
    """per_row is the loss; semantics is `kumite.logit_semantics`, the
    contract's word for the logits it teaches."""

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
