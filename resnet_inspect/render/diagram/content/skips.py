"""Which side of each residual connection is drawn as the one that leaves the line.

That is the shortcut; of a gate it is the side that computes the gate.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from resnet_inspect.analysis.facts import ResidualConnection, ResidualKind
from resnet_inspect.graph import Graph, NodeId, OpKind, Ref

_POOLING = {OpKind.POOL, OpKind.REDUCE}


@dataclass(frozen=True, slots=True)
class Skip:
    """The side of a residual connection that leaves the line."""

    number: int
    kind: ResidualKind
    fork: Ref
    join: NodeId
    input: int
    """The join's input that it ends in."""
    nodes: tuple[NodeId, ...]


def find_skips(graph: Graph, connections: Sequence[ResidualConnection]) -> tuple[Skip, ...]:
    """Return one skip for each connection."""
    return tuple(_skip(graph, number, one) for number, one in enumerate(connections))


def _skip(graph: Graph, number: int, one: ResidualConnection) -> Skip:
    nodes, place = one.shortcut, one.shortcut_input
    if one.kind is ResidualKind.GATE and one.main_inputs:
        inputs = graph.nodes[one.join].inputs
        main = one.main_inputs[0]
        if graph.tensor(inputs[main]).numel <= graph.tensor(inputs[place]).numel:
            nodes, place = one.main, main
    return Skip(number, one.kind, one.fork, one.join, place, nodes)


def gates(graph: Graph, skips: Sequence[Skip]) -> Iterator[tuple[NodeId, ...]]:
    """Yield the operators of each gate that begins with a pooling and that nobody else reads."""
    for skip in skips:
        if skip.kind is not ResidualKind.GATE or not skip.nodes:
            continue
        inside = {*skip.nodes, skip.join}
        first = graph.nodes[skip.nodes[0]]
        closed = all(
            user.id in inside for node in skip.nodes for user in graph.users(graph.nodes[node])
        )
        if closed and first.kind in _POOLING and len(skip.nodes) > 1:
            yield skip.nodes


def ends_and_kinds(
    graph: Graph, skips: Sequence[Skip], of_node: Sequence[int]
) -> tuple[dict[tuple[NodeId, int], tuple[int, ...]], dict[tuple[int, int], ResidualKind]]:
    """Return the connections that end at each input, and the kinds of links between clusters."""
    ends: dict[tuple[NodeId, int], tuple[int, ...]] = defaultdict(tuple)
    kinds: dict[tuple[int, int], ResidualKind] = {}
    for skip in skips:
        ends[skip.join, skip.input] += (skip.number,)
        inside = {of_node[skip.fork.node], *(of_node[node] for node in skip.nodes)}
        for node in skip.nodes:
            for ref in graph.nodes[node].inputs:
                source, target = of_node[ref.node], of_node[node]
                if source in inside and source != target:
                    kinds.setdefault((source, target), skip.kind)
    return ends, kinds
