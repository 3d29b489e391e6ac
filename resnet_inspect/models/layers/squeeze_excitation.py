"""The squeeze-and-excitation gate (Hu et al. 2018, figures 1 and 3)."""

from torch import Tensor, nn

REDUCTION = 16
"""Channels of the feature map, divided by those of the gate's bottleneck (section 6.1)."""

SMALLEST_BOTTLENECK = 8
"""The narrowest bottleneck: 64 channels get 8 rather than 4, as in timm."""


class SqueezeExcitation(nn.Module):
    """Rescale each channel by a factor between 0 and 1 that all channels' means decide.

    The two fully connected layers are written as 1×1 convolutions of a 1×1 feature map.

    Args:
        channels: Channels of the feature map, C; a multiple of 16.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        bottleneck = max(channels // REDUCTION, SMALLEST_BOTTLENECK)
        self.fc1 = nn.Conv2d(channels, bottleneck, kernel_size=1)
        self.relu = nn.ReLU(inplace=True)
        self.fc2 = nn.Conv2d(bottleneck, channels, kernel_size=1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        """Return a feature map of the shape of ``x``, ``(N, C, H, W)``."""
        squeezed = x.mean(dim=(2, 3), keepdim=True)
        gate: Tensor = self.relu(self.fc1(squeezed))
        gate = self.sigmoid(self.fc2(gate))
        return x * gate
