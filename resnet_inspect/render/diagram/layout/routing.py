"""Links between units: straight down, over to the next column, or from afar.

A link from afar leaves its leaf to the left, runs in the gutter of its column, below the columns,
and up the gutter of the column it goes to. Lanes are given out such that nested links do not
cross: in a gutter the higher leaf takes the outer lane, below the columns the longer link the
lower one.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from resnet_inspect.render.diagram.content.model import Content, Link
from resnet_inspect.render.diagram.layout.boxes import Route
from resnet_inspect.render.diagram.layout.columns import (
    FOOT,
    GUTTER,
    LANE,
    Column,
    Piece,
    Placed,
)
from resnet_inspect.render.diagram.scene.paths import Point


@dataclass(frozen=True, slots=True)
class Far:
    """A link that is neither a step down nor one to the next column."""

    link: Link
    source: tuple[int, int]
    """Column and piece that it comes from."""
    target: tuple[int, int]


def far_links(columns: Sequence[Column]) -> list[Far]:
    """Return the links that have to be routed from afar."""
    place = {
        leaf: (number, position)
        for number, column in enumerate(columns)
        for position, piece in enumerate(column.pieces)
        for leaf in piece.layout.boxes
    }
    return [
        Far(link, place[link.source], (number, position))
        for number, column in enumerate(columns)
        for position, piece in enumerate(column.pieces)
        for link in piece.layout.waiting
        if link.source in place
    ]


def count_lanes(columns: Sequence[Column], far: Sequence[Far]) -> list[int]:
    """Return how many lanes each column's gutter needs."""
    counts = [0] * len(columns)
    for one in far:
        counts[one.source[0]] += 1
        if one.target[0] != one.source[0]:
            counts[one.target[0]] += 1
    return counts


class Router:
    """Adds the routes between units to a placed network."""

    def __init__(self, content: Content, placed: Placed, far: Sequence[Far]) -> None:
        self.content = content
        self.placed = placed
        self.far = far
        self.bottoms = self._bottoms()

    def run(self) -> None:
        """Route everything."""
        for column in self.placed.columns:
            for piece in column.pieces:
                self._inside(piece)
        pieces = [
            (number, piece)
            for number, column in enumerate(self.placed.columns)
            for piece in column.pieces
        ]
        for (number, before), (following, after) in pairwise(pieces):
            self._flow(number, before, following, after)
        self._route_far()

    def _bottoms(self) -> dict[int, float]:
        bottoms: dict[int, float] = defaultdict(float)
        for column in self.placed.columns:
            bottoms[column.tier] = max(bottoms[column.tier], column.pieces[-1].bottom + FOOT)
        return bottoms

    def _inside(self, piece: Piece) -> None:
        self.placed.routes += [route.moved(piece.x, piece.y) for route in piece.layout.routes]
        forks = [(x + piece.x, y + piece.y) for x, y in piece.layout.forks]
        self.placed.forks += dict.fromkeys(forks)
        self.placed.shapes += [
            ((x + piece.x, y + piece.y), link) for (x, y), link in piece.layout.shapes
        ]

    def _flow(self, number: int, before: Piece, following: int, after: Piece) -> None:
        """Draw the line from one unit to the next, if the next one reads it."""
        link = _flowing(before, after)
        if link is None:
            return
        if self._shows_size(before, after):
            self.placed.shapes.append(((before.x + 5, before.bottom + 9), link))
        entered = after.layout.entered is not None
        start = (before.x, before.box(before.layout.spine[-1]).bottom)
        end = (after.x, after.box(after.layout.spine[0]).y if entered else after.y)
        points: tuple[Point, ...] = (start, end)
        if number != following:
            points = (start, *self._over(number, before, following, after), end)
        self.placed.routes.append(Route(link, points, arrow=entered))

    def _shows_size(self, before: Piece, after: Piece) -> bool:
        """Sizes stand between sections; a section that is named after its size needs none."""
        return (
            before.section != after.section and self.content.sections[after.section].kind != "part"
        )

    def _over(self, number: int, before: Piece, following: int, after: Piece) -> tuple[Point, ...]:
        """Return the turns of the line from the bottom of a column to the top of another."""
        columns = self.placed.columns
        lane = columns[following].x - columns[following].left - LANE * columns[following].lanes
        lane -= GUTTER / 2
        low = before.bottom + FOOT - 8
        if columns[number].tier != columns[following].tier:
            low = self.bottoms[columns[number].tier]
        entry = after.top - 9
        return ((before.x, low), (lane, low), (lane, entry), (after.x, entry))

    def _route_far(self) -> None:
        gutters = self._gutter_lanes()
        depths = self._depths()
        for one in self.far:
            self.placed.routes.append(Route(one.link, self._far_points(one, gutters, depths)))

    def _leaf_middle(self, place: tuple[int, int], leaf: int) -> tuple[float, float]:
        """Return the left edge and the height of a leaf."""
        box = self.placed.columns[place[0]].pieces[place[1]].box(leaf)
        return box.x - box.width / 2, box.middle

    def _gutter_lanes(self) -> dict[tuple[int, str], float]:
        """Return the x of each far link's lane at either end."""
        wanted: dict[int, list[tuple[float, int, str]]] = defaultdict(list)
        for number, one in enumerate(self.far):
            wanted[one.source[0]].append(
                (self._leaf_middle(one.source, one.link.source)[1], number, "source")
            )
            if one.target[0] != one.source[0]:
                wanted[one.target[0]].append(
                    (self._leaf_middle(one.target, one.link.target)[1], number, "target")
                )
        lanes: dict[tuple[int, str], float] = {}
        for column_number, ends in wanted.items():
            column = self.placed.columns[column_number]
            left = column.x - column.left - LANE * column.lanes
            for place, (_, number, end) in enumerate(sorted(ends)):
                lanes[number, end] = left + LANE * place + LANE / 2 - 3
        return lanes

    def _depths(self) -> dict[int, int]:
        """Return which lane below the columns each link takes, 0 the highest."""
        across = [number for number, one in enumerate(self.far) if one.source[0] != one.target[0]]
        across.sort(key=lambda number: self._span(self.far[number]))
        return {number: depth for depth, number in enumerate(across)}

    @staticmethod
    def _span(one: Far) -> int:
        return abs(one.target[0] - one.source[0])

    def _far_points(
        self, one: Far, gutters: dict[tuple[int, str], float], depths: dict[int, int]
    ) -> tuple[Point, ...]:
        number = self.far.index(one)
        begin = self._leaf_middle(one.source, one.link.source)
        end = self._leaf_middle(one.target, one.link.target)
        out = gutters[number, "source"]
        if one.source[0] == one.target[0]:
            return (begin, (out, begin[1]), (out, end[1]), end)
        columns = self.placed.columns
        back = gutters[number, "target"]
        low = self.bottoms[columns[one.source[0]].tier] + LANE * depths[number] + 4
        return (begin, (out, begin[1]), (out, low), (back, low), (back, end[1]), end)


def _flowing(before: Piece, after: Piece) -> Link | None:
    """Return the link that the line between two units stands for, None where there is no line.

    A line that only feeds shortcuts ends where they begin; each of them is a route of its own.
    """
    layout = after.layout
    if layout.entered is not None or not layout.forked:
        return layout.entered
    source = before.layout.spine[-1]
    link = next(route.link for route in layout.routes if route.link.source == source)
    return replace(link, kind=None, residuals=())


def extra_depth(far: Sequence[Far]) -> float:
    """Return how much room below the columns far links take."""
    across = sum(one.source[0] != one.target[0] for one in far)
    return LANE * across + (4 if across else 0)
