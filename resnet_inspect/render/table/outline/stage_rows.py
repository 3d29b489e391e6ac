"""The outline at the level of stages: stem, one row a stage, head."""

from collections.abc import Iterator

from resnet_inspect import units
from resnet_inspect.analysis.facts import Stage, Structure
from resnet_inspect.graph import Graph, NodeId, OpKind
from resnet_inspect.render.table.outline.rows import Row, RowKind
from resnet_inspect.render.table.outline.settings import channels_and_stride, describe


def stage_rows(graph: Graph, structure: Structure) -> Iterator[Row]:
    """Yield rows that together hold every operator of the network once."""
    position = NodeId(len(graph.inputs()))
    label = "stem"
    for stage in structure.stages:
        first, end = max(stage.blocks[0].first_node, position), stage.blocks[-1].end_node
        yield from _rest(graph, label, position, first)
        yield _stage(graph, stage, first, end)
        position, label = end, f"after {stage.name}"
    yield from _rest(graph, "head", position, NodeId(len(graph.nodes)))


def _rest(graph: Graph, name: str, first: NodeId, end: NodeId) -> Iterator[Row]:
    if first >= end:
        return
    nodes = graph.nodes[first:end]
    layers = [describe(graph, node) for node in nodes if node.kind in _NAMED]
    few = 0 < len(layers) <= _FEW
    kind = " · ".join(layers) if few else units.plural(len(nodes), "operator")
    yield _row(graph, name, kind, first, end)


_NAMED = frozenset({OpKind.CONV, OpKind.LINEAR, OpKind.POOL, OpKind.REDUCE})
_FEW = 4
"""How many layers a row names before it only counts them."""


def _stage(graph: Graph, stage: Stage, first: NodeId, end: NodeId) -> Row:
    kinds = " and ".join(dict.fromkeys(block.kind for block in stage.blocks))
    inputs = graph.nodes[first].inputs
    before = graph.tensor(inputs[0]).shape if inputs else ()
    channels = channels_and_stride(before, stage.output.shape)
    times = f" ×{len(stage.blocks)}" if len(stage.blocks) > 1 else ""
    return _row(
        graph, stage.name, f"{kinds}{times}{f', {channels}' if channels else ''}", first, end
    )


def _row(graph: Graph, name: str, kind: str, first: NodeId, end: NodeId) -> Row:
    failed = any(
        failure.node is not None and first <= failure.node < end for failure in graph.failures
    )
    return Row(
        kind=RowKind.LAYER, name=name, path=name, type=kind, first_node=first, end_node=end,
        failed=failed,
    )  # fmt: skip
