"""Which tensor all data on the way to another tensor must pass: dominators of the dataflow.

The dominators of a tensor form a chain up to the network's input, and those of all tensors form a
tree. Two paths that leave one tensor and meet again have that tensor as their nearest common
dominator. Nodes come in topological order, so one pass builds the tree; jump pointers keep each
query logarithmic, so that a chain of ten thousand blocks takes linear time up to a logarithm.

References:
    Cooper, Harvey and Kennedy 2001, A Simple, Fast Dominance Algorithm (the idea of intersecting
    the chains); Myers 1983, An Applicative Random-Access Stack (the jump pointers).
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from resnet_inspect.graph import Graph, Node, OpKind, Ref

ROOT = 0
"""The virtual vertex above all network inputs."""

UNREACHED = -1
"""The parent of a tensor that does not depend on any network input."""


class Dominators:
    """The dominator tree of a graph's tensors.

    Args:
        graph: A traced forward pass; constants and what is computed from constants only is left
            out, for it belongs to no path.
        weighted: For each node, whether it counts in :meth:`weight_between`.
    """

    def __init__(self, graph: Graph, weighted: Sequence[bool]) -> None:
        self._offsets = list(accumulate((len(node.outputs) for node in graph.nodes), initial=1))
        size = self._offsets[-1]
        self._refs: list[Ref | None] = [None] * size
        self._parents = [UNREACHED] * size
        self._jumps = [ROOT] * size
        self._depths = [0] * size
        self._weights = [0] * size
        self._parents[ROOT] = ROOT
        for node in graph.nodes:
            self._place(node, weight=int(weighted[node.id]))

    def _place(self, node: Node, weight: int) -> None:
        sources = [self._vertex(ref) for ref in node.inputs if self.reaches(ref)]
        if not sources and node.kind is not OpKind.INPUT:
            return
        parent = sources[0] if sources else ROOT
        for source in sources[1:]:
            parent = self._common(parent, source)
        total = weight + max((self._weights[source] for source in sources), default=0)
        for index in range(len(node.outputs)):
            self._hang(Ref(node.id, index), parent, total)

    def _hang(self, ref: Ref, parent: int, weight: int) -> None:
        vertex = self._vertex(ref)
        self._refs[vertex] = ref
        self._parents[vertex] = parent
        self._depths[vertex] = self._depths[parent] + 1
        self._weights[vertex] = weight
        jump = self._jumps[parent]
        equal = self._span(parent) == self._span(jump)
        self._jumps[vertex] = self._jumps[jump] if equal else parent

    def _span(self, vertex: int) -> int:
        return self._depths[vertex] - self._depths[self._jumps[vertex]]

    def _vertex(self, ref: Ref) -> int:
        return self._offsets[ref.node] + ref.index

    def reaches(self, ref: Ref) -> bool:
        """Tell whether the tensor depends on an input of the network."""
        return self._parents[self._vertex(ref)] != UNREACHED

    def common(self, refs: Sequence[Ref]) -> Ref | None:
        """Return the nearest tensor that all of ``refs`` come through, which may be one of them.

        None where they have nothing in common but the network's inputs as a whole.
        """
        vertex = self._vertex(refs[0])
        for ref in refs[1:]:
            vertex = self._common(vertex, self._vertex(ref))
        return self._refs[vertex]

    def _common(self, one: int, other: int) -> int:
        if self._depths[one] < self._depths[other]:
            one, other = other, one
        one = self._raise(one, self._depths[other])
        while one != other:
            if self._jumps[one] != self._jumps[other]:
                one, other = self._jumps[one], self._jumps[other]
            else:
                one, other = self._parents[one], self._parents[other]
        return one

    def _raise(self, vertex: int, depth: int) -> int:
        while self._depths[vertex] > depth:
            jump = self._jumps[vertex]
            vertex = jump if self._depths[jump] >= depth else self._parents[vertex]
        return vertex

    def chain(self, ref: Ref) -> Iterator[Ref]:
        """Yield the tensor, its nearest dominator, and so on up to an input of the network."""
        vertex = self._vertex(ref)
        while (found := self._refs[vertex]) is not None:
            yield found
            vertex = self._parents[vertex]

    def weight_between(self, above: Ref, below: Ref) -> int:
        """Count the weighted nodes on the longest path from a dominator down to a tensor."""
        return self._weights[self._vertex(below)] - self._weights[self._vertex(above)]
