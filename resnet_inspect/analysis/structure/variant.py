"""Which published variant a network is: its words are those of the variant's plan, or it is none.

Names do not count, nor do the number of classes and of image channels. A network whose stem and
blocks are a variant's but whose head is another is that variant's backbone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import prod

from resnet_inspect.analysis.residual.connection import ResidualConnection
from resnet_inspect.analysis.structure.parts import Block, Stage
from resnet_inspect.analysis.structure.spelling import (
    BATCH_NORM,
    PADDING,
    RELU,
    SQUEEZE,
    Spelling,
    Word,
    Words,
    convolution,
    fully_connected,
    gate,
    pooling,
)
from resnet_inspect.graph import Graph, NodeId
from resnet_inspect.models.architecture import (
    Architecture,
    BlockKind,
    Shortcut,
    StemKind,
    StridePlace,
)
from resnet_inspect.models.plan import BlockPlan, plan_stages
from resnet_inspect.models.variants import VARIANTS

REDUCTION = 16
"""Of squeeze-and-excitation; implementations differ in whether a gate has at least 8 channels."""
LEAST_REDUCED = 8

BlockWords = tuple[Words, Words, Words]
"""The main path, the shortcut, and what follows the join."""


def recognise(
    graph: Graph,
    residuals: Sequence[ResidualConnection],
    *,
    stem: tuple[NodeId, ...],
    stages: tuple[Stage, ...],
    head: tuple[NodeId, ...],
) -> str | None:
    """Return the title of the published variant with the same structure, if there is one."""
    depths = tuple(len(stage.blocks) for stage in stages)
    candidates = [v for v in VARIANTS.values() if v.architecture.blocks == depths]
    if not candidates:
        return None
    spelling = Spelling(graph, residuals)
    stem_words, head_words = spelling.words(stem), spelling.words(head)
    blocks = [_block_words(graph, spelling, residuals, b) for s in stages for b in s.blocks]
    for variant in candidates:
        architecture = _dilated(variant.architecture, stem_words, blocks)
        if architecture and _matches(architecture, stem_words, blocks):
            backbone = "" if _classifies(architecture, head_words) else " backbone"
            stride = architecture.output_stride
            return f"{variant.title}{f' (output stride {stride})' if stride else ''}{backbone}"
    return None


# What the network says.


def _block_words(
    graph: Graph, spelling: Spelling, residuals: Sequence[ResidualConnection], block: Block
) -> BlockWords:
    connection = residuals[block.connection]
    before = range(block.first_node, max(block.first_node, connection.fork.node + 1))
    after = range(connection.join + 1, block.end_node)
    main = (*(NodeId(node) for node in before), *connection.main)
    return (
        spelling.words(main),
        spelling.shortcut(connection),
        spelling.words([graph.nodes[node].id for node in after]),
    )


def _dilated(
    architecture: Architecture, stem: Words, blocks: Sequence[BlockWords]
) -> Architecture | None:
    """Return the architecture with the network's output stride, None if it cannot have it."""
    words = (*stem, *(word for main, _, _ in blocks for word in main))
    reached = prod(_stride(word) for word in words)
    if reached == architecture.output_strides[0]:
        return architecture
    if reached not in architecture.output_strides:
        return None
    return replace(architecture, output_stride=reached)


def _stride(word: Word) -> int:
    match word:
        case ("conv", int(), int(), int(), int(stride), *_):
            return stride
        case ("max_pool2d", int(), int(stride)):
            return stride
        case _:
            return 1


# What the plan says.


def _matches(architecture: Architecture, stem: Words, blocks: Sequence[BlockWords]) -> bool:
    plans = [plan for stage in plan_stages(architecture) for plan in stage]
    if len(plans) != len(blocks):
        return False
    first_is_normalized = bool(blocks[0][0][:1] == (BATCH_NORM,))
    if architecture.preactivation:
        plans[0] = replace(plans[0], input_is_activated=not first_is_normalized)
    if stem not in _stems(architecture, stem, activated=plans[0].input_is_activated):
        return False
    return all(
        block in {_plan_words(plan, reduced) for reduced in _reductions(plan)}
        for block, plan in zip(blocks, plans, strict=True)
    )


def _stems(architecture: Architecture, found: Words, *, activated: bool) -> list[Words]:
    """Return the stem, for as many image channels as the network found has."""
    match found[:1]:
        case (("conv", int(), int(channels), *_),):
            words = _stem(architecture, channels)
        case _:
            return []
    pool = words[-1:] if words[-1] == pooling("max_pool2d", 3, 2) else ()
    convolutions = words[: -1 if pool else None]
    if architecture.preactivation and not activated:
        return [(*convolutions[:-2], *pool)]
    return [words]


def _stem(architecture: Architecture, channels: int) -> Words:
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


def _reductions(plan: BlockPlan) -> set[int]:
    reduced = plan.out_channels // REDUCTION
    return {reduced, max(reduced, LEAST_REDUCED)} if plan.squeeze_excitation else {0}


def _plan_words(plan: BlockPlan, reduced: int) -> BlockWords:
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


def _classifies(architecture: Architecture, head: Words) -> bool:
    """Tell whether a head is global average pooling and one linear layer."""
    last = (BATCH_NORM, RELU) if architecture.preactivation else ()
    match head:
        case (*start, ("linear", features, _)):
            return (*start, features) == (*last, SQUEEZE, architecture.features)
        case _:
            return False
