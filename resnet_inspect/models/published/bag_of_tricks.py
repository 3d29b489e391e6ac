"""Other stems and shortcuts: ResNet-C and -D (He et al. 2019), and timm's ResNet-T.

ResNet-B is v1.5 under another name.
"""

from dataclasses import replace

from resnet_inspect.models.architecture import Gate, Shortcut, StemKind
from resnet_inspect.models.papers import BAG_OF_TRICKS as PAPER
from resnet_inspect.models.papers import EFFICIENT_CHANNEL_ATTENTION, IMAGE_MODELS
from resnet_inspect.models.published.bases import (
    BASIC,
    BOTTLENECK,
    D10,
    D14,
    D18,
    D26,
    D34,
    D50,
    D101,
    D152,
    D200,
    V15,
)
from resnet_inspect.models.variant import Family

_C = replace(V15, stem=StemKind.DEEP)
_D = replace(_C, shortcut=Shortcut.POOLED_PROJECTION)
_T = replace(_D, stem=StemKind.TIERED)

_C_FAMILY = Family("ResNet-C", PAPER, "resnet{}c", "ResNet-{}-C", _C)
_D_FAMILY = Family("ResNet-D", PAPER, "resnet{}d", "ResNet-{}-D", _D)
_T_FAMILY = Family("ResNet-T", IMAGE_MODELS, "resnet{}t", "ResNet-{}-T", _T)
_ECA_D_FAMILY = Family(
    "ECA-Net",
    EFFICIENT_CHANNEL_ATTENTION,
    "ecaresnet{}d",
    "ECA-ResNet-{}-D",
    replace(_D, gate=Gate.EFFICIENT),
)
_ECA_T_FAMILY = Family(
    "ECA-Net",
    EFFICIENT_CHANNEL_ATTENTION,
    "ecaresnet{}t",
    "ECA-ResNet-{}-T",
    replace(_T, gate=Gate.EFFICIENT),
)

# fmt: off
BAG_OF_TRICKS = (
    *_C_FAMILY.rows(
        ("50", BOTTLENECK, D50, 25_576_264, 4_328_824_832),
        ("101", BOTTLENECK, D101, 44_568_392, 8_041_046_016),
        ("152", BOTTLENECK, D152, 60_212_040, 11_753_267_200),
    ),
    *_D_FAMILY.rows(
        ("18", BASIC, D18, 11_708_744, 2_053_713_920),
        ("26", BOTTLENECK, D26, 16_014_408, 2_581_897_216),
        ("34", BASIC, D34, 21_816_904, 3_903_401_984),
        ("50", BOTTLENECK, D50, 25_576_264, 4_328_824_832),
        ("101", BOTTLENECK, D101, 44_568_392, 8_041_046_016),
        ("152", BOTTLENECK, D152, 60_212_040, 11_753_267_200),
        ("200", BOTTLENECK, D200, 64_693_064, 15_247_122_432),
    ),
    *_T_FAMILY.rows(
        ("10", BASIC, D10, 5_435_488, 1_097_259_008),
        ("14", BOTTLENECK, D14, 10_081_632, 1_676_822_528),
        ("26", BOTTLENECK, D26, 16_011_872, 2_550_286_336),
        ("50", BOTTLENECK, D50, 25_573_728, 4_297_213_952),
    ),
    *_ECA_D_FAMILY.rows(
        ("50", BOTTLENECK, D50, 25_576_350, 4_328_912_640),
        ("101", BOTTLENECK, D101, 44_568_563, 8_041_220_864),
    ),
    *_ECA_T_FAMILY.rows(
        ("26", BOTTLENECK, D26, 16_011_916, 2_550_332_928),
        ("50", BOTTLENECK, D50, 25_573_814, 4_297_301_760),
    ),
)
# fmt: on
