"""ResNets for videos (Tran et al. 2018; Hara et al. 2018).

Their kernels are 3×3×3; R(2+1)D takes space and time apart, MC3 takes time in its first half only.
"""

from dataclasses import replace

from resnet_inspect.models.architecture import Frames, Shortcut, StemKind
from resnet_inspect.models.papers import SPATIOTEMPORAL_3D, SPATIOTEMPORAL_CONVOLUTIONS
from resnet_inspect.models.published.bases import (
    BASIC,
    BOTTLENECK,
    D18,
    D34,
    D50,
    D101,
    D152,
    D200,
    V15,
)
from resnet_inspect.models.variant import Family

_VIDEO = replace(V15, dimensions=3, num_classes=400)
"""Of Kinetics-400."""

_R3D = replace(_VIDEO, block=BASIC, stem=StemKind.VIDEO)
_R3D_FAMILY = Family("R3D", SPATIOTEMPORAL_CONVOLUTIONS, "r3d_{}", "R3D-{}", _R3D)
_MIXED_FAMILY = Family(
    "MC3", SPATIOTEMPORAL_CONVOLUTIONS, "mc3_{}", "MC3-{}", replace(_R3D, frames=Frames.MIXED)
)
_FACTORED_FAMILY = Family(
    "R(2+1)D",
    SPATIOTEMPORAL_CONVOLUTIONS,
    "r2plus1d_{}",
    "R(2+1)D-{}",
    replace(_R3D, stem=StemKind.VIDEO_APART, frames=Frames.FACTORED),
)
_3D_FAMILY = Family("3D ResNet", SPATIOTEMPORAL_3D, "resnet{}_3d", "3D ResNet-{}", _VIDEO)
_3D_A_FAMILY = replace(_3D_FAMILY, base=replace(_VIDEO, shortcut=Shortcut.ZERO_PADDING))
"""Option A for the two that have basic blocks (Hara et al. 2018, section 3.2)."""

VIDEO = (
    *_R3D_FAMILY.rows(
        ("18", BASIC, D18, 33_371_472, 40_696_553_472),
        ("34", BASIC, D34, 63_681_104, 75_378_204_672),
    ),
    *_MIXED_FAMILY.rows(("18", BASIC, D18, 11_695_440, 43_342_635_008)),
    *_FACTORED_FAMILY.rows(("18", BASIC, D18, 31_505_325, 40_519_080_960)),
    *_3D_A_FAMILY.rows(
        ("18", BASIC, D18, 33_235_280, 8_296_275_968),
        ("34", BASIC, D34, 63_544_912, 12_684_566_528),
    ),
    *_3D_FAMILY.rows(
        ("50", BOTTLENECK, D50, 47_018_576, 10_069_311_488),
        ("101", BOTTLENECK, D101, 86_064_720, 13_890_715_648),
        ("152", BOTTLENECK, D152, 118_223_440, 18_611_273_728),
        ("200", BOTTLENECK, D200, 127_423_056, 25_804_505_088),
    ),
)
