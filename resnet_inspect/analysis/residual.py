"""Residual connections, found in the dataflow and never by a name.

At each join the shortcut is the operand with the least in it: the search goes up the operand's
dominators, through at most one weighted operator, to the nearest tensor that the other operand is
computed from too. That tensor is the fork. What lies between makes the kind.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import prod

from resnet_inspect.analysis import paths
from resnet_inspect.analysis.connection import ResidualConnection, ResidualKind
from resnet_inspect.analysis.dominators import Dominators
from resnet_inspect.analysis.joins import Join, JoinKind, find_joins
from resnet_inspect.analysis.weighted import weighted_nodes
from resnet_inspect.graph import CallId, ConvAttrs, Graph, Node, NodeId, OpKind, Ref

__all__ = ["ResidualConnection", "ResidualKind", "residual_connections"]

WIRES = frozenset({
    OpKind.COPY, OpKind.RESHAPE, OpKind.INDEX, OpKind.PAD, OpKind.RESIZE, OpKind.DROPOUT,
})  # fmt: skip
"""What may stand on the untouched side of a concatenation."""

ELEMENTWISE = frozenset({
    OpKind.ARITHMETIC, OpKind.MULTIPLY, OpKind.ADD, OpKind.RESHAPE, OpKind.INDEX, OpKind.COPY,
    OpKind.REDUCE, OpKind.PAD, OpKind.CONCAT, OpKind.RESIZE, OpKind.CONSTANT,
})  # fmt: skip
"""A formula written out, such as GELU's, is made of these; a residual branch has more in it."""

RESHAPING = frozenset({
    OpKind.POOL, OpKind.PAD, OpKind.INDEX, OpKind.CONCAT, OpKind.RESIZE, OpKind.REDUCE, OpKind.CONV,
})  # fmt: skip
"""What makes a shortcut without weights a padding shortcut rather than an identity."""

PROJECTING = frozenset({OpKind.CONV, OpKind.LINEAR})
SQUASHING = frozenset({OpKind.ACTIVATION, OpKind.SOFTMAX})
POOLING = frozenset({OpKind.POOL, OpKind.REDUCE, OpKind.NORM})


def residual_connections(graph: Graph) -> tuple[ResidualConnection, ...]:
    """Return the graph's residual connections and other skips, ordered by their joins."""
    found = tuple(_Search(graph).connections())
    return tuple(_without_partial_sums(graph, found))


def _without_partial_sums(
    graph: Graph, found: Sequence[ResidualConnection]
) -> Iterator[ResidualConnection]:
    """Make a projection a branch where the identity from the same fork is added next (RepVGG)."""
    identities = {
        (connection.join, connection.fork)
        for connection in found
        if connection.kind is ResidualKind.IDENTITY
    }
    for connection in found:
        users = graph.users(graph.nodes[connection.join])
        partial = len(users) == 1 and (users[0].id, connection.fork) in identities
        if partial and connection.kind is ResidualKind.PROJECTION:
            yield replace(connection, kind=ResidualKind.FUSION)
        else:
            yield connection


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fork:
    """A join seen with one of its operands as the shortcut."""

    join: Join
    ref: Ref
    position: int
    others: tuple[int, ...]
    shortcut: tuple[NodeId, ...]
    main: tuple[NodeId, ...]
    shortcut_weight: int
    main_weight: int

    def connection(self, graph: Graph, kind: ResidualKind) -> ResidualConnection:
        return ResidualConnection(
            kind=kind, fork=self.ref, join=self.join.node.id, shortcut_input=self.position,
            shortcut=self.shortcut, main=self.main, main_inputs=self.others,
            block=_enclosing_call(graph, self.join.node, self.main),
        )  # fmt: skip


def _enclosing_call(graph: Graph, join: Node, main: Sequence[NodeId]) -> CallId:
    """Return the innermost call that ran the join and every node of the main path."""
    first = min(main, default=join.id)
    call = graph.calls[join.call]
    while call.first_node > first and call.parent is not None:
        call = graph.calls[call.parent]
    return call.id


