"""The gate of ECA-Net (Wang et al. 2020, figure 2)."""

from torch import Tensor, nn

from resnet_inspect.models.layers.attention_kernel import attention_kernel


class EfficientAttention(nn.Module):
    """Rescale each channel by a factor between 0 and 1 that its neighbors' means decide.

    One 1-D convolution runs along the channels: no bottleneck, and 3 to 7 parameters in all.

    Args:
        channels: Channels of the feature map, C.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        kernel = attention_kernel(channels)
        self.conv = nn.Conv1d(1, 1, kernel, padding=kernel // 2, bias=False)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        """Return a feature map of the shape of ``x``, ``(N, C, H, W)``."""
        squeezed = x.mean(dim=(2, 3)).unsqueeze(1)
        gate: Tensor = self.sigmoid(self.conv(squeezed))
        return x * gate.reshape(x.shape[0], -1, 1, 1)
