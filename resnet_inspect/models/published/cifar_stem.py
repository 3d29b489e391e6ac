"""ResNets of ImageNet's width and depth with the stem of CIFAR's.

Ten classes and images of 32×32; v2 as in Zhang et al. 2018, v1.5 as in Chen et al. 2020,
appendix B.9.
"""

from dataclasses import replace

from resnet_inspect.models.architecture import StemKind
from resnet_inspect.models.papers import CONTRASTIVE_LEARNING, MIXUP
from resnet_inspect.models.published.bases import BASIC, BOTTLENECK, D18, D34, D50, D101, V15
from resnet_inspect.models.variant import Family

_V15 = replace(V15, stem=StemKind.CIFAR, num_classes=10)
_FAMILY = Family(
    "ResNet with a CIFAR stem",
    CONTRASTIVE_LEARNING,
    "resnet{}_cifar",
    "ResNet-{} with a CIFAR stem",
    _V15,
)
_V2_FAMILY = Family(
    "ResNet with a CIFAR stem",
    MIXUP,
    "resnet{}_v2_cifar",
    "ResNet-{} v2 with a CIFAR stem",
    replace(_V15, preactivation=True),
)

# fmt: off
CIFAR_STEM = (
    *_FAMILY.rows(
        ("18", BASIC, D18, 11_173_962, 555_422_720),
        ("34", BASIC, D34, 21_282_122, 1_159_402_496),
        ("50", BOTTLENECK, D50, 23_520_842, 1_297_829_888),
        ("101", BOTTLENECK, D101, 42_512_970, 2_509_983_744),
    ),
    *_V2_FAMILY.rows(
        ("18", BASIC, D18, 11_172_170, 555_422_720),
        ("34", BASIC, D34, 21_280_330, 1_159_402_496),
    ),
)
# fmt: on
