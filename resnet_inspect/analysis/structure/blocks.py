"""A network's blocks: which nodes and which module call each residual unit takes up."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from resnet_inspect.analysis.residual.connection import ResidualConnection, ResidualKind
from resnet_inspect.analysis.residual.paths import ancestors
from resnet_inspect.analysis.residual.shortcut import main_ref, main_stride
from resnet_inspect.analysis.residual.weighted import weighted_nodes
from resnet_inspect.analysis.structure.block_kind import (
    block_kind,
    is_preactivated,
    weighted_levels,
)
from resnet_inspect.analysis.structure.parts import Block
from resnet_inspect.analysis.structure.plain_blocks import plain_blocks
from resnet_inspect.analysis.structure.tiling import tile
from resnet_inspect.graph import CallId, Graph, ModuleCall, Node, NodeId, OpKind, TensorSpec

AFTER = frozenset({OpKind.ACTIVATION, OpKind.NORM, OpKind.DROPOUT, OpKind.COPY})
"""What may follow a join and still belongs to its block."""


def find_blocks(
    graph: Graph, connections: Sequence[ResidualConnection]
) -> tuple[tuple[Block, ...], NodeId]:
    """Return the network's blocks in execution order, and the node after the last of them.

    A second pass through the same blocks on another tensor (a siamese tower) is left out, but the
    node returned comes after it.
    """
    weighted = weighted_nodes(graph)
    residual = tuple(_Finder(graph, weighted, connections).blocks())
    plain = plain_blocks(graph, weighted, connections, residual)
    blocks = sorted((*residual, *plain), key=lambda block: block.first_node)
    end = max((block.end_node for block in blocks), default=NodeId(0))
    return tuple(_first_pass(graph, blocks)), end


@dataclass(frozen=True, slots=True)
class _Extent:
    call: CallId
    first: NodeId
    end: NodeId


class _Finder:
    def __init__(
        self, graph: Graph, weighted: Sequence[bool], connections: Sequence[ResidualConnection]
    ) -> None:
        self.graph = graph
        self.weighted = weighted
        self.connections = connections
        self.weights_before = _running_sum(self.weighted)
        self.units = tile(graph, connections, self.weighted)
        self.joins = [connection.join for connection in connections]
        self.unit_joins = [self.joins[unit] for unit in self.units]
        self.fusions = {
            connection.join: connection
            for connection in connections
            if connection.kind is ResidualKind.FUSION
        }
        self.preactivated = self._style()

    def _style(self) -> bool:
        """Tell whether most blocks with an identity shortcut begin with their activation."""
        units = [self.connections[unit] for unit in self.units]
        identities = [unit for unit in units if unit.kind is ResidualKind.IDENTITY] or units
        votes = [is_preactivated(self.graph, unit.main, self.weighted) for unit in identities]
        return 2 * sum(votes) > len(votes)

    def blocks(self) -> Iterator[Block]:
        free = NodeId(0)
        for number, unit in enumerate(self.units):
            following = self.unit_joins[number + 1 : number + 2]
            limit = following[0] if following else NodeId(len(self.graph.nodes))
            block = self._block(unit, free, limit)
            free = block.end_node
            yield block

    def _block(self, unit: int, free: NodeId, limit: NodeId) -> Block:
        connection = self.connections[unit]
        last = self._last_join(connection)
        extent = self._extent(connection, last, free, limit)
        start, end = (bisect_left(self.joins, node) for node in (extent.first, extent.end))
        return Block(
            call=extent.call, kind=self._kind(connection, last, extent), first_node=extent.first,
            end_node=extent.end, residuals=tuple(range(start, end)), connection=unit,
            stride=main_stride(self.graph, connection), output=self._output(connection, last),
        )  # fmt: skip

    def _last_join(self, connection: ResidualConnection) -> Node:
        """Return the join, or the last add of further branches from the same fork (shake-shake)."""
        join = self.graph.nodes[connection.join]
        while len(users := self.graph.users(join)) == 1:
            fusion = self.fusions.get(users[0].id)
            if fusion is None or fusion.fork != connection.fork:
                break
            join = users[0]
        return join

    def _output(self, connection: ResidualConnection, join: Node) -> TensorSpec:
        return join.output if join.outputs else self.graph.tensor(main_ref(self.graph, connection))

    # Extents.

    def _extent(
        self, connection: ResidualConnection, join: Node, free: NodeId, limit: NodeId
    ) -> _Extent:
        call = self._own_call(connection, join)
        if call is not None:
            return _Extent(call.id, call.first_node, call.end_node)
        first = min((*connection.main, *connection.shortcut))
        end = self._after(join, limit)
        first = self._before(first, free)
        return _Extent(self._around(connection, join).id, first, end)

    def _around(self, connection: ResidualConnection, join: Node) -> ModuleCall:
        call = self.graph.calls[connection.block]
        while call.end_node <= join.id and call.parent is not None:
            call = self.graph.calls[call.parent]
        return call

    def _own_call(self, connection: ResidualConnection, join: Node) -> ModuleCall | None:
        """Return the call that holds this unit, no other, and no weights outside it, if any."""
        call = self._around(connection, join)
        if not self._holds_one(call, connection, join):
            return None
        while call.parent is not None:
            outer = self.graph.calls[call.parent]
            more = outer.first_node < call.first_node or outer.end_node > call.end_node
            if not more or not self._only_adds(outer, call):
                break
            if not self._holds_one(outer, connection, join):
                break
            call = outer
        return call

    def _holds_one(self, call: ModuleCall, connection: ResidualConnection, join: Node) -> bool:
        units = bisect_left(self.unit_joins, call.end_node)
        units -= bisect_left(self.unit_joins, call.first_node)
        before = self._weights(call.first_node, NodeId(connection.fork.node + 1))
        return units == 1 and not before and not self._weights(join.id, call.end_node)

    def _only_adds(self, outer: ModuleCall, inner: ModuleCall) -> bool:
        """Tell whether ``outer`` adds to ``inner`` only what may follow a join."""
        if outer.first_node < inner.first_node:
            return False
        nodes = self.graph.nodes[inner.end_node : outer.end_node]
        return all(node.kind in AFTER for node in nodes)

    def _weights(self, start: NodeId, end: NodeId) -> int:
        return max(0, self.weights_before[end] - self.weights_before[start]) if end > start else 0

    def _after(self, join: Node, limit: NodeId) -> NodeId:
        """Return the end of the chain of normalizations and activations after a join."""
        last = join
        while not self.preactivated and len(users := self.graph.users(last)) == 1:
            if users[0].kind not in AFTER or users[0].id != last.id + 1 or users[0].id >= limit:
                break
            last = users[0]
        return NodeId(last.id + 1)

    def _before(self, first: NodeId, free: NodeId) -> NodeId:
        """Return the start of the normalizations and activations before a pre-activated block."""
        nodes = self.graph.nodes
        while self.preactivated and first > free and nodes[first - 1].kind in AFTER:
            first = NodeId(first - 1)
        return first

    # Kinds.

    def _kind(self, connection: ResidualConnection, last: Node, extent: _Extent) -> str:
        main = connection.main
        if last.id != connection.join:
            fusion = self.fusions[last.id]
            main = tuple(sorted({*main, *fusion.main, *fusion.shortcut} - set(connection.shortcut)))
        levels = weighted_levels(self.graph, main, self.weighted, self._aside(connection, main))
        return block_kind(levels, preactivated=self._is_preactivated(connection, extent))

    def _aside(self, connection: ResidualConnection, main: Sequence[NodeId]) -> set[NodeId]:
        """Return the nodes of gates and of inner residual branches on the main path."""
        first = bisect_left(self.joins, main[0])
        last = bisect_left(self.joins, connection.join)
        aside: set[NodeId] = set()
        for inner in self.connections[first:last]:
            if inner.join in main and (inner.is_residual or inner.kind is ResidualKind.GATE):
                aside.update(inner.main)
        return aside

    def _is_preactivated(self, connection: ResidualConnection, extent: _Extent) -> bool:
        """Tell whether the block begins with a normalization or activation.

        One that reads its projection off the activated tensor has them before the fork.
        """
        if is_preactivated(self.graph, connection.main, self.weighted):
            return True
        before = self.graph.nodes[extent.first : connection.fork.node + 1]
        if any(node.kind in AFTER for node in before):
            return True
        return self.preactivated


def _running_sum(weighted: Sequence[bool]) -> list[int]:
    total = [0]
    for weight in weighted:
        total.append(total[-1] + weight)
    return total


def _first_pass(graph: Graph, blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks without those of a network that is called again on another tensor."""
    again: dict[CallId, bool] = {}
    for block in blocks:
        call: CallId | None = block.call
        repeated = False
        while call is not None and not repeated:
            if call not in again:
                again[call] = _is_second_pass(graph, graph.calls[call])
            repeated = again[call]
            call = graph.calls[call].parent
        if not repeated:
            yield block


def _is_second_pass(graph: Graph, call: ModuleCall) -> bool:
    """Tell a repeated call on another tensor from the next step of a recurrence."""
    if call.index == 0 or not call.inputs:
        return False
    earlier = [
        other
        for other in graph.children(graph.calls[call.parent])
        if other.module == call.module and other.id < call.id
    ] if call.parent is not None else []  # fmt: skip
    results = {ref for other in earlier for ref in other.outputs}
    if not results:
        return False
    first = min(ref.node for ref in results)
    return not any(ancestors(graph, ref, first) & results for ref in call.inputs)
