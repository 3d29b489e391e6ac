"""A layer whose input and output widths were handed over in each other's place."""

from resnet_inspect.graph import ConvAttrs, Node, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.source.blame import blame


def swapped_call(context: LintContext, node: Node, have: int) -> SourceSpan | None:
    """Return the call that hands a convolution both its widths, where they are exchanged.

    That is told by the layer making just as many channels as arrive.
    """
    attrs = node.attrs
    if not isinstance(attrs, ConvAttrs) or attrs.out_channels != have:
        return None
    calls = [blame(context.places, node.module, word) for word in ("in_channels", "out_channels")]
    first, second = calls
    if first is None or second is None or first.call is not second.call:
        return None
    own = first.span == context.setting(node, "in_channels")
    return None if own or not (first.name and second.name) else first.span
