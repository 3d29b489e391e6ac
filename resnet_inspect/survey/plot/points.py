"""The networks of a plot, with their places and the Pareto front."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from resnet_inspect.errors import UsageError
from resnet_inspect.render.table.model import Column
from resnet_inspect.survey.plot.axis import Axis, axis_for
from resnet_inspect.survey.plot.front import cost, pareto_front
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.table.columns import numeric
from resnet_inspect.visible import on_one_line


@dataclass(frozen=True, slots=True)
class Dot:
    """A network in the plot; ``x`` and ``y`` go from 0 to 1, upwards."""

    name: str
    x: float
    y: float
    on_front: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Everything that a plot shows, before it has a size."""

    across: Column
    up: Column
    horizontal: Axis
    vertical: Axis
    dots: tuple[Dot, ...]
    """Those of the front first, from left to right."""
    left_out: int
    """Networks without one of the two figures."""

    @property
    def front(self) -> tuple[Dot, ...]:
        """The networks that none beats."""
        return tuple(dot for dot in self.dots if dot.on_front)

    def ticks(self, axis: Axis, column: Column) -> list[tuple[float, str]]:
        """Return places on an axis and what is written beside them."""
        return [
            (axis.place(value), column.cell(_tick(column.name, value))) for value in axis.ticks()
        ]


def _tick(name: str, value: float) -> Row:
    values: dict[str, Any] = {name: value}
    return replace(Row(target=""), **values)


def points(rows: Sequence[Row], across: str, up: str) -> Points:
    """Return the networks that have both figures.

    Raises:
        UsageError: A column holds no numbers, or no network has both.
    """
    columns = numeric(across), numeric(up)
    known = [(row, values) for row in rows if (values := _values(row, across, up)) is not None]
    if not known:
        raise UsageError(f"no network has both {across} and {up}: there is nothing to plot")
    horizontal = axis_for([first for _, (first, _) in known])
    vertical = axis_for([second for _, (_, second) in known])
    costs = [(cost(across, first), cost(up, second)) for _, (first, second) in known]
    front = pareto_front(costs)
    order = front + [place for place in range(len(known)) if place not in set(front)]
    dots = [
        Dot(
            on_one_line(_name(row)),
            horizontal.place(first),
            vertical.place(second),
            place in set(front),
        )
        for place in order
        for row, (first, second) in (known[place],)
    ]
    return Points(
        across=columns[0], up=columns[1], horizontal=horizontal, vertical=vertical,
        dots=tuple(dots), left_out=len(rows) - len(known),
    )  # fmt: skip


def _values(row: Row, across: str, up: str) -> tuple[float, float] | None:
    first, second = getattr(row, across), getattr(row, up)
    return None if first is None or second is None else (float(first), float(second))


def _name(row: Row) -> str:
    """Return a network's name without its zoo or folder, and its size where one was asked for."""
    name = row.target.rpartition(":")[2].rpartition("/")[2]
    return " ".join(part for part in (name, row.size, row.arguments) if part)
