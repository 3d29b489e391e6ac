"""Layers that failed since they were handed another tensor than was meant."""

from collections.abc import Mapping

from resnet_inspect.graph import ConvAttrs, Node, NodeId, OpKind
from resnet_inspect.graph.paths import is_within
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.widths.wrong_variable import WrongCall, wrong_call
from resnet_inspect.linter.failures.operators import new_failures
from resnet_inspect.linter.join import declared_width

CHANNELS = 1


def misread(context: LintContext) -> Mapping[NodeId, WrongCall]:
    """Return for each such layer the call that is wrong."""
    return context.once(_misread)


def _misread(context: LintContext) -> Mapping[NodeId, WrongCall]:
    found: dict[NodeId, WrongCall] = {}
    for failed in new_failures(context):
        node = failed.node
        widths = channels(context, node)
        if widths is None or any(_behind(context, node, one) for one in found.values()):
            continue
        wrong = wrong_call(context, node, *widths)
        if wrong is not None:
            found[node.id] = wrong
    return found


def channels(context: LintContext, node: Node) -> tuple[int, int] | None:
    """Return how many channels arrive at a layer and how many it takes, where they differ."""
    source = context.graph.tensor(node.inputs[0]).shape if node.inputs else ()
    declared = declared_width(node)
    if declared is None or len(source) <= CHANNELS or source[CHANNELS] == declared:
        return None
    attrs = node.attrs
    if isinstance(attrs, ConvAttrs) and len(source) != len(attrs.kernel_size) + 2:
        return None
    return source[CHANNELS], declared


def called_too_late(context: LintContext, node: Node) -> bool:
    """Whether a layer, or the one that feeds it, is in a module that should have run before."""
    earlier = [wrong for place, wrong in misread(context).items() if place < node.id]
    return any(_behind(context, node, wrong) for wrong in earlier)


def _behind(context: LintContext, node: Node, wrong: WrongCall) -> bool:
    late = wrong.skipped
    return late is not None and any(
        is_within(one.module, late) for one in _with_makers(context, node)
    )


def _with_makers(context: LintContext, node: Node) -> list[Node]:
    """Return a node and what feeds it, up to the first that is no activation."""
    found = [node]
    while found[-1].inputs and (found[-1] is node or found[-1].kind is OpKind.ACTIVATION):
        found.append(context.origin(found[-1].inputs[0]))
    return found
