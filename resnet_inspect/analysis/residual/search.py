"""Residual connections, found in the dataflow and never by a name.

:mod:`.joins` finds where tensors meet, :mod:`.forks` where they come from; here the operators in
between decide what kind of connection it is, if any.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import prod
from types import MappingProxyType

from resnet_inspect.analysis.residual import paths
from resnet_inspect.analysis.residual.connection import ResidualConnection, ResidualKind
from resnet_inspect.analysis.residual.dominators import Dominators
from resnet_inspect.analysis.residual.enlarging import enlarges
from resnet_inspect.analysis.residual.forks import Fork, Forks
from resnet_inspect.analysis.residual.joins import Join, JoinKind, find_joins
from resnet_inspect.analysis.residual.weighted import weighted_nodes
from resnet_inspect.graph import CallId, ConvAttrs, Graph, Node, NodeId, OpKind

WIRES = frozenset({
    OpKind.COPY, OpKind.RESHAPE, OpKind.INDEX, OpKind.PAD, OpKind.RESIZE, OpKind.DROPOUT,
})  # fmt: skip
"""What may stand on the untouched side of a concatenation."""

FORMULA = frozenset({
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
POOLING = frozenset({OpKind.POOL, OpKind.REDUCE})
SUMMARIZING = POOLING | {OpKind.NORM}
BENDING = SQUASHING | {OpKind.NORM, OpKind.OTHER}


def residual_connections(graph: Graph) -> tuple[ResidualConnection, ...]:
    """Return the graph's residual connections and other skips, ordered by their joins."""
    weighted = weighted_nodes(graph)
    search = _Search(graph, weighted)
    gates = {connection.join: connection for connection in search.gates()}
    if gates:
        aside = gate_nodes(graph, gates.values())
        weighted = tuple(weight and node not in aside for node, weight in enumerate(weighted))
        search = _Search(graph, weighted, gates)
    return tuple(_without_partial_sums(graph, tuple(search.connections())))


def gate_nodes(graph: Graph, gates: Iterable[ResidualConnection]) -> frozenset[NodeId]:
    """Return the nodes that serve nothing but gates: what they weigh is not on any path."""
    aside: set[NodeId] = set()
    for gate in gates:
        inside = {gate.join}
        for node in reversed(gate.main):
            if all(user.id in inside for user in graph.users(graph.nodes[node])):
                inside.add(node)
        aside |= inside - {gate.join}
    return frozenset(aside)


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


