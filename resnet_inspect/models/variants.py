"""The table of networks that have a name, with what they cost.

Parameters and MACs are stored, so that the table can be shown without torch; tests build each
network and count again. MACs are those of convolutions and linear layers for one image of the
default size.

Example:
    >>> resnet50 = variant("resnet50")
    >>> resnet50.title, resnet50.year, resnet50.blocks, resnet50.parameters
    ('ResNet-50 v1.5', 2015, (3, 4, 6, 3), 25557032)
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType

from resnet_inspect.errors import UnknownModelError
from resnet_inspect.models.architecture import (
    Architecture,
    BlockKind,
    Shortcut,
    StemKind,
    StridePlace,
)
from resnet_inspect.models.papers import (
    AGGREGATED_TRANSFORMATIONS,
    BAG_OF_TRICKS,
    DEEP_RESIDUAL_LEARNING,
    IDENTITY_MAPPINGS,
    SQUEEZE_AND_EXCITATION,
    WIDE_RESIDUAL_NETWORKS,
    Paper,
)

BASIC, BOTTLENECK = BlockKind.BASIC, BlockKind.BOTTLENECK


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A network that has a name."""

    name: str
    """What the command line calls it: ``resnet50``."""
    title: str
    """What the papers call it: ``ResNet-50 v1.5``."""
    family: str
    """Which networks it belongs to: ``ResNet v1.5``."""
    paper: Paper
    """Where it was first described."""
    architecture: Architecture
    """What it is made of."""
    parameters: int
    """Learned numbers; running statistics are not counted."""
    macs: int
    """Multiply-accumulates of convolutions and linear layers, one image of the default size."""

    @property
    def year(self) -> int:
        """The paper's year."""
        return self.paper.year

    @property
    def blocks(self) -> tuple[int, ...]:
        """Blocks per stage."""
        return self.architecture.blocks

    @property
    def input_size(self) -> int:
        """Height and width of the images that it was made for."""
        return 32 if self.architecture.stem is StemKind.CIFAR else 224

    @property
    def input_shape(self) -> tuple[int, int, int, int]:
        """One image of the default size, ``(N, C, H, W)``."""
        return (1, self.architecture.in_channels, self.input_size, self.input_size)


@dataclass(frozen=True, slots=True)
class _Family:
    """What a family's variants share, and how their names and titles are made of a depth."""

    family: str
    paper: Paper
    name: str
    title: str
    base: Architecture

    def rows(self, *rows: tuple[str, BlockKind, tuple[int, ...], int, int]) -> Iterator[Variant]:
        """Yield a variant for each row: depth, block, blocks per stage, parameters, MACs."""
        for depth, block, blocks, parameters, macs in rows:
            yield Variant(
                name=self.name.format(depth),
                title=self.title.format(depth),
                family=self.family,
                paper=self.paper,
                architecture=replace(self.base, block=block, blocks=blocks),
                parameters=parameters,
                macs=macs,
            )


# Blocks per stage of He et al. 2015, table 1, and of ResNet-26 and ResNet-200.
D18 = D26 = (2, 2, 2, 2)
D34 = D50 = (3, 4, 6, 3)
D101 = (3, 4, 23, 3)
D152 = (3, 8, 36, 3)
D200 = (3, 24, 36, 3)

_V15 = Architecture(block=BOTTLENECK, blocks=D50)
_V1 = replace(_V15, stride_on=StridePlace.FIRST_1X1)
_V2 = replace(_V15, preactivation=True)
_D = replace(_V15, stem=StemKind.DEEP, shortcut=Shortcut.POOLED_PROJECTION)
_SE = replace(_V15, squeeze_excitation=True)
_CIFAR = replace(
    _V15,
    block=BASIC,
    blocks=(3, 3, 3),
    stem=StemKind.CIFAR,
    first_planes=16,
    num_classes=10,
)
_CIFAR_A = replace(_CIFAR, shortcut=Shortcut.ZERO_PADDING)
_CIFAR_V2 = replace(_CIFAR, preactivation=True)


def _wide(depth: int, blocks: tuple[int, ...], parameters: int, macs: int) -> Variant:
    """Return a bottleneck network whose 3×3 are twice as wide."""
    return Variant(
        name=f"wide_resnet{depth}_2",
        title=f"Wide ResNet-{depth}-2",
        family="Wide ResNet",
        paper=WIDE_RESIDUAL_NETWORKS,
        architecture=replace(_V15, blocks=blocks, base_width=128),
        parameters=parameters,
        macs=macs,
    )


def _resnext(
    depth: int, blocks: tuple[int, ...], groups: tuple[int, int], parameters: int, macs: int
) -> Variant:
    """Return a bottleneck network whose 3×3 have ``cardinality, base width`` groups."""
    cardinality, base_width = groups
    return Variant(
        name=f"resnext{depth}_{cardinality}x{base_width}d",
        title=f"ResNeXt-{depth} {cardinality}×{base_width}d",
        family="ResNeXt",
        paper=AGGREGATED_TRANSFORMATIONS,
        architecture=replace(_V15, blocks=blocks, cardinality=cardinality, base_width=base_width),
        parameters=parameters,
        macs=macs,
    )


