"""What is in a closed block, as the papers' tables write it: ``1×1 64, 3×3 64, 1×1 256``."""

from collections.abc import Iterable, Sequence

from resnet_inspect.analysis.facts import ResidualConnection, ResidualKind
from resnet_inspect.graph import Graph, Node, OpKind
from resnet_inspect.render.table.outline.rows import Row, RowKind
from resnet_inspect.render.table.outline.settings import describe_briefly

MOST_LAYERS = 4
"""Of more layers, the first are named and the others counted."""

_WEIGHTED = frozenset({OpKind.CONV, OpKind.LINEAR, OpKind.MATMUL, OpKind.ATTENTION})


def weighted_layers(nodes: Iterable[Node]) -> str:
    """Name the layers with weights among ``nodes``."""
    texts = [describe_briefly(node) for node in nodes if node.kind in _WEIGHTED]
    more = len(texts) - MOST_LAYERS
    return ", ".join(texts[:MOST_LAYERS] + [f"{more} more"] * (more > 0))


def block_contents(
    graph: Graph, row: Row, residuals: Sequence[ResidualConnection], inside: Sequence[int]
) -> str:
    """Name the layers on the main path of a folded block, or of the first of a run.

    Args:
        graph: The network.
        row: A row; an open one, or one without shortcuts in it, has nothing to say here.
        residuals: All connections of the graph.
        inside: Positions of those within the row.
    """
    if row.kind is not RowKind.RUN or not inside:
        return ""
    aside = {
        node
        for position in inside
        for node in _aside(residuals[position])
    }  # fmt: skip
    first = graph.nodes[row.first_node : row.first_end]
    return weighted_layers(node for node in first if node.id not in aside)


def _aside(residual: ResidualConnection) -> tuple[int, ...]:
    """Return what is not on the main path: the shortcut; of a gate what computes it."""
    return residual.main if residual.kind is ResidualKind.GATE else residual.shortcut
