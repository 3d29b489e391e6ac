"""The operators between two tensors."""

from collections.abc import Sequence

from resnet_inspect.graph import Graph, NodeId, Ref


def ancestors(graph: Graph, ref: Ref, first: NodeId) -> set[Ref]:
    """Return the tensors that ``ref`` is computed from, itself included.

    Args:
        graph: A traced forward pass.
        ref: Where the search begins.
        first: Nodes before this one are not looked at.
    """
    found = {ref}
    waiting = [ref]
    while waiting:
        for source in graph.nodes[waiting.pop().node].inputs:
            if source.node >= first and source not in found:
                found.add(source)
                waiting.append(source)
    return found


def path(graph: Graph, source: Ref, target: Ref) -> tuple[NodeId, ...]:
    """Return the nodes on all ways from ``source`` to ``target``, in execution order.

    The node that makes ``target`` is one of them, that of ``source`` is not; the path from a
    tensor to itself is empty.
    """
    if source == target:
        return ()
    on_path: set[NodeId] = set()
    for node in nodes_before(graph, target, source.node):
        inputs = graph.nodes[node].inputs
        if any(ref == source or ref.node in on_path for ref in inputs):
            on_path.add(node)
    return tuple(sorted(on_path))


def nodes_before(graph: Graph, target: Ref, after: NodeId) -> list[NodeId]:
    """Return the nodes behind ``after`` that ``target`` is computed by, in execution order."""
    nodes = graph.nodes
    found = {target.node} if target.node > after else set()
    waiting = list(found)
    while waiting:
        for source in nodes[waiting.pop()].inputs:
            node = source.node
            if node > after and node not in found:
                found.add(node)
                waiting.append(node)
    return sorted(found)


def weight(graph: Graph, nodes: Sequence[NodeId], weighted: Sequence[bool]) -> int:
    """Count the weighted nodes on the longest way through ``nodes``, given in execution order."""
    longest: dict[NodeId, int] = {}
    for node in nodes:
        before = (longest.get(ref.node, 0) for ref in graph.nodes[node].inputs)
        longest[node] = max(before, default=0) + weighted[node]
    return max(longest.values(), default=0)


def entries(graph: Graph, source: Ref, nodes: Sequence[NodeId]) -> list[NodeId]:
    """Return those of ``nodes`` that read ``source``."""
    return [node for node in nodes if source in graph.nodes[node].inputs]
