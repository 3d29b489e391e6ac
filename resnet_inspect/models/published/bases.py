"""The networks that the families start from, and He et al.'s numbers of blocks."""

from dataclasses import replace

from resnet_inspect.models.architecture import Architecture, BlockKind, StemKind

BASIC, BOTTLENECK = BlockKind.BASIC, BlockKind.BOTTLENECK

# Blocks per stage of He et al. 2015, table 1, and of ResNet-10, -14, -26 and -200.
D10 = D14 = (1, 1, 1, 1)
D18 = D26 = (2, 2, 2, 2)
D34 = D50 = (3, 4, 6, 3)
D101 = (3, 4, 23, 3)
D152 = (3, 8, 36, 3)
D200 = (3, 24, 36, 3)

V15 = Architecture(block=BOTTLENECK, blocks=D50)
"""ResNet-50 with the stride on the 3×3, which He et al. 2019 call ResNet-B."""

CIFAR_NET = replace(
    V15,
    block=BASIC,
    blocks=(3, 3, 3),
    stem=StemKind.CIFAR,
    first_planes=16,
    num_classes=10,
)
"""ResNet-20 for CIFAR (He et al. 2015, section 4.2), with projections."""
