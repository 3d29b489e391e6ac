"""The first convolutions of a network; BN, ReLU and pooling follow them in ``resnet``.

All map ``(N, in_channels, H, W)`` to ``(N, channels, ⌈H/s⌉, ⌈W/s⌉)``, with s = 2 for ImageNet's two
and s = 1 for CIFAR's.
"""

from torch import nn

from resnet_inspect.models.architecture import StemKind
from resnet_inspect.models.layers import conv3x3


def stem_convolution(kind: StemKind, in_channels: int, channels: int) -> nn.Module:
    """Return the stem's convolution, or the three of a deep stem."""
    match kind:
        case StemKind.IMAGENET:
            return imagenet_stem(in_channels, channels)
        case StemKind.DEEP:
            return deep_stem(in_channels, channels)
        case StemKind.CIFAR:
            return conv3x3(in_channels, channels)


def imagenet_stem(in_channels: int, channels: int) -> nn.Conv2d:
    """Return conv1 of He et al. 2015, table 1: 7×7, stride 2."""
    return nn.Conv2d(in_channels, channels, kernel_size=7, stride=2, padding=3, bias=False)


def deep_stem(in_channels: int, channels: int) -> nn.Sequential:
    """Return the three 3×3 convolutions of ResNet-C and -D (He et al. 2019, figure 2b).

    Together they see 11×11 positions; the first two have half the channels.
    """
    half = channels // 2
    return nn.Sequential(
        conv3x3(in_channels, half, stride=2),
        nn.BatchNorm2d(half),
        nn.ReLU(inplace=True),
        conv3x3(half, half),
        nn.BatchNorm2d(half),
        nn.ReLU(inplace=True),
        conv3x3(half, channels),
    )
