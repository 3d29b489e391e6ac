"""Which residual connections are the blocks of a network, where connections contain others.

In a residual group (RCAN, ESRGAN) the blocks are the inner ones; around a non-local or context
layer inside a bottleneck the block is the outer one. The inner connections are taken if they are
several and hold most of the outer one's weighted operators.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from resnet_inspect.analysis.residual.connection import ResidualConnection
from resnet_inspect.analysis.residual.enlarging import enlarges
from resnet_inspect.graph import Graph, NodeId


@dataclass(frozen=True, slots=True)
class _Nest:
    """A connection, and those on its main path that are blocks, or itself if it is one."""

    position: int
    join: NodeId
    weight: int
    """Weighted operators on the main path."""
    tiles: tuple["_Nest", ...] = ()

    def around(self, inner: Sequence["_Nest"]) -> "_Nest":
        """Return the nest with the connections that lie on its main path."""
        tiles = tuple(tile for nest in inner for tile in nest.tiles)
        covered = sum(tile.weight for tile in tiles)
        most = 2 * covered > self.weight if len(tiles) > 1 else covered == self.weight
        return replace(self, tiles=tiles if tiles and most else (self,))


def tile(
    graph: Graph, connections: Sequence[ResidualConnection], weighted: Sequence[bool]
) -> tuple[int, ...]:
    """Return the positions of the connections that are blocks, in execution order."""
    outer: list[_Nest] = []
    for position, connection in enumerate(connections):
        if connection.is_residual and connection.main and not _is_long(graph, connection):
            weight = sum(weighted[node] for node in connection.main)
            nest = _Nest(position, connection.join, weight)
            outer.append(nest.around(_take_inner(outer, connection)))
    return tuple(sorted(tile.position for nest in outer for tile in nest.tiles))


def _take_inner(outer: list[_Nest], connection: ResidualConnection) -> list[_Nest]:
    """Take those nests out of ``outer`` that lie on the connection's main path."""
    main = frozenset(connection.main)
    recent: list[_Nest] = []
    while outer and outer[-1].join > connection.fork.node:
        recent.append(outer.pop())
    outer.extend(nest for nest in reversed(recent) if nest.join not in main)
    return [nest for nest in recent if nest.join in main]


def _is_long(graph: Graph, connection: ResidualConnection) -> bool:
    """Tell a skip of an encoder and decoder, whose main path goes down and up, from a block."""
    join = graph.nodes[connection.join]
    brought = graph.tensor(join.inputs[connection.shortcut_input]).shape[2:]
    if graph.tensor(connection.fork).shape[2:] != brought:
        return False
    return any(enlarges(graph, graph.nodes[node]) for node in connection.main)
