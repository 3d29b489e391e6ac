"""Which published variant a network is: its words are those of the variant's plan, or it is none.

Names do not count, nor do the number of classes and of image channels. A network whose stem and
blocks are a variant's but whose head is another is that variant's backbone.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from resnet_inspect.analysis.residual.connection import ResidualConnection
from resnet_inspect.analysis.structure.parts import Block, Stage
from resnet_inspect.analysis.structure.plan_words import (
    NORMS,
    BlockWords,
    block_spellings,
    classifies,
    stem_pooling,
    stem_words,
)
from resnet_inspect.analysis.structure.spelling import Spelling, Word, Words
from resnet_inspect.graph import ConvAttrs, Graph, NodeId
from resnet_inspect.models.architecture import Architecture
from resnet_inspect.models.plan import plan_stages
from resnet_inspect.models.variants import VARIANTS


def recognize(
    graph: Graph,
    residuals: Sequence[ResidualConnection],
    *,
    stem: tuple[NodeId, ...],
    stages: tuple[Stage, ...],
    head: tuple[NodeId, ...],
) -> str | None:
    """Return the title of the published variant with the same structure, if there is one."""
    depths = tuple(len(stage.blocks) for stage in stages)
    spelling = Spelling(graph, residuals)
    candidates = [
        one for one in VARIANTS.values()
        if one.architecture.blocks == depths
        and one.architecture.dimensions == spelling.dimensions
    ]  # fmt: skip
    if not candidates or not all(block.has_shortcut for stage in stages for block in stage.blocks):
        return None
    stem_words, head_words = spelling.words(stem), spelling.words(head)
    blocks = [_block_words(graph, spelling, residuals, b) for s in stages for b in s.blocks]
    for variant in candidates:
        architecture = _dilated(variant.architecture, stem_words, blocks)
        if architecture and _matches(architecture, stem_words, blocks):
            backbone = "" if classifies(architecture, head_words) else " backbone"
            stride = architecture.output_stride
            return f"{variant.title}{f' (output stride {stride})' if stride else ''}{backbone}"
    return None


# What the network says.


def _block_words(
    graph: Graph, spelling: Spelling, residuals: Sequence[ResidualConnection], block: Block
) -> BlockWords:
    if block.connection is None:
        raise ValueError("a published block has a shortcut")
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
        case ("conv", ConvAttrs(stride=(*_, int(stride)))):
            return stride
        case ("max_pool", int(), int(stride)):
            return stride
        case _:
            return 1


def _matches(architecture: Architecture, stem: Words, blocks: Sequence[BlockWords]) -> bool:
    plans = [plan for stage in plan_stages(architecture) for plan in stage]
    if len(plans) != len(blocks):
        return False
    first_is_normalized = blocks[0][0][:1] == (NORMS[architecture.norm],)
    if architecture.preactivation:
        plans[0] = replace(plans[0], input_is_activated=not first_is_normalized)
    if stem not in _stems(architecture, stem, activated=plans[0].input_is_activated):
        return False
    return all(block in block_spellings(plan) for block, plan in zip(blocks, plans, strict=True))


def _stems(architecture: Architecture, found: Words, *, activated: bool) -> list[Words]:
    """Return the stem, for as many image channels as the network found has."""
    match found[:1]:
        case (("conv", int(), int(channels), *_),) | (("conv", ConvAttrs(in_channels=channels)),):
            words = stem_words(architecture, channels)
        case _:
            return []
    pool = stem_pooling(architecture)
    convolutions = words[: len(words) - len(pool)]
    if architecture.preactivation and not activated:
        return [(*convolutions[:-2], *pool)]
    return [words]
