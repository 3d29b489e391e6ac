"""The first convolutions of a network; BN, ReLU and pooling follow them in ``resnet``.

All map ``(N, in_channels, H, W)`` to ``(N, channels, ⌈H/s⌉, ⌈W/s⌉)``, with s = 2 for ImageNet's two
and s = 1 for CIFAR's.
"""

from collections.abc import Iterator

from torch import nn

from resnet_inspect.models.architecture import Norm, StemKind
from resnet_inspect.models.layers.blur import Blur
from resnet_inspect.models.layers.convolutions import conv3x3, normalization


def stem_convolution(kind: StemKind, in_channels: int, channels: int, norm: Norm) -> nn.Module:
    """Return the stem's convolution, or the three of a deep stem."""
    match kind:
        case StemKind.IMAGENET:
            return imagenet_stem(in_channels, channels)
        case StemKind.DEEP | StemKind.TIERED:
            return deep_stem(in_channels, kind.widths(channels), norm)
        case StemKind.CIFAR:
            return conv3x3(in_channels, channels)


def imagenet_stem(in_channels: int, channels: int) -> nn.Conv2d:
    """Return conv1 of He et al. 2015, table 1: 7×7, stride 2."""
    return nn.Conv2d(in_channels, channels, kernel_size=7, stride=2, padding=3, bias=False)


def deep_stem(in_channels: int, widths: tuple[int, ...], norm: Norm) -> nn.Sequential:
    """Return the three 3×3 convolutions of ResNet-C and -D (He et al. 2019, figure 2b).

    Together they see 11×11 positions. The last one's normalization and ReLU are the network's.
    """
    return nn.Sequential(*_deep_layers(in_channels, widths, norm))


def _deep_layers(in_channels: int, widths: tuple[int, ...], norm: Norm) -> Iterator[nn.Module]:
    first, second, last = widths
    yield conv3x3(in_channels, first, stride=2)
    yield normalization(norm, first)
    yield nn.ReLU(inplace=True)
    yield conv3x3(first, second)
    yield normalization(norm, second)
    yield nn.ReLU(inplace=True)
    yield conv3x3(second, last)


def stem_pooling(kind: StemKind, channels: int, *, antialiased: bool) -> nn.Module | None:
    """Return the stem's 3×3 max pooling of stride 2, in which a blur may take the stride."""
    if kind is StemKind.CIFAR:
        return None
    if antialiased:
        return nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), Blur(channels, stride=2))
    return nn.MaxPool2d(3, stride=2, padding=1)
