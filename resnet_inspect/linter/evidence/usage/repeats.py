"""Layers that one forward calls at several places."""

from collections.abc import Iterator

from resnet_inspect.graph import CallId, ModulePath, Node, OpKind
from resnet_inspect.linter.context import LintContext


def repeated_layers(context: LintContext, *kinds: OpKind) -> Iterator[tuple[Node, Node]]:
    """Yield the first call of a layer with parameters and each later one from another expression.

    Only calls made by one and the same call of the owner are compared, so that a module that is
    called several times does not count; neither does a loop, whose calls are one expression.
    """
    first: dict[tuple[ModulePath, CallId | None], Node] = {}
    for node in context.graph.of_kind(*kinds):
        if not node.parameters or not context.is_layer(node):
            continue
        before = first.setdefault((node.module, context.call(node).parent), node)
        if before is not node and before.source != node.source:
            yield before, node
