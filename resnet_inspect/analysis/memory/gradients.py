"""Where backward makes new memory: the gradient of each tensor that an operator reads.

Some operators hand the gradient of their result on as it is, or a view of it: an addition, a
concatenation, a reshape. All others make a new tensor of the shape of their input.
"""

from resnet_inspect.analysis.cost.arithmetic import dropout_may_drop
from resnet_inspect.analysis.memory.storage import COPIES
from resnet_inspect.graph import Graph, Node, OpKind

MINUENDS = frozenset({"sub", "subtract"})
"""Operators whose first argument has the gradient of the result, the second its negative."""

ELEMENTWISE = frozenset({OpKind.MULTIPLY, OpKind.ARITHMETIC})
SUMS_BACK = frozenset({"expand", "expand_as", "broadcast_to", "repeat"})


def hands_on(graph: Graph, node: Node, place: int) -> bool:
    """Tell whether the gradient of an operator's input lies in the memory of its result's.

    Args:
        graph: The traced forward pass.
        node: The operator.
        place: The input's position.
    """
    source, result = graph.tensor(node.inputs[place]), node.output
    if source.dtype != result.dtype:
        return False
    if node.kind is OpKind.ADD or node.kind is OpKind.INDEX or node.op in MINUENDS:
        return source.numel == result.numel and (place == 0 or node.op not in MINUENDS)
    if node.kind is OpKind.RESHAPE:
        return node.op not in COPIES and node.op not in SUMS_BACK
    if node.kind is OpKind.DROPOUT:
        return not dropout_may_drop(node)
    return node.kind in {OpKind.CONCAT, OpKind.COPY} or node.op == "sum"


def unreduced(graph: Graph, node: Node, place: int) -> int:
    """Return the bytes of a gradient before it is summed to the size of a broadcast input."""
    if node.kind not in ELEMENTWISE or not _is_broadcast(graph, node, place):
        return 0
    return node.output.bytes


def _is_broadcast(graph: Graph, node: Node, place: int) -> bool:
    return graph.tensor(node.inputs[place]).numel < node.output.numel
