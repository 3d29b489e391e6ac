"""Multiply-accumulates and other arithmetic, node by node."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from resnet_inspect.analysis.cost import arithmetic, macs
from resnet_inspect.graph import ConvAttrs, Graph, LinearAttrs, Node, NodeId, OpKind

MAC_KINDS = frozenset(
    {OpKind.CONV, OpKind.LINEAR, OpKind.MATMUL, OpKind.ATTENTION, OpKind.RECURRENT}
)
"""Kinds whose work is counted in multiply-accumulates."""

UNKNOWN_KINDS = MAC_KINDS | {OpKind.OPAQUE}
"""Kinds that leave the MACs a lower bound where they have no formula: a scripted module is one."""

FREE_KINDS = frozenset(
    {
        OpKind.INPUT, OpKind.CONSTANT, OpKind.RESHAPE, OpKind.INDEX, OpKind.COPY, OpKind.CONCAT,
        OpKind.PAD,
    }
)  # fmt: skip
"""Kinds that move or make data and compute nothing, by definition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What the forward pass computes, for the whole batch.

    ``macs`` are multiply-accumulates of convolutions, linear layers and matrix products, biases
    not counted: what papers and fvcore call FLOPs. The arithmetic of all other operators is
    counted in single operations under its own kind, so that any tool's total can be put together
    from ``by_kind``; :mod:`resnet_inspect.analysis.cost.arithmetic` states the conventions.
    """

    macs: tuple[int | None, ...]
    """MACs by node, 0 for an operator that is no sum of products; None where the operator has no
    formula."""
    operations: tuple[int | None, ...]
    """Single arithmetic operations by node: two per MAC, biases, and elementwise work."""
    by_kind: Mapping[OpKind, int]
    """Operations of each kind that occurs and computes; for CONV, LINEAR, MATMUL, ATTENTION and
    RECURRENT: MACs."""
    bias: int
    """Additions of biases in convolutions and linear layers."""
    not_counted: tuple[NodeId, ...] = ()
    """Nodes without a formula."""
    unknown: tuple[NodeId, ...] = ()
    """Those of them that may multiply, such as a scripted module: the MACs lack theirs."""

    @property
    def complete(self) -> bool:
        """Whether the MACs are all there, rather than a lower bound."""
        return not self.unknown

    @property
    def total_macs(self) -> int:
        """MACs of the network, as far as counted."""
        return sum(macs for macs in self.macs if macs)

    @property
    def total_flops(self) -> int:
        """Twice the MACs, the convention of ``torch.utils.flop_counter``."""
        return 2 * self.total_macs

    @property
    def total_operations(self) -> int:
        """All single operations of the network, as far as counted."""
        return sum(operations for operations in self.operations if operations)


@dataclass(frozen=True, slots=True)
class _Work:
    """What one node computes."""

    macs: int = 0
    bias: int = 0
    elementwise: int = 0

    @property
    def operations(self) -> int:
        return 2 * self.macs + self.bias + self.elementwise


def count_cost(graph: Graph) -> Costs:
    """Count the work of each node from its settings and shapes.

    An operator that failed, and so returned nothing, is not counted.
    """
    works = [_work(graph, node) for node in graph.nodes]
    by_kind: dict[OpKind, int] = defaultdict(int)
    for node, work in zip(graph.nodes, works, strict=True):
        if work is not None and node.kind not in FREE_KINDS:
            by_kind[node.kind] += work.macs if node.kind in MAC_KINDS else work.elementwise
    missing = [node for node, work in zip(graph.nodes, works, strict=True) if work is None]
    return Costs(
        macs=tuple(None if work is None else work.macs for work in works),
        operations=tuple(None if work is None else work.operations for work in works),
        by_kind=MappingProxyType(dict(by_kind)),
        bias=sum(work.bias for work in works if work is not None),
        not_counted=tuple(node.id for node in missing),
        unknown=tuple(n.id for n in missing if n.kind in UNKNOWN_KINDS and n.outputs),
    )


def _work(graph: Graph, node: Node) -> _Work | None:
    if not node.outputs:
        return None
    try:
        return _counted(graph, node)
    except (IndexError, ValueError):  # a failed operator's shapes may contradict its settings
        return None


def _counted(graph: Graph, node: Node) -> _Work | None:
    match node.attrs:
        case ConvAttrs(has_bias=has_bias):
            source, output = arithmetic.operand(graph, node), node.output
            bias = output.numel if has_bias else 0
            return _Work(macs.conv_macs(node.attrs, source, output), bias)
        case LinearAttrs(has_bias=has_bias):
            bias = node.output.numel if has_bias else 0
            return _Work(macs.linear_macs(node.attrs, node.output), bias)
    if node.kind in _MACS:
        amount = _MACS[node.kind](graph, node)
        return None if amount is None else _Work(amount)
    elementwise = _ELEMENTWISE.get(node.kind, _no_formula)(graph, node)
    return None if elementwise is None else _Work(elementwise=elementwise)


def _no_formula(graph: Graph, node: Node) -> None:
    """Stand in for the formula of convolutions without settings, opaque code and the like."""
    del graph, node


Formula = Callable[[Graph, Node], int | None]

_MACS: Mapping[OpKind, Formula] = {
    OpKind.MATMUL: macs.matmul_macs,
    OpKind.ATTENTION: macs.attention_macs,
    OpKind.RECURRENT: macs.recurrent_macs,
}

_ELEMENTWISE: Mapping[OpKind, Formula] = {
    **dict.fromkeys(FREE_KINDS, arithmetic.no_operations),
    OpKind.NORM: arithmetic.norm_operations,
    OpKind.ACTIVATION: arithmetic.one_each,
    OpKind.ADD: arithmetic.elementwise_operations,
    OpKind.MULTIPLY: arithmetic.elementwise_operations,
    OpKind.ARITHMETIC: arithmetic.elementwise_operations,
    OpKind.POOL: arithmetic.pool_operations,
    OpKind.REDUCE: arithmetic.reduce_operations,
    OpKind.SOFTMAX: arithmetic.softmax_operations,
    OpKind.RESIZE: arithmetic.resize_operations,
    OpKind.DROPOUT: arithmetic.dropout_operations,
    OpKind.OTHER: arithmetic.other_operations,
}
