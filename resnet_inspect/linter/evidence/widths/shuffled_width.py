"""Convolutions that feed a pixel shuffle, which divides their channels by its factor squared."""

from dataclasses import dataclass

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext

BETWEEN = frozenset({OpKind.ACTIVATION, OpKind.NORM})


@dataclass(frozen=True, slots=True)
class ShuffledWidth:
    """A convolution that makes too few channels."""

    conv: Node
    made: int
    factor: int


def shuffled_width(context: LintContext, node: Node, wanted: int) -> ShuffledWidth | None:
    """Return the convolution before a shuffle, where its width lacks one factor."""
    shuffle = _back(context, node)
    if shuffle.op != "pixel_shuffle" or not shuffle.inputs:
        return None
    conv = _back(context, shuffle)
    before, after = conv.output.shape, shuffle.output.shape
    if conv.kind is not OpKind.CONV or not before[-1]:
        return None
    factor = after[-1] // before[-1]
    return ShuffledWidth(conv, before[1], factor) if before[1] == wanted * factor else None


def _back(context: LintContext, node: Node) -> Node:
    """Return what a node reads, looking through activations and normalizations."""
    before = context.origin(node.inputs[0])
    while before.kind in BETWEEN and before.inputs:
        before = context.origin(before.inputs[0])
    return before
