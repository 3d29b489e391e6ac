"""Which residual connections are the blocks of a network, where connections contain others.

In a residual group (RCAN, ESRGAN) the blocks are the inner ones; around a non-local or context
layer inside a bottleneck the block is the outer one. The inner connections are taken if they are
several and hold most of the outer one's weighted operators.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from resnet_inspect.analysis.connection import ResidualConnection
from resnet_inspect.graph import ConvAttrs, Graph, NodeId, OpKind


@dataclass(slots=True)
class _Nest:
    """A connection and those whose joins lie on its main path."""

    position: int
    main: frozenset[NodeId]
    weight: int
    inner: list["_Nest"] = field(default_factory=list)

    def tiles(self) -> list["_Nest"]:
        inner = [tile for nest in self.inner for tile in nest.tiles()]
        covered = sum(tile.weight for tile in inner)
        if len(inner) > 1:
            return inner if 2 * covered > self.weight else [self]
        return inner if inner and covered == self.weight else [self]


def tile(
    graph: Graph, connections: Sequence[ResidualConnection], weighted: Sequence[bool]
) -> tuple[int, ...]:
    """Return the positions of the connections that are blocks, in execution order."""
    outer: list[_Nest] = []
    for position, connection in enumerate(connections):
        if not connection.is_residual or not connection.main or _is_long(graph, connection):
            continue
        nest = _Nest(position, frozenset(connection.main), _weight(connection, weighted))
        _take_inner(nest, outer, connection, connections)
        outer.append(nest)
    return tuple(sorted(tile.position for nest in outer for tile in nest.tiles()))


def _weight(connection: ResidualConnection, weighted: Sequence[bool]) -> int:
    return sum(weighted[node] for node in connection.main)


def _take_inner(
    nest: _Nest,
    outer: list[_Nest],
    connection: ResidualConnection,
    connections: Sequence[ResidualConnection],
) -> None:
    """Move those of the last ``outer`` nests that lie on the connection's main path into it."""
    beside: list[_Nest] = []
    while outer and connections[outer[-1].position].join > connection.fork.node:
        last = outer.pop()
        inside = connections[last.position].join in nest.main
        (nest.inner if inside else beside).append(last)
    outer.extend(reversed(beside))


def _is_long(graph: Graph, connection: ResidualConnection) -> bool:
    """Tell a skip of an encoder and decoder, whose main path goes down and up, from a block."""
    join = graph.nodes[connection.join]
    brought = graph.tensor(join.inputs[connection.shortcut_input]).shape[2:]
    if graph.tensor(connection.fork).shape[2:] != brought:
        return False
    return any(_grows(graph, node) for node in connection.main)


def _grows(graph: Graph, node_id: NodeId) -> bool:
    node = graph.nodes[node_id]
    transposed = isinstance(node.attrs, ConvAttrs) and node.attrs.transposed
    return node.kind is OpKind.RESIZE or transposed
