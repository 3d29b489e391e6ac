"""Which operators mix their input through learned weights: what makes a path more than a wire."""

from resnet_inspect.graph import Graph, Node, OpKind, ParameterKind

MIXING = frozenset({
    OpKind.CONV, OpKind.LINEAR, OpKind.MATMUL, OpKind.RECURRENT, OpKind.ATTENTION, OpKind.OPAQUE,
})  # fmt: skip
"""Kinds that count as weighted; a convolution with a fixed kernel (anti-aliasing) does not."""


def weighted_nodes(graph: Graph) -> tuple[bool, ...]:
    """Tell for each node whether it mixes channels or positions by learned weights.

    A weight may be a parameter or computed from one (weight standardization); one that is a buffer
    or a constant is fixed.
    """
    learned: list[bool] = []
    weighted: list[bool] = []
    for node in graph.nodes:
        own = _has_parameter(graph, node)
        learned.append(own or any(learned[ref.node] for ref in node.inputs))
        weighted.append(node.kind in MIXING and not _is_fixed(graph, node, learned))
    return tuple(weighted)


def _has_parameter(graph: Graph, node: Node) -> bool:
    kinds = (graph.parameters[number].kind for number in node.parameters)
    return ParameterKind.PARAMETER in kinds


def _is_fixed(graph: Graph, node: Node, learned: list[bool]) -> bool:
    """Tell whether a convolution's or linear layer's kernel is known not to be learned."""
    if node.kind not in {OpKind.CONV, OpKind.LINEAR} or _has_parameter(graph, node):
        return False
    kernels = [ref.node for ref in node.inputs[1:]]
    return bool(node.parameters or kernels) and not any(learned[kernel] for kernel in kernels)
