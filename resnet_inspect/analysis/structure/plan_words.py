"""The words of a published variant, from its plan: those that `spelling` reads off a graph."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from resnet_inspect.analysis.structure.spelling import (
    BATCH_NORM,
    GROUP_NORM,
    PADDING,
    PRELU,
    RELU,
    SQUEEZE,
    Word,
    Words,
    convolution,
    fully_connected,
    gate,
    pooling,
)
from resnet_inspect.graph import ConvAttrs
from resnet_inspect.models.architecture import (
    Architecture,
    BlockKind,
    Frames,
    Gate,
    Norm,
    Shortcut,
    StemKind,
    StridePlace,
)
from resnet_inspect.models.layers.attention_kernel import attention_kernel
from resnet_inspect.models.plan import BlockPlan

REDUCTION = 16
"""Of squeeze-and-excitation; implementations differ in whether a gate has at least 8 channels."""
LEAST_REDUCED = 8

NORMS: Mapping[Norm, Word] = {Norm.BATCH: BATCH_NORM, Norm.GROUP: GROUP_NORM}
"""The word of each normalization."""

VIDEO = 3
"""Dimensions of its feature maps."""

USUAL = 3
"""Side of most kernels; an architecture may have others in its place."""

_FIRST_LAYER: Mapping[StemKind, tuple[int, int]] = {
    StemKind.IMAGENET: (7, 2),
    StemKind.DEEP: (3, 2),
    StemKind.TIERED: (3, 2),
    StemKind.CIFAR: (3, 1),
    StemKind.FACE: (3, 1),
}
"""Kernel size and stride of a stem's first convolution."""

BlockWords = tuple[Words, Words, Words]
"""The main path, the shortcut, and what follows the join."""


def stem_words(architecture: Architecture, channels: int) -> Words:
    """Return the words of a variant's stem for images of ``channels`` channels."""
    widths = architecture.stem.widths(architecture.stem_channels)
    factored = architecture.stem is StemKind.VIDEO_APART
    later = in_time if factored else lambda pair: convolution(architecture.kernel, pair)
    layers = [_first_layer(architecture, (channels, widths[0])), *map(later, pairwise(widths))]
    norm, active = NORMS[architecture.norm], PRELU if architecture.stem is StemKind.FACE else RELU
    words = (word for layer in layers for word in (layer, norm, active))
    return (*words, *stem_pooling(architecture))


def _first_layer(architecture: Architecture, width: tuple[int, int]) -> Word:
    """Return the word of the layer that reads the image; of a video it keeps all frames."""
    if architecture.dimensions != VIDEO or architecture.stem is StemKind.CIFAR:
        kernel, stride = _FIRST_LAYER[architecture.stem]
        return convolution(architecture.kernel if kernel == USUAL else kernel, width, stride)
    depth = {StemKind.VIDEO: 3, StemKind.VIDEO_APART: 1}.get(architecture.stem, 7)
    return of_video((depth, 7, 7), width, (1, 2, 2))


def in_space(width: tuple[int, int], stride: int = 1, dilation: int = 1) -> Word:
    """Return the word of a 1×3×3, which takes single frames."""
    return of_video((1, 3, 3), width, (1, stride, stride), (1, dilation, dilation))


def in_time(width: tuple[int, int], stride: int = 1, dilation: int = 1) -> Word:
    """Return the word of a 3×1×1, which takes single positions."""
    return of_video((3, 1, 1), width, (stride, 1, 1), (dilation, 1, 1))


