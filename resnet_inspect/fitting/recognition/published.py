"""The weights that a published variant has, from its words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from resnet_inspect.analysis.facts import Word, variant_words
from resnet_inspect.graph import ConvAttrs
from resnet_inspect.models.variants import VARIANTS, Variant

NORMS = frozenset({"batch_norm", "group_norm"})


@dataclass(frozen=True, slots=True)
class Published:
    """A variant's weights, counted."""

    variant: Variant
    stem: tuple[int, ...]
    """The shape of the convolution that reads the image."""
    convolutions: Counter[tuple[int, ...]]
    """Shapes of the others."""
    norms: int
    statistics: bool
    """Whether normalizations keep running statistics."""
    gates: int
    """Squeeze-and-excitation gates."""
    channel_gates: int
    """ECA's."""


@cache
def published() -> tuple[Published, ...]:
    """Return all variants' weights."""
    return tuple(map(_weights, VARIANTS.values()))


def _weights(variant: Variant) -> Published:
    words = variant_words(variant.architecture)
    dimensions = variant.architecture.dimensions
    convolutions: Counter[tuple[int, ...]] = Counter()
    for word, count in words.items():
        if shape := _shape(word, dimensions):
            convolutions[shape] += count
    stem = next(iter(convolutions))
    convolutions[stem] -= 1
    gates = Counter({word: count for word, count in words.items() if word[0] == "gate"})
    squeezes = sum(count for gate, count in gates.items() if any(map(_is_linear, gate)))
    norms = Counter({word[0]: count for word, count in words.items() if word[0] in NORMS})
    return Published(
        variant, stem, +convolutions, norms.total(),
        statistics="batch_norm" in norms, gates=squeezes,
        channel_gates=gates.total() - squeezes,
    )  # fmt: skip


def _is_linear(word: object) -> bool:
    return isinstance(word, tuple) and word[0] == "linear"


def _shape(word: Word, dimensions: int) -> tuple[int, ...]:
    """Return the shape of a convolution's weight; a fixed blur's has none that is learned."""
    match word:
        case ("conv", ConvAttrs() as attrs) if not attrs.depthwise:
            return (attrs.out_channels, attrs.in_channels // attrs.groups, *attrs.kernel_size)
        case ("conv", int(kernel), int(source), int(target), _, int(groups), _):
            return (target, source // groups, *(kernel,) * dimensions)
    return ()


def distance(one: Counter[tuple[int, ...]], other: Counter[tuple[int, ...]]) -> int:
    """Return how many shapes of either side the other does not have."""
    return sum(((one - other) + (other - one)).values())


def titles(variants: Iterable[Variant]) -> str:
    """Write the names of variants that weights cannot tell apart.

    Example:
        >>> titles([VARIANTS["resnet50"], VARIANTS["resnet50_v1"]])
        'ResNet-50 v1.5, or ResNet-50 v1 with equal weights'
    """
    first, *others = dict.fromkeys(variant.title for variant in variants)
    return f"{first}, or {' or '.join(others)} with equal weights" if others else first
