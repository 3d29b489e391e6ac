"""The convolutions and the normalization that residual blocks are made of.

No convolution has a bias: a batch normalization follows or the result is added to one, and it
would cancel the bias (Ioffe and Szegedy 2015, section 3.2).
"""

from collections.abc import Mapping

from torch import nn

from resnet_inspect.models.architecture import Norm

Convolution = nn.Conv1d | nn.Conv2d | nn.Conv3d
Normalization = nn.BatchNorm1d | nn.BatchNorm2d | nn.BatchNorm3d | nn.GroupNorm

CONVOLUTIONS: Mapping[int, type[nn.Conv1d | nn.Conv2d | nn.Conv3d]] = {
    1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d,
}  # fmt: skip
"""By the number of a feature map's dimensions."""
BATCH_NORMS: Mapping[int, type[nn.BatchNorm1d | nn.BatchNorm2d | nn.BatchNorm3d]] = {
    1: nn.BatchNorm1d, 2: nn.BatchNorm2d, 3: nn.BatchNorm3d,
}  # fmt: skip

GROUPS = 32
"""Of group normalization (Wu and He 2018, section 3.2)."""


def conv1x1(
    in_channels: int, out_channels: int, stride: int = 1, *, dimensions: int = 2
) -> Convolution:
    """Return a 1×1 convolution: ``(N, C_in, H, W)`` to ``(N, C_out, ⌈H/stride⌉, ⌈W/stride⌉)``."""
    convolution = CONVOLUTIONS[dimensions]
    return convolution(in_channels, out_channels, kernel_size=1, stride=stride, bias=False)


def conv3x3(  # noqa: PLR0913 - a convolution's settings
    in_channels: int,
    out_channels: int,
    stride: int = 1,
    dilation: int = 1,
    groups: int = 1,
    *,
    dimensions: int = 2,
    kernel: int = 3,
) -> Convolution:
    """Return a 3×3 convolution: ``(N, C_in, H, W)`` to ``(N, C_out, ⌈H/stride⌉, ⌈W/stride⌉)``.

    It is padded such that a stride of 1 keeps the feature map's size. In another number of
    dimensions the kernel is 3, or 3×3×3; signals may have longer ones.
    """
    return CONVOLUTIONS[dimensions](
        in_channels,
        out_channels,
        kernel_size=kernel,
        stride=stride,
        padding=dilation * (kernel // 2),
        dilation=dilation,
        groups=groups,
        bias=False,
    )


def normalization(norm: Norm, channels: int, dimensions: int = 2) -> Normalization:
    """Return a normalization, which keeps the shape ``(N, channels, H, W)``."""
    match norm:
        case Norm.BATCH:
            return BATCH_NORMS[dimensions](channels)
        case Norm.GROUP:
            return nn.GroupNorm(GROUPS, channels)
