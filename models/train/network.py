"""The network: three strided convolutions, then two dense layers.

The last feature map is flattened and not pooled, because distances in pixels
matter. Kernel 4 with stride 2 and then two kernels of 3 with stride 2 cover
the 80 columns exactly. Widths are multiples of 16, which suit ONNX Runtime's
CPU kernels. Batch normalisation folds into the convolutions when the
network is exported.
"""

from typing import Sequence

import numpy as np
import torch
from torch import nn

from data import InputSpec


class SkillNet(nn.Module):
    """float32 [N, C, H, W] → raw logits float32 [N, K]."""

    def __init__(self, spec: InputSpec, classes: int, widths: Sequence[int] = (16, 32, 32),
                 hidden: int = 64, dropout: float = 0.5):
        super().__init__()
        first, second, third = widths
        self.features = nn.Sequential(
            nn.Conv2d(spec.channels, first, 4, stride=2, bias=False), nn.BatchNorm2d(first), nn.ReLU(),
            nn.Conv2d(first, second, 3, stride=2, bias=False), nn.BatchNorm2d(second), nn.ReLU(),
            nn.Conv2d(second, third, 3, stride=2, padding=(1, 0), bias=False), nn.BatchNorm2d(third), nn.ReLU(),
            nn.Flatten(),
        )
        with torch.no_grad():
            self.eval()
            size = self.features(torch.zeros(1, spec.channels, spec.height, spec.width)).shape[1]
            self.train()
        self.hidden = nn.Sequential(nn.Dropout(dropout), nn.Linear(size, hidden), nn.ReLU())
        self.logits = nn.Linear(hidden, classes)
        nn.init.zeros_(self.logits.bias)

    def start_at(self, log_prior: np.ndarray) -> None:
        """Sets the last layer's bias to the given logits [K], so that training
        starts from the prior."""
        with torch.no_grad():
            self.logits.bias.copy_(torch.from_numpy(np.asarray(log_prior, dtype=np.float32)))

    def forward(self, frames: torch.Tensor) -> torch.Tensor:
        return self.logits(self.hidden(self.features(frames)))


def flops(network: nn.Module, spec: InputSpec) -> int:
    """Floating-point operations of the layers with weights in one decision; a
    multiply-add counts as two."""
    total = 0

    def count(layer: nn.Module, _: object, out: torch.Tensor) -> None:
        nonlocal total
        total += 2 * out.numel() * layer.weight[0].numel()

    hooks = [m.register_forward_hook(count) for m in network.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    training = network.training
    network.eval()
    with torch.no_grad():
        network(torch.zeros(1, spec.channels, spec.height, spec.width))
    network.train(training)
    for hook in hooks:
        hook.remove()
    return total
