"""How deep a network is, as its name counts: ResNet-50 has 50 layers."""

from collections.abc import Iterable

from resnet_inspect.analysis.residual.connection import ResidualConnection, ResidualKind
from resnet_inspect.analysis.residual.search import gate_nodes
from resnet_inspect.graph import Graph, OpKind

LAYERS = frozenset({OpKind.CONV, OpKind.LINEAR})


def network_depth(graph: Graph, residuals: Iterable[ResidualConnection]) -> int:
    """Count the convolutions and linear layers on the longest path from an input to an output.

    The layers of a gate, which weighs a path and is none, do not count: SE-ResNet-50 has 50, too.

    References:
        He et al. 2016, Deep Residual Learning, table 1.

    Example:
        >>> from tests.builders import GraphBuilder
        >>> build = GraphBuilder()
        >>> image = build.input((1, 8, 4, 4))
        >>> network_depth(build.graph(build.add(build.conv(build.conv(image, 8), 8), image)), ())
        2
    """
    aside = gate_nodes(graph, (one for one in residuals if one.kind is ResidualKind.GATE))
    depths: list[int] = []
    for node in graph.nodes:
        before = max((depths[ref.node] for ref in node.inputs), default=0)
        depths.append(before + (node.kind in LAYERS and node.id not in aside))
    reached = (depths[out.ref.node] for out in graph.outputs if out.ref is not None)
    return max(reached, default=max(depths, default=0))
