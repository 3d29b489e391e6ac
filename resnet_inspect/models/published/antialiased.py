"""Anti-aliased ResNets (Zhang 2019): a blur takes each stride."""

from dataclasses import replace

from resnet_inspect.models.papers import SHIFT_INVARIANCE
from resnet_inspect.models.published.bases import BASIC, BOTTLENECK, D18, D34, D50, D101, V15
from resnet_inspect.models.variant import Family

_FAMILY = Family(
    "Anti-aliased ResNet",
    SHIFT_INVARIANCE,
    "resnet{}_blur",
    "anti-aliased ResNet-{}",
    replace(V15, antialiased=True),
)

ANTIALIASED = tuple(
    _FAMILY.rows(
        ("18", BASIC, D18, 11_689_512, 2_338_475_264),
        ("34", BASIC, D34, 21_797_672, 4_188_163_328),
        ("50", BOTTLENECK, D50, 25_557_032, 5_136_181_760),
        ("101", BOTTLENECK, D101, 44_549_160, 8_848_402_944),
    )
)
