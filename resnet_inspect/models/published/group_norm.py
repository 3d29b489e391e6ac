"""ResNets with group normalization (Wu and He 2018)."""

from dataclasses import replace

from resnet_inspect.models.architecture import Norm
from resnet_inspect.models.papers import GROUP_NORMALIZATION
from resnet_inspect.models.published.bases import BASIC, BOTTLENECK, D18, D34, D50, D101, V15
from resnet_inspect.models.variant import Family

_FAMILY = Family(
    "ResNet GN",
    GROUP_NORMALIZATION,
    "resnet{}_gn",
    "ResNet-{} with group normalization",
    replace(V15, norm=Norm.GROUP),
)

GROUP_NORM = tuple(
    _FAMILY.rows(
        ("18", BASIC, D18, 11_689_512, 1_814_073_344),
        ("34", BASIC, D34, 21_797_672, 3_663_761_408),
        ("50", BOTTLENECK, D50, 25_557_032, 4_089_184_256),
        ("101", BOTTLENECK, D101, 44_549_160, 7_801_405_440),
    )
)
