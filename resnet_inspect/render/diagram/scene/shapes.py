"""A figure as plain shapes: what every picture format draws, each in its own language.

Coordinates are points (1/72 inch) with y pointing down. Colors are those of :mod:`.colors`. A
scene knows nothing of networks but the :class:`Tag` that a group of shapes carries.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Anchor = Literal["start", "middle", "end"]
Command = tuple[str, tuple[float, ...]]
"""``("M", (x, y))``, ``("L", (x, y))``, ``("C", (x1, y1, x2, y2, x, y))`` or ``("Z", ())``."""


@dataclass(frozen=True, slots=True)
class Paint:
    """How a shape is filled and outlined; None leaves it out."""

    fill: str | None = None
    stroke: str | None = None
    width: float = 0.75
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle with rounded corners."""

    x: float
    y: float
    width: float
    height: float
    paint: Paint
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle around ``(x, y)``."""

    x: float
    y: float
    radius: float
    paint: Paint


@dataclass(frozen=True, slots=True)
class Path:
    """Lines and Bézier curves."""

    commands: tuple[Command, ...]
    paint: Paint


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; ``y`` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    color: str
    anchor: Anchor = "middle"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """What a group of shapes stands for."""

    kind: str
    """``chip``, ``join``, ``edge``, ``residual``, ``block``, ``stage``, ``legend`` …"""
    title: str = ""
    """A sentence for screen readers and for the pointer."""
    nodes: tuple[int, ...] = ()
    """The trace nodes drawn here."""
    residuals: tuple[int, ...] = ()
    """The residual connections drawn here."""
    path: str = ""
    """The module shown, as in ``layer1.0``."""


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that belong together."""

    tag: Tag
    items: tuple["Item", ...]


Shape = Rect | Circle | Path | Text
Item = Shape | Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A drawing of ``width`` by ``height`` points, back to front."""

    width: float
    height: float
    items: tuple[Item, ...]
    title: str = ""
    description: str = ""
    background: str | None = None
    scale: float = 1.0
    """What the figure is printed at: its type sizes times this are those on paper."""
    font: str = ""
    """A TrueType file; empty for the figures' own typeface."""


@dataclass(slots=True)
class Canvas:
    """Collects the items of a scene."""

    items: list[Item] = field(default_factory=list)

    def add(self, *items: Item) -> None:
        """Draw on top of what is there."""
        self.items.extend(items)

    def group(self, tag: Tag, *items: Item) -> None:
        """Draw items that belong together."""
        self.items.append(Group(tag, items))


def shapes(items: tuple[Item, ...]) -> Iterator[Shape]:
    """Yield every shape, groups opened, back to front."""
    for item in items:
        if isinstance(item, Group):
            yield from shapes(item.items)
        else:
            yield item