def of_video(
    kernel: tuple[int, ...], width: tuple[int, int], stride: tuple[int, ...],
    dilation: tuple[int, ...] = (1, 1, 1),
) -> Word:  # fmt: skip
    """Return the word of a padded convolution that treats time and space differently."""
    padding = tuple(apart * (side // 2) for side, apart in zip(kernel, dilation, strict=True))
    return ("conv", ConvAttrs(
        in_channels=width[0], out_channels=width[1], kernel_size=kernel, stride=stride,
        padding=padding, dilation=dilation,
    ))  # fmt: skip


def stem_pooling(architecture: Architecture) -> Words:
    """Return the words of the pooling at the end of a stem; none of CIFAR's and of R3D's."""
    if not architecture.stem.pools:
        return ()
    if architecture.antialiased:
        return (pooling("max_pool", 3, 1), *_blur(architecture.stem_channels, 2))
    return (pooling("max_pool", 3, 2),)


def _blur(channels: int, stride: int) -> Words:
    kernel = ConvAttrs(
        in_channels=channels,
        out_channels=channels,
        kernel_size=(3, 3),
        stride=(stride, stride),
        groups=channels,
    )
    return (("pad",), ("conv", kernel))


def block_spellings(plan: BlockPlan) -> frozenset[BlockWords]:
    """Return the words of a block in each way that implementations write it."""
    return frozenset(block_words(plan, reduced) for reduced in _reductions(plan))


def _reductions(plan: BlockPlan) -> set[int]:
    reduced = plan.out_channels // REDUCTION
    return {reduced, max(reduced, LEAST_REDUCED)} if plan.gate is Gate.SQUEEZE_EXCITATION else {0}


def block_words(plan: BlockPlan, reduced: int) -> BlockWords:
    """Return the words of a block whose gate has ``reduced`` channels; 0 where it has none."""
    convolutions, norm, gated = list(_convolutions(plan)), NORMS[plan.norm], _gate(plan, reduced)
    if plan.kind is BlockKind.IMPROVED:
        first, second = convolutions
        main = (norm, first, norm, PRELU, second, norm, *gated)
        return (main, _shortcut(plan), ())
    if not plan.preactivation:
        layers = [word for layer in convolutions for word in (layer, norm, RELU)]
        if plan.blurs:
            layers[-3:-3] = _blur(plan.width, plan.stride)
        return ((*layers[:-1], *gated), _shortcut(plan), (RELU,))
    layers = [word for layer in convolutions for word in (norm, RELU, layer)]
    return ((*layers[2 * plan.input_is_activated :], *gated), _shortcut(plan), ())


def _convolutions(plan: BlockPlan) -> Iterator[Word]:
    first, middle, last = plan.in_channels, plan.width, plan.out_channels
    if plan.kind is BlockKind.BASIC:
        yield from _planned(plan, first, plan.convolution_stride, plan.entry_dilation)
        yield from _planned(plan, last, 1, plan.dilation)
        return
    if plan.kind is BlockKind.IMPROVED:
        yield convolution(3, (first, last), dilation=plan.entry_dilation)
        yield convolution(3, (last, last), plan.stride, dilation=plan.dilation)
        return
    strides, dilation = (1, plan.convolution_stride), plan.entry_dilation
    if plan.stride_on is StridePlace.FIRST_1X1:
        strides, dilation = (plan.stride, 1), plan.dilation
    yield convolution(1, (first, middle), strides[0])
    yield convolution(plan.kernel, (middle, middle), strides[1], plan.cardinality, dilation)
    yield convolution(1, (middle, last))


def _planned(plan: BlockPlan, source: int, stride: int, dilation: int) -> Iterator[Word]:
    """Yield the words of a basic block's convolution: two, where space and time are apart."""
    match plan.frames:
        case Frames.FACTORED:
            yield in_space((source, plan.between), stride, dilation)
            yield in_time((plan.between, plan.out_channels), stride, dilation)
        case Frames.SINGLE:
            yield in_space((source, plan.out_channels), stride, dilation)
        case _:
            yield convolution(plan.kernel, (source, plan.out_channels), stride, dilation=dilation)


def _gate(plan: BlockPlan, reduced: int) -> Words:
    match plan.gate:
        case Gate.NONE:
            return ()
        case Gate.SQUEEZE_EXCITATION:
            return (_squeeze_excitation(plan.out_channels, reduced),)
        case Gate.EFFICIENT:
            layer = convolution(attention_kernel(plan.out_channels), (1, 1))
            return (gate((SQUEEZE, layer, ("sigmoid",))),)


def _squeeze_excitation(channels: int, reduced: int) -> Word:
    layers = (fully_connected(channels, reduced), RELU, fully_connected(reduced, channels))
    return gate((SQUEEZE, *layers, ("sigmoid",)))


def _shortcut(plan: BlockPlan) -> Words:
    if plan.keeps_shape and plan.shortcut is not Shortcut.ALWAYS_PROJECTION:
        return ()
    if plan.shortcut is Shortcut.ZERO_PADDING:
        return (PADDING,)
    pooled = plan.shortcut is Shortcut.POOLED_PROJECTION
    stride = 1 if pooled else plan.convolution_stride
    width = plan.in_channels, plan.out_channels
    projection = convolution(1, width, stride)
    if plan.frames is Frames.SINGLE and stride > 1:
        projection = of_video((1, 1, 1), width, (1, stride, stride))
    norm = () if plan.preactivation else (NORMS[plan.norm],)
    before = _pool(plan) if pooled else _blur(plan.in_channels, plan.stride) if plan.blurs else ()
    return (*before, projection, *norm)


def _pool(plan: BlockPlan) -> Words:
    if plan.stride > 1:
        return (pooling("avg_pool", 2, 2),)
    dilates = plan.dilation > plan.entry_dilation
    return (("pad",), pooling("avg_pool", 2, 1)) if dilates else ()


def head_words(architecture: Architecture) -> Words:
    """Return the words of a variant's head."""
    norm = NORMS[architecture.norm]
    last = fully_connected(architecture.features, architecture.num_classes)
    if architecture.stem is StemKind.FACE:
        return (norm, last, BATCH_NORM)
    return (*((norm, RELU) if architecture.preactivation else ()), SQUEEZE, last)


def classifies(architecture: Architecture, head: Words) -> bool:
    """Tell whether a head is the variant's, for any number of classes."""
    return tuple(map(_without_classes, head)) == tuple(
        map(_without_classes, head_words(architecture))
    )


def _without_classes(word: Word) -> Word:
    return word[:-1] if word[0] == "linear" else word