_V15_FAMILY = _Family("ResNet v1.5", DEEP_RESIDUAL_LEARNING, "resnet{}", "ResNet-{} v1.5", _V15)
_BASIC_FAMILY = replace(_V15_FAMILY, title="ResNet-{}")
_V15_FAMILY_200 = replace(_V15_FAMILY, paper=IDENTITY_MAPPINGS)
_V1_FAMILY = _Family("ResNet v1", DEEP_RESIDUAL_LEARNING, "resnet{}_v1", "ResNet-{} v1", _V1)
_V2_FAMILY = _Family("ResNet v2", IDENTITY_MAPPINGS, "resnet{}_v2", "ResNet-{} v2", _V2)
_D_FAMILY = _Family("ResNet-D", BAG_OF_TRICKS, "resnet{}d", "ResNet-{}-D", _D)
_SE_FAMILY = _Family("SE-ResNet", SQUEEZE_AND_EXCITATION, "seresnet{}", "SE-ResNet-{}", _SE)
_CIFAR_A_FAMILY = _Family(
    "CIFAR ResNet", DEEP_RESIDUAL_LEARNING, "resnet{}", "ResNet-{} (CIFAR, option A)", _CIFAR_A
)
_CIFAR_B_FAMILY = _Family(
    "CIFAR ResNet", DEEP_RESIDUAL_LEARNING, "resnet{}_b", "ResNet-{} (CIFAR, option B)", _CIFAR
)
_CIFAR_V2_FAMILY = _Family(
    "CIFAR ResNet v2", IDENTITY_MAPPINGS, "resnet{}_v2", "ResNet-{} v2 (CIFAR)", _CIFAR_V2
)

# fmt: off
_TABLE = (
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
    _wide(50, D50, 68_883_240, 11_398_021_120),
    _wide(101, D101, 126_886_696, 22_753_050_624),
    _resnext(50, D50, (32, 4), 25_028_904, 4_230_479_872),
    _resnext(101, D101, (32, 4), 44_177_704, 7_969_996_800),
    _resnext(101, D101, (32, 8), 88_791_336, 16_414_015_488),
    _resnext(101, D101, (64, 4), 83_455_272, 15_460_270_080),
    *_SE_FAMILY.rows(
        ("18", BASIC, D18, 11_779_624, 1_814_161_408),
        ("34", BASIC, D34, 21_960_416, 3_663_920_128),
        ("50", BOTTLENECK, D50, 28_088_024, 4_091_699_200),
        ("101", BOTTLENECK, D101, 49_326_872, 7_806_148_608),
        ("152", BOTTLENECK, D152, 66_821_848, 11_520_204_800),
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
    *_CIFAR_V2_FAMILY.rows(
        ("110", BASIC, (18,) * 3, 1_730_522, 253_149_824),
        ("164", BOTTLENECK, (18,) * 3, 1_703_258, 247_646_720),
        ("1001", BOTTLENECK, (111,) * 3, 10_327_706, 1_490_995_712),
    ),
)
# fmt: on

VARIANTS = MappingProxyType({variant.name: variant for variant in _TABLE})
"""All variants by name, in the order that a list shows them."""


def variant(name: str) -> Variant:
    """Return the variant of this name.

    Raises:
        UnknownModelError: If there is none; it carries the nearest names.
    """
    if name not in VARIANTS:
        raise UnknownModelError(name, nearest_names(name))
    return VARIANTS[name]


def canonical_name(name: str) -> str:
    """Return the name of the variant that is meant by another spelling of it; else the same text.

    Example:
        >>> canonical_name("ResNet-50"), canonical_name("resnet_18"), canonical_name("resnet51")
        ('resnet50', 'resnet18', 'resnet51')
    """
    plain = "".join(filter(str.isalnum, name.lower()))
    known = {"".join(filter(str.isalnum, one)): one for one in VARIANTS}
    return name if name in VARIANTS else known.get(plain, name)


def nearest_names(name: str) -> list[str]:
    """Return up to three names that go on where this one ends, or look like it, best first.

    Example:
        >>> nearest_names("ResNeXt-101")
        ['resnext101_32x4d', 'resnext101_32x8d', 'resnext101_64x4d']
        >>> nearest_names("resnet5O")[0]
        'resnet50'
    """
    known = {_letters(name): name for name in VARIANTS}
    spelling = _letters(name)
    longer = [letters for letters in known if letters.startswith(spelling)]
    alike = get_close_matches(spelling, known, n=3)
    return [known[letters] for letters in dict.fromkeys((*longer, *alike))][:3]


def _letters(name: str) -> str:
    """Return a name without what people write differently, or mistake for each other."""
    letters = "".join(filter(str.isalnum, name.lower()))
    return letters.replace("o", "0").replace("l", "1")
