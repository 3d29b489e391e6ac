"""The networks of a plot, with their places and the Pareto front."""

import re
from collections import Counter
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
    across, up = columns[0].name, columns[1].name
    known = [(row, values) for row in rows if (values := _values(row, across, up)) is not None]
    if not known:
        raise UsageError(f"no network has both {across} and {up}: there is nothing to plot")
    horizontal = axis_for([first for _, (first, _) in known])
    vertical = axis_for([second for _, (_, second) in known])
    costs = [(cost(across, first), cost(up, second)) for _, (first, second) in known]
    front = pareto_front(costs)
    order = front + [place for place in range(len(known)) if place not in set(front)]
    names = _names([row for row, _ in known])
    dots = [
        Dot(names[place], horizontal.place(first), vertical.place(second), place in set(front))
        for place in order
        for _, (first, second) in (known[place],)
    ]
    return Points(
        across=columns[0], up=columns[1], horizontal=horizontal, vertical=vertical,
        dots=tuple(dots), left_out=len(rows) - len(known),
    )  # fmt: skip


def _values(row: Row, across: str, up: str) -> tuple[float, float] | None:
    first, second = getattr(row, across), getattr(row, up)
    return None if first is None or second is None else (float(first), float(second))


def _names(rows: Sequence[Row]) -> list[str]:
    """Return short names, each with as much of its zoo or folder as tells it from the others.

    Example:
        >>> _names([Row(target=name) for name in ("resnet50", "timm:resnet50", "a/b.py:Net")])
        ['resnet50', 'timm:resnet50', 'Net']
    """
    choices = [_from_short_to_long(row) for row in rows]
    chosen = [0] * len(rows)
    while True:
        names = [choice[number] for choice, number in zip(choices, chosen, strict=True)]
        often = Counter(names)
        longer = [
            number + (often[name] > 1 and number + 1 < len(choice))
            for choice, number, name in zip(choices, chosen, names, strict=True)
        ]
        if longer == chosen:
            return names
        chosen = longer


def _from_short_to_long(row: Row) -> list[str]:
    """Return the ends of a target, and with each the size and the arguments that were asked for."""
    asked = [part for part in (row.size, row.arguments) if part]
    cuts = [place.end() for place in re.finditer("[:/]", row.target)]
    ends = [row.target[cut:] for cut in (*reversed(cuts), 0)]
    return [on_one_line(" ".join([end, *asked])) for end in ends if end]
