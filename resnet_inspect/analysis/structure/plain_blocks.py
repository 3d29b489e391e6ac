"""Blocks without a shortcut: EfficientNet has sixteen blocks, nine of them with one.

A network that has residual blocks has others beside them that change the size or the width and so
go without. They are modules of the same classes, or blocks of the mobile kinds (MobileNet's) that
stand among the residual ones.
"""

from collections.abc import Iterator, Sequence
from math import ceil

from resnet_inspect.analysis.residual.connection import ResidualConnection, ResidualKind
from resnet_inspect.analysis.residual.search import gate_nodes
from resnet_inspect.analysis.structure.block_kind import MOBILE, block_kind, weighted_levels
from resnet_inspect.analysis.structure.parts import Block
from resnet_inspect.graph import CallId, Graph, ModuleCall, NodeId, TensorSpec

LIBRARY = "torch.nn."
"""Where classes come from that say nothing of what is in them."""


def plain_blocks(
    graph: Graph,
    weighted: Sequence[bool],
    connections: Sequence[ResidualConnection],
    blocks: Sequence[Block],
) -> Iterator[Block]:
    """Yield the blocks that have no shortcut, in execution order.

    Args:
        graph: A traced forward pass.
        weighted: Which of its nodes are weighted.
        connections: Its residual connections.
        blocks: Its residual blocks.
    """
    finder = _Finder(graph, weighted, connections, blocks)
    end = NodeId(0)
    for call in graph.calls:
        if call.first_node >= end and finder.is_plain(call):
            end = call.end_node
            yield finder.block(call)


class _Finder:
    def __init__(
        self,
        graph: Graph,
        weighted: Sequence[bool],
        connections: Sequence[ResidualConnection],
        blocks: Sequence[Block],
    ) -> None:
        self.graph = graph
        self.weighted = weighted
        self.connections = connections
        gates = [one for one in connections if one.kind is ResidualKind.GATE]
        self.aside = gate_nodes(graph, gates)
        self.images = {node.id for node in graph.inputs()}
        self.taken = [False] * len(graph.nodes)
        for block in blocks:
            self.taken[block.first_node : block.end_node] = [True] * (
                block.end_node - block.first_node
            )
        calls = [graph.calls[block.call] for block in blocks if _fills(graph, block)]
        self.classes = {self._class(call) for call in calls if not self._is_standard(call)}
        self.places = {place for call in calls for place in self._places(call)}

    def is_plain(self, call: ModuleCall) -> bool:
        """Tell a block without a shortcut from the stem and from parts of other blocks."""
        weights = sum(self.weighted[call.first_node : call.end_node])
        if not weights or call.parent is None or any(self.taken[call.first_node : call.end_node]):
            return False
        if not call.outputs or any(ref.node in self.images for ref in call.inputs):
            return False
        if self._class(call) in self.classes:
            return True
        beside = any(place in self.places for place in self._places(call))
        return beside and weights > 1 and self._kind(call) in MOBILE

    def block(self, call: ModuleCall) -> Block:
        output = self.graph.tensor(call.outputs[0])
        inside = range(call.first_node, call.end_node)
        return Block(
            call=call.id, kind=self._kind(call), first_node=call.first_node,
            end_node=call.end_node, connection=None, output=output,
            residuals=tuple(
                number for number, one in enumerate(self.connections) if one.join in inside
            ),
            stride=self._stride(call, output),
        )  # fmt: skip

    def _kind(self, call: ModuleCall) -> str:
        nodes = [NodeId(node) for node in range(call.first_node, call.end_node)]
        levels = weighted_levels(self.graph, nodes, self.weighted, self.aside)
        return block_kind(levels, preactivated=False)

    def _stride(self, call: ModuleCall, output: TensorSpec) -> tuple[int, ...]:
        if not call.inputs:
            return ()
        before = self.graph.tensor(call.inputs[0]).shape[2:]
        return tuple(
            ceil(old / new) for old, new in zip(before, output.shape[2:], strict=False) if new
        )

    def _class(self, call: ModuleCall) -> str:
        return self.graph.module(call.module).qualified_type

    def _is_standard(self, call: ModuleCall) -> bool:
        return self._class(call).startswith(LIBRARY)

    def _places(self, call: ModuleCall) -> Iterator[tuple[int, CallId | None]]:
        """Yield where a call stands: in which call, and in a container of which one."""
        parent = None if call.parent is None else self.graph.calls[call.parent]
        if parent is None:
            return
        yield 1, parent.id
        if parent.parent is not None and self._is_standard(parent):
            yield 2, parent.parent


def _fills(graph: Graph, block: Block) -> bool:
    """Tell whether a block is just one module call."""
    call = graph.calls[block.call]
    return (call.first_node, call.end_node) == (block.first_node, block.end_node)
