"""The residual connections of a network."""

from dataclasses import dataclass, fields

from resnet_inspect.analysis.facts import ResidualConnection, shortcut_ref, summarize
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.records.record import Record
from resnet_inspect.render.table.residual_table import ResidualRow

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Residual(ResidualConnection, Record):
    """A residual connection with the figures of ``resnet-inspect residuals``."""

    block_path: str
    """The module that holds it; empty for the network itself."""
    fork_shape: Shape
    """Shape of the tensor that both paths start from."""
    shortcut_shape: Shape
    """Shape of what the shortcut brings to the join."""
    join_shape: Shape | None
    """Shape of the join's result; None where it failed."""
    main_layers: str
    """The layers with weights on the main path."""
    shortcut_layers: str
    """What the shortcut does; empty for an identity shortcut."""
    stride: tuple[int, ...] | None
    """How much smaller the shortcut's result is than the fork."""
    params: int
    """Parameters on the shortcut."""
    source: str | None
    """``file:line`` of the join."""


def residuals_of(report: Inspection) -> tuple[Residual, ...]:
    """Return the connections in the order of their joins."""
    return tuple(
        _residual(report, connection, number)
        for number, connection in enumerate(report.facts.residuals)
    )


def _residual(report: Inspection, connection: ResidualConnection, number: int) -> Residual:
    graph, row = report.graph, ResidualRow(report.graph, connection, number)
    join = graph.nodes[connection.join]
    known = {field.name: getattr(connection, field.name) for field in fields(connection)}
    return Residual(
        **known, block_path=graph.calls[connection.block].module, fork_shape=row.fork.shape,
        shortcut_shape=graph.tensor(shortcut_ref(graph, connection)).shape,
        join_shape=row.result.shape if row.result else None, main_layers=row.main,
        shortcut_layers=row.shortcut, stride=summarize(graph, connection).stride,
        params=row.parameters, source=None if join.source is None else str(join.source),
    )  # fmt: skip
