"""The first convolutions of a network; BN, ReLU and pooling follow them in ``resnet``.

All map ``(N, in_channels, H, W)`` to ``(N, channels, ⌈H/s⌉, ⌈W/s⌉)``, with s = 2 for ImageNet's two
and s = 1 for those of CIFAR and of faces.
"""

from collections.abc import Iterator, Mapping

from torch import nn

from resnet_inspect.models.architecture import Architecture, Norm, StemKind
from resnet_inspect.models.layers.blur import Blur
from resnet_inspect.models.layers.convolutions import CONVOLUTIONS, conv3x3, normalization

MAX_POOLINGS: Mapping[int, type[nn.MaxPool1d | nn.MaxPool2d | nn.MaxPool3d]] = {
    1: nn.MaxPool1d, 2: nn.MaxPool2d, 3: nn.MaxPool3d,
}  # fmt: skip
"""By the number of a feature map's dimensions."""


def stem_convolution(architecture: Architecture) -> nn.Module:
    """Return the stem's convolution, or the three of a deep stem."""
    kind, norm, dimensions = architecture.stem, architecture.norm, architecture.dimensions
    in_channels, channels = architecture.in_channels, architecture.stem_channels
    match kind:
        case StemKind.IMAGENET:
            return imagenet_stem(in_channels, channels, dimensions)
        case StemKind.VIDEO:
            return video_stem(in_channels, channels)
        case StemKind.VIDEO_APART:
            return factored_stem(in_channels, kind.widths(channels), norm)
        case StemKind.DEEP | StemKind.TIERED:
            return nn.Sequential(*_deep_layers(architecture))
        case StemKind.CIFAR | StemKind.FACE:
            sides = {"dimensions": dimensions, "kernel": architecture.kernel}
            return conv3x3(in_channels, channels, **sides)


def imagenet_stem(in_channels: int, channels: int, dimensions: int = 2) -> nn.Module:
    """Return conv1 of He et al. 2015, table 1: 7×7, stride 2; of videos, all frames are kept.

    References:
        Hara et al. 2018, Can Spatiotemporal 3D CNNs Retrace the History of 2D CNNs and ImageNet?,
        table 1: 7×7×7, stride 1 in time and 2 in space.
    """
    if dimensions == 3:  # noqa: PLR2004 - videos
        return nn.Conv3d(in_channels, channels, 7, stride=(1, 2, 2), padding=3, bias=False)
    convolution = CONVOLUTIONS[dimensions]
    return convolution(in_channels, channels, kernel_size=7, stride=2, padding=3, bias=False)


def video_stem(in_channels: int, channels: int) -> nn.Conv3d:
    """Return conv1 of Tran et al. 2018, table 1: 3×7×7, stride 1 in time and 2 in space."""
    return nn.Conv3d(
        in_channels,
        channels,
        kernel_size=(3, 7, 7),
        stride=(1, 2, 2),
        padding=(1, 3, 3),
        bias=False,
    )


def factored_stem(in_channels: int, widths: tuple[int, ...], norm: Norm) -> nn.Sequential:
    """Return the stem of R(2+1)D: 1×7×7 of stride 2, normalization, ReLU, 3×1×1."""
    middle, last = widths
    return nn.Sequential(
        nn.Conv3d(in_channels, middle, (1, 7, 7), (1, 2, 2), padding=(0, 3, 3), bias=False),
        normalization(norm, middle, 3),
        nn.ReLU(inplace=True),
        nn.Conv3d(middle, last, (3, 1, 1), padding=(1, 0, 0), bias=False),
    )


def _deep_layers(architecture: Architecture) -> Iterator[nn.Module]:
    """Yield the three 3×3 convolutions of ResNet-C and -D (He et al. 2019, figure 2b).

    Together they see 11×11 positions. The last one's normalization and ReLU are the network's.
    """
    first, second, last = architecture.stem.widths(architecture.stem_channels)
    norm, dimensions = architecture.norm, architecture.dimensions
    sides = {"dimensions": dimensions, "kernel": architecture.kernel}
    yield conv3x3(architecture.in_channels, first, stride=2, **sides)
    yield normalization(norm, first, dimensions)
    yield nn.ReLU(inplace=True)
    yield conv3x3(first, second, **sides)
    yield normalization(norm, second, dimensions)
    yield nn.ReLU(inplace=True)
    yield conv3x3(second, last, **sides)


def stem_pooling(
    kind: StemKind, channels: int, *, antialiased: bool, dimensions: int = 2
) -> nn.Module | None:
    """Return the stem's 3×3 max pooling of stride 2, in which a blur may take the stride."""
    if not kind.pools:
        return None
    if antialiased:
        return nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), Blur(channels, stride=2))
    return MAX_POOLINGS[dimensions](3, stride=2, padding=1)
