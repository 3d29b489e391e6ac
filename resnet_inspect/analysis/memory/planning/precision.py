"""A graph as it would be with numbers of another type throughout."""

from dataclasses import replace

from resnet_inspect.analysis.memory.planning.autocast import autocast
from resnet_inspect.analysis.memory.planning.plan import Precision
from resnet_inspect.graph import Graph, Node, TensorSpec


def in_precision(graph: Graph, precision: Precision | None) -> Graph:
    """Return the graph with another type of numbers, or as it is."""
    if precision is None:
        return graph
    if precision is Precision.AUTOCAST:
        return autocast(graph)
    return converted(graph, precision.value)


def converted(graph: Graph, dtype: str) -> Graph:
    """Return the graph of ``network.to(dtype)`` on inputs of that type.

    Only single precision changes: integers stay, and so does what was something else on purpose.
    """
    return replace(
        graph,
        nodes=tuple(_node(node, dtype) for node in graph.nodes),
        parameters=tuple(
            replace(parameter, tensor=_spec(parameter.tensor, dtype))
            for parameter in graph.parameters
        ),
    )


def _node(node: Node, dtype: str) -> Node:
    return replace(node, outputs=tuple(_spec(spec, dtype) for spec in node.outputs))


def _spec(spec: TensorSpec, dtype: str) -> TensorSpec:
    return replace(spec, dtype=dtype) if spec.dtype == "float32" else spec
