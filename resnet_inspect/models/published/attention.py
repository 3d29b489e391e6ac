"""Networks with a gate at the end of each main path: SE-ResNet, SE-ResNeXt, ECA-Net."""

from dataclasses import replace

from resnet_inspect.models.architecture import Gate
from resnet_inspect.models.papers import EFFICIENT_CHANNEL_ATTENTION, SQUEEZE_AND_EXCITATION
from resnet_inspect.models.published.bases import (
    BASIC,
    BOTTLENECK,
    D18,
    D34,
    D50,
    D101,
    D152,
    V15,
)
from resnet_inspect.models.variant import Family

_SE = replace(V15, gate=Gate.SQUEEZE_EXCITATION)
_SE_NEXT = replace(_SE, cardinality=32, base_width=4)
_ECA = replace(V15, gate=Gate.EFFICIENT)

_SE_FAMILY = Family("SE-ResNet", SQUEEZE_AND_EXCITATION, "seresnet{}", "SE-ResNet-{}", _SE)
_SE_NEXT_FAMILY = Family(
    "SE-ResNeXt", SQUEEZE_AND_EXCITATION, "seresnext{}_32x4d", "SE-ResNeXt-{} 32×4d", _SE_NEXT
)
_ECA_FAMILY = Family("ECA-Net", EFFICIENT_CHANNEL_ATTENTION, "ecaresnet{}", "ECA-ResNet-{}", _ECA)

# fmt: off
ATTENTION = (
    *_SE_FAMILY.rows(
        ("18", BASIC, D18, 11_779_624, 1_814_161_408),
        ("34", BASIC, D34, 21_960_416, 3_663_920_128),
        ("50", BOTTLENECK, D50, 28_088_024, 4_091_699_200),
        ("101", BOTTLENECK, D101, 49_326_872, 7_806_148_608),
        ("152", BOTTLENECK, D152, 66_821_848, 11_520_204_800),
    ),
    *_SE_NEXT_FAMILY.rows(
        ("50", BOTTLENECK, D50, 27_559_896, 4_232_994_816),
        ("101", BOTTLENECK, D101, 48_955_416, 7_974_739_968),
    ),
    *_ECA_FAMILY.rows(
        ("18", BASIC, D18, 11_689_548, 1_814_082_688),
        ("34", BASIC, D34, 21_797_746, 3_663_779_904),
        ("50", BOTTLENECK, D50, 25_557_118, 4_089_272_064),
        ("101", BOTTLENECK, D101, 44_549_331, 7_801_580_288),
        ("152", BOTTLENECK, D152, 60_193_064, 11_513_878_272),
    ),
)
# fmt: on
