"""Stem, stages of blocks, and head, read off the residual connections."""

from collections.abc import Callable, Iterator, Sequence

from resnet_inspect.analysis.residual.connection import ResidualConnection
from resnet_inspect.analysis.structure.blocks import find_blocks
from resnet_inspect.analysis.structure.parts import Block, Stage, Structure
from resnet_inspect.analysis.structure.variant import recognize
from resnet_inspect.graph import Graph, ModulePath, NodeId, OpKind, TensorSpec

EMPTY = Structure(stem=(), stages=(), head=(), variant=None)
SOURCES = frozenset({OpKind.INPUT, OpKind.CONSTANT})


def find_structure(graph: Graph, residuals: tuple[ResidualConnection, ...]) -> Structure:
    """Divide the network into stem, stages and head."""
    blocks, end = find_blocks(graph, residuals)
    if not blocks:
        return EMPTY
    stem = _operators(graph, NodeId(0), blocks[0].first_node)
    head = _operators(graph, end, NodeId(len(graph.nodes)))
    stages = tuple(_named(graph, _grouped(blocks)))
    variant = recognize(graph, residuals, stem=stem, stages=stages, head=head)
    return Structure(stem=stem, stages=stages, head=head, variant=variant)


def _operators(graph: Graph, start: NodeId, end: NodeId) -> tuple[NodeId, ...]:
    return tuple(node.id for node in graph.nodes[start:end] if node.kind not in SOURCES)


def _grouped(blocks: Sequence[Block]) -> Sequence[tuple[Block, ...]]:
    """Group blocks by resolution and width; by resolution alone where every block widens."""
    groups = _runs(blocks, _same_map)
    if len(blocks) > MANY and 4 * len(groups) >= 3 * len(blocks):
        return _runs(blocks, _same_size)
    return groups


MANY = 4
"""More blocks than this, nearly all of other widths, are a pyramid (PyramidNet), not stages."""


def _runs(
    blocks: Sequence[Block], alike: Callable[[TensorSpec, TensorSpec], bool]
) -> Sequence[tuple[Block, ...]]:
    runs: list[list[Block]] = []
    for block in blocks:
        if runs and alike(runs[-1][-1].output, block.output):
            runs[-1].append(block)
        else:
            runs.append([block])
    return [tuple(run) for run in runs]


def _same_map(one: TensorSpec, other: TensorSpec) -> bool:
    """Tell whether two maps have one size and width; one of them may be a row of tokens."""
    if len(one.shape) != len(other.shape):
        return one.numel == other.numel
    return one.shape[1:] == other.shape[1:]


def _same_size(one: TensorSpec, other: TensorSpec) -> bool:
    return one.shape[2:] == other.shape[2:]


def _named(graph: Graph, groups: Sequence[tuple[Block, ...]]) -> Iterator[Stage]:
    holders = [_holder(graph, group) for group in groups]
    for number, (group, holder) in enumerate(zip(groups, holders, strict=True), start=1):
        name = holder if holder and holders.count(holder) == 1 else f"stage {number}"
        yield Stage(name=name, blocks=group, output=group[-1].output)


def _holder(graph: Graph, group: tuple[Block, ...]) -> ModulePath:
    """Return the path of the innermost module around a stage's blocks.

    For a stage of one block that is the module around the block, if there is one below the network.
    """
    call = graph.calls[group[0].call]
    if len(group) == 1 and call.parent:
        call = graph.calls[call.parent]
    while call.parent is not None and call.end_node < group[-1].end_node:
        call = graph.calls[call.parent]
    return call.module
