"""Runs of identical consecutive module calls: ``layer3.1-5  Bottleneck x5``.

Two calls are identical when the same module types ran the same operators with the same settings,
shapes, parameter sizes and wiring. Each call gets a number bottom-up, equal for identical calls,
so that comparing two calls of any size is one comparison of integers.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from resnet_inspect.graph import Graph, ModuleCall, Node, NodeId, Ref

Signatures = tuple[int, ...]
"""For each call of a graph, a number that identical calls share."""


@dataclass(frozen=True, slots=True)
class CallRun:
    """Identical calls that follow each other without an operator between them; at least one."""

    calls: tuple[ModuleCall, ...]

    @property
    def first(self) -> ModuleCall:
        """The call that stands for all."""
        return self.calls[0]

    @property
    def last(self) -> ModuleCall:
        """The last call: ``first`` and ``last`` name the run."""
        return self.calls[-1]

    def __len__(self) -> int:
        """Return the number of calls."""
        return len(self.calls)


def fold(calls: Sequence[ModuleCall], signatures: Signatures) -> tuple[CallRun, ...]:
    """Group sibling calls, given in execution order, into runs of identical ones.

    Args:
        calls: Calls of one parent, such as ``graph.children(call)``.
        signatures: What :func:`call_signatures` says of the graph (``Facts.signatures``).
    """
    runs: list[list[ModuleCall]] = []
    for call in calls:
        if runs and _continues(runs[-1][-1], call, signatures):
            runs[-1].append(call)
        else:
            runs.append([call])
    return tuple(CallRun(tuple(run)) for run in runs)


def _continues(before: ModuleCall, call: ModuleCall, signatures: Signatures) -> bool:
    return before.end_node == call.first_node and signatures[before.id] == signatures[call.id]


def call_signatures(graph: Graph) -> Signatures:
    """Number each call such that identical calls, and only they, have equal numbers."""
    return _Signing(graph).signatures()


class _Signing:
    """Signs calls from the last to the first, so that inner calls come before outer ones."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.numbers: dict[Hashable, int] = {}
        self.signed = [0] * len(graph.calls)
        self.sources: list[tuple[Ref, ...]] = [()] * len(graph.calls)
        """The tensors from outside that each call reads, in the order of first reading."""
        self.failed = {failure.call for failure in graph.failures}
        self.failed_nodes = {failure.node for failure in graph.failures}

    def signatures(self) -> Signatures:
        for call in reversed(self.graph.calls):
            self._sign(call)
        return tuple(self.signed)

    def _sign(self, call: ModuleCall) -> None:
        outside: dict[Ref, int] = {}
        parts = tuple(
            (what, tuple(_place(ref, call, outside) for ref in reads))
            for what, reads in self._parts(call)
        )
        results = tuple(_place(ref, call, outside) for ref in call.outputs)
        shapes = tuple(self.graph.tensor(ref) for ref in outside)
        kind = self.graph.module(call.module).qualified_type
        failure = call.id if call.id in self.failed else None
        key = (kind, parts, results, shapes, failure)
        self.signed[call.id] = self.numbers.setdefault(key, len(self.numbers))
        self.sources[call.id] = tuple(outside)

    def _parts(self, call: ModuleCall) -> Iterator[tuple[Hashable, tuple[Ref, ...]]]:
        """Yield the call's own operators and its inner calls, in order, with what they read."""
        position = call.first_node
        for child in self.graph.children(call):
            yield from self._operators(position, child.first_node)
            name = child.module.removeprefix(call.module)
            yield (name, self.signed[child.id]), self.sources[child.id]
            position = child.end_node
        yield from self._operators(position, call.end_node)

    def _operators(self, start: NodeId, end: NodeId) -> Iterator[tuple[Hashable, tuple[Ref, ...]]]:
        for node in self.graph.nodes[start:end]:
            yield self._operator(node), node.inputs

    def _operator(self, node: Node) -> Hashable:
        parameters = tuple(
            (parameter.tensor, parameter.kind, parameter.trainable)
            for parameter in (self.graph.parameters[number] for number in node.parameters)
        )
        failure = node.id if node.id in self.failed_nodes else None
        return (
            node.op, node.attrs, node.outputs, parameters, node.mutates, node.assumed, failure,
        )  # fmt: skip


def _place(ref: Ref, call: ModuleCall, outside: dict[Ref, int]) -> tuple[int, int]:
    """Say where ``call`` has ``ref`` from: its own operators count from 0, outside from -1 down."""
    if ref.node >= call.first_node:
        return ref.node - call.first_node, ref.index
    return -1 - outside.setdefault(ref, len(outside)), 0
