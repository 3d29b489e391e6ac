"""Shapes moved to another place."""

from collections.abc import Iterable

from resnet_inspect.render.diagram.scene.shapes import (
    Circle,
    Command,
    Group,
    Item,
    Path,
    Rect,
    Text,
)


def moved(items: Iterable[Item], dx: float, dy: float) -> tuple[Item, ...]:
    """Return the items ``dx`` further right and ``dy`` further down."""
    return tuple(_moved(item, dx, dy) for item in items)


def _moved(item: Item, dx: float, dy: float) -> Item:
    match item:
        case Group(tag, items):
            return Group(tag, moved(items, dx, dy))
        case Rect(x, y, width, height, paint, radius):
            return Rect(x + dx, y + dy, width, height, paint, radius)
        case Circle(x, y, radius, paint):
            return Circle(x + dx, y + dy, radius, paint)
        case Text(x, y, text, size, color, anchor, bold):
            return Text(x + dx, y + dy, text, size, color, anchor, bold)
        case Path(commands, paint):
            return Path(tuple(_command(command, dx, dy) for command in commands), paint)


def _command(command: Command, dx: float, dy: float) -> Command:
    name, values = command
    return name, tuple(value + (dy if place % 2 else dx) for place, value in enumerate(values))
