"""Inputs of a network that two of its parts get in each other's place."""

from resnet_inspect.graph import ModuleCall, Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.join import declared_width


def exchanged_inputs(context: LintContext, node: Node) -> ModuleCall | None:
    """Return the call that hands a layer one input where it was made for another one."""
    source = context.origin(node.inputs[0])
    wanted = declared_width(node)
    if source.kind is not OpKind.INPUT or wanted is None:
        return None
    for other in context.graph.of_kind(node.kind):
        read = context.origin(other.inputs[0]) if other.inputs else source
        widths = (_width(read), declared_width(other))
        if OpKind.INPUT is read.kind and read is not source and widths == (wanted, _width(source)):
            return _handing(context, node, source)
    return None


def _width(node: Node) -> int | None:
    sizes = node.output.shape
    return sizes[1] if len(sizes) > 1 else None


def _handing(context: LintContext, node: Node, source: Node) -> ModuleCall | None:
    """Return the outermost call that was handed the input."""
    calls = [one for one in context.calls_around(node.call) if one.parent is not None]
    handed = [one for one in calls if any(ref.node == source.id for ref in one.inputs)]
    return handed[-1] if handed else None
