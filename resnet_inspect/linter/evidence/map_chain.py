"""The way of a feature map through operators that read vectors beside it."""

from math import prod

from resnet_inspect.graph import Node
from resnet_inspect.linter.context import LintContext

SPATIAL = 2


def map_before(context: LintContext, node: Node) -> Node:
    """Return what made the largest map that an operator reads; factors and shifts are smaller."""
    ref = max(node.inputs, key=lambda one: prod(context.graph.tensor(one).shape[SPATIAL:]))
    return context.producer(ref)


def maps_read(context: LintContext, node: Node) -> int:
    """Count the maps of more than one pixel that an operator reads, or a vector alone as one."""
    sizes = [prod(context.graph.tensor(ref).shape[SPATIAL:]) for ref in node.inputs]
    return max(1, sum(size > 1 for size in sizes))
