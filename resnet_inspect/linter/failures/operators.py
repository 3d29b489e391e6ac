"""The operators that failed for a reason of their own.

A trace goes on past a failing operator with a guess of its output. What fails only because the
guess was one of two possibilities is a consequence, and not reported: where another result of one
earlier failure would have avoided a later one, the later one is dropped.
"""

from math import prod

from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    Graph,
    LinearAttrs,
    Node,
    OpKind,
    ReduceAttrs,
    Ref,
    ReshapeAttrs,
)
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import Failed
from resnet_inspect.linter.failures.scenario import ANYTHING, KEEPING, Scenario, scenarios

MATRIX = 2


def failed_operators(graph: Graph) -> list[Failed]:
    """Return the operators that failed, consequences of earlier failures left out."""
    failures = {one.node: one for one in graph.failures if one.node is not None}
    nodes = [node for node in graph.nodes if node.id in failures]
    found: list[Failed] = []
    possible: list[Scenario] = []
    for node in nodes:
        if not (_follows(graph, node, possible) or _fed_by_failed(graph, node, set(failures))):
            found.append(Failed(node, failures[node.id]))
        if node.outputs:
            possible += scenarios(graph, nodes, node)
    return found


def _follows(graph: Graph, node: Node, possible: list[Scenario]) -> bool:
    """Whether a failure would not have been, had an earlier guess been another."""
    for scenario in possible:
        shapes = [scenario.shapes.get(ref.node) for ref in node.inputs]
        if node.id in scenario.avoided or ANYTHING in shapes:
            return True
        if node.kind in {OpKind.RESHAPE, OpKind.MATMUL} and any(shapes):
            return True
    return _spatial_guess(graph, node)


def _fed_by_failed(graph: Graph, node: Node, failed: set[int]) -> bool:
    """Whether a layer disagrees with a convolution that has failed itself."""
    if node.kind not in {OpKind.NORM, OpKind.CONV} or not node.inputs:
        return False
    before = graph.nodes[node.inputs[0].node]
    while before.kind in KEEPING and before.inputs:
        before = graph.nodes[before.inputs[0].node]
    return before.kind is OpKind.CONV and before.id in failed


def _spatial_guess(graph: Graph, node: Node) -> bool:
    """Whether a linear layer or reshape only disagrees about a size that was guessed before."""
    source = node.inputs[0] if node.inputs else None
    if source is None or not graph.nodes[source.node].assumed:
        return False
    if node.kind not in {OpKind.LINEAR, OpKind.RESHAPE}:
        return False
    width, pooled = _map_before(graph, source)
    if pooled:
        return False
    match node.attrs:
        case LinearAttrs(in_features=features):
            return bool(width) and features % width == 0 and features > width
        case ReshapeAttrs(requested=requested):
            asked = abs(prod(requested))
            return bool(width) and asked % width == 0 and asked > width
    return False


def _map_before(graph: Graph, ref: Ref) -> tuple[int, bool]:
    """Return the width of the last feature map before ``ref``, and whether its size is fixed."""
    node, fixed = graph.nodes[ref.node], False
    while len(node.output.shape) <= MATRIX and node.inputs and not fixed:
        fixed = isinstance(node.attrs, ReduceAttrs)
        node = graph.nodes[node.inputs[0].node]
    shape = node.output.shape
    fixed = fixed or isinstance(node.attrs, AdaptivePoolAttrs | ReduceAttrs)
    return (shape[1] if len(shape) > 1 else 0), fixed


def new_failures(context: LintContext) -> list[Failed]:
    """Return the operators that failed, those that fail in the first trace already left out."""
    return context.once(_new_failures)


def _new_failures(context: LintContext) -> list[Failed]:
    known = _known(context.first) if context.first is not None else set()
    return [
        one
        for one in failed_operators(context.graph)
        if (one.node.source, one.node.op) not in known
    ]


def _known(graph: Graph) -> set[tuple[object, str]]:
    nodes = [graph.nodes[one.node] for one in graph.failures if one.node is not None]
    return {(node.source, node.op) for node in nodes}
