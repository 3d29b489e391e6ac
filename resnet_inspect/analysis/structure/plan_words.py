"""The words of a published variant, from its plan: those that `spelling` reads off a graph."""

from collections.abc import Iterator

from resnet_inspect.analysis.structure.spelling import (
    BATCH_NORM,
    PADDING,
    RELU,
    SQUEEZE,
    Word,
    Words,
    convolution,
    fully_connected,
    gate,
    pooling,
)
from resnet_inspect.models.architecture import (
    Architecture,
    BlockKind,
    Shortcut,
    StemKind,
    StridePlace,
)
from resnet_inspect.models.plan import BlockPlan

REDUCTION = 16
"""Of squeeze-and-excitation; implementations differ in whether a gate has at least 8 channels."""
LEAST_REDUCED = 8

BlockWords = tuple[Words, Words, Words]
"""The main path, the shortcut, and what follows the join."""


def stem_words(architecture: Architecture, channels: int) -> Words:
    """Return the words of a variant's stem for images of ``channels`` channels."""
    width = architecture.first_planes
    pool = pooling("max_pool2d", 3, 2)
    match architecture.stem:
        case StemKind.IMAGENET:
            return (convolution(7, (channels, width), 2), BATCH_NORM, RELU, pool)
        case StemKind.CIFAR:
            return (convolution(3, (channels, width)), BATCH_NORM, RELU)
        case StemKind.DEEP:
            half = width // 2
            widths = ((channels, half), (half, half), (half, width))
            layers = [convolution(3, pair, 2 if pair == widths[0] else 1) for pair in widths]
            return (*(word for layer in layers for word in (layer, BATCH_NORM, RELU)), pool)


def block_spellings(plan: BlockPlan) -> frozenset[BlockWords]:
    """Return the words of a block in each way that implementations write it."""
    return frozenset(block_words(plan, reduced) for reduced in _reductions(plan))


def _reductions(plan: BlockPlan) -> set[int]:
    reduced = plan.out_channels // REDUCTION
    return {reduced, max(reduced, LEAST_REDUCED)} if plan.squeeze_excitation else {0}


def block_words(plan: BlockPlan, reduced: int) -> BlockWords:
    """Return the words of a block whose gate has ``reduced`` channels; 0 where it has none."""
    convolutions = list(_convolutions(plan))
    gated = (_squeeze_excitation(plan.out_channels, reduced),) if reduced else ()
    if not plan.preactivation:
        layers = [word for layer in convolutions for word in (layer, BATCH_NORM, RELU)]
        return ((*layers[:-1], *gated), _shortcut(plan), (RELU,))
    layers = [word for layer in convolutions for word in (BATCH_NORM, RELU, layer)]
    return ((*layers[2 * plan.input_is_activated :], *gated), _shortcut(plan), ())


def _convolutions(plan: BlockPlan) -> Iterator[Word]:
    first, middle, last = plan.in_channels, plan.width, plan.out_channels
    if plan.kind is BlockKind.BASIC:
        yield convolution(3, (first, last), plan.stride, dilation=plan.entry_dilation)
        yield convolution(3, (last, last), dilation=plan.dilation)
        return
    strides, dilation = (1, plan.stride), plan.entry_dilation
    if plan.stride_on is StridePlace.FIRST_1X1:
        strides, dilation = (plan.stride, 1), plan.dilation
    yield convolution(1, (first, middle), strides[0])
    yield convolution(3, (middle, middle), strides[1], plan.cardinality, dilation)
    yield convolution(1, (middle, last))


def _squeeze_excitation(channels: int, reduced: int) -> Word:
    layers = (fully_connected(channels, reduced), RELU, fully_connected(reduced, channels))
    return gate((SQUEEZE, *layers, ("sigmoid",)))


def _shortcut(plan: BlockPlan) -> Words:
    if plan.keeps_shape and plan.shortcut is not Shortcut.ALWAYS_PROJECTION:
        return ()
    if plan.shortcut is Shortcut.ZERO_PADDING:
        return (PADDING,)
    pooled = plan.shortcut is Shortcut.POOLED_PROJECTION
    projection = convolution(1, (plan.in_channels, plan.out_channels), 1 if pooled else plan.stride)
    norm = () if plan.preactivation else (BATCH_NORM,)
    return (*(_pool(plan) if pooled else ()), projection, *norm)


def _pool(plan: BlockPlan) -> Words:
    if plan.stride > 1:
        return (pooling("avg_pool2d", 2, 2),)
    dilates = plan.dilation > plan.entry_dilation
    return (("pad",), pooling("avg_pool2d", 2, 1)) if dilates else ()


def head_words(architecture: Architecture) -> Words:
    """Return the words of a variant's head."""
    last = (BATCH_NORM, RELU) if architecture.preactivation else ()
    return (*last, SQUEEZE, fully_connected(architecture.features, architecture.num_classes))


def classifies(architecture: Architecture, head: Words) -> bool:
    """Tell whether a head is the variant's, for any number of classes."""
    *before, (name, features, _) = head_words(architecture)
    match head:
        case (*start, ("linear", found, _)):
            return (*start, "linear", found) == (*before, name, features)
        case _:
            return False
