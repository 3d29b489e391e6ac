"""Blocks that convolve a map which the strides before have shrunk to one pixel."""

from collections.abc import Sequence

from resnet_inspect.graph import ConvAttrs, Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.join import Join

SPATIAL = 2
BLOCKS = 2
WIDE = 3


def blocks_on_one_pixel(context: LintContext) -> Sequence[Join]:
    """Return such blocks, where there are at least two: one may end a network on purpose."""
    tiny = [
        join
        for join in context.joins
        if max(join.node.output.shape[SPATIAL:], default=0) == 1
        and any(_sees_padding(conv) for conv in join.main)
    ]
    return tiny if len(tiny) >= BLOCKS else ()


def _sees_padding(node: Node) -> bool:
    """Whether a convolution of stride 1 has a kernel larger than its one pixel."""
    attrs = node.attrs
    if not isinstance(attrs, ConvAttrs) or not node.outputs:
        return False
    alone = max(node.output.shape[SPATIAL:], default=0) == 1
    return alone and max(attrs.kernel_size) >= WIDE and max(attrs.stride) == 1
