"""Wide ResNets (Zagoruyko and Komodakis 2016)."""

from dataclasses import replace

from resnet_inspect.models.papers import WIDE_RESIDUAL_NETWORKS
from resnet_inspect.models.published.bases import BASIC, CIFAR_NET, D18, D34, D50, D101, V15
from resnet_inspect.models.variant import Variant

STEM_PLANES = 16
"""Of all those for CIFAR (table 1)."""


def _bottleneck(depth: int, blocks: tuple[int, ...], parameters: int, macs: int) -> Variant:
    """Return a bottleneck network whose 3×3 are twice as wide."""
    return Variant(
        name=f"wide_resnet{depth}_2",
        title=f"Wide ResNet-{depth}-2",
        family="Wide ResNet",
        paper=WIDE_RESIDUAL_NETWORKS,
        architecture=replace(V15, blocks=blocks, base_width=128),
        parameters=parameters,
        macs=macs,
    )


def _basic(depth: int, blocks: tuple[int, ...], width: int, parameters: int, macs: int) -> Variant:
    """Return a network of basic blocks that are all ``width`` times as wide, stem apart."""
    return Variant(
        name=f"wide_resnet{depth}_{width}",
        title=f"Wide ResNet-{depth}-{width}",
        family="Wide ResNet",
        paper=WIDE_RESIDUAL_NETWORKS,
        architecture=replace(
            V15, block=BASIC, blocks=blocks, first_planes=64 * width, stem_planes=64
        ),
        parameters=parameters,
        macs=macs,
    )


def _cifar(depth: int, width: int, parameters: int, macs: int) -> Variant:
    """Return WRN-depth-width for CIFAR: depth = 6 n + 4, with n blocks in each stage."""
    return Variant(
        name=f"wrn{depth}_{width}",
        title=f"WRN-{depth}-{width} (CIFAR)",
        family="Wide ResNet (CIFAR)",
        paper=WIDE_RESIDUAL_NETWORKS,
        architecture=replace(
            CIFAR_NET,
            blocks=((depth - 4) // 6,) * 3,
            first_planes=16 * width,
            stem_planes=STEM_PLANES,
            preactivation=True,
        ),
        parameters=parameters,
        macs=macs,
    )


WIDE = (
    _basic(18, D18, 2, 45_618_216, 6_695_706_624),
    _basic(18, D18, 3, 101_783_976, 14_724_378_624),
    _basic(34, D34, 2, 86_036_008, 14_094_458_880),
    _bottleneck(50, D50, 68_883_240, 11_398_021_120),
    _bottleneck(101, D101, 126_886_696, 22_753_050_624),
    _cifar(16, 2, 691_674, 101_106_944),
    _cifar(16, 4, 2_748_890, 392_612_352),
    _cifar(16, 8, 10_961_370, 1_548_145_664),
    _cifar(16, 10, 17_116_634, 2_412_173_568),
    _cifar(22, 8, 17_158_106, 2_454_115_328),
    _cifar(22, 10, 26_797_914, 3_827_751_168),
    _cifar(28, 2, 1_467_610, 214_353_152),
    _cifar(28, 10, 36_479_194, 5_243_328_768),
    _cifar(28, 12, 52_517_850, 7_543_905_792),
    _cifar(34, 10, 46_160_474, 6_658_906_368),
    _cifar(40, 1, 563_930, 83_280_512),
    _cifar(40, 2, 2_243_546, 327_599_360),
    _cifar(40, 4, 8_949_210, 1_298_582_016),
    _cifar(40, 8, 35_748_314, 5_172_024_320),
    _cifar(70, 16, 266_796_506, 38_764_210_176),
)
