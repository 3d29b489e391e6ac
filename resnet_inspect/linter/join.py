"""Residual connections as the rules read them: nodes instead of numbers, failed joins included."""

from collections.abc import Sequence
from dataclasses import dataclass

from resnet_inspect.analysis.facts import ResidualConnection
from resnet_inspect.graph import CallId, ConvAttrs, Graph, Node, NormAttrs, OpKind, PoolAttrs, Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Where a main path and its shortcut meet."""

    node: Node
    fork: Ref
    shortcut: tuple[Node, ...]
    """Operators on the shortcut in execution order."""
    main: tuple[Node, ...]
    """Operators on the main path in execution order."""
    shortcut_ref: Ref
    """The tensor that the shortcut brings to the join."""
    main_ref: Ref
    """The tensor that the main path brings."""
    block: CallId

    @property
    def identity(self) -> bool:
        """Whether the shortcut carries the fork's tensor unchanged."""
        return not self.shortcut

    @property
    def projection(self) -> Node | None:
        """The shortcut's first convolution or linear layer."""
        return next(iter(convolutions(self.shortcut)), None)


def joins_of(graph: Graph, residuals: Sequence[ResidualConnection]) -> tuple[Join, ...]:
    """Return the residual connections that are sums of a main path and a shortcut."""
    return tuple(_join(graph, one) for one in residuals if one.is_residual)


def _join(graph: Graph, connection: ResidualConnection) -> Join:
    node = graph.nodes[connection.join]
    main = set(connection.main)
    others = [ref for place, ref in enumerate(node.inputs) if place != connection.shortcut_input]
    return Join(
        node=node,
        fork=connection.fork,
        shortcut=tuple(graph.nodes[one] for one in connection.shortcut),
        main=tuple(graph.nodes[one] for one in connection.main),
        shortcut_ref=node.inputs[connection.shortcut_input],
        main_ref=next((ref for ref in others if ref.node in main), others[0]),
        block=connection.block,
    )


def convolutions(nodes: Sequence[Node]) -> list[Node]:
    """Return the convolutions and linear layers among nodes."""
    return [node for node in nodes if node.kind in {OpKind.CONV, OpKind.LINEAR}]


def stride_of(node: Node) -> tuple[int, ...]:
    """Return by how much an operator thins out its input, one number for each dimension."""
    match node.attrs:
        case ConvAttrs(transposed=False, stride=stride) | PoolAttrs(stride=stride):
            return stride
    return ()


def total_stride(nodes: Sequence[Node]) -> tuple[int, ...]:
    """Return by how much a path strides, branches side by side counted once; empty without strides.

    Args:
        nodes: The path's operators in execution order.
    """
    strides: dict[int, tuple[int, ...]] = {}
    for node in nodes:
        before = max((strides.get(ref.node, ()) for ref in node.inputs), default=())
        own = stride_of(node)
        shared = zip(before or (1,) * len(own), own, strict=False)
        strides[node.id] = tuple(a * b for a, b in shared) if own else before
    return max(strides.values(), default=())


def declared_width(node: Node) -> int | None:
    """Return the number of channels that an operator's settings ask for at its input."""
    match node.attrs:
        case ConvAttrs(in_channels=width) | NormAttrs(channels=width):
            return width
    return None
