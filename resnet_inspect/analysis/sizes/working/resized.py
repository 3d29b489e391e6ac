"""A trace at another input size: the same operators with other shapes, for any analysis."""

from dataclasses import replace

from resnet_inspect.analysis.sizes.shapes.evaluation import Evaluation
from resnet_inspect.graph import Graph, Node, TensorSpec


def resized(graph: Graph, evaluation: Evaluation) -> Graph | None:
    """Return the graph with the shapes of an evaluation at one size.

    Returns:
        None where the evaluation has gaps.
    """
    nodes = [_resized(node, evaluation) for node in graph.nodes]
    known = tuple(node for node in nodes if node is not None)
    return replace(graph, nodes=known) if len(known) == len(nodes) else None


def _resized(node: Node, evaluation: Evaluation) -> Node | None:
    shapes = evaluation.shapes[node.id]
    if shapes is None:
        return None
    outputs = tuple(
        TensorSpec(tuple(int(size) for size in shape if isinstance(size, int)), spec.dtype)
        for shape, spec in zip(shapes, node.outputs, strict=True)
    )
    return node if outputs == node.outputs else replace(node, outputs=outputs)
