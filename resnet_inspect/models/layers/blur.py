"""The low-pass filter of anti-aliased networks (Zhang 2019, section 4.1)."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name that all torch code gives it

TRIANGLE = (0.25, 0.5, 0.25)
"""The paper's Triangle-3 filter, in each direction."""


class Blur(nn.Module):
    """Blur each channel with a 3×3 triangle, then keep every stride-th position.

    What a strided layer would skip is blended into what it keeps, so that a shifted image gives
    nearly the same features. The filter is fixed, and no part of the saved weights.

    Args:
        channels: Channels of the feature map, C.
        stride: 1 keeps all positions.
    """

    weight: Tensor

    def __init__(self, channels: int, stride: int) -> None:
        super().__init__()
        self.channels = channels
        self.stride = stride
        line = torch.tensor(TRIANGLE)
        square = (line[:, None] * line[None, :]).repeat(channels, 1, 1, 1)
        self.register_buffer("weight", square, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return ``(N, C, ⌈H/stride⌉, ⌈W/stride⌉)``."""
        x = F.pad(x, (1, 1, 1, 1), mode="reflect")
        return F.conv2d(x, self.weight, stride=self.stride, groups=self.channels)
