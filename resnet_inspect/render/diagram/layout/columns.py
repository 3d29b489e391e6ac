"""Units one below the other, in columns, in one or several tiers, to fit a page."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from resnet_inspect.graph import Graph
from resnet_inspect.render.diagram.content.model import Content, Link, Role, Section, Unit
from resnet_inspect.render.diagram.layout.boxes import (
    Box,
    Route,
    UnitLayout,
    leaf_width,
)
from resnet_inspect.render.diagram.layout.unit_layout import UnitTask, lay_out_unit
from resnet_inspect.render.diagram.scene.paths import Point
from resnet_inspect.render.diagram.scene.text_width import text_width
from resnet_inspect.units import dimensions

NAME_TYPE = 9.0
HEAD_TYPE = 7.5
LABEL_TYPE = 7.0
LABEL_ROOM = 76.0
FRAME_X = 7.0
FRAME_TOP = 16.0
FRAME_BOTTOM = 7.0
UNIT_GAP = 17.0
HEADER = 36.0
"""From the top of a section's name to its first unit."""
HEADER_BESIDE = 48.0
"""The same under another section's last unit."""
FOOT = 24.0
"""Below a column's last unit, for the shape and the line to the next column."""
GUTTER = 16.0
LANE = 6.0
TIER_GAP = 16.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A block's outline."""

    x: float
    y: float
    width: float
    height: float


@dataclass(slots=True)
class Piece:
    """A unit in its place; ``x`` is its line."""

    unit: Unit
    section: int
    layout: UnitLayout
    x: float = 0.0
    y: float = 0.0
    """The top of its layout, below the frame's label."""
    frame: Frame | None = None
    header: Point | None = None
    """Where the section's name stands, if this is its first unit."""
    exit_width: float = 0.0
    """The room for the size of what it returns, right of the line below it."""
    continued: bool = False
    """Whether its section began in another column."""
    beside: bool = False
    """Whether the header stands right of a line that comes from above."""

    @property
    def top(self) -> float:
        """Where a line from above reaches the unit."""
        return self.frame.y if self.frame else self.y

    @property
    def bottom(self) -> float:
        """Where a line leaves the unit downwards."""
        if self.frame:
            return self.frame.y + self.frame.height
        return self.y + self.layout.height

    def box(self, leaf: int) -> Box:
        """Return a leaf's box on the page."""
        return self.layout.boxes[leaf].moved(self.x, self.y)


@dataclass(slots=True)
class Column:
    """Pieces one below the other."""

    pieces: list[Piece] = field(default_factory=list)
    left: float = 0.0
    """From the line to the left edge."""
    right: float = 0.0
    height: float = 0.0
    x: float = 0.0
    """The line, on the page."""
    tier: int = 0
    lanes: int = 0
    """Links from afar that pass left of it."""


@dataclass(slots=True)
class Placed:
    """A network on the page."""

    columns: list[Column]
    width: float
    height: float
    routes: list[Route] = field(default_factory=list)
    forks: list[Point] = field(default_factory=list)
    shapes: list[tuple[Point, Link]] = field(default_factory=list)
    """Where the sizes of tensors are written."""


def lay_out_units(graph: Graph, content: Content, *, shapes: bool = False) -> list[Piece]:
    """Lay out every unit on its own."""
    links: dict[int, list[Link]] = defaultdict(list)
    readers: dict[int, list[int]] = defaultdict(list)
    for link in content.links:
        links[link.target].append(link)
        readers[link.source].append(link.target)
    pieces: list[Piece] = []
    previous: int | None = None
    for number, section in enumerate(content.sections):
        chip = _chip_width(content, section)
        for unit in section.units:
            inside = set(unit.leaves)
            leaving = {
                leaf for leaf in unit.leaves if any(user not in inside for user in readers[leaf])
            }
            incoming = [link for leaf in unit.leaves for link in links[leaf]]
            reads = {link.source for link in incoming}
            entry = previous if previous in reads else None
            layout = lay_out_unit(
                UnitTask(
                    graph=graph,
                    content=content,
                    leaves=unit.leaves,
                    links=tuple(incoming),
                    entry=entry,
                    leaving=frozenset(leaving),
                    chip=chip,
                    shapes=shapes,
                )
            )
            pieces.append(
                Piece(unit, number, layout, exit_width=_exit_width(graph, content, layout))
            )
            previous = layout.spine[-1]
    return pieces


def _exit_width(graph: Graph, content: Content, layout: UnitLayout) -> float:
    last = content.leaves[layout.spine[-1]]
    outputs = graph.nodes[last.own[-1]].outputs if last.own else ()
    return 8 + text_width(dimensions(outputs[0].shape[1:]), LABEL_TYPE) if outputs else 0.0


def _chip_width(content: Content, section: Section) -> float:
    drawn = [content.leaves[leaf] for unit in section.units for leaf in unit.leaves]
    return max((leaf_width(leaf) for leaf in drawn if leaf.role is Role.WEIGHTED), default=0.0)


def fill_columns(
    content: Content, pieces: Sequence[Piece], limit: float, *, packed: bool
) -> list[Column]:
    """Put pieces into columns no higher than ``limit``.

    Args:
        content: The network.
        pieces: Its units in order.
        limit: A height in points.
        packed: Whether several sections may share a column.
    """
    columns: list[Column] = []
    for piece in pieces:
        new_section = not columns or columns[-1].pieces[-1].section != piece.section
        needed = _height(piece) + (HEADER_BESIDE if new_section else UNIT_GAP)
        full = columns and columns[-1].height + needed > limit
        if not columns or full or (new_section and not packed):
            columns.append(Column(height=_header(content, piece)))
        elif new_section:
            columns[-1].height += HEADER_BESIDE
        else:
            columns[-1].height += UNIT_GAP
        columns[-1].pieces.append(piece)
        columns[-1].height += _height(piece)
    for column in columns:
        _measure(content, column)
    return columns


