"""The convolutions and the normalization that residual blocks are made of.

No convolution has a bias: a batch normalization follows or the result is added to one, and it
would cancel the bias (Ioffe and Szegedy 2015, section 3.2).
"""

from torch import nn

from resnet_inspect.models.architecture import Norm

GROUPS = 32
"""Of group normalization (Wu and He 2018, section 3.2)."""


def conv1x1(in_channels: int, out_channels: int, stride: int = 1) -> nn.Conv2d:
    """Return a 1×1 convolution: ``(N, C_in, H, W)`` to ``(N, C_out, ⌈H/stride⌉, ⌈W/stride⌉)``."""
    return nn.Conv2d(in_channels, out_channels, kernel_size=1, stride=stride, bias=False)


def conv3x3(
    in_channels: int, out_channels: int, stride: int = 1, dilation: int = 1, groups: int = 1
) -> nn.Conv2d:
    """Return a 3×3 convolution: ``(N, C_in, H, W)`` to ``(N, C_out, ⌈H/stride⌉, ⌈W/stride⌉)``.

    Its padding is its dilation, so that a stride of 1 keeps the feature map's size.
    """
    return nn.Conv2d(
        in_channels,
        out_channels,
        kernel_size=3,
        stride=stride,
        padding=dilation,
        dilation=dilation,
        groups=groups,
        bias=False,
    )


def normalization(norm: Norm, channels: int) -> nn.BatchNorm2d | nn.GroupNorm:
    """Return a normalization, which keeps the shape ``(N, channels, H, W)``."""
    match norm:
        case Norm.BATCH:
            return nn.BatchNorm2d(channels)
        case Norm.GROUP:
            return nn.GroupNorm(GROUPS, channels)