class _Search:
    """Looks at each join of a graph.

    Args:
        graph: A traced forward pass.
        weighted: Which of its nodes are weighted.
        gates: Gates found before, by their joins.
    """

    def __init__(
        self,
        graph: Graph,
        weighted: Sequence[bool],
        gates: Mapping[NodeId, ResidualConnection] = MappingProxyType({}),
    ) -> None:
        self.graph = graph
        self.weighted = weighted
        self.known_gates = gates
        self.dominators = Dominators(graph, weighted)
        self.forks = Forks(graph, weighted, self.dominators)

    def gates(self) -> Iterator[ResidualConnection]:
        for join in find_joins(self.graph, self.dominators):
            if join.kind is JoinKind.PRODUCT and (gate := self._product(join)) is not None:
                yield gate

    def connections(self) -> Iterator[ResidualConnection]:
        find = {
            JoinKind.SUM: self._sum, JoinKind.PRODUCT: self._product,
            JoinKind.CONCAT: self._concat, JoinKind.BLEND: self._blend,
        }  # fmt: skip
        for join in find_joins(self.graph, self.dominators):
            connection = self.known_gates.get(join.node.id) or find[join.kind](join)
            if connection is not None:
                yield connection

    # The kinds of joins.

    def _sum(self, join: Join) -> ResidualConnection | None:
        fork = self.forks.lightest(join) or self.forks.common(join)
        kind = None if fork is None else self._sum_kind(fork)
        return None if fork is None or kind is None else _connection(self.graph, fork, kind)

    def _sum_kind(self, fork: Fork) -> ResidualKind | None:
        if fork.shortcut_weight == fork.main_weight == 0 and not self._is_branch(fork):
            return None
        of_parts = self._takes_parts(fork)
        if (of_parts and not self._is_read_again(fork.join.node)) or self._is_context(fork):
            return ResidualKind.FUSION
        if self._weighs(fork):
            projects = self._projects(fork)
            return ResidualKind.PROJECTION if projects else ResidualKind.FUSION
        wire = self._wire(fork)
        if of_parts:
            entries = paths.entries(self.graph, fork.ref, fork.shortcut)
            wire = [node for node in wire if node not in entries]
        if not fork.main_weight and self._has(wire, RESHAPING | BENDING):
            return ResidualKind.FUSION
        reshapes = self._has(wire, RESHAPING)
        return ResidualKind.PADDING if reshapes else ResidualKind.IDENTITY

    def _product(self, join: Join) -> ResidualConnection | None:
        fork = self.forks.lightest(join)
        if fork is None or self._weighs(fork) or not self._is_gate(fork):
            return None
        return _connection(self.graph, fork, ResidualKind.GATE)

    def _concat(self, join: Join) -> ResidualConnection | None:
        newest, *older = sorted(
            join.positions, key=lambda position: join.operand(position).node, reverse=True
        )
        for position in older:
            fork = self.forks.fork(join, position, (newest,))
            if fork is not None and self._is_skip(fork):
                return _connection(self.graph, fork, ResidualKind.CONCAT)
        return None

    def _blend(self, join: Join) -> ResidualConnection | None:
        fork = self.forks.lightest(join)
        if fork is None or fork.shortcut or not fork.main_weight:
            return None
        return _connection(self.graph, fork, ResidualKind.IDENTITY)

    # What the paths are made of.

    def _wire(self, fork: Fork) -> list[NodeId]:
        """Return the shortcut without what computes the factors of gates on it."""
        gates = [self.known_gates[node] for node in fork.shortcut if node in self.known_gates]
        aside = {node for gate in gates for node in gate.main}
        return [node for node in fork.shortcut if node not in aside]

    def _weighs(self, fork: Fork) -> bool:
        return any(self.weighted[node] for node in self._wire(fork))

    def _has(self, nodes: Sequence[NodeId], kinds: frozenset[OpKind]) -> bool:
        return any(self.graph.nodes[node].kind in kinds for node in nodes)

    def _is_branch(self, fork: Fork) -> bool:
        """Tell whether a main path without weights is one at all, not a formula written out."""
        return not fork.main or any(
            self.graph.nodes[node].kind not in FORMULA for node in fork.main
        )

    def _is_gate(self, fork: Fork) -> bool:
        """Tell a gate from an activation function written out, such as ``x * sigmoid(x)``."""
        mixes = self._has(fork.main, SUMMARIZING) and self._has(fork.main, SQUASHING)
        return not self._has(self._wire(fork), SUMMARIZING) and (fork.main_weight > 0 or mixes)

    def _is_skip(self, fork: Fork) -> bool:
        wired = all(self.graph.nodes[node].kind in WIRES for node in fork.shortcut)
        return wired and fork.main_weight > 0

    def _takes_parts(self, fork: Fork) -> bool:
        """Tell whether both sides take a part of the fork."""
        return all(
            side and all(
                self.graph.nodes[node].kind is OpKind.INDEX
                for node in paths.entries(self.graph, fork.ref, side)
            )
            for side in (fork.shortcut, fork.main)
        )  # fmt: skip

    def _is_read_again(self, join: Node) -> bool:
        """Tell whether a sum of parts goes on as a stream (RevNet), rather than into one branch."""
        return len(self.graph.users(join)) > 1

    def _is_context(self, fork: Fork) -> bool:
        """Tell whether one side adds a global mean to the other."""
        brought = self.graph.tensor(fork.brought).shape[2:]
        sides = (self.graph.tensor(side).shape[2:] for side in fork.sides)
        pooled = self._has(fork.shortcut, POOLING)
        return pooled and all(prod(brought) == 1 < prod(side) for side in sides)

    def _projects(self, fork: Fork) -> bool:
        """Tell a projection shortcut from one of several branches."""
        weighted = [node for node in fork.shortcut if self.weighted[node]]
        if any(self._is_sum(node) for node in fork.shortcut):
            return False
        if fork.shortcut_weight > 1 and not self._is_separable(weighted):
            return False
        if not all(self.graph.nodes[node].kind in PROJECTING for node in weighted):
            return False
        kernel, main_kernel = self.forks.kernel(fork.shortcut), self.forks.kernel(fork.main)
        heavier = fork.main_weight > fork.shortcut_weight or kernel == 1 < main_kernel
        return heavier and not self._is_lateral(fork)

    def _is_separable(self, weighted: Sequence[NodeId]) -> bool:
        """Tell a depthwise separable convolution, which is two operators and one projection."""
        match [self.graph.nodes[node].attrs for node in weighted]:
            case [ConvAttrs(depthwise=True), ConvAttrs(kernel_size=kernel)]:
                return prod(kernel) == 1
            case _:
                return False

    def _is_sum(self, node: NodeId) -> bool:
        add = self.graph.nodes[node]
        operands = [ref for ref in add.inputs if self.dominators.reaches(ref)]
        return add.kind is OpKind.ADD and len(operands) > 1

    def _is_lateral(self, fork: Fork) -> bool:
        """Tell whether the main path goes down and comes up again, as in a feature pyramid."""
        size = self.graph.tensor(fork.ref).shape[2:]
        return size == self.graph.tensor(fork.brought).shape[2:] and any(
            enlarges(self.graph, node) for node in self.forks.spine(fork)
        )


def _connection(graph: Graph, fork: Fork, kind: ResidualKind) -> ResidualConnection:
    join = fork.join.node
    return ResidualConnection(
        kind=kind, fork=fork.ref, join=join.id, shortcut_input=fork.position,
        shortcut=fork.shortcut, main=fork.main, main_inputs=fork.others,
        block=_enclosing_call(graph, join, fork.main),
    )  # fmt: skip


def _enclosing_call(graph: Graph, join: Node, main: Sequence[NodeId]) -> CallId:
    """Return the innermost call that ran the join and every node of the main path."""
    first = min(main, default=join.id)
    call = graph.calls[join.call]
    while call.first_node > first and call.parent is not None:
        call = graph.calls[call.parent]
    return call.id
