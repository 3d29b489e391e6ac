"""Whether a dimension is the batch: it changes as the batch does."""

from resnet_inspect.graph import Graph, Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.reshapes import batch_of


def first_is_batch(context: LintContext, node: Node) -> bool:
    """Whether a node's first dimension is the batch in each trace that has the node."""
    answers = []
    for graph in context.graphs:
        found = _counterpart(graph, node)
        batch = batch_of(graph)
        if found is not None and batch:
            answers.append((batch, found.output.shape[0] == batch))
    return len({batch for batch, _ in answers}) > 1 and all(same for _, same in answers)


def _counterpart(graph: Graph, node: Node) -> Node | None:
    """Return the same expression's operator in another trace."""
    alike = (
        one
        for one in graph.of_kind(node.kind)
        if (one.source, one.op, one.module) == (node.source, node.op, node.module)
    )
    found = next(alike, None)
    return found if found is not None and found.outputs and found.output.shape else None
