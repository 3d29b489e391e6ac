"""iResNet for faces (Deng et al. 2019): an embedding of 512 numbers for each."""

from dataclasses import replace

from resnet_inspect.models.architecture import BlockKind, StemKind
from resnet_inspect.models.papers import ARCFACE
from resnet_inspect.models.published.bases import D18, D34, V15
from resnet_inspect.models.variant import Family

IMPROVED = BlockKind.IMPROVED
_FAMILY = Family(
    "iResNet",
    ARCFACE,
    "iresnet{}",
    "iResNet-{} (ArcFace)",
    replace(V15, block=IMPROVED, stem=StemKind.FACE, num_classes=512),
)

FACE = tuple(
    _FAMILY.rows(
        ("18", IMPROVED, D18, 24_025_600, 2_609_954_816),
        ("34", IMPROVED, D34, 34_139_328, 4_459_642_880),
        ("50", IMPROVED, (3, 4, 14, 3), 43_590_848, 6_309_330_944),
        ("100", IMPROVED, (3, 13, 30, 3), 65_156_160, 12_089_606_144),
    )
)