def _height(piece: Piece) -> float:
    frame = FRAME_TOP + FRAME_BOTTOM if piece.unit.framed else 0.0
    return piece.layout.height + frame


def _measure(content: Content, column: Column) -> None:
    """Find how far a column reaches to both sides of its line."""
    column.left = column.right = 0.0
    for piece in column.pieces:
        pad = FRAME_X if piece.unit.framed else 0.0
        column.left = max(column.left, pad - piece.layout.left)
        column.right = max(column.right, pad + piece.layout.right)
        column.right = max(column.right, _label_width(piece.unit))
    column.right = max(column.right, column.pieces[-1].exit_width)
    first = content.sections[column.pieces[0].section]
    column.right = max(column.right, header_width(first) - column.left)
    for piece in column.pieces[1:]:
        section = content.sections[piece.section]
        if piece.header or piece.section != column.pieces[0].section:
            column.right = max(column.right, header_width(section) + 6)


def header_width(section: Section) -> float:
    """Return how wide a section's name and note are."""
    name = text_width(section.name, NAME_TYPE, bold=True)
    return max(name, text_width(section.note, HEAD_TYPE))


def _label_width(unit: Unit) -> float:
    if not unit.framed:
        return 0.0
    times = text_width(f"×{unit.repeat}", NAME_TYPE, bold=True) + 6 if unit.repeat > 1 else 0
    return text_width(unit_label(unit), LABEL_TYPE) + times + 11


def unit_label(unit: Unit) -> str:
    """Return a block's module, or the first and last of several.

    Example:
        >>> unit_label(Unit(leaves=(), label="layer1.1", path="layer1.1", last_path="layer1.2"))
        'layer1.1–2'
    """
    if unit.given:
        return unit.given
    first, last = unit.path, unit.last_path
    if not first or first == last:
        return _short(unit.label)
    begin, _, tail = last.rpartition(".")
    if first.rpartition(".")[0] != begin:
        return f"{_short(first)} – {_short(last)}"
    return f"{_short(first)}–{_ending(first.rpartition('.')[2], tail)}"


def _ending(first: str, last: str) -> str:
    """Return what of ``last`` differs from ``first``, if that is a number."""
    stem = first.rstrip("0123456789")
    number = last.removeprefix(stem)
    return number if stem and number.isdecimal() else last


def _short(path: str) -> str:
    """Return the end of a path that is too long for a label."""
    while text_width(path, LABEL_TYPE) > LABEL_ROOM and "." in path:
        path = path.partition(".")[2]
    return path


def _header(content: Content, piece: Piece) -> float:
    return HEADER if content.sections[piece.section].name else 0.0


def arrange(
    columns: list[Column], lanes: Sequence[int], width: float, *, named: bool = True
) -> Placed:
    """Give columns their places: as many side by side as ``width`` allows."""
    for column, count in zip(columns, lanes, strict=True):
        column.lanes = count
    _mark_continued(columns)
    tiers = _tiers(columns, width)
    top, widest = 0.0, 0.0
    for number, tier in enumerate(tiers):
        x = 0.0
        for place, column in enumerate(tier):
            column.tier = number
            gutter = GUTTER if place or number else 0.0
            x += gutter + LANE * column.lanes
            column.x = x + column.left
            _stack(column, top, HEADER if named else 0.0)
            x += column.left + column.right
        widest = max(widest, x)
        top += max(column.height for column in tier) + FOOT + TIER_GAP
    return Placed(columns, widest, top - TIER_GAP)


def _mark_continued(columns: Sequence[Column]) -> None:
    for column in columns:
        for piece in column.pieces:
            piece.continued = False
    for before, after in pairwise(columns):
        after.pieces[0].continued = before.pieces[-1].section == after.pieces[0].section


def _tiers(columns: Sequence[Column], width: float) -> list[list[Column]]:
    tiers: list[list[Column]] = [[]]
    used = 0.0
    for column in columns:
        own = column.left + column.right + LANE * column.lanes + GUTTER
        if tiers[-1] and used + own > width:
            tiers.append([])
            used = 0.0
        tiers[-1].append(column)
        used += own
    return tiers


def _stack(column: Column, top: float, header: float) -> None:
    y = top
    section: int | None = None
    for number, piece in enumerate(column.pieces):
        piece.header = None
        if piece.section != section:
            piece.beside = number > 0
            if piece.beside:
                piece.header = (column.x + 7, y + NAME_TYPE + 14)
                y += HEADER_BESIDE
            else:
                piece.header = (column.x - column.left, y + NAME_TYPE)
                y += header
        elif number:
            y += UNIT_GAP
        section = piece.section
        _put(piece, column, y)
        y = piece.bottom


def _put(piece: Piece, column: Column, y: float) -> None:
    piece.x = column.x
    piece.frame = None
    piece.y = y
    if piece.unit.framed:
        piece.y = y + FRAME_TOP
        height = piece.layout.height + FRAME_TOP + FRAME_BOTTOM
        piece.frame = Frame(column.x - column.left, y, column.left + column.right, height)
