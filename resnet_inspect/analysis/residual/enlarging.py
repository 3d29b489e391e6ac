"""Operators that make a map larger: the way up of a decoder."""

from math import prod

from resnet_inspect.graph import ConvAttrs, Graph, Node, OpKind


def enlarges(graph: Graph, node: Node) -> bool:
    """Tell whether an operator resizes a map, or spreads it out, to more positions.

    Sampling at other places (``grid_sample``) need not.
    """
    transposed = isinstance(node.attrs, ConvAttrs) and node.attrs.transposed
    if not (node.kind is OpKind.RESIZE or transposed):
        return False
    if not node.inputs or not node.outputs:
        return True
    before = graph.tensor(node.inputs[0]).shape[2:]
    return prod(node.output.shape[2:]) > prod(before)
