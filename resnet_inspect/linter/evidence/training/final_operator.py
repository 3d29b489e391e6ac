"""The operator that makes the network's output."""

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext

PASSING = frozenset({OpKind.RESHAPE, OpKind.COPY, OpKind.DROPOUT})


def final_operators(context: LintContext) -> list[Node]:
    """Return the operators that make the outputs, what only changes the form looked through."""
    found = []
    for output in context.graph.outputs:
        node = context.graph.nodes[output.ref.node] if output.ref is not None else None
        while node is not None and node.kind in PASSING and node.inputs:
            node = context.graph.nodes[node.inputs[0].node]
        if node is not None:
            found.append(node)
    return found
