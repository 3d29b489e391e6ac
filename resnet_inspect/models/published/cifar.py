"""ResNets for CIFAR (He et al. 2015, section 4.2; He et al. 2016)."""

from dataclasses import replace

from resnet_inspect.models.architecture import Shortcut
from resnet_inspect.models.papers import DEEP_RESIDUAL_LEARNING, IDENTITY_MAPPINGS
from resnet_inspect.models.published.bases import BASIC, BOTTLENECK, CIFAR_NET
from resnet_inspect.models.variant import Family

_A = replace(CIFAR_NET, shortcut=Shortcut.ZERO_PADDING)
_C = replace(CIFAR_NET, shortcut=Shortcut.ALWAYS_PROJECTION)
_V2 = replace(CIFAR_NET, preactivation=True)

_CIFAR_A_FAMILY = Family(
    "CIFAR ResNet", DEEP_RESIDUAL_LEARNING, "resnet{}", "ResNet-{} (CIFAR, option A)", _A
)
_CIFAR_B_FAMILY = Family(
    "CIFAR ResNet", DEEP_RESIDUAL_LEARNING, "resnet{}_b", "ResNet-{} (CIFAR, option B)", CIFAR_NET
)
_CIFAR_C_FAMILY = Family(
    "CIFAR ResNet", DEEP_RESIDUAL_LEARNING, "resnet{}_c", "ResNet-{} (CIFAR, option C)", _C
)
_CIFAR_V2_FAMILY = Family(
    "CIFAR ResNet v2", IDENTITY_MAPPINGS, "resnet{}_v2", "ResNet-{} v2 (CIFAR)", _V2
)

# fmt: off
CIFAR = (
    *_CIFAR_A_FAMILY.rows(
        ("20", BASIC, (3,) * 3, 269_722, 40_551_040),
        ("32", BASIC, (5,) * 3, 464_154, 68_862_592),
        ("44", BASIC, (7,) * 3, 658_586, 97_174_144),
        ("56", BASIC, (9,) * 3, 853_018, 125_485_696),
        ("110", BASIC, (18,) * 3, 1_727_962, 252_887_680),
        ("1202", BASIC, (200,) * 3, 19_421_274, 2_829_238_912),
    ),
    *_CIFAR_B_FAMILY.rows(
        ("20", BASIC, (3,) * 3, 272_474, 40_813_184),
        ("32", BASIC, (5,) * 3, 466_906, 69_124_736),
        ("44", BASIC, (7,) * 3, 661_338, 97_436_288),
        ("56", BASIC, (9,) * 3, 855_770, 125_747_840),
        ("110", BASIC, (18,) * 3, 1_730_714, 253_149_824),
        ("1202", BASIC, (200,) * 3, 19_424_026, 2_829_501_056),
    ),
    *_CIFAR_C_FAMILY.rows(
        ("20", BASIC, (3,) * 3, 283_962, 42_648_192),
        ("32", BASIC, (5,) * 3, 489_594, 72_532_608),
        ("44", BASIC, (7,) * 3, 695_226, 102_417_024),
        ("56", BASIC, (9,) * 3, 900_858, 132_301_440),
        ("110", BASIC, (18,) * 3, 1_826_202, 266_781_312),
    ),
    *_CIFAR_V2_FAMILY.rows(
        ("110", BASIC, (18,) * 3, 1_730_522, 253_149_824),
        ("164", BOTTLENECK, (18,) * 3, 1_703_258, 247_646_720),
        ("1001", BOTTLENECK, (111,) * 3, 10_327_706, 1_490_995_712),
    ),
)
# fmt: on
