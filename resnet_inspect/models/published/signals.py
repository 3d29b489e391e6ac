"""xresnet1d (Strodthoff et al. 2020): ResNet-D with kernels of 5, for ECGs of 12 leads."""

from dataclasses import replace

from resnet_inspect.models.architecture import Shortcut, StemKind
from resnet_inspect.models.papers import ECG_BENCHMARKS
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

_FAMILY = Family(
    "xresnet1d",
    ECG_BENCHMARKS,
    "xresnet1d{}",
    "xresnet1d-{}",
    replace(
        V15,
        dimensions=1,
        kernel=5,
        stem=StemKind.DEEP,
        shortcut=Shortcut.POOLED_PROJECTION,
        in_channels=12,
        num_classes=71,
    ),
)

SIGNALS = (
    *_FAMILY.rows(
        ("18", BASIC, D18, 6_338_503, 73_417_600),
        ("34", BASIC, D34, 11_957_447, 149_398_400),
        ("50", BOTTLENECK, D50, 18_631_623, 232_795_520),
        ("101", BOTTLENECK, D101, 33_167_303, 464_530_816),
        ("152", BOTTLENECK, D152, 45_140_935, 669_003_136),
    ),
)
