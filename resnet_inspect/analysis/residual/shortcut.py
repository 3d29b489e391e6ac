"""What a connection's two paths do to the fork's tensor: strides, widths, the projection."""

from dataclasses import dataclass

from resnet_inspect.analysis.residual.connection import ResidualConnection, ResidualKind
from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    ConvAttrs,
    Graph,
    LinearAttrs,
    Node,
    NodeId,
    OpKind,
    ParameterId,
    ParameterKind,
    PoolAttrs,
    Ref,
)

PROJECTIONS = frozenset({OpKind.CONV, OpKind.LINEAR})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortcutSummary:
    """What one needs to say about a shortcut in a few characters."""

    kind: ResidualKind
    kernel: tuple[int, ...] | None
    """The projection's kernel; None without a projection, empty for a linear layer."""
    stride: tuple[int, ...]
    """Size of the fork's map divided by that of the shortcut's result."""
    in_width: int
    """Channels of the fork."""
    out_width: int
    """Channels of what the shortcut brings to the join."""
    growth: tuple[int, ...] = ()
    """Size of the shortcut's result divided by that of the fork's map, where it is enlarged."""
    pooling: tuple[int, ...] | None = None
    """The window of a pooling on the shortcut (ResNet-D)."""

    @property
    def strided(self) -> bool:
        """Whether the shortcut makes the map smaller."""
        return any(step > 1 for step in self.stride)

    @property
    def widens(self) -> bool:
        """Whether the shortcut changes the number of channels."""
        return self.in_width != self.out_width

    def __str__(self) -> str:
        """Return such as ``1×1, 64→256, /2``, or the kind's name where nothing changes."""
        if not self.kind.is_residual:
            return self.kind.value
        parts = (self._pooling(), self._kernel(), self._width(), self._stride())
        return ", ".join(part for part in parts if part) or self.kind.value

    def _pooling(self) -> str:
        return f"pool {_times(self.pooling)}" if self.pooling else ""

    def _kernel(self) -> str:
        if self.kernel is None:
            return ""
        return _times(self.kernel) or "linear"

    def _width(self) -> str:
        return f"{self.in_width}→{self.out_width}" if self.kernel or self.widens else ""

    def _stride(self) -> str:
        grown = any(step > 1 for step in self.growth)
        sign, steps = ("×", self.growth) if grown else ("/", self.stride)
        if not (grown or self.strided):
            return ""
        return f"{sign}{steps[0] if len(set(steps)) == 1 else _times(steps)}"


def _times(sizes: tuple[int, ...] | None) -> str:
    return "×".join(str(size) for size in sizes or ())


def summarize(graph: Graph, connection: ResidualConnection) -> ShortcutSummary:
    """Say what the connection's shortcut does."""
    projection = projection_of(graph, connection)
    fork, brought = graph.tensor(connection.fork), graph.tensor(shortcut_ref(graph, connection))
    return ShortcutSummary(
        kind=connection.kind,
        kernel=None if projection is None else _kernel(projection),
        stride=shortcut_stride(graph, connection),
        growth=stride_between(graph, shortcut_ref(graph, connection), connection.fork),
        in_width=_width(fork.shape, projection),
        out_width=_width(brought.shape, projection),
        pooling=_pooling(graph, connection.shortcut),
    )


def _kernel(node: Node) -> tuple[int, ...]:
    return node.attrs.kernel_size if isinstance(node.attrs, ConvAttrs) else ()


def _width(shape: tuple[int, ...], projection: Node | None) -> int:
    """Return the channels: the second dimension, the last one beside a linear layer."""
    last = projection is not None and isinstance(projection.attrs, LinearAttrs)
    if len(shape) < 2:  # noqa: PLR2004 - without a batch there is no channel dimension
        return 1
    return shape[-1 if last else 1]


def _pooling(graph: Graph, nodes: tuple[NodeId, ...]) -> tuple[int, ...] | None:
    for node in nodes:
        match graph.nodes[node].attrs:
            case PoolAttrs(kernel_size=kernel):
                return kernel
            case AdaptivePoolAttrs():
                return ()
    return None


def shortcut_ref(graph: Graph, connection: ResidualConnection) -> Ref:
    """Return the tensor that the shortcut brings to the join."""
    return graph.nodes[connection.join].inputs[connection.shortcut_input]


def main_ref(graph: Graph, connection: ResidualConnection) -> Ref:
    """Return the tensor that the main path brings to the join, the first of several."""
    inputs = graph.nodes[connection.join].inputs
    others = (place for place in range(len(inputs)) if place != connection.shortcut_input)
    return inputs[connection.main_inputs[0] if connection.main_inputs else next(others)]


def shortcut_stride(graph: Graph, connection: ResidualConnection) -> tuple[int, ...]:
    """Return the shortcut's stride in each spatial dimension, read off the shapes at its ends."""
    return stride_between(graph, connection.fork, shortcut_ref(graph, connection))


def main_stride(graph: Graph, connection: ResidualConnection) -> tuple[int, ...]:
    """Return the main path's stride in each spatial dimension, read off the shapes at its ends."""
    return stride_between(graph, connection.fork, main_ref(graph, connection))


def stride_between(graph: Graph, source: Ref, target: Ref) -> tuple[int, ...]:
    """Return how much smaller ``target`` is than ``source`` in each spatial dimension.

    Rounded, since 7 positions at stride 2 make 4; 1 where the map grows; empty where the two have
    not the same number of dimensions.
    """
    before, after = graph.tensor(source).shape, graph.tensor(target).shape
    if len(before) != len(after):
        return ()
    return tuple(
        max(1, round(size / result)) if result else 1
        for size, result in zip(before[2:], after[2:], strict=True)
    )


def projection_of(graph: Graph, connection: ResidualConnection) -> Node | None:
    """Return the convolution or linear layer on a projection shortcut."""
    if connection.kind is not ResidualKind.PROJECTION:
        return None
    nodes = [graph.nodes[node] for node in connection.shortcut]
    found = [node for node in nodes if node.kind in PROJECTIONS]
    learned = [node for node in found if learned_parameters(graph, (node.id,))]
    return next(iter(learned or found), None)


def shortcut_parameters(graph: Graph, connection: ResidualConnection) -> tuple[ParameterId, ...]:
    """Return the parameters that the shortcut reads, each once, buffers left out."""
    return learned_parameters(graph, connection.shortcut)


def learned_parameters(graph: Graph, nodes: tuple[NodeId, ...]) -> tuple[ParameterId, ...]:
    """Return the parameters that the nodes read, each once, buffers left out."""
    read = dict.fromkeys(number for node in nodes for number in graph.nodes[node].parameters)
    return tuple(
        number for number in read if graph.parameters[number].kind is ParameterKind.PARAMETER
    )
