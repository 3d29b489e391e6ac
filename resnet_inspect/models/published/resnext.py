"""ResNeXt for ImageNet and for CIFAR (Xie et al. 2017), and its wider successors."""

from dataclasses import replace

from resnet_inspect.models.papers import (
    AGGREGATED_TRANSFORMATIONS,
    WEAKLY_SUPERVISED_PRETRAINING,
)
from resnet_inspect.models.published.bases import BOTTLENECK, CIFAR_NET, D50, D101, V15
from resnet_inspect.models.variant import Variant


def _resnext(
    depth: int, blocks: tuple[int, ...], groups: tuple[int, int], parameters: int, macs: int
) -> Variant:
    """Return a bottleneck network whose 3×3 have ``cardinality, base width`` groups."""
    cardinality, base_width = groups
    return Variant(
        name=f"resnext{depth}_{cardinality}x{base_width}d",
        title=f"ResNeXt-{depth} {cardinality}×{base_width}d",
        family="ResNeXt",
        paper=AGGREGATED_TRANSFORMATIONS,
        architecture=replace(V15, blocks=blocks, cardinality=cardinality, base_width=base_width),
        parameters=parameters,
        macs=macs,
    )


def _cifar(groups: tuple[int, int], parameters: int, macs: int) -> Variant:
    """Return ResNeXt-29 for CIFAR (section 5.3), whose first stage has 64 planes."""
    cardinality, base_width = groups
    return Variant(
        name=f"resnext29_{cardinality}x{base_width}d",
        title=f"ResNeXt-29 {cardinality}×{base_width}d (CIFAR)",
        family="ResNeXt (CIFAR)",
        paper=AGGREGATED_TRANSFORMATIONS,
        architecture=replace(
            CIFAR_NET,
            block=BOTTLENECK,
            first_planes=64,
            cardinality=cardinality,
            base_width=base_width,
        ),
        parameters=parameters,
        macs=macs,
    )


def _wider(base_width: int, parameters: int, macs: int) -> Variant:
    """Return a ResNeXt-101 32×, wider than Xie et al.'s, of Mahajan et al. 2018."""
    plain = _resnext(101, D101, (32, base_width), parameters, macs)
    return replace(plain, paper=WEAKLY_SUPERVISED_PRETRAINING)


RESNEXT = (
    _resnext(50, D50, (32, 4), 25_028_904, 4_230_479_872),
    _resnext(50, D50, (2, 40), 25_425_000, 4_124_508_160),
    _resnext(50, D50, (4, 24), 25_292_968, 4_159_832_064),
    _resnext(50, D50, (8, 14), 25_603_016, 4_267_409_408),
    _resnext(101, D101, (32, 4), 44_177_704, 7_969_996_800),
    _wider(8, 88_791_336, 16_414_015_488),
    _resnext(101, D101, (64, 4), 83_455_272, 15_460_270_080),
    _wider(16, 194_026_792, 36_163_289_088),
    _wider(32, 468_530_472, 87_106_781_184),
    _wider(48, 828_411_176, 153_310_199_808),
    _cifar((8, 64), 34_426_698, 5_387_266_048),
    _cifar((16, 64), 68_155_210, 10_688_866_304),
)
