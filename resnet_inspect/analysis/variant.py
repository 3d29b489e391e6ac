"""Which published variant a network is."""

from collections.abc import Sequence

from resnet_inspect.analysis.connection import ResidualConnection
from resnet_inspect.analysis.structure import Stage
from resnet_inspect.graph import Graph, NodeId


def recognise(
    graph: Graph,
    residuals: Sequence[ResidualConnection],
    *,
    stem: tuple[NodeId, ...],
    stages: tuple[Stage, ...],
    head: tuple[NodeId, ...],
) -> str | None:
    """Return the title of the published variant with the same structure, if there is one."""