class _Search:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.weighted = weighted_nodes(graph)
        self.dominators = Dominators(graph, self.weighted)
        self.kernels = [
            _kernel_positions(node) if weighted else 0
            for node, weighted in zip(graph.nodes, self.weighted, strict=True)
        ]
        self.paths: dict[tuple[Ref, Ref], tuple[NodeId, ...]] = {}

    def connections(self) -> Iterator[ResidualConnection]:
        find = {
            JoinKind.SUM: self._sum, JoinKind.PRODUCT: self._product,
            JoinKind.CONCAT: self._concat, JoinKind.BLEND: self._blend,
        }  # fmt: skip
        for join in find_joins(self.graph, self.dominators):
            self.paths.clear()
            connection = find[join.kind](join)
            if connection is not None:
                yield connection

    # The kinds of joins.

    def _sum(self, join: Join) -> ResidualConnection | None:
        fork = self._lightest(join) or self._fusion(join)
        if fork is None:
            return None
        kind = self._sum_kind(fork)
        return None if kind is None else fork.connection(self.graph, kind)

    def _sum_kind(self, fork: _Fork) -> ResidualKind | None:
        if fork.shortcut_weight == fork.main_weight == 0 and not self._is_branch(fork):
            return None
        if self._is_parallel(fork):
            return ResidualKind.FUSION
        if fork.shortcut_weight:
            projects = self._projects(fork)
            return ResidualKind.PROJECTION if projects else ResidualKind.FUSION
        if self._has(fork.shortcut, RESHAPING):
            return ResidualKind.PADDING if fork.main_weight else ResidualKind.FUSION
        return ResidualKind.IDENTITY

    def _product(self, join: Join) -> ResidualConnection | None:
        fork = self._lightest(join)
        if fork is None or fork.shortcut_weight or not self._is_gate(fork):
            return None
        return fork.connection(self.graph, ResidualKind.GATE)

    def _concat(self, join: Join) -> ResidualConnection | None:
        newest, *older = sorted(
            join.positions, key=lambda position: join.operand(position).node, reverse=True
        )
        for position in older:
            fork = self._fork(join, position, (newest,))
            if fork is not None and self._is_skip(fork):
                return fork.connection(self.graph, ResidualKind.CONCAT)
        return None

    def _blend(self, join: Join) -> ResidualConnection | None:
        fork = self._lightest(join)
        if fork is None or fork.shortcut or not fork.main_weight:
            return None
        return fork.connection(self.graph, ResidualKind.IDENTITY)

    def _is_skip(self, fork: _Fork) -> bool:
        wired = all(self.graph.nodes[node].kind in WIRES for node in fork.shortcut)
        return wired and fork.main_weight > 0

    # Forks.

    def _lightest(self, join: Join) -> _Fork | None:
        """Return the join's fork for the operand that makes the best shortcut, if any does."""
        forks = (
            self._fork(join, position, tuple(p for p in join.positions if p != position))
            for position in join.positions
        )
        return min((fork for fork in forks if fork is not None), key=self._order, default=None)

    def _order(self, fork: _Fork) -> tuple[int, int, int, int]:
        return (
            fork.shortcut_weight, self._kernel(fork.shortcut), self._size(fork.shortcut),
            len(fork.shortcut),
        )  # fmt: skip

    def _fork(self, join: Join, position: int, others: tuple[int, ...]) -> _Fork | None:
        shortcut = join.operand(position)
        ref = self._nearest(shortcut, [join.operand(other) for other in others], join)
        return None if ref is None else self._view(join, ref, position, others)

    def _view(self, join: Join, ref: Ref, position: int, others: tuple[int, ...]) -> _Fork:
        shortcut = self._path(ref, join.operand(position))
        mains = [self._path(ref, join.operand(other)) for other in others]
        main = mains[0] if len(mains) == 1 else tuple(sorted({node for m in mains for node in m}))
        return _Fork(
            join=join, ref=ref, position=position, others=others, shortcut=shortcut, main=main,
            shortcut_weight=self._weight(ref, join.operand(position), shortcut),
            main_weight=max(
                self._weight(ref, join.operand(other), nodes)
                for other, nodes in zip(others, mains, strict=True)
            ),
        )  # fmt: skip

    def _path(self, ref: Ref, target: Ref) -> tuple[NodeId, ...]:
        """Return the path between two tensors, remembered: each operand is looked at twice."""
        if (ref, target) not in self.paths:
            self.paths[ref, target] = paths.path(self.graph, ref, target)
        return self.paths[ref, target]

    def _weight(self, ref: Ref, target: Ref, nodes: Sequence[NodeId]) -> int:
        if self.dominators.common([ref, target]) == ref:
            return self.dominators.weight_between(ref, target)
        return paths.weight(self.graph, nodes, self.weighted)

    def _fusion(self, join: Join) -> _Fork | None:
        """Return the join's fork where no operand is a shortcut."""
        ref = self.dominators.common([join.operand(position) for position in join.positions])
        if ref is None:
            return None
        forks = (
            self._view(join, ref, position, tuple(p for p in join.positions if p != position))
            for position in join.positions
        )
        return min(forks, key=self._order)

    def _nearest(self, shortcut: Ref, others: list[Ref], join: Join) -> Ref | None:
        """Return the nearest dominator of ``shortcut`` that all ``others`` are computed from.

        One that does not dominate the others too, because they have a side input, must have a
        shortcut of their shape: an embedding that is added to every block has not.
        """
        common = self.dominators.common([shortcut, *others])
        if common == shortcut:
            return shortcut
        above = list(self._light_chain(shortcut, common))
        last = common if common in above else None
        if not above or not (join.kind is JoinKind.CONCAT or self._same_shape([shortcut, *others])):
            return last
        computed_from = [paths.ancestors(self.graph, ref, above[-1].node) for ref in others]
        sources = (ref for ref in above if all(ref in refs for refs in computed_from))
        return next(sources, last)

    def _light_chain(self, shortcut: Ref, end: Ref | None) -> Iterator[Ref]:
        """Yield the dominators of ``shortcut``, as far as one weighted operator and ``end``."""
        for ref in self.dominators.chain(shortcut):
            if self.dominators.weight_between(ref, shortcut) > 1:
                return
            yield ref
            if ref == end:
                return

    def _same_shape(self, refs: list[Ref]) -> bool:
        return len({self.graph.tensor(ref).shape for ref in refs}) == 1

    # What the paths are made of.

    def _has(self, nodes: Sequence[NodeId], kinds: frozenset[OpKind]) -> bool:
        return any(self.graph.nodes[node].kind in kinds for node in nodes)

    def _is_branch(self, fork: _Fork) -> bool:
        """Tell whether a main path without weights is one at all, not a formula written out."""
        return not fork.main or any(
            self.graph.nodes[node].kind not in ELEMENTWISE for node in fork.main
        )

    def _is_gate(self, fork: _Fork) -> bool:
        """Tell a gate from an activation function written out, such as ``x * sigmoid(x)``."""
        passes = not self._has(fork.shortcut, POOLING)
        mixes = self._has(fork.main, POOLING) and self._has(fork.main, SQUASHING)
        return passes and (fork.main_weight > 0 or mixes)

    def _is_parallel(self, fork: _Fork) -> bool:
        """Tell whether the two sides are branches of equal standing.

        Both take a part of the fork (Res2Net), or one adds a global context to the other.
        """
        sides = (fork.shortcut, fork.main)
        parts = all(
            side and all(
                self.graph.nodes[node].kind is OpKind.INDEX
                for node in paths.entries(self.graph, fork.ref, side)
            )
            for side in sides
        )  # fmt: skip
        return parts or self._is_context(fork)

    def _is_context(self, fork: _Fork) -> bool:
        shortcut = self.graph.tensor(fork.join.operand(fork.position)).shape
        others = (self.graph.tensor(fork.join.operand(other)).shape for other in fork.others)
        pooled = self._has(fork.shortcut, frozenset({OpKind.POOL, OpKind.REDUCE}))
        return pooled and all(prod(shortcut[2:]) == 1 < prod(other[2:]) for other in others)

    def _projects(self, fork: _Fork) -> bool:
        """Tell a projection shortcut from one of several branches."""
        weighted = [node for node in fork.shortcut if self.weighted[node]]
        if not all(self.graph.nodes[node].kind in PROJECTING for node in weighted):
            return False
        if any(self._is_add(node) for node in fork.shortcut):
            return False
        heavier = fork.main_weight > 1 or self._kernel(fork.shortcut) == 1 < self._kernel(fork.main)
        return bool(fork.shortcut_weight == 1 and heavier and not self._is_lateral(fork))

    def _is_add(self, node: NodeId) -> bool:
        add = self.graph.nodes[node]
        operands = [ref for ref in add.inputs if self.dominators.reaches(ref)]
        return add.kind is OpKind.ADD and len(operands) > 1

    def _is_lateral(self, fork: _Fork) -> bool:
        """Tell whether the main path goes down and comes up again, as in a feature pyramid."""
        size = self.graph.tensor(fork.ref).shape[2:]
        operand = self.graph.tensor(fork.join.operand(fork.position)).shape[2:]
        return size == operand and any(
            self.graph.nodes[ref.node].kind is OpKind.RESIZE or self._is_transposed(ref)
            for other in fork.others
            for ref in self._spine(fork, fork.join.operand(other))
        )

    def _spine(self, fork: _Fork, end: Ref) -> Iterator[Ref]:
        """Yield what dominates the end of the main path, down from the fork."""
        for ref in self.dominators.chain(end):
            if ref.node <= fork.ref.node:
                return
            yield ref

    def _is_transposed(self, ref: Ref) -> bool:
        attrs = self.graph.nodes[ref.node].attrs
        return isinstance(attrs, ConvAttrs) and attrs.transposed

    def _kernel(self, nodes: Sequence[NodeId]) -> int:
        """Return the largest number of kernel positions of the weighted operators."""
        return max((self.kernels[node] for node in nodes), default=0)

    def _size(self, nodes: Sequence[NodeId]) -> int:
        """Return the number of parameter elements that the nodes read."""
        return sum(
            self.graph.parameters[number].tensor.numel
            for node in nodes
            for number in self.graph.nodes[node].parameters
        )


def _kernel_positions(node: Node) -> int:
    return prod(node.attrs.kernel_size) if isinstance(node.attrs, ConvAttrs) else 1
