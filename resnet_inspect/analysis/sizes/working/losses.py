"""Windows that silently leave out the last rows or columns of a map."""

from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.analysis.sizes.extents.extent import Size, symbols_of, value
from resnet_inspect.analysis.sizes.shapes.evaluation import Evaluation
from resnet_inspect.graph import ConvAttrs, Graph, Node, NodeId, PoolAttrs


@dataclass(frozen=True, slots=True)
class Loss:
    """A window that at some sizes stops before the end of the map."""

    node: NodeId
    axis: str
    """The input's size that it depends on."""
    size: Size
    """The map's size before the window."""
    reach: int
    stride: int
    padding: int

    def lost(self, sizes: dict[str, int]) -> int:
        """Return how many of the map's rows no window sees."""
        free = value(self.size, sizes) + 2 * self.padding - self.reach
        return max(0, free % self.stride - self.padding) if free >= 0 else 0


def losses(graph: Graph, evaluation: Evaluation) -> tuple[Loss, ...]:
    """Return the windows that can lose rows or columns, each kind of size once.

    A window smaller than its stride skips pixels by design and is not among them.
    """
    found: dict[tuple[Size, int, int, int], Loss] = {}
    for node in graph.nodes:
        for loss in _of_node(node, evaluation):
            found.setdefault((loss.size, loss.reach, loss.stride, loss.padding), loss)
    return tuple(found.values())


def _of_node(node: Node, evaluation: Evaluation) -> Iterator[Loss]:
    attrs = node.attrs
    if not isinstance(attrs, ConvAttrs | PoolAttrs) or not node.inputs:
        return
    if (isinstance(attrs, ConvAttrs) and attrs.transposed) or getattr(attrs, "ceil_mode", False):
        return
    shapes = evaluation.shapes[node.inputs[0].node]
    if shapes is None:
        return
    shape = shapes[node.inputs[0].index][-len(attrs.kernel_size) :]
    for place, size in enumerate(shape):
        reach = attrs.dilation[place] * (attrs.kernel_size[place] - 1) + 1
        axes = sorted(symbols_of(size))
        stride, padding = attrs.stride[place], attrs.padding[place]
        if 1 + padding < stride <= reach and len(axes) == 1:
            yield Loss(node.id, axes[0], size, reach, stride, padding)
