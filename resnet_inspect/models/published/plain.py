"""ResNet v1, v1.5 and v2 for ImageNet, and the shortcut options of ResNet-34."""

from dataclasses import replace

from resnet_inspect.models.architecture import Shortcut, StridePlace
from resnet_inspect.models.papers import DEEP_RESIDUAL_LEARNING, IDENTITY_MAPPINGS
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

_V1 = replace(V15, stride_on=StridePlace.FIRST_1X1)
_V2 = replace(V15, preactivation=True)
_A = replace(V15, shortcut=Shortcut.ZERO_PADDING)
_C = replace(V15, shortcut=Shortcut.ALWAYS_PROJECTION)

_V15_FAMILY = Family("ResNet v1.5", DEEP_RESIDUAL_LEARNING, "resnet{}", "ResNet-{} v1.5", V15)
_BASIC_FAMILY = replace(_V15_FAMILY, title="ResNet-{}")
_V15_FAMILY_200 = replace(_V15_FAMILY, paper=IDENTITY_MAPPINGS)
_V1_FAMILY = Family("ResNet v1", DEEP_RESIDUAL_LEARNING, "resnet{}_v1", "ResNet-{} v1", _V1)
_V2_FAMILY = Family("ResNet v2", IDENTITY_MAPPINGS, "resnet{}_v2", "ResNet-{} v2", _V2)
_A_FAMILY = Family("ResNet", DEEP_RESIDUAL_LEARNING, "resnet{}_a", "ResNet-{} (option A)", _A)
_C_FAMILY = Family("ResNet", DEEP_RESIDUAL_LEARNING, "resnet{}_c", "ResNet-{} (option C)", _C)

# fmt: off
PLAIN = (
    *_BASIC_FAMILY.rows(
        ("18", BASIC, D18, 11_689_512, 1_814_073_344),
        ("34", BASIC, D34, 21_797_672, 3_663_761_408),
    ),
    *_V15_FAMILY.rows(
        ("50", BOTTLENECK, D50, 25_557_032, 4_089_184_256),
        ("101", BOTTLENECK, D101, 44_549_160, 7_801_405_440),
        ("152", BOTTLENECK, D152, 60_192_808, 11_513_626_624),
    ),
    *_V15_FAMILY_200.rows(
        ("200", BOTTLENECK, D200, 64_673_832, 15_007_481_856),
    ),
    *_V1_FAMILY.rows(
        ("18", BASIC, D18, 11_689_512, 1_814_073_344),
        ("34", BASIC, D34, 21_797_672, 3_663_761_408),
        ("50", BOTTLENECK, D50, 25_557_032, 3_857_973_248),
        ("101", BOTTLENECK, D101, 44_549_160, 7_570_194_432),
        ("152", BOTTLENECK, D152, 60_192_808, 11_282_415_616),
    ),
    *_V2_FAMILY.rows(
        ("18", BASIC, D18, 11_687_720, 1_814_073_344),
        ("34", BASIC, D34, 21_795_880, 3_663_761_408),
        ("50", BOTTLENECK, D50, 25_549_352, 4_089_184_256),
        ("101", BOTTLENECK, D101, 44_541_480, 7_801_405_440),
        ("152", BOTTLENECK, D152, 60_185_128, 11_513_626_624),
        ("200", BOTTLENECK, D200, 64_666_152, 15_007_481_856),
    ),
    *_A_FAMILY.rows(("34", BASIC, D34, 21_623_848, 3_644_493_824)),
    *_C_FAMILY.rows(("34", BASIC, D34, 22_716_840, 3_830_747_136)),
)
# fmt: on
